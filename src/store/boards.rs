//! Boards as they are kept.

use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::{Store, StoreError};

/// A board as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptBoard {
    /// Its id.
    pub id: String,
    /// Whose it is: the user's name.
    pub owner: String,
    /// What it is called.
    pub title: String,
    /// Whether whoever knows the id may look.
    pub shared: bool,
    /// How often it was changed.
    pub version: i64,
    /// When it was changed last, in UTC.
    pub changed_at: String,
    /// Its tiles as JSON.
    pub tiles: String,
}

const COLUMNS: &str = "id, owner, title, shared, version, changed_at, tiles";

impl Store {
    /// The boards of somebody, the one that was changed last first.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn boards_of(&self, owner: &str) -> Result<Vec<KeptBoard>, StoreError> {
        let text = format!(
            "SELECT {COLUMNS} FROM boards WHERE owner = $1 ORDER BY changed_at DESC, id DESC"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(owner)
            .fetch_all(&self.readers)
            .await?;
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    /// A board, whoever it is of.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn board(&self, id: &str) -> Result<Option<KeptBoard>, StoreError> {
        let text = format!("SELECT {COLUMNS} FROM boards WHERE id = $1");
        let row = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(id)
            .fetch_optional(&self.readers)
            .await?;
        Ok(row.as_ref().map(read).transpose()?)
    }

    /// Keeps a new board.
    ///
    /// # Errors
    /// Where it could not be written.
    pub async fn add_board(&self, board: &KeptBoard) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO boards (id, owner, title, shared, version, changed_at, tiles)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&board.id)
        .bind(&board.owner)
        .bind(&board.title)
        .bind(board.shared)
        .bind(board.version)
        .bind(&board.changed_at)
        .bind(&board.tiles)
        .execute(self.writer.pool())
        .await?;
        Ok(())
    }

    /// Keeps a board as it is now, if nobody changed it since the version before; tells whether it did.
    ///
    /// # Errors
    /// Where it could not be written.
    pub async fn change_board(&self, board: &KeptBoard) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "UPDATE boards SET title = $2, shared = $3, version = $4, changed_at = $5, tiles = $6
             WHERE id = $1 AND version = $4 - 1",
        )
        .bind(&board.id)
        .bind(&board.title)
        .bind(board.shared)
        .bind(board.version)
        .bind(&board.changed_at)
        .bind(&board.tiles)
        .execute(self.writer.pool())
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Forgets a board.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub async fn remove_board(&self, id: &str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM boards WHERE id = $1")
            .bind(id)
            .execute(self.writer.pool())
            .await?;
        Ok(())
    }
}

fn read(row: &SqliteRow) -> Result<KeptBoard, sqlx::Error> {
    Ok(KeptBoard {
        id: row.try_get("id")?,
        owner: row.try_get("owner")?,
        title: row.try_get("title")?,
        shared: row.try_get("shared")?,
        version: row.try_get("version")?,
        changed_at: row.try_get("changed_at")?,
        tiles: row.try_get("tiles")?,
    })
}
