//! What is added to a metric's aggregates: default filters, and counts of the persons behind them.

use crate::bound::{Guard, Slot};
use crate::expr::{Expr, Function, Literal};
use crate::layer::{DatasetId, FieldId, Metric, MetricId};
use crate::syntax::{Aggregate, AggregateFunction};

use super::{DimLeaf, OwnFilter, Request, Slots, to_dimensional};

impl Slots<'_> {
    /// Counts of the persons behind an aggregate, one for each dataset by which they may be few,
    /// and of those that the filter of one MEASURE leaves out.
    pub(super) fn guards(&mut self, request: &Request, own: &OwnFilter) -> Vec<Guard> {
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
            let filter = request.aggregate.filter.as_deref().cloned();
            let slot = self.persons_slot(request, field, filter);
            guards.push(Guard {
                slot,
                least,
                or_none: false,
            });
            let Some(predicate) = &own.predicate else {
                continue;
            };
            // What the filter leaves out is every row for which it is not true.
            let left_out = Expr::Not(Box::new(Expr::Call {
                function: Function::Coalesce,
                args: vec![predicate.clone(), Expr::Literal(Literal::Boolean(false))],
            }));
            let slot = self.persons_slot(request, field, Some(left_out));
            guards.push(Guard {
                slot,
                least,
                or_none: true,
            });
        }
        guards
    }

    /// The slot that counts the persons of a field's dataset.
    fn persons_slot(
        &mut self,
        request: &Request,
        field: FieldId,
        filter: Option<Expr<DimLeaf>>,
    ) -> usize {
        let parts = self.layer().dataset(field.dataset).primary_key.len();
        let count = Request {
            semi_additive: None,
            aggregate: Aggregate {
                function: AggregateFunction::Count,
                distinct: true,
                args: (0..parts)
                    .map(|part| Expr::Leaf(DimLeaf::Person(field, part)))
                    .collect(),
                filter: filter.map(Box::new),
            },
            ..request.clone()
        };
        let slot = Slot {
            zero_fill: false,
            guards: Vec::new(),
        };
        self.add(count, slot)
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
