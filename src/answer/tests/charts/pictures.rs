//! The pictures of `docs/charts`: one sheet for each kind, drawn by our own pen, by Vega-Lite and by
//! ECharts, on white and on dark.

use std::path::Path;

use resvg::tiny_skia::{Color, Pixmap, PixmapPaint, Transform};

use super::super::cases::layer;
use super::drawn::{cases, chart_of};
use super::{Theme, drawn_by_libraries};
use crate::answer::chart::png_of;
use crate::question::Language;

/// Width and height of one picture on a sheet.
const CELL: (u32, u32) = (640, 370);
/// Space around it.
const GAP: u32 = 10;

/// A drawing that fills a cell as far as its shape allows.
fn fitted(svg: &str) -> Pixmap {
    let decoded = |scale| Pixmap::decode_png(&png_of(svg, scale).unwrap().png).unwrap();
    let plain = decoded(1.0);
    #[expect(clippy::cast_precision_loss, reason = "sizes of pictures are small")]
    let scale = |cell: u32, own: u32| cell as f32 / own as f32;
    decoded(scale(CELL.0, plain.width()).min(scale(CELL.1, plain.height())))
}

/// Writes the sheet of each kind.
#[test]
#[ignore = "writes docs/charts; make pictures runs it"]
fn the_pictures_of_the_docs() {
    let layer = layer();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/charts");
    let scratch = tempfile::tempdir().unwrap();
    let mut charts = Vec::new();
    for case in cases("charts.json") {
        let Some(kind) = case["picture"].as_str() else {
            continue;
        };
        let language = match kind {
            "line" | "waterfall" | "kpi" | "horizontal_bar" => Language::Zh,
            _ if charts.len() % 2 == 0 => Language::Zh,
            _ => Language::En,
        };
        let chart = chart_of(&layer, &case, language).unwrap();
        assert_eq!(serde_json::json!(chart.kind), kind);
        charts.push((kind.to_owned(), chart));
    }
    assert!(drawn_by_libraries(&charts, Some(scratch.path())));
    for (kind, chart) in &charts {
        let mut sheet = Pixmap::new(3 * (CELL.0 + GAP) + GAP, 2 * (CELL.1 + GAP) + GAP).unwrap();
        sheet.fill(Color::WHITE);
        for (row, theme, called) in [(0, Theme::Light, "light"), (1, Theme::Dark, "dark")] {
            let own = chart.drawn.svg(theme).unwrap();
            let by = |library: &str| {
                let file = format!("{kind}.{library}.{called}.svg");
                std::fs::read_to_string(scratch.path().join(file)).unwrap()
            };
            for (column, svg) in [own, by("vega-lite"), by("echarts")].iter().enumerate() {
                let column = u32::try_from(column).unwrap();
                let (x, y) = (
                    i32::try_from(GAP + column * (CELL.0 + GAP)).unwrap(),
                    i32::try_from(GAP + row * (CELL.1 + GAP)).unwrap(),
                );
                let picture = fitted(svg);
                let paint = PixmapPaint::default();
                sheet.draw_pixmap(x, y, picture.as_ref(), &paint, Transform::identity(), None);
            }
        }
        let png = sheet.encode_png().unwrap();
        std::fs::write(folder.join(format!("{kind}.png")), png).unwrap();
    }
}
