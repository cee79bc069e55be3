//! What callers of the server may take, and where it tells what it measures.

use clap::Args;

/// What callers of the server may take.
#[derive(Debug, Clone, Args)]
pub struct LimitArgs {
    /// Requests below /v1 and to /mcp that whoever asks may send in a minute; 0 is no limit.
    #[arg(
        long,
        env = "WENBO_REQUESTS_PER_MINUTE",
        default_value_t = 1_200,
        value_name = "N"
    )]
    pub requests_per_minute: u32,
    /// Questions and statements that are worked on at a time.
    #[arg(long, env = "WENBO_MAX_CONCURRENT", default_value_t = 64, value_name = "N", value_parser = at_least_one)]
    pub max_concurrent: usize,
    /// Questions and statements that may wait for their turn, for two seconds at most.
    #[arg(
        long,
        env = "WENBO_MAX_WAITING",
        default_value_t = 64,
        value_name = "N"
    )]
    pub max_waiting: usize,
    /// Megabytes of rows that are kept, so that the same query is run once for the same data; 0 keeps none.
    #[arg(long, env = "WENBO_QUERY_CACHE", default_value = "64", value_name = "MEGABYTES", value_parser = megabytes)]
    pub query_cache: u64,
    /// Connections that may be open at a time; further ones wait.
    #[arg(long, env = "WENBO_MAX_CONNECTIONS", default_value_t = 12_000, value_name = "N", value_parser = at_least_one)]
    pub max_connections: usize,
    /// A further address that tells /metrics without a role, such as 127.0.0.1:9464.
    #[arg(long, env = "WENBO_METRICS_LISTEN", value_name = "ADDRESS")]
    pub metrics_listen: Option<String>,
}

pub(super) fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number) if number > 0 => Ok(number),
        _ => Err(format!("`{text}` is not a number from 1 on")),
    }
}

/// Megabytes as bytes.
fn megabytes(text: &str) -> Result<u64, String> {
    match text.parse::<u64>() {
        Ok(number) if number <= u64::MAX >> 20 => Ok(number << 20),
        _ => Err(format!(
            "`{text}` is not a number of megabytes, such as 64, or 0 to keep nothing"
        )),
    }
}
