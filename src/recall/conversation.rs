//! Conversations: questions that go on from each other, of one asker.
//!
//! Invariant: a conversation is its asker's alone. Whoever else opens it gets its questions answered
//! anew under their own rights, or what every unknown id gets.

use chrono::NaiveDateTime;
use semantic_sql::Asker;

use super::kept::{KeptRequest, asker_text};
use super::{Recall, RecallError, Recalled};
use crate::clock;
use crate::store::{Conversation, InConversation, Place};

/// Earlier questions that a question goes on from at most.
pub(crate) const MOST_EARLIER: u32 = 20;

/// The most characters of a title that is a question.
const TITLE_CHARS: usize = 60;

/// The conversation that a question belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Thread {
    /// One that begins with it.
    New,
    /// One that is kept.
    Kept(String),
}

impl Thread {
    /// Where an answer to a question is kept.
    pub(super) fn place(self, question: &str) -> InConversation {
        let (id, begins) = match self {
            Self::New => (uuid::Uuid::now_v7().to_string(), true),
            Self::Kept(id) => (id, false),
        };
        InConversation {
            id,
            begins,
            title: title_of(question),
        }
    }
}

/// Which conversations are wanted.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// A text in the title or in a question; an empty one is in all.
    pub text: String,
    /// The last one that was told.
    pub after: Option<Place>,
    /// How many.
    pub limit: u32,
}

/// Conversations, the latest first.
#[derive(Debug, Clone)]
pub struct ConversationList {
    /// The conversations.
    pub conversations: Vec<Conversation>,
    /// Where the next ones begin, if there are more.
    pub next: Option<Place>,
}

/// A question of a conversation and its answer.
#[derive(Debug)]
pub struct Turn {
    /// The question.
    pub question: String,
    /// What "now" meant.
    pub asked_at: NaiveDateTime,
    /// The answer, as whoever reads it may see it.
    pub answer: Recalled,
}

/// A conversation as somebody may read it.
#[derive(Debug)]
pub struct Opened {
    /// The conversation; to anybody but its asker its title is the first question that they may see.
    pub conversation: Conversation,
    /// Whether it is somebody else's.
    pub is_foreign: bool,
    /// Its questions, the oldest first.
    pub turns: Vec<Turn>,
    /// Where the next ones begin, if there are more.
    pub next: Option<Place>,
}

impl Recall {
    /// Begins a conversation without questions.
    ///
    /// # Errors
    /// Where nothing is kept, or it could not be written.
    pub async fn begin(
        &self,
        asker: &Asker,
        title: Option<String>,
    ) -> Result<Conversation, RecallError> {
        let now = clock::now_utc();
        let id = uuid::Uuid::now_v7().to_string();
        let conversation = Conversation {
            last_id: id.clone(),
            id,
            asker: asker_text(asker),
            title,
            created_at: now.clone(),
            updated_at: now,
            questions: 0,
        };
        self.store()?.begin(conversation.clone()).await?;
        Ok(conversation)
    }

    /// The last questions of a conversation of the asker, the oldest first.
    ///
    /// # Errors
    /// [`RecallError::NotKept`] where there is none, or it is not theirs.
    pub async fn earlier(&self, id: &str, asker: &Asker) -> Result<Vec<String>, RecallError> {
        let conversation = self.thread(id).await?;
        if !is_theirs(&conversation, asker) {
            return Err(RecallError::NotKept);
        }
        Ok(self.store()?.questions_in(id, MOST_EARLIER).await?)
    }

    /// The conversations of an asker, the latest first.
    ///
    /// # Errors
    /// Where nothing is kept, or the file cannot be read.
    pub async fn conversations(
        &self,
        asker: &Asker,
        wanted: &Wanted,
    ) -> Result<ConversationList, RecallError> {
        let Asker::Known(_) = asker else {
            return Err(RecallError::NotKept);
        };
        let Wanted { text, after, limit } = wanted;
        let store = self.store()?;
        let mut conversations = store
            .conversations(&asker_text(asker), text, after.as_ref(), limit + 1)
            .await?;
        let more = conversations.len() > *limit as usize;
        conversations.truncate(*limit as usize);
        let next = conversations.last().filter(|_| more).map(|last| Place {
            at: last.updated_at.clone(),
            id: last.last_id.clone(),
        });
        Ok(ConversationList {
            conversations,
            next,
        })
    }

    /// A conversation with its questions, at most `limit` of them after a place.
    ///
    /// # Errors
    /// [`RecallError::NotKept`] where there is none, or nothing in it that whoever reads may see.
    pub async fn open(
        &self,
        id: &str,
        asker: &Asker,
        after: Option<&Place>,
        limit: u32,
    ) -> Result<Opened, RecallError> {
        let mut conversation = self.thread(id).await?;
        let is_foreign = !is_theirs(&conversation, asker);
        let mut kept = self.store()?.answers_in(id, after, limit + 1).await?;
        let more = kept.len() > limit as usize;
        kept.truncate(limit as usize);
        let next = kept.last().filter(|_| more).map(|last| Place {
            at: last.kept_at.clone(),
            id: last.id.clone(),
        });
        let mut turns = Vec::new();
        for answer in kept {
            let request = KeptRequest::read(&answer)?;
            match self.told_to(answer, asker).await {
                Ok(answer) => turns.push(Turn {
                    question: request.text,
                    asked_at: request.asked_at,
                    answer,
                }),
                Err(RecallError::NotKept) => {}
                Err(other) => return Err(other),
            }
        }
        if is_foreign {
            let first = turns.first().ok_or(RecallError::NotKept)?;
            conversation.title = Some(title_of(&first.question));
            // How many there are that they may not see is not theirs to know.
            conversation.questions = turns.len() as u64;
        }
        Ok(Opened {
            conversation,
            is_foreign,
            turns,
            next,
        })
    }

    /// Gives a conversation of the asker a name.
    ///
    /// # Errors
    /// [`RecallError::NotKept`] where there is none, or it is not theirs.
    pub async fn rename(
        &self,
        id: &str,
        asker: &Asker,
        title: &str,
    ) -> Result<Conversation, RecallError> {
        let renamed = self.store()?.rename(id, &asker_text(asker), title).await?;
        if !renamed || *asker == Asker::Nobody {
            return Err(RecallError::NotKept);
        }
        self.thread(id).await
    }

    /// Forgets a conversation of the asker, with its answers and what was said of them.
    ///
    /// # Errors
    /// [`RecallError::NotKept`] where there is none, or it is not theirs.
    pub async fn forget(&self, id: &str, asker: &Asker) -> Result<(), RecallError> {
        let Asker::Known(_) = asker else {
            return Err(RecallError::NotKept);
        };
        let forgotten = self.store()?.forget(id, &asker_text(asker)).await?;
        forgotten.then_some(()).ok_or(RecallError::NotKept)
    }

    async fn thread(&self, id: &str) -> Result<Conversation, RecallError> {
        let found = self.store()?.conversation(id).await?;
        found.ok_or(RecallError::NotKept)
    }
}

/// Whether a conversation is somebody's, with the rights that they have; nobody is the same as nobody
/// else.
fn is_theirs(conversation: &Conversation, asker: &Asker) -> bool {
    matches!(asker, Asker::Known(_)) && conversation.asker == asker_text(asker)
}

/// A question as the title of its conversation.
fn title_of(question: &str) -> String {
    let words: Vec<&str> = question.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(TITLE_CHARS) {
        None => line,
        Some((end, _)) => format!("{}…", &line[..end]),
    }
}
