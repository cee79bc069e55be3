//! What is to be sent: written first, sent then, and kept where it cannot be.

use serde::{Deserialize, Serialize};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, Sqlite, Transaction};
use utoipa::ToSchema;

use super::inbox::{self, Answered};
use super::writer::Write;
use super::{Place, Store, StoreError};

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum OutboxState {
    /// It is to be sent, now or later.
    Waiting,
    /// It was sent.
    Sent,
    /// It cannot be sent.
    Dead,
}

impl OutboxState {
    fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Dead => "dead",
        }
    }

    fn read(text: &str) -> Self {
        match text {
            "waiting" => Self::Waiting,
            "sent" => Self::Sent,
            _ => Self::Dead,
        }
    }
}

/// A message that is to be sent, or was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxMessage {
    /// Its id, a UUID of version 7.
    pub id: String,
    /// The chat program.
    pub channel: String,
    /// What the rate of messages is limited for, such as a channel or a person.
    pub destination: String,
    /// What is written again with the same key is sent once.
    pub key: String,
    /// What the channel's sender reads, as JSON; empty when it was sent.
    pub payload: String,
    /// What became of it.
    pub state: OutboxState,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next, in milliseconds since 1970.
    pub next_at: i64,
    /// When it was written, in UTC.
    pub created_at: String,
    /// When that changed last, in UTC.
    pub changed_at: String,
    /// What was wrong with the last attempt.
    pub error: Option<String>,
    /// What the chat program calls the message.
    pub receipt: Option<String>,
}

/// What became of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempted {
    /// The message.
    pub id: String,
    /// What it is now.
    pub state: OutboxState,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next.
    pub next_at: i64,
    /// When the attempt ended, in UTC.
    pub at: String,
    /// What was wrong.
    pub error: Option<String>,
    /// What the chat program calls the message.
    pub receipt: Option<String>,
}

const COLUMNS: &str = "id, channel, destination, key, payload, state, attempts, next_at, created_at, changed_at, \
                       error, receipt";

impl Store {
    /// Writes messages that are to be sent, and notes what they answer, both or neither; those whose key is known are
    /// left out. They are on the disk when this returns.
    ///
    /// # Errors
    /// Where they could not be written.
    pub async fn post(
        &self,
        messages: Vec<OutboxMessage>,
        answered: Option<Answered>,
    ) -> Result<(), StoreError> {
        let write = Write::Post { messages, answered };
        self.writer.written(write).await.map(drop)
    }

    /// Messages of a chat program whose time has come: of each destination the oldest, and none as long as an older one
    /// waits to be tried again that was tried less than `held_for` times.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn due(
        &self,
        channel: &str,
        now: i64,
        held_for: u32,
    ) -> Result<Vec<OutboxMessage>, StoreError> {
        let text = format!(
            "SELECT {COLUMNS} FROM outbox WHERE id IN (
               SELECT MIN(id) FROM outbox AS one
               WHERE state = 'waiting' AND channel = $2 AND next_at <= $1
                 AND NOT EXISTS (
                   SELECT 1 FROM outbox AS older
                   WHERE older.state = 'waiting' AND older.channel = $2 AND older.next_at > $1
                     AND older.destination = one.destination AND older.id < one.id AND older.attempts < $3)
               GROUP BY destination)
             ORDER BY id"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(now)
            .bind(channel)
            .bind(held_for)
            .fetch_all(&self.readers)
            .await?;
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    /// Notes what became of an attempt.
    ///
    /// # Errors
    /// Where it could not be written.
    pub async fn attempted(&self, it: Attempted) -> Result<(), StoreError> {
        let write = Write::Attempted(Box::new(it));
        self.writer.written(write).await.map(drop)
    }

    /// Messages of a state, the latest first.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn outbox(
        &self,
        state: OutboxState,
        after: Option<&Place>,
        limit: u32,
    ) -> Result<Vec<OutboxMessage>, StoreError> {
        let text = format!(
            "SELECT {COLUMNS} FROM outbox WHERE state = $1 AND ($2 IS NULL OR id < $2)
             ORDER BY id DESC LIMIT $3"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(state.name())
            .bind(after.map(|it| it.id.as_str()))
            .bind(limit)
            .fetch_all(&self.readers)
            .await?;
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    /// A message by its id.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn message(&self, id: &str) -> Result<Option<OutboxMessage>, StoreError> {
        let text = format!("SELECT {COLUMNS} FROM outbox WHERE id = $1");
        let row = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(id)
            .fetch_optional(&self.readers)
            .await?;
        Ok(row.as_ref().map(read).transpose()?)
    }

    /// Sends a message again that could not be sent; tells whether there was one.
    ///
    /// # Errors
    /// Where it could not be written.
    pub async fn resend(&self, id: &str, at: &str) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "UPDATE outbox SET state = 'waiting', attempts = 0, next_at = 0, changed_at = $2
             WHERE id = $1 AND state = 'dead'",
        )
        .bind(id)
        .bind(at)
        .execute(self.writer.pool())
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Forgets messages that were sent before a moment and those that have been dead since another, in UTC.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub async fn forget_messages(
        &self,
        sent_before: &str,
        dead_before: &str,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "DELETE FROM outbox WHERE (state = 'sent' AND changed_at < $1)
                OR (state = 'dead' AND changed_at < $2)",
        )
        .bind(sent_before)
        .bind(dead_before)
        .execute(self.writer.pool())
        .await?;
        Ok(())
    }
}

