//! Problems of statements, the catalogue and streams.

use axum::http::StatusCode;
use semantic_sql::Diagnostic;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::Problem;

/// One reason why a statement was refused.
#[derive(Serialize, ToSchema)]
#[schema(as = Diagnostic)]
pub(in crate::channel::http) struct DiagnosticBody {
    /// A stable code, such as `E_NAME_NOT_FOUND`.
    #[schema(value_type = String, example = "E_NAME_NOT_FOUND")]
    code: &'static str,
    /// What is wrong.
    message: String,
    /// Near misses, or what is available; best first.
    candidates: Vec<String>,
    /// What to write instead.
    hint: Option<String>,
    /// Where in the statement, if known.
    position: Option<Position>,
    /// The statement with the nearest right name in place, where one is clearly meant.
    suggested_retry: Option<String>,
}

/// One of several things that are wrong.
#[derive(ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "it is the schema of what stands in `problems`")]
pub(in crate::channel::http) enum ProblemPart {
    /// Of a statement.
    Diagnostic(DiagnosticBody),
    /// Of files.
    Fault(crate::reload::Problem),
}

/// A place in a statement.
#[derive(Serialize, ToSchema)]
pub(in crate::channel::http) struct Position {
    /// The line, from 1.
    line: u32,
    /// The column, from 1, in characters.
    column: u32,
}

impl From<Diagnostic> for DiagnosticBody {
    fn from(diagnostic: Diagnostic) -> Self {
        Self {
            code: diagnostic.code,
            message: diagnostic.message,
            candidates: diagnostic.candidates,
            hint: diagnostic.hint,
            position: diagnostic.span.map(|span| Position {
                line: span.line,
                column: span.column,
            }),
            suggested_retry: diagnostic.suggested_retry.map(String::from),
        }
    }
}

impl Problem {
    /// Nothing is kept under an id for whoever asks.
    pub(in crate::channel::http) fn no_answer() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "no_such_answer",
            "There is no such answer",
            "No answer is kept under this id for whoever asks. `answer_id` of an answer is its id.",
        )
    }

    /// An answer without a statement.
    pub(in crate::channel::http) fn no_statement() -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "no_statement",
            "There is nothing to run again",
            "The answer has no statement: it asked back, declined, or told about the layer itself.",
        )
    }

    /// What is kept cannot be read or written.
    pub(in crate::channel::http) fn not_readable() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "not_readable",
            "What is kept cannot be used",
            "The file that answers are kept in cannot be read or written; the log says why.",
        )
    }

    /// Something else than feedback.
    pub(in crate::channel::http) fn invalid_feedback(why: &str) -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid_feedback",
            "The body is no feedback",
            format!("The body is no feedback: {why}."),
        )
    }

    /// A statement that cannot be run, with each reason.
    pub(in crate::channel::http) fn refused(diagnostics: Vec<Diagnostic>) -> Self {
        let denied = diagnostics.iter().any(|it| it.code == "E_DENIED");
        let first = diagnostics.first().map(ToString::to_string);
        let detail = first.unwrap_or_else(|| "The statement cannot be run.".to_owned());
        let list: Vec<DiagnosticBody> = diagnostics.into_iter().map(Into::into).collect();
        let problem = if denied {
            let title = "The statement asks for what is not permitted";
            Self::new(StatusCode::FORBIDDEN, "denied", title, detail)
        } else {
            let title = "The statement cannot be run";
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Self::new(status, "refused_statement", title, detail)
        };
        problem.with_problems(json!(list))
    }

    /// The body is JSON, but holds no statement.
    pub(in crate::channel::http) fn invalid_statement(why: &str) -> Self {
        let detail = format!("The body is not a statement: {why}.");
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid_body",
            "The body is not a statement",
            detail,
        )
    }

    /// A parameter of the address that cannot be.
    pub(in crate::channel::http) fn invalid_parameter(why: &str) -> Self {
        let detail = format!("The address has a parameter that cannot be: {why}.");
        Self::new(
            StatusCode::BAD_REQUEST,
            "invalid_parameter",
            "A parameter is wrong",
            detail,
        )
    }

    /// No metric, dimension or run has this name.
    pub(in crate::channel::http) fn no_such(what: &str, candidates: &[String]) -> Self {
        let near = if candidates.is_empty() {
            String::new()
        } else {
            format!(" Near it: {}.", candidates.join(", "))
        };
        let detail = format!("There is no such {what}.{near}");
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "Nothing is here",
            detail,
        )
    }

    /// None of the forms that the caller takes is one that is sent.
    pub(in crate::channel::http) fn not_acceptable(forms: &str) -> Self {
        let detail = format!("The Accept header names none of the forms that this sends: {forms}.");
        Self::new(
            StatusCode::NOT_ACCEPTABLE,
            "not_acceptable",
            "The reply has no such form",
            detail,
        )
    }

    /// A question that was stopped because its caller went away.
    pub(in crate::channel::http) fn abandoned() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "abandoned",
            "The question was stopped",
            "Nobody read the answer for some time, so it was stopped. Ask the question again.",
        )
    }
}
