//! A reply that comes as a stream of events although none was asked for, put together again.
//!
//! Some gateways always stream.
//! A stream counts as whole when it says why the model stopped, or that it is done; one that only ends was cut.

use serde_json::{Map, Value, json};

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
