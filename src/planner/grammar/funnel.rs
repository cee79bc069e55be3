//! Funnels: steps that the layer lists, or those that the question names.

use semantic_sql::layer::MetricId;

use crate::lexicon::Meaning;
use crate::plan::Plan;

use super::gather::Gather;
use super::refuse;
use super::slots::MetricMention;
use super::tokens::Kind;

/// So many metrics named beside the word are the steps themselves: 进房→点击→成交.
const NAMED_STEPS: usize = 3;

impl Gather<'_> {
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
