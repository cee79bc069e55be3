//! `/v1/admin/audit`: the record of who asked what.

#![expect(
    unused_qualifications,
    reason = "what the macro writes for parameters names its trait in full"
)]

use axum::Json;
use axum::http::Uri;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::audit::{Act, Action};
use crate::channel::http::For;
use crate::channel::http::error::Problem;
use crate::channel::http::openapi::BadParameter;
use crate::channel::http::paging::{parameters, within};
use crate::store::ActsWanted;

/// Acts of a page where nobody says how many, and at most.
const PAGE: usize = 100;
const MAX_PAGE: usize = 1_000;

/// Which acts are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::channel::http) struct ActsAsked {
    /// Of this user alone.
    user: Option<String>,
    /// Of this key alone.
    key: Option<String>,
    /// Only those before the act with this id: `next` of the page before.
    before: Option<String>,
    /// Acts that come back at most.
    #[param(default = 100, minimum = 1, maximum = 1000)]
    limit: Option<usize>,
}

/// A page of the record, the newest first.
#[derive(Serialize, ToSchema)]
pub(in crate::channel::http) struct Acts {
    acts: Vec<Act>,
    /// What to send as `before` for the page after this one; nothing on the last.
    next: Option<String>,
}

/// Tells who asked what and which policies applied; no words of questions and no rows.
#[utoipa::path(
    get, path = "/v1/admin/audit", operation_id = "audit", tag = "admin",
    params(ActsAsked),
    responses((status = 200, description = "A page, the newest first", body = Acts), BadParameter),
)]
pub(in crate::channel::http) async fn audit(
    For(shared): For,
    uri: Uri,
) -> Result<Json<Acts>, Problem> {
    let asked: ActsAsked = parameters(&uri)?;
    let limit = within("limit", asked.limit.unwrap_or(PAGE), MAX_PAGE)?;
    let act = shared.trail.begin(Action::ReadAudit);
    let wanted = ActsWanted {
        subject: asked.user,
        key_id: asked.key,
        before: asked.before,
        limit: u32::try_from(limit).unwrap_or(u32::MAX),
    };
    let Some(keys) = &shared.keys else {
        return Ok(Json(Acts {
            acts: Vec::new(),
            next: None,
        }));
    };
    let kept = keys.store().acts(&wanted).await.map_err(|error| {
        tracing::error!(error.cause = %error, "the record cannot be read");
        Problem::not_readable()
    })?;
    act.told(&[], kept.len()).end("told").await;
    let last = kept.last().filter(|_| kept.len() == limit);
    Ok(Json(Acts {
        next: last.map(|it| it.id.clone()),
        acts: kept.into_iter().map(Act::from).collect(),
    }))
}
