//! Rows as a table, where there is more than one number.

use serde_json::{Value, json};

use super::limits::{CELL, CELLS, COLUMNS, CONTEXT_TEXT, ROWS};
use crate::channel::chat::{Unit, clip};
use crate::question::Language;

/// Columns beyond which a single row stands upright.
const WIDE: usize = 6;

/// A table in two kinds of block.
pub(super) struct Table {
    /// The one that sorts, filters and turns pages.
    pub(super) native: Value,
    /// The one that every client knows.
    pub(super) plain: Value,
    /// How many rows are not in it.
    pub(super) note: Option<Value>,
}

/// The table of an answer.
pub(super) fn of(answer: &Value, language: Language) -> Option<Table> {
    let list = |key: &str| answer[key].as_array().map_or(&[][..], Vec::as_slice);
    let (columns, labels, values) = (list("columns"), list("label_rows"), list("rows"));
    if labels.is_empty() || columns.is_empty() || (labels.len() == 1 && columns.len() < 3) {
        return None;
    }
    let columns = &columns[..columns.len().min(COLUMNS)];
    if labels.len() == 1 && columns.len() > WIDE {
        return Some(upright(answer, columns, language));
    }
    let header: Vec<Value> = columns
        .iter()
        .map(|it| raw_text(it["label"].as_str().unwrap_or_default()))
        .collect();
    let mut used: usize = header.iter().map(length).sum();
    let (mut native, mut plain) = (vec![json!(header)], vec![json!(header)]);
    for (row, cells) in labels.iter().enumerate().take(ROWS) {
        let texts: Vec<Value> = (0..columns.len())
            .map(|at| raw_text(cells[at].as_str().unwrap_or_default()))
            .collect();
        used += texts.iter().map(length).sum::<usize>();
        if used > CELLS {
            break;
        }
        let numbers = texts.iter().enumerate().map(|(at, text)| {
            let value = values.get(row).and_then(|it| number(&it[at]));
            let value = value.filter(|_| is_number(&columns[at]));
            value.map_or_else(
                || text.clone(),
                |value| json!({ "type": "raw_number", "value": value, "text": text["text"] }),
            )
        });
        native.push(numbers.collect());
        plain.push(json!(texts));
    }
    // Not even one row fits.
    if native.len() < 2 {
        return None;
    }
    let shown = native.len() - 1;
    let settings: Vec<Value> = columns
        .iter()
        .map(|it| json!({ "align": if is_number(it) { "right" } else { "left" } }))
        .collect();
    Some(Table {
        native: json!({
            "type": "data_table",
            "caption": clip(caption(answer), 150, Unit::Chars),
            "rows": native,
            "page_size": 10,
        }),
        plain: json!({ "type": "table", "rows": plain, "column_settings": settings }),
        note: note(answer, labels.len(), shown, language),
    })
}

/// A single row of many numbers, one below the other: beside each other nobody could read them.
fn upright(answer: &Value, columns: &[Value], language: Language) -> Table {
    let (name, value) = match language {
        Language::Zh => ("名称", "数值"),
        Language::En => ("Name", "Value"),
    };
    let header = json!([raw_text(name), raw_text(value)]);
    let (mut native, mut plain) = (vec![header.clone()], vec![header]);
    for (at, column) in columns.iter().enumerate() {
        let label = raw_text(column["label"].as_str().unwrap_or_default());
        let text = answer.pointer(&format!("/label_rows/0/{at}"));
        let text = raw_text(text.and_then(Value::as_str).unwrap_or_default());
        native.push(json!([label, text]));
        plain.push(json!([label, text]));
    }
    Table {
        native: json!({
            "type": "data_table",
            "caption": clip(caption(answer), 150, Unit::Chars),
            "rows": native,
            "page_size": 10,
        }),
        plain: json!({
            "type": "table",
            "rows": plain,
            "column_settings": [{ "align": "left" }, { "align": "right" }],
        }),
        note: None,
    }
}

fn caption(answer: &Value) -> &str {
    let text = |key: &str| answer[key].as_str().unwrap_or_default();
    match text("reading") {
        "" => text("headline"),
        reading => reading,
    }
}

fn is_number(column: &Value) -> bool {
    matches!(column["role"].as_str(), Some("metric" | "comparison"))
}

/// A number as Slack sorts it; exact ones come as their digits.
fn number(cell: &Value) -> Option<f64> {
    let number = match cell {
        Value::Number(it) => it.as_f64(),
        Value::String(it) => it.parse().ok(),
        _ => None,
    };
    number.filter(|it| it.is_finite())
}

fn raw_text(text: &str) -> Value {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    // A cell must not be empty.
    let line = if line.is_empty() { "–" } else { &line };
    json!({ "type": "raw_text", "text": clip(line, CELL, Unit::Chars) })
}

fn length(cell: &Value) -> usize {
    Unit::Chars.count(cell["text"].as_str().unwrap_or_default())
}

fn note(answer: &Value, all: usize, shown: usize, language: Language) -> Option<Value> {
    let is_cut = answer["truncated"].as_bool() == Some(true);
    if shown == all && !is_cut {
        return None;
    }
    let least = if is_cut {
        language.choose("至少 ", "at least ")
    } else {
        ""
    };
    let text = match language {
        Language::Zh => format!("共{least}{all} 行，这里列出前 {shown} 行。"),
        Language::En => format!("The first {shown} of {least}{all} rows."),
    };
    let text = clip(&text, CONTEXT_TEXT, Unit::Chars);
    Some(
        json!({ "type": "context", "elements": [{ "type": "plain_text", "text": text, "emoji": false }] }),
    )
}
