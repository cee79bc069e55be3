//! What a change is to be taken apart into, and what the asker says of it.

use semantic_sql::layer::{FieldId, MetricId, MetricTree};

use super::QueryPlan;

/// A change to take apart. Its statement has one row: the metric and its parts in both periods; the
/// statements beside it have one row for each value of a dimension.
#[derive(Debug, Clone)]
pub struct AttributionPlan {
    /// The statements, and how the question was read.
    pub query: QueryPlan,
    /// What is made of their results.
    pub change: Attribution,
}

/// How a change is taken apart.
#[derive(Debug, Clone)]
pub struct Attribution {
    /// The metric, as the statement names it.
    pub metric: MetricId,
    /// What the metric is made of, where the scope of the question lets that be asked.
    pub tree: Option<MetricTree>,
    /// What the groups of a ratio are weighed by.
    pub weight: Option<MetricId>,
    /// The dimensions of the statements beside, in their order.
    pub dimensions: Vec<FieldId>,
    /// Whether the question names the dimensions.
    pub asked: bool,
    /// What the question says of the change.
    pub premise: Premise,
}

/// What a question takes for given of a change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Premise {
    /// Which way.
    pub way: Option<Way>,
    /// How far.
    pub size: Option<Size>,
}

/// Which way a number went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// It is more than before.
    Up,
    /// It is less than before.
    Down,
}

/// How far a number is said to have gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Size {
    /// By a share of what it was.
    Rate(Stated),
    /// By an amount.
    Amount(Stated),
    /// From one value to another.
    FromTo(Stated, Stated),
}

/// A number of the question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// Its plain decimal digits; a share is 0 to 1.
    pub exact: String,
    /// As it was said.
    pub said: String,
}
