//! A chart as a picture of its own: SVG, and PNG made of it.
//!
//! For channels that show images and run no script. The same marks as everywhere; no number is
//! written that the answer does not show.

mod axes;
mod bars;
mod canvas;
mod card;
mod lines;
mod marks;
mod png;
mod shades;

use super::{Chart, Kind, letters};
use canvas::{Canvas, Frame};

pub use png::{Picture, PictureError, png_of};

/// Width of a picture in pixels before it is enlarged.
const WIDTH: f64 = 960.0;
/// Height of a picture whose marks do not ask for more.
const HEIGHT: f64 = 540.0;
/// Height of a card.
const CARD: f64 = 320.0;
/// Height of a bar that lies, or a row of fields, with its gap.
const ROW: f64 = 34.0;
/// Space for title and legend.
const HEAD: f64 = 92.0;
/// Space for the remarks below the title.
const REMARK: f64 = 22.0;
/// Space below the marks.
const FOOT: f64 = 56.0;
/// Space below the marks where long names stand there.
const NAMES: f64 = 76.0;

/// On what a picture will be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Dark ink on white.
    Light,
    /// Light ink on near black.
    Dark,
}

impl Chart {
    /// The picture as SVG; nothing for a number that stands alone, which needs none.
    #[must_use]
    pub fn svg(&self, theme: Theme) -> Option<String> {
        if !self.is_picture() {
            return None;
        }
        let rows = match self.kind {
            Kind::HorizontalBar | Kind::Funnel => self.points.len(),
            Kind::HeatMap => self.series.len(),
            _ => 0,
        };
        let remarked = if self.remarks.is_empty() { 0.0 } else { REMARK };
        let head = HEAD + remarked;
        let foot = match self.kind {
            Kind::Waterfall | Kind::Bar | Kind::GroupedBar => NAMES,
            _ => FOOT,
        };
        let least = if self.kind == Kind::Kpi { CARD } else { HEIGHT };
        let height = least.max(head + foot + count(rows) * ROW);
        let mut canvas = Canvas::new(theme, WIDTH, height);
        canvas.title(&self.title);
        if !self.remarks.is_empty() {
            canvas.remark(&self.remarks.join(self.language.choose("；", "; ")));
        }
        let frame = Frame {
            left: 24.0,
            top: head,
            right: WIDTH - 24.0,
            bottom: height - foot,
        };
        marks::draw(self, &mut canvas, frame);
        Some(canvas.finish())
    }
}

/// A count as a length.
fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::MAX, f64::from)
}
