//! When something is sent again and again, and when that is next.

use std::str::FromStr as _;

use chrono::{DateTime, NaiveDateTime, TimeZone as _};
use chrono_tz::Tz;
use croner::Cron;
use serde::{Deserialize, Serialize};

use crate::question::Language;

/// The days on which something is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Days {
    /// Each hour, at its beginning.
    Hours,
    /// Each day.
    All,
    /// Monday to Friday.
    Working,
    /// Days of the week: Monday is 1, Sunday is 7.
    Week(Vec<u8>),
    /// A day of the month.
    Month(u8),
    /// The last day of the month.
    MonthEnd,
}

/// When something is sent again and again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// On which days.
    pub days: Days,
    /// The hour, 0 to 23.
    pub hour: u8,
    /// The minute.
    pub minute: u8,
}

impl Times {
    /// As cron writes it.
    fn pattern(&self) -> String {
        let Self { days, hour, minute } = self;
        match days {
            Days::Hours => "0 * * * *".to_owned(),
            Days::All => format!("{minute} {hour} * * *"),
            Days::Working => format!("{minute} {hour} * * 1-5"),
            Days::Week(days) => {
                let days: Vec<String> = days.iter().map(|it| (it % 7).to_string()).collect();
                format!("{minute} {hour} * * {}", days.join(","))
            }
            Days::Month(day) => format!("{minute} {hour} {day} * *"),
            Days::MonthEnd => format!("{minute} {hour} L * *"),
        }
    }

    /// The first such moment after another, both in seconds since 1970; nothing where there is none.
    #[must_use]
    pub fn next(&self, after: i64, zone: &str) -> Option<i64> {
        let cron = Cron::from_str(&self.pattern()).ok()?;
        let after = zone_of(zone).timestamp_opt(after, 0).single()?;
        let next = cron.find_next_occurrence(&after, false).ok()?;
        Some(next.timestamp())
    }

    /// In words.
    #[must_use]
    pub fn told(&self, language: Language) -> String {
        let at = format!("{:02}:{:02}", self.hour, self.minute);
        match language {
            Language::Zh => match &self.days {
                Days::Hours => "每小时整点".to_owned(),
                Days::All => format!("每天 {at}"),
                Days::Working => format!("每个工作日（周一至周五）{at}"),
                Days::Week(days) => format!("每{} {at}", weekdays(days, language)),
                Days::Month(day) => format!("每月 {day} 号 {at}"),
                Days::MonthEnd => format!("每月最后一天 {at}"),
            },
            Language::En => match &self.days {
                Days::Hours => "every hour on the hour".to_owned(),
                Days::All => format!("every day at {at}"),
                Days::Working => format!("on weekdays (Monday to Friday) at {at}"),
                Days::Week(days) => format!("every {} at {at}", weekdays(days, language)),
                Days::Month(day) => format!("on day {day} of each month at {at}"),
                Days::MonthEnd => format!("on the last day of each month at {at}"),
            },
        }
    }
}

fn weekdays(days: &[u8], language: Language) -> String {
    let zh = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];
    let en = [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ];
    let names = match language {
        Language::Zh => zh,
        Language::En => en,
    };
    let names = days
        .iter()
        .filter_map(|it| names.get(usize::from(it.saturating_sub(1))).copied());
    let names: Vec<&str> = names.collect();
    names.join(language.choose("、", ", "))
}

/// A time zone by its IANA name; UTC where the name is unknown.
fn zone_of(name: &str) -> Tz {
    name.parse().unwrap_or(chrono_tz::UTC)
}

/// What a clock on the wall of a zone shows.
pub(super) fn wall(seconds: i64, zone: &str) -> NaiveDateTime {
    let zone = zone_of(zone);
    let then = zone.timestamp_opt(seconds, 0).single();
    then.map_or(NaiveDateTime::default(), |it: DateTime<Tz>| {
        it.naive_local()
    })
}

/// The first moment from another on at which the clock of a zone shows a time of day.
pub(super) fn next_at(after: i64, minute_of_day: u32, zone: &str) -> Option<i64> {
    let minute = u8::try_from(minute_of_day % 60).ok()?;
    let hour = u8::try_from(minute_of_day / 60).ok()?;
    let times = Times {
        days: Days::All,
        hour,
        minute,
    };
    times.next(after.saturating_sub(1), zone)
}

/// A moment as people write it.
pub(super) fn moment(seconds: i64, zone: &str) -> String {
    wall(seconds, zone).format("%Y-%m-%d %H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> i64 {
        DateTime::parse_from_rfc3339(text).unwrap().timestamp()
    }

    #[test]
    fn the_next_time_is_by_the_zones_own_clock() {
        let times = |days, hour, minute| Times { days, hour, minute };
        let shanghai = "Asia/Shanghai";
        let cases = [
            (
                Days::All,
                9,
                0,
                "2026-11-19T00:59:00Z",
                "2026-11-19T01:00:00Z",
            ),
            // The moment itself is over.
            (
                Days::All,
                9,
                0,
                "2026-11-19T01:00:00Z",
                "2026-11-20T01:00:00Z",
            ),
            // A Thursday.
            (
                Days::Week(vec![1]),
                9,
                0,
                "2026-11-19T01:00:00Z",
                "2026-11-23T01:00:00Z",
            ),
            (
                Days::Week(vec![7]),
                9,
                0,
                "2026-11-19T01:00:00Z",
                "2026-11-22T01:00:00Z",
            ),
            (
                Days::Working,
                18,
                30,
                "2026-11-20T11:00:00Z",
                "2026-11-23T10:30:00Z",
            ),
            (
                Days::Month(1),
                10,
                0,
                "2026-11-19T00:00:00Z",
                "2026-12-01T02:00:00Z",
            ),
            (
                Days::MonthEnd,
                20,
                0,
                "2026-02-01T00:00:00Z",
                "2026-02-28T12:00:00Z",
            ),
            (
                Days::Hours,
                0,
                0,
                "2026-11-19T01:20:00Z",
                "2026-11-19T02:00:00Z",
            ),
        ];
        for (days, hour, minute, after, next) in cases {
            let times = times(days, hour, minute);
            assert_eq!(
                times.next(utc(after), shanghai),
                Some(utc(next)),
                "{times:?}"
            );
        }
        // In New York the clock is put back on 1 November 2026: nine o'clock stays nine o'clock.
        let daily = times(Days::All, 9, 0);
        let before = utc("2026-10-31T13:00:00Z");
        assert_eq!(
            daily.next(before, "America/New_York"),
            Some(utc("2026-11-01T14:00:00Z"))
        );
    }
}
