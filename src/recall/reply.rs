//! Replies that are kept for whoever sends a request again because they do not know what became of it.

use semantic_sql::Asker;

use super::kept::asker_text;
use super::{Recall, RecallError};
use crate::clock;
use crate::store::KeptReply;

/// Hours that a reply is kept.
const HOURS: u32 = 24;

impl Recall {
    /// The reply to a request that an asker has sent with a key, with the hash of that request.
    ///
    /// # Errors
    /// Where nothing is kept, or the file cannot be read.
    pub async fn reply(&self, asker: &Asker, key: &str) -> Result<Option<KeptReply>, RecallError> {
        let since = clock::hours_ago_utc(HOURS);
        let store = self.store()?;
        Ok(store.reply(&asker_text(asker), key, &since).await?)
    }

    /// Keeps the reply to a request.
    ///
    /// # Errors
    /// Where nothing is kept, or it could not be written.
    pub async fn keep_reply(
        &self,
        asker: &Asker,
        key: String,
        request: String,
        status: u16,
        body: String,
    ) -> Result<(), RecallError> {
        let reply = KeptReply {
            asker: asker_text(asker),
            key,
            request,
            status,
            body,
            kept_at: clock::now_utc(),
        };
        let before = clock::hours_ago_utc(HOURS);
        Ok(self.store()?.keep_reply(reply, before).await?)
    }
}
