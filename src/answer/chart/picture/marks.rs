//! The marks of each kind of chart.

use chrono::NaiveDateTime;

use super::super::{Chart, Kind, Point, colours};
use super::axes::{Axis, Edge, colour, legend, names};
use super::bars;
use super::canvas::{Anchor, Canvas, Frame, LETTER, fitting, width};
use super::count;

/// Bars that carry their number above them, at most.
pub(super) const LABELLED: usize = 12;

/// Draws the marks of a chart with the axes they need.
pub(super) fn draw(chart: &Chart, canvas: &mut Canvas, frame: Frame) {
    match chart.kind {
        Kind::Kpi => {}
        Kind::Bar | Kind::GroupedBar => bars::upright(chart, canvas, frame),
        Kind::StackedBar => bars::piles(chart, canvas, frame),
        Kind::HorizontalBar => bars::lying(chart, canvas, frame),
        Kind::Line => lines(chart, canvas, frame),
        Kind::BarLine => bars::bar_line(chart, canvas, frame),
        Kind::Donut => ring(chart, canvas, frame),
        Kind::Funnel => bars::funnel(chart, canvas, frame),
        Kind::HeatMap => heat_map(chart, canvas, frame),
        Kind::Scatter => dots(chart, canvas, frame),
        Kind::Waterfall => bars::waterfall(chart, canvas, frame),
    }
}

/// The names of the places, in order.
pub(super) fn places(chart: &Chart) -> Vec<String> {
    let mut places: Vec<String> = Vec::new();
    for point in &chart.points {
        if !places.contains(&point.name) {
            places.push(point.name.clone());
        }
    }
    places
}

pub(super) fn values<'a>(points: impl Iterator<Item = &'a Point>) -> Vec<f64> {
    points.filter_map(|point| point.value).collect()
}

/// The frame that is left beside an upright axis, which is drawn.
pub(super) fn with_axis(canvas: &mut Canvas, frame: Frame, axis: &Axis) -> Frame {
    let frame = Frame {
        left: frame.left + axis.room(),
        ..frame
    };
    axis.draw(canvas, frame, Edge::Left);
    frame
}

/// The middle and the width of a band of equal bands.
pub(super) fn band(frame: Frame, index: usize, of: usize) -> (f64, f64) {
    let wide = frame.width() / count(of).max(1.0);
    (frame.left + (count(index) + 0.5) * wide, wide)
}

/// Seconds of a place in time.
fn moment(point: &Point) -> Option<f64> {
    let at = NaiveDateTime::parse_from_str(&point.place, "%Y-%m-%dT%H:%M:%S").ok()?;
    i32::try_from(at.and_utc().timestamp() / 60)
        .ok()
        .map(f64::from)
}

fn lines(chart: &Chart, canvas: &mut Canvas, frame: Frame) {
    legend(canvas, &chart.series);
    let axis = Axis::of(chart, 0, &values(chart.points.iter()));
    let frame = with_axis(canvas, frame, &axis);
    let moments: Vec<f64> = chart.points.iter().filter_map(moment).collect();
    let first = moments.iter().copied().fold(f64::MAX, f64::min);
    let last = moments.iter().copied().fold(f64::MIN, f64::max);
    let across = |at: f64| {
        let along = if last > first {
            (at - first) / (last - first)
        } else {
            0.5
        };
        frame.left + 24.0 + along * (frame.width() - 48.0)
    };
    for (index, name) in chart.series.iter().enumerate() {
        let mut run: Vec<(f64, f64)> = Vec::new();
        for point in chart.points.iter().filter(|point| point.series == *name) {
            let (Some(at), Some(value)) = (moment(point), point.value) else {
                // A gap stays open.
                canvas.path(&std::mem::take(&mut run), colour(index), false);
                continue;
            };
            let place = (
                across(at),
                frame.bottom - axis.along(value) * frame.height(),
            );
            canvas.dot(place.0, place.1, 3.5, colour(index), 1.0);
            if point.running {
                let before = run.last().copied();
                canvas.path(&std::mem::take(&mut run), colour(index), false);
                let tail: Vec<(f64, f64)> = before.into_iter().chain([place]).collect();
                canvas.path(&tail, colour(index), true);
            }
            run.push(place);
        }
        canvas.path(&run, colour(index), false);
    }
    times(chart, canvas, frame, across);
}

