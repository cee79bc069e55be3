//! Rings, fields of colour and dots.

use serde_json::{Value, json};

use super::super::{Chart, LABELLED, colours};
use super::{letters_of, tooltip, value_axis};

/// Places of a heat map that leave room for numbers.
const NUMBERED: usize = 10;

/// A ring; its legend names the parts with their numbers, as no mark has room for both.
pub(super) fn ring(chart: &Chart) -> Vec<Value> {
    let labels: Vec<String> = chart
        .points
        .iter()
        .map(|point| format!("{}  {}", point.name, point.text))
        .collect();
    let mut tooltip = tooltip(chart);
    if let Some(place) = tooltip.get_mut(0) {
        place["title"] = json!(chart.places);
    }
    vec![json!({
        "transform": [{"calculate": "datum.name + '  ' + datum.text", "as": "label"}],
        "mark": {"type": "arc", "innerRadius": 70, "padAngle": 0.01},
        "encoding": {
            "theta": {"field": "value", "type": "quantitative", "stack": true},
            "order": {"field": "order", "type": "quantitative"},
            "color": {
                "field": "label", "type": "nominal", "title": chart.places, "sort": labels,
                "legend": {"labelFontSize": 12},
            },
            "tooltip": tooltip,
        },
    })]
}

pub(super) fn heat_map(chart: &Chart) -> Vec<Value> {
    let side = |field: &str, title: &Value| {
        json!({
            "field": field, "type": "nominal", "title": title,
            "sort": {"field": "order", "op": "min"},
            "axis": {"labelAngle": 0, "labelOverlap": true},
        })
    };
    let mut value = value_axis(chart, 0);
    if let Value::Object(value) = &mut value {
        let axis = value.remove("axis").unwrap_or_default();
        value.insert("legend".to_owned(), axis);
        value.insert("scale".to_owned(), json!({"range": colours::HEAT}));
    }
    let (x, y) = (
        side("name", &json!(chart.places)),
        side("series", &Value::Null),
    );
    let mut layers = vec![json!({
        "mark": "rect",
        "encoding": {"x": x, "y": y, "color": value, "tooltip": tooltip(chart)},
    })];
    if chart.names().len() <= NUMBERED {
        let numbers = || chart.points.iter().filter_map(|point| point.value);
        let (least, most) = (
            numbers().fold(f64::MAX, f64::min),
            numbers().fold(f64::MIN, f64::max),
        );
        let dark = format!("datum.value > {}", least + (most - least) * 0.55);
        layers.push(json!({
            "mark": {"type": "text", "fontSize": 12},
            "encoding": {
                "x": x, "y": y, "text": {"field": "text", "type": "nominal"},
                "color": {"condition": {"test": dark, "value": "#ffffff"}, "value": "#20242c"},
            },
        }));
    }
    layers
}

pub(super) fn dots(chart: &Chart) -> Vec<Value> {
    let mut across = value_axis(chart, 0);
    across["field"] = json!("across");
    let up = value_axis(chart, 1);
    let mut layers = vec![json!({
        "mark": {"type": "point", "filled": true, "size": 70, "opacity": 0.75},
        "encoding": {"x": across, "y": up, "tooltip": tooltip(chart)},
    })];
    if chart.points.len() <= LABELLED {
        let (mark, text) = letters_of("name", json!({"align": "left", "dx": 8, "limit": 140}));
        layers.push(json!({"mark": mark, "encoding": {"x": across, "y": up, "text": text}}));
    }
    layers
}
