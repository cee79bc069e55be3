//! Every route, in one list: the router is made of it, and a test holds the API's document to it.

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::routing::{
    MethodRouter, delete as on_delete, get as on_get, patch as on_patch, post as on_post,
};

use crate::channel::{mcp, openai, slack, wecom};

use super::{
    Server, admin, answers, ask, boards, catalogue, conversations, embed, feedback, health,
    measures, openapi, page, query, results, runs, subscriptions,
};

/// A method of a path.
pub(super) struct Route {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) handler: MethodRouter<Arc<Server>>,
}

/// The list.
pub(super) fn all() -> Vec<Route> {
    let mut all = asked();
    all.extend(operations());
    all
}

/// What people and programs call, grouped by what for.
fn asked() -> Vec<Route> {
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
        get("/v1/results/{id}", results::page),
        get("/v1/answers/{id}", answers::get),
        get("/v1/answers/{id}/rows", answers::rows),
        post("/v1/answers/{id}/replay", answers::replay),
        post("/v1/answers/{id}/feedback", answers::feedback),
        // Conversations.
        get("/v1/conversations", conversations::list),
        post("/v1/conversations", conversations::begin),
        get("/v1/conversations/{id}", conversations::open),
        patch("/v1/conversations/{id}", conversations::rename),
        delete("/v1/conversations/{id}", conversations::forget),
        // Boards.
        get("/v1/boards", boards::list),
        post("/v1/boards", boards::create),
        get("/v1/boards/{id}", boards::open),
        patch("/v1/boards/{id}", boards::change),
        delete("/v1/boards/{id}", boards::remove),
        post("/v1/boards/{id}/tiles", boards::pin),
        delete("/v1/boards/{id}/tiles/{tile}", boards::unpin),
        get("/v1/boards/{id}/tiles/{tile}/answer", boards::answer),
        // What is sent again and again.
        get("/v1/subscriptions", subscriptions::list),
        post("/v1/subscriptions", subscriptions::create),
        get("/v1/subscriptions/{id}", subscriptions::open),
        patch("/v1/subscriptions/{id}", subscriptions::change),
        delete("/v1/subscriptions/{id}", subscriptions::remove),
        // The protocols of chat programs, of agents, and of Slack.
        post_up_to(
            openai::MAX_BODY_BYTES,
            "/v1/chat/completions",
            openai::completions,
        ),
        get("/v1/models", openai::models),
        get("/v1/models/{model}", openai::model),
        post("/mcp", mcp::call),
        post_up_to(
            slack::MAX_BODY_BYTES,
            "/v1/channels/slack/events",
            slack::events,
        ),
        post_up_to(
            slack::MAX_BODY_BYTES,
            "/v1/channels/slack/commands",
            slack::commands,
        ),
        post_up_to(
            slack::MAX_BODY_BYTES,
            "/v1/channels/slack/interactivity",
            slack::interactivity,
        ),
        get("/v1/channels/wecom/app", wecom::check_app),
        post_up_to(
            wecom::MAX_BODY_BYTES,
            "/v1/channels/wecom/app",
            wecom::post_app,
        ),
        get("/v1/channels/wecom/bot", wecom::check_bot),
        post_up_to(
            wecom::MAX_BODY_BYTES,
            "/v1/channels/wecom/bot",
            wecom::post_bot,
        ),
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
        post("/v1/embed-tokens", embed::issue),
    ]
}

/// What whoever runs the server calls, and what watches it.
fn operations() -> Vec<Route> {
    vec![
        get("/v1/admin/keys", admin::list),
        post("/v1/admin/keys", admin::create),
        get("/v1/admin/keys/{id}", admin::show),
        post("/v1/admin/keys/{id}/rotate", admin::rotate),
        post("/v1/admin/keys/{id}/revoke", admin::revoke),
        get("/v1/admin/audit", admin::audit),
        post("/v1/admin/reload", admin::reload),
        get("/v1/admin/status", admin::status),
        get("/v1/admin/feedback", feedback::list),
        patch("/v1/admin/feedback/{answer_id}", feedback::attribute),
        get("/v1/admin/identities", admin::identities),
        post("/v1/admin/identities", admin::add_identity),
        delete(
            "/v1/admin/identities/{channel}/{tenant}/{user}",
            admin::remove_identity,
        ),
        post("/v1/admin/identity-codes", admin::invite),
        get("/v1/admin/subscriptions", subscriptions::all),
        get("/v1/admin/outbox", admin::outbox),
        post("/v1/admin/outbox/{id}/resend", admin::resend),
        get("/metrics", measures::metrics),
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

/// The methods that work at a path, as a sentence names them.
pub(super) fn methods_of(path: &str) -> String {
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
    let right = names.filter(|(_, template)| fits(template));
    let right: Vec<&str> = right.map(|(method, _)| method).collect();
    right.join(" or ")
}

fn get<H, T>(path: &'static str, handler: H) -> Route
where
    H: Handler<T, Arc<Server>>,
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
    H: Handler<T, Arc<Server>>,
    T: 'static,
{
    post_up_to(ask::MAX_BODY_BYTES, path, handler)
}

fn patch<H, T>(path: &'static str, handler: H) -> Route
where
    H: Handler<T, Arc<Server>>,
    T: 'static,
{
    let limit = DefaultBodyLimit::max(ask::MAX_BODY_BYTES);
    Route {
        method: "PATCH",
        path,
        handler: on_patch(handler).layer(limit),
    }
}

fn delete<H, T>(path: &'static str, handler: H) -> Route
where
    H: Handler<T, Arc<Server>>,
    T: 'static,
{
    Route {
        method: "DELETE",
        path,
        handler: on_delete(handler),
    }
}

/// A body of at most so many bytes.
fn post_up_to<H, T>(bytes: usize, path: &'static str, handler: H) -> Route
where
    H: Handler<T, Arc<Server>>,
    T: 'static,
{
    Route {
        method: "POST",
        path,
        handler: on_post(handler).layer(DefaultBodyLimit::max(bytes)),
    }
}
