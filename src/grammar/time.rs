//! The time grammar: finds expressions of time in a Chinese, English or mixed
//! text and resolves them against a [`Calendar`]. Nothing is read from a clock,
//! and no event, holiday or word for a session is compiled in.
//!
//! Rules: weeks are whole calendar weeks; "N days" end yesterday unless today
//! is asked for; a period that still runs is cut at `now`; ranges are half-open.

mod absolute;
mod atom;
mod base;
mod build;
mod clock;
mod compare;
mod dates;
mod day;
mod digits;
mod ends;
mod event;
mod grain;
mod label;
mod part_of;
mod range;
mod relative;
mod rolling;
mod session;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use chrono::{NaiveDate, NaiveDateTime, Weekday};
use serde::{Deserialize, Serialize};

pub use base::{base_event, base_range, moved_back, offset, previous_range};
pub use day::day_within;
pub use label::{label_en, label_zh};

use crate::grammar::chars::Chars;
use atom::Atom;

/// What the grammar may know besides the text.
#[derive(Debug, Clone, Copy)]
pub struct Calendar<'a> {
    pub now: NaiveDateTime,
    pub week_start: Weekday,
    /// 1 to 12; the fiscal year is named by the year in which it ends.
    pub fiscal_start_month: u32,
    pub events: &'a [CalendarEvent],
    pub sessions: &'a SessionWords,
}

/// A named event or holiday, given by the layer's data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarEvent {
    pub id: String,
    pub names: Vec<String>,
    pub occurrences: Vec<Occurrence>,
    #[serde(default)]
    pub phases: Vec<EventPhase>,
    /// Month and day of "the day itself".
    #[serde(default)]
    pub day: Option<(u32, u32)>,
    /// Days off that are the same for everybody: a name of it is a plain range of days.
    #[serde(default)]
    pub holiday: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventPhase {
    pub id: String,
    pub names: Vec<String>,
}

/// One window of an event, half-open; without a phase it is the whole event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occurrence {
    pub year: i32,
    #[serde(default)]
    pub group: Option<String>,
    #[serde(default)]
    pub phase: Option<String>,
    pub start: NaiveDateTime,
    pub end: NaiveDateTime,
}

/// What the layer calls a session and its two ends: 场, 直播, stream; 开播; 下播.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SessionWords {
    pub names: Vec<String>,
    pub starts: Vec<String>,
    pub ends: Vec<String>,
}

/// An expression of time and where it stands, in bytes of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    pub span: Range<usize>,
    pub time: TimeReading,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeReading {
    Range(TimeRange),
    Event(EventReading),
    Compare(CompareExpr),
    /// 按天, monthly: one row a bucket.
    Grain(Grain),
    /// 哪天, which month: the bucket itself is asked for.
    WhichGrain(Grain),
    /// 每个月末, month-end: one row a bucket, as things stood at its end.
    EndOf(Grain),
    /// 日均, daily average.
    Average(Grain),
    TimeOfDay(TimeOfDay),
    /// 每周五, on Mondays: ISO weekdays, Monday is 1.
    Weekdays(Vec<u32>),
    /// A part of each session, counted from its start or end.
    RelativeToSession(SessionWindow),
    /// The newest sessions that have ended.
    LatestSessions(u32),
    /// 再往前推一周: the range before, moved into the past.
    MoveBack(Step),
    /// The whole period of the data: 历史累计, all time.
    AllTime,
    /// 最近, recently: a time is meant, none is said.
    Vague,
}

/// A half-open range of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeRange {
    pub start: NaiveDateTime,
    pub end: NaiveDateTime,
    /// The unit that the words name.
    pub grain: Grain,
    /// How far back the period before it lies.
    pub step: Step,
    /// The period still runs and is cut at now.
    pub partial: bool,
    /// Some of it has not happened yet.
    pub future: bool,
    /// A moment, not a period: 现在.
    pub point: bool,
    pub key: String,
    /// Whole natural units, to be used when grouped by the unit named:
    /// 近三个月 by month is three full months.
    pub whole: Option<Box<Self>>,
    pub time_of_day: Option<TimeOfDay>,
    /// Whole sessions that start inside: 昨晚.
    pub by_session_start: bool,
    /// The periods at its two ends, where two were said: 9月到10月.
    #[serde(default)]
    pub ends: Option<Box<[Self; 2]>>,
}

impl TimeRange {
    /// Whether the words name a rolling number of months or weeks.
    #[must_use]
    pub fn is_rolling(&self) -> bool {
        self.whole.is_some()
    }

    /// The range to use when the question groups by `grain`.
    #[must_use]
    pub fn for_grain(&self, grain: Grain) -> &Self {
        self.whole
            .as_deref()
            .filter(|whole| whole.grain == grain)
            .unwrap_or(self)
    }
}

/// A count of calendar units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub n: u32,
    pub unit: Grain,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grain {
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    HalfYear,
    Year,
    /// Day of the week, over all weeks.
    Weekday,
    /// Hour of the day, over all days.
    HourOfDay,
}

