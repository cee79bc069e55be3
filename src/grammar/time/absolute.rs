//! Calendar periods named by number or name: years, halves, quarters, months,
//! dates, with the year before or after them or left out.

use chrono::Datelike as _;

use super::atom::Part;
use super::{Hit, Scan};
use crate::grammar::number::numeral::{count, digits};

#[rustfmt::skip]
const MONTHS: &[(&str, u32)] = &[
    ("january", 1), ("jan", 1), ("february", 2), ("feb", 2), ("march", 3), ("mar", 3), ("april", 4),
    ("apr", 4), ("may", 5), ("june", 6), ("jun", 6), ("july", 7), ("jul", 7), ("august", 8),
    ("aug", 8), ("september", 9), ("sept", 9), ("sep", 9), ("october", 10), ("oct", 10),
    ("november", 11), ("nov", 11), ("december", 12), ("dec", 12),
];

#[rustfmt::skip]
const YEARS: &[(&str, i32)] = &[
    ("今年", 0), ("本年", 0), ("本年度", 0), ("今年度", 0), ("去年", -1), ("上年", -1),
    ("上一年", -1), ("去年度", -1), ("上年度", -1), ("前年", -2), ("大前年", -3), ("明年", 1),
    ("后年", 2), ("this year", 0), ("this year's", 0), ("last year", -1), ("last year's", -1),
    ("the previous year", -1), ("previous year", -1), ("prior year", -1), ("next year", 1),
    ("the year before last", -2), ("year before last", -2), ("this yr", 0),
    ("last yr", -1),
];

#[rustfmt::skip]
const ORDINALS: &[(&str, u32)] = &[
    ("first", 1), ("1st", 1), ("second", 2), ("2nd", 2), ("third", 3), ("3rd", 3), ("fourth", 4),
    ("4th", 4),
];

