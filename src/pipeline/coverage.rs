//! Since when there is data of what an answer was read from.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::NaiveDateTime;
use semantic_sql::catalogue;
use tokio::sync::OnceCell;

use crate::answer::Computed;
use crate::engine::EngineError;
use crate::result_set::Cell;

use super::Pipeline;

/// How long an answer waits for the first moment of a dataset. It takes longer only where a dataset
/// is itself computed from many rows; the look-up goes on, and later answers have it.
const PATIENCE: Duration = Duration::from_secs(1);

/// The first moment of a dataset, once it was looked up; none where it has no rows.
type First = Arc<OnceCell<Option<NaiveDateTime>>>;

/// The first moment of each dataset, by its name: it stays as long as the data.
#[derive(Default)]
pub(super) struct Begins(Mutex<HashMap<String, First>>);

impl Begins {
    fn of(&self, dataset: &str) -> First {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.entry(dataset.to_owned()).or_default().clone()
    }
}

impl Pipeline {
    /// Notes the moment from which on all that was read has data, and leaves out what an earlier
    /// period has less of than it seems. What cannot be looked up is not said.
    pub(super) async fn look_where_data_begins(&self, computed: &mut Computed) {
        if computed.plan.interpretation.time.is_none() {
            return;
        }
        let mut begins = None;
        for name in &computed.datasets {
            begins = begins.max(self.first_of(name).await);
        }
        computed.data_from = begins;
        computed.leave_out_what_is_not_covered();
    }

    /// The first moment of a dataset; none where it has no moments, such as a list of names.
    async fn first_of(&self, name: &str) -> Option<NaiveDateTime> {
        let known = self.begins.of(name);
        if let Some(first) = known.get() {
            return *first;
        }
        let dataset = self.layer.find_dataset(name)?;
        let query = catalogue::earliest_query(&self.layer, dataset)?;
        let engine = self.engine.clone();
        // What could not be looked up is tried again by whoever asks next.
        #[expect(
            clippy::disallowed_methods,
            reason = "it ends with its query, which the engine stops at the deadline of all queries"
        )]
        let look_up = tokio::spawn(async move {
            let first = known.get_or_try_init(|| async {
                let raw = engine.execute(&query).await?;
                let cell = raw.rows.into_iter().flatten().next();
                Ok::<_, EngineError>(match cell {
                    Some(Cell::DateTime(first)) => Some(first),
                    _ => None,
                })
            });
            first.await.ok().copied().flatten()
        });
        tokio::time::timeout(PATIENCE, look_up).await.ok()?.ok()?
    }
}
