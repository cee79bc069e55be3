//! The language model as the rest of the program sees it: one request, one JSON reply, or an error that says how to react.
//!
//! Which error is used where:
//! a variant of [`LanguageModelError`] exists for each different reaction (wait, give up, fix the settings, ask again), not for each cause.
//! Messages say what was wrong and what to do; they never carry a key, and of a provider's words only a short excerpt.
//!
//! Invariant: nothing here knows a provider's wire format, a prompt, or the semantic layer.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

pub mod breaker;
pub mod fallback;
pub mod meter;
pub mod openai;
pub mod provider;
pub mod recorded;
pub mod tokens;

mod error;

pub use error::{LanguageModelError, ReplyProblem};
pub use meter::{Ledger, Meter, Price};

/// A model that completes one request with one JSON object.
#[async_trait]
pub trait LanguageModel: Send + Sync {
    /// Asks once and returns the reply's JSON text, or why there is none.
    ///
    /// Every call that a provider may charge for goes over the meter, which may refuse it.
    /// Dropping the future ends the exchange with the provider.
    async fn complete(
        &self,
        request: &CompletionRequest,
        meter: &Meter,
    ) -> Result<Completion, LanguageModelError> {
        self.complete_heard(request, meter, None).await
    }

    /// As [`LanguageModel::complete`], with somebody who hears the reply while it is written, where the
    /// provider sends it so; else once, when it is whole.
    ///
    /// Only one reply is heard: when a reply that was heard breaks off, that is the error, and nobody
    /// is asked again.
    async fn complete_heard(
        &self,
        request: &CompletionRequest,
        meter: &Meter,
        hear: Option<&Hear<'_>>,
    ) -> Result<Completion, LanguageModelError>;

    /// Returns the name that receipts and logs show.
    fn name(&self) -> &str;
}

/// Hears a reply while it is written, each time all of its text so far; it must not wait.
pub type Hear<'a> = dyn Fn(&str) + Send + Sync + 'a;

/// Everything that decides a reply; recordings are keyed by it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompletionRequest {
    /// What it is made for: neither sent, nor part of a recording's key.
    #[serde(default)]
    pub about: About,
    /// The instructions.
    pub system: String,
    /// The exchange so far; the last message is the asker's.
    pub messages: Vec<Message>,
    /// A short name for the schema: letters, digits, `_` and `-`.
    pub schema_name: String,
    /// The JSON Schema of the reply: a closed object whose properties are all required.
    pub schema: serde_json::Value,
    /// The most tokens that the reply may have.
    pub max_tokens: u32,
    /// Zero for the likeliest reply.
    pub temperature: f32,
}

/// What a request is made for, so that a recording can be read, and a missing one explained.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// The asker's question.
    pub question: String,
    /// Which prompts the request was rendered from.
    pub prompt_version: String,
}

/// One turn of the exchange.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// Who said it.
    pub role: Role,
    /// What was said.
    pub text: String,
}

impl Message {
    /// Returns a turn of the asker.
    pub fn user(text: impl Into<String>) -> Self {
        Self {
            role: Role::User,
            text: text.into(),
        }
    }

    /// Returns a turn of the model.
    pub fn assistant(text: impl Into<String>) -> Self {
        Self {
            role: Role::Assistant,
            text: text.into(),
        }
    }
}

/// Who said a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The asker, or this program on the asker's behalf.
    User,
    /// The model, in an earlier turn.
    Assistant,
}

/// A model's reply: the text of one JSON object, and what it cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Completion {
    /// One JSON object; whether it follows the schema is the caller's to check.
    pub text: String,
    /// Tokens read, where the provider counts them.
    pub prompt_tokens: Option<u32>,
    /// Tokens written, where the provider counts them.
    pub completion_tokens: Option<u32>,
    /// The model that answered, in the provider's words.
    pub model: String,
    /// Why the model stopped, in the provider's words.
    pub finish_reason: Option<String>,
}

