//! Which kind of nothing a result is: before the first data, not loaded yet, without a value, or
//! without a row. What an asker may not see is no result at all and never comes here.

use crate::answer::Computed;
use crate::answer::labels::Labels;
use crate::question::Language;
use crate::result_set::Role;

use super::data_until;

/// The code where rows there are, and none of them is what was asked for.
pub(in crate::answer) const NO_ROWS: &str = "empty_no_rows";

/// The code and the sentence of a result that has no number; nothing for one that has.
pub(in crate::answer) fn kind(
    labels: &Labels<'_>,
    computed: &Computed,
) -> Option<(&'static str, String)> {
    let rows = computed.result.rows.len();
    let has_metrics = computed
        .result
        .columns
        .iter()
        .any(|it| it.role == Role::Metric);
    let nothing = rows == 1 && has_metrics && computed.holds_no_number();
    if !nothing && rows > 0 {
        return None;
    }
    let language = labels.language;
    let time = computed.plan.interpretation.time.as_ref();
    if let Some(from) = computed.data_from
        && time.is_some_and(|time| time.end <= from)
    {
        let day = labels.day(from.date());
        let text = match language {
            Language::Zh => format!("这段时间早于已有数据：数据从 {day} 开始。"),
            Language::En => format!("This period is before the data, which begins on {day}."),
        };
        return Some(("empty_before_data", text));
    }
    let until = data_until(labels, computed);
    let unloaded = time
        .zip(until)
        .is_some_and(|(time, until)| time.start >= until);
    let (code, zh, en) = match (unloaded, nothing) {
        (true, _) => (
            "empty_not_loaded",
            "这段时间的数据还没有载入。",
            "Data of this period is not loaded yet.",
        ),
        (_, true) => (
            "empty_no_value",
            "符合条件的数据没有数值。",
            "What matches holds no value.",
        ),
        _ => (NO_ROWS, "没有符合条件的数据。", "No rows match."),
    };
    Some((code, language.choose(zh, en).to_owned()))
}
