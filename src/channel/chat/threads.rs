//! Which conversation of somebody a thread of a chat program is, so that a further question goes on from it.
//!
//! Invariant: a conversation is its asker's alone. Two people in one thread have two conversations.

use std::sync::Arc;

use semantic_sql::{Asker, Principal};
use serde_json::Value;

use crate::channel::chosen::{Choice, offered};
use crate::clock::now_utc;
use crate::recall::asker_text;
use crate::store::{KeptThread, Store};

/// What is known of a thread for an asker.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Known {
    /// The conversation.
    pub(super) conversation: Option<String>,
    /// What the last answer offered.
    pub(super) choices: Vec<Choice>,
}

/// The threads of all chat programs.
#[derive(Debug, Clone)]
pub struct Threads {
    store: Arc<Store>,
}

impl Threads {
    /// Those of a file.
    #[must_use]
    pub fn new(store: Arc<Store>) -> Self {
        Self { store }
    }

    /// Whether anybody asked something in a thread: then a message in it is meant for us.
    pub async fn is_known(&self, channel: &str, thread: &str) -> bool {
        let known = self.store.has_chat_thread(channel, thread).await;
        known.unwrap_or_else(|error| {
            tracing::error!(error.cause = %error, "a thread cannot be looked up");
            false
        })
    }

    /// What is known of a thread for somebody; where it cannot be read, the question begins anew.
    pub(super) async fn known(&self, channel: &str, thread: &str, asker: &Principal) -> Known {
        let kept = self.store.chat_thread(channel, thread, &text(asker)).await;
        let kept = kept.unwrap_or_else(|error| {
            tracing::error!(error.cause = %error, "a thread cannot be looked up");
            None
        });
        kept.map_or_else(Known::default, |it| Known {
            conversation: Some(it.conversation),
            choices: serde_json::from_str(&it.choices).unwrap_or_default(),
        })
    }

    /// Whether somebody asked something in a thread.
    pub async fn is_theirs(&self, channel: &str, thread: &str, asker: &Principal) -> bool {
        self.known(channel, thread, asker)
            .await
            .conversation
            .is_some()
    }

    /// Notes what was answered last in a thread.
    pub async fn goes_on(&self, channel: &str, thread: &str, asker: &Principal, answer: &Value) {
        let Some(conversation) = answer["conversation_id"].as_str() else {
            return;
        };
        let kept = KeptThread {
            channel: channel.to_owned(),
            thread: thread.to_owned(),
            asker: text(asker),
            conversation: conversation.to_owned(),
            choices: serde_json::to_string(&offered(answer)).unwrap_or_default(),
            changed_at: now_utc(),
        };
        if let Err(error) = self.store.put_chat_thread(kept).await {
            tracing::error!(error.cause = %error, "a thread could not be kept");
        }
    }
}

fn text(asker: &Principal) -> String {
    asker_text(&Asker::Known(asker.clone()))
}
