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

pub mod openai;
pub mod recorded;

/// A model that completes one request with one JSON object.
#[async_trait]
pub trait LanguageModel: Send + Sync {
    /// Asks once and returns the reply's JSON text, or why there is none.
    async fn complete(&self, request: &CompletionRequest)
    -> Result<Completion, LanguageModelError>;

    /// Returns the name that receipts and logs show.
    fn name(&self) -> &str;
}

/// Everything that decides a reply; recordings are keyed by it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompletionRequest {
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

/// Why there is no reply; one variant for each reaction.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum LanguageModelError {
    /// The settings cannot work: fix them, a retry is useless.
    #[error("the language model is not set up: {detail}")]
    Misconfigured {
        /// The setting at fault and what it should be.
        detail: String,
    },
    /// Nobody answers: another lane must do.
    #[error(
        "the language model at {host} cannot be reached: {detail}; check that it runs and that the base URL is right"
    )]
    Unreachable {
        /// Host and port, without credentials.
        host: String,
        /// What the network said.
        detail: String,
    },
    /// It takes too long: another lane must do.
    #[error(
        "the language model gave no whole answer within {} s; ask again, or allow it more time",
        after.as_secs_f32()
    )]
    Timeout {
        /// The time that was allowed.
        after: Duration,
    },
    /// Too many requests: wait.
    #[error("the language model takes no more requests for now; {}", wait(*retry_after))]
    RateLimited {
        /// How long the provider asks to wait, if it says.
        retry_after: Option<Duration>,
    },
    /// The key or the account is refused: an administrator must act.
    #[error(
        "the language model's provider refused the key or the account (HTTP {status}); check the API key, its rights and its balance"
    )]
    Unauthorized {
        /// The HTTP status.
        status: u16,
    },
    /// The model will not answer this: rephrasing may help, repeating does not.
    #[error("the language model refused to answer ({reason}); rephrase the question")]
    Refused {
        /// `content_filter` or `refusal`.
        reason: &'static str,
    },
    /// There was a reply and it is unusable.
    #[error("the language model's reply is unusable, {problem}: {detail}")]
    BadReply {
        /// What is wrong with it.
        problem: ReplyProblem,
        /// Particulars and what to do.
        detail: String,
    },
    /// The provider failed, or rejected the request.
    #[error("the language model's provider answered HTTP {status}: {detail}")]
    Provider {
        /// The HTTP status.
        status: u16,
        /// A short excerpt of what it said, and what to do.
        detail: String,
    },
    /// Replies come from files, and there is none for this request.
    #[error("no recorded reply for this request ({key}); {how}")]
    NotRecorded {
        /// The key of the request, which is the name of the missing file.
        key: String,
        /// How to record it.
        how: String,
    },
}

impl LanguageModelError {
    /// Says whether the same request may succeed a little later.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::Timeout { .. } | Self::RateLimited { .. } => true,
            Self::Provider { status, .. } => *status >= 500,
            Self::Misconfigured { .. }
            | Self::Unauthorized { .. }
            | Self::Refused { .. }
            | Self::BadReply { .. }
            | Self::NotRecorded { .. } => false,
        }
    }
}

/// What makes a reply unusable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplyProblem {
    /// A web page: the base URL points at something else.
    Html,
    /// Not JSON, or JSON that is no chat completion.
    NotJson,
    /// It ends before it is complete.
    Truncated,
    /// It has no text.
    Empty,
    /// It is larger than any reply should be.
    TooLarge,
    /// It is JSON and does not follow the schema.
    WrongShape,
}

impl std::fmt::Display for ReplyProblem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Html => "a web page",
            Self::NotJson => "not JSON",
            Self::Truncated => "cut short",
            Self::Empty => "empty",
            Self::TooLarge => "too large",
            Self::WrongShape => "not in the agreed shape",
        })
    }
}

/// How to reach a model.
#[derive(Debug, Clone)]
pub struct ModelConfig {
    /// Where an OpenAI-compatible API begins, such as `https://api.openai.com/v1`.
    pub base_url: String,
    /// Sent as a bearer token; none is sent when there is none.
    pub api_key: Option<SecretString>,
    /// The model's name at the provider.
    pub model: String,
    /// The time for one completion with its retries and fallbacks.
    pub deadline: Duration,
    /// The time to open a connection.
    pub connect_timeout: Duration,
    /// Put into every request body, such as `{"enable_thinking": false}`.
    pub extra_body: serde_json::Map<String, serde_json::Value>,
    /// Writes every reply of the live model into this folder.
    pub record_to: Option<PathBuf>,
    /// Answers from this folder; no live model is called.
    pub replay_from: Option<PathBuf>,
}

impl Default for ModelConfig {
    fn default() -> Self {
        Self {
            base_url: String::new(),
            api_key: None,
            model: String::new(),
            deadline: Duration::from_secs(30),
            connect_timeout: Duration::from_secs(5),
            extra_body: serde_json::Map::new(),
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

/// Returns the model that the settings describe: recorded, live, or live and recording.
pub fn connect(config: &ModelConfig) -> Result<Arc<dyn LanguageModel>, LanguageModelError> {
    if let Some(folder) = &config.replay_from {
        return Ok(Arc::new(recorded::Recorded::new(folder)));
    }
    let live = openai::OpenAi::new(config)?;
    Ok(match &config.record_to {
        Some(folder) => Arc::new(recorded::Recorder::new(Arc::new(live), folder)),
        None => Arc::new(live),
    })
}

fn wait(retry_after: Option<Duration>) -> String {
    match retry_after {
        Some(delay) => format!("try again in {} s", delay.as_secs().max(1)),
        None => "try again later".to_owned(),
    }
}
