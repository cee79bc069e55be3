//! Time in semantic SQL: conditions, grains and what a period is called.

use chrono::{Days, Months, NaiveDateTime, NaiveTime};
use semantic_sql::expr::{DatePart, Grain as SqlGrain};
use semantic_sql::layer::{SemanticLayer, TimeUnit};

use crate::grammar::time::{Grain, Step, TimeOfDay, TimeRange};

/// The grammar's name of a grain of the layer.
pub(super) fn grain_of(unit: SqlGrain) -> Option<Grain> {
    Some(match unit {
        SqlGrain::Minute => Grain::Minute,
        SqlGrain::Hour => Grain::Hour,
        SqlGrain::Day => Grain::Day,
        SqlGrain::Week => Grain::Week,
        SqlGrain::Month => Grain::Month,
        SqlGrain::Quarter => Grain::Quarter,
        SqlGrain::Year => Grain::Year,
        SqlGrain::Second => return None,
    })
}

/// The grammar's name of a part of time.
pub(super) fn grain_of_part(part: DatePart) -> Option<Grain> {
    match part {
        DatePart::Hour => Some(Grain::HourOfDay),
        DatePart::Weekday => Some(Grain::Weekday),
        _ => None,
    }
}

/// The layer's dimension for a grain.
pub(super) fn dimension(layer: &SemanticLayer, grain: Grain) -> Option<&str> {
    let wanted = |unit: TimeUnit| match unit {
        TimeUnit::Truncate(unit) => grain_of(unit),
        TimeUnit::Extract(part) => grain_of_part(part),
    };
    let exact = layer
        .time
        .grains
        .iter()
        .find(|known| wanted(known.unit) == Some(grain));
    // An hour that the layer has only as hour of the day.
    let near = || {
        let hours = grain == Grain::Hour;
        layer
            .time
            .grains
            .iter()
            .find(|known| hours && wanted(known.unit) == Some(Grain::HourOfDay))
    };
    exact.or_else(near).map(|known| known.name.as_str())
}

/// The grain that suits a range, where a trend names none.
pub(super) fn suitable(layer: &SemanticLayer, range: Option<&TimeRange>) -> Grain {
    let Some(range) = range else {
        return Grain::Day;
    };
    // 近8周, 过去三个月: the unit that the words count in.
    let counted = range.whole.as_ref().map_or(range, |whole| whole);
    if counted.step.n > 1 && counted.grain > Grain::Day && dimension(layer, counted.grain).is_some()
    {
        return counted.grain;
    }
    match (range.end - range.start).num_days() {
        0..=1 => Grain::HourOfDay,
        2..=62 => Grain::Day,
        63..=182 => Grain::Week,
        _ => Grain::Month,
    }
}

/// The first and the last unit of a range that was said by its two ends, each by itself.
pub(super) fn ends_of(range: &TimeRange) -> Option<(TimeRange, TimeRange)> {
    let several = range.key.starts_with("range:") && range.step.n > 1 && !range.partial;
    let months = match range.step.unit {
        Grain::Month => 1,
        Grain::Quarter => 3,
        Grain::Year => 12,
        // Two days next to each other; of more, the days between may be meant.
        Grain::Day if range.step.n == 2 => 0,
        _ => return None,
    };
    let moved = |at: NaiveDateTime, back: bool| match (months, back) {
        (0, true) => at.checked_sub_days(Days::new(1)),
        (0, false) => at.checked_add_days(Days::new(1)),
        (n, true) => at.checked_sub_months(Months::new(n)),
        (n, false) => at.checked_add_months(Months::new(n)),
    };
    let one = |start: NaiveDateTime, end: NaiveDateTime| {
        let days = (start.date(), end.date().pred_opt()?);
        Some(TimeRange {
            start,
            end,
            grain: range.step.unit,
            step: Step {
                n: 1,
                unit: range.step.unit,
            },
            key: format!("range:{},{}", days.0, days.1),
            ..range.clone()
        })
    };
    let first = one(range.start, moved(range.start, false)?)?;
    let last = one(moved(range.end, true)?, range.end)?;
    several.then_some((first, last))
}

/// A range as conditions on the time axis, or on a field of points in time.
pub(super) fn conditions(
    layer: &SemanticLayer,
    start: NaiveDateTime,
    end: NaiveDateTime,
    field: Option<&str>,
) -> Option<String> {
    let whole = start.time() == NaiveTime::MIN && end.time() == NaiveTime::MIN;
    let axis = layer.time.axis.as_deref();
    let column = match field {
        Some(field) => field,
        None if whole => dimension(layer, Grain::Day)?,
        None => axis?,
    };
    Some(if whole && field.is_none() {
        format!(
            "{column} >= DATE '{}' AND {column} < DATE '{}'",
            start.date(),
            end.date()
        )
    } else {
        format!("{column} >= {} AND {column} < {}", point(start), point(end))
    })
}

fn point(at: NaiveDateTime) -> String {
    format!("TIMESTAMP '{}'", at.format("%Y-%m-%d %H:%M:%S"))
}

/// Hours of every day as a condition; none where they are no whole hours or cross midnight.
pub(super) fn hours(layer: &SemanticLayer, part: TimeOfDay) -> Option<String> {
    let column = dimension(layer, Grain::HourOfDay)?;
    let whole = part.from_minute.is_multiple_of(60) && part.to_minute.is_multiple_of(60);
    if !whole || part.from_minute >= part.to_minute {
        return None;
    }
    let (from, to) = (part.from_minute / 60, part.to_minute / 60);
    Some(if to <= 24 {
        format!("{column} >= {from} AND {column} < {to}")
    } else {
        format!("({column} >= {from} OR {column} < {})", to - 24)
    })
}
