//! The period of a question and what it is compared with.

use chrono::{Duration, NaiveDateTime};
use semantic_sql::layer::{DefaultWindow, SemanticLayer, Text};

use crate::grammar::time::{
    self, Calendar, CompareExpr, EventReading, Grain, TimeRange, TimeReading as Found, base_range,
    label_en, label_zh,
};
use crate::plan::{CompareReading, TimeReading};

use super::super::refuse;
use super::super::slots::Slots;
use super::super::{dates, snapshot};
use super::beside::{last_of_unit, running_beside};
use super::named::{event_label, just_before};
use super::parts::PartOfPeriod;
use super::{Base, Build, Step, events, shift};

/// The time that a question is about.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Period {
    pub(in super::super) range: Option<TimeRange>,
    pub(in super::super) event: Option<EventReading>,
    pub(in super::super) reading: Option<TimeReading>,
    /// The condition of the period just before and what it is called, for a single number.
    pub(super) before: Option<(String, CompareReading)>,
    pub(super) against: Option<CompareExpr>,
    /// No time was named, and the metrics are asked of all of it then.
    pub(in super::super) all_by_default: bool,
    /// What of it counts.
    part: PartOfPeriod,
}

impl Period {
    /// The one period that the question's times come to.
    pub(super) fn settle(
        layer: &SemanticLayer,
        calendar: &Calendar<'_>,
        slots: &Slots,
        timeless: bool,
    ) -> Step<Self> {
        let times = &slots.times;
        let mut period = Self {
            against: times.compare.clone(),
            part: PartOfPeriod::of(layer, times),
            ..Self::default()
        };
        period.settle_event(layer, times.events.as_slice(), slots.compare)?;
        let mut ranges: Vec<&TimeRange> = times.ranges.iter().collect();
        ranges.retain(|range| !events::is_year_of(range, &times.events));
        // 现在断货的: how a thing is on a day needs the day.
        let of_a_day = timeless && slots.fields().any(|id| snapshot::is_of_a_day(layer, id));
        if of_a_day && ranges.len() == 1 && ranges.iter().all(|range| range.point) {
            ranges.clear();
        }
        if ranges.iter().any(|range| range.point) {
            if ranges.len() > 1 || !timeless {
                return Err(refuse::unsupported("现在 / now"));
            }
            return Ok(period);
        }
        let named = ranges.len();
        ranges.dedup_by(|a, b| (a.start, a.end) == (b.start, b.end));
        period.against_itself(&ranges, named > ranges.len() && slots.compare);
        let mut defaulted = false;
        let mut alone = false;
        period.range = match ranges.as_slice() {
            [] if of_a_day => read_range("昨天", calendar),
            [] if period.event.is_some() || times.all || timeless || times.latest.is_some() => None,
            _ if times.latest.is_some() => return Err(refuse::two_bases()),
            [] => {
                let beside = period.against.as_ref().and_then(running_beside);
                let beside = times.running.or(beside);
                let last = period.against.as_ref().and_then(last_of_unit);
                defaulted = beside.is_none();
                let window = window(layer, slots).filter(|_| beside.or(last).is_none());
                // So long a time before may lie before the data begins.
                alone = matches!(window, Some(DefaultWindow::Days(_)));
                period.all_by_default = window == Some(DefaultWindow::All);
                by_default(layer, calendar, beside.or(last), window)
            }
            [one] => Some((*one).clone()),
            [a, b] if slots.compare && period.against.is_none() => {
                let (new, old) = if a.start >= b.start { (a, b) } else { (b, a) };
                period.against = Some(CompareExpr::Range((*old).clone()));
                Some((*new).clone())
            }
            _ => return Err(refuse::two_bases()),
        };
        if period
            .range
            .as_ref()
            .is_some_and(|range| begins(range) >= calendar.now)
            && !slots.ahead
        {
            return Err(refuse::not_yet());
        }
        period.place_by_the_clock(times);
        period.reading = period.said(layer, defaulted);
        if let Some(range) = &period.range {
            let before = base_range(range, &CompareExpr::PreviousPeriod, calendar);
            // The newest forecast of a time just before is of the days that it still had.
            let plain = !slots.ahead
                && !alone
                && !of_a_day
                && !slots.times.leaves_out()
                && range.time_of_day.is_none()
                && !range.by_session_start;
            period.before = plain
                .then(|| dates::conditions(layer, before.start, before.end, None))
                .flatten()
                .map(|condition| (condition, just_before(range, &before)));
        }
        Ok(period)
    }

