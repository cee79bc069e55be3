//! Aggregates over earlier SELECTs, and marks of subtotals.

use crate::bind::group::Grouping;
use crate::bind::measure::Slots;
use crate::bind::names::{DimLeaf, Resolver, raw_aggregate};
use crate::bound::{ColumnRole, Note, ResultLeaf};
use crate::diagnostic::Diagnostic;
use crate::expr::{BinaryOp, Expr, Literal};
use crate::layer::{Additivity, Text};
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
        note_sums(resolver, &args);
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

/// Says that a sum of values that cannot be summed is what it is.
fn note_sums(resolver: &Resolver<'_>, args: &[Expr<DimLeaf>]) {
    let Some((_, table)) = resolver.table() else {
        return;
    };
    for arg in args {
        let Expr::Leaf(DimLeaf::Column(index)) = arg else {
            continue;
        };
        let ColumnRole::Metric(id) = table.columns[*index].role else {
            continue;
        };
        let metric = resolver.layer.metric(id);
        if matches!(metric.additivity, Additivity::Additive) {
            continue;
        }
        let note = Note {
            code: "aggregate_of_groups",
            text: Text {
                zh: format!(
                    "{}不可加：这是各组数值的汇总，不是整体的{}",
                    metric.label.zh, metric.label.zh
                ),
                en: format!(
                    "{} is not additive: this aggregates the groups' values and is not the overall figure",
                    metric.label.en
                ),
            },
        };
        resolver.note(note);
    }
}
