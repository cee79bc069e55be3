//! A change as a waterfall: the value before, what each part adds or takes, the value now.

use crate::answer::exact::Exact;
use crate::answer::format::{Figure, Sign};
use crate::answer::labels::Labels;

use super::{Chart, Kind, Point, points};

/// Parts that are drawn; the smaller ones are one bar.
const PARTS: usize = 8;

/// The series of the values before and now.
pub(super) const WHOLE: &str = "whole";
/// The series of what adds.
pub(super) const MORE: &str = "more";
/// The series of what takes away.
pub(super) const LESS: &str = "less";

/// What a waterfall is drawn from.
#[derive(Debug, Clone)]
pub(in crate::answer) struct Bars {
    /// What it shows.
    pub(in crate::answer) title: String,
    /// How its values are written.
    pub(in crate::answer) figure: Figure,
    /// The name and the value of the start.
    pub(in crate::answer) base: (String, Exact),
    /// The parts, in order.
    pub(in crate::answer) parts: Vec<(String, Exact)>,
    /// The name and the value of the end.
    pub(in crate::answer) now: (String, Exact),
}

/// Draws it; nothing where there are no parts.
pub(in crate::answer) fn waterfall(labels: &Labels<'_>, bars: &Bars) -> Option<Chart> {
    if bars.parts.is_empty() {
        return None;
    }
    let language = labels.language;
    let whole = |(name, value): &(String, Exact)| Point {
        place: name.clone(),
        name: name.clone(),
        series: WHOLE.to_owned(),
        value: Some(value.float()),
        text: bars.figure.write(*value, Sign::Negative, language),
        ..Point::default()
    };
    let part = |(name, value): (String, Exact)| Point {
        place: name.clone(),
        series: if value.is_negative() { LESS } else { MORE }.to_owned(),
        value: Some(value.float()),
        text: bars
            .figure
            .difference()
            .write(value, Sign::Always, language),
        tone: points::tone(value),
        name,
        ..Point::default()
    };
    let mut points = vec![whole(&bars.base)];
    points.extend(
        few(bars, language.choose("其余", "others"))?
            .into_iter()
            .map(part),
    );
    points.push(whole(&bars.now));
    Some(Chart {
        kind: Kind::Waterfall,
        title: bars.title.clone(),
        remarks: Vec::new(),
        places: language.choose("部分", "Part").to_owned(),
        time_format: None,
        axes: vec![(bars.title.clone(), bars.figure.is_percent())],
        series: [WHOLE, MORE, LESS].map(str::to_owned).to_vec(),
        points,
        shades: Vec::new(),
        card: None,
        language,
    })
}

/// The parts, where they are many the largest and the sum of the others.
fn few(bars: &Bars, others: &str) -> Option<Vec<(String, Exact)>> {
    if bars.parts.len() <= PARTS {
        return Some(bars.parts.clone());
    }
    let (kept, rest) = bars.parts.split_at(PARTS - 1);
    let sum = rest
        .iter()
        .try_fold(Exact::ZERO, |sum, (_, value)| sum.plus(*value))?;
    let mut parts = kept.to_vec();
    parts.push((others.to_owned(), sum));
    Some(parts)
}

/// From where to where each bar of a waterfall reaches; nothing for other charts.
pub(super) fn spans(chart: &Chart) -> Vec<(f64, f64)> {
    if chart.kind != Kind::Waterfall {
        return Vec::new();
    }
    let mut level = 0.0;
    let span = |point: &Point| {
        let value = point.value.unwrap_or_default();
        let from = if point.series == WHOLE { 0.0 } else { level };
        level = from + value;
        (from, level)
    };
    chart.points.iter().map(span).collect()
}
