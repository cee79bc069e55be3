//! One branch: its joins, its filter and its aggregates.

use std::fmt::Write as _;

use crate::bound::{BoundSelect, Branch, BranchColumn, Shape, Source};
use crate::expr::Expr;
use crate::syntax::{Aggregate, AggregateFunction};

use super::expression::{aggregate, list, push_identifier, scalar, to_sql};
use super::fill;

/// Writes the SELECT of a branch.
pub(super) fn write(sql: &mut String, prefix: &str, select: &BoundSelect, branch: &Branch) {
    match &branch.shape {
        Shape::Plain => plain(sql, prefix, select, branch),
        Shape::Chosen {
            per,
            over,
            tie_break,
            last,
        } => chosen(sql, prefix, select, branch, per, over, tie_break, *last),
        Shape::OverTime { over, function } => {
            over_time(sql, prefix, select, branch, over, function);
        }
        Shape::Distinct { row } => distinct(sql, prefix, select, branch, row),
    }
}

fn column(sql: &mut String, column: &BranchColumn) {
    let _ = write!(sql, "t{}.", column.relation);
    push_identifier(sql, &column.column.0);
}

/// The keys with their names, and the level of subtotals where there are any.
fn keys(sql: &mut String, select: &BoundSelect, branch: &Branch) {
    for (index, key) in branch.keys.iter().enumerate() {
        match key {
            Some(key) => scalar(sql, key, &column),
            None => sql.push_str("NULL"),
        }
        let _ = write!(sql, " AS k{index}, ");
    }
    if !select.rolled.is_empty() {
        let _ = write!(sql, "{} AS lvl, ", branch.level);
    }
}

/// The names of the keys, and of the level of subtotals where there are any.
pub(super) fn key_names(sql: &mut String, select: &BoundSelect) {
    for key in 0..select.keys {
        let _ = write!(sql, "k{key}, ");
    }
    if !select.rolled.is_empty() {
        sql.push_str("lvl, ");
    }
}

/// Takes the separator after the last item away; a list of nothing is the constant 1.
pub(super) fn end_list(sql: &mut String) {
    if sql.ends_with(", ") {
        sql.truncate(sql.len() - 2);
    } else {
        sql.push('1');
    }
}

fn plain(sql: &mut String, prefix: &str, select: &BoundSelect, branch: &Branch) {
    sql.push_str("  SELECT ");
    keys(sql, select, branch);
    for (slot, wanted) in &branch.aggregates {
        aggregate(sql, wanted, &column);
        let _ = write!(sql, " AS s{slot}, ");
    }
    fill::own_mark(sql, select, branch);
    end_list(sql);
    sql.push_str("\n  FROM ");
    from(sql, prefix, branch);
    filter(sql, branch);
    group_by(sql, branch);
}

fn filter(sql: &mut String, branch: &Branch) {
    if let Some(filter) = &branch.filter {
        sql.push_str("\n  WHERE ");
        scalar(sql, filter, &column);
    }
}

/// Groups by the keys that are not rolled up, by their place in the select list.
fn group_by(sql: &mut String, branch: &Branch) {
    if !branch.grouped {
        return;
    }
    let mut separator = "\n  GROUP BY ";
    for (index, key) in branch.keys.iter().enumerate() {
        if key.is_some() {
            let _ = write!(sql, "{separator}{}", index + 1);
            separator = ", ";
        }
    }
}

/// The outer level's keys: their names, or NULL where they are rolled up.
fn outer_keys(sql: &mut String, select: &BoundSelect, branch: &Branch) {
    for (index, key) in branch.keys.iter().enumerate() {
        let null = if key.is_some() { "" } else { "NULL AS " };
        let _ = write!(sql, "{null}k{index}, ");
    }
    if !select.rolled.is_empty() {
        let _ = write!(sql, "{} AS lvl, ", branch.level);
    }
}

/// The keys of the inner level that are not rolled up.
fn inner_keys(sql: &mut String, branch: &Branch) {
    for (index, key) in branch.keys.iter().enumerate() {
        if let Some(key) = key {
            scalar(sql, key, &column);
            let _ = write!(sql, " AS k{index}, ");
        }
    }
}

