//! Metrics: their expressions, filters and references.

use std::collections::{HashMap, HashSet};

use crate::expr::{BinaryOp, Expr};
use crate::layer::load::{LayerProblem, RawAdditivity, RawMetric};
use crate::layer::{
    Additivity, DefaultFilter, FieldId, Metric, MetricId, MetricLeaf, RelationshipId,
    SemanticLayer, SemiAdditive,
};
use crate::parse::parse_expression;
use crate::syntax::{Aggregate, At, FieldPath, Name};

use super::Place;
use super::expression::field_in;
use super::limits;

/// Adds all metrics; their names are known before their expressions are read, since they refer to
/// each other.
pub(super) fn add_metrics(
    layer: &mut SemanticLayer,
    raw: Vec<RawMetric>,
    problems: &mut Vec<LayerProblem>,
) {
    for (index, metric) in raw.iter().enumerate() {
        let place = Place {
            file: &metric.file,
            line: metric.line,
        };
        let earlier = layer
            .names
            .metrics
            .insert(metric.name.to_lowercase(), MetricId(index));
        if earlier.is_some() {
            problems.push(place.problem(format!("a second metric `{}`", metric.name), None));
        }
    }
    let lines: Vec<(String, usize)> = raw
        .iter()
        .map(|metric| (metric.file.clone(), metric.line))
        .collect();
    let mut predicates = Predicates::default();
    for (metric, (file, line)) in raw.into_iter().zip(&lines) {
        let place = Place { file, line: *line };
        let name = metric.name.clone();
        match resolve_metric(layer, metric, &mut predicates) {
            Ok(metric) => layer.metrics.push(metric),
            Err(message) => {
                problems.push(place.problem(format!("the metric `{name}`: {message}"), None));
                // Later metrics are addressed by their place, so a broken one keeps its own.
                layer.metrics.push(broken(name));
            }
        }
    }
    let known = problems.len();
    check_cycles(layer, &lines, problems);
    // A circle has no end to follow.
    if problems.len() == known {
        super::tree::check(layer, &lines, problems);
        layer.follow_metrics();
    }
}

fn broken(name: String) -> Metric {
    Metric {
        name,
        file: String::new(),
        label: crate::layer::Text::default(),
        description: crate::layer::Text::default(),
        expression_text: String::new(),
        where_text: None,
        expression: Expr::Literal(crate::expr::Literal::Null),
        analysis: None,
        using: Vec::new(),
        spine: None,
        time_dimension: None,
        defaults: Vec::new(),
        unit: String::new(),
        format: String::new(),
        additivity: Additivity::NonAdditive,
        polarity: None,
        fill_zero: false,
        synonyms: Vec::new(),
        ambiguous_synonyms: Vec::new(),
        maturity: None,
        comparability: Vec::new(),
        caveats: Vec::new(),
        by_grain: Vec::new(),
        default_window: None,
        tree: None,
        weight: None,
        deny_roles: Vec::new(),
        owner: None,
        certified: false,
    }
}

fn resolve_metric(
    layer: &SemanticLayer,
    raw: RawMetric,
    predicates: &mut Predicates,
) -> Result<Metric, String> {
    let filter = raw
        .filter
        .as_deref()
        .map(|text| predicates.get(layer, text))
        .transpose()?;
    let expression = raw
        .parsed?
        .try_map(&mut |leaf| metric_leaf(layer, leaf, filter.as_ref()))?;
    let using = raw
        .using
        .iter()
        .map(|name| relationship_named(layer, name))
        .collect::<Result<_, String>>()?;
    let field = |name: Option<String>| name.map(|name| named_field(layer, &name)).transpose();
    let spine = field(raw.spine)?;
    let defaults = raw
        .defaults
        .iter()
        .map(|text| default_filter(layer, text, predicates))
        .collect::<Result<_, _>>()?;
    let (tree, weight) = super::tree::of_metric(layer, raw.tree, raw.weight)?;
    Ok(Metric {
        name: raw.name,
        file: raw.file,
        label: raw.label,
        description: raw.description,
        expression_text: raw.expression,
        where_text: raw.filter,
        expression,
        analysis: raw.analysis,
        using,
        spine,
        time_dimension: field(raw.time_dimension)?,
        defaults,
        unit: raw.unit,
        format: raw.format,
        additivity: additivity(layer, raw.additivity)?,
        polarity: raw.polarity,
        fill_zero: raw.fill_zero,
        synonyms: raw.synonyms,
        ambiguous_synonyms: raw.ambiguous_synonyms,
        maturity: raw.maturity,
        comparability: limits::comparability(layer, raw.comparability)?,
        caveats: raw.caveats,
        by_grain: limits::by_grain(layer, raw.by_grain)?,
        default_window: raw.default_window,
        tree,
        weight,
        deny_roles: raw.deny_roles,
        owner: raw.owner,
        certified: raw.certified,
    })
}

