//! The `verified` and `candidates` blocks: questions with the statement that answers them.

use chrono::{NaiveDate, NaiveDateTime};

use crate::layer::yaml::{Node, Reader, Value};
use crate::layer::{Rejection, Text, VerifiedColumn, VerifiedExample};

use super::text_pair;

const KEYS: [&str; 11] = [
    "id",
    "label",
    "owner",
    "verified_at",
    "questions",
    "semantic_sql",
    "times",
    "chart",
    "columns",
    "notes",
    "examples",
];

/// Keys that only a candidate has.
const CANDIDATE_KEYS: [&str; 1] = ["rejected"];

const CHARTS: [&str; 4] = ["line", "bar", "pie", "table"];

/// Whether somebody has approved what is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::layer) enum Standing {
    Verified,
    Candidate,
}

/// An entry, read.
#[derive(Debug)]
pub(in crate::layer) struct RawVerified {
    pub(in crate::layer) file: String,
    pub(in crate::layer) line: usize,
    pub(in crate::layer) id: String,
    pub(in crate::layer) label: Text,
    pub(in crate::layer) owner: String,
    pub(in crate::layer) verified_at: Option<NaiveDate>,
    /// Patterns with their lines.
    pub(in crate::layer) questions: Vec<(String, usize)>,
    pub(in crate::layer) semantic_sql: String,
    pub(in crate::layer) sql_line: usize,
    /// Slots of time with the expression that stands for them, and their lines.
    pub(in crate::layer) times: Vec<(String, String, usize)>,
    pub(in crate::layer) chart: Option<String>,
    pub(in crate::layer) columns: Vec<VerifiedColumn>,
    pub(in crate::layer) notes: Vec<Text>,
    pub(in crate::layer) examples: Vec<VerifiedExample>,
    pub(in crate::layer) rejected: Option<Rejection>,
}

/// Reads one entry; nothing where it lacks what it cannot be without.
pub(in crate::layer) fn read(
    reader: &mut Reader<'_>,
    node: &Node,
    standing: Standing,
) -> Option<RawVerified> {
    let what = match standing {
        Standing::Verified => "a verified question",
        Standing::Candidate => "a candidate",
    };
    let mut keys = KEYS.to_vec();
    if standing == Standing::Candidate {
        keys.extend(CANDIDATE_KEYS);
    }
    reader.only_keys(node, what, &keys);
    let id = reader.required(node, "id", what);
    let owner = reader.required(node, "owner", what);
    if standing == Standing::Verified {
        reader.required(node, "verified_at", what);
    }
    let verified_at = day(reader, node, "verified_at");
    let semantic_sql = reader.required(node, "semantic_sql", what);
    let questions = questions(reader, node);
    if questions.is_empty() {
        let hint = "Write questions: {zh: [a pattern], en: [a pattern]}.".to_owned();
        reader.problem(node.line, format!("{what} has no `questions`"), Some(hint));
    }
    let (id, owner, semantic_sql) = (id?, owner?, semantic_sql?);
    let label = text_pair(reader, node, "label");
    Some(RawVerified {
        file: reader.file.to_owned(),
        line: node.line,
        label: if label.is_empty() {
            Text {
                zh: id.clone(),
                en: id.clone(),
            }
        } else {
            label
        },
        id,
        owner,
        verified_at,
        questions,
        semantic_sql,
        sql_line: node.get("semantic_sql").map_or(node.line, |it| it.line),
        times: times(reader, node),
        chart: chart(reader, node),
        columns: columns(reader, node),
        notes: reader
            .list(node, "notes")
            .into_iter()
            .map(|note| super::read_text_pair(reader, note, "a note"))
            .collect(),
        examples: reader
            .list(node, "examples")
            .into_iter()
            .filter_map(|example| read_example(reader, example))
            .collect(),
        rejected: node
            .get("rejected")
            .map(|rejected| rejection(reader, rejected)),
    })
}

