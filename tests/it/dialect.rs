//! Semantic SQL of a strict Ossie layer against hand-written SQL, refusals and hidden cells.

use std::path::Path;

use serde_json::Value;
use wenbo::result_set::Cell;

use crate::support::cases::{self, Case, Layers};
use crate::support::{rows, world};

const FOLDER: &str = "tests/cases/dialect";

fn dialect_world() -> duckdb::Connection {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(FOLDER)
        .join("world.sql");
    let connection = duckdb::Connection::open_in_memory().unwrap();
    connection
        .execute_batch(&std::fs::read_to_string(path).unwrap())
        .unwrap();
    connection
}

#[test]
fn every_statement_is_answered_as_its_case_says() {
    let connection = dialect_world();
    let mut layers = Layers::default();
    let mut problems = Vec::new();
    let cases: Vec<Case> = cases::read_folder(FOLDER)
        .into_iter()
        .filter(|case| case.file != "world.sql")
        .collect();
    assert!(cases.len() > 300, "only {} cases were read", cases.len());
    for case in cases {
        let layer = layers.of(FOLDER, "layer.yaml", &case);
        let outcome = match world::bind(layer, &case.asker(), &case.sql) {
            Err(refused) => judge_refusal(&case, &refused),
            Ok(_) if case.equals.is_empty() => Err("was compiled".to_owned()),
            Ok(bound) => rows::compiled(&connection, &semantic_sql::compile(&bound))
                .and_then(|found| judge_rows(&connection, &case, &found)),
        };
        if let Err(problem) = outcome {
            problems.push(format!(
                "{}: {}\n{}\n{problem}",
                case.file, case.name, case.sql
            ));
        }
    }
    assert!(
        problems.is_empty(),
        "{} cases are not as they should be:\n{}",
        problems.len(),
        problems.join("\n\n")
    );
}

fn judge_refusal(case: &Case, refused: &[semantic_sql::Diagnostic]) -> Result<(), String> {
    let told: Vec<String> = refused.iter().map(ToString::to_string).collect();
    let told = told.join("\n");
    if !case.equals.is_empty() {
        let right = case.has("either") || (case.has("suppressed") && !case.has("show"));
        return if right { Ok(()) } else { Err(told) };
    }
    let codes: Vec<&str> = case
        .name
        .split(' ')
        .next()
        .unwrap_or_default()
        .split('|')
        .collect();
    if !codes.contains(&"E_ANY") && !codes.contains(&refused[0].code) {
        return Err(told);
    }
    let lower = told.to_lowercase();
    let names = case.first("names").unwrap_or_default();
    for need in names.split(", ").filter(|need| !need.is_empty()) {
        if !need
            .split('|')
            .any(|name| lower.contains(&name.to_lowercase()))
        {
            return Err(format!("does not name {need}: {told}"));
        }
    }
    Ok(())
}

fn judge_rows(
    connection: &duckdb::Connection,
    case: &Case,
    found: &[Vec<Cell>],
) -> Result<(), String> {
    if case.has("suppressed") {
        let expected = rows::rows(connection, &case.equals[0])?;
        return judge_hidden(case, &expected, found);
    }
    let mut first = None;
    for equals in &case.equals {
        let expected = rows::rows(connection, equals)?;
        if rows::same_rows(&expected, found) {
            return Ok(());
        }
        first.get_or_insert(expected);
    }
    Err(format!(
        "expected\n{}\nfound\n{}",
        rows::text(&first.unwrap_or_default()),
        rows::text(found)
    ))
}

/// A cell that is shown is right, what must be hidden is, and enough is shown.
fn judge_hidden(case: &Case, expected: &[Vec<Cell>], found: &[Vec<Cell>]) -> Result<(), String> {
    let keys: usize = case.first("suppressed").unwrap().parse().unwrap();
    let row_of = |rows: &[Vec<Cell>], key: &[Cell]| -> Option<Vec<Cell>> {
        rows.iter().find(|row| same_key(&row[..keys], key)).cloned()
    };
    for row in found {
        let Some(right) = row_of(expected, &row[..keys]) else {
            return Err(format!(
                "a row that nobody expects: {}",
                rows::text(std::slice::from_ref(row))
            ));
        };
        for (cell, right) in row.iter().zip(&right).skip(keys) {
            if *cell != Cell::Null && !rows::same(cell, right) {
                return Err(format!(
                    "a wrong cell in {}",
                    rows::text(std::slice::from_ref(row))
                ));
            }
        }
    }
    let named = |text: &String| -> Vec<Value> { serde_json::from_str(text).unwrap() };
    let named_row = |key: &[Value]| {
        found
            .iter()
            .find(|row| row.iter().zip(key).all(|(cell, value)| is(cell, value)))
    };
    for key in case.all("hide") {
        let shown = named_row(&named(key))
            .is_some_and(|row| row[keys..].iter().any(|cell| *cell != Cell::Null));
        if shown {
            return Err(format!("{key} shows a number"));
        }
    }
    for key in case.all("hide-cell") {
        let mut key_and_column = named(key);
        let column = usize::try_from(key_and_column.pop().unwrap().as_u64().unwrap()).unwrap();
        if named_row(&key_and_column).is_some_and(|row| row[column] != Cell::Null) {
            return Err(format!("{key} shows a number"));
        }
    }
    for key in case.all("hide-row") {
        if named_row(&named(key)).is_some() {
            return Err(format!("the row {key} is there"));
        }
    }
    judge_totals(case, keys, expected, found)
}

fn judge_totals(
    case: &Case,
    keys: usize,
    expected: &[Vec<Cell>],
    found: &[Vec<Cell>],
) -> Result<(), String> {
    let whole = |row: &&Vec<Cell>| row[keys..].iter().all(|cell| *cell != Cell::Null);
    if let Some(least) = case.first("show")
        && found.iter().filter(whole).count() < least.parse().unwrap()
    {
        return Err(format!("too little is shown:\n{}", rows::text(found)));
    }
    if case.has("not-both") && found.first().is_some_and(|row| whole(&row)) {
        return Err("both numbers show".to_owned());
    }
    if !case.has("not-alone") {
        return Ok(());
    }
    let level = |row: &&Vec<Cell>, wanted: f64| row[keys - 1].number() == Some(wanted);
    for total in found.iter().filter(|row| level(row, 1.0)) {
        for column in keys..total.len() {
            let hidden = expected
                .iter()
                .filter(|row| level(row, 0.0))
                .filter(|row| {
                    found
                        .iter()
                        .find(|known| same_key(&known[..keys], &row[..keys]))
                        .is_none_or(|known| known[column] == Cell::Null)
                })
                .count();
            if total[column] != Cell::Null && hidden == 1 {
                return Err(format!(
                    "a total gives the one hidden cell away:\n{}",
                    rows::text(found)
                ));
            }
        }
    }
    Ok(())
}

fn same_key(left: &[Cell], right: &[Cell]) -> bool {
    left.iter()
        .zip(right)
        .all(|(left, right)| rows::same(left, right))
}

/// Whether a cell is the value that a case names.
fn is(cell: &Cell, value: &Value) -> bool {
    match value {
        Value::Null => *cell == Cell::Null,
        Value::Number(number) => cell.number() == number.as_f64(),
        other => cell.key().as_deref() == other.as_str(),
    }
}
