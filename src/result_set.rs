//! Typed rows that know what their columns mean.

use chrono::{NaiveDate, NaiveDateTime};
use semantic_sql::BoundQuery;
use semantic_sql::bound::{ColumnRole, Comparison, OutputColumn};
use semantic_sql::expr::Grain;
use semantic_sql::layer::{SemanticLayer, Text};
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use crate::plan::DerivedColumn;

/// What the columns of a comparison are called after the one of now, where a statement computes both sides.
pub const BASE: &str = "_base";
/// See [`BASE`]: the change.
pub const CHANGE: &str = "_change";
/// See [`BASE`]: the change over the earlier value.
pub const CHANGE_RATE: &str = "_change_rate";

/// One value of a result.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// No value.
    Null,
    /// True or false.
    Boolean(bool),
    /// A whole number.
    Integer(i128),
    /// An exact number, as its digits.
    Decimal(String),
    /// A floating point number; never infinite, never NaN.
    Float(f64),
    /// Text.
    Text(String),
    /// A day.
    Date(NaiveDate),
    /// A point in time.
    DateTime(NaiveDateTime),
}

/// Whole numbers beyond this lose digits in JSON readers that use doubles.
const MAX_SAFE_INTEGER: i128 = 9_007_199_254_740_991;

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_none(),
            Self::Boolean(value) => serializer.serialize_bool(*value),
            Self::Integer(value) => match i64::try_from(*value) {
                Ok(small) if value.abs() <= MAX_SAFE_INTEGER => serializer.serialize_i64(small),
                _ => serializer.serialize_str(&value.to_string()),
            },
            Self::Decimal(text) | Self::Text(text) => serializer.serialize_str(text),
            Self::Float(value) => serializer.serialize_f64(*value),
            Self::Date(day) => serializer.serialize_str(&day.to_string()),
            Self::DateTime(at) => {
                serializer.serialize_str(&at.format("%Y-%m-%dT%H:%M:%S").to_string())
            }
        }
    }
}

impl Cell {
    /// The value as a floating point number, where it is a number.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        match self {
            #[expect(
                clippy::cast_precision_loss,
                reason = "shown rounded; exact digits stay in the cell"
            )]
            Self::Integer(value) => Some(*value as f64),
            Self::Decimal(text) => text.parse().ok(),
            Self::Float(value) => Some(*value),
            Self::Null | Self::Boolean(_) | Self::Text(_) | Self::Date(_) | Self::DateTime(_) => {
                None
            }
        }
    }

    /// The value as text that a lexicon can look up.
    #[must_use]
    pub fn key(&self) -> Option<String> {
        match self {
            Self::Null => None,
            Self::Boolean(value) => Some(value.to_string()),
            Self::Integer(value) => Some(value.to_string()),
            Self::Decimal(text) | Self::Text(text) => Some(text.clone()),
            Self::Float(value) => Some(value.to_string()),
            Self::Date(day) => Some(day.to_string()),
            Self::DateTime(at) => Some(at.to_string()),
        }
    }
}

/// What a column holds, as callers see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ColumnRole)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// A metric's value, or an expression over metrics.
    Metric,
    /// A field's value.
    Dimension,
    /// A bucket of time.
    Time,
    /// A metric compared with an earlier period.
    Comparison,
}

/// A column of a result.
#[derive(Debug, Clone, PartialEq)]
pub struct ResultColumn {
    /// Its name.
    pub name: String,
    /// Names for people.
    pub label: Text,
    /// What it holds.
    pub role: Role,
    /// The metric it is of.
    pub metric: Option<String>,
    /// The field it is of.
    pub field: Option<String>,
    /// The grain of a time column.
    pub grain: Option<Grain>,
    /// Which side of a comparison.
    pub comparison: Option<Comparison>,
    /// The unit of a metric.
    pub unit: String,
    /// The format code of a metric.
    pub format: String,
    /// `string`, `integer`, `decimal`, `float`, `boolean`, `date` or `datetime`.
    pub data_type: &'static str,
}

