//! What every callback passes: its signature, its age, its seal.

use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use serde::Deserialize;

use super::crypto::{Envelope, Fresh, Refused, Sealed, Signed};
use super::settings::CallbackSettings;
use crate::channel::http::Problem;
use crate::clock::unix_seconds;

/// The most characters of a text that WeCom wants back to see that the address is ours.
const MAX_ECHO: usize = 64;

/// What stands in the address of a callback.
#[derive(Deserialize)]
pub(in crate::channel) struct Address {
    msg_signature: String,
    timestamp: String,
    nonce: String,
    #[serde(default)]
    echostr: String,
}

impl Address {
    pub(super) fn of(query: Result<Query<Self>, QueryRejection>) -> Result<Self, Problem> {
        let query = query.map_err(|_| {
            let why = "the address has no msg_signature, timestamp and nonce";
            Problem::not_of_this_protocol(why)
        })?;
        Ok(query.0)
    }

    fn signed(&self) -> Signed<'_> {
        Signed {
            signature: &self.msg_signature,
            timestamp: &self.timestamp,
            nonce: &self.nonce,
        }
    }
}

/// A message that passed.
pub(super) struct Passed {
    /// What it says.
    pub(super) text: String,
    /// Whether the very same came before.
    pub(super) again: bool,
}

/// Where callbacks of an app or a bot come in.
pub(super) struct Door {
    envelope: Envelope,
    fresh: Fresh,
}

impl Door {
    pub(super) fn new(settings: CallbackSettings, receive_id: &str, window: i64) -> Self {
        Self {
            envelope: Envelope::new(settings.token, settings.key, receive_id),
            fresh: Fresh::new(window),
        }
    }

    /// The text that WeCom wants back.
    pub(super) fn echo(&self, address: &Address) -> Result<String, Problem> {
        // A plus that somebody on the way did not write as %2B reads as a blank.
        let sealed = address.echostr.replace(' ', "+");
        let passed = self.passed(address, &sealed)?;
        let is_echo = (1..=MAX_ECHO).contains(&passed.text.len())
            && passed.text.chars().all(|it| it.is_ascii_alphanumeric());
        // Whoever got hold of a message must not have it opened here.
        match is_echo {
            true => Ok(passed.text),
            false => Err(Problem::not_signed()),
        }
    }

    /// What a message says.
    pub(super) fn passed(&self, address: &Address, sealed: &str) -> Result<Passed, Problem> {
        let signed = address.signed();
        let text = self.envelope.open(signed, sealed).map_err(refused)?;
        let again = self.fresh.again(signed, unix_seconds()).map_err(refused)?;
        Ok(Passed { text, again })
    }

    /// A reply to a message.
    pub(super) fn seal(&self, address: &Address, text: &str) -> Result<Sealed, Problem> {
        let sealed = self.envelope.seal(text, unix_seconds(), &address.nonce);
        sealed.map_err(|error| {
            tracing::error!(error.cause = %error, "a reply cannot be sealed");
            Problem::not_kept()
        })
    }
}

fn refused(why: Refused) -> Problem {
    // Which it was stands in the log alone: whoever tries seals learns nothing of it.
    tracing::warn!(error.cause = %why, "a callback of WeCom is refused");
    Problem::not_signed()
}
