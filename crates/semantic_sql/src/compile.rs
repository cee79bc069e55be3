//! [`BoundQuery`] → DuckDB SQL. Total: cannot fail, and the same query gives the same bytes.
//!
//! Every name that is not a physical column is generated (`t0`, `k0`, `s0`, `b0`); only the final
//! select list carries names that a person chose, quoted. Literals are written typed and escaped.

pub(crate) mod expression;
mod stitch;

use std::fmt::Write as _;

use crate::bound::{BoundQuery, Branch};
use crate::expr::Expr;

use expression::{aggregate, identifier, scalar};

/// SQL of one engine; only [`compile`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompiledSql {
    text: String,
}

impl CompiledSql {
    /// SQL that the compiler wrote.
    pub(crate) fn new(text: String) -> Self {
        Self { text }
    }

    /// The SQL.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// Compiles a bound query for DuckDB.
#[must_use]
pub fn compile(query: &BoundQuery) -> CompiledSql {
    let mut text = String::with_capacity(1024);
    for (index, branch) in query.branches.iter().enumerate() {
        text.push_str(if index == 0 { "WITH " } else { ",\n" });
        let _ = write!(text, "b{index} AS (\n{}\n)", branch_sql(query, branch));
    }
    let source = if query.branches.len() > 1 {
        let _ = write!(text, ",\ng AS (\n{}\n)", stitch::stitch(query));
        "g"
    } else {
        "b0"
    };
    text.push('\n');
    text.push_str(&stitch::result(query, source));
    CompiledSql { text }
}

fn branch_sql(query: &BoundQuery, branch: &Branch) -> String {
    let keys: Vec<String> = branch.keys.iter().map(|key| scalar(key, &column)).collect();
    match &branch.latest {
        Some(_) => latest_sql(query, branch, &keys),
        None => plain_sql(query, branch, &keys),
    }
}

fn plain_sql(query: &BoundQuery, branch: &Branch, keys: &[String]) -> String {
    let mut items: Vec<String> = keys
        .iter()
        .enumerate()
        .map(|(index, key)| format!("{key} AS k{index}"))
        .collect();
    for (slot, wanted) in &branch.aggregates {
        items.push(format!("{} AS s{slot}", aggregate(wanted, &column)));
    }
    let mut sql = format!("  SELECT {}\n  FROM {}", items.join(", "), from_sql(branch));
    if let Some(filter) = &branch.filter {
        let _ = write!(sql, "\n  WHERE {}", scalar(filter, &column));
    }
    group_by(&mut sql, query, branch);
    sql
}

fn group_by(sql: &mut String, query: &BoundQuery, branch: &Branch) {
    if branch.grouped && query.keys > 0 {
        let ordinals: Vec<String> = (1..=query.keys)
            .map(|ordinal| ordinal.to_string())
            .collect();
        let _ = write!(sql, "\n  GROUP BY {}", ordinals.join(", "));
    }
}

/// One row per entity and group, then the aggregates over those rows. An aggregate with a filter
/// of its own takes the row of each entity among those that pass it.
fn latest_sql(query: &BoundQuery, branch: &Branch, keys: &[String]) -> String {
    let Some(rule) = &branch.latest else {
        return plain_sql(query, branch, keys);
    };
    let direction = if rule.last { "DESC" } else { "ASC" };
    let partition: Vec<String> = keys
        .iter()
        .cloned()
        .chain(rule.per.iter().map(|expr| scalar(expr, &column)))
        .collect();
    let order: Vec<String> = std::iter::once(&rule.over)
        .chain(&rule.tie_break)
        .map(|expr| format!("{} {direction} NULLS LAST", scalar(expr, &column)))
        .collect();
    // Arguments and filters are computed before the choice, so that the outer level needs no join.
    let mut inner: Vec<String> = keys
        .iter()
        .enumerate()
        .map(|(index, key)| format!("{key} AS k{index}"))
        .collect();
    let mut outer: Vec<String> = (0..keys.len()).map(|index| format!("k{index}")).collect();
    for (slot, wanted) in &branch.aggregates {
        for (index, arg) in wanted.args.iter().enumerate() {
            inner.push(format!("{} AS a{slot}_{index}", scalar(arg, &column)));
        }
        let args: Vec<String> = (0..wanted.args.len())
            .map(|index| format!("a{slot}_{index}"))
            .collect();
        let distinct = if wanted.distinct { "DISTINCT " } else { "" };
        let mut call = format!(
            "{}({distinct}{})",
            wanted.function.sql_name(),
            args.join(", ")
        );
        let chosen = wanted.filter.as_ref().map_or_else(
            || "n".to_owned(),
            |filter| {
                let filter = scalar(filter, &column);
                inner.push(format!("{filter} AS f{slot}"));
                inner.push(format!(
                    "{} AS n{slot}",
                    number(&partition, Some(&filter), &order)
                ));
                format!("f{slot} AND n{slot}")
            },
        );
        let _ = write!(call, " FILTER (WHERE {chosen} = 1)");
        outer.push(format!("{call} AS s{slot}"));
    }
    inner.push(format!("{} AS n", number(&partition, None, &order)));
    let mut rows = format!("SELECT {} FROM {}", inner.join(", "), from_sql(branch));
    if let Some(filter) = &branch.filter {
        let _ = write!(rows, " WHERE {}", scalar(filter, &column));
    }
    let mut sql = format!("  SELECT {}\n  FROM ({rows})", outer.join(", "));
    group_by(&mut sql, query, branch);
    sql
}

/// The place of a row among those of its entity and group that pass the filter as it does.
fn number(partition: &[String], filter: Option<&str>, order: &[String]) -> String {
    let mut keys: Vec<&str> = partition.iter().map(String::as_str).chain(filter).collect();
    if keys.is_empty() {
        keys.push("1");
    }
    format!(
        "ROW_NUMBER() OVER (PARTITION BY {} ORDER BY {})",
        keys.join(", "),
        order.join(", ")
    )
}

fn from_sql(branch: &Branch) -> String {
    let mut sql = format!("{} AS t0", source(&branch.source));
    for (index, join) in branch.joins.iter().enumerate() {
        let conditions: Vec<String> = join
            .on
            .iter()
            .map(|(many, one)| format!("{} = {}", scalar(many, &column), scalar(one, &column)))
            .collect();
        let _ = write!(
            sql,
            "\n  LEFT JOIN {} AS t{} ON {}",
            source(&join.source),
            index + 1,
            conditions.join(" AND ")
        );
    }
    sql
}

fn source(parts: &[String]) -> String {
    parts
        .iter()
        .map(|part| identifier(part))
        .collect::<Vec<_>>()
        .join(".")
}

fn column(column: &crate::bound::BranchColumn) -> String {
    format!("t{}.{}", column.relation, identifier(&column.column.0))
}

/// Whether an expression is a constant.
fn is_constant<L>(expr: &Expr<L>) -> bool {
    let mut constant = true;
    expr.visit_leaves(&mut |_| constant = false);
    constant
}
