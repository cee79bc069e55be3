//! What is said below the title: what is dashed or pale, what is not drawn.

use crate::question::Language;

use super::{Chart, Kind, Point};

/// How many of what there is are drawn.
#[derive(Debug, Clone, Default)]
pub(super) struct Left {
    /// Places drawn, and all of them.
    pub(super) places: Option<(usize, usize)>,
    /// Series drawn, and all of them.
    pub(super) series: Option<(usize, usize)>,
    /// Series without a number.
    pub(super) empty: Vec<String>,
}

/// The remarks of a chart.
pub(super) fn remarks(chart: &Chart, left: &Left) -> Vec<String> {
    let mut said = Vec::new();
    said.extend(not_final(chart));
    let zh = chart.language == Language::Zh;
    if let Some((drawn, all)) = left.places.filter(|(drawn, all)| drawn < all) {
        said.push(if zh {
            format!("共 {all} 个，只画了前 {drawn} 个")
        } else {
            format!("the first {drawn} of {all} are drawn")
        });
    }
    if let Some((drawn, all)) = left.series.filter(|(drawn, all)| drawn < all) {
        said.push(if zh {
            format!("共 {all} 组，只画了前 {drawn} 组")
        } else {
            format!("the first {drawn} of {all} series are drawn")
        });
    }
    if !left.empty.is_empty() {
        let names = left.empty.join(chart.language.choose("、", ", "));
        said.push(if zh {
            format!("没有数据，没画：{names}")
        } else {
            format!("no data, not drawn: {names}")
        });
    }
    said
}

/// What is dashed or pale, and why.
fn not_final(chart: &Chart) -> Option<String> {
    let there = || chart.points.iter().filter(|point| point.value.is_some());
    let running = there().any(|point| point.running);
    let moving = there().any(|point| point.moving && !point.running);
    let in_line = |point: &Point| match chart.kind {
        Kind::Line | Kind::Kpi => true,
        Kind::BarLine => chart.series.get(1) == Some(&point.series),
        _ => false,
    };
    let open = || there().filter(|point| point.is_open());
    let mark = match (open().any(|it| !in_line(it)), open().any(in_line)) {
        (true, true) => chart.language.choose("浅色、虚线", "pale, dashed"),
        (true, false) => chart.language.choose("浅色", "pale"),
        (false, _) => chart.language.choose("虚线", "dashed"),
    };
    let why = match (running, moving) {
        (false, false) => return None,
        (true, false) => chart.language.choose("还没有结束", "still running"),
        (false, true) => chart.language.choose("数值还会变", "will still change"),
        (true, true) => chart.language.choose(
            "还没有结束，或数值还会变",
            "still running, or will still change",
        ),
    };
    Some(match chart.language {
        Language::Zh => format!("{mark}：{why}"),
        Language::En => format!("{mark}: {why}"),
    })
}
