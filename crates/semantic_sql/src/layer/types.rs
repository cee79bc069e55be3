//! The parts of a layer: datasets, fields, relationships, metrics, calendar.

use crate::expr::{DataType, DatePart, Expr, Grain};
use crate::syntax::Aggregate;

use super::{DatasetId, FieldId, MetricId, Text};

/// How the model reads time.
#[derive(Debug, Clone)]
pub struct TimeSettings {
    /// IANA name; results carry wall-clock time of this zone.
    pub timezone: String,
    /// Minutes after midnight at which a business day starts.
    pub day_start_minutes: u32,
    /// First month of the fiscal year, 1–12.
    pub fiscal_start_month: u32,
    /// Name of the conformed time axis, if the model declares one.
    pub axis: Option<String>,
    /// Dimensions derived from the axis.
    pub grains: Vec<TimeGrain>,
}

/// A dimension that every fact with a time dimension has.
#[derive(Debug, Clone)]
pub struct TimeGrain {
    /// Its name in semantic SQL.
    pub name: String,
    /// What it makes of the axis.
    pub unit: TimeUnit,
    /// Its names for people.
    pub label: Text,
    /// Other words for it.
    pub synonyms: Vec<String>,
}

/// What a time grain makes of a point in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TimeUnit {
    /// Truncates.
    Truncate(Grain),
    /// Takes a part out.
    Extract(DatePart),
}

/// The type of an attribute of a principal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttributeType {
    /// One string.
    String,
    /// One whole number.
    Integer,
    /// A list of strings.
    StringList,
    /// A list of whole numbers.
    IntegerList,
}

/// A table or view of the database, with its fields.
#[derive(Debug)]
pub struct Dataset {
    /// Its name in the layer.
    pub name: String,
    /// The table or view, possibly with schema; never SQL.
    pub source: Vec<String>,
    /// Whether it counts things or describes them.
    pub kind: DatasetKind,
    /// Names of the fields or columns that identify a row.
    pub primary_key: Vec<String>,
    /// The field that the time axis means here.
    pub time_dimension: Option<FieldId>,
    /// Names for people.
    pub label: Text,
    /// What a row is.
    pub description: Text,
    /// Other words for it.
    pub synonyms: Vec<String>,
    /// Row policies; all that bind the asker must hold.
    pub policies: Vec<Policy>,
    /// Readable by everybody although other datasets have policies.
    pub shared: bool,
    /// Fields, in file order.
    pub fields: Vec<Field>,
}

/// Whether a dataset counts things or describes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatasetKind {
    /// Events and measurements.
    Fact,
    /// Things that facts refer to.
    Dimension,
}

/// A row policy.
#[derive(Debug)]
pub struct Policy {
    /// Its name, for receipts.
    pub name: String,
    /// Roles that see every row.
    pub unless_role: Vec<String>,
    /// What must be true of a row.
    pub predicate: Expr<PolicyLeaf>,
}

/// A leaf of a policy.
#[derive(Debug, Clone, PartialEq)]
pub enum PolicyLeaf {
    /// A field of the dataset, or of one that it reaches.
    Field(FieldId),
    /// An attribute of the asker.
    Attribute(String),
}

/// A leaf of a field's expression: a column of the dataset's source.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Column(pub String);

/// A column, or an expression over columns, of one dataset.
#[derive(Debug)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// What it is made of.
    pub expression: Expr<Column>,
    /// Its type, where the layer says.
    pub data_type: Option<DataType>,
    /// Names for people.
    pub label: Text,
    /// What it means.
    pub description: Text,
    /// Other words for it.
    pub synonyms: Vec<String>,
    /// The field of the same dataset that holds the name shown for a value.
    pub display: Option<FieldId>,
    /// Not addressable by anybody; policies and metrics may use it.
    pub hidden: bool,
    /// Personal data.
    pub pii: bool,
    /// Roles that may not use it.
    pub deny_roles: Vec<String>,
    /// Known values.
    pub values: Vec<FieldValue>,
    /// Words that mean several values.
    pub groups: Vec<ValueGroup>,
    /// Whether it is time.
    pub is_time: bool,
}

