//! Charts: what is drawn of each case, by the libraries that readers have, and by our own pen.

mod drawn;
mod pictures;

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use super::cases::layer;
use super::folder;
use crate::answer::RenderedChart;
use crate::answer::chart::{Kind, Picture, PictureError, Theme};
use crate::question::Language;
use drawn::{cases, chart_of, summary};

/// Every chart of the cases that is more than a number, with a name for it.
fn charts() -> Vec<(String, RenderedChart)> {
    let layer = layer();
    let mut charts = Vec::new();
    for file in ["charts.json", "narration.json"] {
        for case in cases(file) {
            for (key, language) in [("zh", Language::Zh), ("en", Language::En)] {
                let chart = chart_of(&layer, &case, language);
                let name = case["name"].as_str().unwrap().replace([' ', ','], "_");
                charts.extend(
                    chart
                        .filter(|chart| chart.vega_lite.is_some())
                        .map(|chart| (format!("{name}-{key}"), chart)),
                );
            }
        }
    }
    charts
}

/// Where pictures are left to be looked at: `SHOW_CHARTS`.
#[expect(clippy::disallowed_methods, reason = "a test that shows its pictures")]
fn shown_in() -> Option<PathBuf> {
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

/// Draws charts with the real libraries, into a folder if there is one; `false` where they are not
/// installed.
fn drawn_by_libraries(charts: &[(String, RenderedChart)], folder: Option<&Path>) -> bool {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/charts");
    if !project.join("node_modules").is_dir() {
        skipped(
            "WENBO_SKIP_NOTHING",
            "vega-lite and echarts are not installed: npm ci --prefix tests/charts (make test does it)",
        );
        return false;
    }
    let lines: Vec<String> = charts
        .iter()
        .map(|(name, chart)| {
            json!({
                "name": name, "vega_lite": chart.vega_lite, "echarts": chart.echarts,
                "says": said(chart),
            })
            .to_string()
        })
        .collect();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), lines.join("\n")).unwrap();
    let mut command = Command::new("node");
    command.arg(project.join("check.mjs")).arg(file.path());
    command.args(folder);
    let done = command.output().unwrap();
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    true
}

