//! `wenbo eval`

use std::path::PathBuf;

use clap::Args;

use crate::question::LaneChoice;

use super::{ModelArgs, SourceArgs, lane};

/// `wenbo eval`
#[derive(Debug, Args)]
pub struct EvalArgs {
    /// Where the meaning and the data are; the gold runs on the same data.
    #[command(flatten)]
    pub source: SourceArgs,
    /// How to reach a language model, if one is to be used.
    #[command(flatten)]
    pub model: ModelArgs,
    /// The folder of question files, or one file.
    #[arg(long, default_value = "eval/questions")]
    pub questions: PathBuf,
    /// Kinds of questions, or names of files without their ending; without it all.
    #[arg(long, value_delimiter = ',')]
    pub kinds: Vec<String>,
    /// Who may answer: grammar, model, auto, or both: each alone and then the two together (auto),
    /// side by side. What is told in full and held against a baseline is then auto.
    #[arg(long, value_parser = lanes, default_value = "grammar")]
    pub lane: EvalLanes,
    /// The verdicts to compare with; being worse than them ends with exit code 1.
    #[arg(long)]
    pub baseline: Option<PathBuf>,
    /// Writes the verdicts into the baseline instead.
    #[arg(long, requires = "baseline")]
    pub write_baseline: bool,
    /// Writes everything that came of it as JSON.
    #[arg(long)]
    pub json: Option<PathBuf>,
    /// Writes a report to read, as one HTML file.
    #[arg(long)]
    pub html: Option<PathBuf>,
    /// Questions that are asked at once; without it as many as there are processors.
    #[arg(long)]
    pub jobs: Option<usize>,
    /// Replies of the model come from this folder, and no model is called. A reply that is not
    /// there ends with exit code 1; with --record the model is asked for it.
    #[arg(long)]
    pub replay: Option<PathBuf>,
    /// Writes every reply of the model into this folder, with its request.
    #[arg(long)]
    pub record: Option<PathBuf>,
}

/// The lanes that an evaluation asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EvalLanes {
    /// One alone.
    One(LaneChoice),
    /// Each planner alone, then the two together.
    Both,
}

impl EvalLanes {
    /// The lanes in the order in which they are asked.
    #[must_use]
    pub fn lanes(&self) -> &[LaneChoice] {
        match self {
            Self::One(lane) => std::slice::from_ref(lane),
            Self::Both => &[LaneChoice::Grammar, LaneChoice::Model, LaneChoice::Auto],
        }
    }

    /// Whether one of them cannot be asked without a model.
    #[must_use]
    pub fn needs_model(&self) -> bool {
        self.lanes().contains(&LaneChoice::Model)
    }
}

fn lanes(text: &str) -> Result<EvalLanes, String> {
    match text {
        "both" => Ok(EvalLanes::Both),
        one => lane(one)
            .map(EvalLanes::One)
            .map_err(|error| format!("{error}, or both")),
    }
}
