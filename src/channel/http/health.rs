//! Whether the server can answer, and what it answers about.

use std::future::{Ready, ready};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::error::Problem;
use super::openapi::Starting;
use super::{For, Server, Status};

/// That questions can be answered.
#[derive(Serialize, ToSchema)]
pub(super) struct Health {
    /// `ready`.
    #[schema(value_type = String, example = "ready")]
    status: &'static str,
}

/// The version of the program.
#[derive(Serialize, ToSchema)]
pub(super) struct Version {
    /// The version.
    version: String,
    /// The generation of data and layer that answers.
    generation: u64,
}

/// Says yes once questions can be answered.
#[utoipa::path(
    get, path = "/healthz", tag = "service",
    responses((status = 200, description = "Questions can be answered", body = Health), Starting),
)]
pub(super) fn healthz(State(server): State<Arc<Server>>) -> Ready<Result<Json<Health>, Problem>> {
    ready(health(&server))
}

/// Says yes once questions can be answered, for whoever sends them here.
#[utoipa::path(
    get, path = "/readyz", tag = "service",
    responses((status = 200, description = "Questions can be answered", body = Health), Starting),
)]
pub(super) fn readyz(State(server): State<Arc<Server>>) -> Ready<Result<Json<Health>, Problem>> {
    ready(health(&server))
}

fn health(server: &Server) -> Result<Json<Health>, Problem> {
    if server.entrance.ready.load(Ordering::Acquire) {
        Ok(Json(Health { status: "ready" }))
    } else {
        Err(Problem::starting())
    }
}

/// Tells a page what is served here.
#[utoipa::path(
    get, path = "/v1/status", tag = "service",
    responses((status = 200, description = "Whose words, which data, which clock", body = Status)),
)]
pub(super) fn status(For(shared): For) -> Ready<Json<Status>> {
    ready(Json((shared.parts.status)()))
}

/// Tells the version of the program.
#[utoipa::path(
    get, path = "/v1/version", tag = "service",
    responses((status = 200, description = "The version", body = Version)),
)]
pub(super) fn version(For(shared): For) -> Ready<Json<Version>> {
    let Status {
        version,
        generation,
        ..
    } = (shared.parts.status)();
    ready(Json(Version {
        version,
        generation,
    }))
}
