//! Ranges with two ends: 11月9日到15日, 8-10月, from Nov 9 to Nov 15, 11.9-11.15.

use chrono::Datelike as _;

use super::atom::{Atom, Part};
use super::dates::{add_days, add_months, midnight};
use super::{Grain, Hit, Scan, Step, TimeRange, TimeReading};
use crate::grammar::number::numeral::count;

#[rustfmt::skip]
const TO: &[&str] = &[
    "到", "至", "-", "~", "--", "——", "直到", "截至", "截止", "截止到", "一直到", "to", "through",
    "thru", "until", "till", "up to",
];

impl Scan<'_> {
    pub(super) fn two_ends(&self, pos: usize) -> Option<Hit<TimeRange>> {
        let c = &self.chars;
        let lead = c.any(pos, &["从", "自", "from", "between", "在"]);
        let between = c.any(pos, &["between"]).is_some();
        let at = c.skip(lead.unwrap_or(pos));
        let and = |end: usize| {
            if between {
                c.any_after(end, &["and"])
            } else {
                None
            }
        };
        if let Some(hit) = self.digit_ends(at) {
            return Some(Hit {
                value: hit.value,
                end: self.tail(hit.end),
            });
        }
        if let Some(first) = self.first_end(at) {
            let to = c.any_after(first.end, TO).or_else(|| and(first.end));
            let next = c.skip(to?);
            if let Some(hit) = self.in_one_week(at, next) {
                return Some(hit);
            }
            let second = self.second_end(&first, next)?;
            let (first, second) = self.with_shared_year(first, second, next);
            let value = self.join(&first, &second)?;
            return Some(Hit {
                value,
                end: self.tail(second.end),
            });
        }
        None
    }

    /// Monday to Wednesday last week: the week after the second end is that of both.
    fn in_one_week(&self, first: usize, second: usize) -> Option<Hit<TimeRange>> {
        let c = &self.chars;
        let (from, _) = self.bare_weekday(first)?;
        let (to, end) = self.bare_weekday(second)?;
        let (weeks, end) = self.week_before(c.skip(c.opt_after(end, &["of"])))?;
        let (from, to) = (self.weekday(weeks, from)?, self.weekday(weeks, to)?);
        let value = self.date_range(from.start.date(), to.start.date())?;
        Some(Hit { value, end })
    }

    /// A year after the second end is the year of both: Nov 9-15, 2025.
    fn with_shared_year(&self, first: Atom, second: Atom, next: usize) -> (Atom, Atom) {
        let Some(part) = first.part.clone() else {
            return (first, second);
        };
        let later = match (&first.reading, &second.reading) {
            (TimeReading::Range(a), TimeReading::Range(b)) => {
                (a.start > b.start).then(|| b.start.date().year())
            }
            _ => None,
        };
        let said = self.year_suffix(second.end);
        let Some(year) = said.as_ref().map(|hit| hit.value).or(later) else {
            return (first, second);
        };
        let Some(reading) = self.resolve(&part, Some(year)) else {
            return (first, second);
        };
        let first = Atom {
            reading,
            part: None,
            end: first.end,
        };
        match said.and_then(|hit| Some((hit.end, self.second_end(&first, next)?))) {
            Some((end, again)) => (first, Atom { end, ..again }),
            None => (first, second),
        }
    }

    fn tail(&self, end: usize) -> usize {
        self.chars
            .opt(end, &["之间", "期间", "为止", "这段时间", "止"])
    }

    /// The first end: a period, or a number that only the second end explains.
    fn first_end(&self, pos: usize) -> Option<Atom> {
        if let Some(atom) = self.atom(pos) {
            return Some(atom);
        }
        if let Some(day) = self
            .day_number(pos)
            .filter(|_| !self.chars.before(pos).is_some_and(|c| c.is_ascii_digit()))
        {
            let date = self.today.with_day(day.value)?;
            let reading = TimeReading::Range(self.date_range(date, date)?);
            return Some(Atom {
                reading,
                part: None,
                end: day.end,
            });
        }
        let (n, end) = count(&self.chars, pos)
            .filter(|_| self.chars.before(pos).is_none_or(|c| !c.is_ascii_digit()))?;
        let next = self.chars.skip(self.chars.any_after(end, TO)?);
        let part = match self.part(next)?.value {
            Part::Month(_)
                if (1..=12).contains(&n)
                    && self
                        .chars
                        .at(next)
                        .is_some_and(|c| !c.is_ascii_alphabetic()) =>
            {
                Part::Month(n)
            }
            Part::Date(m, _) if (1..=31).contains(&n) && self.ends_in_month(next) => {
                Part::Date(m, n)
            }
            _ => return None,
        };
        Some(Atom {
            reading: self.resolve(&part, None)?,
            part: Some(part),
            end,
        })
    }

    /// "15 Nov": an English date with the day first.
    fn ends_in_month(&self, pos: usize) -> bool {
        let digits = (pos..pos + 2).take_while(|p| self.digit(*p)).count();
        let at = self.chars.skip(pos + digits);
        self.chars.at(at).is_some_and(|c| c.is_ascii_alphabetic())
    }

    /// The second end; what it leaves out comes from the first.
    fn second_end(&self, first: &Atom, pos: usize) -> Option<Atom> {
        let TimeReading::Range(start) = &first.reading else {
            return self.atom(pos);
        };
        let from = start.start.date();
        let one_day = start.grain == Grain::Day && start.step.n == 1;
        if one_day && let Some(day) = self.day_number(pos).or_else(|| self.bare_day(pos)) {
            let date = from.with_day(day.value).filter(|d| *d >= from)?;
            let reading = TimeReading::Range(self.date_range(date, date)?);
            return Some(Atom {
                reading,
                part: None,
                end: day.end,
            });
        }
        if let Some(day) = self.weekday_of(start, pos) {
            return Some(day);
        }
        let atom = self.atom(pos)?;
        let Some(part) = &atom.part else {
            return Some(atom);
        };
        let same = self.resolve(part, Some(from.year()))?;
        let reading = match &same {
            TimeReading::Range(range) if range.start.date() < from => {
                self.resolve(part, Some(from.year() + 1))?
            }
            _ => same,
        };
        Some(Atom {
            reading,
            part: None,
            end: atom.end,
        })
    }

    /// 周三 in 上周一到周三 is of the same week.
    fn weekday_of(&self, first: &TimeRange, pos: usize) -> Option<Atom> {
        if !first.key.starts_with("wd:") {
            return None;
        }
        let second = self
            .relative(pos)
            .filter(|hit| hit.value.key.starts_with("wd:"))?;
        let said = self.chars.any(pos, &["周", "星期", "礼拜"]).is_some()
            || self.english_weekday(pos, "").is_some();
        let ahead = (second.value.start.date() - first.start.date())
            .num_days()
            .rem_euclid(7);
        let date = add_days(first.start.date(), ahead).filter(|_| said)?;
        let reading = TimeReading::Range(self.date_range(date, date)?);
        Some(Atom {
            reading,
            part: None,
            end: second.end,
        })
    }

    /// "15" after "Nov 9 to".
    fn bare_day(&self, pos: usize) -> Option<Hit<u32>> {
        let (day, end) = count(&self.chars, pos).filter(|(d, _)| (1..=31).contains(d))?;
        let end = self
            .chars
            .pick_glued(end, &[("st", ()), ("nd", ()), ("rd", ()), ("th", ())])
            .map_or(end, |((), e)| e);
        let next = self.chars.at(end);
        let more = next.is_some_and(|c| "-/.:月点个万千百亿%分天周年".contains(c) && c != '.')
            || self.atom(pos).is_some();
        let word = self
            .chars
            .any_after(end, &["am", "pm", "days", "hours", "minutes", "o'clock"])
            .is_some();
        (!more && !word && self.digit(pos)).then_some(Hit { value: day, end })
    }

    /// 11-09~11-15, 11.9-11.15, 11/9 to 11/15.
    fn digit_ends(&self, pos: usize) -> Option<Hit<TimeRange>> {
        let glued = self
            .chars
            .before(pos)
            .is_some_and(|c| c.is_ascii_digit() || "¥.-/:".contains(c));
        let first = self.short_date(pos).filter(|_| !glued)?;
        let to = self.chars.any_after(first.end, TO)?;
        let last = self.short_date(self.chars.skip(to))?;
        let (a, b) = (first.value, last.value);
        let dotted = a.month >= 10 || (a.month == b.month && a.month >= 4 && a.wide != b.wide);
        let clear = if a.mark == '.' {
            dotted
        } else {
            a.wide || b.wide || a.month >= 10
        };
        if a.mark != b.mark || !clear || (b.month, b.day) < (a.month, a.day) {
            return None;
        }
        let part = Part::Date(b.month, b.day);
        let TimeReading::Range(end) = self.resolve(&part, None)? else {
            return None;
        };
        let start = super::dates::date(end.start.year(), a.month, a.day)?;
        Some(Hit {
            value: self.date_range(start, end.start.date())?,
            end: last.end,
        })
    }

    /// One range out of two ends.
    fn join(&self, first: &Atom, second: &Atom) -> Option<TimeRange> {
        let from = self.range_of(&first.reading)?;
        let to = self.range_of(&second.reading)?;
        if from.point || from.by_session_start || to.by_session_start {
            return None;
        }
        if from.time_of_day.is_some() || to.time_of_day.is_some() {
            return self.moments(&from, &to);
        }
        if to.point || to.key == "today" {
            return self.since(&from);
        }
        let last = if to.partial {
            add_days(self.today, 1)?
        } else {
            to.end.date()
        };
        let start = from.start.date();
        if midnight(last) != to.end && !to.partial {
            return None;
        }
        let days = u32::try_from((last - start).num_days())
            .ok()
            .filter(|d| *d > 0)?;
        let step = months_between(&from, &to).unwrap_or(Step {
            n: days,
            unit: Grain::Day,
        });
        let key = format!("range:{start},{}", add_days(last, -1)?);
        let range = self.period(start, last, step, key)?;
        Some(TimeRange {
            ends: Some(Box::new([from, to])),
            ..range
        })
    }

    /// From a moment of one day to a moment of another: 10月31日20点到11月3日24点.
    fn moments(&self, from: &TimeRange, to: &TimeRange) -> Option<TimeRange> {
        let one_day = |r: &TimeRange| r.grain == Grain::Day && r.step.n == 1;
        let at = |r: &TimeRange| {
            let minute = r.time_of_day.map(|t| i64::from(t.from_minute));
            let length = chrono::Duration::try_minutes(minute?)?;
            midnight(r.start.date()).checked_add_signed(length)
        };
        let start = at(from).unwrap_or(from.start);
        let end = at(to).unwrap_or(to.end).min(self.cal.now.max(start));
        let minutes = u32::try_from((end - start).num_minutes())
            .ok()
            .filter(|n| *n > 0)?;
        let step = Step {
            n: minutes,
            unit: Grain::Minute,
        };
        let key = format!(
            "range:{},{}",
            start.format("%Y-%m-%dT%H:%M"),
            end.format("%Y-%m-%dT%H:%M")
        );
        (one_day(from) && one_day(to)).then(|| super::build::plain(start, end, step, key))
    }
}

/// Whole calendar months from the first end to the second.
fn months_between(from: &TimeRange, to: &TimeRange) -> Option<Step> {
    let coarse = |grain| {
        matches!(
            grain,
            Grain::Month | Grain::Quarter | Grain::HalfYear | Grain::Year
        )
    };
    if !coarse(from.grain) || !coarse(to.grain) {
        return None;
    }
    let (start, last) = (from.start.date(), to.start.date());
    let first = (last.year() - start.year()) * 12 + i32::try_from(last.month0()).ok()?
        - i32::try_from(start.month0()).ok()?;
    let tail = match to.grain {
        Grain::Month => 1,
        Grain::Quarter => 3,
        Grain::HalfYear => 6,
        _ => 12,
    };
    let n = u32::try_from(first + tail).ok()?;
    add_months(start, i64::from(n)).map(|_| Step {
        n,
        unit: Grain::Month,
    })
}
