//! Structured logs on stderr, set up once.

use tracing_subscriber::EnvFilter;

/// Starts logging with a filter such as `info` or `wenbo=debug`; a filter that cannot be read
/// counts as `info`.
pub fn init(filter: &str) {
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let started = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_target(false)
        .try_init();
    // A second start in one process keeps the first.
    drop(started);
}
