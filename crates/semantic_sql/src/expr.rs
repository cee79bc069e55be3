//! Scalar expressions over leaves of a chosen kind.
//!
//! One tree serves every stage; the leaf type says which: names as written, fields of a dataset,
//! columns of a branch, slots of the stitched result. A stage that has not resolved its leaves
//! cannot be handed to the next one.

mod vocabulary;

use serde::Serialize;

pub use vocabulary::{BinaryOp, DataType, DatePart, Function, Grain};

/// An expression whose leaves are of type `L`.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr<L> {
    /// A leaf: a name, a column, a slot.
    Leaf(L),
    /// A constant.
    Literal(Literal),
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
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
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

    /// Calls `visit` for every leaf, left to right.
    pub fn visit_leaves<'a>(&'a self, visit: &mut impl FnMut(&'a L)) {
        match self {
            Self::Leaf(leaf) => visit(leaf),
            Self::Literal(_) => {}
            Self::Not(expr)
            | Self::Negate(expr)
            | Self::IsNull { expr, .. }
            | Self::Cast { expr, .. }
            | Self::Truncate { expr, .. }
            | Self::Extract { expr, .. }
            | Self::Shift { expr, .. } => expr.visit_leaves(visit),
            Self::Binary { left, right, .. }
            | Self::Difference {
                from: left,
                to: right,
                ..
            }
            | Self::Like {
                expr: left,
                pattern: right,
                ..
            } => {
                left.visit_leaves(visit);
                right.visit_leaves(visit);
            }
            Self::InList { expr, list, .. } => {
                expr.visit_leaves(visit);
                for item in list {
                    item.visit_leaves(visit);
                }
            }
            Self::Case { whens, otherwise } => {
                for (condition, result) in whens {
                    condition.visit_leaves(visit);
                    result.visit_leaves(visit);
                }
                if let Some(otherwise) = otherwise {
                    otherwise.visit_leaves(visit);
                }
            }
            Self::Call { args, .. } => {
                for arg in args {
                    arg.visit_leaves(visit);
                }
            }
        }
    }

    /// The same expression with every leaf replaced by what `map` makes of it.
    ///
    /// # Errors
    /// The first error of `map`.
    pub fn try_map<M, E>(
        &self,
        map: &mut impl FnMut(&L) -> Result<Expr<M>, E>,
    ) -> Result<Expr<M>, E> {
        let mut boxed = |expr: &Self| expr.try_map(map).map(Box::new);
        Ok(match self {
            Self::Leaf(leaf) => return map(leaf),
            Self::Literal(literal) => Expr::Literal(literal.clone()),
            Self::Not(expr) => Expr::Not(boxed(expr)?),
            Self::Negate(expr) => Expr::Negate(boxed(expr)?),
            Self::Binary { op, left, right } => Expr::Binary {
                op: *op,
                left: boxed(left)?,
                right: boxed(right)?,
            },
            Self::IsNull { expr, negated } => Expr::IsNull {
                expr: boxed(expr)?,
                negated: *negated,
            },
            Self::InList {
                expr,
                list,
                negated,
            } => Expr::InList {
                expr: boxed(expr)?,
                list: list
                    .iter()
                    .map(|item| item.try_map(map))
                    .collect::<Result<_, E>>()?,
                negated: *negated,
            },
            Self::Like {
                expr,
                pattern,
                negated,
                ignore_case,
            } => Expr::Like {
                expr: boxed(expr)?,
                pattern: boxed(pattern)?,
                negated: *negated,
                ignore_case: *ignore_case,
            },
            Self::Case { whens, otherwise } => {
                let otherwise = otherwise.as_deref().map(&mut boxed).transpose()?;
                let whens = whens
                    .iter()
                    .map(|(condition, result)| Ok((condition.try_map(map)?, result.try_map(map)?)))
                    .collect::<Result<_, E>>()?;
                Expr::Case { whens, otherwise }
            }
            Self::Cast { expr, to } => Expr::Cast {
                expr: boxed(expr)?,
                to: *to,
            },
            Self::Call { function, args } => Expr::Call {
                function: *function,
                args: args
                    .iter()
                    .map(|arg| arg.try_map(map))
                    .collect::<Result<_, E>>()?,
            },
            Self::Truncate { grain, expr } => Expr::Truncate {
                grain: *grain,
                expr: boxed(expr)?,
            },
            Self::Extract { part, expr } => Expr::Extract {
                part: *part,
                expr: boxed(expr)?,
            },
            Self::Shift { expr, by } => Expr::Shift {
                expr: boxed(expr)?,
                by: *by,
            },
            Self::Difference { unit, from, to } => Expr::Difference {
                unit: *unit,
                from: boxed(from)?,
                to: boxed(to)?,
            },
        })
    }
}
