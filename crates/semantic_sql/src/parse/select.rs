//! A query of the parser → one [`Select`]; the queries inside it are lowered before it.

use sqlparser::ast;

use crate::diagnostic::{Diagnostic, Span};
use crate::expr::{Expr, Literal};
use crate::syntax::{GroupBy, GroupItem, OrderItem, Select, SelectItem};

use super::relation::{lower_from, plain_alias};
use super::scalar::lower;
use super::{Lowering, refuse_if};

/// Lowers a query with its common table expressions.
pub(super) fn lower_query(cx: &mut Lowering, query: ast::Query) -> Result<Select, Diagnostic> {
    let ast::Query {
        with,
        body,
        order_by,
        limit_clause,
        fetch,
        locks,
        for_clause,
        settings,
        format_clause,
        pipe_operators,
    } = query;
    refuse_if(!locks.is_empty(), "FOR UPDATE")?;
    refuse_if(for_clause.is_some(), "FOR")?;
    refuse_if(settings.is_some(), "SETTINGS")?;
    refuse_if(format_clause.is_some(), "FORMAT")?;
    refuse_if(!pipe_operators.is_empty(), "a pipe operator")?;
    if let Some(with) = with {
        lower_with(cx, with)?;
    }
    let ast::SetExpr::Select(select) = *body else {
        return Err(
            Diagnostic::not_allowed("only a plain SELECT is allowed here")
                .with_hint("Write one SELECT without UNION, VALUES or parentheses around it."),
        );
    };
    let mut select = lower_select(cx, *select)?;
    if let Some(order_by) = order_by {
        select.order = lower_order(cx, order_by)?;
    }
    apply_limit(cx, &mut select, limit_clause, fetch)?;
    Ok(select)
}

fn lower_with(cx: &mut Lowering, with: ast::With) -> Result<(), Diagnostic> {
    let ast::With {
        with_token: _,
        recursive,
        cte_tables,
    } = with;
    refuse_if(recursive, "WITH RECURSIVE")?;
    for table in cte_tables {
        let ast::Cte {
            alias,
            query,
            from,
            materialized,
            closing_paren_token: _,
        } = table;
        refuse_if(from.is_some(), "FROM after a common table expression")?;
        refuse_if(materialized.is_some(), "MATERIALIZED")?;
        let name = plain_alias(alias)?;
        let query = cx.subquery(*query)?;
        let lower_name = name.value.to_lowercase();
        cx.names.push((name.value, Span::of(name.span)));
        cx.scope.push((lower_name, query));
    }
    Ok(())
}

fn lower_select(cx: &mut Lowering, select: ast::Select) -> Result<Select, Diagnostic> {
    let ast::Select {
        select_token: _,
        optimizer_hints,
        distinct,
        select_modifiers,
        top,
        top_before_distinct: _,
        projection,
        exclude,
        into,
        from,
        lateral_views,
        prewhere,
        selection,
        connect_by,
        group_by,
        cluster_by,
        distribute_by,
        sort_by,
        having,
        named_window,
        qualify,
        window_before_qualify: _,
        value_table_mode,
        flavor,
    } = select;
    refuse_if(!optimizer_hints.is_empty(), "an optimizer hint")?;
    refuse_if(
        select_modifiers.is_some_and(|modifiers| modifiers.is_any_set()),
        "a SELECT modifier",
    )?;
    refuse_if(top.is_some(), "TOP")?;
    refuse_if(exclude.is_some(), "EXCLUDE")?;
    refuse_if(into.is_some(), "INTO")?;
    refuse_if(!lateral_views.is_empty(), "LATERAL VIEW")?;
    refuse_if(prewhere.is_some(), "PREWHERE")?;
    refuse_if(!connect_by.is_empty(), "CONNECT BY")?;
    refuse_if(!cluster_by.is_empty(), "CLUSTER BY")?;
    refuse_if(!distribute_by.is_empty(), "DISTRIBUTE BY")?;
    refuse_if(!sort_by.is_empty(), "SORT BY")?;
    refuse_if(!named_window.is_empty(), "WINDOW")?;
    refuse_if(value_table_mode.is_some(), "AS VALUE or AS STRUCT")?;
    refuse_if(flavor != ast::SelectFlavor::Standard, "FROM before SELECT")?;
    let distinct = match distinct {
        None | Some(ast::Distinct::All) => false,
        Some(ast::Distinct::Distinct) => true,
        Some(ast::Distinct::On(_)) => {
            return Err(Diagnostic::not_allowed(
                "DISTINCT ON is not part of semantic SQL",
            ));
        }
    };
    let relation = lower_from(cx, from)?;
    if projection.len() > MAX_ITEMS {
        return Err(Diagnostic::not_allowed(format!(
            "the select list has {} items; at most {MAX_ITEMS} are allowed",
            projection.len()
        )));
    }
    Ok(Select {
        distinct,
        items: projection
            .into_iter()
            .map(|item| lower_item(cx, item))
            .collect::<Result<_, _>>()?,
        relation,
        filter: selection.map(|expr| lower(cx, expr)).transpose()?,
        group_by: lower_group_by(cx, group_by)?,
        having: having.map(|expr| lower(cx, expr)).transpose()?,
        qualify: qualify.map(|expr| lower(cx, expr)).transpose()?,
        order: Vec::new(),
        limit: None,
        offset: 0,
        with_ties: false,
    })
}

/// More items in one select list are refused.
const MAX_ITEMS: usize = 200;

