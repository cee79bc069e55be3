//! One branch per fact and period: joins, keys, the whole filter and the asker's row rules.

mod builder;

use crate::bound::Branch;
use crate::diagnostic::Diagnostic;
use crate::expr::Expr;
use crate::layer::{DatasetId, FieldId, SemanticLayer};

use super::group::Grouping;
use super::measure::{Measured, Request};
use super::names::{DimLeaf, Resolver};

use builder::Builder;

/// The branches of a statement and what they read.
pub(super) struct Branches {
    pub(super) branches: Vec<Branch>,
    pub(super) datasets: Vec<DatasetId>,
    pub(super) policies: Vec<String>,
}

/// Builds a branch for every fact, time and period that the aggregates need.
pub(super) fn build(
    resolver: &Resolver<'_>,
    grouping: &Grouping,
    filter: &[Expr<DimLeaf>],
    measured: &Measured,
) -> Result<Branches, Diagnostic> {
    let mut result = Branches {
        branches: Vec::new(),
        datasets: Vec::new(),
        policies: Vec::new(),
    };
    let mut groups: Vec<(&Request, Vec<(usize, &Request)>)> = Vec::new();
    for (slot, request) in measured.requests.iter().enumerate() {
        match groups
            .iter_mut()
            .find(|(first, _)| first.shares_rows(request))
        {
            Some((_, members)) => members.push((slot, request)),
            None => groups.push((request, vec![(slot, request)])),
        }
    }
    if groups.is_empty() {
        let fact = home_without_metrics(resolver, grouping, filter)?;
        let mut builder = Builder::new(resolver, fact, None, None, None);
        let branch = builder.branch(grouping, filter, &[], None)?;
        builder.hand_over(branch, &mut result);
        return Ok(result);
    }
    check_stitch(resolver.layer, grouping, &groups)?;
    for (first, members) in groups {
        let shifted = first.back.zip(measured.compared.clone());
        let mut builder = Builder::new(
            resolver,
            first.fact,
            first.time,
            shifted,
            Some(first.metric),
        );
        let branch = builder.branch(grouping, filter, &members, Some(first))?;
        builder.hand_over(branch, &mut result);
    }
    Ok(result)
}

/// The dataset whose rows a statement without metrics reads.
fn home_without_metrics(
    resolver: &Resolver<'_>,
    grouping: &Grouping,
    filter: &[Expr<DimLeaf>],
) -> Result<DatasetId, Diagnostic> {
    let mut fields = Vec::new();
    for expr in grouping.keys.iter().chain(filter) {
        expr.visit_leaves(&mut |leaf| {
            if let DimLeaf::Field(id) = leaf {
                fields.push(*id);
            }
        });
    }
    if fields.is_empty() {
        return Err(Diagnostic::new(
            "E_EMPTY_AGGREGATION_QUERY",
            "nothing says whose time is meant",
        )
        .with_hint("Select a metric as MEASURE(metric), or a field of a dataset."));
    }
    resolver.layer.home_of(&fields).ok_or_else(|| {
        let mut names: Vec<String> = fields
            .iter()
            .map(|id| resolver.layer.field_reference(*id))
            .collect();
        names.dedup();
        Diagnostic::new(
            "E_FAN_OUT_IN_SCALAR_QUERY",
            format!("no dataset has all of {}", names.join(", ")),
        )
        .with_hint("Select fields of one dataset and of those it refers to, or add a metric.")
    })
}

/// Several facts need keys that all of them have.
fn check_stitch(
    layer: &SemanticLayer,
    grouping: &Grouping,
    groups: &[(&Request, Vec<(usize, &Request)>)],
) -> Result<(), Diagnostic> {
    if groups.len() < 2 {
        return Ok(());
    }
    for key in &grouping.keys {
        let mut fields = Vec::new();
        key.visit_leaves(&mut |leaf| {
            if let DimLeaf::Field(id) = leaf {
                fields.push(*id);
            }
        });
        for (request, _) in groups {
            let lacking = fields
                .iter()
                .find(|field| layer.paths.between(request.fact, field.dataset).is_empty());
            if let Some(field) = lacking {
                let shared = shared_dimensions(layer, groups);
                return Err(Diagnostic::new(
                    "E3013_NO_STITCHING_DIMENSION",
                    format!(
                        "`{}` cannot be grouped by `{}`; the metrics of this statement share other dimensions",
                        layer.metric(request.metric).name,
                        layer.field_reference(*field),
                    ),
                )
                .with_candidates(shared)
                .with_hint("Group by dimensions that every metric has, or ask for the metrics apart."));
            }
        }
    }
    Ok(())
}

fn shared_dimensions(
    layer: &SemanticLayer,
    groups: &[(&Request, Vec<(usize, &Request)>)],
) -> Vec<String> {
    let reached = |field: FieldId| {
        groups
            .iter()
            .all(|(request, _)| !layer.paths.between(request.fact, field.dataset).is_empty())
    };
    layer
        .visible_fields()
        .filter(|(id, _)| reached(*id))
        .map(|(id, _)| layer.field_reference(id))
        .take(12)
        .collect()
}
