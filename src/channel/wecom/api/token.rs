//! The token of an app: kept as long as it holds, and asked for by one at a time.

use std::time::{Duration, Instant};

use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Mutex;

use super::ApiError;

/// How long before its end a token is not used any more.
const EARLY: Duration = Duration::from_secs(60);

#[derive(Default)]
pub(super) struct Tokens(Mutex<Option<Kept>>);

struct Kept {
    token: SecretString,
    until: Option<Instant>,
}

impl Tokens {
    /// The token; whoever comes while it is asked for waits for the same one.
    pub(super) async fn get<F>(&self, fresh: impl FnOnce() -> F) -> Result<SecretString, ApiError>
    where
        F: Future<Output = Result<(SecretString, Duration), ApiError>>,
    {
        let mut kept = self.0.lock().await;
        if let Some(kept) = kept.as_ref().filter(|it| it.holds()) {
            return Ok(kept.token.clone());
        }
        let asked = Instant::now();
        let (token, holds) = fresh().await?;
        *kept = Some(Kept {
            token: token.clone(),
            until: asked.checked_add(holds.saturating_sub(EARLY)),
        });
        Ok(token)
    }

    /// Forgets a token that WeCom does not take; another one that came meanwhile stays.
    pub(super) async fn forget(&self, token: &SecretString) {
        let mut kept = self.0.lock().await;
        let same = |it: &Kept| it.token.expose_secret() == token.expose_secret();
        if kept.as_ref().is_some_and(same) {
            *kept = None;
        }
    }
}

impl Kept {
    fn holds(&self) -> bool {
        self.until.is_some_and(|until| Instant::now() < until)
    }
}
