//! Whose names an asker may know: a value outside of the asker's rows is no value at all.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use semantic_sql::layer::FieldId;

use super::{Lexicon, Meaning, ValueMeaning};

/// The only values of some fields that an asker's rows may have; other fields are free.
#[derive(Debug, Default)]
pub struct Rights(HashMap<FieldId, HashSet<String>>);

impl Rights {
    /// From the values of each bound field.
    #[must_use]
    pub fn new(bound: Vec<(FieldId, Vec<String>)>) -> Self {
        let sets = bound.into_iter();
        Self(
            sets.map(|(field, values)| (field, values.into_iter().collect()))
                .collect(),
        )
    }

    /// The only values of a field that the asker may know, in order; none where it is free.
    #[must_use]
    pub fn allowed(&self, field: FieldId) -> Option<Vec<String>> {
        let mut values: Vec<String> = self.0.get(&field)?.iter().cloned().collect();
        values.sort_unstable();
        Some(values)
    }

    /// What is left of some meanings.
    pub(super) fn of<'a>(&self, meanings: &'a [Meaning]) -> Cow<'a, [Meaning]> {
        let bound = |meaning: &Meaning| match meaning {
            Meaning::Value(value) => self.0.contains_key(&value.field),
            _ => false,
        };
        if self.0.is_empty() || !meanings.iter().any(bound) {
            return Cow::Borrowed(meanings);
        }
        Cow::Owned(meanings.iter().filter_map(|it| self.left_of(it)).collect())
    }

    fn left_of(&self, meaning: &Meaning) -> Option<Meaning> {
        let Meaning::Value(value) = meaning else {
            return Some(meaning.clone());
        };
        let Some(allowed) = self.0.get(&value.field) else {
            return Some(meaning.clone());
        };
        let values: Vec<String> = value
            .values
            .iter()
            .filter(|value| allowed.contains(*value))
            .cloned()
            .collect();
        (!values.is_empty()).then(|| {
            Meaning::Value(ValueMeaning {
                values,
                ..value.clone()
            })
        })
    }
}

impl Lexicon {
    /// What an entry may mean to somebody; nothing where the asker knows no such name.
    pub(super) fn known_to(&self, entry: u32, rights: &Rights) -> Option<Cow<'_, [Meaning]>> {
        let meanings = rights.of(self.store.meanings(entry));
        (!meanings.is_empty()).then_some(meanings)
    }
}
