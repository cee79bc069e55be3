//! Parts of a whole, of which the smallest are one: rings and piles.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::answer::exact::Exact;
use crate::answer::format::{Figure, Sign};
use crate::answer::labels;
use crate::answer::narration::share;
use crate::answer::narration::story::Story;
use crate::question::Language;

use super::{PARTS, Point};

/// Whether groups are parts of a whole that a ring may show.
pub(super) fn is_whole(story: &Story<'_>, column: usize) -> bool {
    let below = (0..story.rows())
        .filter_map(|row| story.exact(row, column))
        .any(Exact::is_negative);
    let parts: Option<Vec<Exact>> = (0..story.rows())
        .map(|row| share::part(story, row, column).map(|fact| fact.value))
        .collect();
    let sum = parts.and_then(|parts| parts.into_iter().try_fold(Exact::ZERO, Exact::plus));
    // A ring says that its parts are everything.
    let whole = sum.is_some_and(|sum| sum.rounded(3) == Exact::new(1, 0));
    whole && !below && (story.rows() <= PARTS || share::adds_up(story, column))
}

/// What the sum of the smaller parts is called.
fn others(language: Language) -> String {
    language.choose("其他", "Others").to_owned()
}

/// The parts of a ring, largest first; beyond six, the five largest and the sum of the others.
pub(super) fn parts(story: &Story<'_>, column: usize) -> Vec<Point> {
    let mut rows: Vec<usize> = (0..story.rows())
        .filter(|row| story.exact(*row, column).is_some())
        .collect();
    rows.sort_by_key(|row| Reverse(story.exact(*row, column)));
    let shown = if rows.len() > PARTS {
        PARTS - 1
    } else {
        rows.len()
    };
    let figure = labels::figure(story.column(column));
    let part = |name: String, value: Exact, share: Option<String>| {
        let amount = figure.write(value, Sign::Negative, story.language());
        let text = match share {
            Some(share) if share != amount => format!("{amount} ({share})"),
            _ => amount,
        };
        Point {
            place: name.clone(),
            series: name.clone(),
            name,
            value: Some(value.float()),
            text,
            ..Point::default()
        }
    };
    let share = |row: usize| share::part(story, row, column);
    let written = |share: Exact| Figure::percent().write(share, Sign::Negative, story.language());
    let mut points: Vec<Point> = Vec::new();
    for row in rows.iter().take(shown) {
        if let Some(value) = story.exact(*row, column) {
            let share = share(*row).map(|fact| fact.text(story.language()));
            points.push(part(story.group(*row), value, share));
        }
    }
    let rest = || rows.iter().skip(shown).copied();
    let sum = |value: &dyn Fn(usize) -> Option<Exact>| {
        let mut values = rest().map(value);
        values.try_fold(Exact::ZERO, |sum, value| sum.plus(value?))
    };
    if rows.len() > shown
        && let Some(value) = sum(&|row| story.exact(row, column))
    {
        let share = sum(&|row| share(row).map(|fact| fact.value)).map(written);
        points.push(part(others(story.language()), value, share));
    }
    points
}

/// The marks of piles with at most six series: beyond that, the five largest and the sum of the
/// others in each place.
pub(super) fn piles(story: &Story<'_>, column: usize, marks: Vec<(usize, Point)>) -> Vec<Point> {
    let mut sums: Vec<(String, Exact)> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for (row, point) in &marks {
        let at = *known.entry(point.series.clone()).or_insert_with(|| {
            sums.push((point.series.clone(), Exact::ZERO));
            sums.len() - 1
        });
        let value = story.exact(*row, column).unwrap_or(Exact::ZERO);
        sums[at].1 = sums[at].1.plus(value).unwrap_or(sums[at].1);
    }
    if sums.len() <= PARTS {
        return marks.into_iter().map(|(_, point)| point).collect();
    }
    sums.sort_by_key(|(_, sum)| Reverse(*sum));
    let kept: Vec<String> = sums
        .into_iter()
        .take(PARTS - 1)
        .map(|(name, _)| name)
        .collect();
    let figure = labels::figure(story.column(column));
    let mut points: Vec<Point> = Vec::new();
    let mut rest: Vec<(Point, Exact)> = Vec::new();
    for (row, point) in marks {
        if kept.contains(&point.series) {
            points.push(point);
            continue;
        }
        let value = story.exact(row, column).unwrap_or(Exact::ZERO);
        match rest.iter_mut().find(|(other, _)| other.name == point.name) {
            Some((_, sum)) => *sum = sum.plus(value).unwrap_or(*sum),
            None => rest.push((point, value)),
        }
    }
    points.extend(rest.into_iter().map(|(point, sum)| Point {
        series: others(story.language()),
        value: Some(sum.float()),
        text: figure.write(sum, Sign::Negative, story.language()),
        ..point
    }));
    points
}
