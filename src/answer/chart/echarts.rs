//! A chart as an option of Apache ECharts.
//!
//! The option is plain JSON: whoever draws it needs no function of ours. Numbers for people are
//! therefore written here, one by one, and axes are scaled beforehand. Tooltips are rich text and
//! not HTML, so that a name in the data stays a name.

use serde_json::{Value, json};

use super::scale::Scale;
use super::waterfall::{MORE, WHOLE, spans};
use super::{Chart, Kind, Point, colours};

/// The option.
pub(super) fn option(chart: &Chart) -> Value {
    let mut whole = match chart.kind {
        Kind::Kpi | Kind::Bar | Kind::GroupedBar | Kind::StackedBar => upright(chart),
        Kind::HorizontalBar => lying(chart),
        Kind::Line => lines(chart),
        Kind::BarLine => bar_line(chart),
        Kind::Donut => ring(chart),
        Kind::Funnel => funnel(chart),
        Kind::HeatMap => heat_map(chart),
        Kind::Scatter => dots(chart),
        Kind::Waterfall => waterfall(chart),
    };
    whole["title"] = json!({"text": chart.title, "left": 0, "textStyle": {"fontSize": 14}});
    whole["color"] = json!(colours::SERIES);
    whole["tooltip"] = json!({"trigger": "item", "renderMode": "richText"});
    whole["textStyle"] = json!({"fontFamily": colours::FONT});
    whole["aria"] = json!({"enabled": true});
    let named = chart.series.len() > 1
        && !matches!(
            chart.kind,
            Kind::HeatMap | Kind::Funnel | Kind::Donut | Kind::Waterfall
        );
    if named {
        whole["legend"] = json!({"top": 32, "left": 0, "type": "scroll"});
    }
    if whole.get("grid").is_none() && whole.get("xAxis").is_some() {
        let top = if named { 92 } else { 64 };
        whole["grid"] =
            json!({"left": 8, "right": 24, "top": top, "bottom": 36, "containLabel": true});
    }
    whole
}

fn axis(scale: &Scale) -> Value {
    json!({"type": "value", "name": scale.name, "nameTextStyle": {"align": "left"}})
}

/// A value axis below the marks.
fn below(scale: &Scale) -> Value {
    json!({"type": "value", "name": scale.name, "nameLocation": "middle", "nameGap": 28})
}

fn on(scale: &Scale, value: Option<f64>) -> Value {
    value.map_or(Value::Null, |value| scale.scaled(value).into())
}

/// Text that a template of ECharts leaves as it is.
fn literal(text: &str) -> String {
    text.replace('{', "｛")
        .replace('}', "｝")
        .replace('|', "｜")
}

/// What is told of a mark.
fn told(chart: &Chart, point: &Point) -> Value {
    let mut lines = vec![point.name.as_str()];
    if chart.series.len() > 1 && point.series != point.name {
        lines.push(&point.series);
    }
    lines.push(&point.text);
    json!({"formatter": literal(&lines.join("\n"))})
}

fn mark(chart: &Chart, point: &Point, value: Value) -> Value {
    let mut mark = json!({"tooltip": told(chart, point)});
    mark["value"] = value;
    if point.running {
        mark["itemStyle"] = json!({"opacity": 0.5});
    }
    mark
}

/// The names of the places, in order.
fn places(chart: &Chart) -> Vec<&str> {
    let mut places: Vec<&str> = Vec::new();
    for point in &chart.points {
        if !places.contains(&point.name.as_str()) {
            places.push(&point.name);
        }
    }
    places
}

/// The marks of a series, one for each place, with gaps.
fn along(chart: &Chart, series: &str, places: &[&str], scale: &Scale) -> Vec<Value> {
    let of_place = |place: &&str| {
        chart
            .points
            .iter()
            .find(|point| point.series == series && point.name == **place)
            .map_or(Value::Null, |point| {
                mark(chart, point, on(scale, point.value))
            })
    };
    places.iter().map(of_place).collect()
}

fn category(chart: &Chart, names: &[&str]) -> Value {
    json!({"type": "category", "name": chart.places, "nameLocation": "middle", "nameGap": 28, "data": names})
}

