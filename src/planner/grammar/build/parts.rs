//! What of a period counts: hours of its days, days of its weeks, and not the days that are left out.

use semantic_sql::layer::{SemanticLayer, Text};

use crate::grammar::time::{TimeOfDay, TimeRange, label_en, label_zh};

use super::super::slots::Times;
use super::named::event_label;

/// What follows 周.
pub(in super::super) const DAYS_ZH: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];
/// The days of a week, Monday first.
pub(in super::super) const DAYS_EN: [&str; 7] = [
    "Mondays",
    "Tuesdays",
    "Wednesdays",
    "Thursdays",
    "Fridays",
    "Saturdays",
    "Sundays",
];

/// The part of a period that counts, as it is told behind the period: a number of a part that is
/// told as one of the whole is wrong.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct PartOfPeriod {
    hours: Option<TimeOfDay>,
    /// What stands behind the dates.
    said: Text,
}

impl PartOfPeriod {
    pub(super) fn of(layer: &SemanticLayer, times: &Times) -> Self {
        let (mut zh, mut en) = (String::new(), String::new());
        if !times.weekdays.is_empty() {
            zh = format!("的周{}", weekdays(times, DAYS_ZH).join("、周"));
            en = format!(", {}", weekdays(times, DAYS_EN).join(" and "));
        }
        let ranges = times.without.iter();
        let ranges = ranges.map(|range| (label_zh(range), label_en(range)));
        let events = times.without_events.iter().map(|event| {
            let label = event_label(layer, event);
            (label.zh, label.en)
        });
        let (without_zh, without_en): (Vec<_>, Vec<_>) = ranges.chain(events).unzip();
        if !without_zh.is_empty() {
            zh += &format!("（不含{}）", without_zh.join("、"));
            en += &format!(", without {}", without_en.join(" and "));
        }
        Self {
            hours: times.time_of_day,
            said: Text { zh, en },
        }
    }

    /// What a range is called, of which this part counts.
    pub(super) fn label(&self, range: &TimeRange) -> Text {
        let mut range = range.clone();
        range.time_of_day = range.time_of_day.or(self.hours);
        self.behind(Text {
            zh: label_zh(&range),
            en: label_en(&range),
        })
    }

    /// The label of a time with this part behind it.
    pub(super) fn behind(&self, label: Text) -> Text {
        Text {
            zh: label.zh + &self.said.zh,
            en: label.en + &self.said.en,
        }
    }
}

/// The names of the days of the week that count.
pub(in super::super) fn weekdays(times: &Times, names: [&'static str; 7]) -> Vec<&'static str> {
    let days = times.weekdays.iter();
    let days = days.filter_map(|day| usize::try_from(*day).ok()?.checked_sub(1));
    days.filter_map(|day| names.get(day).copied()).collect()
}
