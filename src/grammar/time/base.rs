//! The range that a range is compared with (D-09): natural units against natural
//! units, running periods against equally long elapsed ones.

use chrono::{Datelike as _, Duration, NaiveDateTime, Weekday};

use super::dates::{back, week_of};
use super::event::windows;
use super::{Calendar, CompareExpr, EventReading, Grain, Step, TimeRange};

/// The base range of a comparison. An event compares through [`base_event`];
/// against an event's windows the range itself stands for its length.
#[must_use]
pub fn base_range(range: &TimeRange, compare: &CompareExpr, calendar: &Calendar) -> TimeRange {
    let found = match compare {
        CompareExpr::PreviousPeriod => previous(range),
        CompareExpr::Shift(step) => shifted(range, *step),
        CompareExpr::SameWeekLastYear => same_week(range, calendar),
        CompareExpr::Range(other) if (other.start, other.end) == (range.start, range.end) => {
            previous(range)
        }
        CompareExpr::Range(other) => Some(against(range, other)),
        CompareExpr::Event(event) => spanned(range, event),
    };
    found.unwrap_or_else(|| range.clone())
}

/// The period just before a range, in the unit that its words name.
#[must_use]
pub fn previous_range(range: &TimeRange) -> Option<TimeRange> {
    previous(range)
}

/// The event that an event is compared with: one year before, unless another
/// event is named.
#[must_use]
pub fn base_event(
    event: &EventReading,
    compare: &CompareExpr,
    calendar: &Calendar,
) -> EventReading {
    if let CompareExpr::Event(other) = compare {
        return other.clone();
    }
    let year = match compare {
        CompareExpr::Range(range) if range.grain == Grain::Year => range.start.year(),
        _ => event.year - 1,
    };
    let of_year = calendar.events.iter().find(|e| e.id == event.id);
    let windows = of_year
        .map(|e| windows(e, year, event.phase.as_deref()))
        .unwrap_or_default();
    EventReading {
        year,
        key: format!("campaign:{}:{year}", event.id),
        windows,
        ..event.clone()
    }
}

/// A range moved into the past by calendar units: 再往前推一周.
#[must_use]
pub fn moved_back(range: &TimeRange, step: Step) -> TimeRange {
    shifted(range, step).unwrap_or_else(|| range.clone())
}

/// The offset of semantic SQL's `PRIOR` that leads from a range to its base:
/// `1 month`, `7 day`, `previous_period`, `same_week_last_year`; none where
/// no calendar shift of both ends does.
#[must_use]
pub fn offset(range: &TimeRange, compare: &CompareExpr, calendar: &Calendar) -> Option<String> {
    match compare {
        CompareExpr::PreviousPeriod => Some(match text(range.step) {
            Some(step) => step,
            None => "previous_period".to_owned(),
        }),
        CompareExpr::Shift(step) => text(*step),
        CompareExpr::SameWeekLastYear => Some("same_week_last_year".to_owned()),
        CompareExpr::Event(_) => Some("event".to_owned()),
        CompareExpr::Range(_) => {
            let base = base_range(range, compare, calendar);
            let step = distance(range, &base)?;
            text(step)
        }
    }
}

fn text(step: Step) -> Option<String> {
    let (n, unit) = match step.unit {
        Grain::Day | Grain::Weekday => (step.n, "day"),
        Grain::Week => (step.n, "week"),
        Grain::Month => (step.n, "month"),
        Grain::Quarter => (step.n, "quarter"),
        Grain::HalfYear => (step.n.checked_mul(6)?, "month"),
        Grain::Year => (step.n, "year"),
        _ => return None,
    };
    Some(format!("{n} {unit}"))
}

/// The step back that turns both ends of a range into those of its base.
fn distance(range: &TimeRange, base: &TimeRange) -> Option<Step> {
    let (from, to) = (range.start, base.start);
    let months = (from.year() - to.year()) * 12 + i32::try_from(from.month0()).ok()?
        - i32::try_from(to.month0()).ok()?;
    let months = u32::try_from(months).ok().filter(|n| *n > 0);
    let years = months.filter(|n| n % 12 == 0).map(|n| Step {
        n: n / 12,
        unit: Grain::Year,
    });
    let days = u32::try_from((from - to).num_days())
        .ok()
        .filter(|n| *n > 0);
    let steps = [
        years,
        months.map(|n| Step {
            n,
            unit: Grain::Month,
        }),
        days.map(|n| Step {
            n,
            unit: Grain::Day,
        }),
    ];
    steps
        .into_iter()
        .flatten()
        .find(|step| back(from, *step) == Some(to) && back(range.end, *step) == Some(base.end))
}

