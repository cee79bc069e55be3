//! What a period is compared with: 环比, 同比, 比上周, vs last month, 去年同期.

use super::{CompareExpr, Grain, Hit, Scan, Step, TimeReading};
use crate::grammar::number::numeral::count;

#[rustfmt::skip]
const CHANGES: &[(&str, Option<Grain>)] = &[
    ("环比", None), ("同比", Some(Grain::Year)), ("周同比", Some(Grain::Week)),
    ("周环比", Some(Grain::Week)), ("月同比", Some(Grain::Month)), ("月环比", Some(Grain::Month)),
    ("日环比", Some(Grain::Day)), ("年同比", Some(Grain::Year)), ("wow", Some(Grain::Week)),
    ("mom", Some(Grain::Month)), ("yoy", Some(Grain::Year)), ("qoq", Some(Grain::Quarter)),
    ("dod", Some(Grain::Day)), ("pop", None), ("day over day", Some(Grain::Day)),
    ("week over week", Some(Grain::Week)), ("month over month", Some(Grain::Month)),
    ("quarter over quarter", Some(Grain::Quarter)), ("year over year", Some(Grain::Year)),
    ("day on day", Some(Grain::Day)), ("week on week", Some(Grain::Week)),
    ("month on month", Some(Grain::Month)), ("quarter on quarter", Some(Grain::Quarter)),
    ("year on year", Some(Grain::Year)), ("period over period", None), ("y/y", Some(Grain::Year)),
    ("m/m", Some(Grain::Month)), ("w/w", Some(Grain::Week)),
];

/// The period before, seen from the period asked about.
#[rustfmt::skip]
const PREVIOUS: &[&str] = &[
    "前一周期", "上一周期", "上个周期", "上期", "上一期", "前一期", "前期", "前一周", "前一天",
    "前一日", "前一月", "前一个月", "前一个季度", "前一季度", "前一季", "前一年", "再上一周",
    "再前一周", "再上周", "再往前一周", "再上一个月", "再前一个月", "再前一天", "之前一周",
    "同等周期", "之前同期", "the previous period", "previous period", "the prior period",
    "prior period", "the period before", "the preceding period", "the week before",
    "the month before", "the day before", "the quarter before", "the year before",
    "the previous day", "the preceding week", "the preceding month", "the previous week",
    "previous week", "the previous month", "previous month", "the previous quarter",
    "previous quarter", "the prior week", "prior week", "the prior month", "prior month",
    "the prior quarter", "prior quarter", "the week prior", "the month prior", "one before",
];

