//! What is told of an answer while it is being made, for callers that show it as it grows.

use crate::answer::Lane;
use crate::plan::Interpretation;

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
}

/// Hears of the steps, in order; it must not wait.
pub type Tell = dyn Fn(Step) + Send + Sync;
