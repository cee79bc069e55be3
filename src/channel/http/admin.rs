//! `/v1/admin/…`: what whoever runs the server may do while it runs. The entrance lets nobody else this far.

mod audit;
mod chat;
mod keys;

use std::future::{Ready, ready};
use std::sync::Arc;

use axum::Json;
use axum::extract::Request;
use futures::future::BoxFuture;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::For;
use super::ask::{must_be_json, read};
use super::error::{Problem, reload_refused};
use super::openapi::{Refused, ReloadRefused};
use crate::app::Loaded;
use crate::audit::Action;
use crate::reload::Report;

pub(super) use audit::{__path_audit, audit};
pub(super) use chat::{
    __path_add_identity, __path_identities, __path_invite, __path_outbox, __path_remove_identity,
    __path_resend, add_identity, identities, invite, outbox, remove_identity, resend, store,
};
pub(super) use keys::{
    __path_create, __path_list, __path_revoke, __path_rotate, __path_show, create, keys, list,
    revoke, rotate, show,
};

/// What the admin's routes need of the rest of the program.
#[derive(Clone)]
pub struct Admin {
    /// Whether somebody without a key, who acts as the local principal, has one of the admin's roles.
    pub allowed: bool,
    /// Takes what has changed, and reports it; a reload that runs already is waited for.
    pub reload: Arc<dyn Fn() -> BoxFuture<'static, Value> + Send + Sync>,
    /// What is loaded and what became of the last reload.
    pub status: Arc<dyn Fn() -> Value + Send + Sync>,
}

/// What is loaded and what became of the last reload.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AdminStatus {
    /// The generation that answers.
    pub generation: u64,
    /// What it was made from.
    pub loaded: Loaded,
    /// The last reload, if there was one.
    pub last_reload: Option<Report>,
}

/// Takes new data and an edited layer now.
#[utoipa::path(
    post, path = "/v1/admin/reload", operation_id = "admin_reload", tag = "admin",
    request_body(content = Option<Object>, description = "Nothing, or `{}`", content_type = "application/json"),
    responses(
        (status = 200, description = "What changed was taken, or nothing had changed", body = Report),
        Refused, ReloadRefused,
    ),
)]
pub(super) async fn reload(For(shared): For, request: Request) -> Result<Json<Value>, Problem> {
    must_be_json(request.headers())?;
    must_be_empty(&read(request).await?)?;
    let act = shared.trail.begin(Action::Reload);
    let report = (shared.parts.admin.reload)().await;
    let outcome = report.get("outcome").and_then(Value::as_str);
    act.end(outcome.unwrap_or("failed")).await;
    match outcome {
        Some("loaded" | "unchanged") => Ok(Json(report)),
        _ => Err(reload_refused(&report)),
    }
}

/// Tells what is loaded.
#[utoipa::path(
    get, path = "/v1/admin/status", operation_id = "admin_status", tag = "admin",
    responses((status = 200, description = "What is loaded", body = AdminStatus)),
)]
pub(super) fn status(For(shared): For) -> Ready<Json<Value>> {
    ready(Json((shared.parts.admin.status)()))
}

/// A reload has nothing to say yet; what is said all the same is a mistake.
pub(super) fn must_be_empty(body: &[u8]) -> Result<(), Problem> {
    if body.trim_ascii().is_empty() {
        return Ok(());
    }
    let value: Value = serde_json::from_slice(body)
        .map_err(|error| Problem::malformed_json(&error.to_string()))?;
    match value.as_object() {
        Some(object) if object.is_empty() => Ok(()),
        _ => Err(Problem::body_not_empty()),
    }
}