fn lower_item(cx: &mut Lowering, item: ast::SelectItem) -> Result<SelectItem, Diagnostic> {
    match item {
        ast::SelectItem::UnnamedExpr(expr) => Ok(SelectItem {
            text: expr.to_string(),
            expr: lower(cx, expr)?,
            alias: None,
        }),
        ast::SelectItem::ExprWithAlias { expr, alias } => Ok(SelectItem {
            text: expr.to_string(),
            expr: lower(cx, expr)?,
            alias: Some(alias.value),
        }),
        ast::SelectItem::ExprWithAliases { .. }
        | ast::SelectItem::QualifiedWildcard(..)
        | ast::SelectItem::Wildcard(_) => Err(Diagnostic::not_allowed(
            "a wildcard is not part of semantic SQL",
        )
        .with_hint("List the dimensions, and the metrics as MEASURE(metric).")),
    }
}

fn lower_group_by(cx: &mut Lowering, group_by: ast::GroupByExpr) -> Result<GroupBy, Diagnostic> {
    let (exprs, modifiers) = match group_by {
        ast::GroupByExpr::All(modifiers) => {
            refuse_if(!modifiers.is_empty(), "a GROUP BY modifier")?;
            return Ok(GroupBy::All);
        }
        ast::GroupByExpr::Expressions(exprs, modifiers) => (exprs, modifiers),
    };
    if !modifiers.is_empty() {
        return Err(
            Diagnostic::not_allowed("a GROUP BY modifier is not part of semantic SQL")
                .with_hint("Write GROUP BY ROLLUP(a, b)."),
        );
    }
    if exprs.is_empty() {
        return Ok(GroupBy::Omitted);
    }
    let mut items = Vec::new();
    for expr in exprs {
        match expr {
            ast::Expr::Rollup(sets) => {
                if items.iter().any(|item: &GroupItem| item.rolled) {
                    return Err(Diagnostic::not_allowed("a second ROLLUP"));
                }
                for set in sets {
                    let Ok([expr]) = <[ast::Expr; 1]>::try_from(set) else {
                        return Err(Diagnostic::not_allowed(
                            "ROLLUP takes plain expressions, not lists",
                        ));
                    };
                    items.push(GroupItem {
                        expr: lower(cx, expr)?,
                        rolled: true,
                    });
                }
            }
            ast::Expr::Cube(_) | ast::Expr::GroupingSets(_) => {
                return Err(Diagnostic::not_allowed(
                    "CUBE and GROUPING SETS are not part of semantic SQL",
                )
                .with_hint("Write GROUP BY ROLLUP(a, b)."));
            }
            expr => items.push(GroupItem {
                expr: lower(cx, expr)?,
                rolled: false,
            }),
        }
    }
    Ok(GroupBy::Listed(items))
}

fn lower_order(cx: &mut Lowering, order_by: ast::OrderBy) -> Result<Vec<OrderItem>, Diagnostic> {
    let ast::OrderBy { kind, interpolate } = order_by;
    refuse_if(interpolate.is_some(), "INTERPOLATE")?;
    let ast::OrderByKind::Expressions(exprs) = kind else {
        return Err(Diagnostic::not_allowed(
            "ORDER BY ALL is not part of semantic SQL",
        ));
    };
    exprs
        .into_iter()
        .map(|item| lower_order_item(cx, item))
        .collect()
}

/// Lowers one sort key; NULLs go last unless the statement says otherwise.
pub(super) fn lower_order_item(
    cx: &mut Lowering,
    item: ast::OrderByExpr,
) -> Result<OrderItem, Diagnostic> {
    let ast::OrderByExpr {
        expr,
        options,
        with_fill,
    } = item;
    let ast::OrderByOptions { sort, nulls_first } = options;
    refuse_if(with_fill.is_some(), "WITH FILL")?;
    let descending = match sort {
        None | Some(ast::OrderBySort::Asc) => false,
        Some(ast::OrderBySort::Desc) => true,
        Some(ast::OrderBySort::Using(_)) => {
            return Err(Diagnostic::not_allowed(
                "ORDER BY … USING is not part of semantic SQL",
            ));
        }
    };
    Ok(OrderItem {
        expr: lower(cx, expr)?,
        descending,
        nulls_first: nulls_first.unwrap_or(false),
    })
}

fn apply_limit(
    cx: &mut Lowering,
    select: &mut Select,
    clause: Option<ast::LimitClause>,
    fetch: Option<ast::Fetch>,
) -> Result<(), Diagnostic> {
    match clause {
        None => {}
        Some(ast::LimitClause::LimitOffset {
            limit,
            offset,
            limit_by,
        }) => {
            refuse_if(!limit_by.is_empty(), "LIMIT BY")?;
            select.limit = limit
                .map(|expr| whole_number(cx, expr, "LIMIT"))
                .transpose()?;
            if let Some(offset) = offset {
                select.offset = whole_number(cx, offset.value, "OFFSET")?;
            }
        }
        Some(ast::LimitClause::OffsetCommaLimit { .. }) => {
            return Err(Diagnostic::not_allowed("LIMIT takes one number")
                .with_hint("Write LIMIT n OFFSET m."));
        }
    }
    if let Some(ast::Fetch {
        with_ties,
        percent,
        quantity,
    }) = fetch
    {
        refuse_if(percent, "FETCH … PERCENT")?;
        refuse_if(select.limit.is_some(), "LIMIT together with FETCH")?;
        select.limit = Some(quantity.map_or(Ok(1), |expr| whole_number(cx, expr, "FETCH"))?);
        select.with_ties = with_ties;
    }
    Ok(())
}

/// A whole number as a literal.
pub(super) fn whole_number(
    cx: &mut Lowering,
    expr: ast::Expr,
    clause: &str,
) -> Result<u64, Diagnostic> {
    if let Expr::Literal(Literal::Number(text)) = lower(cx, expr)?
        && let Ok(number) = text.parse::<u32>()
    {
        return Ok(u64::from(number));
    }
    Err(Diagnostic::not_allowed(format!(
        "{clause} takes a whole number"
    )))
}
