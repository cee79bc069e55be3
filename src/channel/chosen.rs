//! The ways on that a question back offers, and which of them a message names.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::question::LaneChoice;

/// One way on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Choice {
    /// What it is called.
    pub(super) label: String,
    /// The question that it asks.
    pub(super) question: String,
    /// The lane that it is asked in, where that is what the choice is between.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) lane: Option<LaneChoice>,
}

/// The ways on of an answer object that asks back.
pub(super) fn offered(answer: &Value) -> Vec<Choice> {
    let choices = answer.pointer("/clarification/choices");
    let choices = choices.and_then(Value::as_array).into_iter().flatten();
    choices
        .filter_map(|it| serde_json::from_value(it.clone()).ok())
        .collect()
}

/// The choice that a message names, by number or by name.
pub(super) fn chosen<'a>(offered: &'a [Choice], text: &str) -> Option<&'a Choice> {
    let said = text
        .trim()
        .trim_end_matches(['.', '。', '、', '!', '！', ')', '）']);
    if let Some(number) = number(said) {
        return offered.get(number.checked_sub(1)?);
    }
    let is_named =
        |name: &str| name.to_lowercase() == said.to_lowercase() || name.trim() == text.trim();
    let mut named = offered.iter().filter(|choice| is_named(&choice.label));
    // A name that two choices share chooses none.
    match (named.next(), named.next()) {
        (Some(choice), None) => Some(choice),
        _ => None,
    }
}

/// A number alone, as people answer a list: 2, ２, #2, 第二个, 选2, option 2.
fn number(said: &str) -> Option<usize> {
    let small = said.to_lowercase();
    let mut rest = small.as_str();
    for before in [
        "option", "choice", "number", "no.", "选择", "选", "第", "#", "(", "（",
    ] {
        rest = rest.strip_prefix(before).unwrap_or(rest).trim();
    }
    for after in ["个", "项", "条", "种"] {
        rest = rest.strip_suffix(after).unwrap_or(rest).trim();
    }
    match rest {
        "1" | "１" | "一" | "①" => Some(1),
        "2" | "２" | "二" | "②" => Some(2),
        "3" | "３" | "三" | "③" => Some(3),
        _ => None,
    }
}
