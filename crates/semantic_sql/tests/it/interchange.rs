//! Layers out and in again: what is exported means the same.

use std::path::Path;

use semantic_sql::layer::{ExportError, ExportFormat, ImportFormat, Policies, export, import};
use semantic_sql::{Asker, Principal, SemanticLayer, SemanticSql, SourceFile, bind, compile, load};

use crate::{folder, schema};

/// The files of a folder that end in `.yml` or `.yaml`, in order.
fn files(folder: &Path) -> Vec<SourceFile> {
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

fn file(path: &Path) -> SourceFile {
    SourceFile {
        name: path.file_name().unwrap().to_string_lossy().into_owned(),
        text: std::fs::read_to_string(path).unwrap(),
    }
}

/// Every layer that the repository has, by name.
fn layers() -> Vec<(String, Vec<SourceFile>)> {
    let shipped = folder().join("../../semantic_layer");
    let mut all = vec![("shipped".to_owned(), files(&shipped))];
    for one in files(&folder().join("layers")) {
        all.push((one.name.clone(), vec![one]));
    }
    all
}

fn loaded(files: &[SourceFile]) -> SemanticLayer {
    load(files).unwrap_or_else(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("{}", lines.join("\n"))
    })
}

fn exported(files: &[SourceFile], format: ExportFormat) -> SourceFile {
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
fn bound_asker(layer: &SemanticLayer) -> Asker {
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
fn everything(layer: &SemanticLayer) -> Vec<String> {
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
fn content(layer: &SemanticLayer) -> String {
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
            dataset.synonyms,
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

#[test]
fn an_exported_layer_is_the_same_layer() {
    for (name, files) in layers() {
        let before = loaded(&files);
        for format in [ExportFormat::Yaml, ExportFormat::Json] {
            let file = exported(&files, format);
            let after = loaded(std::slice::from_ref(&file));
            let (old, new) = (content(&before), content(&after));
            for (old, new) in old.lines().zip(new.lines()) {
                assert_eq!(old, new, "{name} as {format:?}");
            }
            assert_eq!(old.lines().count(), new.lines().count(), "{name}");
            if format == ExportFormat::Yaml {
                let (old, new) = (everything(&before), everything(&after));
                assert!(old.len() > 2 * before.metrics.len());
                for (old, new) in old.iter().zip(&new) {
                    assert_eq!(old, new, "{name}");
                }
                assert_eq!(old.len(), new.len());
            }
        }
    }
}

#[test]
fn an_exported_layer_is_exported_the_same_again() {
    for (name, files) in layers() {
        let once = exported(&files, ExportFormat::Yaml);
        let twice = exported(std::slice::from_ref(&once), ExportFormat::Yaml);
        for (old, new) in once.text.lines().zip(twice.text.lines()) {
            assert_eq!(old, new, "{name}");
        }
        assert_eq!(once.text.len(), twice.text.len(), "{name}");
    }
}

/// A document written as JSON, read.
fn tree(file: &SourceFile) -> serde_json::Value {
    serde_json::from_str(&file.text).unwrap()
}

#[test]
fn an_exported_layer_is_valid() {
    let text = std::fs::read_to_string(folder().join("ossie-schema.json")).unwrap();
    let schema: serde_json::Value = serde_json::from_str(&text).unwrap();
    for (name, files) in layers() {
        let document = tree(&exported(&files, ExportFormat::Json));
        let violations = schema::violations(&schema, &document);
        assert!(violations.is_empty(), "{name}: {violations:#?}");
        let mut broken = document.clone();
        broken["datasets"][0]["rls"] = serde_json::json!([]);
        broken["metrics"][0]["expression"]["dialects"][0]["dialect"] = "DUCKDB".into();
        assert_eq!(schema::violations(&schema, &broken).len(), 2, "{name}");
    }
}

/// Our entry of the first object of a list that has a name.
fn extension(document: &serde_json::Value, list: &str, name: &str) -> serde_json::Value {
    let object = document[list]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["name"] == name)
        .unwrap();
    let data = object["custom_extensions"][0]["data"].as_str().unwrap();
    serde_json::from_str(data).unwrap()
}

#[test]
fn rules_about_rows_are_never_lost_silently() {
    let files = [file(&folder().join("layers/shop.yml"))];
    let refused = export(&files, ExportFormat::Json, Policies::Refuse).unwrap_err();
    let told = refused.to_string();
    for part in [
        "3 × rls (orders/scope",
        "deny_roles (rooms.slot_fee)",
        "pii (orders.buyer_id)",
    ] {
        assert!(told.contains(part), "{told}");
    }
    let kept = export(&files, ExportFormat::Json, Policies::Write).unwrap();
    assert!(kept.left_out.is_empty() && kept.exposed.is_empty());
    let document: serde_json::Value = serde_json::from_str(&kept.text).unwrap();
    let orders = extension(&document, "datasets", "orders");
    assert_eq!(
        orders["requires"],
        serde_json::json!(["time_dimension", "rls"])
    );
    assert_eq!(
        orders["rls"][0]["unless_role"],
        serde_json::json!(["owner"])
    );
    let left = export(&files, ExportFormat::Json, Policies::LeaveOut).unwrap();
    assert!(
        left.left_out
            .contains(&"rls of order_lines/scope".to_owned())
    );
    assert!(
        left.left_out
            .contains(&"deny_roles of rooms.slot_fee".to_owned())
    );
    assert!(left.exposed.contains(&"pii of orders.buyer_id".to_owned()));
    for word in ["rls", "deny_roles", "user_attributes", "unless_role"] {
        assert!(!left.text.contains(word), "{word}");
    }
    // Somebody's own marks stay, for readers that know them.
    assert!(left.text.contains("pii"));
}

#[test]
fn references_stay_readable_for_others() {
    let files = [file(&folder().join("layers/shop.yml"))];
    let document = tree(&exported(&files, ExportFormat::Json));
    let metric = |name: &str| {
        document["metrics"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["name"] == name)
            .unwrap()
            .clone()
    };
    insta::assert_json_snapshot!([
        metric("gmv_per_watch_hour"),
        metric("paid_gmv"),
        metric("usual_gmv"),
    ]);
}

/// What an import says and makes; what it makes loads, and goes out as valid Ossie.
fn imported(path: &Path) -> String {
    let format = match path.parent().unwrap().file_name().unwrap().to_str() {
        Some("cube") => ImportFormat::Cube,
        Some("databricks") => ImportFormat::Databricks,
        _ => ImportFormat::Ossie,
    };
    let told = match import(&[file(path)], Some(format), "imported") {
        Err(problems) => {
            let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
            return format!("refused:\n{}", lines.join("\n"));
        }
        Ok(imported) => imported,
    };
    let made = SourceFile {
        name: "imported.yml".to_owned(),
        text: told.text.clone(),
    };
    let before = loaded(std::slice::from_ref(&made));
    let after = loaded(&[exported(&[made], ExportFormat::Yaml)]);
    assert_eq!(everything(&before), everything(&after));
    let findings: Vec<String> = told.findings.iter().map(ToString::to_string).collect();
    format!("{}\n\n{}", findings.join("\n"), told.text)
}

#[test]
fn other_formats_come_in_and_say_what_is_lost() {
    insta::glob!("../cases/import", "*/*.yml", |path| {
        insta::assert_snapshot!(imported(path));
    });
}

#[test]
fn several_files_make_one_layer() {
    let cases = folder().join("cases/import/databricks");
    let files = [
        file(&cases.join("orders.yml")),
        file(&cases.join("unmapped.yml")),
    ];
    let one = import(&files, None, "both").unwrap();
    let layer = loaded(&[SourceFile {
        name: "both.yml".to_owned(),
        text: one.text,
    }]);
    assert_eq!(layer.name, "both");
    assert!(layer.find_dataset("orders").is_some() && layer.find_dataset("lines").is_some());
}

#[test]
fn nothing_of_others_is_lost_on_the_way_through() {
    let path = folder().join("cases/import/ossie/flat.yml");
    let shorthand = import(&[file(&path)], None, "").unwrap();
    let shorthand = SourceFile {
        name: "flat.yml".to_owned(),
        text: shorthand.text,
    };
    let document = tree(&exported(&[shorthand], ExportFormat::Json));
    assert_eq!(document["custom_extensions"][1]["vendor_name"], "SOMEBODY");
    assert_eq!(
        document["ai_context"]["instructions"],
        "Prices include tax."
    );
    let sales = &document["datasets"][0];
    assert_eq!(sales["ai_context"], "Every line of a receipt");
    let shop = &sales["fields"][2];
    assert_eq!(
        shop["custom_extensions"][0]["data"],
        "{\"color\": \"brown\"}"
    );
    assert_eq!(shop["ai_context"]["instructions"], "Names are unique.");
    assert_eq!(
        document["relationships"][0]["ai_context"]["synonyms"],
        serde_json::json!(["same receipt"])
    );
}
