//! The page and its parts, embedded in the program: nothing is read from disk, nothing from another host.

use std::future::{Ready, ready};

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};

use super::error::Problem;
use super::openapi::Missing;

/// A file of the page.
struct Asset {
    name: &'static str,
    content_type: &'static str,
    text: &'static str,
}

const INDEX: Asset = Asset {
    name: "index.html",
    content_type: "text/html; charset=utf-8",
    text: include_str!("page/index.html"),
};

const REFERENCE: Asset = Asset {
    name: "docs.html",
    content_type: "text/html; charset=utf-8",
    text: include_str!("page/docs.html"),
};

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

/// Everything under `/assets/`.
const ASSETS: &[Asset] = &[
    Asset {
        name: "app.js",
        content_type: JAVASCRIPT,
        text: include_str!("page/app.js"),
    },
    Asset {
        name: "answer.js",
        content_type: JAVASCRIPT,
        text: include_str!("page/answer.js"),
    },
    Asset {
        name: "chart.js",
        content_type: JAVASCRIPT,
        text: include_str!("page/chart.js"),
    },
    Asset {
        name: "table.js",
        content_type: JAVASCRIPT,
        text: include_str!("page/table.js"),
    },
    Asset {
        name: "words.js",
        content_type: JAVASCRIPT,
        text: include_str!("page/words.js"),
    },
    Asset {
        name: "docs.js",
        content_type: JAVASCRIPT,
        text: include_str!("page/docs.js"),
    },
    Asset {
        name: "docs.css",
        content_type: "text/css; charset=utf-8",
        text: include_str!("page/docs.css"),
    },
    Asset {
        name: "style.css",
        content_type: "text/css; charset=utf-8",
        text: include_str!("page/style.css"),
    },
    Asset {
        name: "icon.svg",
        content_type: "image/svg+xml",
        text: include_str!("page/icon.svg"),
    },
];

/// Shows the page that asks questions.
#[utoipa::path(
    get, path = "/", tag = "pages",
    responses((status = 200, description = "The page", body = String, content_type = "text/html")),
)]
pub(super) fn index() -> Ready<Response> {
    ready(send(&INDEX))
}

/// Shows the reference of the API, made from its document.
#[utoipa::path(
    get, path = "/docs", tag = "pages",
    responses((status = 200, description = "The page", body = String, content_type = "text/html")),
)]
pub(super) fn reference() -> Ready<Response> {
    ready(send(&REFERENCE))
}

/// Sends a part of a page.
#[utoipa::path(
    get, path = "/assets/{name}", tag = "pages",
    params(("name" = String, Path, description = "The name of the file")),
    responses(
        (status = 200, description = "A script, a style or a picture", content(
            (String = "text/javascript"), (String = "text/css"), (String = "image/svg+xml"),
        )),
        Missing,
    ),
)]
pub(super) fn asset(Path(name): Path<String>) -> Ready<Result<Response, Problem>> {
    let found = ASSETS.iter().find(|asset| asset.name == name);
    ready(found.map(send).ok_or_else(Problem::not_found))
}

fn send(asset: &Asset) -> Response {
    // A newer program has a newer page: browsers ask again each time.
    let headers = [
        (CONTENT_TYPE, asset.content_type),
        (CACHE_CONTROL, "no-cache"),
    ];
    (headers, asset.text).into_response()
}
