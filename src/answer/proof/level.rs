//! What a number that is a value may be the value of.

use crate::answer::exact::Exact;
use crate::answer::fact::CellRef;

use super::names::has_base;
use super::part::Part;
use super::sentence::{Context, Of};
use super::tokens::Token;
use super::values::{Derived, How, Subject};
use super::vocabulary::Kind;
use super::whole;

/// A value: of what stands right after the number, else of what stands before it.
pub(super) fn levels(part: &Part<'_>, at: usize, column: usize, context: &Context) -> Vec<Derived> {
    let of = |subject: &Subject| value(part, subject, column);
    if let Some(found) = told_by_place(part, at, column, context) {
        return found;
    }
    let kind = part.kind_before(at);
    let to = matches!(kind, Some(Kind::To | Kind::RiseTo | Kind::FallTo));
    let mut subject = part.subject_at(at, context, !to);
    if let Some(found) = later_bucket(part, at, column, context, &mut subject) {
        return found;
    }
    let linked = linked(part, at);
    if let Some(index) = linked {
        part.apply(&mut subject, &part.selections[index].of);
        subject.base = part.selections[index].of == Of::Base
            || (subject.base && !matches!(part.selections[index].of, Of::Bucket(_)));
    }
    if part.kind_before(at) == Some(Kind::Of)
        && linked.is_none()
        && part.has(&[Kind::Whole, Kind::Sum])
    {
        subject = Subject::default();
    }
    if linked.is_none()
        && let Some(row) = end_of_stretch(part, &subject, kind)
    {
        return of(&Subject::of_row(row)).into_iter().collect();
    }
    if kind == Some(Kind::From) && linked.is_none() && !named_after_from(part, at) {
        let found: Vec<Derived> = from(part, &subject, column, context)
            .iter()
            .filter_map(of)
            .collect();
        if !found.is_empty() {
            return found;
        }
    }
    if to && subject.is_whole() && part.values.is_aside {
        return Vec::new();
    }
    if to && subject.is_whole() && part.values.story.buckets.is_some() {
        let last = part.values.in_time(&subject, column).last().copied();
        return last
            .and_then(|row| of(&Subject::of_row(row)))
            .into_iter()
            .collect();
    }
    if let Some(object) = than_told(part, at, context).filter(|_| linked.is_none()) {
        return of(&object).into_iter().collect();
    }
    if let Some(items) = list_at(part, at) {
        return each(part, at, &items, column);
    }
    let whole = brackets_of_whole(part, at)
        .then(|| of(&Subject::default()))
        .flatten();
    let mut found: Vec<Derived> = whole.or_else(|| of(&subject)).into_iter().collect();
    if found.is_empty() && part.values.story.buckets.is_none() && !subject.base {
        let rows = part.values.rows(&subject).into_iter();
        let items: Vec<Vec<usize>> = rows.map(|row| vec![row]).collect();
        found.extend(
            each(part, at, &items, column)
                .into_iter()
                .filter(|_| !subject.is_whole()),
        );
    }
    if found.is_empty()
        && let Some(rows) = subject.bucket.as_ref().filter(|rows| rows.len() > 1)
        && part.values.story.groups.is_empty()
    {
        found.extend(each_bucket(part, at, rows, column));
    }
    if subject.is_whole() && to && part.has(&[Kind::From]) && !has_base(part.values.story) {
        found.extend(ends(part, column));
    }
    found
}

/// "Risen every week since May, from A to B": the first or last bucket of the stretch spoken of.
fn end_of_stretch(part: &Part<'_>, subject: &Subject, kind: Option<Kind>) -> Option<usize> {
    let rows = subject.bucket.as_ref().filter(|rows| rows.len() > 1)?;
    let end = match kind? {
        Kind::To | Kind::RiseTo | Kind::FallTo => rows.last(),
        Kind::From => rows.first(),
        _ => None,
    };
    end.copied().filter(|_| part.values.story.groups.is_empty())
}

/// The value of a subject: one cell, or the sum of a whole that adds up.
fn value(part: &Part<'_>, subject: &Subject, column: usize) -> Option<Derived> {
    // "The last three weeks brought 78K": of several buckets, their sum.
    let spanned = || {
        let is_span = part.values.story.groups.is_empty()
            && subject.bucket.as_ref().is_some_and(|rows| rows.len() > 1)
            && !part.has(&[Kind::Every, Kind::Whole]);
        part.values.parts(subject, column).filter(|_| is_span)
    };
    let left = part.values.level(subject, column).or_else(spanned)?;
    let how = if left.len() == 1 { How::Cell } else { How::Sum };
    Some(Derived {
        how,
        left,
        right: Vec::new(),
    })
}

