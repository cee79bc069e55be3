//! A picture of a result, chosen by its shape and drawn by any library.
//!
//! | shape | chart |
//! |---|---|
//! | no row, or no number | none |
//! | one row | number on a card |
//! | up to three buckets of time | bars; with series, grouped bars |
//! | more buckets | line, one per series (at most eight); gaps stay open, a running bucket is dashed |
//! | buckets, two values of unlike units | bars and a line on two axes |
//! | buckets, or groups, with an earlier period | two lines, or grouped bars |
//! | groups, intent share, up to six parts that make the whole | ring |
//! | groups, intent share, more parts that add up | ring of the five largest and the others |
//! | hours, weekdays | bars in their own order |
//! | two kinds of groups | grouped bars where few, else bars of the pairs |
//! | a change taken apart | waterfall from the value before to the value now |
//! | groups | horizontal bars in the order of the rows, at most twenty |
//!
//! A question may ask for another picture; it gets it where the rows can be drawn so.
//!
//! Nothing is drawn that is not in the rows; the others of a ring are the sum of their rows.

mod points;
mod vega;
mod waterfall;

use serde::Serialize;
use serde_json::Value;

use crate::plan::{ChartWish, Intent};
use crate::question::Language;
use crate::result_set::{Cell, Role};
use semantic_sql::bound::Comparison;

pub(super) use waterfall::{Bars, waterfall};

use super::Computed;
use super::labels::Labels;
use super::narration::story::Story;

/// Lines in one chart.
const LINES: usize = 8;
/// Bars in one chart.
const BARS: usize = 20;
/// Parts of a ring.
const PARTS: usize = 6;
/// Buckets that are bars rather than a line.
const FEW: usize = 3;

/// What a chart is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A number on a card.
    Kpi,
    /// Lines over time.
    Line,
    /// Upright bars.
    Bar,
    /// Bars that lie, in order.
    HorizontalBar,
    /// Bars side by side.
    GroupedBar,
    /// Bars and a line, each with its own axis.
    BarLine,
    /// A ring.
    Donut,
    /// From one value to another, each part on top of those before.
    Waterfall,
}

/// One mark.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Its place: a name, or a moment as ISO text.
    pub place: String,
    /// The name of its place.
    pub name: String,
    /// Which series it is of.
    pub series: String,
    /// Its value; nothing is a gap.
    pub value: Option<f64>,
    /// Its value for people.
    pub text: String,
    /// Whether its period is still running.
    pub running: bool,
}

/// A chart without a library.
#[derive(Debug, Clone)]
pub struct Chart {
    /// What it is.
    pub kind: Kind,
    /// What it shows.
    pub title: String,
    /// What the places are.
    pub places: String,
    /// The strftime format of places in time; nothing for places that are names.
    pub time_format: Option<&'static str>,
    /// What each value axis shows, and whether it is a share of one.
    pub axes: Vec<(String, bool)>,
    /// The names of the series, in order.
    pub series: Vec<String>,
    /// The marks.
    pub points: Vec<Point>,
    /// The language of its labels.
    pub language: Language,
}

/// A chart for a frontend.
#[derive(Debug, Clone, Serialize)]
pub struct RenderedChart {
    /// What it is.
    pub kind: Kind,
    /// A Vega-Lite specification; nothing where a number on a card is enough.
    pub vega_lite: Option<Value>,
}

/// Chooses a chart and fills it.
#[must_use]
pub fn draw(labels: &Labels<'_>, computed: &Computed) -> Option<Chart> {
    let story = Story::new(labels, computed);
    if story.is_empty() || story.values.is_empty() {
        return None;
    }
    let wish = computed.plan.chart;
    if wish == Some(ChartWish::Table) {
        return None;
    }
    let mut sketch = choose(&story);
    if let Some(wish) = wish {
        sketch.kind = as_wished(&story, &sketch, wish);
    }
    let chart = sketch.fill(&story);
    (chart.kind == Kind::Kpi || chart.points.iter().any(|point| point.value.is_some()))
        .then_some(chart)
}

impl Chart {
    /// Renders it.
    #[must_use]
    pub fn render(&self) -> RenderedChart {
        let vega_lite = (self.kind != Kind::Kpi).then(|| vega::specification(self));
        RenderedChart {
            kind: self.kind,
            vega_lite,
        }
    }
}

/// The kind that was asked for, where the rows can be drawn so; else the one that suits them.
fn as_wished(story: &Story<'_>, sketch: &Sketch, wish: ChartWish) -> Kind {
    let first = story.values.first().copied().unwrap_or_default();
    let over_time = story.buckets.is_some();
    let several = sketch.series.is_some() || sketch.values.len() > 1;
    match (wish, sketch.kind) {
        (_, Kind::Kpi) => Kind::Kpi,
        (ChartWish::Line, Kind::Bar | Kind::GroupedBar) if over_time => Kind::Line,
        (ChartWish::Bar, Kind::Line) if several => Kind::GroupedBar,
        (ChartWish::Bar, Kind::Line) => Kind::Bar,
        (ChartWish::Bar, Kind::Donut) => Kind::HorizontalBar,
        (ChartWish::Pie, Kind::HorizontalBar) if points::makes_ring(story, first) => Kind::Donut,
        (_, kind) => kind,
    }
}

