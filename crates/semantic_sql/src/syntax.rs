//! A statement as written: names are not resolved yet, but everything outside the dialect is gone.

use crate::diagnostic::Span;
use crate::expr::{Expr, Interval};

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

/// What the statement groups by.
#[derive(Debug, Clone, PartialEq)]
pub enum GroupBy {
    /// No clause: the non-measure items of the select list.
    Omitted,
    /// `GROUP BY ALL`.
    All,
    /// The listed expressions.
    Listed(Vec<Expr<Name>>),
}

/// One SELECT of the dialect.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// `SELECT DISTINCT`.
    pub distinct: bool,
    /// The select list.
    pub items: Vec<SelectItem>,
    /// The relation after FROM.
    pub relation: String,
    /// Where the relation stands.
    pub relation_span: Option<Span>,
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
