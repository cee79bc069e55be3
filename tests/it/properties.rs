//! Laws that hold for every statement, over random statements on random small worlds: what stands
//! beside a metric does not change it, groups add up, and a guarded answer is the answer over the
//! rows that the asker may see.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use semantic_sql::{Asker, Principal, SemanticLayer, SourceFile};
use wenbo::result_set::Cell;

use crate::support::{rows, world};

/// Metrics of orders and their lines, which share these dimensions with sessions.
const METRICS: [&str; 10] = [
    "gmv",
    "units",
    "sold_orders",
    "aov",
    "paid_gmv",
    "usual_gmv",
    "watch_seconds",
    "session_count",
    "gmv_per_watch_hour",
    "followers",
];
const ADDITIVE: [&str; 6] = [
    "gmv",
    "units",
    "paid_gmv",
    "usual_gmv",
    "watch_seconds",
    "session_count",
];
const DIMENSIONS: [&str; 5] = ["platform", "tier", "streamer", "room", "month"];
const FILTERS: [&str; 7] = [
    "platform = 'douyin'",
    "platform <> 'jd'",
    "tier IN ('S', 'A')",
    "(tier = 'S' OR streamer = 'Bo')",
    "date >= DATE '2026-01-10' AND date < DATE '2026-02-20'",
    "platform IS NULL",
    "streamer IN (SELECT streamer FROM shop ORDER BY MEASURE(gmv) DESC LIMIT 1)",
];

/// Parts of a random statement.
#[derive(Debug, Clone)]
struct Asked {
    metrics: Vec<&'static str>,
    dimensions: Vec<&'static str>,
    filters: Vec<&'static str>,
}

impl Asked {
    /// The statement with other metrics and dimensions.
    fn with(&self, metrics: &[&str], dimensions: &[&str], more: Option<&str>) -> String {
        let measures = metrics.iter().map(|metric| format!("MEASURE({metric})"));
        let items: Vec<String> = dimensions
            .iter()
            .map(|name| (*name).to_owned())
            .chain(measures)
            .collect();
        let filters: Vec<&str> = self.filters.iter().copied().chain(more).collect();
        let filter = if filters.is_empty() {
            String::new()
        } else {
            format!(" WHERE {}", filters.join(" AND "))
        };
        let group = if dimensions.is_empty() {
            ""
        } else {
            " GROUP BY ALL"
        };
        format!("SELECT {} FROM shop{filter}{group}", items.join(", "))
    }
}

fn asked() -> impl Strategy<Value = Asked> {
    (
        subsequence(&METRICS[..], 1..4),
        subsequence(&DIMENSIONS[..], 0..4),
        subsequence(&FILTERS[..], 0..3),
    )
        .prop_map(|(metrics, dimensions, filters)| Asked {
            metrics,
            dimensions,
            filters,
        })
}

fn shop() -> SemanticLayer {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("crates/semantic_sql/tests/layers/shop.yml");
    world::load(&[SourceFile {
        name: "shop.yml".to_owned(),
        text: std::fs::read_to_string(path).unwrap(),
    }])
}

/// A world of the shop's tables with random rows: NULL keys, orphans, gaps and ties.
fn random_world(seed: u32) -> duckdb::Connection {
    let path =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/semantics/world.sql");
    let connection = duckdb::Connection::open_in_memory().unwrap();
    connection
        .execute_batch(&std::fs::read_to_string(path).unwrap())
        .unwrap();
    let fill = format!(
        "SET threads = 1; SELECT setseed({});
         CREATE MACRO key(most) AS CASE WHEN random() < 0.1 THEN NULL ELSE CAST(floor(random() * most) AS INTEGER) END;
         CREATE MACRO moment() AS TIMESTAMP '2026-01-01' + to_hours(CAST(floor(random() * 2400) AS BIGINT));
         DELETE FROM fct_order; DELETE FROM fct_line; DELETE FROM fct_session; DELETE FROM dim_room;
         INSERT INTO dim_room SELECT 101 + i, 'R' || i, 1 + key(6), 10 + key(4), 10 * i FROM range(6) t(i);
         INSERT INTO fct_order SELECT i, 101 + key(8), 1, 2, 900 + key(5), CASE WHEN random() < 0.7 THEN 'paid' ELSE 'cancelled' END, key(20), moment() FROM range(30) t(i);
         INSERT INTO fct_line SELECT i, key(34), 1 + key(4), key(90), 1 + key(3), moment() FROM range(60) t(i);
         INSERT INTO fct_session SELECT i, 101 + key(8), key(4000), key(500), moment() FROM range(25) t(i);",
        f64::from(seed) / 100_000.0
    );
    connection.execute_batch(&fill).unwrap();
    connection
}

