//! Counted periods up to yesterday, up to now, or ahead: 近7天, past two weeks,
//! 过去三个完整月, 最近8周, last 24 hours, 接下来两周.

use super::build::plain;
use super::dates::{add_days, add_months, back, midnight, month_of, quarter_of, week_of};
use super::{Grain, Hit, Scan, Step, TimeRange};
use crate::grammar::number::numeral::count;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Back,
    /// Needs no number: "past week".
    Past,
    Ahead,
}

#[rustfmt::skip]
const LEADS: &[(&str, Way)] = &[
    ("近", Way::Back), ("最近", Way::Back), ("近的", Way::Back), ("最近的", Way::Back),
    ("最近这", Way::Back), ("过去", Way::Back), ("过去的", Way::Back), ("过去这", Way::Back),
    ("这", Way::Back), ("前", Way::Back), ("往前", Way::Back), ("last", Way::Back),
    ("the last", Way::Back), ("past", Way::Past), ("the past", Way::Past), ("previous", Way::Back),
    ("the previous", Way::Back), ("prior", Way::Back), ("trailing", Way::Back),
    ("latest", Way::Back), ("the latest", Way::Back), ("most recent", Way::Back),
    ("rolling", Way::Back), ("未来", Way::Ahead), ("未来的", Way::Ahead), ("接下来", Way::Ahead),
    ("接下来的", Way::Ahead), ("今后", Way::Ahead), ("next", Way::Ahead), ("the next", Way::Ahead),
    ("coming", Way::Ahead), ("the coming", Way::Ahead),
];

#[rustfmt::skip]
const UNITS: &[(&str, Grain)] = &[
    ("天", Grain::Day), ("日", Grain::Day), ("周", Grain::Week), ("星期", Grain::Week),
    ("礼拜", Grain::Week), ("个周", Grain::Week), ("个星期", Grain::Week), ("个礼拜", Grain::Week),
    ("个月", Grain::Month), ("月", Grain::Month), ("个季度", Grain::Quarter),
    ("季度", Grain::Quarter), ("季", Grain::Quarter), ("年", Grain::Year), ("小时", Grain::Hour),
    ("个小时", Grain::Hour), ("个钟头", Grain::Hour), ("分钟", Grain::Minute), ("day", Grain::Day),
    ("days", Grain::Day), ("week", Grain::Week), ("weeks", Grain::Week), ("month", Grain::Month),
    ("months", Grain::Month), ("quarter", Grain::Quarter), ("quarters", Grain::Quarter),
    ("year", Grain::Year), ("years", Grain::Year), ("hour", Grain::Hour), ("hours", Grain::Hour),
    ("hr", Grain::Hour), ("hrs", Grain::Hour), ("minute", Grain::Minute),
    ("minutes", Grain::Minute), ("mins", Grain::Minute), ("min", Grain::Minute), ("d", Grain::Day),
    ("wk", Grain::Week), ("wks", Grain::Week), ("mth", Grain::Month), ("mths", Grain::Month),
    ("qtr", Grain::Quarter), ("qtrs", Grain::Quarter), ("yr", Grain::Year), ("yrs", Grain::Year),
];

#[rustfmt::skip]
const FULL: &[&str] = &[
    "完整", "个完整", "个完整的", "完整的", "整", "个整", "自然", "个自然", "完整自然",
    "个完整自然", "full", "complete", "whole", "calendar", "full calendar", "entire",
];

struct Counted {
    way: Way,
    n: u32,
    half: bool,
    full: bool,
    /// 几天: the number was chosen here.
    few: bool,
    unit: Grain,
    end: usize,
}

