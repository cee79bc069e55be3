//! What people say of an answer, and whose the fault was where they say that it was not good.

use serde::{Deserialize, Serialize};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, Sqlite, Transaction};
use utoipa::ToSchema;

use super::conversations::Place;
use super::writer::Write;
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

    fn of(name: &str) -> Self {
        if name == "up" { Self::Up } else { Self::Down }
    }
}

/// Whose the fault was that an answer was not good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The semantic layer lacks a word, a metric or a rule, or reads the question otherwise.
    ModelGap,
    /// The data is not there, late or wrong.
    DataGap,
    /// The question asked for something else, or for what the asker may not see.
    User,
}

impl Cause {
    fn name(self) -> &'static str {
        match self {
            Self::ModelGap => "model_gap",
            Self::DataGap => "data_gap",
            Self::User => "user",
        }
    }

    fn of(name: &str) -> Option<Self> {
        let all = [Self::ModelGap, Self::DataGap, Self::User];
        all.into_iter().find(|it| it.name() == name)
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
    /// Whose the fault was, where somebody decided it.
    pub cause: Option<Cause>,
}

/// What was said, with what it was said of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedbackWithAnswer {
    /// What was said.
    pub feedback: Feedback,
    /// The question and what it was asked with, as JSON.
    pub request: String,
    /// The answer object, as JSON.
    pub answer: String,
}

impl Store {
    /// Keeps what somebody says of a kept answer; their last word counts.
    ///
    /// # Errors
    /// Where it could not be written, or the answer is not kept.
    pub async fn say(&self, feedback: Feedback) -> Result<(), StoreError> {
        let said = self.writer.written(Write::Feedback(feedback)).await;
        said.map(|_| ())
    }

    /// Decides whose the fault was; says whether there is feedback on the answer.
    ///
    /// # Errors
    /// Where it could not be written.
    pub async fn attribute(
        &self,
        answer_id: &str,
        cause: Option<Cause>,
    ) -> Result<bool, StoreError> {
        let write = Write::Cause {
            answer_id: answer_id.to_owned(),
            cause,
        };
        Ok(self.writer.written(write).await? > 0)
    }

    /// What was said of an answer, in the order of its askers.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn said_of(&self, answer_id: &str) -> Result<Vec<Feedback>, StoreError> {
        let rows = sqlx::query(
            "SELECT answer_id, asker, said_at, verdict, reason, cause FROM feedback WHERE answer_id = $1 ORDER BY asker",
        )
        .bind(answer_id)
        .fetch_all(&self.readers)
        .await?;
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    /// What was said of all answers, the latest first; of one verdict where it is given.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn feedback(
        &self,
        verdict: Option<Verdict>,
        after: Option<&Place>,
        limit: u32,
    ) -> Result<Vec<FeedbackWithAnswer>, StoreError> {
        let rows = sqlx::query(
            "SELECT f.answer_id, f.asker, f.said_at, f.verdict, f.reason, f.cause, a.request, a.answer
             FROM feedback f JOIN answers a ON a.id = f.answer_id
             WHERE ($1 IS NULL OR f.verdict = $1)
               AND ($2 IS NULL OR (f.said_at, f.answer_id) < ($2, $3))
             ORDER BY f.said_at DESC, f.answer_id DESC LIMIT $4",
        )
        .bind(verdict.map(Verdict::name))
        .bind(after.map(|it| it.at.as_str()))
        .bind(after.map(|it| it.id.as_str()))
        .bind(limit)
        .fetch_all(&self.readers)
        .await?;
        let whole = |row: &SqliteRow| {
            Ok::<_, sqlx::Error>(FeedbackWithAnswer {
                feedback: read(row)?,
                request: row.try_get("request")?,
                answer: row.try_get("answer")?,
            })
        };
        Ok(rows.iter().map(whole).collect::<Result<_, _>>()?)
    }
}

fn read(row: &SqliteRow) -> Result<Feedback, sqlx::Error> {
    let verdict: String = row.try_get("verdict")?;
    let cause: Option<String> = row.try_get("cause")?;
    Ok(Feedback {
        answer_id: row.try_get("answer_id")?,
        asker: row.try_get("asker")?,
        said_at: row.try_get("said_at")?,
        verdict: Verdict::of(&verdict),
        reason: row.try_get("reason")?,
        cause: cause.as_deref().and_then(Cause::of),
    })
}

pub(super) async fn write(
    transaction: &mut Transaction<'_, Sqlite>,
    it: &Feedback,
) -> Result<u64, sqlx::Error> {
    let done = sqlx::query(
        // An answer that was forgotten meanwhile takes nothing, and fails nobody else's write.
        // Whose the fault was is decided anew when somebody says something else.
        "INSERT INTO feedback (answer_id, asker, said_at, verdict, reason)
         SELECT $1, $2, $3, $4, $5 WHERE EXISTS (SELECT 1 FROM answers WHERE id = $1)
         ON CONFLICT (answer_id, asker) DO UPDATE
         SET said_at = excluded.said_at, verdict = excluded.verdict, reason = excluded.reason, cause = NULL",
    )
    .bind(&it.answer_id)
    .bind(&it.asker)
    .bind(&it.said_at)
    .bind(it.verdict.name())
    .bind(&it.reason)
    .execute(&mut **transaction)
    .await?;
    Ok(done.rows_affected())
}

pub(super) async fn attribute(
    transaction: &mut Transaction<'_, Sqlite>,
    answer_id: &str,
    cause: Option<Cause>,
) -> Result<u64, sqlx::Error> {
    let done = sqlx::query("UPDATE feedback SET cause = $2 WHERE answer_id = $1")
        .bind(answer_id)
        .bind(cause.map(Cause::name))
        .execute(&mut **transaction)
        .await?;
    Ok(done.rows_affected())
}