/// The values of a statement by their group.
fn groups(
    connection: &duckdb::Connection,
    layer: &SemanticLayer,
    asker: &Asker,
    sql: &str,
    keys: usize,
) -> BTreeMap<Vec<Option<String>>, Vec<Cell>> {
    let found = world::ask(connection, layer, asker, sql).unwrap_or_else(|error| panic!("{error}"));
    let mut all = BTreeMap::new();
    for row in found {
        let key = row[..keys].iter().map(Cell::key).collect();
        let earlier = all.insert(key, row[keys..].to_vec());
        assert!(earlier.is_none(), "a group comes twice: {sql}");
    }
    all
}

fn same(left: &Cell, right: &Cell) -> bool {
    // A group that only another metric has: a count is 0 there, everything else NULL.
    let nothing = |cell: &Cell| *cell == Cell::Null || cell.number() == Some(0.0);
    rows::same(left, right) || (nothing(left) && nothing(right))
}

fn sum(cells: impl Iterator<Item = Cell>) -> f64 {
    cells.filter_map(|cell| cell.number()).sum()
}

fn close(left: f64, right: f64) -> bool {
    (left - right).abs() <= 1e-6 * left.abs().max(right.abs()).max(1.0)
}

/// A metric alone, and beside others: the same values, in groups that are its own.
fn alone_and_together(connection: &duckdb::Connection, layer: &SemanticLayer, asked: &Asked) {
    let owner = world::owner();
    let keys = asked.dimensions.len();
    let together = asked.with(&asked.metrics, &asked.dimensions, None);
    let all = groups(connection, layer, &owner, &together, keys);
    let mut union: Vec<Vec<Option<String>>> = Vec::new();
    for (index, metric) in asked.metrics.iter().enumerate() {
        let alone = asked.with(&[metric], &asked.dimensions, None);
        let own = groups(connection, layer, &owner, &alone, keys);
        for (key, cells) in &all {
            let value = own.get(key).map_or(&Cell::Null, |cells| &cells[0]);
            assert!(
                same(&cells[index], value),
                "{metric} at {key:?} in {together}"
            );
        }
        union.extend(own.into_keys());
    }
    union.sort();
    union.dedup();
    let keys: Vec<_> = all.into_keys().collect();
    assert_eq!(keys, union, "the groups of {together}");
}

/// Groups of an additive metric add up: to the total, and to every coarser grouping.
fn sums_of_groups(connection: &duckdb::Connection, layer: &SemanticLayer, asked: &Asked) {
    let owner = world::owner();
    let metrics: Vec<&str> = asked
        .metrics
        .iter()
        .copied()
        .filter(|metric| ADDITIVE.contains(metric))
        .collect();
    if metrics.is_empty() || asked.dimensions.is_empty() {
        return;
    }
    let fine = asked.with(&metrics, &asked.dimensions, None);
    let fine = groups(connection, layer, &owner, &fine, asked.dimensions.len());
    for kept in 0..asked.dimensions.len() {
        let coarse = asked.with(&metrics, &asked.dimensions[..kept], None);
        for (key, cells) in groups(connection, layer, &owner, &coarse, kept) {
            for (index, cell) in cells.iter().enumerate() {
                let parts = fine
                    .iter()
                    .filter(|(fine, _)| fine[..kept] == key[..])
                    .map(|(_, cells)| cells[index].clone());
                let added = sum(parts);
                let whole = cell.number().unwrap_or(0.0);
                assert!(close(added, whole), "{added} is not {whole}: {coarse}");
            }
        }
    }
}

/// Two values together are what each is alone.
fn two_values(connection: &duckdb::Connection, layer: &SemanticLayer, asked: &Asked) {
    let owner = world::owner();
    let total = |filter: &str| {
        let sql = asked.with(&["gmv", "session_count"], &[], Some(filter));
        let row = world::ask(connection, layer, &owner, &sql)
            .unwrap()
            .remove(0);
        (
            row[0].number().unwrap_or(0.0),
            row[1].number().unwrap_or(0.0),
        )
    };
    let both = total("platform IN ('douyin', 'taobao')");
    let (one, other) = (total("platform = 'douyin'"), total("platform = 'taobao'"));
    assert!(close(both.0, one.0 + other.0), "{asked:?}");
    assert!(close(both.1, one.1 + other.1), "{asked:?}");
}

