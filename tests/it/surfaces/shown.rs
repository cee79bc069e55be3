//! What people read of an answer, held against the answer.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::slack::fake::Seen;
use crate::slack::{block, words};

/// Numbers of a single row that WeCom lists; of more the sentences tell what matters.
const MAX_NUMBERS: usize = 6;

/// What an answer has to show.
pub(super) struct Shown<'a> {
    answer: &'a Value,
    /// Every number that it says anywhere.
    numbers: BTreeSet<String>,
    /// The cells of its rows as people read them; none where it describes.
    rows: Vec<Vec<&'a str>>,
}

impl<'a> Shown<'a> {
    pub(super) fn of(answer: &'a Value) -> Self {
        let rows = answer["label_rows"].as_array().unwrap().iter();
        let rows = rows.map(|row| {
            let cells = row.as_array().unwrap().iter();
            cells.map(|it| it.as_str().unwrap()).collect()
        });
        let described = answer["semantic_sql"].is_null();
        let rows: Vec<Vec<&str>> = rows.filter(|_| !described).collect();
        let mut said = String::new();
        for key in [
            "headline",
            "narration",
            "reading",
            "notes",
            "columns",
            "label_rows",
            "suggestions",
            "semantic_sql",
            "semantic_sql",
        ] {
            said.push_str(&texts(&answer[key]));
        }
        Self {
            answer,
            numbers: numbers(&said).into_iter().collect(),
            rows,
        }
    }

    /// A text says what the answer says, with its rows up to a number of them, and no other number.
    #[track_caller]
    pub(super) fn must_be_in(&self, text: &str, most: usize, place: &str) {
        let plain = plain(text);
        for key in ["headline", "narration"] {
            for number in numbers(self.answer[key].as_str().unwrap()) {
                assert!(
                    numbers(&plain).contains(&number),
                    "{place}: {number} of the {key} is not in:\n{text}"
                );
            }
        }
        // The only number of an answer stands in its headline.
        let wide = if most == usize::MAX {
            usize::MAX
        } else {
            MAX_NUMBERS
        };
        let is_told = |row: &&[&str]| self.rows.len() > 1 || (2..=wide).contains(&row.len());
        let columns = self.answer["columns"].as_array().unwrap();
        let is_over_time = columns.iter().any(|it| it["role"] == "time");
        // Where not all are listed, the last ones are of days.
        let from = match most {
            usize::MAX => 0,
            _ if is_over_time => self.rows.len().saturating_sub(most),
            _ => 0,
        };
        let most = most.min(20);
        let rows = self.rows.iter().map(Vec::as_slice).skip(from).take(most);
        for label in rows.filter(is_told).flatten() {
            let is_name = numbers(label).is_empty();
            // A single row has its names in the sentence above.
            if !is_name || self.rows.len() > 1 {
                let label = self::plain(label);
                assert!(
                    plain.contains(&label),
                    "{place}: `{label}` is not in:\n{text}"
                );
            }
        }
        self.has_no_other(&plain, place);
    }

    /// A message of Slack says what the answer says: in its sentences, each cell of its table and each bar of its chart.
    #[track_caller]
    pub(super) fn must_be_in_slack(&self, message: &Seen) {
        let told = words(message);
        for key in ["headline", "narration"] {
            for number in numbers(self.answer[key].as_str().unwrap()) {
                assert!(
                    numbers(&told).contains(&number),
                    "{number} of the {key}: {told}"
                );
            }
        }
        self.has_no_other(&told, "Slack");
        let notes = message.blocks.iter().filter(|it| it["type"] == "context");
        for note in notes.flat_map(|it| it["elements"].as_array().unwrap()) {
            self.has_no_other(note["text"].as_str().unwrap(), "a note in Slack");
        }
        if let Some(table) = block(message, "data_table") {
            let cells = |row: &Value| -> Vec<String> {
                let cells = row.as_array().unwrap().iter();
                cells
                    .map(|it| it["text"].as_str().unwrap().to_owned())
                    .collect()
            };
            let rows = table["rows"].as_array().unwrap();
            if self.rows.len() == 1 && self.rows[0].len() > MAX_NUMBERS {
                // A single row stands upright: each number in a row of its own.
                let values: Vec<String> = rows[1..].iter().map(|it| cells(it).remove(1)).collect();
                assert_eq!(values, self.rows[0]);
            } else {
                assert!(rows.len() > self.rows.len().min(99), "{table}");
                for (row, labels) in rows[1..].iter().zip(&self.rows) {
                    assert_eq!(cells(row), *labels);
                }
            }
        } else {
            assert!(self.rows.len() <= 1, "no table: {:#?}", message.blocks);
        }
        if let Some(chart) = block(message, "data_visualization") {
            self.draws_no_other(&chart["chart"]);
        }
    }

