//! The program: reads the command line, sets up logs, runs a command.

use std::process::ExitCode;

use clap::Parser as _;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = wenbo::config::Cli::parse();
    wenbo::telemetry::init(&wenbo::config::log_filter(&cli.command));
    wenbo::command::run(cli).await
}
