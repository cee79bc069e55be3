//! Metrics as text.

use crate::expr::Expr;
use crate::layer::interchange::sql::{is_atom, write, write_aggregate, write_name};
use crate::layer::{Additivity, FieldId, Metric, MetricId, MetricLeaf, SemanticLayer};

/// The definition with the metrics that it uses by name.
pub(super) fn referring(layer: &SemanticLayer, id: MetricId) -> String {
    definition(layer, id, &mut |used| {
        write_name(&[&layer.metric(used).name])
    })
}

/// The definition with the metrics that it uses put in, down to aggregates: what readers take who
/// do not know metrics by name.
pub(super) fn flattened(layer: &SemanticLayer, id: MetricId) -> String {
    definition(layer, id, &mut |used| {
        let text = flattened(layer, used);
        if is_atom(&layer.metric(used).expression) {
            text
        } else {
            format!("({text})")
        }
    })
}

fn definition(
    layer: &SemanticLayer,
    id: MetricId,
    metric: &mut impl FnMut(MetricId) -> String,
) -> String {
    let mut field = |id: &FieldId| {
        let dataset = &layer.dataset(id.dataset).name;
        write_name(&[dataset, &layer.field(*id).name])
    };
    write(&layer.metric(id).expression, &mut |leaf| match leaf {
        MetricLeaf::Aggregate(aggregate) => write_aggregate(aggregate, &mut field),
        MetricLeaf::Metric(used) => metric(*used),
    })
}

/// Keys that the value of a metric depends on and that its own extension need not have: whoever
/// reads the flattened definition must know what the metrics in it declare.
pub(super) fn required(layer: &SemanticLayer, id: MetricId) -> Vec<&'static str> {
    let mut required = Vec::new();
    let mut open = vec![id];
    while let Some(used) = open.pop() {
        let metric = layer.metric(used);
        required.extend(decides(metric));
        open.extend(used_by(&metric.expression));
    }
    required.sort_unstable();
    required.dedup();
    required
}

fn used_by(expression: &Expr<MetricLeaf>) -> Vec<MetricId> {
    let mut used = Vec::new();
    expression.visit_leaves(&mut |leaf| {
        if let MetricLeaf::Metric(id) = leaf {
            used.push(*id);
        }
    });
    used
}

fn decides(metric: &Metric) -> Vec<&'static str> {
    let semi_additive = matches!(metric.additivity, Additivity::SemiAdditive(_));
    [
        ("defaults", !metric.defaults.is_empty()),
        ("additivity", semi_additive),
        ("time_dimension", metric.time_dimension.is_some()),
        ("comparability", !metric.comparability.is_empty()),
    ]
    .into_iter()
    .filter_map(|(key, there)| there.then_some(key))
    .collect()
}
