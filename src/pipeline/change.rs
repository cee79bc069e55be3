//! A change taken apart: its statements go the way of every other statement, one after the other.

use std::time::Duration;

use crate::answer::{self, Answer, Lane};
use crate::plan::AttributionPlan;
use crate::question::Question;

use super::Pipeline;

impl Pipeline {
    /// Runs the statements of a change and takes it apart.
    pub(super) async fn answer_change(
        &self,
        question: &Question,
        plan: AttributionPlan,
        lane: Lane,
        plan_time: Duration,
    ) -> Answer {
        let AttributionPlan { query, change } = plan;
        let computed = match self.compute(question, query, lane, plan_time).await {
            Ok(computed) => computed,
            Err(stop) => return self.stopped(question, lane, stop),
        };
        answer::attribute(&self.layer, &self.knowledge, question, computed, &change)
    }
}