impl Kind {
    /// Whether it is what was asked for.
    #[must_use]
    pub fn is_a(self, wish: ChartWish) -> bool {
        match wish {
            ChartWish::Line => matches!(self, Self::Line | Self::BarLine),
            ChartWish::Bar => matches!(
                self,
                Self::Bar | Self::HorizontalBar | Self::GroupedBar | Self::BarLine
            ),
            ChartWish::Pie => self == Self::Donut,
            ChartWish::Table => false,
        }
    }
}

/// Which chart of which columns.
struct Sketch {
    kind: Kind,
    /// The column of the places; the joined groups where it is none.
    place: Option<usize>,
    /// The column of the series.
    series: Option<usize>,
    /// The values; where there are several, each is a series.
    values: Vec<usize>,
}

fn choose(story: &Story<'_>) -> Sketch {
    let first = story.values.first().copied().unwrap_or_default();
    let prior = prior_of(story, first);
    let with_prior: Vec<usize> = std::iter::once(first).chain(prior).collect();
    if story.rows() == 1 {
        return Sketch {
            kind: Kind::Kpi,
            place: None,
            series: None,
            values: vec![first],
        };
    }
    match (story.buckets, story.groups.as_slice()) {
        (Some(place), []) => over_time(story, place, with_prior),
        (Some(place), groups) => {
            let kind = if distinct(story, place) <= FEW {
                Kind::GroupedBar
            } else {
                Kind::Line
            };
            Sketch {
                kind,
                place: Some(place),
                series: groups.first().copied(),
                values: vec![first],
            }
        }
        (None, _)
            if story.computed.plan.intent == Intent::Share && points::makes_ring(story, first) =>
        {
            Sketch {
                kind: Kind::Donut,
                place: None,
                series: None,
                values: vec![first],
            }
        }
        (None, _) if prior.is_some() => Sketch {
            kind: Kind::GroupedBar,
            place: None,
            series: None,
            values: with_prior,
        },
        (None, [only]) if story.column(*only).role == Role::Time => Sketch {
            kind: Kind::Bar,
            place: Some(*only),
            series: None,
            values: vec![first],
        },
        (None, [place, series])
            if distinct(story, *series) <= PARTS && distinct(story, *place) <= 12 =>
        {
            Sketch {
                kind: Kind::GroupedBar,
                place: Some(*place),
                series: Some(*series),
                values: vec![first],
            }
        }
        (None, _) => {
            let column = super::narration::rank::order(story).map_or(first, |order| order.column);
            Sketch {
                kind: Kind::HorizontalBar,
                place: None,
                series: None,
                values: vec![column],
            }
        }
    }
}

fn over_time(story: &Story<'_>, place: usize, with_prior: Vec<usize>) -> Sketch {
    let few = distinct(story, place) <= FEW;
    let sketch = |kind, values| Sketch {
        kind,
        place: Some(place),
        series: None,
        values,
    };
    if with_prior.len() > 1 {
        return sketch(if few { Kind::GroupedBar } else { Kind::Line }, with_prior);
    }
    match story.values.as_slice() {
        [one, two, ..] if story.column(*one).unit != story.column(*two).unit => {
            sketch(Kind::BarLine, vec![*one, *two])
        }
        [_] if few => sketch(Kind::Bar, story.values.clone()),
        [_] => sketch(Kind::Line, story.values.clone()),
        several => {
            let unit = &story.column(several[0]).unit;
            let alike = several
                .iter()
                .copied()
                .filter(|index| story.column(*index).unit == *unit);
            sketch(
                if few { Kind::GroupedBar } else { Kind::Line },
                alike.take(LINES).collect(),
            )
        }
    }
}

fn prior_of(story: &Story<'_>, value: usize) -> Option<usize> {
    let wanted = story.column(value).metric.as_ref()?;
    let is_prior = |column: &crate::result_set::ResultColumn| {
        column.comparison == Some(Comparison::Prior) && column.metric.as_ref() == Some(wanted)
    };
    story.computed.result.columns.iter().position(is_prior)
}

fn distinct(story: &Story<'_>, column: usize) -> usize {
    let mut seen: Vec<Option<String>> = Vec::new();
    for row in 0..story.rows() {
        let key = story.cell(row, column).and_then(Cell::key);
        if !seen.contains(&key) {
            seen.push(key);
        }
    }
    seen.len()
}
