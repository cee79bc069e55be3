//! A chart as an option of Apache ECharts.
//!
//! The option is plain JSON: whoever draws it needs no function of ours. Numbers for people are
//! therefore written here, one by one, and axes are scaled beforehand. Tooltips are rich text and
//! not HTML, so that a name in the data stays a name. Letters take the colour of the theme that the
//! chart is made with (`echarts.init(element, 'dark')`).

mod bars;
mod others;
mod over_time;

use serde_json::{Value, json};

use super::scale::Scale;
use super::{Chart, Kind, Point, Shade, colours};

/// Height of a title of one line.
const TITLE: u32 = 22;
/// Height of a line below it.
const REMARK: u32 = 20;
/// Height of a legend.
const LEGEND: u32 = 26;
/// Room for the names of value axes above the marks.
const NAMES: u32 = 32;

/// The option.
pub(super) fn option(chart: &Chart) -> Value {
    let mut whole = match chart.kind {
        Kind::Kpi => over_time::days(chart),
        Kind::Line => over_time::lines(chart),
        Kind::BarLine => over_time::bar_line(chart),
        Kind::Bar | Kind::GroupedBar | Kind::StackedBar => bars::upright(chart),
        Kind::HorizontalBar => bars::lying(chart),
        Kind::Funnel => bars::funnel(chart),
        Kind::Waterfall => bars::waterfall(chart),
        Kind::Donut => others::ring(chart),
        Kind::HeatMap => others::heat_map(chart),
        Kind::Scatter => others::dots(chart),
    };
    whole["title"] = title(chart);
    whole["color"] = json!(colours::SERIES);
    whole["tooltip"] = json!({"trigger": "item", "renderMode": "richText"});
    whole["textStyle"] = json!({"fontFamily": colours::FONT});
    whole["aria"] = json!({"enabled": true});
    let named = chart.series.len() > 1
        && !matches!(
            chart.kind,
            Kind::HeatMap | Kind::Funnel | Kind::Donut | Kind::Waterfall
        );
    let title = title_height(chart);
    if named {
        whole["legend"] =
            json!({"top": title + 4, "left": 0, "type": "scroll", "data": chart.series});
    }
    if let Some(grid) = whole.get_mut("grid") {
        let legend = if named { LEGEND } else { 0 };
        let names = grid["top"]
            .as_u64()
            .and_then(|names| u32::try_from(names).ok());
        grid["top"] = json!(title + legend + names.unwrap_or(NAMES));
    }
    whole
}

/// How much room title and remarks take.
fn title_height(chart: &Chart) -> u32 {
    let lines = u32::try_from(chart.remarks.len()).unwrap_or_default();
    let card = chart.card.as_ref();
    let card = card.map_or(0, |card| {
        18 + REMARK + u32::from(card.change.is_some()) * REMARK
    });
    TITLE + lines * REMARK + card
}

fn title(chart: &Chart) -> Value {
    let mut title = json!({
        "text": chart.title, "left": 0, "top": 0, "itemGap": 4, "textStyle": {"fontSize": 14},
        "subtextStyle": {"fontSize": 12, "lineHeight": 18},
    });
    let mut below: Vec<String> = chart.remarks.iter().map(|text| literal(text)).collect();
    if let Some(card) = &chart.card {
        title["text"] = json!(card.value);
        title["textStyle"] = json!({"fontSize": 26});
        let mut lines = Vec::new();
        if let Some((change, tone)) = &card.change {
            match tone {
                Some(tone) => {
                    let ink = colours::tone(*tone, chart.language);
                    title["subtextStyle"]["rich"] =
                        json!({"change": {"color": ink, "fontSize": 12}});
                    lines.push(format!("{{change|{}}}", literal(change)));
                }
                None => lines.push(literal(change)),
            }
        }
        lines.push(literal(&chart.title));
        below.splice(0..0, lines);
    }
    if !below.is_empty() {
        title["subtext"] = json!(below.join("\n"));
    }
    title
}

/// The frame of the marks; `names` is the room that is needed above them.
fn grid(right: u32, names: u32, bottom: u32) -> Value {
    json!({"left": 8, "right": right, "top": names, "bottom": bottom, "containLabel": true})
}

fn axis(chart: &Chart, scale: &Scale) -> Value {
    let mut axis = json!({"type": "value", "name": scale.name, "nameTextStyle": {"align": "left"}});
    if !chart.shades.is_empty() {
        // Room for the names of events above the marks.
        axis["boundaryGap"] = json!([0, "14%"]);
    }
    axis
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
    if chart.series.len() > 1 && point.series != point.name && chart.kind != Kind::Waterfall {
        lines.push(&point.series);
    }
    lines.push(&point.text);
    json!({"formatter": literal(&lines.join("\n"))})
}

fn mark(chart: &Chart, point: &Point, value: Value) -> Value {
    let mut mark = json!({"tooltip": told(chart, point)});
    mark["value"] = value;
    mark
}

/// A bar; pale where its number is not final.
fn bar(chart: &Chart, point: &Point, value: Value) -> Value {
    let mut bar = mark(chart, point, value);
    if point.is_open() {
        bar["itemStyle"] = json!({"opacity": 0.45});
    }
    bar
}

fn category(chart: &Chart, names: &[&str]) -> Value {
    json!({
        "type": "category", "name": chart.places, "nameLocation": "middle", "nameGap": 28, "data": names,
        "axisLabel": {"hideOverlap": true},
    })
}

/// Events behind named places: bars as wide as the place, on axes of their own that are not shown.
fn shade_places(chart: &Chart, names: &[&str], option: &mut Value) {
    if chart.shades.is_empty() {
        return;
    }
    let axes = option["yAxis"].as_array().map_or(1, Vec::len);
    let own = json!({"type": "value", "show": false, "min": 0, "max": 1});
    let values = match option["yAxis"].take() {
        Value::Array(mut all) => {
            all.push(own);
            Value::Array(all)
        }
        one => json!([one, own]),
    };
    option["yAxis"] = values;
    let first = option["xAxis"].take();
    option["xAxis"] = json!([first, {"type": "category", "show": false, "data": names}]);
    let bands: Vec<Value> = chart
        .shades
        .iter()
        .map(|shade| band(shade, names, axes))
        .collect();
    if let Some(series) = option["series"].as_array_mut() {
        series.splice(0..0, bands);
    }
}

fn band(shade: &Shade, names: &[&str], axis: usize) -> Value {
    let middle = shade.places.len().saturating_sub(1) / 2;
    let middle = shade.places.get(middle).map(String::as_str);
    let place = |name: &&str| {
        if !shade.places.iter().any(|covered| covered == name) {
            return Value::Null;
        }
        let named = Some(*name) == middle && !shade.is_the_day;
        let label = json!({
            "show": named, "position": "insideTop", "formatter": literal(&shade.name),
            "color": colours::LETTERS, "opacity": 1, "textBorderWidth": 0,
        });
        json!({"value": 1, "label": label})
    };
    json!({
        "type": "bar", "name": shade.name, "xAxisIndex": 1, "yAxisIndex": axis, "barWidth": "100%",
        "barGap": "-100%", "silent": true, "z": 1, "tooltip": {"show": false},
        "itemStyle": {"color": colours::SHADE, "opacity": colours::shade(shade.is_the_day)},
        "data": names.iter().map(place).collect::<Vec<_>>(),
    })
}
