//! The result over the stitched groups: select list, HAVING, QUALIFY, ORDER BY.

mod aggregate;
mod describe;
mod products;
mod times;
mod window;

use crate::bound::{Output, OutputColumn, ResultLeaf, SortKey};
use crate::diagnostic::{Diagnostic, nearest};
use crate::expr::{Expr, Literal};
use crate::syntax::{Name, OrderItem, Select};

use super::group::{Grouping, aliased};
use super::lineage::Lineage;
use super::measure::Slots;
use super::names::Resolver;
use super::types;

use aggregate::{bind_aggregate, bind_grouping};
use describe::describe;
use times::{in_days, kind_of, time_type};
use window::bind_window;

/// The bound clauses of the result.
pub(super) struct Outputs {
    pub(super) outputs: Vec<Output>,
    pub(super) columns: Vec<OutputColumn>,
    /// What each column is made of.
    pub(super) lineages: Vec<Lineage>,
    pub(super) having: Option<Expr<ResultLeaf>>,
    pub(super) qualify: Option<Expr<ResultLeaf>>,
    pub(super) order: Vec<SortKey>,
    /// How many of the sort keys the select wrote.
    pub(super) written_order: usize,
}

impl Outputs {
    /// Everything that is computed after the groups are stitched.
    pub(super) fn exprs(&self) -> impl Iterator<Item = &Expr<ResultLeaf>> {
        let shown = self.outputs.iter().map(|output| &output.expr);
        let sorted = self.order.iter().map(|key| &key.expr);
        shown.chain(&self.having).chain(&self.qualify).chain(sorted)
    }
}

/// Binds everything that is computed after the groups are stitched.
pub(super) fn bind_outputs(
    resolver: &Resolver<'_>,
    grouping: &mut Grouping,
    slots: &mut Slots<'_>,
    select: &Select,
) -> Result<Outputs, Diagnostic> {
    let (outputs, columns, lineages) = bind_items(resolver, grouping, slots, select)?;
    let having = match &select.having {
        None => None,
        Some(_) if !grouping.grouped => {
            return Err(Diagnostic::new(
                "E_NON_AGGREGATE_IN_HAVING",
                "HAVING in a select that groups nothing",
            )
            .with_hint("Put conditions on fields into WHERE."));
        }
        Some(having) => {
            let having = with_measure_aliases(select, having);
            let bound = over_groups(resolver, grouping, slots, &having, Place::Having)?;
            let leaves = |leaf: &ResultLeaf| kind_of(resolver, grouping, slots, leaf);
            types::check_condition(&bound, &leaves)?;
            Some(bound)
        }
    };
    let qualify = match &select.qualify {
        None => None,
        Some(expr) => {
            let expr = with_aliases(select, expr);
            if !expr.any_leaf(|leaf| matches!(leaf, Name::Window(_))) {
                return Err(Diagnostic::not_allowed("QUALIFY without a window function")
                    .with_hint("Put conditions on metrics into HAVING."));
            }
            Some(over_groups(
                resolver,
                grouping,
                slots,
                &expr,
                Place::Select,
            )?)
        }
    };
    let order = select
        .order
        .iter()
        .map(|item| bind_order(resolver, grouping, slots, select, &outputs, item))
        .collect::<Result<Vec<_>, _>>()?;
    let mut result = Outputs {
        outputs,
        columns,
        lineages,
        having,
        qualify,
        written_order: order.len(),
        order,
    };
    close_order(&mut result, grouping);
    Ok(result)
}

/// The select list: what is computed, how it is told, and what it is made of.
type Items = (Vec<Output>, Vec<OutputColumn>, Vec<Lineage>);

