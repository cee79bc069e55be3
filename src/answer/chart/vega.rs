//! A chart as a Vega-Lite specification, with its data inline.
//!
//! Titles, axes and legends have the colours of the theme that it is embedded with; marks keep those
//! of [`colours`](super::colours), and numbers beside them a grey that is read on white and on dark.

mod bars;
mod others;
mod over_time;

use serde_json::{Value, json};

use crate::question::Language;

use super::waterfall::spans;
use super::{Chart, Kind, Point, colours, letters};

const SCHEMA: &str = "https://vega.github.io/schema/vega-lite/v6.json";
/// Bars that are few enough to stand wide apart.
const FEW: usize = 6;
/// Letters of a name in one line below an axis, counted in wide ones.
const LINE: f64 = 8.0;

/// The specification.
pub(super) fn specification(chart: &Chart) -> Value {
    let layers = match chart.kind {
        Kind::Kpi => over_time::days(chart),
        Kind::Line => over_time::lines(chart),
        Kind::BarLine => over_time::bar_line(chart),
        Kind::Bar | Kind::GroupedBar => bars::upright(chart),
        Kind::StackedBar => bars::piled(chart),
        Kind::HorizontalBar => bars::lying(chart),
        Kind::Waterfall => bars::falling(chart),
        Kind::Funnel => bars::funnel(chart),
        Kind::Donut => others::ring(chart),
        Kind::HeatMap => others::heat_map(chart),
        Kind::Scatter => others::dots(chart),
    };
    let height = match chart.kind {
        Kind::HorizontalBar | Kind::HeatMap => json!({"step": 28}),
        Kind::Funnel => json!({"step": 44}),
        Kind::Kpi => json!(90),
        _ => json!(300),
    };
    let mut whole = json!({
        "$schema": SCHEMA,
        "title": title(chart),
        "width": "container",
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": data(chart)},
        "layer": layers,
        "config": {
            "font": colours::FONT,
            "background": "transparent",
            "view": {"stroke": null},
            "axis": {"labelLimit": 200},
            "legend": {"labelLimit": 320},
            "mark": {"color": colours::SERIES[0]},
            "range": {"category": colours::SERIES},
        },
    });
    if chart.kind == Kind::BarLine {
        whole["resolve"] = json!({"scale": {"y": "independent"}});
    }
    whole
}

fn title(chart: &Chart) -> Value {
    let mut below = chart.remarks.clone();
    let mut title = json!({"text": chart.title, "anchor": "start"});
    if let Some(card) = &chart.card {
        let change = card.change.iter().map(|(text, _)| text.clone());
        let lines = change.chain([chart.title.clone()]);
        below.splice(0..0, lines);
        title["text"] = json!(card.value);
        title["fontSize"] = json!(26);
    }
    if !below.is_empty() {
        title["subtitle"] = json!(below);
    }
    title
}

/// One object per mark. Fields that only some marks have are left out of the others.
fn data(chart: &Chart) -> Vec<Value> {
    let spans = spans(chart);
    let dashed = dashed(chart);
    let marked = marked(chart);
    let behind = behind(chart);
    let inked = chart.points.iter().any(|point| point.tone.is_some());
    let extremes = extremes(chart);
    let long = is_long(chart);
    let object = |(order, point): (usize, &Point)| {
        let mut value = json!({
            "place": point.place,
            "name": point.name,
            "series": point.series,
            "value": point.value,
            "text": point.text,
            "order": order,
        });
        let mut with = |key: &str, given: Option<Value>| {
            if let Some(given) = given {
                value[key] = given;
            }
        };
        let flag = |set: bool| set.then_some(json!(true));
        with("lines", long.then(|| json!(lines_of(&point.name))));
        with("across", point.across.map(Value::from));
        with("running", flag(point.running));
        with("open", flag(point.is_open()));
        with("dashed", flag(dashed.contains(&order)));
        with("marked", flag(marked.contains(&order)));
        with("named", flag(extremes.contains(&order)));
        with("ink", inked.then(|| json!(colours::ink(chart, point))));
        if let Some((from, to)) = spans.get(order) {
            with("from", Some(json!(from)));
            with("to", Some(json!(to)));
            with("top", Some(json!(from.max(*to))));
        }
        if let Some((shade, event)) = behind.get(point.name.as_str()) {
            with("shade", Some(json!(shade)));
            with("event", event.clone().map(Value::from));
        }
        value
    };
    chart.points.iter().enumerate().map(object).collect()
}

/// A name with its breaks; nothing of it is cut, so that no two names become one.
fn lines_of(name: &str) -> String {
    letters::lines(name, 1.0, LINE, usize::MAX).join("\n")
}

/// The highest and the lowest mark of a card's line.
fn extremes(chart: &Chart) -> Vec<usize> {
    let numbers = chart.points.iter().enumerate();
    let numbers = numbers.filter_map(|(at, point)| Some((at, point.value?)));
    let numbers: Vec<(usize, f64)> = numbers.collect();
    let by = |wanted: fn(f64, f64) -> f64| {
        let value = numbers.iter().map(|(_, value)| *value).reduce(wanted)?;
        let found = numbers.iter().find(|(_, other)| *other == value)?;
        Some(found.0)
    };
    match (chart.kind, by(f64::max), by(f64::min)) {
        (Kind::Kpi, Some(most), Some(least)) if most != least => vec![most, least],
        _ => Vec::new(),
    }
}

