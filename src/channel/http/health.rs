//! Whether the server can answer, and what it answers about.

use std::future::{Ready, ready};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::error::Problem;
use super::{Shared, Status};

/// Says yes once questions can be answered.
pub(super) fn healthz(State(shared): State<Arc<Shared>>) -> Ready<Result<Json<Value>, Problem>> {
    ready(if shared.ready.load(Ordering::Acquire) {
        Ok(Json(json!({ "status": "ready" })))
    } else {
        Err(Problem::starting())
    })
}

/// Tells a page what is served here.
pub(super) fn status(State(shared): State<Arc<Shared>>) -> Ready<Json<Status>> {
    ready(Json((shared.status)()))
}
