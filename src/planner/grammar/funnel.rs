//! Funnels: steps that the layer lists, or those that the question names.

use semantic_sql::layer::{FieldId, MetricId};

use crate::grammar::number::NumberReading;
use crate::lexicon::{Meaning, Word};
use crate::plan::Plan;

use super::gather::Gather;
use super::refuse;
use super::slots::MetricMention;
use super::tokens::{Kind, Token};

/// So many metrics named beside the word are the steps themselves: 进房→点击→成交.
const NAMED_STEPS: usize = 3;

/// Steps named by what people do, one step alone is no list.
const SAID_STEPS: usize = 2;

/// Steps of one funnel that a question names by what people do: 看到、点进去、买了各多少人.
struct SaidSteps {
    /// The metrics, the widest first.
    metrics: Vec<MetricId>,
    /// The funnels that have them all, the first of which counts.
    funnel: usize,
    /// Where the first is named.
    at: usize,
}

impl Gather<'_> {
    /// Whether words for steps count people here: two or more of one funnel, asked as people or
    /// beside the word funnel, and no number that is no step.
    pub(super) fn says_steps(&self) -> bool {
        let tokens = &self.tokens.list;
        let funnel = |it: &Meaning| matches!(it, Meaning::Funnel(_));
        let step = |it: &Meaning| matches!(it, Meaning::FunnelStep(..));
        let metric = |it: &Meaning| matches!(it, Meaning::Metric(_));
        let has =
            |token: &Token, wanted: &dyn Fn(&Meaning) -> bool| token.meanings().iter().any(wanted);
        let named = |token: &&Token| self.steps_named(token).next().is_some();
        // How many people saw the product, clicked it: the first is a number of people by name.
        let people = |token: &Token| {
            named(&token)
                && !has(token, &step)
                && has(token, &|it| match it {
                    Meaning::Metric(id) => self.layer.metric(*id).unit == "person",
                    _ => false,
                })
        };
        let other = tokens
            .iter()
            .any(|token| has(token, &metric) && !named(&token));
        let counts = self.tokens.any(&[Word::People])
            || tokens
                .iter()
                .any(|token| has(token, &funnel) || people(token));
        // 场观过万但成交不到5千: bounds are of numbers, and no steps.
        let bounded = !self.slots.comparisons.is_empty()
            || tokens
                .iter()
                .any(|it| matches!(it.kind, Kind::Number(NumberReading::Comparison(_))));
        tokens.iter().filter(named).count() >= SAID_STEPS
            && !bounded
            && tokens.iter().any(|token| has(token, &step))
            && counts
            && !other
    }

    /// The steps, by funnel and place, that a token names: by what people do, or by their number.
    fn steps_named<'t>(&'t self, token: &'t Token) -> impl Iterator<Item = (usize, usize)> + 't {
        let funnels = &self.layer.language.funnels;
        token.meanings().iter().flat_map(move |meaning| {
            let found: Vec<(usize, usize)> = match meaning {
                Meaning::FunnelStep(funnel, step) => vec![(*funnel, *step)],
                Meaning::Metric(id) => (0..funnels.len())
                    .filter_map(|at| {
                        let steps = &funnels.get(at)?.steps;
                        Some((at, steps.iter().position(|step| step == id)?))
                    })
                    .collect(),
                _ => Vec::new(),
            };
            found
        })
    }

    /// Puts the steps that are named in place of metrics: those of the one funnel that has them all
    /// and whose numbers reach the scope of the question.
    pub(super) fn said_steps(&mut self) -> Result<bool, Box<Plan>> {
        if !self.says_steps() {
            return Ok(false);
        }
        let mut found: Vec<SaidSteps> = Vec::new();
        let mut said = self.tokens.list.iter().flat_map(|token| token.meanings());
        let said = said.find_map(|meaning| match meaning {
            Meaning::Funnel(at) => Some(*at),
            _ => None,
        });
        for funnel in 0..self.layer.language.funnels.len() {
            if said.is_some_and(|said| said != funnel) {
                continue;
            }
            if let Some(steps) = self.steps_of(funnel)
                && found.iter().all(|known| known.metrics != steps.metrics)
            {
                found.push(steps);
            }
        }
        let [steps] = found.as_slice() else {
            let words = self.tokens.list.iter().filter(|token| step_only(token));
            let words: Vec<String> = words.map(|token| self.tokens.text(token)).collect();
            return Err(refuse::unplaced(&words.join("、")));
        };
        self.slots.funnel = Some(steps.funnel);
        self.slots.metrics = steps
            .metrics
            .iter()
            .map(|metric| MetricMention {
                metric: *metric,
                at: steps.at,
            })
            .collect();
        Ok(true)
    }

    /// The steps of a funnel that are named, where it has all of them and each reaches the scope.
    fn steps_of(&self, funnel: usize) -> Option<SaidSteps> {
        let mut steps: Vec<usize> = Vec::new();
        let mut first = None;
        for (at, token) in self.tokens.list.iter().enumerate() {
            let named: Vec<(usize, usize)> = self.steps_named(token).collect();
            let any = !named.is_empty();
            match named.iter().find(|(of, _)| *of == funnel) {
                Some((_, step)) => {
                    first = first.or(Some(at));
                    steps.push(*step);
                }
                None if any => return None,
                None => {}
            }
        }
        steps.sort_unstable();
        steps.dedup();
        let list = &self.layer.language.funnels.get(funnel)?.steps;
        // From one end to the other names the whole way between.
        let word = |meaning: &Meaning| matches!(meaning, Meaning::Funnel(_));
        let whole = self
            .tokens
            .list
            .iter()
            .any(|token| token.meanings().iter().any(word));
        if let (true, [from, to]) = (whole && !self.tokens.any(&[Word::People]), steps.as_slice()) {
            steps = (*from..=*to).collect();
        }
        let metrics: Option<Vec<MetricId>> =
            steps.iter().map(|step| list.get(*step).copied()).collect();
        let metrics = metrics.filter(|it| it.len() >= SAID_STEPS)?;
        let reached = |field: FieldId| metrics.iter().all(|metric| self.reaches(*metric, field));
        let mut named = self.tokens.list.iter();
        let scope = named.all(|token| {
            let mut fields = token.meanings().iter().filter_map(|meaning| match meaning {
                Meaning::Value(value) => Some(value.field),
                _ => None,
            });
            fields.clone().next().is_none() || fields.any(reached)
        });
        scope.then_some(SaidSteps {
            metrics,
            funnel,
            at: first?,
        })
    }

    /// Puts the steps of a funnel in place of metrics, where the question says the word.
    pub(super) fn funnel_steps(&mut self) {
        let found = self.tokens.list.iter().enumerate().find_map(|(at, token)| {
            let Kind::Term(meanings) = &token.kind else {
                return None;
            };
            meanings.iter().find_map(|meaning| match meaning {
                Meaning::Funnel(funnel) => Some((at, *funnel)),
                _ => None,
            })
        });
        let Some((at, funnel)) = found else { return };
        let Some(steps) = self.layer.language.funnels.get(funnel) else {
            return;
        };
        self.slots.funnel = Some(funnel);
        if self.slots.metrics.len() >= NAMED_STEPS {
            return;
        }
        // 从曝光到成交 names the ends of the same steps.
        self.slots.ambiguous.clear();
        self.slots.metrics = steps
            .steps
            .iter()
            .map(|metric| MetricMention {
                metric: *metric,
                at,
            })
            .collect();
    }

    /// Leaves out steps that the groups or the scope of the question cannot tell apart.
    pub(super) fn settle_funnel(&mut self) -> Result<(), Box<Plan>> {
        if self.slots.funnel.is_none() {
            return Ok(());
        }
        // Money is no step of people: it would make a rate of more than all of them.
        let unit = |mention: &MetricMention| self.layer.metric(mention.metric).unit.as_str();
        let currency = self.layer.currency.as_str();
        let money = |it: &&MetricMention| unit(it).starts_with(currency);
        if let Some(step) = self.slots.metrics.iter().find(money) {
            let label = &self.layer.metric(step.metric).label;
            return Err(refuse::unplaced(&format!("{} / {}", label.zh, label.en)));
        }
        let groups = self.slots.groups.iter().map(|group| group.field);
        let scope = self.slots.restrictions.iter().filter(|it| !it.lifts);
        let fields: Vec<_> = groups.chain(scope.map(|it| it.field)).collect();
        let layer = self.layer;
        // A step may have a stand-in for the grain of the question.
        let counted = |metric: MetricId| {
            let by_grain = &layer.metric(metric).by_grain;
            let named = |name: &String| fields.iter().any(|id| layer.field(*id).name == *name);
            let stand_in = by_grain.iter().find(|by| by.fields.iter().any(named));
            stand_in.map_or(metric, |by| by.metric)
        };
        let (kept, left): (Vec<_>, Vec<_>) =
            self.slots.metrics.iter().cloned().partition(|mention| {
                fields
                    .iter()
                    .all(|field| layer.metric_reaches(counted(mention.metric), *field))
            });
        if kept.len() < 2 {
            let (Some(step), Some(field)) = (left.first(), fields.first()) else {
                return Err(refuse::no_metric());
            };
            return Err(refuse::no_path(layer, step.metric, *field));
        }
        self.slots.left_out = left.into_iter().map(|mention| mention.metric).collect();
        self.slots.metrics = kept;
        Ok(())
    }
}

/// Whether a token is a word for a step of a funnel and nothing else.
pub(super) fn step_only(token: &Token) -> bool {
    let step = |meaning: &Meaning| matches!(meaning, Meaning::FunnelStep(..));
    !token.meanings().is_empty() && token.meanings().iter().all(step)
}
