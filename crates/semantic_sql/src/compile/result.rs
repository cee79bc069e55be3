//! The final SELECT over the groups.

use std::fmt::Write as _;

use crate::bound::{BoundSelect, ResultLeaf, ResultWindow, SortKey};
use crate::syntax::{Frame, FrameBound, WindowFunction};

use super::expression::{list, push_identifier, scalar};
use super::fill;

/// How the columns are named.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    /// As the statement says.
    Chosen,
    /// `c0`, `c1`, …, for another SELECT to read.
    Generated,
}

/// Writes the SELECT.
pub(super) fn write(sql: &mut String, select: &BoundSelect, source: &str, names: Names) {
    let leaf = |sql: &mut String, leaf: &ResultLeaf| write_leaf(sql, select, leaf);
    sql.push_str("SELECT ");
    for (index, output) in select.outputs.iter().enumerate() {
        if index > 0 {
            sql.push_str(", ");
        }
        scalar(sql, &output.expr, &leaf);
        sql.push_str(" AS ");
        match names {
            Names::Chosen => push_identifier(sql, &output.name),
            Names::Generated => {
                let _ = write!(sql, "c{index}");
            }
        }
    }
    let _ = write!(sql, "\nFROM {source}");
    if let Some(having) = &select.having {
        sql.push_str("\nWHERE ");
        scalar(sql, having, &leaf);
    }
    let ties = select.limit.filter(|_| select.with_ties);
    qualify(sql, select, ties);
    // Rows that another SELECT reads have an order only where it decides which rows there are.
    let cut = select.limit.is_some() || select.offset > 0;
    if !select.order.is_empty() && (cut || names == Names::Chosen) {
        sql.push_str("\nORDER BY ");
        sort_keys(sql, select, &select.order);
        if !select.rolled.is_empty() {
            sql.push_str(", lvl");
        }
    }
    if let (Some(limit), None) = (select.limit, ties) {
        let _ = write!(sql, "\nLIMIT {limit}");
    }
    if select.offset > 0 {
        let _ = write!(sql, "\nOFFSET {}", select.offset);
    }
}

/// QUALIFY, and the ties at the end of a FETCH: DuckDB has no WITH TIES.
fn qualify(sql: &mut String, select: &BoundSelect, ties: Option<u64>) {
    let leaf = |sql: &mut String, leaf: &ResultLeaf| write_leaf(sql, select, leaf);
    let mut separator = "\nQUALIFY ";
    if let Some(expr) = &select.qualify {
        sql.push_str(separator);
        scalar(sql, expr, &leaf);
        separator = " AND ";
    }
    if let Some(count) = ties {
        let _ = write!(sql, "{separator}RANK() OVER (");
        if !select.order.is_empty() {
            sql.push_str("ORDER BY ");
            let written = if select.written_order == 0 {
                &select.order
            } else {
                &select.order[..select.written_order]
            };
            sort_keys(sql, select, written);
        }
        let _ = write!(sql, ") <= {}", count.saturating_add(select.offset));
    }
}

fn write_leaf(sql: &mut String, select: &BoundSelect, leaf: &ResultLeaf) {
    match leaf {
        ResultLeaf::Key(key) => {
            let _ = write!(sql, "k{key}");
        }
        ResultLeaf::Slot(slot) => {
            // A guarded slot was filled before it was masked.
            if select.slots[*slot].guards.is_empty() {
                fill::value(sql, select, *slot);
            } else {
                let _ = write!(sql, "s{slot}");
            }
        }
        ResultLeaf::Grouping(key) => match select.rolled.iter().position(|rolled| rolled == key) {
            None => sql.push('0'),
            Some(place) => {
                let level = select.rolled.len() - place;
                let _ = write!(sql, "CAST(lvl >= {level} AS INTEGER)");
            }
        },
        ResultLeaf::Window(window) => write_window(sql, select, window),
    }
}

fn write_window(sql: &mut String, select: &BoundSelect, window: &ResultWindow) {
    let leaf = |sql: &mut String, leaf: &ResultLeaf| write_leaf(sql, select, leaf);
    sql.push_str(window.function.sql_name());
    sql.push('(');
    if window.args.is_empty() && window.function == WindowFunction::Count {
        sql.push('*');
    }
    list(sql, window.args.iter(), &leaf);
    sql.push_str(") OVER (");
    if !window.partition.is_empty() {
        sql.push_str("PARTITION BY ");
        list(sql, window.partition.iter(), &leaf);
        sql.push(' ');
    }
    if !window.order.is_empty() {
        sql.push_str("ORDER BY ");
        sort_keys(sql, select, &window.order);
        sql.push(' ');
    }
    if let Some(Frame { start, end }) = &window.frame {
        sql.push_str("ROWS BETWEEN ");
        bound(sql, *start);
        sql.push_str(" AND ");
        bound(sql, *end);
    }
    while sql.ends_with(' ') {
        sql.pop();
    }
    sql.push(')');
}

fn bound(sql: &mut String, bound: FrameBound) {
    let _ = match bound {
        FrameBound::CurrentRow => write!(sql, "CURRENT ROW"),
        FrameBound::Preceding(None) => write!(sql, "UNBOUNDED PRECEDING"),
        FrameBound::Preceding(Some(count)) => write!(sql, "{count} PRECEDING"),
        FrameBound::Following(None) => write!(sql, "UNBOUNDED FOLLOWING"),
        FrameBound::Following(Some(count)) => write!(sql, "{count} FOLLOWING"),
    };
}

fn sort_keys(sql: &mut String, select: &BoundSelect, keys: &[SortKey]) {
    for (index, key) in keys.iter().enumerate() {
        if index > 0 {
            sql.push_str(", ");
        }
        scalar(sql, &key.expr, &|sql: &mut String, leaf: &ResultLeaf| {
            write_leaf(sql, select, leaf);
        });
        sql.push_str(if key.descending { " DESC" } else { " ASC" });
        sql.push_str(if key.nulls_first {
            " NULLS FIRST"
        } else {
            " NULLS LAST"
        });
    }
}
