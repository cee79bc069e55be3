//! `/v1/admin/…`: what whoever runs the server may do while it runs.

use std::future::{Ready, ready};
use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use futures::future::BoxFuture;
use serde_json::Value;

use super::Shared;
use super::ask::{must_be_json, read};
use super::error::{Problem, reload_refused};

/// What the admin's routes need of the rest of the program.
#[derive(Clone)]
pub struct Admin {
    /// Whether a request, which acts as the local principal, has one of the admin's roles.
    pub allowed: bool,
    /// Takes what has changed, and reports it; a reload that runs already is waited for.
    pub reload: Arc<dyn Fn() -> BoxFuture<'static, Value> + Send + Sync>,
    /// What is loaded and what became of the last reload.
    pub status: Arc<dyn Fn() -> Value + Send + Sync>,
}

/// Takes new data and an edited layer now.
pub(super) async fn reload(
    State(shared): State<Arc<Shared>>,
    request: Request,
) -> Result<Json<Value>, Problem> {
    may_administer(&shared)?;
    must_be_json(request.headers())?;
    must_be_empty(&read(request).await?)?;
    let report = (shared.admin.reload)().await;
    match report.get("outcome").and_then(Value::as_str) {
        Some("loaded" | "unchanged") => Ok(Json(report)),
        _ => Err(reload_refused(&report)),
    }
}

/// Tells what is loaded.
pub(super) fn status(State(shared): State<Arc<Shared>>) -> Ready<Result<Json<Value>, Problem>> {
    ready(may_administer(&shared).map(|()| Json((shared.admin.status)())))
}

fn may_administer(shared: &Shared) -> Result<(), Problem> {
    if shared.admin.allowed {
        Ok(())
    } else {
        Err(Problem::not_admin())
    }
}

/// A reload has nothing to say yet; what is said all the same is a mistake.
fn must_be_empty(body: &[u8]) -> Result<(), Problem> {
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
