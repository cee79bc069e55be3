//! `/v1/admin/identities` and `/v1/admin/outbox`: who people of chat programs are, and what could not be sent to them.

#![expect(
    unused_qualifications,
    reason = "what the macro writes for parameters names its trait in full"
)]

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Request};
use axum::http::Uri;
use semantic_sql::Principal;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::must_be_empty;
use crate::audit::Action;
use crate::channel::chat::{Identities, Identity, Member};
use crate::channel::http::ask::{must_be_json, read};
use crate::channel::http::error::Problem;
use crate::channel::http::openapi::{BadParameter, Missing, Refused};
use crate::channel::http::{For, Shared, paging};
use crate::clock::now_utc;
use crate::store::{OutboxMessage, OutboxState, Place, Store};

/// What a page has where nobody says how much, and at most.
const PAGE: usize = 50;
const MAX_PAGE: usize = 200;
/// The longest that a code counts.
const MAX_CODE_HOURS: u32 = 720;

/// Everybody who is known.
#[derive(Serialize, ToSchema)]
pub(in crate::channel::http) struct IdentityList {
    identities: Vec<Identity>,
}

/// Who somebody of a chat program is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::channel::http) struct NewIdentity {
    /// The chat program: `slack` or `wecom`.
    #[schema(example = "slack")]
    channel: String,
    /// The team or the corporation.
    #[schema(example = "T0001")]
    tenant: String,
    /// The id of the person.
    #[schema(example = "U0001")]
    user: String,
    /// Who they act as.
    #[schema(value_type = crate::schema::Principal)]
    principal: Principal,
}

/// Who whoever sends a code is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::channel::http) struct NewCode {
    /// Who they act as.
    #[schema(value_type = crate::schema::Principal)]
    principal: Principal,
    /// Hours until the code ends.
    #[serde(default = "usual_hours")]
    #[schema(default = 24, minimum = 1, maximum = 720)]
    hours: u32,
}

fn usual_hours() -> u32 {
    24
}

/// A code that makes whoever sends it known.
#[derive(Serialize, ToSchema)]
pub(in crate::channel::http) struct IdentityCode {
    /// The code.
    #[schema(example = "wenbo-link-0123456789abcdef0123456789abcdef")]
    code: String,
    /// Hours until it ends.
    hours: u32,
}

/// Somebody who is not known any more.
#[derive(Serialize, ToSchema)]
pub(in crate::channel::http) struct RemovedIdentity {
    removed: Member,
}

/// A message that is to be sent, was, or cannot be; without its words.
#[derive(Serialize, ToSchema)]
pub(in crate::channel::http) struct OutboxEntry {
    /// Its id.
    id: String,
    /// The chat program.
    channel: String,
    /// Where it goes to.
    destination: String,
    /// What became of it.
    state: OutboxState,
    /// How often it was tried.
    attempts: u32,
    /// When it was written, in UTC.
    created_at: String,
    /// When that changed last, in UTC.
    changed_at: String,
    /// What was wrong with the last attempt.
    error: Option<String>,
}

impl From<OutboxMessage> for OutboxEntry {
    fn from(it: OutboxMessage) -> Self {
        Self {
            id: it.id,
            channel: it.channel,
            destination: it.destination,
            state: it.state,
            attempts: it.attempts,
            created_at: it.created_at,
            changed_at: it.changed_at,
            error: it.error,
        }
    }
}

/// Messages, the latest first.
#[derive(Serialize, ToSchema)]
pub(in crate::channel::http) struct OutboxPage {
    messages: Vec<OutboxEntry>,
    /// What `cursor` must be for the next page; nothing after the last one.
    next: Option<String>,
}

/// What is wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::channel::http) struct OutboxWanted {
    /// Messages of which state; those that could not be sent, where nothing is said.
    #[param(inline)]
    state: Option<OutboxState>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// How much comes back at most.
    #[param(default = 50, minimum = 1, maximum = 200)]
    limit: Option<usize>,
}

/// Lists who people of chat programs are.
#[utoipa::path(
    get, path = "/v1/admin/identities", operation_id = "list_identities", tag = "admin",
    responses((status = 200, description = "Everybody who is known", body = IdentityList)),
)]
pub(in crate::channel::http) async fn identities(
    For(shared): For,
) -> Result<Json<IdentityList>, Problem> {
    let found = Identities::new(store(&shared)?).list().await;
    let identities = found.map_err(|error| Problem::of_identity(&error))?;
    Ok(Json(IdentityList { identities }))
}

/// Says who somebody of a chat program is. It counts from their next message on.
#[utoipa::path(
    post, path = "/v1/admin/identities", operation_id = "add_identity", tag = "admin",
    request_body = NewIdentity,
    responses((status = 200, description = "Who they are now", body = Identity), Refused),
)]
pub(in crate::channel::http) async fn add_identity(
    For(shared): For,
    request: Request,
) -> Result<Json<Identity>, Problem> {
    must_be_json(request.headers())?;
    let body: NewIdentity = serde_json::from_slice(&read(request).await?)
        .map_err(|error| Problem::invalid_identity(&error.to_string()))?;
    let member = Member {
        channel: body.channel,
        tenant: body.tenant,
        user: body.user,
    };
    let act = shared
        .trail
        .begin(Action::AddIdentity)
        .target(&target(&member));
    let added = Identities::new(store(&shared)?)
        .add(member, body.principal)
        .await;
    act.end(if added.is_ok() { "added" } else { "refused" })
        .await;
    added
        .map(Json)
        .map_err(|error| Problem::of_identity(&error))
}

