//! Semantic SQL against hand-written SQL over a small world of its own.

use std::path::Path;

use semantic_sql::{Asker, SemanticLayer, SourceFile};

use crate::support::{rows, world};

/// One case of a file: its name, what stands in its header, and its two texts.
struct Case {
    name: String,
    asker: Asker,
    day_start: String,
    semantic: String,
    equals: String,
}

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn cases(path: &str) -> Vec<Case> {
    let text = read(path);
    text.split("\n== ").skip(1).map(case).collect()
}

fn case(text: &str) -> Case {
    let (name, rest) = text.split_once('\n').unwrap();
    let header = |key: &str| rest.lines().find_map(|line| line.strip_prefix(key));
    let asker = match header("-- as ") {
        None => world::owner(),
        Some("nobody") => Asker::Nobody,
        Some(json) => Asker::Known(serde_json::from_str(json).unwrap()),
    };
    let (semantic, equals) = rest.split_once("--- equals\n").unwrap_or((rest, ""));
    Case {
        name: name.to_owned(),
        asker,
        day_start: header("-- day_start ").unwrap_or("00:00").to_owned(),
        semantic: semantic.trim().to_owned(),
        equals: equals.trim().to_owned(),
    }
}

/// The layer of the compiler's own tests, with another start of the business day.
fn shop(day_start: &str) -> SemanticLayer {
    let text = read("crates/semantic_sql/tests/layers/shop.yml");
    let text = text.replace(
        "day_start: \"00:00\"",
        &format!("day_start: \"{day_start}\""),
    );
    world::load(&[SourceFile {
        name: "shop.yml".to_owned(),
        text,
    }])
}

fn shop_world() -> duckdb::Connection {
    let connection = duckdb::Connection::open_in_memory().unwrap();
    connection
        .execute_batch(&read("tests/cases/semantics/world.sql"))
        .unwrap();
    connection
}

#[test]
fn every_statement_equals_its_sql() {
    let connection = shop_world();
    let mut problems = Vec::new();
    for case in cases("tests/cases/semantics/values.sql") {
        let expected = rows::rows(&connection, &case.equals)
            .unwrap_or_else(|error| panic!("{}: {error}", case.name));
        match world::ask(
            &connection,
            &shop(&case.day_start),
            &case.asker,
            &case.semantic,
        ) {
            Err(error) => problems.push(format!("{}: {error}", case.name)),
            Ok(found) if rows::same_rows(&expected, &found) => {}
            Ok(found) => problems.push(format!(
                "{}\nexpected\n{}\nfound\n{}",
                case.name,
                rows::text(&expected),
                rows::text(&found)
            )),
        }
    }
    assert!(
        problems.is_empty(),
        "{} statements differ:\n{}",
        problems.len(),
        problems.join("\n\n")
    );
}

#[test]
fn what_cannot_be_right_is_refused() {
    let layer = shop("00:00");
    for case in cases("tests/cases/semantics/refused.sql") {
        let refused = world::bind(&layer, &case.asker, &case.semantic).expect_err(&case.name);
        let code = case.name.split(' ').next().unwrap();
        assert_eq!(refused[0].code, code, "{}: {}", case.name, refused[0]);
    }
}
