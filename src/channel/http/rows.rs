//! Rows as JSON, NDJSON, CSV and Arrow, whole or a page of them.

mod arrow;
mod kept;

use std::collections::HashSet;

use axum::Json;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderMap, HeaderName, LINK};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::accept;
use super::error::Problem;
use crate::result_set::Cell;

pub(super) use kept::kept;

/// The forms, in the order in which they are preferred.
pub(super) const FORMS: [&str; 4] = [
    "application/json",
    "application/x-ndjson",
    "text/csv",
    "application/vnd.apache.arrow.stream",
];

const ROWS: HeaderName = HeaderName::from_static("wenbo-rows");
const TRUNCATED: HeaderName = HeaderName::from_static("wenbo-truncated");

/// A text that spreadsheets take for UTF-8 only with it.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Beginnings of a cell that a spreadsheet takes for a formula, in both widths.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// A form by a name that fits into an address.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Form {
    /// JSON.
    Json,
    /// One object a line.
    Ndjson,
    /// A file for spreadsheets.
    Csv,
    /// A stream of Arrow's IPC format.
    Arrow,
}

/// The place in [`FORMS`] of the form that is wanted: by its name, else by `Accept`.
///
/// # Errors
/// The caller takes none of them.
pub(super) fn form_of(named: Option<Form>, headers: &HeaderMap) -> Result<usize, Problem> {
    match named {
        Some(form) => Ok(form as usize),
        None => accept::chosen(headers, &FORMS),
    }
}

/// A column of a table.
#[derive(Debug, Clone)]
pub(super) struct Column {
    /// Its name.
    pub(super) name: String,
    /// Its name for people.
    pub(super) label: String,
    /// The unit of its values.
    pub(super) unit: String,
    /// `string`, `integer`, `decimal`, `float`, `boolean`, `date` or `datetime`.
    pub(super) data_type: String,
}

/// Rows that are sent.
pub(super) struct Table<'a> {
    /// What the columns are.
    pub(super) columns: &'a [Column],
    /// The rows, or those of a page.
    pub(super) rows: &'a [Vec<Cell>],
    /// Whether the result itself was cut.
    pub(super) truncated: bool,
    /// Where the next page is.
    pub(super) next: Option<String>,
}

/// The reply in one of [`FORMS`]; `whole` makes it where that is JSON.
pub(super) fn reply(
    table: &Table<'_>,
    form: usize,
    whole: impl FnOnce() -> Value,
) -> Result<Response, Problem> {
    let mut response = match form {
        1 => ndjson(table),
        2 => csv_file(table)?,
        3 => arrow::stream(table)?,
        _ => Json(whole()).into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(ROWS, HeaderValue::from(table.rows.len()));
    let cut = if table.truncated { "true" } else { "false" };
    headers.insert(TRUNCATED, HeaderValue::from_static(cut));
    let link = table
        .next
        .as_ref()
        .map(|next| format!("<{next}>; rel=\"next\""));
    if let Some(Ok(link)) = link.map(|it| HeaderValue::from_str(&it)) {
        headers.insert(LINK, link);
    }
    Ok(response)
}

fn ndjson(table: &Table<'_>) -> Response {
    let names = names(table.columns);
    let mut text = String::new();
    for row in table.rows {
        let cells = names
            .iter()
            .cloned()
            .zip(row.iter().map(|cell| json!(cell)));
        let object: Map<String, Value> = cells.collect();
        line(&mut text, &Value::Object(object));
    }
    if table.truncated && table.next.is_none() {
        line(&mut text, &json!({ "$truncated": true }));
    }
    let kind = [(CONTENT_TYPE, "application/x-ndjson; charset=utf-8")];
    (kind, text).into_response()
}

fn line(text: &mut String, value: &Value) {
    text.push_str(&value.to_string());
    text.push('\n');
}

/// Names of the columns, each once: an object has no two fields of one name.
fn names(columns: &[Column]) -> Vec<String> {
    let mut taken = HashSet::new();
    let unique = columns.iter().map(|column| {
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

fn csv_file(table: &Table<'_>) -> Result<Response, Problem> {
    let file = written(table).map_err(|error| {
        tracing::error!(%error, "rows cannot be written as CSV");
        Problem::internal()
    })?;
    let name = if table.truncated {
        format!(
            "attachment; filename=\"rows-first-{}.csv\"",
            table.rows.len()
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

fn written(table: &Table<'_>) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.to_vec());
    writer.write_record(table.columns.iter().map(|it| harmless(&it.name)))?;
    for row in table.rows {
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
