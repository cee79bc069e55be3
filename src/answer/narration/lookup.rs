//! One row: the numbers, and what they are compared with.

use semantic_sql::bound::Comparison;

use crate::answer::fact::{CellRef, Derivation, Sentence};
use crate::answer::format::Sign;
use crate::answer::labels;
use crate::question::Language;

use super::scope::{ends_bare, of};
use super::story::Story;

/// The numbers of the first row.
pub(super) fn lookup(story: &Story<'_>) -> Vec<Sentence> {
    let group = if story.groups.is_empty() {
        String::new()
    } else {
        story.group(0)
    };
    let headline = match story.values.as_slice() {
        [only] => {
            let name = story.column_name(*only);
            let subject = match story.language() {
                _ if group.is_empty() => name,
                Language::Zh => format!("{group}{}{name}", of(&group)),
                Language::En => format!("{name}, {group}"),
            };
            story
                .scoped(&subject)
                .words(story.pick("", ":"))
                .join(spaced(story, *only))
        }
        several => {
            let parts = several.iter().map(|index| {
                Sentence::default()
                    .name(story.column_name(*index))
                    .join(spaced(story, *index))
            });
            let parts = story.list(parts.collect());
            let scope = story.scoped(&group);
            let is_bare = scope.text(story.language()).is_empty();
            let scope = if is_bare {
                scope
            } else {
                scope.words(story.pick("：", ": "))
            };
            scope.join(parts)
        }
    };
    let named = story.values.len() > 1;
    let compared = story
        .values
        .iter()
        .take(2)
        .map(|column| versus(story, 0, *column, named));
    std::iter::once(story.stop(headline))
        .chain(compared)
        .collect()
}

/// A value after its name.
fn spaced(story: &Story<'_>, column: usize) -> Sentence {
    // A full-width bracket has its room.
    let name = story.column_name(column);
    let is_open = story.language() == Language::En || !name.ends_with('）');
    let gap = if story.exact(0, column).is_some() && is_open {
        " "
    } else {
        story.pick("", " ")
    };
    Sentence::default()
        .words(gap)
        .join(story.value_or_none(0, column))
}

/// There is nothing to compare a value with.
fn without_earlier(story: &Story<'_>, label: String, column: usize, named: bool) -> Sentence {
    let name = story.column_name(column);
    let in_part = story.computed.has_part_of_the_earlier();
    match story.language() {
        Language::Zh if in_part => Sentence::default()
            .name(label)
            .words("的数据不完整，无法比较。"),
        Language::En if in_part => Sentence::default()
            .words("The data for ")
            .name(label)
            .words(" is not whole, so that there is nothing to compare with."),
        Language::Zh if named => Sentence::default()
            .name(label)
            .words("没有")
            .name(name)
            .words("的数据，无法比较。"),
        Language::En if named => Sentence::default()
            .words("There is no data of ")
            .name(name)
            .words(" for ")
            .name(label)
            .words(" to compare with."),
        Language::Zh => Sentence::default()
            .name(label)
            .words("没有数据，无法比较。"),
        Language::En => Sentence::default()
            .words("There is no data for ")
            .name(label)
            .words(" to compare with."),
    }
}

