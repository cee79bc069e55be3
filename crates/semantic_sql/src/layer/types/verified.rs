//! Questions whose statement somebody answers for, and statements with slots.

use chrono::{NaiveDate, NaiveDateTime};

use crate::layer::{FieldId, Text};

/// A question that somebody answers for: how it is asked, and the statement that answers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedQuestion {
    /// The file that it stands in.
    pub file: String,
    /// Its line there.
    pub line: usize,
    /// Its id, one word.
    pub id: String,
    /// What it is called.
    pub label: Text,
    /// Who answers for it.
    pub owner: String,
    /// Since when; nothing where nobody has approved it yet.
    pub verified_at: Option<NaiveDate>,
    /// What changes from one question to the next.
    pub slots: Vec<Slot>,
    /// How it is asked.
    pub patterns: Vec<QuestionPattern>,
    /// The statement.
    pub sql: SlottedSql,
    /// `line`, `bar`, `pie` or `table`, where the picture is not left to the result.
    pub chart: Option<String>,
    /// What columns hold that are computed from metrics.
    pub columns: Vec<VerifiedColumn>,
    /// What an answer must say with it.
    pub notes: Vec<Text>,
    /// Questions that it must go on answering.
    pub examples: Vec<VerifiedExample>,
    /// Why it was turned down, if it was.
    pub rejected: Option<Rejection>,
}

/// What changes from one question to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Its name between braces.
    pub name: String,
    /// What fills it.
    pub kind: SlotKind,
}

/// What fills a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SlotKind {
    /// A range of time; an expression of time stands for it where a question names none.
    Time {
        /// The expression.
        default: Option<String>,
    },
    /// A value of a field.
    Field(FieldId),
}

/// One way in which a question is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionPattern {
    /// As it is written.
    pub text: String,
    /// Its line in the file.
    pub line: usize,
    /// With and without each part that may be left out.
    pub forms: Vec<Vec<PatternPiece>>,
}

/// A piece of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PatternPiece {
    /// Words as they are.
    Words(String),
    /// A slot, by its place in the question.
    Slot(usize),
}

/// A statement with slots, each of which stands where a condition stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SlottedSql {
    /// As it is written.
    pub text: String,
    pub(crate) pieces: Vec<SqlPiece>,
}

/// A piece of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SqlPiece {
    Text(String),
    Slot(usize),
}

impl SlottedSql {
    /// A statement that is only to be written down: its slots are not looked for.
    #[must_use]
    pub fn of_text(text: String) -> Self {
        Self {
            pieces: vec![SqlPiece::Text(text.clone())],
            text,
        }
    }

    /// The statement with a condition in the place of each slot; one without a condition holds
    /// for every row.
    #[must_use]
    pub fn filled(&self, mut condition: impl FnMut(usize) -> Option<String>) -> String {
        let mut text = String::with_capacity(self.text.len() + 64);
        for piece in &self.pieces {
            match piece {
                SqlPiece::Text(piece) => text.push_str(piece),
                SqlPiece::Slot(slot) => match condition(*slot) {
                    Some(condition) => {
                        text.push('(');
                        text.push_str(&condition);
                        text.push(')');
                    }
                    None => text.push_str("TRUE"),
                },
            }
        }
        text
    }
}

/// What a column of a verified question holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedColumn {
    /// Its name in the statement.
    pub name: String,
    /// Its name for people.
    pub label: Text,
    /// The unit of its values.
    pub unit: String,
    /// How they are written.
    pub format: String,
}

/// A question that a verified one must go on answering.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedExample {
    /// The question.
    pub question: String,
    /// What "now" means; nothing for the clock of the data.
    pub as_of: Option<NaiveDateTime>,
    /// The fingerprint that its rows must have, where one is held to.
    pub result: Option<String>,
}

/// Why a candidate was turned down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// By whom.
    pub by: String,
    /// On which day.
    pub on: Option<NaiveDate>,
    /// Why.
    pub reason: String,
}
