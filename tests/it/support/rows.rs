//! Rows of a database as cells that can be compared.

use duckdb::types::{TimeUnit, Value};
use semantic_sql::expr::Literal;
use wenbo::result_set::Cell;

/// Relative difference below which two numbers are equal.
const TOLERANCE: f64 = 1e-9;

/// The rows of a query; an error of the database is told with the query.
pub(crate) fn rows(connection: &duckdb::Connection, sql: &str) -> Result<Vec<Vec<Cell>>, String> {
    with_parameters(connection, sql, Vec::new())
}

/// The rows of a compiled statement.
pub(crate) fn compiled(
    connection: &duckdb::Connection,
    sql: &semantic_sql::CompiledSql,
) -> Result<Vec<Vec<Cell>>, String> {
    let parameters = sql.parameters().iter().map(|value| match value {
        Literal::String(text) => Value::Text(text.clone()),
        Literal::Number(text) => Value::BigInt(text.parse().unwrap()),
        other => panic!("an attribute that no test has: {other:?}"),
    });
    with_parameters(connection, sql.text(), parameters.collect())
}

fn with_parameters(
    connection: &duckdb::Connection,
    sql: &str,
    parameters: Vec<Value>,
) -> Result<Vec<Vec<Cell>>, String> {
    let failed = |error: duckdb::Error| format!("{error}\n{sql}");
    let mut statement = connection.prepare(sql).map_err(failed)?;
    let mut found = statement
        .query(duckdb::params_from_iter(parameters))
        .map_err(failed)?;
    let mut all = Vec::new();
    while let Some(row) = found.next().map_err(failed)? {
        let statement = row.as_ref();
        // The driver panics over a value of a column whose only type is NULL.
        let untyped = |index| {
            statement.column_logical_type(index).id() == duckdb::core::LogicalTypeId::SqlNull
        };
        let cells = (0..statement.column_count()).map(|index| {
            if untyped(index) {
                return Ok(Cell::Null);
            }
            row.get::<_, Value>(index).map(cell)
        });
        all.push(cells.collect::<Result<Vec<_>, _>>().map_err(failed)?);
    }
    Ok(all)
}

fn cell(value: Value) -> Cell {
    match value {
        Value::Null => Cell::Null,
        Value::Boolean(value) => Cell::Boolean(value),
        Value::TinyInt(value) => Cell::Integer(value.into()),
        Value::SmallInt(value) => Cell::Integer(value.into()),
        Value::Int(value) => Cell::Integer(value.into()),
        Value::BigInt(value) => Cell::Integer(value.into()),
        Value::HugeInt(value) => Cell::Integer(value),
        Value::UInt(value) => Cell::Integer(value.into()),
        Value::UBigInt(value) => Cell::Integer(value.into()),
        Value::Float(value) => Cell::Float(value.into()),
        Value::Double(value) => Cell::Float(value),
        Value::Decimal(value) => Cell::Decimal(value.to_string()),
        Value::Text(value) | Value::Enum(value) => Cell::Text(value),
        Value::Date32(days) => {
            Cell::Date(chrono::NaiveDate::default() + chrono::TimeDelta::days(days.into()))
        }
        Value::Timestamp(unit, count) => Cell::DateTime(moment(unit, count)),
        other => panic!("a value that no test expects: {other:?}"),
    }
}

fn moment(unit: TimeUnit, count: i64) -> chrono::NaiveDateTime {
    let micros = match unit {
        TimeUnit::Second => count * 1_000_000,
        TimeUnit::Millisecond => count * 1_000,
        TimeUnit::Microsecond => count,
        TimeUnit::Nanosecond => count / 1_000,
    };
    chrono::NaiveDateTime::default() + chrono::TimeDelta::microseconds(micros)
}

/// Whether two cells hold the same value; numbers are equal across their types.
pub(crate) fn same(left: &Cell, right: &Cell) -> bool {
    match (left.number(), right.number()) {
        (Some(left), Some(right)) => {
            (left - right).abs() <= TOLERANCE * left.abs().max(right.abs())
        }
        _ => left.key() == right.key(),
    }
}

/// Whether two results hold the same rows in the same order.
pub(crate) fn same_rows(left: &[Vec<Cell>], right: &[Vec<Cell>]) -> bool {
    left.len() == right.len()
        && left.iter().zip(right).all(|(left, right)| {
            left.len() == right.len()
                && left
                    .iter()
                    .zip(right)
                    .all(|(left, right)| same(left, right))
        })
}

/// Rows as lines of text, for messages.
pub(crate) fn text(rows: &[Vec<Cell>]) -> String {
    let line = |row: &Vec<Cell>| {
        let cells: Vec<String> = row
            .iter()
            .map(|cell| cell.key().unwrap_or_else(|| "NULL".to_owned()))
            .collect();
        cells.join(" | ")
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}
