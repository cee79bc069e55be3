//! The platform's packages, run beside the test.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use wenbo::clock::unix_seconds;

/// Seals and opens with one of the platform's packages.
pub(crate) struct Sealer {
    process: Mutex<(Child, ChildStdin, BufReader<ChildStdout>)>,
    token: String,
    key: String,
    id: String,
    nonces: AtomicU32,
    http: Client,
}

/// A callback as it is sent.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) encrypt: String,
    pub(crate) signature: String,
    pub(crate) timestamp: String,
    pub(crate) nonce: String,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Got {
    pub(crate) status: StatusCode,
    pub(crate) text: String,
}

pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients")
}

pub(crate) fn http() -> Client {
    // reqwest comes without a provider; an error means that there is one.
    drop(rustls::crypto::ring::default_provider().install_default());
    Client::builder().no_proxy().build().unwrap()
}

/// Whether the packages are there; where they must be, that they are not is a failure.
#[expect(clippy::disallowed_methods, reason = "whether a test may be skipped")]
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
pub(crate) fn is_there() -> bool {
    let folder = folder();
    let is_there = folder.join("node_modules/@wecom/crypto").is_dir()
        && folder.join(".venv/bin/python").is_file();
    if !is_there {
        let missing = "the packages of tests/clients are not installed: make clients";
        let needed = std::env::var_os("WENBO_SKIP_NOTHING").is_some();
        assert!(!needed, "not run: {missing}");
        eprintln!("SKIPPED: {missing}");
    }
    is_there
}

impl Sealer {
    /// `@wecom/crypto`, as an AI bot's callbacks are sealed.
    pub(crate) fn of_bot() -> Self {
        Self::new(
            Command::new("node").arg(folder().join("wecom_envelope.mjs")),
            super::BOT_KEY,
            "",
        )
    }

    /// `wechatpy`, as an app's callbacks are sealed.
    pub(crate) fn of_app() -> Self {
        let python = folder().join(".venv/bin/python");
        Self::new(
            Command::new(python).arg(folder().join("wecom_xml.py")),
            super::APP_KEY,
            super::CORP,
        )
    }

    fn new(command: &mut Command, key: &str, id: &str) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (stdin, stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        Self {
            process: Mutex::new((child, stdin, BufReader::new(stdout))),
            token: super::TOKEN.to_owned(),
            key: key.to_owned(),
            id: id.to_owned(),
            nonces: AtomicU32::new(0),
            http: http(),
        }
    }

    fn call(&self, call: Value) -> Value {
        let mut call = call;
        call["token"] = json!(self.token);
        call["key"] = json!(self.key);
        let mut process = self.process.lock().unwrap();
        writeln!(process.1, "{call}").unwrap();
        process.1.flush().unwrap();
        let mut line = String::new();
        process.2.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }

    /// Seals a text now.
    pub(crate) fn seal(&self, text: &str) -> Sent {
        self.seal_for(text, &self.id, unix_seconds())
    }

    /// Seals a text for a receiver at a time.
    pub(crate) fn seal_for(&self, text: &str, id: &str, at: i64) -> Sent {
        let nonce = format!("n{}", self.nonces.fetch_add(1, Ordering::Relaxed));
        let timestamp = at.to_string();
        let sealed = self.call(json!({
            "op": "seal", "text": text, "id": id, "timestamp": timestamp, "nonce": nonce,
        }));
        let field = |name: &str| {
            sealed[name]
                .as_str()
                .unwrap_or_else(|| panic!("{sealed}"))
                .to_owned()
        };
        Sent {
            encrypt: field("encrypt"),
            signature: field("signature"),
            timestamp,
            nonce,
        }
    }

    /// Opens a reply, whose signature must be the platform's.
    pub(crate) fn open(&self, reply: &Value, nonce: &str) -> Value {
        assert_eq!(
            reply["nonce"], nonce,
            "the reply has the nonce of its request"
        );
        let opened = self.call(json!({
            "op": "open", "encrypt": reply["encrypt"], "id": self.id, "nonce": nonce,
            "timestamp": reply["timestamp"].to_string(), "signature": reply["msgsignature"],
        }));
        assert_eq!(opened["signature"], reply["msgsignature"], "{opened}");
        assert_eq!(opened["id"], self.id.as_str());
        serde_json::from_str(opened["text"].as_str().unwrap()).unwrap()
    }

