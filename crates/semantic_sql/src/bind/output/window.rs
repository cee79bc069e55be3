//! Window functions over the grouped rows.

use crate::bind::group::Grouping;
use crate::bind::lineage::{self, Lineage};
use crate::bind::measure::Slots;
use crate::bind::names::{DimLeaf, Resolver};
use crate::bound::{ResultLeaf, ResultWindow, SortKey};
use crate::diagnostic::Diagnostic;
use crate::expr::Expr;
use crate::layer::{Additivity, SemanticLayer};
use crate::syntax::{Name, Window, WindowFunction};

use super::{Place, over_groups};

/// Binds a window.
pub(super) fn bind_window(
    resolver: &Resolver<'_>,
    grouping: &mut Grouping,
    slots: &mut Slots<'_>,
    window: &Window,
) -> Result<Expr<ResultLeaf>, Diagnostic> {
    if !grouping.rolled.is_empty() {
        return Err(
            Diagnostic::not_allowed("a window over subtotals would mix their levels")
                .with_hint("Put the ROLLUP into a query of its own, or leave it out."),
        );
    }
    if matches!(window.function, WindowFunction::Sum | WindowFunction::Avg) {
        for arg in &window.args {
            check_additive(resolver.layer, slots, arg)?;
            check_made(resolver, slots, window, arg)?;
        }
    }
    if let Some((_, table)) = resolver.table() {
        let partition = partition_of(resolver, window);
        lineage::check_levels(table, slots.filter(), "a window", &|leaf| {
            partition.contains(&Expr::Leaf(leaf.clone()))
        })?;
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
    let read = args
        .iter()
        .chain(&partition)
        .chain(order.iter().map(|key| &key.expr));
    check_persons(slots, read)?;
    Ok(Expr::Leaf(ResultLeaf::Window(Box::new(ResultWindow {
        function: window.function,
        args,
        partition,
        order,
        frame: window.frame,
    }))))
}

/// A total or a rank over groups of which some are hidden would be wrong, or give them away.
fn check_persons<'e>(
    slots: &Slots<'_>,
    mut read: impl Iterator<Item = &'e Expr<ResultLeaf>>,
) -> Result<(), Diagnostic> {
    let guarded = |expr: &Expr<ResultLeaf>| {
        expr.any_leaf(|leaf| matches!(leaf, ResultLeaf::Slot(slot) if slots.is_guarded(*slot)))
    };
    if read.any(guarded) {
        return Err(Diagnostic::new(
            "E_SMALL_CELL",
            "a window over groups of persons, of which small ones are hidden",
        )
        .with_hint("Ask for the groups alone, and for the total in a statement of its own."));
    }
    Ok(())
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
            .with_hint(format!(
                "Divide by a total that is recomputed: (SELECT MEASURE({}) FROM {} WHERE …).",
                metric.name, layer.name
            ))
            .with_span(measure.at.0));
        }
    }
    Ok(())
}

/// The same for what is computed from metrics, here or in the SELECT that is read. A mean over the
/// columns of another SELECT is one of groups, and says so.
fn check_made(
    resolver: &Resolver<'_>,
    slots: &Slots<'_>,
    window: &Window,
    arg: &Expr<Name>,
) -> Result<(), Diagnostic> {
    let made = Lineage::of(resolver, arg);
    let mean = window.function == WindowFunction::Avg && resolver.table().is_some();
    if mean {
        made.note_sum(resolver);
    } else if !made.is_additive() {
        return Err(made.unsafe_sum(resolver));
    }
    let partition = partition_of(resolver, window);
    let kept = |leaf: &DimLeaf| {
        let column = Expr::Leaf(leaf.clone());
        partition.contains(&column) || lineage::pins(slots.filter(), &column)
    };
    match made.overlaps(&kept) {
        None => Ok(()),
        Some(metric) if mean => {
            lineage::note_overlap(resolver, metric);
            Ok(())
        }
        Some(metric) => Err(lineage::overlapping(resolver, metric)),
    }
}

/// What a window is partitioned by, as far as it is of the SELECT that is read.
fn partition_of(resolver: &Resolver<'_>, window: &Window) -> Vec<Expr<DimLeaf>> {
    let bound = window.partition.iter();
    bound
        .filter_map(|expr| resolver.dimensional(expr).ok())
        .collect()
}
