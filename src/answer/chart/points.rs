//! The marks of a chart, from the rows.

use std::cmp::Reverse;

use chrono::NaiveTime;
use semantic_sql::expr::Grain;

use crate::answer::exact::Exact;
use crate::answer::format::Sign;
use crate::answer::labels;
use crate::answer::narration::story::Story;
use crate::answer::narration::{lookup, rank, share, trend};
use crate::question::Language;
use crate::result_set::{Cell, Role};

use super::rules::Sketch;
use super::{BARS, Chart, Kind, LINES, PARTS, Point};

/// Whether groups are parts of a whole that a ring may show.
pub(super) fn makes_ring(story: &Story<'_>, column: usize) -> bool {
    let below = (0..story.rows())
        .filter_map(|row| story.exact(row, column))
        .any(Exact::is_negative);
    let parts: Option<Vec<Exact>> = (0..story.rows())
        .map(|row| share::part(story, row, column).map(|fact| fact.value))
        .collect();
    let sum = parts.and_then(|parts| parts.into_iter().try_fold(Exact::ZERO, Exact::plus));
    // A ring says that its parts are everything.
    let whole = sum.is_some_and(|sum| sum.rounded(3) == Exact::new(1, 0));
    whole && !below && (story.rows() <= PARTS || share::adds_up(story, column))
}

impl Sketch {
    /// The chart of these columns.
    pub(super) fn fill(&self, story: &Story<'_>) -> Chart {
        let first = self.values.first().copied().unwrap_or_default();
        let mut points = match self.kind {
            Kind::Donut => ring(story, first),
            Kind::Scatter => self
                .rows(story)
                .into_iter()
                .filter_map(|row| self.dot(story, row))
                .collect(),
            _ => self
                .rows(story)
                .into_iter()
                .flat_map(|row| self.marks(story, row))
                .collect(),
        };
        let mut series: Vec<String> = Vec::new();
        for point in &points {
            if !series.contains(&point.series) {
                series.push(point.series.clone());
            }
        }
        if self.kind != Kind::HeatMap {
            // More lines than can be told apart: the first ones of the result.
            series.truncate(LINES);
            points.retain(|point| series.contains(&point.series));
        }
        let axis = |index: &usize| {
            (
                story.column_name(*index),
                labels::figure(story.column(*index)).is_percent(),
            )
        };
        let axes: Vec<(String, bool)> = self.values.iter().map(axis).collect();
        let title = match self.kind {
            Kind::BarLine | Kind::Scatter | Kind::Funnel => axes
                .iter()
                .map(|(name, _)| name.as_str())
                .collect::<Vec<_>>()
                .join(" / "),
            _ => story.column_name(first),
        };
        Chart {
            kind: self.kind,
            title: story.scoped(&title).text(story.language()),
            places: match self.place {
                Some(index) => story.column_name(index),
                None if self.steps => story.language().choose("步骤", "Step").to_owned(),
                None => story.group_kind(),
            },
            time_format: self.time_format(story),
            axes,
            series,
            points,
            language: story.language(),
        }
    }

    fn rows(&self, story: &Story<'_>) -> Vec<usize> {
        let rows = match (self.kind, self.values.first()) {
            (Kind::HorizontalBar, Some(column)) => rank::order(story)
                .filter(|order| order.column == *column)
                .map_or_else(|| (0..story.rows()).collect(), |order| order.rows),
            // Hours and weekdays have an order of their own.
            (Kind::HeatMap, _) => {
                let mut rows: Vec<usize> = (0..story.rows()).collect();
                let of_time = [self.place, self.series]
                    .into_iter()
                    .flatten()
                    .filter(|index| story.column(*index).role == Role::Time);
                let columns: Vec<usize> = of_time.collect();
                rows.sort_by_key(|row| {
                    let key = |index: &usize| story.exact(*row, *index);
                    columns.iter().map(key).collect::<Vec<_>>()
                });
                rows
            }
            _ => (0..story.rows()).collect(),
        };
        let most = match self.kind {
            Kind::HorizontalBar => BARS,
            Kind::GroupedBar if self.place.is_none() && !self.steps => BARS,
            _ => rows.len(),
        };
        rows.into_iter().take(most).collect()
    }

