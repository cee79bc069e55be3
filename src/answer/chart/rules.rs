//! Which chart suits a result: the table at the head of `chart`, as code.

use std::collections::HashSet;

use semantic_sql::bound::Comparison;
use semantic_sql::layer::Additivity;

use crate::answer::labels;
use crate::answer::narration::story::Story;
use crate::answer::narration::{rank, share};
use crate::plan::Intent;
use crate::result_set::{Cell, ResultColumn, Role};

use super::{Kind, LINES, PARTS, ring};

/// Buckets that are bars rather than a line.
const FEW: usize = 3;
/// Fields of a heat map in one direction.
const FIELDS: usize = 31;
/// Groups from which two values make a cloud of dots.
const CLOUD: usize = 8;
/// Steps of a funnel, or places of grouped bars.
const STEPS: usize = 12;

/// Which chart of which columns.
#[derive(Debug, Clone)]
pub(super) struct Sketch {
    pub(super) kind: Kind,
    /// The column of the places; the joined groups where it is none.
    pub(super) place: Option<usize>,
    /// The column of the series.
    pub(super) series: Option<usize>,
    /// The values; where there are several, each is a series.
    pub(super) values: Vec<usize>,
    /// The values are places beside each other, and the groups are the series.
    pub(super) steps: bool,
}

impl Sketch {
    pub(super) fn new(kind: Kind, values: Vec<usize>) -> Self {
        Self {
            kind,
            place: None,
            series: None,
            values,
            steps: false,
        }
    }

    pub(super) fn at(mut self, place: usize) -> Self {
        self.place = Some(place);
        self
    }

    pub(super) fn by(mut self, series: Option<usize>) -> Self {
        self.series = series;
        self
    }

    /// The same columns in another shape.
    pub(super) fn drawn_as(&self, kind: Kind) -> Self {
        Self {
            kind,
            ..self.clone()
        }
    }
}

/// The chart that suits a result.
pub(super) fn choose(story: &Story<'_>) -> Sketch {
    let first = story.values.first().copied().unwrap_or_default();
    if story.computed.plan.intent == Intent::Funnel
        && let Some(funnel) = steps(story)
    {
        return funnel;
    }
    if story.rows() == 1 {
        return Sketch::new(Kind::Kpi, vec![first]);
    }
    let with_prior: Vec<usize> = std::iter::once(first)
        .chain(beside(story, first, Comparison::Prior))
        .collect();
    match (story.buckets, story.groups.as_slice()) {
        (Some(place), []) => over_time(story, place, with_prior),
        (Some(place), groups) => {
            let is_share = story.computed.plan.intent == Intent::Share;
            let adds = share::adds_up(story, first);
            let kind = match () {
                () if is_share && adds && groups.len() == 1 => Kind::StackedBar,
                () if distinct(story, place) <= FEW => Kind::GroupedBar,
                () => Kind::Line,
            };
            Sketch::new(kind, vec![first])
                .at(place)
                .by(groups.first().copied())
        }
        (None, groups) => by_groups(story, groups, with_prior),
    }
}

/// The steps of a funnel: one group under each other, several side by side.
pub(super) fn steps(story: &Story<'_>) -> Option<Sketch> {
    let several = story.values.len() > 1 && story.values.len() <= STEPS;
    let rate = |column: &usize| labels::figure(story.column(*column)).is_percent();
    if !several || story.buckets.is_some() || story.rows() > LINES || story.values.iter().any(rate)
    {
        return None;
    }
    let kind = if story.rows() == 1 {
        Kind::Funnel
    } else {
        Kind::GroupedBar
    };
    let mut sketch = Sketch::new(kind, story.values.clone());
    sketch.steps = true;
    Some(sketch)
}

fn over_time(story: &Story<'_>, place: usize, with_prior: Vec<usize>) -> Sketch {
    let few = distinct(story, place) <= FEW;
    let lines = if few { Kind::GroupedBar } else { Kind::Line };
    let sketch = |kind, values| Sketch::new(kind, values).at(place);
    if with_prior.len() > 1 {
        return sketch(lines, with_prior);
    }
    match story.values.as_slice() {
        [one, two, ..] if story.column(*one).unit != story.column(*two).unit => {
            let rate_first = is_rate(story, *one) && !is_rate(story, *two);
            let values = if rate_first {
                [*two, *one]
            } else {
                [*one, *two]
            };
            sketch(Kind::BarLine, values.to_vec())
        }
        [_] if few => sketch(Kind::Bar, story.values.clone()),
        [_] => sketch(Kind::Line, story.values.clone()),
        several => {
            let unit = &story.column(several[0]).unit;
            let alike = several
                .iter()
                .copied()
                .filter(|index| story.column(*index).unit == *unit);
            sketch(lines, alike.take(LINES).collect())
        }
    }
}

