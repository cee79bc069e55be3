//! Periods named from today: 昨天, 上上周三, last Friday, 上个月, MTD, 三天前.

use chrono::{Datelike as _, Weekday};

use super::build::with_clock;
use super::{Grain, Hit, Scan, TimeOfDay, TimeRange};
use crate::grammar::number::numeral::count;

#[rustfmt::skip]
const DAYS: &[(&str, i64)] = &[
    ("今天", 0), ("今日", 0), ("今儿", 0), ("今儿个", 0), ("昨天", -1), ("昨日", -1), ("昨儿", -1),
    ("昨儿个", -1), ("前天", -2), ("前日", -2), ("前儿", -2), ("大前天", -3), ("明天", 1),
    ("明日", 1), ("后天", 2), ("大后天", 3), ("today", 0), ("yesterday", -1),
    ("the day before yesterday", -2), ("day before yesterday", -2), ("tomorrow", 1),
    ("the day after tomorrow", 2), ("day after tomorrow", 2),
    ("yday", -1), ("yesterdays", -1), ("todays", 0), ("昨个", -1), ("昨个儿", -1), ("今个", 0),
    ("今个儿", 0), ("前个", -2),
];

#[rustfmt::skip]
const NIGHTS: &[(&str, i64)] = &[
    ("昨晚", -1), ("昨晚上", -1), ("昨儿晚上", -1), ("昨儿晚", -1), ("昨夜", -1), ("前晚", -2),
    ("前晚上", -2), ("今晚", 0), ("今晚上", 0), ("今夜", 0), ("last night", -1), ("tonight", 0),
    ("this evening", 0), ("the night before last", -2), ("明晚", 1),
];

#[rustfmt::skip]
const MORNINGS: &[(&str, (i64, u32, u32))] = &[
    ("今早", (0, 6, 12)), ("今早上", (0, 6, 12)), ("今晨", (0, 6, 12)), ("昨早", (-1, 6, 12)),
    ("this morning", (0, 6, 12)), ("this afternoon", (0, 12, 18)),
];

/// Words before a unit of the calendar, and how many units away it is.
#[rustfmt::skip]
const BEFORE: &[(&str, i64)] = &[
    ("本", 0), ("这", 0), ("这个", 0), ("这一", 0), ("当前", 0), ("上", -1), ("上个", -1),
    ("上一", -1), ("上一个", -1), ("前一", -1), ("前一个", -1), ("上上", -2), ("上上个", -2),
    ("上上上", -3), ("上上上个", -3), ("下", 1), ("下个", 1), ("下一", 1), ("下一个", 1),
    ("下下", 2), ("下下个", 2), ("this", 0), ("the current", 0), ("current", 0), ("last", -1),
    ("the previous", -1), ("previous", -1), ("prior", -1), ("the prior", -1), ("next", 1),
    ("the coming", 1), ("the last", -1), ("the next", 1), ("上个整", -1), ("上一整", -1),
    ("上一个整", -1), ("上个完整", -1), ("上一个完整", -1),
    ("刚过去的", -1), ("刚刚过去的", -1), ("刚过去的这个", -1), ("刚过完的", -1),
];

#[rustfmt::skip]
const UNITS: &[(&str, Grain)] = &[
    ("周", Grain::Week), ("星期", Grain::Week), ("礼拜", Grain::Week), ("week", Grain::Week),
    ("月", Grain::Month), ("月份", Grain::Month), ("month", Grain::Month), ("季", Grain::Quarter),
    ("季度", Grain::Quarter), ("quarter", Grain::Quarter), ("周末", Grain::Weekday),
    ("weekend", Grain::Weekday), ("wk", Grain::Week), ("mth", Grain::Month),
    ("qtr", Grain::Quarter), ("wkend", Grain::Weekday),
];

#[rustfmt::skip]
const TWICE: &[(&str, Grain)] = &[
    ("the week before last", Grain::Week), ("week before last", Grain::Week),
    ("the month before last", Grain::Month), ("month before last", Grain::Month),
    ("the quarter before last", Grain::Quarter), ("quarter before last", Grain::Quarter),
    ("the weekend before last", Grain::Weekday), ("weekend before last", Grain::Weekday),
];

#[rustfmt::skip]
const TO_DATE: &[(&str, Grain)] = &[
    ("wtd", Grain::Week), ("week to date", Grain::Week), ("mtd", Grain::Month),
    ("month to date", Grain::Month), ("qtd", Grain::Quarter), ("quarter to date", Grain::Quarter),
    ("ytd", Grain::Year), ("year to date", Grain::Year), ("当月", Grain::Month),
    ("当季", Grain::Quarter), ("当周", Grain::Week),
];

#[rustfmt::skip]
const ENGLISH_DAYS: &[(&str, Weekday)] = &[
    ("monday", Weekday::Mon), ("mon", Weekday::Mon), ("tuesday", Weekday::Tue),
    ("tue", Weekday::Tue), ("tues", Weekday::Tue), ("wednesday", Weekday::Wed),
    ("wed", Weekday::Wed), ("thursday", Weekday::Thu), ("thu", Weekday::Thu),
    ("thurs", Weekday::Thu), ("friday", Weekday::Fri), ("fri", Weekday::Fri),
    ("saturday", Weekday::Sat), ("sunday", Weekday::Sun), ("weds", Weekday::Wed),
    ("thur", Weekday::Thu),
];

