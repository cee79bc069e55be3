//! Boards: answers that somebody keeps in view, computed anew for whoever looks.
//!
//! Invariant: a board shows whoever looks their own rows. What it shows of its owner is what they
//! wrote: titles and questions.

mod tile;
mod types;

use std::sync::Arc;

use crate::answer::Answer;
use crate::app::App;
use crate::clock;
use crate::recall::{Recall, RecallError};
use crate::store::{KeptBoard, Store, StoreError};
use chrono::NaiveDateTime;
use semantic_sql::Asker;

pub use tile::Pinned;
use types::KeptTile;
pub use types::{Board, BoardChange, BoardName, Place, Tile, TileChange};

/// The most boards of one owner.
const MAX_BOARDS: usize = 100;
/// The most tiles of a board.
const MAX_TILES: usize = 40;
/// The most characters of a title.
const MAX_TITLE_CHARS: usize = 120;
/// Columns of a board's grid.
const COLUMNS: u16 = 12;
/// The lowest place of a tile.
const MAX_ROW: u16 = 1_000;

/// Keeps boards.
#[derive(Clone)]
pub struct Boards {
    app: Arc<App>,
    recall: Recall,
}

/// Why something cannot be done with a board.
#[derive(Debug, thiserror::Error)]
pub enum BoardError {
    /// There is no such board or tile for whoever asks.
    #[error("there is no such board or tile for whoever asks")]
    NotThere,
    /// Somebody else changed it.
    #[error(
        "the board was changed meanwhile: it has version {0} now; read it again and change that"
    )]
    Changed(i64),
    /// What is wanted cannot be.
    #[error("{0}")]
    Wrong(String),
    /// The answer to pin.
    #[error(transparent)]
    Answer(#[from] RecallError),
    /// The file cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What is kept cannot be read, such as after somebody wrote into the file by hand.
    #[error("the tiles of board {id} cannot be read: {reason}")]
    Unreadable {
        /// The board.
        id: String,
        /// Why.
        reason: String,
    },
}

impl Boards {
    /// Keeps boards where answers are kept; there are none where nothing is.
    #[must_use]
    pub fn new(app: Arc<App>, recall: Recall) -> Self {
        Self { app, recall }
    }