#[rustfmt::skip]
const SAME: &[(&str, Grain)] = &[
    ("去年同期", Grain::Year), ("去年同月", Grain::Year), ("上一年同期", Grain::Year), ("前一年同期", Grain::Year), ("上年同月", Grain::Year),
    ("上年同期", Grain::Year), ("去年同季", Grain::Year), ("去年同日", Grain::Year),
    ("去年今天", Grain::Year), ("去年今日", Grain::Year), ("去年的同期", Grain::Year),
    ("去年同一时期", Grain::Year), ("去年这个时候", Grain::Year), ("去年同时期", Grain::Year),
    ("去年同天", Grain::Year), ("去年同一天", Grain::Year), ("上月同期", Grain::Month),
    ("上个月同期", Grain::Month), ("上月同一天", Grain::Month), ("上月同日", Grain::Month),
    ("上个月同一天", Grain::Month), ("上月的同期", Grain::Month), ("上个月的同期", Grain::Month),
    ("上月同时段", Grain::Month), ("上个月这个时候", Grain::Month), ("上季同期", Grain::Quarter),
    ("上季度同期", Grain::Quarter), ("上个季度同期", Grain::Quarter), ("上周同一天", Grain::Week),
    ("上周同期", Grain::Week), ("上周同日", Grain::Week), ("上周同天", Grain::Week),
    ("上周同时段", Grain::Week), ("上周同一时段", Grain::Week), ("上周的同一天", Grain::Week),
    ("上星期同一天", Grain::Week), ("上礼拜同一天", Grain::Week), ("上周今天", Grain::Week),
    ("上周这个时候", Grain::Week), ("上周此时", Grain::Week), ("上周同样时间", Grain::Week),
    ("上周同一时间", Grain::Week), ("昨天同时段", Grain::Day), ("昨日同时段", Grain::Day),
    ("昨天同期", Grain::Day), ("昨日同期", Grain::Day), ("昨天同一时段", Grain::Day),
    ("昨天同一时间", Grain::Day), ("昨天这个时候", Grain::Day), ("昨天此时", Grain::Day),
    ("昨日此时", Grain::Day), ("昨天同一时刻", Grain::Day), ("昨天的同时段", Grain::Day),
    ("昨天同时间", Grain::Day), ("昨日同一时段", Grain::Day), ("昨天这会儿", Grain::Day),
    ("same period last year", Grain::Year), ("same time last year", Grain::Year),
    ("this time last year", Grain::Year), ("same period a year ago", Grain::Year),
    ("same period of last year", Grain::Year), ("same month last year", Grain::Year),
    ("same day last year", Grain::Year), ("same quarter last year", Grain::Year),
    ("same days last year", Grain::Year), ("same period the year before", Grain::Year),
    ("same period in the previous year", Grain::Year), ("same dates last year", Grain::Year),
    ("same period last month", Grain::Month), ("same days last month", Grain::Month),
    ("same day last month", Grain::Month), ("same time last month", Grain::Month),
    ("this time last month", Grain::Month), ("same dates last month", Grain::Month),
    ("same period last quarter", Grain::Quarter), ("same point last quarter", Grain::Quarter),
    ("same point last month", Grain::Month), ("same period last week", Grain::Week),
    ("same day last week", Grain::Week), ("same time last week", Grain::Week),
    ("this time last week", Grain::Week), ("same days last week", Grain::Week),
    ("same point last week", Grain::Week), ("same time yesterday", Grain::Day),
    ("same period yesterday", Grain::Day), ("this time yesterday", Grain::Day),
    ("same point yesterday", Grain::Day), ("same hours yesterday", Grain::Day),
    ("昨天这个点", Grain::Day), ("昨天这时候", Grain::Day), ("昨天这个时间", Grain::Day),
    ("上周这时候", Grain::Week), ("上个月这时候", Grain::Month), ("去年这时候", Grain::Year),
    ("yesterday same time", Grain::Day), ("yesterday at this time", Grain::Day),
    ("last week same time", Grain::Week), ("same day a week ago", Grain::Week),
];

#[rustfmt::skip]
const SAME_WEEK: &[&str] = &[
    "去年同周", "去年同一周", "去年同周同星期", "去年同星期", "去年同周同日", "same week last year",
    "same weekday last year",
];

/// After a word of comparison these mean the same dates a year, week or day back.
#[rustfmt::skip]
const BACK: &[(&str, Grain)] = &[
    ("去年", Grain::Year), ("上年", Grain::Year), ("上一年", Grain::Year),
    ("last year", Grain::Year), ("last year's", Grain::Year), ("a year ago", Grain::Year),
    ("a year earlier", Grain::Year), ("one year ago", Grain::Year), ("the prior year", Grain::Year),
    ("the previous year", Grain::Year), ("a week ago", Grain::Week),
    ("a week earlier", Grain::Week), ("a month ago", Grain::Month),
    ("a month earlier", Grain::Month), ("一年前", Grain::Year), ("一周前", Grain::Week),
    ("一个月前", Grain::Month),
];

#[rustfmt::skip]
const CHINESE_LEADS: &[&str] = &[
    "比", "比起", "相比", "相比于", "相较", "相较于", "对比", "较", "较之", "环比", "同比", "对照",
];
const PAIR_LEADS: &[&str] = &["跟", "和", "与", "同", "相对", "相对于"];
#[rustfmt::skip]
const PAIR_TAILS: &[&str] = &[
    "相比", "相比较", "比较", "对比", "比", "比起来", "做对比", "做比较", "作对比", "作比较",
    "的对比", "相比较而言",
];
#[rustfmt::skip]
const ENGLISH_LEADS: &[&str] = &[
    "vs", "vs.", "versus", "compared with", "compared to", "compare with", "compare to",
    "comparing with", "comparing to", "against", "relative to", "than", "than in", "than on",
    "than during", "in comparison to", "in comparison with", "compares with", "compares to",
    "up from", "down from", "compared against", "are we ahead of", "are we behind", "running ahead of",
    "running behind", "tracking ahead of", "tracking behind", "we're ahead of", "we're behind",
];

