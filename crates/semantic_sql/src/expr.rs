//! Scalar expressions over leaves of a chosen kind.
//!
//! One tree serves every stage; the leaf type says which: names as written, fields of a dataset,
//! columns of a branch, slots of the stitched result. A stage that has not resolved its leaves
//! cannot be handed to the next one.

use serde::Serialize;

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

/// Types as the layer and the results name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DataType {
    /// Text.
    String,
    /// A whole number.
    Integer,
    /// An exact number with decimals.
    Decimal,
    /// A binary floating point number.
    Float,
    /// True or false.
    Boolean,
    /// A calendar day.
    Date,
    /// A point in time without zone.
    DateTime,
}

impl DataType {
    /// The type that a layer file names, in our spelling or in Ossie's.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "string" => Self::String,
            "integer" => Self::Integer,
            "decimal" => Self::Decimal,
            "float" => Self::Float,
            "boolean" => Self::Boolean,
            "date" => Self::Date,
            "datetime" => Self::DateTime,
            _ => return None,
        })
    }
}

/// Operators with two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Modulo,
    /// `=`
    Eq,
    /// `<>`
    NotEq,
    /// `<`
    Lt,
    /// `<=`
    LtEq,
    /// `>`
    Gt,
    /// `>=`
    GtEq,
    /// `AND`
    And,
    /// `OR`
    Or,
    /// `IS NOT DISTINCT FROM`
    Same,
    /// `||`
    Concat,
}

impl BinaryOp {
    /// Whether the operator compares two values.
    #[must_use]
    pub fn is_comparison(self) -> bool {
        matches!(
            self,
            Self::Eq | Self::NotEq | Self::Lt | Self::LtEq | Self::Gt | Self::GtEq
        )
    }

    /// The comparison with its operands swapped.
    #[must_use]
    pub fn flipped(self) -> Self {
        match self {
            Self::Lt => Self::Gt,
            Self::LtEq => Self::GtEq,
            Self::Gt => Self::Lt,
            Self::GtEq => Self::LtEq,
            other => other,
        }
    }
}

/// Scalar functions that a statement or a layer may call; everything else is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Function {
    /// `ABS(x)`
    Abs,
    /// `ROUND(x[, n])`
    Round,
    /// `FLOOR(x)`
    Floor,
    /// `CEIL(x)`
    Ceil,
    /// `COALESCE(a, …)`
    Coalesce,
    /// `NULLIF(a, b)`
    NullIf,
    /// `GREATEST(a, …)`
    Greatest,
    /// `LEAST(a, …)`
    Least,
    /// `LOWER(s)`
    Lower,
    /// `UPPER(s)`
    Upper,
    /// `LENGTH(s)`
    Length,
    /// `TRIM(s)`
    Trim,
    /// `SUBSTRING(s, from[, n])`
    Substring,
    /// `SQRT(x)`
    Sqrt,
    /// `LN(x)`
    Ln,
    /// `CONCAT(a, …)`
    Concat,
}

impl Function {
    /// All functions with their names and how many arguments they take (at least, at most).
    pub(crate) const ALL: [(Self, &'static str, usize, usize); 16] = [
        (Self::Abs, "ABS", 1, 1),
        (Self::Round, "ROUND", 1, 2),
        (Self::Floor, "FLOOR", 1, 1),
        (Self::Ceil, "CEIL", 1, 1),
        (Self::Coalesce, "COALESCE", 1, 16),
        (Self::NullIf, "NULLIF", 2, 2),
        (Self::Greatest, "GREATEST", 1, 16),
        (Self::Least, "LEAST", 1, 16),
        (Self::Lower, "LOWER", 1, 1),
        (Self::Upper, "UPPER", 1, 1),
        (Self::Length, "LENGTH", 1, 1),
        (Self::Trim, "TRIM", 1, 1),
        (Self::Substring, "SUBSTRING", 2, 3),
        (Self::Sqrt, "SQRT", 1, 1),
        (Self::Ln, "LN", 1, 1),
        (Self::Concat, "CONCAT", 1, 16),
    ];

    /// The function of that name, in any case, with its least and most arguments.
    pub(crate) fn from_name(name: &str) -> Option<(Self, usize, usize)> {
        Self::ALL
            .iter()
            .find(|(_, known, _, _)| known.eq_ignore_ascii_case(name))
            .map(|(function, _, least, most)| (*function, *least, *most))
    }

    /// The name that SQL knows it by.
    pub(crate) fn sql_name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(function, ..)| *function == self)
            .map_or("COALESCE", |(_, name, ..)| name)
    }
}

/// Units that time is truncated to and moved by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Grain {
    /// A second.
    Second,
    /// A minute.
    Minute,
    /// An hour.
    Hour,
    /// A day.
    Day,
    /// A week that starts on Monday.
    Week,
    /// A calendar month.
    Month,
    /// A calendar quarter.
    Quarter,
    /// A calendar year.
    Year,
}

impl Grain {
    /// The grain of that name, in any case, singular or plural.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let lower = name.to_ascii_lowercase();
        Some(match lower.strip_suffix('s').unwrap_or(&lower) {
            "second" => Self::Second,
            "minute" => Self::Minute,
            "hour" => Self::Hour,
            "day" => Self::Day,
            "week" => Self::Week,
            "month" => Self::Month,
            "quarter" => Self::Quarter,
            "year" => Self::Year,
            _ => return None,
        })
    }

    /// The name that SQL knows it by.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }
}

/// Parts that can be taken out of a point in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DatePart {
    /// 0–59.
    Minute,
    /// 0–23.
    Hour,
    /// Day of the month, 1–31.
    Day,
    /// 1 = Monday … 7 = Sunday.
    Weekday,
    /// ISO week, 1–53.
    Week,
    /// 1–12.
    Month,
    /// 1–4.
    Quarter,
    /// The year.
    Year,
}

impl DatePart {
    /// The part of that name, in any case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "minute" => Self::Minute,
            "hour" => Self::Hour,
            "day" => Self::Day,
            "isodow" | "weekday" => Self::Weekday,
            "week" => Self::Week,
            "month" => Self::Month,
            "quarter" => Self::Quarter,
            "year" => Self::Year,
            _ => return None,
        })
    }

    /// The name that SQL knows it by.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Weekday => "isodow",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }
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
