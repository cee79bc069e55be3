//! The parts of metrics: their names, and whether they can stand beside each other.

use crate::diagnostic::nearest;
use crate::layer::load::{LayerProblem, RawAttribution, RawFactor, RawParts, RawTree};
use crate::layer::{
    Additivity, AttributionNotes, Factor, Field, MetricId, MetricTree, SemanticLayer, Term,
};

use super::Place;

/// The metric of a name, or what is wrong with it.
fn named(layer: &SemanticLayer, name: &str, key: &str) -> Result<MetricId, String> {
    layer.find_metric(name).ok_or_else(|| {
        let known = layer.names.metrics.keys().map(String::as_str);
        let near = nearest(name, known, 1);
        let hint = near
            .first()
            .map_or_else(String::new, |name| format!("; did you mean `{name}`?"));
        format!("`{key}` names `{name}`, which does not exist{hint}")
    })
}

/// Resolves what a metric says of its parts.
pub(super) fn of_metric(
    layer: &SemanticLayer,
    tree: Option<RawTree>,
    weight: Option<String>,
) -> Result<(Option<MetricTree>, Option<MetricId>), String> {
    let tree = tree.map(|tree| resolve(layer, tree)).transpose()?;
    let weight = weight
        .map(|name| named(layer, &name, "weight"))
        .transpose()?;
    Ok((tree, weight))
}

/// Resolves the names of a tree.
fn resolve(layer: &SemanticLayer, raw: RawTree) -> Result<MetricTree, String> {
    match raw.parts {
        RawParts::Product(factors) => factors
            .into_iter()
            .map(|raw| factor(layer, raw))
            .collect::<Result<_, _>>()
            .map(MetricTree::Product),
        RawParts::Sum(terms) => terms
            .into_iter()
            .map(|(name, minus)| {
                let metric = named(layer, &name, "terms")?;
                Ok(Term { metric, minus })
            })
            .collect::<Result<_, String>>()
            .map(MetricTree::Sum),
    }
}

fn factor(layer: &SemanticLayer, raw: RawFactor) -> Result<Factor, String> {
    let metric = |name: Option<String>| name.map(|name| named(layer, &name, "factors")).transpose();
    let stands_for = raw.stands_for.iter();
    Ok(Factor {
        of: metric(raw.of)?,
        over: metric(raw.over)?,
        label: raw.label,
        stands_for: stands_for
            .map(|name| named(layer, name, "stands_for"))
            .collect::<Result<_, _>>()?,
    })
}

/// A part must be a number that a query gives, another one than the whole, and share a dimension
/// with it; a weight must add up over groups.
pub(super) fn check(
    layer: &SemanticLayer,
    lines: &[(String, usize)],
    problems: &mut Vec<LayerProblem>,
) {
    for ((id, metric), (file, line)) in layer.metrics_with_ids().zip(lines) {
        let place = Place { file, line: *line };
        let mut blame = |message: String, hint: &str| {
            let message = format!("the metric `{}`: {message}", metric.name);
            problems.push(place.problem(message, Some(hint.to_owned())));
        };
        let parts = metric.tree.as_ref().map(MetricTree::metrics);
        for part in parts.unwrap_or_default() {
            let name = &layer.metric(part).name;
            if part == id {
                blame(
                    "it is one of its own parts".to_owned(),
                    "Name what it is made of.",
                );
            } else if layer.metric(part).analysis.is_some() {
                blame(
                    format!("its part `{name}` is a statistic"),
                    "No query gives it.",
                );
            } else if !share_a_dimension(layer, id, part) {
                let message = format!("it shares no dimension with its part `{name}`");
                blame(message, "The two cannot be asked for together.");
            }
        }
        if let Some(weight) = metric.weight
            && !matches!(layer.metric(weight).additivity, Additivity::Additive)
        {
            let message = format!("its weight `{}` does not add up", layer.metric(weight).name);
            blame(message, "A weight is an additive metric.");
        }
    }
}

/// Whether some dimension is reached from every fact behind two metrics.
fn share_a_dimension(layer: &SemanticLayer, one: MetricId, other: MetricId) -> bool {
    let facts = [layer.facts_of(one), layer.facts_of(other)].concat();
    layer.datasets_with_ids().any(|(id, dataset)| {
        dataset.fields.iter().any(Field::is_addressable)
            && facts
                .iter()
                .all(|fact| !layer.paths.between(*fact, id).is_empty())
    })
}

/// Resolves the block.
pub(super) fn notes(
    layer: &SemanticLayer,
    raw: &RawAttribution,
    problems: &mut Vec<LayerProblem>,
) -> AttributionNotes {
    let mut dimensions = Vec::new();
    for name in &raw.dimensions {
        match layer.find_fields(name) {
            [only] => dimensions.push(*only),
            _ => {
                let known = layer.visible_fields().map(|(_, field)| field.name.as_str());
                let near = nearest(name, known, 1);
                let hint = near.first().map(|name| format!("Did you mean `{name}`?"));
                let place = Place {
                    file: &raw.file,
                    line: raw.line,
                };
                let message =
                    format!("`attribution` names the dimension `{name}`, which is not one");
                problems.push(place.problem(message, hint));
            }
        }
    }
    AttributionNotes { dimensions }
}
