//! Which chart suits a result: the table at the head of `chart`, as code.

use std::collections::HashSet;

use semantic_sql::bound::Comparison;

use crate::answer::narration::story::Story;
use crate::answer::narration::{rank, share};
use crate::plan::Intent;
use crate::result_set::{Cell, ResultColumn, Role};

use super::{Kind, LINES, PARTS, points};

/// Buckets that are bars rather than a line.
const FEW: usize = 3;
/// Fields of a heat map in one direction.
const FIELDS: usize = 31;
/// Groups from which two values make a cloud of dots.
const CLOUD: usize = 8;
/// Steps of a funnel, or places of grouped bars.
const STEPS: usize = 12;

/// Which chart of which columns.
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
    fn new(kind: Kind, values: Vec<usize>) -> Self {
        Self {
            kind,
            place: None,
            series: None,
            values,
            steps: false,
        }
    }

    fn at(mut self, place: usize) -> Self {
        self.place = Some(place);
        self
    }

    fn by(mut self, series: Option<usize>) -> Self {
        self.series = series;
        self
    }
}

/// The chart that suits a result.
pub(super) fn choose(story: &Story<'_>) -> Sketch {
    let first = story.values.first().copied().unwrap_or_default();
    if let Some(funnel) = funnel(story) {
        return funnel;
    }
    if story.rows() == 1 {
        return Sketch::new(Kind::Kpi, vec![first]);
    }
    let with_prior: Vec<usize> = std::iter::once(first)
        .chain(prior_of(story, first))
        .collect();
    match (story.buckets, story.groups.as_slice()) {
        (Some(place), []) => over_time(story, place, with_prior),
        (Some(place), groups) => {
            let whole = story.computed.plan.intent == Intent::Share && share::adds_up(story, first);
            let kind = match () {
                () if whole && groups.len() == 1 => Kind::StackedBar,
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
fn funnel(story: &Story<'_>) -> Option<Sketch> {
    let several = story.values.len() > 1 && story.values.len() <= STEPS;
    let is_funnel = story.computed.plan.intent == Intent::Funnel && several;
    if !is_funnel || story.buckets.is_some() || story.rows() > LINES {
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
            sketch(Kind::BarLine, vec![*one, *two])
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
        _ if intent == Intent::Share && points::makes_ring(story, first) => {
            Sketch::new(Kind::Donut, vec![first])
        }
        _ if with_prior.len() > 1 => Sketch::new(Kind::GroupedBar, with_prior),
        [only] if story.column(*only).role == Role::Time => {
            Sketch::new(Kind::Bar, vec![first]).at(*only)
        }
        [place, series] => match (distinct(story, *place), distinct(story, *series)) {
            (places, lines) if lines <= PARTS && places <= STEPS => {
                Sketch::new(Kind::GroupedBar, vec![first])
                    .at(*place)
                    .by(Some(*series))
            }
            (places, lines) if lines.max(places) <= FIELDS && intent != Intent::Rank => {
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

/// Two values of many groups that nobody asked to have in order.
fn is_cloud(story: &Story<'_>) -> bool {
    let is_breakdown = story.computed.plan.intent == Intent::Breakdown;
    is_breakdown && story.values.len() == 2 && story.rows() >= CLOUD
}

fn prior_of(story: &Story<'_>, value: usize) -> Option<usize> {
    let wanted = story.column(value).metric.as_ref()?;
    let is_prior = |column: &ResultColumn| {
        column.comparison == Some(Comparison::Prior) && column.metric.as_ref() == Some(wanted)
    };
    story.computed.result.columns.iter().position(is_prior)
}

fn distinct(story: &Story<'_>, column: usize) -> usize {
    let keys = (0..story.rows()).map(|row| story.cell(row, column).and_then(Cell::key));
    keys.collect::<HashSet<Option<String>>>().len()
}
