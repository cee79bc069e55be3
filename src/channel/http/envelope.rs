//! What every response carries, whatever it says: an id, the rules for browsers, and one line in the log.

use std::sync::OnceLock;
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderMap, HeaderName, HeaderValue, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument as _;
use uuid::Uuid;

use super::entrance::KeyId;
use super::page::RESOURCE_POLICY;
use super::routes::route_names;
use crate::telemetry::measures;

/// The header by which a report finds its log lines.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Scripts and styles are files of this server; the page loads nothing else and nobody may frame it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                      connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
                      require-trusted-types-for 'script'";

const RULES: [(HeaderName, HeaderValue); 7] = [
    (CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (RESOURCE_POLICY, HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=()"),
    ),
];

/// Dresses the response and logs the request, without its question and without its path.
pub(super) async fn dress(request: Request, next: Next) -> Response {
    let began = Instant::now();
    let id = Uuid::now_v7().to_string();
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let span = tracing::info_span!("request", channel = "http", request.id = %id);

    let mut response = next.run(request).instrument(span.clone()).await;

    let key = response.extensions_mut().remove::<KeyId>();
    let status = response.status().as_u16();
    measures::request(listed(&route), status, began.elapsed());
    let duration_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(
        parent: &span,
        http.method = %method,
        http.route = route,
        http.status = status,
        key.id = key.map(|it| it.0),
        duration_ms,
        "{method} {route} ended with {status}",
    );
    add_rules(response.headers_mut(), &id);
    response
}

/// The route as the list has it.
fn listed(route: &str) -> &'static str {
    static NAMES: OnceLock<Vec<&'static str>> = OnceLock::new();
    let names = NAMES.get_or_init(|| route_names().into_iter().map(|(_, path)| path).collect());
    let known = names.iter().find(|name| **name == route);
    known.copied().unwrap_or("none")
}

fn add_rules(headers: &mut HeaderMap, id: &str) {
    for (name, value) in RULES {
        // The component is for pages of other sites too; its handler says so.
        if name != RESOURCE_POLICY || !headers.contains_key(&name) {
            headers.insert(name, value);
        }
    }
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Ok(value) = HeaderValue::from_str(id) {
        headers.insert(REQUEST_ID, value);
    }
}
