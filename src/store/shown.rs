//! Under which name a chat program shows an answer, where it chooses what a name may be.

use sqlx::Row as _;

use super::{Store, StoreError};

impl Store {
    /// Notes under which name an answer is shown, and forgets those of before a moment, in UTC.
    ///
    /// # Errors
    /// Where it could not be written.
    pub async fn put_shown(
        &self,
        shown_as: &str,
        answer_id: &str,
        at: &str,
        forget_before: &str,
    ) -> Result<(), StoreError> {
        let mut transaction = self.writer.begin().await?;
        sqlx::query("DELETE FROM shown_answers WHERE shown_at < $1")
            .bind(forget_before)
            .execute(&mut *transaction)
            .await?;
        sqlx::query(
            "INSERT INTO shown_answers (shown_as, answer_id, shown_at) VALUES ($1, $2, $3)
             ON CONFLICT (shown_as) DO UPDATE SET answer_id = excluded.answer_id, shown_at = excluded.shown_at",
        )
        .bind(shown_as)
        .bind(answer_id)
        .bind(at)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// The answer that is shown under a name.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn shown_as(&self, name: &str) -> Result<Option<String>, StoreError> {
        let row = sqlx::query("SELECT answer_id FROM shown_answers WHERE shown_as = $1")
            .bind(name)
            .fetch_optional(&self.readers)
            .await?;
        Ok(row.map(|row| row.try_get("answer_id")).transpose()?)
    }
}
