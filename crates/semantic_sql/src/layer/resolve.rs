//! Names → ids: the last step of loading, after which nothing in a layer is unresolved.

mod expression;
mod kind;
mod language;
mod limits;
mod metric;
mod relationship;
mod roles;
mod tree;
mod verified;

use std::collections::{HashMap, HashSet};

use crate::diagnostic::nearest;
use crate::expr::{DataType, Expr};
use crate::parse::parse_expression;
use crate::syntax::{FieldPath, Name};

use super::load::{LayerProblem, Raw, RawDataset, RawField, RawModel};
use super::paths::Paths;
use super::{
    AttributionNotes, Column, Dataset, DatasetId, DatasetKind, Field, FieldId, LanguageNotes,
    Names, Policy, PolicyLeaf, SemanticLayer,
};

pub(super) use verified::resolve as verified;

/// Resolves everything; `None` where there is no model to resolve into.
pub(super) fn resolve(raw: Raw, problems: &mut Vec<LayerProblem>) -> Option<SemanticLayer> {
    let Raw {
        model,
        datasets,
        relationships,
        metrics,
        calendar,
        language,
        verified,
        attribution,
    } = raw;
    let Some(model) = model else {
        problems.push(LayerProblem {
            file: "semantic layer".to_owned(),
            line: 0,
            message: "no file has a `model` block".to_owned(),
            hint: Some("Write `model: {name: …}` in one of the files.".to_owned()),
        });
        return None;
    };
    let mut layer = empty_layer(model, calendar);
    let unsaid = kind::unsaid(&datasets);
    let policies = add_datasets(&mut layer, datasets, problems);
    index_fields(&mut layer);
    for relationship in relationships {
        relationship::add(&mut layer, relationship, problems);
    }
    layer.paths = Paths::new(layer.datasets.len(), &layer.relationships);
    add_policies(&mut layer, policies, problems);
    metric::add_metrics(&mut layer, metrics, problems);
    kind::infer(&mut layer, &unsaid);
    if let Some(language) = language {
        layer.language = language::resolve(&layer, language, problems);
    }
    verified::add(&mut layer, verified, problems);
    if let Some(attribution) = attribution {
        layer.attribution = tree::notes(&layer, &attribution, problems);
    }
    roles::check_roles(&layer, problems);
    roles::check_selves(&layer, problems);
    Some(layer)
}

fn empty_layer(model: RawModel, calendar: Option<super::CalendarSources>) -> SemanticLayer {
    SemanticLayer {
        name: model.name,
        description: model.description,
        currency: model.currency,
        time: model.time,
        user_attributes: model.user_attributes,
        roles: model.roles,
        default_window_days: model.default_window_days,
        examples: model.examples,
        datasets: Vec::new(),
        relationships: Vec::new(),
        metrics: Vec::new(),
        calendar,
        language: LanguageNotes::default(),
        verified: Vec::new(),
        attribution: AttributionNotes::default(),
        names: Names::default(),
        paths: Paths::default(),
    }
}

/// A policy whose dataset is there but whose names are not resolved yet.
struct PendingPolicy {
    dataset: DatasetId,
    file: String,
    raw: super::load::RawPolicy,
}

/// The place in a file that a problem belongs to.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) file: &'a str,
    pub(super) line: usize,
}

impl Place<'_> {
    /// A problem at this place.
    pub(super) fn problem(self, message: impl Into<String>, hint: Option<String>) -> LayerProblem {
        LayerProblem {
            file: self.file.to_owned(),
            line: self.line,
            message: message.into(),
            hint,
        }
    }
}

