//! Why a number changed: which words say so, and what they take for given.
//!
//! The words of the change itself (为什么, 掉了, 三成) are taken out; what is left is read like any
//! other question: a metric, a period, a scope, and perhaps what it is compared with.

use semantic_sql::layer::{FieldId, MetricId, MetricTree, SemanticLayer};

use crate::grammar::number::{NumberReading, Quantity, Unit};
use crate::grammar::time::{CompareExpr, Grain, Step, TimeRange};
use crate::lexicon::{Meaning, Word};
use crate::plan::{Plan, Premise, Size, Stated, Way};
use crate::planner::attribution::can_be_taken_apart;

use super::gather::field_of;
use super::refuse;
use super::slots::Slots;
use super::tokens::{Kind, Token, Tokens};

/// Words that mean something only in a question about a change.
const OF_A_CHANGE: [Word; 4] = [Word::Fell, Word::Rose, Word::Stress, Word::Whether];

/// A question about why a number changed.
#[derive(Debug, Clone, Default)]
pub(super) struct Why {
    /// What it takes for given.
    pub(super) premise: Premise,
    /// The dimensions that it names.
    pub(super) dimensions: Vec<FieldId>,
    /// Whether it names nothing to compare with.
    pub(super) base_taken: bool,
}

impl Why {
    /// Reads the words of a change and takes them out; nothing for any other question, whose
    /// tokens then know nothing of such words.
    pub(super) fn take(layer: &SemanticLayer, tokens: &mut Tokens) -> Option<Self> {
        if !asks_why(layer, tokens) {
            for token in &mut tokens.list {
                forget(token);
            }
            return None;
        }
        let (size, numbers) = size(tokens);
        let premise = Premise {
            way: way(tokens, size.as_ref()),
            size,
        };
        let idle = |at: usize| {
            let said = [
                Word::Why,
                Word::Fell,
                Word::Rose,
                Word::Stress,
                Word::Whether,
                Word::Step,
                Word::Trend,
                Word::Change,
            ];
            let splits = [Word::Breakdown, Word::Each, Word::By];
            tokens.is(at, &said)
                || numbers.contains(&at)
                || (tokens.is(at, &splits) && !before_a_field(tokens, at))
        };
        let gone: Vec<usize> = (0..tokens.list.len()).filter(|at| idle(*at)).collect();
        let mut place = 0;
        tokens.list.retain(|_| {
            place += 1;
            !gone.contains(&(place - 1))
        });
        Some(Self {
            premise,
            ..Self::default()
        })
    }

    /// Makes a comparison of the question: one metric, its groups as dimensions to look along, and
    /// a base where none is named: the same weekday of the week before, or the period before.
    pub(super) fn settle(
        &mut self,
        layer: &SemanticLayer,
        slots: &mut Slots,
    ) -> Result<(), Box<Plan>> {
        let metric = whole(layer, slots)?;
        if !can_be_taken_apart(layer, metric) {
            return Err(refuse::not_taken_apart(layer, metric));
        }
        slots.metrics.retain(|mention| mention.metric == metric);
        slots.ambiguous.clear();
        let times = &slots.times;
        let beyond = slots.ranking.is_some()
            || slots.share
            || slots.average.is_some()
            || slots.funnel.is_some()
            || slots.focus.is_some()
            || !slots.bounds.is_empty()
            || times.leaves_out()
            || !times.weekdays.is_empty()
            || times.time_of_day.is_some()
            || times.latest.is_some()
            || times.all
            || times.which.is_some();
        if beyond {
            return Err(refuse::unsupported(
                "这样的范围上的归因 / taking this apart in such a scope",
            ));
        }
        self.dimensions = slots.groups.drain(..).map(|group| group.field).collect();
        slots.counted = false;
        slots.trend = false;
        slots.times.grain = None;
        slots.compare = true;
        let two = slots.times.ranges.len() + slots.times.events.len() > 1;
        if slots.times.compare.is_none() && !two && slots.times.events.is_empty() {
            self.base_taken = true;
            slots.times.compare = Some(match slots.times.ranges.as_slice() {
                [day] if is_a_day(day) => CompareExpr::Shift(Step {
                    n: 7,
                    unit: Grain::Day,
                }),
                _ => CompareExpr::PreviousPeriod,
            });
        }
        Ok(())
    }
}

fn is_a_day(range: &TimeRange) -> bool {
    range.grain == Grain::Day && range.step.n == 1 && range.whole.is_none()
}

