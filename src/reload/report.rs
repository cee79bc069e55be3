//! What became of a reload: for the log, for whoever asked, for the status.

use std::fmt;

use chrono::NaiveDateTime;
use semantic_sql::LayerProblem;
use serde::Serialize;
use utoipa::ToSchema;

/// What became of one reload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReloadReport)]
pub struct Report {
    /// How it ended.
    pub outcome: Outcome,
    /// Who wanted it.
    pub trigger: Trigger,
    /// The generation that answers afterwards.
    pub generation: u64,
    /// When it ended, by the real clock in the layer's zone.
    #[schema(value_type = String)]
    pub at: NaiveDateTime,
    /// How long it took.
    pub duration_ms: u64,
    /// What is wrong: why it was refused, or what was wrong before as well.
    pub problems: Vec<Problem>,
}

/// How a reload ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReloadOutcome)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A new generation answers.
    Loaded,
    /// The files are those of the current generation.
    Unchanged,
    /// Something is wrong with the files; the current generation stays.
    Refused,
}

impl Outcome {
    /// Its name in the API and in the log.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Loaded => "loaded",
            Self::Unchanged => "unchanged",
            Self::Refused => "refused",
        }
    }
}

/// Who wanted a reload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReloadTrigger)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// The files changed.
    Change,
    /// Somebody asked for it.
    Request,
}

/// Something that is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReloadProblem)]
pub struct Problem {
    /// The file.
    pub file: String,
    /// The line, from 1, where one is to blame.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// What would be right, such as the nearest right key.
    pub hint: Option<String>,
    /// What the database said, for the log alone; it speaks of names, never of rows.
    #[serde(skip)]
    pub cause: Option<String>,
}

impl From<LayerProblem> for Problem {
    fn from(problem: LayerProblem) -> Self {
        Self {
            file: problem.file,
            line: (problem.line > 0).then_some(problem.line),
            message: problem.message,
            hint: problem.hint,
            cause: None,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.file.is_empty() {
            write!(f, "{}:", self.file)?;
            if let Some(line) = self.line {
                write!(f, "{line}:")?;
            }
            f.write_str(" ")?;
        }
        f.write_str(&self.message)?;
        if let Some(hint) = &self.hint {
            write!(f, ". {hint}")?;
        }
        match &self.cause {
            Some(cause) => write!(f, " ({cause})"),
            None => Ok(()),
        }
    }
}

impl Report {
    /// One line in the log, with everything that is wrong.
    pub(super) fn log(&self) {
        let problems: Vec<String> = self.problems.iter().map(ToString::to_string).collect();
        let problems = (!problems.is_empty()).then(|| problems.join("; "));
        let trigger = self.trigger.name();
        if self.outcome == Outcome::Refused {
            tracing::error!(
                reload.outcome = self.outcome.name(),
                reload.trigger = trigger,
                generation = self.generation,
                duration_ms = self.duration_ms,
                problems,
                "a reload was refused; what was loaded stays",
            );
        } else {
            tracing::info!(
                reload.outcome = self.outcome.name(),
                reload.trigger = trigger,
                generation = self.generation,
                duration_ms = self.duration_ms,
                problems,
                "a reload ended",
            );
        }
    }
}

impl Trigger {
    fn name(self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::Request => "request",
        }
    }
}
