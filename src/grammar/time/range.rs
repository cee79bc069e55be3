//! Open ends and whole periods: 9月1号以来, since the start of Q3, November so
//! far, 本月全月; else two ends or one period.

use std::rc::Rc;

use chrono::Datelike as _;

use super::atom::Atom;
use super::dates::add_days;
use super::{Grain, Hit, Scan, Step, TimeRange, TimeReading};

#[rustfmt::skip]
const SINCE_AFTER: &[&str] = &[
    "以来", "至今", "到现在", "到现在为止", "到目前", "到目前为止", "到今天", "到今天为止",
    "到今日", "至现在", "截至目前", "截至现在", "截止目前", "截止现在", "截止到现在", "截至今天",
    "迄今", "迄今为止", "开始以来", "so far", "to date", "until now", "till now", "up to now",
    "to now", "onwards", "until today", "through today",
];

#[rustfmt::skip]
const WHOLE: &[&str] = &[
    "全月", "整月", "整个月", "一整个月", "一整月", "全周", "整周", "一整周", "整个星期", "全季", "整季",
    "全季度", "整季度", "整个季度", "全天", "整天", "一整天", "continues", "as a whole", "in full",
];

impl Scan<'_> {
    /// A range with two ends, an open end, or one period.
    pub(super) fn ranged(&self, pos: usize) -> Option<Hit<TimeReading>> {
        let kept = self.spans.borrow().get(pos)?.clone();
        if let Some(hit) = kept {
            return hit.map(|hit| Hit::clone(&hit));
        }
        let hit = self.read_range(pos);
        if let Some(slot) = self.spans.borrow_mut().get_mut(pos) {
            *slot = Some(hit.clone().map(Rc::new));
        }
        hit
    }

    fn read_range(&self, pos: usize) -> Option<Hit<TimeReading>> {
        let rules = [
            Self::two_ends,
            Self::since_word,
            Self::open_end,
            Self::whole_period,
            Self::unit_start,
            Self::week_of_day,
            Self::edge_days,
            Self::first_days,
            Self::half_month,
        ];
        let mut best = self.atom(pos).map(|atom| Hit {
            value: atom.reading,
            end: atom.end,
        });
        for rule in rules {
            if let Some(hit) = rule(self, pos)
                && best.as_ref().is_none_or(|b| hit.end > b.end)
            {
                best = Some(Hit {
                    value: TimeReading::Range(hit.value),
                    end: hit.end,
                });
            }
        }
        best
    }

    /// The week that holds a day: the week of Nov 9, 双11那周.
    fn week_of_day(&self, pos: usize) -> Option<Hit<TimeRange>> {
        let c = &self.chars;
        let lead = c.any(pos, &["the week of", "week of"]);
        let atom = self.atom(c.skip(lead.unwrap_or(pos)))?;
        let tail = c.any(
            atom.end,
            &["那周", "那一周", "所在周", "所在的周", "那个星期", "当周"],
        );
        let day = self
            .range_of(&atom.reading)
            .filter(|r| r.grain == Grain::Day && r.step.n == 1)?;
        if lead.is_none() && tail.is_none() {
            return None;
        }
        let from = super::dates::week_of(day.start.date(), self.cal.week_start)?;
        let last = add_days(from, 6)?;
        let step = Step {
            n: 1,
            unit: Grain::Week,
        };
        let value = self.period(
            from,
            add_days(last, 1)?,
            step,
            format!("range:{from},{last}"),
        )?;
        Some(Hit {
            value,
            end: tail.unwrap_or(atom.end),
        })
    }

    pub(super) fn range_of(&self, reading: &TimeReading) -> Option<TimeRange> {
        match reading {
            TimeReading::Range(range) => Some(range.clone()),
            TimeReading::Event(event) => self.start_of_event(event),
            _ => None,
        }
    }

    /// since Sep 1, since the start of Q3, 自9月1日起.
    fn since_word(&self, pos: usize) -> Option<Hit<TimeRange>> {
        let c = &self.chars;
        #[rustfmt::skip]
        let leads = [
            "since", "since the start of", "since the beginning of", "since start of",
            "from the start of", "from the beginning of", "自", "自从", "从", "打从",
        ];
        let from = c.any(pos, &["from"]);
        let lead = c.any(pos, &leads).or(from)?;
        let english = c.at(pos)?.is_ascii_alphabetic();
        let atom = self
            .atom(c.skip(lead))
            .or_else(|| self.bare_start(c.skip(lead)))?;
        let value = self.since(&self.range_of(&atom.reading)?)?;
        #[rustfmt::skip]
        let tails = [
            "以来", "起", "开始", "至今", "到现在", "onwards", "onward", "on", "until now",
            "to now", "so far",
        ];
        let tail = c.any_after(atom.end, &tails);
        if (from.is_some() && lead == from? || !english) && tail.is_none() {
            return None;
        }
        Some(Hit {
            value,
            end: tail.unwrap_or(atom.end),
        })
    }

    /// A day of the running month or a year by its digits, after "since".
    fn bare_start(&self, pos: usize) -> Option<Atom> {
        if let Some(hit) = self.bare_year(pos) {
            return Some(Atom {
                reading: TimeReading::Range(self.year(hit.value)?),
                part: None,
                end: hit.end,
            });
        }
        let day = self.day_number(pos)?;
        let date = self.today.with_day(day.value)?;
        Some(Atom {
            reading: TimeReading::Range(self.date_range(date, date)?),
            part: None,
            end: day.end,
        })
    }

    /// 9月1号以来, 今年至今, November so far, so far this month.
    fn open_end(&self, pos: usize) -> Option<Hit<TimeRange>> {
        let c = &self.chars;
        if let Some(end) = c.any(pos, &["so far"]) {
            let at = c.skip(c.opt_after(end, &["in", "during"]));
            let atom = self.atom(at)?;
            return Some(Hit {
                value: self.since(&self.range_of(&atom.reading)?)?,
                end: atom.end,
            });
        }
        let atom = self.atom(pos)?;
        let range = self.range_of(&atom.reading)?;
        if range.point {
            return None;
        }
        let at = c.opt_after(atom.end, &["年初", "初", "月初", "1号", "1日", "一号"]);
        let at = if matches!(range.grain, Grain::Year | Grain::Month | Grain::Quarter) {
            at
        } else {
            atom.end
        };
        let end = c.any_after(at, SINCE_AFTER)?;
        Some(Hit {
            value: self.since(&range)?,
            end,
        })
    }

    /// 本月全月, 整个11月, the whole of November: not cut at now.
    fn whole_period(&self, pos: usize) -> Option<Hit<TimeRange>> {
        let c = &self.chars;
        if let Some(end) = c.any(pos, &["全年", "今年全年", "本年全年"]) {
            return Some(Hit {
                value: self.full(self.year(self.today.year())?),
                end,
            });
        }
        let lead = c.any(
            pos,
            &[
                "整个",
                "全",
                "the whole of",
                "the whole",
                "all of",
                "the full",
                "full",
                "the entire",
                "entire",
            ],
        );
        let atom = self.atom(c.skip(lead.unwrap_or(pos)))?;
        let TimeReading::Range(range) = atom.reading else {
            return None;
        };
        let tail = c.any_after(atom.end, WHOLE);
        let day = range.grain == Grain::Day;
        let odd =
            range.point || range.by_session_start || (day && (lead.is_some() || range.partial));
        if (lead.is_none() && tail.is_none()) || odd {
            return None;
        }
        Some(Hit {
            value: self.full(range),
            end: tail.unwrap_or(atom.end),
        })
    }

    /// 年初至今, 月初以来, since the start of the year.
    fn unit_start(&self, pos: usize) -> Option<Hit<TimeRange>> {
        let c = &self.chars;
        #[rustfmt::skip]
        let starts = [
            ("年初", Grain::Year), ("月初", Grain::Month), ("季初", Grain::Quarter),
            ("周初", Grain::Week), ("年初1号", Grain::Year), ("从年初", Grain::Year),
            ("从月初", Grain::Month), ("自年初", Grain::Year),
        ];
        if let Some((unit, end)) = c.pick(pos, &starts) {
            let end = c.any_after(end, SINCE_AFTER)?;
            return Some(Hit {
                value: self.unit(unit, 0)?,
                end,
            });
        }
        #[rustfmt::skip]
        let english = [
            ("since the start of the year", Grain::Year),
            ("since the beginning of the year", Grain::Year),
            ("since the start of the month", Grain::Month),
            ("since the beginning of the month", Grain::Month),
            ("since the start of the quarter", Grain::Quarter),
            ("since the start of the week", Grain::Week), ("the year so far", Grain::Year),
            ("the month so far", Grain::Month),
        ];
        let (unit, end) = c.pick(pos, &english)?;
        Some(Hit {
            value: self.unit(unit, 0)?,
            end,
        })
    }
}
