//! The HTTP channel: every route in one list, and the server that carries it.
//!
//! What it promises to whoever connects:
//! a question gets the answer object with status 200 when it was answered, asked back or declined,
//! and everything that goes wrong gets `application/problem+json`.
//!
//! Invariant: nobody is trusted because of the address they connect from, and no forwarded header is read.

mod admin;
mod ask;
mod envelope;
mod error;
mod guard;
mod health;
mod page;
mod server;
mod status;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use futures::future::BoxFuture;
use serde_json::Value;
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;

pub(super) use ask::{Body, answered, checked, must_be_json, read_up_to, within_limits};
pub(super) use error::Problem;

use super::{mcp, openai};
use crate::app::lookup::Lookup;

pub use admin::Admin;
pub use ask::AskRequest;
pub use server::{ServerSettings, serve, stop_signal};
pub use status::{Clock, ClockSource, DataSpan, LastReload, Samples, Status};

/// Answers one question with the answer object that all surfaces share.
pub type Ask = Arc<dyn Fn(AskRequest) -> BoxFuture<'static, Value> + Send + Sync>;

/// What the routes need of the rest of the program.
#[derive(Clone)]
pub struct HttpState {
    /// Answers a question.
    pub ask: Ask,
    /// What `/v1/status` tells.
    pub status: Arc<dyn Fn() -> Status + Send + Sync>,
    /// Whether questions can be answered yet.
    pub ready: Arc<AtomicBool>,
    /// What the admin may do.
    pub admin: Admin,
    /// Looks up what programs ask for beside questions.
    pub lookup: Arc<dyn Lookup>,
}

/// The state of the routes, with the limits of this server.
pub(super) struct Shared {
    ask: Ask,
    pub(super) status: Arc<dyn Fn() -> Status + Send + Sync>,
    ready: Arc<AtomicBool>,
    admin: Admin,
    pub(super) lookup: Arc<dyn Lookup>,
    seats: Semaphore,
    deadline: std::time::Duration,
}

/// Builds the whole application; the list of routes is complete.
pub fn router(state: HttpState, settings: &ServerSettings) -> Router {
    let shared = Arc::new(Shared {
        ask: state.ask,
        status: state.status,
        ready: state.ready,
        admin: state.admin,
        lookup: state.lookup,
        seats: Semaphore::new(settings.max_concurrent),
        deadline: settings.deadline,
    });
    let guard = Arc::new(guard::Guard::new(settings));
    Router::new()
        // The page.
        .route("/", get(page::index))
        .route("/assets/{name}", get(page::asset))
        // The API.
        .route(
            "/v1/ask",
            post(ask::ask).layer(DefaultBodyLimit::max(ask::MAX_BODY_BYTES)),
        )
        .route("/v1/status", get(health::status))
        // The API that chat programs speak.
        .route(
            "/v1/chat/completions",
            post(openai::completions).layer(DefaultBodyLimit::max(openai::MAX_BODY_BYTES)),
        )
        .route("/v1/models", get(openai::models))
        .route("/v1/models/{model}", get(openai::model))
        // The tools that agents call.
        .route(
            "/mcp",
            post(mcp::call).layer(DefaultBodyLimit::max(ask::MAX_BODY_BYTES)),
        )
        // Operations.
        .route(
            "/v1/admin/reload",
            post(admin::reload).layer(DefaultBodyLimit::max(ask::MAX_BODY_BYTES)),
        )
        .route("/v1/admin/status", get(admin::status))
        .route("/healthz", get(health::healthz))
        .fallback(error::not_found)
        .method_not_allowed_fallback(error::method_not_allowed)
        // The last layer is the outermost: what the others refuse is dressed and logged too.
        .layer(from_fn_with_state(guard, guard::refuse_foreign))
        .layer(CatchPanicLayer::custom(error::panicked))
        .layer(from_fn(envelope::dress))
        .with_state(shared)
}