fn relationship_named(layer: &SemanticLayer, name: &str) -> Result<RelationshipId, String> {
    let found = layer
        .relationships
        .iter()
        .position(|known| known.name == name);
    found.map(RelationshipId).ok_or_else(|| {
        let names = layer.relationships.iter().map(|known| known.name.as_str());
        let near = crate::diagnostic::nearest(name, names, 1);
        let hint = near
            .first()
            .map_or_else(String::new, |name| format!("; did you mean `{name}`?"));
        format!("`using` names the relationship `{name}`, which does not exist{hint}")
    })
}

pub(super) fn named_field(layer: &SemanticLayer, name: &str) -> Result<FieldId, String> {
    let (qualifier, name) = match name.split_once('.') {
        Some((qualifier, name)) => (Some(qualifier.to_owned()), name.to_owned()),
        None => (None, name.to_owned()),
    };
    field_in(
        layer,
        None,
        &FieldPath {
            qualifier,
            name,
            at: At::default(),
        },
    )
}

/// Filters by their text: many metrics share a few.
#[derive(Default)]
struct Predicates(HashMap<String, Result<Expr<FieldId>, String>>);

impl Predicates {
    fn get(&mut self, layer: &SemanticLayer, text: &str) -> Result<Expr<FieldId>, String> {
        if let Some(known) = self.0.get(text) {
            return known.clone();
        }
        let found = parse_expression(text)
            .map_err(|diagnostic| diagnostic.to_string())
            .and_then(|parsed| fields_only(layer, &parsed));
        self.0.insert(text.to_owned(), found.clone());
        found
    }
}

fn fields_only(layer: &SemanticLayer, expr: &Expr<Name>) -> Result<Expr<FieldId>, String> {
    expr.try_map(&mut |leaf| match leaf {
        Name::Field(path) => field_in(layer, None, path).map(Expr::Leaf),
        Name::Aggregate(_) => Err(
            "E_NESTED_AGGREGATION_DEFERRED: an aggregate inside an aggregate or a filter"
                .to_owned(),
        ),
        Name::Measure(_)
        | Name::Window(_)
        | Name::UserAttribute(_)
        | Name::Unfiltered(_)
        | Name::Grouping(_)
        | Name::Spine(_) => Err("only fields can stand inside an aggregate or a filter".to_owned()),
    })
}

fn metric_leaf(
    layer: &SemanticLayer,
    leaf: &Name,
    filter: Option<&Expr<FieldId>>,
) -> Result<Expr<MetricLeaf>, String> {
    match leaf {
        Name::Field(FieldPath {
            qualifier: None,
            name,
            ..
        }) => layer
            .find_metric(name)
            .map(|id| Expr::Leaf(MetricLeaf::Metric(id)))
            .ok_or_else(|| {
                let known = layer.names.metrics.keys().map(String::as_str);
                let near = crate::diagnostic::nearest(name, known, 1);
                let hint = near
                    .first()
                    .map_or_else(String::new, |name| format!("; did you mean `{name}`?"));
                format!("no metric `{name}`{hint} (a field must stand inside an aggregate)")
            }),
        Name::Field(path) => Err(format!(
            "the field `{}` must stand inside an aggregate",
            path.display()
        )),
        Name::Aggregate(aggregate) => resolve_aggregate(layer, aggregate, filter)
            .map(|aggregate| Expr::Leaf(MetricLeaf::Aggregate(aggregate))),
        Name::Measure(_)
        | Name::Window(_)
        | Name::UserAttribute(_)
        | Name::Unfiltered(_)
        | Name::Grouping(_)
        | Name::Spine(_) => {
            Err("a metric is made of aggregates and of other metrics by bare name".to_owned())
        }
    }
}

