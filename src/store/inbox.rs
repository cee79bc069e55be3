//! What chat programs sent, so that each is handled once, and answered also after a restart.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, Sqlite, Transaction};

use super::writer::Write;
use super::{Store, StoreError};

/// Something that a chat program sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// The chat program.
    pub channel: String,
    /// Every name that the chat program may send it again under; the first is its own. Where one is known, so is it.
    pub names: Vec<String>,
    /// When, in UTC.
    pub received_at: String,
    /// What is to be answered, as JSON; nothing where there is nothing to do.
    pub payload: Option<String>,
}

/// Something that is still to be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenEvent {
    /// The chat program.
    pub channel: String,
    /// Its name.
    pub event: String,
    /// When it came, in UTC.
    pub received_at: String,
    /// What is to be answered, as JSON.
    pub payload: String,
    /// What was shown of it so far, as JSON.
    pub progress: Option<String>,
    /// How often it was begun.
    pub attempts: u32,
}

/// The name of something that was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The chat program.
    pub channel: String,
    /// Its name.
    pub event: String,
}

impl Store {
    /// Notes something that came; tells whether it is new. It is on the disk when this returns.
    ///
    /// # Errors
    /// Where it could not be written.
    pub async fn receive(&self, event: NewEvent) -> Result<bool, StoreError> {
        let write = Write::Receive(Box::new(event));
        Ok(self.writer.written(write).await? > 0)
    }

    /// What is still to be answered, the oldest first.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn open_events(&self, channel: &str) -> Result<Vec<OpenEvent>, StoreError> {
        let rows = sqlx::query(
            "SELECT channel, event, received_at, payload, progress, attempts FROM inbox
             WHERE state = 'open' AND channel = $1 ORDER BY received_at, event",
        )
        .bind(channel)
        .fetch_all(&self.readers)
        .await?;
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    /// Notes that answering begins.
    ///
    /// # Errors
    /// Where it could not be written.
    pub async fn begin_event(&self, channel: &str, event: &str) -> Result<(), StoreError> {
        let write = Write::BeginEvent {
            channel: channel.to_owned(),
            event: event.to_owned(),
        };
        self.writer.written(write).await.map(drop)
    }

    /// Notes what is shown of an answer, so that it can be gone on with.
    ///
    /// # Errors
    /// Where it could not be written.
    pub async fn note_progress(
        &self,
        channel: &str,
        event: &str,
        progress: &str,
    ) -> Result<(), StoreError> {
        let write = Write::EventProgress {
            channel: channel.to_owned(),
            event: event.to_owned(),
            progress: progress.to_owned(),
        };
        self.writer.written(write).await.map(drop)
    }

    /// Forgets what was handled and came before a moment, in UTC, with threads that were silent since.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub async fn forget_events(
        &self,
        events_before: &str,
        threads_before: &str,
    ) -> Result<(), StoreError> {
        let mut transaction = self.writer.begin().await?;
        sqlx::query("DELETE FROM inbox WHERE state <> 'open' AND received_at < $1")
            .bind(events_before)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("DELETE FROM chat_threads WHERE changed_at < $1")
            .bind(threads_before)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }
}

fn read(row: &SqliteRow) -> Result<OpenEvent, sqlx::Error> {
    let payload: Option<String> = row.try_get("payload")?;
    Ok(OpenEvent {
        channel: row.try_get("channel")?,
        event: row.try_get("event")?,
        received_at: row.try_get("received_at")?,
        payload: payload.unwrap_or_default(),
        progress: row.try_get("progress")?,
        attempts: row.try_get("attempts")?,
    })
}

pub(super) async fn write(
    transaction: &mut Transaction<'_, Sqlite>,
    it: &NewEvent,
) -> Result<u64, sqlx::Error> {
    // One writer: between the look and the writing nobody else writes.
    for name in &it.names {
        let known = sqlx::query("SELECT 1 FROM inbox WHERE channel = $1 AND event = $2")
            .bind(&it.channel)
            .bind(name)
            .fetch_optional(&mut **transaction)
            .await?;
        if known.is_some() {
            return Ok(0);
        }
    }
    for (at, name) in it.names.iter().enumerate() {
        let payload = it.payload.as_ref().filter(|_| at == 0);
        let state = if payload.is_some() { "open" } else { "seen" };
        sqlx::query(
            "INSERT INTO inbox (channel, event, received_at, state, payload, attempts)
             VALUES ($1, $2, $3, $4, $5, 0) ON CONFLICT (channel, event) DO NOTHING",
        )
        .bind(&it.channel)
        .bind(name)
        .bind(&it.received_at)
        .bind(state)
        .bind(payload)
        .execute(&mut **transaction)
        .await?;
    }
    Ok(1)
}

pub(super) async fn begin(
    transaction: &mut Transaction<'_, Sqlite>,
    channel: &str,
    event: &str,
) -> Result<u64, sqlx::Error> {
    let done =
        sqlx::query("UPDATE inbox SET attempts = attempts + 1 WHERE channel = $1 AND event = $2")
            .bind(channel)
            .bind(event)
            .execute(&mut **transaction)
            .await?;
    Ok(done.rows_affected())
}

pub(super) async fn progress(
    transaction: &mut Transaction<'_, Sqlite>,
    channel: &str,
    event: &str,
    progress: &str,
) -> Result<u64, sqlx::Error> {
    let done = sqlx::query("UPDATE inbox SET progress = $3 WHERE channel = $1 AND event = $2")
        .bind(channel)
        .bind(event)
        .bind(progress)
        .execute(&mut **transaction)
        .await?;
    Ok(done.rows_affected())
}

/// What was answered is done, and its words are gone.
pub(super) async fn done(
    transaction: &mut Transaction<'_, Sqlite>,
    it: &Answered,
) -> Result<u64, sqlx::Error> {
    let done = sqlx::query(
        "UPDATE inbox SET state = 'done', payload = NULL, progress = NULL
         WHERE channel = $1 AND event = $2",
    )
    .bind(&it.channel)
    .bind(&it.event)
    .execute(&mut **transaction)
    .await?;
    Ok(done.rows_affected())
}
