//! WeCom's API, as far as this server calls it: it notes what comes and can fail on demand.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// A call that came.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) path: String,
    pub(crate) query: HashMap<String, String>,
    pub(crate) kind: String,
    pub(crate) bytes: Bytes,
}

impl Call {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap()
    }
}

#[derive(Default)]
struct Played {
    calls: Vec<Call>,
    tokens: u32,
    /// Replies that come before the usual ones, by path.
    planned: HashMap<String, VecDeque<Value>>,
    /// Whether tokens from before are turned away.
    only_newest: bool,
}

/// The API.
pub(crate) struct Api {
    pub(crate) base: String,
    played: Arc<Mutex<Played>>,
    _running: JoinSet<()>,
}

impl Api {
    pub(crate) async fn start() -> Self {
        let played = Arc::new(Mutex::new(Played::default()));
        let router = Router::new().fallback(called).with_state(played.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let mut running = JoinSet::new();
        running.spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            base,
            played,
            _running: running,
        }
    }

    /// The calls of a path.
    pub(crate) fn calls(&self, path: &str) -> Vec<Call> {
        let played = self.played.lock().unwrap();
        let calls = played.calls.iter().filter(|it| it.path.ends_with(path));
        calls.cloned().collect()
    }

    /// The bodies of the messages that an app sent.
    pub(crate) fn messages(&self) -> Vec<Value> {
        let calls = self.calls("/message/send");
        calls.iter().map(Call::json).collect()
    }

    /// The bodies of the messages of a kind that an app sent.
    pub(crate) fn of_kind(&self, kind: &str) -> Vec<Value> {
        let all = self.messages().into_iter();
        all.filter(|it| it["msgtype"] == kind).collect()
    }

    /// The next call of a path gets this reply.
    pub(crate) fn plan(&self, path: &str, reply: Value) {
        let mut played = self.played.lock().unwrap();
        let planned = played.planned.entry(path.to_owned()).or_default();
        planned.push_back(reply);
    }

    /// Turns every token away that was given before.
    pub(crate) fn forget_tokens(&self) {
        let mut played = self.played.lock().unwrap();
        played.tokens += 1;
        played.only_newest = true;
    }

    /// An address that a message may be answered at.
    pub(crate) fn response_url(&self, code: &str) -> String {
        format!("{}/cgi-bin/aibot/response?response_code={code}", self.base)
    }
}

async fn called(
    State(played): State<Arc<Mutex<Played>>>,
    uri: Uri,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Response {
    let mut played = played.lock().unwrap();
    let path = uri.path().to_owned();
    let kind = headers
        .get("content-type")
        .map_or("", |it| it.to_str().unwrap());
    played.calls.push(Call {
        path: path.clone(),
        kind: kind.to_owned(),
        bytes,
        query: query.clone(),
    });
    if let Some(reply) = played.planned.get_mut(&path).and_then(VecDeque::pop_front) {
        return reply.to_string().into_response();
    }
    if path.ends_with("/gettoken") {
        let right = query["corpid"] == super::CORP && query["corpsecret"] == "app-secret";
        if !right {
            return json!({ "errcode": 40001, "errmsg": "invalid credential" })
                .to_string()
                .into_response();
        }
        played.tokens += 1;
        let token = format!("AT{}", played.tokens);
        let reply =
            json!({ "errcode": 0, "errmsg": "ok", "access_token": token, "expires_in": 7200 });
        return reply.to_string().into_response();
    }
    let newest = format!("AT{}", played.tokens);
    if let Some(token) = query.get("access_token")
        && played.only_newest
        && *token != newest
    {
        return json!({ "errcode": 42001, "errmsg": "access_token expired" })
            .to_string()
            .into_response();
    }
    let reply = match path.as_str() {
        "/cgi-bin/media/upload" => json!({
            "errcode": 0, "errmsg": "ok", "type": "image", "media_id": format!("MID{}", played.calls.len()),
            "created_at": "1763900000",
        }),
        _ => json!({ "errcode": 0, "errmsg": "ok", "msgid": "MSG" }),
    };
    reply.to_string().into_response()
}
