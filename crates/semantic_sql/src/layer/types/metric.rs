//! Metrics: what they compute and how they behave.

use crate::expr::Expr;
use crate::layer::{FieldId, MetricId, MetricTree, RelationshipId, Text};
use crate::syntax::Aggregate;

/// How a metric behaves when groups are put together.
#[derive(Debug, Clone)]
pub enum Additivity {
    /// Groups may be summed.
    Additive,
    /// Groups may not be summed (distinct counts, averages, extremes).
    NonAdditive,
    /// Numerator over denominator, each summed.
    Ratio,
    /// One row per entity and time bucket counts.
    SemiAdditive(SemiAdditive),
}

/// Which row of an entity counts.
#[derive(Debug, Clone, PartialEq)]
pub struct SemiAdditive {
    /// The time that decides.
    pub over: FieldId,
    /// Which rows, or what is made of the sums at each time.
    pub choose: Choose,
    /// The entity.
    pub per: Vec<FieldId>,
    /// What decides between rows of one time.
    pub tie_break: Vec<FieldId>,
}

/// How a semi-additive metric goes over time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choose {
    /// The first row of each entity.
    First,
    /// The last row of each entity.
    Last,
    /// The smallest of the values at each time.
    Min,
    /// The largest of the values at each time.
    Max,
    /// The mean of the values at each time.
    Avg,
}

/// A leaf of a metric's expression.
#[derive(Debug, Clone, PartialEq)]
pub enum MetricLeaf {
    /// An aggregate over fields.
    Aggregate(Aggregate<FieldId>),
    /// Another metric.
    Metric(MetricId),
}

/// A number with one definition.
#[derive(Debug)]
pub struct Metric {
    /// Its name in semantic SQL.
    pub name: String,
    /// The file that defines it.
    pub file: String,
    /// Names for people.
    pub label: Text,
    /// What it means.
    pub description: Text,
    /// Its definition as written, for receipts.
    pub expression_text: String,
    /// Its filter as written, for receipts.
    pub where_text: Option<String>,
    /// Its definition.
    pub expression: Expr<MetricLeaf>,
    /// The analysis that computes it, where it is a statistic and no query can.
    pub analysis: Option<String>,
    /// The time it is counted by, where it is not the dataset's own.
    pub time_dimension: Option<FieldId>,
    /// Links that its joins take where there are several ways.
    pub using: Vec<RelationshipId>,
    /// A time whose every bucket shows the metric, also without rows.
    pub spine: Option<FieldId>,
    /// Filters that apply unless the statement names their field.
    pub defaults: Vec<DefaultFilter>,
    /// The unit.
    pub unit: String,
    /// How it is written.
    pub format: String,
    /// How groups are put together.
    pub additivity: Additivity,
    /// `Some(true)` where up is good, `Some(false)` where down is.
    pub polarity: Option<bool>,
    /// Zero for groups that only another fact has.
    pub fill_zero: bool,
    /// Other words for it.
    pub synonyms: Vec<String>,
    /// Words that may mean it, or another metric that has them among its synonyms.
    pub ambiguous_synonyms: Vec<String>,
    /// How long values go on changing.
    pub maturity: Option<Maturity>,
    /// Groups that do not provide it.
    pub comparability: Vec<Comparability>,
    /// Sentences that an answer carries.
    pub caveats: Vec<Text>,
    /// Metrics that planners use instead at some grains.
    pub by_grain: Vec<ByGrain>,
    /// The time that it is asked of where a question names none, if not that of the layer.
    pub default_window: Option<DefaultWindow>,
    /// What it is made of, exactly.
    pub tree: Option<MetricTree>,
    /// The additive metric that a ratio is per, by which its groups are weighed.
    pub weight: Option<MetricId>,
    /// Roles that may not see it.
    pub deny_roles: Vec<String>,
    /// Who answers for the definition.
    pub owner: Option<String>,
    /// Whether the definition was approved.
    pub certified: bool,
}

/// The time of a question that names none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefaultWindow {
    /// So many full days until yesterday.
    Days(u32),
    /// The month that has begun, until now.
    Month,
    /// All of the data.
    All,
}

/// A filter that applies unless the statement names its field.
#[derive(Debug)]
pub struct DefaultFilter {
    /// The field it is about.
    pub field: FieldId,
    /// The filter.
    pub predicate: Expr<FieldId>,
    /// The filter as written.
    pub text: String,
}

/// How long values go on changing.
#[derive(Debug, Clone)]
pub struct Maturity {
    /// Days after which nothing changes any more.
    pub days: u32,
    /// What still changes.
    pub note: Text,
}

/// Groups that do not provide a metric.
#[derive(Debug, Clone)]
pub struct Comparability {
    /// The field that tells the groups apart.
    pub field: FieldId,
    /// Its values that do not provide the metric.
    pub values: Vec<String>,
    /// What to say.
    pub note: Text,
    /// The metric that planners show instead, where only such groups are asked about.
    pub instead: Option<MetricId>,
}

/// The metric that planners use instead when one of the fields is grouped or filtered by.
#[derive(Debug, Clone)]
pub struct ByGrain {
    /// Names of fields or time grains.
    pub fields: Vec<String>,
    /// The metric.
    pub metric: MetricId,
}
