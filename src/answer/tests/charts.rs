//! Charts of the cases, drawn by the libraries that readers have, and by our own pen.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::cases::{layer, told};
use super::folder;
use crate::answer::RenderedChart;
use crate::answer::chart::{Picture, PictureError, Theme};
use crate::question::Language;

/// Every chart of the cases that is more than a number, with a name for it.
fn charts() -> Vec<(String, RenderedChart)> {
    let text = std::fs::read_to_string(folder().join("narration.json")).unwrap();
    let cases: Vec<Value> = serde_json::from_str(&text).unwrap();
    let layer = layer();
    let mut charts = Vec::new();
    for case in &cases {
        for (key, language) in [("zh", Language::Zh), ("en", Language::En)] {
            let chart = told(&layer, case, language).chart;
            let name = case["name"].as_str().unwrap().replace([' ', ','], "_");
            charts.extend(
                chart
                    .filter(|chart| chart.vega_lite.is_some())
                    .map(|chart| (format!("{name}-{key}"), chart)),
            );
        }
    }
    charts
}

/// Where pictures are left to be looked at: `SHOW_CHARTS`.
#[expect(clippy::disallowed_methods, reason = "a test that shows its pictures")]
fn shown_in() -> Option<std::path::PathBuf> {
    std::env::var_os("SHOW_CHARTS").map(Into::into)
}

/// Says that a test cannot run here, or fails where the variable says that it must.
#[expect(clippy::disallowed_methods, reason = "whether a test may be skipped")]
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn skipped(needed_if: &str, missing: &str) {
    assert!(std::env::var_os(needed_if).is_none(), "not run: {missing}");
    eprintln!("SKIPPED: {missing}");
}

/// A chart as PNG; nothing on a machine without fonts.
fn png(chart: &RenderedChart, theme: Theme) -> Option<Picture> {
    match chart.drawn.png(theme) {
        Err(PictureError::NoFont) => {
            skipped("WENBO_HAS_FONTS", "this machine has no fonts");
            None
        }
        drawn => Some(drawn.unwrap()),
    }
}

#[test]
fn the_real_libraries_draw_every_chart() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/charts");
    if !project.join("node_modules").is_dir() {
        skipped(
            "WENBO_SKIP_NOTHING",
            "vega-lite and echarts are not installed: npm ci --prefix tests/charts (make test does it)",
        );
        return;
    }
    let lines: Vec<String> = charts()
        .into_iter()
        .map(|(name, chart)| {
            json!({"name": name, "vega_lite": chart.vega_lite, "echarts": chart.echarts})
                .to_string()
        })
        .collect();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), lines.join("\n")).unwrap();
    let mut command = Command::new("node");
    command.arg(project.join("check.mjs")).arg(file.path());
    command.args(shown_in());
    let done = command.output().unwrap();
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
}

#[test]
fn every_kind_of_chart_is_among_the_cases() {
    let mut kinds: Vec<String> = charts()
        .iter()
        .map(|(_, chart)| json!(chart.kind).as_str().unwrap().to_owned())
        .collect();
    kinds.sort();
    kinds.dedup();
    let wanted =
        "bar bar_line donut funnel grouped_bar heat_map horizontal_bar line scatter stacked_bar";
    assert_eq!(kinds.join(" "), wanted);
}

#[test]
fn every_chart_is_a_picture_in_both_themes() {
    let folder = shown_in();
    for (name, chart) in charts() {
        for (theme, called) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
            let svg = chart.drawn.svg(theme).unwrap();
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{name}");
            // Whatever a name holds is text.
            assert!(!svg.contains("<b>"), "{name}");
            if let Some(folder) = &folder {
                std::fs::write(folder.join(format!("{name}.{called}.svg")), &svg).unwrap();
                if let Some(picture) = png(&chart, theme) {
                    let file = folder.join(format!("{name}.{called}.png"));
                    std::fs::write(file, picture.png).unwrap();
                }
            }
        }
    }
}

/// The pixels of a PNG of a chart are not all of one colour, and its size is that of the drawing.
#[test]
fn a_picture_is_a_png_with_something_in_it() {
    let (_, chart) = charts().into_iter().next().unwrap();
    let Some(picture) = png(&chart, Theme::Light) else {
        return;
    };
    assert_eq!(picture.png.get(1..4).unwrap(), b"PNG");
    let pixels = resvg::tiny_skia::Pixmap::decode_png(&picture.png).unwrap();
    assert_eq!(pixels.width(), 1920);
    let first = pixels.pixels()[0];
    assert!(pixels.pixels().iter().any(|pixel| *pixel != first));
}

#[test]
fn letters_that_no_font_has_are_named() {
    let (_, mut chart) = charts().into_iter().next().unwrap();
    // No font gives this letter a shape: it is of a private area.
    chart.drawn.title = "\u{10f3ab}".to_owned();
    let Some(picture) = png(&chart, Theme::Light) else {
        return;
    };
    assert!(picture.without_font.contains(&'\u{10f3ab}'));
}
