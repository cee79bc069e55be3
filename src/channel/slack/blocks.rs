//! An answer as blocks: sentences, a chart and a table where they fit, what a reader must know, and buttons.
//!
//! Invariant: no block is larger than Slack takes (`limits`), whatever the answer holds.
//! Invariant: text of an answer, which may come from the data, stands in blocks that have no markup.

mod chart;
mod limits;
mod receipt;
mod table;

use serde_json::{Value, json};

use super::work::Button;
use crate::answer::chart::Chart;
use crate::channel::chat::{Unit, clip, split};
use crate::channel::chosen::offered;
use crate::channel::openai::escaped_markdown;
use crate::question::Language;

use limits::{
    ACTIONS, BUTTON_TEXT, BUTTON_VALUE, CONTEXT, CONTEXT_TEXT, MARKDOWN, PARAGRAPH, PARAGRAPHS,
    TEXT,
};
pub(super) use receipt::{blocks as receipt_blocks, lines as receipt_lines, window};

/// What the rest of an answer is made of.
pub(super) struct Shape<'a> {
    pub(super) answer: &'a Value,
    pub(super) chart: Option<&'a Chart>,
    pub(super) language: Language,
    /// The question and who pressed its button, where nobody sees it otherwise.
    pub(super) asked: Option<(&'a str, &'a str)>,
    /// Whether the asker alone sees it, in a place where others are.
    pub(super) is_private: bool,
}

/// The parts of a message.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Parts {
    pub(super) text: String,
    pub(super) markdown: String,
    pub(super) head: Vec<Value>,
    pub(super) native: Vec<Value>,
    pub(super) plain: Vec<Value>,
    pub(super) is_drawn: bool,
}

/// An answer object as a message.
pub(super) fn parts(shape: &Shape<'_>) -> Parts {
    let (headline, rest) = sentences(shape.answer);
    let mut head = Vec::new();
    if let Some((question, user)) = shape.asked {
        head.push(echo(question, user));
    }
    head.push(bold(&headline));
    head.extend(paragraphs(&rest));
    let chart = shape.chart.filter(|it| it.is_picture());
    let drawn = chart.and_then(chart::native);
    let table = table::of(shape.answer, shape.language);
    let below = below(shape);
    let mut native: Vec<Value> = drawn.iter().cloned().collect();
    let mut plain = Vec::new();
    if let Some(table) = table {
        native.push(table.native);
        plain.push(table.plain);
        native.extend(table.note.clone());
        plain.extend(table.note);
    }
    native.extend(below.iter().cloned());
    plain.extend(below);
    Parts {
        text: text(shape, &headline, &rest),
        markdown: markdown(&headline, &rest),
        head,
        native,
        plain,
        is_drawn: drawn.is_some(),
    }
}

/// The first sentence and the others.
fn sentences(answer: &Value) -> (String, String) {
    let text = |key: &str| answer[key].as_str().unwrap_or_default();
    let asked = answer
        .pointer("/clarification/question")
        .and_then(Value::as_str);
    if let Some(question) = asked {
        return (question.to_owned(), String::new());
    }
    let (headline, narration) = (text("headline"), text("narration"));
    let headline = if headline.is_empty() {
        text("reason")
    } else {
        headline
    };
    let rest = narration.strip_prefix(headline).unwrap_or(narration).trim();
    (headline.to_owned(), rest.to_owned())
}

/// The sentences as Markdown; those of a longer narration begin with those of a shorter one.
pub(super) fn markdown(headline: &str, rest: &str) -> String {
    let mut text = format!("**{}**", escaped_markdown(headline));
    if !rest.is_empty() {
        text.push_str("\n\n");
        text.push_str(&escaped_markdown(rest));
    }
    clip(&text, MARKDOWN, Unit::Chars)
}

/// Words alone, as Markdown.
pub(super) fn plain(text: &str) -> String {
    clip(&escaped_markdown(text), MARKDOWN, Unit::Chars)
}

/// The sentences of an answer that is still being made.
pub(super) fn growing(headline: &str, narration: &str) -> String {
    let rest = narration.strip_prefix(headline).unwrap_or(narration).trim();
    markdown(headline, rest)
}

/// The whole as text, for notifications and where no block is taken.
fn text(shape: &Shape<'_>, headline: &str, rest: &str) -> String {
    let mut lines = vec![headline.to_owned()];
    if !rest.is_empty() {
        lines.push(rest.to_owned());
    }
    for (at, choice) in offered(shape.answer).iter().enumerate() {
        lines.push(format!("{}. {}", at + 1, choice.label));
    }
    clip(&super::text::escaped(&lines.join("\n")), TEXT, Unit::Chars)
}

/// A text as paragraphs without markup.
pub(super) fn paragraphs(text: &str) -> Vec<Value> {
    let pieces = split(text, PARAGRAPH, Unit::Chars).into_iter();
    pieces.take(PARAGRAPHS).map(|it| rich(&it, false)).collect()
}

