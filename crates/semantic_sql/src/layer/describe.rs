//! What a layer says about itself: used by receipts, lexicons and prompts.

use crate::expr::Expr;
use crate::syntax::{Aggregate, AggregateFunction};

use super::{DatasetId, FieldId, JoinKey, MetricId, MetricLeaf, SemanticLayer};

/// The definition of one metric as its file writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetricFormula {
    /// The metric.
    pub metric: MetricId,
    /// Its expression.
    pub expression: String,
    /// Its filter.
    pub filter: Option<String>,
    /// Its default filters.
    pub defaults: Vec<String>,
}

impl SemanticLayer {
    /// The dataset from which all these fields are reached, if there is one.
    #[must_use]
    pub fn home_of(&self, fields: &[FieldId]) -> Option<DatasetId> {
        let mut candidates: Vec<DatasetId> = fields.iter().map(|field| field.dataset).collect();
        candidates.dedup();
        candidates.iter().copied().find(|home| {
            candidates
                .iter()
                .all(|other| !self.paths.between(*home, *other).is_empty())
        })
    }

    /// The dataset that an aggregate counts rows of.
    pub(crate) fn home_of_aggregate(&self, aggregate: &Aggregate<FieldId>) -> Option<DatasetId> {
        let mut fields = Vec::new();
        let parts = aggregate.args.iter().chain(aggregate.filter.as_deref());
        for expr in parts {
            expr.visit_leaves(&mut |id| fields.push(*id));
        }
        self.home_of(&fields)
    }

    /// All aggregates behind a metric, those of the metrics it uses included.
    #[must_use]
    pub fn aggregates_of(&self, metric: MetricId) -> Vec<(MetricId, &Aggregate<FieldId>)> {
        fn walk<'a>(
            layer: &'a SemanticLayer,
            metric: MetricId,
            expression: &'a Expr<MetricLeaf>,
            found: &mut Vec<(MetricId, &'a Aggregate<FieldId>)>,
        ) {
            expression.visit_leaves(&mut |leaf| match leaf {
                MetricLeaf::Aggregate(aggregate) => found.push((metric, aggregate)),
                MetricLeaf::Metric(used) => {
                    walk(layer, *used, &layer.metric(*used).expression, found);
                }
            });
        }
        let mut found = Vec::new();
        walk(self, metric, &self.metric(metric).expression, &mut found);
        found
    }

    /// The datasets whose rows a metric counts, without repetition.
    #[must_use]
    pub fn facts_of(&self, metric: MetricId) -> Vec<DatasetId> {
        let mut facts = Vec::new();
        for (_, aggregate) in self.aggregates_of(metric) {
            if let Some(home) = self.home_of_aggregate(aggregate)
                && !facts.contains(&home)
            {
                facts.push(home);
            }
        }
        facts
    }

    /// Whether a metric counts only some of what another counts in the same way, as new buyers are some of all buyers:
    /// one aggregate whose filter holds that of the other, and more.
    #[must_use]
    pub fn is_narrowed(&self, metric: MetricId) -> bool {
        let Expr::Leaf(MetricLeaf::Aggregate(own)) = &self.metric(metric).expression else {
            return false;
        };
        let conditions = filter_parts(own);
        self.metrics.iter().any(|other| match &other.expression {
            Expr::Leaf(MetricLeaf::Aggregate(wider)) => {
                let same = (wider.function, wider.distinct, &wider.args)
                    == (own.function, own.distinct, &own.args);
                let fewer = filter_parts(wider);
                same && fewer.len() < conditions.len()
                    && fewer.iter().all(|it| conditions.contains(it))
            }
            _ => false,
        })
    }

    /// Whether a metric counts the distinct things that a field tells apart, so that it is 1 for each of them: the
    /// products that were sold, by product.
    #[must_use]
    pub fn counts_each(&self, metric: MetricId, field: FieldId) -> bool {
        let Expr::Leaf(MetricLeaf::Aggregate(aggregate)) = &self.metric(metric).expression else {
            return false;
        };
        let counts = aggregate.function == AggregateFunction::Count && aggregate.distinct;
        let [Expr::Leaf(counted)] = aggregate.args.as_slice() else {
            return false;
        };
        counts && (*counted == field || self.refers_to(*counted, field))
    }