/// Arguments and filter of an aggregate under generated names, for a level above the joins.
fn inner_parts(sql: &mut String, slot: usize, wanted: &Aggregate<BranchColumn>) {
    for (index, arg) in wanted.args.iter().enumerate() {
        scalar(sql, arg, &column);
        let _ = write!(sql, " AS a{slot}_{index}, ");
    }
    if let Some(filter) = &wanted.filter {
        scalar(sql, filter, &column);
        let _ = write!(sql, " AS f{slot}, ");
    }
}

/// The aggregate over the names that [`inner_parts`] gave, of the rows that pass `chosen`.
fn outer_call(sql: &mut String, slot: usize, wanted: &Aggregate<BranchColumn>, chosen: &str) {
    let distinct = if wanted.distinct { "DISTINCT " } else { "" };
    let args: Vec<String> = (0..wanted.args.len())
        .map(|index| format!("a{slot}_{index}"))
        .collect();
    let inside = match args.as_slice() {
        [] if wanted.function == AggregateFunction::Count => "*".to_owned(),
        [_, _, ..] if wanted.distinct => format!("({})", args.join(", ")),
        _ => args.join(", "),
    };
    let _ = write!(sql, "{}({distinct}{inside})", wanted.function.sql_name());
    if !chosen.is_empty() {
        let _ = write!(sql, " FILTER (WHERE {chosen})");
    }
    let _ = write!(sql, " AS s{slot}, ");
}

/// One row per entity and group, then the aggregates over those rows. An aggregate with a filter
/// of its own takes the row of each entity among those that pass it.
#[expect(clippy::too_many_arguments, reason = "the parts of one shape")]
fn chosen(
    sql: &mut String,
    prefix: &str,
    select: &BoundSelect,
    branch: &Branch,
    per: &[Expr<BranchColumn>],
    over: &Expr<BranchColumn>,
    tie_break: &[Expr<BranchColumn>],
    last: bool,
) {
    let direction = if last { "DESC" } else { "ASC" };
    let partition: Vec<String> = branch
        .keys
        .iter()
        .flatten()
        .chain(per)
        .map(|expr| to_sql(expr, &column))
        .collect();
    let order: Vec<String> = std::iter::once(over)
        .chain(tie_break)
        .map(|expr| format!("{} {direction} NULLS LAST", to_sql(expr, &column)))
        .collect();
    sql.push_str("  SELECT ");
    outer_keys(sql, select, branch);
    for (slot, wanted) in &branch.aggregates {
        let chosen = if wanted.filter.is_some() {
            format!("f{slot} AND n{slot} = 1")
        } else {
            "n = 1".to_owned()
        };
        outer_call(sql, *slot, wanted, &chosen);
    }
    fill::own_mark(sql, select, branch);
    end_list(sql);
    // Arguments and filters are computed before the choice, so that the outer level needs no join.
    sql.push_str("\n  FROM (SELECT ");
    inner_keys(sql, branch);
    for (slot, wanted) in &branch.aggregates {
        inner_parts(sql, *slot, wanted);
        if let Some(filter) = &wanted.filter {
            let filter = to_sql(filter, &column);
            number(sql, &partition, Some(&filter), &order);
            let _ = write!(sql, " AS n{slot}, ");
        }
    }
    number(sql, &partition, None, &order);
    sql.push_str(" AS n FROM ");
    from(sql, prefix, branch);
    filter(sql, branch);
    sql.push(')');
    outer_group_by(sql, branch);
}

fn outer_group_by(sql: &mut String, branch: &Branch) {
    if branch.grouped && branch.keys.iter().any(Option::is_some) {
        group_by(sql, branch);
    }
}

/// The place of a row among those of its entity and group that pass the filter as it does.
fn number(sql: &mut String, partition: &[String], filter: Option<&str>, order: &[String]) {
    let mut keys: Vec<&str> = partition.iter().map(String::as_str).chain(filter).collect();
    if keys.is_empty() {
        keys.push("1");
    }
    let _ = write!(
        sql,
        "ROW_NUMBER() OVER (PARTITION BY {} ORDER BY {})",
        keys.join(", "),
        order.join(", ")
    );
}

