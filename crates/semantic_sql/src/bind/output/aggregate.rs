//! Aggregates over earlier SELECTs, and marks of subtotals.

use crate::bind::group::Grouping;
use crate::bind::lineage::{self, Lineage};
use crate::bind::measure::Slots;
use crate::bind::names::{DimLeaf, Resolver, raw_aggregate};
use crate::bound::ResultLeaf;
use crate::diagnostic::Diagnostic;
use crate::expr::{BinaryOp, Expr, Literal};
use crate::syntax::{Aggregate, AggregateFunction, Name};

/// `GROUPING(a, b)`: a bit for each key, the first one highest.
pub(super) fn bind_grouping(
    resolver: &Resolver<'_>,
    grouping: &Grouping,
    keys: &[Expr<Name>],
) -> Result<Expr<ResultLeaf>, Diagnostic> {
    let number = |text: &str| Expr::Literal(Literal::Number(text.to_owned()));
    let mut mask: Option<Expr<ResultLeaf>> = None;
    for key in keys {
        let bound = resolver.dimensional(key)?;
        let index = grouping.key_of(&bound).ok_or_else(|| {
            Diagnostic::new(
                "E_MIXED_QUERY_SHAPE",
                "GROUPING takes expressions of GROUP BY",
            )
        })?;
        let bit = Expr::Leaf(ResultLeaf::Grouping(index));
        mask = Some(match mask {
            None => bit,
            Some(mask) => Expr::binary(
                BinaryOp::Add,
                Expr::binary(BinaryOp::Multiply, mask, number("2")),
                bit,
            ),
        });
    }
    Ok(mask.unwrap_or_else(|| number("0")))
}

/// An aggregate over the columns of an earlier SELECT; over the model there are only metrics.
pub(super) fn bind_aggregate(
    resolver: &Resolver<'_>,
    grouping: &Grouping,
    slots: &mut Slots<'_>,
    aggregate: &Aggregate<Name>,
) -> Result<Expr<ResultLeaf>, Diagnostic> {
    let over_measure = aggregate
        .args
        .iter()
        .any(|arg| arg.any_leaf(|leaf| matches!(leaf, Name::Measure(_))));
    if over_measure {
        return Err(Diagnostic::not_allowed("an aggregate over MEASURE would aggregate twice")
            .with_hint("Drop the outer aggregate, or group by fewer dimensions: the metric is recomputed at every grain."));
    }
    let Some((_, table)) = resolver.table() else {
        return Err(raw_aggregate());
    };
    if !table.grouped {
        return Err(raw_aggregate());
    }
    if let Some(field) = table.persons {
        return Err(Diagnostic::new(
            "E_SMALL_CELL",
            format!(
                "groups by `{}` hold few persons and cannot be counted again",
                resolver.layer.field_reference(field)
            ),
        )
        .with_hint("Ask for the metric itself at the grain that is wanted."));
    }
    lineage::check_levels(table, slots.filter(), "an aggregate", &|leaf| {
        let key = grouping.key_of(&Expr::Leaf(leaf.clone()));
        key.is_some_and(|key| !grouping.rolled.contains(&key))
    })?;
    let all = |exprs: &[Expr<Name>]| {
        exprs
            .iter()
            .map(|expr| resolver.dimensional(expr))
            .collect::<Result<Vec<_>, _>>()
    };
    let args = all(&aggregate.args)?;
    if matches!(
        aggregate.function,
        AggregateFunction::Sum | AggregateFunction::Avg
    ) {
        check_sum(resolver, grouping, slots.filter(), aggregate)?;
    }
    let filter = aggregate
        .filter
        .as_deref()
        .map(|filter| resolver.dimensional(filter).map(Box::new))
        .transpose()?;
    Ok(slots.aggregate(Aggregate {
        function: aggregate.function,
        distinct: aggregate.distinct,
        args,
        filter,
    }))
}

/// Refuses a sum over groups that share rows, and says what a sum of values that cannot be summed
/// is. A mean of such groups is one of groups.
fn check_sum(
    resolver: &Resolver<'_>,
    grouping: &Grouping,
    filter: &[Expr<DimLeaf>],
    aggregate: &Aggregate<Name>,
) -> Result<(), Diagnostic> {
    let kept = |leaf: &DimLeaf| {
        let column = Expr::Leaf(leaf.clone());
        let grouped = grouping.key_of(&column);
        grouped.is_some_and(|key| !grouping.rolled.contains(&key)) || lineage::pins(filter, &column)
    };
    for arg in &aggregate.args {
        let made = Lineage::of(resolver, arg);
        made.note_sum(resolver);
        let Some(metric) = made.overlaps(&kept) else {
            continue;
        };
        if aggregate.function == AggregateFunction::Sum {
            return Err(lineage::overlapping(resolver, metric));
        }
        lineage::note_overlap(resolver, metric);
    }
    Ok(())
}
