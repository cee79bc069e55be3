//! Slack, as far as a bot sees it: the Web API with its ways of saying no, and what people see in the channels.
//!
//! Slack's own library is run against it (`tests/clients/slack_check.py`), so that it takes what Slack takes.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// The token that it takes.
pub(crate) const TOKEN: &str = "xoxb-test-token";
/// The token for Socket Mode.
pub(crate) const APP_TOKEN: &str = "xapp-test-token";
/// Our own user.
pub(crate) const BOT: &str = "UBOT";

/// A call of the Web API.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) method: String,
    pub(crate) kind: String,
    pub(crate) query: BTreeMap<String, String>,
    pub(crate) body: Value,
}

/// What somebody sees.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen {
    pub(crate) channel: String,
    pub(crate) thread: Option<String>,
    pub(crate) text: String,
    pub(crate) blocks: Vec<Value>,
    /// Whoever sees it alone.
    pub(crate) only: Option<String>,
    pub(crate) is_streaming: bool,
    pub(crate) tasks: Vec<Value>,
    /// How often it was changed after it was there.
    pub(crate) changes: usize,
}

/// What it replies instead of doing its work.
#[derive(Debug, Clone)]
pub(crate) enum Trouble {
    Error(&'static str),
    Limited(u64),
    Down,
    /// It does its work, and the reply is lost.
    Lost,
}

#[derive(Default)]
pub(crate) struct Inner {
    pub(crate) calls: Vec<Call>,
    pub(crate) seen: BTreeMap<String, Seen>,
    /// What came by a response URL.
    pub(crate) replies: Vec<Value>,
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    pub(crate) windows: Vec<Value>,
    /// Trouble of a method, in order; the last one is for good where `for_good` has the method.
    pub(crate) trouble: BTreeMap<&'static str, Vec<Trouble>>,
    pub(crate) for_good: BTreeMap<&'static str, Trouble>,
    /// Types of blocks that it does not know.
    pub(crate) unknown_blocks: Vec<&'static str>,
    pub(crate) members: Vec<String>,
    pub(crate) socket: String,
    clock: u64,
    base: String,
}

#[derive(Clone, Default)]
pub(crate) struct Fake(Arc<Mutex<Inner>>);

impl Fake {
    /// Begins to serve; returns where the API is.
    pub(crate) async fn start(&self, tasks: &mut JoinSet<()>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        self.inner().base.clone_from(&base);
        let routes = Router::new()
            .route("/api/{method}", post(called))
            .route("/upload/{file}", post(uploaded))
            .route("/response/{id}", post(replied))
            .route("/seen", get(seen))
            .with_state(self.clone());
        tasks.spawn(async move {
            axum::serve(listener, routes).await.unwrap();
        });
        format!("{base}/api/")
    }

    pub(crate) fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap()
    }

    /// How often a method was called.
    pub(crate) fn count(&self, method: &str) -> usize {
        let inner = self.inner();
        inner.calls.iter().filter(|it| it.method == method).count()
    }

    /// Everything that is seen, by its time.
    pub(crate) fn all(&self) -> Vec<(String, Seen)> {
        let inner = self.inner();
        inner
            .seen
            .iter()
            .map(|(ts, it)| (ts.clone(), it.clone()))
            .collect()
    }

    pub(crate) fn response_url(&self, id: &str) -> String {
        format!("{}/response/{id}", self.inner().base)
    }
}

impl Inner {
    fn ts(&mut self) -> String {
        self.clock += 1;
        format!("1800000000.{:06}", self.clock)
    }

