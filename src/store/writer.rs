//! The one writer: what waits is written in one transaction, so that many askers share one sync of
//! the disk.

use sqlx::sqlite::SqlitePool;
use tokio::sync::{mpsc, oneshot};

use super::feedback::{self, Feedback};
use super::{KeptAct, KeptAnswer, StoreError, audit};

/// Writes that may wait before callers do.
const WAITING: usize = 1024;
/// Writes of one transaction.
const TOGETHER: usize = 128;

/// Something to write.
enum Write {
    Answer(Box<KeptAnswer>),
    Feedback(Feedback),
    Act(Box<KeptAct>),
    KeyUsed { id: String, at: String },
}

type Job = (Write, oneshot::Sender<Result<(), StoreError>>);

/// The writer's end that callers hold; the task ends when the last one is dropped.
#[derive(Debug)]
pub(super) struct Writer {
    jobs: mpsc::Sender<Job>,
    pool: SqlitePool,
}

impl Writer {
    pub(super) fn start(pool: SqlitePool) -> Self {
        let (jobs, waiting) = mpsc::channel(WAITING);
        #[expect(
            clippy::disallowed_methods,
            reason = "the sender owns the task: it ends when the sender is dropped"
        )]
        tokio::spawn(write_all(pool.clone(), waiting));
        Self { jobs, pool }
    }

    /// The one connection that writes, for what is written rarely.
    pub(super) fn pool(&self) -> &SqlitePool {
        &self.pool
    }

    pub(super) async fn keep(&self, answer: KeptAnswer) -> Result<(), StoreError> {
        self.written(Write::Answer(Box::new(answer))).await
    }

    pub(super) async fn say(&self, feedback: Feedback) -> Result<(), StoreError> {
        self.written(Write::Feedback(feedback)).await
    }

    pub(super) async fn keep_act(&self, act: KeptAct) -> Result<(), StoreError> {
        self.written(Write::Act(Box::new(act))).await
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

    pub(super) async fn forget_before(&self, moment: &str) -> Result<u64, StoreError> {
        let forgotten = sqlx::query("DELETE FROM answers WHERE kept_at < $1")
            .bind(moment)
            .execute(&self.pool)
            .await?;
        Ok(forgotten.rows_affected())
    }

    fn later(&self, write: Write) {
        let (done, _nobody_waits) = oneshot::channel();
        if self.jobs.try_send((write, done)).is_err() {
            tracing::error!("something was not kept: too much waits to be written");
        }
    }

    async fn written(&self, write: Write) -> Result<(), StoreError> {
        let (done, wait) = oneshot::channel();
        let sent = self.jobs.send((write, done)).await;
        sent.map_err(|_| StoreError::Stopped)?;
        wait.await.map_err(|_| StoreError::Stopped)?
    }
}

async fn write_all(pool: SqlitePool, mut waiting: mpsc::Receiver<Job>) {
    let mut jobs = Vec::new();
    while waiting.recv_many(&mut jobs, TOGETHER).await > 0 {
        let (writes, callers): (Vec<Write>, Vec<_>) = jobs.drain(..).unzip();
        let together = write_together(&pool, &writes).await;
        for (write, caller) in writes.iter().zip(callers) {
            let told = match &together {
                Ok(()) => Ok(()),
                // One that cannot be written takes nobody else's with it.
                Err(_) => write_together(&pool, std::slice::from_ref(write)).await,
            };
            // A caller that went away does not want to know, but what is lost is told.
            if let Err(Err(error)) = caller.send(told.map_err(StoreError::from)) {
                tracing::error!(error.cause = %error, "something was not kept");
            }
        }
    }
}

async fn write_together(pool: &SqlitePool, writes: &[Write]) -> Result<(), sqlx::Error> {
    let mut transaction = pool.begin().await?;
    for write in writes {
        match write {
            Write::Answer(it) => {
                sqlx::query(
                    "INSERT INTO answers (id, kept_at, asker, request, answer) VALUES ($1, $2, $3, $4, $5)",
                )
                .bind(&it.id)
                .bind(&it.kept_at)
                .bind(&it.asker)
                .bind(&it.request)
                .bind(&it.answer)
                .execute(&mut *transaction)
                .await?;
            }
            Write::Feedback(it) => feedback::write(&mut transaction, it).await?,
            Write::Act(it) => audit::write(&mut transaction, it).await?,
            Write::KeyUsed { id, at } => {
                sqlx::query("UPDATE api_keys SET last_used_at = $2 WHERE id = $1")
                    .bind(id)
                    .bind(at)
                    .execute(&mut *transaction)
                    .await?;
            }
        }
    }
    transaction.commit().await
}
