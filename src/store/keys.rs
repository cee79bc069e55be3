//! Keys as they are kept, and what embed tokens are signed with.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, Sqlite, Transaction};

use super::{Store, StoreError};

/// A key as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptKey {
    /// Its id.
    pub id: String,
    /// What it is for, in words.
    pub label: String,
    /// SHA-256 of the secret, in hex.
    pub secret_hash: String,
    /// The same of the secret before the last rotation.
    pub previous_hash: Option<String>,
    /// Until when the previous secret counts, in UTC.
    pub previous_until: Option<String>,
    /// Who a request with it acts as, as JSON.
    pub principal: String,
    /// What it may do: names with blanks between them.
    pub scopes: String,
    /// When it was made, in UTC.
    pub created_at: String,
    /// When it ends, in UTC.
    pub expires_at: Option<String>,
    /// When its secret was last changed, in UTC.
    pub rotated_at: Option<String>,
    /// When it was taken back, in UTC.
    pub revoked_at: Option<String>,
    /// When it was last used, in UTC, to the minute.
    pub last_used_at: Option<String>,
}

/// What embed tokens are signed with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptSigningSecret {
    /// Its id.
    pub id: String,
    /// The secret, in hex.
    pub secret: String,
    /// When it was made, in UTC.
    pub created_at: String,
}

impl Store {
    /// Keeps a new key.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub async fn add_key(&self, key: &KeptKey) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO api_keys (id, label, secret_hash, principal, scopes, created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&key.id)
        .bind(&key.label)
        .bind(&key.secret_hash)
        .bind(&key.principal)
        .bind(&key.scopes)
        .bind(&key.created_at)
        .bind(&key.expires_at)
        .execute(self.writer.pool())
        .await?;
        Ok(())
    }

    /// A key by its id.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn key(&self, id: &str) -> Result<Option<KeptKey>, StoreError> {
        let found = sqlx::query(
            "SELECT id, label, secret_hash, previous_hash, previous_until, principal, scopes, created_at, expires_at,
                    rotated_at, revoked_at, last_used_at
             FROM api_keys WHERE id = $1",
        )
        .bind(id)
        .fetch_optional(&self.readers)
        .await?;
        Ok(found.as_ref().map(key).transpose()?)
    }

    /// All keys, the oldest first.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn keys(&self) -> Result<Vec<KeptKey>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, label, secret_hash, previous_hash, previous_until, principal, scopes, created_at, expires_at,
                    rotated_at, revoked_at, last_used_at
             FROM api_keys ORDER BY created_at, id",
        )
        .fetch_all(&self.readers)
        .await?;
        Ok(rows.iter().map(key).collect::<Result<_, _>>()?)
    }

    /// Whether there ever was a key.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn has_keys(&self) -> Result<bool, StoreError> {
        let one: Option<i64> = sqlx::query_scalar("SELECT 1 FROM api_keys LIMIT 1")
            .fetch_optional(&self.readers)
            .await?;
        Ok(one.is_some())
    }

    /// Gives a key another secret; the one that it has counts until `overlap_until`. Says whether the key was there
    /// and not revoked.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub async fn rotate_key(
        &self,
        id: &str,
        secret_hash: &str,
        at: &str,
        overlap_until: &str,
    ) -> Result<bool, StoreError> {
        let changed = sqlx::query(
            "UPDATE api_keys SET previous_hash = secret_hash, previous_until = $4, secret_hash = $2, rotated_at = $3
             WHERE id = $1 AND revoked_at IS NULL",
        )
        .bind(id)
        .bind(secret_hash)
        .bind(at)
        .bind(overlap_until)
        .execute(self.writer.pool())
        .await?;
        Ok(changed.rows_affected() > 0)
    }

    /// Takes a key back; the first time counts.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub async fn revoke_key(&self, id: &str, at: &str) -> Result<(), StoreError> {
        sqlx::query("UPDATE api_keys SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL")
            .bind(id)
            .bind(at)
            .execute(self.writer.pool())
            .await?;
        Ok(())
    }

    /// Notes that a key was used, without waiting for it.
    pub fn key_was_used(&self, id: &str, at: &str) {
        self.writer.key_was_used(id.to_owned(), at.to_owned());
    }

    /// What tokens are signed with, the newest first.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn signing_secrets(&self) -> Result<Vec<KeptSigningSecret>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, secret, created_at FROM signing_secrets ORDER BY created_at DESC, id DESC",
        )
        .fetch_all(&self.readers)
        .await?;
        let read = |row: &SqliteRow| {
            Ok::<_, sqlx::Error>(KeptSigningSecret {
                id: row.try_get("id")?,
                secret: row.try_get("secret")?,
                created_at: row.try_get("created_at")?,
            })
        };
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    /// Keeps another secret to sign with, and forgets those that were made before a moment.
    ///
    /// # Errors
    /// Where the file cannot be written; then nothing is changed.
    pub async fn add_signing_secret(
        &self,
        secret: &KeptSigningSecret,
        forget_before: &str,
    ) -> Result<(), StoreError> {
        let mut transaction = self.writer.begin().await?;
        sqlx::query("INSERT INTO signing_secrets (id, secret, created_at) VALUES ($1, $2, $3)")
            .bind(&secret.id)
            .bind(&secret.secret)
            .bind(&secret.created_at)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("DELETE FROM signing_secrets WHERE created_at < $1")
            .bind(forget_before)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Forgets all that tokens are signed with: every token ends.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub async fn forget_signing_secrets(&self) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM signing_secrets")
            .execute(self.writer.pool())
            .await?;
        Ok(())
    }
}

/// Notes that a key was used.
pub(super) async fn used(
    transaction: &mut Transaction<'_, Sqlite>,
    id: &str,
    at: &str,
) -> Result<u64, sqlx::Error> {
    let done = sqlx::query("UPDATE api_keys SET last_used_at = $2 WHERE id = $1")
        .bind(id)
        .bind(at)
        .execute(&mut **transaction)
        .await?;
    Ok(done.rows_affected())
}

fn key(row: &SqliteRow) -> Result<KeptKey, sqlx::Error> {
    Ok(KeptKey {
        id: row.try_get("id")?,
        label: row.try_get("label")?,
        secret_hash: row.try_get("secret_hash")?,
        previous_hash: row.try_get("previous_hash")?,
        previous_until: row.try_get("previous_until")?,
        principal: row.try_get("principal")?,
        scopes: row.try_get("scopes")?,
        created_at: row.try_get("created_at")?,
        expires_at: row.try_get("expires_at")?,
        rotated_at: row.try_get("rotated_at")?,
        revoked_at: row.try_get("revoked_at")?,
        last_used_at: row.try_get("last_used_at")?,
    })
}
