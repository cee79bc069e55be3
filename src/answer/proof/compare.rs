//! What a number that compares may compare: changes, factors, shares, sums, steps.

use semantic_sql::bound::Comparison;

use super::counted;
use super::names::has_base;
use super::part::Part;
use super::sentence::{Context, Of};
use super::shares::change_over_change;
use super::shown::Unit;
use super::tokens::Token;
use super::values::{Derived, How, Subject};
use super::vocabulary::Kind;

/// A change: of what this part speaks of, against what it compares with.
pub(super) fn changes(
    part: &Part<'_>,
    at: usize,
    column: usize,
    context: &Context,
) -> Vec<Derived> {
    let Token::Number(shown) = part.token(at) else {
        return Vec::new();
    };
    let is_rate = matches!(shown.unit, Unit::Ratio | Unit::Times);
    let mut found = Vec::new();
    for (left, right) in pairs(part, at, column, context) {
        let is_base = right == left.earlier();
        let values = part.values;
        let cells = values
            .level(&left, column)
            .zip(values.level(&right, column));
        // Several together, where a word says so.
        let together = part.has(&[Kind::Sum, Kind::InAll, Kind::Rest, Kind::Except]);
        let summed = || {
            values
                .parts(&left, column)
                .zip(values.parts(&right, column))
        };
        let cells = cells.or_else(|| together.then(summed)?);
        if let Some((left, right)) = cells {
            let how = if is_rate { How::Rate } else { How::Difference };
            found.push(Derived { how, left, right });
        } else if is_base {
            let side = if is_rate {
                Comparison::ChangeRate
            } else {
                Comparison::Change
            };
            let cell = part.values.beside(&left, column, side);
            found.extend(cell.map(|cell| Derived {
                how: How::Cell,
                left: vec![cell],
                right: Vec::new(),
            }));
        }
    }
    found
}

/// What is compared, and with what: as this part says, as an earlier one did, else with the
/// earlier period, else the last bucket with the first.
pub(super) fn pairs(
    part: &Part<'_>,
    at: usize,
    column: usize,
    context: &Context,
) -> Vec<(Subject, Subject)> {
    let subject = part.subject(at, context);
    if let Some(object) = part.object(at, context) {
        // "passed Q1 and Q3": each of them.
        let several = object.bucket.as_ref().filter(|rows| rows.len() > 1);
        if let Some(rows) = several.filter(|_| !part.has(&[Kind::Sum, Kind::InAll])) {
            let of = |row: &usize| Subject {
                bucket: Some(part.same_bucket(*row)),
                ..object.clone()
            };
            return rows.iter().map(|row| (subject.clone(), of(row))).collect();
        }
        // "It is 7 times the first week": the last one is.
        let alone = subject.is_whole() && object.bucket.is_some() && !part.values.is_aside;
        let last = part.values.in_time(&subject, column).last().copied();
        let subject = match last.filter(|_| alone && part.values.story.groups.is_empty()) {
            Some(row) => Subject {
                bucket: Some(part.same_bucket(row)),
                ..subject
            },
            None => subject,
        };
        return vec![(subject, object)];
    }
    if part.selections.iter().any(|selection| selection.is_object) {
        return Vec::new();
    }
    if let Some(object) = &context.object {
        let mut object = object.clone();
        if object.base || object.bucket.is_some() {
            object.group.clone_from(&subject.group);
        }
        if object.group.is_some()
            && context
                .object
                .as_ref()
                .is_some_and(|known| known.bucket == context.subject.bucket)
        {
            object.bucket.clone_from(&subject.bucket);
        }
        return vec![(subject, object)];
    }
    if part.values.story.buckets.is_none() {
        let other = other_of_two(part, &subject).or_else(|| neighbour(part, &subject, column));
        let earlier = subject.earlier();
        return vec![(subject, other.unwrap_or(earlier))];
    }
    over_time(part, &subject, column, context)
}

/// Of two rows without an earlier period, the other one.
fn other_of_two(part: &Part<'_>, subject: &Subject) -> Option<Subject> {
    let story = part.values.story;
    let [row] = part.values.rows(subject)[..] else {
        return None;
    };
    (story.rows() == 2 && !story.groups.is_empty() && !has_base(story))
        .then(|| Subject::of_row(1 - row))
}

/// Ahead or behind, where nothing says of whom: the next one in the order of the metric.
fn neighbour(part: &Part<'_>, subject: &Subject, column: usize) -> Option<Subject> {
    let (values, story) = (part.values, part.values.story);
    let [row] = values.rows(subject)[..] else {
        return None;
    };
    if has_base(story) || story.groups.is_empty() || values.is_cut() {
        return None;
    }
    let behind = match () {
        () if part.has(&[Kind::Below]) => true,
        () if part.has(&[Kind::Above]) => false,
        () => return None,
    };
    let own = story.exact(row, column)?;
    let others = (0..story.rows()).filter_map(|row| Some((story.exact(row, column)?, row)));
    let next = if behind {
        others.filter(|(value, _)| *value > own).min()
    } else {
        others.filter(|(value, _)| *value < own).max()
    };
    next.map(|(_, row)| Subject::of_row(row))
}

