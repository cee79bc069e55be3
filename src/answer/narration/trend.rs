//! A number over time: first and last, highest and lowest, gaps, a last bucket that is still running.

use std::cmp::Reverse;

use chrono::{Duration, Months, NaiveDateTime, NaiveTime};
use semantic_sql::expr::Grain;

use crate::answer::fact::{Derivation, Sentence};
use crate::answer::format::{Figure, Sign};
use crate::question::Language;
use crate::result_set::Cell;

use super::lookup::step;
use super::rank;
use super::scope::{ends_bare, upper_first};
use super::story::Story;

/// Rows that are told one by one.
const CHAIN: usize = 4;
/// Series named in a sentence.
const SERIES: usize = 3;

/// One line over time.
pub(super) fn trend(story: &Story<'_>) -> Vec<Sentence> {
    let Some(column) = story.values.first().copied() else {
        return Vec::new();
    };
    let rows = in_time(story, column, (0..story.rows()).collect());
    let full: Vec<usize> = rows
        .iter()
        .copied()
        .filter(|row| is_whole(story, *row))
        .collect();
    let told = if full.is_empty() { &rows } else { &full };
    let mut sentences = vec![headline(story, told, column)];
    if told.len() > CHAIN {
        sentences.push(extremes(story, told, column));
    }
    for other in story.values.iter().skip(1).take(2) {
        let rows = in_time(story, *other, told.clone());
        sentences.push(movement(
            story,
            &rows,
            *other,
            Sentence::default().name(story.column_name(*other)),
        ));
    }
    sentences.extend(in_part(story, &rows, &full, column));
    sentences.push(gaps(story, column));
    sentences
}

fn headline(story: &Story<'_>, rows: &[usize], column: usize) -> Sentence {
    movement(
        story,
        rows,
        column,
        story.scoped(&story.column_name(column)),
    )
}

/// From the first row to the last; a few rows are told one by one.
fn movement(story: &Story<'_>, rows: &[usize], column: usize, subject: Sentence) -> Sentence {
    let (Some(first), Some(last)) = (rows.first().copied(), rows.last().copied()) else {
        return Sentence::default();
    };
    let at = |row: usize| {
        let value = story.value_or_none(row, column);
        Sentence::default()
            .name(story.bucket(row))
            .words(" ")
            .join(value)
    };
    let mut sentence = subject.words(story.pick("：", ": "));
    if rows.len() <= CHAIN {
        for (index, row) in rows.iter().enumerate() {
            sentence = sentence
                .words(if index > 0 { " → " } else { "" })
                .join(at(*row));
        }
    } else {
        sentence = sentence.words(story.pick("从 ", "from ")).join(at(first));
        let bare = ends_bare(&sentence.text(story.language()));
        let to = story.pick(if bare { " 到 " } else { "到 " }, " to ");
        sentence = sentence.words(to).join(at(last));
    }
    story.stop(sentence.join(change(story, first, last, column)))
}

/// 增加 Z（+36.5%）.
fn change(story: &Story<'_>, first: usize, last: usize, column: usize) -> Sentence {
    // What is there in part only is no more and no less than what is whole.
    if first == last || is_cut(story, first) || is_cut(story, last) {
        return Sentence::default();
    }
    match step(
        story,
        Story::at(last, column),
        Story::at(first, column),
        column,
    ) {
        None => Sentence::default(),
        Some(step) => {
            let word = match (story.language(), step.direction) {
                (Language::Zh, _) => "，期末比期初",
                (Language::En, 0) => ", ",
                (Language::En, 1) => ", up ",
                (Language::En, _) => ", down ",
            };
            Sentence::default().words(word).join(step.sentence)
        }
    }
}

fn extremes(story: &Story<'_>, rows: &[usize], column: usize) -> Sentence {
    let value = |row: &&usize| story.exact(**row, column);
    // The first of equals in both cases.
    let highest = rows.iter().rev().max_by_key(value).copied();
    let lowest = rows.iter().min_by_key(value).copied();
    let (Some(highest), Some(lowest)) = (highest, lowest) else {
        return Sentence::default();
    };
    if story.exact(highest, column) == story.exact(lowest, column) {
        return Sentence::default();
    }
    let (Some(most), Some(least)) = (story.value(highest, column), story.value(lowest, column))
    else {
        return Sentence::default();
    };
    let top = story
        .say("最高 ", "High: ")
        .name(story.bucket(highest))
        .words(" ")
        .fact(most);
    let low = story
        .say("最低 ", "low: ")
        .name(story.bucket(lowest))
        .words(" ")
        .fact(least);
    story.stop(story.list(vec![top, low]))
}

/// What the buckets have that are not whole: the last one so far, and those that the period cuts.
fn in_part(story: &Story<'_>, rows: &[usize], full: &[usize], column: usize) -> Vec<Sentence> {
    let parts = rows.iter().filter(|row| !full.contains(row));
    let told = parts.map(|row| {
        let bucket = story.bucket(*row);
        let name = Sentence::default().name(match story.language() {
            Language::Zh => bucket,
            Language::En => upper_first(&bucket),
        });
        let value = story.value(*row, column)?;
        Some(match (is_running(story, *row), full.is_empty()) {
            (true, true) => story.stop(name.words(story.pick("尚未结束", " is still running"))),
            (true, false) => {
                let so_far = story.pick("尚未结束，目前 ", " is still running, so far ");
                story.stop(name.words(so_far).fact(value))
            }
            (false, true) => {
                story.stop(name.words(story.pick("只含其中一部分日子", " is there in part only")))
            }
            (false, false) => {
                let in_part = story.pick("只含其中一部分日子，有 ", " is there in part only: ");
                story.stop(name.words(in_part).fact(value))
            }
        })
    });
    told.flatten().collect()
}

