//! Events and holidays by the names that the layer's data gives them.

use chrono::{Datelike as _, NaiveDate};

use super::atom::{EventSide, Part};
use super::build::with_clock;
use super::dates::{add_days, date};
use crate::grammar::number::numeral::count;

use super::{
    CalendarEvent, EventReading, Hit, Occurrence, Scan, TimeOfDay, TimeRange, TimeReading,
};

#[rustfmt::skip]
const SIDES: &[(&str, EventSide)] = &[
    ("当天", EventSide::Day), ("当日", EventSide::Day), ("那天", EventSide::Day),
    ("那一天", EventSide::Day), ("那日", EventSide::Day), ("正日", EventSide::Day),
    ("day", EventSide::Day), ("day itself", EventSide::Day), ("前夜", EventSide::Eve),
    ("前夕", EventSide::Eve), ("前一天", EventSide::Eve), ("前一晚", EventSide::Eve),
    ("eve", EventSide::Eve), ("当晚", EventSide::Evening), ("那晚", EventSide::Evening),
    ("晚上", EventSide::Evening), ("night", EventSide::Evening), ("期间", EventSide::Period),
    ("大促期间", EventSide::Period), ("大促", EventSide::Period), ("活动期间", EventSide::Period),
    ("活动期", EventSide::Period), ("活动", EventSide::Period), ("购物节", EventSide::Period),
    ("购物节期间", EventSide::Period), ("狂欢节", EventSide::Period), ("节", EventSide::Period),
    ("假期", EventSide::Period), ("假期期间", EventSide::Period), ("整个活动期", EventSide::Period),
    ("大促当天", EventSide::Day), ("period", EventSide::Period), ("campaign", EventSide::Period),
    ("season", EventSide::Period), ("sale", EventSide::Period), ("festival", EventSide::Period),
    ("shopping festival", EventSide::Period), ("holiday", EventSide::Period),
    ("promotion", EventSide::Period), ("sales period", EventSide::Period),
    ("campaign period", EventSide::Period),
];

const EVENING: TimeOfDay = TimeOfDay {
    from_minute: 1080,
    to_minute: 1440,
};

/// After the name of a holiday: all of its days.
#[rustfmt::skip]
const DAYS_OFF: &[&str] = &[
    "那几天", "这几天", "几天", "长假", "小长假", "长假期间", "小长假期间", "假日", "假日期间", "放假", "放假期间",
    "放假那几天", "假期里", "假期那几天", "假期几天", "holidays", "holiday period", "break", "vacation", "long weekend",
];

