//! The API's document, made from the types that are sent and received.

use std::collections::BTreeMap;
use std::future::{Ready, ready};
use std::sync::OnceLock;

use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::path::Operation;
use utoipa::openapi::response::{Response as ApiResponse, ResponseBuilder};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{IntoResponses, Modify, OpenApi};

use super::error::{DiagnosticBody, ProblemBody, ProblemPart};
use super::{
    admin, answers, ask, boards, catalogue, conversations, embed, feedback, health, measures, page,
    query, results, runs, scopes, subscriptions,
};

/// All routes, with the schemas of what they take and send.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Wenbo 问播",
        description = "Questions in Chinese and English, answered with proved numbers. Every error is a problem \
                       object (RFC 9457) with a stable `code`; every reply carries an `X-Request-Id`, and those below \
                       `/v1` say in `RateLimit` how many requests are left.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    tags(
        (name = "questions", description = "Questions and statements"),
        (name = "conversations", description = "Questions that go on from each other"),
        (name = "boards", description = "Answers that somebody keeps in view"),
        (name = "subscriptions", description = "Answers that are sent to a chat program again and again, or when a \
                                               number passes a bound"),
        (name = "catalogue", description = "What can be asked for, as far as the asker may know"),
        (name = "service", description = "What is served and whether it is well"),
        (name = "admin", description = "For whoever runs the server; needs the scope `admin`, or without keys a role \
                                       of `--admin-roles`"),
        (name = "pages", description = "For browsers"),
    ),
    servers((url = "/", description = "This server")),
    // Whoever reaches the server acts as its local principal.
    security(()),
    paths(
        ask::ask, runs::resume, query::query, results::page,
        answers::get, answers::rows, answers::replay, answers::feedback,
        conversations::begin, conversations::list, conversations::open, conversations::rename, conversations::forget,
        catalogue::metrics, catalogue::metric, catalogue::dimensions, catalogue::values,
        catalogue::search, catalogue::verified,
        health::status, health::version, health::healthz, health::readyz, document,
        boards::list, boards::create, boards::open, boards::change, boards::remove,
        boards::pin, boards::unpin, boards::answer,
        subscriptions::list, subscriptions::create, subscriptions::open, subscriptions::change,
        subscriptions::remove, subscriptions::all,
        embed::issue,
        admin::reload, admin::status, admin::audit,
        admin::list, admin::create, admin::show, admin::rotate, admin::revoke,
        feedback::list, feedback::attribute, measures::metrics,
        admin::identities, admin::add_identity, admin::remove_identity, admin::invite, admin::outbox, admin::resend,
        page::index, page::reference, page::widget, page::asset,
    ),
    components(schemas(ProblemBody, ProblemPart, DiagnosticBody, crate::reload::Problem)),
    modifiers(&Everywhere),
)]
struct Document;

/// Problems of a body.
const OF_A_BODY: [(&str, &str); 7] = [
    ("400", "The body is not JSON, or did not arrive whole"),
    ("403", "A page of another site sent the request"),
    ("406", "Nothing of what the caller accepts is sent"),
    ("408", "The body came too slowly"),
    ("413", "The body is too large"),
    ("415", "The body is of the wrong kind"),
    ("422", "The body is not what is taken here"),
];

