//! A change taken apart: its statements go the way of every other statement, one after the other.

use std::time::Duration;

use crate::answer::{self, Answer, Lane};
use crate::plan::{AttributionPlan, Plan};
use crate::progress::Tell;
use crate::question::{LaneChoice, Question};

use super::Pipeline;

/// Questions to ask next.
const NEXT: usize = 3;

impl Pipeline {
    /// Runs the statements of a change and takes it apart.
    pub(super) async fn answer_change(
        &self,
        question: &Question,
        plan: AttributionPlan,
        lane: Lane,
        plan_time: Duration,
        tell: &Tell,
    ) -> Answer {
        let AttributionPlan { query, change } = plan;
        let computed = match self.compute(question, query, lane, plan_time, tell).await {
            Ok(computed) => computed,
            Err(stop) => return self.stopped(question, lane, stop),
        };
        let mut answer =
            answer::attribute(&self.layer, &self.knowledge, question, computed, &change);
        let mut kept: Vec<String> = Vec::new();
        for text in std::mem::take(&mut answer.suggestions) {
            if kept.len() < NEXT && !kept.contains(&text) && self.is_understood(question, &text) {
                kept.push(text);
            }
        }
        answer.suggestions = kept;
        answer
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
