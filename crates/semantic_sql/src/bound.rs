//! A statement in which every name is resolved, every policy attached and every join proved safe.
//!
//! Only [`crate::bind`] makes one; its parts are private to the crate.

use serde::Serialize;

use crate::expr::{DataType, Expr, Grain, Literal, QueryId};
use crate::layer::{Column, FieldId, MetricId, Text};
use crate::syntax::{Aggregate, Frame, WindowFunction};

/// A checked query: its SELECTs in order, the last one the answer.
#[derive(Debug, Clone)]
pub struct BoundQuery {
    pub(crate) selects: Vec<BoundSelect>,
    /// Values of the parameters, by their id.
    pub(crate) parameters: Vec<Literal>,
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

impl BoundQuery {
    /// Whether LIMIT, FETCH or OFFSET keeps only some of the rows, here or in a part of it.
    #[must_use]
    pub fn is_limited(&self) -> bool {
        let mut selects = self.selects.iter();
        selects.any(|select| select.limit.is_some() || select.offset > 0)
    }

    /// Whether QUALIFY keeps only some of the rows, here or in a part of it.
    #[must_use]
    pub fn is_qualified(&self) -> bool {
        self.selects.iter().any(|select| select.qualify.is_some())
    }

    /// The column of the result that the statement sorts by first, and whether the largest come
    /// first; nothing where it sorts by none, or leaves out rows before the first one.
    #[must_use]
    pub fn first_order(&self) -> Option<(usize, bool)> {
        let select = self.selects.last()?;
        let leads = select.written_order > 0 && select.offset == 0 && select.qualify.is_none();
        let key = select.order.first().filter(|_| leads)?;
        let is = |output: &Output| output.expr == key.expr;
        Some((select.outputs.iter().position(is)?, key.descending))
    }
}

/// One SELECT: aggregates per fact, then one stitched result.
#[derive(Debug, Clone)]
pub(crate) struct BoundSelect {
    pub(crate) branches: Vec<Branch>,
    pub(crate) keys: usize,
    /// Keys that subtotals roll up, the first one last; empty without ROLLUP.
    pub(crate) rolled: Vec<usize>,
    pub(crate) spine: Option<Spine>,
    pub(crate) event: Option<Event>,
    pub(crate) slots: Vec<Slot>,
    /// Whether groups of too few persons are left out, since a key tells of them.
    pub(crate) hides_rows: bool,
    pub(crate) outputs: Vec<Output>,
    pub(crate) having: Option<Expr<ResultLeaf>>,
    pub(crate) qualify: Option<Expr<ResultLeaf>>,
    pub(crate) order: Vec<SortKey>,
    /// How many of the sort keys were written; the others only make the order total.
    pub(crate) written_order: usize,
    pub(crate) limit: Option<u64>,
    pub(crate) offset: u64,
    pub(crate) with_ties: bool,
}

/// A named event whose occurrences of two years are compared.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Event {
    /// The table of occurrences.
    pub(crate) source: Vec<String>,
    /// Its columns.
    pub(crate) id: String,
    pub(crate) year: String,
    pub(crate) group: Option<String>,
    pub(crate) start: String,
    pub(crate) end: String,
    /// Which event.
    pub(crate) name: Literal,
    /// The current range.
    pub(crate) from: Literal,
    pub(crate) until: Literal,
}

/// Every bucket of a time between two ends.
#[derive(Debug, Clone)]
pub(crate) struct Spine {
    /// The key whose buckets these are.
    pub(crate) key: usize,
    /// The first bucket.
    pub(crate) start: Literal,
    /// The end, not included.
    pub(crate) end: Literal,
    /// The length of a bucket.
    pub(crate) grain: Grain,
}

/// One fact (or one entity table, or an earlier SELECT), aggregated alone at the query's grain.
#[derive(Debug, Clone)]
pub(crate) struct Branch {
    pub(crate) source: Source,
    pub(crate) joins: Vec<BranchJoin>,
    /// `None` for a key that this branch's subtotal rolls up.
    pub(crate) keys: Vec<Option<Expr<BranchColumn>>>,
    /// How many keys are rolled up.
    pub(crate) level: usize,
    pub(crate) filter: Option<Expr<BranchColumn>>,
    /// Slot and aggregate.
    pub(crate) aggregates: Vec<(usize, Aggregate<BranchColumn>)>,
    /// What is chosen or made unique before aggregating.
    pub(crate) shape: Shape,
    /// Whether rows are grouped; a row query is not.
    pub(crate) grouped: bool,
}

/// What happens to the rows of a branch before they are aggregated.
#[derive(Debug, Clone)]
pub(crate) enum Shape {
    /// Nothing.
    Plain,
    /// One row per entity and group is kept.
    Chosen {
        per: Vec<Expr<BranchColumn>>,
        over: Expr<BranchColumn>,
        tie_break: Vec<Expr<BranchColumn>>,
        last: bool,
    },
    /// Aggregated for each point in time first, then by this function over time.
    OverTime {
        over: Expr<BranchColumn>,
        function: &'static str,
    },
    /// Each row of the home counts once per group, although a join has repeated it.
    Distinct { row: Vec<Expr<BranchColumn>> },
}

/// Where the rows of a relation come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// A table or view, possibly with schema.
    Table(Vec<String>),
    /// An earlier SELECT of the same statement.
    Query(QueryId),
    /// How many days later the current event is, for each group of its calendar.
    Event,
}

/// A join of a branch.
#[derive(Debug, Clone)]
pub(crate) struct BranchJoin {
    pub(crate) source: Source,
    pub(crate) on: Vec<(Expr<BranchColumn>, Expr<BranchColumn>)>,
    /// A further condition: the version that was valid, or the rows that the asker may see.
    pub(crate) only: Option<Expr<BranchColumn>>,
}

/// A physical column of one relation of a branch; relation 0 is the fact, then the joins in order.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct BranchColumn {
    pub(crate) relation: usize,
    pub(crate) column: Column,
}

/// An aggregated value of the stitched result.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Slot {
    /// When it is 0 although its fact has no value.
    pub(crate) fill: Fill,
    /// Counts of persons that must be large enough for this one to be shown.
    pub(crate) guards: Vec<Guard>,
}

/// When a value is 0 although its fact has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fill {
    /// Never.
    Never,
    /// Wherever it is NULL: a count is NULL only in groups that its fact does not have.
    Counted,
    /// In groups that its fact does not have, and not where the group's value is NULL.
    Absent,
}

/// A count of persons that must be large enough.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Guard {
    /// The slot that counts them.
    pub(crate) slot: usize,
    /// How many there must be.
    pub(crate) least: u32,
    /// Whether there may also be none at all: those that a filter of one metric leaves out, and
    /// that its difference to the metric without the filter is about.
    pub(crate) or_none: bool,
}

/// A leaf of the final select list.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ResultLeaf {
    /// A group key.
    Key(usize),
    /// An aggregated value.
    Slot(usize),
    /// 1 where a subtotal has rolled up the key, else 0.
    Grouping(usize),
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
    pub(crate) frame: Option<Frame>,
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
    /// Its type, where the layer knows it.
    pub data_type: Option<DataType>,
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
