//! The pages and their parts, embedded in the program: nothing is read from disk, nothing from another host.
//!
//! `widget/` is built into them by Vite before the program is; `build.rs` lays the result ready, or a page that says
//! how to make it.

#![expect(
    clippy::needless_pass_by_value,
    reason = "a handler is handed the parts of its request"
)]

use std::collections::BTreeMap;
use std::future::{Ready, ready};
use std::path::Path as FilePath;
use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderMap, HeaderName,
    HeaderValue, IF_NONE_MATCH, VARY,
};
use axum::response::{IntoResponse as _, Response};
use include_dir::{Dir, include_dir};
use sha2::{Digest as _, Sha256};

use super::error::Problem;
use super::openapi::Missing;

/// What was built of `widget/`.
static BUILT: Dir<'_> = include_dir!("$OUT_DIR/web");

/// The reference of the API and the mark of the product.
const WRITTEN: &[(&str, &[u8])] = &[
    ("docs.html", include_bytes!("page/docs.html")),
    ("docs.js", include_bytes!("page/docs.js")),
    ("docs.css", include_bytes!("page/docs.css")),
    ("icon.svg", include_bytes!("page/icon.svg")),
];

/// Scripts that a page of another site may load; everything else is for pages of this server.
const FOR_OTHERS: [&str; 2] = ["widget.js", "charts.js"];

pub(super) const RESOURCE_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-resource-policy");

/// A file of a page.
struct Asset {
    content_type: &'static str,
    bytes: &'static [u8],
    /// The same, packed by gzip.
    packed: Option<&'static [u8]>,
    /// Changes with the bytes.
    tag: HeaderValue,
}

static ASSETS: LazyLock<BTreeMap<&'static str, Asset>> = LazyLock::new(|| {
    let built = BUILT.files().filter_map(|file| {
        let name = file.path().to_str()?;
        Some((name, file.contents()))
    });
    let all: BTreeMap<&'static str, &'static [u8]> = built.chain(WRITTEN.iter().copied()).collect();
    let assets = all.iter().filter_map(|(name, bytes)| {
        let digest = hex::encode(Sha256::digest(bytes));
        let asset = Asset {
            content_type: content_type(name)?,
            bytes,
            packed: all.get(format!("{name}.gz").as_str()).copied(),
            // Weak, since the packed bytes are others.
            tag: HeaderValue::from_str(&format!("W/\"{}\"", digest.get(..32)?)).ok()?,
        };
        Some((*name, asset))
    });
    assets.collect()
});

/// What a file is, by its name; nothing for one that is not sent by itself.
fn content_type(name: &str) -> Option<&'static str> {
    match FilePath::new(name).extension()?.to_str()? {
        "html" => Some("text/html; charset=utf-8"),
        "js" => Some("text/javascript; charset=utf-8"),
        "css" => Some("text/css; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        "txt" => Some("text/plain; charset=utf-8"),
        _ => None,
    }
}

/// Shows the workbench: conversations, boards, the metric centre.
#[utoipa::path(
    get, path = "/", tag = "pages",
    responses((status = 200, description = "The page", body = String, content_type = "text/html")),
)]
pub(super) fn index(headers: HeaderMap) -> Ready<Result<Response, Problem>> {
    ready(send("index.html", &headers))
}

/// Sends the component that asks from any page: `<wenbo-ask>`.
#[utoipa::path(
    get, path = "/widget.js", tag = "pages",
    responses((status = 200, description = "The script", body = String, content_type = "text/javascript")),
)]
pub(super) fn widget(headers: HeaderMap) -> Ready<Result<Response, Problem>> {
    ready(send("widget.js", &headers))
}

/// Shows the reference of the API, made from its document.
#[utoipa::path(
    get, path = "/docs", tag = "pages",
    responses((status = 200, description = "The page", body = String, content_type = "text/html")),
)]
pub(super) fn reference(headers: HeaderMap) -> Ready<Result<Response, Problem>> {
    ready(send("docs.html", &headers))
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
pub(super) fn asset(
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Ready<Result<Response, Problem>> {
    ready(send(&name, &headers))
}

/// The file as the browser takes it: packed, or not at all where it has it already.
fn send(name: &str, asked: &HeaderMap) -> Result<Response, Problem> {
    let asset = ASSETS.get(name).ok_or_else(Problem::not_found)?;
    let takes_packed = asked
        .get(ACCEPT_ENCODING)
        .and_then(|it| it.to_str().ok())
        .is_some_and(|it| it.split(',').any(|one| one.trim() == "gzip"));
    let has_it = asked
        .get(IF_NONE_MATCH)
        .and_then(|it| it.to_str().ok())
        .is_some_and(|it| it.split(',').any(|one| asset.tag == one.trim()));
    let packed = asset.packed.filter(|_| takes_packed);
    let mut response = if has_it {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        packed.unwrap_or(asset.bytes).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(asset.content_type));
    headers.insert(ETAG, asset.tag.clone());
    // A newer program has a newer page: browsers ask again each time, and mostly hear that nothing is new.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if asset.packed.is_some() {
        headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    }
    if packed.is_some() && !has_it {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    if FOR_OTHERS.contains(&name) {
        headers.insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
    }
    Ok(response)
}
