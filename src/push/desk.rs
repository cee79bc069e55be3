//! What pushes need of the chat programs.

use async_trait::async_trait;
use semantic_sql::Principal;
use serde_json::Value;

use super::{Owner, Subscription};
use crate::answer::chart::Chart;
use crate::question::{LaneChoice, Language};

/// What came of a question.
#[derive(Debug, Clone)]
pub enum Answered {
    /// The answer object, and its chart.
    Answer(Box<Value>, Option<Box<Chart>>),
    /// It cannot be answered now; a sentence for whoever asked.
    Failed(String),
}

/// What a message says.
#[derive(Debug, Clone, Copy)]
pub enum Told<'a> {
    /// An answer.
    Answer(&'a Value, Option<&'a Chart>),
    /// Words alone.
    Nothing,
}

/// A message that is to be sent.
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    /// What it is for.
    pub subscription: &'a Subscription,
    /// Who it was computed for.
    pub principal: &'a Principal,
    /// What is sent again with the same key is sent once.
    pub key: &'a str,
    /// Words that stand above.
    pub note: &'a str,
    /// What stands below.
    pub told: Told<'a>,
    /// The language of the words.
    pub language: Language,
}

/// Why something could not be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeskError {
    /// It may succeed later.
    #[error("{0}")]
    Passing(String),
    /// The chat program is not set up any more.
    #[error("{0} is not set up")]
    NoChannel(String),
}

/// Looks people up, asks for them, and sends.
#[async_trait]
pub trait Desk: Send + Sync {
    /// Who an owner acts as now; nothing where they are nobody any more.
    async fn principal(&self, owner: &Owner) -> Result<Option<Principal>, DeskError>;

    /// Asks a question for somebody.
    async fn ask(
        &self,
        owner: &Owner,
        principal: &Principal,
        question: &str,
        lane: Option<LaneChoice>,
    ) -> Answered;

    /// Writes a message into the outbox; it is on the disk when this returns.
    async fn send(&self, message: Message<'_>) -> Result<(), DeskError>;
}
