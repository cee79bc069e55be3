//! Patterns → forms of words and slots, and whether their statements bind.

use chrono::{NaiveDate, NaiveDateTime};
use semantic_sql::bound::ColumnRole;
use semantic_sql::layer::{FieldId, PatternPiece, SemanticLayer, SlotKind, VerifiedQuestion};
use semantic_sql::{LayerProblem, SemanticSql, bind};

use crate::knowledge::Knowledge;
use crate::lexicon::ValueMeaning;
use crate::question::{LaneChoice, Language, Question};

use super::super::grammar::{Fill, bucket};
use super::{
    Entry, Filled, Filling, Form, Ground, Item, VerifiedPlanner, Weighed, fill, without_limits,
};

/// A time to try slots of time with, in both languages.
pub(super) const LAST_WEEK: (&str, &str) = ("上周", "last week");

/// Names of a field that a form is tried with.
const SAMPLES: usize = 3;

/// Compiles one entry; what is wrong with it is noted, and forms that are wrong are left out.
pub(super) fn entry(
    ground: Ground<'_>,
    question: &VerifiedQuestion,
    problems: &mut Vec<LayerProblem>,
) -> Entry {
    let mut entry = Entry {
        question: question.clone(),
        forms: Vec::new(),
        bucket: None,
    };
    let mut sound = times(ground, &entry, problems);
    if sound {
        match bound_bucket(ground, &entry) {
            Ok(bucket) => entry.bucket = bucket,
            Err(said) => {
                sound = false;
                let message = format!("the statement of `{}` does not bind: {said}", question.id);
                problems.push(LayerProblem {
                    file: question.file.clone(),
                    line: question.line,
                    message,
                    hint: None,
                });
            }
        }
    }
    let mut forms = Vec::new();
    for (number, pattern) in question.patterns.iter().enumerate() {
        for (form, pieces) in pattern.forms.iter().enumerate() {
            match items(ground, question, pieces) {
                Ok(items) => forms.push(Form {
                    pattern: number,
                    form,
                    items,
                    weighed: Weighed::default(),
                }),
                Err((message, hint)) => {
                    let message = format!("{message} in `{}`", pattern.text);
                    let problem = entry.problem(number, message, Some(hint));
                    if !problems.contains(&problem) {
                        problems.push(problem);
                    }
                }
            }
        }
    }
    if sound {
        entry.forms = forms;
    }
    entry
}

/// Whether every expression that stands for a time is one range.
fn times(ground: Ground<'_>, entry: &Entry, problems: &mut Vec<LayerProblem>) -> bool {
    let mut sound = true;
    for slot in &entry.question.slots {
        let SlotKind::Time {
            default: Some(expression),
        } = &slot.kind
        else {
            continue;
        };
        let asked = sample_question(ground.layer, expression.clone());
        if fill::range_of(ground, &asked, expression).is_none() {
            sound = false;
            problems.push(LayerProblem {
                file: entry.question.file.clone(),
                line: entry.question.line,
                message: format!(
                    "`{expression}` of `times` in `{}` is not one range of time",
                    entry.question.id
                ),
                hint: Some("Write such as 近30天, 上个月, last 90 days.".to_owned()),
            });
        }
    }
    sound
}

/// One form as words and slots, or what is wrong with it and what would be right.
fn items(
    ground: Ground<'_>,
    question: &VerifiedQuestion,
    pieces: &[PatternPiece],
) -> Result<Vec<Item>, (String, String)> {
    let mut items = Vec::new();
    for piece in pieces {
        match piece {
            PatternPiece::Slot(slot) => items.push(match &question.slots[*slot].kind {
                SlotKind::Time { .. } => Item::Time(*slot),
                SlotKind::Field(field) => Item::Value(*slot, *field),
            }),
            PatternPiece::Words(words) => {
                let asked = sample_question(ground.layer, words.clone());
                let words = ground
                    .grammar
                    .written_words(ground.layer, ground.knowledge, &asked);
                if words
                    .iter()
                    .any(super::super::grammar::WrittenWord::is_moving)
                {
                    return Err((
                        "a time that means other days as time goes by".to_owned(),
                        "Write {period} for it.".to_owned(),
                    ));
                }
                items.extend(words.into_iter().map(Item::Word));
            }
        }
    }
    if items.iter().any(|item| matches!(item, Item::Word(_))) {
        Ok(items)
    } else {
        Err((
            "no word of its own".to_owned(),
            "Write what is asked for beside the slots.".to_owned(),
        ))
    }
}

/// The bucket of time that the statement groups by, where it binds for somebody without limits.
fn bound_bucket(
    ground: Ground<'_>,
    entry: &Entry,
) -> Result<Option<crate::grammar::time::Grain>, String> {
    let asked = sample_question(ground.layer, "近3个月".to_owned());
    let mut said = String::new();
    for with_values in [true, false] {
        let filled = sample(ground, entry, &asked, with_values);
        let sql = fill::complete(entry, ground, &asked, filled)
            .and_then(|complete| fill::statement(entry, ground.layer, &complete));
        let Some(sql) = sql else {
            return Err("a slot cannot be filled".to_owned());
        };
        let sql = SemanticSql(sql);
        let mut outcome = None;
        for asker in without_limits(ground.layer) {
            match bind(ground.layer, &asker, &sql) {
                Ok(query) => outcome = Some(query),
                Err(problems) => {
                    let problems = problems.iter().map(ToString::to_string);
                    said = problems.collect::<Vec<_>>().join("; ");
                }
            }
        }
        let Some(query) = outcome else {
            return Err(said);
        };
        if !with_values {
            let grains = query.columns.iter().filter_map(|column| match column.role {
                ColumnRole::Time(grain) => grain,
                _ => None,
            });
            return Ok(grains
                .filter_map(|grain| bucket(ground.layer, grain))
                .next());
        }
    }
    Ok(None)
}

