//! Every bucket of the filtered time, with or without rows.

use chrono::{NaiveDateTime, NaiveTime, TimeDelta};

use crate::bound::Spine;
use crate::diagnostic::Diagnostic;
use crate::expr::{DataType, Expr, Grain, Literal};
use crate::layer::TimeUnit;

use super::group::Grouping;
use super::measure::{Home, Measured};
use super::names::{DimLeaf, Resolver};
use super::period::{self, BoundedRange};

/// A metric with a spine of its own brings it, where its time is grouped by and bounded.
pub(super) fn from_metrics(
    resolver: &Resolver<'_>,
    grouping: &mut Grouping,
    filter: &[Expr<DimLeaf>],
    measured: &Measured,
) {
    if grouping.spine.is_some() || !grouping.rolled.is_empty() || resolver.table().is_some() {
        return;
    }
    let layer = resolver.layer;
    let found = grouping.keys.iter().position(|key| {
        let Some((leaf, _)) = time_of(resolver, key) else {
            return false;
        };
        let wanted = measured.requests.iter().any(|request| {
            let Some(spine) = request.metric.and_then(|id| layer.metric(id).spine) else {
                return false;
            };
            let own = match request.home {
                Home::Dataset(home) => request.time.or(layer.dataset(home).time_dimension),
                Home::Query => None,
            };
            leaf.field() == Some(spine) || (leaf == DimLeaf::Axis && own == Some(spine))
        });
        wanted && range(resolver, filter, &leaf).is_some()
    });
    grouping.spine = found;
}

/// The buckets of a grouping's spine.
///
/// # Errors
/// Where the key is no time, or the filter does not bound it.
pub(super) fn bind(
    resolver: &Resolver<'_>,
    grouping: &Grouping,
    filter: &[Expr<DimLeaf>],
) -> Result<Option<Spine>, Diagnostic> {
    let Some(key) = grouping.spine else {
        return Ok(None);
    };
    let (leaf, grain) = time_of(resolver, &grouping.keys[key]).ok_or_else(|| {
        Diagnostic::not_allowed("SPINE takes a time: a date, a grain, or DATE_TRUNC of one")
            .with_hint("Write SPINE(date) or SPINE(DATE_TRUNC('month', date)).")
    })?;
    let range = range(resolver, filter, &leaf).ok_or_else(|| {
        Diagnostic::new(
            "E_UNBOUNDED_SPINE",
            "SPINE needs a range of its time with both ends",
        )
        .with_hint(
            "Bound the time in WHERE: date >= DATE '2026-11-01' AND date < DATE '2026-12-01'.",
        )
    })?;
    let minutes = TimeDelta::minutes(i64::from(resolver.layer.time.day_start_minutes));
    // Bounds in days are business days already; a point in time lies in one.
    let business = |at: NaiveDateTime| {
        if at.time() == NaiveTime::MIN {
            at
        } else {
            at - minutes
        }
    };
    let (start, end) = match period::truncate(business(range.start).date(), grain) {
        Some(first) => (Literal::Date(first), Literal::DateTime(business(range.end))),
        None => (Literal::DateTime(range.start), Literal::DateTime(range.end)),
    };
    Ok(Some(Spine {
        key,
        start,
        end,
        grain,
    }))
}

fn range(
    resolver: &Resolver<'_>,
    filter: &[Expr<DimLeaf>],
    leaf: &DimLeaf,
) -> Option<BoundedRange> {
    period::range_of(resolver, filter, leaf)
}

/// The time that a key is a bucket of, and how long the bucket is.
fn time_of(resolver: &Resolver<'_>, key: &Expr<DimLeaf>) -> Option<(DimLeaf, Grain)> {
    match key {
        Expr::Leaf(DimLeaf::Time(TimeUnit::Truncate(grain))) => Some((DimLeaf::Axis, *grain)),
        Expr::Leaf(leaf) if resolver.data_type(leaf) == Some(DataType::Date) => {
            Some((leaf.clone(), Grain::Day))
        }
        Expr::Truncate { grain, expr } => match &**expr {
            Expr::Leaf(leaf @ (DimLeaf::Field(_) | DimLeaf::Part(..) | DimLeaf::Axis)) => {
                Some((leaf.clone(), *grain))
            }
            _ => None,
        },
        _ => None,
    }
}
