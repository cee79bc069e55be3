//! The words of a layer: what people say → metrics, fields, values, grains and datasets.
//!
//! Built once from the layer and the data's names; matching never asks the database. A term is
//! found as written, with other blanks and hyphens, by its sound in Latin letters (`spoken`), and
//! where nothing else fits as a slip of the hand (`slips`) or a part of a name (`fragments`).
//! Words of the two languages that belong to no trade come from `grammar/words`.

mod build;
mod complete;
mod fragments;
mod hash;
mod matching;
mod ordinary;
mod rights;
mod sayings;
mod slips;
mod sound;
mod spoken;
mod store;
mod terms;
mod words;

use std::collections::HashSet;

use semantic_sql::layer::{DatasetId, FieldId, MetricId, SemanticLayer};

use crate::grammar::time::{SessionEdge, SessionWords};
use crate::knowledge::Knowledge;

pub(crate) use build::{
    SESSION as SESSION_FIELD, SESSION_END as SESSION_END_FIELD,
    SESSION_START as SESSION_START_FIELD,
};
pub use complete::{Fit, Typed};
pub use matching::Matched;
pub use rights::Rights;
pub use slips::{Cover, Slip};
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
    /// A metric that the term may mean beside the one that it names.
    MaybeMetric(MetricId),
    /// A subject that the data does not have, by its place in the layer.
    OutOfScope(usize),
    /// Something to ask back about, by its place in the layer.
    AskBack(usize),
    /// A funnel, by its place in the layer.
    Funnel(usize),
    /// What people do at a step of a funnel, by their places in the layer.
    FunnelStep(usize, usize),
    /// Rows without a value of a field, by its place in the layer.
    Without(usize),
    /// A wish that some metrics fulfil by their definition, by its place in the layer.
    Already(usize),
    /// A verb that asks for a number without its name, by its place in the layer.
    Verb(usize),
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
    store: store::Store,
    forms: matching::Forms,
    spoken: spoken::SpokenForms,
    slips: slips::SlipIndex,
    fragments: fragments::Fragments,
    sayings: sayings::Sayings,
    /// What the layer calls a session and its ends.
    pub sessions: SessionWords,
    /// Values that mean minutes at the start or end of a session.
    pub phases: Vec<PhaseValue>,
}

impl Lexicon {
    /// Reads all names of a layer and of its data.
    #[must_use]
    pub fn new(layer: &SemanticLayer, knowledge: &Knowledge) -> Self {
        let mut terms = terms::Terms::default();
        words::add(&mut terms);
        build::add(&mut terms, layer, knowledge);
        let store = terms.stored();
        let forms = matching::Forms::new(&store);
        let spoken = spoken::SpokenForms::new(&store);
        let slips = slips::SlipIndex::new(&store);
        let fragments = fragments::Fragments::new(&store, layer);
        let sayings = sayings::Sayings::new(&layer.language.phrases);
        let sessions = build::session_words(layer);
        let phases = build::phases(layer, &sessions);
        Self {
            store,
            forms,
            spoken,
            slips,
            fragments,
            sayings,
            sessions,
            phases,
        }
    }

    /// The meanings of an exact term, if it is known.
    #[must_use]
    pub fn meanings(&self, term: &str) -> &[Meaning] {
        let term = terms::normal(term);
        let mut found = self.forms.find(hash::of_bones(term.chars()));
        found
            .find(|entry| self.store.term(*entry) == term)
            .map_or(&[], |entry| self.store.meanings(entry))
    }

    /// A name by which a value, and nothing else, is known.
    #[must_use]
    pub fn name_of(&self, value: &ValueMeaning) -> Option<&str> {
        let alone = |entry: &u32| match self.store.meanings(*entry) {
            [Meaning::Value(known)] => known.field == value.field && known.values == value.values,
            _ => false,
        };
        self.store
            .entries()
            .find(alone)
            .map(|entry| self.store.term(entry))
    }

    /// Pairs of fields of which some term names a value of either.
    #[must_use]
    pub fn fields_that_share_names(&self) -> HashSet<(FieldId, FieldId)> {
        let mut pairs = HashSet::new();
        for entry in self.store.entries() {
            let fields = self.store.meanings(entry).iter().filter_map(|it| match it {
                Meaning::Value(value) => Some(value.field),
                _ => None,
            });
            let fields: Vec<FieldId> = fields.collect();
            for (at, one) in fields.iter().enumerate() {
                let others = fields.iter().skip(at + 1).filter(|other| *other != one);
                pairs.extend(others.map(|other| (*one, *other)));
            }
        }
        pairs
    }

    /// How many terms are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.store.len()
    }

    /// Whether no term is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.store.len() == 0
    }
}
