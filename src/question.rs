//! A question as a channel hands it over: everything that an answer may depend on.

use chrono::NaiveDateTime;
use semantic_sql::Asker;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A question and its circumstances.
#[derive(Debug, Clone)]
pub struct Question {
    /// What was asked, as typed.
    pub text: String,
    /// The language of the answer.
    pub language: Language,
    /// The time that "now" means, in the model's time zone.
    pub asked_at: NaiveDateTime,
    /// Who asks.
    pub asker: Asker,
    /// Who may answer.
    pub lane: LaneChoice,
    /// Earlier questions of the conversation, oldest first.
    pub earlier: Vec<String>,
}

/// The languages of the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Chinese.
    Zh,
    /// English.
    En,
}

impl Language {
    /// The language of a text: Chinese as soon as it has one Chinese character.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        if text.chars().any(chinese) {
            Self::Zh
        } else {
            Self::En
        }
    }

    /// The text in this language.
    #[must_use]
    pub fn pick(self, text: &semantic_sql::layer::Text) -> &str {
        match self {
            Self::Zh => &text.zh,
            Self::En => &text.en,
        }
    }

    /// One of two texts.
    #[must_use]
    pub fn choose<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

/// Who may answer a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum LaneChoice {
    /// A verified question its statement, the grammar where it understood every word, else the model
    /// if there is one.
    #[default]
    Auto,
    /// A verified question its statement, else the grammar; never the model.
    Rules,
    /// The grammar alone.
    Grammar,
    /// The model alone.
    Model,
}

impl LaneChoice {
    /// Whether a verified question is answered from its statement.
    #[must_use]
    pub fn takes_verified(self) -> bool {
        matches!(self, Self::Auto | Self::Rules)
    }

    /// The name that settings and reports write.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Rules => "rules",
            Self::Grammar => "grammar",
            Self::Model => "model",
        }
    }
}
