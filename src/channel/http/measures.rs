//! `GET /metrics`: what is counted and measured, for Prometheus.

use std::future::{Ready, ready};
use std::sync::Arc;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;

use super::error;
use super::{For, Measures, ServerSettings, envelope, guard};

/// The format of Prometheus.
const KIND: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Tells what is counted and measured, in the format of Prometheus.
///
/// For the admin; `--metrics-listen` opens it on an address of its own, without a role.
#[utoipa::path(
    get, path = "/metrics", operation_id = "metrics_of_service", tag = "admin",
    responses(
        (status = 200, description = "Counters, gauges and histograms", body = String, content_type = "text/plain"),
    ),
)]
pub(super) fn metrics(For(shared): For) -> Ready<Response> {
    ready(told(&shared.parts.measures))
}

fn told(measures: &Measures) -> Response {
    ([(CONTENT_TYPE, KIND)], measures()).into_response()
}

/// The application of the address that tells measures and nothing else, to whoever reaches it.
pub fn measures_router(measures: Measures, settings: &ServerSettings) -> Router {
    let guard = Arc::new(guard::Guard::new(settings, Arc::default()));
    Router::new()
        .route("/metrics", get(move || ready(told(&measures))))
        .fallback(error::not_found)
        .layer(from_fn_with_state(guard, guard::refuse_foreign))
        .layer(from_fn(envelope::dress))
}