fn upright(chart: &Chart) -> Value {
    let scale = Scale::whole(chart, 0);
    let places = places(chart);
    let series = chart.series.iter().map(|name| {
        let mut one =
            json!({"type": "bar", "name": name, "data": along(chart, name, &places, &scale)});
        if chart.kind == Kind::StackedBar {
            one["stack"] = json!("whole");
        }
        one
    });
    json!({
        "xAxis": category(chart, &places),
        "yAxis": axis(&scale),
        "series": series.collect::<Vec<_>>(),
    })
}

fn lying(chart: &Chart) -> Value {
    let scale = Scale::whole(chart, 0);
    let data = chart.points.iter().map(|point| {
        let mut bar = mark(chart, point, on(&scale, point.value));
        bar["label"] = json!({"formatter": literal(&point.text)});
        bar
    });
    let names: Vec<&str> = chart
        .points
        .iter()
        .map(|point| point.name.as_str())
        .collect();
    json!({
        "yAxis": {"type": "category", "inverse": true, "data": names},
        "xAxis": below(&scale),
        "grid": {"left": 8, "right": 88, "top": 48, "bottom": 36, "containLabel": true},
        "series": [{
            "type": "bar",
            "name": chart.axes.first().map(|(name, _)| name),
            "label": {"show": true, "position": "right"},
            "data": data.collect::<Vec<_>>(),
        }],
    })
}

/// Lines over time; what belongs to a running bucket is dashed.
fn lines(chart: &Chart) -> Value {
    let scale = Scale::whole(chart, 0);
    let mut series: Vec<Value> = Vec::new();
    for (index, name) in chart.series.iter().enumerate() {
        let own: Vec<&Point> = chart
            .points
            .iter()
            .filter(|point| point.series == *name)
            .collect();
        let pair =
            |point: &&Point| mark(chart, point, json!([point.place, on(&scale, point.value)]));
        let settled: Vec<Value> = own
            .iter()
            .filter(|point| !point.running)
            .map(pair)
            .collect();
        let colour = colours::SERIES[index % colours::SERIES.len()];
        series.push(json!({"type": "line", "name": name, "symbolSize": 6, "color": colour, "data": settled}));
        if let Some(running) = own.iter().position(|point| point.running) {
            let tail: Vec<Value> = own
                .iter()
                .skip(running.saturating_sub(1))
                .map(pair)
                .collect();
            series.push(json!({
                "type": "line", "name": name, "symbolSize": 6, "color": colour,
                "lineStyle": {"type": "dashed"}, "data": tail,
            }));
        }
    }
    json!({
        "xAxis": {
            "type": "time", "name": chart.places, "nameLocation": "middle", "nameGap": 28,
            "axisLabel": {"formatter": moments(chart), "hideOverlap": true},
        },
        "yAxis": axis(&scale),
        "series": series,
    })
}

/// How moments are written, in the words of ECharts.
fn moments(chart: &Chart) -> String {
    let written = chart.time_format.unwrap_or("%Y-%m-%d");
    let words = [
        ("%Y", "{yyyy}"),
        ("%m", "{MM}"),
        ("%d", "{dd}"),
        ("%b", "{MMM}"),
        ("%-d", "{d}"),
        ("%H", "{HH}"),
        ("%M", "{mm}"),
        ("%S", "{ss}"),
    ];
    words
        .into_iter()
        .fold(written.to_owned(), |text, (ours, theirs)| {
            text.replace(ours, theirs)
        })
}

fn bar_line(chart: &Chart) -> Value {
    let places = places(chart);
    let mut axes = Vec::new();
    let mut series = Vec::new();
    for (index, (name, kind)) in chart.series.iter().zip(["bar", "line"]).enumerate() {
        let own = chart.points.iter().filter(|point| point.series == *name);
        let scale = Scale::of(chart, index, own.filter_map(|point| point.value));
        axes.push(axis(&scale));
        series.push(json!({
            "type": kind, "name": name, "yAxisIndex": index,
            "data": along(chart, name, &places, &scale),
        }));
    }
    json!({"xAxis": category(chart, &places), "yAxis": axes, "series": series})
}

/// Named values for a ring.
fn parts(chart: &Chart) -> Vec<Value> {
    let part = |point: &Point| {
        json!({
            "name": point.name, "value": point.value, "tooltip": told(chart, point),
            "label": {"formatter": literal(&format!("{} {}", point.name, point.text))},
        })
    };
    chart.points.iter().map(part).collect()
}

