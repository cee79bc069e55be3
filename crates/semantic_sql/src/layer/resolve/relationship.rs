//! Relationships: their keys, and how many rows each side may have.

use crate::diagnostic::nearest;
use crate::expr::Expr;
use crate::layer::load::{LayerProblem, RawRelationship};
use crate::layer::{Column, Dataset, DatasetId, JoinKey, Relationship, SemanticLayer, Validity};

use super::{Place, field_named};

/// Adds a relationship; one that the layer calls one-to-one is added in both directions.
pub(super) fn add(
    layer: &mut SemanticLayer,
    raw: RawRelationship,
    problems: &mut Vec<LayerProblem>,
) {
    let place = Place {
        file: &raw.file,
        line: raw.line,
    };
    let mut side = |name: &str| {
        let found = layer.find_dataset(name);
        if found.is_none() {
            let near = nearest(name, layer.datasets.iter().map(|d| d.name.as_str()), 1);
            let hint = near.first().map(|name| format!("Did you mean `{name}`?"));
            problems.push(place.problem(format!("no dataset `{name}`"), hint));
        }
        found
    };
    let (Some(from), Some(to)) = (side(&raw.from), side(&raw.to)) else {
        return;
    };
    let mut on = Vec::new();
    for (many, one) in &raw.on {
        on.push((
            many_key(layer, from, many, place, problems),
            column(layer, to, one),
        ));
    }
    if layer
        .relationships
        .iter()
        .any(|known| known.name == raw.name)
    {
        problems.push(place.problem(format!("a second relationship `{}`", raw.name), None));
    }
    if let Some(role) = &raw.role {
        add_role(layer, role, to, place, problems);
    }
    let one_side: Vec<Expr<Column>> = on.iter().map(|(_, one)| one.clone()).collect();
    let many_side: Option<Vec<Expr<Column>>> = on
        .iter()
        .map(|(many, _)| match many {
            JoinKey::Columns(expr) => Some(expr.clone()),
            JoinKey::Time(_) => None,
        })
        .collect();
    let written = raw.cardinality.as_deref();
    let unique_one = raw.valid.is_some() || is_unique(layer, to, &one_side);
    let many_to_one = match written {
        Some("many_to_many") => false,
        Some(_) => true,
        None => unique_one,
    };
    // Only where the layer says so: two tables with one key each are not two halves of one thing.
    let both = written == Some("one_to_one");
    let valid = raw.valid.map(|[start, end, at]| Validity {
        from: column(layer, to, &start),
        to: column(layer, to, &end),
        at: column(layer, from, &at),
    });
    if both
        && valid.is_none()
        && let Some(many_side) = many_side
    {
        add_way_back(layer, &raw.name, (from, to), many_side, one_side);
    }
    layer.relationships.push(Relationship {
        name: raw.name,
        from,
        to,
        on,
        role: raw.role,
        many_to_one,
        way_back: false,
        total: raw.total,
        valid,
    });
}

/// The way from the one side of a one-to-one link to the other.
fn add_way_back(
    layer: &mut SemanticLayer,
    name: &str,
    (from, to): (DatasetId, DatasetId),
    many_side: Vec<Expr<Column>>,
    one_side: Vec<Expr<Column>>,
) {
    let on = many_side
        .into_iter()
        .zip(one_side)
        .map(|(many, one)| (JoinKey::Columns(one), many))
        .collect();
    layer.relationships.push(Relationship {
        name: format!("{name} (reversed)"),
        from: to,
        to: from,
        on,
        role: None,
        many_to_one: true,
        way_back: true,
        total: false,
        valid: None,
    });
}

/// Makes a role a qualifier of the dataset that plays it.
fn add_role(
    layer: &mut SemanticLayer,
    role: &str,
    to: DatasetId,
    place: Place<'_>,
    problems: &mut Vec<LayerProblem>,
) {
    match layer.find_part(role) {
        None => layer.names.parts.push((role.to_owned(), to)),
        Some((_, other)) if other == to => {}
        Some((_, other)) => {
            let message = format!(
                "the role `{role}` is played by `{}` already",
                layer.dataset(other).name
            );
            problems.push(place.problem(message, None));
        }
    }
    if layer.find_dataset(role).is_some() {
        problems.push(place.problem(
            format!("the role `{role}` has the name of a dataset"),
            Some("A role is a qualifier of its own: give it another name.".to_owned()),
        ));
    }
}

/// The many side of a condition: a field, a grain of the dataset's own time, or a column.
fn many_key(
    layer: &SemanticLayer,
    from: DatasetId,
    name: &str,
    place: Place<'_>,
    problems: &mut Vec<LayerProblem>,
) -> JoinKey {
    if let Some(id) = field_named(from, &layer.dataset(from).fields, name) {
        return JoinKey::Columns(layer.field(id).expression.clone());
    }
    let Some(grain) = layer.find_grain(name) else {
        return JoinKey::Columns(Expr::Leaf(Column(name.to_owned())));
    };
    if layer.dataset(from).time_dimension.is_none() {
        let dataset = &layer.dataset(from).name;
        problems.push(place.problem(
            format!("`{dataset}` has no time_dimension for `{name}`"),
            None,
        ));
    }
    JoinKey::Time(grain.unit)
}

/// A field's expression, or the column of that name.
fn column(layer: &SemanticLayer, dataset: DatasetId, name: &str) -> Expr<Column> {
    field_named(dataset, &layer.dataset(dataset).fields, name).map_or_else(
        || Expr::Leaf(Column(name.to_owned())),
        |id| layer.field(id).expression.clone(),
    )
}

/// Whether the columns hold a whole key of the dataset.
fn is_unique(layer: &SemanticLayer, id: DatasetId, columns: &[Expr<Column>]) -> bool {
    let dataset: &Dataset = layer.dataset(id);
    std::iter::once(&dataset.primary_key)
        .chain(&dataset.unique_keys)
        .filter(|key| !key.is_empty())
        .any(|key| {
            key.iter()
                .all(|name| columns.contains(&column(layer, id, name)))
        })
}
