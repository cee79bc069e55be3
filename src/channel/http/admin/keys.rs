//! `/v1/admin/keys`: keys made, shown, given another secret and taken back.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Request};
use semantic_sql::Principal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::must_be_empty;
use crate::audit::Action;
use crate::channel::http::ask::{must_be_json, read};
use crate::channel::http::error::Problem;
use crate::channel::http::openapi::{Missing, Refused};
use crate::channel::http::{For, Shared};
use crate::clock::unix_seconds;
use crate::keys::{Key, KeyError, KeyWanted, Keys, Scope};

/// How long the secret before counts, where nobody says it: a day.
const OVERLAP_S: u32 = 24 * 3600;
/// The longest overlap: 30 days.
const MAX_OVERLAP_S: u32 = 30 * 24 * 3600;

/// The keys.
#[derive(Serialize, ToSchema)]
pub(in crate::channel::http) struct KeyList {
    keys: Vec<Key>,
}

/// A key that is to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::channel::http) struct NewKey {
    /// What it is for, in words.
    #[schema(min_length = 1, max_length = 100, example = "sales dashboard")]
    label: String,
    /// Who a request with it acts as.
    #[schema(value_type = crate::schema::Principal)]
    principal: Principal,
    /// What it may do.
    #[schema(min_items = 1)]
    scopes: Vec<Scope>,
    /// When it ends, as RFC 3339 writes it; never where nothing is said.
    #[serde(default)]
    #[schema(example = "2027-01-31T00:00:00Z")]
    expires_at: Option<String>,
}

/// A key with its secret.
#[derive(Serialize, ToSchema)]
pub(in crate::channel::http) struct MadeKey {
    /// What is kept of it.
    key: Key,
    /// The key itself. It is told this once.
    secret: String,
}

/// How a secret is changed.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::channel::http) struct Rotation {
    /// How many seconds the secret before counts; a day where nothing is said, 0 for a secret that got about.
    #[serde(default)]
    #[schema(maximum = 2_592_000)]
    overlap_s: Option<u32>,
}

/// Lists all keys, the oldest first, without their secrets.
#[utoipa::path(
    get, path = "/v1/admin/keys", operation_id = "list_keys", tag = "admin",
    responses((status = 200, description = "The keys", body = KeyList)),
)]
pub(in crate::channel::http) async fn list(For(shared): For) -> Result<Json<KeyList>, Problem> {
    let keys = keys(&shared)?.list().await;
    Ok(Json(KeyList {
        keys: keys.map_err(|error| Problem::of_key(&error))?,
    }))
}

/// Makes a key. Its secret is in this reply and nowhere else.
#[utoipa::path(
    post, path = "/v1/admin/keys", operation_id = "create_key", tag = "admin",
    request_body = NewKey,
    responses((status = 200, description = "The key", body = MadeKey), Refused),
)]
pub(in crate::channel::http) async fn create(
    For(shared): For,
    request: Request,
) -> Result<Json<MadeKey>, Problem> {
    must_be_json(request.headers())?;
    let body: NewKey = serde_json::from_slice(&read(request).await?)
        .map_err(|error| Problem::invalid_wanted(&error.to_string()))?;
    let wanted = KeyWanted {
        label: body.label,
        principal: body.principal,
        scopes: body.scopes,
        expires_at: body.expires_at,
    };
    let act = shared.trail.begin(Action::CreateKey);
    match keys(&shared)?.create(wanted, unix_seconds()).await {
        Ok((key, secret)) => {
            act.target(&key.id).end("created").await;
            Ok(Json(MadeKey { key, secret }))
        }
        Err(error) => {
            act.end("refused").await;
            Err(Problem::of_key(&error))
        }
    }
}

/// Shows a key, without its secret.
#[utoipa::path(
    get, path = "/v1/admin/keys/{id}", operation_id = "show_key", tag = "admin",
    params(("id" = String, Path, description = "The id of the key")),
    responses((status = 200, description = "The key", body = Key), Missing),
)]
pub(in crate::channel::http) async fn show(
    For(shared): For,
    Path(id): Path<String>,
) -> Result<Json<Key>, Problem> {
    let key = keys(&shared)?.show(&id).await;
    key.map(Json).map_err(|error| Problem::of_key(&error))
}

/// Gives a key another secret. The one before counts a while longer, so that programs can be changed one by one.
#[utoipa::path(
    post, path = "/v1/admin/keys/{id}/rotate", operation_id = "rotate_key", tag = "admin",
    params(("id" = String, Path, description = "The id of the key")),
    request_body = Rotation,
    responses((status = 200, description = "The key with its new secret", body = MadeKey), Missing, Refused),
)]
pub(in crate::channel::http) async fn rotate(
    For(shared): For,
    Path(id): Path<String>,
    request: Request,
) -> Result<Json<MadeKey>, Problem> {
    must_be_json(request.headers())?;
    let body = read(request).await?;
    let rotation = if body.trim_ascii().is_empty() {
        Rotation::default()
    } else {
        serde_json::from_slice(&body)
            .map_err(|error| Problem::invalid_wanted(&error.to_string()))?
    };
    let overlap = rotation.overlap_s.unwrap_or(OVERLAP_S);
    if overlap > MAX_OVERLAP_S {
        let why = format!("`overlap_s` is {overlap}, it may be at most {MAX_OVERLAP_S}");
        return Err(Problem::invalid_wanted(&why));
    }
    let act = shared.trail.begin(Action::RotateKey).target(&id);
    let rotated = keys(&shared)?.rotate(&id, overlap, unix_seconds()).await;
    act.end(outcome(&rotated, "rotated")).await;
    let (key, secret) = rotated.map_err(|error| Problem::of_key(&error))?;
    Ok(Json(MadeKey { key, secret }))
}

/// Takes a key back, for good. The tokens that it issued end with it.
#[utoipa::path(
    post, path = "/v1/admin/keys/{id}/revoke", operation_id = "revoke_key", tag = "admin",
    params(("id" = String, Path, description = "The id of the key")),
    request_body(content = Option<Object>, description = "Nothing, or `{}`", content_type = "application/json"),
    responses((status = 200, description = "The key", body = Key), Missing, Refused),
)]
pub(in crate::channel::http) async fn revoke(
    For(shared): For,
    Path(id): Path<String>,
    request: Request,
) -> Result<Json<Key>, Problem> {
    must_be_json(request.headers())?;
    must_be_empty(&read(request).await?)?;
    let act = shared.trail.begin(Action::RevokeKey).target(&id);
    let revoked = keys(&shared)?.revoke(&id, unix_seconds()).await;
    act.end(outcome(&revoked, "revoked")).await;
    revoked.map(Json).map_err(|error| Problem::of_key(&error))
}

/// The keys of this server; whoever came this far came with one.
pub(in crate::channel::http) fn keys(shared: &Shared) -> Result<&Arc<Keys>, Problem> {
    shared.keys.as_ref().ok_or_else(Problem::key_missing)
}

fn outcome<T>(done: &Result<T, KeyError>, name: &'static str) -> &'static str {
    match done {
        Ok(_) => name,
        Err(_) => "refused",
    }
}
