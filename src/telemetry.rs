//! Structured logs on stderr, set up once, and what is counted and measured.

pub mod measures;

use tracing_subscriber::EnvFilter;

/// Starts logging with a filter such as `info` or `wenbo=debug`; a filter that cannot be read
/// counts as `info`. With `as_json` each line is one object.
pub fn init(filter: &str, as_json: bool) {
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_target(false);
    let started = if as_json {
        lines.json().flatten_event(true).try_init()
    } else {
        lines.try_init()
    };
    // A second start in one process keeps the first.
    drop(started);
}