/// Aggregated for each point in time, then over time.
fn over_time(
    sql: &mut String,
    prefix: &str,
    select: &BoundSelect,
    branch: &Branch,
    over: &Expr<BranchColumn>,
    function: &str,
) {
    sql.push_str("  SELECT ");
    outer_keys(sql, select, branch);
    for (slot, _) in &branch.aggregates {
        let _ = write!(sql, "{function}(s{slot}) AS s{slot}, ");
    }
    fill::own_mark(sql, select, branch);
    end_list(sql);
    sql.push_str("\n  FROM (SELECT ");
    inner_keys(sql, branch);
    for (slot, wanted) in &branch.aggregates {
        aggregate(sql, wanted, &column);
        let _ = write!(sql, " AS s{slot}, ");
    }
    end_list(sql);
    sql.push_str(" FROM ");
    from(sql, prefix, branch);
    filter(sql, branch);
    sql.push_str("\n  GROUP BY ");
    list(sql, branch.keys.iter().flatten(), &column);
    if branch.keys.iter().any(Option::is_some) {
        sql.push_str(", ");
    }
    scalar(sql, over, &column);
    sql.push(')');
    outer_group_by(sql, branch);
}

/// One row per row of the home and group, then the aggregates over those rows.
fn distinct(
    sql: &mut String,
    prefix: &str,
    select: &BoundSelect,
    branch: &Branch,
    row: &[Expr<BranchColumn>],
) {
    sql.push_str("  SELECT ");
    outer_keys(sql, select, branch);
    for (slot, wanted) in &branch.aggregates {
        let chosen = wanted
            .filter
            .as_ref()
            .map_or(String::new(), |_| format!("f{slot}"));
        outer_call(sql, *slot, wanted, &chosen);
    }
    fill::own_mark(sql, select, branch);
    end_list(sql);
    sql.push_str("\n  FROM (SELECT ");
    inner_keys(sql, branch);
    for (slot, wanted) in &branch.aggregates {
        for (index, arg) in wanted.args.iter().enumerate() {
            sql.push_str("ANY_VALUE(");
            scalar(sql, arg, &column);
            let _ = write!(sql, ") AS a{slot}_{index}, ");
        }
        if let Some(filter) = &wanted.filter {
            sql.push_str("BOOL_OR(");
            scalar(sql, filter, &column);
            let _ = write!(sql, ") AS f{slot}, ");
        }
    }
    end_list(sql);
    sql.push_str(" FROM ");
    from(sql, prefix, branch);
    filter(sql, branch);
    sql.push_str("\n  GROUP BY ");
    list(sql, branch.keys.iter().flatten().chain(row), &column);
    sql.push(')');
    outer_group_by(sql, branch);
}

fn from(sql: &mut String, prefix: &str, branch: &Branch) {
    source(sql, prefix, &branch.source);
    sql.push_str(" AS t0");
    for (index, join) in branch.joins.iter().enumerate() {
        sql.push_str("\n  LEFT JOIN ");
        source(sql, prefix, &join.source);
        let _ = write!(sql, " AS t{} ON ", index + 1);
        for (place, (many, one)) in join.on.iter().enumerate() {
            if place > 0 {
                sql.push_str(" AND ");
            }
            scalar(sql, many, &column);
            sql.push_str(" = ");
            scalar(sql, one, &column);
        }
        if let Some(only) = &join.only {
            sql.push_str(" AND ");
            scalar(sql, only, &column);
        }
    }
}

fn source(sql: &mut String, prefix: &str, source: &Source) {
    match source {
        Source::Table(parts) => table(sql, parts),
        Source::Query(query) => {
            let _ = write!(sql, "q{}", query.0);
        }
        Source::Event => {
            let _ = write!(sql, "{prefix}e");
        }
    }
}

/// Appends the name of a table or view.
pub(super) fn table(sql: &mut String, parts: &[String]) {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            sql.push('.');
        }
        push_identifier(sql, part);
    }
}
