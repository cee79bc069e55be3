//! WeCom's side of a long connection.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

use super::super::until;

/// What the fake notes and does.
#[derive(Default)]
pub(super) struct Played {
    /// Everything that came, of all connections.
    pub(super) frames: Vec<Value>,
    pub(super) connections: usize,
    /// Whether nothing is acknowledged.
    pub(super) silent: bool,
    /// Whether bots are turned away.
    pub(super) refuses: bool,
    /// Whether a second frame of a name came before the first one was acknowledged.
    pub(super) overtaken: bool,
    pub(super) to_bot: Option<mpsc::UnboundedSender<Message>>,
}

/// WeCom's side of long connections.
pub(super) struct Fake {
    pub(super) url: String,
    pub(super) played: Arc<Mutex<Played>>,
    _running: JoinSet<()>,
}

impl Fake {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("ws://{}", listener.local_addr().unwrap());
        let played: Arc<Mutex<Played>> = Arc::default();
        let mut running = JoinSet::new();
        let seen = played.clone();
        running.spawn(async move {
            let mut lines = JoinSet::new();
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let line = tokio_tungstenite::accept_async(stream).await;
                if let Ok(line) = line {
                    lines.spawn(talk(line, seen.clone()));
                }
            }
        });
        Self {
            url,
            played,
            _running: running,
        }
    }

    pub(super) fn say(&self, frame: &Value) {
        let played = self.played.lock().unwrap();
        let line = played.to_bot.as_ref().unwrap();
        line.send(Message::text(frame.to_string())).unwrap();
    }

    /// A message to the bot.
    pub(super) fn message(&self, req_id: &str, body: &Value) {
        self.say(
            &json!({ "cmd": "aibot_msg_callback", "headers": { "req_id": req_id }, "body": body }),
        );
    }

    pub(super) fn event(&self, req_id: &str, body: &Value) {
        self.say(&json!({ "cmd": "aibot_event_callback", "headers": { "req_id": req_id }, "body": body }));
    }

    pub(super) fn frames(&self, cmd: &str) -> Vec<Value> {
        let played = self.played.lock().unwrap();
        played
            .frames
            .iter()
            .filter(|it| it["cmd"] == cmd)
            .cloned()
            .collect()
    }

    pub(super) fn connections(&self) -> usize {
        self.played.lock().unwrap().connections
    }

    /// Waits until a bot is there.
    pub(super) async fn has_bot(&self, connections: usize) {
        until(async || {
            let many = self.frames("aibot_subscribe").len();
            (many >= connections && self.connections() >= connections).then_some(())
        })
        .await;
    }

    /// The end of an answer.
    pub(super) async fn end_of(&self, req_id: &str) -> Value {
        until(async || {
            let frames = self.frames("aibot_respond_msg").into_iter();
            let mut of_it = frames.filter(|it| it["headers"]["req_id"] == req_id);
            of_it.find(|it| it["body"]["stream"]["finish"] == true)
        })
        .await
    }
}

async fn talk(line: WebSocketStream<TcpStream>, played: Arc<Mutex<Played>>) {
    let (mut out, mut from_bot) = line.split();
    let (tell, mut told) = mpsc::unbounded_channel();
    {
        let mut played = played.lock().unwrap();
        played.connections += 1;
        played.to_bot = Some(tell);
    }
    let mut last: Option<String> = None;
    loop {
        tokio::select! {
            Some(message) = told.recv() => out.send(message).await.unwrap(),
            came = from_bot.next() => {
                let Some(Ok(Message::Text(text))) = came else { return };
                let frame: Value = serde_json::from_str(&text).unwrap();
                let id = frame["headers"]["req_id"].as_str().unwrap().to_owned();
                let (silent, code) = {
                    let mut played = played.lock().unwrap();
                    played.frames.push(frame.clone());
                    let right = frame["cmd"] != "aibot_subscribe"
                        || (frame["body"]["bot_id"] == "BOT" && frame["body"]["secret"] == "bot-secret" && !played.refuses);
                    (played.silent, if right { 0 } else { 40001 })
                };
                if silent {
                    continue;
                }
                // A client that does not wait has its next reply here before this one is acknowledged.
                let next = tokio::time::timeout(Duration::from_millis(2), from_bot.next()).await;
                if let Ok(Some(Ok(Message::Text(text)))) = next {
                    let early: Value = serde_json::from_str(&text).unwrap();
                    let mut played = played.lock().unwrap();
                    played.overtaken |= early["headers"]["req_id"] == id.as_str();
                    played.frames.push(early.clone());
                    last = Some(early["headers"]["req_id"].as_str().unwrap().to_owned());
                }
                for id in [Some(id), last.take()].into_iter().flatten() {
                    let mut ack = json!({ "headers": { "req_id": id }, "errcode": code, "errmsg": "ok" });
                    if id.starts_with("aibot_upload_media") {
                        ack["body"] = json!({ "upload_id": "UP1", "media_id": "MID", "type": "image" });
                    }
                    out.send(Message::text(ack.to_string())).await.unwrap();
                }
            }
        }
    }
}
