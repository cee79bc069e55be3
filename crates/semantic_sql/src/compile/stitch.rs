//! Branches → one row per group.

use std::fmt::Write as _;

use crate::bound::{BoundSelect, Spine};
use crate::expr::{Expr, Grain};

use super::branch;
use super::expression::to_sql;
use super::fill;

/// All branches put under each other with NULL where another one computes.
pub(super) fn union(sql: &mut String, prefix: &str, select: &BoundSelect) {
    for (index, branch) in select.branches.iter().enumerate() {
        if index > 0 {
            sql.push_str("\n  UNION ALL\n");
        }
        sql.push_str("  SELECT ");
        branch::key_names(sql, select);
        for slot in 0..select.slots.len() {
            let own = branch.aggregates.iter().any(|(known, _)| *known == slot);
            let null = if own { "" } else { "NULL AS " };
            let _ = write!(sql, "{null}s{slot}, ");
        }
        fill::mark(sql, select, Some(branch));
        branch::end_list(sql);
        let _ = write!(sql, " FROM {prefix}b{index}");
    }
}

/// The union regrouped: NULL keys are one bucket, and no fact meets another fact's rows.
pub(super) fn regroup(sql: &mut String, prefix: &str, select: &BoundSelect) {
    regrouped_items(sql, select);
    sql.push_str("\n  FROM (\n");
    union(sql, prefix, select);
    sql.push_str("\n  )");
    group_by(sql, select);
}

/// The union regrouped together with every bucket of the spine, for each group of the other keys.
pub(super) fn regroup_with_spine(sql: &mut String, all: &str, select: &BoundSelect, spine: &Spine) {
    regrouped_items(sql, select);
    let _ = write!(
        sql,
        "\n  FROM (\n  SELECT * FROM {all}\n  UNION ALL\n  SELECT "
    );
    for key in 0..select.keys {
        let from = if key == spine.key { "r" } else { "o" };
        let _ = write!(sql, "{from}.k{key}, ");
    }
    for slot in 0..select.slots.len() {
        let _ = write!(sql, "NULL AS s{slot}, ");
    }
    fill::mark(sql, select, None);
    branch::end_list(sql);
    sql.push_str(" FROM (");
    buckets(sql, spine);
    sql.push_str(") AS r");
    if select.keys > 1 {
        sql.push_str(" CROSS JOIN (SELECT DISTINCT ");
        for key in (0..select.keys).filter(|key| *key != spine.key) {
            let _ = write!(sql, "k{key}, ");
        }
        branch::end_list(sql);
        let _ = write!(sql, " FROM {all}) AS o");
    }
    sql.push_str("\n  )");
    group_by(sql, select);
}

/// Every bucket from the first to the end.
fn buckets(sql: &mut String, spine: &Spine) {
    let literal = |value| to_sql(&Expr::<()>::Literal(value), &|_: &mut String, (): &()| {});
    let item = if spine.grain >= Grain::Day {
        "CAST(range AS DATE)"
    } else {
        "range"
    };
    let _ = write!(
        sql,
        "SELECT {item} AS k{} FROM range(CAST({} AS TIMESTAMP), CAST({} AS TIMESTAMP), INTERVAL 1 {})",
        spine.key,
        literal(spine.start.clone()),
        literal(spine.end.clone()),
        spine.grain.name()
    );
}

fn regrouped_items(sql: &mut String, select: &BoundSelect) {
    sql.push_str("  SELECT ");
    branch::key_names(sql, select);
    // Each group has at most one row with a value in a slot, so MAX takes that value.
    for slot in 0..select.slots.len() {
        let _ = write!(sql, "MAX(s{slot}) AS s{slot}, ");
    }
    fill::marks(sql, select, true);
    branch::end_list(sql);
}

fn group_by(sql: &mut String, select: &BoundSelect) {
    let columns = select.keys + usize::from(!select.rolled.is_empty());
    for place in 1..=columns {
        let separator = if place == 1 { "\n  GROUP BY " } else { ", " };
        let _ = write!(sql, "{separator}{place}");
    }
}
