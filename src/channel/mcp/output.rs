//! What the tools give.

use schemars::JsonSchema;
use semantic_sql::Diagnostic;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::app::lookup::{Column, LookupError};
use crate::channel::http::Problem;

/// What `ask` gives: the answer object of `POST /v1/ask` without its pictures and proofs.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
pub(super) struct AskOutput {
    /// `answered`; `clarify`: choose among `clarification.choices` and ask that question; `declined`: `reason` says why.
    pub(super) status: String,
    /// The answer in one sentence. Its numbers are proved against the rows.
    pub(super) headline: String,
    /// The answer in sentences, with what a reader must know.
    pub(super) narration: String,
    /// How the question was read. Say it with the answer, so that a wrong reading is noticed.
    pub(super) reading: String,
    /// What the columns are.
    pub(super) columns: Vec<Column>,
    /// Values as the data has them; exact decimals are texts. The first `max_rows` of `row_count`.
    pub(super) rows: Vec<Vec<Value>>,
    /// The same rows for people, with units.
    pub(super) label_rows: Vec<Vec<String>>,
    /// How many rows there are.
    #[serde(default)]
    pub(super) row_count: usize,
    /// Whether there are more rows than are given here.
    pub(super) truncated: bool,
    /// What a reader must know: definitions, defaults, assumptions, freshness.
    pub(super) notes: Vec<NoteOutput>,
    /// The question back.
    pub(super) clarification: Option<ClarificationOutput>,
    /// Why there is no answer.
    pub(super) reason: Option<String>,
    /// Questions to ask next, or instead.
    pub(super) suggestions: Vec<String>,
    /// The statement of semantic SQL, which `query` runs again.
    pub(super) semantic_sql: Option<String>,
    /// How it was computed.
    pub(super) receipt: Option<ReceiptOutput>,
}

/// Something a reader must know.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
pub(super) struct NoteOutput {
    /// A stable code.
    pub(super) code: String,
    /// The sentence.
    pub(super) text: String,
}

/// A question back.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
pub(super) struct ClarificationOutput {
    /// The question.
    pub(super) question: String,
    /// The ways on.
    pub(super) choices: Vec<ChoiceOutput>,
}

/// One way on.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
pub(super) struct ChoiceOutput {
    /// What it is called.
    pub(super) label: String,
    /// The question to ask for it.
    pub(super) question: String,
}

/// How an answer was computed.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
pub(super) struct ReceiptOutput {
    /// Who read the question: `grammar`, `verified` or `model`.
    pub(super) lane: String,
    /// The restrictions, in words.
    pub(super) filters: Vec<String>,
    /// The row policies that restricted the rows.
    pub(super) policies: Vec<String>,
    /// Until when the data is loaded.
    pub(super) data_until: Option<String>,
    /// What "now" meant.
    pub(super) asked_at: String,
    /// SHA-256 of all columns and rows.
    pub(super) result_hash: String,
}

impl AskOutput {
    /// The part of an answer object that a model needs, with at most so many rows.
    pub(super) fn of(answer: Value, max_rows: usize) -> Result<Self, serde_json::Error> {
        let mut output: Self = serde_json::from_value(answer)?;
        output.row_count = output.rows.len();
        if output.row_count > max_rows {
            output.rows.truncate(max_rows);
            output.label_rows.truncate(max_rows);
            output.truncated = true;
        }
        Ok(output)
    }
}

/// What a tool says when it cannot do what it was asked.
#[derive(Debug)]
pub(super) struct Failure(pub(super) Value);

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self(json!({
            "code": problem.code,
            "message": problem.detail,
            "retry_after_s": problem.retry_after_s,
        }))
    }
}

impl From<LookupError> for Failure {
    fn from(error: LookupError) -> Self {
        match error {
            LookupError::Refused(diagnostics) => Self(refused(&diagnostics)),
            LookupError::Engine(error) => {
                // The database's own words stay in the log.
                tracing::error!(error.cause = ?std::error::Error::source(&error), "{error}");
                Self(json!({ "code": error.code(), "message": error.to_string() }))
            }
        }
    }
}

/// The first diagnostic in short, and all of them.
fn refused(diagnostics: &[Diagnostic]) -> Value {
    let first = diagnostics.first();
    json!({
        "code": first.map_or("E_NOT_ALLOWED", |first| first.code),
        "message": first.map_or_else(String::new, ToString::to_string),
        "diagnostics": diagnostics,
    })
}
