//! Errors in the shape that OpenAI's clients read.

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::{HeaderName, HeaderValue, RETRY_AFTER};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::super::http::{Problem, Shared};
use super::models::served_names;

/// The header by which a server tells OpenAI's clients not to try again by themselves.
const SHOULD_RETRY: HeaderName = HeaderName::from_static("x-should-retry");

/// The most characters of a request that an explanation quotes.
const MAX_QUOTED: usize = 60;

/// Why a request is not answered.
#[derive(Debug)]
pub(in crate::channel) struct Refusal {
    status: StatusCode,
    code: &'static str,
    message: String,
    /// The parameter that is wrong.
    param: Option<String>,
    retry_after_s: Option<u16>,
}

impl Refusal {
    fn new(
        status: StatusCode,
        code: &'static str,
        param: &str,
        message: impl Into<String>,
    ) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            param: Some(param.to_owned()),
            retry_after_s: None,
        }
    }

    /// A parameter does not hold what it must.
    pub(super) fn invalid(param: &str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_value", param, message)
    }

    /// A parameter asks for something that is not done here and would be missed.
    pub(super) fn unsupported(param: &str, message: impl Into<String>) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "unsupported_parameter",
            param,
            message,
        )
    }

    /// The conversation is longer than what can be read again.
    pub(super) fn too_long(message: String) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "context_length_exceeded",
            "messages",
            message,
        )
    }

    /// The model does not exist, or needs a language model that this server does not have.
    pub(super) fn no_such_model(shared: &Shared, name: &str) -> Self {
        let name: String = name.chars().take(MAX_QUOTED).collect();
        let known = served_names(shared).join("`, `");
        Self::new(
            StatusCode::NOT_FOUND,
            "model_not_found",
            "model",
            format!("The model `{name}` does not exist here. There are `{known}`."),
        )
    }

    /// The error object.
    pub(super) fn body(&self) -> Value {
        let kind = if self.status.is_client_error() {
            "invalid_request_error"
        } else {
            "server_error"
        };
        json!({ "error": {
            "message": self.message,
            "type": kind,
            "param": self.param,
            "code": self.code,
        }})
    }
}

/// A request that does not reach a model, as clients of the protocol read it.
pub(in crate::channel) fn refused(problem: Problem) -> Response {
    Refusal::from(problem).into_response()
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        // The protocol has no other status for a body that is JSON and still no request.
        let status = match problem.status {
            StatusCode::UNPROCESSABLE_ENTITY => StatusCode::BAD_REQUEST,
            status => status,
        };
        Self {
            status,
            code: problem.code,
            message: problem.detail,
            param: None,
            retry_after_s: problem.retry_after_s,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.body())).into_response();
        let headers = response.headers_mut();
        match self.retry_after_s {
            Some(seconds) => {
                headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
            }
            // The same question would fail, or take too long, in the same way.
            None => {
                headers.insert(SHOULD_RETRY, HeaderValue::from_static("false"));
            }
        }
        response
    }
}
