//! Marks that are bars: upright, piled, lying, with a line, centred, and from one to the next.

use super::super::waterfall::spans;
use super::super::{Chart, Point, colours};
use super::axes::{Axis, Edge, colour, legend, names};
use super::canvas::{Anchor, Canvas, Frame};
use super::letters::{LETTER, fitting, width};
use super::marks::{band, labelled, values, with_axis};
use super::{count, lines, shades};

/// A bar from zero to a value, its middle at `x`.
fn bar(
    canvas: &mut Canvas,
    frame: Frame,
    axis: &Axis,
    x: f64,
    wide: f64,
    point: &Point,
    ink: &str,
) {
    let Some(value) = point.value else {
        return;
    };
    let zero = frame.bottom - axis.along(0.0) * frame.height();
    let end = frame.bottom - axis.along(value) * frame.height();
    let top = zero.min(end);
    canvas.rect(
        x - wide / 2.0,
        top,
        wide,
        (zero - end).abs(),
        ink,
        opacity(point),
    );
}

/// How strong a bar is: pale where its number is not final.
fn opacity(point: &Point) -> f64 {
    if point.is_open() { 0.45 } else { 1.0 }
}

pub(super) fn upright(chart: &Chart, canvas: &mut Canvas, frame: Frame) {
    legend(canvas, frame, &chart.series);
    let axis = Axis::of(chart, 0, &values(chart.points.iter()));
    let frame = with_axis(canvas, frame, &axis);
    let places = chart.names();
    shades::bands(chart, canvas, frame, &places);
    let labelled = labelled(chart);
    for (index, place) in places.iter().enumerate() {
        let (middle, wide) = band(frame, index, places.len());
        let each = wide * 0.76 / count(chart.series.len()).max(1.0);
        for point in chart.points.iter().filter(|point| point.name == *place) {
            let own = chart.series.iter().position(|name| *name == point.series);
            let own = own.unwrap_or_default();
            let x = middle - wide * 0.38 + (count(own) + 0.5) * each;
            bar(
                canvas,
                frame,
                &axis,
                x,
                each.min(72.0) * 0.94,
                point,
                colour(own),
            );
            if let (true, Some(value)) = (labelled, point.value) {
                let end = frame.bottom - axis.along(value) * frame.height();
                let y = if value < 0.0 { end + 17.0 } else { end - 6.0 };
                let text = fitting(&point.text, LETTER, each.max(40.0) + 24.0);
                canvas.text(x, y, &text, Anchor::Middle);
            }
        }
    }
    names(canvas, frame, &places);
}

pub(super) fn piles(chart: &Chart, canvas: &mut Canvas, frame: Frame) {
    legend(canvas, frame, &chart.series);
    let places = chart.names();
    let whole = |place: &&str| -> f64 {
        values(chart.points.iter().filter(|point| point.name == *place))
            .iter()
            .sum()
    };
    let wholes: Vec<f64> = places.iter().map(whole).collect();
    let axis = Axis::of(chart, 0, &wholes);
    let frame = with_axis(canvas, frame, &axis);
    shades::bands(chart, canvas, frame, &places);
    for (index, place) in places.iter().enumerate() {
        let (middle, wide) = band(frame, index, places.len());
        let mut below = 0.0;
        for point in chart.points.iter().filter(|point| point.name == *place) {
            let own = chart.series.iter().position(|name| *name == point.series);
            let until = below + point.value.unwrap_or_default();
            let top = frame.bottom - axis.along(until) * frame.height();
            let bottom = frame.bottom - axis.along(below) * frame.height();
            let wide = wide.min(90.0) * 0.76;
            let ink = colour(own.unwrap_or_default());
            let strong = opacity(point);
            canvas.rect(middle - wide / 2.0, top, wide, bottom - top, ink, strong);
            below = until;
        }
    }
    names(canvas, frame, &places);
}

pub(super) fn lying(chart: &Chart, canvas: &mut Canvas, frame: Frame) {
    let axis = Axis::of(chart, 0, &values(chart.points.iter()));
    let widest = |text: fn(&Point) -> &str| {
        let widths = chart.points.iter().map(|point| width(text(point), LETTER));
        widths.fold(0.0, f64::max)
    };
    let below = chart
        .points
        .iter()
        .any(|point| point.value < Some(0.0) && point.value.is_some());
    let text = widest(|point| &point.text) + 12.0;
    let frame = Frame {
        // Numbers of bars below zero stand at their left.
        left: frame.left
            + widest(|point| &point.name).min(260.0)
            + 12.0
            + if below { text } else { 0.0 },
        right: frame.right - text,
        top: frame.top - 24.0,
        ..frame
    };
    axis.draw(canvas, frame, Edge::Bottom);
    let each = frame.height() / count(chart.points.len()).max(1.0);
    let zero = frame.left + axis.along(0.0) * frame.width();
    for (index, point) in chart.points.iter().enumerate() {
        let middle = frame.top + (count(index) + 0.5) * each;
        let name = fitting(&point.name, LETTER, 260.0);
        let edge = frame.left - 10.0 - if below { text } else { 0.0 };
        canvas.text(edge, middle + 5.0, &name, Anchor::End);
        let end = point
            .value
            .map_or(zero, |value| frame.left + axis.along(value) * frame.width());
        let thick = each.min(44.0) * 0.7;
        let ink = colours::ink(chart, point);
        let (left, wide) = (zero.min(end), (end - zero).abs());
        canvas.rect(left, middle - thick / 2.0, wide, thick, ink, opacity(point));
        let (x, anchor) = if end < zero {
            (end - 8.0, Anchor::End)
        } else {
            (end + 8.0, Anchor::Start)
        };
        canvas.text(x, middle + 5.0, &point.text, anchor);
    }
}

