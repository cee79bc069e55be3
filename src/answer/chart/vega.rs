//! A chart as a Vega-Lite specification, with its data inline.

use serde_json::{Value, json};

use crate::question::Language;

use super::waterfall::{LESS, MORE, WHOLE, spans};
use super::{Chart, Kind, colours};

const SCHEMA: &str = "https://vega.github.io/schema/vega-lite/v6.json";
/// The specification.
pub(super) fn specification(chart: &Chart) -> Value {
    let body = match chart.kind {
        Kind::Kpi | Kind::Bar => json!({"mark": bar(), "encoding": upright(chart, false)}),
        Kind::GroupedBar => json!({"mark": bar(), "encoding": upright(chart, true)}),
        Kind::HorizontalBar => lying(chart),
        Kind::Line => lines(chart),
        Kind::BarLine => bar_line(chart),
        Kind::Donut => ring(chart),
        Kind::StackedBar => json!({"mark": {"type": "bar"}, "encoding": piled(chart)}),
        Kind::Funnel => funnel(chart),
        Kind::HeatMap => heat_map(chart),
        Kind::Scatter => dots(chart),
        Kind::Waterfall => falling(chart),
    };
    let height = match chart.kind {
        Kind::HorizontalBar | Kind::HeatMap => json!({"step": 28}),
        Kind::Funnel => json!({"step": 44}),
        _ => json!(300),
    };
    let mut whole = json!({
        "$schema": SCHEMA,
        "title": {"text": chart.title, "anchor": "start"},
        "width": "container",
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": data(chart)},
        "config": {
            "font": colours::FONT,
            "background": "transparent",
            "view": {"stroke": null},
            "axis": {"labelLimit": 160},
            "mark": {"color": colours::SERIES[0]},
            "range": {"category": colours::SERIES},
        },
    });
    if let (Value::Object(whole), Value::Object(body)) = (&mut whole, body) {
        whole.extend(body);
    }
    whole
}

/// One object per mark: place, name, series, value, text, order; where it is so, running and dashed.
fn data(chart: &Chart) -> Vec<Value> {
    let spans = spans(chart);
    let dashed = dashed(chart);
    let object = |(order, point): (usize, &super::Point)| {
        let mut value = json!({
            "place": point.place,
            "name": point.name,
            "series": point.series,
            "value": point.value,
            "text": point.text,
            "order": order,
        });
        if let Some(across) = point.across {
            value["across"] = json!(across);
        }
        if point.running {
            value["running"] = json!(true);
        }
        if dashed.contains(&order) {
            value["dashed"] = json!(true);
        }
        if let Some((from, to)) = spans.get(order) {
            value["from"] = json!(from);
            value["to"] = json!(to);
        }
        value
    };
    chart.points.iter().enumerate().map(object).collect()
}

/// Bars from the value before to the value now, each part beginning where the last one ended.
fn falling(chart: &Chart) -> Value {
    let place = json!({
        "field": "name", "type": "nominal", "title": chart.places,
        "sort": {"field": "order", "op": "min"}, "axis": {"labelAngle": -30, "labelOverlap": true},
    });
    let mut from = value_axis(chart, 0);
    from["field"] = json!("from");
    let colour = json!({
        "field": "series", "type": "nominal", "legend": null,
        "scale": {"domain": [WHOLE, MORE, LESS], "range": [colours::SERIES[7], colours::SERIES[0], colours::SERIES[1]]},
    });
    let text = json!({"type": "text", "dy": -8});
    json!({
        "encoding": {"x": place, "tooltip": tooltip(chart)},
        "layer": [
            {"mark": bar(), "encoding": {"y": from, "y2": {"field": "to"}, "color": colour}},
            {"mark": text, "encoding": {
                "y": {"field": "to", "type": "quantitative"},
                "text": {"field": "text", "type": "nominal"},
            }},
        ],
    })
}

