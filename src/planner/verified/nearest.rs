//! The verified questions that are nearest to one that none of them is, as examples for a model.

use std::collections::{BTreeSet, HashMap};

use semantic_sql::layer::SemanticLayer;
use semantic_sql::{SemanticSql, bind};

use crate::knowledge::Knowledge;
use crate::question::{Language, Question};

use super::super::grammar::{GrammarPlanner, WrittenWord};
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
        let weights = self.weights();
        let language = Language::of(&question.text);
        let mut near: Vec<(f64, usize, usize)> = Vec::new();
        for (at, entry) in self.entries.iter().enumerate() {
            let score = |form: &Form| likeness(&weights, form, &words);
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

    /// What each word tells of a question: the fewer entries have it, the more.
    fn weights(&self) -> HashMap<&str, f64> {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for entry in &self.entries {
            let words = entry.forms.iter().flat_map(Form::words);
            let words: BTreeSet<&str> = words.map(|word| word.key.as_str()).collect();
            for word in words {
                *counts.entry(word).or_default() += 1;
            }
        }
        let all = count(self.entries.len());
        counts
            .into_iter()
            .map(|(word, entries)| (word, (1.0 + all / count(entries)).ln()))
            .collect()
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a number of questions is far below 2^52"
)]
fn count(n: usize) -> f64 {
    n as f64
}

/// The cosine of the words of a form and of a question; a word of no form weighs as the rarest.
fn likeness(weights: &HashMap<&str, f64>, form: &Form, words: &[WrittenWord]) -> f64 {
    let rarest = weights.values().copied().fold(1.0, f64::max);
    let weight = |key: &str| weights.get(key).copied().unwrap_or(rarest);
    let squares = |keys: &BTreeSet<&str>| -> f64 { keys.iter().map(|it| weight(it).powi(2)).sum() };
    let of_form: BTreeSet<&str> = form.words().map(|word| word.key.as_str()).collect();
    // What may fill a slot says nothing about what is asked.
    let of_question: BTreeSet<&str> = words
        .iter()
        .filter(|word| !word.is_moving())
        .map(|word| word.key.as_str())
        .collect();
    let shared: BTreeSet<&str> = of_form.intersection(&of_question).copied().collect();
    let length = (squares(&of_form) * squares(&of_question)).sqrt();
    if length > 0.0 {
        squares(&shared) / length
    } else {
        0.0
    }
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
