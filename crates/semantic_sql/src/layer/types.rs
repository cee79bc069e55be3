//! The parts of a layer: datasets, fields and relationships here, metrics and calendar beside.

mod calendar;
mod language;
mod metric;
mod tree;
mod verified;

use crate::expr::{DataType, DatePart, Expr, Grain, Literal};

pub use calendar::*;
pub use language::*;
pub use metric::*;
pub use tree::*;
pub use verified::*;

use super::{DatasetId, FieldId, Text};

/// How the model reads time.
#[derive(Debug, Clone)]
pub struct TimeSettings {
    /// IANA name; results carry wall-clock time of this zone.
    pub timezone: String,
    /// Minutes east of UTC, where the zone has no daylight saving.
    pub offset_minutes: Option<i32>,
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
    /// Tables behind the source, as the table of loads names them.
    pub loaded_from: Vec<String>,
    /// Whether it counts things or describes them.
    pub kind: DatasetKind,
    /// Names of the fields or columns that identify a row.
    pub primary_key: Vec<String>,
    /// Other sets of fields or columns that identify a row.
    pub unique_keys: Vec<Vec<String>>,
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
    /// Roles that may not list its rows; metrics over them stay.
    pub deny_roles: Vec<String>,
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
    /// Pairs of two things, each of which may occur several times.
    Bridge,
    /// Not said, and not to be told: its own rows are kept like those of a fact, and what other rows
    /// refer to is read like a dimension.
    Unclear,
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
    /// Fields of the same dataset that hold other names of a value, several apart by `|`.
    pub aliases: Vec<FieldId>,
    /// The attribute of the asker that says which value is the asker: what "I" means.
    pub self_attribute: Option<String>,
    /// Not addressable by anybody; policies and metrics may use it.
    pub hidden: bool,
    /// Personal data; not addressable unless it has a mask.
    pub pii: bool,
    /// What stands in statements instead of the value.
    pub mask: Option<Mask>,
    /// Persons that a group or a filter by this field must leave, for its numbers to be shown.
    pub min_cell: Option<u32>,
    /// Its value is that of now, whatever period is asked for: the state of an order.
    pub current: bool,
    /// The finest grain that the stored values have.
    pub native_grain: Option<Grain>,
    /// The grains that may be asked for; empty means all that are not finer than the native one.
    pub grains: Vec<Grain>,
    /// Roles that may not use it.
    pub deny_roles: Vec<String>,
    /// Known values.
    pub values: Vec<FieldValue>,
    /// Words that mean several values.
    pub groups: Vec<ValueGroup>,
    /// Whether it is time.
    pub is_time: bool,
}

impl Field {
    /// Whether statements may name the field.
    #[must_use]
    pub fn is_addressable(&self) -> bool {
        !self.hidden && (!self.pii || self.mask.is_some())
    }
}

/// What is shown instead of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mask {
    /// The constant that takes the value's place everywhere in a statement.
    pub value: Literal,
    /// Roles that see the value itself.
    pub unless_role: Vec<String>,
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
    /// The part that the one side plays, where it plays several: a qualifier in statements.
    pub role: Option<String>,
    /// Whether each row of `from` meets at most one row of `to`; else the link is many-to-many.
    pub many_to_one: bool,
    /// Whether it is the way back over a one-to-one link, which is taken only where there is no
    /// other.
    pub way_back: bool,
    /// Whether every key of the many side has its row on the one side, so that the key itself can
    /// be read without the join.
    pub total: bool,
    /// Which version of the one side counts.
    pub valid: Option<Validity>,
}

/// A join with the version of a row that was valid at a time.
#[derive(Debug, Clone)]
pub struct Validity {
    /// Start of the one side's version.
    pub from: Expr<Column>,
    /// End of the one side's version, not included; NULL is open.
    pub to: Expr<Column>,
    /// The many side's time.
    pub at: Expr<Column>,
}

/// The many side of a join condition.
#[derive(Debug, Clone)]
pub enum JoinKey {
    /// Columns of the many side.
    Columns(Expr<Column>),
    /// A grain of the fact's own time.
    Time(TimeUnit),
}