impl Scan<'_> {
    pub(super) fn compare(&self, pos: usize) -> Option<Hit<TimeReading>> {
        let rules = [
            Self::change_word,
            Self::led,
            Self::paired,
            Self::counted_before,
        ];
        let mut best = self.same_period(pos);
        for rule in rules {
            if let Some(hit) = rule(self, pos)
                && best.as_ref().is_none_or(|b| hit.end > b.end)
            {
                best = Some(hit);
            }
        }
        best.map(|hit| Hit {
            value: TimeReading::Compare(hit.value),
            end: hit.end,
        })
    }

    /// 环比, 同比, `YoY`, month over month.
    fn change_word(&self, pos: usize) -> Option<Hit<CompareExpr>> {
        let (unit, end) = self.chars.pick(pos, CHANGES)?;
        let short = end - pos == 3 && self.chars.any(pos, &["wow", "mom", "pop", "dod"]).is_some();
        if short && !self.chars.is_upper(pos + 2) {
            return None; // "wow" and "Mom" are words of their own.
        }
        let value = unit.map_or(CompareExpr::PreviousPeriod, |unit| {
            CompareExpr::Shift(Step { n: 1, unit })
        });
        Some(Hit { value, end })
    }

    /// 去年同期, same day last week: needs no word of comparison.
    fn same_period(&self, pos: usize) -> Option<Hit<CompareExpr>> {
        let at = self.chars.skip(self.chars.opt(pos, &["the"]));
        if let Some(end) = self.chars.any(at, SAME_WEEK) {
            return Some(Hit {
                value: CompareExpr::SameWeekLastYear,
                end,
            });
        }
        let (unit, end) = self.chars.pick(at, SAME)?;
        Some(Hit {
            value: CompareExpr::Shift(Step { n: 1, unit }),
            end,
        })
    }

    /// A word of comparison, then a period: 比上周, vs last month, 环比前一周.
    fn led(&self, pos: usize) -> Option<Hit<CompareExpr>> {
        let c = &self.chars;
        let with = c.any(pos, &["with"]).filter(|_| self.compares_before(pos));
        let english = c.any(pos, ENGLISH_LEADS).or(with);
        let lead = english.or_else(|| c.any(pos, CHINESE_LEADS))?;
        let inside = c
            .before(pos)
            .is_some_and(|x| "占同环费价产效配性例".contains(x));
        if english.is_none() && inside && c.any(pos, &["比"]).is_some() {
            return None;
        }
        let mut at = c.skip(lead);
        for word in ["that of", "those of", "the", "in", "on", "during"] {
            at = self.unless_target(at, word);
        }
        let target = self.target(at)?;
        let end = c.opt(target.end, &["的时候"]);
        Some(Hit {
            value: target.value,
            end,
        })
    }

    /// "compare this week" stands before "with last week".
    fn compares_before(&self, pos: usize) -> bool {
        let verbs = ["compare", "comparing", "compared", "comparison"];
        (0..pos).any(|p| self.chars.at(p) == Some('c') && self.chars.any(p, &verbs).is_some())
    }

    /// Skips a filler word unless the target itself begins with it.
    fn unless_target(&self, at: usize, word: &str) -> usize {
        if self.target(at).is_some() {
            return at;
        }
        self.chars
            .any(at, &[word])
            .map_or(at, |end| self.chars.skip(end))
    }

    /// 跟上周比, 与去年双11相比.
    fn paired(&self, pos: usize) -> Option<Hit<CompareExpr>> {
        let c = &self.chars;
        let lead = c.any(pos, PAIR_LEADS)?;
        let target = self.target(c.skip(lead))?;
        let at = c.skip(c.opt(target.end, &["的"]));
        let same = matches!(
            target.value,
            CompareExpr::Shift(_) | CompareExpr::SameWeekLastYear
        );
        match c.any(at, PAIR_TAILS) {
            Some(end) => Some(Hit {
                value: target.value,
                end,
            }),
            None if same && self.same_period(c.skip(lead)).is_some() => Some(target),
            None => None,
        }
    }

    /// 再往前推一周, one week earlier: moves the range of the question before.
    pub(super) fn move_back(&self, pos: usize) -> Option<Hit<TimeReading>> {
        let c = &self.chars;
        #[rustfmt::skip]
        let units = [
            ("天", Grain::Day), ("日", Grain::Day), ("周", Grain::Week), ("个星期", Grain::Week),
            ("个礼拜", Grain::Week), ("个月", Grain::Month), ("个季度", Grain::Quarter),
            ("年", Grain::Year), ("day", Grain::Day), ("days", Grain::Day), ("week", Grain::Week),
            ("weeks", Grain::Week), ("month", Grain::Month), ("months", Grain::Month),
            ("quarter", Grain::Quarter), ("quarters", Grain::Quarter), ("year", Grain::Year),
            ("years", Grain::Year),
        ];
        #[rustfmt::skip]
        let leads = [
            "再往前推", "往前推", "再往前", "往前挪", "再往前挪", "再向前推", "向前推", "前推",
            "go back", "move back", "shift back", "back another",
        ];
        // And the week before? is all that is said.
        let asked = ["and the", "what about the", "how about the", "the"];
        let asked = c.any(pos, &asked).filter(|_| pos == 0);
        let before = asked.and_then(|at| {
            let (unit, end) = c.pick(c.skip(at), &units)?;
            let end = c.any_after(end, &["before that", "before"])?;
            let silent = (end..c.len()).all(|at| c.at(at).is_none_or(|it| !it.is_alphanumeric()));
            silent.then_some((unit, end))
        });
        if let Some((unit, end)) = before {
            return Some(Hit {
                value: TimeReading::MoveBack(Step { n: 1, unit }),
                end,
            });
        }
        let lead = c.any(pos, &leads);
        let at = c.skip(lead.unwrap_or(pos));
        let one = || c.any(at, &["a", "another", "one more"]).map(|end| (1, end));
        let (n, end) = count(c, at)
            .or_else(one)
            .filter(|(n, _)| (1..=1000).contains(n))?;
        let end = c.skip(c.opt_after(end, &["more"]));
        let (unit, end) = c.pick(end, &units)?;
        let tail = c.any_after(end, &["earlier", "further back"]);
        if lead.is_none() && tail.is_none() {
            return None;
        }
        Some(Hit {
            value: TimeReading::MoveBack(Step { n, unit }),
            end: tail.unwrap_or(end),
        })
    }

    fn target(&self, pos: usize) -> Option<Hit<CompareExpr>> {
        let c = &self.chars;
        let previous = c.any(pos, PREVIOUS).map(|end| Hit {
            value: CompareExpr::PreviousPeriod,
            end,
        });
        let back = c.pick(pos, BACK).map(|(unit, end)| Hit {
            value: CompareExpr::Shift(Step { n: 1, unit }),
            end,
        });
        let period = self.ranged(pos).and_then(|hit| match hit.value {
            TimeReading::Range(range) if !range.point => Some(Hit {
                value: CompareExpr::Range(range),
                end: hit.end,
            }),
            TimeReading::Event(event) => Some(Hit {
                value: CompareExpr::Event(event),
                end: hit.end,
            }),
            _ => None,
        });
        let named = [previous, self.same_period(pos), back, self.before_that(pos)];
        named.into_iter().chain([period]).flatten().fold(
            None,
            |best: Option<Hit<CompareExpr>>, hit| match best {
                Some(kept) if kept.end >= hit.end => Some(kept),
                _ => Some(hit),
            },
        )
    }

    /// 再前7天, 前7天, the previous 7 days, the 7 days before.
    fn before_that(&self, pos: usize) -> Option<Hit<CompareExpr>> {
        let c = &self.chars;
        #[rustfmt::skip]
        let units = [
            "天", "日", "周", "个月", "个星期", "个季度", "days", "weeks", "months", "quarters",
            "day", "week", "month",
        ];
        let lead = c.any(
            pos,
            &[
                "再前",
                "前",
                "之前",
                "再往前",
                "往前",
                "再上",
                "the previous",
                "previous",
                "the prior",
                "prior",
                "the preceding",
            ],
        );
        if let Some(lead) = lead {
            let (_, end) = count(c, c.skip(lead))?;
            let end = c.any(c.skip(end), &units)?;
            return Some(Hit {
                value: CompareExpr::PreviousPeriod,
                end,
            });
        }
        let at = c.skip(c.any(pos, &["the"])?);
        let (_, end) = count(c, at)?;
        let end = c.any(c.skip(end), &units)?;
        let end = c.any_after(end, &["before", "prior", "before that"])?;
        Some(Hit {
            value: CompareExpr::PreviousPeriod,
            end,
        })
    }

    /// 再前7天 and 上一周期 without a word of comparison.
    fn counted_before(&self, pos: usize) -> Option<Hit<CompareExpr>> {
        let c = &self.chars;
        #[rustfmt::skip]
        let sure = [
            "上一周期", "上个周期", "前一周期", "再上一周", "再前一周", "再上周", "上一期",
            "the previous period", "previous period", "prior period", "the period before",
            "the prior period",
        ];
        if let Some(end) = c.any(pos, &sure) {
            return Some(Hit {
                value: CompareExpr::PreviousPeriod,
                end,
            });
        }
        c.any(pos, &["再前", "再往前"])?;
        self.before_that(pos)
    }
}