/// Rows as an engine gives them, without meaning.
#[derive(Debug, Clone, Default)]
pub struct RawRows {
    /// One of the names of [`ResultColumn::data_type`] per column.
    pub types: Vec<&'static str>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
    /// Whether rows were cut at the cap.
    pub truncated: bool,
}

/// Rows whose columns know their metric or dimension.
#[derive(Debug, Clone, Default)]
pub struct ResultSet {
    /// The columns.
    pub columns: Vec<ResultColumn>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
    /// Whether rows were cut at the cap.
    pub truncated: bool,
    /// Whether the statement itself keeps only the first rows, or those from a place on.
    pub limited: bool,
    /// Whether the statement keeps some rows of each group.
    pub qualified: bool,
    /// What the statement sorts the rows by.
    pub order: Option<RowOrder>,
}

/// What rows are sorted by first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowOrder {
    /// The position of the column.
    pub column: usize,
    /// Whether the largest come first.
    pub descending: bool,
}

impl ResultSet {
    /// Gives the rows of a statement their meaning.
    #[must_use]
    pub fn new(layer: &SemanticLayer, query: &BoundQuery, raw: RawRows) -> Self {
        let order = query.first_order();
        let columns = query
            .columns
            .iter()
            .zip(raw.types)
            .map(|(column, data_type)| meaning(layer, column, data_type))
            .collect();
        Self {
            columns,
            rows: raw.rows,
            truncated: raw.truncated,
            limited: query.is_limited(),
            qualified: query.is_qualified(),
            order: order.map(|(column, descending)| RowOrder { column, descending }),
        }
    }

    /// Whether rows are missing after the last one or before the first one.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.truncated || self.limited
    }

    /// Says what columns hold that are computed from metrics.
    pub fn explain(&mut self, derived: &[DerivedColumn]) {
        for column in &mut self.columns {
            let known = derived.iter().find(|known| known.name == column.name);
            if let Some(known) = known {
                column.label.clone_from(&known.label);
                column.unit.clone_from(&known.unit);
                column.format.clone_from(&known.format);
            }
        }
    }

    /// Whether a column is the earlier value or the change of another one.
    #[must_use]
    pub fn is_compared(&self, index: usize) -> bool {
        let Some(column) = self.columns.get(index) else {
            return false;
        };
        let mut sides = [BASE, CHANGE_RATE, CHANGE].into_iter();
        let is_named = sides.any(|side| {
            let stem = column.name.strip_suffix(side);
            stem.is_some_and(|stem| self.columns.iter().any(|other| other.name == stem))
        });
        column.comparison.is_some() || is_named
    }

    /// The positions of the columns with a role.
    #[must_use]
    pub fn with_role(&self, role: Role) -> Vec<usize> {
        (0..self.columns.len())
            .filter(|index| self.columns[*index].role == role)
            .collect()
    }
}

fn meaning(layer: &SemanticLayer, column: &OutputColumn, data_type: &'static str) -> ResultColumn {
    let (role, metric, field, grain, comparison) = match &column.role {
        ColumnRole::Metric(id) => (
            Role::Metric,
            Some(layer.metric(*id).name.clone()),
            None,
            None,
            None,
        ),
        ColumnRole::Comparison(id, side) => (
            Role::Comparison,
            Some(layer.metric(*id).name.clone()),
            None,
            None,
            Some(*side),
        ),
        ColumnRole::Dimension(id) => (
            Role::Dimension,
            None,
            Some(layer.field_reference(*id)),
            None,
            None,
        ),
        ColumnRole::Time(grain) => (Role::Time, None, None, *grain, None),
        ColumnRole::Derived => {
            let role = if ["integer", "decimal", "float"].contains(&data_type) {
                Role::Metric
            } else {
                Role::Dimension
            };
            (role, None, None, None, None)
        }
    };
    ResultColumn {
        name: column.name.clone(),
        label: column.label.clone(),
        role,
        metric,
        field,
        grain,
        comparison,
        unit: column.unit.clone(),
        format: column.format.clone(),
        data_type,
    }
}
