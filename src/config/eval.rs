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
    /// Who may answer.
    #[arg(long, value_parser = lane, default_value = "grammar")]
    pub lane: LaneChoice,
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
    /// Answers of the model come from this folder, and no model is called.
    #[arg(long, conflicts_with = "record")]
    pub replay: Option<PathBuf>,
    /// Writes every reply of the model into this folder.
    #[arg(long)]
    pub record: Option<PathBuf>,
}
