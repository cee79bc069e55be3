//! Cases of charts, and what is drawn of them in words.

use chrono::{Days, NaiveDate, NaiveDateTime};
use semantic_sql::layer::{SemanticLayer, Text};
use serde_json::{Value, json};

use super::super::cases::{computed, knowledge, question};
use super::super::folder;
use crate::answer::chart::{Chart, Kind, Point, Tone};
use crate::answer::exact::Exact;
use crate::answer::format::Figure;
use crate::answer::labels::Labels;
use crate::answer::{Answer, RenderedChart, answer, chart};
use crate::grammar::time::{CalendarEvent, Occurrence};
use crate::knowledge::Knowledge;
use crate::plan::{ChartWish, DerivedColumn};
use crate::question::Language;

/// Points that are told one by one; of more, the first and the last ones.
const TOLD: usize = 40;

/// The cases of a file; rows that are many are made here.
pub(super) fn cases(file: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(folder().join(file)).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn with_rows(case: &Value) -> Value {
    let mut case = case.clone();
    if let Some(days) = case["generate"]["days"].as_u64() {
        let last = NaiveDate::from_ymd_opt(2026, 11, 18).unwrap();
        let row = |back: u64| {
            let day = last.checked_sub_days(Days::new(back)).unwrap();
            json!([day.to_string(), 3000 + (back * 37) % 901])
        };
        case["rows"] = (0..days).rev().map(row).collect();
    }
    case
}

/// An event that each platform has days of its own for, one that is a day off, and one long ago.
fn world() -> Knowledge {
    let at = |year, month, day| -> NaiveDateTime {
        let date = NaiveDate::from_ymd_opt(year, month, day).unwrap();
        date.and_hms_opt(0, 0, 0).unwrap()
    };
    let days = |group: &str, phase: &str, from: (u32, u32), to: (u32, u32)| Occurrence {
        year: 2026,
        group: Some(group.to_owned()),
        phase: Some(phase.to_owned()),
        start: at(2026, from.0, from.1),
        end: at(2026, to.0, to.1),
    };
    let event = |id: &str, day, holiday, occurrences| CalendarEvent {
        id: id.to_owned(),
        names: vec![id.to_owned()],
        occurrences,
        phases: Vec::new(),
        day,
        holiday,
    };
    let everybody = Occurrence {
        year: 2026,
        group: None,
        phase: None,
        start: at(2026, 11, 13),
        end: at(2026, 11, 16),
    };
    let double11 = vec![
        days("douyin", "presale", (10, 9), (10, 31)),
        days("douyin", "peak", (10, 31), (11, 12)),
        days("taobao", "presale", (10, 15), (11, 1)),
        days("taobao", "peak", (11, 1), (11, 15)),
        days("kuaishou", "peak", (11, 9), (11, 12)),
        days("channels", "peak", (11, 10), (11, 12)),
    ];
    let mut world = knowledge();
    world.events = vec![
        event("double11", Some((11, 11)), false, double11),
        event("秋假", None, true, vec![everybody]),
    ];
    world
}

/// The answer of a case in a world that has events.
fn answered(layer: &SemanticLayer, case: &Value, language: Language) -> Answer {
    let case = with_rows(case);
    let mut computed = computed(layer, &case);
    for name in case["derived"].as_array().into_iter().flatten() {
        let name = name.as_str().unwrap();
        let column = DerivedColumn {
            name: name.to_owned(),
            label: Text {
                zh: format!("列 {name}"),
                en: format!("Column {name}"),
            },
            unit: "CNY".to_owned(),
            format: "money".to_owned(),
        };
        computed.plan.derived.push(column);
    }
    computed.result.explain(&computed.plan.derived);
    computed.plan.chart = match case["wish"].as_str() {
        None => None,
        Some("line") => Some(ChartWish::Line),
        Some("bar") => Some(ChartWish::Bar),
        Some("pie") => Some(ChartWish::Pie),
        Some("stacked") => Some(ChartWish::Stacked),
        Some("scatter") => Some(ChartWish::Scatter),
        Some("heat_map") => Some(ChartWish::HeatMap),
        Some("funnel") => Some(ChartWish::Funnel),
        Some("waterfall") => Some(ChartWish::Waterfall),
        Some("table") => Some(ChartWish::Table),
        Some(other) => panic!("{other}"),
    };
    answer(layer, &world(), &question(language), computed)
}

/// The chart of a case.
pub(super) fn chart_of(
    layer: &SemanticLayer,
    case: &Value,
    language: Language,
) -> Option<RenderedChart> {
    let Some(falls) = case.get("waterfall") else {
        return answered(layer, case, language).chart;
    };
    let pair = |pair: &Value| {
        let (name, value) = (pair[0].as_str().unwrap(), pair[1].as_str().unwrap());
        (name.to_owned(), Exact::parse(value).unwrap())
    };
    let world = world();
    let labels = Labels {
        layer,
        knowledge: &world,
        language,
        asked_at: question(language).asked_at,
    };
    let bars = chart::Bars {
        title: falls["title"].as_str().unwrap().to_owned(),
        figure: Figure::new("money", "CNY"),
        base: pair(&falls["base"]),
        parts: falls["parts"]
            .as_array()
            .unwrap()
            .iter()
            .map(pair)
            .collect(),
        now: pair(&falls["now"]),
    };
    chart::waterfall(&labels, &bars).map(Chart::render)
}

/// What is drawn of a case, in words; and what is said where another picture was asked for.
pub(super) fn summary(layer: &SemanticLayer, case: &Value, language: Language) -> Vec<String> {
    let mut lines = match chart_of(layer, case, language) {
        None => vec!["no chart".to_owned()],
        Some(chart) => told(&chart.drawn),
    };
    if case.get("wish").is_some() {
        let notes = answered(layer, case, language).notes;
        let said = notes.into_iter().filter(|note| note.code == "chart");
        lines.extend(said.map(|note| format!("note: {}", note.text)));
    }
    lines
}

fn told(chart: &Chart) -> Vec<String> {
    let kind = json!(chart.kind);
    let kind = kind.as_str().unwrap_or_default();
    let mut lines = vec![format!("{kind}: {}", chart.title)];
    lines.extend(chart.remarks.iter().map(|text| format!("remark: {text}")));
    if let Some(card) = &chart.card {
        let change = card.change.as_ref().map(|(text, tone)| {
            let way = tone.map_or("", way);
            format!(", {text} {way}")
        });
        let change = change.unwrap_or_default();
        lines.push(format!(
            "card: {}{change}, {} asked",
            card.value, card.asked
        ));
    }
    let axes: Vec<String> = chart.axes.iter().map(|(name, _)| name.clone()).collect();
    if !chart.points.is_empty() && chart.kind != Kind::Kpi {
        let format = chart.time_format.unwrap_or("names");
        lines.push(format!(
            "across: {} ({format}); up: {}",
            chart.places,
            axes.join(" | ")
        ));
    }
    for name in &chart.series {
        let own: Vec<&Point> = chart
            .points
            .iter()
            .filter(|it| it.series == *name)
            .collect();
        let marks: Vec<String> = own.iter().map(|point| mark(point)).collect();
        let marks = match marks.as_slice() {
            [first, .., last] if marks.len() > TOLD => {
                format!("{} marks from {first} to {last}", marks.len())
            }
            _ => marks.join(", "),
        };
        lines.push(format!("{name}: {marks}"));
    }
    for shade in &chart.shades {
        let day = if shade.is_the_day { ", the day" } else { "" };
        let (from, to) = (shade.places.first(), shade.places.last());
        lines.push(format!(
            "shade{day}: {} {} to {} ({} to {})",
            shade.name,
            from.map_or("", String::as_str),
            to.map_or("", String::as_str),
            shade.from,
            shade.to
        ));
    }
    lines
}

fn way(tone: Tone) -> &'static str {
    match tone {
        Tone::Rise => "↑",
        Tone::Fall => "↓",
    }
}

fn mark(point: &Point) -> String {
    let open = match (point.running, point.moving) {
        (true, _) => " (runs)",
        (false, true) => " (moves)",
        (false, false) => "",
    };
    let way = point.tone.map_or("", way);
    let across = point.across.map(|at| format!(" @{at}")).unwrap_or_default();
    let value = if point.value.is_some() { "" } else { " (gap)" };
    format!("{} = {}{way}{across}{open}{value}", point.name, point.text)
}
