//! A chat endpoint on 127.0.0.1 that does what a script says, and keeps what it was sent.

use std::convert::Infallible;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::Response;
use futures::StreamExt as _;
use serde_json::{Value, json};
use tokio::task::JoinSet;

/// What the endpoint does with one request.
#[derive(Debug, Clone)]
pub(crate) enum Act {
    /// Answers with a status, headers and a body.
    Answer(u16, Vec<(&'static str, String)>, String),
    /// Sends the beginning of a body and closes the connection.
    Break(String),
    /// Sends the beginning of a body and nothing more.
    Stall(String),
    /// Sends a body without an end.
    Endless,
    /// Never answers.
    Hang,
}

impl Act {
    /// Answers with JSON.
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self::body(status, "application/json", body.to_string())
    }

    /// Answers with a body of some type.
    pub(crate) fn body(status: u16, kind: &str, body: impl Into<String>) -> Self {
        let kind = ("content-type", kind.to_owned());
        Self::Answer(status, vec![kind], body.into())
    }

    /// Answers with a chat completion of this content.
    pub(crate) fn says(content: &str) -> Self {
        Self::json(200, &completion(content))
    }

    /// Reads an act of a case file.
    pub(crate) fn read(act: &Value) -> Self {
        let text = |name: &str| act[name].as_str().map(str::to_owned);
        let body = || {
            let mut body = completion(act["says"].as_str().unwrap_or("{}"));
            if let Some(message) = act.get("message") {
                body["choices"][0]["message"] = message.clone();
            }
            if let Some(reason) = act.get("finish") {
                body["choices"][0]["finish_reason"] = reason.clone();
            }
            body
        };
        let kind = text("type").unwrap_or_else(|| "application/json".to_owned());
        if let Some(raw) = text("raw") {
            return Self::body(200, &kind, raw);
        }
        if let Some(status) = act["status"].as_u64() {
            let words = text("text").unwrap_or_else(|| act["json"].to_string());
            let mut headers = vec![("content-type", kind)];
            for name in ["retry-after", "date"] {
                let value = act["headers"][name].as_str().map(str::to_owned);
                headers.extend(value.map(|value| (name, value)));
            }
            return Self::Answer(u16::try_from(status).unwrap(), headers, words);
        }
        if let Some(content) = text("cut") {
            let whole = completion(&content).to_string();
            return Self::Break(whole[..60].to_owned());
        }
        match (text("stall"), act.get("endless"), act.get("hang")) {
            (Some(beginning), ..) => Self::Stall(beginning),
            (_, Some(_), _) => Self::Endless,
            (_, _, Some(_)) => Self::Hang,
            _ => Self::json(200, &body()),
        }
    }

    /// Adds a header to an answer.
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        if let Self::Answer(_, headers, _) = &mut self {
            headers.push((name, value.to_owned()));
        }
        self
    }
}

/// Returns a well-formed chat completion, to be spoilt as needed.
pub(crate) fn completion(content: &str) -> Value {
    json!({
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "test-model-2026",
        "choices": [{
            "index": 0,
            "message": {"role": "assistant", "content": content},
            "finish_reason": "stop"
        }],
        "usage": {"prompt_tokens": 12, "completion_tokens": 7, "total_tokens": 19}
    })
}

/// A request as it came in.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    /// The path.
    pub(crate) path: String,
    /// The headers.
    pub(crate) headers: HeaderMap,
    /// The body.
    pub(crate) body: Value,
}

/// A running endpoint; it stops when it is dropped.
pub(crate) struct MisbehavingEndpoint {
    /// The base URL for the model's settings.
    pub(crate) base_url: String,
    received: Arc<Mutex<Vec<Received>>>,
    abandoned: Arc<AtomicUsize>,
    _server: JoinSet<()>,
}

/// What to do with a request, by how many came before it and by its body.
type Choice = Arc<dyn Fn(usize, &Value) -> Act + Send + Sync>;

#[derive(Clone)]
struct Script {
    choice: Choice,
    received: Arc<Mutex<Vec<Received>>>,
    abandoned: Arc<AtomicUsize>,
}

/// Counts a request whose sender went away before it was answered.
struct Abandoned(Arc<AtomicUsize>);

impl Drop for Abandoned {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl MisbehavingEndpoint {
    /// Starts an endpoint; the last act is repeated.
    pub(crate) async fn start(acts: Vec<Act>) -> Self {
        Self::choosing(move |count, _| acts[count.min(acts.len() - 1)].clone()).await
    }

    /// Starts an endpoint that looks at how many requests came before, and at the request, to know what to do.
    pub(crate) async fn choosing(
        choice: impl Fn(usize, &Value) -> Act + Send + Sync + 'static,
    ) -> Self {
        let received = Arc::new(Mutex::new(Vec::new()));
        let abandoned = Arc::new(AtomicUsize::new(0));
        let script = Script {
            choice: Arc::new(choice),
            received: Arc::clone(&received),
            abandoned: Arc::clone(&abandoned),
        };
        let app = Router::new().fallback(perform).with_state(script);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}/v1", listener.local_addr().unwrap());
        let mut server = JoinSet::new();
        server.spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self {
            base_url,
            received,
            abandoned,
            _server: server,
        }
    }

    /// Waits until a request came in.
    pub(crate) async fn was_asked(&self) {
        while self.received().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Waits until somebody who asked has gone away without an answer.
    pub(crate) async fn was_abandoned(&self) {
        while self.abandoned.load(Ordering::SeqCst) == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Returns what was sent so far.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }
}

async fn perform(
    State(script): State<Script>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let count = {
        let mut received = script.received.lock().unwrap();
        received.push(Received {
            path: uri.path().to_owned(),
            headers,
            body: body.clone(),
        });
        received.len() - 1
    };
    match (script.choice)(count, &body) {
        Act::Answer(status, headers, body) => {
            let mut response = Response::builder().status(StatusCode::from_u16(status).unwrap());
            for (name, value) in headers {
                response = response.header(name, value);
            }
            response.body(Body::from(body)).unwrap()
        }
        Act::Break(beginning) => {
            let begun = futures::stream::once(async { Ok(Bytes::from(beginning)) });
            let broken = futures::stream::once(async {
                tokio::time::sleep(Duration::from_millis(50)).await;
                Err(std::io::Error::other("cut"))
            });
            Response::builder()
                .header(header::CONTENT_TYPE, "application/json")
                .body(Body::from_stream(begun.chain(broken)))
                .unwrap()
        }
        Act::Stall(beginning) => {
            let begun =
                futures::stream::once(async { Ok::<_, Infallible>(Bytes::from(beginning)) });
            Response::builder()
                .header(header::CONTENT_TYPE, "application/json")
                .body(Body::from_stream(begun.chain(futures::stream::pending())))
                .unwrap()
        }
        Act::Endless => {
            let piece = Ok::<_, Infallible>(Bytes::from("x".repeat(10_000)));
            Response::builder()
                .header(header::CONTENT_TYPE, "application/json")
                .body(Body::from_stream(futures::stream::repeat(piece)))
                .unwrap()
        }
        Act::Hang => {
            let _waiting = Abandoned(script.abandoned);
            let forever: Infallible = std::future::pending().await;
            match forever {}
        }
    }
}