/// Texts that a reader must find in every rendering.
fn said(chart: &RenderedChart) -> Vec<String> {
    let drawn = &chart.drawn;
    let mut said = vec![drawn.title.clone()];
    said.extend(drawn.remarks.iter().cloned());
    let events = drawn.shades.iter().filter(|shade| !shade.is_the_day);
    said.extend(events.map(|shade| shade.name.clone()));
    let numbers = || drawn.points.iter().filter(|point| point.value.is_some());
    let few = drawn.points.len() <= 12;
    match drawn.kind {
        Kind::Kpi => {
            let card = drawn.card.as_ref().unwrap();
            said.push(card.value.clone());
            said.extend(card.change.iter().map(|(text, _)| text.clone()));
        }
        Kind::Waterfall | Kind::Funnel => said.extend(numbers().map(|it| it.text.clone())),
        Kind::Donut => {
            said.extend(numbers().map(|it| it.text.clone()));
            said.extend(numbers().map(|it| it.name.clone()));
        }
        Kind::Bar | Kind::GroupedBar | Kind::HorizontalBar if few => {
            said.extend(numbers().map(|it| it.text.clone()));
        }
        Kind::Scatter if few => said.extend(numbers().map(|it| it.name.clone())),
        _ => {}
    }
    // Long ones are broken or cut where they stand.
    said.retain(|text| text.chars().count() <= 40);
    said
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "a test that rewrites its cases on request"
)]
fn every_case_is_drawn_as_it_says() {
    let layer = layer();
    let mut cases = cases("charts.json");
    let update = std::env::var_os("UPDATE_CASES").is_some();
    let mut wrong = Vec::new();
    for case in &mut cases {
        for (key, language) in [("zh", Language::Zh), ("en", Language::En)] {
            let got = json!(summary(&layer, case, language));
            if case[key] != got {
                wrong.push(format!("{} {key}: {got:#}", case["name"]));
            }
            if update {
                case[key] = got;
            }
        }
    }
    if update {
        let lines: Vec<String> = cases.iter().map(Value::to_string).collect();
        let text = format!("[\n{}\n]\n", lines.join(",\n"));
        std::fs::write(folder().join("charts.json"), text).unwrap();
        return;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_real_libraries_draw_every_chart() {
    drawn_by_libraries(&charts(), shown_in().as_deref());
}

#[test]
fn every_kind_of_chart_is_among_the_cases() {
    let mut kinds: Vec<String> = charts()
        .iter()
        .map(|(_, chart)| json!(chart.kind).as_str().unwrap().to_owned())
        .collect();
    kinds.sort();
    kinds.dedup();
    let wanted = "bar bar_line donut funnel grouped_bar heat_map horizontal_bar kpi line scatter stacked_bar waterfall";
    assert_eq!(kinds.join(" "), wanted);
}

#[test]
fn every_chart_is_a_picture_in_both_themes_that_says_what_it_must() {
    let folder = shown_in();
    for (name, chart) in charts() {
        for (theme, called) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
            let svg = chart.drawn.svg(theme).unwrap();
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{name}");
            // Whatever a name holds is text.
            assert!(!svg.contains("<b>"), "{name}");
            for text in said(&chart) {
                // A change on a card is broken into two lines.
                let whole = chart.kind != Kind::Kpi || !text.contains([' ', '，']);
                let written = quick_xml::escape::escape(text.as_str());
                assert!(!whole || svg.contains(&*written), "{name}: {text}");
            }
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

/// What is not final, what is shaded and which way a number went stand in all three renderings.
#[test]
fn all_renderings_tell_what_is_open_shaded_and_directed() {
    for (name, chart) in charts() {
        let drawn = &chart.drawn;
        let svg = drawn.svg(Theme::Light).unwrap();
        let (vega, echarts) = (
            chart.vega_lite.clone().unwrap().to_string(),
            chart.echarts.clone().unwrap().to_string(),
        );
        let there = || drawn.points.iter().filter(|point| point.value.is_some());
        if there().any(|point| point.is_open()) {
            assert!(vega.contains("\"open\":true"), "{name}");
            let in_line = |series: &str| match drawn.kind {
                Kind::Line | Kind::Kpi => true,
                Kind::BarLine => drawn.series.get(1).is_some_and(|line| line == series),
                _ => false,
            };
            if there().any(|point| point.is_open() && in_line(&point.series)) {
                assert!(svg.contains("stroke-dasharray"), "{name}");
                assert!(vega.contains("strokeDash"), "{name}");
                assert!(echarts.contains("dashed"), "{name}");
            }
            if there().any(|point| point.is_open() && !in_line(&point.series)) {
                assert!(svg.contains("fill-opacity=\"0.45\""), "{name}");
                assert!(echarts.contains("\"opacity\":0.45"), "{name}");
            }
        } else {
            assert!(!svg.contains("stroke-dasharray"), "{name}");
            assert!(!echarts.contains("dashed"), "{name}");
        }
        assert_eq!(drawn.shades.is_empty(), !svg.contains("#808080"), "{name}");
        assert_eq!(drawn.shades.is_empty(), !vega.contains("#808080"), "{name}");
        assert_eq!(
            drawn.shades.is_empty(),
            !echarts.contains("#808080"),
            "{name}"
        );
        for point in there().filter(|point| point.tone.is_some()) {
            // A colour never tells a direction alone.
            assert!(point.text.starts_with(['+', '−']), "{name}: {}", point.text);
            for text in [&svg, &vega, &echarts] {
                assert!(
                    text.contains("#CC3311") || text.contains("#009E73"),
                    "{name}"
                );
            }
        }
    }
}

/// The pixels of a PNG of a chart are not all of one colour, and its size is that of the drawing.
#[test]
fn a_picture_is_a_png_with_something_in_it() {
    let charts = charts();
    let (_, chart) = charts.iter().find(|(_, it)| it.kind == Kind::Line).unwrap();
    let Some(picture) = png(chart, Theme::Light) else {
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
