//! Questions to ask next: none is offered that could not be answered.

use crate::answer::{self, Answer, Lane};
use crate::plan::{Decline, Description, Plan};
use crate::question::{LaneChoice, Question};

use super::Pipeline;

/// Questions that are offered.
const OFFERED: usize = 3;

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
        for text in std::mem::take(&mut answer.suggestions) {
            if kept.len() == OFFERED {
                break;
            }
            let statement = self.understood(question, &text);
            if let Some(statement) = statement.filter(|it| !known.contains(it)) {
                known.push(statement);
                kept.push(text);
            }
        }
        answer.suggestions = kept;
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
