//! Conversations: which there are, what was asked in one, and what becomes of it.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, Sqlite, Transaction};

use super::writer::Write;
use super::{KeptAnswer, Store, StoreError, read_answer};

/// A conversation as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    /// Its id, a UUID of version 7.
    pub id: String,
    /// Whose it is, as JSON.
    pub asker: String,
    /// Its name, else its first question; nothing before that was asked.
    pub title: Option<String>,
    /// When it began, in UTC.
    pub created_at: String,
    /// When its last question was answered, in UTC.
    pub updated_at: String,
    /// The id of that answer, or its own before there is one.
    pub last_id: String,
    /// How many questions it has.
    pub questions: u64,
}

/// A place in a list that is sorted by time: what comes after it is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The time of the last one that was told, in UTC.
    pub at: String,
    /// What tells it from others of the same second.
    pub id: String,
}

/// Where an answer belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InConversation {
    /// The conversation.
    pub id: String,
    /// Whether it begins with this answer.
    pub begins: bool,
    /// Its title, unless it has one.
    pub title: String,
}

const COLUMNS: &str = "c.id, c.asker, c.title, c.created_at, c.updated_at, c.last_id,
    (SELECT COUNT(*) FROM answers a WHERE a.conversation = c.id) AS questions";

impl Store {
    /// Begins a conversation without questions.
    ///
    /// # Errors
    /// Where it could not be written.
    pub async fn begin(&self, conversation: Conversation) -> Result<(), StoreError> {
        let begun = self.writer.written(Write::Begin(conversation)).await;
        begun.map(|_| ())
    }

    /// Gives a conversation of an asker a name; says whether there is one.
    ///
    /// # Errors
    /// Where it could not be written.
    pub async fn rename(&self, id: &str, asker: &str, title: &str) -> Result<bool, StoreError> {
        let write = Write::Rename {
            id: id.to_owned(),
            asker: asker.to_owned(),
            title: title.to_owned(),
        };
        Ok(self.writer.written(write).await? > 0)
    }

    /// Forgets a conversation of an asker with all that was answered in it; says whether there was one.
    ///
    /// # Errors
    /// Where it could not be written.
    pub async fn forget(&self, id: &str, asker: &str) -> Result<bool, StoreError> {
        let write = Write::Forget {
            id: id.to_owned(),
            asker: asker.to_owned(),
        };
        Ok(self.writer.written(write).await? > 0)
    }

    /// A conversation.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn conversation(&self, id: &str) -> Result<Option<Conversation>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM conversations c WHERE c.id = $1");
        let found = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(id)
            .fetch_optional(&self.readers)
            .await?;
        Ok(found.as_ref().map(read).transpose()?)
    }

    /// The conversations of an asker, the latest first, of which the title or a question holds `text`.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn conversations(
        &self,
        asker: &str,
        text: &str,
        after: Option<&Place>,
        limit: u32,
    ) -> Result<Vec<Conversation>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM conversations c
             WHERE c.asker = $1
               AND ($2 = '' OR instr(lower(c.title), lower($2)) > 0 OR EXISTS (
                     SELECT 1 FROM answers a WHERE a.conversation = c.id
                        AND instr(lower(json_extract(a.request, '$.text')), lower($2)) > 0))
               AND ($3 IS NULL OR (c.updated_at, c.last_id) < ($3, $4))
             ORDER BY c.updated_at DESC, c.last_id DESC LIMIT $5"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(asker)
            .bind(text)
            .bind(after.map(|it| it.at.as_str()))
            .bind(after.map(|it| it.id.as_str()))
            .bind(limit)
            .fetch_all(&self.readers)
            .await?;
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    /// What was answered in a conversation, the oldest first.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn answers_in(
        &self,
        conversation: &str,
        after: Option<&Place>,
        limit: u32,
    ) -> Result<Vec<KeptAnswer>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, kept_at, asker, request, answer FROM answers
             WHERE conversation = $1 AND ($2 IS NULL OR (kept_at, id) > ($2, $3))
             ORDER BY kept_at, id LIMIT $4",
        )
        .bind(conversation)
        .bind(after.map(|it| it.at.as_str()))
        .bind(after.map(|it| it.id.as_str()))
        .bind(limit)
        .fetch_all(&self.readers)
        .await?;
        Ok(rows.iter().map(read_answer).collect::<Result<_, _>>()?)
    }

    /// The last questions of a conversation, the oldest of them first.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn questions_in(
        &self,
        conversation: &str,
        most: u32,
    ) -> Result<Vec<String>, StoreError> {
        let mut texts: Vec<String> = sqlx::query_scalar(
            "SELECT json_extract(request, '$.text') FROM answers
             WHERE conversation = $1 ORDER BY kept_at DESC, id DESC LIMIT $2",
        )
        .bind(conversation)
        .bind(most)
        .fetch_all(&self.readers)
        .await?;
        texts.reverse();
        Ok(texts)
    }
}

