//! A number on a card, with the days before it.

use super::super::{Chart, Point, colours};
use super::axes::colour;
use super::canvas::{Anchor, Canvas, Frame};
use super::letters::{LETTER, fitting, width};
use super::lines::{Across, spot, stroke};
use super::shades;

/// Size of the number.
const NUMBER: f64 = 40.0;
/// Size of the change.
const CHANGE: f64 = 15.0;
/// Width of the part with the number.
const PART: f64 = 400.0;

pub(super) fn card(chart: &Chart, canvas: &mut Canvas, frame: Frame) {
    let Some(card) = &chart.card else {
        return;
    };
    let middle = (frame.top + frame.bottom) / 2.0;
    let ink = canvas.ink();
    let size = NUMBER * (PART / width(&card.value, NUMBER)).min(1.0);
    canvas.letters((24.0, middle), &card.value, Anchor::Start, ink, size);
    if let Some((change, tone)) = &card.change {
        let ink = tone.map_or(canvas.muted(), |tone| colours::tone(tone, chart.language));
        for (line, text) in super::letters::lines(change, CHANGE, PART, 2)
            .iter()
            .enumerate()
        {
            let y = middle + 32.0 + super::count(line) * 20.0;
            canvas.letters((24.0, y), text, Anchor::Start, ink, CHANGE);
        }
    }
    days(
        chart,
        canvas,
        Frame {
            left: 24.0 + PART + 40.0,
            top: frame.top - 8.0,
            right: frame.right,
            bottom: frame.bottom + 8.0,
        },
        card.asked,
    );
}

/// The days as a small line without axes: the highest and the lowest are named, the asked ones marked.
fn days(chart: &Chart, canvas: &mut Canvas, frame: Frame, asked: usize) {
    let numbers = || chart.points.iter().filter_map(|point| point.value);
    let (least, most) = (
        numbers().fold(f64::MAX, f64::min),
        numbers().fold(f64::MIN, f64::max),
    );
    let inner = Frame {
        top: frame.top + 46.0,
        bottom: frame.bottom - 24.0,
        ..frame
    };
    let across = Across::of(chart);
    shades::draw(chart, canvas, frame, |shade| {
        let edge = |place: &str| across.at_moment(frame, place);
        Some((edge(&shade.from)?, edge(&shade.to)?))
    });
    let place = |point: &Point| {
        let part = match point.value? {
            value if most > least => (value - least) / (most - least),
            _ => 0.5,
        };
        let up = inner.bottom - part * inner.height();
        Some((across.at(inner, point)?, up))
    };
    let points: Vec<&Point> = chart.points.iter().collect();
    stroke(canvas, &points, place, colour(0));
    let first = points.len().saturating_sub(asked);
    for (at, point) in points.iter().enumerate() {
        let alone = chart.points.len() > 1 && at >= first && chart.is_marked(&points, at);
        if let Some(spot_at) = place(point).filter(|_| alone) {
            spot(canvas, spot_at, point, colour(0));
        }
    }
    for (value, down) in [(most, -10.0), (least, 20.0)] {
        let named = points.iter().find(|point| point.value == Some(value));
        if let Some(point) = named.filter(|_| most > least)
            && let Some((x, y)) = place(point)
        {
            let half = width(&point.text, LETTER) / 2.0;
            let x = x.clamp(frame.left + half, frame.right - half);
            canvas.text(x, y + down, &point.text, Anchor::Middle);
        }
    }
    let format = chart.time_format.unwrap_or("%Y-%m-%d");
    let ends = [
        (points.first(), frame.left + 24.0, Anchor::Middle),
        (points.last(), frame.right - 24.0, Anchor::Middle),
    ];
    for (point, x, anchor) in ends {
        let moment = point.and_then(|point| super::super::time::moment(&point.place));
        if let Some(moment) = moment {
            let text = fitting(&moment.format(format).to_string(), LETTER, 120.0);
            let ink = canvas.muted();
            canvas.text_in(x, frame.bottom + 18.0, &text, anchor, ink);
        }
    }
}
