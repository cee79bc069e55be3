//! Rates of change over what was below zero: their sign says the opposite of the change, so none is shown.

use semantic_sql::bound::Comparison;

use super::exact::Exact;
use crate::result_set::{BASE, CHANGE_RATE, Cell, ResultSet};

/// The columns that hold rates of change, each with the column of what was before.
fn rates(result: &ResultSet) -> Vec<(usize, usize)> {
    let columns = &result.columns;
    let find = |wanted: &dyn Fn(usize) -> bool| (0..columns.len()).find(|at| wanted(*at));
    let base = |rate: usize| {
        let own = &columns[rate];
        if own.comparison == Some(Comparison::ChangeRate) {
            return find(&|at| {
                columns[at].comparison == Some(Comparison::Prior)
                    && columns[at].metric == own.metric
            });
        }
        let stem = own.name.strip_suffix(CHANGE_RATE)?;
        find(&|at| columns[at].name.strip_suffix(BASE) == Some(stem))
    };
    (0..columns.len())
        .filter_map(|rate| Some((rate, base(rate)?)))
        .collect()
}

/// Whether a cell is a rate over what was below zero.
fn turns_round(row: &[Cell], (rate, base): (usize, usize)) -> bool {
    let before = row.get(base).and_then(Exact::of);
    row.get(rate).is_some_and(|cell| *cell != Cell::Null) && before.is_some_and(Exact::is_negative)
}

/// Whether a result has such a rate.
pub(super) fn any(result: &ResultSet) -> bool {
    let rates = rates(result);
    let mut rows = result.rows.iter();
    rows.any(|row| rates.iter().any(|rate| turns_round(row, *rate)))
}

/// The places in a row whose rate is not shown.
pub(super) fn hidden(result: &ResultSet, row: &[Cell]) -> Vec<usize> {
    let rates = rates(result).into_iter();
    rates
        .filter(|rate| turns_round(row, *rate))
        .map(|(rate, _)| rate)
        .collect()
}