fn resolve_aggregate(
    layer: &SemanticLayer,
    aggregate: &Aggregate<Name>,
    filter: Option<&Expr<FieldId>>,
) -> Result<Aggregate<FieldId>, String> {
    let args = aggregate
        .args
        .iter()
        .map(|arg| fields_only(layer, arg))
        .collect::<Result<Vec<_>, _>>()?;
    let own = aggregate
        .filter
        .as_deref()
        .map(|expr| fields_only(layer, expr))
        .transpose()?;
    let filter = match (own, filter.cloned()) {
        (Some(own), Some(shared)) => Some(Expr::binary(BinaryOp::And, own, shared)),
        (own, shared) => own.or(shared),
    };
    let mut fields = Vec::new();
    for expr in args.iter().chain(&filter) {
        expr.visit_leaves(&mut |id| fields.push(*id));
    }
    if fields.is_empty() {
        return Err("COUNT(*) does not say of what; write COUNT(dataset.key)".to_owned());
    }
    if layer.home_of(&fields).is_none() {
        return Err(
            "E_UNSAFE_REAGGREGATION: no dataset reaches all fields of one aggregate".to_owned(),
        );
    }
    Ok(Aggregate {
        function: aggregate.function,
        distinct: aggregate.distinct,
        args,
        filter: filter.map(Box::new),
    })
}

fn default_filter(
    layer: &SemanticLayer,
    text: &str,
    predicates: &mut Predicates,
) -> Result<DefaultFilter, String> {
    let predicate = predicates.get(layer, text)?;
    let mut fields = HashSet::new();
    predicate.visit_leaves(&mut |id| {
        fields.insert(*id);
    });
    let mut fields = fields.into_iter();
    match (fields.next(), fields.next()) {
        (Some(field), None) => Ok(DefaultFilter {
            field,
            predicate,
            text: text.to_owned(),
        }),
        _ => Err(format!(
            "the default `{text}` must be about exactly one field"
        )),
    }
}

fn additivity(layer: &SemanticLayer, raw: RawAdditivity) -> Result<Additivity, String> {
    let all = |names: Vec<String>| {
        names
            .iter()
            .map(|name| named_field(layer, name))
            .collect::<Result<Vec<_>, _>>()
    };
    Ok(match raw {
        RawAdditivity::Additive => Additivity::Additive,
        RawAdditivity::NonAdditive => Additivity::NonAdditive,
        RawAdditivity::Ratio => Additivity::Ratio,
        RawAdditivity::SemiAdditive {
            over,
            choose,
            per,
            tie_break,
        } => Additivity::SemiAdditive(SemiAdditive {
            over: named_field(layer, &over)?,
            choose,
            per: all(per)?,
            tie_break: all(tie_break)?,
        }),
    })
}

/// A metric that refers to itself, through others or not, has no value.
fn check_cycles(
    layer: &SemanticLayer,
    lines: &[(String, usize)],
    problems: &mut Vec<LayerProblem>,
) {
    for ((id, metric), (file, line)) in layer.metrics_with_ids().zip(lines) {
        let mut open = vec![id];
        let mut seen = HashSet::new();
        while let Some(next) = open.pop() {
            let mut circular = false;
            layer.metric(next).expression.visit_leaves(&mut |leaf| {
                if let MetricLeaf::Metric(used) = leaf {
                    circular |= *used == id;
                    if seen.insert(*used) {
                        open.push(*used);
                    }
                }
            });
            if circular {
                let place = Place { file, line: *line };
                problems.push(place.problem(
                    format!("the metric `{}` refers to itself", metric.name),
                    None,
                ));
                break;
            }
        }
    }
}