/// A value whose place in the sentence says of what it is: of all, of one of several names, of what
/// the part before was about.
fn told_by_place(
    part: &Part<'_>,
    at: usize,
    column: usize,
    context: &Context,
) -> Option<Vec<Derived>> {
    let of = |subject: &Subject| value(part, subject, column).into_iter().collect();
    if let Some(all) = whole::beside(part, at, column) {
        return Some(whole::of_column(part, at, all, context));
    }
    if let Some(one) = part.paired(at, context) {
        let mut subject = context.subject.clone();
        part.apply(&mut subject, &one);
        return Some(of(&subject));
    }
    let own = part.selections.iter().any(|found| !found.is_object);
    context.aside.as_ref().filter(|_| !own).map(of)
}

/// The ends of a change in a bucket that is named elsewhere: "peaked in May, then fell to B", "fell
/// from A to B in the last week".
fn later_bucket(
    part: &Part<'_>,
    at: usize,
    column: usize,
    context: &Context,
    subject: &mut Subject,
) -> Option<Vec<Derived>> {
    let kind = part.kind_before(at);
    let to = matches!(kind, Some(Kind::To | Kind::RiseTo | Kind::FallTo));
    if let Some(from) = part.goes_on_after(context).filter(|_| to) {
        subject.bucket = part.bucket_after(&from, column, subject);
        if subject.bucket.is_none() {
            return Some(Vec::new());
        }
    }
    let is_from = kind == Some(Kind::From);
    let rows = one_bucket_after(part, at).filter(|_| to || is_from)?;
    subject.bucket = Some(rows);
    let meant = if is_from {
        part.bucket_before(subject, context)
    } else {
        Some(subject.clone())
    };
    let found = meant.iter().filter_map(|it| value(part, it, column));
    Some(found.collect())
}

/// "vs 52,000": of what an earlier part compared with, where nothing is named between.
fn than_told(part: &Part<'_>, at: usize, context: &Context) -> Option<Subject> {
    let than = part
        .before(at)
        .filter(|than| part.word(*than) == Some(Kind::Than))?;
    let mut selections = part.selections.iter();
    let named = selections.any(|found| (than..at).contains(&found.at));
    context.object.clone().filter(|_| !named)
}

/// ¥26M of ¥40M: the second is of the whole.
pub(super) fn brackets_of_whole(part: &Part<'_>, at: usize) -> bool {
    let of = part
        .before(at)
        .filter(|other| part.word(*other) == Some(Kind::Of));
    let number = of.and_then(|of| part.before(of));
    number.is_some_and(|other| matches!(part.token(other), Token::Number(_)))
        && linked(part, at).is_none()
}

/// The selection right after a number that tells of what it is: "¥5M at A", "¥1.5M the day before".
pub(super) fn linked(part: &Part<'_>, at: usize) -> Option<usize> {
    let mut next = at + 1;
    let mut joined = false;
    while next < part.range.end {
        match part.token(next) {
            Token::Word(Kind::At | Kind::Of) if part.depth[next] == part.depth[at] => joined = true,
            Token::Word(kind) if kind.is_plain() => {}
            Token::Open => {
                next = (next..part.range.end).find(|other| *part.token(*other) == Token::Close)?;
            }
            _ => break,
        }
        next += 1;
    }
    let found = part
        .selections
        .iter()
        .position(|selection| selection.at == next)?;
    let is_time = matches!(part.selections[found].of, Of::Base | Of::Bucket(_));
    let is_english = part.pieces[at].to < part.pieces[next].from;
    ((joined || is_time) && is_english).then_some(found)
}

/// The only bucket that a part names, after a number of it and not right after.
fn one_bucket_after(part: &Part<'_>, at: usize) -> Option<Vec<usize>> {
    let [only] = part.selections.as_slice() else {
        return None;
    };
    let is_later = only.at > at && !only.is_object;
    let both = part.has(&[Kind::From]) && part.has(&[Kind::To, Kind::RiseTo, Kind::FallTo]);
    match &only.of {
        Of::Bucket(rows) if is_later && both => Some(rows.clone()),
        _ => None,
    }
}

