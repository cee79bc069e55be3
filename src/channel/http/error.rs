//! What a caller is told when something goes wrong; the only file that knows status codes.
//!
//! Every error is a problem object (RFC 9457) with a stable `code`.
//! It names what was wrong and what would be right, and carries neither a database's words nor a provider's.
//!
//! Invariant: a problem's text is written here or comes from checking the request itself.

mod api;
mod chat;
mod keys;
mod limits;

use std::any::Any;
use std::future::{Ready, ready};
use std::time::Duration;

use axum::Json;
use axum::http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

pub(super) use api::{DiagnosticBody, ProblemPart};

/// The most characters of a problem's explanation; requests are quoted in it.
const MAX_DETAIL: usize = 400;

/// The type that IANA has for it.
const QUOTA_EXCEEDED: &str = "https://iana.org/assignments/http-problem-types#quota-exceeded";

/// What went wrong (RFC 9457).
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(super) struct ProblemBody {
    /// `urn:wenbo:problem:` and the code; for `quota_exceeded` the type that IANA has.
    #[serde(rename = "type")]
    #[schema(example = "urn:wenbo:problem:invalid_body")]
    kind: String,
    /// The kind of problem in words.
    #[schema(value_type = String, example = "The body is not a question")]
    title: &'static str,
    /// The status code of the reply.
    #[schema(example = 422)]
    status: u16,
    /// What was wrong and what would be right.
    #[schema(example = "The body is not a question: missing field `question`.")]
    detail: String,
    /// A stable code.
    #[schema(value_type = String, example = "invalid_body")]
    code: &'static str,
    /// Each thing that is wrong, where there may be several: diagnostics of a statement, or faults of files.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<ProblemPart>>)]
    problems: Option<Value>,
    /// The policies of `RateLimit-Policy` that the request goes against.
    #[serde(rename = "violated-policies", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<String>>)]
    violated_policies: Option<[&'static str; 1]>,
}

/// A problem object.
#[derive(Debug)]
pub(in crate::channel) struct Problem {
    pub(in crate::channel) status: StatusCode,
    pub(in crate::channel) code: &'static str,
    title: &'static str,
    pub(in crate::channel) detail: String,
    pub(in crate::channel) retry_after_s: Option<u16>,
    /// Each thing that is wrong, where there may be several.
    problems: Option<Box<Value>>,
}

impl Problem {
    pub(super) fn new(
        status: StatusCode,
        code: &'static str,
        title: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            status,
            code,
            title,
            detail: clip(&detail.into()),
            retry_after_s: None,
            problems: None,
        }
    }

    /// The same, as an event of a stream tells it.
    pub(super) fn into_body(self) -> ProblemBody {
        let is_of_rates = self.status == StatusCode::TOO_MANY_REQUESTS;
        ProblemBody {
            violated_policies: is_of_rates.then_some(["default"]),
            kind: if is_of_rates {
                QUOTA_EXCEEDED.to_owned()
            } else {
                format!("urn:wenbo:problem:{}", self.code)
            },
            title: self.title,
            status: self.status.as_u16(),
            detail: self.detail,
            code: self.code,
            problems: self.problems.map(|problems| *problems),
        }
    }

    /// With each thing that is wrong.
    pub(super) fn with_problems(mut self, problems: Value) -> Self {
        self.problems = Some(Box::new(problems));
        self
    }

    pub(super) fn retry_after(mut self, seconds: u16) -> Self {
        self.retry_after_s = Some(seconds);
        self
    }

    /// The body is not JSON at all.
    pub(in crate::channel) fn malformed_json(why: &str) -> Self {
        let detail = format!("The body is not valid JSON: {why}.");
        Self::new(
            StatusCode::BAD_REQUEST,
            "malformed_json",
            "The body is not valid JSON",
            detail,
        )
    }

    /// The body is JSON, but not a question.
    pub(in crate::channel) fn invalid_body(why: &str) -> Self {
        let detail = format!("The body is not a question: {why}.");
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid_body",
            "The body is not a question",
            detail,
        )
    }

    /// The body did not arrive whole.
    pub(super) fn unreadable_body() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "unreadable_body",
            "The body could not be read",
            "The body ended before all of it had arrived. Send the request again.",
        )
    }

    /// The body arrives too slowly.
    pub(super) fn slow_body(allowed: Duration) -> Self {
        let detail = format!(
            "The body did not arrive within {} seconds.",
            allowed.as_secs()
        );
        Self::new(
            StatusCode::REQUEST_TIMEOUT,
            "slow_body",
            "The body came too slowly",
            detail,
        )
    }

    /// The body is larger than any question.
    pub(super) fn too_large(limit: usize) -> Self {
        let detail = format!("A body may have at most {limit} bytes.");
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "body_too_large",
            "The body is too large",
            detail,
        )
    }

    /// The body is of another kind.
    pub(super) fn not_json() -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "not_json",
            "The body is of the wrong kind",
            "The Content-Type must be application/json, with UTF-8 if it names a charset.",
        )
    }

    /// Nothing lives at this path.
    pub(super) fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "Nothing is here",
            "There is no such path. Questions go to POST /v1/ask, the page is at /.",
        )
    }

    /// The request names another server.
    pub(super) fn foreign_host() -> Self {
        Self::new(
            StatusCode::MISDIRECTED_REQUEST,
            "foreign_host",
            "The request is for another host",
            "The Host header is not a name of this server. Use the address that it listens on, or add the name \
             to its allowed hosts.",
        )
    }

    /// A page of another site sent the request.
    pub(super) fn foreign_origin() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "foreign_origin",
            "The request comes from another site",
            "Only pages of this server may send requests through a browser. Open the page under the name that the \
             request uses, or add the other name to the allowed hosts.",
        )
    }

    /// Whoever asks without a key may not administer the server.
    pub(super) fn not_admin() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "not_admin",
            "This is for the admin",
            "Whoever requests act as has none of the roles that may administer this server. Give the local \
             principal one of them, or name its role in --admin-roles.",
        )
    }

    /// Something was sent that takes nothing.
    pub(super) fn body_not_empty() -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid_body",
            "The body is not empty",
            "This takes no settings: the body must be empty or `{}`.",
        )
    }

    /// The server has not loaded everything yet.
    pub(super) fn starting() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "starting",
            "The server is starting",
            "Questions cannot be answered yet. Ask again in a moment.",
        )
        .retry_after(2)
    }

    /// All seats are taken.
    pub(super) fn busy() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "busy",
            "The server is busy",
            "As many questions as the server takes at a time are being answered. Ask again in a moment.",
        )
        .retry_after(2)
    }

    /// The question took longer than allowed.
    pub(super) fn too_slow(allowed: Duration) -> Self {
        let detail = format!(
            "There was no answer within {} seconds. Ask for less, such as a shorter time or fewer groups.",
            allowed.as_secs()
        );
        Self::new(
            StatusCode::GATEWAY_TIMEOUT,
            "question_timeout",
            "The question took too long",
            detail,
        )
    }

    /// A fault of the program.
    pub(in crate::channel) fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Something went wrong here",
            "The question could not be answered because of a fault in the server, which is in its log.",
        )
    }
}