impl Scan<'_> {
    /// A year said in words or digits, as a prefix or on its own.
    pub(super) fn year_word(&self, pos: usize) -> Option<Hit<i32>> {
        if let Some((delta, end)) = self.chars.pick(pos, YEARS) {
            return Some(Hit {
                value: self.today.year() + delta,
                end,
            });
        }
        let (value, end) = count(&self.chars, pos)?;
        let year = i32::try_from(value).ok()?;
        let end = self.chars.any_after(end, &["年度", "年"])?;
        (1990..=2099)
            .contains(&year)
            .then_some(Hit { value: year, end })
    }

    /// Four digits of a year without 年.
    pub(super) fn bare_year(&self, pos: usize) -> Option<Hit<i32>> {
        let (text, end) = digits(&self.chars, pos)?;
        let year: i32 = text.parse().ok().filter(|_| text.len() == 4)?;
        let glued = self
            .chars
            .at(end)
            .is_some_and(|c| "-/.".contains(c) && self.digit(end + 1));
        ((2000..=2099).contains(&year) && !glued).then_some(Hit { value: year, end })
    }

    pub(super) fn digit(&self, pos: usize) -> bool {
        self.chars.at(pos).is_some_and(|c| c.is_ascii_digit())
    }

    /// Year before a part: 去年, 2025年, 25年, this year's, 2025.
    pub(super) fn year_prefix(&self, pos: usize) -> Option<Hit<i32>> {
        let hit = self
            .year_word(pos)
            .or_else(|| self.bare_year(pos))
            .or_else(|| self.short_year(pos))?;
        let end = self
            .chars
            .skip(self.chars.opt_after(hit.end, &["的", "'s"]));
        Some(Hit {
            value: hit.value,
            end,
        })
    }

    fn short_year(&self, pos: usize) -> Option<Hit<i32>> {
        let (text, end) = digits(&self.chars, pos)?;
        let year: i32 = text
            .parse()
            .ok()
            .filter(|y| text.len() == 2 && (15..=45).contains(y))?;
        let end = if self.chars.at(end) == Some('q') {
            end
        } else {
            self.chars.any(end, &["年"])?
        };
        Some(Hit {
            value: 2000 + year,
            end,
        })
    }

    /// Year after a part: "October 2025", "Q3 of last year", "Nov 9, 2026".
    pub(super) fn year_suffix(&self, pos: usize) -> Option<Hit<i32>> {
        let c = &self.chars;
        let at = c.skip(c.opt(pos, &[","]));
        let at = c.skip(c.opt(at, &["of", "in"]));
        let at = c.skip(c.opt(at, &["the"]));
        if at == pos && c.at(pos).is_some_and(|x| x.is_ascii_digit()) {
            return None;
        }
        let word = c
            .at(at)
            .filter(char::is_ascii_alphabetic)
            .and_then(|_| self.year_word(at));
        word.or_else(|| self.bare_year(at)).or_else(|| {
            let end = c
                .any(at, &["year"])
                .filter(|_| c.pick_before(at, &[("of the", ()), ("in the", ()), ("the", ())]))?;
            Some(Hit {
                value: self.today.year(),
                end,
            })
        })
    }

    /// 双11去年: the year behind an event, where it begins no time of its own.
    pub(super) fn year_beside(&self, pos: usize) -> Option<Hit<i32>> {
        let c = &self.chars;
        let years = [("去年", -1), ("今年", 0), ("前年", -2)];
        let (back, end) = c.pick(c.skip(pos), &years)?;
        let goes_on = c
            .at(end)
            .is_some_and(|x| "同这今此那以初底末上下".contains(x));
        let dated = self.part(c.skip(c.opt(end, &["的"]))).is_some();
        (!goes_on && !dated).then(|| Hit {
            value: self.today.year() + back,
            end,
        })
    }

    /// A part of a year without the year itself.
    pub(super) fn part(&self, pos: usize) -> Option<Hit<Part>> {
        let rules = [
            Self::month_day,
            Self::english_date,
            Self::quarter_word,
            Self::half_word,
            Self::event_part,
        ];
        rules
            .iter()
            .filter_map(|rule| rule(self, pos))
            .max_by_key(|hit| hit.end)
    }

    /// 10月, 十月份, 11月9日, 11月上旬.
    fn month_day(&self, pos: usize) -> Option<Hit<Part>> {
        let c = &self.chars;
        let (month, end) = count(c, pos).filter(|(m, _)| (1..=12).contains(m))?;
        let end = c.any_after(end, &["月份", "月"])?;
        if c.any(end, &["龄", "子", "经", "嫂", "饼", "薪"]).is_some() {
            return None;
        }
        if let Some((third, end)) = c.pick(end, &[("上旬", 0), ("中旬", 1), ("下旬", 2)]) {
            return Some(Hit {
                value: Part::Third(month, third),
                end,
            });
        }
        let day = self.day_number(c.skip(end));
        Some(match day {
            Some(day) => Hit {
                value: Part::Date(month, day.value),
                end: day.end,
            },
            None => Hit {
                value: Part::Month(month),
                end,
            },
        })
    }

    /// 9日, 9号, 十五号; also 9 before a dash, as in 11月9-15日.
    pub(super) fn day_number(&self, pos: usize) -> Option<Hit<u32>> {
        let (day, end) = count(&self.chars, pos).filter(|(d, _)| (1..=31).contains(d))?;
        if let Some(end) = self.chars.any_after(end, &["日", "号"]) {
            let that = ["那天", "那一天", "当天", "当日", "那日", "这天", "这一天"];
            let end = self.chars.opt(end, &that);
            return Some(Hit { value: day, end });
        }
        if self.digit(pos) && self.bare_end(end) {
            return Some(Hit { value: day, end }).filter(|_| self.chars.before(pos) == Some('月'));
        }
        let dash = self.chars.any_after(end, &["-", "~", "到", "至"])?;
        let next = self.chars.skip(dash);
        let (_, after) = count(&self.chars, next)?;
        self.chars
            .any_after(after, &["日", "号"])
            .map(|_| Hit { value: day, end })
    }

    /// Nothing follows that a number could count: 11月11 at the end of a clause.
    fn bare_end(&self, end: usize) -> bool {
        self.chars
            .at(end)
            .is_none_or(|c| "，,。？?！!；;、".contains(c))
    }

    /// Oct, October 9th, 9 Nov, the 9th of November.
    fn english_date(&self, pos: usize) -> Option<Hit<Part>> {
        let c = &self.chars;
        if c.at(pos)?.is_ascii_digit() {
            let (day, end) = self.english_day(pos)?;
            let at = c.skip(c.opt_after(end, &["of"]));
            let month = self.month_name(at)?;
            return Some(Hit {
                value: Part::Date(month.value, day),
                end: month.end,
            });
        }
        let month = self.month_name(pos)?;
        let at = c.skip(c.opt(month.end, &["."]));
        let at = c.opt(at, &["the"]);
        let day = self
            .english_day(c.skip(at))
            .filter(|(_, end)| !self.count_follows(*end));
        Some(match day {
            Some((day, end)) => Hit {
                value: Part::Date(month.value, day),
                end,
            },
            None => Hit {
                value: Part::Month(month.value),
                end: month.end,
            },
        })
    }

    /// A unit after the number, so that it is no day: "in May 10 sessions" stays out of reach.
    fn count_follows(&self, end: usize) -> bool {
        let units = ["%", "k", "days", "hours", "weeks", "minutes"];
        self.chars.any_after(end, &units).is_some()
    }

    fn english_day(&self, pos: usize) -> Option<(u32, usize)> {
        let (text, end) = digits(&self.chars, pos)?;
        let day: u32 = text
            .parse()
            .ok()
            .filter(|d| text.len() <= 2 && (1..=31).contains(d))?;
        let end = ["st", "nd", "rd", "th"]
            .iter()
            .find_map(|s| self.suffix(end, s))
            .unwrap_or(end);
        Some((day, end))
    }

    fn suffix(&self, pos: usize, letters: &str) -> Option<usize> {
        self.chars
            .pick_glued(pos, &[(letters, ())])
            .map(|((), end)| end)
    }

    fn month_name(&self, pos: usize) -> Option<Hit<u32>> {
        let c = &self.chars;
        let (month, end) = c.pick(pos, MONTHS)?;
        let named = c.is_upper(pos)
            || c.any(pos, &["may", "march", "mar"])
                .is_none_or(|e| e != end);
        let led = || {
            c.pick_before(
                pos,
                &[
                    ("in", ()),
                    ("of", ()),
                    ("since", ()),
                    ("during", ()),
                    ("for", ()),
                    ("last", ()),
                ],
            )
        };
        let followed = || self.digit(c.skip(end));
        (named || led() || followed()).then_some(Hit { value: month, end })
    }

    /// Q3, 三季度, 第3季度, third quarter.
    fn quarter_word(&self, pos: usize) -> Option<Hit<Part>> {
        let c = &self.chars;
        if c.at(pos)? == 'q' {
            let quarter = c
                .at(pos + 1)?
                .to_digit(10)
                .filter(|q| (1..=4).contains(q))?;
            let cut = c.at(pos + 2).is_some_and(|x| x.is_ascii_alphanumeric());
            let end = c.opt_after(pos + 2, &["季度"]);
            return (!cut).then_some(Hit {
                value: Part::Quarter(quarter),
                end,
            });
        }
        if let Some(hit) = self.first_quarters(pos) {
            return Some(hit);
        }
        if let Some((quarter, end)) = c.pick(pos, ORDINALS) {
            let end = c.any_after(end, &["quarter"])?;
            return Some(Hit {
                value: Part::Quarter(quarter),
                end,
            });
        }
        let at = c.opt(pos, &["第"]);
        let (quarter, end) = count(c, at).filter(|(q, _)| (1..=4).contains(q))?;
        let end = if at > pos { c.opt(end, &["个"]) } else { end };
        let end = c.any(end, &["季度", "季"])?;
        Some(Hit {
            value: Part::Quarter(quarter),
            end,
        })
    }

    /// 前三季度, first three quarters.
    fn first_quarters(&self, pos: usize) -> Option<Hit<Part>> {
        let c = &self.chars;
        let lead = c.any(pos, &["前", "the first", "first"])?;
        let (n, end) = count(c, c.skip(lead)).filter(|(n, _)| (2..=4).contains(n))?;
        let end = c.any(c.skip(end), &["个季度", "季度", "季", "quarters"])?;
        Some(Hit {
            value: Part::FirstQuarters(n),
            end,
        })
    }

    /// 上半年, H1, first half of the year.
    fn half_word(&self, pos: usize) -> Option<Hit<Part>> {
        let c = &self.chars;
        let table = [("上半年", 1), ("下半年", 2)];
        if let Some((half, end)) = c.pick(pos, &table) {
            return Some(Hit {
                value: Part::Half(half),
                end,
            });
        }
        if c.at(pos)? == 'h' {
            let half = c
                .at(pos + 1)?
                .to_digit(10)
                .filter(|h| (1..=2).contains(h))?;
            let cut = c.at(pos + 2).is_some_and(|x| x.is_ascii_alphanumeric());
            return (!cut).then_some(Hit {
                value: Part::Half(half),
                end: pos + 2,
            });
        }
        let (half, end) = c.pick(
            pos,
            &[
                ("first half", 1),
                ("1st half", 1),
                ("second half", 2),
                ("2nd half", 2),
            ],
        )?;
        self.year_suffix(end)?;
        Some(Hit {
            value: Part::Half(half),
            end,
        })
    }
}
