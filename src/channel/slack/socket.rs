//! Socket Mode: Slack's requests over a connection that we open, for servers that nobody reaches from outside.
//!
//! Invariant: as over HTTP, an envelope is acknowledged once what it holds is kept; without that Slack sends it again.

use std::convert::Infallible;
use std::time::Duration;

use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::time::timeout;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;

use super::Slack;
use super::api::{Api, ApiError};

/// How long a connection may be silent; Slack sends a ping every few seconds.
const SILENCE: Duration = Duration::from_secs(90);
/// How long a connection may take to begin.
const CONNECT: Duration = Duration::from_secs(15);
/// The first and the longest pause before another connection.
const PAUSES: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(60));

/// Keeps a connection open for as long as it is polled; `api` has the app's token.
pub(super) async fn run(slack: &Slack, api: &Api) -> Infallible {
    let mut pause = PAUSES.0;
    loop {
        match connected(slack, api).await {
            // Slack moves its connections now and then.
            Ok(()) => pause = PAUSES.0,
            Err(error) => {
                tracing::warn!(
                    error.cause = error,
                    "the connection to Slack is down; it is tried again"
                );
                pause = (pause * 2).min(PAUSES.1);
            }
        }
        tokio::time::sleep(pause).await;
    }
}

/// One connection, from its beginning to its end. It is well as long as Slack said hello.
async fn connected(slack: &Slack, api: &Api) -> Result<(), String> {
    let opened = api.call_with("apps.connections.open", &[]).await;
    let opened = opened.map_err(|error: ApiError| error.to_string())?;
    let url = opened["url"].as_str().unwrap_or_default();
    let socket = timeout(CONNECT, connect_async(url)).await;
    // Its address holds a ticket, and an error might tell it.
    let socket = socket.map_err(|_| "it took too long to connect".to_owned())?;
    let (socket, _) = socket.map_err(|_| "it cannot be connected to".to_owned())?;
    let (mut sink, mut stream) = socket.split();
    let mut is_well = false;
    loop {
        let Ok(next) = timeout(SILENCE, stream.next()).await else {
            return ended(is_well, "it was silent for too long");
        };
        let Some(Ok(message)) = next else {
            return ended(is_well, "it broke");
        };
        let text = match message {
            Message::Text(text) => text,
            Message::Close(_) => return ended(is_well, "Slack closed it"),
            // Pings are replied to by the library, with what is sent next.
            Message::Ping(_) => {
                if sink.flush().await.is_err() {
                    return ended(is_well, "it broke");
                }
                continue;
            }
            Message::Pong(_) | Message::Binary(_) | Message::Frame(_) => continue,
        };
        let Ok(envelope) = serde_json::from_str::<Value>(text.as_str()) else {
            continue;
        };
        match envelope["type"].as_str() {
            Some("hello") => {
                is_well = true;
                tracing::info!("the connection to Slack is up");
            }
            Some("disconnect") => return Ok(()),
            _ => {
                if let Some(acknowledged) = taken(slack, &envelope).await {
                    let sent = sink.send(Message::text(acknowledged.to_string())).await;
                    if sent.is_err() {
                        return ended(is_well, "it broke");
                    }
                }
            }
        }
    }
}

fn ended(is_well: bool, why: &str) -> Result<(), String> {
    if is_well { Ok(()) } else { Err(why.to_owned()) }
}

/// Keeps what an envelope holds; the acknowledgement, where it is kept.
async fn taken(slack: &Slack, envelope: &Value) -> Option<Value> {
    let id = envelope["envelope_id"].as_str()?;
    let payload = &envelope["payload"];
    let kept = match envelope["type"].as_str() {
        Some("events_api") => slack.event(payload).await.map(|()| None),
        Some("interactive") => slack.interaction(payload).await.map(|()| None),
        Some("slash_commands") => {
            let field = |name: &str| payload[name].as_str().map(str::to_owned);
            slack.command(field).await
        }
        _ => Ok(None),
    };
    match kept {
        Ok(reply) => {
            let mut acknowledged = json!({ "envelope_id": id });
            if let Some(reply) = reply {
                acknowledged["payload"] = reply;
            }
            Some(acknowledged)
        }
        Err(error) => {
            tracing::error!(error.cause = %error, "what Slack sent could not be kept, so it is not acknowledged");
            None
        }
    }
}
