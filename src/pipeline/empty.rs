//! Since when there is data, looked up where an answer has none.

use semantic_sql::catalogue;

use crate::answer::Computed;
use crate::result_set::Cell;

use super::Pipeline;

impl Pipeline {
    /// Finds the first moment of the data that was read, where the rows hold no number. What cannot
    /// be looked up is not said.
    pub(super) async fn look_for_the_first(&self, computed: &mut Computed) {
        if !computed.holds_no_number() || computed.plan.interpretation.time.is_none() {
            return;
        }
        let mut first = None;
        for name in &computed.datasets {
            let dataset = self.layer.find_dataset(name);
            let query = dataset.and_then(|id| catalogue::earliest_query(&self.layer, id));
            let Some(query) = query else {
                continue; // it has no moments, such as a list of names
            };
            let rows = self.engine.execute(&query).await;
            let cell = rows
                .ok()
                .and_then(|raw| raw.rows.into_iter().flatten().next());
            let Some(Cell::DateTime(at)) = cell else {
                return;
            };
            first = Some(first.map_or(at, |known: chrono::NaiveDateTime| known.min(at)));
        }
        computed.data_from = first;
    }
}