/// The running marks of lines and the ones before them.
fn dashed(chart: &Chart) -> Vec<usize> {
    let mut found = Vec::new();
    if chart.kind != Kind::Line {
        return found;
    }
    for (order, point) in chart
        .points
        .iter()
        .enumerate()
        .filter(|(_, point)| point.running)
    {
        let same = |(_, other): &(usize, &super::Point)| {
            other.series == point.series && other.place < point.place
        };
        let before = chart
            .points
            .iter()
            .enumerate()
            .filter(same)
            .max_by(|left, right| left.1.place.cmp(&right.1.place));
        found.extend(before.map(|(order, _)| order));
        found.push(order);
    }
    found
}

fn bar() -> Value {
    json!({"type": "bar", "cornerRadiusEnd": 2})
}

fn upright(chart: &Chart, grouped: bool) -> Value {
    let place = json!({
        "field": "name", "type": "nominal", "title": chart.places,
        "sort": {"field": "order", "op": "min"}, "axis": {"labelAngle": 0, "labelOverlap": true},
    });
    let mut encoding = json!({"x": place, "y": value_axis(chart, 0), "tooltip": tooltip(chart)});
    if grouped {
        encoding["xOffset"] = json!({"field": "series", "type": "nominal", "sort": chart.series});
        encoding["color"] = colour(chart);
    } else if chart.points.iter().any(|point| point.running) {
        encoding["fillOpacity"] = running_is_pale();
    }
    encoding
}

fn running_is_pale() -> Value {
    json!({"condition": {"test": "datum.running === true", "value": 0.5}, "value": 1})
}

fn lying(chart: &Chart) -> Value {
    let place = json!({
        "field": "name", "type": "nominal", "title": chart.places, "sort": {"field": "order", "op": "min"},
    });
    let label = json!({"type": "text", "align": "left", "dx": 4});
    json!({
        "encoding": {"y": place, "x": value_axis(chart, 0), "tooltip": tooltip(chart)},
        "layer": [
            {"mark": bar()},
            {"mark": label, "encoding": {"text": {"field": "text", "type": "nominal"}}},
        ],
    })
}

fn lines(chart: &Chart) -> Value {
    let mut encoding = json!({
        "x": time_axis(chart),
        "y": value_axis(chart, 0),
        "tooltip": tooltip(chart),
    });
    if chart.series.len() > 1 {
        encoding["color"] = colour(chart);
    }
    let line = |dash: bool| {
        let mut mark =
            json!({"type": "line", "point": true, "invalid": "break-paths-filter-domains"});
        if dash {
            mark["strokeDash"] = json!([4, 4]);
        }
        mark
    };
    let mut layer =
        vec![json!({"transform": [{"filter": "datum.running !== true"}], "mark": line(false)})];
    if chart.points.iter().any(|point| point.running) {
        layer.push(json!({"transform": [{"filter": "datum.dashed === true"}], "mark": line(true)}));
    }
    json!({"encoding": encoding, "layer": layer})
}

fn bar_line(chart: &Chart) -> Value {
    let filter = |index: usize| {
        let name = chart.series.get(index).cloned().unwrap_or_default();
        json!([{"filter": {"field": "series", "equal": name}}])
    };
    let place = json!({
        "field": "name", "type": "ordinal", "title": chart.places,
        "sort": {"field": "order", "op": "min"}, "axis": {"labelAngle": 0, "labelOverlap": true},
    });
    let line = json!({"type": "line", "point": true, "invalid": "break-paths-filter-domains"});
    json!({
        "encoding": {"x": place, "color": colour(chart), "tooltip": tooltip(chart)},
        "layer": [
            {"transform": filter(0), "mark": bar(), "encoding": {"y": value_axis(chart, 0), "fillOpacity": running_is_pale()}},
            {"transform": filter(1), "mark": line, "encoding": {"y": value_axis(chart, 1)}},
        ],
        "resolve": {"scale": {"y": "independent"}},
    })
}

/// Bars of each place on top of each other.
fn piled(chart: &Chart) -> Value {
    let mut encoding = upright(chart, false);
    encoding["color"] = colour(chart);
    encoding["order"] = json!({"field": "order", "type": "quantitative"});
    encoding
}

