//! What all chat programs share: who somebody is, what came and what is to be sent, conversations of threads, and how a
//! question is asked.
//!
//! ```text
//! request ─ receive ─► Inbox (store) ─► Handler::answer ─► Outbox (store) ─► Sender::send
//!             ack after this ▲           Asking::ask        both in one transaction ▲
//! ```
//!
//! Invariant: nothing is acknowledged before it is in the store, and nothing is sent that is not; so a restart at any
//! point finishes the answer.

pub mod ask;
pub mod audience;
pub mod identity;
pub mod inbox;
pub mod limits;
pub mod outbox;
pub mod picture;
pub mod push;
pub mod threads;

use std::convert::Infallible;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

pub use ask::{Asking, ChatQuestion, Outcome};
pub use audience::{Audience, Company};
pub use identity::{Identities, Identity, IdentityError, Member, code_in};
pub use inbox::{Handler, Inbox};
pub use limits::{Unit, clip, split};
pub use outbox::{NewMessage, Outbox, OutboxSettings, SendError, Sender, Sent};
pub use picture::png;
pub use push::{Courier, PushDesk};
pub use threads::Threads;

use super::http::PartsFor;
use super::slack::Slack;
use super::wecom::WeCom;
use crate::clock::{days_ago_utc, hours_ago_utc};
use crate::keys::Narrower;
use crate::push::Pushes;
use crate::store::Store;

/// Hours that it is remembered what came: chat programs send again for minutes, and a person for a day.
const EVENT_HOURS: u32 = 48;
/// Days that a thread goes on from what was asked in it.
const THREAD_DAYS: u32 = 30;
/// Days that it is remembered what was sent.
const SENT_DAYS: u32 = 7;
/// Days that what could not be sent can be sent again.
const DEAD_DAYS: u32 = 90;

/// How questions of chat programs are worked on.
#[derive(Debug, Clone)]
pub struct ChatSettings {
    /// Questions that are worked on at a time; further ones wait for their turn.
    pub at_a_time: usize,
    /// How long a question may take.
    pub deadline: Duration,
    /// How messages are tried.
    pub outbox: OutboxSettings,
    /// Places with several people where whoever is there may read all that is asked there.
    pub open_places: Vec<String>,
}

impl Default for ChatSettings {
    fn default() -> Self {
        Self {
            at_a_time: 16,
            deadline: Duration::from_secs(600),
            outbox: OutboxSettings::default(),
            open_places: Vec::new(),
        }
    }
}

/// The chat programs that a server talks to; a route finds its own here.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct Chats {
    /// Slack.
    pub slack: Option<Arc<Slack>>,
    /// WeCom.
    pub wecom: Option<Arc<WeCom>>,
    /// What is sent again and again.
    pub pushes: Option<Arc<Pushes>>,
}

/// What all chat programs of a server share.
pub struct Chat {
    /// Where it is kept.
    pub store: Arc<Store>,
    /// Who somebody is.
    pub identities: Identities,
    /// What is to be sent.
    pub outbox: Arc<Outbox>,
    /// Conversations of threads.
    pub threads: Threads,
    /// Asks.
    pub asking: Asking,
    /// Who may read along.
    pub audience: Audience,
    /// What is sent again and again; set once the chat programs are there that send it.
    pub pushes: OnceLock<Arc<Pushes>>,
}

impl Chat {
    /// `parts` is what the entrance makes for somebody ([`super::http::Entrance::parts`]), `narrower` compares what two
    /// principals see.
    #[must_use]
    pub fn new(
        store: Arc<Store>,
        parts: PartsFor,
        narrower: Narrower,
        settings: ChatSettings,
    ) -> Self {
        let threads = Threads::new(store.clone());
        Self {
            identities: Identities::new(store.clone()),
            outbox: Arc::new(Outbox::new(store.clone(), settings.outbox)),
            asking: Asking::new(
                parts,
                threads.clone(),
                settings.at_a_time,
                settings.deadline,
            ),
            threads,
            audience: Audience::new(narrower, settings.open_places),
            pushes: OnceLock::new(),
            store,
        }
    }

    /// The inbox of a chat program.
    #[must_use]
    pub fn inbox(&self, channel: &'static str) -> Inbox {
        Inbox::new(channel, self.store.clone(), self.outbox.clone())
    }

    /// Forgets what is old, each hour, for as long as it is polled.
    pub async fn tidy(&self) -> Infallible {
        loop {
            let (events, threads) = (hours_ago_utc(EVENT_HOURS), days_ago_utc(THREAD_DAYS));
            let (sent, dead) = (days_ago_utc(SENT_DAYS), days_ago_utc(DEAD_DAYS));
            let events = self.store.forget_events(&events, &threads).await;
            let messages = self.store.forget_messages(&sent, &dead).await;
            if let Err(error) = events.and(messages) {
                tracing::error!(error.cause = %error, "what chat programs sent long ago cannot be forgotten");
            }
            tokio::time::sleep(Duration::from_secs(3600)).await;
        }
    }
}
