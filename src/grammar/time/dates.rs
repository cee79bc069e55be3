//! Arithmetic on dates; every step is checked, none can overflow.

use chrono::{Datelike as _, Days, Duration, Months, NaiveDate, NaiveDateTime, NaiveTime, Weekday};

use super::{Grain, Step};

pub(super) fn midnight(date: NaiveDate) -> NaiveDateTime {
    date.and_time(NaiveTime::MIN)
}

pub(super) fn date(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day).filter(|d| (1900..=2999).contains(&d.year()))
}

pub(super) fn add_days(date: NaiveDate, days: i64) -> Option<NaiveDate> {
    let count = Days::new(days.unsigned_abs());
    let moved = if days < 0 {
        date.checked_sub_days(count)
    } else {
        date.checked_add_days(count)
    };
    moved.filter(|d| (1900..=2999).contains(&d.year()))
}

/// Moves the first of a month by whole months.
pub(super) fn add_months(date: NaiveDate, months: i64) -> Option<NaiveDate> {
    let count = Months::new(u32::try_from(months.unsigned_abs()).ok()?);
    let moved = if months < 0 {
        date.checked_sub_months(count)
    } else {
        date.checked_add_months(count)
    };
    moved.filter(|d| (1900..=2999).contains(&d.year()))
}

pub(super) fn week_of(date: NaiveDate, first: Weekday) -> Option<NaiveDate> {
    add_days(date, -i64::from(date.weekday().days_since(first)))
}

pub(super) fn month_of(date: NaiveDate) -> Option<NaiveDate> {
    date.with_day(1)
}

pub(super) fn quarter_of(date: NaiveDate) -> Option<NaiveDate> {
    let month = (date.month() - 1) / 3 * 3 + 1;
    NaiveDate::from_ymd_opt(date.year(), month, 1)
}

/// Calendar shift into the past. A date that falls past a month's end becomes
/// the first of the next month.
pub(super) fn back(at: NaiveDateTime, step: Step) -> Option<NaiveDateTime> {
    let n = i64::from(step.n);
    match step.unit {
        Grain::Minute => at.checked_sub_signed(Duration::try_minutes(n)?),
        Grain::Hour | Grain::HourOfDay => at.checked_sub_signed(Duration::try_hours(n)?),
        Grain::Day | Grain::Weekday => at.checked_sub_signed(Duration::try_days(n)?),
        Grain::Week => at.checked_sub_signed(Duration::try_weeks(n)?),
        Grain::Month => back_months(at, n),
        Grain::Quarter => back_months(at, n.checked_mul(3)?),
        Grain::HalfYear => back_months(at, n.checked_mul(6)?),
        Grain::Year => back_months(at, n.checked_mul(12)?),
    }
}

fn back_months(at: NaiveDateTime, months: i64) -> Option<NaiveDateTime> {
    let first = add_months(month_of(at.date())?, -months)?;
    match NaiveDate::from_ymd_opt(first.year(), first.month(), at.day()) {
        Some(day) => Some(day.and_time(at.time())),
        None => add_months(first, 1).map(midnight),
    }
}
