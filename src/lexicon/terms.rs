//! Terms while they are gathered, in the order of their first mention.

use std::collections::HashMap;

use crate::grammar::chars::Chars;

use super::Meaning;
use super::store::Store;

/// The place of a meaning while terms are gathered.
#[derive(Debug, Clone, Copy)]
pub(super) struct MeaningAt(usize);

#[derive(Default)]
pub(super) struct Terms {
    entries: Vec<(String, Vec<MeaningAt>)>,
    index: HashMap<String, usize>,
    pool: Vec<Meaning>,
}

impl Terms {
    /// Keeps a meaning that several terms have.
    pub(super) fn meaning(&mut self, meaning: Meaning) -> MeaningAt {
        self.pool.push(meaning);
        MeaningAt(self.pool.len() - 1)
    }

    fn of(&self, at: MeaningAt) -> Option<&Meaning> {
        self.pool.get(at.0)
    }

    fn known(&self, term: &str) -> Option<&[MeaningAt]> {
        let at = self.index.get(&normal(term))?;
        self.entries
            .get(*at)
            .map(|(_, meanings)| meanings.as_slice())
    }

    pub(super) fn add(&mut self, term: &str, meaning: MeaningAt) {
        let term = normal(term);
        if term.is_empty() {
            return;
        }
        let at = *self.index.entry(term.clone()).or_insert_with(|| {
            self.entries.push((term, Vec::new()));
            self.entries.len() - 1
        });
        let new = self.pool.get(meaning.0);
        if let Some((_, meanings)) = self.entries.get_mut(at)
            && !meanings
                .iter()
                .any(|known| same(self.pool.get(known.0), new))
        {
            meanings.push(meaning);
        }
    }

    /// Adds a name of a value: general words win over it, and over names that only the data has
    /// everything but other values wins.
    pub(super) fn add_value(&mut self, term: &str, meaning: MeaningAt) {
        let of_layer = matches!(self.of(meaning), Some(Meaning::Value(value)) if value.declared);
        let yields = self.known(term).is_some_and(|known| {
            known.iter().any(|other| match self.of(*other) {
                Some(Meaning::Word(_)) => true,
                Some(Meaning::Value(_)) | None => false,
                Some(_) => !of_layer,
            })
        });
        if !yields {
            self.add(term, meaning);
        }
    }

    /// Adds a term that no other name uses.
    pub(super) fn add_if_free(&mut self, term: &str, meaning: MeaningAt) {
        if !self.index.contains_key(&normal(term)) {
            self.add(term, meaning);
        }
    }

    /// Adds a noun for the rows of a dataset: several datasets may share one, other names win.
    pub(super) fn add_noun(&mut self, term: &str, meaning: MeaningAt) {
        let noun = |at: &MeaningAt| matches!(self.of(*at), Some(Meaning::Dataset(_)));
        if self.known(term).is_none_or(|known| known.iter().all(noun)) {
            self.add(term, meaning);
        }
    }

    /// The terms as they are kept.
    pub(super) fn stored(self) -> Store {
        let mut store = Store::default();
        // A meaning that several terms have alone is kept once.
        let mut kept: Vec<Option<u32>> = vec![None; self.pool.len()];
        for (term, meanings) in &self.entries {
            let all = meanings.iter().filter_map(|at| self.of(*at)).cloned();
            let first = match meanings.as_slice() {
                [only] => match kept.get(only.0).copied().flatten() {
                    Some(first) => first,
                    None => {
                        let first = store.keep(all);
                        if let Some(slot) = kept.get_mut(only.0) {
                            *slot = Some(first);
                        }
                        first
                    }
                },
                _ => store.keep(all),
            };
            store.push(term, first, u32::try_from(meanings.len()).unwrap_or(0));
        }
        store.shrink();
        store
    }
}

/// Whether two meanings are one: the same values are, whoever names them.
fn same(one: Option<&Meaning>, other: Option<&Meaning>) -> bool {
    match (one, other) {
        (Some(Meaning::Value(a)), Some(Meaning::Value(b))) => {
            a.field == b.field && a.values == b.values
        }
        _ => one == other,
    }
}

/// A text folded to one width, case and script, blanks single and outer ones gone.
pub(super) fn normal(text: &str) -> String {
    let chars = Chars::new(text);
    let mut folded = String::with_capacity(text.len());
    for at in 0..chars.len() {
        match chars.at(at) {
            Some(' ') if folded.is_empty() || folded.ends_with(' ') => {}
            Some(c) => folded.push(c),
            None => {}
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}
