//! A statement as written: names are not resolved yet, but everything outside the dialect is gone.

use crate::diagnostic::Span;
use crate::expr::{Expr, Interval, QueryId};

/// A name or a call that only binding can give a meaning to.
#[derive(Debug, Clone, PartialEq)]
pub enum Name {
    /// A field, qualified or not, or an alias of the select list.
    Field(FieldPath),
    /// `:user.x` in a policy.
    UserAttribute(String),
    /// `MEASURE(m)` and its comparisons.
    Measure(Measure),
    /// A raw aggregate; only metric definitions have them.
    Aggregate(Aggregate<Self>),
    /// A window function over the grouped rows.
    Window(Box<Window>),
    /// `UNFILTERED(field)`: lifts the default filters on the field.
    Unfiltered(FieldPath),
    /// `GROUPING(key, …)`: 1 for each key that a subtotal has rolled up, as a bit mask.
    Grouping(Vec<Expr<Self>>),
    /// `SPINE(time)`: a grouping that has every bucket of the filtered time.
    Spine(Box<Expr<Self>>),
}

/// A possibly qualified name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldPath {
    /// The dataset, or the name of the model.
    pub qualifier: Option<String>,
    /// The last part.
    pub name: String,
    /// Where it stands.
    pub at: At,
}

/// A place in the statement. Two names are the same name wherever they stand, so places are equal.
#[derive(Debug, Clone, Copy, Default)]
pub struct At(pub Option<Span>);

impl PartialEq for At {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for At {}

impl FieldPath {
    /// The path as a person writes it.
    #[must_use]
    pub fn display(&self) -> String {
        match &self.qualifier {
            Some(qualifier) => format!("{qualifier}.{}", self.name),
            None => self.name.clone(),
        }
    }
}

/// A reference to a metric.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// The metric's name as written.
    pub metric: String,
    /// Its value, or its comparison with an earlier period.
    pub kind: MeasureKind,
    /// `FILTER (WHERE …)`.
    pub filter: Option<Box<Expr<Name>>>,
    /// Where it stands.
    pub at: At,
}

/// What of a metric is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeasureKind {
    /// `MEASURE(m)`: the value.
    Value,
    /// `PRIOR(m, offset)`: the value of the earlier period.
    Prior(Offset),
    /// `CHANGE(m, offset)`: value minus prior.
    Change(Offset),
    /// `CHANGE_RATE(m, offset)`: change over prior; NULL where prior is NULL or 0.
    ChangeRate(Offset),
}

/// Which earlier period a comparison means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Offset {
    /// The range of equal length just before.
    PreviousPeriod,
    /// Both ends of the range moved back on the calendar.
    Back(Interval),
    /// The same ISO week and weekday a year before.
    SameWeekLastYear,
    /// The same named event a year before, aligned by day of event.
    Event,
}

/// An aggregate function over rows of one dataset.
#[derive(Debug, Clone, PartialEq)]
pub struct Aggregate<L> {
    /// Which function.
    pub function: AggregateFunction,
    /// `DISTINCT` inside the call.
    pub distinct: bool,
    /// The arguments; empty for `COUNT(*)`.
    pub args: Vec<Expr<L>>,
    /// `FILTER (WHERE …)`.
    pub filter: Option<Box<Expr<L>>>,
}

/// Aggregate functions that a metric may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AggregateFunction {
    /// `SUM`
    Sum,
    /// `COUNT`
    Count,
    /// `AVG`
    Avg,
    /// `MIN`
    Min,
    /// `MAX`
    Max,
    /// `MEDIAN`
    Median,
    /// `STDDEV`
    StdDev,
    /// `VARIANCE`
    Variance,
    /// `STDDEV_POP`
    StdDevPop,
    /// `VAR_POP`
    VariancePop,
    /// `PERCENTILE_CONT(p) WITHIN GROUP (ORDER BY x)`; arguments x and p
    PercentileCont,
    /// `PERCENTILE_DISC(p) WITHIN GROUP (ORDER BY x)`; arguments x and p
    PercentileDisc,
    /// `ARG_MAX(value, by)`
    ArgMax,
    /// `ARG_MIN(value, by)`
    ArgMin,
}