/// Makes a code: whoever sends it to the bot, in a message to it alone, acts as this principal from then on. It counts
/// once.
#[utoipa::path(
    post, path = "/v1/admin/identity-codes", operation_id = "invite_identity", tag = "admin",
    request_body = NewCode,
    responses((status = 200, description = "The code, which is told this once", body = IdentityCode), Refused),
)]
pub(in crate::channel::http) async fn invite(
    For(shared): For,
    request: Request,
) -> Result<Json<IdentityCode>, Problem> {
    must_be_json(request.headers())?;
    let body: NewCode = serde_json::from_slice(&read(request).await?)
        .map_err(|error| Problem::invalid_identity(&error.to_string()))?;
    if !(1..=MAX_CODE_HOURS).contains(&body.hours) {
        let why = format!(
            "`hours` is {}, it must be 1 to {MAX_CODE_HOURS}",
            body.hours
        );
        return Err(Problem::invalid_identity(&why));
    }
    let act = shared
        .trail
        .begin(Action::InviteIdentity)
        .target(&body.principal.user);
    let identities = Identities::new(store(&shared)?);
    let code = identities.invite(&body.principal, body.hours).await;
    act.end(if code.is_ok() { "invited" } else { "refused" })
        .await;
    let code = code.map_err(|error| Problem::of_identity(&error))?;
    let hours = body.hours;
    Ok(Json(IdentityCode { code, hours }))
}

/// Forgets who somebody of a chat program is. It counts from their next message on.
#[utoipa::path(
    delete, path = "/v1/admin/identities/{channel}/{tenant}/{user}", operation_id = "remove_identity", tag = "admin",
    params(
        ("channel" = String, Path, description = "The chat program"),
        ("tenant" = String, Path, description = "The team or the corporation"),
        ("user" = String, Path, description = "The id of the person"),
    ),
    responses((status = 200, description = "They are not known any more", body = RemovedIdentity), Missing),
)]
pub(in crate::channel::http) async fn remove_identity(
    For(shared): For,
    Path((channel, tenant, user)): Path<(String, String, String)>,
) -> Result<Json<RemovedIdentity>, Problem> {
    let member = Member {
        channel,
        tenant,
        user,
    };
    let act = shared
        .trail
        .begin(Action::RemoveIdentity)
        .target(&target(&member));
    let removed = Identities::new(store(&shared)?).remove(&member).await;
    let removed = removed.map_err(|error| Problem::of_identity(&error))?;
    act.end(if removed {
        "removed"
    } else {
        "no_such_identity"
    })
    .await;
    if removed {
        Ok(Json(RemovedIdentity { removed: member }))
    } else {
        Err(Problem::no_such("identity", &[]))
    }
}

/// Lists messages to chat programs: those that could not be sent, where nothing else is asked for.
#[utoipa::path(
    get, path = "/v1/admin/outbox", operation_id = "outbox", tag = "admin",
    params(OutboxWanted),
    responses((status = 200, description = "Messages, without their words", body = OutboxPage), BadParameter),
)]
pub(in crate::channel::http) async fn outbox(
    For(shared): For,
    uri: Uri,
) -> Result<Json<OutboxPage>, Problem> {
    let wanted: OutboxWanted = paging::parameters(&uri)?;
    let limit = paging::within("limit", wanted.limit.unwrap_or(PAGE), MAX_PAGE)?;
    let after = wanted.cursor.as_deref().map(paging::place).transpose()?;
    let state = wanted.state.unwrap_or(OutboxState::Dead);
    let more = u32::try_from(limit).unwrap_or(1) + 1;
    let found = store(&shared)?.outbox(state, after.as_ref(), more).await;
    let mut found = found.map_err(|_| Problem::not_readable())?;
    let is_more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| is_more).map(|last| {
        paging::cursor(&Place {
            at: last.created_at.clone(),
            id: last.id.clone(),
        })
    });
    Ok(Json(OutboxPage {
        messages: found.into_iter().map(Into::into).collect(),
        next,
    }))
}

/// Sends a message again that could not be sent.
#[utoipa::path(
    post, path = "/v1/admin/outbox/{id}/resend", operation_id = "resend", tag = "admin",
    params(("id" = String, Path, description = "The id of the message")),
    request_body(content = Option<Object>, description = "Nothing, or `{}`", content_type = "application/json"),
    responses((status = 200, description = "It waits to be sent", body = OutboxEntry), Missing, Refused),
)]
pub(in crate::channel::http) async fn resend(
    For(shared): For,
    Path(id): Path<String>,
    request: Request,
) -> Result<Json<OutboxEntry>, Problem> {
    must_be_json(request.headers())?;
    must_be_empty(&read(request).await?)?;
    let store = store(&shared)?;
    let act = shared.trail.begin(Action::Resend).target(&id);
    let resent = store.resend(&id, &now_utc()).await;
    let resent = resent.map_err(|_| Problem::not_readable())?;
    act.end(if resent { "waiting" } else { "no_such_message" })
        .await;
    let message = store
        .message(&id)
        .await
        .map_err(|_| Problem::not_readable())?;
    match message.filter(|_| resent) {
        Some(message) => Ok(Json(message.into())),
        None => Err(Problem::no_such("message that could not be sent", &[])),
    }
}

fn target(member: &Member) -> String {
    format!("{}/{}/{}", member.channel, member.tenant, member.user)
}

/// Where it is kept.
pub(in crate::channel::http) fn store(shared: &Shared) -> Result<Arc<Store>, Problem> {
    let keys = shared.keys.as_ref().map(|it| it.store().clone());
    keys.ok_or_else(|| Problem::no_such("store", &[]))
}
