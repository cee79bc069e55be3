//! What people want to be sent again and again, as it is kept.

use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::{Place, Store, StoreError};

/// A subscription as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptSubscription {
    /// Its id, a UUID of version 7.
    pub id: String,
    /// What its owner calls it.
    pub number: u32,
    /// The chat program of the owner.
    pub channel: String,
    /// The team or the corporation of the owner.
    pub tenant: String,
    /// The owner.
    pub user: String,
    /// The channel or group that it goes to; nothing for its owner alone.
    pub place: Option<String>,
    /// The question.
    pub question: String,
    /// The language of what is said beside the answer, as JSON.
    pub language: String,
    /// Who may answer, as JSON.
    pub lane: Option<String>,
    /// The times or the bound, as JSON.
    pub due: String,
    /// The time zone of the times.
    pub zone: String,
    /// Whether it runs.
    pub is_active: bool,
    /// Why it does not, where its owner did not pause it.
    pub reason: Option<String>,
    /// When it runs next, in seconds since 1970.
    pub next_at: Option<i64>,
    /// Whether the bound was passed at the last look.
    pub holds: bool,
    /// How often the bound was told.
    pub times_told: u32,
    /// What was seen of its groups, as JSON.
    pub groups: Option<String>,
    /// Since when, in UTC.
    pub created_at: String,
    /// When it ran last, in UTC.
    pub last_run: Option<String>,
}

/// What a run changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscriptionRan {
    /// Which.
    pub id: String,
    /// When it runs next, in seconds since 1970.
    pub next_at: Option<i64>,
    /// Whether the bound was passed.
    pub holds: bool,
    /// How often the bound was told.
    pub times_told: u32,
    /// What was seen of its groups, as JSON.
    pub groups: Option<String>,
    /// When, in UTC.
    pub at: String,
}

/// The owner of subscriptions: chat program, tenant, user.
pub type SubscriptionOwner<'a> = (&'a str, &'a str, &'a str);

const COLUMNS: &str = "id, number, channel, tenant, user, place, question, language, lane, due, zone, state, reason, \
                       next_at, holds, times_told, by_group, created_at, last_run";

impl Store {
    /// Keeps a new subscription; returns what its owner calls it: one more than the largest that they have.
    ///
    /// # Errors
    /// Where it could not be written.
    pub async fn add_subscription(&self, it: &KeptSubscription) -> Result<u32, StoreError> {
        let number = sqlx::query_scalar(
            "INSERT INTO subscriptions (id, number, channel, tenant, user, place, question, language, lane, due, zone,
                                        state, reason, next_at, holds, times_told, by_group, created_at, last_run)
             SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
                    $18
             FROM subscriptions WHERE channel = $2 AND tenant = $3 AND user = $4
             RETURNING number",
        )
        .bind(&it.id)
        .bind(&it.channel)
        .bind(&it.tenant)
        .bind(&it.user)
        .bind(&it.place)
        .bind(&it.question)
        .bind(&it.language)
        .bind(&it.lane)
        .bind(&it.due)
        .bind(&it.zone)
        .bind(state(it.is_active))
        .bind(&it.reason)
        .bind(it.next_at)
        .bind(it.holds)
        .bind(it.times_told)
        .bind(&it.groups)
        .bind(&it.created_at)
        .bind(&it.last_run)
        .fetch_one(self.writer.pool())
        .await?;
        Ok(number)
    }

    /// The subscriptions of somebody, by number.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn subscriptions_of(
        &self,
        (channel, tenant, user): SubscriptionOwner<'_>,
    ) -> Result<Vec<KeptSubscription>, StoreError> {
        let text = format!(
            "SELECT {COLUMNS} FROM subscriptions WHERE channel = $1 AND tenant = $2 AND user = $3 ORDER BY number"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(channel)
            .bind(tenant)
            .bind(user)
            .fetch_all(&self.readers)
            .await?;
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    /// All that run.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn active_subscriptions(&self) -> Result<Vec<KeptSubscription>, StoreError> {
        let text =
            format!("SELECT {COLUMNS} FROM subscriptions WHERE state = 'active' ORDER BY id");
        let rows = sqlx::query(sqlx::AssertSqlSafe(text))
            .fetch_all(&self.readers)
            .await?;
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    /// Everybody's, the latest first.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn subscriptions(
        &self,
        after: Option<&Place>,
        limit: u32,
    ) -> Result<Vec<KeptSubscription>, StoreError> {
        let text = format!(
            "SELECT {COLUMNS} FROM subscriptions WHERE ($1 IS NULL OR id < $1) ORDER BY id DESC LIMIT $2"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(after.map(|it| it.id.as_str()))
            .bind(limit)
            .fetch_all(&self.readers)
            .await?;
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    /// A subscription by its id.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn subscription(&self, id: &str) -> Result<Option<KeptSubscription>, StoreError> {
        let text = format!("SELECT {COLUMNS} FROM subscriptions WHERE id = $1");
        let row = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(id)
            .fetch_optional(&self.readers)
            .await?;
        Ok(row.as_ref().map(read).transpose()?)
    }

    /// Notes that a subscription ran; what its owner changed meanwhile stays.
    ///
    /// # Errors
    /// Where it could not be written.
    pub async fn subscription_ran(&self, it: &SubscriptionRan) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE subscriptions SET next_at = $2, holds = $3, times_told = $4, last_run = $5, by_group = $6
             WHERE id = $1 AND state = 'active'",
        )
        .bind(&it.id)
        .bind(it.next_at)
        .bind(it.holds)
        .bind(it.times_told)
        .bind(&it.at)
        .bind(&it.groups)
        .execute(self.writer.pool())
        .await?;
        Ok(())
    }

    /// Pauses a subscription, or lets it run again; a bound is looked at anew then.
    ///
    /// # Errors
    /// Where it could not be written.
    pub async fn set_subscription(
        &self,
        id: &str,
        is_active: bool,
        reason: Option<&str>,
        next_at: Option<i64>,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE subscriptions SET state = $2, reason = $3, next_at = $4, holds = FALSE, by_group = NULL
             WHERE id = $1",
        )
        .bind(id)
        .bind(state(is_active))
        .bind(reason)
        .bind(next_at)
        .execute(self.writer.pool())
        .await?;
        Ok(())
    }

    /// Forgets a subscription.
    ///
    /// # Errors
    /// Where it could not be written.
    pub async fn remove_subscription(&self, id: &str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM subscriptions WHERE id = $1")
            .bind(id)
            .execute(self.writer.pool())
            .await?;
        Ok(())
    }
}

fn state(is_active: bool) -> &'static str {
    if is_active { "active" } else { "paused" }
}

fn read(row: &SqliteRow) -> Result<KeptSubscription, sqlx::Error> {
    let state: String = row.try_get("state")?;
    Ok(KeptSubscription {
        id: row.try_get("id")?,
        number: row.try_get("number")?,
        channel: row.try_get("channel")?,
        tenant: row.try_get("tenant")?,
        user: row.try_get("user")?,
        place: row.try_get("place")?,
        question: row.try_get("question")?,
        language: row.try_get("language")?,
        lane: row.try_get("lane")?,
        due: row.try_get("due")?,
        zone: row.try_get("zone")?,
        is_active: state == "active",
        reason: row.try_get("reason")?,
        next_at: row.try_get("next_at")?,
        holds: row.try_get("holds")?,
        times_told: row.try_get("times_told")?,
        groups: row.try_get("by_group")?,
        created_at: row.try_get("created_at")?,
        last_run: row.try_get("last_run")?,
    })
}