/// A row's value against the earlier one, as a sentence; empty where there is nothing to compare.
pub(super) fn versus(story: &Story<'_>, row: usize, column: usize, named: bool) -> Sentence {
    let Some(before) = story.before(row, column) else {
        return change_alone(story, row, column);
    };
    let figure = labels::figure(story.column(column));
    let label = compare_label(story);
    let Some(earlier) = story.fact(Derivation::Cell(before), figure, Sign::Negative) else {
        return without_earlier(story, label, column, named);
    };
    let Some(step) = step(story, Story::at(row, column), before, column) else {
        return Sentence::default();
    };
    let subject = if named {
        story.column_name(column)
    } else {
        String::new()
    };
    // 比前一天的 6 多 40: a figure without a unit does not touch the word after it.
    let gap = if ends_bare(&earlier.text(story.language())) {
        " "
    } else {
        ""
    };
    let of = if of(&label) == "的" { "的 " } else { " 的 " };
    let colon = if named { ": " } else { "That is " };
    match (step.direction, story.language()) {
        (0, Language::Zh) => Sentence::default()
            .name(subject)
            .words("与")
            .name(label)
            .words("持平（")
            .fact(earlier)
            .words("）。"),
        (0, Language::En) => {
            let start = Sentence::default()
                .name(subject)
                .words(colon)
                .words("unchanged from the ");
            start.fact(earlier).words(" of ").name(label).words(".")
        }
        (_, Language::Zh) => Sentence::default()
            .name(subject)
            .words("比")
            .name(label)
            .words(of)
            .fact(earlier)
            .words(gap)
            .join(step.sentence)
            .words("。"),
        (_, Language::En) => Sentence::default()
            .name(subject)
            .words(colon)
            .join(step.sentence)
            .words(if step.direction > 0 {
                " above the "
            } else {
                " below the "
            })
            .fact(earlier)
            .words(" of ")
            .name(label)
            .words("."),
    }
}

/// A difference in words.
pub(super) struct Step {
    /// 少 21.4 万元（−14.3%）; ¥214K (−14.3%).
    pub(super) sentence: Sentence,
    /// Above, at or below zero.
    pub(super) direction: i8,
}

/// The difference of two cells: absolute, then relative; of ratios, in percentage points only.
pub(super) fn step(
    story: &Story<'_>,
    now: CellRef,
    before: CellRef,
    column: usize,
) -> Option<Step> {
    let figure = labels::figure(story.column(column));
    let change = story.fact(
        Derivation::Difference(now, before),
        figure.difference(),
        Sign::Hidden,
    )?;
    let rate = story.fact(
        Derivation::Rate(now, before),
        crate::answer::format::Figure::percent(),
        Sign::Always,
    );
    let rate = rate.filter(|_| !figure.is_percent());
    let direction = match () {
        () if change.value.is_zero() => 0,
        () if change.value.is_negative() => -1,
        () => 1,
    };
    let word = match (direction, figure.is_percent()) {
        (0, _) => {
            return Some(Step {
                sentence: story.say("持平", "unchanged"),
                direction,
            });
        }
        (1, false) => "多 ",
        (1, true) => "高 ",
        (_, false) => "少 ",
        (_, true) => "低 ",
    };
    let mut sentence = story.say(word, "").fact(change);
    if let Some(rate) = rate {
        sentence = sentence
            .words(story.pick("（", " ("))
            .fact(rate)
            .words(story.pick("）", ")"));
    }
    Some(Step {
        sentence,
        direction,
    })
}

/// A change of which only the change is known.
fn change_alone(story: &Story<'_>, row: usize, column: usize) -> Sentence {
    let wanted = &story.column(column).metric;
    let find = |side| {
        let columns = story.computed.result.columns.iter();
        columns
            .into_iter()
            .position(|other| other.comparison == Some(side) && other.metric == *wanted)
    };
    let value = |side| {
        find(side).and_then(|at| {
            story.fact(
                Derivation::Cell(Story::at(row, at)),
                labels::figure(story.column(at)),
                Sign::Always,
            )
        })
    };
    let parts: Vec<Sentence> = [Comparison::Change, Comparison::ChangeRate]
        .into_iter()
        .filter_map(value)
        .map(|fact| Sentence::default().fact(fact))
        .collect();
    if parts.is_empty() {
        return Sentence::default();
    }
    let start = story
        .say("与", "Against ")
        .name(compare_label(story))
        .words(story.pick("相比：", ": "));
    story.stop(start.join(story.list(parts)))
}

/// What is compared with, as a person says it.
pub(in crate::answer) fn compare_label(story: &Story<'_>) -> String {
    let compare = story.computed.compared();
    let label = compare
        .map(|compare| story.language().pick(&compare.label))
        .unwrap_or_default();
    let none = story.language().choose("对比期", "the earlier period");
    if label.is_empty() {
        none.to_owned()
    } else if story.language() == Language::Zh && label.starts_with(|c: char| c.is_ascii_digit()) {
        format!(" {label}")
    } else {
        label.to_owned()
    }
}
