//! What `wenbo verified` is told.

use chrono::NaiveDateTime;
use clap::{Args, Subcommand};

use super::{Format, SourceArgs, moment};

/// `wenbo verified`
#[derive(Debug, Args)]
pub struct VerifiedArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: VerifiedCommand,
}

/// What to do with verified questions.
#[derive(Debug, Subcommand)]
pub enum VerifiedCommand {
    /// Writes a candidate, from what is named here or from an answer's JSON on stdin.
    Add(AddArgs),
    /// Shows candidates: what they compute, what they conflict with, what the grammar says.
    Review(ReviewArgs),
    /// Makes a candidate a verified question, if everything still holds with it.
    Approve(ApproveArgs),
    /// Turns a candidate down; it stays in its file with the reason.
    Reject(RejectArgs),
    /// Asks the examples of all verified questions.
    Test(TestArgs),
}

/// `wenbo verified add`
#[derive(Debug, Args)]
pub struct AddArgs {
    /// Where the meaning and the data are; the layer must be a folder.
    #[command(flatten)]
    pub source: SourceArgs,
    /// How it is asked; once for each way. Slots as {period} and {platform} may stand in it.
    #[arg(long, required = true)]
    pub question: Vec<String>,
    /// The statement. Without it an answer's JSON is read from stdin.
    #[arg(long)]
    pub semantic_sql: Option<String>,
    /// Who proposes it.
    #[arg(long)]
    pub owner: String,
    /// Its id; without it one is made of the question and the statement.
    #[arg(long)]
    pub id: Option<String>,
    /// What "now" meant when the statement was made, such as 2026-11-19T10:30.
    #[arg(long, value_parser = moment)]
    pub as_of: Option<NaiveDateTime>,
}

/// `wenbo verified review`
#[derive(Debug, Args)]
pub struct ReviewArgs {
    /// Where the meaning and the data are; the layer must be a folder.
    #[command(flatten)]
    pub source: SourceArgs,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// One candidate; without it all that were not turned down.
    pub id: Option<String>,
}

/// `wenbo verified approve`
#[derive(Debug, Args)]
pub struct ApproveArgs {
    /// Where the meaning and the data are; the layer must be a folder.
    #[command(flatten)]
    pub source: SourceArgs,
    /// The candidate.
    pub id: String,
    /// Who answers for it from now on.
    #[arg(long)]
    pub owner: String,
}

/// `wenbo verified reject`
#[derive(Debug, Args)]
pub struct RejectArgs {
    /// Where the meaning and the data are; the layer must be a folder.
    #[command(flatten)]
    pub source: SourceArgs,
    /// The candidate.
    pub id: String,
    /// Why.
    #[arg(long)]
    pub reason: String,
    /// Who turns it down.
    #[arg(long)]
    pub by: String,
}

/// `wenbo verified test`
#[derive(Debug, Args)]
pub struct TestArgs {
    /// Where the meaning and the data are; the layer must be a folder.
    #[command(flatten)]
    pub source: SourceArgs,
}

impl VerifiedCommand {
    /// Where the meaning and the data are.
    #[must_use]
    pub fn source(&self) -> &SourceArgs {
        match self {
            Self::Add(args) => &args.source,
            Self::Review(args) => &args.source,
            Self::Approve(args) => &args.source,
            Self::Reject(args) => &args.source,
            Self::Test(args) => &args.source,
        }
    }
}