/// A known value of a field.
#[derive(Debug, Clone)]
pub struct FieldValue {
    /// The value as stored, as text.
    pub value: String,
    /// Names for people.
    pub label: Text,
    /// Other words for it.
    pub synonyms: Vec<String>,
}

/// A word that means several values of a field.
#[derive(Debug, Clone)]
pub struct ValueGroup {
    /// The values.
    pub values: Vec<String>,
    /// Names for people.
    pub label: Text,
    /// Other words for it.
    pub synonyms: Vec<String>,
}

/// A many-to-one link.
#[derive(Debug)]
pub struct Relationship {
    /// Its name.
    pub name: String,
    /// The many side.
    pub from: DatasetId,
    /// The one side.
    pub to: DatasetId,
    /// Pairs of many-side key and one-side key.
    pub on: Vec<(JoinKey, Expr<Column>)>,
}

/// The many side of a join condition.
#[derive(Debug, Clone)]
pub enum JoinKey {
    /// Columns of the many side.
    Columns(Expr<Column>),
    /// A grain of the fact's own time.
    Time(TimeUnit),
}

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
    /// True for the last row, false for the first.
    pub last: bool,
    /// The entity.
    pub per: Vec<FieldId>,
    /// What decides between rows of one time.
    pub tie_break: Vec<FieldId>,
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
    /// The time it is counted by, where it is not the dataset's own.
    pub time_dimension: Option<FieldId>,
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
    /// How long values go on changing.
    pub maturity: Option<Maturity>,
    /// Groups that do not provide it.
    pub comparability: Vec<Comparability>,
    /// Sentences that an answer carries.
    pub caveats: Vec<Text>,
    /// Metrics that planners use instead at some grains.
    pub by_grain: Vec<ByGrain>,
    /// Roles that may not see it.
    pub deny_roles: Vec<String>,
    /// Who answers for the definition.
    pub owner: Option<String>,
    /// Whether the definition was approved.
    pub certified: bool,
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
}

/// The metric that planners use instead when one of the fields is grouped or filtered by.
#[derive(Debug, Clone)]
pub struct ByGrain {
    /// Names of fields or time grains.
    pub fields: Vec<String>,
    /// The metric.
    pub metric: MetricId,
}

/// Where events, holidays and freshness are read from.
#[derive(Debug, Clone, Default)]
pub struct CalendarSources {
    /// Named events.
    pub events: Vec<CalendarEventNames>,
    /// The table of their occurrences, by column role.
    pub occurrences: Option<TableColumns>,
    /// The dimension that an occurrence's group is a value of.
    pub group_field: Option<String>,
    /// The dimension that says of a row that it falls into an event.
    pub event_field: Option<String>,
    /// The dimension that holds the event's year.
    pub year_field: Option<String>,
    /// The dimension that holds the event's phase.
    pub phase_field: Option<String>,
    /// The table of holidays, by column role.
    pub holidays: Option<TableColumns>,
    /// The table that says until when data is loaded, by column role.
    pub freshness: Option<TableColumns>,
}

/// Names of one event.
#[derive(Debug, Clone)]
pub struct CalendarEventNames {
    /// Its id.
    pub id: String,
    /// Names for people.
    pub label: Text,
    /// Other words for it.
    pub synonyms: Vec<String>,
    /// Month and day of the day itself.
    pub day: Option<(u32, u32)>,
}

/// A table and the columns that play the roles a reader needs.
#[derive(Debug, Clone)]
pub struct TableColumns {
    /// The table or view.
    pub source: String,
    /// Role → column.
    pub columns: Vec<(String, String)>,
}

impl TableColumns {
    /// The column that plays a role.
    #[must_use]
    pub fn column(&self, role: &str) -> Option<&str> {
        self.columns
            .iter()
            .find(|(known, _)| known == role)
            .map(|(_, column)| column.as_str())
    }
}
