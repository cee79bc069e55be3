//! The proof of a narration: every number, direction and rank in it follows from the result.
//!
//! It reads the finished text, whoever wrote it, and knows nothing of how it was made. A sentence is
//! names of the result, times, numbers and words of a closed table (`words.txt`); a word that stands
//! nowhere leaves its sentence unproved, and so does a claim that the cells do not give.
//! `docs/proof.md` says what is proved and with which margins.

mod after;
mod again;
mod alone;
mod as_told;
mod bind;
mod called;
mod claims;
mod compare;
mod counted;
mod counts;
mod days;
mod dims;
mod edge;
mod funnel;
mod joined;
mod kinds;
mod level;
mod missing;
mod names;
mod object;
mod order;
mod paired;
mod part;
mod placed;
mod range;
mod relative;
mod repeated;
mod rewritten;
mod roles;
mod selection;
mod sentence;
mod shares;
mod shown;
mod spelled;
mod stems;
mod stretch;
mod times;
mod tokens;
mod values;
mod vocabulary;
mod whole;
mod written;

use serde::Serialize;
use utoipa::ToSchema;

use super::fact::CellRef;
use super::labels::Labels;
use super::narration::story::Story;
use super::narration::whole::WHOLE;
use super::{AnswerNote, Computed};

use crate::plan::EACH;

use names::Names;
use sentence::{Bound, Told};
use tokens::Reader;
use written::Units;

pub use values::How;

/// A sentence of a narration and where its numbers come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProvedSentence {
    /// The sentence.
    pub text: String,
    /// Its numbers, in order.
    pub numbers: Vec<Binding>,
}

/// A number of a sentence and what it is bound to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ProofBinding)]
pub struct Binding {
    /// The number as written, with its unit.
    pub text: String,
    /// Where it starts in the sentence, in UTF-16 units, as strings of a browser count.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// How it follows from the cells.
    pub how: How,
    /// The cells that it is derived from.
    pub left: Vec<Source>,
    /// What they are compared with, taken from or divided by.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub right: Vec<Source>,
}

/// A cell of the answer or of a result beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ProofSource)]
pub struct Source {
    /// Which result: `answer`, or the name of one that stands beside it.
    pub result: String,
    /// The row, from 0.
    pub row: usize,
    /// The name of the column.
    pub column: String,
}

/// A sentence that was read: proved, or why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The sentence.
    pub text: String,
    /// Its bindings; for a sentence that is not proved, what it failed on.
    pub outcome: Result<Vec<Binding>, String>,
}

/// Reads the sentences of a narration against the result that they tell of. What a sentence says of
/// its metric may stand in the proved one before it, everything else must stand in itself.
#[must_use]
pub fn verify<'t>(
    labels: &Labels<'_>,
    computed: &Computed,
    notes: &[AnswerNote],
    sentences: impl Iterator<Item = &'t str>,
) -> Vec<Verdict> {
    let story = Story::new(labels, computed);
    let answer = reader(&story, notes);
    let each = alone(computed, EACH);
    let each_story = each.as_ref().map(|(_, alone)| Story::new(labels, alone));
    let of_each = each_story.as_ref().map(|story| reader(story, notes));
    let whole = alone(computed, WHOLE);
    let whole_story = whole.as_ref().map(|(_, alone)| Story::new(labels, alone));
    let of_whole = whole_story.as_ref().map(|story| reader(story, notes));
    let days = days::alone(computed);
    let days_story = days.as_ref().map(|(_, alone)| Story::new(labels, alone));
    let of_days = days_story.as_ref().map(|story| Reader {
        is_aside: true,
        ..reader(story, notes)
    });
    let mut earlier = Told::default();
    let mut verdicts = Vec::new();
    for text in sentences {
        // What is said of the whole is read against its own result, and no row stands in for it.
        let whole = whole.as_ref().map(|(table, _)| *table);
        let beside = of_whole.as_ref().filter(|reader| reader.says_whole(text));
        let outcome = match (beside, whole) {
            (Some(reader), Some(table)) => {
                let proved = sentence::prove(reader, text, &Told::default());
                proved.map(|(bound, _)| bound.into_iter().map(|it| it.of_table(table)).collect())
            }
            _ => sentence::prove(&answer, text, &earlier).map(|(bound, told)| {
                earlier = told;
                bound
            }),
        };
        // What is said of one of several values is read against the result that has each of them.
        let outcome = match (outcome, of_each.as_ref().zip(each.as_ref())) {
            (Err(why), Some((reader, (table, _)))) => {
                let proved = sentence::prove(reader, text, &Told::default());
                proved
                    .map(|(bound, _)| bound.into_iter().map(|it| it.of_table(*table)).collect())
                    .map_err(|_| why)
            }
            (outcome, _) => outcome,
        };
        // What is said of single days is read against the line beside the number of all of them.
        let outcome = match (outcome, of_days.as_ref().zip(days.as_ref())) {
            (Err(why), Some((reader, (first, _)))) if reader.names_bucket(text) => {
                let proved = sentence::prove(reader, text, &Told::default());
                let table = computed.supporting.len() + 1;
                let moved = |it: Bound| it.of_table(table).of_later_rows(*first);
                proved
                    .map(|(bound, _)| bound.into_iter().map(moved).collect())
                    .map_err(|_| why)
            }
            (outcome, _) => outcome,
        };
        let bindings = |bound: Vec<Bound>| {
            let each = bound.into_iter();
            each.map(|it| binding(computed, text, it)).collect()
        };
        verdicts.push(Verdict {
            text: text.to_owned(),
            outcome: outcome.map(bindings),
        });
    }
    verdicts
}

