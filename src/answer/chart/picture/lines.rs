//! Lines over time, or over places that have an order.

use super::super::{Chart, Point, time};
use super::axes::{Axis, colour, legend, names};
use super::canvas::{Anchor, Canvas, Frame};
use super::letters::{LETTER, width};
use super::marks::{values, with_axis};
use super::{count, shades};

/// How far to the right marks stand: by their moment, or by the place of their name.
pub(super) enum Across<'a> {
    Moments { first: f64, last: f64 },
    Names(Vec<&'a str>),
}

impl<'a> Across<'a> {
    /// For the marks of a chart.
    pub(super) fn of(chart: &'a Chart) -> Self {
        if chart.time_format.is_none() {
            return Self::Names(chart.names());
        }
        let moments = chart.points.iter().filter_map(|it| moment(&it.place));
        let (first, last) = moments.fold((f64::MAX, f64::MIN), |(first, last), at| {
            (first.min(at), last.max(at))
        });
        Self::Moments { first, last }
    }

    /// Where a mark stands in a frame.
    pub(super) fn at(&self, frame: Frame, point: &Point) -> Option<f64> {
        match self {
            Self::Moments { .. } => self.at_moment(frame, &point.place),
            Self::Names(names) => {
                let at = names.iter().position(|name| *name == point.name)?;
                let wide = frame.width() / count(names.len()).max(1.0);
                Some(frame.left + (count(at) + 0.5) * wide)
            }
        }
    }

    /// Where a moment stands.
    pub(super) fn at_moment(&self, frame: Frame, place: &str) -> Option<f64> {
        let Self::Moments { first, last } = self else {
            return None;
        };
        let at = moment(place)?;
        let along = if last > first {
            (at - first) / (last - first)
        } else {
            0.5
        };
        Some(frame.left + 24.0 + along * (frame.width() - 48.0))
    }
}

/// Minutes of a place in time.
fn moment(place: &str) -> Option<f64> {
    let at = time::moment(place)?;
    i32::try_from(at.and_utc().timestamp() / 60)
        .ok()
        .map(f64::from)
}

pub(super) fn lines(chart: &Chart, canvas: &mut Canvas, frame: Frame) {
    legend(canvas, frame, &chart.series);
    let axis = Axis::of(chart, 0, &values(chart.points.iter()));
    let frame = with_axis(canvas, frame, &axis);
    let across = Across::of(chart);
    shades::draw(chart, canvas, frame, |shade| {
        let edge = |place: &str| across.at_moment(frame, place);
        Some((edge(&shade.from)?, edge(&shade.to)?))
    });
    for (index, name) in chart.series.iter().enumerate() {
        let own: Vec<&Point> = chart.of_series(name).collect();
        let place = |point: &Point| {
            let up = frame.bottom - axis.along(point.value?) * frame.height();
            Some((across.at(frame, point)?, up))
        };
        stroke(canvas, &own, place, colour(index));
        for (at, point) in own.iter().enumerate() {
            if let Some((x, y)) = place(point).filter(|_| chart.is_marked(&own, at)) {
                spot(canvas, (x, y), point, colour(index));
            }
        }
    }
    match &across {
        Across::Names(places) => names(canvas, frame, places),
        Across::Moments { .. } => times(chart, canvas, frame, &across),
    }
}

/// A mark of a line; hollow where its number is not final.
pub(super) fn spot(canvas: &mut Canvas, (x, y): (f64, f64), point: &Point, ink: &str) {
    canvas.dot(x, y, 3.5, ink, 1.0);
    if point.is_open() {
        let paper = canvas.paper();
        canvas.dot(x, y, 2.0, paper, 1.0);
    }
}

/// A line through marks: open at gaps, dashed towards what is not final.
pub(super) fn stroke(
    canvas: &mut Canvas,
    points: &[&Point],
    place: impl Fn(&Point) -> Option<(f64, f64)>,
    ink: &str,
) {
    let mut run: Vec<(f64, f64)> = Vec::new();
    let mut dashed = false;
    for point in points {
        let Some(at) = place(point) else {
            // A gap stays open.
            canvas.path(&std::mem::take(&mut run), ink, dashed);
            continue;
        };
        if point.is_open() != dashed {
            canvas.path(&run, ink, dashed);
            // Where it becomes open, the way there is not final; where it closes, the way is.
            run = run.last().copied().into_iter().collect();
            dashed = point.is_open();
        }
        run.push(at);
    }
    canvas.path(&run, ink, dashed);
}

/// Some moments below the frame, written as the chart says.
fn times(chart: &Chart, canvas: &mut Canvas, frame: Frame, across: &Across<'_>) {
    let mut places: Vec<&str> = chart.points.iter().map(|it| it.place.as_str()).collect();
    places.sort_unstable();
    places.dedup();
    let format = chart.time_format.unwrap_or("%Y-%m-%d");
    let written: Vec<(f64, String)> = places
        .iter()
        .filter_map(|place| {
            let text = time::moment(place)?.format(format).to_string();
            Some((across.at_moment(frame, place)?, text))
        })
        .collect();
    let widest = written
        .iter()
        .map(|(_, text)| width(text, LETTER))
        .fold(0.0, f64::max);
    let every = written.len().div_ceil(10).max(1);
    let mut free = f64::MIN;
    for (x, text) in written.iter().step_by(every) {
        // Marks need not be evenly apart: what would touch is left out.
        if x - widest / 2.0 >= free {
            canvas.text(*x, frame.bottom + 20.0, text, Anchor::Middle);
            free = x + widest / 2.0 + 8.0;
        }
    }
}