/// The problem with a failed answer, decided by its code alone, which is that of its first note.
///
/// The words of the failure stay in the log: they may quote what the database or a provider said.
pub(super) fn failure(answer: &Value) -> Problem {
    let code = answer
        .pointer("/notes/0/code")
        .and_then(Value::as_str)
        .unwrap_or("internal");
    failure_of(code)
}

/// The problem with a failure that has a code of its own.
pub(super) fn failure_of(code: &str) -> Problem {
    tracing::error!(failure.code = code, "a question failed");
    match code {
        "query_timeout" | "model_timeout" | "question_timeout" => Problem::new(
            StatusCode::GATEWAY_TIMEOUT,
            "question_timeout",
            "The question took too long",
            "The computation was stopped at its time limit. Ask for less, such as a shorter time or fewer groups.",
        ),
        "database_unavailable" | "engine_stopped" => Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "database_unavailable",
            "The data cannot be reached",
            "The database does not answer. Ask again in a moment; if it stays so, tell whoever runs the server.",
        )
        .retry_after(5),
        "model_unavailable" | "model_rate_limited" => Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "model_unavailable",
            "The language model cannot be reached",
            "The question needs the language model, which does not answer. Ask again in a moment, or in plainer words.",
        )
        .retry_after(5),
        _ => Problem::internal(),
    }
}

/// The problem with a reload that was refused: what was loaded before goes on answering.
pub(super) fn reload_refused(report: &Value) -> Problem {
    let problems = report.get("problems").cloned().unwrap_or_default();
    let first = problems
        .pointer("/0/message")
        .and_then(Value::as_str)
        .unwrap_or("the reason is in the log");
    let detail = format!("What was loaded goes on answering. First of what is wrong: {first}.");
    let problem = Problem::new(
        StatusCode::CONFLICT,
        "reload_refused",
        "The new files cannot be used",
        detail,
    );
    Problem {
        problems: Some(Box::new(problems)),
        ..problem
    }
}

/// Answers for every path that is not in the list of routes.
pub(super) fn not_found() -> Ready<Problem> {
    ready(Problem::not_found())
}

/// Answers for a method that a path does not have.
#[expect(
    clippy::needless_pass_by_value,
    reason = "a handler is handed the parts of its request"
)]
pub(super) fn method_not_allowed(method: Method, uri: Uri) -> Ready<Problem> {
    let right = super::routes::methods_of(uri.path());
    let detail = format!("{method} does not work here; use {right}.");
    ready(Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "The method does not work here",
        detail,
    ))
}

/// Answers for a request whose handling panicked.
pub(super) fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    // The panic's own message is on stderr already; it may quote the request and goes no further.
    tracing::error!("the handling of a request panicked");
    Problem::internal().into_response()
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, retry_after_s) = (self.status, self.retry_after_s);
        let mut response = (status, Json(self.into_body())).into_response();
        let headers = response.headers_mut();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if let Some(seconds) = retry_after_s {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

fn clip(text: &str) -> String {
    match text.char_indices().nth(MAX_DETAIL) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}
