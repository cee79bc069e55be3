//! Since when there is data of what an answer was read from.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::NaiveDateTime;
use semantic_sql::catalogue;

use crate::answer::Computed;
use crate::result_set::Cell;

use super::Pipeline;

/// The first moment of each dataset that was looked up, by its name: it stays as long as the data.
#[derive(Default)]
pub(super) struct Begins(Mutex<HashMap<String, NaiveDateTime>>);

impl Begins {
    fn known(&self, dataset: &str) -> Option<NaiveDateTime> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(dataset).copied()
    }

    fn keep(&self, dataset: &str, first: NaiveDateTime) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(dataset.to_owned(), first);
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
        if let Some(first) = self.begins.known(name) {
            return Some(first);
        }
        let dataset = self.layer.find_dataset(name)?;
        let query = catalogue::earliest_query(&self.layer, dataset)?;
        let raw = self.engine.execute(&query).await.ok()?;
        let Cell::DateTime(first) = raw.rows.into_iter().flatten().next()? else {
            return None;
        };
        self.begins.keep(name, first);
        Some(first)
    }
}
