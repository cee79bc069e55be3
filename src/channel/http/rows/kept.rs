//! The rows of an answer that is kept as JSON, with the types that they had.

use serde_json::Value;

use super::Column;
use crate::result_set::Cell;

/// The columns and rows of an answer object, and whether they were cut; nothing where it has none.
///
/// Numbers with a point are read from their own digits: what reads JSON here may miss the last one.
pub(in crate::channel::http) fn kept(answer: &str) -> Option<(Vec<Column>, Vec<Vec<Cell>>, bool)> {
    let answer: Value = serde_json::from_str(&quoted(answer)).ok()?;
    if answer["status"] != "answered" {
        return None;
    }
    let text = |column: &Value, name: &str| column[name].as_str().unwrap_or_default().to_owned();
    let columns: Vec<Column> = answer["columns"]
        .as_array()?
        .iter()
        .map(|column| Column {
            name: text(column, "name"),
            label: text(column, "label"),
            unit: text(column, "unit"),
            data_type: text(column, "type"),
        })
        .collect();
    let row = |row: &Value| {
        let cells = row.as_array()?.iter().zip(&columns);
        Some(
            cells
                .map(|(value, column)| cell(value, &column.data_type))
                .collect(),
        )
    };
    let rows: Option<Vec<Vec<Cell>>> = answer["rows"].as_array()?.iter().map(row).collect();
    let cut = answer["truncated"] == true;
    Some((columns, rows?, cut))
}

/// A cell as it was before it was written as JSON.
fn cell(value: &Value, data_type: &str) -> Cell {
    let text = match value {
        Value::Null | Value::Array(_) | Value::Object(_) => return Cell::Null,
        Value::Bool(value) => return Cell::Boolean(*value),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
    };
    let typed = match data_type {
        "integer" => text.parse().ok().map(Cell::Integer),
        "float" => text.parse().ok().map(Cell::Float),
        "decimal" => Some(Cell::Decimal(text.clone())),
        "date" => text.parse().ok().map(Cell::Date),
        "datetime" => text.parse().ok().map(Cell::DateTime),
        _ => None,
    };
    typed.unwrap_or(Cell::Text(text))
}

/// The same JSON with every number that has a point or an exponent as a text.
fn quoted(json: &str) -> String {
    let mut out = String::with_capacity(json.len() + json.len() / 16);
    let mut rest = json;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => length_of_text(rest),
            '-' | '0'..='9' => rest
                .find(|c: char| !matches!(c, '0'..='9' | '-' | '+' | '.' | 'e' | 'E'))
                .unwrap_or(rest.len()),
            other => other.len_utf8(),
        };
        let (token, left) = rest.split_at(length);
        let is_float = first != '"' && token.len() > 1 && token.contains(['.', 'e', 'E']);
        if is_float {
            out.push('"');
        }
        out.push_str(token);
        if is_float {
            out.push('"');
        }
        rest = left;
    }
    out
}

/// The bytes of the text that JSON begins with, its quotes included.
fn length_of_text(json: &str) -> usize {
    let mut escaped = false;
    for (at, c) in json.char_indices().skip(1) {
        match c {
            '"' if !escaped => return at + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    json.len()
}

#[cfg(test)]
mod tests {
    use super::{kept, quoted};
    use crate::result_set::Cell;

    #[test]
    fn numbers_keep_their_last_digit() {
        for number in [
            0.1 + 0.2,
            583.851_293_383_595_5,
            1e300,
            -2.5e-7,
            123_456_789.123_456_78,
        ] {
            let answer = format!(
                r#"{{"status":"answered","columns":[{{"name":"a","type":"float"}}],"rows":[[{}]],"truncated":false}}"#,
                serde_json::to_string(&number).unwrap()
            );
            let (_, rows, _) = kept(&answer).unwrap();
            assert_eq!(rows, [[Cell::Float(number)]]);
        }
    }

    #[test]
    fn texts_and_whole_numbers_stay_as_they_are() {
        let json = r#"{"a\"1.5":"x\\","b":[12,-3,1.5,"1.5",-2e7,null,true],"c":"数1.5"}"#;
        let expected = r#"{"a\"1.5":"x\\","b":[12,-3,"1.5","1.5","-2e7",null,true],"c":"数1.5"}"#;
        assert_eq!(quoted(json), expected);
        assert!(kept(r#"{"status":"declined"}"#).is_none());
        assert!(kept("").is_none());
    }

    #[test]
    fn every_type_is_read_back() {
        let answer = r#"{"status":"answered","truncated":true,
            "columns":[{"name":"i","type":"integer"},{"name":"d","type":"decimal"},{"name":"t","type":"datetime"},
                       {"name":"s","type":"string"},{"name":"b","type":"boolean"},{"name":"day","type":"date"}],
            "rows":[["9007199254740993","1.50","2026-11-19T10:30:00","1.5",false,"2026-11-19"],[null,null,null,null,null,null]]}"#;
        let (_, rows, cut) = kept(answer).unwrap();
        assert!(cut);
        assert_eq!(
            rows[0],
            [
                Cell::Integer(9_007_199_254_740_993),
                Cell::Decimal("1.50".to_owned()),
                Cell::DateTime("2026-11-19T10:30:00".parse().unwrap()),
                Cell::Text("1.5".to_owned()),
                Cell::Boolean(false),
                Cell::Date("2026-11-19".parse().unwrap()),
            ]
        );
        assert!(rows[1].iter().all(|cell| *cell == Cell::Null));
    }
}
