//! The commands: each takes its arguments, does its work and gives an exit code.
//!
//! stdout carries results alone; everything else goes to stderr. Exit codes: 0 done, 1 failed or
//! refused, 2 misused.

mod ask;
mod audit;
mod check;
mod demo;
mod doctor;
mod eval;
mod identity;
mod key;
mod layer;
mod picture;
mod recall;
mod serve;
mod sql;
mod verified;

use std::io::Write as _;
use std::process::ExitCode;

use semantic_sql::{LayerProblem, SemanticLayer};

use crate::config::{Cli, Command, SourceArgs};
use crate::engine::duckdb::DuckDb;
use crate::layer_files;

pub use serve::{Connected, Doors, Service, connected, entrance, http_state};

/// Something that ends a command.
#[derive(Debug)]
pub struct Failure {
    /// What is wrong and what would be right.
    pub message: String,
    /// The exit code.
    pub code: u8,
}

impl Failure {
    /// A failure of the work itself.
    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            code: 1,
        }
    }

    /// Something that was asked for wrongly, or that is not there.
    pub(crate) fn misused(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            code: 2,
        }
    }
}

/// Runs a command.
pub async fn run(cli: Cli) -> ExitCode {
    let outcome = match cli.command {
        Command::Sql(args) => sql::run(args).await,
        Command::Check(args) => check::run(args).await,
        Command::Layer(args) => layer::run(&args),
        Command::Verified(args) => verified::run(args).await,
        Command::Eval(args) => eval::run(args).await,
        Command::Demo(args) => demo::run(&args),
        Command::Ask(args) => ask::run(args).await,
        Command::Serve(args) => serve::run(*args).await,
        Command::Doctor(args) => doctor::run(*args).await,
        Command::Key(args) => key::run(args).await,
        Command::Identity(args) => identity::run(args).await,
        Command::Audit(args) => audit::run(args).await,
        Command::Explain(args) => recall::run_explain(args).await,
        Command::Replay(args) => recall::run_replay(args).await,
    };
    match outcome {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            say(&format!("wenbo: {}", failure.message));
            ExitCode::from(failure.code)
        }
    }
}

/// Loads the layer, or says everything that is wrong with it.
fn load_layer(source: &SourceArgs) -> Result<SemanticLayer, Failure> {
    layer_files::load(source.layer.as_deref()).map_err(|problems| Failure::misused(list(&problems)))
}

/// Problems of a layer, one a line.
fn list(problems: &[LayerProblem]) -> String {
    let lines: Vec<String> = problems
        .iter()
        .map(|problem| format!("  {problem}"))
        .collect();
    format!(
        "the semantic layer has {} problem(s)\n{}",
        problems.len(),
        lines.join("\n")
    )
}

/// Opens the data file.
fn open_data(source: &SourceArgs) -> Result<DuckDb, Failure> {
    DuckDb::open(&source.data, source.engine()).map_err(|error| {
        let cause = std::error::Error::source(&error)
            .map(|cause| format!(": {cause}"))
            .unwrap_or_default();
        Failure::misused(format!(
            "{error}{cause}; make the demo with `wenbo demo`, or name a file with --data"
        ))
    })
}

/// Loads the layer and opens the data file beside it. Where both fail, the layer's problems are told.
pub(crate) fn open_source(source: &SourceArgs) -> Result<(SemanticLayer, DuckDb), Failure> {
    std::thread::scope(|scope| {
        let data = scope.spawn(|| open_data(source));
        let layer = load_layer(source)?;
        let data = data
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        Ok((layer, data))
    })
}

/// Prints one line of a result and hands it on at once.
pub(crate) fn print(line: &str) {
    let mut out = std::io::stdout().lock();
    // A reader that went away ends the output; that is not an error of ours.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// Says something that is not a result.
pub(crate) fn say(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
