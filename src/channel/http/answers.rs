//! `/v1/answers/{id}`: an answer that was given before, its rows, run again, or spoken of.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Request};
use axum::http::Uri;
use axum::http::header::{CONTENT_TYPE, HeaderMap};
use axum::response::{IntoResponse as _, Response};
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::ask::{must_be_json, read};
use super::error::Problem;
use super::openapi::{Limited, Missing, NotAcceptable, NothingToRun, Refused};
use super::results::PageWanted;
use super::rows::{self, Table, form_of};
use super::{For, paging};
use crate::answer::{Answer, AnswerColumn};
use crate::recall::{RecallError, Recalled, Replay};
use crate::result_set::Cell;
use crate::store::Verdict;

/// The most characters of a reason.
const MAX_REASON_CHARS: usize = 2_000;

/// What the routes do with answers that are kept, for whoever the request acts as.
#[derive(Clone)]
pub struct Answers {
    /// An answer by its id.
    pub get: Arc<dyn Fn(String) -> BoxFuture<'static, Result<Recalled, RecallError>> + Send + Sync>,
    /// Its statement run again.
    pub replay:
        Arc<dyn Fn(String) -> BoxFuture<'static, Result<Replay, RecallError>> + Send + Sync>,
    /// What is said of it.
    pub say: Say,
}

/// Keeps what is said of an answer.
pub type Say = Arc<
    dyn Fn(String, Verdict, Option<String>) -> BoxFuture<'static, Result<(), RecallError>>
        + Send
        + Sync,
>;

/// What somebody says of an answer.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FeedbackBody {
    /// Whether the answer was good.
    verdict: Verdict,
    /// Why.
    #[schema(max_length = 2000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// Tells an answer that was given before.
///
/// Its asker gets it byte for byte as it was sent. Anybody else gets the question answered anew under their own
/// rights, marked `recomputed`; where that gives no answer, there is nothing under the id for them.
#[utoipa::path(
    get, path = "/v1/answers/{id}", operation_id = "answer", tag = "questions",
    params(("id" = String, Path, description = "The `answer_id` of an answer")),
    responses((status = 200, description = "The answer", body = Answer), Missing, Limited),
)]
pub(super) async fn get(For(shared): For, Path(id): Path<String>) -> Result<Response, Problem> {
    let _seat = shared.seat().await?;
    match (shared.parts.answers.get)(id).await {
        Ok(Recalled::AsGiven(text)) => {
            Ok(([(CONTENT_TYPE, "application/json")], text).into_response())
        }
        Ok(Recalled::Anew(answer)) => Ok(Json(*answer).into_response()),
        Err(error) => Err(problem(&error)),
    }
}

/// The rows of an answer, or a page of them.
#[derive(Serialize, ToSchema)]
pub(super) struct AnswerRows {
    /// What the columns are.
    #[schema(value_type = Vec<AnswerColumn>)]
    columns: Value,
    /// The rows.
    #[schema(value_type = Vec<Vec<Cell>>)]
    rows: Value,
    /// Whether the answer itself was cut.
    truncated: bool,
    /// How many rows the answer has.
    total: usize,
    /// Where the next page is; nothing after the last one.
    next: Option<String>,
}