/// The last bucket against the first: of those that were named, or of all.
fn over_time(
    part: &Part<'_>,
    subject: &Subject,
    column: usize,
    context: &Context,
) -> Vec<(Subject, Subject)> {
    let named = part
        .selections
        .iter()
        .filter_map(|selection| match &selection.of {
            Of::Bucket(rows) => Some(rows.clone()),
            _ => None,
        });
    let mut buckets: Vec<Vec<usize>> = context.buckets.iter().cloned().chain(named).collect();
    if let Some(found) = over_stretch(part, subject, column, context) {
        return found;
    }
    let story = part.values.story;
    buckets.retain(|rows| {
        rows.iter()
            .all(|row| story.bucket(*row) == story.bucket(rows[0]))
    });
    buckets.dedup();
    if let Some(from) = part.goes_on_after(context) {
        let next = part.bucket_after(&from, column, subject);
        buckets = next.map_or_else(Vec::new, |next| vec![from, next]);
        if buckets.is_empty() {
            return Vec::new();
        }
    }
    let with = |rows: &[usize]| Subject {
        bucket: Some(rows.to_vec()),
        base: false,
        ..subject.clone()
    };
    match buckets.as_slice() {
        [] if part.values.is_aside => Vec::new(),
        [] => {
            let rows = part.values.in_time(subject, column);
            let ends = rows.first().zip(rows.last());
            ends.map(|(first, last)| {
                let bucket = |row: usize| part.same_bucket(row);
                (with(&bucket(*last)), with(&bucket(*first)))
            })
            .into_iter()
            .collect()
        }
        // "It fell by 5 % in September": against the bucket before.
        [only] => {
            let now = with(only);
            let before = part.bucket_before(&now, context);
            before.map(|before| (now, before)).into_iter().collect()
        }
        [first, .., last] => vec![(with(last), with(first))],
    }
}

/// Of a stretch of buckets the last one against the first, and against the one before it.
fn over_stretch(
    part: &Part<'_>,
    subject: &Subject,
    column: usize,
    context: &Context,
) -> Option<Vec<(Subject, Subject)>> {
    let rows = subject.bucket.as_ref().filter(|rows| rows.len() > 1)?;
    if !part.values.story.groups.is_empty() {
        return None;
    }
    let of = |row: usize| Subject {
        bucket: Some(part.same_bucket(row)),
        base: false,
        ..subject.clone()
    };
    let all = part.values.in_time(subject, column);
    let mut own = all.iter().copied().filter(|row| rows.contains(row));
    let first = of(own.next()?);
    let last = of(own.next_back()?);
    let before = part.bucket_before(&first, context);
    let starts = [Some(first), before].into_iter().flatten();
    Some(starts.map(|start| (last.clone(), start)).collect())
}

/// One value over another one.
pub(super) fn factors(
    part: &Part<'_>,
    at: usize,
    column: usize,
    context: &Context,
) -> Vec<Derived> {
    let found = pairs(part, at, column, context).into_iter();
    let word = part.kind_before(at);
    let of_change = matches!(word, Some(Kind::Rise | Kind::Fall))
        && matches!(part.kind_after(at), Some(Kind::AsMany | Kind::AsOf));
    if of_change {
        let up = word == Some(Kind::Rise);
        return found
            .filter_map(|(left, right)| change_over_change(part, (&left, &right), column, up))
            .collect();
    }
    found
        .filter_map(|(left, right)| {
            Some(Derived {
                how: How::Ratio,
                left: part.values.level(&left, column)?,
                right: part.values.level(&right, column)?,
            })
        })
        .collect()
}

/// "A added 5 and B 3, together 80 %": what the parts before named, where this one names nothing.
pub(super) fn together(part: &Part<'_>, subject: &mut Subject, context: &Context) {
    let several = context.named.len() > 1 && part.values.story.groups.len() == 1;
    if part.has(&[Kind::Sum]) && part.selections.is_empty() && several {
        let mut rows = context.named.clone();
        rows.sort_unstable();
        rows.dedup();
        subject.group = Some(rows);
    }
}

/// The sum or the mean of the groups named, or of all.
pub(super) fn sums(
    part: &Part<'_>,
    at: usize,
    column: usize,
    context: &Context,
    how: How,
) -> Vec<Derived> {
    let mut subject = part.subject(at, context);
    let values = part.values;
    let last = part.selections.iter().rfind(|found| found.at < at);
    // "more than the five before them (64.2K)": in brackets it is of what stands right before.
    together(part, &mut subject, context);
    let object = last.filter(|found| found.is_object && part.depth[at] > part.depth[found.at]);
    if let Some(object) = object {
        part.apply(&mut subject, &object.of);
    }
    // A sum that names nothing is of all, and so is one of a single row spoken of before.
    let named = !part.selections.is_empty();
    let several = part.has(&[Kind::Sum]) && context.named.len() > 1;
    let named = named || several;
    let subject = if !named && values.rows(&subject).len() == 1 {
        Subject::default()
    } else {
        subject
    };
    // "The five hosts together": those that are listed.
    let listed = counted::counts_all(part);
    let subject = if subject.is_whole() && listed && values.is_cut() {
        Subject {
            group: Some((0..values.story.rows()).collect()),
            ..subject
        }
    } else {
        subject
    };
    let is_whole = subject.is_whole();
    let left = if how == How::Mean && is_whole {
        let all = Subject {
            group: Some((0..values.story.rows()).collect()),
            ..Subject::default()
        };
        values.parts(&all, column).filter(|_| !values.is_cut())
    } else {
        values
            .parts(&subject, column)
            .or_else(|| values.level(&subject, column))
    };
    left.map(|left| Derived {
        how,
        left,
        right: Vec::new(),
    })
    .into_iter()
    .collect()
}
