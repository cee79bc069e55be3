//! The result over the stitched groups: select list, HAVING, QUALIFY, ORDER BY.

mod describe;

use crate::bound::{Output, OutputColumn, ResultLeaf, ResultWindow, SortKey};
use crate::diagnostic::{Diagnostic, nearest};
use crate::expr::{Expr, Literal};
use crate::layer::{Additivity, SemanticLayer};
use crate::syntax::{Name, OrderItem, Statement, Window, WindowFunction};

use super::group::{Grouping, aliased};
use super::measure::Slots;
use super::names::{Resolver, raw_aggregate};

use describe::describe;

/// The bound clauses of the result.
pub(super) struct Outputs {
    pub(super) outputs: Vec<Output>,
    pub(super) columns: Vec<OutputColumn>,
    pub(super) having: Option<Expr<ResultLeaf>>,
    pub(super) qualify: Option<Expr<ResultLeaf>>,
    pub(super) order: Vec<SortKey>,
}

/// Binds everything that is computed after the groups are stitched.
pub(super) fn bind_outputs(
    resolver: &Resolver<'_>,
    grouping: &Grouping,
    slots: &mut Slots<'_>,
    statement: &Statement,
) -> Result<Outputs, Diagnostic> {
    let (outputs, columns) = bind_items(resolver, grouping, slots, statement)?;
    let having = match &statement.having {
        None => None,
        Some(_) if !grouping.grouped => {
            return Err(Diagnostic::new(
                "E_NON_AGGREGATE_IN_HAVING",
                "HAVING in a statement that groups nothing",
            )
            .with_hint("Put conditions on fields into WHERE."));
        }
        Some(having) => Some(over_groups(
            resolver,
            grouping,
            slots,
            having,
            Place::Having,
        )?),
    };
    let qualify = match &statement.qualify {
        None => None,
        Some(expr) => {
            let expr = with_aliases(statement, expr);
            Some(over_groups(
                resolver,
                grouping,
                slots,
                &expr,
                Place::Select,
            )?)
        }
    };
    let order = statement
        .order
        .iter()
        .map(|item| bind_order(resolver, grouping, slots, statement, &outputs, item))
        .collect::<Result<Vec<_>, _>>()?;
    let mut result = Outputs {
        outputs,
        columns,
        having,
        qualify,
        order,
    };
    close_order(&mut result, grouping);
    Ok(result)
}

fn bind_items(
    resolver: &Resolver<'_>,
    grouping: &Grouping,
    slots: &mut Slots<'_>,
    statement: &Statement,
) -> Result<(Vec<Output>, Vec<OutputColumn>), Diagnostic> {
    let mut outputs: Vec<Output> = Vec::new();
    let mut columns = Vec::new();
    for (item, key) in statement.items.iter().zip(&grouping.item_keys) {
        let expr = match key {
            Some(key) => Expr::Leaf(ResultLeaf::Key(*key)),
            None => over_groups(resolver, grouping, slots, &item.expr, Place::Select)?,
        };
        let column = describe(resolver, slots, item, key.map(|key| &grouping.keys[key]))?;
        if outputs.iter().any(|known| known.name == column.name) {
            return Err(Diagnostic::new(
                "E_NAME_COLLISION",
                format!("two columns are named `{}`", column.name),
            )
            .with_hint("Give one of them another name with AS."));
        }
        outputs.push(Output {
            name: column.name.clone(),
            expr,
        });
        columns.push(column);
    }
    Ok((outputs, columns))
}

/// Group keys are the last sort keys, so that a LIMIT inside a tie is deterministic.
fn close_order(result: &mut Outputs, grouping: &Grouping) {
    for key in 0..grouping.keys.len() {
        let leaf = Expr::Leaf(ResultLeaf::Key(key));
        if !result.order.iter().any(|known| known.expr == leaf) {
            result.order.push(SortKey {
                expr: leaf,
                descending: false,
                nulls_first: false,
            });
        }
    }
}

/// Where an expression over groups stands.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// Select list, QUALIFY, ORDER BY.
    Select,
    /// HAVING, where windows cannot stand.
    Having,
}

fn over_groups(
    resolver: &Resolver<'_>,
    grouping: &Grouping,
    slots: &mut Slots<'_>,
    expr: &Expr<Name>,
    place: Place,
) -> Result<Expr<ResultLeaf>, Diagnostic> {
    // A whole expression that is grouped by is its key.
    if !super::group::is_measured(expr)
        && let Ok(key) = resolver.dimensional(expr)
        && let Some(index) = grouping.key_of(&key)
    {
        return Ok(Expr::Leaf(ResultLeaf::Key(index)));
    }
    expr.try_map(&mut |leaf| match leaf {
        Name::Measure(measure) => slots.measure(measure),
        Name::Field(path) => {
            let bound = Expr::Leaf(resolver.field(path)?);
            grouping.key_of(&bound).map(|key| Expr::Leaf(ResultLeaf::Key(key))).ok_or_else(|| {
                let code = if place == Place::Having { "E_NON_AGGREGATE_IN_HAVING" } else { "E_MIXED_QUERY_SHAPE" };
                Diagnostic::new(code, format!("`{}` is neither a metric nor grouped by", path.display()))
                    .with_hint("Put conditions on fields into WHERE, or group by the field.")
                    .with_span(path.at.0)
            })
        }
        Name::Window(_) if place == Place::Having => {
            Err(Diagnostic::not_allowed("a window function stands in HAVING").with_hint("Filter windows with QUALIFY."))
        }
        Name::Window(window) => bind_window(resolver, grouping, slots, window),
        Name::Aggregate(aggregate) => {
            let mut over_measure = false;
            for arg in &aggregate.args {
                arg.visit_leaves(&mut |leaf| over_measure |= matches!(leaf, Name::Measure(_)));
            }
            Err(if over_measure {
                Diagnostic::not_allowed("an aggregate over MEASURE would aggregate twice")
                    .with_hint("Drop the outer aggregate, or group by fewer dimensions: the metric is recomputed at every grain.")
            } else {
                raw_aggregate()
            })
        }
        Name::Unfiltered(_) => Err(Diagnostic::not_allowed("UNFILTERED stands in WHERE only")),
        Name::UserAttribute(_) => Err(Diagnostic::not_allowed("attributes of the asker stand in policies only")),
    })
}

