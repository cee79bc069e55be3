//! Whose rows and columns a statement may see. Fails closed: what is missing sees nothing.

mod narrower;
mod values;

use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::expr::{Expr, Literal, ParameterId};
use crate::layer::{
    AttributeType, DatasetId, DatasetKind, FieldId, MetricId, PolicyLeaf, SemanticLayer,
};
use crate::principal::{Asker, Principal};

pub use narrower::sees_no_more;
pub use values::{ValuePolicies, has_bound_rows, own_values};

/// What one dataset's policies ask of a row, with the asker's attributes put in.
pub(crate) struct RowRule {
    /// What must be true of a row.
    pub(crate) predicate: Expr<FieldId>,
    /// The names of the policies.
    pub(crate) names: Vec<String>,
    /// Whether the dataset shows no row at all, since no policy opens it to the asker.
    pub(crate) closed: bool,
}

/// The rule that the policies of a dataset make for the asker; `None` where they bind nobody like
/// them. What no policy opens at all is [`is_closed`]'s.
///
/// # Errors
/// A diagnostic where an attribute has the wrong type.
pub(crate) fn row_rule(
    layer: &SemanticLayer,
    asker: &Asker,
    dataset: DatasetId,
    parameter: &mut dyn FnMut(&Literal) -> ParameterId,
) -> Result<Option<RowRule>, Diagnostic> {
    let content = layer.dataset(dataset);
    if content.policies.is_empty() {
        return Ok(None);
    }
    let Asker::Known(principal) = asker else {
        return Ok(Some(RowRule {
            predicate: Expr::never(),
            names: vec![format!("{}.nobody", content.name)],
            closed: true,
        }));
    };
    let mut parts = Vec::new();
    let mut names = Vec::new();
    for policy in &content.policies {
        if asker.has_any_role(&policy.unless_role) {
            continue;
        }
        parts.push(with_attributes(
            layer,
            principal,
            &policy.predicate,
            parameter,
        )?);
        names.push(format!("{}.{}", content.name, policy.name));
    }
    Ok(Expr::all(parts).map(|predicate| RowRule {
        predicate,
        names,
        closed: false,
    }))
}

/// Whether no row of a dataset is open to the asker, since nothing says whose its rows are: it
/// describes no things, has no policy and is not shared, while some policy of the layer binds them.
pub(crate) fn is_closed(layer: &SemanticLayer, asker: &Asker, dataset: DatasetId) -> bool {
    may_close(layer, dataset) && is_bound_by_any(layer, asker)
}

/// Whether a dataset is closed to those whom some policy of the layer binds.
fn may_close(layer: &SemanticLayer, dataset: DatasetId) -> bool {
    let content = layer.dataset(dataset);
    content.kind != DatasetKind::Dimension && content.policies.is_empty() && !content.shared
}

/// Whether some policy of the layer binds the asker.
fn is_bound_by_any(layer: &SemanticLayer, asker: &Asker) -> bool {
    layer
        .datasets
        .iter()
        .flat_map(|dataset| &dataset.policies)
        .any(|policy| !asker.has_any_role(&policy.unless_role))
}

/// A policy with the asker's attributes put in as parameters.
fn with_attributes(
    layer: &SemanticLayer,
    principal: &Principal,
    predicate: &Expr<PolicyLeaf>,
    parameter: &mut dyn FnMut(&Literal) -> ParameterId,
) -> Result<Expr<FieldId>, Diagnostic> {
    // Lists are put in first, from the outside: an empty one sees nothing, also under NOT IN.
    let mut problem = None;
    let listed = predicate.rewrite(&mut |node| {
        let Expr::InList {
            expr,
            list,
            negated,
        } = node
        else {
            return None;
        };
        let [Expr::Leaf(PolicyLeaf::Attribute(name))] = list.as_slice() else {
            return None;
        };
        match attribute(layer, principal, name) {
            Ok(values) if values.is_empty() => Some(Expr::never()),
            Ok(values) => Some(Expr::InList {
                expr: expr.clone(),
                list: values
                    .iter()
                    .map(|value| Expr::Parameter(parameter(value)))
                    .collect(),
                negated: *negated,
            }),
            Err(diagnostic) => {
                problem = Some(diagnostic);
                Some(Expr::never())
            }
        }
    });
    if let Some(problem) = problem {
        return Err(problem);
    }
    listed.try_map(&mut |leaf| match leaf {
        PolicyLeaf::Field(id) => Ok(Expr::Leaf(*id)),
        PolicyLeaf::Attribute(name) => {
            let values = attribute(layer, principal, name)?;
            match values.as_slice() {
                [] => Ok(Expr::Literal(Literal::Null)),
                [one] => Ok(Expr::Parameter(parameter(one))),
                _ => Err(wrong_type(name, "one value")),
            }
        }
    })
}

