//! Terms and meanings as they are kept: one text, small slots, meanings that entries share.

use super::Meaning;

/// All terms with their meanings; an entry is known by its place.
#[derive(Debug, Default)]
pub(super) struct Store {
    text: String,
    slots: Vec<Slot>,
    meanings: Vec<Meaning>,
}

#[derive(Debug, Clone, Copy)]
struct Slot {
    at: u32,
    len: u32,
    first: u32,
    count: u32,
}

impl Store {
    /// Adds a term whose meanings stand at a place of [`Store::keep`].
    pub(super) fn push(&mut self, term: &str, first: u32, count: u32) {
        let place = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        self.slots.push(Slot {
            at: place(self.text.len()),
            len: place(term.len()),
            first,
            count,
        });
        self.text.push_str(term);
    }

    /// Keeps meanings and returns where.
    pub(super) fn keep(&mut self, meanings: impl Iterator<Item = Meaning>) -> u32 {
        let at = u32::try_from(self.meanings.len()).unwrap_or(u32::MAX);
        self.meanings.extend(meanings);
        at
    }

    pub(super) fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.slots.shrink_to_fit();
        self.meanings.shrink_to_fit();
    }

    pub(super) fn len(&self) -> usize {
        self.slots.len()
    }

    /// The places of all entries.
    pub(super) fn entries(&self) -> impl Iterator<Item = u32> + use<> {
        0..u32::try_from(self.slots.len()).unwrap_or(u32::MAX)
    }

    /// The text of an entry, folded.
    pub(super) fn term(&self, entry: u32) -> &str {
        self.slots
            .get(entry as usize)
            .and_then(|slot| {
                let at = slot.at as usize;
                self.text.get(at..at + slot.len as usize)
            })
            .unwrap_or_default()
    }

    /// What an entry may mean.
    pub(super) fn meanings(&self, entry: u32) -> &[Meaning] {
        self.slots
            .get(entry as usize)
            .and_then(|slot| {
                let first = slot.first as usize;
                self.meanings.get(first..first + slot.count as usize)
            })
            .unwrap_or_default()
    }

    /// Whether an entry names something of the layer or the data, not only a general word.
    pub(super) fn is_name(&self, entry: u32) -> bool {
        let word = |meaning: &Meaning| matches!(meaning, Meaning::Word(_));
        !self.meanings(entry).iter().all(word)
    }

    /// Whether an entry is something that the layer itself names.
    pub(super) fn is_of_layer(&self, entry: u32) -> bool {
        self.meanings(entry).iter().any(|meaning| match meaning {
            Meaning::Value(value) => value.declared,
            Meaning::Word(_) => false,
            _ => true,
        })
    }
}
