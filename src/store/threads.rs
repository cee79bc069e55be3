//! Which conversation of somebody a thread of a chat program is.

use sqlx::{Row as _, Sqlite, Transaction};

use super::writer::Write;
use super::{Store, StoreError};

/// A thread of a chat program, for one asker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptThread {
    /// The chat program.
    pub channel: String,
    /// How the chat program names the thread.
    pub thread: String,
    /// Whose it is, as JSON.
    pub asker: String,
    /// The conversation.
    pub conversation: String,
    /// What the last answer offered, as JSON.
    pub choices: String,
    /// When it was asked in last, in UTC.
    pub changed_at: String,
}

impl Store {
    /// The conversation of an asker in a thread.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn chat_thread(
        &self,
        channel: &str,
        thread: &str,
        asker: &str,
    ) -> Result<Option<KeptThread>, StoreError> {
        let row = sqlx::query(
            "SELECT channel, thread, asker, conversation, choices, changed_at FROM chat_threads
             WHERE channel = $1 AND thread = $2 AND asker = $3",
        )
        .bind(channel)
        .bind(thread)
        .bind(asker)
        .fetch_optional(&self.readers)
        .await?;
        let read = |row: sqlx::sqlite::SqliteRow| {
            Ok::<_, sqlx::Error>(KeptThread {
                channel: row.try_get("channel")?,
                thread: row.try_get("thread")?,
                asker: row.try_get("asker")?,
                conversation: row.try_get("conversation")?,
                choices: row.try_get("choices")?,
                changed_at: row.try_get("changed_at")?,
            })
        };
        Ok(row.map(read).transpose()?)
    }

    /// Whether anybody asked in a thread.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn has_chat_thread(&self, channel: &str, thread: &str) -> Result<bool, StoreError> {
        let row =
            sqlx::query("SELECT 1 FROM chat_threads WHERE channel = $1 AND thread = $2 LIMIT 1")
                .bind(channel)
                .bind(thread)
                .fetch_optional(&self.readers)
                .await?;
        Ok(row.is_some())
    }

    /// Keeps which conversation a thread is now.
    ///
    /// # Errors
    /// Where it could not be written.
    pub async fn put_chat_thread(&self, thread: KeptThread) -> Result<(), StoreError> {
        let write = Write::ChatThread(Box::new(thread));
        self.writer.written(write).await.map(drop)
    }
}

pub(super) async fn write(
    transaction: &mut Transaction<'_, Sqlite>,
    it: &KeptThread,
) -> Result<u64, sqlx::Error> {
    let done = sqlx::query(
        "INSERT INTO chat_threads (channel, thread, asker, conversation, choices, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (channel, thread, asker) DO UPDATE SET conversation = excluded.conversation,
            choices = excluded.choices, changed_at = excluded.changed_at",
    )
    .bind(&it.channel)
    .bind(&it.thread)
    .bind(&it.asker)
    .bind(&it.conversation)
    .bind(&it.choices)
    .bind(&it.changed_at)
    .execute(&mut **transaction)
    .await?;
    Ok(done.rows_affected())
}
