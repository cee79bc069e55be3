//! A question word by word as it is written, for whoever compares questions and guesses nothing.

use std::ops::Range;

use chrono::NaiveDateTime;
use semantic_sql::layer::{FieldId, SemanticLayer};

use crate::grammar::time::{CompareExpr, Grain, TimeRange, TimeReading};
use crate::knowledge::Knowledge;
use crate::lexicon::{Meaning, Rights, ValueMeaning, Word};
use crate::question::Question;

use super::slots::Restriction;
use super::tokens::{Kind, Token, Tokens, tokenise_as_written};
use super::{GrammarPlanner, dates, write};

/// How the key of a time begins that means other days as time goes by.
const MOVING: &str = "moving ";

/// A word of a question.
#[derive(Debug, Clone)]
pub(in crate::planner) struct WrittenWord {
    /// Where it stands, in characters.
    pub(in crate::planner) span: Range<usize>,
    /// The same for two words exactly where one can stand for the other: names of the layer are
    /// the same where they mean the same, other words where they are spelt the same.
    pub(in crate::planner) key: String,
    /// What of a question it may be the changing part of.
    pub(in crate::planner) fill: Fill,
}

/// A part that changes from one question to the next.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::planner) enum Fill {
    /// None.
    Nothing,
    /// A range of whole time, past or running.
    Range(Box<TimeRange>),
    /// Values, of one or more fields.
    Values(Vec<ValueMeaning>),
}

impl WrittenWord {
    /// Whether the word is a time that means other days as time goes by.
    pub(in crate::planner) fn is_moving(&self) -> bool {
        self.key.starts_with(MOVING)
    }
}

impl Fill {
    /// The values of one field that the word stands for.
    pub(in crate::planner) fn values_of(&self, field: FieldId) -> Option<&ValueMeaning> {
        match self {
            Self::Values(values) => {
                let mut of_field = values.iter().filter(|it| it.field == field && !it.all);
                let first = of_field.next()?;
                of_field.next().is_none().then_some(first)
            }
            Self::Nothing | Self::Range(_) => None,
        }
    }
}

impl GrammarPlanner {
    /// The words of a question for whoever asks, without marks and words that carry nothing.
    pub(in crate::planner) fn written_words(
        &self,
        layer: &SemanticLayer,
        knowledge: &Knowledge,
        question: &Question,
    ) -> Vec<WrittenWord> {
        let rights = Rights::new(self.policies.bound(layer, &question.asker));
        let calendar = self.calendar(layer, knowledge, question);
        let tokens = tokenise_as_written(&question.text, &self.lexicon, &calendar, &rights);
        let words = tokens.list.iter();
        words
            .filter(|token| !matches!(token.kind, Kind::Mark(_)) && !token.is_word(&[Word::Filler]))
            .map(|token| word(&tokens, token, question.asked_at))
            .collect()
    }
}

/// A range of time as a condition.
pub(in crate::planner) fn time_condition(
    layer: &SemanticLayer,
    range: &TimeRange,
) -> Option<String> {
    dates::conditions(layer, range.start, range.end, None)
}

/// Values of a field as a condition.
pub(in crate::planner) fn value_condition(layer: &SemanticLayer, value: &ValueMeaning) -> String {
    write::restriction(layer, &Restriction::new(value.clone(), 0, false))
}

/// The grain of a time dimension by name, where it truncates.
pub(in crate::planner) fn bucket(
    layer: &SemanticLayer,
    grain: semantic_sql::expr::Grain,
) -> Option<Grain> {
    let grain = dates::grain_of(grain)?;
    dates::dimension(layer, grain).map(|_| grain)
}

fn word(tokens: &Tokens, token: &Token, now: NaiveDateTime) -> WrittenWord {
    let spelt = || {
        let text: String = tokens
            .folded
            .get(token.span.clone())
            .unwrap_or_default()
            .iter()
            .filter(|c| !c.is_whitespace())
            .collect();
        format!("spelt {text}")
    };
    let (key, fill) = match &token.kind {
        Kind::Time(TimeReading::Range(range)) if range.point => (spelt(), Fill::Nothing),
        Kind::Time(TimeReading::Range(range)) => (moving(&spelt()), range_fill(range, now)),
        Kind::Time(
            TimeReading::Event(_)
            | TimeReading::Compare(CompareExpr::Range(_) | CompareExpr::Event(_)),
        ) => (moving(&spelt()), Fill::Nothing),
        Kind::Time(time) => (format!("time {time:?}"), Fill::Nothing),
        Kind::Number(number) => (format!("number {number:?}"), Fill::Nothing),
        Kind::Term(meanings) => (named(meanings).unwrap_or_else(spelt), value_fill(meanings)),
        Kind::Mark(_) | Kind::Unknown => (spelt(), Fill::Nothing),
    };
    WrittenWord {
        span: token.span.clone(),
        key,
        fill,
    }
}

/// The key of a time that means other days as time goes by.
fn moving(spelt: &str) -> String {
    format!("{MOVING}{spelt}")
}

/// A range that one condition on days or moments says wholly.
fn range_fill(range: &TimeRange, now: NaiveDateTime) -> Fill {
    let plain = range.time_of_day.is_none() && !range.by_session_start && range.start < now;
    if plain {
        Fill::Range(Box::new(range.clone()))
    } else {
        Fill::Nothing
    }
}

fn value_fill(meanings: &[Meaning]) -> Fill {
    let values: Vec<ValueMeaning> = meanings
        .iter()
        .filter_map(|meaning| match meaning {
            Meaning::Value(value) => Some(value.clone()),
            _ => None,
        })
        .collect();
    if values.is_empty() {
        Fill::Nothing
    } else {
        Fill::Values(values)
    }
}

/// The key of a name of the layer; of general words only those that split into groups are alike.
fn named(meanings: &[Meaning]) -> Option<String> {
    let general = |wanted: Word| {
        let is = |meaning: &Meaning| *meaning == Meaning::Word(wanted);
        meanings.iter().all(is)
    };
    if general(Word::Each) || general(Word::By) {
        return Some("each".to_owned());
    }
    if meanings
        .iter()
        .any(|meaning| matches!(meaning, Meaning::Word(_)))
    {
        return None;
    }
    let mut names: Vec<String> = meanings
        .iter()
        .map(|meaning| format!("{meaning:?}"))
        .collect();
    names.sort();
    Some(format!("name {}", names.join(" ")))
}