/// Declares a group of problems that operations share.
macro_rules! problems {
    ($($(#[$doc:meta])* $name:ident: $list:expr;)*) => {$(
        $(#[$doc])*
        pub(super) struct $name;

        impl IntoResponses for $name {
            fn responses() -> BTreeMap<String, RefOr<ApiResponse>> {
                $list.into_iter().map(|(status, about)| (status.to_owned(), problem(about))).collect()
            }
        }
    )*};
}

problems! {
    /// A body that is refused.
    Refused: OF_A_BODY;
    /// A statement that is refused.
    RefusedStatement: OF_A_BODY.map(|(status, about)| match status {
        "403" => (status, "The statement asks for what is not permitted, or a page of another site sent it"),
        "422" => (status, "The statement cannot be run: `problems` has each reason"),
        _ => (status, about),
    });
    /// The server has no room or no time.
    Limited: [
        ("503", "The server is starting or busy, or the data or the language model cannot be reached"),
        ("504", "It took too long"),
    ];
    /// A name that is not there.
    Missing: [
        ("400", "A parameter is wrong"),
        ("404", "There is no such thing, or the asker may not know it"),
    ];
    /// An answer without a statement or rows.
    NothingToRun: [("409", "The answer has no statement to run again, or no rows")];
    /// A conversation that is not there.
    NoConversation: [("404", "There is no such conversation for whoever asks")];
    /// A key of a request that clashes.
    Clashing: [("409", "A request with the same Idempotency-Key is being worked on")];
    /// A board that was changed meanwhile, or an answer that cannot be pinned.
    BoardConflict: [("409", "The board was changed meanwhile, or the answer has no statement to pin")];
    /// A form that nobody sends.
    NotAcceptable: [("406", "Nothing of what the caller accepts is sent")];
    /// A parameter that cannot be.
    BadParameter: [("400", "A parameter is wrong")];
    /// The server is starting.
    Starting: [("503", "The server is starting")];
    /// A reload that was refused.
    ReloadRefused: [("409", "The new files cannot be used; what was loaded before goes on answering")];
}

fn problem(about: &str) -> RefOr<ApiResponse> {
    let schema = Ref::from_schema_name("Problem");
    let content = ContentBuilder::new().schema(Some(schema)).build();
    let response = ResponseBuilder::new().description(about);
    response
        .content("application/problem+json", content)
        .build()
        .into()
}

/// What every operation may answer.
struct Everywhere;

impl Modify for Everywhere {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let everywhere = [
            ("421", "The Host header is not a name of this server"),
            ("500", "A fault of the server"),
        ];
        let limited = [(
            "429",
            "Whoever asks has sent too many requests: `Retry-After` says when to go on",
        )];
        let components = document.components.get_or_insert_default();
        let mut key = Http::new(HttpAuthScheme::Bearer);
        key.description =
            Some("A key, `wenbo_…`, or a token of a page, `wenbo.embed.…`".to_owned());
        components.add_security_scheme("key", SecurityScheme::Http(key));
        for (path, item) in &mut document.paths.paths {
            let methods = [
                &mut item.get,
                &mut item.post,
                &mut item.patch,
                &mut item.delete,
            ];
            let limited = limited.iter().filter(|_| path.starts_with("/v1/"));
            let all: Vec<_> = everywhere.iter().chain(limited).collect();
            for operation in methods.into_iter().flatten() {
                guarded(operation, path);
                for (status, about) in all.iter().copied() {
                    let known = &mut operation.responses.responses;
                    known
                        .entry((*status).to_owned())
                        .or_insert_with(|| problem(about));
                }
            }
        }
    }
}

/// What a route needs of its caller, as far as there are keys.
fn guarded(operation: &mut Operation, path: &str) {
    let Some(scopes) = scopes::scopes_of(path) else {
        operation.security = Some(Vec::new());
        return;
    };
    operation.security = Some(vec![SecurityRequirement::new("key", scopes)]);
    let problems = [
        (
            "401",
            "A key is needed, or the one that was sent does not count",
        ),
        (
            "403",
            "The key lacks the scope, a page of another site sent the request, or it was forwarded without a key",
        ),
    ];
    for (status, about) in problems {
        let known = &mut operation.responses.responses;
        known
            .entry(status.to_owned())
            .or_insert_with(|| problem(about));
    }
}

/// The document, written once.
#[must_use]
pub fn text() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| {
        let written = Document::openapi().to_pretty_json();
        written.unwrap_or_else(|error| format!("{{\"error\": \"{error}\"}}"))
    })
}

/// This document.
#[utoipa::path(
    get, path = "/openapi.json", tag = "service",
    responses((status = 200, description = "The document (OpenAPI 3.1)", body = Object)),
)]
pub(super) fn document() -> Ready<Response> {
    let kind = [(CONTENT_TYPE, "application/json")];
    ready((kind, text()).into_response())
}