/// Whether the words ask what a change is made of.
fn asks_why(layer: &SemanticLayer, tokens: &Tokens) -> bool {
    if tokens.any(&[Word::Why]) {
        return true;
    }
    let moved = |token: &Token| token.is_word(&[Word::Fell, Word::Rose]);
    let moves = tokens.list.iter().filter(|token| moved(token)).count();
    let metrics: Vec<MetricId> = tokens.list.iter().filter_map(metric_of).collect();
    let Some(tree) = metrics
        .first()
        .and_then(|first| layer.metric(*first).tree.as_ref())
    else {
        return false;
    };
    // 转化率掉了是哪个环节的问题: which of the factors.
    let which = tokens.any(&[Word::Step])
        && tokens.any(&[Word::Stress])
        && matches!(tree, MetricTree::Product(_));
    // 是消耗涨了还是成交跌了: of two parts which one.
    let others = metrics.get(1..).unwrap_or_default();
    let either = tokens.any(&[Word::Whether])
        && moves > 1
        && others.len() > 1
        && others.iter().all(|metric| tree.names(*metric));
    (which && moves > 0) || either
}

fn metric_of(token: &Token) -> Option<MetricId> {
    token.meanings().iter().find_map(|meaning| match meaning {
        Meaning::Metric(metric) => Some(*metric),
        _ => None,
    })
}

/// A word of a change is not known elsewhere, unless it is another word too.
fn forget(token: &mut Token) {
    let of_a_change =
        |meaning: &Meaning| matches!(meaning, Meaning::Word(word) if OF_A_CHANGE.contains(word));
    if let Kind::Term(meanings) = &mut token.kind {
        if meanings.iter().all(of_a_change) {
            token.kind = Kind::Unknown;
        } else {
            meanings.retain(|meaning| !of_a_change(meaning));
        }
    }
}

/// The first word that says which way; of two values, the second against the first.
fn way(tokens: &Tokens, size: Option<&Size>) -> Option<Way> {
    if let Some(Size::FromTo(from, to)) = size {
        let number = |stated: &Stated| stated.exact.parse::<f64>().ok();
        return match (number(from), number(to)) {
            (Some(from), Some(to)) if to < from => Some(Way::Down),
            (Some(from), Some(to)) if to > from => Some(Way::Up),
            _ => None,
        };
    }
    tokens.list.iter().find_map(|token| {
        let down = token.is_word(&[Word::Fell]).then_some(Way::Down);
        down.or_else(|| token.is_word(&[Word::Rose]).then_some(Way::Up))
    })
}

/// The numbers of a change: 三成, by 20 万, 从2.8掉到2.1; and where they stand.
fn size(tokens: &Tokens) -> (Option<Size>, Vec<usize>) {
    let moved = tokens.any(&[Word::Fell, Word::Rose]);
    let found: Vec<(usize, &Quantity)> = tokens
        .list
        .iter()
        .enumerate()
        .filter_map(|(at, token)| match &token.kind {
            Kind::Number(NumberReading::Quantity(quantity)) => Some((at, quantity)),
            _ => None,
        })
        .collect();
    let stated = |at: usize, quantity: &Quantity| Stated {
        exact: quantity.exact.clone(),
        said: tokens
            .list
            .get(at)
            .map(|token| tokens.text(token))
            .unwrap_or_default(),
    };
    let size = match found.as_slice() {
        _ if !moved => None,
        [(at, one)] => match one.unit {
            Some(Unit::Ratio) => Some(Size::Rate(stated(*at, one))),
            None | Some(Unit::Yuan | Unit::Points | Unit::Count(_)) => {
                Some(Size::Amount(stated(*at, one)))
            }
            _ => None,
        },
        [(from, one), (to, other)] if one.unit == other.unit => {
            let plain = matches!(
                one.unit,
                None | Some(Unit::Yuan | Unit::Ratio | Unit::Count(_))
            );
            plain.then(|| Size::FromTo(stated(*from, one), stated(*to, other)))
        }
        _ => None,
    };
    let places = match size {
        Some(_) => found.iter().map(|(at, _)| *at).collect(),
        None => Vec::new(),
    };
    (size, places)
}

/// Whether the next word that says something is a field.
fn before_a_field(tokens: &Tokens, at: usize) -> bool {
    let mut next = tokens.after(at);
    while let Some(place) = next.filter(|place| {
        tokens.is(
            *place,
            &[Word::Breakdown, Word::Each, Word::By, Word::Deixis],
        )
    }) {
        next = tokens.after(place);
    }
    next.and_then(|place| tokens.list.get(place))
        .is_some_and(|token| field_of(token.meanings()).is_some())
}

/// The one metric that the question is about: the others, if any, are its parts.
fn whole(layer: &SemanticLayer, slots: &Slots) -> Result<MetricId, Box<Plan>> {
    let metrics: Vec<MetricId> = slots.metrics.iter().map(|it| it.metric).collect();
    if let [only] = metrics.as_slice() {
        return Ok(*only);
    }
    let holds = |metric: &&MetricId| {
        let Some(tree) = &layer.metric(**metric).tree else {
            return false;
        };
        metrics
            .iter()
            .all(|other| other == *metric || tree.names(*other))
    };
    match metrics.iter().find(holds) {
        Some(metric) => Ok(*metric),
        None => Err(refuse::one_change_at_a_time()),
    }
}
