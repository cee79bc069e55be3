//! What is so on one day: the state of a thing in a snapshot. The last row of each thing that was ever
//! in a state is not the last row of all things, so such a question needs its day.

use chrono::{Duration, NaiveDateTime, NaiveTime};
use semantic_sql::expr::DataType;
use semantic_sql::layer::{Additivity, DatasetId, FieldId, JoinKey, SemanticLayer, TimeUnit};

/// Whether a field says how a thing is on the day of its snapshot.
pub(super) fn is_of_a_day(layer: &SemanticLayer, field: FieldId) -> bool {
    let mut metrics = layer.metrics.iter();
    metrics.any(|metric| match &metric.additivity {
        Additivity::SemiAdditive(it) => {
            let daily = layer.field(it.over).data_type == Some(DataType::Date);
            daily && (it.over.dataset == field.dataset || state(layer, it.over.dataset, field))
        }
        _ => false,
    })
}

/// Whether a field is looked up by a thing of a snapshot and its day: the state of that thing then.
fn state(layer: &SemanticLayer, snapshots: DatasetId, field: FieldId) -> bool {
    let day = |key: &JoinKey| matches!(key, JoinKey::Time(TimeUnit::Truncate(_)));
    layer.relationships.iter().any(|link| {
        link.from == snapshots
            && link.to == field.dataset
            && link.on.iter().any(|(many, _)| day(many))
            && link.on.iter().any(|(many, _)| !day(many))
    })
}

/// The last full day before a moment: from, until.
pub(super) fn last_day(now: NaiveDateTime) -> (NaiveDateTime, NaiveDateTime) {
    let end = now.date().and_time(NaiveTime::MIN);
    (end - Duration::days(1), end)
}
