//! What people do in Slack, as it is sent, and what they read.

use hmac::{Hmac, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use wenbo::channel::chat::Member;

use super::fake::{BOT, Seen};

pub(crate) fn member(user: &str) -> Member {
    Member {
        channel: "slack".to_owned(),
        tenant: "T1".to_owned(),
        user: user.to_owned(),
    }
}

pub(crate) fn signature(secret: &str, at: &str, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("v0:{at}:{body}").as_bytes());
    format!("v0={}", hex::encode(mac.finalize().into_bytes()))
}

pub(crate) fn envelope(id: &str, event: Value) -> Value {
    let mut whole = json!({
        "type": "event_callback", "team_id": "T1", "api_app_id": "A1", "event_id": id, "event_time": 1_800_000_000,
        "authorizations": [{ "team_id": "T1", "user_id": BOT, "is_bot": true }],
    });
    whole["event"] = event;
    whole
}

pub(crate) fn mention(user: &str, channel: &str, ts: &str, text: &str) -> Value {
    json!({ "type": "app_mention", "user": user, "channel": channel, "ts": ts, "text": format!("<@{BOT}> {text}") })
}

pub(crate) fn direct(user: &str, ts: &str, text: &str) -> Value {
    json!({ "type": "message", "channel_type": "im", "user": user, "channel": "D1", "ts": ts, "text": text })
}

/// All buttons of a message.
pub(crate) fn buttons(message: &Seen) -> Vec<Value> {
    let actions = message.blocks.iter().filter(|it| it["type"] == "actions");
    actions
        .flat_map(|it| it["elements"].as_array().unwrap().clone())
        .collect()
}

pub(crate) fn button(message: &Seen, id: &str) -> Value {
    let all = buttons(message);
    let found = all
        .iter()
        .find(|it| it["action_id"].as_str().unwrap() == id);
    found.unwrap_or_else(|| panic!("{id}: {all:#?}")).clone()
}

pub(crate) fn block<'a>(message: &'a Seen, kind: &str) -> Option<&'a Value> {
    message.blocks.iter().find(|it| it["type"] == kind)
}

/// The sentences of a message as people read them.
pub(crate) fn words(message: &Seen) -> String {
    let blocks = message.blocks.iter().filter(|it| it["type"] == "rich_text");
    let texts = blocks.flat_map(|block| {
        let elements = block.pointer("/elements/0/elements");
        let elements = elements.unwrap().as_array().unwrap().iter();
        elements
            .filter_map(|it| it["text"].as_str())
            .collect::<Vec<_>>()
    });
    texts.collect::<Vec<_>>().join("\n")
}
