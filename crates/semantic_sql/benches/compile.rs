//! How long the shipped layer takes to load, and a statement over it to parse, bind and compile.
//!
//! Prints the median and the 95th percentile of each; `cargo bench -p semantic_sql`.
#![expect(clippy::unwrap_used, reason = "a bench may fail loudly")]
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use semantic_sql::{Asker, SemanticLayer, SemanticSql, SourceFile, bind, compile, load};

/// Who asks: a role that every row policy binds.
const MANAGER: &str = r#"{"user": "bench", "roles": ["channel_manager"], "attributes": {"platform_ids": ["douyin", "jd"]}}"#;

const ONE_FACT: &str = "SELECT platform, MEASURE(gmv) FROM livestream \
    WHERE date >= DATE '2026-11-01' AND date < DATE '2026-12-01' GROUP BY 1 ORDER BY 2 DESC LIMIT 5";

const TWO_FACTS: &str = "SELECT platform, date, MEASURE(gmv), MEASURE(ad_spend), MEASURE(gmv) / NULLIF(MEASURE(ad_spend), 0) AS roi, \
    CHANGE_RATE(gmv, 'previous_period') AS change FROM livestream \
    WHERE date >= DATE '2026-11-01' AND date < DATE '2026-12-01' AND platform IN ('douyin', 'jd') \
    GROUP BY ALL HAVING MEASURE(gmv) > 1000 ORDER BY 3 DESC LIMIT 20";

fn files() -> Vec<SourceFile> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../semantic_layer");
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".yml"))
        .collect();
    names.sort();
    names
        .into_iter()
        .map(|name| SourceFile {
            text: std::fs::read_to_string(folder.join(&name)).unwrap(),
            name,
        })
        .collect()
}

/// Runs something often and prints its median and 95th percentile.
fn measure(name: &str, times: usize, mut run: impl FnMut()) {
    for _ in 0..times.div_ceil(10) {
        run();
    }
    let mut taken: Vec<Duration> = (0..times)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    taken.sort();
    println!(
        "{name:<28} median {:>10.1?}   p95 {:>10.1?}   ({times} runs)",
        taken[times / 2],
        taken[times * 95 / 100]
    );
}

fn statement(layer: &SemanticLayer, asker: &Asker, sql: &SemanticSql) -> usize {
    compile(&bind(layer, asker, sql).unwrap()).text().len()
}

fn main() {
    let files = files();
    measure("load the layer", 30, || {
        black_box(load(black_box(&files)).unwrap());
    });
    let layer = load(&files).unwrap();
    println!(
        "  {} datasets, {} metrics",
        layer.datasets.len(),
        layer.metrics.len()
    );
    let asker = Asker::Known(serde_json::from_str(MANAGER).unwrap());
    for (name, text) in [
        ("one fact, row policy", ONE_FACT),
        ("two facts, row policy", TWO_FACTS),
    ] {
        let sql = SemanticSql(text.to_owned());
        measure(name, 2000, || {
            black_box(statement(&layer, &asker, black_box(&sql)));
        });
    }
}
