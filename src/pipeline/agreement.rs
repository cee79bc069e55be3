//! Two readings of one question, the grammar's and the model's: the same, close enough, or to be asked about.

use std::collections::BTreeMap;

use semantic_sql::layer::Text;

use crate::answer::{self, Answer, AnswerNote, Lane};
use crate::plan::{Choice, Clarification, QueryPlan};
use crate::question::{LaneChoice, Language, Question};
use crate::result_set::{Cell, ResultSet, Role};

/// Values that differ by no more than this part of the larger one are the same to an asker.
const TOLERANCE: f64 = 0.01;

/// How two readings stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// They are the same query.
    SameQuery,
    /// They are different queries with the same result.
    SameResult,
    /// Their results differ.
    Different,
    /// There is no second reading, or it cannot be held against the first.
    Unknown,
}

/// Whether a plan took something for granted that the layer's defaults do not settle.
///
/// A time that nobody named is settled by the layer, and said; a mended word is not.
pub(super) fn is_wanted(plan: &QueryPlan) -> bool {
    let time = plan.interpretation.time.as_ref();
    let settled = usize::from(time.is_some_and(|time| time.defaulted));
    plan.assumptions.len() > settled
}

/// Holds two results against each other by the metrics that both have.
pub(super) fn verdict(first: &ResultSet, second: &ResultSet) -> Verdict {
    let (Some(first), Some(second)) = (keyed(first), keyed(second)) else {
        return Verdict::Unknown;
    };
    let shared: Vec<(usize, usize)> = first
        .metrics
        .iter()
        .enumerate()
        .filter_map(|(at, name)| {
            let other = second.metrics.iter().position(|it| it == name)?;
            Some((at, other))
        })
        .collect();
    let same_rows = first.rows.keys().eq(second.rows.keys());
    if shared.is_empty() || first.keys != second.keys || !same_rows {
        return Verdict::Different;
    }
    let all_close = first.rows.iter().all(|(key, values)| {
        let others = &second.rows[key];
        shared
            .iter()
            .all(|(at, other)| is_close(values[*at], others[*other]))
    });
    if all_close {
        Verdict::SameResult
    } else {
        Verdict::Different
    }
}

fn is_close(one: Option<f64>, other: Option<f64>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => (one - other).abs() <= TOLERANCE * one.abs().max(other.abs()),
        (None, None) => true,
        _ => false,
    }
}

/// A result by its groups.
struct Keyed {
    keys: Vec<String>,
    metrics: Vec<String>,
    rows: BTreeMap<Vec<Option<String>>, Vec<Option<f64>>>,
}

/// Nothing where rows were cut, or where groups are not told apart by their keys.
fn keyed(result: &ResultSet) -> Option<Keyed> {
    if result.truncated {
        return None;
    }
    let mut keys: Vec<(String, usize)> = Vec::new();
    for at in [Role::Dimension, Role::Time]
        .into_iter()
        .flat_map(|role| result.with_role(role))
    {
        let column = &result.columns[at];
        let grain = column.grain.map(|grain| grain.name().to_owned());
        let name = column.field.clone().or(grain);
        keys.push((name.unwrap_or_else(|| column.name.clone()), at));
    }
    keys.sort();
    let metrics: Vec<(String, usize)> = result
        .with_role(Role::Metric)
        .into_iter()
        .filter_map(|at| Some((result.columns[at].metric.clone()?, at)))
        .collect();
    let mut rows = BTreeMap::new();
    for row in &result.rows {
        let key = keys.iter().map(|(_, at)| row[*at].key()).collect();
        let values = metrics.iter().map(|(_, at)| Cell::number(&row[*at]));
        if rows.insert(key, values.collect()).is_some() {
            return None;
        }
    }
    Some(Keyed {
        keys: keys.into_iter().map(|(name, _)| name).collect(),
        metrics: metrics.into_iter().map(|(name, _)| name).collect(),
        rows,
    })
}

/// What a reader is told when two planners read the question the same way.
pub(super) fn note(question: &Question, verdict: Verdict) -> Option<AnswerNote> {
    let (zh, en) = match verdict {
        Verdict::SameQuery => (
            "规则和语言模型的理解相同。",
            "The grammar and the language model read it the same way.",
        ),
        Verdict::SameResult => (
            "规则和语言模型各自理解，结果一致。",
            "The grammar and the language model read it each in its own way, with the same result.",
        ),
        Verdict::Different | Verdict::Unknown => return None,
    };
    Some(AnswerNote {
        code: "agreement".to_owned(),
        text: question.language.choose(zh, en).to_owned(),
    })
}

/// Asks which of two readings is meant; each way on is the question itself in the lane that reads it so.
pub(super) fn ask(question: &Question, grammar: &Text, model: &Text) -> Answer {
    let choice = |reading: &Text| Choice {
        label: reading.clone(),
        question: question.text.clone(),
    };
    let asked = Clarification {
        question: Text {
            zh: "这个问题有两种理解，结果不同，您指哪一种？".to_owned(),
            en: "This can be read in two ways, with different results. Which one is meant?"
                .to_owned(),
        },
        choices: vec![choice(grammar), choice(model)],
    };
    let mut answer = answer::clarify(question, Lane::Grammar, asked);
    if let Some(clarification) = &mut answer.clarification {
        let lanes = [LaneChoice::Grammar, LaneChoice::Model];
        for (choice, lane) in clarification.choices.iter_mut().zip(lanes) {
            choice.lane = Some(lane);
        }
    }
    let separator = match question.language {
        Language::Zh => "：",
        Language::En => ": ",
    };
    if let Some(asked) = &answer.clarification {
        let labels: Vec<&str> = asked.choices.iter().map(|it| it.label.as_str()).collect();
        answer.narration = format!("{}{separator}{}", asked.question, labels.join(" / "));
    }
    answer
}
