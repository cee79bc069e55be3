//! Numbers that follow each other: each step, what is left of the one before, the steepest step.

use crate::answer::exact::Exact;
use crate::answer::fact::{Derivation, Sentence};
use crate::answer::format::{Figure, Sign};
use crate::question::Language;

use super::story::Story;

/// Groups whose funnels are told; the table has all.
const TOLD: usize = 3;

/// One sentence for each group, and the steepest step of the first.
pub(super) fn funnel(story: &Story<'_>) -> Vec<Sentence> {
    let rows = story.rows().min(TOLD);
    let mut sentences = Vec::new();
    for row in 0..rows {
        let scope = match (rows, row) {
            (1, _) => story.scoped(&group(story, row)),
            (_, 0) => story.in_period(&group(story, row)),
            _ => Sentence::default().name(group(story, row)),
        };
        let is_bare = scope.text(story.language()).is_empty();
        let scope = if is_bare {
            scope
        } else {
            scope.words(story.pick("：", ": "))
        };
        sentences.push(story.stop(scope.join(steps(story, row))));
        sentences.push(steepest(story, row, rows > 1));
    }
    sentences
}

fn group(story: &Story<'_>, row: usize) -> String {
    if story.groups.is_empty() {
        String::new()
    } else {
        story.group(row)
    }
}

/// 曝光人数 12.3 万 → 场观 1.6 万（13.0%） → …
fn steps(story: &Story<'_>, row: usize) -> Sentence {
    let mut all = Sentence::default();
    let mut before: Option<usize> = None;
    for (index, column) in story.values.iter().copied().enumerate() {
        if index > 0 {
            all = all.words(" → ");
        }
        all = all
            .name(story.column_name(column))
            .words(" ")
            .join(story.value_or_none(row, column));
        let rate = before.and_then(|before| left(story, row, before, column));
        if let Some(rate) = rate {
            all = all
                .words(story.pick("（", " ("))
                .join(rate)
                .words(story.pick("）", ")"));
        }
        // A step without data has no rate, and none after it has one against it.
        before = story.exact(row, column).map(|_| column);
    }
    all
}

/// What is left of one step in the next.
fn left(story: &Story<'_>, row: usize, from: usize, to: usize) -> Option<Sentence> {
    let fact = story.fact(
        Derivation::Share(Story::at(row, to), vec![Story::at(row, from)]),
        Figure::percent(),
        Sign::Negative,
    )?;
    Some(Sentence::default().fact(fact))
}

/// The step that loses the largest part.
fn steepest(story: &Story<'_>, row: usize, named: bool) -> Sentence {
    let pairs = story
        .values
        .iter()
        .copied()
        .zip(story.values.iter().copied().skip(1));
    let lost = pairs.filter_map(|(from, to)| {
        let rate: Exact = story.exact(row, to)?.over(story.exact(row, from)?)?;
        Some((rate, from, to))
    });
    let Some((_, from, to)) = lost.min_by(|(one, ..), (other, ..)| one.cmp(other)) else {
        return Sentence::default();
    };
    let Some(rate) = left(story, row, from, to) else {
        return Sentence::default();
    };
    let subject = if named {
        group(story, row)
    } else {
        String::new()
    };
    let (from, to) = (story.column_name(from), story.column_name(to));
    match story.language() {
        Language::Zh => Sentence::default()
            .name(subject)
            .words("掉得最多的一步是")
            .name(from)
            .words("到")
            .name(to)
            .words("，只剩 ")
            .join(rate)
            .words("。"),
        Language::En => Sentence::default()
            .name(if subject.is_empty() {
                subject
            } else {
                format!("{subject}: ")
            })
            .words("The steepest step is ")
            .name(from)
            .words(" to ")
            .name(to)
            .words(", of which ")
            .join(rate)
            .words(" is left."),
    }
}
