//! Who comes in: each request becomes somebody's before a route sees it, or is turned away.
//!
//! Invariant: a handler gets what its caller may use, and nothing of anybody else: the parts that it asks are made for
//! the caller of this one request.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use axum::extract::{FromRef, FromRequestParts, MatchedPath, Request, State};
use axum::http::header::{AUTHORIZATION, HeaderMap, HeaderValue, WWW_AUTHENTICATE};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use semantic_sql::{Asker, Principal};

use super::error::Problem;
use super::guard::Origin;
use super::scopes::{Needs, needs};
use super::{HttpState, Server, Shared};
use crate::audit::{Action, Trail};
use crate::channel::chat::Chats;
use crate::channel::openai;
use crate::clock::unix_seconds;
use crate::keys::{Caller, Keys, Scope, Unproved, Via, looks_like_ours};

/// Makes the parts of the program for somebody who came in by a route.
pub type PartsFor = Arc<dyn Fn(&Caller, &str) -> HttpState + Send + Sync>;

/// Who may come in, and what they get.
#[derive(Clone)]
pub struct Entrance {
    /// The keys. Once there is one, nobody comes in without.
    pub keys: Option<Arc<Keys>>,
    /// Who a request acts as that carries nothing, as long as there is no key.
    pub local: Option<Caller>,
    /// Whether nobody comes in without a key, also where there is none yet.
    pub keys_only: bool,
    /// Whether questions can be answered yet.
    pub ready: Arc<AtomicBool>,
    /// What somebody gets.
    pub parts: PartsFor,
    /// The chat programs that people ask through.
    pub chats: Chats,
}

/// A server of one: whoever comes in gets the same parts.
impl From<HttpState> for Entrance {
    fn from(state: HttpState) -> Self {
        let one = match &state.asker {
            Asker::Known(principal) => principal.clone(),
            Asker::Nobody => Principal {
                user: "local".to_owned(),
                roles: Vec::new(),
                attributes: BTreeMap::new(),
            },
        };
        Self {
            keys: None,
            local: Some(Caller::local(one, state.admin.allowed)),
            keys_only: false,
            ready: state.ready.clone(),
            parts: Arc::new(move |_, _| state.clone()),
            chats: Chats::default(),
        }
    }
}

/// A route of a chat program takes its part of the program; who asks stands in the request that it checks.
impl FromRef<Arc<Server>> for Chats {
    fn from_ref(server: &Arc<Server>) -> Self {
        server.entrance.chats.clone()
    }
}

/// The parts of the program for the caller of a request.
pub(in crate::channel) struct For(pub(in crate::channel) Arc<Shared>);

impl<S: Send + Sync> FromRequestParts<S> for For {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let shared = parts.extensions.get::<Arc<Shared>>().cloned();
        // Only a route that asks for no caller has none.
        shared.map(Self).ok_or_else(|| {
            tracing::error!("a route that lets everybody in wants to know who it is");
            Problem::internal()
        })
    }
}

/// Makes a request somebody's, or turns it away.
pub(super) async fn admit(
    State(server): State<Arc<Server>>,
    mut request: Request,
    next: Next,
) -> Response {
    let path = request.extensions().get::<MatchedPath>().cloned();
    // What is not there needs nobody.
    let Some(path) = path else {
        return next.run(request).await;
    };
    let path = path.as_str();
    let needs = needs(path);
    if needs == Needs::Nothing {
        return next.run(request).await;
    }
    let origin = request.extensions().get::<Origin>().cloned();
    let origin = origin.unwrap_or_default();
    let caller = match server.entrance.who(request.headers(), &origin).await {
        Ok(caller) => caller,
        Err(refusal) => return refusal.told(path),
    };
    let key = caller.key.clone();
    if let Err(refusal) = permitted(&caller, needs) {
        let store = server.entrance.keys.as_ref().map(|it| it.store().clone());
        let trail = Trail::new(store, &caller, path);
        trail.begin(Action::Denied).end(refusal.problem.code).await;
        return refusal.told(path);
    }
    let parts = (server.entrance.parts)(&caller, path);
    let shared = Arc::new(Shared::new(&server, parts, caller, path));
    request.extensions_mut().insert(shared);
    let mut response = next.run(request).await;
    if let Some(key) = key {
        response.extensions_mut().insert(KeyId(key));
    }
    response
}

/// The key that a request came with, for its line in the log.
#[derive(Clone)]
pub(super) struct KeyId(pub(super) String);

/// Why a request is turned away.
#[derive(Debug)]
struct Refusal {
    problem: Problem,
    /// What `WWW-Authenticate` says.
    challenge: Option<String>,
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self {
            problem,
            challenge: None,
        }
    }
}

impl Refusal {
    fn challenged(problem: Problem, challenge: &str) -> Self {
        Self {
            problem,
            challenge: Some(format!("Bearer realm=\"wenbo\"{challenge}")),
        }
    }

