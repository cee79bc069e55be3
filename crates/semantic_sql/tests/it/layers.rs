//! Layers to test with, and everything that one layer says.

use std::path::Path;

use semantic_sql::layer::{ExportError, ExportFormat, Policies, export};
use semantic_sql::{Asker, Principal, SemanticLayer, SemanticSql, SourceFile, bind, compile, load};

use crate::folder;

/// The files of a folder that end in `.yml` or `.yaml`, in order.
pub(crate) fn files(folder: &Path) -> Vec<SourceFile> {
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|ending| ending == "yml" || ending == "yaml")
        })
        .collect();
    paths.sort();
    paths.iter().map(|path| file(path)).collect()
}

pub(crate) fn file(path: &Path) -> SourceFile {
    SourceFile {
        name: path.file_name().unwrap().to_string_lossy().into_owned(),
        text: std::fs::read_to_string(path).unwrap(),
    }
}

/// Every layer that the repository has, by name.
pub(crate) fn layers() -> Vec<(String, Vec<SourceFile>)> {
    let shipped = folder().join("../../../semantic_layer");
    let mut all = vec![("shipped".to_owned(), files(&shipped))];
    for one in files(&folder().join("layers")) {
        all.push((one.name.clone(), vec![one]));
    }
    all
}

pub(crate) fn loaded(files: &[SourceFile]) -> SemanticLayer {
    load(files).unwrap_or_else(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("{}", lines.join("\n"))
    })
}

pub(crate) fn exported(files: &[SourceFile], format: ExportFormat) -> SourceFile {
    let text = match export(files, format, Policies::Write) {
        Ok(exported) => exported.text,
        Err(ExportError::Layer(problems)) => panic!("{problems:#?}"),
        Err(error) => panic!("{error}"),
    };
    SourceFile {
        name: "exported".to_owned(),
        text,
    }
}

/// Somebody who is bound by every policy that names no role, with a value for every attribute.
pub(crate) fn bound_asker(layer: &SemanticLayer) -> Asker {
    let attributes: serde_json::Map<String, serde_json::Value> = layer
        .user_attributes
        .iter()
        .map(|(name, kind)| {
            let value = match format!("{kind:?}").as_str() {
                "String" => serde_json::json!("a"),
                "Integer" => serde_json::json!(1),
                "StringList" => serde_json::json!(["a", "b"]),
                _ => serde_json::json!([1, 2]),
            };
            (name.clone(), value)
        })
        .collect();
    let principal = serde_json::json!({"user": "u", "roles": [], "attributes": attributes});
    Asker::Known(serde_json::from_value::<Principal>(principal).unwrap())
}

/// The SQL of every metric in total and by every dimension that it reaches, for somebody whom no
/// policy binds and for somebody whom all bind.
pub(crate) fn everything(layer: &SemanticLayer) -> Vec<String> {
    let roles: Vec<&String> = layer
        .datasets
        .iter()
        .flat_map(|dataset| &dataset.policies)
        .flat_map(|policy| &policy.unless_role)
        .collect();
    let free = serde_json::json!({"user": "u", "roles": roles});
    let free = Asker::Known(serde_json::from_value::<Principal>(free).unwrap());
    let mut all = Vec::new();
    for (id, metric) in layer.metrics_with_ids() {
        let mut groupings: Vec<String> = layer
            .fields_of_metric(id)
            .into_iter()
            .map(|field| layer.field_reference(field))
            .collect();
        groupings.sort();
        groupings.truncate(12);
        groupings.extend(layer.time.grains.iter().map(|grain| grain.name.clone()));
        groupings.insert(0, String::new());
        for grouping in groupings {
            let (items, clause) = match grouping.as_str() {
                "" => (String::new(), ""),
                by => (format!("{by}, "), " GROUP BY 1"),
            };
            let name = &metric.name;
            let sql = format!("SELECT {items}MEASURE({name}) FROM {}{clause}", layer.name);
            for asker in [&free, &bound_asker(layer)] {
                let told = match bind(layer, asker, &SemanticSql(sql.clone())) {
                    Ok(query) => compile(&query).text().to_owned(),
                    Err(diagnostics) => format!("{diagnostics:?}"),
                };
                all.push(format!("{sql}\n{told}"));
            }
        }
    }
    all
}

/// What a layer holds, apart from where it was written and how: the file, the text of a definition
/// (its filter is inside after export), words that repeat a name, labels of bare columns.
pub(crate) fn content(layer: &SemanticLayer) -> String {
    let without_names = |words: &[String], label: &semantic_sql::layer::Text| -> Vec<String> {
        words
            .iter()
            .filter(|word| **word != label.zh && **word != label.en)
            .cloned()
            .collect()
    };
    let mut lines = vec![format!(
        "{} {:?} {} {:?} {:?} {:?} {:?} {:?} {:?}",
        layer.name,
        layer.description,
        layer.currency,
        layer.time,
        layer.user_attributes,
        layer.roles,
        layer.default_window_days,
        layer.examples,
        layer.calendar,
    )];
    for dataset in &layer.datasets {
        lines.push(format!(
            "{} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {}",
            dataset.name,
            dataset.source,
            dataset.loaded_from,
            dataset.kind,
            dataset.primary_key,
            dataset.time_dimension,
            dataset.label,
            dataset.description,
            without_names(&dataset.synonyms, &dataset.label),
            dataset.policies,
            dataset.shared,
        ));
        for field in &dataset.fields {
            let label = (!field.hidden).then_some(&field.label);
            lines.push(format!(
                "  {} {:?} {:?} {label:?} {:?} {:?} {:?} {} {} {:?} {:?} {:?} {}",
                field.name,
                field.expression,
                field.data_type,
                field.description,
                without_names(&field.synonyms, &field.label),
                field.display,
                field.hidden,
                field.pii,
                field.deny_roles,
                field.values,
                field.groups,
                field.is_time,
            ));
        }
    }
    lines.extend(layer.relationships.iter().map(|one| format!("{one:?}")));
    for metric in &layer.metrics {
        lines.push(format!(
            "{} {:?} {:?} {:?} {:?} {:?} {} {} {:?} {:?} {} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {}",
            metric.name,
            metric.label,
            metric.description,
            metric.expression,
            metric.time_dimension,
            metric.defaults,
            metric.unit,
            metric.format,
            metric.additivity,
            metric.polarity,
            metric.fill_zero,
            without_names(&metric.synonyms, &metric.label),
            metric.maturity,
            metric.comparability,
            metric.caveats,
            metric.by_grain,
            metric.deny_roles,
            metric.owner,
            metric.certified,
        ));
    }
    lines.join("\n")
}