impl Scan<'_> {
    pub(super) fn rolling(&self, pos: usize) -> Option<Hit<TimeRange>> {
        let counted = self.counted(pos)?;
        let c = &self.chars;
        let end = c.opt(counted.end, &["以来", "之内", "内", "里"]);
        if counted.way == Way::Ahead {
            return Some(Hit {
                value: self.ahead(&counted)?,
                end,
            });
        }
        if let Some(after) = self.with_today(end).filter(|_| !counted.full)
            && let Some(value) = self.until_now(&counted)
        {
            return Some(Hit { value, end: after });
        }
        Some(Hit {
            value: self.backward(&counted)?,
            end,
        })
    }

    /// Lead, number, unit: each of the leads that match is tried.
    fn counted(&self, pos: usize) -> Option<Counted> {
        let tried = LEADS.iter().filter_map(|(lead, way)| {
            let end = self.chars.lit(pos, lead)?;
            if *lead == "前"
                && self
                    .chars
                    .before(pos)
                    .is_some_and(|c| !" ,，。;；、".contains(c))
            {
                return None;
            }
            let counted = self.after_lead(*way, self.chars.skip(end))?;
            if *lead == "前" && (counted.few || counted.unit == Grain::Quarter) {
                return None; // 前几天 is vague, 前三季度 are the first three
            }
            let vague = *lead == "这"
                && !(counted.n == 7
                    && counted.unit == Grain::Day
                    && self.chars.at(end) == Some('几'));
            (!vague).then_some(counted)
        });
        tried.max_by_key(|counted| counted.end)
    }

    fn after_lead(&self, way: Way, at: usize) -> Option<Counted> {
        let c = &self.chars;
        let made = |n: u32, half: bool, full: bool, unit: Grain, end: usize| {
            let limit = match unit {
                Grain::Minute | Grain::Hour => 9_999,
                Grain::Day => 3_660,
                Grain::Week => 520,
                Grain::Month => 240,
                Grain::Quarter => 80,
                _ => 20,
            };
            (1..=limit).contains(&n).then_some(Counted {
                way,
                n,
                half,
                full,
                few: false,
                unit,
                end,
            })
        };
        if let Some((unit, end)) = c.pick(at, HALVES) {
            return made(1, true, false, unit, end);
        }
        if let Some((unit, end)) = c.pick(at, FEW) {
            let n = if unit == Grain::Day {
                7
            } else if unit == Grain::Week {
                4
            } else {
                3
            };
            return made(n, false, false, unit, end).map(|counted| Counted {
                few: true,
                ..counted
            });
        }
        if let Some(end) = c.any(at, &["fortnight"]) {
            return made(14, false, false, Grain::Day, end);
        }
        let number = count(c, at);
        let (n, end) = match number {
            Some((n, end)) => (n, c.skip(c.opt(end, &["-"]))),
            None if way == Way::Past => (1, at),
            None if way == Way::Back
                && c.any(at, &["hour", "full", "complete", "whole"]).is_some() =>
            {
                (1, at)
            }
            None => return None,
        };
        if let Some(full) = c.any(end, FULL)
            && let Some((unit, end)) = c.pick(c.skip(full), UNITS)
        {
            return made(n, false, true, unit, end);
        }
        let (unit, end) = c.pick(end, UNITS).or_else(|| c.pick_glued(end, UNITS))?;
        made(n, false, false, unit, end)
    }

    /// （含今天）, 到现在, including today.
    fn with_today(&self, end: usize) -> Option<usize> {
        let c = &self.chars;
        let at = c.skip(c.opt(c.skip(end), &["(", ",", "，"]));
        #[rustfmt::skip]
        let words = [
            "含今天", "含今日", "包括今天", "包含今天", "包括今日", "到现在", "到今天", "至今天",
            "至今", "到目前", "including today", "incl. today", "incl today", "through today",
            "up to now", "until now", "to now",
        ];
        let end = c.any(at, &words)?;
        Some(c.opt_after(c.opt(end, &["在内", "为止"]), &[")"]))
    }

    fn until_now(&self, counted: &Counted) -> Option<TimeRange> {
        let tomorrow = add_days(self.today, 1)?;
        let (n, unit) = counted.plain();
        let (from, key) = match unit {
            Grain::Day => (
                add_days(tomorrow, -i64::from(n))?,
                format!("last_{n}d_with_today"),
            ),
            Grain::Month => (
                back(midnight(tomorrow), Step { n, unit })?.date(),
                format!("roll_{n}mo_with_today"),
            ),
            _ => return None,
        };
        self.period(from, tomorrow, Step { n, unit }, key)
    }

    fn backward(&self, counted: &Counted) -> Option<TimeRange> {
        if counted.full {
            return self.full_units(counted.n, counted.unit);
        }
        match counted.plain() {
            (n, unit @ (Grain::Hour | Grain::Minute)) => self.rolling_minutes(n, unit),
            (n, Grain::Month) => {
                let whole = self.full_units(n, Grain::Month);
                let from = back(
                    midnight(self.today),
                    Step {
                        n,
                        unit: Grain::Month,
                    },
                )?
                .date();
                let key = format!("roll_{n}mo");
                let range = self.period(
                    from,
                    self.today,
                    Step {
                        n,
                        unit: Grain::Month,
                    },
                    key,
                )?;
                Some(TimeRange {
                    whole: whole.map(Box::new),
                    ..range
                })
            }
            (n, Grain::Day) => {
                let range = self.days(
                    add_days(self.today, -i64::from(n))?,
                    n,
                    format!("last_{n}d"),
                )?;
                let weeks = (counted.unit == Grain::Week)
                    .then(|| self.full_units(counted.n, Grain::Week))
                    .flatten();
                Some(TimeRange {
                    whole: weeks.map(Box::new),
                    ..range
                })
            }
            (n, unit) => self.full_units(n, unit),
        }
    }

    /// So many full calendar units before the running one.
    fn full_units(&self, n: u32, unit: Grain) -> Option<TimeRange> {
        let count = i64::from(n);
        let (to, from, letter) = match unit {
            Grain::Day => (self.today, add_days(self.today, -count)?, 'd'),
            Grain::Week => {
                let this = week_of(self.today, self.cal.week_start)?;
                (this, add_days(this, -7 * count)?, 'w')
            }
            Grain::Month => {
                let this = month_of(self.today)?;
                (this, add_months(this, -count)?, 'm')
            }
            Grain::Quarter => {
                let this = quarter_of(self.today)?;
                (this, add_months(this, -3 * count)?, 'q')
            }
            Grain::Year => {
                let this = chrono::Datelike::with_month(&month_of(self.today)?, 1)?;
                (this, add_months(this, -12 * count)?, 'y')
            }
            _ => return None,
        };
        self.period(from, to, Step { n, unit }, format!("last_{n}{letter}"))
    }

    fn ahead(&self, counted: &Counted) -> Option<TimeRange> {
        let (n, unit) = match counted.plain() {
            (n, Grain::Week) => (n.checked_mul(7)?, Grain::Day),
            (n, Grain::Quarter) => (n.checked_mul(3)?, Grain::Month),
            other => other,
        };
        let count = i64::from(n);
        let step = Step { n, unit };
        match unit {
            Grain::Day => self.uncut(
                self.today,
                add_days(self.today, count)?,
                step,
                format!("next_{n}d"),
            ),
            Grain::Month => self.uncut(
                self.today,
                add_months(self.today, count)?,
                step,
                format!("next_{n}mo"),
            ),
            Grain::Hour | Grain::Minute => {
                let minutes = if unit == Grain::Hour {
                    count * 60
                } else {
                    count
                };
                let span = chrono::Duration::try_minutes(minutes)?;
                let end = self.cal.now.checked_add_signed(span)?;
                let letter = if unit == Grain::Hour { 'h' } else { 'i' };
                let range = plain(self.cal.now, end, step, format!("next_{n}{letter}"));
                Some(TimeRange {
                    future: true,
                    ..range
                })
            }
            _ => None,
        }
    }
}