    /// One dot for a row: the first value across, the second up.
    fn dot(&self, story: &Story<'_>, row: usize) -> Option<Point> {
        let [across, up] = self.values.as_slice() else {
            return None;
        };
        let name = story.group(row);
        let text = |index: usize| {
            let cell = story.cell(row, index).unwrap_or(&Cell::Null);
            format!(
                "{} {}",
                story.column_name(index),
                story.labels.cell(story.column(index), cell)
            )
        };
        Some(Point {
            place: name.clone(),
            name,
            series: String::new(),
            value: story.exact(row, *up).map(Exact::float),
            across: story.exact(row, *across).map(Exact::float),
            text: format!("{}, {}", text(*across), text(*up)),
            running: false,
        })
    }

    /// One mark per value of a row.
    fn marks(&self, story: &Story<'_>, row: usize) -> Vec<Point> {
        let place = self.place.and_then(|index| story.cell(row, index));
        let is_time = self.place.is_some() && self.place == story.buckets;
        let name = match self.place {
            Some(index) => story
                .labels
                .cell(story.column(index), place.unwrap_or(&Cell::Null)),
            None => story.group(row),
        };
        let step = |index: &usize| self.steps.then(|| story.column_name(*index));
        let mark = |index: &usize| Point {
            place: match step(index) {
                Some(step) => step,
                None if is_time => moment(place),
                None => name.clone(),
            },
            name: step(index).unwrap_or_else(|| name.clone()),
            across: None,
            series: match self.series {
                _ if self.steps => name.clone(),
                Some(series) => story.labels.cell(
                    story.column(series),
                    story.cell(row, series).unwrap_or(&Cell::Null),
                ),
                // The earlier period goes by its own name, so that two bars are two series.
                None if story.column(*index).comparison.is_some() => lookup::compare_label(story),
                None => story.column_name(*index),
            },
            value: story.exact(row, *index).map(Exact::float),
            text: story.labels.cell(
                story.column(*index),
                story.cell(row, *index).unwrap_or(&Cell::Null),
            ),
            running: is_time && trend::is_running(story, row),
        };
        self.values.iter().map(mark).collect()
    }

    fn time_format(&self, story: &Story<'_>) -> Option<&'static str> {
        let index = self.place.filter(|place| Some(*place) == story.buckets)?;
        Some(
            match (
                story.column(index).grain.unwrap_or(Grain::Day),
                story.language(),
            ) {
                (Grain::Year, _) => "%Y",
                (Grain::Month | Grain::Quarter, _) => "%Y-%m",
                (Grain::Week | Grain::Day, Language::Zh) => "%m-%d",
                (Grain::Week | Grain::Day, Language::En) => "%b %-d",
                (Grain::Hour | Grain::Minute, Language::Zh) => "%m-%d %H:%M",
                (Grain::Hour | Grain::Minute, Language::En) => "%b %-d %H:%M",
                (Grain::Second, _) => "%H:%M:%S",
            },
        )
    }
}

fn moment(cell: Option<&Cell>) -> String {
    let at = match cell {
        Some(Cell::Date(day)) => day.and_time(NaiveTime::MIN),
        Some(Cell::DateTime(at)) => *at,
        _ => return String::new(),
    };
    at.format("%Y-%m-%dT%H:%M:%S").to_string()
}

/// The parts, largest first; beyond six, the five largest and the sum of the others.
fn ring(story: &Story<'_>, column: usize) -> Vec<Point> {
    let mut rows: Vec<usize> = (0..story.rows())
        .filter(|row| story.exact(*row, column).is_some())
        .collect();
    rows.sort_by_key(|row| Reverse(story.exact(*row, column)));
    let shown = if rows.len() > PARTS {
        PARTS - 1
    } else {
        rows.len()
    };
    let figure = labels::figure(story.column(column));
    let part = |name: String, value: Exact, text: String| Point {
        place: name.clone(),
        series: name.clone(),
        name,
        value: Some(value.float()),
        across: None,
        text,
        running: false,
    };
    let mut points: Vec<Point> = Vec::new();
    for row in rows.iter().take(shown) {
        let (Some(value), Some(share)) =
            (story.exact(*row, column), share::part(story, *row, column))
        else {
            continue;
        };
        let amount = figure.write(value, Sign::Negative, story.language());
        let share = share.text(story.language());
        let text = if amount == share {
            share
        } else {
            format!("{amount} ({share})")
        };
        points.push(part(story.group(*row), value, text));
    }
    let others = rows
        .iter()
        .skip(shown)
        .filter_map(|row| story.exact(*row, column));
    if rows.len() > shown
        && let Some(sum) = others.into_iter().try_fold(Exact::ZERO, Exact::plus)
    {
        let text = figure.write(sum, Sign::Negative, story.language());
        points.push(part(
            story.language().choose("其他", "Others").to_owned(),
            sum,
            text,
        ));
    }
    points
}
