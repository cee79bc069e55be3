//! Two models: the second is asked where the first gives no reply.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;

use super::{Completion, CompletionRequest, Hear, LanguageModel, LanguageModelError, Meter};

/// A model with one behind it.
pub struct Fallback {
    first: Arc<dyn LanguageModel>,
    second: Arc<dyn LanguageModel>,
}

impl Fallback {
    /// Puts `second` behind `first`.
    #[must_use]
    pub fn new(first: Arc<dyn LanguageModel>, second: Arc<dyn LanguageModel>) -> Self {
        Self { first, second }
    }
}

#[async_trait]
impl LanguageModel for Fallback {
    async fn complete_heard(
        &self,
        request: &CompletionRequest,
        meter: &Meter,
        hear: Option<&Hear<'_>>,
    ) -> Result<Completion, LanguageModelError> {
        let heard = AtomicBool::new(false);
        let listen = |text: &str| {
            heard.store(true, Ordering::Relaxed);
            if let Some(hear) = hear {
                hear(text);
            }
        };
        let listen = hear.map(|_| &listen as &Hear<'_>);
        let error = match self.first.complete_heard(request, meter, listen).await {
            // Of two models only one is heard.
            Err(error) if error.may_help_elsewhere() && !heard.load(Ordering::Relaxed) => error,
            settled => return settled,
        };
        tracing::warn!(%error, model.name = self.second.name(), "the fallback model is asked");
        match self.second.complete_heard(request, meter, hear).await {
            // A budget refuses only what comes next; the first error is why there is no reply.
            Err(second) if second.may_be_repaired() => Err(second),
            Err(second) => {
                tracing::warn!(error = %second, "the fallback model gave no reply either");
                Err(error)
            }
            reply => reply,
        }
    }

    fn name(&self) -> &str {
        self.first.name()
    }
}
