//! What people say of an answer.

use serde::{Deserialize, Serialize};
use sqlx::{Row as _, Sqlite, Transaction};
use utoipa::ToSchema;

use super::{Store, StoreError};

/// Whether an answer was good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It was.
    Up,
    /// It was not.
    Down,
}

impl Verdict {
    fn name(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
        }
    }
}

/// What somebody says of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feedback {
    /// The answer.
    pub answer_id: String,
    /// Who says it, as JSON.
    pub asker: String,
    /// When, in UTC.
    pub said_at: String,
    /// Whether it was good.
    pub verdict: Verdict,
    /// Why.
    pub reason: Option<String>,
}

impl Store {
    /// Keeps what somebody says of a kept answer; their last word counts.
    ///
    /// # Errors
    /// Where it could not be written, or the answer is not kept.
    pub async fn say(&self, feedback: Feedback) -> Result<(), StoreError> {
        self.writer.say(feedback).await
    }

    /// What was said of an answer, in the order of its askers.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn said_of(&self, answer_id: &str) -> Result<Vec<Feedback>, StoreError> {
        let rows = sqlx::query(
            "SELECT answer_id, asker, said_at, verdict, reason FROM feedback WHERE answer_id = $1 ORDER BY asker",
        )
        .bind(answer_id)
        .fetch_all(&self.readers)
        .await?;
        let read = |row: &sqlx::sqlite::SqliteRow| {
            let verdict: String = row.try_get("verdict")?;
            Ok::<_, sqlx::Error>(Feedback {
                answer_id: row.try_get("answer_id")?,
                asker: row.try_get("asker")?,
                said_at: row.try_get("said_at")?,
                verdict: if verdict == Verdict::Up.name() {
                    Verdict::Up
                } else {
                    Verdict::Down
                },
                reason: row.try_get("reason")?,
            })
        };
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }
}

pub(super) async fn write(
    transaction: &mut Transaction<'_, Sqlite>,
    it: &Feedback,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        // An answer that was forgotten meanwhile takes nothing, and fails nobody else's write.
        "INSERT INTO feedback (answer_id, asker, said_at, verdict, reason)
         SELECT $1, $2, $3, $4, $5 WHERE EXISTS (SELECT 1 FROM answers WHERE id = $1)
         ON CONFLICT (answer_id, asker) DO UPDATE
         SET said_at = excluded.said_at, verdict = excluded.verdict, reason = excluded.reason",
    )
    .bind(&it.answer_id)
    .bind(&it.asker)
    .bind(&it.said_at)
    .bind(it.verdict.name())
    .bind(&it.reason)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}
