//! `/v1/channels/slack/…`: requests of Slack, each signed over its bytes.
//!
//! Invariant: nothing of a body is read before its signature counts, and nothing is acknowledged before it is kept.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use axum::{Json, body::Bytes};
use serde_json::Value;

use super::{Slack, signature};
use crate::channel::chat::Chats;
use crate::channel::http::{Problem, read_up_to};
use crate::clock::unix_seconds;

/// The most bytes of a request.
pub(in crate::channel) const MAX_BODY_BYTES: usize = 1024 * 1024;

/// Events: messages, mentions, threads of the assistant.
pub(in crate::channel) async fn events(
    State(chats): State<Chats>,
    request: Request,
) -> Result<Response, Problem> {
    let (slack, body) = signed(&chats, request).await?;
    let envelope = json_of(&body)?;
    if envelope["type"] == "url_verification" {
        let challenge = envelope["challenge"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        return Ok(([(CONTENT_TYPE, "text/plain; charset=utf-8")], challenge).into_response());
    }
    slack
        .event(&envelope)
        .await
        .map_err(|error| not_kept(&error))?;
    Ok(().into_response())
}

/// Slash commands.
pub(in crate::channel) async fn commands(
    State(chats): State<Chats>,
    request: Request,
) -> Result<Response, Problem> {
    let (slack, body) = signed(&chats, request).await?;
    let fields = form_of(&body);
    let field = |name: &str| {
        let mut all = fields.iter().filter(|(it, _)| it == name);
        all.next().map(|(_, value)| value.clone())
    };
    if field("ssl_check").as_deref() == Some("1") {
        return Ok(().into_response());
    }
    let reply = slack
        .command(field)
        .await
        .map_err(|error| not_kept(&error))?;
    Ok(reply.map_or_else(|| ().into_response(), |it| Json(it).into_response()))
}

/// Pressed buttons.
pub(in crate::channel) async fn interactivity(
    State(chats): State<Chats>,
    request: Request,
) -> Result<Response, Problem> {
    let (slack, body) = signed(&chats, request).await?;
    let fields = form_of(&body);
    let payload = fields.into_iter().find(|(name, _)| name == "payload");
    let (_, payload) =
        payload.ok_or_else(|| Problem::not_of_this_protocol("it has no `payload`"))?;
    let payload = json_of(payload.as_bytes())?;
    slack
        .interaction(&payload)
        .await
        .map_err(|error| not_kept(&error))?;
    Ok(().into_response())
}

/// The body of a request that is Slack's.
async fn signed(chats: &Chats, request: Request) -> Result<(Arc<Slack>, Bytes), Problem> {
    let slack = chats.slack.clone();
    let slack = slack.filter(|it| it.secret.is_some());
    let slack = slack
        .ok_or_else(|| Problem::no_such_chat("Slack over HTTP", "WENBO_SLACK_SIGNING_SECRET"))?;
    let headers = request.headers().clone();
    let body = read_up_to(request, MAX_BODY_BYTES).await?;
    let secret = slack.secret.as_ref();
    let is_signed =
        secret.is_some_and(|it| signature::is_signed(it, &headers, &body, unix_seconds()));
    if is_signed {
        Ok((slack, body))
    } else {
        Err(Problem::not_signed())
    }
}

fn json_of(text: &[u8]) -> Result<Value, Problem> {
    let value: Value = serde_json::from_slice(text)
        .map_err(|_| Problem::not_of_this_protocol("it is not JSON"))?;
    if value.is_object() {
        Ok(value)
    } else {
        Err(Problem::not_of_this_protocol("it is no object"))
    }
}

fn form_of(body: &[u8]) -> Vec<(String, String)> {
    url::form_urlencoded::parse(body).into_owned().collect()
}

/// Slack sends it again.
fn not_kept(error: &crate::store::StoreError) -> Problem {
    tracing::error!(error.cause = %error, "what Slack sent could not be kept, so it is not acknowledged");
    Problem::not_kept()
}
