//! A picture of a result, chosen by its shape and drawn by any library.
//!
//! | shape | chart |
//! |---|---|
//! | no row, or no number | none |
//! | one row | number on a card; with the days before it as a small line where they are known |
//! | steps of a funnel | one group: centred bars, widest first; more groups: bars of each step side by side |
//! | up to three buckets of time | bars; with series, grouped bars |
//! | buckets of time and groups, intent share, parts that add up and none below zero | stacked bars |
//! | more buckets | line, one per series (at most eight); gaps stay open |
//! | buckets, two values of unlike units | bars and a line on two axes; of a volume and a rate, the rate is the line |
//! | buckets, or groups, with an earlier period | two lines, or grouped bars |
//! | more than six groups with an earlier period, and the change beside it | lying bars of the change |
//! | groups, intent share, up to six parts that make the whole | ring |
//! | groups, intent share, more parts that add up | ring of the five largest and the others |
//! | hours, weekdays | bars in their own order; hours that go on past midnight begin after the longest break |
//! | two kinds of groups | grouped bars where few, a heat map where both are at most 31, else bars of the pairs |
//! | one kind of groups, at least eight, two values, in no order asked for | scatter |
//! | a change taken apart | waterfall from the value before to the value now |
//! | groups | horizontal bars in the order of the rows, at most twenty |
//!
//! A question may ask for another picture; it gets it where the rows can be drawn so (`wish`).
//!
//! What is not final is dashed, or pale where it is a bar: a period that is still running, and one
//! whose numbers the layer says will still change. Events of the layer's calendar are shaded where
//! buckets are a week at most. A colour that tells a direction is red for more in Chinese and for
//! less in English, and never tells it alone: a sign or the place of the mark does too.
//!
//! Nothing is drawn that is not in the rows; the others of a ring or of a pile are the sum of their
//! rows. What is left out is said below the title.

mod card;
mod colours;
mod echarts;
mod letters;
mod picture;
mod points;
mod remarks;
mod ring;
mod rules;
mod scale;
pub(in crate::answer) mod time;
mod vega;
mod waterfall;
mod wish;

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::plan::ChartWish;
use crate::question::Language;

pub(super) use waterfall::{Bars, waterfall};

use super::Computed;
use super::labels::Labels;
use super::narration::story::Story;

pub use picture::{Picture, PictureError, Theme, png_of};

/// Lines in one chart.
const LINES: usize = 8;
/// Bars in one chart.
const BARS: usize = 20;
/// Parts of a ring.
const PARTS: usize = 6;
/// Bars or dots that carry a text, at most.
const LABELLED: usize = 12;
/// Points of a line that are marked one by one, at most.
const MARKED: usize = 62;

/// What a chart is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ChartKind)]
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
    /// Bars on top of each other, one pile for each place.
    StackedBar,
    /// Centred bars, each step under the one before.
    Funnel,
    /// Fields of colour, places across and series down.
    HeatMap,
    /// Dots, one value across and one up.
    Scatter,
    /// From one value to another, each part on top of those before.
    Waterfall,
}

/// Which way a number went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// It is more than before.
    Rise,
    /// It is less than before.
    Fall,
}

/// One mark.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Point {
    /// Its place: a name, or a moment as ISO text.
    pub place: String,
    /// The name of its place.
    pub name: String,
    /// Which series it is of.
    pub series: String,
    /// Its value; nothing is a gap.
    pub value: Option<f64>,
    /// How far to the right a dot stands; nothing where places are names or moments.
    pub across: Option<f64>,
    /// Its value for people.
    pub text: String,
    /// Whether its period is still running.
    pub running: bool,
    /// Whether its number will still change, though its period is over.
    pub moving: bool,
    /// Which way a change went, where it is one.
    pub tone: Option<Tone>,
}

