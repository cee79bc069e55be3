//! A breaker: a model that fails several times in a row is left alone for a while, so that questions do not wait for it.
//!
//! After the rest one call tries it; when that succeeds all may, else the rest begins again.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;

use super::{Completion, CompletionRequest, Hear, LanguageModel, LanguageModelError, Meter};

/// The longest rest, whatever a provider asks for.
const LONGEST_REST: Duration = Duration::from_secs(600);

/// A model that is left alone while its endpoint fails.
pub struct Breaker {
    inner: Arc<dyn LanguageModel>,
    /// Failures in a row that open it.
    failures: u32,
    rest: Duration,
    state: Mutex<State>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// All may call; this many calls failed in a row.
    Closed(u32),
    /// Nobody calls before this.
    Open(Instant),
    /// One call tries.
    HalfOpen,
}

impl Breaker {
    /// Puts a breaker before a model: it opens after `failures` in a row, for `rest`.
    #[must_use]
    pub fn new(inner: Arc<dyn LanguageModel>, failures: u32, rest: Duration) -> Self {
        Self {
            inner,
            failures: failures.max(1),
            rest,
            state: Mutex::new(State::Closed(0)),
        }
    }

    fn set(&self, state: State) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = state;
    }

    /// Lets a call through, as a probe or not, or says how long to leave the model alone.
    fn enter(&self) -> Result<bool, LanguageModelError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let retry_after = match *state {
            State::Closed(_) => return Ok(false),
            State::Open(until) => until.saturating_duration_since(Instant::now()),
            State::HalfOpen => self.rest,
        };
        if *state == State::HalfOpen || !retry_after.is_zero() {
            return Err(LanguageModelError::Resting { retry_after });
        }
        *state = State::HalfOpen;
        Ok(true)
    }

    fn failed(&self, probe: bool, retry_after: Option<Duration>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let failures = match *state {
            State::Closed(failures) => failures + 1,
            // Calls that began before it opened end while it is open; its rest is as it was.
            State::Open(_) => return,
            State::HalfOpen if !probe => return,
            State::HalfOpen => self.failures,
        };
        *state = if failures >= self.failures {
            let rest = self.rest.max(retry_after.unwrap_or_default());
            tracing::warn!(
                model.name = self.inner.name(),
                "the language model is left alone"
            );
            State::Open(Instant::now() + rest.min(LONGEST_REST.max(self.rest)))
        } else {
            State::Closed(failures)
        };
    }
}

/// Gives the probe free again when its call is dropped before it ends.
struct Probe<'a> {
    breaker: &'a Breaker,
    ended: bool,
}

impl Drop for Probe<'_> {
    fn drop(&mut self) {
        if !self.ended {
            self.breaker.set(State::Open(Instant::now()));
        }
    }
}

#[async_trait]
impl LanguageModel for Breaker {
    async fn complete_heard(
        &self,
        request: &CompletionRequest,
        meter: &Meter,
        hear: Option<&Hear<'_>>,
    ) -> Result<Completion, LanguageModelError> {
        let is_probe = self.enter()?;
        let mut probe = Probe {
            breaker: self,
            ended: !is_probe,
        };
        let outcome = self.inner.complete_heard(request, meter, hear).await;
        match &outcome {
            // It was not called, so nothing is known of it.
            Err(LanguageModelError::OverBudget { .. }) => {}
            Err(error) if error.is_endpoint_fault() => {
                probe.ended = true;
                self.failed(is_probe, error.retry_after());
            }
            // An unusable reply is one too: the endpoint answers.
            Ok(_) | Err(_) => {
                probe.ended = true;
                self.set(State::Closed(0));
            }
        }
        outcome
    }

    fn name(&self) -> &str {
        self.inner.name()
    }
}