fn read(row: &SqliteRow) -> Result<OutboxMessage, sqlx::Error> {
    Ok(OutboxMessage {
        id: row.try_get("id")?,
        channel: row.try_get("channel")?,
        destination: row.try_get("destination")?,
        key: row.try_get("key")?,
        payload: row.try_get("payload")?,
        state: OutboxState::read(row.try_get("state")?),
        attempts: row.try_get("attempts")?,
        next_at: row.try_get("next_at")?,
        created_at: row.try_get("created_at")?,
        changed_at: row.try_get("changed_at")?,
        error: row.try_get("error")?,
        receipt: row.try_get("receipt")?,
    })
}

pub(super) async fn write(
    transaction: &mut Transaction<'_, Sqlite>,
    messages: &[OutboxMessage],
    answered: Option<&Answered>,
) -> Result<u64, sqlx::Error> {
    let mut written = 0;
    for it in messages {
        let done = sqlx::query(
            "INSERT INTO outbox (id, channel, destination, key, payload, state, attempts, next_at, created_at,
                                 changed_at, error, receipt)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
             ON CONFLICT (channel, key) DO NOTHING",
        )
        .bind(&it.id)
        .bind(&it.channel)
        .bind(&it.destination)
        .bind(&it.key)
        .bind(&it.payload)
        .bind(it.state.name())
        .bind(it.attempts)
        .bind(it.next_at)
        .bind(&it.created_at)
        .bind(&it.changed_at)
        .bind(&it.error)
        .bind(&it.receipt)
        .execute(&mut **transaction)
        .await?;
        written += done.rows_affected();
    }
    if let Some(answered) = answered {
        inbox::done(transaction, answered).await?;
    }
    Ok(written)
}

pub(super) async fn attempted(
    transaction: &mut Transaction<'_, Sqlite>,
    it: &Attempted,
) -> Result<u64, sqlx::Error> {
    // What was sent is nobody's to read here any more.
    let done = sqlx::query(
        "UPDATE outbox SET state = $2, attempts = $3, next_at = $4, changed_at = $5, error = $6, receipt = $7,
                           payload = CASE WHEN $2 = 'sent' THEN '' ELSE payload END
         WHERE id = $1",
    )
    .bind(&it.id)
    .bind(it.state.name())
    .bind(it.attempts)
    .bind(it.next_at)
    .bind(&it.at)
    .bind(&it.error)
    .bind(&it.receipt)
    .execute(&mut **transaction)
    .await?;
    Ok(done.rows_affected())
}
