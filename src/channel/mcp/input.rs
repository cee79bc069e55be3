//! What the tools take.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::question::Language;

/// The language of labels and sentences. 回答用的语言。
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Tongue {
    /// Chinese. 中文。
    Zh,
    /// English. 英文。
    En,
}

impl Tongue {
    /// The language, or that of a text where none is said.
    pub(super) fn or_of(said: Option<Self>, text: &str) -> Language {
        match said {
            Some(Self::Zh) => Language::Zh,
            Some(Self::En) => Language::En,
            None => Language::of(text),
        }
    }
}

/// What `ask` takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AskInput {
    /// The question in plain words, Chinese or English, as a person would ask it. Keep the user's own words.
    /// 用户的原话，中文或英文。
    pub(super) question: String,
    /// The language of the answer; without it that of the question.
    #[serde(default)]
    pub(super) language: Option<Tongue>,
    /// What "now" means, such as 2026-11-19T10:30:00, in the time zone of the data. Leave it out for the real now.
    #[serde(default)]
    pub(super) as_of: Option<String>,
    /// Earlier questions of the same conversation, oldest first, where this question goes on from them.
    #[serde(default)]
    pub(super) earlier: Vec<String>,
    /// The most rows to return, 1 to 1000; 100 without it.
    #[serde(default)]
    #[schemars(range(min = 1, max = 1000))]
    pub(super) max_rows: Option<usize>,
}

/// What `query` takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct QueryInput {
    /// One statement of semantic SQL. The resource `wenbo://dialect` has the rules, `wenbo://catalogue` the names.
    pub(super) sql: String,
    /// The language of labels and notes; English without it.
    #[serde(default)]
    pub(super) language: Option<Tongue>,
    /// The most rows to return, 1 to 1000; 100 without it.
    #[serde(default)]
    #[schemars(range(min = 1, max = 1000))]
    pub(super) max_rows: Option<usize>,
}

/// What `search_metrics` takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SearchInput {
    /// What the metric is about, in words; leave it empty to list all. 指标的含义或名称，留空则列出全部。
    #[serde(default)]
    pub(super) text: String,
    /// The language of labels and descriptions; without it that of the text.
    #[serde(default)]
    pub(super) language: Option<Tongue>,
    /// The most metrics to return, 1 to 200; 10 without it.
    #[serde(default)]
    #[schemars(range(min = 1, max = 200))]
    pub(super) limit: Option<usize>,
}

/// What `describe` takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DescribeInput {
    /// The name of a metric or of a dimension, as a statement writes it or as people say it.
    /// 指标或维度的名称。
    pub(super) name: String,
    /// The language of labels and descriptions; without it that of the name.
    #[serde(default)]
    pub(super) language: Option<Tongue>,
}

/// What `values` takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ValuesInput {
    /// The name of the dimension. 维度的名称。
    pub(super) dimension: String,
    /// Only values whose names hold this text. 只要名称里含这段文字的取值。
    #[serde(default)]
    pub(super) search: String,
    /// The language of labels; without it that of the dimension's name.
    #[serde(default)]
    pub(super) language: Option<Tongue>,
    /// The most values to return, 1 to 200; 50 without it.
    #[serde(default)]
    #[schemars(range(min = 1, max = 200))]
    pub(super) limit: Option<usize>,
}
