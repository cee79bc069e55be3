//! What is to be sent to chat programs: written into the store first, sent then, and tried again until it has arrived
//! or cannot.
//!
//! Invariant: a message is in the store before somebody is told that it will be sent, and leaves it only by being sent
//! or by somebody's decision: what cannot be sent is dead, and `/v1/admin/outbox` shows it.
//! Messages of one destination are sent one after another, with a pause between them, and in the order in which they
//! were written: a later one waits as long as an earlier one is tried again, but no longer than about two minutes.

use std::collections::{HashMap, HashSet};
use std::convert::Infallible;
use std::hash::{BuildHasher as _, RandomState};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::FutureExt as _;
use serde_json::Value;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::clock::{now_utc, unix_ms};
use crate::store::{Answered, Attempted, OutboxMessage, OutboxState, Store, StoreError};
use crate::telemetry::measures;

/// The most characters that are kept of what was wrong.
const MAX_ERROR: usize = 300;

/// A message that is to be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct NewMessage {
    /// The chat program.
    pub channel: &'static str,
    /// What the rate of messages is limited for, such as a channel or a person.
    pub destination: String,
    /// What is written again with the same key is sent once.
    pub key: String,
    /// What the channel's sender reads.
    pub payload: Value,
}

impl NewMessage {
    fn kept(self) -> OutboxMessage {
        let now = now_utc();
        OutboxMessage {
            id: Uuid::now_v7().to_string(),
            channel: self.channel.to_owned(),
            destination: self.destination,
            key: self.key,
            payload: self.payload.to_string(),
            state: OutboxState::Waiting,
            attempts: 0,
            next_at: 0,
            created_at: now.clone(),
            changed_at: now,
            error: None,
            receipt: None,
        }
    }
}

/// A message that has arrived.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sent {
    /// What the chat program calls it.
    pub receipt: Option<String>,
}

/// Why a message has not arrived.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SendError {
    /// What is wrong, for whoever looks at dead messages; no word of a message and no secret.
    pub message: String,
    /// How long the chat program wants to be left alone.
    pub retry_after: Option<Duration>,
    /// Whether it cannot succeed, however often it is tried.
    pub permanent: bool,
}

impl SendError {
    /// Something that may be right the next time.
    #[must_use]
    pub fn passing(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            retry_after: None,
            permanent: false,
        }
    }

    /// Something that will be wrong each time.
    #[must_use]
    pub fn permanent(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            retry_after: None,
            permanent: true,
        }
    }
}

/// Sends messages of one chat program.
#[async_trait]
pub trait Sender: Send + Sync {
    /// The chat program.
    fn channel(&self) -> &'static str;

    /// The pause between two messages to one destination.
    fn gap(&self) -> Duration;

    /// Sends a message. It may have been sent before, where the program stopped before it could note that.
    async fn send(&self, message: &OutboxMessage) -> Result<Sent, SendError>;
}

/// How messages are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutboxSettings {
    /// The pause before the second attempt; each later one is twice as long.
    pub first_pause: Duration,
    /// The longest pause.
    pub longest_pause: Duration,
    /// Attempts after which a message is dead.
    pub most_attempts: u32,
    /// Attempts of a message up to which later ones to the same destination wait for it.
    pub held_for: u32,
    /// Messages that are sent at a time.
    pub at_a_time: usize,
    /// How often it is looked for messages whose time has come.
    pub look_every: Duration,
}

impl Default for OutboxSettings {
    fn default() -> Self {
        Self {
            first_pause: Duration::from_secs(1),
            longest_pause: Duration::from_secs(600),
            most_attempts: 14,
            // With the pauses above about two minutes.
            held_for: 8,
            at_a_time: 32,
            look_every: Duration::from_millis(500),
        }
    }
}

/// What is to be sent.
#[derive(Debug)]
pub struct Outbox {
    store: Arc<Store>,
    settings: OutboxSettings,
    news: Notify,
}

