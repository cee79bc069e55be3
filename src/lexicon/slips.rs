//! Slips of the hand, where nothing else is known: a Latin word that is one letter off, Chinese
//! characters of the same sound or in another order. Only a single candidate counts, and an
//! ordinary word is no slip.

mod chinese;
mod latin;

use std::borrow::Cow;
use std::ops::Range;

pub(super) use latin::words_around;

use super::hash::Chains;
use super::store::Store;
use super::{Lexicon, Meaning, Rights, spoken};

/// What covers a character of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cover {
    /// Nothing that anybody knows.
    Nothing,
    /// A name, by the number of its token: a slip may be longer than it.
    Name(usize),
    /// Something that is no part of a name.
    Other,
}

/// A slip, or a part of a name, and what was meant.
#[derive(Debug, Clone)]
pub struct Slip<'a> {
    /// Where, in characters.
    pub span: Range<usize>,
    /// The term meant, if it is one.
    pub term: Option<&'a str>,
    /// What it may mean.
    pub meanings: Cow<'a, [Meaning]>,
}

/// Terms by how they sound, and by their letters but one.
#[derive(Debug)]
pub(super) struct SlipIndex {
    sharp: Chains,
    dull: Chains,
    letters: latin::Letters,
}

impl SlipIndex {
    pub(super) fn new(store: &Store) -> Self {
        let mut index = Self {
            sharp: Chains::default(),
            dull: Chains::default(),
            letters: latin::Letters::default(),
        };
        for entry in store.entries().filter(|entry| store.is_name(*entry)) {
            let chars: Vec<char> = store.term(entry).chars().collect();
            if chars.iter().all(char::is_ascii) {
                index.letters.add(&chars, entry, false);
                continue;
            }
            chinese::add(&mut index, &chars, entry);
            if store.is_of_layer(entry) {
                for spelling in spoken::spellings(store, entry) {
                    let letters: Vec<char> = spelling.concat().chars().collect();
                    index.letters.add(&letters, entry, true);
                }
            }
        }
        index.sharp.shrink();
        index.dull.shrink();
        index.letters.sort();
        index
    }
}

impl Lexicon {
    /// The one term that characters nobody knows may be a slip of; it may reach over names beside
    /// them, but never cuts one.
    #[must_use]
    pub fn slip(
        &self,
        folded: &[char],
        unknown: Range<usize>,
        cover: &[Cover],
        rights: &Rights,
    ) -> Option<Slip<'_>> {
        let run = folded.get(unknown.clone())?;
        if run.iter().all(char::is_ascii_alphabetic) {
            return self.latin_slip(folded, unknown, cover, rights);
        }
        self.chinese_slip(folded, unknown, cover, rights)
    }

    /// The only meaning of some entries, as a slip.
    fn one_meant(&self, span: Range<usize>, entries: &[u32], rights: &Rights) -> Option<Slip<'_>> {
        let first = *entries.first()?;
        let meanings = self.known_to(first, rights)?;
        let same = entries
            .iter()
            .all(|entry| self.known_to(*entry, rights).as_ref() == Some(&meanings));
        same.then_some(Slip {
            span,
            term: Some(self.store.term(first)),
            meanings,
        })
    }
}

/// Whether a span cuts a name, or holds something that is none.
pub(super) fn is_open(cover: &[Cover], span: &Range<usize>) -> bool {
    let at = |place: usize| cover.get(place).copied();
    let cut = |before: Option<usize>, after: usize| match (before.and_then(at), at(after)) {
        (Some(Cover::Name(one)), Some(Cover::Name(other))) => one == other,
        _ => false,
    };
    let inside = cover.get(span.clone()).unwrap_or_default();
    !inside.contains(&Cover::Other)
        && !cut(span.start.checked_sub(1), span.start)
        && !cut(span.end.checked_sub(1), span.end)
}
