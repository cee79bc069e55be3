//! One branch per fact, period and subtotal: joins, keys, the whole filter and the asker's rules.

mod builder;
mod clock;
mod joins;
pub(super) mod moved;
mod rows;
mod unreached;

use crate::bound::{Branch, BranchColumn, Fill, Shape, Source};
use crate::diagnostic::Diagnostic;
use crate::expr::Expr;
use crate::layer::{Column, DatasetId};
use crate::syntax::Aggregate;

use super::group::Grouping;
use super::lineage::Overlap;
use super::measure::{Home, Measured, Request, fields_of};
use super::names::{DimLeaf, Resolver};
use super::{days, time};

use builder::Builder;

/// The branches of a SELECT and what they read.
#[derive(Debug, Default)]
pub(super) struct Branches {
    pub(super) branches: Vec<Branch>,
    pub(super) datasets: Vec<DatasetId>,
    pub(super) policies: Vec<String>,
    /// Datasets without rows, since no policy opens them to the asker.
    pub(super) closed: Vec<DatasetId>,
    /// Aggregates whose groups share rows.
    pub(super) overlaps: Vec<Overlap>,
}

/// More facts, periods and subtotals in one SELECT are refused.
const MAX_BRANCHES: usize = 64;

/// Builds a branch for every fact, time and period that the aggregates need.
pub(super) fn build(
    resolver: &Resolver<'_>,
    grouping: &Grouping,
    filter: &[Expr<DimLeaf>],
    measured: &Measured,
) -> Result<Branches, Diagnostic> {
    let mut result = Branches::default();
    if let Some((query, _)) = resolver.table() {
        let branch = over_query(resolver, query, grouping, filter, measured);
        push_levels(&mut result, grouping, &branch)?;
        return Ok(result);
    }
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
        let mut builder = Builder::without_metric(resolver, fact);
        let keys = builder.keys(grouping, filter)?;
        let branch = builder.branch(keys, grouping, filter, &[])?;
        builder.check_rows(grouping, filter)?;
        builder.hand_over(&mut result);
        push_levels(&mut result, grouping, &branch)?;
        return Ok(result);
    }
    for (first, members) in &groups {
        let mut builder = Builder::new(resolver, first, measured.compared.as_ref())?;
        let absent = |(slot, request): &(usize, &Request)| {
            measured.slots[*slot].fill == Fill::Absent && request.aggregate.filter.is_none()
        };
        builder.counted = groups.len() > 1 && members.iter().any(absent);
        let keys = builder
            .keys(grouping, filter)
            .map_err(|diagnostic| no_stitch(resolver, &groups, diagnostic))?;
        let branch = builder.branch(keys, grouping, filter, members)?;
        result.overlaps.extend(builder.overlaps(&branch, members));
        builder.hand_over(&mut result);
        push_levels(&mut result, grouping, &branch)?;
    }
    Ok(result)
}

/// One branch for each level of subtotals, the finest first.
fn push_levels(
    result: &mut Branches,
    grouping: &Grouping,
    branch: &Branch,
) -> Result<(), Diagnostic> {
    for level in 0..=grouping.rolled.len() {
        if result.branches.len() == MAX_BRANCHES {
            return Err(Diagnostic::not_allowed(format!(
                "the statement needs more than {MAX_BRANCHES} scans"
            ))
            .with_hint("Ask for fewer metrics, or leave ROLLUP out."));
        }
        let mut at_level = branch.clone();
        at_level.level = level;
        for key in grouping.rolled.iter().rev().take(level) {
            at_level.keys[*key] = None;
        }
        result.branches.push(at_level);
    }
    Ok(())
}

