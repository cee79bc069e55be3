//! A picture of a result, chosen by its shape and drawn by any library.
//!
//! | shape | chart |
//! |---|---|
//! | no row, or no number | none |
//! | one row | number on a card |
//! | steps of a funnel | one group: centred bars, widest first; more groups: bars of each step side by side |
//! | up to three buckets of time | bars; with series, grouped bars |
//! | buckets of time and groups, intent share, parts that add up | stacked bars |
//! | more buckets | line, one per series (at most eight); gaps stay open, a running bucket is dashed |
//! | buckets, two values of unlike units | bars and a line on two axes |
//! | buckets, or groups, with an earlier period | two lines, or grouped bars |
//! | groups, intent share, up to six parts that make the whole | ring |
//! | groups, intent share, more parts that add up | ring of the five largest and the others |
//! | hours, weekdays | bars in their own order |
//! | two kinds of groups | grouped bars where few, a heat map where both are at most 31, else bars of the pairs |
//! | one kind of groups, at least eight, two values, in no order asked for | scatter |
//! | a change taken apart | waterfall from the value before to the value now |
//! | groups | horizontal bars in the order of the rows, at most twenty |
//!
//! A question may ask for another picture; it gets it where the rows can be drawn so.
//!
//! Nothing is drawn that is not in the rows; the others of a ring are the sum of their rows.

mod colours;
mod echarts;
mod picture;
mod points;
mod rules;
mod scale;
mod vega;
mod waterfall;

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::plan::ChartWish;
use crate::question::Language;

pub(super) use waterfall::{Bars, waterfall};

use super::Computed;
use super::labels::Labels;
use super::narration::story::Story;
use rules::Sketch;

pub use picture::{Picture, PictureError, Theme};

/// Lines in one chart.
const LINES: usize = 8;
/// Bars in one chart.
const BARS: usize = 20;
/// Parts of a ring.
const PARTS: usize = 6;

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
    /// How far to the right a dot stands; nothing where places are names or moments.
    pub across: Option<f64>,
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
    let wish = computed.plan.chart;
    if wish == Some(ChartWish::Table) {
        return None;
    }
    let mut sketch = rules::choose(&story);
    if let Some(wish) = wish {
        sketch.kind = as_wished(&story, &sketch, wish);
    }
    let chart = sketch.fill(&story);
    (chart.kind == Kind::Kpi || chart.points.iter().any(|point| point.value.is_some()))
        .then_some(chart)
}

impl Chart {
    /// Renders it for frontends.
    #[must_use]
    pub fn render(self) -> RenderedChart {
        let is_picture = self.kind != Kind::Kpi;
        RenderedChart {
            kind: self.kind,
            vega_lite: is_picture.then(|| vega::specification(&self)),
            echarts: is_picture.then(|| echarts::option(&self)),
            drawn: self,
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
        (ChartWish::Bar, Kind::Donut | Kind::Scatter) => Kind::HorizontalBar,
        (ChartWish::Line, Kind::StackedBar) => Kind::Line,
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
                Self::Bar
                    | Self::HorizontalBar
                    | Self::GroupedBar
                    | Self::StackedBar
                    | Self::BarLine
            ),
            ChartWish::Pie => self == Self::Donut,
            ChartWish::Table => false,
        }
    }
}
