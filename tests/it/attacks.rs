//! Statements that must be refused before a database sees them.

use crate::support::cases::{self, Layers};
use crate::support::{rows, world};

const FOLDER: &str = "tests/cases/attacks";
const LAYERS: &str = "tests/cases/dialect";

#[test]
fn every_attack_is_refused_before_the_database() {
    let mut layers = Layers::default();
    let mut problems = Vec::new();
    let mut count = 0;
    for case in cases::read_folder(FOLDER) {
        if case.file == "principals.sql" {
            continue;
        }
        count += 1;
        let layer = layers.of(LAYERS, "layer.yaml", &case);
        match world::bind(layer, &case.asker(), &case.sql) {
            Ok(bound) if !case.has("may-run") => problems.push(format!(
                "{}: {}\n{}",
                case.file,
                case.name,
                semantic_sql::compile(&bound).text()
            )),
            Ok(_) => {}
            Err(refused) => {
                if refused.iter().any(|one| !one.code.starts_with('E')) {
                    problems.push(format!("{}: {} has no code", case.file, case.name));
                }
            }
        }
    }
    assert!(count >= 150, "only {count} attacks were read");
    assert!(
        problems.is_empty(),
        "{} attacks were compiled:\n{}",
        problems.len(),
        problems.join("\n\n")
    );
}

#[test]
fn an_asker_made_to_attack_sees_at_most_its_rows() {
    let connection = duckdb::Connection::open_in_memory().unwrap();
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(LAYERS)
        .join("world.sql");
    connection
        .execute_batch(&std::fs::read_to_string(path).unwrap())
        .unwrap();
    let mut layers = Layers::default();
    for case in cases::read_folder(FOLDER) {
        if case.file != "principals.sql" {
            continue;
        }
        let layer = layers.of(LAYERS, "layer.yaml", &case);
        let Ok(bound) = world::bind(layer, &case.asker(), &case.sql) else {
            continue;
        };
        let found = rows::compiled(&connection, &semantic_sql::compile(&bound)).unwrap();
        let right = case
            .equals
            .iter()
            .any(|equals| rows::same_rows(&rows::rows(&connection, equals).unwrap(), &found));
        assert!(right, "{} saw\n{}", case.name, rows::text(&found));
    }
}
