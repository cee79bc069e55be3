//! What a self-built app is sent.

use serde::Deserialize;

use super::{Pressed, Received, What, without_mention};

#[derive(Deserialize)]
struct Outer {
    #[serde(rename = "Encrypt")]
    encrypt: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Inner {
    from_user_name: String,
    #[serde(default)]
    create_time: String,
    msg_type: String,
    #[serde(default)]
    content: String,
    #[serde(default)]
    recognition: String,
    #[serde(default)]
    msg_id: String,
    #[serde(default)]
    event: String,
    #[serde(default)]
    event_key: String,
    #[serde(default)]
    task_id: String,
    #[serde(default)]
    response_code: String,
}

/// The ciphertext of a callback's body.
pub(in crate::channel::wecom) fn encrypted_xml(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?;
    let outer: Outer = quick_xml::de::from_str(text).ok()?;
    Some(outer.encrypt)
}

/// What somebody did; nothing where it is no message.
pub(in crate::channel::wecom) fn app_message(text: &str) -> Option<Received> {
    let inner: Inner = quick_xml::de::from_str(text).ok()?;
    let user = inner.from_user_name.trim().to_owned();
    if user.is_empty() || user == "sys" {
        return None;
    }
    // Events have no id: the platform says that sender and second tell them from others. Two buttons may be pressed
    // within one.
    let name = match inner.msg_id.is_empty() {
        false => inner.msg_id.clone(),
        true => format!(
            "{user}@{}@{}@{}@{}",
            inner.create_time, inner.event, inner.task_id, inner.event_key
        ),
    };
    let what = match inner.msg_type.as_str() {
        "text" => written(&inner.content),
        "voice" => written(&inner.recognition),
        "image" | "video" | "location" | "link" | "file" => What::Other,
        "event" => match inner.event.as_str() {
            "enter_agent" => What::EnterChat,
            "template_card_event" => What::Pressed(Pressed {
                key: inner.event_key,
                task: inner.task_id,
                response_code: Some(inner.response_code).filter(|it| !it.is_empty()),
            }),
            _ => What::Nothing,
        },
        _ => What::Nothing,
    };
    Some(Received {
        name,
        user,
        group: None,
        response_url: None,
        what,
    })
}

fn written(text: &str) -> What {
    match without_mention(text) {
        "" => What::Other,
        text => What::Text(text.to_owned()),
    }
}