fn ring(chart: &Chart) -> Value {
    json!({"series": [{
        "type": "pie", "name": chart.title, "radius": ["45%", "70%"], "center": ["50%", "56%"],
        "data": parts(chart),
    }]})
}

/// Centred bars: beside each value, half of what it lacks to the widest, unseen.
fn funnel(chart: &Chart) -> Value {
    let most = chart.points.iter().filter_map(|point| point.value);
    let most = most.fold(0.0, f64::max);
    let lacking = |point: &Point| point.value.map(|value| (most - value) / 2.0);
    let data = chart.points.iter().map(|point| {
        let mut bar = mark(chart, point, point.value.into());
        bar["label"] = json!({"formatter": literal(&point.text)});
        bar
    });
    let names: Vec<&str> = chart
        .points
        .iter()
        .map(|point| point.name.as_str())
        .collect();
    json!({
        "yAxis": {"type": "category", "inverse": true, "data": names, "axisTick": {"show": false}},
        "xAxis": {"type": "value", "show": false, "max": most},
        "grid": {"left": 8, "right": 24, "top": 48, "bottom": 8, "containLabel": true},
        "series": [
            {
                "type": "bar", "stack": "steps", "silent": true, "tooltip": {"show": false},
                "itemStyle": {"color": "transparent"},
                "data": chart.points.iter().map(lacking).collect::<Vec<_>>(),
            },
            {
                "type": "bar", "stack": "steps", "name": chart.title, "barWidth": "72%",
                "label": {"show": true, "position": "inside"},
                "data": data.collect::<Vec<_>>(),
            },
        ],
    })
}

fn heat_map(chart: &Chart) -> Value {
    let places = places(chart);
    let scale = Scale::whole(chart, 0);
    let field = |point: &Point| {
        let across = places.iter().position(|place| *place == point.name);
        let down = chart
            .series
            .iter()
            .position(|series| *series == point.series);
        mark(chart, point, json!([across, down, on(&scale, point.value)]))
    };
    let values = || chart.points.iter().filter_map(|point| point.value);
    let least = values().reduce(f64::min);
    let most = values().reduce(f64::max);
    json!({
        "xAxis": category(chart, &places),
        "yAxis": {"type": "category", "inverse": true, "data": chart.series},
        "grid": {"left": 8, "right": 24, "top": 48, "bottom": 64, "containLabel": true},
        "visualMap": {
            "min": on(&scale, least), "max": on(&scale, most), "calculable": true,
            "orient": "horizontal", "left": "center", "bottom": 4, "text": [scale.name, ""],
            "inRange": {"color": colours::HEAT},
        },
        "series": [{"type": "heatmap", "name": chart.title, "data": chart.points.iter().map(field).collect::<Vec<_>>()}],
    })
}

fn dots(chart: &Chart) -> Value {
    let across = Scale::of(
        chart,
        0,
        chart.points.iter().filter_map(|point| point.across),
    );
    let up = Scale::whole(chart, 1);
    let dot = |point: &Point| {
        mark(
            chart,
            point,
            json!([on(&across, point.across), on(&up, point.value)]),
        )
    };
    json!({
        "xAxis": below(&across),
        "yAxis": axis(&up),
        "series": [{"type": "scatter", "name": chart.title, "symbolSize": 11, "data": chart.points.iter().map(dot).collect::<Vec<_>>()}],
    })
}

/// Each bar from where the last one ended, by a candle whose ends are its own highest and lowest.
fn waterfall(chart: &Chart) -> Value {
    let scale = Scale::whole(chart, 0);
    let places = places(chart);
    let colour = |point: &Point| match point.series.as_str() {
        WHOLE => colours::SERIES[7],
        MORE => colours::SERIES[0],
        _ => colours::SERIES[1],
    };
    let candle = |(point, (from, to)): (&Point, (f64, f64))| {
        let (from, to) = (scale.scaled(from), scale.scaled(to));
        let ends = json!([from, to, from.min(to), from.max(to)]);
        let mut candle = mark(chart, point, ends);
        let ink = colour(point);
        candle["itemStyle"] =
            json!({"color": ink, "color0": ink, "borderColor": ink, "borderColor0": ink});
        candle
    };
    let candles: Vec<Value> = chart.points.iter().zip(spans(chart)).map(candle).collect();
    json!({
        "xAxis": category(chart, &places),
        "yAxis": axis(&scale),
        "series": [{"type": "candlestick", "name": chart.title, "data": candles}],
    })
}
