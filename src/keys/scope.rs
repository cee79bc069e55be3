//! What a key may do.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Something that a key may do. None follows from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Ask questions, and open one's answers again.
    Ask,
    /// Run statements of semantic SQL.
    Query,
    /// Read the catalogue: metrics, dimensions, values.
    Catalogue,
    /// Say whether an answer was good.
    Feedback,
    /// Issue embed tokens for pages.
    Embed,
    /// Reload, make keys, read the record.
    Admin,
}

/// What a token of a page may do, and no more.
pub const WIDGET_SCOPES: [Scope; 3] = [Scope::Ask, Scope::Catalogue, Scope::Feedback];

impl Scope {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Ask,
        Self::Query,
        Self::Catalogue,
        Self::Feedback,
        Self::Embed,
        Self::Admin,
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ask => "ask",
            Self::Query => "query",
            Self::Catalogue => "catalogue",
            Self::Feedback => "feedback",
            Self::Embed => "embed",
            Self::Admin => "admin",
        }
    }

    /// The scope of a name.
    ///
    /// # Errors
    /// Which names there are.
    pub fn read(name: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|it| it.name() == name);
        known.ok_or_else(|| {
            let name: String = name.chars().take(40).collect();
            let all = Self::ALL.map(Self::name).join(", ");
            format!("`{name}` is no scope; there are {all}")
        })
    }
}
