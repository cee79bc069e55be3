//! Answers that have no result: they ask back, decline, or say what failed.

use semantic_sql::layer::Text;

use crate::plan::{Clarification, Decline, Interpretation};
use crate::question::Question;

use super::{Answer, AnswerChoice, AnswerClarification, AnswerNote, Lane, Status};

/// The answer that asks back.
#[must_use]
pub fn clarify(question: &Question, lane: Lane, asked: Clarification) -> Answer {
    let language = question.language;
    let text = language.pick(&asked.question).to_owned();
    let choices = asked
        .choices
        .into_iter()
        .take(3)
        .map(|choice| AnswerChoice {
            label: language.pick(&choice.label).to_owned(),
            question: choice.question,
            lane: None,
        });
    Answer {
        lane: Some(lane),
        narration: text.clone(),
        headline: text.clone(),
        clarification: Some(AnswerClarification {
            question: text,
            choices: choices.collect(),
        }),
        ..blank(Status::Clarify)
    }
}

/// The answer that refuses. The code of the refusal is the code of its note.
#[must_use]
pub fn decline(question: &Question, lane: Lane, refusal: &Decline) -> Answer {
    let text = question.language.pick(&refusal.reason).to_owned();
    Answer {
        lane: Some(lane),
        ..without_answer(Status::Declined, refusal.code, text)
    }
}

/// The answer of a failure. The code of the failure is the code of its note.
#[must_use]
pub fn failed(question: &Question, code: &str, message: &Text) -> Answer {
    without_answer(
        Status::Failed,
        code,
        question.language.pick(message).to_owned(),
    )
}

fn without_answer(status: Status, code: &str, text: String) -> Answer {
    Answer {
        notes: vec![AnswerNote {
            code: code.to_owned(),
            text: text.clone(),
        }],
        narration: text.clone(),
        headline: text.clone(),
        reason: Some(text),
        ..blank(status)
    }
}

/// An answer that says nothing yet.
pub(super) fn blank(status: Status) -> Answer {
    Answer {
        id: None,
        answer_id: None,
        conversation_id: None,
        recomputed: false,
        status,
        lane: None,
        model: None,
        verified: None,
        reading: String::new(),
        interpretation: Interpretation::default(),
        semantic_sql: None,
        sql: None,
        columns: Vec::new(),
        rows: Vec::new(),
        label_rows: Vec::new(),
        truncated: false,
        notes: Vec::new(),
        narration: String::new(),
        headline: String::new(),
        proof: Vec::new(),
        unproved: Vec::new(),
        chart: None,
        supporting: Vec::new(),
        receipt: None,
        clarification: None,
        reason: None,
        suggestions: Vec::new(),
        elapsed_ms: 0.0,
    }
}
