//! A scope that some metrics have anyway: all rows of what happens in a session are of the value
//! that sales are counted by unless the question says otherwise.

use semantic_sql::layer::{Already, FieldId, MetricId, Within};

use crate::lexicon::Meaning;

use super::gather::{Gather, Step};
use super::refuse;
use super::slots::Restriction;

impl Gather<'_> {
    /// 直播间曝光: takes a restriction away that says no more than what all rows of a metric have,
    /// and than the default of the metrics that have a field for it. Where a metric has neither,
    /// it stays, and the question is refused.
    pub(super) fn settle_given(&mut self) {
        let given = |it: &Restriction| {
            let metrics = || self.slots.metrics.iter().map(|mention| mention.metric);
            let apart = metrics().find(|id| !self.reaches(*id, it.field));
            let fits = |id: MetricId| match self.reaches(id, it.field) {
                true => self.is_default(id, it),
                false => self.is_within(id, it) || self.has_anyway(id, it),
            };
            let grouped = self
                .slots
                .groups
                .iter()
                .any(|group| group.field == it.field);
            apart.filter(|_| metrics().all(fits) && !grouped)
        };
        let found = self.slots.restrictions.iter().enumerate();
        let found = found.filter_map(|(at, it)| Some((at, given(it)?))).next();
        if let Some((at, metric)) = found {
            let it = self.slots.restrictions.remove(at);
            self.slots.given = Some((it, metric));
        }
    }

    /// Units sold excluding gifts: a wish that every asked metric fulfils by its definition changes
    /// nothing; where one does not, the question is refused.
    pub(super) fn already_so(&self) -> Step {
        let so = |already: &Already, metric: MetricId| already.metrics.contains(&metric);
        let asked = || self.slots.metrics.iter().map(|mention| mention.metric);
        let counted = || {
            let bounded = self.bound_metrics();
            asked().chain(bounded).map(|id| self.counted_by(id))
        };
        for token in &self.tokens.list {
            let unfulfilled = token.meanings().iter().any(|meaning| match meaning {
                Meaning::Already(at) => {
                    let already = self.layer.language.already.get(*at);
                    !already.is_some_and(|it| counted().all(|metric| so(it, metric)))
                }
                _ => false,
            });
            if unfulfilled {
                return Err(refuse::unplaced(&self.tokens.text(token)));
            }
        }
        Ok(())
    }

    /// 直播间GPM: whether a number of others has a value anyway, since each of those that it is made
    /// of has, by its default or by its rows.
    fn has_anyway(&self, metric: MetricId, it: &Restriction) -> bool {
        let behind = |id: MetricId| self.layer.metrics_behind(id);
        let parts = behind(metric)
            .iter()
            .copied()
            .filter(|id| behind(*id).len() < 2);
        let has = |id: MetricId| match self.reaches(id, it.field) {
            true => self.is_default(id, it),
            false => self.is_within(id, it),
        };
        parts.clone().count() > 1 && parts.into_iter().all(has)
    }

    /// Whether all rows that a metric counts are of the one value of a restriction.
    fn is_within(&self, metric: MetricId, it: &Restriction) -> bool {
        let facts = self.layer.facts_of(self.counted_by(metric));
        let all = |within: &Within| {
            within.field == it.field
                && it.values == [within.value.as_str()]
                && facts.iter().all(|fact| within.datasets.contains(fact))
        };
        !it.excluded && !it.lifts && self.layer.language.within.iter().any(all)
    }

    /// The metric, or its stand-in for the groups and the scope.
    pub(super) fn counted_by(&self, metric: MetricId) -> MetricId {
        let groups = self.slots.groups.iter().map(|group| group.field);
        let scope = self.slots.restrictions.iter().map(|it| it.field);
        let fields: Vec<FieldId> = groups.chain(scope).collect();
        let named = |name: &String| fields.iter().any(|id| self.layer.field(*id).name == *name);
        let mut stand_ins = self.layer.metric(metric).by_grain.iter();
        let stand_in = stand_ins.find(|by| by.fields.iter().any(named));
        stand_in.map_or(metric, |by| by.metric)
    }

    /// 直通车点击率: of the metrics that a word may mean, the only one that the scope and the groups
    /// reach, where the first of them does not.
    pub(super) fn settle_ambiguous(&mut self) {
        let groups = self.slots.groups.iter().map(|group| group.field);
        let scope = self.slots.restrictions.iter().filter(|it| !it.lifts);
        let fields: Vec<FieldId> = groups.chain(scope.map(|it| it.field)).collect();
        let fits = |id: MetricId| fields.iter().all(|field| self.reaches(id, *field));
        let mut taken = Vec::new();
        for (place, (at, others)) in self.slots.ambiguous.iter().enumerate() {
            let named = self.slots.metrics.iter().position(|it| it.at == *at);
            let Some((named, first)) = named.and_then(|it| Some((it, self.slots.metrics.get(it)?)))
            else {
                continue;
            };
            let mut fitting = others.iter().copied().filter(|id| fits(*id));
            if let (false, Some(only), None) = (fits(first.metric), fitting.next(), fitting.next())
            {
                taken.push((place, named, first.metric, only));
            }
        }
        for (place, named, first, only) in taken {
            if let Some(mention) = self.slots.metrics.get_mut(named) {
                mention.metric = only;
            }
            if let Some((_, others)) = self.slots.ambiguous.get_mut(place) {
                *others = vec![first];
            }
        }
    }

    /// Whether a metric is counted so where a question says nothing.
    fn is_default(&self, metric: MetricId, it: &Restriction) -> bool {
        let [value] = it.values.as_slice() else {
            return false;
        };
        let written = format!("{} = '{value}'", self.layer.field(it.field).name);
        let mut defaults = self.layer.metric(metric).defaults.iter();
        !it.excluded
            && !it.lifts
            && defaults.any(|default| default.field == it.field && default.text == written)
    }
}
