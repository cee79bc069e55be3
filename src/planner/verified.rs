//! Verified questions: a question that somebody answers for, recognised word by word.
//!
//! A pattern's words must all be there, in their order, and nothing else; what changes fills a
//! slot by the time grammar or by the names that the asker may know. Nothing is mended or guessed:
//! a question that is not wholly recognised, or that two patterns recognise, is left to others.

mod compile;
mod conflict;
mod fill;
mod nearest;

use std::collections::HashMap;
use std::ops::Range;

use semantic_sql::layer::{FieldId, SemanticLayer, SlotKind, VerifiedQuestion};
use semantic_sql::{Asker, LayerProblem, SemanticSql, bind, parse};

use crate::grammar::time::{Grain, TimeRange};
use crate::knowledge::Knowledge;
use crate::lexicon::ValueMeaning;
use crate::plan::{ChartWish, DerivedColumn, Intent, Plan, QueryPlan, VerifiedBy};
use crate::question::Question;

use super::grammar::{Fill, GrammarPlanner, WrittenWord, time_condition, value_condition};
use super::reading::Reader;

pub use nearest::Neighbour;
use nearest::{Weighed, Weights};

/// Plans the questions that the layer has verified.
#[derive(Debug, Default)]
pub struct VerifiedPlanner {
    entries: Vec<Entry>,
    /// Forms by the word of theirs that fewest forms have.
    index: HashMap<String, Vec<(usize, usize)>>,
    weights: Weights,
    problems: Vec<LayerProblem>,
}

/// A verified question, ready to be recognised.
#[derive(Debug)]
struct Entry {
    question: VerifiedQuestion,
    forms: Vec<Form>,
    /// The bucket of time that the statement groups by.
    bucket: Option<Grain>,
}

/// One form of a pattern.
#[derive(Debug)]
struct Form {
    /// Which of the patterns it is of.
    pattern: usize,
    /// Which of that pattern's forms it is.
    form: usize,
    items: Vec<Item>,
    /// Its words as other questions are held against them.
    weighed: Weighed,
}

/// What stands at one place of a form.
#[derive(Debug, Clone)]
enum Item {
    Word(WrittenWord),
    Time(usize),
    Value(usize, FieldId),
}

/// What fills the slots of an entry, by slot.
type Filled = Vec<Option<Filling>>;

/// What fills one slot.
#[derive(Debug, Clone)]
enum Filling {
    Time(TimeRange),
    Value(ValueMeaning),
}

/// Who reads.
#[derive(Clone, Copy)]
struct Ground<'a> {
    layer: &'a SemanticLayer,
    knowledge: &'a Knowledge,
    grammar: &'a GrammarPlanner,
}

impl VerifiedPlanner {
    /// Reads the verified questions of a layer in the words of the layer and of its data.
    #[must_use]
    pub fn new(layer: &SemanticLayer, knowledge: &Knowledge, grammar: &GrammarPlanner) -> Self {
        Self::of(&layer.verified, layer, knowledge, grammar)
    }

    /// Reads some questions as if they were verified, such as candidates beside the verified ones.
    #[must_use]
    pub fn of(
        questions: &[VerifiedQuestion],
        layer: &SemanticLayer,
        knowledge: &Knowledge,
        grammar: &GrammarPlanner,
    ) -> Self {
        let ground = Ground {
            layer,
            knowledge,
            grammar,
        };
        let mut planner = Self::default();
        for question in questions {
            let entry = compile::entry(ground, question, &mut planner.problems);
            planner.entries.push(entry);
        }
        planner.index();
        planner.weigh();
        planner.check_forms(ground);
        let conflicts = conflict::conflicts(&planner.entries, grammar.lexicon());
        planner.problems.extend(conflicts);
        planner
    }

    /// What is wrong with the questions. A statement that does not bind is never used, and what
    /// two patterns recognise is answered by neither.
    #[must_use]
    pub fn problems(&self) -> &[LayerProblem] {
        &self.problems
    }

