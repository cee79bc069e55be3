//! Replies that are sent again to whoever sends the same request with the same key.

use sqlx::{Row as _, Sqlite, Transaction};

use super::writer::Write;
use super::{Store, StoreError};

/// Replies of one asker that are kept at most; older ones are forgotten first.
const MOST_OF_AN_ASKER: u32 = 1_000;

/// A reply as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptReply {
    /// Whose it is, as JSON.
    pub asker: String,
    /// The key that the asker gave the request.
    pub key: String,
    /// SHA-256 of the request.
    pub request: String,
    /// The status code.
    pub status: u16,
    /// The body.
    pub body: String,
    /// When, in UTC.
    pub kept_at: String,
}

impl Store {
    /// Keeps a reply, and forgets those that were kept before a moment.
    ///
    /// # Errors
    /// Where it could not be written.
    pub async fn keep_reply(
        &self,
        reply: KeptReply,
        forget_before: String,
    ) -> Result<(), StoreError> {
        let write = Write::Reply {
            reply: Box::new(reply),
            forget_before,
        };
        self.writer.written(write).await.map(|_| ())
    }

    /// The reply to a request with a key, unless it was kept before a moment.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn reply(
        &self,
        asker: &str,
        key: &str,
        not_before: &str,
    ) -> Result<Option<KeptReply>, StoreError> {
        let found = sqlx::query(
            "SELECT asker, key, request, status, body, kept_at FROM replies
             WHERE asker = $1 AND key = $2 AND kept_at >= $3",
        )
        .bind(asker)
        .bind(key)
        .bind(not_before)
        .fetch_optional(&self.readers)
        .await?;
        let read = |row: sqlx::sqlite::SqliteRow| {
            Ok::<_, sqlx::Error>(KeptReply {
                asker: row.try_get("asker")?,
                key: row.try_get("key")?,
                request: row.try_get("request")?,
                status: row.try_get("status")?,
                body: row.try_get("body")?,
                kept_at: row.try_get("kept_at")?,
            })
        };
        Ok(found.map(read).transpose()?)
    }
}

pub(super) async fn write(
    transaction: &mut Transaction<'_, Sqlite>,
    it: &KeptReply,
    forget_before: &str,
) -> Result<u64, sqlx::Error> {
    sqlx::query("DELETE FROM replies WHERE kept_at < $1")
        .bind(forget_before)
        .execute(&mut **transaction)
        .await?;
    let done = sqlx::query(
        "INSERT INTO replies (asker, key, request, status, body, kept_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (asker, key) DO NOTHING",
    )
    .bind(&it.asker)
    .bind(&it.key)
    .bind(&it.request)
    .bind(it.status)
    .bind(&it.body)
    .bind(&it.kept_at)
    .execute(&mut **transaction)
    .await?;
    sqlx::query(
        "DELETE FROM replies WHERE rowid IN (
           SELECT rowid FROM replies WHERE asker = $1 ORDER BY kept_at DESC, rowid DESC LIMIT -1 OFFSET $2)",
    )
    .bind(&it.asker)
    .bind(MOST_OF_AN_ASKER)
    .execute(&mut **transaction)
    .await?;
    Ok(done.rows_affected())
}
