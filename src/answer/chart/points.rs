//! The marks of a chart, from the rows.

use std::collections::{HashMap, HashSet};

use semantic_sql::bound::Comparison;
use semantic_sql::expr::Grain;

use crate::answer::exact::Exact;
use crate::answer::format::Sign;
use crate::answer::labels;
use crate::answer::narration::story::Story;
use crate::answer::narration::{lookup, rank, trend};
use crate::result_set::{Cell, Role};

use super::remarks::{self, Left};
use super::rules::{self, Sketch};
use super::{BARS, Chart, Kind, LINES, Point, Tone, ring, time};

impl Sketch {
    /// The chart of these columns.
    pub(super) fn fill(&self, story: &Story<'_>) -> Chart {
        let first = self.values.first().copied().unwrap_or_default();
        let (rows, all) = self.rows(story);
        let mut left = Left {
            places: Some((rows.len(), all)),
            ..Left::default()
        };
        let points = match self.kind {
            Kind::Donut => ring::parts(story, first),
            Kind::Scatter => {
                let dots = rows.into_iter().filter_map(|row| self.dot(story, row));
                dots.collect()
            }
            Kind::StackedBar => {
                let marks = rows.into_iter().flat_map(|row| {
                    let marks = self.marks(story, row);
                    marks.into_iter().map(move |mark| (row, mark))
                });
                ring::piles(story, first, marks.collect())
            }
            _ => {
                let marks = rows.into_iter().flat_map(|row| self.marks(story, row));
                marks.collect()
            }
        };
        let (mut points, series) = self.told_apart(points, &mut left);
        let grain = self.grain(story);
        let mut shades = Vec::new();
        if let Some(grain) = grain {
            let result = &story.computed.result;
            shades = time::shades(story.labels, story, result, &points, grain);
            if self.kind == Kind::Line && self.is_dated(story) {
                points = time::with_gaps(points, grain);
            }
        }
        let mut chart = Chart {
            kind: self.kind,
            title: self.title(story),
            remarks: Vec::new(),
            places: match self.place {
                Some(index) => story.column_name(index),
                None if self.steps => story.language().choose("步骤", "Step").to_owned(),
                None => story.group_kind(),
            },
            time_format: grain.map(|grain| time::format(grain, story.language())),
            axes: self.axes(story),
            series,
            points,
            shades,
            card: None,
            language: story.language(),
        };
        chart.remarks = remarks::remarks(&chart, &left);
        chart
    }

