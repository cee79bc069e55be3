//! The questions of `eval/questions/` and what is expected of them. `eval/README.md` says the format.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::NaiveDateTime;
use semantic_sql::{Asker, Principal};
use serde::Deserialize;
use serde_json::Value;

mod read;

/// A question and what a right answer to it is.
#[derive(Debug, Clone)]
pub struct Question {
    /// Its id.
    pub id: String,
    /// The file that it is in, without its ending.
    pub set: String,
    /// Its kind.
    pub kind: String,
    /// `zh`, `en` or `mixed`.
    pub language: String,
    /// The pair of which it is one half.
    pub pair: Option<String>,
    /// What is asked.
    pub text: String,
    /// The questions before it in the same conversation, oldest first.
    pub after: Vec<String>,
    /// Who asks; nothing where nobody is named.
    pub asker: Option<Asker>,
    /// What "now" means.
    pub as_of: NaiveDateTime,
    /// How it should end.
    pub expected: Expected,
    /// The rows of a right answer.
    pub gold: Option<Gold>,
    /// Other readings that the domain allows.
    pub alternatives: Vec<Gold>,
    /// Further results that belong to the answer.
    pub also: Vec<Gold>,
    /// Texts that the answer must hold; of each list one.
    pub must_contain: Vec<Vec<String>>,
    /// Texts that it must not hold.
    pub must_not_contain: Vec<String>,
    /// The chart that was asked for.
    pub chart: Option<String>,
    /// The analysis that it needs and that is not built.
    pub analysis: Option<String>,
    /// The reading: window, decision, assumption.
    pub note: String,
}

/// How a question should end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expected {
    /// With an answer.
    Answered,
    /// With a refusal.
    Declined,
    /// With a question back.
    Clarify,
    /// With either of them.
    DeclinedOrClarify,
    /// With the gold's rows, where it has any; without, with anything that claims no number.
    AnyHonest,
}

/// Rows of a right answer, as SQL over the physical tables.
#[derive(Debug, Clone)]
pub struct Gold {
    /// Which reading it is, where it is not the first.
    pub reading: Option<String>,
    /// Texts of which the answer must say one for this reading to count.
    pub says: Vec<String>,
    /// Whether its rows show by themselves which reading it is.
    pub evident: bool,
    /// The SQL.
    pub sql: String,
    /// What its columns are.
    pub columns: Vec<GoldColumn>,
    /// How rows are compared.
    pub compare: Compare,
}

/// A column of gold.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoldColumn {
    /// Its name in the SQL.
    pub name: String,
    /// What it holds.
    pub role: GoldRole,
    /// The metric that it is of.
    #[serde(default)]
    pub metric: Option<String>,
    /// The dimension that it is of.
    #[serde(default)]
    pub dimension: Option<String>,
    /// What it is when it is not the plain value: `base`, `change`, `change_rate`, `share`, …
    #[serde(default)]
    pub kind: Option<String>,
}

/// What a column of gold holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GoldRole {
    /// A field's value.
    Dimension,
    /// A bucket of time.
    Time,
    /// A metric's value.
    Metric,
    /// A metric of another period, or the difference.
    Comparison,
}

impl Gold {
    /// Whether a column says which row it is. A time of which the answer needs one among others is
    /// a value.
    #[must_use]
    pub fn is_key(&self, column: &GoldColumn) -> bool {
        let mut values = self.compare.one_of.iter().flatten();
        matches!(column.role, GoldRole::Dimension | GoldRole::Time)
            && !values.any(|name| *name == column.name)
    }
}

/// How rows are compared.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Compare {
    /// Whether the order of the rows is part of the answer.
    #[serde(default)]
    pub ordered: bool,
    /// Whether more rows are fine.
    #[serde(default)]
    pub rows: RowRule,
    /// The N of a top N.
    #[serde(default)]
    pub limit: Option<usize>,
    /// The columns by whose groups N is counted.
    #[serde(default)]
    pub limit_per: Vec<String>,
    /// Relative difference of equal numbers.
    #[serde(default)]
    pub tolerance: f64,
    /// Columns without which the answer is not right.
    #[serde(default)]
    pub required_columns: Vec<String>,
    /// Lists of columns of which one is enough.
    #[serde(default)]
    pub one_of: Vec<Vec<String>>,
    /// Keys that an answer of one row may leave out.
    #[serde(default)]
    pub optional_dimensions: Vec<String>,
}

/// Whether more rows than the gold's are fine.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowRule {
    /// They are not.
    #[default]
    Exact,
    /// They are.
    AtLeast,
}

/// Reads all question files of a folder, in the order of their names, or one file.
///
/// # Errors
/// Every mistake with its file and question, one a line.
pub fn load(path: &Path) -> Result<Vec<Question>, String> {
    let mut files = Vec::new();
    if path.is_dir() {
        let entries = std::fs::read_dir(path).map_err(|error| unreadable(path, &error))?;
        for entry in entries {
            let file = entry.map_err(|error| unreadable(path, &error))?.path();
            if file.extension().is_some_and(|ending| ending == "yml") {
                files.push(file);
            }
        }
        files.sort();
    } else {
        files.push(path.to_path_buf());
    }
    let mut questions = Vec::new();
    let mut problems = Vec::new();
    for file in &files {
        let text = std::fs::read_to_string(file).map_err(|error| unreadable(file, &error))?;
        let name = file
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default();
        match parse(&name, &text) {
            Ok(found) => questions.extend(found),
            Err(mut found) => problems.append(&mut found),
        }
    }
    let mut ids = BTreeSet::new();
    for question in &questions {
        if !ids.insert(question.id.as_str()) {
            problems.push(format!(
                "{}: {}: there is another question of this id",
                question.set, question.id
            ));
        }
    }
    if questions.is_empty() && problems.is_empty() {
        problems.push(format!("{} holds no questions", path.display()));
    }
    if problems.is_empty() {
        Ok(questions)
    } else {
        Err(problems.join("\n"))
    }
}

/// Reads the questions of one file.
///
/// # Errors
/// Every mistake with its question.
pub fn parse(set: &str, text: &str) -> Result<Vec<Question>, Vec<String>> {
    let document = semantic_sql::layer::read_document(&format!("{set}.yml"), text)
        .map_err(|problems| problems.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    read::file(set, document)
}

/// Reads one entry by itself; the set is its kind, where it says none.
///
/// # Errors
/// What is wrong with it.
pub fn parse_entry(set: &str, as_of: NaiveDateTime, entry: Value) -> Result<Vec<Question>, String> {
    read::entry(set, set, as_of, entry)
}

fn unreadable(path: &Path, error: &std::io::Error) -> String {
    format!(
        "{} cannot be read: {error}; name the folder of question files with --questions",
        path.display()
    )
}

/// Who asks, as a file writes it.
fn asker(principal: Option<Principal>) -> Asker {
    principal.map_or(Asker::Nobody, Asker::Known)
}