    /// Keeps to whole buckets where the words name a rolling number of them, and says so: 近6个月 by month is six whole
    /// months.
    pub(super) fn keep_to_whole(&mut self, layer: &SemanticLayer, grain: Grain) {
        let Some(range) = &self.range else {
            return;
        };
        let whole = range.for_grain(grain);
        if whole != range {
            self.range = Some(whole.clone());
            let defaulted = self.reading.as_ref().is_some_and(|it| it.defaulted);
            self.reading = self.said(layer, defaulted);
        }
    }

    fn said(&self, layer: &SemanticLayer, defaulted: bool) -> Option<TimeReading> {
        if let Some(range) = &self.range {
            return Some(TimeReading {
                key: range.key.clone(),
                start: range.start,
                end: range.end,
                partial: range.partial,
                defaulted,
                label: self.part.label(range),
            });
        }
        let event = self.event.as_ref()?;
        let start = event.windows.iter().map(|window| window.start).min()?;
        let end = event.windows.iter().map(|window| window.end).max()?;
        Some(TimeReading {
            key: event.key.clone(),
            start,
            end,
            partial: false,
            defaulted,
            label: self.part.behind(event_label(layer, event)),
        })
    }

    /// What it is called as a whole, whatever part of it counts.
    pub(in super::super) fn whole_label(&self, layer: &SemanticLayer) -> Option<Text> {
        let range = self.range.as_ref().map(|range| Text {
            zh: label_zh(range),
            en: label_en(range),
        });
        range.or_else(|| Some(event_label(layer, self.event.as_ref()?)))
    }

    /// Whether anything restricts the time.
    pub(super) fn has_condition(&self) -> bool {
        self.range.is_some()
    }
}

/// The period where the question names none: what it says of it otherwise, else the window of its metrics, else that
/// of the layer.
fn by_default(
    layer: &SemanticLayer,
    calendar: &Calendar<'_>,
    said: Option<&str>,
    window: Option<DefaultWindow>,
) -> Option<TimeRange> {
    match (said, window) {
        (Some(text), _) => read_range(text, calendar),
        (None, Some(DefaultWindow::All)) => None,
        (None, Some(DefaultWindow::Month)) => read_range("本月", calendar),
        (None, Some(DefaultWindow::Days(days))) => last_days(days, calendar),
        (None, None) => last_days(layer.default_window_days.unwrap_or_default(), calendar),
    }
}

/// When a range begins: today's evening not before the evening.
fn begins(range: &TimeRange) -> NaiveDateTime {
    let within_a_day = range.end - range.start <= Duration::days(1);
    let hours = range
        .time_of_day
        .filter(|hours| within_a_day && hours.from_minute < hours.to_minute);
    let late = hours.map_or(0, |hours| hours.from_minute);
    range.start + Duration::minutes(i64::from(late))
}

/// The window that all asked metrics have by default, where they have one of their own.
fn window(layer: &SemanticLayer, slots: &Slots) -> Option<DefaultWindow> {
    let fields: Vec<_> = slots.fields().chain(slots.grouped()).collect();
    let named = |name: &String| fields.iter().any(|id| layer.field(*id).name == *name);
    let windows = slots.metrics.iter().map(|mention| {
        let metric = layer.metric(mention.metric);
        let stand_in = metric.by_grain.iter();
        let mut stand_in = stand_in.filter(|by| by.fields.iter().any(named));
        let counted = stand_in.next().map_or(metric, |by| layer.metric(by.metric));
        counted.default_window
    });
    let windows: Vec<Option<DefaultWindow>> = windows.collect();
    // What is set for a month is compared with what there is of it.
    if windows.contains(&Some(DefaultWindow::Month)) {
        return Some(DefaultWindow::Month);
    }
    let first = windows.first().copied().flatten()?;
    windows.iter().all(|it| *it == Some(first)).then_some(first)
}

/// So many full days until yesterday, read by the time grammar itself.
fn last_days(days: u32, calendar: &Calendar<'_>) -> Option<TimeRange> {
    read_range(&format!("近{days}天"), calendar)
}

fn read_range(text: &str, calendar: &Calendar<'_>) -> Option<TimeRange> {
    let found = time::find(text, calendar);
    found.into_iter().find_map(|it| match it.time {
        Found::Range(range) => Some(range),
        _ => None,
    })
}

