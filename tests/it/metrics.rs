//! Every metric of the shipped layer against hand-written SQL over the demo world: in total, along
//! every dimension, and for people who see a part; and what must be refused.

use std::collections::{BTreeMap, BTreeSet};

use semantic_sql::{Asker, Principal};
use wenbo::result_set::Cell;

use crate::support::gold::{self, Gold, Rows};
use crate::support::{rows, world};

/// Metrics without gold of their own, and why.
const WITHOUT_GOLD: &[(&str, &str)] = &[
    ("ab_lift", "the outcome of an analysis, refused as a metric"),
    (
        "ab_p_value",
        "the outcome of an analysis, refused as a metric",
    ),
];

/// What a statement that asks for a dimension out of reach is refused with.
const OUT_OF_REACH: [&str; 2] = ["E_NO_PATH", "E3013_NO_STITCHING_DIMENSION"];

/// Dimensions by which people who see a part are compared; each needs other joins and policies.
const SCOPED: [&str; 6] = [
    "month", "platform", "streamer", "product", "session", "gender",
];

/// Rows by their key; the key of a row in total is `None`.
type ByKey = BTreeMap<Option<String>, Vec<Cell>>;

/// One row per key; a key that comes twice is an error.
fn by_key(rows: Vec<Vec<Cell>>) -> Result<ByKey, String> {
    let mut found = ByKey::new();
    for mut row in rows {
        let values = row.split_off(1);
        let key = row.pop().and_then(|key| key.key());
        if found.contains_key(&key) {
            return Err(format!("two rows for {key:?}"));
        }
        found.insert(key, values);
    }
    Ok(found)
}

/// Where two results differ in a column. A group without a value may as well be missing. So may
/// one of ours with 0: the fact has rows of the group, but none that passes the metric's own filter.
/// Where groups of few persons are hidden, ours may be missing; which ones are, other tests hold.
fn differences(gold: &ByKey, ours: &ByKey, column: usize, hides: bool) -> Vec<String> {
    let keys: BTreeSet<_> = gold.keys().chain(ours.keys()).collect();
    keys.into_iter()
        .filter_map(|key| {
            let cell = |rows: &ByKey| rows.get(key).map_or(Cell::Null, |row| row[column].clone());
            let (left, right) = (cell(gold), cell(ours));
            let name = key.as_deref().unwrap_or("NULL");
            let nothing = left == Cell::Null && right.number() == Some(0.0);
            let hidden = hides && right == Cell::Null;
            (!nothing && !hidden && !rows::same(&left, &right))
                .then(|| format!("{name}: gold {:?}, layer {:?}", left.key(), right.key()))
        })
        .collect()
}

/// Who asks, and how the gold writes what they see.
struct Scope {
    asker: Asker,
    /// The condition of a base that says it; `None` where all rows are seen.
    condition: Option<&'static str>,
    /// Metrics that the role is refused.
    denied: Vec<String>,
}

