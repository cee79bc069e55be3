//! What every callback passes: its signature, its age, its seal.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use super::crypto::{Envelope, Fresh, Refused, Sealed, Signed};
use super::settings::CallbackSettings;
use super::{MAX_BODY_BYTES, WeCom};
use crate::channel::chat::Chats;
use crate::channel::http::{Problem, read_up_to};
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
    fn of(query: Result<Query<Self>, QueryRejection>) -> Result<Self, Problem> {
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

/// Which callbacks, and what of them differs.
pub(super) struct Kind {
    /// Who calls, and the settings that are missing where there is no such door.
    pub(super) missing: (&'static str, &'static str),
    /// The door.
    pub(super) door: fn(&WeCom) -> Option<&Door>,
    /// What is sealed in a body.
    pub(super) sealed: fn(&[u8]) -> Option<String>,
    /// What is wrong with a body where there is nothing.
    pub(super) unsealed: &'static str,
}

/// What came by a callback.
pub(super) struct Came {
    /// Whom it came to.
    pub(super) wecom: Arc<WeCom>,
    /// By which address; its reply is sealed under it.
    pub(super) address: Address,
    /// What it says.
    pub(super) passed: Passed,
}

impl Kind {
    fn here<'a>(
        &self,
        wecom: Option<&'a Arc<WeCom>>,
    ) -> Result<(&'a Arc<WeCom>, &'a Door), Problem> {
        let found = wecom.and_then(|it| Some((it, (self.door)(it)?)));
        found.ok_or_else(|| Problem::no_such_chat(self.missing.0, self.missing.1))
    }

    /// WeCom looks whether the address is ours.
    pub(super) fn looked_at(
        &self,
        chats: &Chats,
        query: Result<Query<Address>, QueryRejection>,
    ) -> Result<Response, Problem> {
        let (_, door) = self.here(chats.wecom.as_ref())?;
        Ok(door.echo(&Address::of(query)?)?.into_response())
    }

    /// What somebody did, once its seal was looked at.
    pub(super) async fn came(
        &self,
        chats: &Chats,
        query: Result<Query<Address>, QueryRejection>,
        request: Request,
    ) -> Result<Came, Problem> {
        let (wecom, door) = self.here(chats.wecom.as_ref())?;
        let address = Address::of(query)?;
        let body = read_up_to(request, MAX_BODY_BYTES).await?;
        let sealed =
            (self.sealed)(&body).ok_or_else(|| Problem::not_of_this_protocol(self.unsealed))?;
        let passed = door.passed(&address, &sealed)?;
        Ok(Came {
            wecom: wecom.clone(),
            address,
            passed,
        })
    }

    /// A reply, sealed.
    pub(super) fn seal(&self, came: &Came, text: &str) -> Result<Sealed, Problem> {
        let (_, door) = self.here(Some(&came.wecom))?;
        door.seal(&came.address, text)
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
    fn echo(&self, address: &Address) -> Result<String, Problem> {
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
    fn passed(&self, address: &Address, sealed: &str) -> Result<Passed, Problem> {
        let signed = address.signed();
        let text = self.envelope.open(signed, sealed).map_err(refused)?;
        let again = self.fresh.again(signed, unix_seconds()).map_err(refused)?;
        Ok(Passed { text, again })
    }

    /// A reply to a message.
    fn seal(&self, address: &Address, text: &str) -> Result<Sealed, Problem> {
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
