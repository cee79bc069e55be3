//! Parts of a whole.

use std::cmp::Reverse;

use semantic_sql::layer::Additivity;

use crate::answer::fact::{CellRef, Derivation, Fact, Sentence};
use crate::answer::format::{Figure, Sign};
use crate::answer::labels;
use crate::question::Language;
use crate::result_set::{Cell, Role};

use super::lookup;
use super::rank;
use super::story::Story;

/// Parts named in a sentence.
const NAMED: usize = 3;

/// The largest parts with their shares, then the whole.
pub(super) fn share(story: &Story<'_>) -> Vec<Sentence> {
    let Some(column) = story.values.first().copied() else {
        return rank::rank(story);
    };
    let mut rows: Vec<usize> = (0..story.rows())
        .filter(|row| part(story, *row, column).is_some())
        .collect();
    if rows.is_empty() {
        let mut sentences = match story.rows() {
            1 => lookup::lookup(story),
            _ => rank::rank(story),
        };
        sentences.push(story.say(
            "各组不能相加，没有给出占比。",
            "The groups do not add up, so no shares are given.",
        ));
        return sentences;
    }
    rows.sort_by_key(|row| Reverse(story.exact(*row, column)));
    // Whoever asks for one part hears it first, however small it is.
    let (asked, others): (Vec<usize>, Vec<usize>) =
        rows.iter().partition(|row| is_asked(story, **row));
    let (first, more) = match asked.is_empty() {
        true => (others, Vec::new()),
        false => (asked, others),
    };
    let parts = told(story, column, first);
    let name = story.column_name(column);
    let headline = match story.language() {
        Language::Zh => story.scoped(&name).words("中，").join(parts),
        Language::En => Sentence::default()
            .words("Share of ")
            .join(story.scoped(&name))
            .words(": ")
            .join(parts),
    };
    let more = match more.is_empty() {
        true => Sentence::default(),
        false => story.stop(told(story, column, more)),
    };
    vec![
        story.stop(headline),
        more,
        whole(story, column),
        rank::without_data(story, column),
    ]
}

/// Whether a row is of a part that was asked for by name.
fn is_asked(story: &Story<'_>, row: usize) -> bool {
    let parts = &story.computed.plan.parts;
    let mut cells = story.groups.iter().filter_map(|at| story.cell(row, *at));
    cells.any(|cell| matches!(cell, Cell::Text(value) if parts.contains(value)))
}

/// The first of some rows, each with its share and its number.
fn told(story: &Story<'_>, column: usize, rows: Vec<usize>) -> Sentence {
    let parts = rows.into_iter().take(NAMED).filter_map(|row| {
        let share = part(story, row, column)?;
        let name = Sentence::default()
            .name(story.group(row))
            .words(story.pick("占 ", " "))
            .fact(share);
        if labels::is_share(story.column(column)) {
            return Some(name);
        }
        let value = story.value(row, column)?;
        Some(
            name.words(story.pick("（", " ("))
                .fact(value)
                .words(story.pick("）", ")")),
        )
    });
    story.list(parts.collect())
}

/// One part of a whole, by groups or in all: its share, its number and that of the whole.
///
/// Nothing where the result is no such thing.
pub(super) fn of_part(story: &Story<'_>) -> Option<Vec<Sentence>> {
    let columns = &story.computed.result.columns;
    let place = |wanted: &str| columns.iter().position(|column| column.name == wanted);
    let (share, of, whole) = columns.iter().enumerate().find_map(|(at, column)| {
        let stem = column
            .name
            .strip_suffix("_share")
            .filter(|_| labels::is_share(column))?;
        Some((at, place(stem)?, place(&format!("{stem}_whole"))?))
    })?;
    let line = |row: &usize| {
        let numbers = match (
            story.value(*row, share),
            story.value(*row, of),
            story.value(*row, whole),
        ) {
            (Some(share), Some(of), Some(whole)) => Sentence::default()
                .fact(share)
                .words(story.pick("（", " ("))
                .fact(of)
                .words(story.pick("，全部 ", " of "))
                .fact(whole)
                .words(story.pick("）", ")")),
            _ => story.say("没有数据（不是零）", "no data (not zero)"),
        };
        Sentence::default()
            .name(story.group(*row))
            .words(" ")
            .join(numbers)
    };
    let rows: Vec<usize> = (0..story.rows()).take(NAMED).collect();
    let lines = story.list(rows.iter().map(line).collect());
    let subject = story.scoped(&story.column_name(of));
    let headline = match (story.groups.is_empty(), story.language()) {
        (true, Language::Zh) => subject.words("占").join(lines),
        (true, Language::En) => subject.words(", share of all:").join(lines),
        (false, Language::Zh) => subject.words("占各自全部的比例：").join(lines),
        (false, Language::En) => Sentence::default()
            .words("Share within each, ")
            .join(subject)
            .words(": ")
            .join(lines),
    };
    Some(vec![
        story.stop(headline),
        counted(story, &[share, of, whole]),
    ])
}

