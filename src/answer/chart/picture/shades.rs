//! Days of events behind the marks of a picture.

use super::super::{Chart, Shade, colours};
use super::canvas::{Anchor, Canvas, Frame};
use super::letters::{fitting, width};

/// Size of the names of events.
const SMALL: f64 = 12.0;
/// Height of a row of names.
const ROW: f64 = 16.0;

/// Shades the days of each event from `edges` of it, its name above.
pub(super) fn draw(
    chart: &Chart,
    canvas: &mut Canvas,
    frame: Frame,
    edges: impl Fn(&Shade) -> Option<(f64, f64)>,
) {
    let mut names: Vec<(f64, f64, f64)> = Vec::new();
    for shade in &chart.shades {
        let Some((from, to)) = edges(shade) else {
            continue;
        };
        let (from, to) = (from.max(frame.left), to.min(frame.right));
        if to <= from {
            continue;
        }
        let dark = colours::shade(shade.is_the_day);
        let size = (to - from, frame.height());
        canvas.rect(from, frame.top, size.0, size.1, colours::SHADE, dark);
        if shade.is_the_day {
            continue;
        }
        let name = fitting(&shade.name, SMALL, 160.0);
        let half = width(&name, SMALL) / 2.0;
        let middle = ((from + to) / 2.0).clamp(frame.left + half, frame.right - half);
        let (left, right) = (middle - half - 4.0, middle + half + 4.0);
        // A name that would lie on another one goes a row down.
        let mut y = frame.top + 14.0;
        let touches = |y: f64, names: &[(f64, f64, f64)]| {
            let mut above = names.iter();
            above.any(|(start, end, row)| *row == y && *start < right && left < *end)
        };
        while touches(y, &names) {
            y += ROW;
        }
        names.push((left, right, y));
        let ink = canvas.muted();
        canvas.letters((middle, y), &name, Anchor::Middle, ink, SMALL);
    }
}

/// Shades the bands of the places that each event covers.
pub(super) fn bands(chart: &Chart, canvas: &mut Canvas, frame: Frame, places: &[&str]) {
    let wide = frame.width() / super::count(places.len()).max(1.0);
    draw(chart, canvas, frame, |shade| {
        let place = |name: Option<&String>| {
            let name = name?;
            places.iter().position(|place| place == name)
        };
        let (first, last) = (place(shade.places.first())?, place(shade.places.last())?);
        let edge = |at: usize| frame.left + super::count(at) * wide;
        Some((edge(first), edge(last + 1)))
    });
}