/// The period just before, in the range's own unit.
fn previous(range: &TimeRange) -> Option<TimeRange> {
    shifted(range, range.step)
}

fn shifted(range: &TimeRange, step: Step) -> Option<TimeRange> {
    let exact = matches!(step.unit, Grain::Minute) && range.partial;
    let (start, end) = if exact {
        let length = range.end - range.start;
        (range.start.checked_sub_signed(length)?, range.start)
    } else {
        (back(range.start, step)?, back(range.end, step)?)
    };
    Some(moved(range, start, end))
}

fn moved(range: &TimeRange, start: NaiveDateTime, end: NaiveDateTime) -> TimeRange {
    let whole = range
        .whole
        .as_ref()
        .and_then(|w| shifted(w, w.step))
        .map(Box::new);
    let key = format!("range:{},{}", start.date(), last_day(start, end));
    TimeRange {
        start,
        end,
        key,
        whole,
        partial: false,
        future: false,
        ..range.clone()
    }
}

fn last_day(start: NaiveDateTime, end: NaiveDateTime) -> chrono::NaiveDate {
    let last = end.checked_sub_signed(Duration::seconds(1)).unwrap_or(end);
    last.max(start).date()
}

/// The same ISO week and weekdays of the year before.
fn same_week(range: &TimeRange, calendar: &Calendar) -> Option<TimeRange> {
    let date = range.start.date();
    let week = date.iso_week();
    let last_year = [week.week(), 52]
        .into_iter()
        .find_map(|w| chrono::NaiveDate::from_isoywd_opt(week.year() - 1, w, date.weekday()));
    let start = last_year?.and_time(range.start.time());
    let week_starts_monday = calendar.week_start == Weekday::Mon;
    let start = if week_starts_monday {
        start
    } else {
        align(range, start, calendar)?
    };
    Some(moved(
        range,
        start,
        start.checked_add_signed(range.end - range.start)?,
    ))
}

/// Keeps the place in the week where weeks do not begin on Monday.
fn align(range: &TimeRange, start: NaiveDateTime, calendar: &Calendar) -> Option<NaiveDateTime> {
    let into = range.start.date() - week_of(range.start.date(), calendar.week_start)?;
    let week = week_of(start.date(), calendar.week_start)?;
    Some(week.checked_add_signed(into)?.and_time(start.time()))
}

/// A named base. A running range against the unit before is cut to the time
/// elapsed; a short range against a longer unit keeps its place in that unit.
fn against(range: &TimeRange, other: &TimeRange) -> TimeRange {
    let steps = [
        Grain::Day,
        Grain::Week,
        Grain::Month,
        Grain::Quarter,
        Grain::HalfYear,
        Grain::Year,
    ];
    let clocked = TimeRange {
        time_of_day: other.time_of_day.or(range.time_of_day),
        ..other.clone()
    };
    let single = other.step.n == 1 && steps.contains(&other.grain);
    if !single || range.start <= other.start {
        return clocked;
    }
    let same_unit = range.grain == other.grain && range.step.n == 1;
    let longer = other.grain > range.grain && other.grain >= Grain::Week;
    if !(longer || (same_unit && range.partial)) {
        return clocked;
    }
    let place = (1..=120).filter_map(|n| {
        shifted(
            range,
            Step {
                n,
                unit: other.grain,
            },
        )
    });
    let inside = |r: &TimeRange| r.start >= other.start && r.end <= other.end;
    place
        .take_while(|r| r.start >= other.start)
        .find(inside)
        .unwrap_or(clocked)
}

/// Against an event: the span of its windows.
fn spanned(range: &TimeRange, event: &EventReading) -> Option<TimeRange> {
    let start = event.windows.iter().map(|w| w.start).min()?;
    let end = event.windows.iter().map(|w| w.end).max()?;
    Some(TimeRange {
        key: event.key.clone(),
        ..moved(range, start, end)
    })
}
