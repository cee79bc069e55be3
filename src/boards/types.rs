//! Boards and tiles as they are shown, changed and kept.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Pinned;

/// A board in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct BoardName {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Whether whoever knows the id may look.
    pub shared: bool,
    /// How many tiles it has.
    pub tiles: usize,
    /// When it was changed last, in UTC.
    pub changed_at: String,
}

/// A board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Board {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Whether whoever knows the id may look.
    pub shared: bool,
    /// Whether it is of whoever looks, who alone may change it.
    pub own: bool,
    /// The version to name with a change.
    pub version: i64,
    /// When it was changed last, in UTC.
    pub changed_at: String,
    /// Its tiles.
    pub tiles: Vec<Tile>,
}

/// A tile of a board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Tile {
    /// Its id, within the board.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The question that it answers.
    pub question: String,
    /// Whether its dates follow the clock.
    pub follows: bool,
    /// Where it stands.
    pub place: Place,
}

/// Where a tile stands in a grid of twelve columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The first column, from 0.
    #[schema(maximum = 11)]
    pub x: u16,
    /// The first row, from 0.
    #[schema(maximum = 1000)]
    pub y: u16,
    /// Columns.
    #[schema(minimum = 1, maximum = 12)]
    pub w: u16,
    /// Rows.
    #[schema(minimum = 1, maximum = 24)]
    pub h: u16,
}

/// What changes of a board.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BoardChange {
    /// The version that the change is made to.
    pub version: i64,
    /// A new title.
    #[serde(default)]
    #[schema(max_length = 120)]
    pub title: Option<String>,
    /// Whether whoever knows the id may look.
    #[serde(default)]
    pub shared: Option<bool>,
    /// Tiles with a new title or place; the others stay as they are.
    #[serde(default)]
    #[schema(max_items = 40)]
    pub tiles: Vec<TileChange>,
}

/// What changes of a tile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TileChange {
    /// The tile.
    pub id: String,
    /// A new title.
    #[serde(default)]
    #[schema(max_length = 120)]
    pub title: Option<String>,
    /// A new place.
    #[serde(default)]
    pub place: Option<Place>,
}

/// A tile as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeptTile {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) place: Place,
    pub(super) pinned: Pinned,
}