    /// The boards of somebody, the one that was changed last first.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn list(&self, asker: &Asker) -> Result<Vec<BoardName>, BoardError> {
        let kept = self.store()?.boards_of(owner(asker)?).await?;
        let name = |board: &KeptBoard| {
            Ok(BoardName {
                id: board.id.clone(),
                title: board.title.clone(),
                shared: board.shared,
                tiles: tiles_of(board)?.len(),
                changed_at: board.changed_at.clone(),
            })
        };
        kept.iter().map(name).collect()
    }

    /// Makes an empty board.
    ///
    /// # Errors
    /// [`BoardError::Wrong`] where the title cannot be, or there are too many boards.
    pub async fn create(&self, asker: &Asker, title: &str) -> Result<Board, BoardError> {
        let owner = owner(asker)?;
        let store = self.store()?;
        if store.boards_of(owner).await?.len() >= MAX_BOARDS {
            return Err(wrong(format!(
                "there are {MAX_BOARDS} boards, which is the most: remove one first"
            )));
        }
        let board = KeptBoard {
            id: uuid::Uuid::now_v7().to_string(),
            owner: owner.to_owned(),
            title: titled(title)?,
            shared: false,
            version: 1,
            changed_at: clock::now_utc(),
            tiles: "[]".to_owned(),
        };
        store.add_board(&board).await?;
        shown(&board, asker)
    }

    /// A board of one's own, or one that is shared.
    ///
    /// # Errors
    /// [`BoardError::NotThere`] where there is none that the asker may see.
    pub async fn board(&self, asker: &Asker, id: &str) -> Result<Board, BoardError> {
        shown(&self.seen(asker, id).await?, asker)
    }

    /// Changes a board of one's own.
    ///
    /// # Errors
    /// [`BoardError::Changed`] where it is not at the named version any more.
    pub async fn change(
        &self,
        asker: &Asker,
        id: &str,
        change: BoardChange,
    ) -> Result<Board, BoardError> {
        let mut board = self.owned(asker, id).await?;
        if board.version != change.version {
            return Err(BoardError::Changed(board.version));
        }
        if let Some(title) = &change.title {
            board.title = titled(title)?;
        }
        board.shared = change.shared.unwrap_or(board.shared);
        let mut tiles = tiles_of(&board)?;
        for wanted in &change.tiles {
            let tile = tiles.iter_mut().find(|tile| tile.id == wanted.id);
            let tile = tile.ok_or(BoardError::NotThere)?;
            if let Some(title) = &wanted.title {
                tile.title = titled(title)?;
            }
            if let Some(place) = wanted.place {
                tile.place = placed(place)?;
            }
        }
        self.keep(board, &tiles, asker).await
    }

    /// Removes a board of one's own.
    ///
    /// # Errors
    /// [`BoardError::NotThere`] where there is none.
    pub async fn remove(&self, asker: &Asker, id: &str) -> Result<(), BoardError> {
        let board = self.owned(asker, id).await?;
        Ok(self.store()?.remove_board(&board.id).await?)
    }

    /// Pins an answer of one's own to a board of one's own, below what is there.
    ///
    /// # Errors
    /// [`BoardError::Answer`] where there is no such answer, or it has no statement.
    pub async fn pin(
        &self,
        asker: &Asker,
        id: &str,
        answer_id: &str,
        title: Option<&str>,
    ) -> Result<Board, BoardError> {
        let board = self.owned(asker, id).await?;
        let mut tiles = tiles_of(&board)?;
        if tiles.len() >= MAX_TILES {
            return Err(wrong(format!(
                "the board has {MAX_TILES} tiles, which is the most: take one away first"
            )));
        }
        let (question, statement) = self.recall.question_of(answer_id, asker).await?;
        let title = match title {
            Some(title) => titled(title)?,
            None => question.text.chars().take(MAX_TITLE_CHARS).collect(),
        };
        let pinned = Pinned::new(&self.app.generation(), &question, &statement).await;
        tiles.push(KeptTile {
            id: uuid::Uuid::now_v7().to_string(),
            title,
            place: next_place(&tiles),
            pinned,
        });
        self.keep(board, &tiles, asker).await
    }

    /// Takes a tile away.
    ///
    /// # Errors
    /// [`BoardError::NotThere`] where there is none.
    pub async fn unpin(&self, asker: &Asker, id: &str, tile: &str) -> Result<Board, BoardError> {
        let board = self.owned(asker, id).await?;
        let mut tiles = tiles_of(&board)?;
        let before = tiles.len();
        tiles.retain(|it| it.id != tile);
        if tiles.len() == before {
            return Err(BoardError::NotThere);
        }
        self.keep(board, &tiles, asker).await
    }

    /// What a tile shows to whoever looks: now, or at another moment.
    ///
    /// # Errors
    /// [`BoardError::NotThere`] where there is no such tile that they may look at.
    pub async fn answer(
        &self,
        asker: &Asker,
        id: &str,
        tile: &str,
        as_of: Option<NaiveDateTime>,
    ) -> Result<Answer, BoardError> {
        let board = self.seen(asker, id).await?;
        let tiles = tiles_of(&board)?;
        let tile = tiles.iter().find(|it| it.id == tile);
        let tile = tile.ok_or(BoardError::NotThere)?;
        let generation = self.app.generation();
        let now = as_of.unwrap_or_else(|| generation.now());
        Ok(tile.pinned.answer(&generation, asker, now).await)
    }

    fn store(&self) -> Result<&Store, BoardError> {
        self.recall.store().map_err(|_| BoardError::NotThere)
    }

    async fn seen(&self, asker: &Asker, id: &str) -> Result<KeptBoard, BoardError> {
        let board = self.store()?.board(id).await?;
        let board = board.ok_or(BoardError::NotThere)?;
        let own = owner(asker).is_ok_and(|it| it == board.owner);
        if own || board.shared {
            Ok(board)
        } else {
            Err(BoardError::NotThere)
        }
    }

    async fn owned(&self, asker: &Asker, id: &str) -> Result<KeptBoard, BoardError> {
        let board = self.seen(asker, id).await?;
        if board.owner == owner(asker)? {
            Ok(board)
        } else {
            Err(BoardError::NotThere)
        }
    }

    async fn keep(
        &self,
        mut board: KeptBoard,
        tiles: &[KeptTile],
        asker: &Asker,
    ) -> Result<Board, BoardError> {
        board.tiles = serde_json::to_string(tiles).map_err(|error| unreadable(&board, &error))?;
        board.version += 1;
        board.changed_at = clock::now_utc();
        if self.store()?.change_board(&board).await? {
            return shown(&board, asker);
        }
        // Somebody else was faster, or has removed it.
        let now = self.store()?.board(&board.id).await?;
        Err(now.map_or(BoardError::NotThere, |it| BoardError::Changed(it.version)))
    }
}

