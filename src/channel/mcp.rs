//! The tools that agents call, over the Model Context Protocol: ask, query, search for metrics, describe, list values.
//!
//! Every request stands for itself: none leaves a session behind, for clients of the revisions with and without a
//! handshake alike. So nothing is there to be cleaned when a client goes away, and whoever closes the connection
//! stops the question.
//!
//! What it promises: a tool acts as whoever `POST /v1/ask` acts as, within the same limits; what a statement or a name
//! has wrong is the result of the tool, with a code and candidates, so that a model can mend it.
//!
//! Invariant: only this folder names the protocol's library.

mod input;
mod output;
mod resources;
mod tools;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};

use super::http::{For, Problem, read_up_to};
use tools::Tools;

/// The most bytes that a message may have.
const MAX_BODY_BYTES: usize = 256 * 1024;

/// `POST /mcp`: one message of the protocol, and its reply.
pub(super) async fn call(For(shared): For, request: Request) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let whole = Request::from_parts(parts.clone(), body);
    let message = read_up_to(whole, MAX_BODY_BYTES).await?;
    let service = StreamableHttpService::new(
        move || Ok(Tools::new(shared.clone())),
        Arc::new(NeverSessionManager::default()),
        StreamableHttpServerConfig::default()
            .with_legacy_session_mode(false)
            .with_json_response(true)
            .with_max_request_body_bytes(MAX_BODY_BYTES)
            // Names of hosts and origins are checked once for all routes, by the guard.
            .disable_allowed_hosts()
            .disable_allowed_origins(),
    );
    let reply = service
        .handle(Request::from_parts(parts, Body::from(message)))
        .await;
    Ok(reply.into_response())
}
