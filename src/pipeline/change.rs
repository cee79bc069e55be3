//! A change taken apart: its statements go the way of every other statement, together.

use crate::answer::{self, Answer};
use crate::plan::AttributionPlan;

use super::{Asked, Pipeline};

impl Pipeline {
    /// Runs the statements of a change and takes it apart.
    pub(super) async fn answer_change(&self, asked: &Asked<'_>, plan: AttributionPlan) -> Answer {
        let AttributionPlan { query, change } = plan;
        let question = asked.question;
        let mut computed = match self.compute(asked, query).await {
            Ok(computed) => computed,
            Err(stop) => return self.stopped(question, asked.lane, stop),
        };
        self.look_where_data_begins(&mut computed).await;
        answer::attribute(&self.layer, &self.knowledge, question, computed, &change)
    }
}
