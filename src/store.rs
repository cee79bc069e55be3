//! What is kept: answers with their questions, conversations, what people say of them, boards,
//! replies that may be asked for again, keys, who asked what, and what chat programs sent and are sent. One SQLite file.
//!
//! Invariant: only this module names sqlx. Whoever is told that something is kept can rely on it: it was committed
//! before, and outlives the program. All but answers are on the disk by then; answers reach it within
//! about a second, which is what a power failure can take of them.

mod audit;
mod boards;
mod conversations;
mod error;
mod feedback;
mod identities;
mod inbox;
mod keys;
mod outbox;
mod pushes;
mod replies;
mod shown;
mod threads;
mod writer;

use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sqlx::Row as _;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow,
    SqliteSynchronous,
};

pub use audit::{ActsWanted, KeptAct};
pub use boards::KeptBoard;
pub use conversations::{Conversation, InConversation, Place};
pub use error::StoreError;
pub use feedback::{Cause, Feedback, FeedbackWithAnswer, Verdict};
pub use identities::KeptIdentity;
pub use inbox::{Answered, NewEvent, OpenEvent};
pub use keys::{KeptKey, KeptSigningSecret};
pub use outbox::{Attempted, OutboxMessage, OutboxState};
pub use pushes::{KeptSubscription, SubscriptionOwner, SubscriptionRan};
pub use replies::KeptReply;
pub use threads::KeptThread;
use writer::{Write, Writer, Writers};

/// How long a statement waits for another process that writes to the file; a busy disk takes seconds for a commit.
const BUSY: Duration = Duration::from_secs(20);
/// Connections that read at a time.
const READERS: u32 = 4;

/// An answer as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAnswer {
    /// Its id, a UUID of version 7.
    pub id: String,
    /// When it was kept, in UTC: `2026-11-19T02:30:00Z`.
    pub kept_at: String,
    /// Who asked, as JSON.
    pub asker: String,
    /// The question and what it was asked with, as JSON.
    pub request: String,
    /// The answer object as JSON, byte for byte as it was sent.
    pub answer: String,
}

/// How much is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Answers.
    pub answers: u64,
}

/// The open file.
#[derive(Debug)]
pub struct Store {
    readers: SqlitePool,
    writer: Writer,
}

impl Store {
    /// Opens the file, makes it if it is not there, and brings its tables up to date.
    ///
    /// # Errors
    /// Where the file cannot be opened or written, is no SQLite file, or was made by a newer program.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        if let Some(folder) = path.parent().filter(|it| !it.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|cause| StoreError::folder(folder, &cause))?;
        }
        for_us_alone(path).map_err(|cause| StoreError::folder(path, &cause))?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .foreign_keys(true)
            .busy_timeout(BUSY)
            .journal_mode(SqliteJournalMode::Wal)
            // A commit that was told is on the disk, also when the power fails.
            .synchronous(SqliteSynchronous::Full);
        let pool = |size| SqlitePoolOptions::new().max_connections(size);
        let synced = pool(1)
            .connect_with(options.clone())
            .await
            .map_err(|cause| StoreError::open(path, cause))?;
        sqlx::migrate!("src/store/migrations")
            .run(&synced)
            .await
            .map_err(|cause| StoreError::tables(path, &cause))?;
        let early = pool(1)
            .connect_with(options.clone().synchronous(SqliteSynchronous::Normal))
            .await
            .map_err(|cause| StoreError::open(path, cause))?;
        let readers = pool(READERS)
            .connect_with(options.read_only(true).create_if_missing(false))
            .await
            .map_err(|cause| StoreError::open(path, cause))?;
        Ok(Self {
            readers,
            writer: Writer::start(Writers { synced, early }, path),
        })
    }

    /// Keeps an answer, in a conversation where it belongs to one, and the record of who asked; both are committed when
    /// this returns, and on the disk about a second later.
    ///
    /// # Errors
    /// Where it could not be written, such as in a conversation that was forgotten meanwhile. Then
    /// nothing of it is kept.
    pub async fn keep(
        &self,
        answer: KeptAnswer,
        conversation: Option<InConversation>,
        act: Option<KeptAct>,
    ) -> Result<(), StoreError> {
        let write = Write::Answer {
            answer: Box::new(answer),
            conversation,
            act: act.map(Box::new),
        };
        self.writer.written(write).await.map(|_| ())
    }

    /// How many writes wait.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.writer.waiting()
    }

    /// A kept answer.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn answer(&self, id: &str) -> Result<Option<KeptAnswer>, StoreError> {
        let found =
            sqlx::query("SELECT id, kept_at, asker, request, answer FROM answers WHERE id = $1")
                .bind(id)
                .fetch_optional(&self.readers)
                .await?;
        Ok(found.as_ref().map(read_answer).transpose()?)
    }

    /// The ids of all answers, the oldest first.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn ids(&self) -> Result<Vec<String>, StoreError> {
        let ids = sqlx::query_scalar("SELECT id FROM answers ORDER BY kept_at, id");
        Ok(ids.fetch_all(&self.readers).await?)
    }

    /// How much is kept.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn count(&self) -> Result<Kept, StoreError> {
        let answers: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM answers")
            .fetch_one(&self.readers)
            .await?;
        Ok(Kept {
            answers: answers.unsigned_abs(),
        })
    }

    /// Forgets the answers that were kept before a moment, in UTC, and conversations without later
    /// ones; returns how many answers.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub async fn forget_before(&self, moment: &str) -> Result<u64, StoreError> {
        self.writer.forget_before(moment).await
    }
}

/// Makes the file, readable by whoever runs the program alone: it holds questions, rows and what tokens are signed
/// with. SQLite gives the files beside it the same rights.
#[cfg(unix)]
fn for_us_alone(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    if path.exists() {
        return Ok(());
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false).mode(0o600);
    options.open(path).map(drop)
}

#[cfg(not(unix))]
fn for_us_alone(_path: &Path) -> std::io::Result<()> {
    Ok(())
}

fn read_answer(row: &SqliteRow) -> Result<KeptAnswer, sqlx::Error> {
    Ok(KeptAnswer {
        id: row.try_get("id")?,
        kept_at: row.try_get("kept_at")?,
        asker: row.try_get("asker")?,
        request: row.try_get("request")?,
        answer: row.try_get("answer")?,
    })
}
