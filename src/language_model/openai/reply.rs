//! The body of a chat completion, read leniently: what providers add is ignored, what they leave out may be missing.

use serde_json::Value;

use super::super::{Completion, LanguageModelError, ReplyProblem};

/// The tokens read and written, where the provider counts them; some count within the choice.
pub(super) fn usage(value: &Value) -> (Option<u32>, Option<u32>) {
    let usage = match &value["usage"] {
        Value::Null => &value["choices"][0]["usage"],
        usage => usage,
    };
    (
        tokens(&usage["prompt_tokens"]),
        tokens(&usage["completion_tokens"]),
    )
}

/// Reads one JSON object out of a chat completion: the arguments of the tool of that name, or the message's text.
pub(super) fn read(
    value: &Value,
    tool: &str,
    model: &str,
) -> Result<Completion, LanguageModelError> {
    let choice = &value["choices"][0];
    if choice.is_null() {
        return Err(no_choices(value));
    }
    let finish_reason = choice["finish_reason"].as_str();
    check_end(finish_reason)?;
    let message = &choice["message"];
    if message["refusal"].as_str().is_some_and(|it| !it.is_empty()) {
        return Err(LanguageModelError::Refused { reason: "refusal" });
    }
    let text = match arguments(message, tool) {
        Some(arguments) => json_object(&arguments)?,
        None => json_object(&content(&message["content"]))
            .map_err(|error| wrong_tool(message).unwrap_or(error))?,
    };
    let (prompt_tokens, completion_tokens) = usage(value);
    Ok(Completion {
        text,
        prompt_tokens,
        completion_tokens,
        model: value["model"].as_str().unwrap_or(model).to_owned(),
        finish_reason: finish_reason.map(str::to_owned),
    })
}

fn calls(message: &Value) -> impl Iterator<Item = &Value> {
    let calls = message["tool_calls"].as_array().into_iter().flatten();
    calls.map(|call| &call["function"])
}

/// The arguments of the tool, which most send as text and some as an object.
fn arguments(message: &Value, tool: &str) -> Option<String> {
    let call = calls(message).find(|call| call["name"] == tool)?;
    match &call["arguments"] {
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

fn wrong_tool(message: &Value) -> Option<LanguageModelError> {
    calls(message).next()?;
    Some(bad(
        ReplyProblem::NoObject,
        "the model called a tool that does not exist",
    ))
}

fn check_end(finish_reason: Option<&str>) -> Result<(), LanguageModelError> {
    match finish_reason {
        Some("length" | "max_tokens") => Err(bad(
            ReplyProblem::Truncated,
            "it reached the limit of tokens; turn the model's thinking off or use another model",
        )),
        Some("model_context_window_exceeded") => Err(bad(
            ReplyProblem::Truncated,
            "the prompt and the reply exceed the model's context; use a model with a larger one",
        )),
        Some("content_filter" | "sensitive") => Err(LanguageModelError::Refused {
            reason: "content_filter",
        }),
        _ => Ok(()),
    }
}

fn no_choices(value: &Value) -> LanguageModelError {
    match value["choices"].as_array() {
        Some(_) => bad(ReplyProblem::Empty, "the list of choices is empty"),
        None => bad(
            ReplyProblem::NotJson,
            "the body is no chat completion; check the base URL",
        ),
    }
}

/// Returns the text of a message, which is a string or a list of parts.
fn content(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts
            .iter()
            .filter_map(|part| part["text"].as_str())
            .collect(),
        _ => String::new(),
    }
}

/// Returns the JSON object within what a model wrote, without its thoughts and fences.
fn json_object(content: &str) -> Result<String, LanguageModelError> {
    let text = without_thoughts(content)?;
    if text.trim().is_empty() {
        return Err(bad(
            ReplyProblem::Empty,
            "the message has no text; turn the model's thinking off or use another model",
        ));
    }
    let Some(start) = text.find('{') else {
        return Err(bad(ReplyProblem::NoObject, "the model wrote prose"));
    };
    let mut objects = serde_json::Deserializer::from_str(&text[start..]).into_iter::<Value>();
    match objects.next() {
        Some(Ok(_)) => Ok(text[start..start + objects.byte_offset()].to_owned()),
        Some(Err(error)) if error.is_eof() => Err(bad(
            ReplyProblem::BrokenObject,
            "the model's JSON has no end; ask again",
        )),
        Some(Err(_)) | None => Err(bad(
            ReplyProblem::BrokenObject,
            "the model wrote broken JSON; ask again",
        )),
    }
}

/// Drops `<think>` blocks; some templates leave out the opening tag.
fn without_thoughts(content: &str) -> Result<&str, LanguageModelError> {
    if content.trim_start().starts_with('{') {
        return Ok(content);
    }
    match content.rsplit_once("</think>") {
        Some((_, rest)) => Ok(rest),
        None if content.trim_start().starts_with("<think>") => Err(bad(
            ReplyProblem::Truncated,
            "the model's thoughts have no end; turn its thinking off",
        )),
        None => Ok(content),
    }
}

fn tokens(value: &Value) -> Option<u32> {
    value.as_u64().and_then(|count| u32::try_from(count).ok())
}

fn bad(problem: ReplyProblem, detail: &str) -> LanguageModelError {
    LanguageModelError::BadReply {
        problem,
        detail: detail.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thoughts_and_fences_are_dropped() {
        let check = |content: &str| json_object(content).expect("an object");
        assert_eq!(check("{\"a\":1}"), "{\"a\":1}");
        assert_eq!(check("```json\n{\"a\":1}\n```"), "{\"a\":1}");
        assert_eq!(check("<think>{no}</think>\n{\"a\":1}"), "{\"a\":1}");
        assert_eq!(
            check("maybe {x} </think> {\"a\":\"}\"} ok"),
            "{\"a\":\"}\"}"
        );
        assert_eq!(
            check("Here it is:\n{\"a\":{\"b\":[]}}"),
            "{\"a\":{\"b\":[]}}"
        );
    }

    #[test]
    fn what_is_no_object_is_named() {
        let check = |content: &str| match json_object(content) {
            Err(LanguageModelError::BadReply { problem, .. }) => problem,
            other => panic!("{other:?}"),
        };
        assert_eq!(check(""), ReplyProblem::Empty);
        assert_eq!(check("I cannot"), ReplyProblem::NoObject);
        assert_eq!(check("{\"a\": [1, "), ReplyProblem::BrokenObject);
        assert_eq!(check("{a: 1}"), ReplyProblem::BrokenObject);
        assert_eq!(check("<think>on and on"), ReplyProblem::Truncated);
    }
}
