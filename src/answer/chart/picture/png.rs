//! SVG → PNG, with the fonts of the machine.

use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::{Database, FaceInfo, Style, Weight};
use resvg::usvg::{FontResolver, Options, Tree};
use thiserror::Error;

use super::super::Chart;
use super::Theme;

/// Pixels for each unit of the drawing, so that letters are sharp on dense screens.
const ENLARGED: f32 = 2.0;
/// Families with Latin and Chinese letters of one hand, the best first.
const PREFERRED: [&str; 6] = [
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Zen Hei",
    "DejaVu Sans",
];

/// A chart as an image.
#[derive(Debug, Clone)]
pub struct Picture {
    /// The bytes of a PNG file.
    pub png: Vec<u8>,
    /// Letters that no font of this machine has, each once; they are missing in the image.
    pub without_font: Vec<char>,
}

/// Why there is no image.
#[derive(Debug, Error)]
pub enum PictureError {
    /// A single number needs no picture.
    #[error("a single number has no chart")]
    NoChart,
    /// The machine has no font at all.
    #[error(
        "this machine has no fonts, so no chart can be drawn; \
         install one with Chinese letters, such as Noto Sans CJK"
    )]
    NoFont,
    /// The drawing could not be rendered.
    #[error("the chart cannot be drawn: {0}")]
    Drawing(String),
}

/// The fonts of the machine, read once.
static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    fonts.load_system_fonts();
    if let Some(family) = family(&fonts) {
        fonts.set_sans_serif_family(family.clone());
        fonts.set_serif_family(family);
    }
    Arc::new(fonts)
});

/// The family to draw with: a preferred one, else any that stands upright.
fn family(fonts: &Database) -> Option<String> {
    let families = || {
        let upright = fonts.faces().filter(|face| face.style == Style::Normal);
        upright.flat_map(|face| face.families.iter().map(|(name, _)| name))
    };
    PREFERRED
        .iter()
        .find_map(|wanted| families().find(|name| name == wanted))
        .or_else(|| families().next())
        .cloned()
}

impl Chart {
    /// The chart as PNG.
    ///
    /// # Errors
    /// Where there is nothing to draw, or nothing to draw letters with.
    pub fn png(&self, theme: Theme) -> Result<Picture, PictureError> {
        let svg = self.svg(theme).ok_or(PictureError::NoChart)?;
        png_of(&svg, ENLARGED)
    }
}

/// A drawing as PNG, with so many pixels for each of its units.
///
/// # Errors
/// Where it is no drawing, or there is nothing to draw letters with.
pub fn png_of(svg: &str, enlarged: f32) -> Result<Picture, PictureError> {
    if FONTS.is_empty() {
        return Err(PictureError::NoFont);
    }
    let missing: Arc<Mutex<Vec<char>>> = Arc::default();
    let tree = tree(svg, &missing)?;
    let drawing = |error: &str| PictureError::Drawing(error.to_owned());
    let size = tree
        .size()
        .to_int_size()
        .scale_by(enlarged)
        .ok_or_else(|| drawing("its size is no size"))?;
    let mut pixels =
        Pixmap::new(size.width(), size.height()).ok_or_else(|| drawing("it is too large"))?;
    let enlarge = Transform::from_scale(enlarged, enlarged);
    resvg::render(&tree, enlarge, &mut pixels.as_mut());
    let png = pixels
        .encode_png()
        .map_err(|error| PictureError::Drawing(error.to_string()))?;
    let mut without_font =
        std::mem::take(&mut *missing.lock().unwrap_or_else(PoisonError::into_inner));
    without_font.sort_unstable();
    without_font.dedup();
    Ok(Picture { png, without_font })
}

/// Reads the drawing and lays its letters out; those that no font has are gathered.
fn tree(svg: &str, missing: &Arc<Mutex<Vec<char>>>) -> Result<Tree, PictureError> {
    let gathered = Arc::clone(missing);
    let usual = FontResolver::default_fallback_selector();
    let options = Options {
        fontdb: Arc::clone(&FONTS),
        font_resolver: FontResolver {
            select_font: FontResolver::default_font_selector(),
            select_fallback: Box::new(move |letter, used, fonts| {
                // Upright letters of usual weight first: the selector takes any face that has one.
                let mut avoided = used.to_vec();
                let usual_face =
                    |face: &FaceInfo| face.style == Style::Normal && face.weight == Weight::NORMAL;
                let others = fonts.faces().filter(|face| !usual_face(face));
                avoided.extend(others.map(|face| face.id));
                let found = usual(letter, &avoided, fonts).or_else(|| usual(letter, used, fonts));
                if found.is_none() {
                    let mut gathered = gathered.lock().unwrap_or_else(PoisonError::into_inner);
                    gathered.push(letter);
                }
                found
            }),
        },
        ..Options::default()
    };
    Tree::from_str(svg, &options).map_err(|error| PictureError::Drawing(error.to_string()))
}
