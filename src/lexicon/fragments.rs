//! Parts of long names, where nothing else fits: 尝鲜包 of 优禾坚果尝鲜包, "pillow" of "latex pillow".
//!
//! A part is linked if one name has it; a few names are kept to be asked back about; a part that
//! many names have says nothing.

use std::borrow::Cow;
use std::ops::Range;

use semantic_sql::layer::SemanticLayer;

use super::hash::{self, is_joint};
use super::slips::{Cover, Slip, is_open, words_around};
use super::store::Store;
use super::{Lexicon, Meaning, Rights, ValueMeaning};

/// Chinese characters that a part has at least; of a name that is longer.
const SHORTEST: usize = 3;
/// The longest part.
const LONGEST: usize = 12;
/// Letters that the only word of a part has at least.
const SHORTEST_WORD: usize = 4;
/// More names than this with a pair of characters are not looked through.
const MOST_NAMES: usize = 4_000;
/// Of more than these nobody is asked which one is meant.
const MOST_ASKED: usize = 3;

/// Names of values by each pair of their characters, or by each of their words.
#[derive(Debug, Default)]
pub(super) struct Fragments(Vec<(u32, u32)>);

impl Fragments {
    pub(super) fn new(store: &Store, layer: &SemanticLayer) -> Self {
        let mut all = Vec::new();
        // Only what has a name beside its key is known by parts of it.
        let is_entity = |entry: &u32| {
            store.meanings(*entry).iter().all(|meaning| match meaning {
                Meaning::Value(value) => layer.field(value.field).display.is_some(),
                _ => false,
            })
        };
        for entry in store.entries().filter(is_entity) {
            let term = store.term(entry);
            if term.is_ascii() {
                let words = term
                    .split(is_joint)
                    .filter(|word| word.len() >= SHORTEST_WORD);
                if term.contains(is_joint) {
                    all.extend(words.map(|word| (key(word.chars()), entry)));
                }
                continue;
            }
            let bones: Vec<char> = term.chars().filter(|c| !is_joint(*c)).collect();
            if bones.len() > SHORTEST {
                let pairs = bones.windows(2).map(|pair| key(pair.iter().copied()));
                all.extend(pairs.map(|pair| (pair, entry)));
            }
        }
        all.sort_unstable();
        all.dedup();
        all.shrink_to_fit();
        Self(all)
    }

    fn find(&self, key: u32) -> &[(u32, u32)] {
        let from = self.0.partition_point(|(known, _)| *known < key);
        let to = self.0.partition_point(|(known, _)| *known <= key);
        self.0.get(from..to).unwrap_or_default()
    }

    /// The names under the rarest of some keys, if they are few enough.
    fn fewest(&self, keys: impl Iterator<Item = u32>) -> Option<&[(u32, u32)]> {
        let rarest = keys
            .map(|key| self.find(key))
            .min_by_key(|names| names.len())?;
        (rarest.len() <= MOST_NAMES).then_some(rarest)
    }
}

/// Whether a span is digits alone or cuts a number: neither is a part of a name.
fn cuts_a_number(folded: &[char], span: &Range<usize>) -> bool {
    let digit = |at: usize| folded.get(at).is_some_and(char::is_ascii_digit);
    let cut = |at: usize| at > 0 && digit(at - 1) && digit(at);
    cut(span.start) || cut(span.end) || span.clone().all(digit)
}

fn key(chars: impl Iterator<Item = char>) -> u32 {
    let hash = hash::of(chars);
    u32::try_from((hash ^ (hash >> 32)) & u64::from(u32::MAX)).unwrap_or_default()
}

