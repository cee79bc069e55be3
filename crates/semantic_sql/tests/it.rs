//! The compiler from outside: files of semantic SQL in, snapshots of SQL and diagnostics out.
//!
//! A case may start with `-- layer: name` and `-- as: {principal}`; without, the owner asks the
//! layer `shop`.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

#[path = "it/interchange.rs"]
mod interchange;
#[path = "it/layers.rs"]
mod layers;
#[path = "it/schema.rs"]
mod schema;

use std::path::{Path, PathBuf};

use semantic_sql::{
    Asker, Diagnostic, Principal, SemanticLayer, SemanticSql, SourceFile, bind, compile, load,
};

const OWNER: &str = r#"{"user": "tester", "roles": ["owner", "admin"]}"#;

/// A case, as its file writes it.
struct Case {
    layer: String,
    asker: Asker,
    sql: SemanticSql,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn read_case(path: &Path) -> Case {
    let text = std::fs::read_to_string(path).unwrap();
    let header = |key: &str| {
        text.lines()
            .find_map(|line| line.strip_prefix(key))
            .map(str::trim)
    };
    let asker = match header("-- as:").unwrap_or(OWNER) {
        "nobody" => Asker::Nobody,
        json => Asker::Known(serde_json::from_str::<Principal>(json).unwrap()),
    };
    Case {
        layer: header("-- layer:").unwrap_or("shop").to_owned(),
        asker,
        sql: SemanticSql(text),
    }
}

fn read_layer(name: &str) -> SemanticLayer {
    let file = format!("{name}.yml");
    let text = std::fs::read_to_string(folder().join("layers").join(&file)).unwrap();
    load(&[SourceFile { name: file, text }]).unwrap_or_else(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("{}", lines.join("\n"))
    })
}

/// The compiled SQL with what the reader is told, or the diagnostics.
fn run(path: &Path) -> Result<String, Vec<Diagnostic>> {
    let case = read_case(path);
    let layer = read_layer(&case.layer);
    let bound = bind(&layer, &case.asker, &case.sql)?;
    let mut told = compile(&bound).text().to_owned();
    assert_eq!(
        told,
        compile(&bind(&layer, &case.asker, &case.sql)?).text(),
        "the same statement gave other bytes"
    );
    for note in &bound.notes {
        told.push_str(&format!("\n-- note {}: {}", note.code, note.text.en));
    }
    for policy in &bound.policies {
        told.push_str(&format!("\n-- policy {policy}"));
    }
    Ok(told)
}

#[test]
fn accepted_statements_compile() {
    insta::glob!("cases/accepted/*.sql", |path| {
        let told = run(path).unwrap_or_else(|diagnostics| panic!("refused: {diagnostics:#?}"));
        insta::assert_snapshot!(told);
    });
}

#[test]
fn rejected_statements_say_why() {
    insta::glob!("cases/rejected/*.sql", |path| {
        let diagnostics = run(path).expect_err("a statement that must be refused was compiled");
        assert!(
            diagnostics.iter().all(|one| one.code.starts_with('E')),
            "{diagnostics:?}"
        );
        let told: Vec<String> = diagnostics
            .iter()
            .map(|one| {
                let place = one.span.map_or_else(String::new, |span| {
                    format!(" at {}:{}", span.line, span.column)
                });
                format!("{one}{place}")
            })
            .collect();
        insta::assert_snapshot!(told.join("\n"));
    });
}

/// The SQL of a statement over a layer, and the policies that it names.
fn compiled(layer: &SemanticLayer, principal: &str, sql: &str) -> (String, Vec<String>) {
    let asker = Asker::Known(serde_json::from_str::<Principal>(principal).unwrap());
    let bound = bind(layer, &asker, &SemanticSql(sql.to_owned())).unwrap();
    (compile(&bound).text().to_owned(), bound.policies.clone())
}

#[test]
fn a_strict_document_without_kinds_opens_its_dimensions_alone() {
    let text = std::fs::read_to_string(folder().join("layers/sample_ossie.yaml")).unwrap();
    let name = "sample_ossie.yaml".to_owned();
    let layer = load(&[SourceFile { name, text }]).unwrap();
    let bound = r#"{"user": "u", "roles": [], "attributes": {"platform_ids": [1]}}"#;
    for field in ["platform_name", "room_title", "product_name", "date_key"] {
        let sql = format!("SELECT {field} FROM live_commerce GROUP BY 1");
        let (sql, policies) = compiled(&layer, bound, &sql);
        assert!(!sql.contains("FALSE") && policies.is_empty(), "{sql}");
    }
    let (_, policies) = compiled(
        &layer,
        bound,
        "SELECT room_title, MEASURE(gmv), MEASURE(watch_seconds) FROM live_commerce",
    );
    let guarded = ["order_lines.by_platform", "room_sessions.closed"];
    assert_eq!(policies, guarded);
}

#[test]
fn the_order_of_the_links_decides_nothing() {
    let text = std::fs::read_to_string(folder().join("layers/rights.yml")).unwrap();
    let (before, links) = text.split_once("relationships:\n").unwrap();
    let (links, after) = links.split_once("\nmetrics:").unwrap();
    let reversed: Vec<&str> = links.lines().rev().collect();
    let turned = format!(
        "{before}relationships:\n{}\n\nmetrics:{after}",
        reversed.join("\n")
    );
    assert_ne!(text, turned);
    let told = [text, turned].map(|text| {
        let name = "rights.yml".to_owned();
        let layer = load(&[SourceFile { name, text }]).unwrap();
        ["day", "billed.day"].map(|day| {
            let sql = format!("SELECT {day}, MEASURE(gmv) FROM rights");
            compiled(&layer, OWNER, &sql)
        })
    });
    assert_eq!(told[0], told[1]);
}

#[test]
fn a_strict_document_loads_flat_and_wrapped() {
    let flat = std::fs::read_to_string(folder().join("layers/strict.yml")).unwrap();
    let body: String = flat
        .lines()
        .filter(|line| !line.starts_with("version:"))
        .map(|line| format!("    {line}\n"))
        .collect();
    let wrapped = format!("version: 0.2.0.dev0\nsemantic_model:\n  -\n{body}");
    for text in [flat, wrapped] {
        let layer = load(&[SourceFile {
            name: "strict.yml".to_owned(),
            text,
        }])
        .unwrap();
        assert_eq!(layer.name, "studio");
        assert_eq!(layer.metrics.len(), 5);
        assert_eq!(layer.time.day_start_minutes, 360);
    }
}
