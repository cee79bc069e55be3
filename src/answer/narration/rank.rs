//! Groups in order of a number: the first ones, ties, groups without data.

use std::cmp::Reverse;

use semantic_sql::bound::Comparison;

use crate::answer::fact::{Derivation, Fact, Sentence};
use crate::answer::format::{Figure, Sign};
use crate::plan::Intent;
use crate::question::Language;

use super::lookup::versus;
use super::story::Story;

/// Groups named in a sentence.
const NAMED: usize = 3;

/// The order of the rows by a column: its rows with a number, and whether the largest come first.
pub(in crate::answer) struct Order {
    pub(in crate::answer) column: usize,
    pub(in crate::answer) rows: Vec<usize>,
    pub(in crate::answer) descending: bool,
}

/// By which value the rows are ordered; by the first one, largest first, where they are by none.
pub(in crate::answer) fn order(story: &Story<'_>) -> Option<Order> {
    let sorted = |column: &usize| {
        let rows: Vec<usize> = (0..story.rows())
            .filter(|row| story.exact(*row, *column).is_some())
            .collect();
        let pairs = || rows.iter().zip(rows.iter().skip(1));
        let falls = pairs()
            .all(|(left, right)| story.exact(*left, *column) >= story.exact(*right, *column));
        let rises = pairs()
            .all(|(left, right)| story.exact(*left, *column) <= story.exact(*right, *column));
        // A column without a number is in no order.
        (!rows.is_empty() && (falls || rises)).then_some(Order {
            column: *column,
            rows: rows.clone(),
            descending: falls,
        })
    };
    story.values.iter().find_map(sorted).or_else(|| {
        let known =
            |column: &&usize| (0..story.rows()).any(|row| story.exact(row, **column).is_some());
        let column = *story.values.iter().find(known).or(story.values.first())?;
        let mut rows: Vec<usize> = (0..story.rows())
            .filter(|row| story.exact(*row, column).is_some())
            .collect();
        rows.sort_by_key(|row| Reverse(story.exact(*row, column)));
        Some(Order {
            column,
            rows,
            descending: true,
        })
    })
}

/// The first group, the next ones, how many there are.
pub(super) fn rank(story: &Story<'_>) -> Vec<Sentence> {
    let Some(order) = order(story) else {
        return vec![story.listed()];
    };
    let Some(first) = order.rows.first().copied() else {
        return vec![super::empty::empty(story)];
    };
    let column = order.column;
    let best = story.exact(first, column);
    let tied: Vec<usize> = order
        .rows
        .iter()
        .copied()
        .take_while(|row| story.exact(*row, column) == best)
        .collect();
    let (Some(value), Some(count)) = (story.value(first, column), story.row_count()) else {
        return Vec::new();
    };
    let name = story.column_name(column);
    if story.is_bounded() && story.computed.plan.intent == Intent::Breakdown {
        let rest = order.rows.get(tied.len()..).unwrap_or_default();
        return vec![
            passed(story, &order, &tied, value, count),
            next(story, rest, column),
        ];
    }
    let headline = match story.language() {
        Language::Zh => {
            let which = if order.descending { "最高" } else { "最低" };
            let start = story.scoped(&name);
            let start = if tied.len() == 1 {
                start
                    .words(which)
                    .words("的是")
                    .name(names(story, &tied))
                    .words("，")
            } else {
                start
                    .words("并列")
                    .words(which)
                    .words("的是")
                    .name(names(story, &tied))
                    .words("，都是 ")
            };
            start.fact(value)
        }
        Language::En => {
            let which = if order.descending {
                "Highest "
            } else {
                "Lowest "
            };
            let start = Sentence::default()
                .words(which)
                .join(story.scoped(&lower_first(&name)))
                .words(": ");
            let at = if tied.len() == 1 { " at " } else { " tied at " };
            start.name(names(story, &tied)).words(at).fact(value)
        }
    };
    let counted = match story.language() {
        Language::Zh => Sentence::default()
            .words("；列出 ")
            .fact(count)
            .words(" 个")
            .name(story.group_kind()),
        Language::En => Sentence::default().words("; ").fact(count).words(" listed"),
    };
    let rest = order.rows.get(tied.len()..).unwrap_or_default();
    vec![
        story.stop(headline.join(counted)),
        next(story, rest, column),
        beside(story, &order.rows, column),
        without_data(story, column),
    ]
}

/// The only row, where it is the first in the order of its number or of its change, and those after
/// it were not wanted.
pub(super) fn first(story: &Story<'_>) -> Option<Vec<Sentence>> {
    let result = &story.computed.result;
    let order = result.order.filter(|_| result.limited)?;
    let sorted = story.column(order.column);
    let (column, which) = match (sorted.comparison, story.language(), order.descending) {
        (None, Language::Zh, true) => (order.column, "最高的是"),
        (None, Language::Zh, false) => (order.column, "最低的是"),
        (None, Language::En, true) => (order.column, "Highest "),
        (None, Language::En, false) => (order.column, "Lowest "),
        (Some(Comparison::Change), language, up) => {
            let of = |column: &usize| story.column(*column).metric == sorted.metric;
            let column = story.values.iter().copied().find(of)?;
            let words = match (language, up) {
                (Language::Zh, true) => "涨得最多的是",
                (Language::Zh, false) => "降得最多的是",
                (Language::En, true) => "Largest rise in ",
                (Language::En, false) => "Largest fall in ",
            };
            (column, words)
        }
        (Some(_), ..) => return None,
    };
    let value = story
        .value(0, column)
        .filter(|_| story.values.contains(&column))?;
    let name = story.column_name(column);
    let headline = match story.language() {
        Language::Zh => {
            let start = story.scoped(&name).words(which).name(story.group(0));
            start.words("，").fact(value)
        }
        Language::En => {
            let start = Sentence::default().words(which);
            let start = start.join(story.scoped(&lower_first(&name))).words(": ");
            start.name(story.group(0)).words(" at ").fact(value)
        }
    };
    Some(vec![
        story.stop(headline),
        versus(story, 0, column, false),
        beside(story, &[0], column),
    ])
}

