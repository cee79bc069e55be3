//! `/v1/admin/feedback`: what was said of answers, and whose the fault was, for whoever looks after the layer.

#![expect(
    unused_qualifications,
    reason = "what the macro writes for parameters names its trait in full"
)]

use axum::Json;
use axum::extract::{Path, Request};
use axum::http::Uri;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::admin::may_administer;
use super::ask::{must_be_json, read};
use super::error::Problem;
use super::openapi::{AdminOnly, BadParameter, Missing, Refused};
use super::{For, answers, paging};
use crate::recall::FeedbackEntry;
use crate::store::{Cause, Verdict};

/// What a page has where nobody says how much, and at most.
const PAGE: usize = 50;
const MAX_PAGE: usize = 200;

/// What was said of an answer.
#[derive(Serialize, ToSchema)]
pub(super) struct Feedback {
    /// The answer.
    answer_id: String,
    /// Who says it.
    user: String,
    /// When, in UTC.
    said_at: String,
    /// Whether the answer was good.
    verdict: Verdict,
    /// Why.
    reason: Option<String>,
    /// Whose the fault was, where somebody decided it.
    cause: Option<Cause>,
    /// Whose it looks like by how the answer ended; nothing where that says nothing.
    proposed_cause: Option<Cause>,
    /// The question.
    question: String,
    /// How it ended.
    status: String,
    /// Who planned it.
    lane: Option<String>,
    /// How it was read.
    reading: String,
}

impl From<FeedbackEntry> for Feedback {
    fn from(it: FeedbackEntry) -> Self {
        Self {
            answer_id: it.answer_id,
            user: it.user,
            said_at: it.said_at,
            verdict: it.verdict,
            reason: it.reason,
            cause: it.cause,
            proposed_cause: it.proposed_cause,
            question: it.question,
            status: it.status,
            lane: it.lane,
            reading: it.reading,
        }
    }
}

/// What was said of answers, the latest first.
#[derive(Serialize, ToSchema)]
pub(super) struct FeedbackPage {
    feedback: Vec<Feedback>,
    /// What `cursor` must be for the next page; nothing after the last one.
    next: Option<String>,
}

/// What is wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Of one verdict alone.
    #[param(inline)]
    verdict: Option<Verdict>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// How much comes back at most.
    #[param(default = 50, minimum = 1, maximum = 200)]
    limit: Option<usize>,
}

/// Whose the fault was.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[schema(as = Attribution)]
#[serde(deny_unknown_fields)]
pub(super) struct Decision {
    /// Whose; `null` takes a decision back.
    cause: Option<Cause>,
}

/// Lists what was said of answers, the latest first.
#[utoipa::path(
    get, path = "/v1/admin/feedback", operation_id = "feedback", tag = "admin",
    params(Wanted),
    responses((status = 200, description = "What was said", body = FeedbackPage), BadParameter, AdminOnly),
)]
pub(super) async fn list(For(shared): For, uri: Uri) -> Result<Json<FeedbackPage>, Problem> {
    may_administer(&shared)?;
    let wanted: Wanted = paging::parameters(&uri)?;
    let limit = paging::within("limit", wanted.limit.unwrap_or(PAGE), MAX_PAGE)?;
    let limit = u32::try_from(limit).unwrap_or(1);
    let after = wanted.cursor.as_deref().map(paging::place).transpose()?;
    let keep = &shared.parts.keep;
    let found = keep.feedback(wanted.verdict, after.as_ref(), limit).await;
    let found = found.map_err(|error| answers::problem(&error))?;
    Ok(Json(FeedbackPage {
        next: found.next.as_ref().map(paging::cursor),
        feedback: found.feedback.into_iter().map(Into::into).collect(),
    }))
}

/// Decides whose the fault was that somebody spoke of.
#[utoipa::path(
    patch, path = "/v1/admin/feedback/{answer_id}", operation_id = "attribute_feedback", tag = "admin",
    params(("answer_id" = String, Path, description = "The answer that it was said of")),
    request_body = Decision,
    responses((status = 200, description = "The decision", body = Decision), Missing, Refused),
)]
pub(super) async fn attribute(
    For(shared): For,
    Path(id): Path<String>,
    request: Request,
) -> Result<Json<Decision>, Problem> {
    may_administer(&shared)?;
    must_be_json(request.headers())?;
    let body = read(request).await?;
    if body.trim_ascii_start().first() == Some(&b'[') {
        return Err(Problem::invalid_cause("it is a list, it must be an object"));
    }
    let decision: Decision = serde_json::from_slice(&body).map_err(|error| {
        if error.is_data() {
            Problem::invalid_cause(&error.to_string())
        } else {
            Problem::malformed_json(&error.to_string())
        }
    })?;
    let decided = shared.parts.keep.attribute(&id, decision.cause).await;
    decided
        .map(|()| Json(decision))
        .map_err(|error| answers::problem(&error))
}
