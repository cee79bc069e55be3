//! Rows as JSON, as NDJSON and as CSV.

use std::collections::HashSet;

use axum::Json;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderName};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Map, Value, json};

use super::super::error::Problem;
use crate::pipeline::StatementResult;
use crate::result_set::Cell;

/// The forms, in the order in which they are preferred.
pub(super) const FORMS: [&str; 3] = ["application/json", "application/x-ndjson", "text/csv"];

const ROWS: HeaderName = HeaderName::from_static("wenbo-rows");
const TRUNCATED: HeaderName = HeaderName::from_static("wenbo-truncated");

/// A text that spreadsheets take for UTF-8 only with it.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Beginnings of a cell that a spreadsheet takes for a formula, in both widths.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// The reply in one of [`FORMS`].
pub(super) fn reply(result: StatementResult, form: usize) -> Result<Response, Problem> {
    let (rows, truncated) = (result.rows.len(), result.truncated);
    let mut response = match form {
        1 => ndjson(&result)?,
        2 => csv_file(&result)?,
        _ => Json(result).into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(ROWS, HeaderValue::from(rows));
    let cut = if truncated { "true" } else { "false" };
    headers.insert(TRUNCATED, HeaderValue::from_static(cut));
    Ok(response)
}

fn ndjson(result: &StatementResult) -> Result<Response, Problem> {
    let names = names(result);
    let mut text = String::new();
    for row in &result.rows {
        let cells = names
            .iter()
            .cloned()
            .zip(row.iter().map(|cell| json!(cell)));
        let object: Map<String, Value> = cells.collect();
        line(&mut text, &Value::Object(object));
    }
    if result.truncated {
        line(&mut text, &json!({ "$truncated": true }));
    }
    let kind = [(CONTENT_TYPE, "application/x-ndjson; charset=utf-8")];
    Ok((kind, text).into_response())
}

fn line(text: &mut String, value: &Value) {
    text.push_str(&value.to_string());
    text.push('\n');
}

/// Names of the columns, each once: an object has no two fields of one name.
fn names(result: &StatementResult) -> Vec<String> {
    let mut taken = HashSet::new();
    let unique = result.columns.iter().map(|column| {
        let mut name = column.name.clone();
        let mut number = 1;
        while !taken.insert(name.clone()) {
            number += 1;
            name = format!("{}_{number}", column.name);
        }
        name
    });
    unique.collect()
}

fn csv_file(result: &StatementResult) -> Result<Response, Problem> {
    let file = written(result).map_err(|error| {
        tracing::error!(%error, "rows cannot be written as CSV");
        Problem::internal()
    })?;
    let name = if result.truncated {
        format!(
            "attachment; filename=\"rows-first-{}.csv\"",
            result.rows.len()
        )
    } else {
        "attachment; filename=\"rows.csv\"".to_owned()
    };
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8; header=present"),
        (CONTENT_DISPOSITION, name.as_str()),
    ];
    Ok((headers, file).into_response())
}

fn written(result: &StatementResult) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.to_vec());
    writer.write_record(result.columns.iter().map(|it| harmless(&it.name)))?;
    for row in &result.rows {
        writer.write_record(row.iter().map(field))?;
    }
    writer
        .into_inner()
        .map_err(|error| error.into_error().into())
}

fn field(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => harmless(text),
        Cell::DateTime(at) => at.format("%Y-%m-%d %H:%M:%S").to_string(),
        // Numbers may begin with a minus.
        other => other.key().unwrap_or_default(),
    }
}

/// A text that no spreadsheet computes.
fn harmless(text: &str) -> String {
    if text.trim_start().starts_with(FORMULA) || text.starts_with(FORMULA) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}
