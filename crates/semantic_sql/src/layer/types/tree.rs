//! How a metric is put together, for the decomposition of its changes.

use crate::layer::{FieldId, MetricId, Text};

/// The parts that a metric is made of, exactly: nothing of it is outside of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MetricTree {
    /// The metric is the product of these, up to a constant.
    Product(Vec<Factor>),
    /// The metric is the sum of these.
    Sum(Vec<Term>),
}

/// One factor of a product: a metric, one over another, or one over a metric alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Factor {
    /// What it is, or its numerator; nothing for one over a metric.
    pub of: Option<MetricId>,
    /// What it is divided by.
    pub over: Option<MetricId>,
    /// Its name for people, where it is no metric by itself.
    pub label: Option<Text>,
    /// Other metrics that name it in a question about the whole.
    pub stands_for: Vec<MetricId>,
}

/// One term of a sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// The metric.
    pub metric: MetricId,
    /// Whether it is taken away.
    pub minus: bool,
}

impl MetricTree {
    /// The metrics that the parts are computed from, without repetition.
    #[must_use]
    pub fn metrics(&self) -> Vec<MetricId> {
        let all: Vec<MetricId> = match self {
            Self::Product(factors) => factors
                .iter()
                .flat_map(|factor| factor.of.into_iter().chain(factor.over))
                .collect(),
            Self::Sum(terms) => terms.iter().map(|term| term.metric).collect(),
        };
        let mut found = Vec::new();
        for metric in all {
            if !found.contains(&metric) {
                found.push(metric);
            }
        }
        found
    }

    /// Whether a metric names one of the parts.
    #[must_use]
    pub fn names(&self, metric: MetricId) -> bool {
        let stands_for = |factor: &Factor| factor.stands_for.contains(&metric);
        let named = match self {
            Self::Product(factors) => factors.iter().any(stands_for),
            Self::Sum(_) => false,
        };
        named || self.metrics().contains(&metric)
    }
}

/// What changes of metrics are looked at along.
#[derive(Debug, Clone, Default)]
pub struct AttributionNotes {
    /// The dimensions, the most telling first.
    pub dimensions: Vec<FieldId>,
}
