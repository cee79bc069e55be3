//! One period, said in any way: the common ground of ranges, comparisons and
//! "since". Resolves parts of a year against the calendar.

use std::rc::Rc;

use chrono::{Datelike as _, NaiveDate};

use super::build::with_clock;
use super::dates::{add_days, date};
use super::{Grain, Hit, Scan, Step, TimeRange, TimeReading};

/// A part of a year whose year may be left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Month(u32),
    Third(u32, u32),
    Date(u32, u32),
    Quarter(u32),
    Half(u32),
    /// 前三季度: so many quarters from the start of the year.
    FirstQuarters(u32),
    /// Index of the event, index of the phase, what was said after the name.
    Event(usize, Option<usize>, EventSide),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EventSide {
    Period,
    Day,
    Eve,
    Evening,
    /// So many days, which must be all.
    Days(u32),
}

/// A resolved period. `part` is kept where the year was left out.
#[derive(Clone)]
pub(super) struct Atom {
    pub reading: TimeReading,
    pub part: Option<Part>,
    pub end: usize,
}

impl Atom {
    fn range(range: TimeRange, end: usize) -> Self {
        Self {
            reading: TimeReading::Range(range),
            part: None,
            end,
        }
    }
}

impl Scan<'_> {
    /// The longest period at a position, read once.
    pub(super) fn atom(&self, pos: usize) -> Option<Atom> {
        let kept = self.atoms.borrow().get(pos)?.clone();
        if let Some(atom) = kept {
            return atom.map(|atom| Atom::clone(&atom));
        }
        let atom = self.read_atom(pos);
        if let Some(slot) = self.atoms.borrow_mut().get_mut(pos) {
            *slot = Some(atom.clone().map(Rc::new));
        }
        atom
    }

    fn read_atom(&self, pos: usize) -> Option<Atom> {
        if self.inside_number(pos) {
            return None;
        }
        let rules = [
            Self::relative_atom,
            Self::rolling_atom,
            Self::dated_atom,
            Self::year_atom,
            Self::numeric_atom,
            Self::day_atom,
        ];
        let mut best: Option<Atom> = None;
        for rule in rules {
            if let Some(atom) = rule(self, pos)
                && best.as_ref().is_none_or(|b| atom.end > b.end)
            {
                best = Some(atom);
            }
        }
        best.map(|atom| self.with_time_of_day(atom))
    }

    /// Digits in the middle of a number are not the start of a date.
    fn inside_number(&self, pos: usize) -> bool {
        let digit = self.digit(pos);
        digit
            && self
                .chars
                .before(pos)
                .is_some_and(|c| c.is_ascii_digit() || c == '.' || c == '¥')
    }

    fn relative_atom(&self, pos: usize) -> Option<Atom> {
        self.relative(pos)
            .map(|hit| Atom::range(hit.value, hit.end))
    }

    fn rolling_atom(&self, pos: usize) -> Option<Atom> {
        self.rolling(pos).map(|hit| Atom::range(hit.value, hit.end))
    }

    fn day_atom(&self, pos: usize) -> Option<Atom> {
        self.day_alone(pos)
            .map(|hit| Atom::range(hit.value, hit.end))
    }

    /// A part of a year with its year before, after, or left out.
    fn dated_atom(&self, pos: usize) -> Option<Atom> {
        let c = &self.chars;
        if let Some(year) = self.year_prefix(pos)
            && let Some(part) = self.part(year.end)
        {
            let reading = self.resolve(&part.value, Some(year.value))?;
            return Some(Atom {
                reading,
                part: None,
                end: part.end,
            });
        }
        if let Some((delta, end)) = c.pick(pos, &[("last", -1), ("this", 0)]) {
            let month = self
                .part(c.skip(end))
                .filter(|p| matches!(p.value, Part::Month(_)))?;
            let now = self.resolve(&month.value, None)?;
            let back = delta < 0 && matches!(&now, TimeReading::Range(r) if r.partial);
            let year = back.then(|| self.today.year() - 1);
            return Some(Atom {
                reading: self.resolve(&month.value, year)?,
                part: None,
                end: month.end,
            });
        }
        let part = self.part(pos)?;
        let of_event = matches!(part.value, Part::Event(..));
        let year = self.year_suffix(part.end);
        let year = year.or_else(|| self.year_beside(part.end).filter(|_| of_event));
        if let Some(year) = year
            && let Some(reading) = self.resolve(&part.value, Some(year.value))
        {
            return Some(Atom {
                reading,
                part: None,
                end: year.end,
            });
        }
        let reading = self.resolve(&part.value, None)?;
        Some(Atom {
            reading,
            part: Some(part.value),
            end: part.end,
        })
    }

    /// 今年, 2025年, last year, in 2025, FY26.
    fn year_atom(&self, pos: usize) -> Option<Atom> {
        let c = &self.chars;
        if let Some(hit) = self.fiscal_year(pos) {
            return Some(Atom::range(hit.value, hit.end));
        }
        if self
            .year_prefix(pos)
            .is_some_and(|year| self.part(year.end).is_some())
        {
            return None; // 去年2月29日 is no day, and not 去年 either.
        }
        if let Some(hit) = self.year_word(pos) {
            let range = self.year(hit.value)?;
            let whole = c.any_after(hit.end, &["全年", "整年"]);
            if let Some(end) = whole {
                return Some(Atom::range(self.full(range), end));
            }
            return Some(Atom::range(range, hit.end));
        }
        #[rustfmt::skip]
        let lead = [
            ("in", ()), ("of", ()), ("since", ()), ("during", ()), ("for", ()), ("vs", ()),
            ("to", ()), ("year", ()),
        ];
        let hit = self.bare_year(pos)?;
        let whole = c.any_after(hit.end, &["全年"]);
        if whole.is_none() && !c.pick_before(pos, &lead) {
            return None;
        }
        Some(Atom::range(self.year(hit.value)?, whole.unwrap_or(hit.end)))
    }

    fn fiscal_year(&self, pos: usize) -> Option<Hit<TimeRange>> {
        let c = &self.chars;
        #[rustfmt::skip]
        let words = [
            ("本财年", 0), ("这个财年", 0), ("上财年", -1), ("上个财年", -1), ("下财年", 1),
            ("this fiscal year", 0), ("last fiscal year", -1), ("next fiscal year", 1),
        ];
        if let Some((delta, end)) = c.pick(pos, &words) {
            return Some(Hit {
                value: self.fiscal(self.fiscal_year_now() + delta, None)?,
                end,
            });
        }
        if c.at(pos)? != 'f' || c.at(pos + 1)? != 'y' {
            return None;
        }
        let (year, end) = crate::grammar::number::numeral::count(c, c.skip(pos + 2))?;
        let year = i32::try_from(if year < 100 { year + 2000 } else { year }).ok()?;
        let at = c.skip(end);
        let quarter = self.part(at).and_then(|p| match p.value {
            Part::Quarter(q) => Some((q, p.end)),
            _ => None,
        });
        let end = quarter.map_or(end, |(_, e)| e);
        Some(Hit {
            value: self.fiscal(year, quarter.map(|(q, _)| q))?,
            end,
        })
    }

    /// 2026-11-09, 2026-11, 11-09, 11/11.
    fn numeric_atom(&self, pos: usize) -> Option<Atom> {
        if let Some(hit) = self.full_date(pos) {
            return Some(Atom::range(self.date_range(hit.value, hit.value)?, hit.end));
        }
        if let Some(hit) = self.full_month(pos) {
            return Some(Atom::range(self.month(hit.value.0, hit.value.1)?, hit.end));
        }
        let hit = self.short_date(pos).filter(|h| h.value.sure)?;
        let part = Part::Date(hit.value.month, hit.value.day);
        Some(Atom {
            reading: self.resolve(&part, None)?,
            part: Some(part),
            end: hit.end,
        })
    }

    /// The range of a part in a year, or in the year that its absence means.
    pub(super) fn resolve(&self, part: &Part, year: Option<i32>) -> Option<TimeReading> {
        let this = self.today.year();
        let range = match *part {
            Part::Event(event, phase, side) => return self.event_reading(event, phase, side, year),
            Part::Month(m) => {
                self.month(year.unwrap_or(this - i32::from(m > self.today.month())), m)?
            }
            Part::Third(m, third) => {
                let year = year.unwrap_or(this - i32::from(m > self.today.month()));
                self.third(date(year, m, 1)?, third)?
            }
            Part::Quarter(q) => {
                let later = q > self.today.month0() / 3 + 1;
                self.quarter(year.unwrap_or(this - i32::from(later)), q)?
            }
            Part::FirstQuarters(n) => {
                let from = date(year.unwrap_or(this), 1, 1)?;
                let to = super::dates::add_months(from, i64::from(n) * 3)?;
                let key = format!("range:{from},{}", add_days(to, -1)?);
                let step = Step {
                    n: n * 3,
                    unit: Grain::Month,
                };
                self.period(from, to, step, key)?
            }
            Part::Half(h) => {
                let later = h == 2 && self.today.month() < 7;
                self.half(year.unwrap_or(this - i32::from(later)), h)?
            }
            Part::Date(m, d) => {
                let day = match year {
                    Some(year) => date(year, m, d)?,
                    None => self.nearest(m, d)?,
                };
                self.date_range(day, day)?
            }
        };
        Some(TimeReading::Range(range))
    }

    /// The year that a date without one means: the past, unless soon.
    fn nearest(&self, month: u32, day: u32) -> Option<NaiveDate> {
        let this = self.today.year();
        let soon = add_days(self.today, 31)?;
        (this - 8..=this + 1)
            .rev()
            .filter_map(|y| date(y, month, day))
            .find(|d| *d <= soon)
    }

    pub(super) fn third(&self, month: NaiveDate, third: u32) -> Option<TimeRange> {
        let from = add_days(month, i64::from(third) * 10)?;
        let to = match third {
            2 => super::dates::add_months(month, 1)?,
            _ => add_days(from, 10)?,
        };
        let step = Step {
            n: 1,
            unit: Grain::Month,
        };
        let key = format!("range:{from},{}", add_days(to, -1)?);
        self.period(from, to, step, key).map(|r| TimeRange {
            grain: Grain::Day,
            ..r
        })
    }

    /// A running calendar period up to its real end: 本月全月.
    pub(super) fn full(&self, range: TimeRange) -> TimeRange {
        if !range.partial {
            return range;
        }
        let ahead = Step {
            n: range.step.n,
            unit: range.step.unit,
        };
        let months = match ahead.unit {
            Grain::Month => 1,
            Grain::Quarter => 3,
            Grain::HalfYear => 6,
            Grain::Year => 12,
            _ => 0,
        };
        let from = range.start.date();
        let (to, key) = match ahead.unit {
            Grain::Week => (add_days(from, 7), "this_week".to_owned()),
            Grain::Month => (
                super::dates::add_months(from, months),
                "this_month".to_owned(),
            ),
            Grain::Quarter => (
                super::dates::add_months(from, months),
                "this_quarter".to_owned(),
            ),
            Grain::Year => (
                super::dates::add_months(from, months),
                "this_year".to_owned(),
            ),
            Grain::HalfYear => (super::dates::add_months(from, months), range.key.clone()),
            _ => (add_days(from, i64::from(ahead.n)), range.key.clone()),
        };
        to.and_then(|to| self.uncut(from, to, ahead, key))
            .unwrap_or(range)
    }

    /// 昨天 + 晚8点到10点, yesterday + morning.
    fn with_time_of_day(&self, atom: Atom) -> Atom {
        let TimeReading::Range(range) = &atom.reading else {
            return atom;
        };
        if range.point || range.time_of_day.is_some() {
            return atom;
        }
        let nightly = range.by_session_start;
        let at = self
            .chars
            .skip(self.chars.opt_after(atom.end, &["的", "at", "in the"]));
        let one_day = range.grain == Grain::Day && range.step.n == 1;
        if let Some(clock) = self.hours(at, nightly, nightly || one_day) {
            let day = if nightly && !clock.around {
                self.night_day(range)
            } else {
                None
            };
            let end = clock.end;
            return Atom::range(
                with_clock(day.unwrap_or_else(|| range.clone()), clock.value),
                end,
            );
        }
        if nightly {
            return atom;
        }
        if let Some((night, end)) = self
            .night_word(at)
            .filter(|_| one_day)
            .and_then(|e| Some((self.night(range)?, e)))
        {
            return Atom::range(night, end);
        }
        match self.daypart(at) {
            Some(hit) => Atom::range(with_clock(range.clone(), hit.value), hit.end),
            None => atom,
        }
    }

    /// The calendar day whose night it is.
    fn night_day(&self, night: &TimeRange) -> Option<TimeRange> {
        let days = (night.start.date() - self.today).num_days();
        self.day_from_today(days)
    }
}