/// Short for days only where a word before says so: last sat.
const LED_DAYS: &[(&str, Weekday)] = &[("sat", Weekday::Sat), ("sun", Weekday::Sun)];

impl Scan<'_> {
    pub(super) fn relative(&self, pos: usize) -> Option<Hit<TimeRange>> {
        let rules = [
            Self::day_word,
            Self::unit_word,
            Self::weekday_word,
            Self::ago,
        ];
        rules
            .iter()
            .filter_map(|rule| rule(self, pos))
            .max_by_key(|hit| hit.end)
    }

    fn day_word(&self, pos: usize) -> Option<Hit<TimeRange>> {
        let c = &self.chars;
        if let Some((day, end)) = c.pick(pos, NIGHTS) {
            return Some(Hit {
                value: self.night(&self.day_from_today(day)?)?,
                end,
            });
        }
        if let Some(((day, from, to), end)) = c.pick(pos, MORNINGS) {
            let clock = TimeOfDay {
                from_minute: from * 60,
                to_minute: to * 60,
            };
            return Some(Hit {
                value: with_clock(self.day_from_today(day)?, clock),
                end,
            });
        }
        if let Some((day, end)) = c.pick(pos, DAYS) {
            return Some(Hit {
                value: self.day_from_today(day)?,
                end,
            });
        }
        #[rustfmt::skip]
        let now = [
            "现在", "目前", "当前", "此刻", "此时此刻", "眼下", "截至目前", "截至现在", "截止目前",
            "截止现在", "到目前为止", "到现在为止", "now", "right now", "currently",
            "at the moment", "as of now", "at present",
        ];
        let end = c.any(pos, &now)?;
        Some(Hit {
            value: self.now_point(),
            end,
        })
    }

    /// 上周, this quarter, 上上个月, week before last, MTD.
    fn unit_word(&self, pos: usize) -> Option<Hit<TimeRange>> {
        let c = &self.chars;
        if let Some((unit, end)) = c.pick(pos, TWICE) {
            return Some(Hit {
                value: self.unit(unit, -2)?,
                end,
            });
        }
        if let Some((unit, end)) = c.pick(pos, TO_DATE) {
            return Some(Hit {
                value: self.unit(unit, 0)?,
                end,
            });
        }
        if let Some(end) = c.any(pos, &["over the weekend", "at the weekend"]) {
            let begun = self.weekend(0).filter(|range| !range.future);
            let value = begun.or_else(|| self.weekend(-1))?;
            return Some(Hit { value, end });
        }
        let (away, unit, end) = self.unit_before(pos)?;
        // The last week of October is no week counted from today.
        let of = c.any_after(end, &["of", "in"]).map(|at| c.skip(at));
        if of.is_some_and(|at| self.part(at).is_some() || self.unit_before(at).is_some()) {
            return None;
        }
        let range = self.unit(unit, away)?;
        if unit == Grain::Weekday {
            let end = c.opt(end, &["两天", "这两天", "那两天"]);
            return Some(Hit { value: range, end });
        }
        if unit == Grain::Month {
            if let Some(day) = self.day_number(c.skip(end)) {
                let date = range.start.date().with_day(day.value)?;
                return Some(Hit {
                    value: self.date_range(date, date)?,
                    end: day.end,
                });
            }
            if let Some((third, end)) = c.pick(end, &[("上旬", 0), ("中旬", 1), ("下旬", 2)])
            {
                return Some(Hit {
                    value: self.third(range.start.date(), third)?,
                    end,
                });
            }
        }
        if unit == Grain::Week
            && let Some((day, end)) = self.day_of_week(end)
        {
            return Some(Hit {
                value: self.weekday(away, day)?,
                end,
            });
        }
        Some(Hit { value: range, end })
    }

    /// The longest "which + unit"; each word before is tried, for 上 is in 上上.
    fn unit_before(&self, pos: usize) -> Option<(i64, Grain, usize)> {
        let c = &self.chars;
        let each = BEFORE.iter().filter_map(|(word, away)| {
            let end = c.lit(pos, word)?;
            let (unit, end) = c.pick(c.skip(end), UNITS)?;
            let wrong = word.starts_with('前') && unit != Grain::Week && unit != Grain::Month;
            (!wrong).then_some((*away, unit, end))
        });
        each.max_by_key(|(_, _, end)| *end)
    }

    pub(super) fn unit(&self, unit: Grain, away: i64) -> Option<TimeRange> {
        match unit {
            Grain::Week => self.week(away),
            Grain::Month => self.month_from_now(away),
            Grain::Quarter => self.quarter_from_now(away),
            Grain::Weekday => self.weekend(away),
            _ => self.year(self.today.year() + i32::try_from(away).ok()?),
        }
    }

    /// The weekday after 周: 一 to 六, 日, 天, unless it begins another word
    /// (上周一共, 上周日均).
    fn day_of_week(&self, pos: usize) -> Option<(Weekday, usize)> {
        #[rustfmt::skip]
        let table = [
            ("一", Weekday::Mon), ("二", Weekday::Tue), ("三", Weekday::Wed), ("四", Weekday::Thu),
            ("五", Weekday::Fri), ("六", Weekday::Sat), ("日", Weekday::Sun), ("天", Weekday::Sun),
            ("1", Weekday::Mon), ("2", Weekday::Tue), ("3", Weekday::Wed), ("4", Weekday::Thu),
            ("5", Weekday::Fri), ("6", Weekday::Sat),
        ];
        let (day, end) = self.chars.pick(pos, &table)?;
        let stop = match self.chars.at(pos)? {
            '一' => "共直样般些个款同",
            '日' => "均常志报播活销度",
            '天' => "猫天",
            c if c.is_ascii_digit() => "0123456789.个场款单万千百件",
            _ => "个款十百千万亿",
        };
        let other = self.chars.at(end).is_some_and(|c| stop.contains(c));
        (!other).then_some((day, end))
    }

    /// 周二, Friday, last Friday, Friday last week.
    fn weekday_word(&self, pos: usize) -> Option<Hit<TimeRange>> {
        let c = &self.chars;
        if let Some(end) = c.any(pos, &["周", "星期", "礼拜"]) {
            let counted = c
                .before(pos)
                .is_some_and(|x| "每一两几双单本上下这".contains(x) || x.is_ascii_digit());
            let (day, end) = self.day_of_week(end).filter(|_| !counted)?;
            return Some(Hit {
                value: self.newest_weekday(day)?,
                end,
            });
        }
        #[rustfmt::skip]
        let table = [
            ("last", -1), ("this", 0), ("next", 1), ("this past", -1), ("the previous", -1),
        ];
        let lead = c.pick(pos, &table).map(|(away, end)| (away, c.skip(end)));
        if let Some((away, at)) = lead {
            let (day, end) = c.pick(at, ENGLISH_DAYS).or_else(|| c.pick(at, LED_DAYS))?;
            return Some(Hit {
                value: self.weekday(away, day)?,
                end,
            });
        }
        let (day, end) = c.pick(pos, ENGLISH_DAYS)?;
        let at = c.skip(c.opt_after(end, &["of"]));
        if let Some((away, Grain::Week, end)) = self.unit_before(at) {
            return Some(Hit {
                value: self.weekday(away, day)?,
                end,
            });
        }
        let clipped = end - pos <= 4 && !c.is_upper(pos) && !c.pick_before(pos, &[("on", ())]);
        if clipped {
            return None;
        }
        Some(Hit {
            value: self.newest_weekday(day)?,
            end,
        })
    }

    /// An English weekday without a word before it.
    pub(super) fn bare_weekday(&self, pos: usize) -> Option<(Weekday, usize)> {
        self.chars.pick(pos, ENGLISH_DAYS)
    }

    /// Last week, this week: how many weeks away.
    pub(super) fn week_before(&self, pos: usize) -> Option<(i64, usize)> {
        let (away, unit, end) = self.unit_before(pos)?;
        (unit == Grain::Week).then_some((away, end))
    }

    pub(super) fn english_weekday(&self, pos: usize, table_end: &str) -> Option<(Weekday, usize)> {
        let mut plural = ENGLISH_DAYS
            .iter()
            .filter(|(name, _)| name.ends_with("day"));
        plural.find_map(|(name, day)| {
            self.chars
                .lit(pos, &format!("{name}{table_end}"))
                .map(|e| (*day, e))
        })
    }

    /// 三天前, two weeks ago: the day, week, month or year so far back.
    fn ago(&self, pos: usize) -> Option<Hit<TimeRange>> {
        let c = &self.chars;
        if c.before(pos).is_some_and(|x| "近前后第".contains(x)) || self.event_before(pos) {
            return None;
        }
        let single = c.any(pos, &["a", "an"]).map(|end| (1, end));
        let (n, end) = single
            .or_else(|| count(c, pos))
            .filter(|(n, _)| *n <= 1000)?;
        #[rustfmt::skip]
        let table = [
            ("天前", Grain::Day), ("天之前", Grain::Day), ("周前", Grain::Week),
            ("周之前", Grain::Week), ("个星期前", Grain::Week), ("个月前", Grain::Month),
            ("个月之前", Grain::Month), ("年前", Grain::Year), ("day ago", Grain::Day),
            ("days ago", Grain::Day), ("week ago", Grain::Week), ("weeks ago", Grain::Week),
            ("month ago", Grain::Month), ("months ago", Grain::Month), ("year ago", Grain::Year),
            ("years ago", Grain::Year), ("quarter ago", Grain::Quarter),
            ("quarters ago", Grain::Quarter),
        ];
        let (unit, end) = c.pick(c.skip(end), &table)?;
        let away = -i64::from(n);
        let value = if unit == Grain::Day {
            self.day_from_today(away)?
        } else {
            self.unit(unit, away)?
        };
        Some(Hit { value, end })
    }
}