/// Whose boards somebody's are; nobody has none.
fn owner(asker: &Asker) -> Result<&str, BoardError> {
    match asker {
        Asker::Known(principal) => Ok(&principal.user),
        Asker::Nobody => Err(BoardError::NotThere),
    }
}

fn shown(board: &KeptBoard, asker: &Asker) -> Result<Board, BoardError> {
    let tiles = tiles_of(board)?.into_iter().map(|tile| Tile {
        id: tile.id,
        title: tile.title,
        question: tile.pinned.question,
        follows: tile.pinned.follows,
        place: tile.place,
    });
    Ok(Board {
        id: board.id.clone(),
        title: board.title.clone(),
        shared: board.shared,
        own: owner(asker).is_ok_and(|it| it == board.owner),
        version: board.version,
        changed_at: board.changed_at.clone(),
        tiles: tiles.collect(),
    })
}

fn tiles_of(board: &KeptBoard) -> Result<Vec<KeptTile>, BoardError> {
    serde_json::from_str(&board.tiles).map_err(|error| unreadable(board, &error))
}

fn unreadable(board: &KeptBoard, error: &serde_json::Error) -> BoardError {
    BoardError::Unreadable {
        id: board.id.clone(),
        reason: error.to_string(),
    }
}

fn wrong(why: String) -> BoardError {
    BoardError::Wrong(why)
}

fn titled(title: &str) -> Result<String, BoardError> {
    let title = title.trim();
    let length = title.chars().count();
    if !(1..=MAX_TITLE_CHARS).contains(&length) {
        return Err(wrong(format!(
            "`title` has {length} characters, it must have 1 to {MAX_TITLE_CHARS}"
        )));
    }
    Ok(title.to_owned())
}

fn placed(place: Place) -> Result<Place, BoardError> {
    let wide =
        (1..=COLUMNS).contains(&place.w) && place.x < COLUMNS && place.x + place.w <= COLUMNS;
    let high = (1..=24).contains(&place.h) && place.y <= MAX_ROW;
    if wide && high {
        Ok(place)
    } else {
        Err(wrong(format!(
            "a tile at x {}, y {} of {} × {} is not on the board: it has {COLUMNS} columns, and a tile 1 to 24 rows \
             at row 0 to {MAX_ROW}",
            place.x, place.y, place.w, place.h
        )))
    }
}

/// Below everything, at half of the width.
fn next_place(tiles: &[KeptTile]) -> Place {
    let (w, h) = (COLUMNS / 2, 6);
    // Beside the last one, where that leaves room.
    if let Some(last) = tiles.last().map(|tile| tile.place)
        && last.x == 0
        && last.w <= w
        && tiles.iter().all(|it| it.place.y <= last.y)
    {
        return Place {
            x: w,
            y: last.y,
            w,
            h,
        };
    }
    let y = tiles.iter().map(|it| it.place.y + it.place.h).max();
    Place {
        x: 0,
        y: y.unwrap_or_default().min(MAX_ROW),
        w,
        h,
    }
}