/// Some moments below the frame, written as the chart says.
fn times(chart: &Chart, canvas: &mut Canvas, frame: Frame, across: impl Fn(f64) -> f64) {
    let mut places: Vec<&Point> = Vec::new();
    for point in &chart.points {
        if !places.iter().any(|seen| seen.place == point.place) {
            places.push(point);
        }
    }
    places.sort_by(|left, right| left.place.cmp(&right.place));
    let every = places.len().div_ceil(10).max(1);
    for point in places.iter().step_by(every) {
        let read = NaiveDateTime::parse_from_str(&point.place, "%Y-%m-%dT%H:%M:%S").ok();
        let (Some(at), Some(read)) = (moment(point), read) else {
            continue;
        };
        let text = read
            .format(chart.time_format.unwrap_or("%Y-%m-%d"))
            .to_string();
        canvas.text(across(at), frame.bottom + 20.0, &text, Anchor::Middle);
    }
}

fn ring(chart: &Chart, canvas: &mut Canvas, frame: Frame) {
    let whole: f64 = values(chart.points.iter()).iter().sum();
    let outer = frame.height() / 2.0;
    let centre = (frame.left + outer + 40.0, frame.top + outer - 8.0);
    let mut from = 0.0;
    let height = 38.0;
    let start = centre.1 - count(chart.points.len()) * height / 2.0 + height / 2.0;
    for (index, point) in chart.points.iter().enumerate() {
        let until = from + point.value.unwrap_or_default() / whole;
        if until > from {
            canvas.arc(centre, (outer * 0.6, outer), (from, until), colour(index));
        }
        from = until;
        let (x, y) = (centre.0 + outer + 60.0, start + count(index) * height);
        canvas.rect(x, y - 11.0, 14.0, 14.0, colour(index), 1.0);
        let text = format!("{}  {}", point.name, point.text);
        let text = fitting(&text, LETTER, frame.right - x - 24.0);
        canvas.text(x + 24.0, y + 1.0, &text, Anchor::Start);
    }
}

fn heat_map(chart: &Chart, canvas: &mut Canvas, frame: Frame) {
    let places = places(chart);
    let widths = chart.series.iter().map(|name| width(name, LETTER));
    let frame = Frame {
        left: frame.left + widths.fold(0.0, f64::max).min(200.0) + 12.0,
        top: frame.top - 32.0,
        ..frame
    };
    let high = frame.height() / count(chart.series.len()).max(1.0);
    let numbers = values(chart.points.iter());
    let least = numbers.iter().copied().fold(f64::MAX, f64::min);
    let most = numbers.iter().copied().fold(f64::MIN, f64::max);
    for (row, name) in chart.series.iter().enumerate() {
        let y = frame.top + (count(row) + 0.5) * high;
        let name = fitting(name, LETTER, 200.0);
        canvas.text(frame.left - 8.0, y + 5.0, &name, Anchor::End);
    }
    for point in &chart.points {
        let across = places.iter().position(|place| *place == point.name);
        let down = chart.series.iter().position(|name| *name == point.series);
        let (Some(across), Some(down), Some(value)) = (across, down, point.value) else {
            continue;
        };
        let (middle, wide) = band(frame, across, places.len());
        let top = frame.top + count(down) * high;
        let part = if most > least {
            (value - least) / (most - least)
        } else {
            1.0
        };
        let (x, y) = (middle - wide / 2.0, top + 0.5);
        canvas.rect(
            x + 0.5,
            y,
            wide - 1.0,
            high - 1.0,
            &colours::heat(part),
            1.0,
        );
        if wide > width(&point.text, LETTER) + 6.0 {
            let ink = if part > 0.55 { "#ffffff" } else { "#20242c" };
            canvas.text_in(
                middle,
                top + high / 2.0 + 5.0,
                &point.text,
                Anchor::Middle,
                ink,
            );
        }
    }
    names(canvas, frame, &places);
}

fn dots(chart: &Chart, canvas: &mut Canvas, frame: Frame) {
    let acrosses: Vec<f64> = chart
        .points
        .iter()
        .filter_map(|point| point.across)
        .collect();
    let horizontal = Axis::of(chart, 0, &acrosses);
    let vertical = Axis::of(chart, 1, &values(chart.points.iter()));
    let frame = with_axis(canvas, frame, &vertical);
    horizontal.draw(canvas, frame, Edge::Bottom);
    for point in &chart.points {
        let (Some(across), Some(value)) = (point.across, point.value) else {
            continue;
        };
        let x = frame.left + horizontal.along(across) * frame.width();
        let y = frame.bottom - vertical.along(value) * frame.height();
        canvas.dot(x, y, 6.0, colour(0), 0.75);
        if chart.points.len() <= LABELLED {
            let name = fitting(&point.name, LETTER, 140.0);
            canvas.text(x + 9.0, y + 5.0, &name, Anchor::Start);
        }
    }
}
