//! Intervals and the types of casts.

use sqlparser::ast;

use crate::diagnostic::Diagnostic;
use crate::expr::{DataType, Expr, Grain, Interval, Literal};

use super::Lowering;
use super::scalar::lower;

/// `INTERVAL '7' DAY`.
pub(super) fn lower_interval(
    cx: &mut Lowering,
    interval: &ast::Interval,
) -> Result<Interval, Diagnostic> {
    let refuse = || {
        Diagnostic::not_allowed(format!("`{interval}` is not an interval of the dialect"))
            .with_hint("Write INTERVAL '7' DAY or INTERVAL '1 month'.")
    };
    let Expr::Literal(Literal::String(text) | Literal::Number(text)) =
        lower(cx, (*interval.value).clone())?
    else {
        return Err(refuse());
    };
    let unit = interval.leading_field.as_ref().map(ToString::to_string);
    parse_interval(&match unit {
        Some(unit) => format!("{text} {unit}"),
        None => text,
    })
    .ok_or_else(refuse)
}

/// `7 day`, `1 month`: a whole number and a unit.
pub(super) fn parse_interval(text: &str) -> Option<Interval> {
    let (count, unit) = text.trim().split_once(' ')?;
    Some(Interval {
        count: count
            .trim()
            .parse()
            .ok()
            .filter(|count: &i64| count.abs() < 100_000)?,
        unit: Grain::from_name(unit.trim())?,
    })
}

/// The type of a cast.
pub(super) fn lower_type(data_type: &ast::DataType) -> Result<DataType, Diagnostic> {
    use ast::DataType as Sql;
    Ok(match data_type {
        Sql::Date => DataType::Date,
        Sql::Timestamp(None, ast::TimezoneInfo::None) | Sql::Datetime(None) => DataType::DateTime,
        Sql::Varchar(None) | Sql::Text | Sql::String(None) => DataType::String,
        Sql::BigInt(None) | Sql::Integer(None) | Sql::Int(None) => DataType::Integer,
        Sql::Double(_) | Sql::DoublePrecision | Sql::Float(_) => DataType::Float,
        Sql::Boolean => DataType::Boolean,
        other => {
            return Err(Diagnostic::not_allowed(format!(
                "a cast to {other} is not part of semantic SQL"
            ))
            .with_hint("Cast to DATE, TIMESTAMP, VARCHAR, BIGINT, DOUBLE or BOOLEAN."));
        }
    })
}
