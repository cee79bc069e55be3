//! Who may speak to this server through a browser.
//!
//! A page of another site can make a browser send requests here, and a name that its owner points at this
//! machine can make them look local. So each request must name this server as its host, and a request that a
//! page sends must come from a page of this server.
//! The address of the peer says nothing: a browser on this very machine is the usual messenger.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{HOST, HeaderMap, HeaderName, ORIGIN};
use axum::http::{Method, Uri};
use axum::middleware::Next;
use axum::response::Response;

use super::ServerSettings;
use super::error::Problem;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The names of this server.
pub(super) struct Guard {
    /// Names that follow from the address.
    own: BTreeSet<String>,
    /// Names that the settings add.
    configured: BTreeSet<String>,
}

impl Guard {
    /// Collects the names of this server.
    pub(super) fn new(settings: &ServerSettings) -> Self {
        Self {
            own: own_names(settings.listen),
            configured: settings
                .allowed_hosts
                .iter()
                .map(|host| host.trim().trim_end_matches('/'))
                .map(|host| authority_of(host).unwrap_or_else(|| normal(host)))
                .collect(),
        }
    }

    /// Lets a request through, or says what is wrong with where it comes from.
    fn check(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<(), Problem> {
        let host = self.host(uri, headers)?;
        let from_configured = self.origin(&host, headers)?;
        if method.is_safe() || from_configured {
            return Ok(());
        }
        match headers.get(SEC_FETCH_SITE).map(|site| site.as_bytes()) {
            None | Some(b"same-origin" | b"none") => Ok(()),
            Some(_) => Err(Problem::foreign_origin()),
        }
    }

    /// The host that the request names; each of its names must be one of this server.
    fn host(&self, uri: &Uri, headers: &HeaderMap) -> Result<String, Problem> {
        let mut named = headers.get_all(HOST).iter();
        let (Some(host), None) = (named.next(), named.next()) else {
            return Err(Problem::foreign_host());
        };
        let host = host
            .to_str()
            .map(normal)
            .map_err(|_| Problem::foreign_host())?;
        let target_agrees = uri
            .authority()
            .is_none_or(|authority| normal(authority.as_str()) == host);
        if target_agrees && (self.own.contains(&host) || self.configured.contains(&host)) {
            Ok(host)
        } else {
            Err(Problem::foreign_host())
        }
    }

    /// Whether the page that sent the request is on a configured name; a foreign page is an error.
    fn origin(&self, host: &str, headers: &HeaderMap) -> Result<bool, Problem> {
        let mut from_configured = false;
        for origin in headers.get_all(ORIGIN) {
            let origin = origin
                .to_str()
                .ok()
                .and_then(authority_of)
                .ok_or_else(Problem::foreign_origin)?;
            from_configured = self.configured.contains(&origin);
            if origin != host && !from_configured {
                return Err(Problem::foreign_origin());
            }
        }
        Ok(from_configured)
    }
}

/// Refuses requests that name another host or come from another site's page.
pub(super) async fn refuse_foreign(
    State(guard): State<Arc<Guard>>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    guard.check(request.method(), request.uri(), request.headers())?;
    Ok(next.run(request).await)
}

fn own_names(listen: SocketAddr) -> BTreeSet<String> {
    let port = listen.port();
    let mut names: BTreeSet<String> = ["localhost", "127.0.0.1", "[::1]"]
        .iter()
        .map(|name| normal(&format!("{name}:{port}")))
        .collect();
    if !listen.ip().is_unspecified() {
        names.insert(normal(&listen.to_string()));
    }
    names
}

/// The host and port of a web page's origin.
fn authority_of(origin: &str) -> Option<String> {
    let (scheme, authority) = origin.split_once("://")?;
    let is_web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    is_web.then(|| normal(authority))
}

/// One spelling for each name: small letters, no port where browsers leave it out.
fn normal(authority: &str) -> String {
    let small = authority.to_ascii_lowercase();
    let bare = small
        .strip_suffix(":80")
        .or_else(|| small.strip_suffix(":443"));
    match bare {
        // The end of an address in brackets is no port.
        Some(bare) if !bare.ends_with(':') => bare.to_owned(),
        _ => small,
    }
}