    /// The reply, in the shape that the route's protocol has.
    fn told(self, path: &str) -> Response {
        let is_chat = path.starts_with("/v1/chat/") || path.starts_with("/v1/models");
        let mut response = if is_chat {
            openai::refused(self.problem)
        } else {
            self.problem.into_response()
        };
        let challenge = self.challenge.as_deref().map(HeaderValue::from_str);
        if let Some(Ok(value)) = challenge {
            response.headers_mut().insert(WWW_AUTHENTICATE, value);
        }
        response
    }
}

impl Entrance {
    /// Who a request acts as.
    async fn who(&self, headers: &HeaderMap, origin: &Origin) -> Result<Caller, Refusal> {
        let must = match &self.keys {
            None => self.keys_only,
            Some(keys) => {
                let any = keys.any().await.map_err(|error| {
                    tracing::error!(error.cause = %error, "the keys cannot be read");
                    Problem::not_readable()
                })?;
                self.keys_only || any
            }
        };
        let carried = match carried(headers) {
            carried if must => carried?,
            // Clients of some protocols always send something; what is no key of ours says nothing here.
            carried => carried.ok().flatten().filter(|it| looks_like_ours(it)),
        };
        match (carried, &self.keys) {
            (Some(text), Some(keys)) => {
                let who = keys.who(text, origin.of_page(), unix_seconds()).await;
                let caller = who.map_err(|error| unproved(&error))?;
                if origin.is_embed() && caller.via == Via::Key {
                    return Err(Problem::key_in_page().into());
                }
                Ok(caller)
            }
            _ => self.local(headers, origin, must),
        }
    }

    /// Who a request acts as that carries nothing.
    fn local(&self, headers: &HeaderMap, origin: &Origin, must: bool) -> Result<Caller, Refusal> {
        let local = self.local.as_ref().filter(|_| !must && !origin.is_embed());
        let Some(caller) = local else {
            return Err(Refusal::challenged(Problem::key_missing(), ""));
        };
        // Behind a proxy everybody would be the same somebody.
        if let Some(name) = forwarded(headers) {
            return Err(Problem::forwarded(name).into());
        }
        Ok(caller.clone())
    }
}

/// What the request carries; a header that says it twice, or in another way, is no riddle to solve.
fn carried(headers: &HeaderMap) -> Result<Option<&str>, Refusal> {
    let mut all = headers.get_all(AUTHORIZATION).iter();
    let Some(first) = all.next() else {
        return Ok(None);
    };
    let text = first.to_str().ok().filter(|_| all.next().is_none());
    let (scheme, carried) = text
        .and_then(|text| text.trim().split_once(' '))
        .unwrap_or_default();
    if !scheme.eq_ignore_ascii_case("bearer") || carried.trim().is_empty() {
        let problem = Problem::not_bearer();
        return Err(Refusal::challenged(problem, ", error=\"invalid_request\""));
    }
    Ok(Some(carried.trim()))
}

fn unproved(error: &Unproved) -> Refusal {
    if let Unproved::Fault(fault) = error {
        tracing::error!(error.cause = %fault, "a key cannot be looked up");
        return Problem::not_readable().into();
    }
    let challenge = ", error=\"invalid_token\"";
    Refusal::challenged(Problem::unproved(error), challenge)
}

fn permitted(caller: &Caller, needs: Needs) -> Result<(), Refusal> {
    let scopes: &[Scope] = match &needs {
        Needs::Nothing | Needs::Caller => return Ok(()),
        Needs::OneOf(scopes) => scopes,
        Needs::Key(_) if caller.via == Via::Local => {
            return Err(Refusal::challenged(Problem::key_missing(), ""));
        }
        Needs::Key(scope) => std::slice::from_ref(scope),
    };
    if scopes.iter().any(|scope| caller.may(*scope)) {
        return Ok(());
    }
    if caller.via == Via::Local {
        return Err(Problem::not_admin().into());
    }
    let names: Vec<&str> = scopes.iter().map(|it| it.name()).collect();
    let challenge = format!(
        ", error=\"insufficient_scope\", scope=\"{}\"",
        names.join(" ")
    );
    Err(Refusal::challenged(
        Problem::missing_scope(scopes),
        &challenge,
    ))
}

/// A header that only something between the caller and this server adds.
fn forwarded(headers: &HeaderMap) -> Option<&str> {
    const NAMES: [&str; 9] = [
        "forwarded",
        "via",
        "x-real-ip",
        "x-client-ip",
        "x-cluster-client-ip",
        "x-original-host",
        "true-client-ip",
        "cf-connecting-ip",
        "fastly-client-ip",
    ];
    let named = |name: &&str| name.starts_with("x-forwarded") || NAMES.contains(name);
    headers.keys().map(|name| name.as_str()).find(named)
}
