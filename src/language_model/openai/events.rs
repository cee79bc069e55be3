//! A reply that comes as a stream of events, put together again, and heard while it comes.
//!
//! Some gateways always stream, also where nobody asked for it.
//! A stream counts as whole when it says why the model stopped, or that it is done; one that only ends was cut.

use serde_json::{Map, Value, json};

use super::super::Hear;

/// Whether a body is a stream of events.
pub(super) fn is_stream(text: &str) -> bool {
    data(text).next().is_some() && !text.trim_start().starts_with('{')
}

/// The chat completion that the events are pieces of; nothing when the stream was cut.
pub(super) fn join(text: &str) -> Option<Value> {
    let mut content = String::new();
    let mut calls: Vec<(String, String)> = Vec::new();
    let mut done = false;
    let mut whole = Map::new();
    let mut finish_reason = Value::Null;
    for data in data(text) {
        if data == "[DONE]" {
            done = true;
            continue;
        }
        let event: Value = serde_json::from_str(data).ok()?;
        if event.get("error").is_some_and(|error| !error.is_null()) {
            return Some(event);
        }
        for name in ["model", "usage"] {
            if let Some(value) = event.get(name).filter(|value| !value.is_null()) {
                whole.insert(name.to_owned(), value.clone());
            }
        }
        let choice = &event["choices"][0];
        if !choice["finish_reason"].is_null() {
            finish_reason = choice["finish_reason"].clone();
        }
        let delta = &choice["delta"];
        content.push_str(delta["content"].as_str().unwrap_or_default());
        for call in delta["tool_calls"].as_array().into_iter().flatten() {
            add_call(&mut calls, call);
        }
    }
    if !done && finish_reason.is_null() {
        return None;
    }
    let calls: Vec<Value> = calls
        .into_iter()
        .map(|(name, arguments)| json!({"function": {"name": name, "arguments": arguments}}))
        .collect();
    whole.insert(
        "choices".to_owned(),
        json!([{
            "message": {"content": content, "tool_calls": calls},
            "finish_reason": finish_reason
        }]),
    );
    Some(Value::Object(whole))
}

/// Adds a piece of a tool call; the name comes with its first piece.
fn add_call(calls: &mut Vec<(String, String)>, call: &Value) {
    let function = &call["function"];
    let name = function["name"].as_str().unwrap_or_default();
    if !name.is_empty() || calls.is_empty() {
        calls.push((name.to_owned(), String::new()));
    }
    if let Some((_, arguments)) = calls.last_mut() {
        arguments.push_str(function["arguments"].as_str().unwrap_or_default());
    }
}

fn data(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .filter_map(|line| line.strip_prefix("data:"))
        .map(str::trim)
        .filter(|data| !data.is_empty())
}

/// Somebody who hears the text of a stream while it comes.
pub(super) struct Ear<'a> {
    hear: &'a Hear<'a>,
    /// Bytes of the body that were read: whole lines.
    read: usize,
    text: String,
}

impl<'a> Ear<'a> {
    pub(super) fn new(hear: &'a Hear<'a>) -> Self {
        Self {
            hear,
            read: 0,
            text: String::new(),
        }
    }

    /// Reads what is new in a body that grew. What is no event is for [`join`] to judge.
    pub(super) fn listen(&mut self, body: &[u8]) {
        let Some(end) = body[self.read..].iter().rposition(|byte| *byte == b'\n') else {
            return;
        };
        let lines = String::from_utf8_lossy(&body[self.read..self.read + end]);
        self.read += end + 1;
        let known = self.text.len();
        for data in data(&lines) {
            let Ok(event) = serde_json::from_str::<Value>(data) else {
                continue;
            };
            let delta = &event["choices"][0]["delta"];
            let call = &delta["tool_calls"][0]["function"]["arguments"];
            for piece in [&delta["content"], call] {
                self.text.push_str(piece.as_str().unwrap_or_default());
            }
        }
        if self.text.len() > known {
            (self.hear)(&self.text);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[test]
    fn a_stream_is_heard_line_by_line() {
        let event = |piece: &str| json!({"choices": [{"delta": {"content": piece}}]}).to_string();
        let mut body = Vec::new();
        for piece in ["{\"a\": \"成", "交\"", "}"] {
            body.extend(format!("data: {}\n\n", event(piece)).bytes());
        }
        body.extend(b"data: [DONE]\n\n");
        let heard = Mutex::new(Vec::new());
        let hear = |text: &str| heard.lock().unwrap().push(text.to_owned());
        let mut ear = Ear::new(&hear);
        for end in 0..=body.len() {
            ear.listen(&body[..end]);
        }
        let all = ["{\"a\": \"成", "{\"a\": \"成交\"", "{\"a\": \"成交\"}"];
        assert_eq!(*heard.lock().unwrap(), all);
    }
}
