//! Rings, fields of colour and dots.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::super::scale::Scale;
use super::super::{Chart, LABELLED, Point, colours};
use super::{NAMES, axis, below, category, grid, literal, mark, on, told};

/// Places of a heat map that leave room for numbers.
const NUMBERED: usize = 10;

pub(super) fn ring(chart: &Chart) -> Value {
    let part = |point: &Point| {
        json!({
            "name": point.name, "value": point.value, "tooltip": told(chart, point),
            "label": {"formatter": literal(&format!("{}\n{}", point.name, point.text))},
        })
    };
    let parts: Vec<Value> = chart.points.iter().map(part).collect();
    json!({"series": [{
        "type": "pie", "name": chart.title, "radius": ["38%", "62%"], "center": ["50%", "56%"],
        "label": {"width": 190, "overflow": "break", "lineHeight": 16}, "minShowLabelAngle": 0,
        "data": parts,
    }]})
}

pub(super) fn heat_map(chart: &Chart) -> Value {
    let places = chart.names();
    let scale = Scale::whole(chart, 0);
    let columns: HashMap<&str, usize> = places
        .iter()
        .enumerate()
        .map(|(at, name)| (*name, at))
        .collect();
    let lines: HashMap<&str, usize> = chart
        .series
        .iter()
        .enumerate()
        .map(|(at, name)| (name.as_str(), at))
        .collect();
    let values = || chart.points.iter().filter_map(|point| point.value);
    let least = values().reduce(f64::min);
    let most = values().reduce(f64::max);
    let numbered = places.len() <= NUMBERED;
    let field = |point: &Point| {
        let across = columns.get(point.name.as_str());
        let down = lines.get(point.series.as_str());
        let mut field = mark(chart, point, json!([across, down, on(&scale, point.value)]));
        if numbered {
            let middle = least
                .zip(most)
                .map(|(least, most)| least + (most - least) * 0.55);
            let ink = if point.value > middle {
                "#ffffff"
            } else {
                "#20242c"
            };
            field["label"] = json!({"show": true, "color": ink, "formatter": literal(&point.text)});
        }
        field
    };
    json!({
        "xAxis": category(chart, &places),
        "yAxis": {
            "type": "category", "inverse": true, "data": chart.series,
            "axisLabel": {"width": 180, "overflow": "truncate"},
        },
        "grid": grid(24, 12, 92),
        "visualMap": {
            "min": on(&scale, least), "max": on(&scale, most), "calculable": true,
            "orient": "horizontal", "left": "center", "bottom": 4, "text": ["", scale.name],
            "inRange": {"color": colours::HEAT},
        },
        "series": [{"type": "heatmap", "name": chart.title, "data": chart.points.iter().map(field).collect::<Vec<_>>()}],
    })
}

pub(super) fn dots(chart: &Chart) -> Value {
    let across = chart.points.iter().filter_map(|point| point.across);
    let across = Scale::of(chart, 0, across);
    let up = Scale::whole(chart, 1);
    let named = chart.points.len() <= LABELLED;
    let dot = |point: &Point| {
        let place = json!([on(&across, point.across), on(&up, point.value)]);
        let mut dot = mark(chart, point, place);
        if named {
            dot["label"] =
                json!({"show": true, "position": "right", "formatter": literal(&point.name)});
        }
        dot
    };
    json!({
        "xAxis": below(&across),
        "yAxis": axis(chart, &up),
        "grid": grid(110, NAMES, 36),
        "series": [{
            "type": "scatter", "name": chart.title, "symbolSize": 11, "labelLayout": {"hideOverlap": true},
            "data": chart.points.iter().map(dot).collect::<Vec<_>>(),
        }],
    })
}
