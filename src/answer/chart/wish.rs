//! The picture that was asked for, where the rows can be drawn so; else the one that suits them.

use crate::answer::exact::Exact;
use crate::answer::narration::share;
use crate::answer::narration::story::Story;
use crate::plan::ChartWish;
use crate::result_set::Role;

use super::rules::{self, Sketch};
use super::{Kind, ring};

/// The sketch that comes closest to a wish.
pub(super) fn granted(story: &Story<'_>, sketch: Sketch, wish: ChartWish) -> Sketch {
    let asked = match wish {
        ChartWish::Line => line(story, &sketch),
        ChartWish::Bar => bar(story, &sketch),
        ChartWish::Pie => pie(story, &sketch),
        ChartWish::Stacked => stacked(story, &sketch),
        ChartWish::Scatter => scatter(story, &sketch),
        ChartWish::HeatMap => heat_map(story, &sketch),
        ChartWish::Funnel => rules::steps(story),
        ChartWish::Waterfall | ChartWish::Table => None,
    };
    asked.unwrap_or(sketch)
}

/// A line needs places in time: buckets, hours of the day, weekdays.
fn line(story: &Story<'_>, sketch: &Sketch) -> Option<Sketch> {
    let place = sketch.place?;
    let bars = [Kind::Bar, Kind::GroupedBar, Kind::StackedBar, Kind::HeatMap];
    let in_time = story.column(place).role == Role::Time;
    (in_time && bars.contains(&sketch.kind)).then(|| sketch.drawn_as(Kind::Line))
}

fn bar(story: &Story<'_>, sketch: &Sketch) -> Option<Sketch> {
    let several = sketch.series.is_some() || sketch.values.len() > 1;
    let first = sketch.values.first().copied()?;
    match sketch.kind {
        Kind::Line | Kind::HeatMap if several => Some(sketch.drawn_as(Kind::GroupedBar)),
        Kind::Line => Some(sketch.drawn_as(Kind::Bar)),
        Kind::Donut | Kind::Scatter => Some(Sketch::new(Kind::HorizontalBar, vec![first])),
        Kind::Funnel => (story.rows() == 1).then(|| sketch.drawn_as(Kind::Bar)),
        _ => None,
    }
}

fn pie(story: &Story<'_>, sketch: &Sketch) -> Option<Sketch> {
    let first = sketch.values.first().copied()?;
    let of_groups = sketch.kind == Kind::HorizontalBar || sketch.kind == Kind::Bar;
    let timeless = story.buckets.is_none() && story.groups.len() == 1;
    (of_groups && timeless && ring::is_whole(story, first))
        .then(|| Sketch::new(Kind::Donut, vec![first]))
}

/// Piles need parts that add up and are not below zero.
fn stacked(story: &Story<'_>, sketch: &Sketch) -> Option<Sketch> {
    let [only] = sketch.values.as_slice() else {
        return None;
    };
    let kinds = [Kind::GroupedBar, Kind::Line, Kind::HeatMap];
    let parts = sketch.place.is_some() && sketch.series.is_some() && !sketch.steps;
    let adds = share::adds_up(story, *only);
    (kinds.contains(&sketch.kind) && parts && adds).then(|| sketch.drawn_as(Kind::StackedBar))
}

/// Dots need two values of one kind of groups.
fn scatter(story: &Story<'_>, sketch: &Sketch) -> Option<Sketch> {
    let [across, up, ..] = story.values.as_slice() else {
        return None;
    };
    let groups = story.groups.len() == 1 && story.buckets.is_none() && story.rows() > 1;
    let dots = |rows: usize| {
        let both = |row: &usize| {
            let known = |column: usize| story.exact(*row, column).map(Exact::float).is_some();
            known(*across) && known(*up)
        };
        (0..rows).any(|row| both(&row))
    };
    (groups && !sketch.steps && dots(story.rows()))
        .then(|| Sketch::new(Kind::Scatter, vec![*across, *up]))
}

/// Fields need two kinds of places, neither of them too many to see.
fn heat_map(story: &Story<'_>, sketch: &Sketch) -> Option<Sketch> {
    let [value] = sketch.values.as_slice() else {
        return None;
    };
    let (place, series) = match (sketch.place, sketch.series, story.groups.as_slice()) {
        (Some(place), Some(series), _) => (place, series),
        (None, None, [place, series]) if story.buckets.is_none() => (*place, *series),
        _ => return None,
    };
    rules::fits_fields(story, place, series).then(|| {
        Sketch::new(Kind::HeatMap, vec![*value])
            .at(place)
            .by(Some(series))
    })
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
            ChartWish::Stacked => self == Self::StackedBar,
            ChartWish::Scatter => self == Self::Scatter,
            ChartWish::HeatMap => self == Self::HeatMap,
            ChartWish::Funnel => self == Self::Funnel,
            ChartWish::Waterfall => self == Self::Waterfall,
            ChartWish::Table => false,
        }
    }
}
