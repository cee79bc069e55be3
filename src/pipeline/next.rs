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

    /// Keeps the first questions that the grammar understands, each once, and not the asked one.
    pub(super) fn keep_understood(&self, question: &Question, answer: &mut Answer) {
        let mut kept: Vec<String> = Vec::new();
        for text in std::mem::take(&mut answer.suggestions) {
            let new = !kept.contains(&text) && text != question.text;
            if kept.len() < OFFERED && new && self.is_understood(question, &text) {
                kept.push(text);
            }
        }
        answer.suggestions = kept;
    }

    /// Whether the grammar answers a question of its own for the same asker.
    fn is_understood(&self, question: &Question, text: &str) -> bool {
        let next = Question {
            text: text.to_owned(),
            lane: LaneChoice::Grammar,
            earlier: Vec::new(),
            ..question.clone()
        };
        let plan = self.grammar.plan(&self.layer, &self.knowledge, &next);
        matches!(plan, Plan::Query(_) | Plan::Attribution(_))
    }
}
