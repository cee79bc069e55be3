//! What roles could see by being put together, or by calculating.

use semantic_sql::layer::{FieldId, MetricId, SemanticLayer};
use semantic_sql::syntax::Aggregate;

/// Two roles whose exemptions add up to rows that neither of them sees alone.
pub(super) fn check_roles(layer: &SemanticLayer) -> Vec<String> {
    let mut problems = Vec::new();
    for dataset in &layer.datasets {
        for (index, one) in dataset.policies.iter().enumerate() {
            for other in &dataset.policies[index + 1..] {
                for left in &one.unless_role {
                    let right = other.unless_role.iter().find(|right| {
                        !other.unless_role.contains(left) && !one.unless_role.contains(right)
                    });
                    if let Some(right) = right {
                        problems.push(format!(
                            "the roles `{left}` and `{right}` together see rows of `{}` that neither sees alone: \
                             the policies `{}` and `{}` must exempt the same roles, or be one policy",
                            dataset.name, one.name, other.name
                        ));
                    }
                }
            }
        }
    }
    problems
}

/// Metrics that are denied to a role and can be solved from those that it may see.
pub(super) fn check_denials(layer: &SemanticLayer) -> Vec<String> {
    let mut roles: Vec<&String> = layer
        .metrics
        .iter()
        .flat_map(|metric| &metric.deny_roles)
        .chain(
            layer
                .datasets
                .iter()
                .flat_map(|dataset| dataset.fields.iter().flat_map(|field| &field.deny_roles)),
        )
        .collect();
    roles.sort();
    roles.dedup();
    let parts: Vec<(MetricId, Vec<&Aggregate<FieldId>>)> = layer
        .metrics_with_ids()
        .map(|(id, _)| {
            let mut parts: Vec<&Aggregate<FieldId>> = Vec::new();
            for (_, part) in layer.aggregates_of(id) {
                if !parts.contains(&part) {
                    parts.push(part);
                }
            }
            (id, parts)
        })
        .collect();
    roles
        .into_iter()
        .flat_map(|role| solvable(layer, role, &parts))
        .collect()
}

fn solvable(
    layer: &SemanticLayer,
    role: &String,
    parts: &[(MetricId, Vec<&Aggregate<FieldId>>)],
) -> Vec<String> {
    let (denied, seen): (Vec<_>, Vec<_>) = parts
        .iter()
        .filter(|(_, parts)| !parts.is_empty())
        .partition(|(id, _)| is_denied(layer, role, *id));
    let mut problems = Vec::new();
    for (secret, wanted) in &denied {
        let source = seen.iter().find(|(_, have)| {
            let rest: Vec<_> = have.iter().filter(|part| !wanted.contains(part)).collect();
            let holds = wanted.iter().all(|part| have.contains(part));
            holds
                && rest.iter().all(|part| {
                    seen.iter().any(|(_, known)| {
                        known.contains(part) && known.iter().all(|one| rest.contains(&one))
                    })
                })
        });
        if let Some((source, _)) = source {
            problems.push(format!(
                "the metric `{}` is denied to `{role}`, but can be solved from `{}`",
                layer.metric(*secret).name,
                layer.metric(*source).name
            ));
        }
    }
    problems
}

/// Whether a metric, one that it uses, or a field that it touches is denied to a role.
fn is_denied(layer: &SemanticLayer, role: &String, id: MetricId) -> bool {
    let by_metric = layer
        .formulas_of(id)
        .iter()
        .any(|formula| layer.metric(formula.metric).deny_roles.contains(role));
    let touches = |aggregate: &Aggregate<FieldId>| {
        aggregate
            .args
            .iter()
            .chain(aggregate.filter.as_deref())
            .any(|expr| expr.any_leaf(|field| layer.field(*field).deny_roles.contains(role)))
    };
    by_metric
        || layer
            .aggregates_of(id)
            .iter()
            .any(|(_, part)| touches(part))
}
