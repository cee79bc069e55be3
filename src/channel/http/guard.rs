//! Who may speak to this server through a browser.
//!
//! A page of another site can make a browser send requests here, and a name that its owner points at this
//! machine can make them look local. So each request must name this server as its host, and a request that a
//! page sends must come from a page of this server.
//! The address of the peer says nothing: a browser on this very machine is the usual messenger.
//! Pages of some other sites may be let in by name, to ask with a token that was made for them; without one they get
//! no further than the entrance.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, HOST,
    HeaderMap, HeaderName, ORIGIN, VARY,
};
use axum::http::{HeaderValue, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::ServerSettings;
use super::error::Problem;
use crate::keys::origin_of;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// What a page of another site may send along, and what it may read of the reply.
const SENT: HeaderValue =
    HeaderValue::from_static("authorization, content-type, accept, last-event-id, idempotency-key");
/// The methods of all routes; the entrance says who may use which.
const METHODS: HeaderValue = HeaderValue::from_static("GET, POST, PATCH, DELETE");
const READ: HeaderValue =
    HeaderValue::from_static("location, retry-after, x-request-id, www-authenticate");

/// Where a request comes from, if from a page.
#[derive(Debug, Clone, Default)]
pub(super) struct Origin {
    /// As the browser says it.
    page: Option<HeaderValue>,
    /// Whether it is one of the other sites that may ask with tokens.
    embed: bool,
}

impl Origin {
    /// The origin of the page, as the browser says it.
    pub(super) fn of_page(&self) -> Option<&str> {
        self.page.as_ref().and_then(|it| it.to_str().ok())
    }

    /// Whether the page is on another site, from which only tokens count.
    pub(super) fn is_embed(&self) -> bool {
        self.embed
    }
}

/// The names of this server.
pub(super) struct Guard {
    /// Names that follow from the address.
    own: BTreeSet<String>,
    /// Names that the settings add.
    configured: BTreeSet<String>,
    /// Origins of other sites that may ask with tokens.
    embed: Arc<BTreeSet<String>>,
}

impl Guard {
    /// Collects the names of this server.
    pub(super) fn new(settings: &ServerSettings, embed: Arc<BTreeSet<String>>) -> Self {
        Self {
            embed,
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
    fn check(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<Origin, Problem> {
        let host = self.host(uri, headers)?;
        if let Some(origin) = self.embedding(headers) {
            return Ok(origin);
        }
        let from_configured = self.origin(&host, headers)?;
        let origin = Origin {
            page: headers.get(ORIGIN).cloned(),
            embed: false,
        };
        if method.is_safe() || from_configured {
            return Ok(origin);
        }
        match headers.get(SEC_FETCH_SITE).map(|site| site.as_bytes()) {
            None | Some(b"same-origin" | b"none") => Ok(origin),
            Some(_) => Err(Problem::foreign_origin()),
        }
    }

    /// The one origin of the request, where it is another site that may ask with tokens.
    fn embedding(&self, headers: &HeaderMap) -> Option<Origin> {
        let mut named = headers.get_all(ORIGIN).iter();
        let (Some(page), None) = (named.next(), named.next()) else {
            return None;
        };
        let known = page.to_str().ok().and_then(|it| origin_of(it).ok());
        known
            .is_some_and(|it| self.embed.contains(&it))
            .then(|| Origin {
                page: Some(page.clone()),
                embed: true,
            })
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
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let origin = guard.check(request.method(), request.uri(), request.headers())?;
    let Some(page) = origin.page.clone().filter(|_| origin.embed) else {
        request.extensions_mut().insert(origin);
        return Ok(next.run(request).await);
    };
    let asks_first = request.method() == Method::OPTIONS
        && request
            .headers()
            .contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = if asks_first {
        leave()
    } else {
        request.extensions_mut().insert(origin);
        next.run(request).await
    };
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, page);
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, READ);
    headers.append(VARY, HeaderValue::from_static("Origin"));
    Ok(response)
}

/// What a browser is told that asks before it sends a page's request. Cookies are never asked for.
fn leave() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, SENT);
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    response
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::METHODS;
    use crate::channel::http::route_names;

    #[test]
    fn a_page_may_use_the_method_of_every_route() {
        let allowed = METHODS;
        let allowed: BTreeSet<&str> = allowed.to_str().unwrap().split(", ").collect();
        let names = route_names().into_iter();
        let used: BTreeSet<&str> = names.map(|(method, _)| method).collect();
        assert_eq!(allowed, used);
    }
}