    /// Whether a field is the key by which its rows are linked to the things of another.
    fn refers_to(&self, key: FieldId, field: FieldId) -> bool {
        let (own, other) = (&self.field(key).expression, &self.field(field).expression);
        self.relationships.iter().any(|link| {
            let [(JoinKey::Columns(from), to)] = link.on.as_slice() else {
                return false;
            };
            (link.from, link.to) == (key.dataset, field.dataset) && from == own && to == other
        })
    }

    /// Whether every fact behind a metric reaches the field.
    #[must_use]
    pub fn metric_reaches(&self, metric: MetricId, field: FieldId) -> bool {
        let facts = self.facts_of(metric);
        !facts.is_empty()
            && facts
                .iter()
                .all(|fact| !self.paths.between(*fact, field.dataset).is_empty())
    }

    /// Whether every fact behind a metric has a time of its own.
    #[must_use]
    pub fn metric_has_time(&self, metric: MetricId) -> bool {
        let facts = self.facts_of(metric);
        !facts.is_empty()
            && facts
                .iter()
                .all(|fact| self.dataset(*fact).time_dimension.is_some())
    }

    /// A metric and those that it uses: itself first.
    #[must_use]
    pub fn metrics_behind(&self, metric: MetricId) -> &[MetricId] {
        &self.names.behind[metric.0]
    }

    /// The fields that the aggregates behind a metric touch.
    #[must_use]
    pub fn fields_behind(&self, metric: MetricId) -> &[FieldId] {
        &self.names.touched[metric.0]
    }

    /// Follows every metric's references once, for [`Self::metrics_behind`].
    pub(crate) fn follow_metrics(&mut self) {
        let ids: Vec<MetricId> = self.metrics_with_ids().map(|(id, _)| id).collect();
        let behind = ids.iter().map(|id| self.uses_of(*id)).collect();
        let touched = ids
            .iter()
            .map(|id| {
                let mut fields = Vec::new();
                for (_, aggregate) in self.aggregates_of(*id) {
                    for expr in aggregate.args.iter().chain(aggregate.filter.as_deref()) {
                        expr.visit_leaves(&mut |field| {
                            if !fields.contains(field) {
                                fields.push(*field);
                            }
                        });
                    }
                }
                fields
            })
            .collect();
        self.names.behind = behind;
        self.names.touched = touched;
    }

    fn uses_of(&self, metric: MetricId) -> Vec<MetricId> {
        let mut order = vec![metric];
        let mut next = 0;
        while next < order.len() {
            let id = order[next];
            self.metric(id).expression.visit_leaves(&mut |leaf| {
                if let MetricLeaf::Metric(used) = leaf
                    && !order.contains(used)
                {
                    order.push(*used);
                }
            });
            next += 1;
        }
        order
    }

    /// The definitions behind a metric: its own first, then those of the metrics it uses.
    #[must_use]
    pub fn formulas_of(&self, metric: MetricId) -> Vec<MetricFormula> {
        self.metrics_behind(metric)
            .iter()
            .copied()
            .map(|id| {
                let metric = self.metric(id);
                MetricFormula {
                    metric: id,
                    expression: metric.expression_text.clone(),
                    filter: metric.where_text.clone(),
                    defaults: metric
                        .defaults
                        .iter()
                        .map(|default| default.text.clone())
                        .collect(),
                }
            })
            .collect()
    }

    /// The fields that every fact behind a metric reaches.
    #[must_use]
    pub fn fields_of_metric(&self, metric: MetricId) -> Vec<FieldId> {
        self.visible_fields()
            .map(|(id, _)| id)
            .filter(|id| self.metric_reaches(metric, *id))
            .collect()
    }
}

/// What an aggregate's filter asks, part by part.
fn filter_parts(aggregate: &Aggregate<FieldId>) -> Vec<Expr<FieldId>> {
    let filter = aggregate.filter.as_deref().cloned();
    filter.map_or_else(Vec::new, Expr::conjuncts)
}
