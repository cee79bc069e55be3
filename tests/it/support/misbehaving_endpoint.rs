//! A chat endpoint on 127.0.0.1 that does what a script says, and keeps what it was sent.

use std::convert::Infallible;
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
    _server: JoinSet<()>,
}

#[derive(Clone)]
struct Script {
    acts: Arc<Vec<Act>>,
    received: Arc<Mutex<Vec<Received>>>,
}

impl MisbehavingEndpoint {
    /// Starts an endpoint; the last act is repeated.
    pub(crate) async fn start(acts: Vec<Act>) -> Self {
        let received = Arc::new(Mutex::new(Vec::new()));
        let script = Script {
            acts: Arc::new(acts),
            received: Arc::clone(&received),
        };
        let app = Router::new().fallback(perform).with_state(script);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}/v1", listener.local_addr().unwrap());
        let mut server = JoinSet::new();
        server.spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self {
            base_url,
            received,
            _server: server,
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
    let count = {
        let mut received = script.received.lock().unwrap();
        received.push(Received {
            path: uri.path().to_owned(),
            headers,
            body: serde_json::from_slice(&body).unwrap_or(Value::Null),
        });
        received.len()
    };
    let act = script.acts[(count - 1).min(script.acts.len() - 1)].clone();
    match act {
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
        Act::Hang => {
            let forever: Infallible = std::future::pending().await;
            match forever {}
        }
    }
}