    /// The blocks of a body, if they can be shown.
    fn blocks(&self, body: &Value) -> Result<Vec<Value>, &'static str> {
        let blocks = body["blocks"].as_array().cloned().unwrap_or_default();
        if blocks.len() > 50 {
            return Err("invalid_blocks");
        }
        for block in &blocks {
            let kind = block["type"].as_str().unwrap_or_default();
            let known = "rich_text section context actions context_actions data_table data_visualization table image";
            let mut known = known.split(' ');
            if !known.any(|it| it == kind) || self.unknown_blocks.contains(&kind) {
                return Err("invalid_blocks");
            }
            let file = block.pointer("/slack_file/id").and_then(Value::as_str);
            if file.is_some_and(|it| !self.files.contains_key(it)) {
                return Err("invalid_slack_file");
            }
        }
        Ok(blocks)
    }

    fn posted(&mut self, body: &Value, only: Option<String>) -> Result<Value, &'static str> {
        let blocks = self.blocks(body)?;
        let text = body["text"].as_str().unwrap_or_default().to_owned();
        let text = if text.is_empty() {
            body["markdown_text"]
                .as_str()
                .unwrap_or_default()
                .to_owned()
        } else {
            text
        };
        if text.is_empty() {
            return Err("no_text");
        }
        let channel = body["channel"]
            .as_str()
            .ok_or("channel_not_found")?
            .to_owned();
        let ts = self.ts();
        let seen = Seen {
            channel: channel.clone(),
            thread: body["thread_ts"].as_str().map(str::to_owned),
            text,
            blocks,
            only,
            ..Seen::default()
        };
        self.seen.insert(ts.clone(), seen);
        Ok(json!({ "ok": true, "ts": ts, "channel": channel, "message_ts": ts }))
    }

    fn chunks(seen: &mut Seen, body: &Value) {
        for chunk in body["chunks"].as_array().into_iter().flatten() {
            match chunk["type"].as_str() {
                Some("markdown_text") => seen.text.push_str(chunk["text"].as_str().unwrap()),
                Some("task_update") => {
                    seen.tasks.retain(|it| it["id"] != chunk["id"]);
                    seen.tasks.push(chunk.clone());
                }
                other => panic!("a chunk of the kind {other:?}"),
            }
        }
    }

    fn does_more(
        &mut self,
        method: &str,
        query: &BTreeMap<String, String>,
        body: &Value,
    ) -> Result<Value, &'static str> {
        match method {
            "views.open" => {
                self.windows.push(body["view"].clone());
                Ok(json!({ "ok": true, "view": { "id": "V1" } }))
            }
            "files.getUploadURLExternal" => {
                let length: usize = query["length"].parse().map_err(|_| "invalid_arguments")?;
                let id = format!("F{}", self.files.len() + 1);
                self.files.insert(id.clone(), vec![0; length]);
                let url = format!("{}/upload/{id}", self.base);
                Ok(json!({ "ok": true, "upload_url": url, "file_id": id }))
            }
            "files.completeUploadExternal" => {
                let files: Value =
                    serde_json::from_str(&query["files"]).map_err(|_| "invalid_arguments")?;
                Ok(json!({ "ok": true, "files": files }))
            }
            _ => Err("unknown_method"),
        }
    }

    fn does(
        &mut self,
        method: &str,
        query: &BTreeMap<String, String>,
        body: &Value,
    ) -> Result<Value, &'static str> {
        let ts = || body["ts"].as_str().unwrap_or_default().to_owned();
        match method {
            "auth.test" => Ok(json!({ "ok": true, "user_id": BOT, "team_id": "T1" })),
            "apps.connections.open" => Ok(json!({ "ok": true, "url": self.socket })),
            "conversations.members" => Ok(json!({
                "ok": true, "members": self.members, "response_metadata": { "next_cursor": "" },
            })),
            "chat.postMessage" => self.posted(body, None),
            "chat.postEphemeral" => {
                let user = body["user"].as_str().ok_or("user_not_found")?.to_owned();
                self.posted(body, Some(user))
            }
            "chat.update" => {
                let blocks = self.blocks(body)?;
                let text = body["text"].as_str().ok_or("no_text")?.to_owned();
                let seen = self.seen.get_mut(&ts()).ok_or("message_not_found")?;
                if seen.is_streaming {
                    return Err("streaming_state_conflict");
                }
                (seen.text, seen.blocks) = (text, blocks);
                seen.changes += 1;
                Ok(json!({ "ok": true, "ts": ts() }))
            }
            "chat.startStream" => {
                let thread = body["thread_ts"]
                    .as_str()
                    .ok_or("invalid_arguments")?
                    .to_owned();
                let channel = body["channel"]
                    .as_str()
                    .ok_or("channel_not_found")?
                    .to_owned();
                let known = ["recipient_team_id", "recipient_user_id"];
                if !channel.starts_with('D') && known.iter().any(|it| !body[*it].is_string()) {
                    return Err("missing_recipient_user_id");
                }
                let ts = self.ts();
                let mut seen = Seen {
                    channel,
                    thread: Some(thread),
                    is_streaming: true,
                    ..Seen::default()
                };
                Self::chunks(&mut seen, body);
                self.seen.insert(ts.clone(), seen);
                Ok(json!({ "ok": true, "ts": ts }))
            }
            "chat.appendStream" | "chat.stopStream" => {
                let blocks = self.blocks(body)?;
                let seen = self.seen.get_mut(&ts()).ok_or("message_not_found")?;
                if !seen.is_streaming {
                    return Err("message_not_in_streaming_state");
                }
                Self::chunks(seen, body);
                seen.changes += 1;
                if method == "chat.stopStream" {
                    seen.is_streaming = false;
                    seen.blocks = blocks;
                }
                Ok(json!({ "ok": true, "ts": ts() }))
            }
            "assistant.threads.setStatus"
            | "assistant.threads.setSuggestedPrompts"
            | "assistant.threads.setTitle" => Ok(json!({ "ok": true })),
            _ => self.does_more(method, query, body),
        }
    }
}

