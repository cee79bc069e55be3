//! Constants of a statement.

use chrono::{NaiveDate, NaiveDateTime};
use sqlparser::ast;

use crate::diagnostic::Diagnostic;
use crate::expr::Literal;

pub(super) fn lower_value(value: ast::Value) -> Result<Literal, Diagnostic> {
    match value {
        ast::Value::Number(text, _) => Ok(Literal::Number(text)),
        ast::Value::SingleQuotedString(text) => Ok(Literal::String(text)),
        ast::Value::Boolean(value) => Ok(Literal::Boolean(value)),
        ast::Value::Null => Ok(Literal::Null),
        other => Err(Diagnostic::not_allowed(format!(
            "the literal `{other}` is not part of semantic SQL"
        ))
        .with_hint("Write numbers as they are and strings in single quotes.")),
    }
}

pub(super) fn lower_typed_string(typed: &ast::TypedString) -> Result<Literal, Diagnostic> {
    let refuse = || {
        Diagnostic::new(
            "E_LITERAL",
            format!("`{typed}` is not a valid date or time"),
        )
        .with_hint("Write DATE '2026-11-18' or TIMESTAMP '2026-11-18 20:00:00'.")
    };
    let ast::Value::SingleQuotedString(text) = &typed.value.value else {
        return Err(refuse());
    };
    match typed.data_type {
        ast::DataType::Date => parse_date(text).map(Literal::Date).ok_or_else(refuse),
        ast::DataType::Timestamp(None, ast::TimezoneInfo::None) | ast::DataType::Datetime(None) => {
            parse_datetime(text)
                .map(Literal::DateTime)
                .ok_or_else(refuse)
        }
        _ => Err(refuse()),
    }
}

/// A day in ISO form.
pub(crate) fn parse_date(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok()
}

/// A point in time in ISO form, with a blank or a T, seconds optional; a day is its midnight.
pub(crate) fn parse_datetime(text: &str) -> Option<NaiveDateTime> {
    let text = text.trim();
    [
        "%Y-%m-%d %H:%M:%S%.f",
        "%Y-%m-%dT%H:%M:%S%.f",
        "%Y-%m-%d %H:%M",
        "%Y-%m-%dT%H:%M",
    ]
    .iter()
    .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
    .or_else(|| parse_date(text).and_then(|day| day.and_hms_opt(0, 0, 0)))
}