/// The marks of lines that are not final, and the last one before them.
fn dashed(chart: &Chart) -> std::collections::HashSet<usize> {
    let mut found = std::collections::HashSet::new();
    let mut last: std::collections::HashMap<&str, usize> = std::collections::HashMap::new();
    for (order, point) in chart.points.iter().enumerate() {
        let before = last.insert(&point.series, order);
        if point.is_open() {
            found.extend(before);
            found.insert(order);
        }
    }
    found
}

/// The marks of lines that stand for themselves.
///
/// Of a card only those of the period that was asked for.
fn marked(chart: &Chart) -> std::collections::HashSet<usize> {
    let mut found = std::collections::HashSet::new();
    let card = chart.card.as_ref();
    let first = card.map_or(0, |card| chart.points.len().saturating_sub(card.asked));
    for name in &chart.series {
        let own = chart.points.iter().enumerate();
        let own: Vec<(usize, &Point)> = own.filter(|(_, it)| it.series == *name).collect();
        let points: Vec<&Point> = own.iter().map(|(_, point)| *point).collect();
        for (at, (order, _)) in own.iter().enumerate() {
            if *order >= first && chart.is_marked(&points, at) {
                found.insert(*order);
            }
        }
    }
    found
}

/// How dark it is behind each place, and the name of the event that stands there.
fn behind(chart: &Chart) -> std::collections::HashMap<&str, (f64, Option<String>)> {
    let mut behind: std::collections::HashMap<&str, (f64, Option<String>)> =
        std::collections::HashMap::new();
    for shade in &chart.shades {
        let middle = shade.places.len().saturating_sub(1) / 2;
        for (at, place) in shade.places.iter().enumerate() {
            let entry = behind.entry(place.as_str()).or_default();
            entry.0 = entry.0.max(colours::shade(shade.is_the_day));
            if at == middle && !shade.is_the_day {
                entry.1 = Some(shade.name.clone());
            }
        }
    }
    behind
}

/// The axis of named places, long names in several lines.
fn places(chart: &Chart) -> Value {
    let long = is_long(chart);
    let mut axis = json!({"labelAngle": 0, "labelOverlap": true});
    if long {
        axis["labelExpr"] = json!("split(datum.label, '\\n')");
    }
    let mut places = json!({
        "field": if long { "lines" } else { "name" }, "type": "nominal", "title": chart.places,
        "sort": {"field": "order", "op": "min"}, "axis": axis,
    });
    if chart.kind != Kind::Line {
        let space = between(chart);
        places["scale"] = json!({"paddingInner": space, "paddingOuter": space / 2.0});
    }
    places
}

/// How much of a place is space between bars; the fields behind them need to know it too.
fn between(chart: &Chart) -> f64 {
    let few = chart.names().len() <= FEW && chart.kind != Kind::GroupedBar;
    if few { 0.5 } else { 0.25 }
}

/// Whether the names of the places need several lines.
fn is_long(chart: &Chart) -> bool {
    let wide = |point: &Point| letters::width(&point.name, 1.0) > LINE;
    chart.points.iter().any(wide)
}

/// A text that is read on white and on dark: a theme does not reach it.
fn letters_of(field: &str, more: Value) -> (Value, Value) {
    let mut mark = json!({"type": "text", "color": colours::LETTERS, "fontSize": 12});
    if let (Value::Object(mark), Value::Object(more)) = (&mut mark, more) {
        mark.extend(more);
    }
    (mark, json!({"field": field, "type": "nominal"}))
}

fn bar() -> Value {
    json!({"type": "bar", "cornerRadiusEnd": 2})
}

fn open_is_pale() -> Value {
    json!({"condition": {"test": "datum.open === true", "value": 0.45}, "value": 1})
}

/// The colours of series, named above the marks where there are several.
fn colour(chart: &Chart) -> Value {
    json!({"field": "series", "type": "nominal", "title": null, "sort": chart.series, "legend": {"orient": "top"}})
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
    // What the title of the chart says need not stand beside the axis.
    let title = if chart.axes.len() > 1 && chart.axes.iter().any(|(other, _)| *other != title) {
        json!(title)
    } else {
        Value::Null
    };
    let mut axis = json!({"field": "value", "type": "quantitative", "title": title, "axis": {"labelExpr": scale}});
    if !chart.shades.is_empty() {
        // Room for the names of events above the marks.
        let most = highest(chart, index) * chart.headroom();
        axis["scale"] = json!({"domainMax": most, "nice": true});
    }
    axis
}

/// How high the marks of a value axis reach.
fn highest(chart: &Chart, index: usize) -> f64 {
    let name = chart.series.get(index);
    let mut piles: std::collections::HashMap<&str, f64> = std::collections::HashMap::new();
    let mut most: f64 = 0.0;
    for point in &chart.points {
        let of_axis = chart.kind != Kind::BarLine || Some(&point.series) == name;
        let Some(value) = point.value.filter(|_| of_axis) else {
            continue;
        };
        most = most.max(value);
        if chart.kind == Kind::StackedBar {
            let pile = piles.entry(point.place.as_str()).or_default();
            *pile += value;
            most = most.max(*pile);
        }
    }
    most
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
