//! Socket Mode: the same over a connection that the server opens.

use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio_tungstenite::accept_async;
use tokio_tungstenite::tungstenite::Message;

use super::*;

/// Slack's end: what is given to it goes to the bot, what the bot says comes back. An envelope that says `disconnect`
/// ends the connection, and the next one is waited for.
async fn slack_end(
    listener: TcpListener,
    mut out: mpsc::UnboundedReceiver<Value>,
    heard: mpsc::UnboundedSender<Value>,
) {
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let mut socket = accept_async(stream).await.unwrap();
        heard.send(json!("connected")).unwrap();
        let hello = json!({ "type": "hello", "num_connections": 1 }).to_string();
        socket.send(Message::text(hello)).await.unwrap();
        loop {
            tokio::select! {
                envelope = out.recv() => {
                    let Some(envelope) = envelope else { return };
                    let ends = envelope["type"] == "disconnect";
                    socket.send(Message::text(envelope.to_string())).await.unwrap();
                    if ends {
                        break;
                    }
                }
                message = socket.next() => match message {
                    Some(Ok(Message::Text(text))) => {
                        heard.send(serde_json::from_str(text.as_str()).unwrap()).unwrap();
                    }
                    Some(Ok(_)) => {}
                    _ => break,
                },
            }
        }
    }
}

#[tokio::test]
async fn envelopes_are_acknowledged_answered_once_and_go_on_after_a_reconnect() {
    let mut team = Team::new().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}/link?ticket=secret", listener.local_addr().unwrap());
    team.fake.inner().socket = url;
    let (send, out) = mpsc::unbounded_channel();
    let (heard, mut hears) = mpsc::unbounded_channel();
    let mut end = JoinSet::new();
    end.spawn(slack_end(listener, out, heard));
    team.with_socket = true;
    team.restart().await;
    assert_eq!(hears.recv().await.unwrap(), "connected");

    let event = envelope("EvS1", mention("UOLGA", OPEN, "1.1", QUESTION));
    let wrapped = |id: &str| json!({ "type": "events_api", "envelope_id": id, "payload": event, "accepts_response_payload": false });
    send.send(wrapped("e1")).unwrap();
    assert_eq!(hears.recv().await.unwrap(), json!({ "envelope_id": "e1" }));
    // Slack moves us to another connection, and sends again what it is not sure of.
    send.send(json!({ "type": "disconnect", "reason": "refresh_requested" }))
        .unwrap();
    assert_eq!(hears.recv().await.unwrap(), "connected");
    send.send(wrapped("e2")).unwrap();
    assert_eq!(hears.recv().await.unwrap(), json!({ "envelope_id": "e2" }));
    let seen = team.messages(1).await;
    assert_eq!(team.begun(), 1);

    let command = json!({ "type": "slash_commands", "envelope_id": "e3", "accepts_response_payload": true, "payload": {
        "command": "/wenbo", "text": QUESTION, "team_id": "T1", "channel_id": "C9", "user_id": "UOLGA",
        "trigger_id": "1.1", "response_url": team.fake.response_url("s") } });
    send.send(command).unwrap();
    let acknowledged = hears.recv().await.unwrap();
    assert_eq!(acknowledged["envelope_id"], "e3");
    assert_eq!(acknowledged["payload"]["response_type"], "ephemeral");
    team.until("a reply", |fake| fake.inner().replies.len() == 1)
        .await;

    let (ts, message) = &seen[0];
    let next = button(message, "ask:0");
    let payload = json!({ "type": "block_actions", "user": { "id": "UOLGA", "team_id": "T1" }, "channel": { "id": OPEN },
        "container": { "message_ts": ts, "channel_id": OPEN, "thread_ts": "1.1" },
        "actions": [{ "action_id": next["action_id"], "value": next["value"], "action_ts": "1.5" }] });
    send.send(json!({ "type": "interactive", "envelope_id": "e4", "payload": payload }))
        .unwrap();
    assert_eq!(hears.recv().await.unwrap(), json!({ "envelope_id": "e4" }));
    team.messages(2).await;
}
