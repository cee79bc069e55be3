//! The turns of a planning exchange: the instructions, the question, and a plan sent back.

use chrono::{Datelike as _, NaiveDate};
use serde::Serialize;

use super::reply::{Grain, Offset, TimeRange};
use super::slice::{Language, LayerSlice, MatchedValue, SliceDimension, SliceMetric};
use super::{PlanRequest, calendar, example, resolved};
use crate::language_model::Message;
use crate::prompt::{PromptError, PromptName, Prompts};

/// Renders the planner's instructions for a request; the calendar may be left out where the question's own time is known.
pub fn system_prompt(
    prompts: &Prompts,
    request: &PlanRequest<'_>,
    with_calendar: bool,
) -> Result<String, PromptError> {
    let slice = request.slice;
    let calendar = if with_calendar {
        calendar::calendar(request.now.date())
    } else {
        Vec::new()
    };
    let variables = PlanVariables {
        relation: &slice.relation,
        metrics: &slice.metrics,
        dimensions: &slice.dimensions,
        calendar,
        grains: Grain::WORDS,
        offsets: Offset::WORDS,
    };
    prompts.render(PromptName::Plan, &variables)
}

/// Renders the exchange up to the model's reply: at most so many worked examples as earlier turns, then the question.
pub fn question_messages(
    prompts: &Prompts,
    request: &PlanRequest<'_>,
    most_examples: usize,
) -> Result<Vec<Message>, PromptError> {
    let slice = LayerSlice::default();
    let mut turns = Vec::new();
    let examples = example::examples(request.slice, request.now.date());
    for example in examples.into_iter().take(most_examples) {
        let question = PlanRequest {
            question: &example.question,
            language: example.language,
            now: request.now,
            slice: &slice,
            resolved_time: None,
            conversation: &[],
            meter: request.meter,
        };
        turns.push(Message::user(question_prompt(prompts, &question)?));
        turns.push(Message::assistant(example.reply));
    }
    turns.push(Message::user(question_prompt(prompts, request)?));
    Ok(turns)
}

/// Renders the asker's turn.
pub fn question_prompt(
    prompts: &Prompts,
    request: &PlanRequest<'_>,
) -> Result<String, PromptError> {
    let today = request.now.date();
    let conversation: Vec<String> = request.conversation.iter().map(|it| one_line(it)).collect();
    let mut matched_values = request.slice.matched_values.clone();
    for value in &mut matched_values {
        value.asked_as = one_line(&value.asked_as).replace('"', "'");
    }
    let variables = QuestionVariables {
        question: &without_marks(request.question),
        language: match request.language {
            Language::Chinese => "Chinese",
            Language::English => "English",
        },
        today,
        weekday: today.weekday().to_string(),
        time: request.resolved_time.map(resolved),
        matched_values: &matched_values,
        conversation: &conversation,
    };
    prompts.render(PromptName::Question, &variables)
}

/// Renders the turn that sends a plan back.
pub fn repair_prompt(
    prompts: &Prompts,
    question: &str,
    previous: &str,
    problems: &[String],
) -> Result<String, PromptError> {
    let variables = RepairVariables {
        question: &without_marks(question),
        previous,
        problems,
    };
    prompts.render(PromptName::Repair, &variables)
}

#[derive(Serialize)]
struct PlanVariables<'a> {
    relation: &'a str,
    metrics: &'a [SliceMetric],
    dimensions: &'a [SliceDimension],
    calendar: Vec<calendar::NamedRange>,
    grains: &'a [&'a str],
    offsets: &'a [&'a str],
}

#[derive(Serialize)]
struct QuestionVariables<'a> {
    question: &'a str,
    language: &'a str,
    today: NaiveDate,
    weekday: String,
    time: Option<TimeRange>,
    matched_values: &'a [MatchedValue],
    conversation: &'a [String],
}

#[derive(Serialize)]
struct RepairVariables<'a> {
    question: &'a str,
    previous: &'a str,
    problems: &'a [String],
}

/// Takes the marks that enclose the question out of the question.
fn without_marks(question: &str) -> String {
    question
        .replace("<question>", "")
        .replace("</question>", "")
}

fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}