fn bind_items(
    resolver: &Resolver<'_>,
    grouping: &mut Grouping,
    slots: &mut Slots<'_>,
    select: &Select,
) -> Result<Items, Diagnostic> {
    let mut outputs: Vec<Output> = Vec::new();
    let mut columns = Vec::new();
    let mut lineages = Vec::new();
    for (index, item) in select.items.iter().enumerate() {
        let key = grouping.item_keys[index];
        let expr = match key {
            Some(key) => Expr::Leaf(ResultLeaf::Key(key)),
            None => {
                let expr = with_grouping_aliases(select, &item.expr);
                let bound = over_groups(resolver, grouping, slots, &expr, Place::Select)?;
                types::check(&bound, &|leaf| kind_of(resolver, grouping, slots, leaf))?;
                bound
            }
        };
        let column = describe(resolver, slots, item, key.map(|key| &grouping.keys[key]))?;
        if outputs.iter().any(|known| known.name == column.name) {
            return Err(Diagnostic::new(
                "E_NAME_COLLISION",
                format!("two columns are named `{}`", column.name),
            )
            .with_hint("Give one of them another name with AS."));
        }
        let times = |leaf: &ResultLeaf| time_type(resolver, grouping, slots, leaf);
        lineages.push(Lineage {
            data_type: column.data_type.or_else(|| types::time_type(&expr, &times)),
            ..Lineage::of(resolver, &item.expr)
        });
        outputs.push(Output {
            name: column.name.clone(),
            expr,
        });
        columns.push(column);
    }
    Ok((outputs, columns, lineages))
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
    grouping: &mut Grouping,
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
    resolver.check_queries(expr)?;
    let bound = expr.try_map(&mut |leaf| match leaf {
        Name::Measure(measure) => slots.measure(grouping, measure),
        Name::Field(path) => key_leaf(resolver, grouping, leaf, place)?.ok_or_else(|| {
            let code = if place == Place::Having {
                "E_NON_AGGREGATE_IN_HAVING"
            } else {
                "E_MIXED_QUERY_SHAPE"
            };
            Diagnostic::new(
                code,
                format!("`{}` is neither a metric nor grouped by", path.display()),
            )
            .with_hint("Put conditions on fields into WHERE, or group by the field.")
            .with_span(path.at.0)
        }),
        Name::Window(_) if place == Place::Having => Err(Diagnostic::not_allowed(
            "a window function stands in HAVING",
        )
        .with_hint("Filter windows with QUALIFY.")),
        Name::Window(window) => bind_window(resolver, grouping, slots, window),
        Name::Aggregate(aggregate) => bind_aggregate(resolver, grouping, slots, aggregate),
        Name::Grouping(keys) => bind_grouping(resolver, grouping, keys),
        Name::Spine(_) => Err(Diagnostic::not_allowed(
            "SPINE stands alone in the select list or in GROUP BY",
        )),
        Name::Unfiltered(_) => Err(Diagnostic::not_allowed("UNFILTERED stands in WHERE only")),
        Name::UserAttribute(_) => Err(Diagnostic::not_allowed(
            "attributes of the asker stand in policies only",
        )),
    })?;
    in_days(resolver, grouping, slots, &products::in_floats(&bound))
}

/// The key that a single name is; a row query may read a field that it does not select.
fn key_leaf(
    resolver: &Resolver<'_>,
    grouping: &mut Grouping,
    leaf: &Name,
    place: Place,
) -> Result<Option<Expr<ResultLeaf>>, Diagnostic> {
    let bound = resolver.dimensional(&Expr::Leaf(leaf.clone()))?;
    let key = if place == Place::Having {
        grouping.key_of(&bound)
    } else {
        grouping.key_or_hidden(bound)
    };
    Ok(key.map(|key| Expr::Leaf(ResultLeaf::Key(key))))
}

/// Aliases of the select list put in for bare names.
fn with_aliases(select: &Select, expr: &Expr<Name>) -> Expr<Name> {
    with_grouping_aliases(select, expr).map(&mut |leaf| {
        if let Name::Field(path) = leaf
            && path.qualifier.is_none()
            && let Some(item) = aliased(select, &path.name)
        {
            return select.items[item].expr.clone();
        }
        Expr::Leaf(leaf.clone())
    })
}

/// Aliases of metrics put in for bare names: what HAVING may name beside the keys.
fn with_measure_aliases(select: &Select, expr: &Expr<Name>) -> Expr<Name> {
    with_grouping_aliases(select, expr).map(&mut |leaf| {
        if let Name::Field(path) = leaf
            && path.qualifier.is_none()
            && let Some(item) = aliased(select, &path.name)
            && super::group::is_measured(&select.items[item].expr)
        {
            return select.items[item].expr.clone();
        }
        Expr::Leaf(leaf.clone())
    })
}

/// Aliases of the select list put in inside GROUPING.
fn with_grouping_aliases(select: &Select, expr: &Expr<Name>) -> Expr<Name> {
    expr.map(&mut |leaf| match leaf {
        Name::Grouping(keys) => Expr::Leaf(Name::Grouping(
            keys.iter().map(|key| with_aliases(select, key)).collect(),
        )),
        other => Expr::Leaf(other.clone()),
    })
}

fn bind_order(
    resolver: &Resolver<'_>,
    grouping: &mut Grouping,
    slots: &mut Slots<'_>,
    select: &Select,
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
    let expr = with_aliases(select, &item.expr);
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
