//! Where answers are kept, and what is done with them later.

use std::path::PathBuf;

use clap::Args;
use semantic_sql::Principal;

use super::{Format, SourceArgs, principal};

/// Where answers are kept.
#[derive(Debug, Clone, Args)]
pub struct KeepArgs {
    /// The SQLite file that answers are kept in; it is made if it is not there.
    #[arg(long, env = "WENBO_STATE", default_value = "data/wenbo.sqlite")]
    pub state: PathBuf,
    /// Days after which an answer is forgotten; 0 keeps all.
    #[arg(long, env = "WENBO_KEEP_DAYS", default_value_t = 90)]
    pub keep_days: u32,
}

/// `wenbo explain`
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The SQLite file that answers are kept in.
    #[arg(long, env = "WENBO_STATE", default_value = "data/wenbo.sqlite")]
    pub state: PathBuf,
    /// `text` for people; `json` is the answer as it was sent.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// The `answer_id` of the answer.
    pub id: String,
}

/// `wenbo replay`
#[derive(Debug, Args)]
pub struct ReplayArgs {
    /// Where the meaning and the data are now.
    #[command(flatten)]
    pub source: SourceArgs,
    /// The SQLite file that answers are kept in.
    #[arg(long, env = "WENBO_STATE", default_value = "data/wenbo.sqlite")]
    pub state: PathBuf,
    /// How the outcome is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Who runs it, as JSON; without it, as whoever asked.
    #[arg(long, value_parser = principal)]
    pub principal: Option<Principal>,
    /// The `answer_id` of the answer.
    pub id: String,
}
