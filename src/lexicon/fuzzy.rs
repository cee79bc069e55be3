//! Slips of the hand: one wrong letter in a Latin word, one wrong character of the same sound in a
//! Chinese one. Only a single candidate counts.

use std::collections::HashMap;
use std::ops::Range;

use pinyin::ToPinyin as _;

use super::{Entry, Lexicon, Meaning};

/// Terms by sound and by length.
#[derive(Debug, Default)]
pub(super) struct FuzzyIndex {
    by_sound: HashMap<String, Vec<usize>>,
    latin: Vec<usize>,
}

/// A slip and what was meant.
#[derive(Debug, Clone)]
pub struct Corrected<'a> {
    /// Where, in characters.
    pub span: Range<usize>,
    /// The term meant.
    pub term: &'a str,
    /// What it may mean.
    pub meanings: &'a [Meaning],
}

const LONGEST: usize = 6;

impl FuzzyIndex {
    pub(super) fn new(entries: &[Entry]) -> Self {
        let mut index = Self::default();
        for (at, entry) in entries.iter().enumerate() {
            if entry
                .meanings
                .iter()
                .all(|meaning| matches!(meaning, Meaning::Word(_)))
            {
                continue;
            }
            let chars: Vec<char> = entry.term.chars().collect();
            if chars.iter().all(char::is_ascii_alphabetic) {
                if chars.len() >= 3 {
                    index.latin.push(at);
                }
            } else if (2..=LONGEST).contains(&chars.len())
                && let Some(sound) = sound_of(&chars)
            {
                index.by_sound.entry(sound).or_default().push(at);
            }
        }
        index
    }
}

fn sound_of(chars: &[char]) -> Option<String> {
    let mut sound = String::new();
    for c in chars {
        match c.to_pinyin() {
            Some(pinyin) => sound.push_str(pinyin.plain()),
            None if c.is_ascii_alphanumeric() => sound.push(*c),
            None => return None,
        }
        sound.push('.');
    }
    Some(sound)
}

impl Lexicon {
    /// The one term that a run of characters nobody knows may be a slip of.
    #[must_use]
    pub fn correct(&self, folded: &[char], span: Range<usize>) -> Option<Corrected<'_>> {
        let run = folded.get(span.clone())?;
        if run.iter().all(char::is_ascii_alphabetic) {
            return self.latin_slip(run, span);
        }
        (2..=LONGEST.min(run.len())).rev().find_map(|len| {
            (span.start..=span.end - len)
                .find_map(|start| self.sound_slip(folded, start..start + len))
        })
    }

    fn latin_slip(&self, run: &[char], span: Range<usize>) -> Option<Corrected<'_>> {
        if run.len() < 3 {
            return None;
        }
        let word: String = run.iter().collect();
        let near = |at: &&usize| {
            self.entries.get(**at).is_some_and(|entry| {
                entry.term.len().abs_diff(word.len()) <= 1
                    && strsim::osa_distance(&entry.term, &word) == 1
                    && (word.len() > 3 || is_swap(&entry.term, &word))
            })
        };
        self.single(self.fuzzy.latin.iter().filter(near).copied(), span)
    }

    fn sound_slip(&self, folded: &[char], span: Range<usize>) -> Option<Corrected<'_>> {
        let window = folded.get(span.clone())?;
        let candidates = self.fuzzy.by_sound.get(&sound_of(window)?)?;
        let near = |at: &&usize| {
            self.entries.get(**at).is_some_and(|entry| {
                let differing = entry
                    .term
                    .chars()
                    .zip(window)
                    .filter(|(a, b)| a != *b)
                    .count();
                differing == 1 && entry.term.chars().count() == window.len()
            })
        };
        self.single(candidates.iter().filter(near).copied(), span)
    }

    fn single(
        &self,
        mut found: impl Iterator<Item = usize>,
        span: Range<usize>,
    ) -> Option<Corrected<'_>> {
        let first = self.entries.get(found.next()?)?;
        let same = found.all(|at| {
            self.entries
                .get(at)
                .is_some_and(|other| other.meanings == first.meanings)
        });
        same.then_some(Corrected {
            span,
            term: &first.term,
            meanings: &first.meanings,
        })
    }
}

/// Whether two words of three letters are the same letters in another order.
fn is_swap(term: &str, word: &str) -> bool {
    let sorted = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    sorted(term) == sorted(word)
}
