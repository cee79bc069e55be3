//! The record of who asked what.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, Sqlite, Transaction};

use super::{Store, StoreError};

/// One act as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAct {
    /// Its id, a UUID of version 7.
    pub id: String,
    /// When it began, in UTC.
    pub at: String,
    /// The user of the principal.
    pub subject: String,
    /// The whole principal, as JSON.
    pub asker: String,
    /// `local`, `key` or `token`.
    pub via: String,
    /// The key; of a token the one that issued it.
    pub key_id: Option<String>,
    /// The route.
    pub surface: String,
    /// What was done.
    pub action: String,
    /// The id of what was acted on.
    pub target: Option<String>,
    /// SHA-256 of the question, in hex.
    pub question_hash: Option<String>,
    /// SHA-256 of the statement, in hex.
    pub statement_hash: Option<String>,
    /// The names of the policies that restricted the rows, as JSON.
    pub policies: String,
    /// What came of it.
    pub outcome: String,
    /// Rows that were told.
    pub row_count: Option<i64>,
    /// How long it took.
    pub duration_ms: i64,
}

/// Which acts are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ActsWanted {
    /// Of this user alone.
    pub subject: Option<String>,
    /// Of this key alone.
    pub key_id: Option<String>,
    /// Only those before this id.
    pub before: Option<String>,
    /// How many at most.
    pub limit: u32,
}

impl Store {
    /// Keeps an act; it is on the disk when this returns.
    ///
    /// # Errors
    /// Where it could not be written.
    pub async fn keep_act(&self, act: KeptAct) -> Result<(), StoreError> {
        self.writer.keep_act(act).await
    }

    /// Keeps an act without waiting for it, as far as there is room among what waits.
    pub fn keep_act_later(&self, act: KeptAct) {
        self.writer.keep_act_later(act);
    }

    /// Acts, the newest first.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn acts(&self, wanted: &ActsWanted) -> Result<Vec<KeptAct>, StoreError> {
        // Every id is below a text that begins with a letter beyond the digits of one.
        let before = wanted.before.as_deref().unwrap_or("~");
        let rows = sqlx::query(
            "SELECT id, at, subject, asker, via, key_id, surface, action, target, question_hash, statement_hash,
                    policies, outcome, row_count, duration_ms
             FROM audit
             WHERE id < $1 AND ($2 IS NULL OR subject = $2) AND ($3 IS NULL OR key_id = $3)
             ORDER BY id DESC LIMIT $4",
        )
        .bind(before)
        .bind(&wanted.subject)
        .bind(&wanted.key_id)
        .bind(i64::from(wanted.limit))
        .fetch_all(&self.readers)
        .await?;
        Ok(rows.iter().map(act).collect::<Result<_, _>>()?)
    }

    /// Forgets the acts before a moment, in UTC; returns how many.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub async fn forget_acts_before(&self, moment: &str) -> Result<u64, StoreError> {
        let forgotten = sqlx::query("DELETE FROM audit WHERE at < $1")
            .bind(moment)
            .execute(self.writer.pool())
            .await?;
        Ok(forgotten.rows_affected())
    }
}

pub(super) async fn write(
    transaction: &mut Transaction<'_, Sqlite>,
    it: &KeptAct,
) -> Result<u64, sqlx::Error> {
    let done = sqlx::query(
        "INSERT INTO audit (id, at, subject, asker, via, key_id, surface, action, target, question_hash,
                            statement_hash, policies, outcome, row_count, duration_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
    )
    .bind(&it.id)
    .bind(&it.at)
    .bind(&it.subject)
    .bind(&it.asker)
    .bind(&it.via)
    .bind(&it.key_id)
    .bind(&it.surface)
    .bind(&it.action)
    .bind(&it.target)
    .bind(&it.question_hash)
    .bind(&it.statement_hash)
    .bind(&it.policies)
    .bind(&it.outcome)
    .bind(it.row_count)
    .bind(it.duration_ms)
    .execute(&mut **transaction)
    .await?;
    Ok(done.rows_affected())
}

fn act(row: &SqliteRow) -> Result<KeptAct, sqlx::Error> {
    Ok(KeptAct {
        id: row.try_get("id")?,
        at: row.try_get("at")?,
        subject: row.try_get("subject")?,
        asker: row.try_get("asker")?,
        via: row.try_get("via")?,
        key_id: row.try_get("key_id")?,
        surface: row.try_get("surface")?,
        action: row.try_get("action")?,
        target: row.try_get("target")?,
        question_hash: row.try_get("question_hash")?,
        statement_hash: row.try_get("statement_hash")?,
        policies: row.try_get("policies")?,
        outcome: row.try_get("outcome")?,
        row_count: row.try_get("row_count")?,
        duration_ms: row.try_get("duration_ms")?,
    })
}