/// Days of an event behind the marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shade {
    /// What it is called.
    pub name: String,
    /// Where it begins, as ISO text: half a bucket before the first one that it covers.
    pub from: String,
    /// Where it ends: half a bucket after the last one.
    pub to: String,
    /// The names of the places that it covers, in order.
    pub places: Vec<String>,
    /// Whether it is the great day of the event within its days.
    pub is_the_day: bool,
}

/// What a card says beside its line.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// The number.
    pub value: String,
    /// How it changed, and which way.
    pub change: Option<(String, Option<Tone>)>,
    /// How many of the last points are of the period that was asked for.
    pub asked: usize,
}

/// A chart without a library.
#[derive(Debug, Clone)]
pub struct Chart {
    /// What it is.
    pub kind: Kind,
    /// What it shows.
    pub title: String,
    /// What a reader must know to read it: what is dashed, what is left out.
    pub remarks: Vec<String>,
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
    /// Events behind them.
    pub shades: Vec<Shade>,
    /// What stands on a card; nothing for other kinds.
    pub card: Option<Card>,
    /// The language of its labels.
    pub language: Language,
}

/// A chart for a frontend.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RenderedChart {
    /// What it is.
    pub kind: Kind,
    /// A Vega-Lite specification; nothing where a number on a card is enough.
    #[schema(value_type = Option<Object>)]
    pub vega_lite: Option<Value>,
    /// The same as an option of Apache ECharts: plain JSON, without functions.
    #[schema(value_type = Option<Object>)]
    pub echarts: Option<Value>,
    /// What was rendered, for channels that show images.
    #[serde(skip)]
    pub drawn: Chart,
}

/// Chooses a chart and fills it.
#[must_use]
pub fn draw(labels: &Labels<'_>, computed: &Computed) -> Option<Chart> {
    let story = Story::new(labels, computed);
    if story.is_empty() || story.values.is_empty() {
        return None;
    }
    let wished = computed.plan.chart;
    if wished == Some(ChartWish::Table) {
        return None;
    }
    let mut sketch = rules::choose(&story);
    if let Some(wished) = wished {
        sketch = wish::granted(&story, sketch, wished);
    }
    let chart = sketch.fill(&story);
    if chart.kind == Kind::Kpi {
        return Some(card::lay(&story, chart));
    }
    chart
        .points
        .iter()
        .any(|point| point.value.is_some())
        .then_some(chart)
}

impl Point {
    /// Whether its number is not final.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.running || self.moving
    }
}

impl Chart {
    /// Renders it for frontends.
    #[must_use]
    pub fn render(self) -> RenderedChart {
        let is_picture = self.is_picture();
        RenderedChart {
            kind: self.kind,
            vega_lite: is_picture.then(|| vega::specification(&self)),
            echarts: is_picture.then(|| echarts::option(&self)),
            drawn: self,
        }
    }

    /// Whether there is more to see than a number.
    #[must_use]
    pub fn is_picture(&self) -> bool {
        self.kind != Kind::Kpi || !self.points.is_empty()
    }

    /// How much higher than its marks an axis reaches: events have their names above them.
    fn headroom(&self) -> f64 {
        if self.shades.is_empty() { 1.0 } else { 1.14 }
    }

    /// The names of the places, in order.
    fn names(&self) -> Vec<&str> {
        let mut seen = std::collections::HashSet::new();
        let names = self.points.iter().map(|point| point.name.as_str());
        names.filter(|name| seen.insert(*name)).collect()
    }

    /// The marks of a series, in order.
    fn of_series<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Point> {
        self.points.iter().filter(move |point| point.series == name)
    }

    /// Marks of a line that stand for themselves: all of a few, else those between two gaps.
    fn is_marked(&self, own: &[&Point], at: usize) -> bool {
        let there = |at: Option<usize>| {
            let point = at.and_then(|at| own.get(at));
            point.is_some_and(|point| point.value.is_some())
        };
        let alone = !there(at.checked_sub(1)) && !there(at.checked_add(1));
        own.len() <= MARKED || alone
    }
}
