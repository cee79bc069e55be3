//! The server is killed in the middle of 200 questions: what was acknowledged is there, whole.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use reqwest::Client;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::reload::Files;

const QUESTIONS: usize = 200;

/// The program, killed when the test ends however it ends.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    /// Starts it on a port that is free, and waits until it says where it is.
    fn start(files: &Files, state: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_wenbo"))
            .args(["serve", "--listen", "127.0.0.1:0", "--watch", "0"])
            .args(["--local-principal", r#"{"user":"o","roles":["owner"]}"#])
            .arg("--layer")
            .arg(files.layer())
            .arg("--data")
            .arg(files.data())
            .arg("--state")
            .arg(state)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = loop {
            let line = lines.next().expect("the server ended").unwrap();
            if let Some((_, address)) = line.split_once("is at ") {
                break address.trim().to_owned();
            }
        };
        // Its log goes on, and somebody must read it.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address }
    }

    /// SIGKILL: it has no moment to put anything in order.
    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ended = self.child.kill().and_then(|()| self.child.wait());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_a_kill() {
    let files = Files::new();
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state.sqlite");
    let mut server = Server::start(&files, &state);
    let address = server.address.clone();
    // Another test of the process may have done so before.
    drop(rustls::crypto::ring::default_provider().install_default());
    let client = Client::new();
    let mut asking = JoinSet::new();
    for number in 0..QUESTIONS {
        let (client, url) = (client.clone(), format!("{address}/v1/ask"));
        asking.spawn(async move {
            let day = number % 28 + 1;
            let question = json!({ "question": format!("2026年1月{day}日各平台GMV") });
            loop {
                let sent = client.post(&url).json(&question).send().await.ok()?;
                if sent.status() == 503 {
                    tokio::time::sleep(Duration::from_millis(20)).await; // no seat is free
                    continue;
                }
                // A reply that broke off acknowledges nothing.
                return sent.text().await.ok();
            }
        });
    }
    let mut acknowledged = Vec::new();
    while let Some(reply) = asking.join_next().await {
        acknowledged.extend(reply.unwrap());
        if acknowledged.len() == QUESTIONS / 2 {
            server.kill();
        }
    }
    assert!(acknowledged.len() >= QUESTIONS / 2);
    assert!(
        acknowledged.len() < QUESTIONS,
        "it was killed after the last question"
    );

    let server = Server::start(&files, &state);
    let address = &server.address;
    for text in &acknowledged {
        let answer: Value = serde_json::from_str(text).unwrap();
        let id = answer["answer_id"].as_str().unwrap();
        let kept = client
            .get(format!("{address}/v1/answers/{id}"))
            .send()
            .await
            .unwrap();
        assert_eq!(kept.status(), 200, "{id} is lost");
        assert_eq!(kept.text().await.unwrap(), *text, "{id} is another answer");
    }
    every_row_is_whole(&state, acknowledged.len()).await;
}

/// No row of the file is half, whoever it was for.
async fn every_row_is_whole(state: &Path, at_least: usize) {
    let store = wenbo::store::Store::open(state).await.unwrap();
    let ids = store.ids().await.unwrap();
    assert!(ids.len() >= at_least);
    for id in ids {
        let kept = store.answer(&id).await.unwrap().unwrap();
        let answer: Value = serde_json::from_str(&kept.answer).unwrap();
        assert_eq!(answer["answer_id"], Value::String(id));
        assert!(
            serde_json::from_str::<Value>(&kept.request)
                .unwrap()
                .is_object()
        );
    }
}
