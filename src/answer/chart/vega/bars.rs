//! Bars: upright, piled, lying, centred, and from one to the next.

use serde_json::{Value, json};

use super::super::{Chart, LABELLED, Point};
use super::{bar, between, colour, letters_of, open_is_pale, places, tooltip, value_axis};

/// Events behind named places, one field for each place, and their names.
pub(super) fn shades(chart: &Chart) -> Vec<Value> {
    if chart.shades.is_empty() {
        return Vec::new();
    }
    let field = places(chart)["field"].clone();
    let (mark, text) = letters_of("event", json!({"baseline": "top"}));
    vec![
        json!({
            "transform": [
                {"filter": "datum.shade > 0"},
                {"aggregate": [
                    {"op": "min", "field": "order", "as": "order"},
                    {"op": "max", "field": "shade", "as": "shade"},
                ], "groupby": [field]},
            ],
            "mark": {
                "type": "rect", "color": super::colours::SHADE, "tooltip": null,
                "width": {"band": 1.0 / (1.0 - between(chart))},
            },
            "encoding": {
                "x": places(chart),
                "opacity": {"field": "shade", "type": "quantitative", "scale": null, "legend": null},
            },
        }),
        json!({
            "transform": [
                {"filter": "isString(datum.event)"},
                {"aggregate": [{"op": "min", "field": "order", "as": "order"}], "groupby": [field, "event"]},
            ],
            "mark": mark,
            "encoding": {"x": places(chart), "y": {"value": 2}, "text": text},
        }),
    ]
}

pub(super) fn upright(chart: &Chart) -> Vec<Value> {
    let mut encoding = json!({
        "x": places(chart), "y": value_axis(chart, 0), "tooltip": tooltip(chart),
        "fillOpacity": open_is_pale(),
    });
    if chart.series.len() > 1 {
        encoding["xOffset"] = json!({"field": "series", "type": "nominal", "sort": chart.series});
        encoding["color"] = colour(chart);
    }
    let mut layers = shades(chart);
    layers.push(json!({"mark": bar(), "encoding": encoding}));
    if chart.points.len() <= LABELLED {
        // Above the end of a bar, below it where it points down.
        for (filter, dy) in [("!(datum.value < 0)", -8), ("datum.value < 0", 10)] {
            let mut values = chart.points.iter().filter_map(|point| point.value);
            if !values.any(|value| (value < 0.0) == (dy > 0)) {
                continue;
            }
            let (mark, text) = letters_of("text", json!({"dy": dy}));
            let mut own = json!({"x": encoding["x"], "y": encoding["y"], "text": text});
            if let Some(offset) = encoding.get("xOffset") {
                own["xOffset"] = offset.clone();
            }
            layers.push(json!({"transform": [{"filter": filter}], "mark": mark, "encoding": own}));
        }
    }
    layers
}

/// Bars of each place on top of each other.
pub(super) fn piled(chart: &Chart) -> Vec<Value> {
    let mut layers = shades(chart);
    layers.push(json!({
        "mark": "bar",
        "encoding": {
            "x": places(chart), "y": value_axis(chart, 0), "tooltip": tooltip(chart),
            "fillOpacity": open_is_pale(), "color": colour(chart),
            "order": {"field": "order", "type": "quantitative"},
        },
    }));
    layers
}

pub(super) fn lying(chart: &Chart) -> Vec<Value> {
    let place = json!({
        "field": "name", "type": "nominal", "title": null, "sort": {"field": "order", "op": "min"},
    });
    let mut encoding = json!({
        "y": place, "x": value_axis(chart, 0), "tooltip": tooltip(chart), "fillOpacity": open_is_pale(),
    });
    if chart.points.iter().any(|point| point.tone.is_some()) {
        encoding["color"] = own_ink();
    }
    // Numbers stand beyond the ends of bars.
    let values = || chart.points.iter().filter_map(|point| point.value);
    let (least, most) = (values().fold(0.0, f64::min), values().fold(0.0, f64::max));
    let room = (most - least) * 0.16;
    if most > 0.0 {
        encoding["x"]["scale"]["domainMax"] = json!(most + room);
    }
    if least < 0.0 {
        encoding["x"]["scale"]["domainMin"] = json!(least - room);
    }
    let mut layers = vec![json!({"mark": bar(), "encoding": encoding})];
    let below = |point: &Point| point.value.is_some_and(|value| value < 0.0);
    for (filter, align, dx, is_below) in [
        ("!(datum.value < 0)", "left", 4, false),
        ("datum.value < 0", "right", -4, true),
    ] {
        // An empty layer has no scale.
        let mut points = chart.points.iter();
        if !points.any(|it| it.value.is_some() && below(it) == is_below) {
            continue;
        }
        let (mark, text) = letters_of("text", json!({"align": align, "dx": dx}));
        layers.push(json!({
            "transform": [{"filter": filter}], "mark": mark,
            "encoding": {"y": encoding["y"], "x": encoding["x"], "text": text},
        }));
    }
    layers
}

/// The colour that each mark brings along.
fn own_ink() -> Value {
    json!({"field": "ink", "type": "nominal", "scale": null, "legend": null})
}

/// Bars from the value before to the value now, each part beginning where the last one ended.
pub(super) fn falling(chart: &Chart) -> Vec<Value> {
    let mut from = value_axis(chart, 0);
    from["field"] = json!("from");
    let mut top = value_axis(chart, 0);
    top["field"] = json!("top");
    let (mark, text) = letters_of("text", json!({"dy": -8}));
    vec![
        json!({"mark": bar(), "encoding": {
            "x": places(chart), "y": from, "y2": {"field": "to"}, "color": own_ink(), "tooltip": tooltip(chart),
        }}),
        json!({"mark": mark, "encoding": {"x": places(chart), "y": top, "text": text}}),
    ]
}

pub(super) fn funnel(chart: &Chart) -> Vec<Value> {
    let most = chart.points.iter().filter_map(|point| point.value);
    let most = most.fold(0.0, f64::max);
    let place = json!({
        "field": "name", "type": "nominal", "title": null, "sort": {"field": "order", "op": "min"},
    });
    let width = json!({"field": "value", "type": "quantitative", "stack": "center", "axis": null});
    let (label, text) = letters_of("text", json!({"baseline": "bottom", "dy": -12}));
    vec![
        json!({"mark": {"type": "bar", "height": 22}, "encoding": {"y": place, "x": width, "tooltip": tooltip(chart)}}),
        json!({"mark": label, "encoding": {"y": place, "x": {"datum": most / 2.0, "type": "quantitative"}, "text": text}}),
    ]
}