fn add_datasets(
    layer: &mut SemanticLayer,
    raw: Vec<RawDataset>,
    problems: &mut Vec<LayerProblem>,
) -> Vec<PendingPolicy> {
    let mut pending = Vec::new();
    for raw in raw {
        let id = DatasetId(layer.datasets.len());
        let place = Place {
            file: &raw.file,
            line: raw.line,
        };
        if layer
            .names
            .datasets
            .insert(raw.name.to_lowercase(), id)
            .is_some()
        {
            problems.push(place.problem(format!("a second dataset `{}`", raw.name), None));
        }
        let source: Vec<String> = raw.source.split('.').map(str::to_owned).collect();
        let is_name = |part: &String| {
            !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_')
        };
        if source.len() > 3 || !source.iter().all(is_name) {
            let hint = Some("`source` is the name of a table or view, never SQL.".to_owned());
            problems
                .push(place.problem(format!("the source of `{}` is not a name", raw.name), hint));
        }
        let has_key = !raw.primary_key.is_empty();
        let fields = resolve_fields(id, &raw.file, &raw.name, raw.fields, has_key, problems);
        let time_dimension = raw.time_dimension.as_ref().and_then(|name| {
            let found = field_named(id, &fields, name);
            if found.is_none() {
                problems.push(unknown_field(place, name, "time_dimension", &fields));
            }
            found
        });
        for policy in raw.policies {
            pending.push(PendingPolicy {
                dataset: id,
                file: raw.file.clone(),
                raw: policy,
            });
        }
        layer.datasets.push(Dataset {
            name: raw.name,
            source,
            loaded_from: raw.loaded_from,
            kind: raw.kind.unwrap_or(DatasetKind::Fact),
            primary_key: raw.primary_key,
            time_dimension,
            label: raw.label,
            description: raw.description,
            synonyms: raw.synonyms,
            policies: Vec::new(),
            shared: raw.shared,
            deny_roles: raw.deny_roles,
            unique_keys: raw.unique_keys,
            fields,
        });
    }
    pending
}

fn field_named(dataset: DatasetId, fields: &[Field], name: &str) -> Option<FieldId> {
    let index = fields
        .iter()
        .position(|field| field.name.eq_ignore_ascii_case(name))?;
    Some(FieldId { dataset, index })
}

fn unknown_field(place: Place<'_>, name: &str, role: &str, fields: &[Field]) -> LayerProblem {
    let near = nearest(name, fields.iter().map(|field| field.name.as_str()), 1);
    let hint = near.first().map(|name| format!("Did you mean `{name}`?"));
    place.problem(
        format!("`{role}` names the field `{name}`, which does not exist"),
        hint,
    )
}

fn resolve_fields(
    dataset: DatasetId,
    file: &str,
    dataset_name: &str,
    raw: Vec<RawField>,
    has_key: bool,
    problems: &mut Vec<LayerProblem>,
) -> Vec<Field> {
    let mut seen = HashSet::new();
    let mut named = Vec::new();
    let mut fields = Vec::new();
    for raw in raw {
        let place = Place {
            file,
            line: raw.line,
        };
        if !seen.insert(raw.name.to_lowercase()) {
            problems.push(place.problem(
                format!("a second field `{}` in `{dataset_name}`", raw.name),
                None,
            ));
            continue;
        }
        let text = raw.expression.as_deref().unwrap_or(&raw.name);
        let expression = match column_expression(text, dataset_name) {
            Ok(expression) => expression,
            Err(message) => {
                problems.push(place.problem(format!("the field `{}`: {message}", raw.name), None));
                continue;
            }
        };
        let names = (raw.display, raw.aliases);
        named.push((fields.len(), names, raw.line));
        let timely = matches!(
            raw.data_type,
            Some(DataType::Date | DataType::DateTime | DataType::DateTimeTz)
        );
        if raw.min_cell.is_some() && !has_key {
            problems.push(place.problem(
                format!("the field `{}` has a `min_cell`, but `{dataset_name}` has no primary_key to count persons by", raw.name),
                None,
            ));
        }
        fields.push(Field {
            name: raw.name,
            expression,
            data_type: raw.data_type,
            label: raw.label,
            description: raw.description,
            synonyms: raw.synonyms,
            display: None,
            aliases: Vec::new(),
            self_attribute: raw.self_attribute,
            hidden: raw.hidden,
            pii: raw.pii,
            mask: raw.mask,
            min_cell: raw.min_cell,
            current: raw.current,
            native_grain: raw.native_grain,
            grains: raw.grains,
            deny_roles: raw.deny_roles,
            values: raw.values,
            groups: raw.groups,
            is_time: raw.is_time.unwrap_or(timely),
        });
    }
    for (index, (display, aliases), line) in named {
        let place = Place { file, line };
        let mut find = |name: &str, role: &str| {
            let found = field_named(dataset, &fields, name);
            if found.is_none() {
                problems.push(unknown_field(place, name, role, &fields));
            }
            found
        };
        let display = display.and_then(|name| find(&name, "display"));
        let aliases = aliases.iter().filter_map(|name| find(name, "aliases"));
        let aliases: Vec<FieldId> = aliases.collect();
        fields[index].display = display;
        fields[index].aliases = aliases;
    }
    fields
}