impl Counted {
    /// The count in the unit that is reckoned with: half a month is 15 days,
    /// one or two weeks are days, years are months.
    fn plain(&self) -> (u32, Grain) {
        match (self.unit, self.half) {
            (Grain::Month, true) => (15, Grain::Day),
            (Grain::Year, true) => (6, Grain::Month),
            (Grain::Hour, true) => (30, Grain::Minute),
            (Grain::Day, true) => (12, Grain::Hour),
            (Grain::Week, _) if self.n <= 2 => (self.n * 7, Grain::Day),
            (Grain::Year, false) if !self.full => (self.n * 12, Grain::Month),
            (unit, _) => (self.n, unit),
        }
    }
}

#[rustfmt::skip]
const HALVES: &[(&str, Grain)] = &[
    ("半个月", Grain::Month), ("半月", Grain::Month), ("半年", Grain::Year),
    ("半个小时", Grain::Hour), ("半小时", Grain::Hour), ("半天", Grain::Day),
    ("half year", Grain::Year), ("half hour", Grain::Hour), ("half a year", Grain::Year),
    ("half an hour", Grain::Hour), ("half month", Grain::Month), ("half a month", Grain::Month),
];

#[rustfmt::skip]
const FEW: &[(&str, Grain)] = &[
    ("几天", Grain::Day), ("几日", Grain::Day), ("几周", Grain::Week), ("几个星期", Grain::Week),
    ("几个月", Grain::Month), ("few days", Grain::Day), ("several days", Grain::Day),
    ("few weeks", Grain::Week), ("several weeks", Grain::Week), ("few months", Grain::Month),
    ("several months", Grain::Month),
];