    /// What to do with a question, if it is a verified one for whoever asks.
    #[must_use]
    pub fn plan(
        &self,
        layer: &SemanticLayer,
        knowledge: &Knowledge,
        grammar: &GrammarPlanner,
        question: &Question,
    ) -> Option<Plan> {
        if self.entries.is_empty() {
            return None;
        }
        let ground = Ground {
            layer,
            knowledge,
            grammar,
        };
        let words = grammar.written_words(layer, knowledge, question);
        let (entry, filled) = self.recognised(&words)?;
        entry.plan(ground, question, filled)
    }

    /// The one entry that the words are a question of, and what fills its slots.
    fn recognised(&self, words: &[WrittenWord]) -> Option<(&Entry, Filled)> {
        let mut found: Option<(usize, Filled)> = None;
        let candidates = words
            .iter()
            .filter_map(|word| self.index.get(&word.key))
            .flatten();
        for (at, form) in candidates {
            let entry = &self.entries[*at];
            let Some(filled) = entry.forms[*form].filled(words, entry.question.slots.len()) else {
                continue;
            };
            match &found {
                Some((known, _)) if known != at => {
                    tracing::warn!(
                        verified.one = self.entries[*known].question.id,
                        verified.other = entry.question.id,
                        "two verified questions recognise one question; neither answers it"
                    );
                    return None;
                }
                Some(_) => {}
                None => found = Some((*at, filled)),
            }
        }
        found.map(|(at, filled)| (&self.entries[at], filled))
    }

    fn index(&mut self) {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        let forms = self.entries.iter().flat_map(|entry| &entry.forms);
        for word in forms.flat_map(Form::words) {
            *counts.entry(&word.key).or_default() += 1;
        }
        let mut index: HashMap<String, Vec<(usize, usize)>> = HashMap::new();
        for (at, entry) in self.entries.iter().enumerate() {
            for (number, form) in entry.forms.iter().enumerate() {
                let rarest = form
                    .words()
                    .min_by_key(|word| counts.get(word.key.as_str()));
                if let Some(rarest) = rarest {
                    index
                        .entry(rarest.key.clone())
                        .or_default()
                        .push((at, number));
                }
            }
        }
        self.index = index;
    }
}

impl Form {
    fn words(&self) -> impl Iterator<Item = &WrittenWord> {
        self.items.iter().filter_map(|item| match item {
            Item::Word(word) => Some(word),
            Item::Time(_) | Item::Value(..) => None,
        })
    }

    /// What fills the slots where the words are exactly those of this form.
    fn filled(&self, words: &[WrittenWord], slots: usize) -> Option<Filled> {
        if words.len() != self.items.len() {
            return None;
        }
        let mut filled: Filled = vec![None; slots];
        for (item, word) in self.items.iter().zip(words) {
            match item {
                Item::Word(known) if known.key == word.key => {}
                Item::Word(_) => return None,
                Item::Time(slot) => {
                    let Fill::Range(range) = &word.fill else {
                        return None;
                    };
                    filled[*slot] = Some(Filling::Time(range.as_ref().clone()));
                }
                Item::Value(slot, field) => {
                    let value = word.fill.values_of(*field)?;
                    filled[*slot] = Some(Filling::Value(value.clone()));
                }
            }
        }
        Some(filled)
    }
}

impl Entry {
    /// The plan; none where its statement does not bind for this period or these values.
    fn plan(&self, ground: Ground<'_>, question: &Question, filled: Filled) -> Option<Plan> {
        let layer = ground.layer;
        let filled = fill::complete(self, ground, question, filled)?;
        let sql = SemanticSql(fill::statement(self, layer, &filled)?);
        if let Err(problems) = bind(layer, &question.asker, &sql) {
            if problems.iter().any(|problem| problem.code == "E_DENIED") {
                return Some(super::grammar::not_permitted());
            }
            let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
            tracing::warn!(
                verified.id = self.question.id,
                diagnostics = said.join("; "),
                "a verified question does not bind here; it is left to the other planners"
            );
            return None;
        }
        let statement = parse(&sql.0).ok()?;
        let reader = Reader {
            layer,
            knowledge: ground.knowledge,
            now: question.asked_at,
            named: filled.period.as_ref(),
        };
        let mut reading = reader.read(&statement);
        if let Some(time) = &mut reading.interpretation.time {
            time.defaulted = filled.defaulted;
        }
        Some(Plan::Query(QueryPlan {
            sql,
            // Its shares are what its columns say, of a group or of a running total: they are not for
            // an answer to work out again from the rows that are left.
            intent: match reading.intent {
                Intent::Share => Intent::Breakdown,
                other => other,
            },
            reading: reading.text,
            interpretation: reading.interpretation,
            assumptions: fill::notes(self, ground, &filled),
            supporting: Vec::new(),
            derived: self.columns(),
            parts: Vec::new(),
            chart: self.chart(),
            verified: self.question.verified_at.map(|since| VerifiedBy {
                id: self.question.id.clone(),
                label: self.question.label.clone(),
                owner: self.question.owner.clone(),
                since,
            }),
        }))
    }