/// A field's expression over columns of its own source.
fn column_expression(text: &str, dataset: &str) -> Result<Expr<Column>, String> {
    let parsed = if text.chars().all(|c| c.is_alphanumeric() || c == '_') && !text.is_empty() {
        // A bare column keeps its name even where the name is a keyword.
        return Ok(Expr::Leaf(Column(text.to_owned())));
    } else {
        parse_expression(text).map_err(|diagnostic| diagnostic.to_string())?
    };
    parsed.try_map(&mut |leaf| match leaf {
        Name::Field(FieldPath {
            qualifier, name, ..
        }) if qualifier
            .as_ref()
            .is_none_or(|q| q.eq_ignore_ascii_case(dataset)) =>
        {
            Ok(Expr::Leaf(Column(name.clone())))
        }
        Name::Field(path) => Err(format!(
            "`{}` is not a column of this dataset",
            path.display()
        )),
        Name::Aggregate(_) | Name::Measure(_) | Name::Window(_) => {
            Err("E_AGGREGATE_IN_FIELD: a field takes no aggregate, metric or window".to_owned())
        }
        Name::UserAttribute(_) | Name::Unfiltered(_) | Name::Grouping(_) | Name::Spine(_) => {
            Err("only columns can stand in a field".to_owned())
        }
    })
}

fn index_fields(layer: &mut SemanticLayer) {
    let mut index: HashMap<String, Vec<FieldId>> = HashMap::new();
    for (id, field) in layer.visible_fields() {
        index.entry(field.name.to_lowercase()).or_default().push(id);
    }
    layer.names.fields = index;
}

fn add_policies(
    layer: &mut SemanticLayer,
    pending: Vec<PendingPolicy>,
    problems: &mut Vec<LayerProblem>,
) {
    // Many datasets have the same few policies.
    let mut parsed: HashMap<String, Result<Expr<Name>, String>> = HashMap::new();
    for PendingPolicy { dataset, file, raw } in pending {
        let place = Place {
            file: &file,
            line: raw.line,
        };
        let parsed = parsed.entry(raw.predicate).or_insert_with_key(|text| {
            parse_expression(text).map_err(|diagnostic| diagnostic.to_string())
        });
        let predicate = parsed
            .as_ref()
            .map_err(Clone::clone)
            .and_then(|parsed| policy_predicate(layer, dataset, parsed));
        match predicate {
            Ok(predicate) => layer.datasets[dataset.0].policies.push(Policy {
                name: raw.name,
                unless_role: raw.unless_role,
                predicate,
            }),
            Err(message) => {
                problems.push(place.problem(format!("the policy `{}`: {message}", raw.name), None));
            }
        }
    }
}

fn policy_predicate(
    layer: &SemanticLayer,
    dataset: DatasetId,
    parsed: &Expr<Name>,
) -> Result<Expr<PolicyLeaf>, String> {
    parsed.try_map(&mut |leaf| match leaf {
        Name::UserAttribute(name) => {
            if layer.user_attributes.iter().any(|(known, _)| known == name) {
                return Ok(Expr::Leaf(PolicyLeaf::Attribute(name.clone())));
            }
            let near = nearest(
                name,
                layer
                    .user_attributes
                    .iter()
                    .map(|(known, _)| known.as_str()),
                1,
            );
            let hint = near
                .first()
                .map_or_else(String::new, |name| format!("; did you mean `{name}`?"));
            Err(format!(
                "the user attribute `{name}` is not declared in the model{hint}"
            ))
        }
        Name::Field(path) => {
            let id = expression::field_in(layer, Some(dataset), path)?;
            if layer.paths.between(dataset, id.dataset).len() == 1 {
                Ok(Expr::Leaf(PolicyLeaf::Field(id)))
            } else {
                Err(format!(
                    "`{}` is not reached by exactly one many-to-one path",
                    path.display()
                ))
            }
        }
        Name::Aggregate(_)
        | Name::Measure(_)
        | Name::Window(_)
        | Name::Unfiltered(_)
        | Name::Grouping(_)
        | Name::Spine(_) => Err("a policy takes fields and user attributes only".to_owned()),
    })
}