fn read(row: &SqliteRow) -> Result<Conversation, sqlx::Error> {
    let questions: i64 = row.try_get("questions")?;
    Ok(Conversation {
        id: row.try_get("id")?,
        asker: row.try_get("asker")?,
        title: row.try_get("title")?,
        created_at: row.try_get("created_at")?,
        updated_at: row.try_get("updated_at")?,
        last_id: row.try_get("last_id")?,
        questions: questions.unsigned_abs(),
    })
}

pub(super) async fn begin(
    transaction: &mut Transaction<'_, Sqlite>,
    it: &Conversation,
) -> Result<u64, sqlx::Error> {
    let done = sqlx::query(
        "INSERT INTO conversations (id, asker, title, created_at, updated_at, last_id) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&it.id)
    .bind(&it.asker)
    .bind(&it.title)
    .bind(&it.created_at)
    .bind(&it.updated_at)
    .bind(&it.last_id)
    .execute(&mut **transaction)
    .await?;
    Ok(done.rows_affected())
}

/// Notes in a conversation that an answer is about to be added, and begins it where it does.
pub(super) async fn goes_on(
    transaction: &mut Transaction<'_, Sqlite>,
    it: &InConversation,
    answer: &KeptAnswer,
) -> Result<(), sqlx::Error> {
    if it.begins {
        let conversation = Conversation {
            id: it.id.clone(),
            asker: answer.asker.clone(),
            title: Some(it.title.clone()),
            created_at: answer.kept_at.clone(),
            updated_at: answer.kept_at.clone(),
            last_id: answer.id.clone(),
            questions: 0,
        };
        begin(transaction, &conversation).await?;
        return Ok(());
    }
    sqlx::query(
        "UPDATE conversations SET updated_at = $2, title = COALESCE(title, $3), last_id = $4 WHERE id = $1",
    )
    .bind(&it.id)
    .bind(&answer.kept_at)
    .bind(&it.title)
    .bind(&answer.id)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

pub(super) async fn rename(
    transaction: &mut Transaction<'_, Sqlite>,
    id: &str,
    asker: &str,
    title: &str,
) -> Result<u64, sqlx::Error> {
    let done = sqlx::query("UPDATE conversations SET title = $3 WHERE id = $1 AND asker = $2")
        .bind(id)
        .bind(asker)
        .bind(title)
        .execute(&mut **transaction)
        .await?;
    Ok(done.rows_affected())
}

pub(super) async fn forget(
    transaction: &mut Transaction<'_, Sqlite>,
    id: &str,
    asker: &str,
) -> Result<u64, sqlx::Error> {
    let done = sqlx::query("DELETE FROM conversations WHERE id = $1 AND asker = $2")
        .bind(id)
        .bind(asker)
        .execute(&mut **transaction)
        .await?;
    Ok(done.rows_affected())
}
