//! Two models: the second is asked where the first gives no reply.

use std::sync::Arc;

use async_trait::async_trait;

use super::{Completion, CompletionRequest, LanguageModel, LanguageModelError, Meter};

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
    async fn complete(
        &self,
        request: &CompletionRequest,
        meter: &Meter,
    ) -> Result<Completion, LanguageModelError> {
        let error = match self.first.complete(request, meter).await {
            Err(error) if error.may_help_elsewhere() => error,
            settled => return settled,
        };
        tracing::warn!(%error, model.name = self.second.name(), "the fallback model is asked");
        match self.second.complete(request, meter).await {
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
