//! Any OpenAI-compatible chat endpoint; the only place that knows async-openai.
//!
//! async-openai gives the request's types.
//! The exchange itself is ours (`exchange.rs`), because the crate's client reports a 4xx without its status and `Retry-After` unless the body has exactly the expected form, reads replies of any size, and writes unreadable bodies into the log.
//!
//! Providers differ in things that only show as a 400: how the reply's shape is asked for, what the token limit is called, whether a temperature may be given, which extra fields are known.
//! A [`Dialect`] is one combination; it begins as the provider's preset says, and what a provider rejected by name is remembered for the life of the process.
//!
//! Invariant: neither the key nor more than a short excerpt of a body leaves this folder.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use serde_json::Value;

use super::provider::Provider;
use super::{
    Completion, CompletionRequest, Hear, LanguageModel, LanguageModelError, Meter, ModelConfig,
    Price, tokens,
};
use dialect::Dialect;
use exchange::{Endpoint, Fault};

mod body;
mod dialect;
mod events;
mod exchange;
mod pause;
mod reply;
mod status;

/// How often one request is sent in the same form.
const MAX_TRIES: u32 = 3;

/// A model behind an OpenAI-compatible endpoint.
pub struct OpenAi {
    endpoint: Endpoint,
    model: String,
    deadline: Duration,
    extra_body: serde_json::Map<String, Value>,
    price: Option<Price>,
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
        let provider = Provider::choose(config.provider.as_deref(), &config.base_url)?;
        let base_url = if config.base_url.trim().is_empty() {
            &provider.base_url
        } else {
            &config.base_url
        };
        let mut extra_body = provider.extra_body.clone();
        extra_body.extend(config.extra_body.clone());
        Ok(Self {
            endpoint: Endpoint::new(base_url, config.api_key.clone(), config.connect_timeout)?,
            model: config.model.trim().to_owned(),
            deadline: config.deadline,
            extra_body,
            price: config.price,
            dialect: Mutex::new(Dialect::of(&provider)),
        })
    }

    async fn complete_within(
        &self,
        request: &CompletionRequest,
        meter: &Meter,
        hear: Option<&Hear<'_>>,
        started: Instant,
    ) -> Result<Completion, LanguageModelError> {
        let heard = AtomicBool::new(false);
        let listen = |text: &str| {
            heard.store(true, Ordering::Relaxed);
            if let Some(hear) = hear {
                hear(text);
            }
        };
        let listen = hear.map(|_| &listen as &Hear<'_>);
        let mut dialect = self.known_dialect();
        // What was only guessed at is tried for this request and forgotten.
        let mut certain = dialect.clone();
        let mut guessed = false;
        let mut tries = 0;
        loop {
            let fault = match self.attempt(request, meter, listen, &dialect).await? {
                Ok(completion) => {
                    self.remember(certain);
                    return Ok(completion);
                }
                Err(fault) => fault,
            };
            let fields: Vec<&str> = self.extra_body.keys().map(String::as_str).collect();
            let step = fault
                .rejection()
                .and_then(|words| dialect.after(words, &fields, hear.is_some()));
            if let Some(step) = step {
                tracing::info!(next = ?step.dialect, "the provider rejected the form of the request");
                guessed |= !step.named;
                if !guessed {
                    certain = step.dialect.clone();
                }
                dialect = step.dialect;
                continue;
            }
            tries += 1;
            let left = self.deadline.saturating_sub(started.elapsed());
            let named = match fault.pause() {
                // What was heard cannot be taken back by a second reply.
                Some(named) if tries < MAX_TRIES && !heard.load(Ordering::Relaxed) => named,
                _ => return Err(fault.into_error(&self.endpoint, &self.model)),
            };
            let pause = pause::before(tries, named);
            if pause >= left {
                return Err(fault.into_error(&self.endpoint, &self.model));
            }
            tracing::warn!(%fault, "asking the language model again");
            tokio::time::sleep(pause).await;
        }
    }

    /// Sends the request once: a completion, a fault of the exchange, or a reply that is of no use.
    async fn attempt(
        &self,
        request: &CompletionRequest,
        meter: &Meter,
        hear: Option<&Hear<'_>>,
        dialect: &Dialect,
    ) -> Result<Result<Completion, Fault>, LanguageModelError> {
        let pieces = hear.is_some();
        let body = body::of(request, &self.model, dialect, &self.extra_body, pieces);
        let prompt = tokens::of(request);
        let call = meter.book(prompt, u64::from(request.max_tokens), self.price)?;
        let value = match self.endpoint.exchange(body, hear).await {
            Ok(value) => value,
            Err(fault) => {
                // What was turned down is free; what broke off may not be.
                if fault.is_free() {
                    call.cancel();
                }
                return Ok(Err(fault));
            }
        };
        let (prompt_tokens, completion_tokens) = reply::usage(&value);
        call.settle(prompt_tokens, completion_tokens);
        reply::read(&value, &request.schema_name, &self.model).map(Ok)
    }

    fn known_dialect(&self) -> Dialect {
        self.dialect
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn remember(&self, dialect: Dialect) {
        *self.dialect.lock().unwrap_or_else(PoisonError::into_inner) = dialect;
    }

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
    async fn through(
        &self,
        request: &CompletionRequest,
        meter: &Meter,
        hear: Option<&Hear<'_>>,
    ) -> Result<Completion, LanguageModelError> {
        let started = Instant::now();
        let work = self.complete_within(request, meter, hear, started);
        let outcome = tokio::time::timeout(self.deadline, work).await;
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
}

#[async_trait]
impl LanguageModel for OpenAi {
    async fn complete_heard(
        &self,
        request: &CompletionRequest,
        meter: &Meter,
        hear: Option<&Hear<'_>>,
    ) -> Result<Completion, LanguageModelError> {
        let completion = self.through(request, meter, hear).await?;
        if let Some(hear) = hear {
            // Who sent it whole is heard now.
            hear(&completion.text);
        }
        Ok(completion)
    }

    fn name(&self) -> &str {
        &self.model
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
