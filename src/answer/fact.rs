//! Sentences whose numbers know where they come from.
//!
//! Words that are compiled in hold no digit; a number enters a sentence as a [`Fact`], which names
//! the cells and the derivation behind it. Names of things and of periods are marked as such.

use crate::question::Language;

use super::exact::Exact;
use super::format::{Figure, Sign};

/// A cell: which result (0 is the answer, then the supporting ones), row and column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CellRef {
    /// Which result.
    pub table: usize,
    /// Row.
    pub row: usize,
    /// Column.
    pub column: usize,
}

/// How a number follows from cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Derivation {
    /// It is the cell.
    Cell(CellRef),
    /// The first minus the second.
    Difference(CellRef, CellRef),
    /// The first minus the second, over the second.
    Rate(CellRef, CellRef),
    /// The first over the sum of the others.
    Share(CellRef, Vec<CellRef>),
    /// The sum.
    Sum(Vec<CellRef>),
    /// The number of rows of a result, or of a part of them.
    Rows(usize),
}

/// A number in a sentence.
#[derive(Debug, Clone)]
pub struct Fact {
    /// Where it comes from.
    pub derivation: Derivation,
    /// Its exact value.
    pub value: Exact,
    /// How it is rounded and written.
    pub figure: Figure,
    /// Whether it shows a sign.
    pub sign: Sign,
}

/// A part of a sentence.
#[derive(Debug, Clone)]
pub enum Piece {
    /// Words of a template; no digits.
    Words(&'static str),
    /// A name or a sentence from the layer, the plan or the data.
    Name(String),
    /// A number.
    Fact(Fact),
}

/// One sentence.
#[derive(Debug, Clone, Default)]
pub struct Sentence {
    /// Its parts, in order.
    pub pieces: Vec<Piece>,
}

impl Sentence {
    /// Adds words of a template.
    #[must_use]
    pub fn words(mut self, words: &'static str) -> Self {
        self.pieces.push(Piece::Words(words));
        self
    }

    /// Adds a name.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.pieces.push(Piece::Name(name.into()));
        self
    }

    /// Adds a number.
    #[must_use]
    pub fn fact(mut self, fact: Fact) -> Self {
        self.pieces.push(Piece::Fact(fact));
        self
    }

    /// Adds the parts of another sentence.
    #[must_use]
    pub fn join(mut self, other: Self) -> Self {
        self.pieces.extend(other.pieces);
        self
    }

    /// The sentence as text.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let mut out = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Words(words) => out.push_str(words),
                Piece::Name(name) => out.push_str(name),
                Piece::Fact(fact) => out.push_str(&fact.text(language)),
            }
        }
        out
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }
}

impl Fact {
    /// The number as written.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        self.figure.write(self.value, self.sign, language)
    }
}