impl AggregateFunction {
    /// The function of that name, in any case.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Some(match name.to_ascii_uppercase().as_str() {
            "SUM" => Self::Sum,
            "COUNT" => Self::Count,
            "AVG" => Self::Avg,
            "MIN" => Self::Min,
            "MAX" => Self::Max,
            "MEDIAN" => Self::Median,
            "STDDEV" | "STDDEV_SAMP" => Self::StdDev,
            "VARIANCE" | "VAR_SAMP" => Self::Variance,
            "STDDEV_POP" => Self::StdDevPop,
            "VAR_POP" => Self::VariancePop,
            "ARG_MAX" => Self::ArgMax,
            "ARG_MIN" => Self::ArgMin,
            _ => return None,
        })
    }

    /// The name that SQL knows it by.
    pub(crate) fn sql_name(self) -> &'static str {
        match self {
            Self::Sum => "SUM",
            Self::Count => "COUNT",
            Self::Avg => "AVG",
            Self::Min => "MIN",
            Self::Max => "MAX",
            Self::Median => "MEDIAN",
            Self::StdDev => "STDDEV_SAMP",
            Self::Variance => "VAR_SAMP",
            Self::StdDevPop => "STDDEV_POP",
            Self::VariancePop => "VAR_POP",
            Self::PercentileCont => "QUANTILE_CONT",
            Self::PercentileDisc => "QUANTILE_DISC",
            Self::ArgMax => "ARG_MAX",
            Self::ArgMin => "ARG_MIN",
        }
    }
}

/// A window function over the rows of the result.
#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    /// Which function.
    pub function: WindowFunction,
    /// Its arguments.
    pub args: Vec<Expr<Name>>,
    /// `PARTITION BY`.
    pub partition: Vec<Expr<Name>>,
    /// `ORDER BY`.
    pub order: Vec<OrderItem>,
    /// `ROWS BETWEEN …`; without one, the engine's default.
    pub frame: Option<Frame>,
}

/// Rows around the current one that a window function sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    /// Its first row.
    pub start: FrameBound,
    /// Its last row.
    pub end: FrameBound,
}

/// One end of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrameBound {
    /// `CURRENT ROW`.
    CurrentRow,
    /// `n PRECEDING`; without a number, `UNBOUNDED PRECEDING`.
    Preceding(Option<u64>),
    /// `n FOLLOWING`; without a number, `UNBOUNDED FOLLOWING`.
    Following(Option<u64>),
}

/// Functions that may stand before `OVER`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WindowFunction {
    /// `ROW_NUMBER()`
    RowNumber,
    /// `RANK()`
    Rank,
    /// `DENSE_RANK()`
    DenseRank,
    /// `NTILE(n)`
    NTile,
    /// `LAG(x[, n])`
    Lag,
    /// `LEAD(x[, n])`
    Lead,
    /// `FIRST_VALUE(x)`
    FirstValue,
    /// `LAST_VALUE(x)`
    LastValue,
    /// `PERCENT_RANK()`
    PercentRank,
    /// `CUME_DIST()`
    CumeDist,
    /// `SUM(x)`
    Sum,
    /// `AVG(x)`
    Avg,
    /// `MIN(x)`
    Min,
    /// `MAX(x)`
    Max,
    /// `COUNT(x)` or `COUNT(*)`
    Count,
}

