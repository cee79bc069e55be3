//! Groups that share rows: over a bridge, or of things by an attribute of what refers to them.

use crate::bind::group::Grouping;
use crate::bind::names::{DimLeaf, Resolver};
use crate::bind::output::Outputs;
use crate::bound::{Note, ResultLeaf};
use crate::diagnostic::Diagnostic;
use crate::expr::Expr;
use crate::layer::{MetricId, Text};
use crate::syntax::WindowFunction;

use super::{Lineage, pins, shown};

/// An aggregate whose groups share rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::bind) struct Overlap {
    /// Its slot.
    pub(in crate::bind) slot: usize,
    /// The metric that it is of.
    pub(in crate::bind) metric: MetricId,
    /// The keys that one row can have several values of.
    pub(in crate::bind) keys: Vec<usize>,
}

/// The refusal of a sum over groups that share rows.
pub(in crate::bind) fn overlapping(resolver: &Resolver<'_>, metric: MetricId) -> Diagnostic {
    let name = &resolver.layer.metric(metric).name;
    Diagnostic::new(
        "E_UNSAFE_REAGGREGATION",
        format!("groups of `{name}` cannot be added up: they overlap, since one row can belong to several"),
    )
    .with_hint(format!(
        "Take a total that is recomputed: (SELECT MEASURE({name}) FROM {} WHERE …).",
        resolver.layer.name
    ))
}

/// Says that groups share rows where an aggregate is taken over them.
pub(in crate::bind) fn note_overlap(resolver: &Resolver<'_>, metric: MetricId) {
    let label = &resolver.layer.metric(metric).label;
    resolver.note(Note {
        code: "overlapping_groups",
        text: Text {
            zh: format!("{}的各组有重叠：同一行可能属于几个组，各组之和不是整体", label.zh),
            en: format!(
                "groups of {} overlap: one row can belong to several, so they do not add up to the whole",
                label.en
            ),
        },
    });
}

/// The lineages as the SELECT that has the columns knows them: keys of overlapping groups by its
/// own columns, and the groups that overlap in it.
pub(in crate::bind) fn finished(
    resolver: &Resolver<'_>,
    grouping: &Grouping,
    result: &Outputs,
    overlaps: &[Overlap],
) -> Vec<Lineage> {
    let outputs = &result.outputs;
    let mut lineages = result.lineages.clone();
    for (lineage, output) in lineages.iter_mut().zip(outputs) {
        if resolver.table().is_some() {
            if let Some((_, keys)) = &mut lineage.overlap {
                for key in keys {
                    *key = key.and_then(|index| {
                        shown(outputs, grouping, &Expr::Leaf(DimLeaf::Column(index)))
                    });
                }
            }
            continue;
        }
        let slot = ResultLeaf::Slot;
        let found = overlaps
            .iter()
            .find(|overlap| value_leaves(&output.expr).contains(&&slot(overlap.slot)));
        lineage.overlap = found.map(|overlap| {
            let column = |key: &usize| {
                let key = Expr::Leaf(ResultLeaf::Key(*key));
                outputs.iter().position(|output| output.expr == key)
            };
            (overlap.metric, overlap.keys.iter().map(column).collect())
        });
    }
    lineages
}

/// The leaves that a value is made of, those of windows included; conditions only choose.
fn value_leaves(expr: &Expr<ResultLeaf>) -> Vec<&ResultLeaf> {
    let mut leaves = Vec::new();
    match expr {
        Expr::Leaf(ResultLeaf::Window(window)) => {
            leaves.extend(window.args.iter().flat_map(value_leaves));
        }
        Expr::Leaf(leaf) => leaves.push(leaf),
        Expr::Case { whens, otherwise } => {
            let results = whens.iter().map(|(_, result)| result);
            leaves.extend(results.chain(otherwise.as_deref()).flat_map(value_leaves));
        }
        other => other.visit_leaves(&mut |leaf| leaves.push(leaf)),
    }
    leaves
}

/// Refuses windows that add up groups which share rows.
///
/// # Errors
/// `E_UNSAFE_REAGGREGATION`.
pub(in crate::bind) fn check_windows<'e>(
    resolver: &Resolver<'_>,
    grouping: &Grouping,
    filter: &[Expr<DimLeaf>],
    overlaps: &[Overlap],
    exprs: impl Iterator<Item = &'e Expr<ResultLeaf>>,
) -> Result<(), Diagnostic> {
    if overlaps.is_empty() {
        return Ok(());
    }
    let mut problem = None;
    for expr in exprs {
        expr.visit_leaves(&mut |leaf| {
            let ResultLeaf::Window(window) = leaf else {
                return;
            };
            let average = window.function == WindowFunction::Avg;
            if window.function != WindowFunction::Sum && !average {
                return;
            }
            let leaves: Vec<&ResultLeaf> = window.args.iter().flat_map(value_leaves).collect();
            for Overlap { slot, metric, keys } in overlaps {
                let apart = keys.iter().all(|key| {
                    window
                        .partition
                        .contains(&Expr::Leaf(ResultLeaf::Key(*key)))
                        || pins(filter, &grouping.keys[*key])
                });
                if apart || !leaves.contains(&&ResultLeaf::Slot(*slot)) {
                    continue;
                }
                if average {
                    note_overlap(resolver, *metric);
                } else {
                    problem = Some(overlapping(resolver, *metric));
                }
            }
        });
    }
    problem.map_or(Ok(()), Err)
}
