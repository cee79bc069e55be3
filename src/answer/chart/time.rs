//! Time in charts: gaps, numbers that are not final, days of events, hours past midnight.

use std::collections::HashMap;

use chrono::{Datelike as _, Duration, NaiveDate, NaiveDateTime, NaiveTime};
use semantic_sql::expr::{DatePart, Grain};
use semantic_sql::layer::TimeUnit;

use crate::answer::caveats::is_group_asked_for;
use crate::answer::exact::Exact;
use crate::answer::labels::Labels;
use crate::answer::narration::story::Story;
use crate::answer::narration::trend::bucket_end;
use crate::grammar::time::CalendarEvent;
use crate::question::Language;
use crate::result_set::{Cell, ResultColumn, ResultSet};

use super::{Point, Shade};

/// How moments are written in places.
const ISO: &str = "%Y-%m-%dT%H:%M:%S";
/// Shades in one chart; beyond them nobody reads their names.
const SHADES: usize = 12;

/// A moment as the place of a mark.
pub(super) fn iso(at: NaiveDateTime) -> String {
    at.format(ISO).to_string()
}

/// The moment of a place.
pub(super) fn moment(place: &str) -> Option<NaiveDateTime> {
    NaiveDateTime::parse_from_str(place, ISO).ok()
}

/// The moment of a cell.
pub(in crate::answer) fn moment_of(cell: &Cell) -> Option<NaiveDateTime> {
    match cell {
        Cell::Date(day) => Some(day.and_time(NaiveTime::MIN)),
        Cell::DateTime(at) => Some(*at),
        _ => None,
    }
}

/// How moments of a grain are written on an axis.
pub(super) fn format(grain: Grain, language: Language) -> &'static str {
    match (grain, language) {
        (Grain::Year, _) => "%Y",
        (Grain::Month | Grain::Quarter, _) => "%Y-%m",
        (Grain::Week | Grain::Day, Language::Zh) => "%m-%d",
        (Grain::Week | Grain::Day, Language::En) => "%b %-d",
        (Grain::Hour | Grain::Minute, Language::Zh) => "%m-%d %H:%M",
        (Grain::Hour | Grain::Minute, Language::En) => "%b %-d %H:%M",
        (Grain::Second, _) => "%H:%M:%S",
    }
}

/// Whether the number of a bucket will still change, by what the layer says of its metric.
pub(super) fn is_moving(
    labels: &Labels<'_>,
    column: &ResultColumn,
    start: NaiveDateTime,
    grain: Grain,
) -> bool {
    let metric = column.metric.as_deref();
    let Some(metric) = metric.and_then(|name| labels.layer.find_metric(name)) else {
        return false;
    };
    let formulas = labels.layer.formulas_of(metric);
    let days = formulas.iter().filter_map(|formula| {
        let maturity = labels.layer.metric(formula.metric).maturity.as_ref();
        maturity.map(|maturity| i64::from(maturity.days))
    });
    let Some((end, days)) = bucket_end(start, grain).zip(days.max()) else {
        return false;
    };
    end + Duration::days(days) > labels.asked_at
}

/// The marks with a gap wherever a bucket of a series has no row, so that no line runs across.
pub(super) fn with_gaps(points: Vec<Point>, grain: Grain) -> Vec<Point> {
    let mut last: HashMap<String, NaiveDateTime> = HashMap::new();
    let mut open: Vec<Point> = Vec::with_capacity(points.len());
    for point in points {
        if let Some(at) = moment(&point.place) {
            let before = last.insert(point.series.clone(), at);
            let next = before.and_then(|before| bucket_end(before, grain));
            if let Some(next) = next.filter(|next| *next < at) {
                open.push(Point {
                    place: iso(next),
                    name: next.format("%Y-%m-%d %H:%M").to_string(),
                    series: point.series.clone(),
                    text: "—".to_owned(),
                    ..Point::default()
                });
            }
        }
        open.push(point);
    }
    open
}

/// The days of the layer's events that the marks reach into, for whom the question is about.
pub(super) fn shades(
    labels: &Labels<'_>,
    story: &Story<'_>,
    result: &ResultSet,
    points: &[Point],
    grain: Grain,
) -> Vec<Shade> {
    // In a month there is always some event.
    if matches!(grain, Grain::Month | Grain::Quarter | Grain::Year) {
        return Vec::new();
    }
    let mut buckets: Vec<Bucket> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for point in points {
        let start = moment(&point.place).filter(|start| seen.insert(*start));
        let ends = start.and_then(|start| Some((start, bucket_end(start, grain)?)));
        buckets.extend(ends.map(|(start, end)| Bucket {
            start,
            end,
            name: point.name.clone(),
        }));
    }
    buckets.sort_by_key(|bucket| bucket.start);
    let mut shades = Vec::new();
    for event in labels.knowledge.events.iter().filter(|it| !it.holiday) {
        let name = name(labels, event);
        for (from, to) in windows(labels, story, result, event) {
            let Some(days) = covered(&buckets, from, to, &name, false) else {
                continue;
            };
            let day = event
                .day
                .and_then(|(month, day)| NaiveDate::from_ymd_opt(to.year(), month, day))
                .map(|day| day.and_time(NaiveTime::MIN))
                .filter(|day| from <= *day && *day < to && grain != Grain::Week);
            let day = day.and_then(|day| {
                covered(&buckets, day, day + Duration::days(1), &name, true)
                    .filter(|shade| shade.places != days.places)
            });
            shades.push(days);
            shades.extend(day);
        }
    }
    shades.truncate(SHADES);
    shades
}