pub(super) fn bar_line(chart: &Chart, canvas: &mut Canvas, frame: Frame) {
    legend(canvas, frame, &chart.series);
    let of = |index: usize| -> Vec<&Point> {
        let own = chart.series.get(index);
        own.map_or_else(Vec::new, |name| chart.of_series(name).collect())
    };
    let (bars, line) = (of(0), of(1));
    let left = Axis::of(chart, 0, &values(bars.iter().copied()));
    let right = Axis::of(chart, 1, &values(line.iter().copied()));
    let frame = Frame {
        right: frame.right - right.room(),
        ..frame
    };
    let frame = with_axis(canvas, frame, &left);
    right.draw(canvas, frame, Edge::Right);
    let places = chart.names();
    shades::bands(chart, canvas, frame, &places);
    let middle = |point: &Point| {
        let at = places.iter().position(|place| *place == point.name)?;
        Some(band(frame, at, places.len()))
    };
    for point in bars {
        if let Some((middle, wide)) = middle(point) {
            let wide = wide.min(90.0) * 0.7;
            bar(canvas, frame, &left, middle, wide, point, colour(0));
        }
    }
    let place = |point: &Point| {
        let up = frame.bottom - right.along(point.value?) * frame.height();
        Some((middle(point)?.0, up))
    };
    lines::stroke(canvas, &line, place, colour(1));
    for (at, point) in line.iter().enumerate() {
        if let Some(at) = place(point).filter(|_| chart.is_marked(&line, at)) {
            lines::spot(canvas, at, point, colour(1));
        }
    }
    names(canvas, frame, &places);
}

pub(super) fn funnel(chart: &Chart, canvas: &mut Canvas, frame: Frame) {
    let most = values(chart.points.iter()).into_iter().fold(0.0, f64::max);
    let each = frame.height() / count(chart.points.len()).max(1.0);
    let names = chart.points.iter().map(|point| width(&point.name, LETTER));
    let left = frame.left + names.fold(0.0, f64::max).min(220.0) + 12.0;
    let middle = (left + frame.right) / 2.0;
    for (index, point) in chart.points.iter().enumerate() {
        let y = frame.top + (count(index) + 0.5) * each;
        let part = if most > 0.0 {
            point.value.unwrap_or_default() / most
        } else {
            0.0
        };
        let wide = (frame.right - left - 160.0) * part;
        canvas.rect(
            middle - wide / 2.0,
            y - each * 0.38,
            wide,
            each * 0.76,
            colour(0),
            1.0,
        );
        let name = fitting(&point.name, LETTER, 220.0);
        canvas.text(left - 12.0, y + 5.0, &name, Anchor::End);
        if wide > width(&point.text, LETTER) + 16.0 {
            canvas.text_in(middle, y + 5.0, &point.text, Anchor::Middle, "#ffffff");
        } else {
            canvas.text(
                middle + wide / 2.0 + 8.0,
                y + 5.0,
                &point.text,
                Anchor::Start,
            );
        }
    }
}

pub(super) fn waterfall(chart: &Chart, canvas: &mut Canvas, frame: Frame) {
    let spans = spans(chart);
    let ends: Vec<f64> = spans.iter().flat_map(|(from, to)| [*from, *to]).collect();
    let axis = Axis::of(chart, 0, &ends);
    let frame = with_axis(canvas, frame, &axis);
    let up = |value: f64| frame.bottom - axis.along(value) * frame.height();
    for (index, (point, (from, to))) in chart.points.iter().zip(&spans).enumerate() {
        let (middle, wide) = band(frame, index, spans.len());
        let (top, bottom) = (up(from.max(*to)), up(from.min(*to)));
        let thick = wide.min(90.0) * 0.7;
        let ink = colours::ink(chart, point);
        canvas.rect(middle - thick / 2.0, top, thick, bottom - top, ink, 1.0);
        // The way on to the next bar.
        if index + 1 < spans.len() {
            let faint = canvas.faint();
            let until = middle + wide - thick / 2.0;
            canvas.line((middle + thick / 2.0, up(*to)), (until, up(*to)), faint);
        }
        let text = fitting(&point.text, LETTER, wide + 16.0);
        canvas.text(middle, top - 6.0, &text, Anchor::Middle);
    }
    names(canvas, frame, &chart.names());
}