impl Lexicon {
    /// The names that characters nobody knows are a part of, perhaps with names beside them.
    #[must_use]
    pub fn fragment(
        &self,
        folded: &[char],
        unknown: Range<usize>,
        cover: &[Cover],
        rights: &Rights,
    ) -> Option<Slip<'_>> {
        let run = folded.get(unknown.clone())?;
        if run.iter().all(char::is_ascii_alphabetic) {
            return self.latin_fragment(folded, &unknown, cover, rights);
        }
        for len in (SHORTEST..=LONGEST).rev() {
            let first = unknown.start.saturating_sub(len - 1);
            let last = (unknown.end + len - 1).min(folded.len());
            for start in first..(last + 1).saturating_sub(len) {
                let span = start..start + len;
                let touches = span.start < unknown.end && unknown.start < span.end;
                let window = folded.get(span.clone()).unwrap_or_default();
                let letters = window.iter().all(|c| c.is_alphanumeric());
                if !touches || !letters || !is_open(cover, &span) || cuts_a_number(folded, &span) {
                    continue;
                }
                let part: String = window.iter().collect();
                let pairs = window.windows(2).map(|pair| key(pair.iter().copied()));
                let Some(names) = self.fragments.fewest(pairs) else {
                    continue;
                };
                let entries = self.names_around(&part, names);
                if !entries.is_empty() {
                    return self.asked_or_meant(span, &entries, rights);
                }
            }
        }
        None
    }

    /// Names that have a part: those that end with it, else those that hold it anywhere.
    fn names_around(&self, part: &str, names: &[(u32, u32)]) -> Vec<u32> {
        let (mut ending, mut holding) = (Vec::new(), Vec::new());
        for (_, entry) in names {
            let term = self.store.term(*entry);
            let bones: String = term.chars().filter(|c| !is_joint(*c)).collect();
            if bones.ends_with(part) {
                ending.push(*entry);
            } else if bones.contains(part) {
                holding.push(*entry);
            }
        }
        if ending.is_empty() { holding } else { ending }
    }

    fn latin_fragment(
        &self,
        folded: &[char],
        unknown: &Range<usize>,
        cover: &[Cover],
        rights: &Rights,
    ) -> Option<Slip<'_>> {
        let words = words_around(folded, unknown);
        let at = words.iter().position(|word| word == unknown)?;
        for count in (1..=words.len()).rev() {
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
                let said: Vec<String> = window
                    .iter()
                    .map(|word| {
                        folded
                            .get(word.clone())
                            .unwrap_or_default()
                            .iter()
                            .collect()
                    })
                    .collect();
                let entries = self.names_with(&said);
                if !entries.is_empty() {
                    return self.asked_or_meant(span, &entries, rights);
                }
            }
        }
        None
    }

    /// Names with all of some words; one word must be the last one of the name.
    fn names_with(&self, said: &[String]) -> Vec<u32> {
        let long = said.iter().filter(|word| word.len() >= SHORTEST_WORD);
        let keys = long.map(|word| key(word.chars()));
        let names = self.fragments.fewest(keys).unwrap_or_default();
        let has = |entry: &u32| {
            let words: Vec<&str> = self.store.term(*entry).split(is_joint).collect();
            match said {
                [only] => words.last() == Some(&only.as_str()),
                _ => said.iter().all(|word| words.contains(&word.as_str())),
            }
        };
        names.iter().map(|it| it.1).filter(has).collect()
    }

    fn asked_or_meant(
        &self,
        span: Range<usize>,
        entries: &[u32],
        rights: &Rights,
    ) -> Option<Slip<'_>> {
        let mut terms: Vec<&str> = Vec::new();
        let mut values: Vec<ValueMeaning> = Vec::new();
        for entry in entries {
            let Some(known) = self.known_to(*entry, rights) else {
                continue;
            };
            terms.push(self.store.term(*entry));
            for meaning in known.iter() {
                let Meaning::Value(value) = meaning else {
                    continue;
                };
                let same = |it: &ValueMeaning| it.field == value.field && it.values == value.values;
                if !values.iter().any(same) {
                    values.push(value.clone());
                }
            }
        }
        terms.dedup();
        let only = match terms.as_slice() {
            [only] => Some(*only),
            _ => None,
        };
        // Of several names none is preferred because the layer knows it.
        if only.is_none() && values.len() > 1 {
            values.iter_mut().for_each(|value| value.declared = false);
        }
        let few = (1..=MOST_ASKED).contains(&values.len());
        few.then(|| Slip {
            span,
            term: only.or_else(|| terms.first().copied().filter(|_| values.len() == 1)),
            meanings: Cow::Owned(values.into_iter().map(Meaning::Value).collect()),
        })
    }
}