/// Minutes of the day; `to_minute` is beyond 1440 where it crosses midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeOfDay {
    pub from_minute: u32,
    pub to_minute: u32,
}

/// An event of one year with its windows, one or more a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventReading {
    pub id: String,
    pub year: i32,
    pub phase: Option<String>,
    /// `campaign:id:year`.
    pub key: String,
    pub windows: Vec<Occurrence>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionEdge {
    Start,
    End,
}

/// Minutes from one edge of a session; negative lies before the edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionWindow {
    pub edge: SessionEdge,
    pub from_minute: i32,
    pub to_minute: i32,
    /// The words say "before the start" and are read as "first minutes of".
    pub reread: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CompareExpr {
    /// 环比: the equally long period just before.
    PreviousPeriod,
    /// The same dates some calendar units earlier: 同比, 上月同期, 昨天同时段.
    Shift(Step),
    /// 去年同周: the same ISO week and weekdays a year before.
    SameWeekLastYear,
    Range(TimeRange),
    Event(EventReading),
}

impl CompareExpr {
    pub const SAME_PERIOD_LAST_YEAR: Self = Self::Shift(Step {
        n: 1,
        unit: Grain::Year,
    });
    pub const SAME_PERIOD_LAST_QUARTER: Self = Self::Shift(Step {
        n: 1,
        unit: Grain::Quarter,
    });
    pub const SAME_PERIOD_LAST_MONTH: Self = Self::Shift(Step {
        n: 1,
        unit: Grain::Month,
    });
    pub const SAME_PERIOD_LAST_WEEK: Self = Self::Shift(Step {
        n: 1,
        unit: Grain::Week,
    });
    pub const SAME_TIME_YESTERDAY: Self = Self::Shift(Step {
        n: 1,
        unit: Grain::Day,
    });
}

/// What every rule reads: the text and the calendar.
struct Scan<'a> {
    chars: Chars<'a>,
    cal: &'a Calendar<'a>,
    today: NaiveDate,
    /// What was read at each position: many rules ask for the same.
    atoms: RefCell<Vec<Memo<Atom>>>,
    spans: RefCell<Vec<Memo<Hit<TimeReading>>>>,
}

/// A result kept: not asked for yet, or what came of it.
type Memo<T> = Option<Option<Rc<T>>>;

/// Something a rule read, and the position after it.
#[derive(Clone)]
struct Hit<T> {
    value: T,
    end: usize,
}

/// The Chinese characters with which the grammar's own words begin.
const STARTS: &str = "第一二三四五六七八九十两〇零半几今昨前大后明本这上下当去现目此眼截到近最过往未接整全年月季周星礼早晚凌清中傍夜夜白黄从自打在迄开历有所哪什每按逐分各天日小以平比相较对环同跟和与再之向头首末刚新截止直间点";

/// Finds every expression of time: longest match, left to right.
#[must_use]
pub fn find(text: &str, calendar: &Calendar) -> Vec<Found> {
    let chars = Chars::new(text);
    let (atoms, spans) = (
        RefCell::new(vec![None; chars.len() + 1]),
        RefCell::new(vec![None; chars.len() + 1]),
    );
    let scan = Scan {
        chars,
        cal: calendar,
        today: calendar.now.date(),
        atoms,
        spans,
    };
    let mut found = Vec::new();
    let mut pos = 0;
    while pos < scan.chars.len() {
        match scan.reading(pos) {
            Some(hit) if hit.end > pos => {
                found.push(Found {
                    span: scan.chars.bytes(pos, hit.end),
                    time: hit.value,
                });
                pos = hit.end;
            }
            _ => pos += 1,
        }
    }
    found
}

impl Scan<'_> {
    /// A cheap look at the first character spares most positions every rule.
    fn may_begin(&self, pos: usize, c: char) -> bool {
        if c.is_ascii() {
            return c.is_ascii_digit()
                || (c.is_ascii_alphabetic() && self.chars.starts_word(pos))
                || "#-~".contains(c);
        }
        let first = |names: &[String]| names.iter().any(|name| Chars::first(name) == Some(c));
        let words = self.cal.sessions;
        STARTS.contains(c)
            || first(&words.starts)
            || first(&words.ends)
            || self.cal.events.iter().any(|event| first(&event.names))
    }

    /// The longest reading that begins at a position; on a tie the first rule.
    fn reading(&self, pos: usize) -> Option<Hit<TimeReading>> {
        let c = self.chars.at(pos)?;
        if !self.may_begin(pos, c) {
            return None;
        }
        let rules = [
            Self::compare,
            Self::move_back,
            Self::session_part,
            Self::latest_sessions,
            Self::ranged,
            Self::grouping,
            Self::time_of_day,
            Self::loose,
        ];
        let mut best: Option<Hit<TimeReading>> = None;
        for rule in rules {
            if let Some(hit) = rule(self, pos)
                && best.as_ref().is_none_or(|b| hit.end > b.end)
            {
                best = Some(hit);
            }
        }
        best
    }
}