/// How many groups stand behind a share, where the result says so.
fn counted(story: &Story<'_>, told: &[usize]) -> Sentence {
    let others = story.values.iter().filter(|column| !told.contains(column));
    let counts = others.map(|column| {
        Sentence::default()
            .name(story.column_name(*column))
            .words(" ")
            .join(story.value_or_none(0, *column))
    });
    let counts: Vec<Sentence> = counts.collect();
    if counts.is_empty() || !story.groups.is_empty() {
        return Sentence::default();
    }
    story.stop(story.list(counts))
}

/// A row's share: of its own column, of the result `total`, or of the sum where parts add up.
pub(in crate::answer) fn part(story: &Story<'_>, row: usize, column: usize) -> Option<Fact> {
    let figure = Figure::percent();
    let own = story.column(column);
    if labels::is_share(own) {
        return story.fact(
            Derivation::Cell(Story::at(row, column)),
            figure,
            Sign::Negative,
        );
    }
    let beside = story
        .computed
        .result
        .columns
        .iter()
        .position(|other| labels::share_of(other, own));
    if let Some(beside) = beside {
        return story.fact(
            Derivation::Cell(Story::at(row, beside)),
            figure,
            Sign::Negative,
        );
    }
    if labels::figure(own).is_percent() {
        return None;
    }
    let whole = match total(story, column) {
        Some(total) if story.fact_of(total, column)?.value.is_negative() => return None,
        Some(total) => vec![total],
        None if adds_up(story, column) => (0..story.rows())
            .map(|row| Story::at(row, column))
            .collect(),
        None => return None,
    };
    story.fact(
        Derivation::Share(Story::at(row, column), whole),
        figure,
        Sign::Negative,
    )
}

/// The same metric in the result `total`, where that is one row.
pub(in crate::answer) fn total(story: &Story<'_>, column: usize) -> Option<CellRef> {
    let table = story
        .computed
        .supporting
        .iter()
        .position(|part| part.name == "total")?;
    let result = &story.computed.supporting[table].result;
    let metric = &story.column(column).metric;
    let found = result
        .columns
        .iter()
        .position(|other| other.role == Role::Metric && other.metric == *metric)?;
    (result.rows.len() == 1 && metric.is_some()).then_some(CellRef {
        table: table + 1,
        row: 0,
        column: found,
    })
}

/// Whether the rows are parts of their sum: an additive metric, nothing cut, nothing below zero.
pub(in crate::answer) fn adds_up(story: &Story<'_>, column: usize) -> bool {
    let metric = story
        .column(column)
        .metric
        .as_deref()
        .and_then(|name| story.labels.layer.find_metric(name));
    let additive = metric.is_some_and(|id| {
        matches!(
            story.labels.layer.metric(id).additivity,
            Additivity::Additive
        )
    });
    let cut = story.computed.result.is_cut() || story.computed.result.qualified;
    let cells = (0..story.rows()).filter_map(|row| story.exact(row, column));
    additive && !cut && !cells.into_iter().any(|value| value.is_negative())
}

fn whole(story: &Story<'_>, column: usize) -> Sentence {
    let figure = labels::figure(story.column(column));
    let total = total(story, column)
        .and_then(|cell| story.fact(Derivation::Cell(cell), figure, Sign::Negative));
    match total {
        Some(total) => story.stop(story.say("合计 ", "Total: ").fact(total)),
        None => Sentence::default(),
    }
}