impl Build<'_> {
    /// The conditions that place rows in the period; with a base of its own both periods.
    pub(super) fn period_filters(&self) -> Vec<String> {
        if let Some(Base::Conditions { now, then, .. }) = &self.base {
            return vec![format!("(({now}) OR ({then}))")];
        }
        let mut filters = Vec::new();
        if let Some(range) = &self.period.range {
            filters.extend(self.range_filters(range));
        }
        if let Some(event) = &self.period.event {
            filters.extend(self.event_filters(event));
        }
        for event in &self.slots.times.without_events {
            filters.extend(self.outside_of(event));
        }
        for range in &self.slots.times.without {
            let (start, end) = (range.start, range.end);
            let inside = dates::conditions(self.layer, start, end, None);
            filters.extend(inside.map(|inside| format!("NOT ({inside})")));
        }
        let days = &self.slots.times.weekdays;
        if let (false, Some(column)) = (
            days.is_empty(),
            dates::dimension(self.layer, Grain::Weekday),
        ) {
            let days: Vec<String> = days.iter().map(u32::to_string).collect();
            filters.push(format!("{column} IN ({})", days.join(", ")));
        }
        filters
    }

    /// Whether hours of days are asked for; an evening's sessions are placed by their start, and whole.
    pub(in super::super) fn has_hours(&self) -> bool {
        let range = self.period.range.as_ref();
        let own = range.is_some_and(|it| it.time_of_day.is_some() && !it.by_session_start);
        own || self.slots.times.time_of_day.is_some()
    }

    /// Whether all hours of all days of the period count, so that the period before is like it.
    pub(super) fn is_of_whole_days(&self) -> bool {
        let times = &self.slots.times;
        times.time_of_day.is_none() && times.weekdays.is_empty()
    }

    pub(super) fn range_filters(&self, range: &TimeRange) -> Vec<String> {
        let field = self.by_start.as_deref();
        let part = range.time_of_day.or(self.slots.times.time_of_day);
        let whole = dates::conditions(self.layer, range.start, range.end, field);
        let Some(part) = part else {
            return whole.into_iter().collect();
        };
        let one_day = (range.end - range.start).num_hours() <= 24;
        let at = |minute: u32| -> Option<NaiveDateTime> {
            range
                .start
                .checked_add_signed(Duration::minutes(i64::from(minute)))
        };
        if let (true, Some(from), Some(to)) = (
            one_day && starts_day(range),
            at(part.from_minute),
            at(part.to_minute),
        ) {
            return dates::conditions(self.layer, from, to, field)
                .into_iter()
                .collect();
        }
        whole
            .into_iter()
            .chain(dates::hours(self.layer, part))
            .collect()
    }

    /// What the question compares with, if it compares periods.
    pub(super) fn settle_base(&self, calendar: &Calendar<'_>) -> Step<Option<Base>> {
        let several = |field| {
            self.slots
                .restrictions
                .iter()
                .any(|it| it.field == field && it.values.len() > 1)
        };
        let by_value = self.slots.groups.iter().any(|group| several(group.field));
        let by_value = by_value || (!self.slots.change && !self.slots.groups.is_empty());
        let trend = self.bucket.is_some() || self.slots.share;
        let compare = match &self.period.against {
            Some(compare) => compare.clone(),
            None if self.slots.compare && !by_value && !trend => CompareExpr::PreviousPeriod,
            None => return Ok(None),
        };
        if let Some(event) = &self.period.event {
            return self.event_base(event, &compare, calendar).map(Some);
        }
        let Some(range) = &self.period.range else {
            return Err(refuse::two_bases());
        };
        // Days that are left out of one period only would make the two unlike.
        if self.slots.times.leaves_out() {
            return Err(refuse::unsupported(
                "对比里剔除日期 / leaving days out of a comparison",
            ));
        }
        if matches!(compare, CompareExpr::Event(_)) || self.slots.times.time_of_day.is_some() {
            return Err(refuse::two_bases());
        }
        let base = base_range(range, &compare, calendar);
        let reading = CompareReading {
            kind: kind(&compare).to_owned(),
            start: Some(base.start),
            end: Some(base.end),
            label: Text {
                zh: label_zh(&base),
                en: label_en(&base),
            },
        };
        if let Some(offset) = shift(range, &compare, calendar) {
            return Ok(Some(Base::Offset(offset, reading)));
        }
        let (now, then) = (
            self.range_filters(range).join(" AND "),
            self.range_filters(&base).join(" AND "),
        );
        if self.bucket.is_some() {
            return Err(refuse::two_bases());
        }
        Ok(Some(Base::Conditions { now, then, reading }))
    }
}

fn starts_day(range: &TimeRange) -> bool {
    range.start.time() == chrono::NaiveTime::MIN
}

pub(super) fn kind(compare: &CompareExpr) -> &'static str {
    match compare {
        CompareExpr::PreviousPeriod => "previous_period",
        CompareExpr::Shift(step)
            if *compare == CompareExpr::SAME_PERIOD_LAST_YEAR && step.n == 1 =>
        {
            "same_period_last_year"
        }
        CompareExpr::Shift(_) => "shift",
        CompareExpr::SameWeekLastYear => "same_week_last_year",
        CompareExpr::Range(_) => "custom",
        CompareExpr::Event(_) => "event",
    }
}
