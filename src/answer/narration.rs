//! The answer in sentences, by template: conclusion, comparison, contributors, basis.
//!
//! Which template, by the shape of the result and the intent of the plan:
//!
//! | shape | template |
//! |---|---|
//! | no row, or one row without a number | `empty` |
//! | one row, no group | `lookup`, then `versus` where there is something to compare with |
//! | buckets of time | `trend`; with groups, one line per series |
//! | a part beside its whole | `share::of_part` |
//! | one row, the first of an order that was cut after it | `rank::first` |
//! | intent funnel, no buckets | `funnel` |
//! | groups, intent share | `share` |
//! | groups with an earlier period | `movers` |
//! | two to four groups, intent compare | `side_by_side` |
//! | groups | `rank` |
//!
//! Words say more or less, never good or bad. Every number is a [`Fact`](super::fact::Fact).

mod compare;
mod each;
mod empty;
mod funnel;
pub(super) mod lookup;
pub(super) mod rank;
mod scope;
pub(super) mod share;
pub(super) mod story;
pub(super) mod trend;
pub(super) mod whole;

use crate::plan::Intent;
use crate::question::Language;

use super::caveats::empty::NO_ROWS;
use super::fact::Sentence;
use super::labels::Labels;
use super::{AnswerNote, Computed};

use story::Story;

/// Sentences about the basis that a narration carries; the notes carry all.
const BASIS: usize = 5;
/// Caveats of metrics among them.
const CAVEATS: usize = 2;
/// What makes periods unlike, among them.
const COMPARABILITY: usize = 3;

/// The sentences of an answer.
#[derive(Debug, Clone)]
pub struct Narration {
    /// The conclusion.
    pub headline: Sentence,
    /// Comparison and contributors.
    pub body: Vec<Sentence>,
    /// Basis and freshness.
    pub basis: Vec<Sentence>,
    language: Language,
}

/// Words an answer.
#[must_use]
pub fn narrate(labels: &Labels<'_>, computed: &Computed, notes: &[AnswerNote]) -> Narration {
    let story = Story::new(labels, computed);
    Narration::of(sentences(&story), notes, labels.language)
}

impl Narration {
    /// Sentences that were worded elsewhere, with the basis that the notes give.
    #[must_use]
    pub fn of(sentences: Vec<Sentence>, notes: &[AnswerNote], language: Language) -> Self {
        let mut sentences = sentences
            .into_iter()
            .filter(|sentence| !sentence.is_empty());
        Self {
            headline: sentences.next().unwrap_or_default(),
            body: sentences.collect(),
            basis: basis(notes, language),
            language,
        }
    }

    /// The language of its words.
    pub(super) fn language(&self) -> Language {
        self.language
    }

    /// What is told, and then what is said about its basis.
    #[must_use]
    pub fn sentences(&self) -> (Vec<String>, Vec<String>) {
        let text = |sentence: &Sentence| sentence.text(self.language);
        let told = std::iter::once(&self.headline).chain(&self.body);
        let told = told.map(text).filter(|text| !text.is_empty());
        (told.collect(), self.basis.iter().map(text).collect())
    }
}

fn sentences(story: &Story<'_>) -> Vec<Sentence> {
    let mut told = shaped(story);
    if let Some(whole) = whole::whole(story) {
        told.insert(told.len().min(1), whole);
    }
    if let Some(each) = each::each(story) {
        told.push(each);
    }
    told
}

fn shaped(story: &Story<'_>) -> Vec<Sentence> {
    let intent = story.computed.plan.intent;
    if story.is_empty() {
        return vec![empty::empty(story)];
    }
    if story.values.is_empty() {
        return vec![story.listed()];
    }
    if let Some(part) = share::of_part(story) {
        return part;
    }
    match (story.buckets, story.groups.is_empty()) {
        (Some(_), true) => trend::trend(story),
        (Some(_), false) => trend::series(story),
        (None, _) if intent == Intent::Funnel && story.values.len() > 1 => funnel::funnel(story),
        (None, true) => lookup::lookup(story),
        (None, false) if intent == Intent::Share => share::share(story),
        (None, false) if story.rows() == 1 => {
            rank::first(story).unwrap_or_else(|| lookup::lookup(story))
        }
        (None, false) if story.moved().is_some() && intent == Intent::Compare => {
            compare::movers(story)
        }
        (None, false) if intent == Intent::Compare && story.rows() <= 4 => {
            compare::side_by_side(story)
        }
        (None, false) => rank::rank(story),
    }
}

/// What must be said about the numbers, in one or two sentences.
fn basis(notes: &[AnswerNote], language: Language) -> Vec<Sentence> {
    let empty = notes.iter().any(|note| note.code.starts_with("empty_"));
    // That no refund rate is above 20 % holds until the refunds are complete.
    let none_holds = notes.iter().any(|note| note.code == NO_ROWS);
    let (mut caveats, mut unlike) = (0, 0);
    let mut said: Vec<&str> = Vec::new();
    let mut until = None;
    for note in notes {
        let text = note.text.trim_end_matches(['。', '.']);
        match note.code.as_str() {
            "data_until" => until = Some(text),
            // The headline says these two.
            "empty_no_value" | "empty_no_rows" => {}
            "caveat" if caveats >= CAVEATS => {}
            "comparability" if unlike >= COMPARABILITY => {}
            "caveat" if empty => {}
            "maturity" if empty && !none_holds => {}
            code => {
                caveats += usize::from(code == "caveat");
                unlike += usize::from(code == "comparability");
                said.push(text);
            }
        }
    }
    said.truncate(BASIS);
    let stop = language.choose("。", ".");
    let mut sentences = Vec::new();
    if !said.is_empty() {
        let joined = said.join(language.choose("；", ". "));
        let basis = Sentence::default().words(language.choose("口径：", "Basis: "));
        sentences.push(
            basis
                .name(joined)
                .words(if stop == "。" { "。" } else { "." }),
        );
    }
    if let Some(until) = until {
        sentences.push(Sentence::default().name(format!("{until}{stop}")));
    }
    sentences
}
