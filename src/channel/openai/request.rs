//! What a request asks for, read strictly where it matters and not at all where it does not.
//!
//! What would change the shape or the meaning of the answer and is not done here is refused.
//! What only tunes a model that writes freely (temperature, seed, penalties, limits of tokens) is ignored, and so are
//! tools that need not be called: a model may always answer by itself.

use serde_json::{Map, Value};

use super::error::Refusal;
use crate::channel::http::Problem;

/// The most user messages that a conversation may have before its question.
const MAX_EARLIER: usize = 50;

/// The most messages of any kind.
const MAX_MESSAGES: usize = 1_000;

/// The most characters that a user message may have.
const MAX_MESSAGE_CHARS: usize = 2_000;

/// A request, checked.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Completion {
    /// The name of the model.
    pub(super) model: String,
    /// What the user and the assistant said, in order; the last is the user's.
    pub(super) turns: Vec<Turn>,
    /// Whether the answer is to come piece by piece.
    pub(super) stream: bool,
    /// Whether the last piece tells the tokens.
    pub(super) include_usage: bool,
}

/// Something that was said.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// By the user.
    User(String),
    /// By the assistant.
    Assistant(String),
}

/// Reads the body of a request.
///
/// # Errors
/// It is not JSON, no request, or asks for what is not done here.
pub(super) fn parse(body: &[u8]) -> Result<Completion, Refusal> {
    let value: Value = serde_json::from_slice(body)
        .map_err(|error| Problem::malformed_json(&error.to_string()))?;
    let Value::Object(body) = value else {
        return Err(Refusal::invalid(
            "messages",
            "The body must be an object with `model` and `messages`.",
        ));
    };
    refuse_what_would_be_missed(&body)?;
    let Some(Value::String(model)) = body.get("model") else {
        return Err(Refusal::invalid(
            "model",
            "`model` must be the name of a model; GET /v1/models lists them.",
        ));
    };
    let stream = flag(&body, "stream", "stream")?;
    let include_usage = match body.get("stream_options") {
        None | Some(Value::Null) => false,
        Some(Value::Object(options)) if stream => {
            flag(options, "include_usage", "stream_options.include_usage")?
        }
        Some(_) => {
            return Err(Refusal::invalid(
                "stream_options",
                "`stream_options` must be an object, and stands only beside `\"stream\": true`.",
            ));
        }
    };
    Ok(Completion {
        model: model.clone(),
        turns: turns(body.get("messages"))?,
        stream,
        include_usage,
    })
}

fn refuse_what_would_be_missed(body: &Map<String, Value>) -> Result<(), Refusal> {
    let given = |name: &str| body.get(name).filter(|value| !value.is_null());
    if given("n").is_some_and(|n| n.as_u64() != Some(1)) {
        return Err(Refusal::unsupported(
            "n",
            "There is one answer to a question: `n` must be 1.",
        ));
    }
    for name in ["logprobs", "top_logprobs"] {
        let wanted =
            |value: &Value| !matches!(value, Value::Bool(false)) && value.as_u64() != Some(0);
        if given(name).is_some_and(wanted) {
            return Err(Refusal::unsupported(
                name,
                format!(
                    "`{name}` is not supported: answers are computed, not drawn token by token."
                ),
            ));
        }
    }
    let format = given("response_format").and_then(|it| it.get("type"));
    if given("response_format").is_some() && format.and_then(Value::as_str) != Some("text") {
        return Err(Refusal::unsupported(
            "response_format",
            "`response_format` must be `{\"type\": \"text\"}`. The answer as data stands in `wenbo` of the reply; \
             POST /v1/ask gives it alone.",
        ));
    }
    for name in ["tool_choice", "function_call"] {
        let free = |value: &Value| matches!(value.as_str(), Some("auto" | "none"));
        if given(name).is_some_and(|value| !free(value)) {
            return Err(Refusal::unsupported(
                name,
                format!(
                    "No tool is called here: `{name}` must be \"auto\" or \"none\", or left out."
                ),
            ));
        }
    }
    let is_text = |value: &Value| {
        let kinds = value.as_array();
        kinds.is_some_and(|kinds| kinds.iter().all(|kind| kind == "text"))
    };
    if given("modalities").is_some_and(|value| !is_text(value)) {
        return Err(Refusal::unsupported(
            "modalities",
            "Answers are text: `modalities` must be [\"text\"], or left out.",
        ));
    }
    Ok(())
}