/// The branch that reads an earlier SELECT.
fn over_query(
    resolver: &Resolver<'_>,
    query: crate::expr::QueryId,
    grouping: &Grouping,
    filter: &[Expr<DimLeaf>],
    measured: &Measured,
) -> Branch {
    let minutes = resolver.layer.time.day_start_minutes;
    let column = |expr: &Expr<DimLeaf>| {
        let expr = days::in_business_days(expr, minutes, &|leaf| time::is_point(resolver, leaf));
        expr.map(&mut |leaf| match leaf {
            DimLeaf::Column(index) => Expr::Leaf(BranchColumn {
                relation: 0,
                column: Column(format!("c{index}")),
            }),
            // Names in a SELECT over a query resolve to its columns alone.
            DimLeaf::Field(_)
            | DimLeaf::Part(..)
            | DimLeaf::Masked(..)
            | DimLeaf::Time(_)
            | DimLeaf::Axis
            | DimLeaf::EventDays
            | DimLeaf::Person(..) => Expr::Literal(crate::expr::Literal::Null),
        })
    };
    let aggregates = measured
        .requests
        .iter()
        .enumerate()
        .map(|(slot, request)| {
            let wanted = &request.aggregate;
            let aggregate = Aggregate {
                function: wanted.function,
                distinct: wanted.distinct,
                args: wanted.args.iter().map(column).collect(),
                filter: wanted
                    .filter
                    .as_deref()
                    .map(|filter| Box::new(column(filter))),
            };
            (slot, aggregate)
        })
        .collect();
    Branch {
        source: Source::Query(query),
        joins: Vec::new(),
        keys: grouping.keys.iter().map(|key| Some(column(key))).collect(),
        level: 0,
        filter: Expr::all(filter.iter().map(column)),
        aggregates,
        shape: Shape::Plain,
        grouped: grouping.grouped,
    }
}

/// The filter that all aggregates have, taken out of them: without groups, rows that none of them
/// counts need not be read.
fn shared_filter(
    aggregates: &mut [(usize, Aggregate<BranchColumn>)],
) -> Option<Expr<BranchColumn>> {
    let (_, first) = aggregates.first()?;
    let shared = first.filter.clone()?;
    if !aggregates
        .iter()
        .all(|(_, wanted)| wanted.filter.as_ref() == Some(&shared))
    {
        return None;
    }
    for (_, wanted) in aggregates {
        wanted.filter = None;
    }
    Some(*shared)
}

/// The dataset whose rows a statement without metrics reads.
fn home_without_metrics(
    resolver: &Resolver<'_>,
    grouping: &Grouping,
    filter: &[Expr<DimLeaf>],
) -> Result<DatasetId, Diagnostic> {
    let fields: Vec<_> = grouping
        .keys
        .iter()
        .chain(filter)
        .flat_map(fields_of)
        .collect();
    if fields.is_empty() {
        return Err(Diagnostic::new(
            "E_EMPTY_AGGREGATION_QUERY",
            "nothing says whose rows are meant",
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

/// Several facts need keys that all of them have: what each of them reaches is offered.
fn no_stitch(
    resolver: &Resolver<'_>,
    groups: &[(&Request, Vec<(usize, &Request)>)],
    diagnostic: Diagnostic,
) -> Diagnostic {
    let mut homes: Vec<DatasetId> = Vec::new();
    for (request, _) in groups {
        if let Home::Dataset(home) = request.home
            && !homes.contains(&home)
        {
            homes.push(home);
        }
    }
    if diagnostic.code != "E_NO_PATH" || homes.len() < 2 {
        return diagnostic;
    }
    let mut shared: Option<Vec<String>> = None;
    for (request, _) in groups {
        let Ok(builder) = Builder::new(resolver, request, None) else {
            continue;
        };
        let reached = builder.reached_fields().chain(builder.reached_grains());
        let reached: Vec<String> = reached.collect();
        shared = Some(match shared {
            None => reached,
            Some(known) => known
                .into_iter()
                .filter(|it| reached.contains(it))
                .collect(),
        });
    }
    let mut shared = shared.unwrap_or_default();
    shared.truncate(16);
    Diagnostic::new(
        "E3013_NO_STITCHING_DIMENSION",
        format!(
            "{}; the metrics of this statement share other dimensions",
            diagnostic.message
        ),
    )
    .with_candidates(shared)
    .with_hint("Group by dimensions that every metric has, or ask for the metrics apart.")
}
