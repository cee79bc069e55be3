//! What is added to a metric's aggregates: default filters, and counts of the persons behind them.

use crate::bind::period;
use crate::bound::{Fill, Guard, Slot};
use crate::diagnostic::Diagnostic;
use crate::expr::{Expr, Function, Literal};
use crate::layer::{DatasetId, FieldId, Metric, MetricId};
use crate::syntax::{Aggregate, AggregateFunction, Measure, MeasureKind, Offset};

use super::{DimLeaf, OwnFilter, Request, Slots, to_dimensional};

impl Slots<'_> {
    /// Refuses what differs by few persons from another number of the same statement: a second
    /// filter about persons, and an earlier period that overlaps the current one.
    pub(super) fn check_overlaps(
        &mut self,
        measure: &Measure,
        own: &OwnFilter,
    ) -> Result<(), Diagnostic> {
        let layer = self.layer();
        let about = |field: &FieldId| layer.field(*field).min_cell.is_some();
        let refuse = |message: &str| {
            Err(Diagnostic::new("E_SMALL_CELL", message)
                .with_hint("Group by the field, or ask for the numbers one by one.")
                .with_span(measure.at.0))
        };
        if let Some(predicate) = &own.predicate
            && own.fields.iter().any(about)
        {
            if !self.person_filters.contains(predicate) {
                self.person_filters.push(predicate.clone());
            }
            if self.person_filters.len() > 1 {
                return refuse("several filters about persons could be solved for a few of them");
            }
        }
        let concerned = !self.persons.is_empty() || own.fields.iter().any(about);
        let compares = !matches!(measure.kind, MeasureKind::Value);
        if concerned && compares && self.overlaps(measure) {
            return refuse("the two periods overlap, so they could differ by a few persons");
        }
        Ok(())
    }

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
            self.guarded.get_or_insert(field);
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

    /// Whether the earlier period of a comparison and the current one have days in common.
    fn overlaps(&self, measure: &Measure) -> bool {
        let (MeasureKind::Prior(offset)
        | MeasureKind::Change(offset)
        | MeasureKind::ChangeRate(offset)) = measure.kind
        else {
            return false;
        };
        let Offset::Back(back) = offset else {
            return false;
        };
        period::bounded_range(self.resolver, self.filter).is_some_and(|range| {
            period::move_back(range.end, back).is_none_or(|end| end > range.start)
        })
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
            fill: Fill::Never,
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