/// What a scoped asker sees is what the owner sees of a world without the other rows.
fn guarded(
    connection: &duckdb::Connection,
    filtered: &duckdb::Connection,
    layer: &SemanticLayer,
    asked: &Asked,
) {
    let scoped = Asker::Known(Principal {
        user: "scoped".to_owned(),
        roles: vec!["channel".to_owned()],
        attributes: [("platform_ids".to_owned(), serde_json::json!([1, 3]))].into(),
    });
    let sql = asked.with(&asked.metrics, &asked.dimensions, None);
    let keys = asked.dimensions.len();
    let seen = groups(connection, layer, &scoped, &sql, keys);
    let left = groups(filtered, layer, &world::owner(), &sql, keys);
    let names: Vec<_> = seen.keys().collect();
    assert_eq!(
        names,
        left.keys().collect::<Vec<_>>(),
        "the groups of {sql}"
    );
    for (key, cells) in &seen {
        for (cell, other) in cells.iter().zip(&left[key]) {
            assert!(rows::same(cell, other), "{key:?} of {sql}");
        }
    }
}

/// Takes the rows away that a scoped asker may not see.
fn take_away(connection: &duckdb::Connection) {
    connection
        .execute_batch(
            "CREATE TABLE seen AS SELECT room_id FROM dim_room WHERE platform_id IN (1, 3);
             DELETE FROM fct_line WHERE order_id IS NULL OR order_id NOT IN (SELECT order_id FROM fct_order WHERE room_id IN (SELECT room_id FROM seen));
             DELETE FROM fct_order WHERE room_id IS NULL OR room_id NOT IN (SELECT room_id FROM seen);
             DELETE FROM fct_session WHERE room_id IS NULL OR room_id NOT IN (SELECT room_id FROM seen);",
        )
        .unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_laws_hold_for_every_statement(
        seed in 0u32..100_000,
        statements in proptest::collection::vec(asked(), 45),
    ) {
        let layer = shop();
        let connection = random_world(seed);
        let filtered = random_world(seed);
        take_away(&filtered);
        for asked in &statements {
            alone_and_together(&connection, &layer, asked);
            sums_of_groups(&connection, &layer, asked);
            two_values(&connection, &layer, asked);
            guarded(&connection, &filtered, &layer, asked);
        }
    }

    #[test]
    fn the_same_statement_gives_the_same_bytes(asked in asked()) {
        let layer = shop();
        let sql = asked.with(&asked.metrics, &asked.dimensions, None);
        let compiled = || semantic_sql::compile(&world::bind(&layer, &world::owner(), &sql).unwrap());
        prop_assert_eq!(compiled(), compiled());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_bind_panic(words in proptest::collection::vec(select(&WORDS[..]), 0..30), noise in ".{0,12}") {
        let layer = shop();
        let text = format!("SELECT {} {noise} FROM shop {}", words.join(" "), words.iter().rev().copied().collect::<Vec<_>>().join(" "));
        let _ = world::bind(&layer, &world::owner(), &text);
        let _ = world::bind(&layer, &Asker::Nobody, &noise);
    }
}

/// Pieces that texts are made of.
const WORDS: [&str; 44] = [
    "SELECT",
    "FROM",
    "shop",
    "WHERE",
    "GROUP BY",
    "HAVING",
    "ORDER BY",
    "LIMIT 3",
    "MEASURE(gmv)",
    "MEASURE(",
    ")",
    "(",
    ",",
    "platform",
    "streamer",
    "date",
    "month",
    "1",
    "'x'",
    "DATE '2026-01-01'",
    "=",
    "<",
    "AND",
    "OR",
    "NOT",
    "IN",
    "NULL",
    "IS",
    "CASE",
    "WHEN",
    "THEN",
    "END",
    "WITH a AS (",
    "a",
    "PRIOR(gmv, '1 month')",
    "SPINE(date)",
    "ROLLUP(",
    "GROUPING(platform)",
    "OVER ()",
    "FILTER (WHERE",
    "UNFILTERED(orders.status)",
    "-- x\n",
    "*",
    ";",
];
