//! Branches → one row per group, and the final select list over it.

use std::fmt::Write as _;

use crate::bound::{BoundQuery, ResultLeaf, ResultWindow, SortKey};

use super::expression::{identifier, scalar};

/// All branches put under each other with NULL where another one computes, and regrouped: NULL
/// keys are one bucket, and no fact meets another fact's rows.
pub(super) fn stitch(query: &BoundQuery) -> String {
    let keys: Vec<String> = (0..query.keys).map(|key| format!("k{key}")).collect();
    let branches: Vec<String> = query
        .branches
        .iter()
        .enumerate()
        .map(|(index, branch)| {
            let slots = (0..query.slots.len()).map(|slot| {
                let own = branch.aggregates.iter().any(|(known, _)| *known == slot);
                if own {
                    format!("s{slot}")
                } else {
                    format!("NULL AS s{slot}")
                }
            });
            let items: Vec<String> = keys.iter().cloned().chain(slots).collect();
            format!("    SELECT {} FROM b{index}", items.join(", "))
        })
        .collect();
    // Each group has at most one row with a value in a slot, so MAX takes that value.
    let slots = (0..query.slots.len()).map(|slot| format!("MAX(s{slot}) AS s{slot}"));
    let items: Vec<String> = keys.iter().cloned().chain(slots).collect();
    let mut sql = format!(
        "  SELECT {}\n  FROM (\n{}\n  )",
        items.join(", "),
        branches.join("\n    UNION ALL\n")
    );
    if !keys.is_empty() {
        let _ = write!(sql, "\n  GROUP BY {}", keys.join(", "));
    }
    sql
}

/// The final SELECT over the groups.
pub(super) fn result(query: &BoundQuery, source: &str) -> String {
    let stitched = query.branches.len() > 1;
    let leaf = |leaf: &ResultLeaf| write_leaf(query, stitched, leaf);
    let items: Vec<String> = query
        .outputs
        .iter()
        .map(|output| {
            format!(
                "{} AS {}",
                scalar(&output.expr, &leaf),
                identifier(&output.name)
            )
        })
        .collect();
    let mut sql = format!("SELECT {}\nFROM {source}", items.join(", "));
    if let Some(having) = &query.having {
        let _ = write!(sql, "\nWHERE {}", scalar(having, &leaf));
    }
    let mut qualify: Vec<String> = query
        .qualify
        .iter()
        .map(|expr| scalar(expr, &leaf))
        .collect();
    let ties = query.limit.filter(|_| query.with_ties);
    if let Some(count) = ties {
        // DuckDB has no WITH TIES; the group keys that only make the order total do not rank.
        let ranked: Vec<String> = query
            .order
            .iter()
            .filter(|key| !matches!(key.expr, crate::expr::Expr::Leaf(ResultLeaf::Key(_))))
            .map(|key| sort_key(key, &leaf))
            .collect();
        let order = if ranked.is_empty() {
            query
                .order
                .iter()
                .map(|key| sort_key(key, &leaf))
                .collect::<Vec<_>>()
                .join(", ")
        } else {
            ranked.join(", ")
        };
        qualify.push(format!("RANK() OVER (ORDER BY {order}) <= {count}"));
    }
    if !qualify.is_empty() {
        let _ = write!(sql, "\nQUALIFY {}", qualify.join(" AND "));
    }
    if !query.order.is_empty() {
        let keys: Vec<String> = query.order.iter().map(|key| sort_key(key, &leaf)).collect();
        let _ = write!(sql, "\nORDER BY {}", keys.join(", "));
    }
    if let (Some(limit), None) = (query.limit, ties) {
        let _ = write!(sql, "\nLIMIT {limit}");
    }
    if query.offset > 0 {
        let _ = write!(sql, "\nOFFSET {}", query.offset);
    }
    sql
}

fn write_leaf(query: &BoundQuery, stitched: bool, leaf: &ResultLeaf) -> String {
    match leaf {
        ResultLeaf::Key(key) => format!("k{key}"),
        ResultLeaf::Slot(slot) if stitched && query.slots[*slot].zero_fill => {
            format!("COALESCE(s{slot}, 0)")
        }
        ResultLeaf::Slot(slot) => format!("s{slot}"),
        ResultLeaf::Window(window) => write_window(query, stitched, window),
    }
}

fn write_window(query: &BoundQuery, stitched: bool, window: &ResultWindow) -> String {
    let leaf = |leaf: &ResultLeaf| write_leaf(query, stitched, leaf);
    let args: Vec<String> = window.args.iter().map(|arg| scalar(arg, &leaf)).collect();
    let args = if args.is_empty() && window.function == crate::syntax::WindowFunction::Count {
        "*".to_owned()
    } else {
        args.join(", ")
    };
    let mut over = Vec::new();
    if !window.partition.is_empty() {
        let keys: Vec<String> = window
            .partition
            .iter()
            .map(|key| scalar(key, &leaf))
            .collect();
        over.push(format!("PARTITION BY {}", keys.join(", ")));
    }
    if !window.order.is_empty() {
        let keys: Vec<String> = window
            .order
            .iter()
            .map(|key| sort_key(key, &leaf))
            .collect();
        over.push(format!("ORDER BY {}", keys.join(", ")));
    }
    format!(
        "{}({args}) OVER ({})",
        window.function.sql_name(),
        over.join(" ")
    )
}

fn sort_key(key: &SortKey, leaf: &impl Fn(&ResultLeaf) -> String) -> String {
    format!(
        "{} {} NULLS {}",
        scalar(&key.expr, leaf),
        if key.descending { "DESC" } else { "ASC" },
        if key.nulls_first { "FIRST" } else { "LAST" },
    )
}
