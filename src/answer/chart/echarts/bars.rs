//! Bars: upright, piled, lying, centred, and from one to the next.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::super::scale::Scale;
use super::super::waterfall::spans;
use super::super::{Chart, Kind, LABELLED, Point, colours};
use super::{NAMES, axis, bar, below, category, grid, literal, mark, on, shade_places};

/// The marks of a series, one for each place, with gaps.
pub(super) fn along(
    chart: &Chart,
    series: &str,
    places: &[&str],
    each: impl Fn(&Point) -> Value,
) -> Vec<Value> {
    let known: HashMap<&str, &Point> = chart
        .of_series(series)
        .map(|point| (point.name.as_str(), point))
        .collect();
    let of_place = |place: &&str| known.get(place).map_or(Value::Null, |point| each(point));
    places.iter().map(of_place).collect()
}

pub(super) fn upright(chart: &Chart) -> Value {
    let scale = Scale::whole(chart, 0);
    let places = chart.names();
    let labelled = chart.points.len() <= LABELLED && chart.kind != Kind::StackedBar;
    let series = chart.series.iter().map(|name| {
        let one = |point: &Point| {
            let mut bar = bar(chart, point, on(&scale, point.value));
            if labelled {
                let below = point.value.is_some_and(|value| value < 0.0);
                let position = if below { "bottom" } else { "top" };
                bar["label"] =
                    json!({"show": true, "opacity": 1, "position": position, "formatter": literal(&point.text)});
            }
            bar
        };
        let data = along(chart, name, &places, one);
        let mut one = json!({"type": "bar", "name": name, "z": 2, "data": data});
        if chart.kind == Kind::StackedBar {
            one["stack"] = json!("whole");
        }
        one
    });
    let mut whole = json!({
        "xAxis": category(chart, &places),
        "yAxis": axis(chart, &scale),
        "grid": grid(24, NAMES, 36),
        "series": series.collect::<Vec<_>>(),
    });
    shade_places(chart, &places, &mut whole);
    whole
}

pub(super) fn lying(chart: &Chart) -> Value {
    let scale = Scale::whole(chart, 0);
    let data = chart.points.iter().map(|point| {
        let below = point.value.is_some_and(|value| value < 0.0);
        let position = if below { "left" } else { "right" };
        let mut bar = bar(chart, point, on(&scale, point.value));
        bar["label"] = json!({"formatter": literal(&point.text), "position": position});
        if point.tone.is_some() {
            bar["itemStyle"]["color"] = json!(colours::ink(chart, point));
        }
        bar
    });
    let names: Vec<&str> = chart
        .points
        .iter()
        .map(|point| point.name.as_str())
        .collect();
    // Numbers of bars below zero need room at their left.
    let most = chart.points.iter().filter_map(|point| point.value);
    let least = most.clone().fold(0.0, f64::min);
    let most = most.fold(0.0, f64::max);
    let mut values = below(&scale);
    if least < 0.0 {
        values["min"] = on(&scale, Some(least - (most - least) * 0.2));
        values["axisLabel"] = json!({"showMinLabel": false});
    }
    json!({
        "yAxis": {
            "type": "category", "inverse": true, "data": names,
            "axisLabel": {"width": 180, "overflow": "truncate", "interval": 0},
            "axisLine": {"onZero": false},
        },
        "xAxis": values,
        "grid": grid(96, 12, 36),
        "series": [{
            "type": "bar",
            "name": chart.axes.first().map(|(name, _)| name),
            "label": {"show": true, "position": "right"},
            "data": data.collect::<Vec<_>>(),
        }],
    })
}

/// Centred bars: beside each value, half of what it lacks to the widest, unseen.
pub(super) fn funnel(chart: &Chart) -> Value {
    let most = chart.points.iter().filter_map(|point| point.value);
    let most = most.fold(0.0, f64::max);
    let lacking = |point: &Point| point.value.map(|value| (most - value) / 2.0);
    let data = chart.points.iter().map(|point| {
        let mut bar = mark(chart, point, point.value.into());
        // A bar that is too narrow has its number beside it.
        let wide = point.value.is_some_and(|value| value >= most * 0.2);
        let position = if wide { "inside" } else { "right" };
        bar["label"] = json!({"formatter": literal(&point.text), "position": position});
        bar
    });
    let names: Vec<&str> = chart
        .points
        .iter()
        .map(|point| point.name.as_str())
        .collect();
    json!({
        "yAxis": {"type": "category", "inverse": true, "data": names, "axisTick": {"show": false}},
        "xAxis": {"type": "value", "show": false, "max": if most > 0.0 { most } else { 1.0 }},
        "grid": grid(24, 12, 8),
        "series": [
            {
                "type": "bar", "stack": "steps", "silent": true, "tooltip": {"show": false},
                "itemStyle": {"color": "transparent"},
                "data": chart.points.iter().map(lacking).collect::<Vec<_>>(),
            },
            {
                "type": "bar", "stack": "steps", "name": chart.title, "barWidth": "72%",
                "itemStyle": {"color": colours::SERIES[0]},
                "label": {"show": true, "position": "inside"},
                "data": data.collect::<Vec<_>>(),
            },
        ],
    })
}

/// Each bar from where the last one ended, by a candle whose ends are its own highest and lowest;
/// its number stands on an unseen dot above.
pub(super) fn waterfall(chart: &Chart) -> Value {
    let scale = Scale::whole(chart, 0);
    let places = chart.names();
    let spans = spans(chart);
    let candle = |(point, (from, to)): (&Point, &(f64, f64))| {
        let (from, to) = (scale.scaled(*from), scale.scaled(*to));
        let ends = json!([from, to, from.min(to), from.max(to)]);
        let mut candle = mark(chart, point, ends);
        let ink = colours::ink(chart, point);
        candle["itemStyle"] =
            json!({"color": ink, "color0": ink, "borderColor": ink, "borderColor0": ink});
        candle
    };
    let number = |(point, (from, to)): (&Point, &(f64, f64))| {
        json!({
            "value": scale.scaled(from.max(*to)),
            "label": {"show": true, "position": "top", "distance": 2, "formatter": literal(&point.text)},
        })
    };
    let candles: Vec<Value> = chart.points.iter().zip(&spans).map(candle).collect();
    let numbers: Vec<Value> = chart.points.iter().zip(&spans).map(number).collect();
    let mut names = category(chart, &places);
    names["axisLabel"] = json!({"interval": 0, "width": 96, "overflow": "break", "lineHeight": 15});
    names["name"] = json!("");
    let bottom = if chart.points.iter().any(|it| it.name.chars().count() > 7) {
        16
    } else {
        8
    };
    json!({
        "xAxis": names,
        "yAxis": axis(chart, &scale),
        "grid": grid(24, NAMES, bottom),
        "series": [
            {"type": "candlestick", "name": chart.title, "barWidth": "60%", "data": candles},
            {
                "type": "scatter", "name": chart.title, "silent": true, "symbolSize": 1,
                "itemStyle": {"color": "transparent"}, "tooltip": {"show": false}, "data": numbers,
            },
        ],
    })
}
