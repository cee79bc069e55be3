//! Layers out and in again: what is exported means the same.

use std::path::Path;

use semantic_sql::layer::{ExportFormat, ImportFormat, Policies, export, import};
use semantic_sql::{Asker, SemanticSql, SourceFile, bind, compile};

use crate::layers::{content, everything, exported, file, layers, loaded};
use crate::{folder, schema};

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
    assert_eq!(orders["requires"], serde_json::json!(["rls"]));
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

/// In the original a measure runs over the rows of the source, whatever columns it has.
#[test]
fn a_measure_over_a_joined_table_counts_rows_of_the_source() {
    let path = folder().join("cases/import/databricks/orders.yml");
    let made = import(&[file(&path)], None, "imported").unwrap();
    let layer = loaded(&[SourceFile {
        name: "imported.yml".to_owned(),
        text: made.text,
    }]);
    let sql = "SELECT nation, MEASURE(balance) AS balance FROM imported GROUP BY 1";
    let bound = bind(&layer, &Asker::Nobody, &SemanticSql(sql.to_owned())).unwrap();
    insta::assert_snapshot!(compile(&bound).text());
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
