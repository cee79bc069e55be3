//! What fills the slots of a recognised question, and the statement that comes of it.

use semantic_sql::layer::{SemanticLayer, SlotKind, Text};

use crate::grammar::time::{TimeRange, label_en, label_zh};
use crate::knowledge::Knowledge;
use crate::question::Question;

use super::super::grammar::{Fill, time_condition, value_condition};
use super::{Entry, Filled, Filling, Ground};

/// The slot of time that a question is about.
const PERIOD: &str = "period";

/// All slots of a question, those included that it did not name.
pub(super) struct Complete {
    filled: Filled,
    /// The time that the question is about.
    pub(super) period: Option<TimeRange>,
    /// Whether the question left that time out.
    pub(super) defaulted: bool,
}

/// Adds what stands for a time that was not named; ranges are whole buckets where the statement
/// groups by them.
pub(super) fn complete(
    entry: &Entry,
    ground: Ground<'_>,
    question: &Question,
    mut filled: Filled,
) -> Option<Complete> {
    let mut period = None;
    let mut defaulted = false;
    for (at, slot) in entry.question.slots.iter().enumerate() {
        let SlotKind::Time { default } = &slot.kind else {
            continue;
        };
        let named = match filled.get(at)? {
            Some(Filling::Time(range)) => Some(range.clone()),
            _ => None,
        };
        let is_period = slot.name == PERIOD;
        defaulted |= is_period && named.is_none();
        let range = match (named, default) {
            (Some(range), _) => range,
            (None, Some(expression)) => range_of(ground, question, expression)?,
            (None, None) => return None,
        };
        let range = entry
            .bucket
            .filter(|_| is_period)
            .map_or(&range, |bucket| range.for_grain(bucket))
            .clone();
        if is_period {
            period = Some(range.clone());
        }
        *filled.get_mut(at)? = Some(Filling::Time(range));
    }
    Some(Complete {
        filled,
        period,
        defaulted,
    })
}

/// The range that an expression of time is, where it is nothing else.
pub(super) fn range_of(
    ground: Ground<'_>,
    question: &Question,
    expression: &str,
) -> Option<TimeRange> {
    let question = Question {
        text: expression.to_owned(),
        ..question.clone()
    };
    let words = ground
        .grammar
        .written_words(ground.layer, ground.knowledge, &question);
    match words.as_slice() {
        [word] => match &word.fill {
            Fill::Range(range) => Some(range.as_ref().clone()),
            Fill::Nothing | Fill::Values(_) => None,
        },
        _ => None,
    }
}

/// The statement with its slots filled.
pub(super) fn statement(
    entry: &Entry,
    layer: &SemanticLayer,
    complete: &Complete,
) -> Option<String> {
    let mut conditions: Vec<Option<String>> = Vec::new();
    for filling in &complete.filled {
        conditions.push(match filling {
            None => None,
            Some(Filling::Time(range)) => Some(time_condition(layer, range)?),
            Some(Filling::Value(value)) => Some(value_condition(layer, value)),
        });
    }
    Some(
        entry
            .question
            .sql
            .filled(|slot| conditions.get(slot).cloned().flatten()),
    )
}

/// What must be said: the time that stands for one that was left out, and the entry's own notes.
pub(super) fn notes(entry: &Entry, ground: Ground<'_>, complete: &Complete) -> Vec<Text> {
    let mut said = Vec::new();
    if let (true, Some(period)) = (complete.defaulted, &complete.period) {
        said.push(Text {
            zh: format!("问题没有说时间，默认看{}。", label_zh(period)),
            en: format!("No time was named, so this covers {}.", label_en(period)),
        });
    }
    for note in &entry.question.notes {
        let mut note = note.clone();
        for (slot, filling) in entry.question.slots.iter().zip(&complete.filled) {
            let name = format!("{{{}}}", slot.name);
            let told = told(ground.knowledge, filling.as_ref());
            note.zh = note.zh.replace(&name, &told.zh);
            note.en = note.en.replace(&name, &told.en);
        }
        said.push(note);
    }
    said
}

/// What fills a slot, as people call it.
fn told(knowledge: &Knowledge, filling: Option<&Filling>) -> Text {
    match filling {
        None => Text {
            zh: "全部".to_owned(),
            en: "all".to_owned(),
        },
        Some(Filling::Time(range)) => Text {
            zh: label_zh(range),
            en: label_en(range),
        },
        Some(Filling::Value(value)) => {
            let label = |it: &String| knowledge.label(value.field, it);
            let zh = |it| label(it).map_or_else(|| it.clone(), |label| label.zh.clone());
            let en = |it| label(it).map_or_else(|| it.clone(), |label| label.en.clone());
            Text {
                zh: value.values.iter().map(zh).collect::<Vec<_>>().join("、"),
                en: value.values.iter().map(en).collect::<Vec<_>>().join(", "),
            }
        }
    }
}
