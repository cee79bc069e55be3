//! Marks that are bars: upright, piled, lying, with a line, centred, and from one to the next.

use super::super::waterfall::{MORE, WHOLE, spans};
use super::super::{Chart, Point};
use super::axes::{Axis, Edge, colour, legend, names};
use super::canvas::{Anchor, Canvas, Frame, LETTER, fitting, width};
use super::count;
use super::marks::{LABELLED, band, places, values, with_axis};

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
    let opacity = if point.running { 0.5 } else { 1.0 };
    let top = zero.min(end);
    canvas.rect(x - wide / 2.0, top, wide, (zero - end).abs(), ink, opacity);
}

pub(super) fn upright(chart: &Chart, canvas: &mut Canvas, frame: Frame) {
    legend(canvas, &chart.series);
    let axis = Axis::of(chart, 0, &values(chart.points.iter()));
    let frame = with_axis(canvas, frame, &axis);
    let places = places(chart);
    let labelled = chart.points.len() <= LABELLED;
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
                let y = frame.bottom - axis.along(value.max(0.0)) * frame.height() - 6.0;
                let text = fitting(&point.text, LETTER, each.max(40.0) + 24.0);
                canvas.text(x, y, &text, Anchor::Middle);
            }
        }
    }
    names(canvas, frame, &places);
}

pub(super) fn piles(chart: &Chart, canvas: &mut Canvas, frame: Frame) {
    legend(canvas, &chart.series);
    let places = places(chart);
    let whole = |place: &String| -> f64 {
        values(chart.points.iter().filter(|point| point.name == *place))
            .iter()
            .sum()
    };
    let wholes: Vec<f64> = places.iter().map(whole).collect();
    let axis = Axis::of(chart, 0, &wholes);
    let frame = with_axis(canvas, frame, &axis);
    for (index, place) in places.iter().enumerate() {
        let (middle, wide) = band(frame, index, places.len());
        let mut below = 0.0;
        for point in chart.points.iter().filter(|point| point.name == *place) {
            let own = chart.series.iter().position(|name| *name == point.series);
            let until = below + point.value.unwrap_or_default();
            let top = frame.bottom - axis.along(until) * frame.height();
            let bottom = frame.bottom - axis.along(below) * frame.height();
            let opacity = if point.running { 0.5 } else { 1.0 };
            let wide = wide.min(90.0) * 0.76;
            let ink = colour(own.unwrap_or_default());
            canvas.rect(middle - wide / 2.0, top, wide, bottom - top, ink, opacity);
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
    let frame = Frame {
        left: frame.left + widest(|point| &point.name).min(260.0) + 12.0,
        right: frame.right - widest(|point| &point.text) - 12.0,
        top: frame.top - 24.0,
        ..frame
    };
    axis.draw(canvas, frame, Edge::Bottom);
    let each = frame.height() / count(chart.points.len()).max(1.0);
    let zero = frame.left + axis.along(0.0) * frame.width();
    for (index, point) in chart.points.iter().enumerate() {
        let middle = frame.top + (count(index) + 0.5) * each;
        let name = fitting(&point.name, LETTER, 260.0);
        canvas.text(frame.left - 10.0, middle + 5.0, &name, Anchor::End);
        let end = point
            .value
            .map_or(zero, |value| frame.left + axis.along(value) * frame.width());
        let thick = each.min(44.0) * 0.7;
        canvas.rect(
            zero.min(end),
            middle - thick / 2.0,
            (end - zero).abs(),
            thick,
            colour(0),
            1.0,
        );
        canvas.text(
            end.max(zero) + 8.0,
            middle + 5.0,
            &point.text,
            Anchor::Start,
        );
    }
}

pub(super) fn bar_line(chart: &Chart, canvas: &mut Canvas, frame: Frame) {
    legend(canvas, &chart.series);
    let of = |index: usize| -> Vec<&Point> {
        let own = chart.series.get(index);
        chart
            .points
            .iter()
            .filter(|point| Some(&point.series) == own)
            .collect()
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
    for (index, point) in bars.iter().enumerate() {
        let (middle, wide) = band(frame, index, bars.len());
        bar(
            canvas,
            frame,
            &left,
            middle,
            wide.min(90.0) * 0.7,
            point,
            colour(0),
        );
    }
    let mut run = Vec::new();
    for (index, point) in line.iter().enumerate() {
        let Some(value) = point.value else {
            canvas.path(&std::mem::take(&mut run), colour(1), false);
            continue;
        };
        let (middle, _) = band(frame, index, line.len());
        let place = (middle, frame.bottom - right.along(value) * frame.height());
        canvas.dot(place.0, place.1, 4.0, colour(1), 1.0);
        run.push(place);
    }
    canvas.path(&run, colour(1), false);
    names(canvas, frame, &places(chart));
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
        let ink = match point.series.as_str() {
            WHOLE => colour(7),
            MORE => colour(0),
            _ => colour(1),
        };
        let (top, bottom) = (up(from.max(*to)), up(from.min(*to)));
        let thick = wide.min(90.0) * 0.7;
        canvas.rect(middle - thick / 2.0, top, thick, bottom - top, ink, 1.0);
        let text = fitting(&point.text, LETTER, wide + 16.0);
        canvas.text(middle, top - 6.0, &text, Anchor::Middle);
    }
    names(canvas, frame, &places(chart));
}
