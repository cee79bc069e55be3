//! Field names inside layer expressions.

use crate::diagnostic::nearest;
use crate::layer::{DatasetId, FieldId, SemanticLayer};
use crate::syntax::FieldPath;

/// The field that a path means inside the layer, hidden fields included.
///
/// A bare name is looked up in `home` first, then among what `home` reaches over exactly one
/// many-to-one path, visible fields before hidden ones, then among the fields of the whole model.
pub(super) fn field_in(
    layer: &SemanticLayer,
    home: Option<DatasetId>,
    path: &FieldPath,
) -> Result<FieldId, String> {
    if let Some(qualifier) = &path.qualifier {
        return qualified(layer, qualifier, &path.name);
    }
    if let Some(home) = home {
        if let Some(found) = own_field(layer, home, &path.name) {
            return Ok(found);
        }
        match reached_fields(layer, home, &path.name).as_slice() {
            [] => {}
            [only] => return Ok(*only),
            several => return Err(ambiguous(layer, &path.name, several)),
        }
    }
    match layer.find_fields(&path.name) {
        [only] => Ok(*only),
        [] => {
            let all = layer
                .datasets
                .iter()
                .flat_map(|dataset| dataset.fields.iter().map(|field| field.name.as_str()));
            let near = nearest(&path.name, all, 1);
            let hint = near
                .first()
                .map_or_else(String::new, |name| format!("; did you mean `{name}`?"));
            Err(format!("no field or metric `{}`{hint}", path.name))
        }
        several => Err(ambiguous(layer, &path.name, several)),
    }
}

/// The fields of that name in the datasets that `home` reaches by one way only.
fn reached_fields(layer: &SemanticLayer, home: DatasetId, name: &str) -> Vec<FieldId> {
    let found: Vec<FieldId> = layer
        .paths
        .reached_from(home)
        .iter()
        .filter(|other| layer.paths.between(home, **other).len() == 1)
        .filter_map(|other| own_field(layer, *other, name))
        .collect();
    let visible: Vec<FieldId> = found
        .iter()
        .copied()
        .filter(|id| !layer.field(*id).hidden)
        .collect();
    if visible.is_empty() { found } else { visible }
}

fn ambiguous(layer: &SemanticLayer, name: &str, several: &[FieldId]) -> String {
    let names: Vec<String> = several
        .iter()
        .map(|id| layer.field_reference(*id))
        .collect();
    format!("`{name}` is ambiguous: {}", names.join(", "))
}

fn own_field(layer: &SemanticLayer, dataset: DatasetId, name: &str) -> Option<FieldId> {
    let fields = &layer.dataset(dataset).fields;
    let index = fields
        .iter()
        .position(|field| field.name.eq_ignore_ascii_case(name))?;
    Some(FieldId { dataset, index })
}

fn qualified(layer: &SemanticLayer, dataset: &str, name: &str) -> Result<FieldId, String> {
    let Some(id) = layer.find_dataset(dataset) else {
        let near = nearest(dataset, layer.datasets.iter().map(|d| d.name.as_str()), 1);
        let hint = near
            .first()
            .map_or_else(String::new, |name| format!("; did you mean `{name}`?"));
        return Err(format!("no dataset `{dataset}`{hint}"));
    };
    own_field(layer, id, name).ok_or_else(|| {
        let near = nearest(
            name,
            layer
                .dataset(id)
                .fields
                .iter()
                .map(|field| field.name.as_str()),
            1,
        );
        let hint = near.first().map_or_else(String::new, |name| {
            format!("; did you mean `{dataset}.{name}`?")
        });
        format!("no field `{name}` in `{dataset}`{hint}")
    })
}
