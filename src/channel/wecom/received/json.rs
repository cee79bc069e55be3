//! What an AI bot is sent, by callback or over its connection.

use serde::Deserialize;
use serde_json::Value;

use super::{Pressed, Received, Said, What, reasons, without_mention};

#[derive(Deserialize)]
struct Body {
    #[serde(default)]
    msgid: String,
    #[serde(default)]
    chatid: String,
    #[serde(default)]
    chattype: String,
    #[serde(default)]
    from: From,
    #[serde(default)]
    response_url: String,
    #[serde(default)]
    msgtype: String,
    #[serde(default)]
    text: Text,
    #[serde(default)]
    voice: Text,
    #[serde(default)]
    mixed: Mixed,
    #[serde(default)]
    stream: Stream,
    #[serde(default)]
    event: Event,
}

#[derive(Default, Deserialize)]
struct From {
    #[serde(default)]
    userid: String,
}

#[derive(Default, Deserialize)]
struct Text {
    #[serde(default)]
    content: String,
}

#[derive(Default, Deserialize)]
struct Mixed {
    #[serde(default)]
    msg_item: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    #[serde(default)]
    text: Text,
}

#[derive(Default, Deserialize)]
struct Stream {
    #[serde(default)]
    id: String,
}

#[derive(Default, Deserialize)]
struct Event {
    #[serde(default)]
    eventtype: String,
    #[serde(default)]
    template_card_event: CardEvent,
    #[serde(default)]
    feedback_event: FeedbackEvent,
}

#[derive(Default, Deserialize)]
struct CardEvent {
    #[serde(default)]
    event_key: String,
    #[serde(default)]
    task_id: String,
}

#[derive(Default, Deserialize)]
struct FeedbackEvent {
    #[serde(default)]
    id: String,
    #[serde(default, rename = "type")]
    kind: i64,
    #[serde(default)]
    content: String,
    #[serde(default)]
    inaccurate_reason_list: Vec<i64>,
}

/// The ciphertext of a callback's body; its key is written in two ways.
pub(in crate::channel::wecom) fn encrypted(body: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let text = body.get("encrypt").or_else(|| body.get("Encrypt"))?;
    text.as_str().map(str::to_owned)
}

/// What somebody did; nothing where it was nobody, or has no name.
pub(in crate::channel::wecom) fn bot_message(text: &str) -> Option<Received> {
    let body: Value = serde_json::from_str(text).ok()?;
    let body: Body = serde_json::from_value(without_nulls(body)).ok()?;
    let what = what(&body);
    // What the platform says itself is said by nobody.
    let is_somebody = !body.from.userid.is_empty() && body.from.userid != "sys";
    if what != What::Evicted && (!is_somebody || body.msgid.is_empty()) {
        return None;
    }
    Some(Received {
        what,
        name: body.msgid,
        user: body.from.userid,
        group: (body.chattype == "group").then_some(body.chatid),
        response_url: Some(body.response_url).filter(|it| !it.is_empty()),
    })
}

/// A field that says nothing is as one that is not there.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.into_iter().filter(|(_, it)| !it.is_null());
            fields.map(|(name, it)| (name, without_nulls(it))).collect()
        }
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        other => other,
    }
}

fn what(body: &Body) -> What {
    match body.msgtype.as_str() {
        "text" => written(&body.text.content),
        "voice" => written(&body.voice.content),
        "mixed" => {
            let items = body.mixed.msg_item.iter();
            let texts: Vec<&str> = items.map(|it| it.text.content.trim()).collect();
            written(&texts.join(" "))
        }
        "stream" => What::Poll {
            stream: body.stream.id.clone(),
        },
        "event" => happened(&body.event),
        "image" | "file" | "video" => What::Other,
        _ => What::Nothing,
    }
}

fn written(text: &str) -> What {
    match without_mention(text) {
        "" => What::Other,
        text => What::Text(text.to_owned()),
    }
}

fn happened(event: &Event) -> What {
    match event.eventtype.as_str() {
        "enter_chat" => What::EnterChat,
        "disconnected_event" => What::Evicted,
        "template_card_event" => What::Pressed(Pressed {
            key: event.template_card_event.event_key.clone(),
            task: event.template_card_event.task_id.clone(),
            response_code: None,
        }),
        "feedback_event" => {
            let said = &event.feedback_event;
            What::Feedback(Said {
                id: said.id.clone(),
                good: match said.kind {
                    1 => Some(true),
                    2 => Some(false),
                    _ => None,
                },
                reason: reasons(&said.inaccurate_reason_list, &said.content),
            })
        }
        _ => What::Nothing,
    }
}
