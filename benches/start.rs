//! From the start of the process to the first compiled statement, before any data is opened.
//!
//! Beside it the same process that only says its version: what a start costs at least.
#![expect(clippy::unwrap_used, reason = "a bench may fail loudly")]
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const STATEMENT: &str = "SELECT platform, MEASURE(gmv) FROM livestream WHERE date >= DATE '2026-11-01' AND date < DATE '2026-12-01' GROUP BY 1";

/// The median and the 95th percentile of a command's time.
fn measure(arguments: &[&str]) -> (Duration, Duration) {
    let mut taken: Vec<Duration> = (0..60)
        .map(|_| {
            let start = Instant::now();
            let status = Command::new(env!("CARGO_BIN_EXE_wenbo"))
                .args(arguments)
                .stdout(Stdio::null())
                .status()
                .unwrap();
            assert!(status.success());
            start.elapsed()
        })
        .collect();
    taken.sort();
    (taken[taken.len() / 2], taken[taken.len() * 95 / 100])
}

fn main() {
    let (version, _) = measure(&["--version"]);
    println!("wenbo --version              median {version:>10.1?}");
    let (compiled, slow) = measure(&["sql", "--dry-run", STATEMENT]);
    println!("first compiled statement     median {compiled:>10.1?}   p95 {slow:>10.1?}");
}
