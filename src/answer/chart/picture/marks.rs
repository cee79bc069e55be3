//! The marks of each kind of chart.

use super::super::{Chart, Kind, LABELLED, Point, colours};
use super::axes::{Axis, Edge, colour, names};
use super::canvas::{Anchor, Canvas, Frame};
use super::letters::{LETTER, fitting, width};
use super::{bars, card, count, lines};

/// Dots that are named, at most, as far as their names find room.
const NAMED: usize = 40;

/// Draws the marks of a chart with the axes they need.
pub(super) fn draw(chart: &Chart, canvas: &mut Canvas, frame: Frame) {
    match chart.kind {
        Kind::Kpi => card::card(chart, canvas, frame),
        Kind::Bar | Kind::GroupedBar => bars::upright(chart, canvas, frame),
        Kind::StackedBar => bars::piles(chart, canvas, frame),
        Kind::HorizontalBar => bars::lying(chart, canvas, frame),
        Kind::Line => lines::lines(chart, canvas, frame),
        Kind::BarLine => bars::bar_line(chart, canvas, frame),
        Kind::Donut => ring(chart, canvas, frame),
        Kind::Funnel => bars::funnel(chart, canvas, frame),
        Kind::HeatMap => heat_map(chart, canvas, frame),
        Kind::Scatter => dots(chart, canvas, frame),
        Kind::Waterfall => bars::waterfall(chart, canvas, frame),
    }
}

pub(super) fn values<'a>(points: impl Iterator<Item = &'a Point>) -> Vec<f64> {
    points.filter_map(|point| point.value).collect()
}

/// Whether the bars of a chart are few enough to carry their numbers.
pub(super) fn labelled(chart: &Chart) -> bool {
    chart.points.len() <= LABELLED
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

fn ring(chart: &Chart, canvas: &mut Canvas, frame: Frame) {
    let whole: f64 = values(chart.points.iter()).iter().sum();
    let outer = frame.height() / 2.0;
    let centre = (frame.left + outer + 40.0, frame.top + outer - 8.0);
    let mut from = 0.0;
    let height = 38.0;
    let start = centre.1 - count(chart.points.len()) * height / 2.0 + height / 2.0;
    for (index, point) in chart.points.iter().enumerate() {
        let part = point.value.unwrap_or_default();
        let until = from + if whole > 0.0 { part / whole } else { 0.0 };
        if until > from {
            canvas.arc(centre, (outer * 0.6, outer), (from, until), colour(index));
        }
        from = until;
        let (x, y) = (centre.0 + outer + 60.0, start + count(index) * height);
        canvas.rect(x, y - 11.0, 14.0, 14.0, colour(index), 1.0);
        // A long name gives way to its number.
        let room = frame.right - x - 24.0 - width(&point.text, LETTER) - 12.0;
        let name = fitting(&point.name, LETTER, room.max(60.0));
        let text = format!("{name}  {}", point.text);
        canvas.text(x + 24.0, y + 1.0, &text, Anchor::Start);
    }
}

fn heat_map(chart: &Chart, canvas: &mut Canvas, frame: Frame) {
    let places = chart.names();
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
    let mut taken: Vec<Frame> = Vec::new();
    let mut placed: Vec<(f64, f64, &Point)> = Vec::new();
    for point in &chart.points {
        let (Some(across), Some(value)) = (point.across, point.value) else {
            continue;
        };
        let x = frame.left + horizontal.along(across) * frame.width();
        let y = frame.bottom - vertical.along(value) * frame.height();
        canvas.dot(x, y, 6.0, colour(0), 0.75);
        taken.push(Frame {
            left: x - 6.0,
            top: y - 6.0,
            right: x + 6.0,
            bottom: y + 6.0,
        });
        placed.push((x, y, point));
    }
    for (at, (x, y, point)) in placed.iter().enumerate().take(NAMED) {
        let name = fitting(&point.name, LETTER, 140.0);
        let wide = width(&name, LETTER);
        let right = x + 9.0 + wide <= frame.right;
        let left = if right { x + 9.0 } else { x - 9.0 - wide };
        let own = Frame {
            left,
            top: y - 7.0,
            right: left + wide,
            bottom: y + 7.0,
        };
        // A name that would lie on a dot or on another name is left out; the table has it.
        let mut others = taken.iter().enumerate().filter(|(other, _)| *other != at);
        if !others.any(|(_, other)| own.touches(other)) {
            let (x, anchor) = if right {
                (x + 9.0, Anchor::Start)
            } else {
                (x - 9.0, Anchor::End)
            };
            canvas.text(x, y + 5.0, &name, anchor);
            taken.push(own);
        }
    }
}
