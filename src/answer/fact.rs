//! Sentences whose numbers know where they come from.
//!
//! Words that are compiled in hold no digit; a number enters a sentence as a [`Fact`], which names
//! the cells and the derivation behind it. Names of things and of periods are marked as such.

use crate::question::Language;
use crate::result_set::ResultSet;

use super::Computed;
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
    /// The number of rows of a result.
    Rows(usize),
    /// The number of rows of a result that hold no number in a column.
    Missing {
        /// Which result.
        table: usize,
        /// The column.
        column: usize,
    },
}

/// The results that numbers are derived from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tables<'a>(pub &'a Computed);

impl Tables<'_> {
    /// What a derivation gives; nothing where a cell that it needs is empty.
    #[must_use]
    pub(super) fn value(self, derivation: &Derivation) -> Option<Exact> {
        match derivation {
            Derivation::Cell(cell) => self.cell(*cell),
            Derivation::Difference(left, right) => self.cell(*left)?.minus(self.cell(*right)?),
            Derivation::Rate(left, right) => {
                let (left, right) = (self.cell(*left)?, self.cell(*right)?);
                // A rate on a base below zero would point the wrong way.
                if right.is_negative() {
                    None
                } else {
                    left.minus(right)?.over(right)
                }
            }
            Derivation::Share(part, whole) => self.cell(*part)?.over(self.sum(whole)?),
            Derivation::Sum(cells) => self.sum(cells),
            Derivation::Rows(table) => count(self.table(*table)?.rows.len()),
            Derivation::Missing { table, column } => {
                let rows = &self.table(*table)?.rows;
                count(
                    rows.iter()
                        .filter(|row| row.get(*column).and_then(Exact::of).is_none())
                        .count(),
                )
            }
        }
    }

    /// Empty cells count nothing.
    fn sum(self, cells: &[CellRef]) -> Option<Exact> {
        cells
            .iter()
            .filter_map(|cell| self.cell(*cell))
            .try_fold(Exact::ZERO, Exact::plus)
    }

    fn cell(self, cell: CellRef) -> Option<Exact> {
        Exact::of(
            self.table(cell.table)?
                .rows
                .get(cell.row)?
                .get(cell.column)?,
        )
    }
}

impl<'a> Tables<'a> {
    fn table(self, table: usize) -> Option<&'a ResultSet> {
        match table.checked_sub(1) {
            None => Some(&self.0.result),
            Some(index) => self.0.supporting.get(index).map(|part| &part.result),
        }
    }
}

fn count(rows: usize) -> Option<Exact> {
    Some(Exact::new(i128::try_from(rows).ok()?, 0))
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
