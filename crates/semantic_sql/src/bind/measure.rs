//! Metrics → aggregates to compute, each in the branch of its fact, and expressions over them.

use std::collections::HashSet;

use crate::access;
use crate::bound::{Note, ResultLeaf, Slot};
use crate::diagnostic::Diagnostic;
use crate::expr::{BinaryOp, Expr, Function, Interval, Literal};
use crate::layer::{
    Additivity, DatasetId, FieldId, Metric, MetricId, MetricLeaf, SemanticLayer, SemiAdditive, Text,
};
use crate::syntax::{Aggregate, AggregateFunction, Measure, MeasureKind, Offset};

use super::group::Grouping;
use super::name_not_found;
use super::names::{DimLeaf, Resolver};
use super::time;

/// An aggregate to compute.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Request {
    /// Whose rows.
    pub(super) fact: DatasetId,
    /// By which time, where not the dataset's own.
    pub(super) time: Option<FieldId>,
    /// For which earlier period.
    pub(super) back: Option<Interval>,
    /// One row per entity.
    pub(super) semi_additive: Option<SemiAdditive>,
    /// What.
    pub(super) aggregate: Aggregate<DimLeaf>,
    /// For which metric, as errors name it.
    pub(super) metric: MetricId,
}

impl Request {
    /// Whether both can be computed over the same rows.
    pub(super) fn shares_rows(&self, other: &Self) -> bool {
        self.fact == other.fact
            && self.time == other.time
            && self.back == other.back
            && self.semi_additive == other.semi_additive
    }
}

/// The aggregates that a statement needs, gathered while its expressions are bound.
pub(super) struct Slots<'a> {
    resolver: &'a Resolver<'a>,
    filter: &'a [Expr<DimLeaf>],
    lifted: HashSet<FieldId>,
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
}

/// The extra filter of one MEASURE, and the fields it names.
struct OwnFilter {
    predicate: Option<Expr<DimLeaf>>,
    fields: HashSet<FieldId>,
}

impl<'a> Slots<'a> {
    pub(super) fn new(
        resolver: &'a Resolver<'a>,
        grouping: &Grouping,
        filter: &'a [Expr<DimLeaf>],
        lifted: Vec<FieldId>,
    ) -> Self {
        let mut lifted: HashSet<FieldId> = lifted.into_iter().collect();
        for key in &grouping.keys {
            key.visit_leaves(&mut |leaf| {
                if let DimLeaf::Field(id) = leaf {
                    lifted.insert(*id);
                }
            });
        }
        Self {
            resolver,
            filter,
            lifted,
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
        let id = self.layer().find_metric(&measure.metric).ok_or_else(|| {
            name_not_found(self.layer(), &measure.metric, "metric").with_span(measure.at.0)
        })?;
        access::check_metric(self.layer(), self.resolver.asker, id)?;
        Ok(id)
    }

    /// The value of a MEASURE, PRIOR, CHANGE or `CHANGE_RATE` over the result.
    pub(super) fn measure(&mut self, measure: &Measure) -> Result<Expr<ResultLeaf>, Diagnostic> {
        let metric = self.metric(measure)?;
        if !self.metrics.contains(&metric) {
            self.metrics.push(metric);
        }
        let own = self.own_filter(measure)?;
        let prior = |slots: &mut Self, offset| {
            let back = slots.interval(offset, measure)?;
            slots.value(metric, &own, Some(back))
        };
        match measure.kind {
            MeasureKind::Value => self.value(metric, &own, None),
            MeasureKind::Prior(offset) => prior(self, offset),
            MeasureKind::Change(offset) => {
                let before = prior(self, offset)?;
                Ok(Expr::binary(
                    BinaryOp::Subtract,
                    self.value(metric, &own, None)?,
                    before,
                ))
            }
            MeasureKind::ChangeRate(offset) => {
                let before = prior(self, offset)?;
                let change = Expr::binary(
                    BinaryOp::Subtract,
                    self.value(metric, &own, None)?,
                    before.clone(),
                );
                let base = Expr::Call {
                    function: Function::NullIf,
                    args: vec![before, Expr::Literal(Literal::Number("0".to_owned()))],
                };
                Ok(Expr::binary(BinaryOp::Divide, change, base))
            }
        }
    }

    fn own_filter(&self, measure: &Measure) -> Result<OwnFilter, Diagnostic> {
        let Some(filter) = &measure.filter else {
            return Ok(OwnFilter {
                predicate: None,
                fields: HashSet::new(),
            });
        };
        let bound = self.resolver.dimensional(filter)?;
        let predicate = time::normalise(self.layer(), &bound);
        let mut fields = HashSet::new();
        predicate.visit_leaves(&mut |leaf| {
            if let DimLeaf::Field(id) = leaf {
                fields.insert(*id);
            }
        });
        Ok(OwnFilter {
            predicate: Some(predicate),
            fields,
        })
    }

    fn interval(&self, offset: Offset, measure: &Measure) -> Result<Interval, Diagnostic> {
        let Some(range) = time::bounded_range(self.layer(), self.filter) else {
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
            Offset::PreviousPeriod => range.length(),
            Offset::Back(interval) => interval,
        })
    }

