//! The program: reads the command line, sets up logs, runs a command.

use std::process::ExitCode;

use clap::Parser as _;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = wenbo::config::Cli::parse();
    let filter = wenbo::config::log_filter(&cli.command);
    wenbo::telemetry::init(&filter, wenbo::config::log_is_json());
    wenbo::command::run(cli).await
}
