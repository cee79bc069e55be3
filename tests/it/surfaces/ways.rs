//! Every way in, to one server on the demo's data: what is asked through it, and what comes back.

use reqwest::Client;
use serde_json::{Map, Value, json};
use tokio::task::JoinSet;
use wenbo::clock::unix_seconds;

use crate::slack::fake::{Fake, Seen};
use crate::slack::{SECRET, block, direct, envelope, member, signature};
use crate::wecom::platform::{Sealer, http};
use crate::wecom::{Company, Options, Server, owner, said, until};

/// A server with every way in.
pub(super) struct Ways {
    pub(super) company: Company,
    server: Server,
    slack: Fake,
    bot: Sealer,
    app: Sealer,
    http: Client,
    _running: JoinSet<()>,
}

impl Ways {
    pub(super) async fn new() -> Self {
        let (slack, mut running) = (Fake::default(), JoinSet::new());
        let base = slack.start(&mut running).await;
        let company = Company::new().await;
        let server = company
            .serve(Options {
                slack: Some(base),
                local: Some(owner()),
                ..Options::default()
            })
            .await;
        server.knows("ZhangSan").await;
        let identities = &server.chat.identities;
        identities.add(member("UOLGA"), owner()).await.unwrap();
        Self {
            company,
            server,
            slack,
            bot: Sealer::of_bot(),
            app: Sealer::of_app(),
            http: http(),
            _running: running,
        }
    }

    async fn post(&self, path: &str, accept: &str, body: &Value) -> String {
        let request = self.http.post(format!("{}{path}", self.server.base));
        let request = request
            .header("accept", accept)
            .header("content-type", "application/json")
            .body(body.to_string());
        let response = request.send().await.unwrap();
        let (status, text) = (response.status(), response.text().await.unwrap());
        assert_eq!(status, 200, "{path}: {text}");
        text
    }

    /// `POST /v1/ask`.
    pub(super) async fn json(&self, question: &str) -> Value {
        let body = json!({ "question": question });
        let text = self.post("/v1/ask", "application/json", &body).await;
        serde_json::from_str(&text).unwrap()
    }

    /// The same in parts, put together.
    pub(super) async fn stream(&self, question: &str) -> Value {
        let body = json!({ "question": question });
        let text = self.post("/v1/ask", "text/event-stream", &body).await;
        let mut whole = Map::new();
        for data in text.lines().filter_map(|it| it.strip_prefix("data:")) {
            let part: Map<String, Value> = serde_json::from_str(data).unwrap();
            whole.extend(part);
        }
        whole.into()
    }

    /// The tool of agents.
    pub(super) async fn tool(&self, question: &str) -> Value {
        let call = json!({
            "jsonrpc": "2.0", "id": 1, "method": "tools/call",
            "params": { "name": "ask", "arguments": { "question": question, "max_rows": 1000 } },
        });
        let accept = "application/json, text/event-stream";
        let text = self.post("/mcp", accept, &call).await;
        let reply: Value = serde_json::from_str(&text).unwrap();
        reply.pointer("/result/structuredContent").unwrap().clone()
    }

    /// The protocol of chat programs: the answer, and the text that people read.
    pub(super) async fn chat(&self, question: &str) -> (Value, String) {
        let messages = json!([{ "role": "user", "content": question }]);
        let body = json!({ "model": "wenbo", "messages": messages });
        let text = self
            .post("/v1/chat/completions", "application/json", &body)
            .await;
        let reply: Value = serde_json::from_str(&text).unwrap();
        let text = reply.pointer("/choices/0/message/content").unwrap();
        let text = text.as_str().unwrap().replace('\\', "");
        (reply["wenbo"].clone(), text)
    }

    /// A direct message in Slack: the answer as it is kept, and the message that was sent.
    pub(super) async fn slack(&self, at: usize, question: &str) -> (Value, Seen) {
        let event = direct("UOLGA", &format!("{at}.1"), question);
        let body = envelope(&format!("EvWay{at}"), event).to_string();
        let now = unix_seconds().to_string();
        let request = self
            .http
            .post(format!("{}/v1/channels/slack/events", self.server.base))
            .header("content-type", "application/json")
            .header("x-slack-signature", signature(SECRET, &now, &body))
            .header("x-slack-request-timestamp", now)
            .body(body);
        assert_eq!(request.send().await.unwrap().status(), 200);
        let message = until(async || self.slack.all().into_iter().nth(at)).await.1;
        // Each answer can be judged, under its id.
        let judged = block(&message, "context_actions").unwrap();
        let good = &judged["elements"][0]["positive_button"]["value"];
        let id = good.as_str().unwrap().strip_prefix("up:").unwrap();
        let kept = self.server.store.answer(id).await;
        let kept = kept.unwrap().unwrap().answer;
        (serde_json::from_str(&kept).unwrap(), message)
    }

    /// A bot of WeCom: the text at the end of its stream.
    pub(super) async fn bot(&self, at: usize, question: &str) -> String {
        let message = said(&format!("MWay{at}"), "ZhangSan", question);
        let first = self.bot.tell(&self.server, &message).await.unwrap();
        let last = self.bot.until_end(&self.server, first).await;
        last["stream"]["content"].as_str().unwrap().to_owned()
    }

    /// An app of WeCom: the texts that it sent.
    pub(super) async fn app(&self, at: usize, question: &str) -> String {
        let before = self.company.api.messages().len();
        let inner = crate::wecom::wrote(&format!("{}", 7_000 + at), "ZhangSan", question);
        let got = self.app.write(&self.server, &inner).await;
        assert_eq!(got.status, 200);
        // The card stands below everything else.
        until(async || {
            let all = self.company.api.messages();
            let new = all.get(before..).unwrap_or_default();
            let ends = new
                .last()
                .is_some_and(|it| it["msgtype"] == "template_card");
            ends.then(|| {
                let texts = new
                    .iter()
                    .filter_map(|it| it["markdown"]["content"].as_str());
                texts.collect::<Vec<_>>().join("\n")
            })
        })
        .await
    }
}