/// What the first groups have of the other number that was asked for.
fn beside(story: &Story<'_>, rows: &[usize], column: usize) -> Sentence {
    let other = story.values.iter().find(|other| **other != column);
    let Some(other) = other.filter(|_| story.computed.plan.interpretation.metrics.len() > 1) else {
        return Sentence::default();
    };
    let part = |row: &usize| {
        Sentence::default()
            .name(story.group(*row))
            .words(" ")
            .join(story.value_or_none(*row, *other))
    };
    let start = Sentence::default()
        .name(story.column_name(*other))
        .words(story.pick("：", ": "));
    let parts = story.list(rows.iter().take(NAMED).map(part).collect());
    story.stop(start.join(parts))
}

/// The groups after the first, ties said.
fn next(story: &Story<'_>, rows: &[usize], column: usize) -> Sentence {
    let mut parts = Vec::new();
    let mut at = 0;
    while at < rows.len() && parts.len() + 1 < NAMED {
        let value = story.exact(rows[at], column);
        let tied: Vec<usize> = rows
            .iter()
            .skip(at)
            .copied()
            .take_while(|row| story.exact(*row, column) == value)
            .collect();
        let Some(fact) = story.value(rows[at], column) else {
            break;
        };
        let joint = if tied.len() > 1 {
            story.pick(" 并列 ", " tied at ")
        } else {
            " "
        };
        parts.push(
            Sentence::default()
                .name(names(story, &tied))
                .words(joint)
                .fact(fact),
        );
        at += tied.len();
    }
    if parts.is_empty() {
        return Sentence::default();
    }
    story.stop(story.say("其次：", "Next: ").join(story.list(parts)))
}

/// Groups chosen by a bound: how many there are, then the one at the far end.
fn passed(story: &Story<'_>, order: &Order, tied: &[usize], value: Fact, count: Fact) -> Sentence {
    let name = story.column_name(order.column);
    let headline = match story.language() {
        Language::Zh => {
            let which = if order.descending { "最高" } else { "最低" };
            let start = story
                .scoped("")
                .words("的")
                .name(story.group_kind())
                .words("有 ");
            let start = start.fact(count).words(" 个，").name(name).words(which);
            let start = start.words("的是").name(names(story, tied));
            start
                .words(if tied.len() == 1 { "，" } else { "，都是 " })
                .fact(value)
        }
        Language::En => {
            let which = if order.descending {
                "; highest "
            } else {
                "; lowest "
            };
            let kinds = story.group_kinds(story.rows() == 1);
            let start = story.scoped("").words(": ").fact(count).words(" ");
            let start = start.name(kinds).words(which);
            let start = start
                .name(lower_first(&name))
                .words(": ")
                .name(names(story, tied));
            start
                .words(if tied.len() == 1 { " at " } else { " tied at " })
                .fact(value)
        }
    };
    story.stop(headline)
}

/// The groups that have no number: not the same as zero.
pub(super) fn without_data(story: &Story<'_>, column: usize) -> Sentence {
    let rows: Vec<usize> = (0..story.rows())
        .filter(|row| story.exact(*row, column).is_none())
        .collect();
    if rows.is_empty() {
        return Sentence::default();
    }
    let missing = Derivation::Missing { table: 0, column };
    let count = story.fact(missing, Figure::new("int", "count"), Sign::Negative);
    // A sentence does not open with a figure: after a full stop it would read as decimals.
    if let Some(count) = count.filter(|_| rows.len() > NAMED) {
        return Sentence::default()
            .words(story.pick("没有数据（不是零）的有 ", "No data (not zero): "))
            .fact(count)
            .words(story.pick(" 个。", " groups."));
    }
    let who = Sentence::default().name(names(story, &rows));
    who.words(story.pick("没有数据（不是零）。", ": no data (not zero)."))
}

/// How many cells of a column hold no number.
pub(super) fn without_all(story: &Story<'_>, column: usize) -> Sentence {
    let missing = Derivation::Missing { table: 0, column };
    match story.fact(missing, Figure::new("int", "count"), Sign::Negative) {
        Some(count) if !count.value.is_zero() => {
            let start = story
                .say("有 ", "Cells without data (not zero): ")
                .fact(count);
            start.words(story.pick(" 处没有数据（不是零）。", "."))
        }
        _ => Sentence::default(),
    }
}

/// The names of groups; beyond a few, that there are more.
pub(super) fn names(story: &Story<'_>, rows: &[usize]) -> String {
    let shown: Vec<String> = rows
        .iter()
        .take(NAMED)
        .map(|row| story.group(*row))
        .collect();
    let joined = match (shown.as_slice(), story.language()) {
        ([first @ .., last], Language::En) if !first.is_empty() && rows.len() <= NAMED => {
            format!("{} and {last}", first.join(", "))
        }
        _ => shown.join(story.language().choose("、", ", ")),
    };
    let more = if rows.len() > NAMED {
        story.language().choose("等", " and others")
    } else {
        ""
    };
    format!("{joined}{more}")
}

/// A name inside a sentence: lower case at its start, unless it is an abbreviation.
pub(super) fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => {
            first.to_lowercase().chain(name.chars().skip(1)).collect()
        }
        _ => name.to_owned(),
    }
}
