//! Every metric of the shipped layer against hand-written SQL over the demo world.

use std::collections::BTreeMap;

use wenbo::result_set::Cell;

use crate::support::gold::{self, GoldMetric};
use crate::support::{rows, world};

/// Metrics without gold of their own, and why.
const WITHOUT_GOLD: &[(&str, &str)] = &[];

/// Gold without a metric, and why.
const WITHOUT_METRIC: &[(&str, &str)] = &[(
    "repurchase_rate",
    "counts buyers by how many orders they have within the group: an aggregate of an aggregate",
)];

/// One row per key; a key that comes twice is an error.
fn by_key(rows: Vec<Vec<Cell>>) -> Result<BTreeMap<Option<String>, Cell>, String> {
    let mut found = BTreeMap::new();
    for mut row in rows {
        let value = row.pop().unwrap_or(Cell::Null);
        let key = row.pop().and_then(|key| key.key());
        if found.contains_key(&key) {
            return Err(format!("two rows for {key:?}"));
        }
        found.insert(key, value);
    }
    Ok(found)
}

/// Where two results differ. A group without a value may as well be missing. So may one of ours
/// with 0: the fact has rows of the group, but none that passes the metric's own filter.
fn differences(
    gold: &BTreeMap<Option<String>, Cell>,
    ours: &BTreeMap<Option<String>, Cell>,
) -> Vec<String> {
    let keys: std::collections::BTreeSet<_> = gold.keys().chain(ours.keys()).collect();
    keys.into_iter()
        .filter_map(|key| {
            let (left, right) = (
                gold.get(key).unwrap_or(&Cell::Null),
                ours.get(key).unwrap_or(&Cell::Null),
            );
            let name = key.as_deref().unwrap_or("NULL");
            let nothing = *left == Cell::Null && right.number() == Some(0.0);
            (!nothing && !rows::same(left, right))
                .then(|| format!("{name}: gold {:?}, layer {:?}", left.key(), right.key()))
        })
        .collect()
}

/// Compares one answer; `None` where they are equal.
fn compare(connection: &duckdb::Connection, gold_sql: &str, semantic: &str) -> Option<String> {
    let gold = rows::rows(connection, gold_sql).and_then(by_key);
    let ours = world::ask(connection, world::layer(), &world::owner(), semantic).and_then(by_key);
    match (gold, ours) {
        (Ok(gold), Ok(ours)) => {
            let different = differences(&gold, &ours);
            let shown = different
                .iter()
                .take(4)
                .cloned()
                .collect::<Vec<_>>()
                .join("; ");
            (!different.is_empty()).then(|| {
                format!(
                    "{} of {} groups differ: {shown}",
                    different.len(),
                    gold.len()
                )
            })
        }
        (Err(error), _) => Some(format!("the gold does not run: {error}")),
        (_, Err(error)) => Some(error),
    }
}

fn check(connection: &duckdb::Connection, gold: &GoldMetric) -> Vec<String> {
    let layer = world::layer();
    let model = &layer.name;
    let id = &gold.id;
    let asked = [
        (
            "total",
            &gold.total,
            format!("SELECT MEASURE({id}) AS value FROM {model}"),
        ),
        (
            "by_dimension",
            &gold.by_dimension,
            format!(
                "SELECT {} AS key, MEASURE({id}) AS value FROM {model} GROUP BY 1",
                gold.dimension
            ),
        ),
        (
            "by_month",
            &gold.by_month,
            format!("SELECT month, MEASURE({id}) AS value FROM {model} GROUP BY 1"),
        ),
    ];
    asked
        .into_iter()
        .filter_map(|(what, gold_sql, semantic)| {
            compare(connection, gold_sql.as_deref()?, &semantic)
                .map(|problem| format!("{id} {what}: {problem}"))
        })
        .collect()
}

#[test]
fn every_metric_equals_its_gold() {
    let connection = world::connect();
    let problems: Vec<String> = gold::metrics()
        .iter()
        .filter(|gold| !WITHOUT_METRIC.iter().any(|(id, _)| *id == gold.id))
        .flat_map(|gold| check(&connection, gold))
        .collect();
    assert!(
        problems.is_empty(),
        "{} answers differ:\n{}",
        problems.len(),
        problems.join("\n")
    );
}

#[test]
fn every_metric_has_gold_or_a_reason() {
    let covered: Vec<String> = gold::metrics()
        .into_iter()
        .map(|metric| metric.id)
        .collect();
    let missing: Vec<&str> = world::layer()
        .metrics
        .iter()
        .map(|metric| metric.name.as_str())
        .filter(|name| {
            !covered.iter().any(|known| known == name)
                && !WITHOUT_GOLD.iter().any(|(known, _)| known == name)
        })
        .collect();
    assert!(
        missing.is_empty(),
        "metrics without gold and without a reason: {missing:?}"
    );
}
