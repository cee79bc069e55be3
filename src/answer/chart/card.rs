//! A number on a card, with its change and the days before it.

use semantic_sql::bound::Comparison;
use semantic_sql::expr::Grain;

use crate::answer::exact::Exact;
use crate::answer::fact::Derivation;
use crate::answer::format::{Figure, Sign};
use crate::answer::labels;
use crate::answer::narration::lookup::compare_label;
use crate::answer::narration::story::Story;
use crate::answer::narration::trend::running_at;
use crate::question::Language;
use crate::result_set::{Cell, Role};

use super::remarks::{self, Left};
use super::{Card, Chart, Point, Tone, points, time};

/// Days that are worth a line.
const FEW: usize = 3;

/// Lays the number of the only row on a card, where it is the only one.
pub(super) fn lay(story: &Story<'_>, chart: Chart) -> Chart {
    let mut chart = Chart {
        points: Vec::new(),
        ..chart
    };
    let ([column], []) = (story.values.as_slice(), story.groups.as_slice()) else {
        return chart;
    };
    let Some(value) = story.value(0, *column) else {
        return chart;
    };
    let (points, grain) = days(story, *column).unwrap_or((Vec::new(), Grain::Day));
    if points.iter().filter(|point| point.value.is_some()).count() >= FEW {
        let result = story.computed.days.as_ref().map(|days| &days.result);
        let shades = result.map(|result| time::shades(story.labels, story, result, &points, grain));
        chart.shades = shades.unwrap_or_default();
        chart.time_format = Some(time::format(grain, story.language()));
        chart.points = time::with_gaps(points, grain);
    }
    let start = story.computed.plan.interpretation.time.as_ref();
    let start = start.map(|time| time.start);
    let is_asked =
        |point: &&Point| start.is_some_and(|start| time::moment(&point.place) >= Some(start));
    chart.card = Some(Card {
        value: value.text(story.language()),
        change: change(story, *column),
        asked: chart.points.iter().filter(is_asked).count(),
    });
    chart.remarks = remarks::remarks(&chart, &Left::default());
    chart
}

/// The days that stand beside the answer as marks, and what a bucket of them is.
fn days(story: &Story<'_>, column: usize) -> Option<(Vec<Point>, Grain)> {
    let wanted = story.column(column);
    let result = &story.computed.days.as_ref()?.result;
    let place = |role: Role| result.columns.iter().position(|it| it.role == role);
    let (at, value) = (place(Role::Time)?, place(Role::Metric)?);
    let (bucket, number) = (result.columns.get(at)?, result.columns.get(value)?);
    if number.metric != wanted.metric {
        return None;
    }
    let grain = bucket.grain.unwrap_or(Grain::Day);
    let series = story.column_name(column);
    let point = |row: &Vec<Cell>| {
        let (moment, cell) = (row.get(at)?, row.get(value)?);
        let start = time::moment_of(moment)?;
        Some(Point {
            place: time::iso(start),
            name: story.labels.bucket(bucket, moment),
            series: series.clone(),
            value: Exact::of(cell).map(Exact::float),
            text: story.labels.cell(number, cell),
            running: running_at(start, grain, story.labels.asked_at),
            moving: time::is_moving(story.labels, number, start, grain),
            ..Point::default()
        })
    };
    let mut points: Vec<Point> = result.rows.iter().filter_map(point).collect();
    points.sort_by(|left, right| left.place.cmp(&right.place));
    Some((points, grain))
}

/// The change against the earlier period: −21.4 万元（−14.3%），比前一期.
fn change(story: &Story<'_>, column: usize) -> Option<(String, Option<Tone>)> {
    let language = story.language();
    let figure = labels::figure(story.column(column));
    let now = Story::at(0, column);
    let (difference, rate) = match story.before(0, column) {
        Some(before) => {
            let difference = Derivation::Difference(now, before);
            let rate = Derivation::Rate(now, before);
            let rate = story.fact(rate, Figure::percent(), Sign::Always);
            let difference = story.fact(difference, figure.difference(), Sign::Always)?;
            (difference, rate.filter(|_| !figure.is_percent()))
        }
        None => (
            side(story, column, Comparison::Change)?,
            side(story, column, Comparison::ChangeRate).filter(|_| !figure.is_percent()),
        ),
    };
    let tone = points::tone(difference.value);
    let label = compare_label(story);
    let label = label.trim();
    let (difference, rate) = (
        difference.text(language),
        rate.map(|rate| rate.text(language)),
    );
    let text = match (language, rate) {
        (Language::Zh, Some(rate)) => format!("{difference}（{rate}），比{label}"),
        (Language::Zh, None) => format!("{difference}，比{label}"),
        (Language::En, Some(rate)) => format!("{difference} ({rate}) against {label}"),
        (Language::En, None) => format!("{difference} against {label}"),
    };
    Some((text, tone))
}

/// A side of the comparison that stands in a column of its own.
fn side(story: &Story<'_>, column: usize, wanted: Comparison) -> Option<crate::answer::fact::Fact> {
    let metric = &story.column(column).metric;
    let columns = &story.computed.result.columns;
    let at = columns
        .iter()
        .position(|it| it.comparison == Some(wanted) && it.metric == *metric)?;
    let figure = labels::figure(story.column(at));
    story.fact(Derivation::Cell(Story::at(0, at)), figure, Sign::Always)
}
