//! What the model may know of the semantic layer for one question: the names it may use, and nothing else.
//!
//! The caller chooses the slice; the best metrics and dimensions come first, since the examples of the prompt are built from them.

use serde::Serialize;

/// The part of the semantic layer that a question may need.
#[derive(Debug, Clone, Default, Serialize)]
pub struct LayerSlice {
    /// The relation that stands in FROM.
    pub relation: String,
    /// The metrics, likeliest first.
    pub metrics: Vec<SliceMetric>,
    /// The dimensions, likeliest first; the time fields are not among them.
    pub dimensions: Vec<SliceDimension>,
    /// Values that were found in the question.
    pub matched_values: Vec<MatchedValue>,
}

/// A metric as the model sees it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SliceMetric {
    /// The name in semantic SQL.
    pub name: String,
    /// The Chinese name.
    pub zh: String,
    /// The English name.
    pub en: String,
    /// One short sentence, or nothing.
    pub description: String,
    /// The unit, or nothing.
    pub unit: String,
}

/// A dimension as the model sees it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SliceDimension {
    /// The name in semantic SQL.
    pub name: String,
    /// The Chinese name.
    pub zh: String,
    /// The English name.
    pub en: String,
    /// How its values are written in SQL.
    pub kind: ValueKind,
    /// All values that the layer declares; empty when they are data.
    pub values: Vec<SliceValue>,
}

/// A value that the layer declares.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SliceValue {
    /// The value in the data.
    pub code: String,
    /// What people call it.
    pub label: String,
}

/// How a dimension's values are written in SQL.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueKind {
    /// A string.
    #[default]
    Text,
    /// A number.
    Number,
    /// TRUE or FALSE.
    Boolean,
}

/// A value of the data that the question names; the model sees its id and the asker's own words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct MatchedValue {
    /// An opaque id such as `v1`.
    pub id: String,
    /// The dimension.
    pub field: String,
    /// The words of the question that name it.
    pub asked_as: String,
    /// The value in the data; never shown to the model.
    #[serde(skip_serializing)]
    pub value: String,
}

/// The language of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Language {
    /// Chinese.
    Chinese,
    /// English.
    English,
}

impl LayerSlice {
    /// Puts the values of the data in the place of their ids, wherever a statement has one as a string.
    #[must_use]
    pub fn with_values(&self, sql: &str) -> String {
        // From the last id to the first, so that no id is taken for the beginning of another.
        self.matched_values
            .iter()
            .rev()
            .fold(sql.to_owned(), |sql, it| {
                let value = it.value.replace('\'', "''");
                sql.replace(&format!("'{}'", it.id), &format!("'{value}'"))
            })
    }

    /// Puts the ids in the place of the values of the data again, so that a statement can be shown to a model.
    #[must_use]
    pub fn without_values(&self, sql: &str) -> String {
        self.matched_values.iter().fold(sql.to_owned(), |sql, it| {
            let value = it.value.replace('\'', "''");
            sql.replace(&format!("'{value}'"), &format!("'{}'", it.id))
        })
    }

    /// Returns the dimension of that name.
    #[must_use]
    pub fn dimension(&self, name: &str) -> Option<&SliceDimension> {
        self.dimensions.iter().find(|it| it.name == name)
    }

    /// Returns the metric of that name.
    #[must_use]
    pub fn metric(&self, name: &str) -> Option<&SliceMetric> {
        self.metrics.iter().find(|it| it.name == name)
    }
}