struct Bucket {
    start: NaiveDateTime,
    end: NaiveDateTime,
    name: String,
}

/// The buckets that a time reaches into, as a shade; half a bucket wider, for marks stand in its middle.
fn covered(
    buckets: &[Bucket],
    from: NaiveDateTime,
    to: NaiveDateTime,
    name: &str,
    is_the_day: bool,
) -> Option<Shade> {
    let inside = |bucket: &&Bucket| bucket.start < to && bucket.end > from;
    let inside: Vec<&Bucket> = buckets.iter().filter(inside).collect();
    let (first, last) = (inside.first()?, inside.last()?);
    Some(Shade {
        name: name.to_owned(),
        from: iso(first.start - (first.end - first.start) / 2),
        to: iso(last.start + (last.end - last.start) / 2),
        places: inside.iter().map(|bucket| bucket.name.clone()).collect(),
        is_the_day,
    })
}

fn name(labels: &Labels<'_>, event: &CalendarEvent) -> String {
    let calendar = labels.layer.calendar.as_ref();
    let mut known = calendar.into_iter().flat_map(|calendar| &calendar.events);
    let label = known
        .find(|known| known.id == event.id)
        .map(|known| labels.language.pick(&known.label));
    label
        .or(event.names.first().map(String::as_str))
        .unwrap_or(&event.id)
        .to_owned()
}

/// When an event takes place for whom is asked about; times that touch are one.
fn windows(
    labels: &Labels<'_>,
    story: &Story<'_>,
    result: &ResultSet,
    event: &CalendarEvent,
) -> Vec<(NaiveDateTime, NaiveDateTime)> {
    let asked = |group: &String| {
        is_group_asked_for(labels, story.computed, group) && has_rows_of(labels, result, group)
    };
    let mut windows: Vec<(NaiveDateTime, NaiveDateTime)> = event
        .occurrences
        .iter()
        .filter(|it| it.group.as_ref().is_none_or(asked))
        .map(|it| (it.start, it.end))
        .collect();
    windows.sort_unstable();
    let mut joined: Vec<(NaiveDateTime, NaiveDateTime)> = Vec::new();
    for (start, end) in windows {
        match joined.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => joined.push((start, end)),
        }
    }
    joined
}

/// Whether a result that is split by the groups of the calendar has rows of one of them.
fn has_rows_of(labels: &Labels<'_>, result: &ResultSet, group: &String) -> bool {
    let calendar = labels.layer.calendar.as_ref();
    let Some(field) = calendar.and_then(|calendar| calendar.group_field.as_deref()) else {
        return true;
    };
    let is_group = |column: &ResultColumn| {
        let named = column.field.as_deref();
        named.is_some_and(|named| named.rsplit('.').next() == Some(field))
    };
    let Some(column) = result.columns.iter().position(is_group) else {
        return true;
    };
    let mut cells = result.rows.iter().filter_map(|row| row.get(column));
    cells.any(|cell| cell.key().as_ref() == Some(group))
}

/// Rows in the order of a part of time. Hours that go on past midnight begin after the longest break.
pub(super) fn in_own_order(story: &Story<'_>, column: usize, mut rows: Vec<usize>) -> Vec<usize> {
    rows.sort_by_key(|row| story.exact(*row, column));
    let name = &story.column(column).name;
    let grain = story.labels.layer.find_grain(name);
    if !grain.is_some_and(|grain| grain.unit == TimeUnit::Extract(DatePart::Hour)) {
        return rows;
    }
    let hour = |row: &usize| story.exact(*row, column).map(Exact::whole);
    let hours: Vec<i128> = rows.iter().filter_map(hour).collect();
    if !(hours.contains(&0) && hours.contains(&23)) {
        return rows;
    }
    let breaks = hours
        .iter()
        .zip(hours.iter().skip(1))
        .map(|(hour, next)| (next - hour, *next));
    // Of equal breaks the first; one hour to the next is none.
    let longest = breaks
        .filter(|(hours, _)| *hours > 1)
        .max_by_key(|(hours, next)| (*hours, -next));
    if let Some((_, first)) = longest {
        rows.sort_by_key(|row| hour(row).map(|hour| (hour < first, hour)));
    }
    rows
}
