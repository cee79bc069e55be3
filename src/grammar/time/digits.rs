//! Dates and months written in digits alone: 2026-11-09, 2026-11, 11-09, 11/9.

use chrono::{Datelike as _, NaiveDate};

use super::dates::date;
use super::{Hit, Scan};

impl Scan<'_> {
    /// 2026-11-09, 2026/11/9, 20261109: the year, month and day are all there.
    pub(super) fn full_date(&self, pos: usize) -> Option<Hit<NaiveDate>> {
        let (text, end) = self.run(pos)?;
        if text.len() == 8
            && self
                .chars
                .any_after(end, &["元", "块", "件", "单", "人"])
                .is_none()
        {
            let day = date(
                text.get(0..4)?.parse().ok()?,
                text.get(4..6)?.parse().ok()?,
                text.get(6..8)?.parse().ok()?,
            )?;
            return ((2000..2100).contains(&day.year())).then_some(Hit { value: day, end });
        }
        let year: i32 = text.parse().ok().filter(|_| text.len() == 4)?;
        let mark = self.chars.at(end).filter(|c| "-/.".contains(*c))?;
        let (month, end) = self.run(end + 1)?;
        (self.chars.at(end)? == mark).then_some(())?;
        let (day, end) = self.run(end + 1)?;
        let value = date(year, month.parse().ok()?, day.parse().ok()?)?;
        Some(Hit {
            value,
            end: self.chars.opt(end, &["日"]),
        })
    }

    /// 2026-11, 2026/11: a month.
    pub(super) fn full_month(&self, pos: usize) -> Option<Hit<(i32, u32)>> {
        let (text, end) = self.run(pos)?;
        let year: i32 = text
            .parse()
            .ok()
            .filter(|y| text.len() == 4 && (2000..2100).contains(y))?;
        self.chars.at(end).filter(|c| "-/".contains(*c))?;
        let (month, end) = self.run(end + 1)?;
        let month: u32 = month
            .parse()
            .ok()
            .filter(|m| month.len() == 2 && (1..=12).contains(m))?;
        let more = self.chars.at(end).is_some_and(|c| "-/".contains(c)) && self.digit(end + 1);
        (!more).then_some(Hit {
            value: (year, month),
            end,
        })
    }

    /// 11-09, 11/9, 11.9: month and day by digits alone, with how sure that is.
    pub(super) fn short_date(&self, pos: usize) -> Option<Hit<ShortDate>> {
        let (month, end) = self.run(pos)?;
        let mark = self.chars.at(end).filter(|c| "-/.".contains(*c))?;
        let (day, end) = self.run(end + 1)?;
        if month.len() > 2 || day.len() > 2 || self.measured(end) {
            return None;
        }
        let (m, d): (u32, u32) = (month.parse().ok()?, day.parse().ok()?);
        date(2024, m, d)?;
        let padded = month.len() == 2 && day.len() == 2;
        let zero = month.starts_with('0') || day.starts_with('0');
        let sure = match mark {
            '-' => padded && zero,
            '/' => m >= 10 || zero,
            _ => false,
        };
        Some(Hit {
            value: ShortDate {
                month: m,
                day: d,
                mark,
                wide: day.len() == 2,
                sure,
            },
            end,
        })
    }

    /// A unit after digits says that they are a quantity.
    fn measured(&self, end: usize) -> bool {
        const UNITS: &str = "元块万千百亿%％折倍岁件单人个分秒米kw¥点成";
        let decimal = self.chars.at(end) == Some('.') && self.digit(end + 1);
        decimal
            || self
                .chars
                .at(self.chars.skip(end))
                .is_some_and(|c| UNITS.contains(c))
    }

    fn run(&self, pos: usize) -> Option<(String, usize)> {
        let mut text = String::new();
        let mut at = pos;
        while let Some(c) = self.chars.at(at).filter(char::is_ascii_digit) {
            text.push(c);
            at += 1;
        }
        (!text.is_empty() && text.len() <= 8).then_some((text, at))
    }
}

/// Month and day by digits alone.
#[derive(Debug, Clone, Copy)]
pub(super) struct ShortDate {
    pub month: u32,
    pub day: u32,
    pub mark: char,
    pub wide: bool,
    pub sure: bool,
}
