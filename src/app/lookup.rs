//! What a program may look up beside asking a question: a statement's rows, metrics, what a name means, values.
//!
//! Everything is told as the asker may know it: what is denied to a role is not there, and of a field that policies
//! bind only the asker's own values are.

mod names;
mod statement;

use std::sync::Arc;

use async_trait::async_trait;
use chrono::NaiveDateTime;
use schemars::JsonSchema;
use semantic_sql::{Asker, Diagnostic, Principal};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::App;
use crate::catalogue::Catalogue;
use crate::engine::EngineError;
use crate::question::Language;

/// Looks things up for one asker.
#[async_trait]
pub trait Lookup: Send + Sync {
    /// The rows of a statement of semantic SQL.
    ///
    /// # Errors
    /// The statement is refused, with what is wrong with it, or the database does not answer.
    async fn query(&self, query: Query) -> Result<Rows, LookupError>;

    /// The metrics that a text may mean, best first; all in the order of the layer for an empty text.
    fn search_metrics(&self, search: &Search) -> Found<MetricName>;

    /// What a name means: of a metric or of a dimension.
    ///
    /// # Errors
    /// Nothing that the asker may know has the name; the candidates are near it.
    fn describe(&self, name: &str, language: Language) -> Result<Described, LookupError>;

    /// The values of a dimension whose names hold a text.
    ///
    /// # Errors
    /// No dimension that the asker may know has the name, or its values are not words.
    fn values(&self, dimension: &str, search: &Search) -> Result<Found<ValueName>, LookupError>;

    /// Everything that a statement may name, as Markdown.
    fn catalogue(&self) -> String;

    /// The one relation of statements.
    fn relation(&self) -> String;
}

/// A statement to run.
#[derive(Debug, Clone)]
pub struct Query {
    /// The statement.
    pub sql: String,
    /// The language of labels.
    pub language: Language,
    /// What "now" means for labels, where it is given.
    pub as_of: Option<NaiveDateTime>,
}

/// What to look for.
#[derive(Debug, Clone)]
pub struct Search {
    /// The text.
    pub text: String,
    /// The language of what is told.
    pub language: Language,
    /// The most that is wanted.
    pub limit: usize,
}

/// Why nothing was found.
#[derive(Debug)]
pub enum LookupError {
    /// The request is wrong, for these reasons.
    Refused(Vec<Diagnostic>),
    /// The database does not answer.
    Engine(EngineError),
}

/// What was found, and how much there is in all.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Found<T> {
    /// How many there are in all.
    pub total: usize,
    /// The first of them.
    pub found: Vec<T>,
}

/// A metric in a list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MetricName {
    /// Its name in semantic SQL, inside MEASURE.
    pub name: String,
    /// Its name for people.
    pub label: String,
    /// What it means.
    pub description: String,
    /// The unit of its values.
    pub unit: String,
    /// Other words for it.
    pub synonyms: Vec<String>,
}

/// A value in a list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ValueName {
    /// As a statement writes it.
    pub value: String,
    /// Its name for people.
    pub label: String,
    /// Other words for it.
    pub synonyms: Vec<String>,
}

/// A column of rows.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its name for people.
    pub label: String,
    /// `metric`, `dimension`, `time` or `comparison`.
    pub role: String,
    /// The unit of its values.
    pub unit: String,
    /// The type of its cells; exact decimals are written as texts.
    #[serde(rename = "type")]
    pub data_type: String,
}

/// The rows of a statement.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Rows {
    /// What the columns are.
    pub columns: Vec<Column>,
    /// Values as the data has them.
    pub rows: Vec<Vec<Value>>,
    /// The same rows for people.
    pub label_rows: Vec<Vec<String>>,
    /// Whether the rows were cut at the server's cap.
    pub truncated: bool,
    /// What a reader must know.
    pub notes: Vec<String>,
    /// The row policies that restricted the rows.
    pub policies: Vec<String>,
    /// The SQL that the database ran.
    pub sql: String,
}

/// What a name means.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct Described {
    /// `metric` or `dimension`.
    pub kind: String,
    /// How a statement writes it.
    pub name: String,
    /// Its name for people.
    pub label: String,
    /// What it means.
    pub description: String,
    /// Other words for it.
    pub synonyms: Vec<String>,
    /// Of a metric: its definition and those of the metrics that it is made of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub definitions: Vec<Formula>,
    /// Of a metric: the unit of its values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Of a metric: what an answer with it must say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub caveats: Vec<String>,
    /// Of a metric: the dimensions that it can be split and filtered by, grains of time first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dimensions: Vec<String>,
    /// Of a dimension: the type of its values.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub data_type: Option<String>,
    /// Of a dimension whose values are words: the first of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<ValueName>,
}

/// The definition of a metric.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Formula {
    /// The metric.
    pub metric: String,
    /// Its expression as the layer writes it.
    pub expression: String,
    /// Its filter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<String>,
    /// Filters that apply unless a statement names their field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub defaults: Vec<String>,
}

/// Looks things up in a service, for one principal.
pub struct AppLookup {
    app: Arc<App>,
    asker: Asker,
}

impl AppLookup {
    /// For whoever the principal is.
    #[must_use]
    pub fn new(app: Arc<App>, principal: Principal) -> Self {
        Self {
            app,
            asker: Asker::Known(principal),
        }
    }

    /// What the asker may know, as it is now.
    fn known(&self) -> Catalogue {
        Catalogue::new(self.app.generation(), self.asker.clone())
    }
}

#[async_trait]
impl Lookup for AppLookup {
    async fn query(&self, query: Query) -> Result<Rows, LookupError> {
        statement::run(&self.app.generation(), &self.asker, &query).await
    }

    fn search_metrics(&self, search: &Search) -> Found<MetricName> {
        names::Names(&self.known()).metrics(search)
    }

    fn describe(&self, name: &str, language: Language) -> Result<Described, LookupError> {
        names::Names(&self.known()).describe(name, language)
    }

    fn values(&self, dimension: &str, search: &Search) -> Result<Found<ValueName>, LookupError> {
        names::Names(&self.known()).values(dimension, search)
    }

    fn catalogue(&self) -> String {
        names::Names(&self.known()).catalogue()
    }

    fn relation(&self) -> String {
        self.app.layer().name.clone()
    }
}
