//! The one writer: what waits is written in one transaction, so that many askers share one sync of
//! the disk. Where all that waits is answers, nobody waits for the disk at all.

mod late;

use std::path::Path;

use sqlx::sqlite::SqlitePool;
use sqlx::{Sqlite, Transaction};
use tokio::sync::{mpsc, oneshot};

use super::conversations::{self, Conversation, InConversation};
use super::feedback::{self, Cause, Feedback};
use super::inbox::{self, Answered, NewEvent};
use super::outbox::{self, Attempted, OutboxMessage};
use super::replies::{self, KeptReply};
use super::threads::{self, KeptThread};
use super::{KeptAct, KeptAnswer, StoreError, audit, keys};
use late::LateSync;

/// Writes that may wait before callers do.
const WAITING: usize = 1024;
/// Writes of one transaction.
const TOGETHER: usize = 128;

/// Something to write.
pub(super) enum Write {
    Answer {
        answer: Box<KeptAnswer>,
        conversation: Option<InConversation>,
        act: Option<Box<KeptAct>>,
    },
    Feedback(Feedback),
    Act(Box<KeptAct>),
    KeyUsed {
        id: String,
        at: String,
    },
    Cause {
        answer_id: String,
        cause: Option<Cause>,
    },
    Begin(Conversation),
    Rename {
        id: String,
        asker: String,
        title: String,
    },
    Forget {
        id: String,
        asker: String,
    },
    Reply {
        reply: Box<KeptReply>,
        forget_before: String,
    },
    Receive(Box<NewEvent>),
    BeginEvent {
        channel: String,
        event: String,
    },
    EventProgress {
        channel: String,
        event: String,
        progress: String,
    },
    Post {
        messages: Vec<OutboxMessage>,
        answered: Option<Answered>,
    },
    Attempted(Box<Attempted>),
    ChatThread(Box<KeptThread>),
}

impl Write {
    /// Whether its caller may be told once it is committed, and the disk follows: what was told then is lost only where
    /// the power fails within a moment, and whoever asked can ask again. What others were promised cannot wait for that.
    fn may_be_told_early(&self) -> bool {
        match self {
            Self::Answer { .. } | Self::KeyUsed { .. } | Self::Reply { .. } => true,
            Self::Act(_)
            | Self::Feedback(_)
            | Self::Cause { .. }
            | Self::Begin(_)
            | Self::Rename { .. }
            | Self::Forget { .. }
            | Self::Receive(_)
            | Self::BeginEvent { .. }
            | Self::EventProgress { .. }
            | Self::Post { .. }
            | Self::Attempted(_)
            | Self::ChatThread(_) => false,
        }
    }
}

/// Connections that write to the same file, one of each kind.
#[derive(Debug, Clone)]
pub(super) struct Writers {
    /// Whose commits are on the disk when they return.
    pub(super) synced: SqlitePool,
    /// Whose commits outlive the program, and reach the disk a moment later.
    pub(super) early: SqlitePool,
}

type Job = (Write, oneshot::Sender<Result<u64, StoreError>>);

/// The writer's end that callers hold; the task ends when the last one is dropped.
#[derive(Debug)]
pub(super) struct Writer {
    jobs: mpsc::Sender<Job>,
    pool: SqlitePool,
}

impl Writer {
    /// Begins to write into the file at a path.
    pub(super) fn start(writers: Writers, path: &Path) -> Self {
        let (jobs, waiting) = mpsc::channel(WAITING);
        let pool = writers.synced.clone();
        let late = LateSync::start(path);
        #[expect(
            clippy::disallowed_methods,
            reason = "the sender owns the task: it ends when the sender is dropped"
        )]
        tokio::spawn(write_all(writers, late, waiting));
        Self { jobs, pool }
    }

    /// How many writes wait.
    pub(super) fn waiting(&self) -> usize {
        self.jobs.max_capacity() - self.jobs.capacity()
    }

    pub(super) async fn keep_act(&self, act: KeptAct) -> Result<(), StoreError> {
        self.written(Write::Act(Box::new(act))).await.map(drop)
    }

    pub(super) fn keep_act_later(&self, act: KeptAct) {
        self.later(Write::Act(Box::new(act)));
    }

    pub(super) fn key_was_used(&self, id: String, at: String) {
        self.later(Write::KeyUsed { id, at });
    }

    /// The connection that writes, for what nobody does often.
    pub(super) fn pool(&self) -> &SqlitePool {
        &self.pool
    }

    /// A transaction of the connection that writes.
    pub(super) async fn begin(&self) -> Result<Transaction<'static, Sqlite>, sqlx::Error> {
        begin(&self.pool).await
    }

    pub(super) async fn forget_before(&self, moment: &str) -> Result<u64, StoreError> {
        let mut transaction = self.begin().await?;
        let forgotten = sqlx::query("DELETE FROM answers WHERE kept_at < $1")
            .bind(moment)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("DELETE FROM conversations WHERE updated_at < $1")
            .bind(moment)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(forgotten.rows_affected())
    }

    fn later(&self, write: Write) {
        let (done, _nobody_waits) = oneshot::channel();
        if self.jobs.try_send((write, done)).is_err() {
            tracing::error!("something was not kept: too much waits to be written");
        }
    }

    /// Writes something; it is committed when this returns how many rows it changed, and on the disk too unless it
    /// [may be told early](Write::may_be_told_early).
    pub(super) async fn written(&self, write: Write) -> Result<u64, StoreError> {
        let (done, wait) = oneshot::channel();
        let sent = self.jobs.send((write, done)).await;
        sent.map_err(|_| StoreError::Stopped)?;
        wait.await.map_err(|_| StoreError::Stopped)?
    }
}