/// The patterns of both languages, or of one list.
fn questions(reader: &mut Reader<'_>, node: &Node) -> Vec<(String, usize)> {
    let Some(questions) = node.get("questions") else {
        return Vec::new();
    };
    let lists: Vec<&Node> = match &questions.value {
        Value::Map(_) => {
            reader.only_keys(questions, "questions", &["zh", "en"]);
            ["zh", "en"]
                .into_iter()
                .flat_map(|language| reader.list(questions, language))
                .collect()
        }
        _ => reader.list(node, "questions"),
    };
    let mut patterns = Vec::new();
    for item in lists {
        match item.text() {
            Some(text) => patterns.push((text, item.line)),
            None => {
                let hint = "Put a pattern that begins with a brace or a bracket in quotes.";
                reader.problem(
                    item.line,
                    "a pattern of `questions` must be a text",
                    Some(hint.to_owned()),
                );
            }
        }
    }
    patterns
}

fn times(reader: &mut Reader<'_>, node: &Node) -> Vec<(String, String, usize)> {
    let Some(times) = node.get("times") else {
        return Vec::new();
    };
    let Value::Map(pairs) = &times.value else {
        let hint = "Write times: {period: 近30天}.".to_owned();
        reader.problem(times.line, "`times` must be a mapping", Some(hint));
        return Vec::new();
    };
    let mut found = Vec::new();
    for (name, line, _) in pairs {
        if let Some(expression) = reader.text(times, name) {
            found.push((name.clone(), expression, *line));
        }
    }
    found
}

fn chart(reader: &mut Reader<'_>, node: &Node) -> Option<String> {
    let chart = reader.text(node, "chart")?;
    if !CHARTS.contains(&chart.as_str()) {
        let line = node.get("chart").map_or(node.line, |it| it.line);
        let hint = format!("The charts are {}.", CHARTS.join(", "));
        reader.problem(line, format!("no chart `{chart}`"), Some(hint));
        return None;
    }
    Some(chart)
}

fn columns(reader: &mut Reader<'_>, node: &Node) -> Vec<VerifiedColumn> {
    let Some(columns) = node.get("columns") else {
        return Vec::new();
    };
    let Value::Map(pairs) = &columns.value else {
        let hint = "Write columns: {share: {label: {zh: …, en: …}, unit: ratio, format: pct1}}.";
        reader.problem(
            columns.line,
            "`columns` must be a mapping",
            Some(hint.to_owned()),
        );
        return Vec::new();
    };
    let mut found = Vec::new();
    for (name, _, column) in pairs {
        reader.only_keys(column, "a column", &["label", "unit", "format"]);
        found.push(VerifiedColumn {
            name: name.clone(),
            label: super::label(reader, column, name),
            unit: reader.text(column, "unit").unwrap_or_default(),
            format: reader.text(column, "format").unwrap_or_default(),
        });
    }
    found
}

fn read_example(reader: &mut Reader<'_>, node: &Node) -> Option<VerifiedExample> {
    if let Some(question) = node.text() {
        return Some(VerifiedExample {
            question,
            as_of: None,
            result: None,
        });
    }
    reader.only_keys(node, "an example", &["question", "as_of", "result"]);
    let as_of = reader.text(node, "as_of").and_then(|text| {
        let formats = [
            "%Y-%m-%d %H:%M",
            "%Y-%m-%d %H:%M:%S",
            "%Y-%m-%dT%H:%M",
            "%Y-%m-%dT%H:%M:%S",
        ];
        let at = formats
            .iter()
            .find_map(|format| NaiveDateTime::parse_from_str(&text, format).ok());
        if at.is_none() {
            reader.problem(
                node.line,
                format!("`as_of` is no moment: `{text}`"),
                Some("Write 2026-11-19 10:30.".to_owned()),
            );
        }
        at
    });
    Some(VerifiedExample {
        question: reader.required(node, "question", "an example")?,
        as_of,
        result: reader.text(node, "result"),
    })
}

fn rejection(reader: &mut Reader<'_>, node: &Node) -> Rejection {
    reader.only_keys(node, "rejected", &["by", "on", "reason"]);
    Rejection {
        by: reader.text(node, "by").unwrap_or_default(),
        on: day(reader, node, "on"),
        reason: reader
            .required(node, "reason", "rejected")
            .unwrap_or_default(),
    }
}

fn day(reader: &mut Reader<'_>, node: &Node, key: &str) -> Option<NaiveDate> {
    let text = reader.text(node, key)?;
    let day = text.parse().ok();
    if day.is_none() {
        let line = node.get(key).map_or(node.line, |it| it.line);
        reader.problem(
            line,
            format!("`{key}` is no day: `{text}`"),
            Some("Write 2026-11-19.".to_owned()),
        );
    }
    day
}
