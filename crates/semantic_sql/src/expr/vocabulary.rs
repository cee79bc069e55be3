//! The words of expressions: types, operators, functions of the allow-list, units of time.

use serde::Serialize;

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
    /// A point in time with zone; read as wall-clock time of the model's zone.
    DateTimeTz,
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
            "datetimetz" => Self::DateTimeTz,
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
    /// How SQL writes it.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Modulo => "%",
            Self::Eq => "=",
            Self::NotEq => "<>",
            Self::Lt => "<",
            Self::LtEq => "<=",
            Self::Gt => ">",
            Self::GtEq => ">=",
            Self::And => "AND",
            Self::Or => "OR",
            Self::Same => "IS NOT DISTINCT FROM",
            Self::Concat => "||",
        }
    }

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
    /// A time with zone as a time without, in UTC; only the compiler writes it.
    UtcDateTime,
    /// A time moved by a number of days that a column holds; only the compiler writes it.
    AddDays,
    /// NULL where its argument would fail; only the compiler writes it.
    Try,
}

impl Function {
    /// All functions that a person can write, with their names and how many arguments they take (at least, at most).
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

    /// Months in the grain; `None` where it is not made of months.
    #[must_use]
    pub fn months(self) -> Option<i64> {
        match self {
            Self::Month => Some(1),
            Self::Quarter => Some(3),
            Self::Year => Some(12),
            Self::Second | Self::Minute | Self::Hour | Self::Day | Self::Week => None,
        }
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

    /// Whether the part counts days or more, so that the business day decides it.
    #[must_use]
    pub fn is_of_days(self) -> bool {
        !matches!(self, Self::Minute | Self::Hour)
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