fn named_after_from(part: &Part<'_>, at: usize) -> bool {
    let from = part.before(at).unwrap_or(at);
    part.selections
        .iter()
        .any(|selection| (from..at).contains(&selection.at))
}

/// Where a change started: at the value compared with, or at the first bucket.
fn from(part: &Part<'_>, subject: &Subject, column: usize, context: &Context) -> Vec<Subject> {
    if let Some(object) = &context.object {
        return vec![object.clone()];
    }
    let is_one = subject.bucket.as_ref().is_some_and(|rows| rows.len() == 1);
    if is_one && let Some(before) = part.bucket_before(subject, context) {
        return vec![before];
    }
    if part.values.story.buckets.is_some() && !part.values.is_aside {
        let first = part.values.in_time(subject, column).first().copied();
        return first.map(Subject::of_row).into_iter().collect();
    }
    let earlier = subject.earlier();
    if part.values.level(&earlier, column).is_some() {
        return vec![earlier];
    }
    let mut ends = order(part, column);
    if ends.len() < 2 {
        return Vec::new();
    }
    ends.truncate(1);
    let last = order(part, column).last().copied();
    ends.extend(last);
    ends.into_iter().map(Subject::of_row).collect()
}

fn order(part: &Part<'_>, column: usize) -> Vec<usize> {
    let story = part.values.story;
    let mut rows: Vec<usize> = (0..story.rows())
        .filter(|row| story.exact(*row, column).is_some())
        .collect();
    rows.sort_by_key(|row| story.exact(*row, column));
    rows
}

/// The smallest and the largest value of all rows.
fn ends(part: &Part<'_>, column: usize) -> Vec<Derived> {
    let rows = order(part, column);
    let cell = |row: &usize| Derived {
        how: How::Cell,
        left: vec![super::values::at(*row, column)],
        right: Vec::new(),
    };
    rows.first()
        .into_iter()
        .chain(rows.last())
        .map(cell)
        .collect()
}

/// The groups named together before a number.
fn list_at(part: &Part<'_>, at: usize) -> Option<Vec<Vec<usize>>> {
    let named = part.selections.iter().rfind(|selection| {
        selection.at < at && matches!(selection.of, Of::Group(_) | Of::List(_))
    })?;
    match &named.of {
        Of::List(items) => Some(items.clone()),
        _ => None,
    }
}

/// "The last two days were unchanged at 2m11s": what each of several buckets shows.
fn each_bucket(part: &Part<'_>, at: usize, rows: &[usize], column: usize) -> Option<Derived> {
    let Token::Number(shown) = part.token(at) else {
        return None;
    };
    let mut values = rows.iter().map(|row| part.values.story.exact(*row, column));
    let shows = |value: Option<Exact>| value.is_some_and(|value| shown.shows(value));
    let first = *rows.first()?;
    values.all(shows).then(|| Derived {
        how: How::Cell,
        left: vec![super::values::at(first, column)],
        right: Vec::new(),
    })
}

/// A number that each of several groups has: all of them must have the same.
fn each(part: &Part<'_>, at: usize, items: &[Vec<usize>], column: usize) -> Vec<Derived> {
    let cells: Option<Vec<CellRef>> = items
        .iter()
        .map(|rows| {
            let subject = Subject {
                group: Some(rows.clone()),
                ..Subject::default()
            };
            part.values.level(&subject, column)?.first().copied()
        })
        .collect();
    let Some(cells) = cells else {
        return Vec::new();
    };
    let values: Vec<Option<Exact>> = cells
        .iter()
        .map(|cell| part.values.number(&[*cell]))
        .collect();
    // 均为 3.6%: each is so much as it is shown.
    let shows = |value: &Option<Exact>| match part.token(at) {
        Token::Number(shown) => value.is_some_and(|value| shown.shows(value)),
        _ => false,
    };
    let differ = values.windows(2).any(|pair| pair[0] != pair[1]);
    if differ && !(part.has(&[Kind::Every]) && values.iter().all(shows)) {
        return Vec::new();
    }
    let first = cells.first().map(|cell| Derived {
        how: How::Cell,
        left: vec![*cell],
        right: Vec::new(),
    });
    first.into_iter().collect()
}
