//! The range of time among the conditions of a statement.

use chrono::{Days, NaiveDateTime, NaiveTime};
use semantic_sql::expr::{BinaryOp, Expr, Literal};
use semantic_sql::layer::Text;
use semantic_sql::syntax::Name;

use crate::grammar::time::{label_en, label_zh};
use crate::plan::TimeReading;

use super::Reader;

/// The name of a point in time in the dialect, beside the grains of the layer.
const MOMENT: &str = "metric_time";

/// Takes the range out of the conditions: the first lower and the first upper bound on the time.
///
/// A time that has one end alone stays a condition, and so does every further bound.
pub(super) fn split(
    reader: &Reader<'_>,
    conditions: Vec<Expr<Name>>,
) -> (Option<TimeReading>, Vec<Expr<Name>>) {
    let mut start = None;
    let mut end = None;
    let mut rest = Vec::new();
    for condition in &conditions {
        match bound(reader, condition) {
            Some((BinaryOp::GtEq, at)) if start.is_none() => start = Some(at),
            Some((BinaryOp::Lt, at)) if end.is_none() => end = Some(at),
            Some((BinaryOp::Eq, at)) if start.is_none() && end.is_none() => {
                start = Some(at);
                end = at.checked_add_days(Days::new(1));
            }
            _ => rest.push(condition.clone()),
        }
    }
    match (start, end) {
        (Some(start), Some(end)) => (Some(reading(reader, start, end)), rest),
        _ => (None, conditions),
    }
}

/// A bound of the statement's time by whole days or by the clock.
fn bound(reader: &Reader<'_>, condition: &Expr<Name>) -> Option<(BinaryOp, NaiveDateTime)> {
    let Expr::Binary { op, left, right } = condition else {
        return None;
    };
    let Expr::Leaf(Name::Field(path)) = left.as_ref() else {
        return None;
    };
    let by_clock = path.name.eq_ignore_ascii_case(MOMENT);
    let by_day = reader
        .layer
        .find_grain(&path.name)
        .is_some_and(|it| it.name.eq_ignore_ascii_case("date"));
    match right.as_ref() {
        Expr::Literal(Literal::Date(day)) if by_clock || by_day => {
            // One day of the calendar is a range, one midnight is not.
            (*op != BinaryOp::Eq || by_day).then_some((*op, (*day).into()))
        }
        Expr::Literal(Literal::DateTime(at)) if by_clock && *op != BinaryOp::Eq => Some((*op, *at)),
        _ => None,
    }
}

fn reading(reader: &Reader<'_>, start: NaiveDateTime, end: NaiveDateTime) -> TimeReading {
    let named = reader
        .named
        .filter(|named| (named.start, named.end) == (start, end));
    TimeReading {
        key: named.map_or_else(|| "range".to_owned(), |named| named.key.clone()),
        start,
        end,
        partial: named.map_or(start <= reader.now && reader.now < end, |named| {
            named.partial
        }),
        defaulted: false,
        label: match named {
            Some(named) => Text {
                zh: label_zh(named),
                en: label_en(named),
            },
            None => Text {
                zh: span(start, end, " 至 "),
                en: span(start, end, " to "),
            },
        },
    }
}

/// Whole days by their first and last one, anything else by its moments.
fn span(start: NaiveDateTime, end: NaiveDateTime, to: &str) -> String {
    let midnight = |at: NaiveDateTime| at.time() == NaiveTime::MIN;
    if midnight(start) && midnight(end) {
        let last = end.date().pred_opt().unwrap_or(end.date());
        if last <= start.date() {
            return start.date().to_string();
        }
        return format!("{}{to}{last}", start.date());
    }
    let clock = "%Y-%m-%d %H:%M";
    format!("{}{to}{}", start.format(clock), end.format(clock))
}