fn by_groups(story: &Story<'_>, groups: &[usize], with_prior: Vec<usize>) -> Sketch {
    let first = with_prior.first().copied().unwrap_or_default();
    let intent = story.computed.plan.intent;
    let ordered = rank::order(story).map_or(first, |order| order.column);
    match groups {
        _ if intent == Intent::Share && ring::is_whole(story, first) => {
            Sketch::new(Kind::Donut, vec![first])
        }
        _ if with_prior.len() > 1 => match beside(story, first, Comparison::Change) {
            Some(change) if story.rows() > PARTS => Sketch::new(Kind::HorizontalBar, vec![change]),
            _ => Sketch::new(Kind::GroupedBar, with_prior),
        },
        [only] if story.column(*only).role == Role::Time => {
            Sketch::new(Kind::Bar, vec![first]).at(*only)
        }
        [place, series] => match (distinct(story, *place), distinct(story, *series)) {
            (places, lines) if lines <= PARTS && places <= STEPS => {
                Sketch::new(Kind::GroupedBar, vec![first])
                    .at(*place)
                    .by(Some(*series))
            }
            _ if fits_fields(story, *place, *series) && intent != Intent::Rank => {
                Sketch::new(Kind::HeatMap, vec![first])
                    .at(*place)
                    .by(Some(*series))
            }
            _ => Sketch::new(Kind::HorizontalBar, vec![ordered]),
        },
        [_] if is_cloud(story) => Sketch::new(Kind::Scatter, story.values.clone()),
        _ => Sketch::new(Kind::HorizontalBar, vec![ordered]),
    }
}

/// Whether two columns are few enough for a heat map.
pub(super) fn fits_fields(story: &Story<'_>, place: usize, series: usize) -> bool {
    distinct(story, place).max(distinct(story, series)) <= FIELDS
}

/// Whether a column holds a rate rather than a volume.
fn is_rate(story: &Story<'_>, column: usize) -> bool {
    let column = story.column(column);
    let layer = story.labels.layer;
    let metric = column.metric.as_deref();
    let metric = metric.and_then(|name| layer.find_metric(name));
    let ratio = |id| matches!(layer.metric(id).additivity, Additivity::Ratio);
    labels::figure(column).is_percent() || metric.is_some_and(ratio)
}

/// Two values of many groups that nobody asked to have in order.
fn is_cloud(story: &Story<'_>) -> bool {
    let is_breakdown = story.computed.plan.intent == Intent::Breakdown;
    is_breakdown && story.values.len() == 2 && story.rows() >= CLOUD
}

/// Which side of a comparison a column holds. What the statement computes by itself, of two periods
/// that no shift of the calendar leads to, is known by the name that the plan gives it.
pub(super) fn side(story: &Story<'_>, column: &ResultColumn) -> Option<Comparison> {
    let derived = || {
        let mut derived = story.computed.plan.derived.iter();
        derived.any(|known| known.name == column.name)
    };
    let ends = |end: &str| column.name.ends_with(end);
    column.comparison.or_else(|| match () {
        () if !derived() => None,
        () if ends("_base") => Some(Comparison::Prior),
        () if ends("_change") => Some(Comparison::Change),
        () if ends("_change_rate") => Some(Comparison::ChangeRate),
        () => None,
    })
}

/// The column of another side of a value's comparison.
fn beside(story: &Story<'_>, value: usize, wanted: Comparison) -> Option<usize> {
    let own = story.column(value);
    let is_side = |column: &ResultColumn| {
        let of_metric = own.metric.is_some() && column.metric == own.metric;
        let of_name = column.metric.is_none() && column.name.starts_with(&own.name);
        side(story, column) == Some(wanted) && (of_metric || of_name)
    };
    story.computed.result.columns.iter().position(is_side)
}

fn distinct(story: &Story<'_>, column: usize) -> usize {
    let keys = (0..story.rows()).map(|row| story.cell(row, column).and_then(Cell::key));
    keys.collect::<HashSet<Option<String>>>().len()
}