/// What messages go to, one after another.
type Place = (&'static str, String);

impl Outbox {
    /// That of a file.
    #[must_use]
    pub fn new(store: Arc<Store>, settings: OutboxSettings) -> Self {
        Self {
            store,
            settings,
            news: Notify::new(),
        }
    }

    /// Writes messages that are to be sent, and notes what they answer, both or neither. They are on the disk when this
    /// returns.
    ///
    /// # Errors
    /// Where they could not be written.
    pub async fn post(
        &self,
        messages: Vec<NewMessage>,
        answered: Option<Answered>,
    ) -> Result<(), StoreError> {
        let messages = messages.into_iter().map(NewMessage::kept).collect();
        self.store.post(messages, answered).await?;
        self.news.notify_one();
        Ok(())
    }

    /// Sends what waits, for as long as it is polled.
    pub async fn run(&self, senders: Vec<Arc<dyn Sender>>) -> Infallible {
        let mut sending: JoinSet<(Place, i64)> = JoinSet::new();
        let mut busy: HashSet<Place> = HashSet::new();
        let mut free_at: HashMap<Place, i64> = HashMap::new();
        loop {
            let now = unix_ms();
            free_at.retain(|_, at| *at > now);
            for sender in &senders {
                for message in self.due(sender.as_ref(), now).await {
                    let place = (sender.channel(), message.destination.clone());
                    let is_full = sending.len() >= self.settings.at_a_time;
                    if is_full || busy.contains(&place) || free_at.contains_key(&place) {
                        continue;
                    }
                    busy.insert(place.clone());
                    let (store, settings) = (self.store.clone(), self.settings);
                    let sender = sender.clone();
                    sending.spawn(async move {
                        let held = attempt(&store, settings, sender.as_ref(), message).await;
                        (place, held)
                    });
                }
            }
            tokio::select! {
                Some(ended) = sending.join_next(), if !sending.is_empty() => {
                    if let Ok((place, held)) = ended {
                        busy.remove(&place);
                        free_at.insert(place, held);
                    }
                }
                () = self.news.notified() => {}
                () = tokio::time::sleep(self.settings.look_every) => {}
            }
        }
    }

    async fn due(&self, sender: &dyn Sender, now: i64) -> Vec<OutboxMessage> {
        let due = self
            .store
            .due(sender.channel(), now, self.settings.held_for)
            .await;
        due.unwrap_or_else(|error| {
            tracing::error!(error.cause = %error, "what is to be sent cannot be read");
            Vec::new()
        })
    }
}

/// Tries to send a message once, and notes what came of it; returns until when its destination is left alone.
async fn attempt(
    store: &Store,
    settings: OutboxSettings,
    sender: &dyn Sender,
    message: OutboxMessage,
) -> i64 {
    let attempts = message.attempts + 1;
    let sent = AssertUnwindSafe(sender.send(&message)).catch_unwind().await;
    let sent = sent.unwrap_or_else(|_| {
        tracing::error!(channel = sender.channel(), "sending a message panicked");
        Err(SendError::passing(
            "sending it failed inside of the program",
        ))
    });
    let now = unix_ms();
    let mut it = Attempted {
        id: message.id,
        state: OutboxState::Sent,
        attempts,
        next_at: 0,
        at: now_utc(),
        error: None,
        receipt: None,
    };
    let mut held = now + millis(sender.gap());
    match sent {
        Ok(sent) => it.receipt = sent.receipt,
        Err(error) => {
            let is_dead = error.permanent || attempts >= settings.most_attempts;
            it.state = if is_dead {
                OutboxState::Dead
            } else {
                OutboxState::Waiting
            };
            it.next_at = now + millis(pause(settings, attempts, error.retry_after));
            // Who asks to be left alone means every message, not this one.
            if let Some(after) = error.retry_after {
                held = held.max(now + millis(after));
            }
            tracing::warn!(
                channel = sender.channel(),
                message.id = it.id,
                attempts,
                is_dead,
                error.cause = error.message,
                "a message did not arrive"
            );
            it.error = Some(error.message.chars().take(MAX_ERROR).collect());
        }
    }
    let outcome = match it.state {
        OutboxState::Sent => "sent",
        OutboxState::Waiting => "again",
        OutboxState::Dead => "dead",
    };
    measures::message(sender.channel(), outcome);
    if let Err(error) = store.attempted(it).await {
        tracing::error!(error.cause = %error, "what became of a message could not be noted");
        // It would be sent again at once, and again.
        held = held.max(now + millis(settings.longest_pause));
    }
    held
}

/// The pause after an attempt: what the chat program named, else a doubling one, and in both cases a random part more,
/// so that what failed together is not tried together.
fn pause(settings: OutboxSettings, attempts: u32, named: Option<Duration>) -> Duration {
    let doubled = settings.first_pause * 2_u32.saturating_pow(attempts.saturating_sub(1).min(20));
    let base = named.unwrap_or_else(|| doubled.min(settings.longest_pause));
    base + base.mul_f64(chance() / 4.0)
}

/// A number between 0 and 1; the standard library seeds every hasher at random.
fn chance() -> f64 {
    let bits = RandomState::new().hash_one(0_u8);
    f64::from(u32::try_from(bits >> 32).unwrap_or(0)) / f64::from(u32::MAX)
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX / 4)
}