fn reader<'a>(story: &'a Story<'a>, notes: &[AnswerNote]) -> Reader<'a> {
    let codes = story.computed.result.columns.iter();
    Reader {
        names: Names::new(story, notes),
        units: Units::new(codes.map(|column| column.unit.as_str())),
        story,
        is_aside: false,
    }
}

/// A result that stands beside the answer as a result of its own, and its place among all tables.
fn alone(computed: &Computed, name: &str) -> Option<(usize, Computed)> {
    let mut beside = computed.supporting.iter();
    let index = beside.position(|part| part.name == name)?;
    let alone = Computed {
        result: computed.supporting[index].result.clone(),
        supporting: Vec::new(),
        ..computed.clone()
    };
    Some((index + 1, alone))
}

/// The sentences of a text: after 。, or after a full stop that no figure follows.
#[must_use]
pub fn sentences(text: &str) -> Vec<&str> {
    let mut all = Vec::new();
    let mut from = 0;
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    for (index, (at, c)) in chars.iter().enumerate() {
        let next = chars.get(index + 1).map(|(_, c)| *c);
        let short = ["vs", "No", "no", "i.e", "e.g"];
        let is_end = match c {
            '。' | '！' | '？' | '\n' => true,
            '.' | '!' | '?' => {
                next.is_none_or(char::is_whitespace)
                    && !short.iter().any(|word| text[from..*at].ends_with(word))
            }
            _ => false,
        };
        if is_end {
            all.push(text[from..at + c.len_utf8()].trim());
            from = at + c.len_utf8();
        }
    }
    all.push(text[from..].trim());
    all.retain(|sentence| !sentence.is_empty());
    all
}

fn binding(computed: &Computed, text: &str, bound: Bound) -> Binding {
    let units = |count: usize| text.chars().take(count).map(char::len_utf16).sum();
    let sources = |cells: Vec<CellRef>| {
        cells
            .into_iter()
            .map(|cell| source(computed, cell))
            .collect()
    };
    let shown = text.chars().skip(bound.from).take(bound.to - bound.from);
    Binding {
        text: shown.collect(),
        start: units(bound.from),
        end: units(bound.to),
        how: bound.derived.how,
        left: sources(bound.derived.left),
        right: sources(bound.derived.right),
    }
}

fn source(computed: &Computed, cell: CellRef) -> Source {
    let beside = cell
        .table
        .checked_sub(1)
        .and_then(|index| computed.supporting.iter().chain(&computed.days).nth(index));
    let result = beside.map_or(&computed.result, |part| &part.result);
    let column = result.columns.get(cell.column);
    Source {
        result: beside.map_or("answer", |part| &part.name).to_owned(),
        row: cell.row,
        column: column.map_or_else(String::new, |column| column.name.clone()),
    }
}