/// Every slot filled by a sample, or the values left out.
fn sample(ground: Ground<'_>, entry: &Entry, asked: &Question, with_values: bool) -> Filled {
    let fillings = entry.question.slots.iter().map(|slot| match &slot.kind {
        SlotKind::Time { default } => {
            let expression = default.as_deref().unwrap_or(&asked.text);
            fill::range_of(ground, asked, expression).map(Filling::Time)
        }
        SlotKind::Field(_) if !with_values => None,
        SlotKind::Field(field) => {
            let known = ground.knowledge.values(*field).first();
            let declared = ground.layer.field(*field).values.first();
            let value = known
                .map(|known| &known.value)
                .or(declared.map(|declared| &declared.value));
            value.map(|value| {
                Filling::Value(ValueMeaning {
                    field: *field,
                    values: vec![value.clone()],
                    all: false,
                    declared: true,
                })
            })
        }
    });
    fillings.collect()
}

impl VerifiedPlanner {
    /// Every form must recognise a question that is made of it.
    pub(super) fn check_forms(&mut self, ground: Ground<'_>) {
        let mut problems = Vec::new();
        for entry in &self.entries {
            let mut told = None;
            for form in &entry.forms {
                let Some(pattern) = entry.question.patterns.get(form.pattern) else {
                    continue;
                };
                let tries = samples(ground.knowledge, entry, form);
                let recognised = |text: &String| {
                    let asked = sample_question(ground.layer, text.clone());
                    let words =
                        ground
                            .grammar
                            .written_words(ground.layer, ground.knowledge, &asked);
                    form.filled(&words, entry.question.slots.len()).is_some()
                };
                let known = told == Some(form.pattern);
                if known || tries.is_empty() || tries.iter().any(recognised) {
                    continue;
                }
                told = Some(form.pattern);
                let message = format!(
                    "the pattern `{}` does not recognise its own question “{}”",
                    pattern.text, tries[0]
                );
                let hint =
                    "Its words run together with what fills a slot; put another word between them.";
                problems.push(entry.problem(form.pattern, message, Some(hint.to_owned())));
            }
        }
        self.problems.extend(problems);
    }
}

/// Questions made of a form; none where a slot has no name to try.
fn samples(knowledge: &Knowledge, entry: &Entry, form: &Form) -> Vec<String> {
    let text = |sample: usize| {
        entry.question_of(form, |field, language| {
            let values = knowledge.values(field);
            let last = values.len().checked_sub(1)?;
            let label = &values.get(sample.min(last))?.label;
            Some(language.pick(label).to_owned())
        })
    };
    (0..SAMPLES).filter_map(text).collect()
}

impl Entry {
    /// A question of a form about last week, with a name for each value.
    pub(super) fn question_of(
        &self,
        form: &Form,
        name: impl Fn(FieldId, Language) -> Option<String>,
    ) -> Option<String> {
        let pattern = self.question.patterns.get(form.pattern)?;
        let language = Language::of(&pattern.text);
        let mut text = String::new();
        for piece in pattern.forms.get(form.form)? {
            let words = match piece {
                PatternPiece::Words(words) => words.clone(),
                PatternPiece::Slot(slot) => match &self.question.slots[*slot].kind {
                    SlotKind::Time { .. } => language.choose(LAST_WEEK.0, LAST_WEEK.1).to_owned(),
                    SlotKind::Field(field) => name(*field, language)?,
                },
            };
            let joins = |c: char| c.is_ascii_alphanumeric();
            if text.ends_with(joins) && words.starts_with(joins) {
                text.push(' ');
            }
            text.push_str(&words);
        }
        Some(text)
    }
}

/// A question of somebody without limits at a moment of no meaning, of which the words are read.
fn sample_question(layer: &SemanticLayer, text: String) -> Question {
    let now: NaiveDateTime = NaiveDate::from_ymd_opt(2024, 6, 12)
        .and_then(|day| day.and_hms_opt(12, 0, 0))
        .unwrap_or_default();
    Question {
        language: Language::of(&text),
        text,
        asked_at: now,
        asker: without_limits(layer).swap_remove(0),
        lane: LaneChoice::Grammar,
        earlier: Vec::new(),
    }
}

/// Whether a word may fill a slot.
pub(super) fn may_fill(item: &Item, fill: &Fill) -> bool {
    match item {
        Item::Time(_) => matches!(fill, Fill::Range(_)),
        Item::Value(_, field) => fill.values_of(*field).is_some(),
        Item::Word(_) => false,
    }
}