    /// Every number that a chart of Slack draws is one of the rows.
    #[track_caller]
    fn draws_no_other(&self, chart: &Value) {
        let rows = self.answer["rows"].as_array().unwrap().iter();
        let cells = rows.flat_map(|it| it.as_array().unwrap());
        let known: Vec<f64> = cells.filter_map(number).collect();
        let series = chart["series"].as_array().into_iter().flatten();
        let points = series.flat_map(|it| it["data"].as_array().unwrap());
        let points: Vec<&Value> = points
            .chain(chart["segments"].as_array().into_iter().flatten())
            .collect();
        assert!(!points.is_empty(), "{chart}");
        let drawn: Vec<f64> = points
            .iter()
            .map(|it| it["value"].as_f64().unwrap())
            .collect();
        let is_near = |one: f64, other: f64| (one - other).abs() <= one.abs() * 1e-9;
        let all = drawn.iter().sum::<f64>();
        for value in drawn {
            // The last piece of a ring may be all rows that have none of their own: then the pieces are the whole.
            let is_known = known.iter().any(|it| is_near(*it, value));
            let is_rest = chart["type"] == "pie" && is_near(self.sum(), all);
            assert!(is_known || is_rest, "{value} is in no row: {chart}");
        }
    }

    /// The sum of the first metric.
    fn sum(&self) -> f64 {
        let columns = self.answer["columns"].as_array().unwrap();
        let metric = columns
            .iter()
            .position(|it| it["role"] == "metric")
            .unwrap();
        let rows = self.answer["rows"].as_array().unwrap().iter();
        rows.filter_map(|it| number(&it[metric])).sum()
    }

    #[track_caller]
    fn has_no_other(&self, text: &str, place: &str) {
        let text = without_marks(text, self.answer);
        for number in numbers(&text) {
            assert!(
                self.numbers.contains(&number),
                "{place}: {number} is not of the answer:\n{text}\n{:?}",
                self.numbers
            );
        }
    }
}

/// A text without what numbers its lines, counts its rows, and tells one answer from another.
fn without_marks(text: &str, answer: &Value) -> String {
    let hash = answer
        .pointer("/receipt/result_hash")
        .and_then(Value::as_str);
    let lines = text.lines().filter_map(|line| {
        let line = line.trim_start_matches(['>', ' ', '-', '|']);
        // The result is the same one, by its first digits.
        if hash.is_some_and(|it| line.contains(&it[..12])) {
            return None;
        }
        let rows = answer["label_rows"].as_array().unwrap().len();
        let counts = [format!("共{rows} 行"), format!(" of {rows} rows")];
        if counts.iter().any(|it| line.contains(it)) {
            return None;
        }
        let (first, rest) = line.split_once(". ").unwrap_or(("", line));
        let is_numbered = !first.is_empty() && first.bytes().all(|it| it.is_ascii_digit());
        Some(if is_numbered { rest } else { line })
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Every text inside of a value.
fn texts(value: &Value) -> String {
    match value {
        Value::String(text) => format!("{text}\n"),
        Value::Array(all) => all.iter().map(texts).collect(),
        Value::Object(all) => all.values().map(texts).collect(),
        _ => String::new(),
    }
}

/// A number of a row; exact ones come as their digits.
fn number(cell: &Value) -> Option<f64> {
    cell.as_f64().or_else(|| cell.as_str()?.parse().ok())
}

/// A text without emphasis, and without what stands in place of markup.
fn plain(text: &str) -> String {
    let text = text.replace("**", "");
    let pairs = [
        ('＜', '<'),
        ('＞', '>'),
        ('［', '['),
        ('］', ']'),
        ('＊', '*'),
        ('＿', '_'),
        ('～', '~'),
        ('｜', '|'),
    ];
    pairs.iter().fold(text, |text, (wide, letter)| {
        text.replace(*wide, &letter.to_string())
    })
}

/// The numbers of a text with their signs, as they are written.
fn numbers(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        if !letters[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let start = at;
        let is_inside = |at: usize| {
            letters[at].is_ascii_digit()
                || (['.', ','].contains(&letters[at])
                    && letters.get(at + 1).is_some_and(char::is_ascii_digit))
        };
        while at < letters.len() && is_inside(at) {
            at += 1;
        }
        let number: String = letters[start..at].iter().collect();
        let before = start.checked_sub(1).map(|it| letters[it]);
        let further = start.checked_sub(2).map(|it| letters[it]);
        // A hyphen between two numbers is no sign.
        let is_signed = before.is_some_and(|it| ['-', '−'].contains(&it))
            && !further.is_some_and(char::is_alphanumeric);
        found.push(if is_signed {
            format!("-{number}")
        } else {
            number
        });
    }
    found
}
