//! Every bucket of the filtered time, with or without rows.

use crate::bound::Spine;
use crate::diagnostic::Diagnostic;
use crate::expr::{DataType, Expr, Grain, Literal};
use crate::layer::{FieldId, TimeUnit};

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
        wanted && range(resolver, filter, &leaf, measured).is_some()
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
    measured: &Measured,
) -> Result<Option<Spine>, Diagnostic> {
    let Some(key) = grouping.spine else {
        return Ok(None);
    };
    let (leaf, grain) = time_of(resolver, &grouping.keys[key]).ok_or_else(|| {
        Diagnostic::not_allowed("SPINE takes a time: a date, a grain, or DATE_TRUNC of one")
            .with_hint("Write SPINE(date) or SPINE(DATE_TRUNC('month', date)).")
    })?;
    let range = range(resolver, filter, &leaf, measured).ok_or_else(|| {
        Diagnostic::new(
            "E_UNBOUNDED_SPINE",
            "SPINE needs a range of its time with both ends",
        )
        .with_hint(
            "Bound the time in WHERE: date >= DATE '2026-11-01' AND date < DATE '2026-12-01'.",
        )
    })?;
    let minutes = resolver.layer.time.day_start_minutes;
    let (start, end) = match period::truncate(range.first_day(minutes), grain) {
        Some(first) => (
            Literal::Date(first),
            Literal::DateTime(range.business_end(minutes)),
        ),
        None => (Literal::DateTime(range.start), Literal::DateTime(range.end)),
    };
    Ok(Some(Spine {
        key,
        start,
        end,
        grain,
    }))
}

/// The range of a spine's time. The axis is bounded as well where the field is that it means for
/// every metric of the statement, and the other way round.
fn range(
    resolver: &Resolver<'_>,
    filter: &[Expr<DimLeaf>],
    leaf: &DimLeaf,
    measured: &Measured,
) -> Option<BoundedRange> {
    period::range_of(resolver, filter, leaf).or_else(|| {
        let own = DimLeaf::Field(own_time(resolver, measured)?);
        let same = match leaf {
            DimLeaf::Axis => own,
            field if *field == own => DimLeaf::Axis,
            _ => return None,
        };
        period::range_of(resolver, filter, &same)
    })
}

/// The one field that the axis means for all metrics of a statement.
fn own_time(resolver: &Resolver<'_>, measured: &Measured) -> Option<FieldId> {
    let layer = resolver.layer;
    let mut times = measured.requests.iter().map(|request| match request.home {
        Home::Dataset(home) => request.time.or(layer.dataset(home).time_dimension),
        Home::Query => None,
    });
    let first = times.next()??;
    times.all(|time| time == Some(first)).then_some(first)
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
