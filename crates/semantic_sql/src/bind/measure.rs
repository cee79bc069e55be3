//! Metrics → aggregates to compute, each in the branch of its fact, and expressions over them.

mod filters;
mod kinds;
mod notes;
mod request;

use std::collections::HashSet;

use crate::access;
use crate::bound::{Fill, Note, ResultLeaf, Slot};
use crate::diagnostic::Diagnostic;
use crate::expr::{BinaryOp, Expr, Function, Literal};
use crate::layer::{Additivity, FieldId, Metric, MetricId, MetricLeaf, SemanticLayer};
use crate::syntax::{Aggregate, AggregateFunction, Measure, MeasureKind, Offset};

use super::group::Grouping;
use super::name_not_found;
use super::names::{DimLeaf, Resolver, measure_over_query};
use super::period;

pub(super) use request::{Back, Home, Request};

/// The aggregates that a statement needs, gathered while its expressions are bound.
pub(super) struct Slots<'a> {
    resolver: &'a Resolver<'a>,
    filter: &'a [Expr<DimLeaf>],
    lifted: HashSet<FieldId>,
    /// Fields of the keys and the filter whose groups may be few persons.
    persons: Vec<FieldId>,
    /// Filters of single metrics that are about persons.
    person_filters: Vec<Expr<DimLeaf>>,
    /// A field by which some number is hidden.
    guarded: Option<FieldId>,
    requests: Vec<Request>,
    slots: Vec<Slot>,
    metrics: Vec<MetricId>,
    defaults: Vec<(MetricId, String)>,
}

/// What the gathering found.
pub(super) struct Measured {
    pub(super) requests: Vec<Request>,
    pub(super) slots: Vec<Slot>,
    pub(super) metrics: Vec<MetricId>,
    pub(super) notes: Vec<Note>,
    pub(super) compared: Option<DimLeaf>,
    /// A field by which some number is hidden.
    pub(super) persons: Option<FieldId>,
}

/// The extra filter of one MEASURE, and the fields it names.
struct OwnFilter {
    predicate: Option<Expr<DimLeaf>>,
    fields: Vec<FieldId>,
}

impl<'a> Slots<'a> {
    pub(super) fn new(
        resolver: &'a Resolver<'a>,
        grouping: &Grouping,
        filter: &'a [Expr<DimLeaf>],
        lifted: Vec<FieldId>,
    ) -> Self {
        let mut lifted: HashSet<FieldId> = lifted.into_iter().collect();
        let mut persons = Vec::new();
        for expr in grouping.keys.iter().chain(filter) {
            persons.extend(fields_of(expr));
        }
        for key in &grouping.keys {
            lifted.extend(fields_of(key));
        }
        persons.retain(|id| resolver.layer.field(*id).min_cell.is_some());
        Self {
            resolver,
            filter,
            lifted,
            persons,
            person_filters: Vec::new(),
            guarded: None,
            requests: Vec::new(),
            slots: Vec::new(),
            metrics: Vec::new(),
            defaults: Vec::new(),
        }
    }

