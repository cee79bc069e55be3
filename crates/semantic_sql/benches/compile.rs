//! How long the shipped layer takes to load, and statements to parse, bind and compile: over the
//! shipped layer, and over a small one that grows to 180 and 540 datasets.
//!
//! Prints the median and the 95th percentile of each; `make bench` runs it beside a peer.
#![expect(clippy::unwrap_used, reason = "a bench may fail loudly")]
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use semantic_sql::{Asker, SemanticLayer, SemanticSql, SourceFile, bind, compile, load};

/// Who asks the shipped layer: a role that every row policy binds.
const MANAGER: &str = r#"{"user": "bench", "roles": ["channel_manager"], "attributes": {"platform_ids": ["douyin", "jd"]}}"#;

const ONE_FACT: &str = "SELECT platform, MEASURE(gmv) FROM livestream \
    WHERE date >= DATE '2026-11-01' AND date < DATE '2026-12-01' GROUP BY 1 ORDER BY 2 DESC LIMIT 5";

const TWO_FACTS: &str = "SELECT platform, date, MEASURE(gmv), MEASURE(ad_spend), MEASURE(gmv) / NULLIF(MEASURE(ad_spend), 0) AS roi, \
    CHANGE_RATE(gmv, 'previous_period') AS change FROM livestream \
    WHERE date >= DATE '2026-11-01' AND date < DATE '2026-12-01' AND platform IN ('douyin', 'jd') \
    GROUP BY ALL HAVING MEASURE(gmv) > 1000 ORDER BY 3 DESC LIMIT 20";

/// Who asks the small layer.
const CHANNEL: &str =
    r#"{"user": "bench", "roles": ["channel"], "attributes": {"platform_ids": [1, 2, 3]}}"#;

/// Three metrics, one of them a ratio with a distinct count; two dimensions, one three joins away.
const Q1: &str = "SELECT tier, month, MEASURE(gmv), MEASURE(units), MEASURE(aov) FROM shop \
    WHERE platform = 'douyin' AND date >= DATE '2026-01-01' GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 10";

/// Two facts by a dimension that both have.
const Q2: &str =
    "SELECT platform, MEASURE(gmv), MEASURE(watch_seconds) FROM shop GROUP BY 1 ORDER BY 2 DESC";

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

/// The small layer with further facts, dimensions, links and metrics beside it.
fn grown(datasets: usize) -> SemanticLayer {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/layers/shop.yml");
    let shop = SourceFile {
        name: "shop.yml".to_owned(),
        text: std::fs::read_to_string(path).unwrap(),
    };
    let base = load(std::slice::from_ref(&shop)).unwrap().datasets.len();
    let pairs = datasets.saturating_sub(base) / 2;
    let mut text = "datasets:\n".to_owned();
    for index in 0..pairs {
        let _ = write!(
            text,
            "  - {{name: kinds{index}, source: k{index}, kind: dimension, primary_key: [id], fields: [{{name: id, type: integer, hidden: true}}, {{name: kind{index}, type: string}}]}}\n\
             \x20 - {{name: facts{index}, source: f{index}, primary_key: [id], shared: true, fields: [{{name: id, type: integer, hidden: true}}, {{name: kind_id, type: integer, hidden: true}}, {{name: room_id, type: integer, hidden: true}}, {{name: amount, type: decimal}}]}}\n",
        );
    }
    text.push_str("relationships:\n");
    for index in 0..pairs {
        let _ = write!(
            text,
            "  - {{from: facts{index}, to: kinds{index}, \"on\": {{kind_id: id}}}}\n  - {{from: facts{index}, to: rooms, \"on\": {{room_id: room_id}}}}\n",
        );
    }
    text.push_str("metrics:\n");
    for index in 0..pairs {
        let _ = writeln!(
            text,
            "  - {{name: amount{index}, expression: SUM(facts{index}.amount), additivity: additive}}"
        );
    }
    let more = SourceFile {
        name: "more.yml".to_owned(),
        text: if pairs == 0 { String::new() } else { text },
    };
    load(&[shop, more]).unwrap()
}

fn main() {
    let files = files();
    measure("load the shipped layer", 30, || {
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
        ("two facts and a change", TWO_FACTS),
    ] {
        let sql = SemanticSql(text.to_owned());
        measure(name, 2000, || {
            black_box(statement(&layer, &asker, black_box(&sql)));
        });
    }
    let asker = Asker::Known(serde_json::from_str(CHANNEL).unwrap());
    for datasets in [11, 180, 540] {
        let layer = grown(datasets);
        for (name, text) in [("Q1", Q1), ("Q2", Q2)] {
            let sql = SemanticSql(text.to_owned());
            let name = format!("{name}, {} datasets", layer.datasets.len());
            measure(&name, 2000, || {
                black_box(statement(&layer, &asker, black_box(&sql)));
            });
        }
    }
}
