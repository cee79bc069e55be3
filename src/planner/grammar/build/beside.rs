//! What a period stands beside, where the question says less of it than both.

use crate::grammar::time::{CompareExpr, Grain, TimeRange};

use super::super::slots::Times;
use super::Period;

impl Period {
    /// This June against last June: a month that is compared with itself, or named twice to be compared, stands beside
    /// the one of a year before.
    pub(super) fn against_itself(&mut self, ranges: &[&TimeRange], twice: bool) {
        let [one] = ranges else { return };
        let itself = match &self.against {
            Some(CompareExpr::Range(base)) => (base.start, base.end) == (one.start, one.end),
            None => twice,
            Some(_) => false,
        };
        if itself && one.key.starts_with("month:") {
            self.against = Some(CompareExpr::SAME_PERIOD_LAST_YEAR);
        }
    }

    /// Last night from 8 to 10 is a time by the clock, and not of the sessions that began then.
    pub(super) fn place_by_the_clock(&mut self, times: &Times) {
        let clock = times.time_of_day.is_some();
        if let Some(range) = self
            .range
            .as_mut()
            .filter(|it| clock && it.by_session_start)
        {
            range.by_session_start = false;
            range.key += "_by_clock";
        }
    }
}

/// Week over week, 月环比: without a period of its own it is the last whole one, which is not in the one before.
pub(super) fn last_of_unit(base: &CompareExpr) -> Option<&'static str> {
    let CompareExpr::Shift(step) = base else {
        return None;
    };
    match (step.n, step.unit) {
        (1, Grain::Day) => Some("昨天"),
        (1, Grain::Week) => Some("上周"),
        (1, Grain::Month) => Some("上个月"),
        (1, Grain::Quarter) => Some("上个季度"),
        _ => None,
    }
}

/// 比上个月涨了多少: without a period of its own it is the running month that is compared.
pub(super) fn running_beside(base: &CompareExpr) -> Option<&'static str> {
    let CompareExpr::Range(base) = base else {
        return None;
    };
    Some(match base.key.as_str() {
        "yesterday" => "今天",
        "last_week" => "本周",
        "last_month" => "本月",
        "last_quarter" => "本季度",
        "last_year" => "今年",
        _ => return None,
    })
}