fn funnel(chart: &Chart) -> Value {
    let place = json!({
        "field": "name", "type": "nominal", "title": null, "sort": {"field": "order", "op": "min"},
    });
    let width = json!({"field": "value", "type": "quantitative", "stack": "center", "axis": null});
    let label = json!({"type": "text", "baseline": "bottom", "dy": -14});
    let middle = json!({"datum": 0, "type": "quantitative"});
    json!({
        "encoding": {"y": place, "tooltip": tooltip(chart)},
        "layer": [
            {"mark": {"type": "bar", "height": 22}, "encoding": {"x": width}},
            {"mark": label, "encoding": {"x": middle, "text": {"field": "text", "type": "nominal"}}},
        ],
    })
}

fn heat_map(chart: &Chart) -> Value {
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
    json!({
        "mark": "rect",
        "encoding": {
            "x": side("name", &json!(chart.places)),
            "y": side("series", &Value::Null),
            "color": value,
            "tooltip": tooltip(chart),
        },
    })
}

fn dots(chart: &Chart) -> Value {
    let mut across = value_axis(chart, 0);
    across["field"] = json!("across");
    json!({
        "mark": {"type": "point", "filled": true, "size": 70, "opacity": 0.75},
        "encoding": {"x": across, "y": value_axis(chart, 1), "tooltip": tooltip(chart)},
    })
}

fn ring(chart: &Chart) -> Value {
    json!({
        "mark": {"type": "arc", "innerRadius": 70, "padAngle": 0.01},
        "encoding": {
            "theta": {"field": "value", "type": "quantitative", "stack": true},
            "order": {"field": "order", "type": "quantitative"},
            "color": {"field": "name", "type": "nominal", "title": chart.places, "sort": chart.series},
            "tooltip": tooltip(chart),
        },
    })
}

fn colour(chart: &Chart) -> Value {
    json!({"field": "series", "type": "nominal", "title": null, "sort": chart.series, "legend": {"orient": "top"}})
}

fn time_axis(chart: &Chart) -> Value {
    let format = chart.time_format.unwrap_or("%Y-%m-%d");
    let mut axis = json!({"format": format, "labelOverlap": true});
    if !format.contains("%H") {
        // Labels name days: two ticks on one day would name it twice.
        axis["tickMinStep"] = json!(86_400_000);
    }
    json!({"field": "place", "type": "temporal", "title": chart.places, "axis": axis})
}

fn value_axis(chart: &Chart, index: usize) -> Value {
    let (title, is_share) = chart.axes.get(index).cloned().unwrap_or_default();
    let scale = match (is_share, chart.language) {
        (true, _) => "format(datum.value, '.1~%')",
        (false, Language::Zh) => {
            "abs(datum.value) >= 1e8 ? format(datum.value / 1e8, ',.2~f') + ' 亿' \
             : abs(datum.value) >= 1e4 ? format(datum.value / 1e4, ',.1~f') + ' 万' : format(datum.value, ',.2~f')"
        }
        (false, Language::En) => {
            "abs(datum.value) >= 1e9 ? format(datum.value / 1e9, ',.2~f') + 'B' \
             : abs(datum.value) >= 1e6 ? format(datum.value / 1e6, ',.2~f') + 'M' \
             : abs(datum.value) >= 1e4 ? format(datum.value / 1e3, ',.1~f') + 'K' : format(datum.value, ',.2~f')"
        }
    };
    json!({"field": "value", "type": "quantitative", "title": title, "axis": {"labelExpr": scale}})
}

fn tooltip(chart: &Chart) -> Value {
    let place = json!({"field": "name", "type": "nominal", "title": chart.places});
    let value = json!({"field": "text", "type": "nominal", "title": chart.language.choose("数值", "Value")});
    if chart.series.len() > 1 && !matches!(chart.kind, Kind::Donut | Kind::Waterfall) {
        let series = json!({"field": "series", "type": "nominal", "title": chart.language.choose("系列", "Series")});
        return json!([place, series, value]);
    }
    json!([place, value])
}
