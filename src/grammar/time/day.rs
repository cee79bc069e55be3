//! A day of the month by its number alone, 11号, the 11th, within a period that has it once.

use chrono::{Datelike as _, NaiveDate};

use super::{Calendar, TimeRange, TimeReading, find};
use crate::grammar::number::whole;

const ENDINGS: [&str; 6] = ["号", "日", "st", "nd", "rd", "th"];

/// The day of a period that a number names; nothing where the period has it never or twice.
#[must_use]
pub fn day_within(text: &str, period: &TimeRange, calendar: &Calendar) -> Option<TimeRange> {
    let text = text.to_lowercase();
    let number = ENDINGS
        .iter()
        .find_map(|ending| text.strip_suffix(ending))?;
    let wanted = whole(number)?;
    let last = period
        .end
        .checked_sub_signed(chrono::Duration::seconds(1))?
        .date();
    let mut days = period
        .start
        .date()
        .iter_days()
        .take_while(|day| *day <= last)
        .filter(|day: &NaiveDate| day.day() == wanted);
    let day = days.next().filter(|_| days.next().is_none())?;
    let said = format!("{}年{}月{}日", day.year(), day.month(), day.day());
    find(&said, calendar)
        .into_iter()
        .find_map(|found| match found.time {
            TimeReading::Range(range) => Some(range),
            _ => None,
        })
}
