//! Whether the answers are good: questions with hand-written gold, a judge, what came of it.
//!
//! ```text
//! question ─ ask ─► Answer ─┐
//!          └ gold ─► rows ──┴─ judge ─► Verdict ─► summary, baseline, report
//! ```

pub mod baseline;
pub mod judge;
pub mod lanes;
pub mod question;
pub mod report;
#[cfg(feature = "duckdb")]
pub mod run;
pub mod summary;

use crate::answer::Answer;

use judge::{GoldRows, Judgement};
use question::Question;

/// What came of one question.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The question.
    pub question: Question,
    /// The answer.
    pub answer: Answer,
    /// The rows that a right answer has.
    pub gold: GoldRows,
    /// The verdict.
    pub judgement: Judgement,
}

impl Outcome {
    /// Milliseconds of planning. Who refuses or asks back has done nothing else.
    #[must_use]
    pub fn planning_ms(&self) -> f64 {
        let receipt = self.answer.receipt.as_ref();
        receipt.map_or(self.answer.elapsed_ms, |it| it.timings_ms.plan)
    }
}
