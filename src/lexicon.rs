//! The words of a layer: what people say → metrics, fields, values, grains and datasets.
//!
//! Built once from the layer and the data's names; matching never asks the database.
//! Words of the two languages that belong to no trade come from `grammar/words`.

mod build;
mod fuzzy;
mod matching;
mod words;

use std::collections::HashMap;

use aho_corasick::AhoCorasick;
use semantic_sql::layer::{DatasetId, FieldId, MetricId, SemanticLayer};

use crate::grammar::chars::Chars;
use crate::grammar::time::{SessionEdge, SessionWords};
use crate::knowledge::Knowledge;

pub(crate) use build::{SESSION as SESSION_FIELD, SESSION_START as SESSION_START_FIELD};
pub use fuzzy::Corrected;
pub use matching::Matched;
pub use words::Word;

/// One thing that a term may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// A metric of the layer.
    Metric(MetricId),
    /// A field to group by.
    Field(FieldId),
    /// A time grain, by its place in the layer.
    Grain(usize),
    /// One or more values of a field.
    Value(ValueMeaning),
    /// The rows that a dataset holds: a noun that restricts nothing.
    Dataset(DatasetId),
    /// A general word of the language.
    Word(Word),
}

/// Values of a field that a term stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueMeaning {
    /// The field.
    pub field: FieldId,
    /// The values as stored.
    pub values: Vec<String>,
    /// Whether these are all the values that the layer declares.
    pub all: bool,
    /// Whether the layer itself names the value, not the data alone.
    pub declared: bool,
}

/// Minutes of a session that a value stands for.
#[derive(Debug, Clone)]
pub struct PhaseValue {
    /// From which edge it is counted.
    pub edge: SessionEdge,
    /// First minute.
    pub from_minute: i32,
    /// First minute after.
    pub to_minute: i32,
    /// The value.
    pub value: ValueMeaning,
}

/// Terms and their meanings.
#[derive(Debug)]
pub struct Lexicon {
    entries: Vec<Entry>,
    index: HashMap<String, usize>,
    automaton: Option<AhoCorasick>,
    fuzzy: fuzzy::FuzzyIndex,
    /// What the layer calls a session and its ends.
    pub sessions: SessionWords,
    /// Values that mean minutes at the start or end of a session.
    pub phases: Vec<PhaseValue>,
}

#[derive(Debug)]
struct Entry {
    term: String,
    meanings: Vec<Meaning>,
}

impl Lexicon {
    /// Reads all names of a layer and of its data.
    #[must_use]
    pub fn new(layer: &SemanticLayer, knowledge: &Knowledge) -> Self {
        let mut terms = Terms::default();
        words::add(&mut terms);
        build::add(&mut terms, layer, knowledge);
        let Terms { entries, index } = terms;
        let automaton = AhoCorasick::new(entries.iter().map(|entry| entry.term.as_str())).ok();
        let fuzzy = fuzzy::FuzzyIndex::new(&entries);
        let sessions = build::session_words(layer);
        let phases = build::phases(layer, &sessions);
        Self {
            entries,
            index,
            automaton,
            fuzzy,
            sessions,
            phases,
        }
    }

    /// The meanings of an exact term, if it is known.
    #[must_use]
    pub fn meanings(&self, term: &str) -> &[Meaning] {
        let entry = self
            .index
            .get(&normal(term))
            .and_then(|at| self.entries.get(*at));
        entry.map_or(&[], |entry| entry.meanings.as_slice())
    }
}

/// Terms while they are gathered, in the order of their first mention.
#[derive(Default)]
struct Terms {
    entries: Vec<Entry>,
    index: HashMap<String, usize>,
}

impl Terms {
    fn add(&mut self, term: &str, meaning: Meaning) {
        let term = normal(term);
        if term.is_empty() {
            return;
        }
        let at = *self.index.entry(term.clone()).or_insert_with(|| {
            self.entries.push(Entry {
                term,
                meanings: Vec::new(),
            });
            self.entries.len() - 1
        });
        if let Some(entry) = self.entries.get_mut(at)
            && !entry.meanings.contains(&meaning)
        {
            entry.meanings.push(meaning);
        }
    }

    /// Adds a name of a value: general words win over it, and over names that only the data has
    /// everything but other values wins.
    fn add_value(&mut self, term: &str, meaning: Meaning) {
        let declared = matches!(&meaning, Meaning::Value(value) if value.declared);
        let known = self
            .index
            .get(&normal(term))
            .and_then(|at| self.entries.get(*at));
        let yields = known.is_some_and(|entry| {
            entry.meanings.iter().any(|other| match other {
                Meaning::Word(_) => true,
                Meaning::Value(_) => false,
                _ => !declared,
            })
        });
        if !yields {
            self.add(term, meaning);
        }
    }

    /// Adds a term that no other name uses.
    fn add_if_free(&mut self, term: &str, meaning: Meaning) {
        if !self.index.contains_key(&normal(term)) {
            self.add(term, meaning);
        }
    }
}

/// A text folded to one width and case, blanks single and outer ones gone.
fn normal(text: &str) -> String {
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
