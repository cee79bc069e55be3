//! What is kept for whoever asks: conversations, replies, what was said of answers.

use async_trait::async_trait;
use semantic_sql::Asker;

use crate::recall::{ConversationList, FeedbackList, Opened, Recall, RecallError, Wanted};
use crate::store::{Cause, Conversation, KeptReply, Place, Verdict};

/// What the routes need of the store. Where nothing is kept, each reads as if there were none.
#[async_trait]
pub trait Keep: Send + Sync {
    /// Begins a conversation.
    async fn begin(
        &self,
        _asker: &Asker,
        _title: Option<String>,
    ) -> Result<Conversation, RecallError> {
        Err(RecallError::NotKept)
    }

    /// The questions of a conversation.
    async fn earlier(&self, _id: &str, _asker: &Asker) -> Result<Vec<String>, RecallError> {
        Err(RecallError::NotKept)
    }

    /// The conversations of an asker.
    async fn conversations(
        &self,
        _asker: &Asker,
        _wanted: &Wanted,
    ) -> Result<ConversationList, RecallError> {
        Err(RecallError::NotKept)
    }

    /// A conversation with its questions.
    async fn open(
        &self,
        _id: &str,
        _asker: &Asker,
        _after: Option<&Place>,
        _limit: u32,
    ) -> Result<Opened, RecallError> {
        Err(RecallError::NotKept)
    }

    /// Names a conversation.
    async fn rename(
        &self,
        _id: &str,
        _asker: &Asker,
        _title: &str,
    ) -> Result<Conversation, RecallError> {
        Err(RecallError::NotKept)
    }

    /// Forgets a conversation.
    async fn forget(&self, _id: &str, _asker: &Asker) -> Result<(), RecallError> {
        Err(RecallError::NotKept)
    }

    /// The reply to a request with a key.
    async fn reply(&self, _asker: &Asker, _key: &str) -> Result<Option<KeptReply>, RecallError> {
        Err(RecallError::NotKept)
    }

    /// Keeps a reply.
    async fn keep_reply(
        &self,
        _asker: &Asker,
        _key: String,
        _request: String,
        _status: u16,
        _body: String,
    ) -> Result<(), RecallError> {
        Err(RecallError::NotKept)
    }

    /// What was said of answers.
    async fn feedback(
        &self,
        _verdict: Option<Verdict>,
        _after: Option<&Place>,
        _limit: u32,
    ) -> Result<FeedbackList, RecallError> {
        Err(RecallError::NotKept)
    }

    /// Decides whose the fault was.
    async fn attribute(&self, _id: &str, _cause: Option<Cause>) -> Result<(), RecallError> {
        Err(RecallError::NotKept)
    }
}

#[async_trait]
impl Keep for Recall {
    async fn begin(
        &self,
        asker: &Asker,
        title: Option<String>,
    ) -> Result<Conversation, RecallError> {
        self.begin(asker, title).await
    }

    async fn earlier(&self, id: &str, asker: &Asker) -> Result<Vec<String>, RecallError> {
        self.earlier(id, asker).await
    }

    async fn conversations(
        &self,
        asker: &Asker,
        wanted: &Wanted,
    ) -> Result<ConversationList, RecallError> {
        self.conversations(asker, wanted).await
    }

    async fn open(
        &self,
        id: &str,
        asker: &Asker,
        after: Option<&Place>,
        limit: u32,
    ) -> Result<Opened, RecallError> {
        self.open(id, asker, after, limit).await
    }

    async fn rename(
        &self,
        id: &str,
        asker: &Asker,
        title: &str,
    ) -> Result<Conversation, RecallError> {
        self.rename(id, asker, title).await
    }

    async fn forget(&self, id: &str, asker: &Asker) -> Result<(), RecallError> {
        self.forget(id, asker).await
    }

    async fn reply(&self, asker: &Asker, key: &str) -> Result<Option<KeptReply>, RecallError> {
        self.reply(asker, key).await
    }

    async fn keep_reply(
        &self,
        asker: &Asker,
        key: String,
        request: String,
        status: u16,
        body: String,
    ) -> Result<(), RecallError> {
        self.keep_reply(asker, key, request, status, body).await
    }

    async fn feedback(
        &self,
        verdict: Option<Verdict>,
        after: Option<&Place>,
        limit: u32,
    ) -> Result<FeedbackList, RecallError> {
        self.feedback(verdict, after, limit).await
    }

    async fn attribute(&self, id: &str, cause: Option<Cause>) -> Result<(), RecallError> {
        self.attribute(id, cause).await
    }
}