/// Compares all metrics along one dimension, or in total.
fn compare_along(gold: &Gold, dimension: Option<&str>, scope: &Scope) -> Vec<String> {
    let connection = world::connect();
    let reached = |metric: &&str| match dimension {
        Some(dimension) => gold.reaches(metric, dimension),
        None => gold.reaches(metric, "month") || !gold.is_open(metric, "month"),
    };
    let metrics: Vec<&str> = gold.metrics().filter(reached).collect();
    let mut tables: BTreeMap<Rows, Vec<&str>> = BTreeMap::new();
    for metric in metrics
        .iter()
        .filter(|metric| gold.parts(metric).is_empty())
    {
        tables.entry(gold.rows(metric)).or_default().push(metric);
    }
    let mut problems = Vec::new();
    for (index, (rows, members)) in tables.iter().enumerate() {
        let select = gold.select(rows, members, dimension, scope.condition);
        let made = connection.execute_batch(&format!(
            "CREATE OR REPLACE TEMP TABLE gold_{index} AS {select}"
        ));
        if let Err(error) = made {
            problems.push(format!("the gold does not run: {error}\n{select}"));
            return problems;
        }
    }
    let table = |metric: &str| {
        let rows = gold.rows(metric);
        format!(
            "gold_{}",
            tables
                .keys()
                .position(|known| *known == rows)
                .unwrap_or_default()
        )
    };
    let mut asked: Vec<(Vec<&str>, String)> = tables
        .values()
        .map(|members| {
            (
                members.clone(),
                format!(
                    "SELECT key, {} FROM {}",
                    members.join(", "),
                    table(members[0])
                ),
            )
        })
        .collect();
    for metric in metrics
        .iter()
        .filter(|metric| !gold.parts(metric).is_empty())
    {
        asked.push((vec![metric], gold.made_of(metric, table)));
    }
    for (members, sql) in asked {
        problems.extend(compare(&connection, &members, &sql, dimension, scope));
    }
    problems
}

/// Compares the metrics of one statement.
fn compare(
    connection: &duckdb::Connection,
    members: &[&str],
    gold_sql: &str,
    dimension: Option<&str>,
    scope: &Scope,
) -> Vec<String> {
    let place = dimension.unwrap_or("in total");
    let seen: Vec<usize> = (0..members.len())
        .filter(|index| !scope.denied.iter().any(|denied| denied == members[*index]))
        .collect();
    if seen.is_empty() {
        return Vec::new();
    }
    let measures: Vec<String> = seen
        .iter()
        .map(|index| format!("MEASURE({0}) AS {0}", members[*index]))
        .collect();
    let model = &world::layer().name;
    let hides = dimension.is_some_and(|name| {
        let fields = world::layer().find_fields(name);
        fields
            .iter()
            .any(|id| world::layer().field(*id).min_cell.is_some())
    });
    let semantic = match dimension {
        Some(dimension) => format!(
            "SELECT {dimension} AS key, {} FROM {model} GROUP BY 1",
            measures.join(", ")
        ),
        None => format!("SELECT {} FROM {model}", measures.join(", ")),
    };
    let ours = world::ask(connection, world::layer(), &scope.asker, &semantic).map(|mut rows| {
        if dimension.is_none() {
            rows.iter_mut().for_each(|row| row.insert(0, Cell::Null));
        }
        rows
    });
    let pair = rows::rows(connection, gold_sql)
        .and_then(by_key)
        .and_then(|gold| Ok((gold, ours.and_then(by_key)?)));
    let (gold, ours) = match pair {
        Ok(pair) => pair,
        Err(error) => return vec![format!("{place}: {error}")],
    };
    // The gold has a column for each member, our answer one for each that is seen.
    let gold: ByKey = gold
        .into_iter()
        .map(|(key, row)| (key, seen.iter().map(|index| row[*index].clone()).collect()))
        .collect();
    seen.iter()
        .enumerate()
        .filter_map(|(column, index)| {
            let different = differences(&gold, &ours, column, hides);
            let shown = different
                .iter()
                .take(4)
                .cloned()
                .collect::<Vec<_>>()
                .join("; ");
            (!different.is_empty()).then(|| {
                format!(
                    "{} {place}: {} of {} groups differ: {shown}",
                    members[*index],
                    different.len(),
                    gold.len()
                )
            })
        })
        .collect()
}

fn assert_none(problems: &[String]) {
    assert!(
        problems.is_empty(),
        "{} answers differ:\n{}",
        problems.len(),
        problems.join("\n")
    );
}

fn somebody(role: &gold::Entry) -> Asker {
    Asker::Known(Principal {
        user: "tester".to_owned(),
        roles: vec![role["id"].clone()],
        attributes: serde_json::from_str(&role["attributes"]).unwrap(),
    })
}