impl Scan<'_> {
    /// An event with a phase or a side: 双11, 双11预售期, 双11当天, the eve of 618.
    pub(super) fn event_part(&self, pos: usize) -> Option<Hit<Part>> {
        let c = &self.chars;
        #[rustfmt::skip]
        let leads = [
            ("the day of", EventSide::Day), ("day of", EventSide::Day),
            ("the eve of", EventSide::Eve), ("eve of", EventSide::Eve),
            ("the night of", EventSide::Evening),
        ];
        if let Some((side, end)) = c.pick(pos, &leads) {
            let (event, end, _) = self.event_name(c.skip(end))?;
            return Some(Hit {
                value: Part::Event(event, None, side),
                end,
            });
        }
        if let Some(hit) = self.on_the_day(pos).or_else(|| self.days_off(pos)) {
            return Some(hit);
        }
        let (event, end, weak) = self.event_name(pos)?;
        let at = c.skip(c.opt(end, &["的", "'s"]));
        let phases = self.cal.events.get(event)?.phases.iter().enumerate();
        let phase = phases
            .filter_map(|(i, p)| self.longest(at, &p.names).map(|e| (i, e)))
            .max_by_key(|(_, e)| *e);
        if let Some((phase, end)) = phase {
            return Some(Hit {
                value: Part::Event(event, Some(phase), EventSide::Period),
                end,
            });
        }
        match c.pick(c.skip(end), SIDES) {
            Some((side, end)) => Some(Hit {
                value: Part::Event(event, None, side),
                end,
            }),
            None if weak => None,
            None => Some(Hit {
                value: Part::Event(event, None, EventSide::Period),
                end,
            }),
        }
    }

    /// On Double 11: the day itself, where the event has one.
    fn on_the_day(&self, pos: usize) -> Option<Hit<Part>> {
        let at = self.chars.skip(self.chars.any(pos, &["on"])?);
        let (event, end, weak) = self.event_name(at)?;
        let known = !weak && self.cal.events.get(event)?.day.is_some();
        let bare = known && self.event_part(at)?.end == end;
        bare.then_some(Hit {
            value: Part::Event(event, None, EventSide::Day),
            end,
        })
    }

    /// 国庆七天, 春节那几天, seven days of National Day, the National Day break.
    fn days_off(&self, pos: usize) -> Option<Hit<Part>> {
        let c = &self.chars;
        let holiday = |at: usize| {
            let (event, end, _) = self.event_name(at)?;
            let known = self.cal.events.get(event)?.holiday;
            known.then_some((event, end))
        };
        let made = |event: usize, side: EventSide, end: usize| Hit {
            value: Part::Event(event, None, side),
            end,
        };
        let counted = |n: u32| EventSide::Days(n);
        if let Some((n, end)) = count(c, pos) {
            let of = c.any_after(c.skip(c.opt(end, &["-"])), &["days of", "day"])?;
            let at = c.skip(c.opt_after(of, &["the"]));
            let (event, end) = holiday(at)?;
            let end = c.opt_after(end, &["holiday", "holidays", "break"]);
            return Some(made(event, counted(n), end));
        }
        let (event, end) = holiday(pos)?;
        let at = c.skip(c.opt(end, &["的", "这", "那", "节", "假期", "放假"]));
        if let Some((n, end)) = count(c, at) {
            let end = c.any(end, &["天", "日"])?;
            let end = c.opt(end, &["假", "长假", "假期", "小长假", "里", "期间", "内"]);
            return Some(made(event, counted(n), end));
        }
        let end = c.any_after(end, DAYS_OFF)?;
        Some(made(event, EventSide::Period, end))
    }

    /// Whether the name of an event ends right before: 国庆三天前 is not three days ago.
    pub(super) fn event_before(&self, pos: usize) -> bool {
        let ends = |name: &String| {
            let from = pos.checked_sub(name.chars().count());
            from.is_some_and(|from| self.chars.name(from, name) == Some(pos))
        };
        self.cal.events.iter().any(|it| it.names.iter().any(ends))
    }

    fn longest(&self, pos: usize, names: &[String]) -> Option<usize> {
        names
            .iter()
            .filter_map(|name| self.chars.name(pos, name))
            .max()
    }

    /// The event whose name is longest here. A name of one or two digits is
    /// weak: it needs a word after it.
    fn event_name(&self, pos: usize) -> Option<(usize, usize, bool)> {
        let mut best: Option<(usize, usize, bool)> = None;
        for (index, event) in self.cal.events.iter().enumerate() {
            for name in &event.names {
                let Some(end) = self.chars.name(pos, name) else {
                    continue;
                };
                let digits = name.chars().all(|c| c.is_ascii_digit());
                if digits && self.counts_things(pos, end) {
                    continue;
                }
                if best.is_none_or(|(_, e, _)| end > e) {
                    best = Some((index, end, digits && end - pos <= 2));
                }
            }
        }
        best
    }

    /// 618件, ¥618, top 38: digits that count or price something.
    fn counts_things(&self, pos: usize, end: usize) -> bool {
        const UNITS: &str =
            "元块万千百亿%％折倍岁件单人个分秒米年月日号天周小名款场次条台套盒瓶-:/";
        let after = self
            .chars
            .at(end)
            .is_some_and(|c| UNITS.contains(c) || c.is_ascii_digit());
        let decimal = self.chars.at(end) == Some('.') && self.digit(end + 1);
        let before = self
            .chars
            .before(pos)
            .is_some_and(|c| "¥$第前超过于-:/.".contains(c));
        after || decimal || before || self.chars.pick_before(pos, &[("top", ())])
    }

    pub(super) fn event_reading(
        &self,
        event: usize,
        phase: Option<usize>,
        side: EventSide,
        year: Option<i32>,
    ) -> Option<TimeReading> {
        let event = self.cal.events.get(event)?;
        let year = year.unwrap_or_else(|| self.event_year(event));
        if event.holiday {
            return self.holiday_reading(event, side, year);
        }
        let phase = phase
            .and_then(|i| event.phases.get(i))
            .map(|p| p.id.clone());
        let reading = EventReading {
            key: format!("campaign:{}:{year}", event.id),
            windows: windows(event, year, phase.as_deref()),
            id: event.id.clone(),
            year,
            phase,
        };
        if side == EventSide::Period {
            return Some(TimeReading::Event(reading));
        }
        let named = event.day.and_then(|(m, d)| date(year, m, d));
        let day = named.or_else(|| reading.windows.iter().map(|w| w.start.date()).min())?;
        let day = if side == EventSide::Eve {
            add_days(day, -1)?
        } else {
            day
        };
        let range = self.date_range(day, day)?;
        let range = if side == EventSide::Evening {
            with_clock(range, EVENING)
        } else {
            range
        };
        Some(TimeReading::Range(range))
    }

    /// The day itself, else the first day.
    pub(super) fn start_of_event(&self, event: &EventReading) -> Option<TimeRange> {
        let first = event.windows.iter().map(|w| w.start).min()?;
        let day = self
            .cal
            .events
            .iter()
            .find(|e| e.id == event.id)
            .and_then(|e| e.day);
        let day = day
            .and_then(|(m, d)| date(event.year, m, d))
            .filter(|d| *d <= self.today);
        let day = day.unwrap_or_else(|| first.date());
        self.date_range(day, day)
    }

    /// The days of a holiday. Its own day is only known where the layer says it, and days that
    /// are counted must be all of them, or all but the last.
    fn holiday_reading(
        &self,
        event: &CalendarEvent,
        side: EventSide,
        year: i32,
    ) -> Option<TimeReading> {
        let windows = windows(event, year, None);
        let [window] = windows.as_slice() else {
            return None;
        };
        let (from, to) = (window.start.date(), window.end.date());
        let named = || event.day.and_then(|(m, d)| date(year, m, d));
        let (from, to) = match side {
            EventSide::Period => (from, to),
            // A holiday that a neighbour made a day longer is still known by its own days: 国庆七天 of eight.
            EventSide::Days(n) if (0..=1).contains(&((to - from).num_days() - i64::from(n))) => {
                (from, add_days(from, i64::from(n))?)
            }
            EventSide::Days(_) => return None,
            EventSide::Eve => (add_days(named()?, -1)?, named()?),
            EventSide::Day | EventSide::Evening => (named()?, add_days(named()?, 1)?),
        };
        let range = self.date_range(from, add_days(to, -1)?)?;
        Some(TimeReading::Range(if side == EventSide::Evening {
            with_clock(range, EVENING)
        } else {
            range
        }))
    }

    /// The year meant when none is said. Of a holiday it is the last that has begun, of an event
    /// the nearest, where a day ahead counts as much as four behind.
    fn event_year(&self, event: &CalendarEvent) -> i32 {
        let this = self.today.year();
        let begun = event.occurrences.iter().filter(|o| o.start <= self.cal.now);
        if let Some(last) = begun.max_by_key(|o| o.start).filter(|_| event.holiday) {
            return last.year;
        }
        let distance = |day: NaiveDate| {
            let days = (day - self.today).num_days();
            if days > 0 { days * 4 } else { -days }
        };
        let by_day = event.day.map(|(m, d)| {
            (this - 1..=this + 1)
                .filter_map(|y| Some((y, date(y, m, d)?)))
                .collect()
        });
        let starts = || {
            event
                .occurrences
                .iter()
                .map(|o| (o.year, o.start.date()))
                .collect::<Vec<_>>()
        };
        let candidates: Vec<(i32, NaiveDate)> = by_day.unwrap_or_else(starts);
        candidates
            .into_iter()
            .min_by_key(|(_, day)| distance(*day))
            .map_or(this, |(year, _)| year)
    }
}

/// The windows of a year: those of the phase, else of the whole event, else the
/// span of all its phases, group by group.
pub(super) fn windows(event: &CalendarEvent, year: i32, phase: Option<&str>) -> Vec<Occurrence> {
    let of_year = || event.occurrences.iter().filter(|o| o.year == year);
    let exact: Vec<Occurrence> = of_year()
        .filter(|o| o.phase.as_deref() == phase)
        .cloned()
        .collect();
    if phase.is_some() || !exact.is_empty() {
        return exact;
    }
    let mut spans: Vec<Occurrence> = Vec::new();
    for o in of_year() {
        match spans.iter_mut().find(|s| s.group == o.group) {
            Some(span) => {
                span.start = span.start.min(o.start);
                span.end = span.end.max(o.end);
            }
            None => spans.push(Occurrence {
                phase: None,
                ..o.clone()
            }),
        }
    }
    spans
}