/// The values of an attribute; none where it is missing or null.
fn attribute(
    layer: &SemanticLayer,
    principal: &Principal,
    name: &str,
) -> Result<Vec<Literal>, Diagnostic> {
    let Some((_, kind)) = layer
        .user_attributes
        .iter()
        .find(|(known, _)| known == name)
    else {
        return Ok(Vec::new());
    };
    // A text with a NUL character is none that a database holds.
    let string = |value: &Value| {
        value
            .as_str()
            .filter(|text| !text.contains('\0'))
            .map(|text| Literal::String(text.to_owned()))
    };
    let integer = |value: &Value| {
        value
            .as_i64()
            .map(|number| Literal::Number(number.to_string()))
    };
    let value = match principal.attributes.get(name) {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(value) => value,
    };
    let all = |read: &dyn Fn(&Value) -> Option<Literal>| -> Option<Vec<Literal>> {
        value.as_array()?.iter().map(read).collect()
    };
    match kind {
        AttributeType::String => string(value)
            .map(|one| vec![one])
            .ok_or_else(|| wrong_type(name, "a string")),
        AttributeType::Integer => integer(value)
            .map(|one| vec![one])
            .ok_or_else(|| wrong_type(name, "a whole number")),
        AttributeType::StringList => {
            all(&string).ok_or_else(|| wrong_type(name, "a list of strings"))
        }
        AttributeType::IntegerList => {
            all(&integer).ok_or_else(|| wrong_type(name, "a list of whole numbers"))
        }
    }
}

fn wrong_type(name: &str, wanted: &str) -> Diagnostic {
    Diagnostic::new(
        "E_PRINCIPAL",
        format!("the attribute `{name}` of the principal must be {wanted}"),
    )
}

/// Refuses a metric that the asker's roles may not see, or that is made of a field they may not.
pub(crate) fn check_metric(
    layer: &SemanticLayer,
    asker: &Asker,
    metric: MetricId,
) -> Result<(), Diagnostic> {
    let denied = |name: &str| {
        Diagnostic::new(
            "E_DENIED",
            format!("the metric `{name}` is not permitted for this role"),
        )
        .with_hint("Ask for a metric that the role may see.")
    };
    let name = &layer.metric(metric).name;
    let behind = layer.metrics_behind(metric);
    let by_metric = behind
        .iter()
        .any(|id| asker.has_any_role(&layer.metric(*id).deny_roles));
    let by_field = layer
        .fields_behind(metric)
        .iter()
        .any(|field| asker.has_any_role(&layer.field(*field).deny_roles));
    if by_metric || by_field {
        return Err(denied(name));
    }
    Ok(())
}

/// Refuses a field that the asker's roles may not use.
pub(crate) fn check_field(
    layer: &SemanticLayer,
    asker: &Asker,
    field: FieldId,
) -> Result<(), Diagnostic> {
    let content = layer.field(field);
    if asker.has_any_role(&content.deny_roles) {
        return Err(Diagnostic::new(
            "E_DENIED",
            format!(
                "the field `{}` is not permitted for this role",
                content.name
            ),
        ));
    }
    Ok(())
}

/// Refuses to list rows of a dataset to roles that may only see metrics over them.
pub(crate) fn check_rows(
    layer: &SemanticLayer,
    asker: &Asker,
    dataset: DatasetId,
) -> Result<(), Diagnostic> {
    let content = layer.dataset(dataset);
    if asker.has_any_role(&content.deny_roles) {
        return Err(Diagnostic::new(
            "E_DENIED",
            format!("rows of `{}` are not permitted for this role", content.name),
        )
        .with_hint("Ask for a metric over them."));
    }
    Ok(())
}

/// Whether the asker's roles may see a metric: none that it is made of is denied to them.
#[must_use]
pub fn may_see_metric(layer: &SemanticLayer, asker: &Asker, metric: MetricId) -> bool {
    check_metric(layer, asker, metric).is_ok()
}

/// Whether the asker's roles may group and filter by a field.
#[must_use]
pub fn may_use_field(layer: &SemanticLayer, asker: &Asker, field: FieldId) -> bool {
    check_field(layer, asker, field).is_ok()
}

/// Whether values of a dataset's fields may be told to the asker at all. Which of them is what
/// [`ValuePolicies`] says.
#[must_use]
pub fn may_list_values(layer: &SemanticLayer, asker: &Asker, field: FieldId) -> bool {
    let dataset = field.dataset;
    let masked = (layer.field(field).mask.as_ref())
        .is_some_and(|mask| !asker.has_any_role(&mask.unless_role));
    if masked || !may_use_field(layer, asker, field) || check_rows(layer, asker, dataset).is_err() {
        return false;
    }
    if is_closed(layer, asker, dataset) {
        return false;
    }
    let mut unused = |_: &Literal| ParameterId(0);
    match row_rule(layer, asker, dataset, &mut unused) {
        Ok(rule) => rule.is_none_or(|rule| !rule.closed),
        Err(_) => false,
    }
}