async fn called(
    State(fake): State<Fake>,
    Path(method): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let kind = headers
        .get("content-type")
        .map_or("", |it| it.to_str().unwrap())
        .to_owned();
    let token = headers
        .get("authorization")
        .map_or("", |it| it.to_str().unwrap());
    let wanted = if method == "apps.connections.open" {
        APP_TOKEN
    } else {
        TOKEN
    };
    let mut query = query;
    let body: Value = if kind.starts_with("application/json") {
        serde_json::from_slice(&body).unwrap()
    } else {
        // What is sent as a form counts as well.
        query.extend(url::form_urlencoded::parse(&body).into_owned());
        Value::Null
    };
    let mut inner = fake.inner();
    inner.calls.push(Call {
        method: method.clone(),
        kind,
        query: query.clone(),
        body: body.clone(),
    });
    if token != format!("Bearer {wanted}") {
        return axum::Json(json!({ "ok": false, "error": "invalid_auth" })).into_response();
    }
    let next = inner
        .trouble
        .get_mut(method.as_str())
        .filter(|it| !it.is_empty());
    let trouble = next.map(|it| it.remove(0));
    let trouble = trouble.or_else(|| inner.for_good.get(method.as_str()).cloned());
    match trouble {
        Some(Trouble::Error(code)) => {
            return axum::Json(json!({ "ok": false, "error": code })).into_response();
        }
        Some(Trouble::Limited(seconds)) => {
            let after = [("retry-after", seconds.to_string())];
            let body = axum::Json(json!({ "ok": false, "error": "ratelimited" }));
            return (StatusCode::TOO_MANY_REQUESTS, after, body).into_response();
        }
        Some(Trouble::Down) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Some(Trouble::Lost) => {
            let _done = inner.does(&method, &query, &body);
            return StatusCode::BAD_GATEWAY.into_response();
        }
        None => {}
    }
    let reply = inner.does(&method, &query, &body);
    let reply = reply.unwrap_or_else(|code| json!({ "ok": false, "error": code }));
    axum::Json(reply).into_response()
}

async fn uploaded(State(fake): State<Fake>, Path(file): Path<String>, body: Bytes) -> StatusCode {
    let mut inner = fake.inner();
    let Some(kept) = inner
        .files
        .get_mut(&file)
        .filter(|it| it.len() == body.len())
    else {
        return StatusCode::BAD_REQUEST;
    };
    *kept = body.to_vec();
    StatusCode::OK
}

async fn replied(State(fake): State<Fake>, Path(id): Path<String>, body: Bytes) -> StatusCode {
    if id == "expired" {
        return StatusCode::NOT_FOUND;
    }
    let body: Value = serde_json::from_slice(&body).unwrap();
    let mut inner = fake.inner();
    if inner.blocks(&body).is_err() {
        return StatusCode::BAD_REQUEST;
    }
    inner.replies.push(body);
    StatusCode::OK
}

/// The blocks of everything, for those who check them.
async fn seen(State(fake): State<Fake>) -> axum::Json<Value> {
    let inner = fake.inner();
    let mut all: Vec<Value> = inner.seen.values().map(|it| json!(it.blocks)).collect();
    all.extend(inner.replies.iter().map(|it| it["blocks"].clone()));
    let windows = inner.windows.iter().map(|it| it["blocks"].clone());
    all.extend(windows);
    axum::Json(json!(all))
}
