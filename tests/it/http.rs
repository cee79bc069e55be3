//! The whole HTTP application, asked through its front door, with a pipeline that is not there.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use async_trait::async_trait;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use semantic_sql::Asker;
use semantic_sql::layer::Text;
use serde_json::{Value, json};
use tower::ServiceExt as _;
use wenbo::app::lookup::{
    Described, Found, Lookup, LookupError, MetricName, Query, Rows, Search, ValueName,
};
use wenbo::channel::http::{
    Admin, Answers, AskRequest, Clock, ClockSource, DataSpan, HttpState, Keep, Samples,
    ServerSettings, Status, router,
};
use wenbo::question::Language;
use wenbo::recall::RecallError;

mod admin;
mod body;
mod browser;
mod cancel;
mod catalogue;
mod connections;
mod facades;
mod limits;
mod measures;
mod openapi;
mod outcome;
mod page;
mod query;
mod server;
mod stream;

/// What came back.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// Checks that this is a problem object, and returns its explanation.
    pub(crate) fn problem(&self, status: u16, code: &str) -> String {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["code"], code);
        assert_eq!(problem["status"], status);
        let kind = match status {
            429 => "https://iana.org/assignments/http-problem-types#quota-exceeded".to_owned(),
            _ => format!("urn:wenbo:problem:{code}"),
        };
        assert_eq!(problem["type"], kind);
        assert!(
            problem["title"]
                .as_str()
                .is_some_and(|title| !title.is_empty())
        );
        problem["detail"].as_str().unwrap().to_owned()
    }
}

fn settings() -> ServerSettings {
    ServerSettings {
        listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
        allowed_hosts: vec![
            "ask.example.com".to_owned(),
            "https://Board.example.com/".to_owned(),
        ],
        embed_origins: Vec::new(),
        max_concurrent: 2,
        max_waiting: 0,
        deadline: Duration::from_millis(200),
        resume_grace: Duration::from_millis(50),
        ..ServerSettings::default()
    }
}

/// Plays the pipeline: the question says what it should do.
async fn pretend(request: AskRequest) -> Value {
    match request.question.as_str() {
        "panic" => panic!("secret words of a panic"),
        "sleep" => {
            tokio::time::sleep(Duration::from_secs(3600)).await;
            json!({ "status": "answered" })
        }
        "clarify" => {
            json!({ "status": "clarify", "clarification": { "question": "Which?", "choices": [] } })
        }
        "decline" => json!({ "status": "declined", "reason": "that is not in the data" }),
        "nonsense" => json!("not an answer object"),
        question => match question.strip_prefix("fail ") {
            Some(code) => json!({
                "status": "failed",
                "notes": [{ "code": code, "text": "secret words of the database" }],
            }),
            None => json!({
                "status": "answered",
                "echo": {
                    "question": request.question,
                    "as_of": request.as_of,
                    "lane": request.lane,
                    "language": request.language,
                    "earlier": request.earlier,
                },
            }),
        },
    }
}

/// Knows no name and no statement.
struct NothingToLookUp;

#[async_trait]
impl Lookup for NothingToLookUp {
    async fn query(&self, _query: Query) -> Result<Rows, LookupError> {
        Err(LookupError::Refused(Vec::new()))
    }

    fn search_metrics(&self, _search: &Search) -> Found<MetricName> {
        Found {
            total: 0,
            found: Vec::new(),
        }
    }

    fn describe(&self, _name: &str, _language: Language) -> Result<Described, LookupError> {
        Err(LookupError::Refused(Vec::new()))
    }

    fn values(&self, _dimension: &str, _search: &Search) -> Result<Found<ValueName>, LookupError> {
        Err(LookupError::Refused(Vec::new()))
    }

    fn catalogue(&self) -> String {
        String::new()
    }

    fn relation(&self) -> String {
        "sample".to_owned()
    }
}

/// Keeps nothing.
struct NothingKept;

impl Keep for NothingKept {}

fn state(ready: bool) -> HttpState {
    HttpState {
        boards: None,
        asker: Asker::Known(wenbo::app::local_owner()),
        keep: Arc::new(NothingKept),
        measures: Arc::new(|| "measured 1\n".to_owned()),
        ask: Arc::new(|request, _| Box::pin(pretend(request))),
        query: Arc::new(|request| Box::pin(query::pretend(request))),
        answers: answers(),
        catalogue: Arc::new(|| unreachable!("the catalogue is asked of a real service")),
        admin: Admin {
            allowed: true,
            reload: Arc::new(|| Box::pin(async { json!({ "outcome": "loaded" }) })),
            status: Arc::new(|| json!({})),
        },
        ready: Arc::new(AtomicBool::new(ready)),
        status: Arc::new(status),
        lookup: Arc::new(NothingToLookUp),
    }
}

/// Nothing is kept.
fn answers() -> Answers {
    Answers {
        get: Arc::new(|_| Box::pin(async { Err(RecallError::NotKept) })),
        replay: Arc::new(|_| Box::pin(async { Err(RecallError::NotKept) })),
        say: Arc::new(|_, _, _| Box::pin(async { Err(RecallError::NotKept) })),
    }
}

fn status() -> Status {
    Status {
        name: Text {
            zh: "样例".to_owned(),
            en: "Sample".to_owned(),
        },
        about: Text {
            zh: "样例数据".to_owned(),
            en: "Sample data".to_owned(),
        },
        is_demo: true,
        clock: Clock {
            now: Some("2026-11-19T10:30:00".parse().unwrap()),
            source: ClockSource::Data,
            time_zone: "Asia/Shanghai".to_owned(),
        },
        data: DataSpan::default(),
        language_model: None,
        generation: 1,
        last_reload: None,
        languages: vec![Language::Zh, Language::En],
        samples: Samples {
            zh: vec!["昨天卖了多少".to_owned()],
            en: vec!["Sales yesterday?".to_owned()],
        },
        version: "0".to_owned(),
    }
}

fn app() -> Router {
    router(state(true), &settings())
}

/// Sends one request as a command-line client would, with further or other headers.
pub(crate) async fn send(
    app: Router,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<Body>,
) -> Reply {
    let mut request = Request::builder().method(method).uri(path);
    let given = |name: &str| {
        headers
            .iter()
            .any(|(other, _)| other.eq_ignore_ascii_case(name))
    };
    if !given("host") {
        request = request.header(header::HOST, "127.0.0.1:8080");
    }
    if ["POST", "PATCH"].contains(&method) && !given("content-type") {
        request = request.header(header::CONTENT_TYPE, "application/json");
    }
    for (name, value) in headers {
        if !value.is_empty() {
            request = request.header(*name, *value);
        }
    }
    let response = app
        .oneshot(request.body(body.into()).unwrap())
        .await
        .unwrap();
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    Reply {
        status: parts.status,
        headers: parts.headers,
        text: String::from_utf8(bytes.to_vec()).unwrap(),
    }
}

async fn get(path: &str) -> Reply {
    send(app(), "GET", path, &[], "").await
}

async fn ask(body: &Value) -> Reply {
    send(app(), "POST", "/v1/ask", &[], body.to_string()).await
}
