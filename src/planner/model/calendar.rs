//! Time ranges by name, computed from the asker's now, so that the model copies dates instead of reckoning them.

use chrono::{Datelike as _, Days, Months, NaiveDate};
use serde::Serialize;

/// A named range of whole days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct NamedRange {
    pub(super) label: &'static str,
    /// The first day.
    pub(super) start: NaiveDate,
    /// The day after the last.
    pub(super) end: NaiveDate,
}

/// Returns the ranges that questions name most; the last n days end yesterday, and what is not over ends today.
pub(super) fn calendar(today: NaiveDate) -> Vec<NamedRange> {
    let tomorrow = today + Days::new(1);
    let back = |days| today - Days::new(days);
    let week = back(u64::from(today.weekday().num_days_from_monday()));
    let month = back(u64::from(today.day0()));
    let quarter = month - Months::new(today.month0() % 3);
    let year = month - Months::new(today.month0());
    [
        ("today 今天", today, tomorrow),
        ("yesterday 昨天", back(1), today),
        ("last 7 days 近7天", back(7), today),
        ("last 30 days 近30天", back(30), today),
        ("this week 本周", week, tomorrow),
        ("last week 上周", week - Days::new(7), week),
        ("this month 本月", month, tomorrow),
        ("last month 上个月", month - Months::new(1), month),
        ("last quarter 上季度", quarter - Months::new(3), quarter),
        ("this year 今年", year, tomorrow),
        ("last year 去年", year - Months::new(12), year),
    ]
    .into_iter()
    .map(|(label, start, end)| NamedRange { label, start, end })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_half_open_and_weeks_begin_on_monday() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 19).expect("a date");
        let text: Vec<String> = calendar(today)
            .iter()
            .map(|it| format!("{}: {} {}", it.label, it.start, it.end))
            .collect();
        insta::assert_snapshot!(text.join("\n"), @r"
        today 今天: 2026-11-19 2026-11-20
        yesterday 昨天: 2026-11-18 2026-11-19
        last 7 days 近7天: 2026-11-12 2026-11-19
        last 30 days 近30天: 2026-10-20 2026-11-19
        this week 本周: 2026-11-16 2026-11-20
        last week 上周: 2026-11-09 2026-11-16
        this month 本月: 2026-11-01 2026-11-20
        last month 上个月: 2026-10-01 2026-11-01
        last quarter 上季度: 2026-07-01 2026-10-01
        this year 今年: 2026-01-01 2026-11-20
        last year 去年: 2025-01-01 2026-01-01
        ");
    }
}