fn denied(role: &gold::Entry) -> Vec<String> {
    let named = gold::words(role.get("denied"));
    named
        .into_iter()
        .filter(|name| *name != "none")
        .map(str::to_owned)
        .collect()
}

fn compare_scope(role: &str, condition: &'static str) {
    let roles = gold::file("roles.yml");
    let role = roles.iter().find(|entry| entry["id"] == role).unwrap();
    let scope = Scope {
        asker: somebody(role),
        condition: Some(condition),
        denied: denied(role),
    };
    let gold = Gold::read();
    let along = std::iter::once(None).chain(SCOPED.into_iter().map(Some));
    let problems: Vec<String> = along
        .flat_map(|dimension| compare_along(&gold, dimension, &scope))
        .collect();
    assert_none(&problems);
}

#[test]
fn every_metric_equals_its_gold_in_total_and_along_every_dimension() {
    let scope = Scope {
        asker: world::owner(),
        condition: None,
        denied: Vec::new(),
    };
    let gold = Gold::read();
    let along = std::iter::once(None).chain(gold.dimensions().into_iter().map(Some));
    let problems: Vec<String> = along
        .flat_map(|dimension| compare_along(&gold, dimension, &scope))
        .collect();
    assert_none(&problems);
}

#[test]
fn every_metric_equals_its_gold_for_a_channel_manager() {
    compare_scope("channel_manager", "channel");
}

#[test]
fn every_metric_equals_its_gold_for_a_brand_manager() {
    compare_scope("brand_manager", "brand_manager");
}

#[test]
fn a_dimension_that_the_gold_does_not_reach_is_refused_with_a_typed_error() {
    let gold = Gold::read();
    let layer = world::layer();
    let fields: Vec<&str> = layer
        .visible_fields()
        // A mask is the same for every row, so there is nothing to compare it with.
        .filter(|(_, field)| field.mask.is_none())
        .map(|(_, field)| field.name.as_str())
        .collect();
    let mut problems = Vec::new();
    for metric in gold.metrics() {
        for field in fields
            .iter()
            .filter(|field| !gold.reaches(metric, field) && !gold.is_open(metric, field))
        {
            let sql = format!(
                "SELECT {field}, MEASURE({metric}) FROM {} GROUP BY 1",
                layer.name
            );
            match world::bind(layer, &world::owner(), &sql) {
                Ok(_) => problems.push(format!("{metric} by {field} is answered")),
                Err(said) if said.iter().any(|one| OUT_OF_REACH.contains(&one.code)) => {}
                Err(said) => problems.push(format!("{metric} by {field}: {}", said[0])),
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn a_role_is_refused_exactly_the_metrics_that_the_domain_denies_it() {
    let layer = world::layer();
    let mut problems = Vec::new();
    for role in gold::file("roles.yml") {
        let asker = somebody(&role);
        let refused: BTreeSet<String> = layer
            .metrics
            .iter()
            .map(|metric| metric.name.clone())
            .filter(|name| {
                let sql = format!("SELECT MEASURE({name}) FROM {}", layer.name);
                world::bind(layer, &asker, &sql)
                    .is_err_and(|said| said.iter().any(|one| one.code == "E_DENIED"))
            })
            .collect();
        let wanted: BTreeSet<String> = denied(&role).into_iter().collect();
        if refused != wanted {
            problems.push(format!(
                "{}: refused {refused:?}, should be {wanted:?}",
                role["id"]
            ));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn every_metric_has_gold_or_a_reason() {
    let gold = Gold::read();
    let covered: BTreeSet<&str> = gold.metrics().collect();
    let missing: Vec<&str> = world::layer()
        .metrics
        .iter()
        .map(|metric| metric.name.as_str())
        .filter(|name| {
            !covered.contains(name) && !WITHOUT_GOLD.iter().any(|(known, _)| known == name)
        })
        .collect();
    assert!(
        missing.is_empty(),
        "metrics without gold and without a reason: {missing:?}"
    );
}
