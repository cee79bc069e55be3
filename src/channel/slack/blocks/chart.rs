//! A chart as Slack draws it itself, where it can: few bars, few lines, a ring. Everything else is a picture.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::limits::{NAME, PLACES, SERIES, TITLE};
use crate::answer::chart::{Chart, Kind, Point};
use crate::channel::chat::{Unit, clip};

/// The chart as a block; nothing where Slack would show it otherwise than it is.
pub(super) fn native(chart: &Chart) -> Option<Value> {
    let drawn = match chart.kind {
        Kind::Line => axes(chart, "line"),
        Kind::Bar | Kind::HorizontalBar | Kind::GroupedBar => axes(chart, "bar"),
        Kind::Donut => ring(chart),
        // A pile, a funnel, two axes and fields of colour would read as something else.
        Kind::Kpi
        | Kind::BarLine
        | Kind::StackedBar
        | Kind::Funnel
        | Kind::HeatMap
        | Kind::Scatter
        | Kind::Waterfall => None,
    }?;
    let title = if chart.title.trim().is_empty() {
        &chart.places
    } else {
        &chart.title
    };
    Some(json!({
        "type": "data_visualization",
        "title": clip(title, TITLE, Unit::Chars),
        "chart": drawn,
    }))
}

/// Bars or lines: each series has one number at each place, so a gap cannot be drawn.
fn axes(chart: &Chart, kind: &str) -> Option<Value> {
    let mut places: Vec<(&str, String)> = Vec::new();
    for point in &chart.points {
        if !places.iter().any(|(place, _)| *place == point.place) {
            places.push((&point.place, name(point)));
        }
    }
    let names: Vec<String> = places.iter().map(|(_, name)| name.clone()).collect();
    let series: Vec<&str> = if chart.series.is_empty() {
        vec![""]
    } else {
        chart.series.iter().map(String::as_str).collect()
    };
    let fits = places.len() <= PLACES && series.len() <= SERIES && are_distinct(&names);
    // What is still running is dashed in a picture, and would be a fall here.
    if !fits || chart.points.iter().any(Point::is_open) || chart.axes.len() > 1 {
        return None;
    }
    let mut drawn = Vec::new();
    let mut titles = Vec::new();
    for one in series {
        let mut values: BTreeMap<&str, f64> = BTreeMap::new();
        for point in &chart.points {
            if point.series == one || chart.series.len() < 2 {
                values.insert(&point.place, point.value?);
            }
        }
        let data: Option<Vec<Value>> = places
            .iter()
            .map(|(place, name)| {
                let value = values.get(place)?;
                Some(json!({ "label": name, "value": value }))
            })
            .collect();
        let title = if one.is_empty() { &chart.title } else { one };
        let title = clip(title, NAME, Unit::Chars);
        titles.push(title.clone());
        drawn.push(json!({ "name": title, "data": data? }));
    }
    if !are_distinct(&titles) {
        return None;
    }
    let mut config = json!({ "categories": names });
    if !chart.places.trim().is_empty() {
        config["x_label"] = json!(clip(&chart.places, TITLE, Unit::Chars));
    }
    if let Some((axis, _)) = chart.axes.first().filter(|(it, _)| !it.trim().is_empty()) {
        config["y_label"] = json!(clip(axis, TITLE, Unit::Chars));
    }
    Some(json!({ "type": kind, "series": drawn, "axis_config": config }))
}

fn ring(chart: &Chart) -> Option<Value> {
    let names: Vec<String> = chart.points.iter().map(name).collect();
    let positive = chart
        .points
        .iter()
        .all(|it| it.value.is_some_and(|it| it > 0.0));
    if chart.points.is_empty() || names.len() > SERIES || !positive || !are_distinct(&names) {
        return None;
    }
    let segments = chart.points.iter().zip(names);
    let segments = segments.map(|(point, name)| json!({ "label": name, "value": point.value }));
    Some(json!({ "type": "pie", "segments": segments.collect::<Vec<_>>() }))
}

fn name(point: &Point) -> String {
    let name = if point.name.trim().is_empty() {
        &point.place
    } else {
        &point.name
    };
    clip(name.trim(), NAME, Unit::Chars)
}

/// Whether no two names became the same when they were cut, and none is empty.
fn are_distinct(names: &[String]) -> bool {
    let all: BTreeSet<&String> = names.iter().collect();
    !names.is_empty() && all.len() == names.len() && !names.iter().any(String::is_empty)
}
