//! Questions to ask next: none is offered that could not be answered.

use std::convert::Infallible;

use chrono::{Duration, DurationRound as _, NaiveDateTime};
use quick_cache::sync::Cache;
use semantic_sql::Asker;

use crate::answer::{self, Answer, Lane};
use crate::plan::{Decline, Description, Plan};
use crate::question::{LaneChoice, Language, Question};

use super::Pipeline;

/// Questions that are offered.
const OFFERED: usize = 3;
/// Questions of which it is remembered whether they are understood: a few days of offers.
const REMEMBERED: usize = 4_096;

/// By which statement the grammar answers a question that was looked at before, if it understands it. The same few are
/// offered beside most answers.
pub(super) type Understood = Cache<Offer, Option<String>>;

/// A question that may be offered, and all that its plan depends on beside the words of the layer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Offer {
    text: String,
    language: Language,
    /// To the minute: what is not over yet is asked for until now.
    asked_at: NaiveDateTime,
    /// Who asks, as JSON.
    asker: String,
}

/// An empty memory.
pub(super) fn remembered() -> Understood {
    Cache::new(REMEMBERED)
}

impl Pipeline {
    /// The answer that refuses, with what is near and may be asked.
    pub(super) fn declined(&self, question: &Question, lane: Lane, refusal: &Decline) -> Answer {
        Answer {
            suggestions: self.grammar.nearest(&self.layer, &self.knowledge, question),
            ..answer::decline(question, lane, refusal)
        }
    }

    /// The answer about the layer itself, with questions that go on to numbers.
    pub(super) fn described(
        &self,
        question: &Question,
        lane: Lane,
        description: &Description,
    ) -> Answer {
        Answer {
            suggestions: self.grammar.nearest(&self.layer, &self.knowledge, question),
            ..answer::describe(&self.layer, &self.knowledge, question, lane, description)
        }
    }

    /// Keeps the first questions that the grammar understands, each statement once and none that the
    /// answer is of.
    pub(super) fn keep_understood(&self, question: &Question, answer: &mut Answer) {
        let mut known: Vec<String> = answer.semantic_sql.iter().cloned().collect();
        let mut kept = Vec::new();
        let asker = match &question.asker {
            Asker::Known(principal) => serde_json::to_string(principal).ok(),
            Asker::Nobody => Some(String::new()),
        };
        for text in std::mem::take(&mut answer.suggestions) {
            if kept.len() == OFFERED {
                break;
            }
            let statement = match &asker {
                Some(asker) => self.remembered(question, &text, asker),
                None => self.understood(question, &text),
            };
            if let Some(statement) = statement.filter(|it| !known.contains(it)) {
                known.push(statement);
                kept.push(text);
            }
        }
        answer.suggestions = kept;
    }

    /// The same as [`Self::understood`], looked up where it was asked before.
    fn remembered(&self, question: &Question, text: &str, asker: &str) -> Option<String> {
        let offer = Offer {
            text: text.to_owned(),
            language: question.language,
            asked_at: question
                .asked_at
                .duration_trunc(Duration::minutes(1))
                .ok()?,
            asker: asker.to_owned(),
        };
        self.offers
            .get_or_insert_with::<_, Infallible>(&offer, || Ok(self.understood(question, text)))
            .unwrap_or_else(|never| match never {})
    }

    /// The statement by which the grammar answers a question of its own for the same asker.
    fn understood(&self, question: &Question, text: &str) -> Option<String> {
        let next = Question {
            text: text.to_owned(),
            lane: LaneChoice::Grammar,
            earlier: Vec::new(),
            ..question.clone()
        };
        match self.grammar.plan(&self.layer, &self.knowledge, &next) {
            Plan::Query(query) => Some(query.sql.0),
            // A change has the statement of its metric, which may be asked for as well.
            Plan::Attribution(plan) => Some(format!("change: {}", plan.query.sql.0)),
            Plan::Clarify(_) | Plan::Decline(_) | Plan::Describe(_) => None,
        }
    }
}
