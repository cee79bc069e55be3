//! What is told of an answer while it is being made, for callers that show it as it grows.

use crate::answer::chart::Chart;
use crate::answer::proof::ProvedSentence;
use crate::answer::{AnswerColumn, Lane, RenderedChart};
use crate::plan::Interpretation;
use crate::result_set::Cell;

/// A step of an answer. What comes last counts: an answer may still turn into a question back.
#[derive(Debug, Clone)]
pub enum Step {
    /// The question was read.
    Plan {
        /// Who planned it.
        lane: Lane,
        /// How it was read, for a person.
        reading: String,
        /// How it was read, in ids of the layer.
        interpretation: Box<Interpretation>,
    },
    /// The statement was compiled, and is about to run.
    Sql {
        /// The statement.
        semantic_sql: String,
        /// The compiled SQL.
        sql: String,
    },
    /// The rows came back, before somebody words them; they do not change any more.
    Rows {
        /// What the columns are.
        columns: Vec<AnswerColumn>,
        /// Values as the data has them.
        rows: Vec<Vec<Cell>>,
        /// The same rows for people.
        label_rows: Vec<Vec<String>>,
        /// Whether rows were cut.
        truncated: bool,
    },
    /// The picture of the rows; it does not change any more.
    Chart(Box<RenderedChart>),
    /// The picture as it was drawn, for channels that show images; with the answer.
    Drawn(Box<Chart>),
    /// What is told so far: the headline, then one proved sentence more each time.
    Narration {
        /// The first sentence.
        headline: String,
        /// All sentences so far.
        narration: String,
        /// Those that are proved, with where their numbers come from.
        proof: Vec<ProvedSentence>,
    },
}

/// Hears of the steps, in order; it must not wait.
pub type Tell = dyn Fn(Step) + Send + Sync;
