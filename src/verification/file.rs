//! Verified questions as YAML, and files that are written whole or not at all.

use std::fmt::Write as _;
use std::path::Path;

use semantic_sql::layer::{SlotKind, Text, VerifiedQuestion};

use super::VerificationError;

const APPROVED_HEAD: &str = "# Verified questions that were candidates first.\n\nverified:\n";
const CANDIDATES_HEAD: &str = "# Candidates answer nothing until somebody approves them: `wenbo verified review`.\n\ncandidates:\n";

/// The text of a file of candidates.
pub(super) fn candidates(questions: &[VerifiedQuestion]) -> String {
    let mut text = CANDIDATES_HEAD.to_owned();
    for question in questions {
        text.push_str(&entry(question));
    }
    text
}

/// The text of the file of approved questions with one more.
pub(super) fn appended(before: Option<&str>, question: &VerifiedQuestion) -> String {
    let mut text = before.unwrap_or(APPROVED_HEAD).trim_end().to_owned();
    text.push_str(if before.is_some() { "\n\n" } else { "\n" });
    text.push_str(&entry(question));
    text
}

/// One entry of a list. Strings are written as JSON, which YAML reads the same way.
fn entry(question: &VerifiedQuestion) -> String {
    let mut text = format!("  - id: {}\n", question.id);
    let mut line = |key: &str, value: &str| {
        let gap = if value.starts_with('\n') { "" } else { " " };
        let _ = writeln!(text, "    {key}:{gap}{value}");
    };
    if question.label.zh != question.id && !question.label.is_empty() {
        line("label", &pair(&question.label));
    }
    line("owner", &quoted(&question.owner));
    if let Some(since) = question.verified_at {
        line("verified_at", &since.to_string());
    }
    let patterns = question.patterns.iter();
    let patterns = patterns.map(|pattern| format!("\n      - {}", quoted(&pattern.text)));
    line("questions", &patterns.collect::<String>());
    let times = times(question);
    if !times.is_empty() {
        line("times", &format!("{{{}}}", times.join(", ")));
    }
    let sql = question.sql.text.lines();
    let sql = sql.map(|sql| format!("\n      {}", sql.trim_end()));
    line("semantic_sql", &format!("|{}", sql.collect::<String>()));
    if let Some(chart) = &question.chart {
        line("chart", chart);
    }
    for (key, items) in [
        ("columns", columns(question)),
        ("notes", notes(question)),
        ("examples", examples(question)),
    ] {
        if !items.is_empty() {
            line(key, &items);
        }
    }
    if let Some(rejected) = &question.rejected {
        let on = rejected.on.map(|on| format!(", on: {on}"));
        let value = format!(
            "{{by: {}{}, reason: {}}}",
            quoted(&rejected.by),
            on.unwrap_or_default(),
            quoted(&rejected.reason)
        );
        line("rejected", &value);
    }
    text
}

fn times(question: &VerifiedQuestion) -> Vec<String> {
    let times = question.slots.iter().filter_map(|slot| match &slot.kind {
        SlotKind::Time {
            default: Some(expression),
        } => Some(format!("{}: {}", slot.name, quoted(expression))),
        SlotKind::Time { default: None } | SlotKind::Field(_) => None,
    });
    times.collect()
}

fn columns(question: &VerifiedQuestion) -> String {
    let columns = question.columns.iter().map(|column| {
        format!(
            "\n      {}: {{label: {}, unit: {}, format: {}}}",
            quoted(&column.name),
            pair(&column.label),
            quoted(&column.unit),
            quoted(&column.format)
        )
    });
    columns.collect()
}

fn notes(question: &VerifiedQuestion) -> String {
    let notes = question.notes.iter();
    notes
        .map(|note| format!("\n      - {}", pair(note)))
        .collect()
}

fn examples(question: &VerifiedQuestion) -> String {
    let examples = question.examples.iter().map(|example| {
        let mut parts = vec![format!("question: {}", quoted(&example.question))];
        let at = example.as_of.map(|at| at.format("%Y-%m-%d %H:%M:%S"));
        parts.extend(at.map(|at| format!("as_of: \"{at}\"")));
        let result = example.result.as_ref();
        parts.extend(result.map(|result| format!("result: {}", quoted(result))));
        format!("\n      - {{{}}}", parts.join(", "))
    });
    examples.collect()
}

fn pair(text: &Text) -> String {
    format!("{{zh: {}, en: {}}}", quoted(&text.zh), quoted(&text.en))
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The text of a file; nothing where there is none.
pub(super) fn read(path: &Path) -> Result<Option<String>, VerificationError> {
    if !path.exists() {
        return Ok(None);
    }
    std::fs::read_to_string(path)
        .map(Some)
        .map_err(|source| file_error(path, source))
}

/// Writes a file beside its place and renames it there, so that no reader sees half of it.
pub(super) fn write(path: &Path, text: &str) -> Result<(), VerificationError> {
    let beside = path.with_extension("yml.new");
    let folder = path.parent().map_or(Ok(()), std::fs::create_dir_all);
    folder
        .and_then(|()| std::fs::write(&beside, text))
        .and_then(|()| std::fs::rename(&beside, path))
        .map_err(|source| file_error(path, source))
}

/// Makes a file what it was before.
pub(super) fn restore(path: &Path, before: Option<&str>) -> Result<(), VerificationError> {
    match before {
        Some(text) => write(path, text),
        None => remove(path),
    }
}

/// Removes a file.
pub(super) fn remove(path: &Path) -> Result<(), VerificationError> {
    std::fs::remove_file(path).map_err(|source| file_error(path, source))
}

fn file_error(path: &Path, source: std::io::Error) -> VerificationError {
    VerificationError::File {
        path: path.display().to_string(),
        source,
    }
}
