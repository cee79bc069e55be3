//! What a period stands beside, where the question says less of it than both.

use crate::grammar::time::{CompareExpr, Grain, TimeRange};

use super::Period;

impl Period {
    /// A month that is compared with itself stands beside the one of a year before.
    pub(super) fn against_itself(&mut self, ranges: &[&TimeRange]) {
        if let (Some(CompareExpr::Range(base)), [one]) = (&self.against, ranges)
            && (base.start, base.end) == (one.start, one.end)
            && one.key.starts_with("month:")
        {
            self.against = Some(CompareExpr::SAME_PERIOD_LAST_YEAR);
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
