//! Who somebody of a chat program is here, as it is kept.

use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::{Store, StoreError};

/// Somebody of a chat program, and who they act as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptIdentity {
    /// The chat program: `slack`, `wecom`.
    pub channel: String,
    /// The team or the corporation.
    pub tenant: String,
    /// As the chat program names them.
    pub user: String,
    /// Who they act as, as JSON.
    pub principal: String,
    /// Since when, in UTC.
    pub created_at: String,
}

const COLUMNS: &str = "channel, tenant, user, principal, created_at";

impl Store {
    /// Keeps who somebody is; what was kept of them before is replaced.
    ///
    /// # Errors
    /// Where it could not be written.
    pub async fn put_identity(&self, it: &KeptIdentity) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO identities (channel, tenant, user, principal, created_at)
             VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (channel, tenant, user)
             DO UPDATE SET principal = excluded.principal, created_at = excluded.created_at",
        )
        .bind(&it.channel)
        .bind(&it.tenant)
        .bind(&it.user)
        .bind(&it.principal)
        .bind(&it.created_at)
        .execute(self.writer.pool())
        .await?;
        Ok(())
    }

    /// Who somebody is.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn identity(
        &self,
        channel: &str,
        tenant: &str,
        user: &str,
    ) -> Result<Option<KeptIdentity>, StoreError> {
        let text = format!(
            "SELECT {COLUMNS} FROM identities WHERE channel = $1 AND tenant = $2 AND user = $3"
        );
        let row = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(channel)
            .bind(tenant)
            .bind(user)
            .fetch_optional(&self.readers)
            .await?;
        Ok(row.as_ref().map(read).transpose()?)
    }

    /// Everybody who is known, by chat program, tenant and name.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn identities(&self) -> Result<Vec<KeptIdentity>, StoreError> {
        let text = format!("SELECT {COLUMNS} FROM identities ORDER BY channel, tenant, user");
        let rows = sqlx::query(sqlx::AssertSqlSafe(text))
            .fetch_all(&self.readers)
            .await?;
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    /// Forgets who somebody is; tells whether they were known.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub async fn remove_identity(
        &self,
        channel: &str,
        tenant: &str,
        user: &str,
    ) -> Result<bool, StoreError> {
        let done =
            sqlx::query("DELETE FROM identities WHERE channel = $1 AND tenant = $2 AND user = $3")
                .bind(channel)
                .bind(tenant)
                .bind(user)
                .execute(self.writer.pool())
                .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Keeps a code that makes somebody known, and forgets those that have ended.
    ///
    /// # Errors
    /// Where it could not be written.
    pub async fn put_identity_code(
        &self,
        hash: &str,
        principal: &str,
        ends_at: &str,
        now: &str,
    ) -> Result<(), StoreError> {
        let mut transaction = self.writer.begin().await?;
        sqlx::query("DELETE FROM identity_codes WHERE ends_at < $1")
            .bind(now)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("INSERT INTO identity_codes (hash, principal, ends_at) VALUES ($1, $2, $3)")
            .bind(hash)
            .bind(principal)
            .bind(ends_at)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Takes a code, which counts once; returns who it makes somebody, if it has not ended.
    ///
    /// # Errors
    /// Where it could not be written.
    pub async fn take_identity_code(
        &self,
        hash: &str,
        now: &str,
    ) -> Result<Option<String>, StoreError> {
        let taken = sqlx::query_scalar(
            "DELETE FROM identity_codes WHERE hash = $1 AND ends_at >= $2 RETURNING principal",
        )
        .bind(hash)
        .bind(now)
        .fetch_optional(self.writer.pool())
        .await?;
        Ok(taken)
    }
}

fn read(row: &SqliteRow) -> Result<KeptIdentity, sqlx::Error> {
    Ok(KeptIdentity {
        channel: row.try_get("channel")?,
        tenant: row.try_get("tenant")?,
        user: row.try_get("user")?,
        principal: row.try_get("principal")?,
        created_at: row.try_get("created_at")?,
    })
}
