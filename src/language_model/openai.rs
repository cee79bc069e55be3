//! Any OpenAI-compatible chat endpoint; the only place that knows async-openai.
//!
//! async-openai gives the request's types.
//! The exchange itself is ours (`exchange.rs`), because the crate's client reports a 4xx without its status and `Retry-After` unless the body has exactly the expected form, reads replies of any size, and writes unreadable bodies into the log.
//!
//! Providers differ in three things that only show as a 400: how the reply's shape is asked for, what the token limit is called, and whether a temperature may be given.
//! A [`Dialect`] is one combination; the one that worked is remembered for the life of the process.
//!
//! Invariant: neither the key nor more than a short excerpt of a body leaves this folder.

use std::sync::{Mutex, Once, PoisonError};
use std::time::{Duration, Instant};

use async_openai::types::chat::{
    ChatCompletionRequestAssistantMessage, ChatCompletionRequestMessage,
    ChatCompletionRequestSystemMessage, ChatCompletionRequestUserMessage,
    CreateChatCompletionRequest, ResponseFormat, ResponseFormatJsonSchema,
};
use async_trait::async_trait;
use serde_json::Value;

use super::{
    Completion, CompletionRequest, LanguageModel, LanguageModelError, Message, ModelConfig, Role,
};
use dialect::{Dialect, Shape, TokenField};
use exchange::{Endpoint, Fault};

mod dialect;
mod exchange;
mod reply;

/// The pause before a retry for which the provider names none.
const PAUSE: Duration = Duration::from_millis(500);

/// A model behind an OpenAI-compatible endpoint.
pub struct OpenAi {
    endpoint: Endpoint,
    model: String,
    deadline: Duration,
    extra_body: serde_json::Map<String, Value>,
    dialect: Mutex<Dialect>,
}

impl OpenAi {
    /// Checks the settings and prepares connections; nothing is sent.
    pub fn new(config: &ModelConfig) -> Result<Self, LanguageModelError> {
        install_crypto_provider();
        if config.model.trim().is_empty() {
            return Err(LanguageModelError::Misconfigured {
                detail: "no model is named; set WENBO_MODEL".to_owned(),
            });
        }
        Ok(Self {
            endpoint: Endpoint::new(config)?,
            model: config.model.trim().to_owned(),
            deadline: config.deadline,
            extra_body: config.extra_body.clone(),
            dialect: Mutex::new(Dialect::default()),
        })
    }

    async fn complete_within(
        &self,
        request: &CompletionRequest,
        started: Instant,
    ) -> Result<Completion, LanguageModelError> {
        let mut dialect = self.known_dialect();
        let mut retried = false;
        loop {
            let fault = match self.attempt(request, dialect).await {
                Ok(body) => {
                    self.remember(dialect);
                    return reply::read(&body, &self.model);
                }
                Err(fault) => fault,
            };
            if let Some(next) = fault.rejection().and_then(|words| dialect.after(words)) {
                tracing::info!(?next, "the provider rejected the form of the request");
                dialect = next;
                continue;
            }
            let left = self.deadline.saturating_sub(started.elapsed());
            match fault.pause().map(|named| named.unwrap_or(PAUSE)) {
                Some(pause) if !retried && pause < left => {
                    tracing::warn!(%fault, "asking the language model again");
                    tokio::time::sleep(pause).await;
                    retried = true;
                }
                _ => return Err(fault.into_error(&self.endpoint, &self.model)),
            }
        }
    }

    async fn attempt(
        &self,
        request: &CompletionRequest,
        dialect: Dialect,
    ) -> Result<Vec<u8>, Fault> {
        let body = body(request, &self.model, dialect, &self.extra_body);
        self.endpoint.exchange(body).await
    }

    fn known_dialect(&self) -> Dialect {
        *self.dialect.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn remember(&self, dialect: Dialect) {
        *self.dialect.lock().unwrap_or_else(PoisonError::into_inner) = dialect;
    }
}

#[async_trait]
impl LanguageModel for OpenAi {
    #[tracing::instrument(
        name = "complete",
        skip_all,
        fields(
            model.name = %self.model,
            model.prompt_tokens,
            model.completion_tokens,
            model.duration_ms
        )
    )]
    async fn complete(
        &self,
        request: &CompletionRequest,
    ) -> Result<Completion, LanguageModelError> {
        let started = Instant::now();
        let outcome =
            tokio::time::timeout(self.deadline, self.complete_within(request, started)).await;
        let span = tracing::Span::current();
        let millis = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        span.record("model.duration_ms", millis);
        let completion = outcome.map_err(|_| LanguageModelError::Timeout {
            after: self.deadline,
        })??;
        span.record("model.prompt_tokens", completion.prompt_tokens);
        span.record("model.completion_tokens", completion.completion_tokens);
        Ok(completion)
    }

    fn name(&self) -> &str {
        &self.model
    }
}

fn body(
    request: &CompletionRequest,
    model: &str,
    dialect: Dialect,
    extra_body: &serde_json::Map<String, Value>,
) -> Value {
    let system = ChatCompletionRequestSystemMessage::from(request.system.as_str());
    let mut messages = vec![ChatCompletionRequestMessage::System(system)];
    messages.extend(request.messages.iter().map(message));
    let typed = CreateChatCompletionRequest {
        messages,
        model: model.to_owned(),
        response_format: response_format(request, dialect.shape),
        temperature: dialect.temperature.then_some(request.temperature),
        ..CreateChatCompletionRequest::default()
    };
    let mut body = serde_json::to_value(typed).expect("a request is plain data with string keys");
    let limit = match dialect.token_field {
        TokenField::MaxTokens => "max_tokens",
        TokenField::MaxCompletionTokens => "max_completion_tokens",
    };
    body[limit] = Value::from(request.max_tokens);
    for (name, value) in extra_body {
        body[name.as_str()] = value.clone();
    }
    body
}

fn message(message: &Message) -> ChatCompletionRequestMessage {
    let text = message.text.as_str();
    match message.role {
        Role::User => {
            ChatCompletionRequestMessage::User(ChatCompletionRequestUserMessage::from(text))
        }
        Role::Assistant => ChatCompletionRequestMessage::Assistant(
            ChatCompletionRequestAssistantMessage::from(text),
        ),
    }
}

fn response_format(request: &CompletionRequest, shape: Shape) -> Option<ResponseFormat> {
    match shape {
        Shape::Schema => Some(ResponseFormat::JsonSchema {
            json_schema: ResponseFormatJsonSchema {
                description: None,
                name: request.schema_name.clone(),
                schema: request.schema.clone(),
                strict: Some(true),
            },
        }),
        Shape::Object => Some(ResponseFormat::JsonObject),
        Shape::Text => None,
    }
}

/// Makes ring the process's TLS provider; reqwest is built without one.
fn install_crypto_provider() {
    static INSTALL: Once = Once::new();
    INSTALL.call_once(|| {
        // An error means that another part of the process chose one already.
        drop(rustls::crypto::ring::default_provider().install_default());
    });
}