fn flag(object: &Map<String, Value>, name: &str, param: &str) -> Result<bool, Refusal> {
    match object.get(name) {
        None | Some(Value::Null) => Ok(false),
        Some(Value::Bool(is)) => Ok(*is),
        Some(_) => Err(Refusal::invalid(
            param,
            format!("`{param}` must be true or false."),
        )),
    }
}

fn turns(messages: Option<&Value>) -> Result<Vec<Turn>, Refusal> {
    let Some(Value::Array(messages)) = messages else {
        return Err(Refusal::invalid(
            "messages",
            "`messages` must be a list of messages, the last of which is the user's question.",
        ));
    };
    if messages.len() > MAX_MESSAGES {
        return Err(too_many(messages.len(), "messages", MAX_MESSAGES));
    }
    let mut turns = Vec::new();
    for (at, message) in messages.iter().enumerate() {
        let at = format!("messages[{at}]");
        let content = message.get("content");
        match message.get("role").and_then(Value::as_str) {
            Some("user") => turns.push(Turn::User(question(&at, content)?)),
            Some("assistant") => turns.push(Turn::Assistant(text_of(content))),
            Some("system" | "developer" | "tool" | "function") => {}
            _ => {
                return Err(Refusal::invalid(
                    &format!("{at}.role"),
                    format!(
                        "`{at}.role` must be \"user\", \"assistant\", \"system\", \"developer\" or \"tool\"."
                    ),
                ));
            }
        }
    }
    if !matches!(turns.last(), Some(Turn::User(_))) {
        return Err(Refusal::invalid(
            "messages",
            "The last message must be the user's question, and the assistant may not have spoken after it.",
        ));
    }
    let asked = turns.iter().filter(|turn| matches!(turn, Turn::User(_)));
    let earlier = asked.count() - 1;
    if earlier > MAX_EARLIER {
        return Err(too_many(earlier, "earlier questions", MAX_EARLIER));
    }
    Ok(turns)
}

fn too_many(count: usize, what: &str, most: usize) -> Refusal {
    Refusal::too_long(format!(
        "The conversation has {count} {what}, it may have at most {most}. Begin a new one."
    ))
}

/// The text of a user's message; what cannot be read is refused rather than left out.
fn question(at: &str, content: Option<&Value>) -> Result<String, Refusal> {
    let param = format!("{at}.content");
    let text = match content {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(parts)) => {
            let mut texts = Vec::new();
            for (number, part) in parts.iter().enumerate() {
                match (part.get("type"), part.get("text")) {
                    (Some(kind), Some(Value::String(text))) if kind == "text" => {
                        texts.push(text.as_str());
                    }
                    _ => {
                        return Err(Refusal::invalid(
                            &format!("{param}[{number}]"),
                            format!(
                                "`{param}[{number}]` must be a part of type \"text\"; pictures, sound and files \
                                 are not read."
                            ),
                        ));
                    }
                }
            }
            texts.join("\n")
        }
        _ => {
            return Err(Refusal::invalid(
                &param,
                format!("`{param}` must be a text or a list of parts."),
            ));
        }
    };
    let text = text.trim();
    match text.chars().count() {
        1..=MAX_MESSAGE_CHARS => Ok(text.to_owned()),
        length => Err(Refusal::invalid(
            &param,
            format!("`{param}` has {length} characters, a question has 1 to {MAX_MESSAGE_CHARS}."),
        )),
    }
}

/// The text of an assistant's message, which may have none.
fn text_of(content: Option<&Value>) -> String {
    match content {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(parts)) => {
            let texts = parts.iter().filter_map(|part| part.get("text"));
            let texts: Vec<&str> = texts.filter_map(Value::as_str).collect();
            texts.join("\n")
        }
        _ => String::new(),
    }
}