fn gaps(story: &Story<'_>, column: usize) -> Sentence {
    let missing = Derivation::Missing { table: 0, column };
    match story.fact(missing, Figure::new("int", "count"), Sign::Negative) {
        Some(count) if !count.value.is_zero() => {
            let start = story
                .say("有 ", "Points without data (not zero): ")
                .fact(count);
            start.words(story.pick(" 个时间点没有数据（不是零）。", "."))
        }
        _ => Sentence::default(),
    }
}

/// One line per group over time.
pub(super) fn series(story: &Story<'_>) -> Vec<Sentence> {
    let Some(column) = story.values.first().copied() else {
        return Vec::new();
    };
    let mut groups: Vec<(String, Vec<usize>)> = Vec::new();
    for row in 0..story.rows() {
        let name = story.group(row);
        match groups.iter_mut().find(|(known, _)| *known == name) {
            Some((_, rows)) => rows.push(row),
            None => groups.push((name, vec![row])),
        }
    }
    for (_, rows) in &mut groups {
        let known = in_time(story, column, std::mem::take(rows));
        let full: Vec<usize> = known
            .iter()
            .copied()
            .filter(|row| is_whole(story, *row))
            .collect();
        *rows = if full.is_empty() { known } else { full };
    }
    groups.retain(|(_, rows)| !rows.is_empty());
    let last = |rows: &[usize]| rows.last().and_then(|row| story.exact(*row, column));
    groups.sort_by_key(|group| Reverse(last(&group.1)));
    let mut sentences = Vec::new();
    for (index, (name, rows)) in groups.into_iter().take(SERIES).enumerate() {
        let subject = match (index, story.language()) {
            (0, Language::Zh) => story
                .scoped(&story.column_name(column))
                .words("，")
                .name(name),
            (0, Language::En) => story
                .scoped(&story.column_name(column))
                .words("; ")
                .name(name),
            _ => Sentence::default().name(name),
        };
        sentences.push(movement(story, &rows, column, subject));
    }
    sentences.push(rank::without_all(story, column));
    sentences
}

/// The rows with a number, in the order of time.
fn in_time(story: &Story<'_>, column: usize, mut rows: Vec<usize>) -> Vec<usize> {
    rows.retain(|row| story.exact(*row, column).is_some() && start(story, *row).is_some());
    rows.sort_by_key(|row| start(story, *row));
    rows
}

/// The first moment of a row's bucket.
pub(in crate::answer) fn start(story: &Story<'_>, row: usize) -> Option<NaiveDateTime> {
    match story.cell(row, story.buckets?)? {
        Cell::Date(day) => Some(day.and_time(NaiveTime::MIN)),
        Cell::DateTime(at) => Some(*at),
        _ => None,
    }
}

/// Whether the bucket of a row ends after now.
pub(in crate::answer) fn is_running(story: &Story<'_>, row: usize) -> bool {
    let (Some(start), Some(column)) = (start(story, row), story.buckets) else {
        return false;
    };
    let grain = story.column(column).grain.unwrap_or(Grain::Day);
    running_at(start, grain, story.labels.asked_at)
}

/// Whether all days of a row's bucket are in the answer.
pub(in crate::answer) fn is_whole(story: &Story<'_>, row: usize) -> bool {
    !is_running(story, row) && !is_cut(story, row)
}

/// Whether the period, or the data, begins or ends within the bucket of a row.
pub(in crate::answer) fn is_cut(story: &Story<'_>, row: usize) -> bool {
    let (Some(start), Some(column)) = (start(story, row), story.buckets) else {
        return false;
    };
    let grain = story.column(column).grain.unwrap_or(Grain::Day);
    story.computed.cuts(start, grain)
}

/// Whether a bucket has begun and not ended.
pub(in crate::answer) fn running_at(
    start: NaiveDateTime,
    grain: Grain,
    now: NaiveDateTime,
) -> bool {
    start <= now && bucket_end(start, grain).is_some_and(|end| end > now)
}

/// The first moment after a bucket.
pub(in crate::answer) fn bucket_end(start: NaiveDateTime, grain: Grain) -> Option<NaiveDateTime> {
    let months = |count| start.checked_add_months(Months::new(count));
    match grain {
        Grain::Second => start.checked_add_signed(Duration::seconds(1)),
        Grain::Minute => start.checked_add_signed(Duration::minutes(1)),
        Grain::Hour => start.checked_add_signed(Duration::hours(1)),
        Grain::Day => start.checked_add_signed(Duration::days(1)),
        Grain::Week => start.checked_add_signed(Duration::days(7)),
        Grain::Month => months(1),
        Grain::Quarter => months(3),
        Grain::Year => months(12),
    }
}
