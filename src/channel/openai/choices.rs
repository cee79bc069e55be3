//! A question back, as a numbered list that the next message may answer by number or by name.
//!
//! Nothing is kept between two requests: what a number means stands in the list itself, in the assistant's message
//! that the client sends back. So the asker gets what the list said, also after the data or the model has changed.

use serde_json::Value;

use super::markdown::{escaped, unescaped};
use super::models::{lane_of, name_of};
use super::request::Turn;
use crate::channel::chosen::{Choice, chosen};
use crate::question::{LaneChoice, Language};

/// Stands between the name of a choice and the question that it asks.
const ASKS: &str = " → ";

/// What a conversation comes to.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// The question.
    pub(super) question: String,
    /// The lane that it was chosen in, where the choice was between lanes.
    pub(super) lane: Option<LaneChoice>,
    /// Earlier questions, oldest first.
    pub(super) earlier: Vec<String>,
}

/// The questions of a conversation, each number and name of a choice replaced by what it asks.
pub(super) fn resolve(turns: &[Turn]) -> Asked {
    let mut questions: Vec<(String, Option<LaneChoice>)> = Vec::new();
    let mut offered: Vec<Choice> = Vec::new();
    for turn in turns {
        match turn {
            Turn::Assistant(text) => offered = read(text),
            Turn::User(text) => {
                questions.push(match chosen(&offered, text) {
                    Some(choice) => (choice.question.clone(), choice.lane),
                    None => (text.clone(), None),
                });
                offered.clear();
            }
        }
    }
    let (question, lane) = questions.pop().unwrap_or_default();
    Asked {
        question,
        lane,
        earlier: questions.into_iter().map(|(text, _)| text).collect(),
    }
}

/// The list of an answer that asks back, and how to answer it.
pub(super) fn written(clarification: &Value, language: Language) -> Vec<String> {
    let text = |value: &Value, key: &str| {
        let text = value.get(key).and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    };
    let mut pieces = vec![format!("{}\n", escaped(&text(clarification, "question")))];
    let choices = clarification.get("choices").and_then(Value::as_array);
    let choices = choices.map_or(&[][..], Vec::as_slice);
    for (at, choice) in choices.iter().enumerate() {
        let (label, question) = (text(choice, "label"), text(choice, "question"));
        let mut line = format!("\n{}. **{}**", at + 1, escaped(&label));
        let lane: Option<LaneChoice> = choice
            .get("lane")
            .and_then(|lane| serde_json::from_value(lane.clone()).ok());
        if label != question || lane.is_some() {
            line.push_str(&format!("{ASKS}{}", escaped(&question)));
        }
        if let Some(lane) = lane {
            line.push_str(&format!(" `{}`", name_of(lane)));
        }
        pieces.push(line);
    }
    if !choices.is_empty() {
        let hint = language.choose(
            "回复编号或名称即可，也可以换个问法。",
            "Reply with a number or a name, or ask in other words.",
        );
        pieces.push(format!("\n\n{hint}"));
    }
    pieces
}

/// The choices of an assistant's message: its lines that are numbered from 1 on, as [`written`] writes them.
fn read(text: &str) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for line in text.lines() {
        let start = format!("{}. **", choices.len() + 1);
        let Some(rest) = line.trim().strip_prefix(&start) else {
            continue;
        };
        let Some((label, rest)) = rest.split_once("**") else {
            continue;
        };
        let label = unescaped(label);
        let asks = rest.strip_prefix(ASKS).unwrap_or_default();
        let (asks, lane) = match asks.strip_suffix('`').and_then(|it| it.rsplit_once(" `")) {
            Some((asks, model)) => (asks, lane_of(model)),
            None => (asks, None),
        };
        let question = if asks.is_empty() {
            label.clone()
        } else {
            unescaped(asks)
        };
        choices.push(Choice {
            label,
            question,
            lane,
        });
    }
    choices
}
