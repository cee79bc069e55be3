//! What the statement groups by.

use crate::diagnostic::Diagnostic;
use crate::expr::{Expr, Literal};
use crate::syntax::{GroupBy, Name, Statement};

use super::names::{DimLeaf, Resolver, raw_aggregate};

/// The group keys of a statement.
#[derive(Debug)]
pub(super) struct Grouping {
    /// Distinct keys, in the order of the select list.
    pub(super) keys: Vec<Expr<DimLeaf>>,
    /// Whether rows are grouped at all; a row query is not.
    pub(super) grouped: bool,
    /// For each select item the key that it is, or `None` where it holds a metric or a window.
    pub(super) item_keys: Vec<Option<usize>>,
}

/// Whether an expression holds a metric or a window.
pub(super) fn is_measured(expr: &Expr<Name>) -> bool {
    let mut measured = false;
    expr.visit_leaves(&mut |leaf| {
        measured |= matches!(
            leaf,
            Name::Measure(_) | Name::Window(_) | Name::Aggregate(_)
        );
    });
    measured
}

/// Binds the non-measure select items as keys and holds GROUP BY against them.
pub(super) fn bind_groups(
    resolver: &Resolver<'_>,
    statement: &Statement,
) -> Result<Grouping, Diagnostic> {
    let mut keys: Vec<Expr<DimLeaf>> = Vec::new();
    let mut item_keys = Vec::new();
    for item in &statement.items {
        if is_measured(&item.expr) {
            item_keys.push(None);
            continue;
        }
        let key = resolver.dimensional(&item.expr)?;
        let mut constant = true;
        key.visit_leaves(&mut |_| constant = false);
        if constant {
            return Err(
                Diagnostic::not_allowed(format!("`{}` is a constant", item.text))
                    .with_hint("Select dimensions, and metrics as MEASURE(metric)."),
            );
        }
        let index = keys
            .iter()
            .position(|known| *known == key)
            .unwrap_or_else(|| {
                keys.push(key);
                keys.len() - 1
            });
        item_keys.push(Some(index));
    }
    let measured = item_keys.contains(&None)
        || statement.having.as_ref().is_some_and(is_measured)
        || statement.order.iter().any(|item| is_measured(&item.expr));
    if let GroupBy::Listed(listed) = &statement.group_by {
        check_listed(resolver, statement, listed, &keys, &item_keys)?;
    }
    let grouped = measured || statement.distinct || statement.group_by != GroupBy::Omitted;
    Ok(Grouping {
        keys,
        grouped,
        item_keys,
    })
}

fn check_listed(
    resolver: &Resolver<'_>,
    statement: &Statement,
    listed: &[Expr<Name>],
    keys: &[Expr<DimLeaf>],
    item_keys: &[Option<usize>],
) -> Result<(), Diagnostic> {
    let mut found = vec![false; keys.len()];
    for expr in listed {
        let index = listed_key(resolver, statement, expr, keys, item_keys)?;
        found[index] = true;
    }
    let missing = item_keys
        .iter()
        .zip(&statement.items)
        .find(|(key, _)| key.is_some_and(|key| !found[key]));
    match missing {
        None => Ok(()),
        Some((_, item)) => Err(Diagnostic::new(
            "E_MIXED_QUERY_SHAPE",
            format!("`{}` is selected but not in GROUP BY", item.text),
        )
        .with_hint("GROUP BY lists exactly the selected items that are not metrics; GROUP BY ALL does it for you.")),
    }
}

fn listed_key(
    resolver: &Resolver<'_>,
    statement: &Statement,
    expr: &Expr<Name>,
    keys: &[Expr<DimLeaf>],
    item_keys: &[Option<usize>],
) -> Result<usize, Diagnostic> {
    let not_selected = |what: &str| {
        Diagnostic::new(
            "E_MIXED_QUERY_SHAPE",
            format!("GROUP BY {what} is not a selected dimension"),
        )
        .with_hint("GROUP BY lists exactly the selected items that are not metrics.")
    };
    if let Expr::Literal(Literal::Number(text)) = expr {
        let position: usize = text.parse().unwrap_or(0);
        return position
            .checked_sub(1)
            .and_then(|index| item_keys.get(index).copied().flatten())
            .ok_or_else(|| not_selected(text));
    }
    if let Expr::Leaf(Name::Field(path)) = expr
        && path.qualifier.is_none()
        && let Some(item) = aliased(statement, &path.name)
    {
        return item_keys[item].ok_or_else(|| {
            Diagnostic::new(
                "E_MIXED_QUERY_SHAPE",
                format!("GROUP BY `{}` is a metric", path.name),
            )
            .with_hint("Group by dimensions only.")
        });
    }
    let mut aggregate = false;
    expr.visit_leaves(&mut |leaf| aggregate |= matches!(leaf, Name::Aggregate(_)));
    if aggregate {
        return Err(raw_aggregate());
    }
    let key = resolver.dimensional(expr)?;
    keys.iter()
        .position(|known| *known == key)
        .ok_or_else(|| not_selected("expression"))
}

/// The select item with that alias.
pub(super) fn aliased(statement: &Statement, name: &str) -> Option<usize> {
    statement.items.iter().position(|item| {
        item.alias
            .as_ref()
            .is_some_and(|alias| alias.eq_ignore_ascii_case(name))
    })
}
