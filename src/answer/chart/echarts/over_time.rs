//! Lines over time, alone or over bars, and the small one of a card.

use serde_json::{Value, json};

use super::super::scale::Scale;
use super::super::{Chart, Point, colours};
use super::bars::along;
use super::{NAMES, axis, bar, category, grid, literal, mark, on, shade_places};

/// A line that is open at gaps, and a second one, dashed, towards what is not final.
fn strokes(chart: &Chart, index: usize, value: impl Fn(&Point) -> Value) -> Vec<Value> {
    let Some(name) = chart.series.get(index) else {
        return Vec::new();
    };
    let own: Vec<&Point> = chart.of_series(name).collect();
    let colour = colours::SERIES[index % colours::SERIES.len()];
    let item = |(at, point): (usize, &&Point)| {
        let mut item = mark(chart, point, value(point));
        if chart.is_marked(&own, at) {
            // Hollow where the number is not final.
            let symbol = if point.is_open() {
                "emptyCircle"
            } else {
                "circle"
            };
            item["symbol"] = json!(symbol);
        }
        item
    };
    let line = |data: Vec<Value>| {
        json!({
            "type": "line", "name": name, "z": 3, "symbol": "none", "symbolSize": 6, "showAllSymbol": true,
            "color": colour, "data": data,
        })
    };
    let all: Vec<Value> = own.iter().enumerate().map(item).collect();
    let Some(open) = own.iter().position(|point| point.is_open()) else {
        return vec![line(all)];
    };
    let (settled, rest) = all.split_at(open);
    let mut tail = line(settled.last().into_iter().chain(rest).cloned().collect());
    tail["lineStyle"] = json!({"type": "dashed"});
    let mut both = Vec::new();
    if !settled.is_empty() {
        both.push(line(settled.to_vec()));
    }
    both.push(tail);
    both
}

/// Events behind moments, as areas of the first line.
fn shaded(chart: &Chart, series: &mut [Value]) {
    let Some(first) = series.first_mut().filter(|_| !chart.shades.is_empty()) else {
        return;
    };
    let areas: Vec<Value> = chart
        .shades
        .iter()
        .map(|shade| {
            let name = if shade.is_the_day { "" } else { &shade.name };
            json!([
                {
                    "name": literal(name), "xAxis": shade.from,
                    "itemStyle": {"color": colours::SHADE, "opacity": colours::shade(shade.is_the_day)},
                },
                {"xAxis": shade.to},
            ])
        })
        .collect();
    first["markArea"] = json!({
        "silent": true, "label": {
            "position": "insideTop", "fontSize": 11, "color": colours::LETTERS, "textBorderWidth": 0,
        }, "data": areas,
    });
}

pub(super) fn lines(chart: &Chart) -> Value {
    let scale = Scale::whole(chart, 0);
    let in_time = chart.time_format.is_some();
    let value = |point: &Point| {
        let place = if in_time { &point.place } else { &point.name };
        json!([place, on(&scale, point.value)])
    };
    let mut series: Vec<Value> = (0..chart.series.len())
        .flat_map(|index| strokes(chart, index, value))
        .collect();
    shaded(chart, &mut series);
    json!({
        "xAxis": if in_time { moments(chart) } else { category(chart, &chart.names()) },
        "yAxis": axis(chart, &scale),
        "grid": grid(24, NAMES, 36),
        "series": series,
    })
}

fn moments(chart: &Chart) -> Value {
    json!({
        "type": "time", "name": chart.places, "nameLocation": "middle", "nameGap": 28,
        "axisLabel": {"formatter": written(chart), "hideOverlap": true},
    })
}

/// How moments are written, in the words of ECharts.
fn written(chart: &Chart) -> String {
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

pub(super) fn bar_line(chart: &Chart) -> Value {
    let places = chart.names();
    let scale = |index: usize| {
        let name = chart.series.get(index).map_or("", String::as_str);
        Scale::of(
            chart,
            index,
            chart.of_series(name).filter_map(|it| it.value),
        )
    };
    let (left, right) = (scale(0), scale(1));
    let mut second = axis(chart, &right);
    second["nameTextStyle"] = json!({"align": "right"});
    second["splitLine"] = json!({"show": false});
    let name = chart.series.first().map_or("", String::as_str);
    let bars = along(chart, name, &places, |it| {
        bar(chart, it, on(&left, it.value))
    });
    let mut series = vec![json!({"type": "bar", "name": name, "z": 2, "data": bars})];
    let line = strokes(chart, 1, |it| json!([it.name, on(&right, it.value)]));
    series.extend(line.into_iter().map(|mut line| {
        line["yAxisIndex"] = json!(1);
        line
    }));
    let mut whole = json!({
        "xAxis": category(chart, &places),
        "yAxis": [axis(chart, &left), second],
        "grid": grid(8, NAMES, 36),
        "series": series,
    });
    shade_places(chart, &places, &mut whole);
    whole
}

/// The days before a number: no axis of values, the highest and the lowest are named.
pub(super) fn days(chart: &Chart) -> Value {
    let numbers = || chart.points.iter().filter_map(|point| point.value);
    let (least, most) = (
        numbers().fold(f64::MAX, f64::min),
        numbers().fold(f64::MIN, f64::max),
    );
    let value = |point: &Point| json!([point.place, point.value]);
    let mut series = strokes(chart, 0, value);
    let first = chart.points.len() - chart.card.as_ref().map_or(0, |card| card.asked);
    let asked: Vec<&str> = chart
        .points
        .iter()
        .skip(first)
        .map(|it| it.place.as_str())
        .collect();
    for item in series
        .iter_mut()
        .flat_map(|line| line["data"].as_array_mut().into_iter().flatten())
    {
        let place = item["value"][0].as_str().unwrap_or_default();
        if !asked.contains(&place) {
            item["symbol"] = json!("none");
        }
    }
    shaded(chart, &mut series);
    let named: Vec<Value> = [(most, "top"), (least, "bottom")]
        .into_iter()
        .filter(|_| most > least)
        .filter_map(|(value, position)| {
            let point = chart
                .points
                .iter()
                .find(|point| point.value == Some(value))?;
            let label =
                json!({"show": true, "position": position, "formatter": literal(&point.text)});
            Some(json!({"value": [point.place, point.value], "label": label}))
        })
        .collect();
    if !named.is_empty() {
        series.push(json!({
            "type": "scatter", "name": chart.title, "silent": true, "symbolSize": 1, "z": 4,
            "itemStyle": {"color": "transparent"}, "tooltip": {"show": false}, "data": named,
        }));
    }
    let room = (most - least) * 0.25;
    let mut x = moments(chart);
    x["name"] = json!("");
    let mut y = json!({"type": "value", "show": false});
    if most > least {
        y["min"] = json!(least - room);
        y["max"] = json!(most + room);
    }
    json!({"xAxis": x, "yAxis": y, "grid": grid(24, 16, 8), "series": series})
}