fn bold(text: &str) -> Value {
    rich(&clip(text, PARAGRAPH, Unit::Chars), true)
}

fn rich(text: &str, bold: bool) -> Value {
    // A text element must not be empty.
    let text = if text.is_empty() { " " } else { text };
    let mut element = json!({ "type": "text", "text": text });
    if bold {
        element["style"] = json!({ "bold": true });
    }
    json!({
        "type": "rich_text",
        "elements": [{ "type": "rich_text_section", "elements": [element] }],
    })
}

/// The question of a button, and whose it is.
fn echo(question: &str, user: &str) -> Value {
    let question = clip(question, PARAGRAPH, Unit::Chars);
    json!({
        "type": "rich_text",
        "elements": [{ "type": "rich_text_quote", "elements": [
            { "type": "user", "user_id": user },
            { "type": "text", "text": format!(" {question}") },
        ] }],
    })
}

/// What stands below: what a reader must know, buttons, what somebody thinks of it.
fn below(shape: &Shape<'_>) -> Vec<Value> {
    let mut blocks = Vec::new();
    let mut notes = untold_notes(shape.answer);
    if shape.is_private {
        notes.push(private_note(shape.language).to_owned());
    }
    if !notes.is_empty() {
        let elements = notes.iter().take(CONTEXT).map(|it| {
            json!({ "type": "plain_text", "text": clip(it, CONTEXT_TEXT, Unit::Chars), "emoji": false })
        });
        blocks.push(json!({ "type": "context", "elements": elements.collect::<Vec<_>>() }));
    }
    let buttons = buttons(shape);
    if !buttons.is_empty() {
        blocks.push(json!({ "type": "actions", "elements": buttons }));
    }
    blocks.extend(feedback(shape));
    blocks
}

/// What is said where others are and the asker alone sees it.
pub(super) fn private_note(language: Language) -> &'static str {
    language.choose(
        "🔒 仅您可见：这里有其他人，他们的数据权限可能与您不同。",
        "🔒 Only you can see this: others are here who may not be allowed to see the same data.",
    )
}

/// Notes that the narration does not tell.
fn untold_notes(answer: &Value) -> Vec<String> {
    let narration = answer["narration"].as_str().unwrap_or_default();
    let notes = answer["notes"].as_array().into_iter().flatten();
    notes
        .filter_map(|it| it["text"].as_str())
        .filter(|it| !narration.contains(it.trim_end_matches(['。', '.'])))
        .map(str::to_owned)
        .collect()
}

/// The ways on: choices of a question back, or questions to ask next; and the receipt.
fn buttons(shape: &Shape<'_>) -> Vec<Value> {
    let conversation = shape.answer["conversation_id"].as_str().map(str::to_owned);
    let choices = offered(shape.answer);
    let next = shape.answer["suggestions"].as_array().into_iter().flatten();
    let next = next
        .filter_map(Value::as_str)
        .map(|it| (it.to_owned(), it.to_owned(), None));
    let choices = choices
        .into_iter()
        .map(|it| (it.label, it.question, it.lane));
    let mut buttons = Vec::new();
    for (at, (label, question, lane)) in choices.chain(next).take(ACTIONS - 1).enumerate() {
        let carried = Button {
            question,
            lane,
            conversation: conversation.clone(),
        };
        let value = serde_json::to_string(&carried).unwrap_or_default();
        // A question that does not fit can be typed.
        if value.is_empty() || Unit::Chars.count(&value) > BUTTON_VALUE {
            continue;
        }
        buttons.push(button(&format!("ask:{at}"), &label, &value));
    }
    if let Some(id) = shape.answer["answer_id"].as_str()
        && shape.answer["receipt"].is_object()
    {
        let label = shape
            .language
            .choose("🔍 怎么算的", "🔍 How it was computed");
        buttons.push(button("receipt", label, id));
    }
    buttons
}

fn button(action: &str, label: &str, value: &str) -> Value {
    let label = if label.trim().is_empty() {
        "…"
    } else {
        label
    };
    json!({
        "type": "button",
        "action_id": action,
        "text": { "type": "plain_text", "text": clip(label, BUTTON_TEXT, Unit::Chars), "emoji": true },
        "value": value,
    })
}

fn feedback(shape: &Shape<'_>) -> Option<Value> {
    let id = shape.answer["answer_id"].as_str()?;
    let button = |label: &str, value: String| json!({ "text": { "type": "plain_text", "text": label, "emoji": true }, "value": value });
    let (good, bad) = match shape.language {
        Language::Zh => ("👍 有用", "👎 不对"),
        Language::En => ("👍 Good", "👎 Wrong"),
    };
    Some(json!({
        "type": "context_actions",
        "elements": [{
            "type": "feedback_buttons",
            "action_id": "feedback",
            "positive_button": button(good, format!("up:{id}")),
            "negative_button": button(bad, format!("down:{id}")),
        }],
    }))
}
