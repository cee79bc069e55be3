//! Every route, in one list: the router is made of it, and a test holds the API's document to it.

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::routing::{MethodRouter, get as on_get, post as on_post};

use crate::channel::{mcp, openai};

use super::{Shared, admin, answers, ask, catalogue, health, openapi, page, query, runs};

/// A method of a path.
pub(super) struct Route {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) handler: MethodRouter<Arc<Shared>>,
}

/// The list, grouped by who calls them.
pub(super) fn all() -> Vec<Route> {
    vec![
        // The pages.
        get("/", page::index),
        get("/docs", page::reference),
        get("/widget.js", page::widget),
        get("/assets/{name}", page::asset),
        // Questions.
        post("/v1/ask", ask::ask),
        get("/v1/runs/{run}/events", runs::resume),
        post("/v1/query", query::query),
        get("/v1/answers/{id}", answers::get),
        post("/v1/answers/{id}/replay", answers::replay),
        post("/v1/answers/{id}/feedback", answers::feedback),
        // The protocols of chat programs and agents.
        post_up_to(
            openai::MAX_BODY_BYTES,
            "/v1/chat/completions",
            openai::completions,
        ),
        get("/v1/models", openai::models),
        get("/v1/models/{model}", openai::model),
        post("/mcp", mcp::call),
        // The catalogue.
        get("/v1/metrics", catalogue::metrics),
        get("/v1/metrics/{id}", catalogue::metric),
        get("/v1/dimensions", catalogue::dimensions),
        get("/v1/dimensions/{id}/values", catalogue::values),
        get("/v1/search", catalogue::search),
        get("/v1/verified", catalogue::verified),
        // The service.
        get("/v1/status", health::status),
        get("/v1/version", health::version),
        get("/openapi.json", openapi::document),
        // Operations.
        post("/v1/admin/reload", admin::reload),
        get("/v1/admin/status", admin::status),
        get("/healthz", health::healthz),
        get("/readyz", health::readyz),
    ]
}

/// The method and path of every route.
#[must_use]
pub fn route_names() -> Vec<(&'static str, &'static str)> {
    let all = all().into_iter();
    all.map(|route| (route.method, route.path)).collect()
}

/// The method that works at a path.
pub(super) fn method_of(path: &str) -> &'static str {
    let fits = |template: &str| {
        let (mut wanted, mut given) = (template.split('/'), path.split('/'));
        loop {
            match (wanted.next(), given.next()) {
                (None, None) => return true,
                (Some(wanted), Some(given)) if wanted == given || wanted.starts_with('{') => {}
                _ => return false,
            }
        }
    };
    let names = route_names().into_iter();
    let mut right = names.filter(|(_, template)| fits(template));
    right.next().map_or("GET", |(method, _)| method)
}

fn get<H, T>(path: &'static str, handler: H) -> Route
where
    H: Handler<T, Arc<Shared>>,
    T: 'static,
{
    Route {
        method: "GET",
        path,
        handler: on_get(handler),
    }
}

fn post<H, T>(path: &'static str, handler: H) -> Route
where
    H: Handler<T, Arc<Shared>>,
    T: 'static,
{
    post_up_to(ask::MAX_BODY_BYTES, path, handler)
}

/// A body of at most so many bytes.
fn post_up_to<H, T>(bytes: usize, path: &'static str, handler: H) -> Route
where
    H: Handler<T, Arc<Shared>>,
    T: 'static,
{
    Route {
        method: "POST",
        path,
        handler: on_post(handler).layer(DefaultBodyLimit::max(bytes)),
    }
}
