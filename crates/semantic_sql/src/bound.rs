//! A statement in which every name is resolved, every policy attached and every join proved safe.
//!
//! Only [`crate::bind`] makes one; its parts are private to the crate.

use serde::Serialize;

use crate::expr::{Expr, Grain};
use crate::layer::{Column, FieldId, MetricId, Text};
use crate::syntax::{Aggregate, WindowFunction};

/// A checked query: aggregates per fact, then one stitched result.
#[derive(Debug, Clone)]
pub struct BoundQuery {
    pub(crate) branches: Vec<Branch>,
    pub(crate) keys: usize,
    pub(crate) slots: Vec<Slot>,
    pub(crate) outputs: Vec<Output>,
    pub(crate) having: Option<Expr<ResultLeaf>>,
    pub(crate) qualify: Option<Expr<ResultLeaf>>,
    pub(crate) order: Vec<SortKey>,
    pub(crate) limit: Option<u64>,
    pub(crate) offset: u64,
    pub(crate) with_ties: bool,
    /// What each column of the result is.
    pub columns: Vec<OutputColumn>,
    /// What a reader of the result must know.
    pub notes: Vec<Note>,
    /// The metrics that the statement names, in order of appearance.
    pub metrics: Vec<MetricId>,
    /// The names of the policies that restrict it.
    pub policies: Vec<String>,
    /// Names of the datasets whose rows are read.
    pub datasets: Vec<String>,
}

/// One fact (or one entity table), aggregated alone at the query's grain.
#[derive(Debug, Clone)]
pub(crate) struct Branch {
    pub(crate) source: Vec<String>,
    pub(crate) joins: Vec<BranchJoin>,
    pub(crate) keys: Vec<Expr<BranchColumn>>,
    pub(crate) filter: Option<Expr<BranchColumn>>,
    /// Slot and aggregate.
    pub(crate) aggregates: Vec<(usize, Aggregate<BranchColumn>)>,
    /// Keeps one row per entity and group before aggregating.
    pub(crate) latest: Option<Latest>,
    /// Whether rows are grouped; a row query is not.
    pub(crate) grouped: bool,
}

/// Which row of an entity is kept.
#[derive(Debug, Clone)]
pub(crate) struct Latest {
    pub(crate) per: Vec<Expr<BranchColumn>>,
    pub(crate) over: Expr<BranchColumn>,
    pub(crate) tie_break: Vec<Expr<BranchColumn>>,
    pub(crate) last: bool,
}

/// A many-to-one join of a branch.
#[derive(Debug, Clone)]
pub(crate) struct BranchJoin {
    pub(crate) source: Vec<String>,
    pub(crate) on: Vec<(Expr<BranchColumn>, Expr<BranchColumn>)>,
}

/// A physical column of one relation of a branch; relation 0 is the fact, then the joins in order.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct BranchColumn {
    pub(crate) relation: usize,
    pub(crate) column: Column,
}

/// An aggregated value of the stitched result.
#[derive(Debug, Clone)]
pub(crate) struct Slot {
    /// Counts, and metrics that say `fill: 0`, are 0 where a fact has no such group.
    pub(crate) zero_fill: bool,
}

/// A leaf of the final select list.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ResultLeaf {
    /// A group key.
    Key(usize),
    /// An aggregated value.
    Slot(usize),
    /// A window over the grouped rows.
    Window(Box<ResultWindow>),
}

/// A window over the grouped rows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ResultWindow {
    pub(crate) function: WindowFunction,
    pub(crate) args: Vec<Expr<ResultLeaf>>,
    pub(crate) partition: Vec<Expr<ResultLeaf>>,
    pub(crate) order: Vec<SortKey>,
}

/// One sort key of the result.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SortKey {
    pub(crate) expr: Expr<ResultLeaf>,
    pub(crate) descending: bool,
    pub(crate) nulls_first: bool,
}

/// One column of the final select list.
#[derive(Debug, Clone)]
pub(crate) struct Output {
    pub(crate) name: String,
    pub(crate) expr: Expr<ResultLeaf>,
}

/// What a column of the result is.
#[derive(Debug, Clone, PartialEq)]
pub struct OutputColumn {
    /// The column's name.
    pub name: String,
    /// What it holds.
    pub role: ColumnRole,
    /// Unit of a metric; empty where it has none.
    pub unit: String,
    /// Format code of a metric; empty where it has none.
    pub format: String,
    /// Names for people.
    pub label: Text,
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnRole {
    /// A metric's value.
    Metric(MetricId),
    /// A metric compared with an earlier period: its prior value, the change or its rate.
    Comparison(MetricId, Comparison),
    /// A field's value.
    Dimension(FieldId),
    /// A bucket of time; the grain where it is one that truncates.
    Time(Option<Grain>),
    /// An expression that is none of these.
    Derived,
}

/// Which side of a comparison a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// The earlier value.
    Prior,
    /// Value minus prior.
    Change,
    /// Change over prior.
    ChangeRate,
}

/// Something a reader of the result must know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// A stable code.
    pub code: &'static str,
    /// The sentence, in both languages.
    pub text: Text,
}
