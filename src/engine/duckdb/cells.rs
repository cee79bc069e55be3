//! DuckDB's values and types as ours.

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime};
use duckdb::types::{TimeUnit, ValueRef};

use crate::engine::EngineError;
use crate::result_set::Cell;

/// Whether a column's only type is NULL.
pub(super) fn is_untyped(statement: &duckdb::Statement<'_>, index: usize) -> bool {
    statement.column_logical_type(index).id() == duckdb::core::LogicalTypeId::SqlNull
}

/// The type of a column without a single value.
pub(super) fn declared_type(statement: &duckdb::Statement<'_>, index: usize) -> &'static str {
    use duckdb::core::LogicalTypeId as Id;
    match statement.column_logical_type(index).id() {
        Id::Boolean => "boolean",
        Id::Tinyint
        | Id::Smallint
        | Id::Integer
        | Id::Bigint
        | Id::Hugeint
        | Id::UTinyint
        | Id::USmallint
        | Id::UInteger
        | Id::UBigint
        | Id::UHugeint => "integer",
        Id::Decimal => "decimal",
        Id::Float | Id::Double => "float",
        Id::Date => "date",
        Id::Timestamp | Id::TimestampS | Id::TimestampMs | Id::TimestampNs => "datetime",
        _ => "string",
    }
}

/// One value and the type that it shows, if it shows one.
pub(super) fn cell(value: ValueRef<'_>) -> Result<(Cell, Option<&'static str>), EngineError> {
    let integer = |value: i128| (Cell::Integer(value), Some("integer"));
    Ok(match value {
        ValueRef::Null => (Cell::Null, None),
        ValueRef::Boolean(value) => (Cell::Boolean(value), Some("boolean")),
        ValueRef::TinyInt(value) => integer(value.into()),
        ValueRef::SmallInt(value) => integer(value.into()),
        ValueRef::Int(value) => integer(value.into()),
        ValueRef::BigInt(value) => integer(value.into()),
        ValueRef::HugeInt(value) => integer(value),
        ValueRef::UTinyInt(value) => integer(value.into()),
        ValueRef::USmallInt(value) => integer(value.into()),
        ValueRef::UInt(value) => integer(value.into()),
        ValueRef::UBigInt(value) => integer(value.into()),
        ValueRef::Float(value) => (float(f64::from(value)), Some("float")),
        ValueRef::Double(value) => (float(value), Some("float")),
        ValueRef::Decimal(value) => (Cell::Decimal(value.to_string()), Some("decimal")),
        ValueRef::Text(bytes) => (
            Cell::Text(String::from_utf8_lossy(bytes).into_owned()),
            Some("string"),
        ),
        ValueRef::Date32(days) => (Cell::Date(date(days)?), Some("date")),
        ValueRef::Timestamp(unit, count) => {
            (Cell::DateTime(datetime(unit, count)?), Some("datetime"))
        }
        other => {
            let name = format!("{:?}", other.data_type());
            return Err(EngineError::Failed(
                format!("a column of type {name} cannot be shown").into(),
            ));
        }
    })
}

/// JSON has neither infinity nor NaN; a division by nothing is no value.
fn float(value: f64) -> Cell {
    if value.is_finite() {
        Cell::Float(value)
    } else {
        Cell::Null
    }
}

fn date(days: i32) -> Result<NaiveDate, EngineError> {
    let epoch = NaiveDate::default();
    let moved = if days < 0 {
        epoch.checked_sub_days(Days::new(u64::from(days.unsigned_abs())))
    } else {
        epoch.checked_add_days(Days::new(u64::from(days.unsigned_abs())))
    };
    moved.ok_or_else(|| EngineError::Failed("a date is out of range".into()))
}

fn datetime(unit: TimeUnit, count: i64) -> Result<NaiveDateTime, EngineError> {
    let moment = match unit {
        TimeUnit::Second => DateTime::from_timestamp(count, 0),
        TimeUnit::Millisecond => DateTime::from_timestamp_millis(count),
        TimeUnit::Microsecond => DateTime::from_timestamp_micros(count),
        TimeUnit::Nanosecond => Some(DateTime::from_timestamp_nanos(count)),
    };
    moment
        .map(|moment| moment.naive_utc())
        .ok_or_else(|| EngineError::Failed("a time is out of range".into()))
}
