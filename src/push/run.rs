//! What is due is asked and sent.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt as _;
use serde_json::Value;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::said;
use super::{Answered, DeskError, Due, Message, PushError, Pushes, Subscription, Times, Told};
use crate::app::Loaded;
use crate::clock::utc_text;
use crate::store::{KeptSubscription, SubscriptionRan};

/// How late a push may be before it says so, in seconds.
const LATE: i64 = 600;
/// How often it is looked for what is due.
const LOOK_EVERY: Duration = Duration::from_secs(10);
/// Questions that are asked at a time: a slow one holds up no other.
const AT_A_TIME: usize = 4;

impl Pushes {
    /// Sends what becomes due and looks at bounds with each load, for as long as it is polled. What was missed while the
    /// program did not run is caught up first.
    pub async fn run(&self, mut loads: Receiver<Arc<Loaded>>) -> Infallible {
        self.loaded().await;
        loop {
            self.tick().await;
            tokio::select! {
                load = loads.recv() => match load {
                    // Bounds are looked at in the newest data, however many loads there were.
                    Ok(_) | Err(RecvError::Lagged(_)) => self.loaded().await,
                    Err(RecvError::Closed) => return std::future::pending().await,
                },
                () = self.changed.notified() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
    }

    /// Sends what is due by now.
    pub async fn tick(&self) {
        let _running = self.running.lock().await;
        let now = self.now();
        let active = futures::stream::iter(self.active().await);
        let ran = active.for_each_concurrent(AT_A_TIME, |it| async move {
            let Some(due) = it.next_at.filter(|due| *due <= now) else {
                return;
            };
            let done = match it.due.clone() {
                Due::Times(times) => self.push(&it, &times, due, now).await,
                // It was held back in the quiet hours, which are over.
                Due::Bound(bound) => self.look(&it, &bound, now).await,
            };
            log(done);
        });
        ran.await;
    }

    /// Looks whether bounds are passed in data that was just loaded.
    pub async fn loaded(&self) {
        let _running = self.running.lock().await;
        let now = self.now();
        let active = futures::stream::iter(self.active().await);
        let looked = active.for_each_concurrent(AT_A_TIME, |it| async move {
            if let Due::Bound(bound) = it.due.clone() {
                log(self.look(&it, &bound, now).await);
            }
        });
        looked.await;
    }

    async fn active(&self) -> Vec<Subscription> {
        let kept = self.store.active_subscriptions().await;
        let kept = kept.unwrap_or_else(|error| {
            tracing::error!(error.cause = %error, "subscriptions cannot be read");
            Vec::new()
        });
        let read = |it: KeptSubscription| {
            Subscription::try_from(it)
                .inspect_err(
                    |error| tracing::error!(error.cause = %error, "a subscription is left out"),
                )
                .ok()
        };
        kept.into_iter().filter_map(read).collect()
    }

    /// Sends what is due at a time; what was missed before it is not sent besides.
    async fn push(
        &self,
        it: &Subscription,
        times: &Times,
        due: i64,
        now: i64,
    ) -> Result<(), PushError> {
        let Some(asked) = self.asked(it).await? else {
            return Ok(());
        };
        let late = (now - due > LATE).then_some(due);
        let note = said::pushed(it, times, late);
        let key = format!("push {} {due}", it.id);
        let sent = match asked.answer {
            Answered::Answer(answer, chart) => {
                let told = Told::Answer(&answer, chart.as_deref());
                self.send(it, &asked.principal, &key, &note, told).await?
            }
            Answered::Failed(why) => {
                let note = format!("{note}\n{why}");
                self.send(it, &asked.principal, &key, &note, Told::Nothing)
                    .await?
            }
        };
        if sent {
            let next = times.next(now, &it.zone);
            self.ran(it, next, it.holds, it.times_told).await?;
        }
        Ok(())
    }

    /// Asks for the owner as they are now; nothing where nobody is to be sent anything.
    pub(super) async fn asked(&self, it: &Subscription) -> Result<Option<Asked>, PushError> {
        let principal = match self.desk.principal(&it.owner).await {
            Ok(Some(principal)) => principal,
            Ok(None) => {
                let why = said::owner_unknown(it.language);
                self.paused(it, why).await?;
                return Ok(None);
            }
            Err(error) => {
                tracing::error!(error.cause = %error, "it cannot be read whose a subscription is; it is tried again");
                return Ok(None);
            }
        };
        let answer = self
            .desk
            .ask(&it.owner, &principal, &it.question, it.lane)
            .await;
        // It may have taken long enough for its owner to end it meanwhile.
        let kept = self.store.subscription(&it.id).await?;
        let is_wanted = kept.is_some_and(|it| it.is_active);
        Ok(is_wanted.then_some(Asked { principal, answer }))
    }

    /// Sends a message; tells whether it is in the outbox.
    pub(super) async fn send(
        &self,
        it: &Subscription,
        principal: &semantic_sql::Principal,
        key: &str,
        note: &str,
        told: Told<'_>,
    ) -> Result<bool, PushError> {
        let message = Message {
            subscription: it,
            principal,
            key,
            note,
            told,
            language: it.language,
        };
        match self.desk.send(message).await {
            Ok(()) => Ok(true),
            Err(DeskError::NoChannel(channel)) => {
                let why = said::no_channel(it.language, &channel);
                self.paused(it, &why).await?;
                Ok(false)
            }
            Err(error) => {
                tracing::error!(error.cause = %error, "a push could not be written; it is tried again");
                Ok(false)
            }
        }
    }

    /// Notes that it ran.
    pub(super) async fn ran(
        &self,
        it: &Subscription,
        next_at: Option<i64>,
        holds: bool,
        times_told: u32,
    ) -> Result<(), PushError> {
        let ran = SubscriptionRan {
            id: it.id.clone(),
            next_at,
            holds,
            times_told,
            groups: it.groups.kept(),
            at: utc_text(self.now()),
        };
        Ok(self.store.subscription_ran(&ran).await?)
    }

    /// Pauses it and says why.
    pub(super) async fn paused(&self, it: &Subscription, why: &str) -> Result<(), PushError> {
        tracing::warn!(subscription.id = it.id, "a subscription is paused");
        let set = self.store.set_subscription(&it.id, false, Some(why), None);
        Ok(set.await?)
    }
}

/// An answer, and who it is for.
pub(super) struct Asked {
    pub(super) principal: semantic_sql::Principal,
    pub(super) answer: Answered,
}

/// The status of an answer object.
pub(super) fn status(answer: &Value) -> &str {
    answer["status"].as_str().unwrap_or_default()
}

fn log(done: Result<(), PushError>) {
    if let Err(error) = done {
        tracing::error!(error.cause = %error, "a push could not be made; it is tried again");
    }
}