    /// Sends a callback as it is.
    pub(crate) async fn send(&self, url: &str, sent: &Sent, body: String) -> Got {
        let response = self
            .http
            .post(url)
            .query(&[
                ("msg_signature", sent.signature.as_str()),
                ("timestamp", sent.timestamp.as_str()),
                ("nonce", sent.nonce.as_str()),
            ])
            .body(body)
            .send()
            .await
            .unwrap();
        Got {
            status: response.status(),
            text: response.text().await.unwrap(),
        }
    }

    /// Looks whether an address is ours, as the console does.
    pub(crate) async fn look(&self, url: &str, sent: &Sent) -> Got {
        let response = self
            .http
            .get(url)
            .query(&[
                ("msg_signature", sent.signature.as_str()),
                ("timestamp", sent.timestamp.as_str()),
                ("nonce", sent.nonce.as_str()),
                ("echostr", sent.encrypt.as_str()),
            ])
            .send()
            .await
            .unwrap();
        Got {
            status: response.status(),
            text: response.text().await.unwrap(),
        }
    }

    /// Tells a bot something and opens what it says to that; nothing where it says nothing.
    pub(crate) async fn tell(&self, server: &super::Server, message: &Value) -> Option<Value> {
        let sent = self.seal(&message.to_string());
        self.tell_sealed(server, &sent).await
    }

    /// The same with what is sealed already.
    pub(crate) async fn tell_sealed(&self, server: &super::Server, sent: &Sent) -> Option<Value> {
        let body = json!({ "encrypt": sent.encrypt }).to_string();
        let url = format!("{}/v1/channels/wecom/bot", server.base);
        let got = self.send(&url, sent, body).await;
        assert_eq!(got.status, 200, "{}", got.text);
        if got.text.is_empty() {
            return None;
        }
        let reply: Value = serde_json::from_str(&got.text).unwrap();
        Some(self.open(&reply, &sent.nonce))
    }

    /// Asks how an answer goes on until it ends, as WeCom does; what it showed last.
    pub(crate) async fn until_end(&self, server: &super::Server, first: Value) -> Value {
        let mut shown = first;
        let id = shown["stream"]["id"].as_str().unwrap().to_owned();
        let mut polls = 0;
        while shown["stream"]["finish"] != true {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            polls += 1;
            let poll = json!({
                "msgid": format!("poll-{id}-{polls}"), "aibotid": "BOT", "chattype": "single",
                "from": { "userid": "ZhangSan" }, "msgtype": "stream", "stream": { "id": id },
            });
            shown = self.tell(server, &poll).await.unwrap();
            assert_eq!(shown["stream"]["id"], id.as_str());
            let content = shown["stream"]["content"].as_str().unwrap();
            assert!(content.len() <= 20_480);
        }
        shown
    }

    /// Tells an app something.
    pub(crate) async fn write(&self, server: &super::Server, inner: &str) -> Got {
        let sent = self.seal(inner);
        self.write_sealed(server, &sent).await
    }

    /// The same with what is sealed already.
    pub(crate) async fn write_sealed(&self, server: &super::Server, sent: &Sent) -> Got {
        let body = format!(
            "<xml><ToUserName><![CDATA[{}]]></ToUserName><Encrypt><![CDATA[{}]]></Encrypt>\
             <AgentID><![CDATA[{}]]></AgentID></xml>",
            super::CORP,
            sent.encrypt,
            super::AGENT
        );
        let url = format!("{}/v1/channels/wecom/app", server.base);
        self.send(&url, sent, body).await
    }
}

impl Drop for Sealer {
    fn drop(&mut self) {
        let child = &mut self.process.get_mut().unwrap().0;
        // It may have ended by itself.
        let _killed = child.kill();
        let _reaped = child.wait();
    }
}