impl WindowFunction {
    /// The function of that name, in any case, and how many arguments it takes.
    pub(crate) fn from_name(name: &str) -> Option<(Self, usize, usize)> {
        Some(match name.to_ascii_uppercase().as_str() {
            "ROW_NUMBER" => (Self::RowNumber, 0, 0),
            "RANK" => (Self::Rank, 0, 0),
            "DENSE_RANK" => (Self::DenseRank, 0, 0),
            "NTILE" => (Self::NTile, 1, 1),
            "LAG" => (Self::Lag, 1, 2),
            "LEAD" => (Self::Lead, 1, 2),
            "FIRST_VALUE" => (Self::FirstValue, 1, 1),
            "LAST_VALUE" => (Self::LastValue, 1, 1),
            "PERCENT_RANK" => (Self::PercentRank, 0, 0),
            "CUME_DIST" => (Self::CumeDist, 0, 0),
            "SUM" => (Self::Sum, 1, 1),
            "AVG" => (Self::Avg, 1, 1),
            "MIN" => (Self::Min, 1, 1),
            "MAX" => (Self::Max, 1, 1),
            "COUNT" => (Self::Count, 0, 1),
            _ => return None,
        })
    }

    /// The name that SQL knows it by.
    pub(crate) fn sql_name(self) -> &'static str {
        match self {
            Self::RowNumber => "ROW_NUMBER",
            Self::Rank => "RANK",
            Self::DenseRank => "DENSE_RANK",
            Self::NTile => "NTILE",
            Self::Lag => "LAG",
            Self::Lead => "LEAD",
            Self::FirstValue => "FIRST_VALUE",
            Self::LastValue => "LAST_VALUE",
            Self::PercentRank => "PERCENT_RANK",
            Self::CumeDist => "CUME_DIST",
            Self::Sum => "SUM",
            Self::Avg => "AVG",
            Self::Min => "MIN",
            Self::Max => "MAX",
            Self::Count => "COUNT",
        }
    }
}

/// One sort key.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderItem {
    /// What is sorted by.
    pub expr: Expr<Name>,
    /// Largest first.
    pub descending: bool,
    /// NULLs first; last unless the statement says otherwise.
    pub nulls_first: bool,
}

/// One item of the select list.
#[derive(Debug, Clone, PartialEq)]
pub struct SelectItem {
    /// What is selected.
    pub expr: Expr<Name>,
    /// The name after `AS`.
    pub alias: Option<String>,
    /// The text of the expression, the column's name where nothing better is known.
    pub text: String,
}

/// What a SELECT groups by.
#[derive(Debug, Clone, PartialEq)]
pub enum GroupBy {
    /// No clause: the non-measure items of the select list.
    Omitted,
    /// `GROUP BY ALL`.
    All,
    /// The listed expressions.
    Listed(Vec<GroupItem>),
}

/// One expression of GROUP BY.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupItem {
    /// The expression.
    pub expr: Expr<Name>,
    /// Whether it stands inside `ROLLUP(…)`.
    pub rolled: bool,
}

/// What a SELECT reads.
#[derive(Debug, Clone, PartialEq)]
pub enum Relation {
    /// A name that only binding knows: the model, or nothing.
    Named {
        /// The name as written.
        name: String,
        /// Where it stands.
        span: Option<Span>,
    },
    /// A common table expression or a derived table.
    Query {
        /// Which SELECT.
        query: QueryId,
        /// The name that qualifies its columns, where it has one.
        alias: Option<String>,
    },
}

/// A whole statement: its SELECTs, each before those that read it; the last one is the answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// The SELECTs.
    pub selects: Vec<Select>,
    /// Names of common table expressions and of derived tables, with their places.
    pub names: Vec<(String, Option<Span>)>,
}

/// One SELECT of the dialect.
#[derive(Debug, Clone, PartialEq)]
pub struct Select {
    /// `SELECT DISTINCT`.
    pub distinct: bool,
    /// The select list.
    pub items: Vec<SelectItem>,
    /// FROM.
    pub relation: Relation,
    /// WHERE.
    pub filter: Option<Expr<Name>>,
    /// GROUP BY.
    pub group_by: GroupBy,
    /// HAVING.
    pub having: Option<Expr<Name>>,
    /// QUALIFY.
    pub qualify: Option<Expr<Name>>,
    /// ORDER BY.
    pub order: Vec<OrderItem>,
    /// LIMIT or FETCH.
    pub limit: Option<u64>,
    /// OFFSET.
    pub offset: u64,
    /// `FETCH … WITH TIES`.
    pub with_ties: bool,
}
