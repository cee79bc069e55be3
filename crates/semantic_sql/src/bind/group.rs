//! What a SELECT groups by.

use crate::diagnostic::Diagnostic;
use crate::expr::{Expr, Literal};
use crate::syntax::{GroupBy, GroupItem, Name, Select};

use super::names::{DimLeaf, Resolver, raw_aggregate};

/// The group keys of a SELECT.
#[derive(Debug)]
pub(super) struct Grouping {
    /// Distinct keys, in the order of the select list.
    pub(super) keys: Vec<Expr<DimLeaf>>,
    /// Whether rows are grouped at all; a row query is not.
    pub(super) grouped: bool,
    /// For each select item the key that it is, or `None` where it is computed from groups.
    pub(super) item_keys: Vec<Option<usize>>,
    /// Keys inside ROLLUP, in the order of its list.
    pub(super) rolled: Vec<usize>,
    /// The key that has every bucket of the filtered time.
    pub(super) spine: Option<usize>,
}

impl Grouping {
    /// The key that an expression is, if it is one.
    pub(super) fn key_of(&self, expr: &Expr<DimLeaf>) -> Option<usize> {
        self.keys.iter().position(|key| key == expr)
    }

    /// The key that an expression is; a row query may read what it does not select.
    pub(super) fn key_or_hidden(&mut self, expr: Expr<DimLeaf>) -> Option<usize> {
        if let Some(known) = self.key_of(&expr) {
            return Some(known);
        }
        if self.grouped {
            return None;
        }
        self.keys.push(expr);
        Some(self.keys.len() - 1)
    }
}

/// Whether an expression is computed from groups: it holds a metric, an aggregate, a window, a
/// mark of subtotals or a value of another query.
pub(super) fn is_measured(expr: &Expr<Name>) -> bool {
    let mut measured = expr.any_leaf(|leaf| {
        matches!(
            leaf,
            Name::Measure(_) | Name::Window(_) | Name::Aggregate(_) | Name::Grouping(_)
        )
    });
    expr.visit_nodes(&mut |node| measured |= matches!(node, Expr::Subquery(_)));
    measured
}

/// Whether an expression holds a metric or an aggregate, also inside a window.
fn is_aggregated(expr: &Expr<Name>) -> bool {
    expr.any_leaf(|leaf| match leaf {
        Name::Measure(_) | Name::Aggregate(_) | Name::Grouping(_) => true,
        Name::Window(window) => {
            window.args.iter().any(is_aggregated)
                || window.partition.iter().any(is_aggregated)
                || window.order.iter().any(|item| is_aggregated(&item.expr))
        }
        Name::Field(_) | Name::UserAttribute(_) | Name::Unfiltered(_) | Name::Spine(_) => false,
    })
}

/// Binds the non-measure select items as keys and holds GROUP BY against them.
pub(super) fn bind_groups(
    resolver: &Resolver<'_>,
    select: &Select,
) -> Result<Grouping, Diagnostic> {
    let mut grouping = Grouping {
        keys: Vec::new(),
        grouped: true,
        item_keys: Vec::new(),
        rolled: Vec::new(),
        spine: None,
    };
    for item in &select.items {
        if is_measured(&item.expr) {
            grouping.item_keys.push(None);
            continue;
        }
        let (expr, spined) = without_spine(&item.expr);
        if !expr.any_leaf(|_| true) {
            return Err(
                Diagnostic::not_allowed(format!("`{}` is a constant", item.text))
                    .with_hint("Select dimensions, and metrics as MEASURE(metric)."),
            );
        }
        let key = resolver.dimensional(expr)?;
        let index = grouping.key_of(&key).unwrap_or_else(|| {
            grouping.keys.push(key);
            grouping.keys.len() - 1
        });
        if spined {
            grouping.spine = Some(index);
        }
        grouping.item_keys.push(Some(index));
    }
    if let GroupBy::Listed(listed) = &select.group_by {
        check_listed(resolver, select, listed, &mut grouping)?;
    }
    let computed = |expr: &Expr<Name>| {
        if resolver.table().is_some() {
            is_aggregated(expr)
        } else {
            is_measured(expr)
        }
    };
    grouping.grouped = select.distinct
        || select.group_by != GroupBy::Omitted
        || grouping.spine.is_some()
        || select.items.iter().any(|item| computed(&item.expr))
        || select.having.as_ref().is_some_and(computed)
        || select.order.iter().any(|item| computed(&item.expr));
    if grouping.spine.is_some() && !grouping.rolled.is_empty() {
        return Err(Diagnostic::not_allowed("SPINE together with ROLLUP"));
    }
    Ok(grouping)
}

/// The time inside `SPINE(…)`, and whether it stood there.
fn without_spine(expr: &Expr<Name>) -> (&Expr<Name>, bool) {
    match expr {
        Expr::Leaf(Name::Spine(time)) => (time, true),
        other => (other, false),
    }
}

fn check_listed(
    resolver: &Resolver<'_>,
    select: &Select,
    listed: &[GroupItem],
    grouping: &mut Grouping,
) -> Result<(), Diagnostic> {
    let mut found = vec![false; grouping.keys.len()];
    for item in listed {
        let (expr, spined) = without_spine(&item.expr);
        let index = listed_key(resolver, select, expr, grouping)?;
        let rolled = |index: &usize| grouping.rolled.contains(index);
        if found[index] && (item.rolled || rolled(&index)) {
            return Err(Diagnostic::not_allowed(
                "a key stands both inside ROLLUP and outside of it",
            ));
        }
        found[index] = true;
        if spined {
            grouping.spine = Some(index);
        }
        if item.rolled {
            if grouping.rolled.contains(&index) {
                return Err(Diagnostic::not_allowed("a key stands in ROLLUP twice"));
            }
            grouping.rolled.push(index);
        }
    }
    let missing = grouping
        .item_keys
        .iter()
        .zip(&select.items)
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
    select: &Select,
    expr: &Expr<Name>,
    grouping: &Grouping,
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
            .and_then(|index| grouping.item_keys.get(index).copied().flatten())
            .ok_or_else(|| not_selected(text));
    }
    if let Expr::Leaf(Name::Field(path)) = expr
        && path.qualifier.is_none()
        && let Some(item) = aliased(select, &path.name)
    {
        return grouping.item_keys[item].ok_or_else(|| {
            Diagnostic::new(
                "E_MIXED_QUERY_SHAPE",
                format!("GROUP BY `{}` is a metric", path.name),
            )
            .with_hint("Group by dimensions only.")
        });
    }
    if expr.any_leaf(|leaf| matches!(leaf, Name::Aggregate(_))) {
        return Err(raw_aggregate());
    }
    let key = resolver.dimensional(expr)?;
    grouping
        .key_of(&key)
        .ok_or_else(|| not_selected("expression"))
}

/// The select item with that alias.
pub(super) fn aliased(select: &Select, name: &str) -> Option<usize> {
    select.items.iter().position(|item| {
        item.alias
            .as_ref()
            .is_some_and(|alias| alias.eq_ignore_ascii_case(name))
    })
}