/// How to reach a model.
#[derive(Debug, Clone)]
pub struct ModelConfig {
    /// The provider by its name in `providers.json`; recognised from the base URL where it is not given.
    pub provider: Option<String>,
    /// Where an OpenAI-compatible API begins, such as `https://api.openai.com/v1`; the provider's own where it is empty.
    pub base_url: String,
    /// Sent as a bearer token; none is sent when there is none.
    pub api_key: Option<SecretString>,
    /// The model's name at the provider.
    pub model: String,
    /// The time for one completion with its retries and fallbacks.
    pub deadline: Duration,
    /// The time to open a connection.
    pub connect_timeout: Duration,
    /// Put into every request body, over what the provider's preset says.
    pub extra_body: serde_json::Map<String, serde_json::Value>,
    /// What its tokens cost, where that is known.
    pub price: Option<Price>,
    /// Failures in a row after which the model is left alone.
    pub failures: u32,
    /// How long it is left alone before one call tries it again.
    pub rest: Duration,
    /// Who is asked where this one gives no reply.
    pub fallback: Option<Box<Self>>,
    /// Writes every reply of the live model into this folder, with the request and without keys and headers.
    pub record_to: Option<PathBuf>,
    /// Answers from this folder as the model of that name did, or as the only one that was recorded; a live model is called only for what is not there, and only if replies are recorded too.
    pub replay_from: Option<PathBuf>,
}

impl Default for ModelConfig {
    fn default() -> Self {
        Self {
            provider: None,
            base_url: String::new(),
            api_key: None,
            model: String::new(),
            deadline: Duration::from_secs(30),
            connect_timeout: Duration::from_secs(5),
            extra_body: serde_json::Map::new(),
            price: None,
            failures: 5,
            rest: Duration::from_secs(30),
            fallback: None,
            record_to: None,
            replay_from: None,
        }
    }
}

impl ModelConfig {
    /// Returns settings for a test endpoint.
    #[must_use]
    pub fn for_testing(base_url: &str) -> Self {
        Self {
            base_url: base_url.to_owned(),
            api_key: Some(SecretString::from("sk-test-0123456789")),
            model: "test-model".to_owned(),
            deadline: Duration::from_secs(5),
            connect_timeout: Duration::from_secs(1),
            ..Self::default()
        }
    }
}

/// Returns the model that the settings describe: recorded, live, or live and recording, then without asking again what is recorded where that is to be replayed too.
pub fn connect(config: &ModelConfig) -> Result<Arc<dyn LanguageModel>, LanguageModelError> {
    if let (Some(folder), None) = (&config.replay_from, &config.record_to) {
        let model = match config.model.trim() {
            "" => recorded::only_model(folder)?,
            named => named.to_owned(),
        };
        let recorded = recorded::Recorded::new(folder, &model, config.price);
        return Ok(Arc::new(recorded));
    }
    let live = live(config)?;
    let known = config.replay_from.as_deref();
    let known = known.map(|it| recorded::Recorded::new(it, live.name(), config.price));
    Ok(match &config.record_to {
        Some(folder) => Arc::new(recorded::Recorder::new(live, folder, known)),
        None => live,
    })
}

/// A live model behind its breaker, and behind it the one that it falls back to.
///
/// With a fallback the first has half of the time, so that the second has any.
fn live(config: &ModelConfig) -> Result<Arc<dyn LanguageModel>, LanguageModelError> {
    let guarded = |config: &ModelConfig| -> Result<Arc<dyn LanguageModel>, LanguageModelError> {
        let model = Arc::new(openai::OpenAi::new(config)?);
        Ok(Arc::new(breaker::Breaker::new(
            model,
            config.failures,
            config.rest,
        )))
    };
    let Some(second) = &config.fallback else {
        return guarded(config);
    };
    let deadline = config.deadline / 2;
    let first = guarded(&ModelConfig {
        deadline,
        ..config.clone()
    })?;
    let second = guarded(&ModelConfig {
        deadline,
        ..second.as_ref().clone()
    })?;
    Ok(Arc::new(fallback::Fallback::new(first, second)))
}
