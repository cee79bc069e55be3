//! What a page needs to know before the first question.

use chrono::{NaiveDate, NaiveDateTime};
use semantic_sql::layer::Text;
use serde::Serialize;
use utoipa::ToSchema;

use crate::question::Language;

/// What is served here: whose words, which data, which clock.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ServiceStatus)]
pub struct Status {
    /// The name of the model that answers come from.
    #[schema(value_type = crate::schema::Text)]
    pub name: Text,
    /// What the data is about, in a sentence.
    #[schema(value_type = crate::schema::Text)]
    pub about: Text,
    /// Whether the data is the demo world rather than somebody's own.
    pub is_demo: bool,
    /// What "now" means.
    pub clock: Clock,
    /// The time that the data covers, as far as it is known.
    pub data: DataSpan,
    /// The language model that helps, if there is one.
    pub language_model: Option<String>,
    /// Which generation of data and layer answers; each reload that takes something adds one.
    pub generation: u64,
    /// What became of the last reload, if there was one. Why one was refused is for the admin.
    pub last_reload: Option<LastReload>,
    /// The languages that questions may be asked in.
    pub languages: Vec<Language>,
    /// Questions to begin with.
    pub samples: Samples,
    /// The version of the program.
    pub version: String,
}

/// What became of the last reload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct LastReload {
    /// `loaded`, `unchanged`, or `refused`: then the data is the one from before.
    #[schema(value_type = String)]
    pub outcome: &'static str,
    /// When it ended.
    #[schema(value_type = String)]
    pub at: NaiveDateTime,
}

/// What "now" means in a question.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Clock {
    /// The moment, unless it is the real one.
    #[schema(value_type = Option<String>)]
    pub now: Option<NaiveDateTime>,
    /// Where it comes from.
    pub source: ClockSource,
    /// The time zone that all times are in.
    pub time_zone: String,
}

/// Where "now" comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClockSource {
    /// Somebody set it when the server was started.
    Set,
    /// The data file carries it.
    Data,
    /// The clock on the wall.
    Real,
}

/// The time that the data covers.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct DataSpan {
    /// The first day.
    #[schema(value_type = Option<String>)]
    pub from: Option<NaiveDate>,
    /// The newest moment that is loaded.
    #[schema(value_type = Option<String>)]
    pub until: Option<NaiveDateTime>,
}

/// Questions to begin with, one list per language.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct Samples {
    /// In Chinese.
    pub zh: Vec<String>,
    /// In English.
    pub en: Vec<String>,
}
