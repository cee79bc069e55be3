//! `POST /v1/query`: semantic SQL in, rows out.

use std::sync::Arc;

use axum::extract::Request;
use axum::response::Response;
use futures::future::BoxFuture;
use serde::Deserialize;
use serde_json::error::Category;
use tokio::time::timeout;
use utoipa::ToSchema;

use super::For;
use super::ask::{must_be_json, read};
use super::error::{Problem, failure_of};
use super::openapi::{Limited, RefusedStatement};
use super::results::{MAX_PAGE, QueryResult, first_page};
use super::rows::form_of;
use crate::pipeline::{StatementError, StatementResult};
use crate::question::Language;

/// The most characters that a statement may have.
const MAX_STATEMENT_CHARS: usize = 20_000;

/// The most rows that may be asked for; the server's own cap may be lower.
const MAX_ROWS: usize = 100_000;

/// A statement, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryRequest {
    /// The statement in semantic SQL.
    pub statement: String,
    /// The language of labels and notes.
    pub language: Language,
    /// Rows that come back at most.
    pub limit: usize,
}

/// Runs a statement for whoever asks.
pub type Query = Arc<
    dyn Fn(QueryRequest) -> BoxFuture<'static, Result<StatementResult, StatementError>>
        + Send
        + Sync,
>;

/// A statement.
#[derive(Deserialize, ToSchema)]
#[schema(as = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Body {
    /// A statement in semantic SQL.
    #[schema(
        min_length = 1,
        max_length = 20000,
        example = "SELECT MEASURE(orders) FROM model"
    )]
    statement: String,
    /// The language of labels and notes; English if it is not given.
    #[serde(default)]
    language: Option<Language>,
    /// Rows that come back at most; a result with more is cut and says so.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 100_000)]
    limit: Option<usize>,
    /// Rows of a page; where there are more, they are kept for ten minutes and `next` says where. All come at once
    /// unless it is given.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 10000)]
    page_size: Option<usize>,
}

/// Runs a statement in semantic SQL.
///
/// The rows come as JSON, as NDJSON (one object a row), as CSV that a spreadsheet can open, or as a stream of Arrow's
/// IPC format: `Accept` decides.
/// `Wenbo-Truncated` says whether rows were cut; JSON has `truncated`, and NDJSON ends with `{"$truncated":true}`.
#[utoipa::path(
    post, path = "/v1/query", tag = "questions",
    request_body = Body,
    responses(
        (status = 200, description = "The rows", content(
            (QueryResult = "application/json"),
            (String = "application/x-ndjson"),
            (String = "text/csv"),
            (Vec<u8> = "application/vnd.apache.arrow.stream"),
        ), headers(
            ("Wenbo-Rows" = usize, description = "How many rows there are"),
            ("Wenbo-Truncated" = bool, description = "Whether rows were cut"),
            ("Link" = Option<String>, description = "Where the next page is"),
        )),
        RefusedStatement, Limited,
    ),
)]
pub(super) async fn query(For(shared): For, request: Request) -> Result<Response, Problem> {
    must_be_json(request.headers())?;
    let form = form_of(None, request.headers())?;
    let (wanted, page) = parse(&read(request).await?)?;
    let _seat = shared.seat().await?;
    let result = timeout(shared.deadline, (shared.parts.query)(wanted))
        .await
        .map_err(|_| Problem::too_slow(shared.deadline))?;
    match result {
        Ok(result) => first_page(&shared, result, page, form),
        Err(StatementError::Refused(diagnostics)) => Err(Problem::refused(diagnostics)),
        Err(StatementError::Engine(error)) => {
            tracing::error!(error.cause = ?std::error::Error::source(&error), "{error}");
            Err(failure_of(error.code()))
        }
    }
}

fn parse(body: &[u8]) -> Result<(QueryRequest, Option<usize>), Problem> {
    // The reader would take a list for an object, by the order of its fields.
    if body.trim_ascii_start().first() == Some(&b'[') {
        return Err(Problem::invalid_statement(
            "it is a list, it must be an object with `statement`",
        ));
    }
    let body: Body = serde_json::from_slice(body).map_err(|error| match error.classify() {
        Category::Data => Problem::invalid_statement(&error.to_string()),
        Category::Io | Category::Syntax | Category::Eof => {
            Problem::malformed_json(&error.to_string())
        }
    })?;
    let statement = body.statement.trim();
    let length = statement.chars().count();
    if !(1..=MAX_STATEMENT_CHARS).contains(&length) {
        let why =
            format!("`statement` has {length} characters, it must have 1 to {MAX_STATEMENT_CHARS}");
        return Err(Problem::invalid_statement(&why));
    }
    let limit = body.limit.unwrap_or(MAX_ROWS);
    if !(1..=MAX_ROWS).contains(&limit) {
        let why = format!("`limit` is {limit}, it must be 1 to {MAX_ROWS}");
        return Err(Problem::invalid_statement(&why));
    }
    if let Some(size) = body.page_size.filter(|size| !(1..=MAX_PAGE).contains(size)) {
        let why = format!("`page_size` is {size}, it must be 1 to {MAX_PAGE}");
        return Err(Problem::invalid_statement(&why));
    }
    let wanted = QueryRequest {
        statement: statement.to_owned(),
        language: body.language.unwrap_or(Language::En),
        limit,
    };
    Ok((wanted, body.page_size))
}
