//! Chinese terms in Latin letters: whole syllables, or their initials where no other term has them.

use std::borrow::Cow;
use std::collections::HashMap;

use super::hash::{self, ByHash, Chains};
use super::matching::{Matched, Reach, whole_word};
use super::ordinary::is_ordinary;
use super::store::Store;
use super::{Lexicon, Meaning, Rights, sound};

/// Spellings of one term of the layer, of its characters with several readings.
const OF_LAYER: usize = 8;
/// The longest Chinese term that is found by its sound.
const LONGEST: usize = 8;
/// The shortest spelling that may stand for a term.
const SHORTEST: usize = 4;

/// Chinese terms by their spelling.
#[derive(Debug, Default)]
pub(super) struct SpokenForms {
    syllables: Chains,
    initials: ByHash<u32>,
    reach: Reach,
}

/// The spellings of a term that may be typed in Latin letters.
pub(super) fn spellings(store: &Store, entry: u32) -> Vec<Vec<String>> {
    let term = store.term(entry);
    let chars = term.chars().count();
    if !store.is_name(entry) || !(2..=LONGEST).contains(&chars) {
        return Vec::new();
    }
    let most = if store.is_of_layer(entry) {
        OF_LAYER
    } else {
        1
    };
    sound::spellings(term, most)
}

impl SpokenForms {
    pub(super) fn new(store: &Store) -> Self {
        let mut forms = Self::default();
        let mut initials: HashMap<String, Option<u32>> = HashMap::new();
        for entry in store.entries() {
            for (at, spelling) in spellings(store, entry).iter().enumerate() {
                let letters: Vec<char> = spelling.concat().chars().collect();
                if letters.len() >= SHORTEST {
                    forms
                        .syllables
                        .add(hash::of(letters.iter().copied()), entry);
                    forms.reach.add(&letters);
                }
                if at == 0 {
                    let short: String =
                        spelling.iter().filter_map(|it| it.chars().next()).collect();
                    initials
                        .entry(short)
                        .and_modify(|known| {
                            *known = known
                                .filter(|other| store.meanings(*other) == store.meanings(entry));
                        })
                        .or_insert(Some(entry));
                }
            }
        }
        let mut alone: Vec<(String, u32)> = initials
            .into_iter()
            .filter_map(|(short, entry)| Some((short, entry?)))
            .filter(|(_, entry)| store.is_of_layer(*entry))
            .collect();
        alone.sort();
        for (short, entry) in alone {
            let letters: Vec<char> = short.chars().collect();
            forms.reach.add(&letters);
            forms.initials.insert(hash::of(letters.into_iter()), entry);
        }
        forms.syllables.shrink();
        forms
    }

    pub(super) fn reach(&self) -> &Reach {
        &self.reach
    }
}

impl Lexicon {
    /// The terms that a run of Latin letters spells by their sound. Initials count only beside
    /// Chinese.
    pub(super) fn spoken_at(
        &self,
        folded: &[char],
        bones: &[(char, usize)],
        rights: &Rights,
        chinese: bool,
    ) -> Vec<Matched<'_>> {
        let mut found = Vec::new();
        let Some(start) = bones.first().map(|(_, at)| *at) else {
            return found;
        };
        let mut hash = hash::SEED;
        let mut word = String::new();
        for (c, at) in bones.iter().take(self.spoken.reach().of(bones)) {
            if !c.is_ascii_lowercase() && *c != 'ü' {
                break;
            }
            let c = if *c == 'ü' { 'v' } else { *c };
            hash = hash::step(hash, c);
            word.push(c);
            let end = at + 1;
            if whole_word(folded, start, end) != Some(end) {
                continue;
            }
            let text = folded.get(start..end).unwrap_or_default();
            let said = self.spelt(text, &word, hash, rights);
            let said = match said {
                None if chinese && text.len() == word.len() => {
                    self.initials_of(&word, hash, rights)
                }
                said => said,
            };
            if let Some((entry, meanings)) = said {
                found.push(Matched {
                    span: start..end,
                    exact: false,
                    meanings,
                    read: Some(self.store.term(entry)),
                });
            }
        }
        found
    }

    /// The term that a text spells, and what it may mean: one thing, or values to choose from.
    fn spelt(
        &self,
        text: &[char],
        word: &str,
        hash: u64,
        rights: &Rights,
    ) -> Option<(u32, Cow<'_, [Meaning]>)> {
        if is_ordinary(word) {
            return None;
        }
        let mut entries: Vec<u32> = self
            .spoken
            .syllables
            .find(hash)
            .filter(|entry| {
                spellings(&self.store, *entry)
                    .iter()
                    .any(|spelling| spelling.concat() == word && gaps_fit(text, spelling))
            })
            .filter(|entry| self.known_to(*entry, rights).is_some())
            .collect();
        entries.sort_unstable();
        entries.dedup();
        if entries.iter().any(|entry| self.store.is_of_layer(*entry)) {
            entries.retain(|entry| self.store.is_of_layer(*entry));
        }
        let first = *entries.first()?;
        let mut meanings = self.known_to(first, rights)?;
        for entry in entries.iter().skip(1) {
            for meaning in self.known_to(*entry, rights)?.iter() {
                if !meanings.contains(meaning) {
                    meanings.to_mut().push(meaning.clone());
                }
            }
        }
        let value = |meaning: &Meaning| matches!(meaning, Meaning::Value(_));
        let sure = entries.len() == 1 || meanings.len() == 1 || meanings.iter().all(value);
        sure.then_some((first, meanings))
    }

    /// The only term with these initials.
    fn initials_of(
        &self,
        word: &str,
        hash: u64,
        rights: &Rights,
    ) -> Option<(u32, Cow<'_, [Meaning]>)> {
        let entry = *self.spoken.initials.get(&hash)?;
        let same = spellings(&self.store, entry)
            .first()
            .is_some_and(|spelling| {
                let initials = spelling.iter().filter_map(|it| it.chars().next());
                initials.eq(word.chars())
            });
        let meanings = self.known_to(entry, rights)?;
        same.then_some((entry, meanings))
    }
}

/// Whether a text is cut only between syllables: `lin yi`, never `l inyi`.
fn gaps_fit(text: &[char], spelling: &[String]) -> bool {
    let mut ends = Vec::new();
    let mut letters = 0;
    for syllable in spelling {
        letters += syllable.chars().count();
        ends.push(letters);
    }
    let mut seen = 0;
    for c in text {
        if hash::is_joint(*c) {
            if !ends.contains(&seen) {
                return false;
            }
        } else {
            seen += 1;
        }
    }
    true
}
