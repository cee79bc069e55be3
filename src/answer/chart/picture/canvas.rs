//! Shapes and letters in SVG. Everything written comes in as text and is escaped here.

use std::fmt::Write as _;

use quick_xml::escape::escape;

use super::super::colours;
use super::letters::{LETTER, fitting};
use super::{Theme, WIDTH};

/// Where marks may stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Frame {
    pub(super) fn width(self) -> f64 {
        self.right - self.left
    }

    pub(super) fn height(self) -> f64 {
        self.bottom - self.top
    }

    /// Whether two share a place.
    pub(super) fn touches(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

/// On which side of its place a text stands.
#[derive(Debug, Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A picture in the making.
pub(super) struct Canvas {
    theme: Theme,
    body: String,
}

const TITLE: f64 = 19.0;
const REMARK: f64 = 13.0;

impl Canvas {
    pub(super) fn new(theme: Theme, width: f64, height: f64) -> Self {
        let mut body = String::new();
        let _ = write!(
            body,
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="{}">"#,
            escape(colours::FONT)
        );
        let mut canvas = Self { theme, body };
        canvas.rect(0.0, 0.0, width, height, canvas.paper(), 1.0);
        canvas
    }

    pub(super) fn finish(mut self) -> String {
        self.body.push_str("</svg>");
        self.body
    }

    /// The colour behind everything.
    pub(super) fn paper(&self) -> &'static str {
        match self.theme {
            Theme::Light => "#ffffff",
            Theme::Dark => "#16181d",
        }
    }

    /// The colour of letters.
    pub(super) fn ink(&self) -> &'static str {
        match self.theme {
            Theme::Light => "#20242c",
            Theme::Dark => "#e6e8ec",
        }
    }

    /// The colour of lines that only guide.
    pub(super) fn faint(&self) -> &'static str {
        match self.theme {
            Theme::Light => "#d9dde3",
            Theme::Dark => "#3a3f48",
        }
    }

    pub(super) fn title(&mut self, text: &str) {
        let text = fitting(text, TITLE, WIDTH - 48.0);
        let ink = self.ink();
        let _ = write!(
            self.body,
            r#"<text x="24" y="36" font-size="{TITLE}" font-weight="600" fill="{ink}">{}</text>"#,
            escape(text.as_str())
        );
    }

    /// What a reader must know, below the title.
    pub(super) fn remark(&mut self, text: &str) {
        let text = fitting(text, REMARK, WIDTH - 48.0);
        let ink = self.muted();
        self.letters((24.0, 58.0), &text, Anchor::Start, ink, REMARK);
    }

    /// The colour of letters that step back.
    pub(super) fn muted(&self) -> &'static str {
        match self.theme {
            Theme::Light => "#5c6470",
            Theme::Dark => "#a4abb6",
        }
    }

    pub(super) fn text(&mut self, x: f64, y: f64, text: &str, anchor: Anchor) {
        let ink = self.ink();
        self.text_in(x, y, text, anchor, ink);
    }

    pub(super) fn text_in(&mut self, x: f64, y: f64, text: &str, anchor: Anchor, colour: &str) {
        self.letters((x, y), text, anchor, colour, LETTER);
    }

    /// A text of any size.
    pub(super) fn letters(
        &mut self,
        (x, y): (f64, f64),
        text: &str,
        anchor: Anchor,
        colour: &str,
        size: f64,
    ) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let _ = write!(
            self.body,
            r#"<text x="{x:.1}" y="{y:.1}" font-size="{size}" text-anchor="{anchor}" fill="{colour}">{}</text>"#,
            escape(text)
        );
    }

    pub(super) fn rect(
        &mut self,
        x: f64,
        y: f64,
        width: f64,
        height: f64,
        colour: &str,
        opacity: f64,
    ) {
        let _ = write!(
            self.body,
            r#"<rect x="{x:.1}" y="{y:.1}" width="{width:.1}" height="{height:.1}" fill="{colour}" fill-opacity="{opacity}"/>"#
        );
    }

    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), colour: &str) {
        let _ = write!(
            self.body,
            r#"<line x1="{:.1}" y1="{:.1}" x2="{:.1}" y2="{:.1}" stroke="{colour}"/>"#,
            from.0, from.1, to.0, to.1
        );
    }

    /// A line through places; a dashed one is of numbers that are not final.
    pub(super) fn path(&mut self, places: &[(f64, f64)], colour: &str, dashed: bool) {
        if places.len() < 2 {
            return;
        }
        let dash = if dashed {
            r#" stroke-dasharray="6 5""#
        } else {
            ""
        };
        let points: Vec<String> = places
            .iter()
            .map(|(x, y)| format!("{x:.1},{y:.1}"))
            .collect();
        let _ = write!(
            self.body,
            r#"<polyline points="{}" fill="none" stroke="{colour}" stroke-width="2.5" stroke-linejoin="round"{dash}/>"#,
            points.join(" ")
        );
    }

    pub(super) fn dot(&mut self, x: f64, y: f64, radius: f64, colour: &str, opacity: f64) {
        let _ = write!(
            self.body,
            r#"<circle cx="{x:.1}" cy="{y:.1}" r="{radius}" fill="{colour}" fill-opacity="{opacity}"/>"#
        );
    }

    /// A part of a ring, between two angles in turns from the top.
    pub(super) fn arc(
        &mut self,
        centre: (f64, f64),
        radii: (f64, f64),
        turns: (f64, f64),
        colour: &str,
    ) {
        // A whole turn starts where it ends and would draw nothing.
        let until = turns.1.min(turns.0 + 0.9999);
        let at = |radius: f64, turn: f64| {
            let angle = (turn - 0.25) * std::f64::consts::TAU;
            format!(
                "{:.2} {:.2}",
                centre.0 + radius * angle.cos(),
                centre.1 + radius * angle.sin()
            )
        };
        let large = u8::from(until - turns.0 > 0.5);
        let (inner, outer) = radii;
        let paper = self.paper();
        let _ = write!(
            self.body,
            r#"<path d="M {} A {outer} {outer} 0 {large} 1 {} L {} A {inner} {inner} 0 {large} 0 {} Z" fill="{colour}" stroke="{paper}" stroke-width="1.5"/>"#,
            at(outer, turns.0),
            at(outer, until),
            at(inner, until),
            at(inner, turns.0),
        );
    }
}
