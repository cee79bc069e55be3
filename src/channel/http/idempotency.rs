//! `Idempotency-Key`: a request that is sent twice, because its reply did not arrive, is done once.
//!
//! As the draft of the IETF's HTTPAPI group has it: the same key with the same request gets the same reply for a
//! day; with another request it is refused with 422, and with 409 while the first one is being worked on.
//! Replies that succeeded are kept; a request that failed has changed nothing and may be sent again.
//!
//! Invariant: keys are their asker's own. What is kept is bounded in number and bytes.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION};
use axum::response::{IntoResponse as _, Response};
use semantic_sql::Asker;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::error::Problem;
use super::{Shared, answers};
use crate::recall::{RecallError, asker_text};
use crate::store::KeptReply;

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// The most characters of a key.
const MAX_KEY: usize = 255;

/// The most bytes of a reply that is kept.
const MAX_BODY: usize = 4 * 1024 * 1024;

/// Requests with a key that are being worked on: whose they are, and their keys.
#[derive(Clone, Default)]
pub(super) struct Working(Arc<Mutex<HashSet<(String, String)>>>);

/// What is to be done with a request.
pub(super) enum Begun {
    /// It was done before, and this came of it.
    Before(Replayed),
    /// It is to be done.
    Fresh(Claim),
}

/// A reply that was sent before.
pub(super) struct Replayed(KeptReply);

impl Replayed {
    /// The body.
    pub(super) fn into_text(self) -> String {
        self.0.body
    }

    /// The reply as it was sent; what was made is at its id below the route.
    pub(super) fn as_json(&self, route: &str) -> Response {
        let status = StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::OK);
        let kind = [(CONTENT_TYPE, "application/json")];
        let mut response = (status, kind, self.0.body.clone()).into_response();
        mark(&mut response);
        if status == StatusCode::CREATED
            && let Ok(begun) = serde_json::from_str::<Value>(&self.0.body)
            && let Some(id) = begun["id"].as_str()
            && let Ok(place) = HeaderValue::from_str(&format!("{route}/{id}"))
        {
            response.headers_mut().insert(LOCATION, place);
        }
        response
    }
}

/// Says that a reply was sent before.
pub(super) fn mark(response: &mut Response) {
    let headers = response.headers_mut();
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
}

/// The right to do a request; others with its key wait for a reply until it is dropped.
pub(super) struct Claim(Option<Claimed>);

struct Claimed {
    shared: Arc<Shared>,
    asker: Asker,
    place: (String, String),
    request: String,
}

impl Claim {
    /// Whether the request has a key, so that its reply is to be kept.
    pub(super) fn has_a_key(&self) -> bool {
        self.0.is_some()
    }

    /// The reply to what made something, which is at `place` from now on; it is kept where the request has a key.
    pub(super) async fn created(self, place: String, body: String) -> Response {
        self.keep(StatusCode::CREATED, &body).await;
        let headers = [
            (CONTENT_TYPE, "application/json".to_owned()),
            (LOCATION, place),
        ];
        (StatusCode::CREATED, headers, body).into_response()
    }

    /// Keeps the reply, where the request has a key. One that cannot be kept is sent all the same.
    pub(super) async fn keep(self, status: StatusCode, body: &str) {
        let Some(claimed) = &self.0 else {
            return;
        };
        if body.len() > MAX_BODY {
            tracing::warn!(
                bytes = body.len(),
                "a reply is too large to be kept under its key"
            );
            return;
        }
        let keep = &claimed.shared.parts.keep;
        let kept = keep.keep_reply(
            &claimed.asker,
            claimed.place.1.clone(),
            claimed.request.clone(),
            status.as_u16(),
            body.to_owned(),
        );
        if let Err(error) = kept.await {
            tracing::error!(error.cause = %error, "a reply could not be kept under its key");
        }
    }
}

impl Drop for Claimed {
    fn drop(&mut self) {
        lock(&self.shared.common.working).remove(&self.place);
    }
}

/// Looks whether a request was sent before.
///
/// # Errors
/// The key cannot be one, belongs to another request, or to one that is being worked on.
pub(super) async fn begin(
    shared: &Arc<Shared>,
    asker: &Asker,
    headers: &HeaderMap,
    route: &str,
    body: &[u8],
) -> Result<Begun, Problem> {
    let Some(key) = key(headers)? else {
        return Ok(Begun::Fresh(Claim(None)));
    };
    let place = (asker_text(asker), key.clone());
    if !lock(&shared.common.working).insert(place.clone()) {
        return Err(Problem::key_in_use());
    }
    let claimed = Claimed {
        shared: shared.clone(),
        asker: asker.clone(),
        place,
        request: hash(route, body),
    };
    match shared.parts.keep.reply(asker, &key).await {
        Ok(Some(reply)) if reply.request == claimed.request => Ok(Begun::Before(Replayed(reply))),
        Ok(Some(_)) => Err(Problem::key_of_another()),
        // Where nothing is kept, a key still holds off the same request while it is worked on.
        Ok(None) | Err(RecallError::NotKept) => Ok(Begun::Fresh(Claim(Some(claimed)))),
        Err(error) => Err(answers::problem(&error)),
    }
}

/// The key of a request: a structured field's string, or bare.
fn key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let mut given = headers.get_all(KEY).iter();
    let Some(first) = given.next() else {
        return Ok(None);
    };
    let text = first.to_str().map_err(|_| Problem::no_key())?.trim();
    let quoted = text.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
    let key = quoted.unwrap_or(text);
    let is_whole = (1..=MAX_KEY).contains(&key.len())
        && key
            .chars()
            .all(|c| c.is_ascii_graphic() && c != '"' && c != '\\');
    if is_whole && given.next().is_none() {
        Ok(Some(key.to_owned()))
    } else {
        Err(Problem::no_key())
    }
}

fn hash(route: &str, body: &[u8]) -> String {
    let mut digest = Sha256::new();
    digest.update(route);
    digest.update([0]);
    digest.update(body);
    hex::encode(digest.finalize())
}

fn lock(working: &Working) -> MutexGuard<'_, HashSet<(String, String)>> {
    working.0.lock().unwrap_or_else(PoisonError::into_inner)
}
