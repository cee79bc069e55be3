//! An answer object as somebody is told it, and what its buttons ask.

use serde_json::Value;

use crate::answer::chart::Chart;
use crate::channel::chat::png;
use crate::channel::wecom::deliver::Told;
use crate::channel::wecom::{cards, markdown};
use crate::question::{LaneChoice, Language};

/// An answer object as it is told.
pub(in crate::channel::wecom) fn told(answer: &Value, png: Option<Vec<u8>>) -> Told {
    let language = language_of(answer);
    let id = answer["answer_id"].as_str().map(str::to_owned);
    let asks_back = answer.get("clarification").is_some_and(|it| !it.is_null());
    if asks_back {
        return Told {
            pieces: markdown::asked_back(answer, language),
            card: cards::choices(answer, language),
            ..Told::default()
        };
    }
    let is_answered = answer["status"].as_str() == Some("answered");
    let mut pieces = markdown::pieces(answer, language);
    if let Some(reason) = answer["reason"].as_str().filter(|_| pieces.is_empty()) {
        pieces.push(markdown::plain(reason));
    }
    Told {
        pieces,
        png,
        card: cards::after(answer, language).filter(|_| is_answered),
        answer_id: id.filter(|_| is_answered),
        ..Told::default()
    }
}

/// The language that an answer is in: its own words say it.
fn language_of(answer: &Value) -> Language {
    let words = [
        "/headline",
        "/clarification/question",
        "/narration",
        "/reason",
    ];
    let words = words.iter().filter_map(|it| answer.pointer(it)?.as_str());
    let mut words = words.filter(|it| !it.is_empty());
    words.next().map_or(Language::Zh, Language::of)
}

/// A question that an answer offers, its lane, and the conversation that it goes on from.
pub(super) fn offered(
    answer: &Value,
    at: usize,
    next: bool,
) -> Option<(String, Option<LaneChoice>, Option<String>)> {
    let conversation = answer["conversation_id"].as_str().map(str::to_owned);
    if next {
        let question = answer.pointer(&format!("/suggestions/{at}"))?.as_str()?;
        return Some((question.to_owned(), None, conversation));
    }
    let choice = answer.pointer(&format!("/clarification/choices/{at}"))?;
    let question = choice["question"].as_str()?.to_owned();
    let lane = serde_json::from_value(choice["lane"].clone()).ok();
    Some((question, lane, conversation))
}

/// The chart as PNG.
pub(in crate::channel::wecom) async fn picture(chart: Option<Chart>) -> Option<Vec<u8>> {
    png(chart?).await
}
