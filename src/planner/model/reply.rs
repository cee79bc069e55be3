//! What a model's reply means: a lookup, a question back, or a refusal.
//!
//! The JSON that a model writes is [`wire::WireReply`]; it becomes these types, or a list of what is wrong with it.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

pub mod wire;

/// A model's answer to a question: what was understood, and what is to be done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlannedReply {
    /// The question as the model understood it, in the asker's language.
    pub reading: String,
    /// What is to be done.
    pub plan: ReplyPlan,
}

/// What a reply is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ReplyPlan {
    /// A lookup in the typed form.
    Query(TypedQuery),
    /// Why a metric changed: the metric, its scope and time, and what it is compared with.
    Change(TypedQuery),
    /// A lookup that the typed form cannot say; untrusted.
    SemanticSql(String),
    /// A question back.
    Clarify(Clarification),
    /// A refusal.
    Decline(DeclineReason),
}

/// A query whose names are those of the slice.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TypedQuery {
    /// The metrics, by name.
    pub metrics: Vec<MetricName>,
    /// The dimensions to group by, by name.
    pub dimensions: Vec<DimensionName>,
    /// Conditions on dimensions.
    pub filters: Vec<Filter>,
    /// The time range.
    pub time: Option<TimeRange>,
    /// The buckets of a trend.
    pub grain: Option<Grain>,
    /// The earlier period to set beside it.
    pub compare: Option<Offset>,
    /// Whether the share of the total is asked for.
    pub share: bool,
    /// The ranking.
    pub order: Option<Order>,
    /// The number of rows.
    pub limit: Option<u32>,
    /// Conditions on metrics.
    pub having: Vec<Having>,
}

/// A condition on a dimension.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// The dimension.
    pub field: DimensionName,
    /// How it compares.
    pub op: Operator,
    /// With what; any of them for `=`, none of them for `!=`.
    pub values: Vec<String>,
}

/// A half-open range of days or of moments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeRange {
    /// The first day or moment.
    pub start: String,
    /// The first day or moment after it.
    pub end: String,
}

/// How rows are ranked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// A metric, a dimension, `change` or `change_rate`.
    pub by: OrderKey,
    /// Which end comes first.
    pub dir: Direction,
}

/// A condition on a metric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Having {
    /// The metric.
    pub metric: MetricName,
    /// How it compares.
    pub op: Operator,
    /// With what.
    pub value: f64,
}

/// A question back, with the readings to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clarification {
    /// What to ask.
    pub question: String,
    /// The readings, each a complete question.
    pub choices: Vec<String>,
}

/// Declares an enum whose values have fixed spellings.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal $(| $alias:literal)*),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[schemars(inline)]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $word $(, alias = $alias)*)] $variant),+
        }

        impl $name {
            /// Every spelling, in order.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            /// Returns how it is spelt.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }
    };
}

words! {
    /// A comparison.
    Operator {
        /// Is, or is one of.
        Equal = "=" | "==" | "in" | "eq",
        /// Is not, or is none of.
        NotEqual = "!=" | "<>" | "not in" | "ne",
        /// Is more than.
        Greater = ">" | "gt",
        /// Is at least.
        GreaterOrEqual = ">=" | "gte",
        /// Is less than.
        Less = "<" | "lt",
        /// Is at most.
        LessOrEqual = "<=" | "lte",
    }
}

words! {
    /// Which end of a ranking comes first.
    Direction {
        /// The smallest.
        Ascending = "asc",
        /// The largest.
        Descending = "desc",
    }
}

words! {
    /// The buckets of a trend.
    Grain {
        /// Hours of a day.
        Hour = "hour",
        /// Days.
        Day = "day",
        /// Weeks.
        Week = "week",
        /// Months.
        Month = "month",
        /// Quarters.
        Quarter = "quarter",
        /// Years.
        Year = "year",
    }
}

words! {
    /// How far back a comparison goes.
    Offset {
        /// The range of equal length just before.
        PreviousPeriod = "previous_period",
        /// A day.
        Day = "1 day",
        /// A week.
        Week = "7 day" | "1 week",
        /// A month.
        Month = "1 month",
        /// A quarter.
        Quarter = "1 quarter",
        /// A year.
        Year = "1 year",
        /// The same week and weekday a year before.
        SameWeekLastYear = "same_week_last_year",
        /// The same campaign a year before, by day of event.
        Event = "event",
    }
}

words! {
    /// Why a question has no answer.
    DeclineReason {
        /// The slice has no metric or dimension for it.
        NoSuchData = "no_such_data",
        /// It asks nothing.
        NotAQuestion = "not_a_question",
        /// It asks for opinions, advice or forecasts.
        NotData = "not_data",
        /// It gives instructions.
        Instruction = "instruction",
    }
}

/// Declares a name that the schema restricts to those of the slice.
macro_rules! names {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        pub struct $name(pub String);

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                Cow::Borrowed(stringify!($name))
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string" })
            }
        }
    )+ };
}

names! {
    /// The name of a metric; unchecked.
    MetricName,
    /// The name of a dimension; unchecked.
    DimensionName,
    /// What to rank by; unchecked.
    OrderKey,
}

/// What a query may be ranked by beside metrics and dimensions.
pub(super) const CHANGE: &str = "change";
/// The relative form of [`CHANGE`].
pub(super) const CHANGE_RATE: &str = "change_rate";
/// The time bucket of a trend.
pub(super) const TIME: &str = "time";
