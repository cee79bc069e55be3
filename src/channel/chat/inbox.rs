//! What a chat program sent: acknowledged once it is on the disk, handled once, and answered also after a restart.
//!
//! Invariant: what was acknowledged and asks for something is open in the store until its answer is in the outbox; both
//! change in one transaction.

use std::collections::HashSet;
use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use futures::FutureExt as _;
use serde::Serialize;
use serde_json::Value;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::outbox::{NewMessage, Outbox};
use crate::clock::now_utc;
use crate::store::{Answered, NewEvent, OpenEvent, Store, StoreError};

/// How often something is begun that ends the program each time.
const MOST_ATTEMPTS: u32 = 3;

/// Makes the messages that something asks for.
#[async_trait]
pub trait Handler: Send + Sync {
    /// The messages that answer what came. It may have been begun before, where the program stopped meanwhile; then
    /// `event.progress` has what was noted.
    async fn answer(&self, event: &OpenEvent) -> Vec<NewMessage>;

    /// The messages that say that it failed.
    fn failed(&self, event: &OpenEvent) -> Vec<NewMessage>;
}

/// What one chat program sent.
pub struct Inbox {
    channel: &'static str,
    store: Arc<Store>,
    outbox: Arc<Outbox>,
    sender: mpsc::UnboundedSender<OpenEvent>,
    news: Mutex<Option<mpsc::UnboundedReceiver<OpenEvent>>>,
}

impl Inbox {
    /// That of a chat program; answers go into the outbox.
    #[must_use]
    pub fn new(channel: &'static str, store: Arc<Store>, outbox: Arc<Outbox>) -> Self {
        let (sender, news) = mpsc::unbounded_channel();
        Self {
            channel,
            store,
            outbox,
            sender,
            news: Mutex::new(Some(news)),
        }
    }

    /// Notes what came, under every name that it may come again by, its own first; tells whether it is new. It is on the
    /// disk when this returns, and only then may it be acknowledged. A payload is what the handler will read; without
    /// one there is nothing to answer.
    ///
    /// # Errors
    /// Where it could not be written: then the chat program is to send it again.
    pub async fn receive(
        &self,
        names: Vec<String>,
        payload: Option<&impl Serialize>,
    ) -> Result<bool, StoreError> {
        let payload = payload.map(|it| serde_json::to_string(it).unwrap_or_default());
        let event = NewEvent {
            channel: self.channel.to_owned(),
            names: names.clone(),
            received_at: now_utc(),
            payload: payload.clone(),
        };
        let received_at = event.received_at.clone();
        let is_new = self.store.receive(event).await?;
        if let (true, Some(payload)) = (is_new, payload) {
            let event = OpenEvent {
                channel: self.channel.to_owned(),
                event: names.into_iter().next().unwrap_or_default(),
                received_at,
                payload,
                progress: None,
                attempts: 0,
            };
            // Without somebody who reads, it stays open in the store and is answered after the next start.
            let _kept = self.sender.send(event);
        }
        Ok(is_new)
    }

    /// Notes what is shown of an answer, so that the same message is gone on with after a restart.
    pub async fn progress(&self, event: &OpenEvent, progress: &Value) {
        let progress = progress.to_string();
        let noted = self
            .store
            .note_progress(&event.channel, &event.event, &progress);
        if let Err(error) = noted.await {
            tracing::error!(error.cause = %error, "how far an answer is could not be noted");
        }
    }

    /// Answers what comes and what was open at the start, for as long as it is polled. One caller may.
    pub async fn run(&self, handler: Arc<dyn Handler>) -> Infallible {
        let news = self
            .news
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let Some(mut news) = news else {
            tracing::error!(channel = self.channel, "what comes is answered already");
            return std::future::pending().await;
        };
        let mut working = JoinSet::new();
        // What came before is in the store, and read from there.
        while news.try_recv().is_ok() {}
        let mut begun: HashSet<String> = HashSet::new();
        for event in self.left_open().await {
            begun.insert(event.event.clone());
            working.spawn(work(
                self.outbox.clone(),
                self.store.clone(),
                handler.clone(),
                event,
            ));
        }
        loop {
            tokio::select! {
                Some(event) = news.recv() => {
                    // It came while the store was read.
                    if !begun.remove(&event.event) {
                        working.spawn(work(self.outbox.clone(), self.store.clone(), handler.clone(), event));
                    }
                }
                Some(_ended) = working.join_next(), if !working.is_empty() => {}
            }
        }
    }

    async fn left_open(&self) -> Vec<OpenEvent> {
        let open = self.store.open_events(self.channel).await;
        let open = open.unwrap_or_else(|error| {
            tracing::error!(error.cause = %error, "what is still to be answered cannot be read");
            Vec::new()
        });
        if !open.is_empty() {
            tracing::info!(
                channel = self.channel,
                open = open.len(),
                "questions from before the start are answered"
            );
        }
        open
    }
}

async fn work(outbox: Arc<Outbox>, store: Arc<Store>, handler: Arc<dyn Handler>, event: OpenEvent) {
    if let Err(error) = store.begin_event(&event.channel, &event.event).await {
        tracing::error!(error.cause = %error, "the beginning of an answer could not be noted");
    }
    let messages = if event.attempts >= MOST_ATTEMPTS {
        tracing::error!(
            channel = event.channel,
            "a question ended the program several times"
        );
        handler.failed(&event)
    } else {
        let answer = AssertUnwindSafe(handler.answer(&event))
            .catch_unwind()
            .await;
        answer.unwrap_or_else(|_| {
            tracing::error!(
                channel = event.channel,
                "the handling of a message panicked"
            );
            handler.failed(&event)
        })
    };
    let answered = Answered {
        channel: event.channel.clone(),
        event: event.event.clone(),
    };
    // A full disk may have room again in a moment.
    for pause in [0, 1, 5, 30] {
        tokio::time::sleep(Duration::from_secs(pause)).await;
        let posted = outbox.post(messages.clone(), Some(answered.clone())).await;
        match posted {
            Ok(()) => return,
            Err(error) => {
                tracing::error!(error.cause = %error, "an answer could not be written; its question stays open");
            }
        }
    }
}