async fn write_all(writers: Writers, late: LateSync, mut waiting: mpsc::Receiver<Job>) {
    let mut jobs = Vec::new();
    while waiting.recv_many(&mut jobs, TOGETHER).await > 0 {
        let (writes, callers): (Vec<Write>, Vec<_>) = jobs.drain(..).unzip();
        let early = writes.iter().all(Write::may_be_told_early);
        let pool = if early {
            &writers.early
        } else {
            &writers.synced
        };
        let together = write_together(pool, &writes).await;
        for (at, (write, caller)) in writes.iter().zip(callers).enumerate() {
            let told = match &together {
                Ok(changed) => Ok(changed.get(at).copied().unwrap_or_default()),
                // One that cannot be written takes nobody else's with it.
                Err(_) => write_together(pool, std::slice::from_ref(write))
                    .await
                    .map(|changed| changed.first().copied().unwrap_or_default()),
            };
            // A caller that went away does not want to know, but what is lost is told.
            if let Err(Err(error)) = caller.send(told.map_err(StoreError::from)) {
                tracing::error!(error.cause = %error, "something was not kept");
            }
        }
        if early {
            late.wanted();
        }
    }
}

/// A transaction that may write from its beginning on: one that looks first and writes then is refused at once where
/// another process has written in between, such as `wenbo key` beside the server.
async fn begin(pool: &SqlitePool) -> Result<Transaction<'static, Sqlite>, sqlx::Error> {
    pool.begin_with("BEGIN IMMEDIATE").await
}

/// Writes all or none; the rows that each of them changed.
async fn write_together(pool: &SqlitePool, writes: &[Write]) -> Result<Vec<u64>, sqlx::Error> {
    let mut transaction = begin(pool).await?;
    let mut changed = Vec::with_capacity(writes.len());
    for write in writes {
        changed.push(write_one(&mut transaction, write).await?);
    }
    transaction.commit().await?;
    Ok(changed)
}

async fn write_one(
    transaction: &mut Transaction<'_, Sqlite>,
    write: &Write,
) -> Result<u64, sqlx::Error> {
    match write {
        Write::Answer {
            answer,
            conversation,
            act,
        } => {
            if let Some(act) = act {
                audit::write(transaction, act).await?;
            }
            write_answer(transaction, answer, conversation.as_ref()).await
        }
        Write::Feedback(it) => feedback::write(transaction, it).await,
        Write::Act(it) => audit::write(transaction, it).await,
        Write::KeyUsed { id, at } => keys::used(transaction, id, at).await,
        Write::Cause { answer_id, cause } => {
            feedback::attribute(transaction, answer_id, *cause).await
        }
        Write::Begin(it) => conversations::begin(transaction, it).await,
        Write::Rename { id, asker, title } => {
            conversations::rename(transaction, id, asker, title).await
        }
        Write::Forget { id, asker } => conversations::forget(transaction, id, asker).await,
        Write::Reply {
            reply,
            forget_before,
        } => replies::write(transaction, reply, forget_before).await,
        Write::Receive(it) => inbox::write(transaction, it).await,
        Write::BeginEvent { channel, event } => inbox::begin(transaction, channel, event).await,
        Write::EventProgress {
            channel,
            event,
            progress,
        } => inbox::progress(transaction, channel, event, progress).await,
        Write::Post { messages, answered } => {
            outbox::write(transaction, messages, answered.as_ref()).await
        }
        Write::Attempted(it) => outbox::attempted(transaction, it).await,
        Write::ChatThread(it) => threads::write(transaction, it).await,
    }
}

async fn write_answer(
    transaction: &mut Transaction<'_, Sqlite>,
    it: &KeptAnswer,
    conversation: Option<&InConversation>,
) -> Result<u64, sqlx::Error> {
    if let Some(place) = conversation {
        conversations::goes_on(transaction, place, it).await?;
    }
    let done = sqlx::query(
        "INSERT INTO answers (id, kept_at, asker, request, answer, conversation) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&it.id)
    .bind(&it.kept_at)
    .bind(&it.asker)
    .bind(&it.request)
    .bind(&it.answer)
    .bind(conversation.map(|place| place.id.as_str()))
    .execute(&mut **transaction)
    .await?;
    Ok(done.rows_affected())
}