    fn columns(&self) -> Vec<DerivedColumn> {
        let columns = self.question.columns.iter();
        columns
            .map(|column| DerivedColumn {
                name: column.name.clone(),
                label: column.label.clone(),
                unit: column.unit.clone(),
                format: column.format.clone(),
            })
            .collect()
    }

    fn chart(&self) -> Option<ChartWish> {
        Some(match self.question.chart.as_deref()? {
            "line" => ChartWish::Line,
            "bar" => ChartWish::Bar,
            "pie" => ChartWish::Pie,
            _ => ChartWish::Table,
        })
    }

    /// The problem of a pattern of this entry.
    fn problem(&self, pattern: usize, message: String, hint: Option<String>) -> LayerProblem {
        let line = self.question.patterns.get(pattern);
        LayerProblem {
            file: self.question.file.clone(),
            line: line.map_or(self.question.line, |pattern| pattern.line),
            message,
            hint,
        }
    }
}

/// A part of a question that changes from one to the next.
pub(crate) struct Changing {
    /// Where it stands, in characters.
    pub(crate) span: Range<usize>,
    /// The slot that it may fill.
    pub(crate) slot: SlotKind,
    /// It as a condition.
    pub(crate) condition: String,
}

/// The times and values of a question, each with the condition that it is in a statement.
pub(crate) fn changing_parts(
    layer: &SemanticLayer,
    knowledge: &Knowledge,
    grammar: &GrammarPlanner,
    question: &Question,
) -> Vec<Changing> {
    let words = grammar.written_words(layer, knowledge, question);
    let mut parts = Vec::new();
    for word in words {
        let found: Vec<(SlotKind, Option<String>)> = match &word.fill {
            Fill::Nothing => Vec::new(),
            Fill::Range(range) => vec![(
                SlotKind::Time { default: None },
                time_condition(layer, range),
            )],
            Fill::Values(values) => values
                .iter()
                .filter(|value| !value.all)
                .map(|value| {
                    let condition = value_condition(layer, value);
                    (SlotKind::Field(value.field), Some(condition))
                })
                .collect(),
        };
        parts.extend(found.into_iter().filter_map(|(slot, condition)| {
            Some(Changing {
                span: word.span.clone(),
                slot,
                condition: condition?,
            })
        }));
    }
    parts
}

/// Askers of whom each is bound by no row policy: one for each role that some policy lets pass, so
/// that a denial to one of them is no denial to all.
pub(crate) fn without_limits(layer: &SemanticLayer) -> Vec<Asker> {
    let policies = layer.datasets.iter().flat_map(|dataset| &dataset.policies);
    let mut roles: Vec<&String> = policies.flat_map(|policy| &policy.unless_role).collect();
    roles.sort();
    roles.dedup();
    let everywhere = |role: &&String| {
        let policies = layer.datasets.iter().flat_map(|dataset| &dataset.policies);
        policies
            .clone()
            .all(|policy| policy.unless_role.contains(*role))
    };
    let known = |roles: Vec<String>| {
        Asker::Known(semantic_sql::Principal {
            user: "check".to_owned(),
            roles,
            attributes: std::collections::BTreeMap::new(),
        })
    };
    let mut askers: Vec<Asker> = roles
        .iter()
        .filter(|role| everywhere(role))
        .map(|role| known(vec![(*role).clone()]))
        .collect();
    if askers.is_empty() {
        askers.push(known(roles.into_iter().cloned().collect()));
    }
    askers
}
