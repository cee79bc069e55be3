//! Groups against an earlier period, or against each other.

use std::cmp::Reverse;

use crate::answer::exact::Exact;
use crate::answer::fact::Sentence;
use crate::question::Language;

use super::lookup::{Step, compare_label, step, versus};
use super::rank;
use super::scope::ends_bare;
use super::share;
use super::story::Story;

/// Groups named in a sentence.
const NAMED: usize = 3;

/// The groups that changed most, after the change of the whole where that is known.
pub(super) fn movers(story: &Story<'_>) -> Vec<Sentence> {
    let Some(column) = story.moved() else {
        return rank::rank(story);
    };
    let size = |row: &usize| -> Option<Exact> {
        let (now, before) = (story.exact(*row, column)?, story.before(*row, column)?);
        now.minus(story.fact_of(before, column)?.value)
            .map(Exact::abs)
    };
    let mut rows: Vec<usize> = (0..story.rows())
        .filter(|row| size(row).is_some())
        .collect();
    let chosen = story.chosen_by_change();
    // Those that were chosen by their change stand in the order that was asked for.
    if chosen.is_none() {
        rows.sort_by_key(|row| Reverse(size(row)));
    }
    let parts: Vec<Sentence> = rows
        .iter()
        .take(NAMED)
        .filter_map(|row| mover(story, *row, column))
        .collect();
    if parts.is_empty() {
        return rank::rank(story);
    }
    let name = story.column_name(column);
    let label = compare_label(story);
    let total = total(story, column);
    let first = match (story.language(), total.is_empty()) {
        (_, false) if chosen.is_some() => of_one_way(story, chosen == Some(true)),
        (_, true) if chosen.is_some() => story
            .scoped(&name)
            .words(story.pick("，", ": "))
            .join(of_one_way(story, chosen == Some(true))),
        (Language::Zh, true) => story
            .scoped(&name)
            .words("与")
            .name(label)
            .words("相比变化最大的")
            .name(story.group_kind())
            .words("："),
        (Language::En, true) => Sentence::default()
            .words("Largest changes in ")
            .join(story.scoped(&rank::lower_first(&name)))
            .words(" against ")
            .name(label)
            .words(": "),
        (_, false) => story
            .say("变化最大的", "Largest changes by ")
            .name(story.group_kinds(true))
            .words(story.pick("：", ": ")),
    };
    let movers = story.stop(first.join(story.list(parts)));
    let others: Vec<usize> = (0..story.rows())
        .filter(|row| !rows.contains(row))
        .collect();
    let others = match others.as_slice() {
        [] => Sentence::default(),
        some => {
            let start = story.say(
                "有一期没有数据，无法比较：",
                "Not compared, one period has no data: ",
            );
            story.stop(start.name(rank::names(story, some)))
        }
    };
    if total.is_empty() {
        vec![movers, others]
    } else {
        vec![total, movers, others]
    }
}

/// The start of a list of groups that all rose, or all fell: how many they are.
fn of_one_way(story: &Story<'_>, up: bool) -> Sentence {
    let count = story.row_count().map(|it| Sentence::default().fact(it));
    let start = count.unwrap_or_default();
    let group = story.group_kinds(story.rows() == 1);
    let (counted, went) = match up {
        true => (story.pick(" 个", " "), story.pick("上升：", " rose: ")),
        false => (story.pick(" 个", " "), story.pick("下降：", " fell: ")),
    };
    start.words(counted).name(group).words(went)
}

fn mover(story: &Story<'_>, row: usize, column: usize) -> Option<Sentence> {
    let Step {
        sentence,
        direction,
    } = step(
        story,
        Story::at(row, column),
        story.before(row, column)?,
        column,
    )?;
    let word = match (story.language(), direction) {
        (Language::Zh, _) | (Language::En, 0) => " ",
        (Language::En, 1) => " up ",
        (Language::En, _) => " down ",
    };
    Some(
        Sentence::default()
            .name(story.group(row))
            .words(word)
            .join(sentence),
    )
}

/// The whole against the earlier whole, where the results `total` and `previous_total` have them.
fn total(story: &Story<'_>, column: usize) -> Sentence {
    let Some(now) = share::total(story, column) else {
        return Sentence::default();
    };
    let Some(before) = story.total_before(column) else {
        return Sentence::default();
    };
    let (Some(value), Some(step)) = (story.fact_of(now, column), step(story, now, before, column))
    else {
        return Sentence::default();
    };
    let label = compare_label(story);
    let start = story
        .scoped(&story.column_name(column))
        .words(story.pick(" ", ": "))
        .fact(value);
    let end = match (story.language(), step.direction) {
        (Language::Zh, 0) => start.words("，与").name(label).words("持平"),
        (Language::Zh, _) => {
            let gap = if ends_bare(&label) { " " } else { "" };
            let start = start.words("，比").name(label).words(gap);
            start.join(step.sentence)
        }
        (Language::En, 0) => start.words(", the same as ").name(label),
        (Language::En, 1) => start
            .words(", up ")
            .join(step.sentence)
            .words(" on ")
            .name(label),
        (Language::En, _) => start
            .words(", down ")
            .join(step.sentence)
            .words(" on ")
            .name(label),
    };
    story.stop(end)
}

/// A few groups next to each other; of two, the difference.
pub(super) fn side_by_side(story: &Story<'_>) -> Vec<Sentence> {
    let Some(column) = story.values.first().copied() else {
        return rank::rank(story);
    };
    let part = |row| {
        Sentence::default()
            .name(story.group(row))
            .words(" ")
            .join(story.value_or_none(row, column))
    };
    let parts = story.list((0..story.rows()).map(part).collect());
    let name = story.column_name(column);
    let headline = story.stop(
        story
            .scoped(&name)
            .words(story.pick("：", ": "))
            .join(parts),
    );
    let mut sentences = vec![headline];
    if story.rows() == 2 {
        sentences.push(difference(story, column));
    }
    for other in story.values.iter().skip(1).take(1) {
        let part = |row| {
            Sentence::default()
                .name(story.group(row))
                .words(" ")
                .join(story.value_or_none(row, *other))
        };
        let parts = story.list((0..story.rows()).map(part).collect());
        let start = Sentence::default()
            .name(story.column_name(*other))
            .words(story.pick("：", ": "));
        sentences.push(story.stop(start.join(parts)));
        if story.rows() == 2 {
            sentences.push(difference(story, *other));
        }
    }
    if let Some(column) = story.moved() {
        sentences.push(versus(story, 0, column, true));
    }
    sentences
}

/// The larger of two groups against the smaller one.
fn difference(story: &Story<'_>, column: usize) -> Sentence {
    let (first, second) = if story.exact(0, column) >= story.exact(1, column) {
        (0, 1)
    } else {
        (1, 0)
    };
    let (left, right) = (Story::at(first, column), Story::at(second, column));
    let Some(step) = step(story, left, right, column) else {
        return Sentence::default();
    };
    let (more, less) = (story.group(first), story.group(second));
    let sentence = match (story.language(), step.direction) {
        (Language::Zh, 0) => Sentence::default()
            .name(more)
            .words("与")
            .name(less)
            .words("相同"),
        (Language::Zh, _) => Sentence::default()
            .name(more)
            .words("比")
            .name(less)
            .join(step.sentence),
        (Language::En, 0) => Sentence::default()
            .name(more)
            .words(" and ")
            .name(less)
            .words(" are equal"),
        (Language::En, _) => Sentence::default()
            .name(more)
            .words(" is ")
            .join(step.sentence)
            .words(" above ")
            .name(less),
    };
    story.stop(sentence)
}
