//! Latin slips: one letter missing, doubled, wrong, or two in the wrong order.

use std::ops::Range;

use super::super::hash::{self, is_joint};
use super::super::ordinary::is_ordinary;
use super::super::{Lexicon, Rights, spoken};
use super::{Cover, Slip, is_open};

/// Words of one term.
const MOST_WORDS: usize = 4;
const SHORTEST: usize = 3;
const LONGEST: usize = 24;

/// Terms by their letters, and by their letters without each one: two words that are one slip
/// apart share at least one of these.
#[derive(Debug, Default)]
pub(super) struct Letters(Vec<(u32, u32)>);

/// The mark of a term that is spelt by its sound.
const BY_SOUND: u32 = 1 << 31;

impl Letters {
    pub(super) fn add(&mut self, term: &[char], entry: u32, by_sound: bool) {
        let letters: Vec<char> = term.iter().copied().filter(|c| !is_joint(*c)).collect();
        let shortest = if by_sound { 6 } else { SHORTEST };
        let words = letters.iter().all(char::is_ascii_alphabetic);
        if !words || !(shortest..=LONGEST).contains(&letters.len()) {
            return;
        }
        let mark = if by_sound { BY_SOUND } else { 0 };
        self.0.extend(keys(&letters).map(|key| (key, entry | mark)));
    }

    pub(super) fn sort(&mut self) {
        self.0.sort_unstable();
        self.0.dedup();
        self.0.shrink_to_fit();
    }

    fn find(&self, letters: &[char]) -> Vec<u32> {
        let mut found = Vec::new();
        for key in keys(letters) {
            let from = self.0.partition_point(|(known, _)| *known < key);
            let same = self
                .0
                .iter()
                .skip(from)
                .take_while(|(known, _)| *known == key);
            found.extend(same.map(|(_, entry)| *entry));
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Hashes of some letters and of them without each one.
fn keys(letters: &[char]) -> impl Iterator<Item = u32> {
    (0..=letters.len()).map(move |without| {
        let kept = letters
            .iter()
            .enumerate()
            .filter(move |(at, _)| *at != without);
        let hash = hash::of(kept.map(|(_, c)| *c));
        u32::try_from((hash ^ (hash >> 32)) & u64::from(u32::MAX)).unwrap_or_default()
    })
}

impl Lexicon {
    pub(super) fn latin_slip(
        &self,
        folded: &[char],
        unknown: Range<usize>,
        cover: &[Cover],
        rights: &Rights,
    ) -> Option<Slip<'_>> {
        let words = words_around(folded, &unknown);
        let at = words.iter().position(|word| *word == unknown)?;
        for count in (1..=MOST_WORDS).rev() {
            for first in (at + 1).saturating_sub(count)..=at {
                let Some(window) = words.get(first..first + count) else {
                    continue;
                };
                let (Some(from), Some(to)) = (window.first(), window.last()) else {
                    continue;
                };
                let span = from.start..to.end;
                if !is_open(cover, &span) {
                    continue;
                }
                let mut entries = self.latin_entries(folded, window, at - first);
                entries.retain(|entry| self.known_to(*entry, rights).is_some());
                if !entries.is_empty() {
                    return self.one_meant(span, &entries, rights);
                }
            }
        }
        None
    }

    /// The terms of which one word was written with a slip.
    fn latin_entries(&self, folded: &[char], window: &[Range<usize>], slipped: usize) -> Vec<u32> {
        let words: Vec<String> = window
            .iter()
            .map(|word| {
                folded
                    .get(word.clone())
                    .unwrap_or_default()
                    .iter()
                    .collect()
            })
            .collect();
        let letters: Vec<char> = words.iter().flat_map(|word| word.chars()).collect();
        let Some(wrong) = words.get(slipped) else {
            return Vec::new();
        };
        let mut found: Vec<u32> = Vec::new();
        for marked in self.slips.letters.find(&letters) {
            let entry = marked & !BY_SOUND;
            let meant = if marked & BY_SOUND == 0 {
                self.is_slip_of(entry, &words, slipped)
            } else {
                let near = |spelling: &Vec<String>| is_slip(&spelling.concat(), wrong, false);
                words.len() == 1 && spoken::spellings(&self.store, entry).iter().any(near)
            };
            if meant {
                found.push(entry);
            }
        }
        found.dedup();
        found
    }

    fn is_slip_of(&self, entry: u32, words: &[String], slipped: usize) -> bool {
        let term = self.store.term(entry);
        let right: Vec<&str> = term.split(is_joint).filter(|it| !it.is_empty()).collect();
        match words {
            [only] => is_slip(&right.concat(), only, false),
            _ => {
                right.len() == words.len()
                    && right
                        .iter()
                        .zip(words)
                        .enumerate()
                        .all(|(at, (right, said))| {
                            if at == slipped {
                                is_slip(right, said, true)
                            } else {
                                right == said
                            }
                        })
            }
        }
    }
}

/// Whether a word is another one with one slip. Beside other words of the same name short words
/// and ordinary ones count too.
fn is_slip(right: &str, said: &str, in_name: bool) -> bool {
    let lengths = (right.len(), said.len());
    let swap = lengths.0 == lengths.1 && {
        let sorted = |word: &str| {
            let mut letters: Vec<u8> = word.bytes().collect();
            letters.sort_unstable();
            letters
        };
        sorted(right) == sorted(said)
    };
    let shorter = lengths.0.min(lengths.1);
    let enough = match (swap, lengths.0 == lengths.1) {
        (true, _) => shorter >= SHORTEST,
        (false, true) => shorter >= if in_name { 4 } else { 5 },
        (false, false) => shorter >= if in_name { 3 } else { 4 },
    };
    let begins_alike = right.bytes().next() == said.bytes().next();
    enough
        && (begins_alike || swap)
        && (in_name || !is_ordinary(said))
        && strsim::osa_distance(right, said) == 1
}

/// The Latin words around one, each a blank or hyphen from the next.
pub(in crate::lexicon) fn words_around(folded: &[char], word: &Range<usize>) -> Vec<Range<usize>> {
    let letter = |at: usize| folded.get(at).is_some_and(char::is_ascii_alphabetic);
    let joint = |at: usize| folded.get(at).is_some_and(|c| matches!(c, ' ' | '-'));
    let mut words = vec![word.clone()];
    let mut first = word.start;
    while words.len() < MOST_WORDS && first >= 2 && joint(first - 1) && letter(first - 2) {
        let end = first - 1;
        first = (0..end)
            .rev()
            .find(|at| !letter(*at))
            .map_or(0, |at| at + 1);
        words.insert(0, first..end);
    }
    let before = words.len();
    let mut last = word.end;
    while words.len() < before + MOST_WORDS - 1 && joint(last) && letter(last + 1) {
        let start = last + 1;
        last = (start..folded.len())
            .find(|at| !letter(*at))
            .unwrap_or(folded.len());
        words.push(start..last);
    }
    words
}