    fn layer(&self) -> &'a SemanticLayer {
        self.resolver.layer
    }

    /// The metric that a MEASURE names, if the asker may see it.
    pub(super) fn metric(&self, measure: &Measure) -> Result<MetricId, Diagnostic> {
        if self.resolver.table().is_some() {
            return Err(measure_over_query(&measure.metric).with_span(measure.at.0));
        }
        let id = self.layer().find_metric(&measure.metric).ok_or_else(|| {
            name_not_found(self.layer(), &measure.metric, "metric").with_span(measure.at.0)
        })?;
        access::check_metric(self.layer(), self.resolver.asker, id)?;
        for behind in self.layer().metrics_behind(id) {
            if let Some(analysis) = &self.layer().metric(*behind).analysis {
                return Err(Diagnostic::new(
                    "E_ANALYSIS",
                    format!(
                        "`{}` is a statistic of the analysis `{analysis}`; no query computes it",
                        self.layer().metric(*behind).name
                    ),
                )
                .with_hint("Ask for the metrics that the analysis compares.")
                .with_span(measure.at.0));
            }
        }
        Ok(id)
    }

    /// The value of a MEASURE, PRIOR, CHANGE or `CHANGE_RATE` over the result.
    pub(super) fn measure(
        &mut self,
        grouping: &Grouping,
        measure: &Measure,
    ) -> Result<Expr<ResultLeaf>, Diagnostic> {
        let metric = self.metric(measure)?;
        if !self.metrics.contains(&metric) {
            self.metrics.push(metric);
        }
        let own = self.own_filter(measure)?;
        self.check_overlaps(measure, &own)?;
        let offset = match measure.kind {
            MeasureKind::Value => return self.value(grouping, metric, &own, None),
            MeasureKind::Prior(offset)
            | MeasureKind::Change(offset)
            | MeasureKind::ChangeRate(offset) => offset,
        };
        let back = self.back(offset, measure)?;
        let before = self.value(grouping, metric, &own, Some(back))?;
        self.check_change(measure, &before)?;
        if let MeasureKind::Prior(_) = measure.kind {
            return Ok(before);
        }
        let now = self.value(grouping, metric, &own, None)?;
        let change = Expr::binary(BinaryOp::Subtract, now, before.clone());
        if let MeasureKind::Change(_) = measure.kind {
            return Ok(change);
        }
        let base = Expr::Call {
            function: Function::NullIf,
            args: vec![before, Expr::Literal(Literal::Number("0".to_owned()))],
        };
        Ok(Expr::binary(BinaryOp::Divide, change, base))
    }

    /// An aggregate over the columns of an earlier SELECT.
    pub(super) fn aggregate(&mut self, aggregate: Aggregate<DimLeaf>) -> Expr<ResultLeaf> {
        let request = Request {
            home: Home::Query,
            time: None,
            using: Vec::new(),
            back: None,
            semi_additive: None,
            aggregate,
            own: None,
            metric: None,
        };
        Expr::Leaf(ResultLeaf::Slot(self.add(
            request,
            Slot {
                fill: Fill::Never,
                guards: Vec::new(),
            },
        )))
    }

    fn own_filter(&self, measure: &Measure) -> Result<OwnFilter, Diagnostic> {
        let Some(filter) = &measure.filter else {
            return Ok(OwnFilter {
                predicate: None,
                fields: Vec::new(),
            });
        };
        let predicate = self.resolver.dimensional(filter)?;
        let fields = fields_of(&predicate);
        Ok(OwnFilter {
            predicate: Some(predicate),
            fields,
        })
    }

    fn back(&self, offset: Offset, measure: &Measure) -> Result<Back, Diagnostic> {
        let Some(range) = period::bounded_range(self.resolver, self.filter) else {
            return Err(Diagnostic::new(
                "E_UNBOUNDED_COMPARISON",
                format!(
                    "the comparison of `{}` needs a range of time with both ends",
                    measure.metric
                ),
            )
            .with_hint(
                "Bound the time in WHERE: date >= DATE '2026-11-01' AND date < DATE '2026-12-01'.",
            )
            .with_span(measure.at.0));
        };
        Ok(match offset {
            Offset::PreviousPeriod => Back::By(range.length()),
            Offset::Back(interval) => Back::By(interval),
            Offset::SameWeekLastYear => Back::By(
                range
                    .weeks_of_last_year()
                    .map_err(|diagnostic| diagnostic.with_span(measure.at.0))?,
            ),
            Offset::Event => Back::Event,
        })
    }

    fn value(
        &mut self,
        grouping: &Grouping,
        metric: MetricId,
        own: &OwnFilter,
        back: Option<Back>,
    ) -> Result<Expr<ResultLeaf>, Diagnostic> {
        let layer = self.layer();
        let value = layer
            .metric(metric)
            .expression
            .try_map(&mut |leaf| match leaf {
                MetricLeaf::Metric(used) => self.value(grouping, *used, own, back),
                MetricLeaf::Aggregate(aggregate) => self
                    .slot(metric, aggregate, own, back)
                    .map(|slot| Expr::Leaf(ResultLeaf::Slot(slot))),
            })?;
        Ok(self.where_provided(grouping, layer.metric(metric), value))
    }

    /// NULL for the groups that do not provide the metric.
    fn where_provided(
        &self,
        grouping: &Grouping,
        metric: &Metric,
        value: Expr<ResultLeaf>,
    ) -> Expr<ResultLeaf> {
        let mut value = value;
        for rule in &metric.comparability {
            let field = Expr::Leaf(DimLeaf::Field(rule.field));
            let lacking = if let Some(key) = grouping.key_of(&field) {
                let text = |value: &String| Expr::Literal(Literal::String(value.clone()));
                Expr::InList {
                    expr: Box::new(Expr::Leaf(ResultLeaf::Key(key))),
                    list: rule.values.iter().map(text).collect(),
                    negated: false,
                }
            } else if notes::only_holds(self.filter, rule.field, &rule.values) {
                Expr::Literal(Literal::Boolean(true))
            } else {
                continue;
            };
            value = Expr::Case {
                whens: vec![(lacking, Expr::Literal(Literal::Null))],
                otherwise: Some(Box::new(value)),
            };
        }
        value
    }

    fn slot(
        &mut self,
        metric: MetricId,
        aggregate: &Aggregate<FieldId>,
        own: &OwnFilter,
        back: Option<Back>,
    ) -> Result<usize, Diagnostic> {
        let layer = self.layer();
        let content = layer.metric(metric);
        let home = layer.home_of_aggregate(aggregate).ok_or_else(|| {
            Diagnostic::new(
                "E_UNSAFE_REAGGREGATION",
                format!("`{}` counts rows of no single dataset", content.name),
            )
        })?;
        let mut parts: Vec<Expr<DimLeaf>> = Vec::new();
        parts.extend(aggregate.filter.as_deref().map(to_dimensional));
        parts.extend(self.default_filters(metric, content, own));
        parts.extend(own.predicate.clone());
        let request = Request {
            home: Home::Dataset(home),
            time: content.time_dimension,
            using: content.using.clone(),
            back,
            semi_additive: match &content.additivity {
                Additivity::SemiAdditive(rule) => Some(rule.clone()),
                Additivity::Additive | Additivity::NonAdditive | Additivity::Ratio => None,
            },
            aggregate: Aggregate {
                function: aggregate.function,
                distinct: aggregate.distinct,
                args: aggregate.args.iter().map(to_dimensional).collect(),
                filter: Expr::all(parts).map(Box::new),
            },
            own: own.predicate.clone().map(Box::new),
            metric: Some(metric),
        };
        let guards = self.guards(&request, own);
        let fill = if aggregate.function == AggregateFunction::Count {
            Fill::Counted
        } else if content.fill_zero {
            Fill::Absent
        } else {
            Fill::Never
        };
        Ok(self.add(request, Slot { fill, guards }))
    }

    /// The slot of an aggregate; one that is known already is shared.
    fn add(&mut self, request: Request, slot: Slot) -> usize {
        let known = self
            .requests
            .iter()
            .zip(&self.slots)
            .position(|(known, have)| {
                known.shares_rows(&request) && known.aggregate == request.aggregate && *have == slot
            });
        known.unwrap_or_else(|| {
            self.requests.push(request);
            self.slots.push(slot);
            self.slots.len() - 1
        })
    }

    /// What was gathered.
    pub(super) fn finish(self) -> Measured {
        let mut notes = self.default_notes();
        notes.extend(self.comparability_notes());
        notes.extend(self.guard_notes());
        let compared = self
            .requests
            .iter()
            .any(|request| request.back.is_some())
            .then(|| period::bounded_range(self.resolver, self.filter).map(|range| range.leaf))
            .flatten();
        Measured {
            requests: self.requests,
            slots: self.slots,
            metrics: self.metrics,
            notes,
            compared,
            persons: self.guarded,
        }
    }
}

/// The fields that an expression names.
pub(super) fn fields_of(expr: &Expr<DimLeaf>) -> Vec<FieldId> {
    let mut fields = Vec::new();
    expr.visit_leaves(&mut |leaf| fields.extend(leaf.field()));
    fields
}

fn to_dimensional(expr: &Expr<FieldId>) -> Expr<DimLeaf> {
    expr.map(&mut |field| Expr::Leaf(DimLeaf::Field(*field)))
}