/// Tells the rows of an answer, whole or in pages.
///
/// As JSON, NDJSON, CSV that a spreadsheet can open, or a stream of Arrow's IPC format: `format` or `Accept` decides.
/// Who sees which rows is as with the answer itself.
#[utoipa::path(
    get, path = "/v1/answers/{id}/rows", operation_id = "answer_rows", tag = "questions",
    params(("id" = String, Path, description = "The `answer_id` of an answer"), PageWanted),
    responses(
        (status = 200, description = "The rows", content(
            (AnswerRows = "application/json"),
            (String = "application/x-ndjson"),
            (String = "text/csv"),
            (Vec<u8> = "application/vnd.apache.arrow.stream"),
        ), headers(
            ("Wenbo-Rows" = usize, description = "How many rows come back"),
            ("Wenbo-Truncated" = bool, description = "Whether the answer was cut"),
            ("Link" = Option<String>, description = "Where the next page is"),
        )),
        NothingToRun, Missing, NotAcceptable, Limited,
    ),
)]
pub(super) async fn rows(
    For(shared): For,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let wanted: PageWanted = paging::parameters(&uri)?;
    let limit = wanted.limit()?;
    let form = form_of(wanted.format, &headers)?;
    let _seat = shared.seat().await?;
    let found = (shared.parts.answers.get)(id.clone()).await;
    let text = match found.map_err(|error| problem(&error))? {
        Recalled::AsGiven(text) => text,
        Recalled::Anew(answer) => json!(answer).to_string(),
    };
    let (columns, all, truncated) = rows::kept(&text).ok_or_else(Problem::no_rows)?;
    let from = wanted.offset.min(all.len());
    let to = from.saturating_add(limit).min(all.len());
    let next = (to < all.len()).then(|| format!("/v1/answers/{id}/rows?offset={to}&limit={limit}"));
    let page = &all[from..to];
    let table = Table {
        columns: &columns,
        rows: page,
        truncated,
        next: next.clone(),
    };
    let whole = || {
        let answer: Value = serde_json::from_str(&text).unwrap_or_default();
        json!(AnswerRows {
            columns: answer["columns"].clone(),
            rows: json!(page),
            truncated,
            total: all.len(),
            next,
        })
    };
    rows::reply(&table, form, whole)
}

/// Runs the statement of an answer again, and tells what is different now and why.
#[utoipa::path(
    post, path = "/v1/answers/{id}/replay", operation_id = "replay_answer", tag = "questions",
    params(("id" = String, Path, description = "The `answer_id` of an answer")),
    request_body(content = Option<Object>, description = "Nothing, or `{}`", content_type = "application/json"),
    responses(
        (status = 200, description = "What is the same and what is not", body = Replay),
        NothingToRun, Missing, Limited,
    ),
)]
pub(super) async fn replay(
    For(shared): For,
    Path(id): Path<String>,
) -> Result<Json<Replay>, Problem> {
    let _seat = shared.seat().await?;
    let replayed = (shared.parts.answers.replay)(id).await;
    replayed.map(Json).map_err(|error| problem(&error))
}

/// Keeps what the asker of an answer says of it; the last word counts.
#[utoipa::path(
    post, path = "/v1/answers/{id}/feedback", operation_id = "say_of_answer", tag = "questions",
    params(("id" = String, Path, description = "The `answer_id` of an answer")),
    request_body = FeedbackBody,
    responses((status = 200, description = "What is kept", body = FeedbackBody), Missing, Refused),
)]
pub(super) async fn feedback(
    For(shared): For,
    Path(id): Path<String>,
    request: Request,
) -> Result<Json<FeedbackBody>, Problem> {
    must_be_json(request.headers())?;
    let body: FeedbackBody = serde_json::from_slice(&read(request).await?).map_err(|error| {
        Problem::invalid_feedback(&format!(
            "{error}; write {{\"verdict\":\"up\"}} or {{\"verdict\":\"down\",\"reason\":\"…\"}}"
        ))
    })?;
    let reason = body.reason.map(|it| it.trim().to_owned());
    let reason = reason.filter(|it| !it.is_empty());
    if reason
        .as_ref()
        .is_some_and(|it| it.chars().count() > MAX_REASON_CHARS)
    {
        let why = format!("`reason` may have at most {MAX_REASON_CHARS} characters");
        return Err(Problem::invalid_feedback(&why));
    }
    let kept = FeedbackBody {
        verdict: body.verdict,
        reason: reason.clone(),
    };
    let said = (shared.parts.answers.say)(id, body.verdict, reason).await;
    said.map(|()| Json(kept)).map_err(|error| problem(&error))
}

pub(super) fn problem(error: &RecallError) -> Problem {
    match error {
        RecallError::NotKept => Problem::no_answer(),
        RecallError::NoStatement => Problem::no_statement(),
        RecallError::Unreadable(_) | RecallError::Store(_) => {
            tracing::error!(error.cause = %error, "what is kept cannot be used");
            Problem::not_readable()
        }
    }
}
