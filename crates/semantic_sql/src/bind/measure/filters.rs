//! What is added to a metric's aggregates: default filters, and counts of the persons behind them.

use crate::bound::Slot;
use crate::expr::Expr;
use crate::layer::{DatasetId, Metric, MetricId};
use crate::syntax::{Aggregate, AggregateFunction};

use super::{DimLeaf, OwnFilter, Request, Slots, to_dimensional};

impl Slots<'_> {
    /// Counts of the persons behind an aggregate, one for each field by which they may be few.
    pub(super) fn guards(&mut self, request: &Request, own: &OwnFilter) -> Vec<(usize, u32)> {
        let layer = self.layer();
        let mut fields = self.persons.clone();
        fields.extend(&own.fields);
        let mut guards = Vec::new();
        let mut seen: Vec<DatasetId> = Vec::new();
        for field in fields {
            let Some(least) = layer.field(field).min_cell else {
                continue;
            };
            if seen.contains(&field.dataset) {
                continue;
            }
            seen.push(field.dataset);
            let parts = layer.dataset(field.dataset).primary_key.len();
            let count = Request {
                semi_additive: None,
                aggregate: Aggregate {
                    function: AggregateFunction::Count,
                    distinct: true,
                    args: (0..parts)
                        .map(|part| Expr::Leaf(DimLeaf::Person(field, part)))
                        .collect(),
                    filter: request.aggregate.filter.clone(),
                },
                ..request.clone()
            };
            let slot = Slot {
                zero_fill: false,
                guards: Vec::new(),
            };
            guards.push((self.add(count, slot), least));
        }
        guards
    }

    /// The default filters of a metric that nothing in the statement lifts.
    pub(super) fn default_filters(
        &mut self,
        id: MetricId,
        metric: &Metric,
        own: &OwnFilter,
    ) -> Vec<Expr<DimLeaf>> {
        let mut filters = Vec::new();
        for default in &metric.defaults {
            if self.lifted.contains(&default.field) || own.fields.contains(&default.field) {
                continue;
            }
            filters.push(to_dimensional(&default.predicate));
            let applied = (id, default.text.clone());
            if !self.defaults.contains(&applied) {
                self.defaults.push(applied);
            }
        }
        filters
    }
}
