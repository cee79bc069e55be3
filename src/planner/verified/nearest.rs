//! The verified questions that are nearest to one that none of them is, as examples for a model.

use std::collections::{BTreeSet, HashMap};

use semantic_sql::layer::SemanticLayer;
use semantic_sql::{SemanticSql, bind};

use crate::knowledge::Knowledge;
use crate::question::{Language, Question};

use super::super::grammar::GrammarPlanner;
use super::compile::LAST_WEEK;
use super::{Entry, Filling, Form, Ground, Item, VerifiedPlanner, fill};

/// How alike two questions must be, from 0 to 1, for one to be an example for the other.
const NEAR: f64 = 0.3;

/// A verified question as an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbour {
    /// The question, about last week where it names a time.
    pub question: String,
    /// Its language.
    pub language: Language,
    /// Its statement.
    pub sql: String,
}

impl VerifiedPlanner {
    /// Works out what each word of the entries tells, and with it what each of their forms is held against.
    pub(super) fn weigh(&mut self) {
        self.weights = Weights::new(&self.entries);
        for form in self.entries.iter_mut().flat_map(|it| &mut it.forms) {
            form.weighed = self
                .weights
                .weighed(form.words().map(|word| word.key.as_str()));
        }
    }

    /// At most `limit` verified questions near to one, the nearest first, that whoever asks may ask.
    ///
    /// No value stands in them, so that no name of the data or of somebody else gets to a model.
    #[must_use]
    pub fn nearest(
        &self,
        layer: &SemanticLayer,
        knowledge: &Knowledge,
        grammar: &GrammarPlanner,
        question: &Question,
        limit: usize,
    ) -> Vec<Neighbour> {
        if self.entries.is_empty() {
            return Vec::new();
        }
        let ground = Ground {
            layer,
            knowledge,
            grammar,
        };
        let words = grammar.written_words(layer, knowledge, question);
        // What may fill a slot says nothing about what is asked.
        let fixed = words.iter().filter(|word| !word.is_moving());
        let asked = self.weights.weighed(fixed.map(|word| word.key.as_str()));
        let language = Language::of(&question.text);
        let mut near: Vec<(f64, usize, usize)> = Vec::new();
        for (at, entry) in self.entries.iter().enumerate() {
            let score = |form: &Form| form.weighed.likeness(&asked);
            let said = |form: &Form| {
                let pattern = entry.question.patterns.get(form.pattern);
                pattern.is_some_and(|pattern| Language::of(&pattern.text) == language)
            };
            let forms = entry.forms.iter().enumerate();
            // Of equals the one that is written first.
            let best = forms
                .filter(|(_, form)| said(form) && form.has_no_value())
                .map(|(number, form)| (score(form), at, number))
                .max_by(|one, other| one.0.total_cmp(&other.0).then(other.2.cmp(&one.2)));
            near.extend(best.filter(|(score, ..)| *score >= NEAR));
        }
        near.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        let examples = near.into_iter().filter_map(|(_, at, form)| {
            let entry = self.entries.get(at)?;
            entry.example(ground, question, entry.forms.get(form)?)
        });
        examples.take(limit).collect()
    }
}

/// What each word tells of a question: the fewer verified questions have it, the more.
#[derive(Debug, Default)]
pub(super) struct Weights {
    of: HashMap<String, f64>,
    /// What a word tells that no verified question has.
    rarest: f64,
}

/// Words of a question, each once with the square of what it tells, and the sum of those squares.
#[derive(Debug, Clone, Default)]
pub(super) struct Weighed {
    words: Vec<(String, f64)>,
    squares: f64,
}

impl Weights {
    pub(super) fn new(entries: &[Entry]) -> Self {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for entry in entries {
            let words = entry.forms.iter().flat_map(Form::words);
            let words: BTreeSet<&str> = words.map(|word| word.key.as_str()).collect();
            for word in words {
                *counts.entry(word).or_default() += 1;
            }
        }
        let all = count(entries.len());
        let of: HashMap<String, f64> = counts
            .into_iter()
            .map(|(word, entries)| (word.to_owned(), (1.0 + all / count(entries)).ln()))
            .collect();
        let rarest = of.values().copied().fold(1.0, f64::max);
        Self { of, rarest }
    }

    fn square(&self, word: &str) -> f64 {
        self.of.get(word).copied().unwrap_or(self.rarest).powi(2)
    }

    pub(super) fn weighed<'a>(&self, all: impl Iterator<Item = &'a str>) -> Weighed {
        let mut words: Vec<(String, f64)> = Vec::new();
        for word in all {
            if !words.iter().any(|(known, _)| known == word) {
                words.push((word.to_owned(), self.square(word)));
            }
        }
        let squares = words.iter().map(|(_, square)| square).sum();
        Weighed { words, squares }
    }
}

impl Weighed {
    /// The cosine of the words of two questions.
    fn likeness(&self, asked: &Self) -> f64 {
        let is_asked = |word: &str| asked.words.iter().any(|(other, _)| other == word);
        let shared = self.words.iter().filter(|(word, _)| is_asked(word));
        let shared: f64 = shared.map(|(_, square)| square).sum();
        let length = (self.squares * asked.squares).sqrt();
        if length > 0.0 { shared / length } else { 0.0 }
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a number of questions is far below 2^52"
)]
fn count(n: usize) -> f64 {
    n as f64
}

impl Form {
    /// Whether no name of a value stands in the question.
    fn has_no_value(&self) -> bool {
        let mut items = self.items.iter();
        !items.any(|item| matches!(item, Item::Value(..)))
    }
}

impl Entry {
    fn example(&self, ground: Ground<'_>, question: &Question, form: &Form) -> Option<Neighbour> {
        let layer = ground.layer;
        let text = self.question_of(form, |_, _| None)?;
        let language = Language::of(&text);
        let last_week = language.choose(LAST_WEEK.0, LAST_WEEK.1);
        let filled = self.question.slots.iter().enumerate().map(|(at, _)| {
            form.items.iter().find_map(|item| match item {
                Item::Time(slot) if *slot == at => {
                    fill::range_of(ground, question, last_week).map(Filling::Time)
                }
                _ => None,
            })
        });
        let filled = fill::complete(self, ground, question, filled.collect())?;
        let sql = fill::statement(self, layer, &filled)?;
        let words: Vec<&str> = sql.split_whitespace().collect();
        let sql = words.join(" ");
        bind(layer, &question.asker, &SemanticSql(sql.clone())).ok()?;
        Some(Neighbour {
            question: text,
            language,
            sql,
        })
    }
}
