//! An answer as Markdown: headline, narration, a table, what a reader must know, how it was computed, next questions.
//!
//! Invariant: text of an answer, which may come from the data, is escaped; it makes no link, picture, formula or table
//! of its own. Invariant: the pieces joined are the whole text.

use serde_json::Value;

use super::choices;
use crate::question::Language;

/// Rows of a result that a table shows; the data beside it has all.
const MAX_ROWS: usize = 20;

/// Characters of a cell that a table shows.
const MAX_CELL_CHARS: usize = 80;

/// Digits of a result's hash that tell it from others at a glance.
const HASH_DIGITS: usize = 12;

/// The pieces of an answer in their order: sentences, rows of its table, lines of its lists.
pub(super) fn pieces(answer: &Value, language: Language) -> Vec<String> {
    let mut pieces = match answer.get("clarification") {
        Some(asked) if !asked.is_null() => choices::written(asked, language),
        _ => told(answer, language),
    };
    pieces.extend(next_questions(answer, language));
    pieces
}

fn told(answer: &Value, language: Language) -> Vec<String> {
    let (headline, narration) = (text(answer, "headline"), text(answer, "narration"));
    let mut pieces = Vec::new();
    if !headline.is_empty() {
        pieces.push(format!("**{}**", escaped(headline)));
    }
    let rest = narration.strip_prefix(headline).unwrap_or(narration).trim();
    for (at, sentence) in sentences(rest).into_iter().enumerate() {
        let between = if at == 0 { "\n\n" } else { "" };
        pieces.push(format!("{between}{}", escaped(sentence)));
    }
    pieces.extend(table(answer, language));
    let notes = answer.get("notes").and_then(Value::as_array);
    let notes = notes.into_iter().flatten().map(|note| text(note, "text"));
    // What the narration says already is not said again.
    let untold = notes.filter(|note| !narration.contains(note.trim_end_matches(['。', '.'])));
    for (at, note) in untold.enumerate() {
        let before = if at == 0 { "\n\n" } else { "\n" };
        pieces.push(format!("{before}- {}", escaped(note)));
    }
    pieces.extend(receipt(answer, language));
    pieces
}

/// The sentences of a text; their blanks stay with them, so that joined they are the text.
fn sentences(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let next = letters.peek().map(|(_, next)| *next);
        let ends = match letter {
            '。' | '！' | '？' | '\n' => next.is_some(),
            '.' | '!' | '?' => next == Some(' '),
            _ => false,
        };
        if ends {
            let end = at + letter.len_utf8();
            parts.push(&text[start..end]);
            start = end;
        }
    }
    if start < text.len() {
        parts.push(&text[start..]);
    }
    parts
}

/// The rows for people, where there is more than one number to show.
fn table(answer: &Value, language: Language) -> Vec<String> {
    let list = |key: &str| {
        let list = answer.get(key).and_then(Value::as_array);
        list.map_or(&[][..], Vec::as_slice)
    };
    let (columns, rows) = (list("columns"), list("label_rows"));
    if rows.is_empty() || columns.is_empty() || (rows.len() == 1 && columns.len() == 1) {
        return Vec::new();
    }
    let labels = columns.iter().map(|column| cell(text(column, "label")));
    let sides = columns.iter().map(|column| match text(column, "role") {
        "metric" | "comparison" => "---:".to_owned(),
        _ => "---".to_owned(),
    });
    let mut pieces = vec![format!("\n\n{}\n{}", row(labels), row(sides))];
    for cells in rows.iter().take(MAX_ROWS) {
        let cells = cells.as_array().map_or(&[][..], Vec::as_slice);
        let cells = cells.iter().map(|it| cell(it.as_str().unwrap_or_default()));
        pieces.push(format!("\n{}", row(cells)));
    }
    let (all, shown) = (rows.len(), rows.len().min(MAX_ROWS));
    let cut = answer.get("truncated").and_then(Value::as_bool) == Some(true);
    if all > shown || cut {
        let least = if cut {
            language.choose("至少 ", "at least ")
        } else {
            ""
        };
        pieces.push(match language {
            Language::Zh => format!("\n\n共{least}{all} 行，这里列出前 {shown} 行。"),
            Language::En => format!("\n\nThe first {shown} of {least}{all} rows."),
        });
    }
    pieces
}