fn bind_window(
    resolver: &Resolver<'_>,
    grouping: &Grouping,
    slots: &mut Slots<'_>,
    window: &Window,
) -> Result<Expr<ResultLeaf>, Diagnostic> {
    if matches!(window.function, WindowFunction::Sum | WindowFunction::Avg) {
        for arg in &window.args {
            check_additive(resolver.layer, slots, arg)?;
        }
    }
    let mut all = |exprs: &[Expr<Name>]| {
        exprs
            .iter()
            .map(|expr| over_groups(resolver, grouping, slots, expr, Place::Select))
            .collect::<Result<Vec<_>, _>>()
    };
    let args = all(&window.args)?;
    let partition = all(&window.partition)?;
    let mut order = Vec::new();
    for item in &window.order {
        order.push(SortKey {
            expr: over_groups(resolver, grouping, slots, &item.expr, Place::Select)?,
            descending: item.descending,
            nulls_first: item.nulls_first,
        });
    }
    Ok(Expr::Leaf(ResultLeaf::Window(Box::new(ResultWindow {
        function: window.function,
        args,
        partition,
        order,
    }))))
}

/// A sum over groups is only right for metrics whose groups may be summed.
fn check_additive(
    layer: &SemanticLayer,
    slots: &Slots<'_>,
    arg: &Expr<Name>,
) -> Result<(), Diagnostic> {
    let mut measures = Vec::new();
    arg.visit_leaves(&mut |leaf| {
        if let Name::Measure(measure) = leaf {
            measures.push(measure);
        }
    });
    for measure in measures {
        let metric = layer.metric(slots.metric(measure)?);
        if !matches!(metric.additivity, Additivity::Additive) {
            return Err(Diagnostic::new(
                "E_UNSAFE_REAGGREGATION",
                format!(
                    "groups of `{}` cannot be added up: it is not additive",
                    metric.name
                ),
            )
            .with_hint(
                "Ask for the total in a statement of its own; it is recomputed at that grain.",
            )
            .with_span(measure.at.0));
        }
    }
    Ok(())
}

/// Aliases of the select list put in for bare names.
fn with_aliases(statement: &Statement, expr: &Expr<Name>) -> Expr<Name> {
    let mapped: Result<Expr<Name>, std::convert::Infallible> = expr.try_map(&mut |leaf| {
        if let Name::Field(path) = leaf
            && path.qualifier.is_none()
            && let Some(item) = aliased(statement, &path.name)
        {
            return Ok(statement.items[item].expr.clone());
        }
        Ok(Expr::Leaf(leaf.clone()))
    });
    match mapped {
        Ok(mapped) => mapped,
        Err(never) => match never {},
    }
}

fn bind_order(
    resolver: &Resolver<'_>,
    grouping: &Grouping,
    slots: &mut Slots<'_>,
    statement: &Statement,
    outputs: &[Output],
    item: &OrderItem,
) -> Result<SortKey, Diagnostic> {
    let key = |expr| SortKey {
        expr,
        descending: item.descending,
        nulls_first: item.nulls_first,
    };
    if let Expr::Literal(Literal::Number(text)) = &item.expr {
        return text
            .parse::<usize>()
            .ok()
            .and_then(|position| outputs.get(position.checked_sub(1)?))
            .map(|output| key(output.expr.clone()))
            .ok_or_else(|| {
                Diagnostic::new(
                    "E_NAME_NOT_FOUND",
                    format!("ORDER BY {text}: there are {} columns", outputs.len()),
                )
            });
    }
    if let Expr::Leaf(Name::Field(path)) = &item.expr
        && path.qualifier.is_none()
        && let Some(output) = outputs
            .iter()
            .find(|output| output.name.eq_ignore_ascii_case(&path.name))
    {
        return Ok(key(output.expr.clone()));
    }
    let expr = with_aliases(statement, &item.expr);
    let bound =
        over_groups(resolver, grouping, slots, &expr, Place::Select).map_err(|diagnostic| {
            if let (Expr::Leaf(Name::Field(path)), true) =
                (&item.expr, diagnostic.candidates.is_empty())
            {
                let names = outputs.iter().map(|output| output.name.as_str());
                return diagnostic.with_candidates(nearest(&path.name, names, 3));
            }
            diagnostic
        })?;
    Ok(key(bound))
}
