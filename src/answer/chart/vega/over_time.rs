//! Lines over time, alone or over bars, and the small one of a card.

use serde_json::{Value, json};

use super::super::{Chart, colours};
use super::{
    bar, bars, colour, extremes, letters_of, marked, open_is_pale, places, tooltip, value_axis,
};

/// Events behind moments, and their names.
fn shades(chart: &Chart) -> Vec<Value> {
    if chart.shades.is_empty() {
        return Vec::new();
    }
    let (mark, text) = letters_of("event", json!({"baseline": "top"}));
    let days: Vec<Value> = chart
        .shades
        .iter()
        .map(|it| json!({"from": it.from, "to": it.to, "shade": colours::shade(it.is_the_day)}))
        .collect();
    let named = chart.shades.iter().filter(|shade| !shade.is_the_day);
    let names: Vec<Value> = named
        .map(|it| json!({"middle": middle(&it.from, &it.to), "event": it.name}))
        .collect();
    vec![
        json!({
            "data": {"values": days},
            "mark": {"type": "rect", "color": colours::SHADE, "tooltip": null},
            "encoding": {
                "x": {"field": "from", "type": "temporal"}, "x2": {"field": "to"},
                "opacity": {"field": "shade", "type": "quantitative", "scale": null, "legend": null},
            },
        }),
        json!({
            "data": {"values": names}, "mark": mark,
            "encoding": {"x": {"field": "middle", "type": "temporal"}, "y": {"value": 2}, "text": text},
        }),
    ]
}

/// The moment between two.
fn middle(from: &str, to: &str) -> String {
    let moment = super::super::time::moment;
    match (moment(from), moment(to)) {
        (Some(from), Some(to)) => super::super::time::iso(from + (to - from) / 2),
        _ => from.to_owned(),
    }
}

fn across(chart: &Chart) -> Value {
    let Some(format) = chart.time_format else {
        return places(chart);
    };
    let mut axis = json!({"format": format, "labelOverlap": true});
    if !format.contains("%H") {
        // Labels name days: two ticks on one day would name it twice.
        axis["tickMinStep"] = json!(86_400_000);
    }
    json!({"field": "place", "type": "temporal", "title": chart.places, "axis": axis})
}

/// The line of some series, open at gaps and dashed towards what is not final, with its marks. Only
/// layers that hold a mark: an empty one has no scale.
fn line(chart: &Chart, encoding: &Value, of: &[String], filter: &[Value]) -> Vec<Value> {
    let with = |test: &str| {
        let mut steps = filter.to_vec();
        steps.push(json!({"filter": test}));
        steps
    };
    let stroke = |dash: bool| {
        let mut mark = json!({"type": "line", "invalid": "break-paths-filter-domains"});
        if dash {
            mark["strokeDash"] = json!([4, 4]);
        }
        mark
    };
    let mut own = encoding.clone();
    own["order"] = json!({"field": "order", "type": "quantitative"});
    let marked = marked(chart);
    let any = |open: bool, spots: bool| {
        let mut points = chart.points.iter().enumerate();
        points.any(|(order, point)| {
            let wanted = point.value.is_some() && point.is_open() == open;
            wanted && of.contains(&point.series) && (!spots || marked.contains(&order))
        })
    };
    let spot = |filled: bool| json!({"type": "point", "filled": filled, "size": 40, "opacity": 1});
    let mut layers = Vec::new();
    if any(false, false) {
        let steps = with("datum.open !== true");
        layers.push(json!({"transform": steps, "mark": stroke(false), "encoding": own}));
    }
    if any(true, false) {
        let steps = with("datum.dashed === true");
        layers.push(json!({"transform": steps, "mark": stroke(true), "encoding": own}));
    }
    if any(false, true) {
        let steps = with("datum.marked === true && datum.open !== true");
        layers.push(json!({"transform": steps, "mark": spot(true), "encoding": encoding}));
    }
    if any(true, true) {
        let steps = with("datum.marked === true && datum.open === true");
        layers.push(json!({"transform": steps, "mark": spot(false), "encoding": encoding}));
    }
    layers
}

pub(super) fn lines(chart: &Chart) -> Vec<Value> {
    let mut encoding = json!({
        "x": across(chart), "y": value_axis(chart, 0), "tooltip": tooltip(chart),
    });
    if chart.series.len() > 1 {
        encoding["color"] = colour(chart);
    }
    let mut layers = shades(chart);
    layers.extend(line(chart, &encoding, &chart.series, &[]));
    layers
}

pub(super) fn bar_line(chart: &Chart) -> Vec<Value> {
    let filter = |index: usize| {
        let name = chart.series.get(index).cloned().unwrap_or_default();
        json!({"filter": {"field": "series", "equal": name}})
    };
    let encoding = |index: usize| {
        json!({
            "x": places(chart), "y": value_axis(chart, index), "color": colour(chart), "tooltip": tooltip(chart),
        })
    };
    let mut bars = encoding(0);
    bars["fillOpacity"] = open_is_pale();
    let mut layers = bars::shades(chart);
    layers.push(json!({"transform": [filter(0)], "mark": bar(), "encoding": bars}));
    // One layer, so that the line has one axis.
    layers.push(json!({"layer": line(chart, &encoding(1), chart.series.get(1..).unwrap_or_default(), &[filter(1)])}));
    layers
}

/// The days before a number: no axis of values, the highest and the lowest are named.
pub(super) fn days(chart: &Chart) -> Vec<Value> {
    let mut x = across(chart);
    x["title"] = Value::Null;
    x["axis"]["grid"] = json!(false);
    x["axis"]["tickCount"] = json!(4);
    let y = json!({"field": "value", "type": "quantitative", "axis": null, "scale": {"zero": false, "padding": 16}});
    let encoding = json!({"x": x, "y": y, "tooltip": tooltip(chart)});
    let (mark, text) = letters_of("text", json!({"dy": -9}));
    let mut layers = shades(chart);
    layers.extend(line(chart, &encoding, &chart.series, &[]));
    if extremes(chart).is_empty() {
        return layers;
    }
    layers.push(json!({
        "transform": [{"filter": "datum.named === true"}], "mark": mark,
        "encoding": {"x": x, "y": y, "text": text},
    }));
    layers
}
