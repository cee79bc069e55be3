//! Scalar expressions over leaves of a chosen kind.
//!
//! One tree serves every stage; the leaf type says which: names as written, fields of a dataset,
//! columns of a branch, slots of the stitched result. A stage that has not resolved its leaves
//! cannot be handed to the next one.

mod vocabulary;
mod walk;

use serde::Serialize;

pub use vocabulary::{BinaryOp, DataType, DatePart, Function, Grain};

/// A SELECT of a statement by its place: subqueries and common table expressions come before
/// those that read them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct QueryId(pub(crate) usize);

/// An attribute of the asker, handed to the engine as a parameter and never as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ParameterId(pub(crate) usize);

/// An expression whose leaves are of type `L`.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr<L> {
    /// A leaf: a name, a column, a slot.
    Leaf(L),
    /// A constant.
    Literal(Literal),
    /// A parameter.
    Parameter(ParameterId),
    /// The only value of a subquery that gives exactly one row.
    Subquery(QueryId),
    /// Logical negation.
    Not(Box<Self>),
    /// Arithmetic negation.
    Negate(Box<Self>),
    /// Two operands and an operator.
    Binary {
        /// The operator.
        op: BinaryOp,
        /// Left operand.
        left: Box<Self>,
        /// Right operand.
        right: Box<Self>,
    },
    /// `IS [NOT] NULL`.
    IsNull {
        /// What is tested.
        expr: Box<Self>,
        /// True for `IS NOT NULL`.
        negated: bool,
    },
    /// `[NOT] IN (…)`; an empty list is false.
    InList {
        /// What is looked for.
        expr: Box<Self>,
        /// Where it is looked for.
        list: Vec<Self>,
        /// True for `NOT IN`.
        negated: bool,
    },
    /// `[NOT] IN (SELECT …)`; NULLs of the subquery are left out, so `NOT IN` is NULL-safe.
    InQuery {
        /// What is looked for.
        expr: Box<Self>,
        /// The subquery, of one column.
        query: QueryId,
        /// True for `NOT IN`.
        negated: bool,
    },
    /// `[NOT] [I]LIKE`.
    Like {
        /// What is matched.
        expr: Box<Self>,
        /// The pattern, with `%` and `_`.
        pattern: Box<Self>,
        /// True for `NOT LIKE`.
        negated: bool,
        /// True for `ILIKE`.
        ignore_case: bool,
    },
    /// A searched `CASE`.
    Case {
        /// Conditions and results, in order.
        whens: Vec<(Self, Self)>,
        /// The `ELSE`.
        otherwise: Option<Box<Self>>,
    },
    /// `CAST(… AS …)`.
    Cast {
        /// What is cast.
        expr: Box<Self>,
        /// The target type.
        to: DataType,
    },
    /// A function of the allow-list.
    Call {
        /// Which function.
        function: Function,
        /// Its arguments.
        args: Vec<Self>,
    },
    /// `DATE_TRUNC(grain, …)`; day and coarser give a date.
    Truncate {
        /// The grain.
        grain: Grain,
        /// What is truncated.
        expr: Box<Self>,
    },
    /// `EXTRACT(part FROM …)`.
    Extract {
        /// The part.
        part: DatePart,
        /// From what.
        expr: Box<Self>,
    },
    /// A point in time moved by a number of calendar units.
    Shift {
        /// What is moved.
        expr: Box<Self>,
        /// By how much; negative moves back.
        by: Interval,
    },
    /// Whole units between two points in time, as `DATE_DIFF` counts boundaries.
    Difference {
        /// The unit.
        unit: Grain,
        /// The earlier point.
        from: Box<Self>,
        /// The later point.
        to: Box<Self>,
    },
}

/// A number of calendar units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Interval {
    /// How many units.
    pub count: i64,
    /// The unit.
    pub unit: Grain,
}

/// A constant. Numbers keep the text they were written in, so that no digit is lost.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(untagged)]
pub enum Literal {
    /// SQL NULL.
    Null,
    /// TRUE or FALSE.
    Boolean(bool),
    /// A number as written.
    Number(String),
    /// A string.
    String(String),
    /// A calendar day.
    Date(chrono::NaiveDate),
    /// A point in time without zone.
    DateTime(chrono::NaiveDateTime),
}

impl<L> Expr<L> {
    /// `left op right`.
    #[must_use]
    pub fn binary(op: BinaryOp, left: Self, right: Self) -> Self {
        Self::Binary {
            op,
            left: Box::new(left),
            right: Box::new(right),
        }
    }

    /// The constant FALSE.
    #[must_use]
    pub fn never() -> Self {
        Self::Literal(Literal::Boolean(false))
    }

    /// The conjunction of all parts; `None` when there are none.
    pub fn all(parts: impl IntoIterator<Item = Self>) -> Option<Self> {
        parts
            .into_iter()
            .reduce(|left, right| Self::binary(BinaryOp::And, left, right))
    }

    /// The parts of a conjunction, left to right.
    pub fn conjuncts(self) -> Vec<Self> {
        match self {
            Self::Binary {
                op: BinaryOp::And,
                left,
                right,
            } => {
                let mut parts = left.conjuncts();
                parts.extend(right.conjuncts());
                parts
            }
            other => vec![other],
        }
    }
}
