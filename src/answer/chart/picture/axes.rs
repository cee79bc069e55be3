//! Axes, grid lines and the legend of a picture.

use super::super::scale::{Scale, Ticks};
use super::super::{Chart, colours};
use super::canvas::{Anchor, Canvas, Frame};
use super::count;
use super::letters::{LETTER, fitting, lines, width};

/// A value axis with its ticks, in the numbers that it shows.
pub(super) struct Axis {
    scale: Scale,
    ticks: Ticks,
}

/// Which edge of the frame an axis is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    Left,
    Right,
    Bottom,
}

impl Axis {
    /// The axis of some values of a chart.
    pub(super) fn of(chart: &Chart, index: usize, values: &[f64]) -> Self {
        let scale = Scale::of(chart, index, values.iter().copied());
        let most = values.iter().copied().fold(0.0, f64::max) * chart.headroom();
        // Numbers stand below bars that point down.
        let least = values.iter().copied().fold(0.0, f64::min) * 1.12;
        let values = values.iter().copied().chain([least, most]);
        let ticks = Ticks::around(values.map(|value| scale.scaled(value)));
        Self { scale, ticks }
    }

    /// How far along a value stands, from 0 to 1.
    pub(super) fn along(&self, value: f64) -> f64 {
        self.ticks.along(self.scale.scaled(value))
    }

    /// The room that the numbers of an upright axis need.
    pub(super) fn room(&self) -> f64 {
        let widest = self
            .ticks
            .places()
            .into_iter()
            .map(|tick| width(&self.ticks.written(tick), LETTER))
            .fold(0.0, f64::max);
        widest + 12.0
    }

    /// Draws numbers, name, and where it is the first axis the grid.
    pub(super) fn draw(&self, canvas: &mut Canvas, frame: Frame, edge: Edge) {
        let faint = canvas.faint();
        for tick in self.ticks.places() {
            let along = self.ticks.along(tick);
            let text = self.ticks.written(tick);
            let across = frame.left + along * frame.width();
            let up = frame.bottom - along * frame.height();
            match edge {
                Edge::Left => {
                    canvas.line((frame.left, up), (frame.right, up), faint);
                    canvas.text(frame.left - 8.0, up + 5.0, &text, Anchor::End);
                }
                Edge::Right => canvas.text(frame.right + 8.0, up + 5.0, &text, Anchor::Start),
                Edge::Bottom => {
                    canvas.line((across, frame.top), (across, frame.bottom), faint);
                    canvas.text(across, frame.bottom + 20.0, &text, Anchor::Middle);
                }
            }
        }
        let name = fitting(&self.scale.name, LETTER, frame.width() / 2.0);
        match edge {
            Edge::Left => canvas.text(24.0, frame.top - 12.0, &name, Anchor::Start),
            Edge::Right => canvas.text(super::WIDTH - 24.0, frame.top - 12.0, &name, Anchor::End),
            Edge::Bottom => canvas.text(frame.right, frame.bottom + 42.0, &name, Anchor::End),
        }
    }
}

/// Names below their bands, in up to three lines; every so many where they would touch even so.
pub(super) fn names(canvas: &mut Canvas, frame: Frame, names: &[&str]) {
    let band = frame.width() / count(names.len()).max(1.0);
    let widest = names
        .iter()
        .map(|name| width(name, LETTER))
        .fold(0.0, f64::max);
    // Three lines of a name, or as much as stays readable.
    let needed = (widest / 2.6).max(widest.min(34.0)).min(110.0);
    let every = ((needed + 8.0) / band).ceil().max(1.0);
    for (index, name) in names.iter().enumerate() {
        if count(index) % every == 0.0 {
            let x = frame.left + (count(index) + 0.5) * band;
            let room = (band * every - 8.0).max(24.0);
            for (line, text) in lines(name, LETTER, room, 3).iter().enumerate() {
                let y = frame.bottom + 20.0 + count(line) * 17.0;
                canvas.text(x, y, text, Anchor::Middle);
            }
        }
    }
}

/// The names of the series with their colours, in one row above the frame.
pub(super) fn legend(canvas: &mut Canvas, frame: Frame, series: &[String]) {
    if series.len() < 2 {
        return;
    }
    let (mut x, y) = (24.0, frame.top - 30.0);
    for (index, name) in series.iter().enumerate() {
        let name = fitting(name, LETTER, 150.0);
        let wide = width(&name, LETTER) + 34.0;
        if x + wide > super::WIDTH - 24.0 {
            canvas.text(x, y, "…", Anchor::Start);
            return;
        }
        canvas.rect(x, y - 11.0, 12.0, 12.0, colour(index), 1.0);
        canvas.text(x + 18.0, y, &name, Anchor::Start);
        x += wide;
    }
}

/// The colour of a series.
pub(super) fn colour(index: usize) -> &'static str {
    colours::SERIES[index % colours::SERIES.len()]
}