fn row(cells: impl Iterator<Item = String>) -> String {
    let cells: Vec<String> = cells.collect();
    format!("| {} |", cells.join(" | "))
}

/// One cell: a single line of bounded length.
fn cell(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MAX_CELL_CHARS) {
        Some((end, _)) => format!("{}…", escaped(&line[..end])),
        None => escaped(&line),
    }
}

/// The receipt in short: the reading, the statement, who planned, and the result's hash.
fn receipt(answer: &Value, language: Language) -> Vec<String> {
    let mut pieces = Vec::new();
    let reading = text(answer, "reading");
    if !reading.is_empty() {
        let word = language.choose("读法：", "Read as: ");
        pieces.push(format!("\n\n{word}{}", escaped(reading)));
    }
    let Some(receipt) = answer.get("receipt").filter(|receipt| !receipt.is_null()) else {
        return pieces;
    };
    let planner = match text(receipt, "lane") {
        "verified" => language.choose("已核验的问题", "a verified question"),
        "model" => language.choose("语言模型", "the language model"),
        _ => language.choose("语法规则", "the grammar"),
    };
    let hash: String = text(receipt, "result_hash")
        .chars()
        .take(HASH_DIGITS)
        .collect();
    let statement = text(receipt, "semantic_sql");
    pieces.push(match language {
        Language::Zh => format!("\n由{planner}读出；结果指纹 {hash}。"),
        Language::En => format!("\nRead by {planner}; hash of the result {hash}."),
    });
    // A statement that held the fence would end it.
    if !statement.is_empty() && !statement.contains("```") {
        pieces.push(format!("\n\n```sql\n{statement}\n```"));
    }
    pieces
}

fn next_questions(answer: &Value, language: Language) -> Vec<String> {
    let questions = answer.get("suggestions").and_then(Value::as_array);
    let questions: Vec<&str> = questions
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    if questions.is_empty() {
        return Vec::new();
    }
    let mut pieces = vec![format!(
        "\n\n{}",
        language.choose("还可以问：", "You could ask next:")
    )];
    let lines = questions.iter().enumerate().map(|(at, question)| {
        let before = if at == 0 { "\n\n" } else { "\n" };
        format!("{before}- {}", escaped(question))
    });
    pieces.extend(lines);
    pieces
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// A text that Markdown shows as it is: no emphasis, link, picture, HTML, table, code or formula.
pub(in crate::channel) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut at_line_start = true;
    for (at, letter) in text.char_indices() {
        let is_special = matches!(
            letter,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '$' | '&' | '@'
        );
        // These begin headings and lists at the start of a line.
        let begins = at_line_start && matches!(letter, '#' | '-' | '+' | '=');
        // Many programs make links of bare addresses.
        let links = match letter {
            ':' => text[at..].starts_with("://"),
            '.' => ends_with_www(&text[..at]),
            _ => false,
        };
        if is_special || begins || links {
            out.push('\\');
        }
        out.push(letter);
        at_line_start = letter == '\n' || (at_line_start && letter.is_whitespace());
    }
    out
}

fn ends_with_www(text: &str) -> bool {
    let mut last = text.chars().rev();
    (0..3).all(|_| matches!(last.next(), Some('w' | 'W')))
}

/// The text that [`escaped`] was given.
pub(super) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letters.peek() {
            Some(next) if letter == '\\' && next.is_ascii_punctuation() => {
                out.push(*next);
                letters.next();
            }
            _ => out.push(letter),
        }
    }
    out
}
