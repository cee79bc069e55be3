//! What one aggregate needs: whose rows, by which time, for which period.

use crate::bind::names::DimLeaf;
use crate::expr::{Expr, Interval};
use crate::layer::{DatasetId, FieldId, MetricId, RelationshipId, SemiAdditive};
use crate::syntax::Aggregate;

/// Whose rows an aggregate counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::bind) enum Home {
    /// A dataset's.
    Dataset(DatasetId),
    /// Those of the SELECT that is read.
    Query,
}

/// An aggregate to compute.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::bind) struct Request {
    /// Whose rows.
    pub(in crate::bind) home: Home,
    /// By which time, where not the dataset's own.
    pub(in crate::bind) time: Option<FieldId>,
    /// Links to take where there are several ways.
    pub(in crate::bind) using: Vec<RelationshipId>,
    /// For which earlier period.
    pub(in crate::bind) back: Option<Back>,
    /// One row per entity, or a function over time.
    pub(in crate::bind) semi_additive: Option<SemiAdditive>,
    /// What.
    pub(in crate::bind) aggregate: Aggregate<DimLeaf>,
    /// The extra filter of its MEASURE.
    pub(in crate::bind) own: Option<Box<Expr<DimLeaf>>>,
    /// For which metric, as errors name it.
    pub(in crate::bind) metric: Option<MetricId>,
}

/// How far back an earlier period lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::bind) enum Back {
    /// A number of calendar units.
    By(Interval),
    /// The same named event a year before.
    Event,
}

impl Request {
    /// Whether both can be computed over the same rows.
    pub(in crate::bind) fn shares_rows(&self, other: &Self) -> bool {
        self.home == other.home
            && self.time == other.time
            && self.using == other.using
            && self.back == other.back
            && self.semi_additive == other.semi_additive
    }
}
