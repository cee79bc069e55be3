//! Roles that policies and denials name, and attributes that say who the asker is.

use std::collections::HashSet;

use crate::diagnostic::nearest;
use crate::layer::SemanticLayer;
use crate::layer::load::LayerProblem;

/// Every role that a policy or a denial names must be declared, where roles are declared at all.
pub(super) fn check_roles(layer: &SemanticLayer, problems: &mut Vec<LayerProblem>) {
    if layer.roles.is_empty() {
        return;
    }
    let policies = layer.datasets.iter().flat_map(|dataset| {
        dataset
            .policies
            .iter()
            .flat_map(|policy| &policy.unless_role)
    });
    let fields = layer
        .datasets
        .iter()
        .flat_map(|dataset| dataset.fields.iter().flat_map(|field| &field.deny_roles));
    let metrics = layer.metrics.iter().flat_map(|metric| &metric.deny_roles);
    let unknown: HashSet<&String> = policies
        .chain(fields)
        .chain(metrics)
        .filter(|role| !layer.roles.contains(role))
        .collect();
    let mut unknown: Vec<&String> = unknown.into_iter().collect();
    unknown.sort();
    for role in unknown {
        let near = nearest(role, layer.roles.iter().map(String::as_str), 1);
        problems.push(LayerProblem {
            file: "semantic layer".to_owned(),
            line: 0,
            message: format!("the role `{role}` is not declared in the model"),
            hint: near.first().map(|name| format!("Did you mean `{name}`?")),
        });
    }
}

/// An attribute that says which value is the asker must be one that the model declares.
pub(super) fn check_selves(layer: &SemanticLayer, problems: &mut Vec<LayerProblem>) {
    let declared = || layer.user_attributes.iter().map(|(name, _)| name.as_str());
    for field in layer.datasets.iter().flat_map(|dataset| &dataset.fields) {
        let Some(name) = &field.self_attribute else {
            continue;
        };
        if declared().any(|known| known == name) {
            continue;
        }
        let near = nearest(name, declared(), 1);
        problems.push(LayerProblem {
            file: "semantic layer".to_owned(),
            line: 0,
            message: format!(
                "`self_attribute` of the field `{}` names the attribute `{name}`, which the model does not declare",
                field.name
            ),
            hint: near.first().map(|name| format!("Did you mean `{name}`?")),
        });
    }
}