    fn value(
        &mut self,
        metric: MetricId,
        own: &OwnFilter,
        back: Option<Interval>,
    ) -> Result<Expr<ResultLeaf>, Diagnostic> {
        let layer = self.layer();
        layer
            .metric(metric)
            .expression
            .try_map(&mut |leaf| match leaf {
                MetricLeaf::Metric(used) => self.value(*used, own, back),
                MetricLeaf::Aggregate(aggregate) => self
                    .slot(metric, aggregate, own, back)
                    .map(|slot| Expr::Leaf(ResultLeaf::Slot(slot))),
            })
    }

    fn slot(
        &mut self,
        metric: MetricId,
        aggregate: &Aggregate<FieldId>,
        own: &OwnFilter,
        back: Option<Interval>,
    ) -> Result<usize, Diagnostic> {
        let layer = self.layer();
        let content = layer.metric(metric);
        let fact = layer.home_of_aggregate(aggregate).ok_or_else(|| {
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
            fact,
            time: content.time_dimension,
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
            metric,
        };
        let zero_fill = content.fill_zero || aggregate.function == AggregateFunction::Count;
        let known = self
            .requests
            .iter()
            .zip(&self.slots)
            .position(|(known, slot)| {
                known.shares_rows(&request)
                    && known.aggregate == request.aggregate
                    && slot.zero_fill == zero_fill
            });
        Ok(known.unwrap_or_else(|| {
            self.requests.push(request);
            self.slots.push(Slot { zero_fill });
            self.slots.len() - 1
        }))
    }

    /// The default filters of a metric that nothing in the statement lifts.
    fn default_filters(
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

    /// What was gathered.
    pub(super) fn finish(self) -> Result<Measured, Diagnostic> {
        let mut notes = self.default_notes();
        notes.extend(self.comparability_notes());
        let compared = self
            .requests
            .iter()
            .any(|request| request.back.is_some())
            .then(|| time::bounded_range(self.layer(), self.filter).map(|range| range.leaf))
            .flatten();
        Ok(Measured {
            requests: self.requests,
            slots: self.slots,
            metrics: self.metrics,
            notes,
            compared,
        })
    }

    fn default_notes(&self) -> Vec<Note> {
        let mut texts: Vec<&String> = Vec::new();
        for (_, text) in &self.defaults {
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
        texts
            .into_iter()
            .map(|text| {
                let of = |name: fn(&Text) -> &String| {
                    let mut labels: Vec<&str> = Vec::new();
                    for (metric, _) in self.defaults.iter().filter(|(_, applied)| applied == text) {
                        let label = name(&self.layer().metric(*metric).label).as_str();
                        if !labels.contains(&label) {
                            labels.push(label);
                        }
                    }
                    labels
                };
                Note {
                    code: "default_filter",
                    text: Text {
                        zh: format!("默认条件 {text}（{}）", of(|text| &text.zh).join("、")),
                        en: format!("default filter {text} ({})", of(|text| &text.en).join(", ")),
                    },
                }
            })
            .collect()
    }

    /// Says which groups do not provide a metric, unless the filter keeps them out.
    fn comparability_notes(&self) -> Vec<Note> {
        let layer = self.layer();
        let mut notes: Vec<Note> = Vec::new();
        for metric in &self.metrics {
            for formula in layer.formulas_of(*metric) {
                for rule in &layer.metric(formula.metric).comparability {
                    let note = Note {
                        code: "not_provided",
                        text: rule.note.clone(),
                    };
                    if !notes.contains(&note) && may_hold(self.filter, rule.field, &rule.values) {
                        notes.push(note);
                    }
                }
            }
        }
        notes
    }
}

/// Whether the filter lets rows through whose field has one of the values.
fn may_hold(filter: &[Expr<DimLeaf>], field: FieldId, values: &[String]) -> bool {
    let leaf = Expr::Leaf(DimLeaf::Field(field));
    let listed = |expr: &Expr<DimLeaf>| matches!(expr, Expr::Literal(Literal::String(text)) if values.contains(text));
    filter.iter().all(|conjunct| match conjunct {
        Expr::Binary {
            op: BinaryOp::Eq,
            left,
            right,
        } if **left == leaf => listed(right),
        Expr::InList {
            expr,
            list,
            negated: false,
        } if **expr == leaf => list.iter().any(listed),
        _ => true,
    })
}

fn to_dimensional(expr: &Expr<FieldId>) -> Expr<DimLeaf> {
    let mapped: Result<Expr<DimLeaf>, std::convert::Infallible> =
        expr.try_map(&mut |field| Ok(Expr::Leaf(DimLeaf::Field(*field))));
    match mapped {
        Ok(mapped) => mapped,
        Err(never) => match never {},
    }
}
