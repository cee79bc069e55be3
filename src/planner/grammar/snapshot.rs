//! What is so on one day: the state of a thing in a snapshot. The last row of each thing that was ever
//! in a state is not the last row of all things, so such a question needs its day.

use chrono::{Duration, NaiveDateTime, NaiveTime};
use semantic_sql::expr::DataType;
use semantic_sql::layer::{Additivity, FieldId, SemanticLayer};

/// Whether a field says how a thing is on the day of its snapshot.
pub(super) fn is_of_a_day(layer: &SemanticLayer, field: FieldId) -> bool {
    let mut metrics = layer.metrics.iter();
    metrics.any(|metric| match &metric.additivity {
        Additivity::SemiAdditive(it) => {
            let daily = layer.field(it.over).data_type == Some(DataType::Date);
            daily && it.over.dataset == field.dataset
        }
        _ => false,
    })
}

/// The last full day before a moment: from, until.
pub(super) fn last_day(now: NaiveDateTime) -> (NaiveDateTime, NaiveDateTime) {
    let end = now.date().and_time(NaiveTime::MIN);
    (end - Duration::days(1), end)
}