    fn title(&self, story: &Story<'_>) -> String {
        let mut names: Vec<String> = Vec::new();
        for column in self.own(story) {
            let name = story.column_name(column);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        story.scoped(&names.join(" / ")).text(story.language())
    }

    /// What the value axes show. Several values on one axis are numbers of one unit.
    fn axes(&self, story: &Story<'_>) -> Vec<(String, bool)> {
        let axis = |index: &usize| {
            let percent = labels::figure(story.column(*index)).is_percent();
            (story.column_name(*index), percent)
        };
        if self.steps {
            let number = story.language().choose("数量", "Number").to_owned();
            return vec![(number, false)];
        }
        self.own(story).iter().map(axis).collect()
    }

    /// The values without those of an earlier period, which share their names.
    fn own(&self, story: &Story<'_>) -> Vec<usize> {
        let prior =
            |column: &usize| rules::side(story, story.column(*column)) == Some(Comparison::Prior);
        self.values
            .iter()
            .copied()
            .filter(|it| !prior(it))
            .collect()
    }

    /// The marks of the series that can be told apart and hold a number, and their names.
    fn told_apart(&self, mut points: Vec<Point>, left: &mut Left) -> (Vec<Point>, Vec<String>) {
        let mut seen = HashSet::new();
        let names = points.iter().map(|point| &point.series);
        let mut series: Vec<String> = names
            .filter(|name| seen.insert((*name).clone()))
            .cloned()
            .collect();
        if [Kind::Line, Kind::GroupedBar, Kind::StackedBar].contains(&self.kind) {
            let mut known: HashMap<&str, bool> = HashMap::new();
            for point in &points {
                *known.entry(point.series.as_str()).or_default() |= point.value.is_some();
            }
            let empty = |name: &&String| known.get(name.as_str()) == Some(&false);
            let empty: Vec<String> = series.iter().filter(empty).cloned().collect();
            series.retain(|name| !empty.contains(name));
            left.empty = empty;
        }
        if ![Kind::HeatMap, Kind::Donut].contains(&self.kind) {
            // More lines than can be told apart: the first ones of the result.
            let all = series.len();
            series.truncate(LINES);
            left.series = Some((series.len(), all));
        }
        points.retain(|point| series.contains(&point.series));
        (points, series)
    }

    /// The rows that are drawn, in their order, and how many there are.
    fn rows(&self, story: &Story<'_>) -> (Vec<usize>, usize) {
        let all = || (0..story.rows()).collect::<Vec<usize>>();
        let is_part_of_time = |column: &usize| {
            story.column(*column).role == Role::Time && Some(*column) != story.buckets
        };
        let rows = match (self.kind, self.values.first()) {
            (Kind::HorizontalBar, Some(column)) => rank::order(story)
                .filter(|order| order.column == *column)
                .map_or_else(all, |order| order.rows),
            // Hours and weekdays have an order of their own; the place goes before the series.
            _ => {
                let parts = [self.series, self.place].into_iter().flatten();
                let parts = parts.filter(is_part_of_time);
                parts.fold(all(), |rows, column| {
                    time::in_own_order(story, column, rows)
                })
            }
        };
        let most = match self.kind {
            Kind::HorizontalBar => BARS,
            Kind::GroupedBar if self.place.is_none() && !self.steps => BARS,
            _ => rows.len(),
        };
        let all = rows.len();
        (rows.into_iter().take(most).collect(), all)
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
            value: story.exact(row, *up).map(Exact::float),
            across: story.exact(row, *across).map(Exact::float),
            text: format!("{}, {}", text(*across), text(*up)),
            ..Point::default()
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
        let start = trend::start(story, row).filter(|_| is_time);
        let grain = self.grain(story).unwrap_or(Grain::Day);
        let step = |index: &usize| self.steps.then(|| story.column_name(*index));
        let mark = |index: &usize| {
            let column = story.column(*index);
            let side = rules::side(story, column);
            let is_change = matches!(side, Some(Comparison::Change | Comparison::ChangeRate));
            // The earlier period was over then, and is settled by now.
            let now = start.filter(|_| side.is_none());
            let value = story.exact(row, *index);
            Point {
                place: match step(index) {
                    Some(step) => step,
                    None if is_time => start.map(time::iso).unwrap_or_default(),
                    None => name.clone(),
                },
                name: step(index).unwrap_or_else(|| name.clone()),
                across: None,
                series: self.series_of(story, row, *index, &name),
                value: value.map(Exact::float),
                text: match value.filter(|_| is_change) {
                    Some(change) => {
                        labels::figure(column).write(change, Sign::Always, story.language())
                    }
                    None => {
                        let cell = story.cell(row, *index).unwrap_or(&Cell::Null);
                        story.labels.cell(column, cell)
                    }
                },
                running: now
                    .is_some_and(|start| trend::running_at(start, grain, story.labels.asked_at)),
                moving: now
                    .is_some_and(|start| time::is_moving(story.labels, column, start, grain)),
                tone: value.filter(|_| is_change).and_then(tone),
            }
        };
        self.values.iter().map(mark).collect()
    }

    fn series_of(&self, story: &Story<'_>, row: usize, value: usize, name: &str) -> String {
        match self.series {
            _ if self.steps => name.to_owned(),
            Some(series) => story.labels.cell(
                story.column(series),
                story.cell(row, series).unwrap_or(&Cell::Null),
            ),
            // The earlier period goes by its own name, so that two bars are two series.
            None if rules::side(story, story.column(value)) == Some(Comparison::Prior) => {
                lookup::compare_label(story).trim().to_owned()
            }
            None => story.column_name(value),
        }
    }

    /// Whether it is known what a bucket of the places is.
    fn is_dated(&self, story: &Story<'_>) -> bool {
        self.place
            .is_some_and(|place| story.column(place).grain.is_some())
    }

    /// What a bucket of the places is, where they are buckets of time.
    fn grain(&self, story: &Story<'_>) -> Option<Grain> {
        let index = self.place.filter(|place| Some(*place) == story.buckets)?;
        Some(story.column(index).grain.unwrap_or(Grain::Day))
    }
}

/// The direction of a change.
pub(super) fn tone(change: Exact) -> Option<Tone> {
    match change {
        change if change.is_zero() => None,
        change if change.is_negative() => Some(Tone::Fall),
        _ => Some(Tone::Rise),
    }
}
