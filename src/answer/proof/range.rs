//! Where several values lie, how far two are apart, and how a line turns.

use crate::answer::exact::Exact;

use super::edge::Edge;
use super::names::Name;
use super::part::Part;
use super::roles::{Number, Role};
use super::sentence::{Context, Of};
use super::shown::{Shown, Unit};
use super::tokens::Token;
use super::values::{Derived, How, Subject, at as cell_at};
use super::vocabulary::Kind;

/// Words that say something of every row.
const OF_MANY: [Kind; 5] = [
    Kind::Every,
    Kind::Whole,
    Kind::Steady,
    Kind::Floor,
    Kind::Ceiling,
];

/// What a number is in a part that speaks of a range or of a gap.
pub(super) fn role(part: &Part<'_>, shown: &Shown) -> Option<Role> {
    if matches!(shown.unit, Unit::Times | Unit::Period | Unit::Measure) {
        return None;
    }
    if part.has(&[Kind::Gap]) && shown.unit != Unit::Duration {
        return Some(Role::Gap);
    }
    // "from 300 at A to 900 at B" tells of each whose it is.
    let is_told = part.selections.iter().any(|it| {
        let follows =
            (part.range.start..it.at).any(|at| matches!(part.token(at), Token::Number(_)));
        follows && matches!(it.of, Of::Group(_) | Of::Bucket(_))
    });
    if part.has(&[Kind::Between]) || (part.has(&[Kind::Ranged]) && !is_told) {
        return Some(Role::Range);
    }
    None
}

/// The rows that a part speaks of, in order of time, with their values; nothing where one has none.
fn spoken(
    part: &Part<'_>,
    at: usize,
    column: usize,
    context: &Context,
) -> Option<Vec<(usize, Exact)>> {
    let (values, story) = (part.values, part.values.story);
    let subject = part.subject(at, context);
    if values.is_cut() && subject.is_whole() && part.has(&[Kind::Whole]) {
        return None;
    }
    // A (4 %) and B (1 %) both: what the parts before it named, too.
    let also = part.has(&[Kind::Every]) && part.goes_on() && !context.named.is_empty();
    let rows = if also && story.buckets.is_none() {
        let mut rows = values.rows(&subject);
        rows.extend(
            context
                .named
                .iter()
                .filter(|row| !rows.contains(row))
                .copied()
                .collect::<Vec<_>>(),
        );
        rows
    } else if story.buckets.is_some() && subject.bucket.is_none() {
        if !story.groups.is_empty() && subject.group.is_none() {
            return None;
        }
        values.in_time(&subject, column)
    } else {
        values.rows(&subject)
    };
    let known: Option<Vec<(usize, Exact)>> = rows
        .into_iter()
        .map(|row| Some((row, story.exact(row, column)?)))
        .collect();
    known.filter(|known| known.len() > 1)
}

fn each(rows: &[(usize, Exact)], column: usize) -> Derived {
    Derived {
        how: How::Each,
        left: rows.iter().map(|(row, _)| cell_at(*row, column)).collect(),
        right: Vec::new(),
    }
}

/// What a number says of every row: that it lies between two, or on one side.
pub(super) fn of_every(
    part: &Part<'_>,
    at: usize,
    (role, edge): (Role, Edge),
    column: usize,
    context: &Context,
) -> Option<Derived> {
    let Token::Number(shown) = part.token(at) else {
        return None;
    };
    if role == Role::Range {
        return within(part, at, column, context);
    }
    let story = part.values.story;
    let shares = || {
        if crate::answer::labels::is_share(story.column(column)) {
            return Some(column);
        }
        let all = &story.computed.result.columns;
        all.iter()
            .position(|other| crate::answer::labels::share_of(other, story.column(column)))
    };
    let column = match role {
        Role::Share => shares().unwrap_or(column),
        _ => column,
    };
    let is_told = role == Role::Level || (role == Role::Share && shares().is_some());
    let is_bound = is_told && matches!(edge, Edge::Over | Edge::Under);
    let is_told =
        |column: usize| shown.unit != Unit::Duration || story.column(column).unit == "second";
    let is_plain = shown.negative.is_none() && is_told(column);
    let of_many = part.has(&OF_MANY) || part.has_span();
    if !is_bound || !is_plain || !of_many {
        return None;
    }
    let rows = spoken(part, at, column, context)?;
    // 在 20 万元以上 holds of what has 20.
    let with_end = part.has(&[Kind::SomeMore, Kind::SomeLess, Kind::Floor, Kind::Ceiling]);
    let at_end = |value: Exact| with_end && value == shown.value;
    let beyond = |value: Exact| match edge {
        Edge::Over => value > shown.value || at_end(value),
        _ => value < shown.value || at_end(value),
    };
    let is_near = |value: &Exact| super::bind::within(shown, edge, *value) || at_end(*value);
    let values = || rows.iter().map(|(_, value)| *value);
    let excepted = excepted(part, column);
    let left_out = excepted
        .iter()
        .all(|value| value.is_some_and(|value| !beyond(value)));
    let holds = values().all(beyond) && values().any(|value| is_near(&value)) && left_out;
    holds.then(|| each(&rows, column))
}

/// The values of what a part leaves out: for it does not hold what holds of the rest.
fn excepted(part: &Part<'_>, column: usize) -> Vec<Option<Exact>> {
    let named = part.range.clone().filter(|at| part.is_excepted(*at));
    let rows = named.filter_map(|at| match part.token(at) {
        Token::Name(Name::Bucket(rows) | Name::Group(rows)) => Some(rows.clone()),
        Token::List(items) => Some(items.concat()),
        _ => None,
    });
    let rows = rows.flatten();
    rows.map(|row| part.values.story.exact(row, column))
        .collect()
}

/// Two numbers between which all values lie; a range has the smallest and the largest as its ends.
fn within(part: &Part<'_>, at: usize, column: usize, context: &Context) -> Option<Derived> {
    let amounts = part.range.clone().filter_map(|it| match part.token(it) {
        Token::Number(shown) if part.kind_before(it) != Some(Kind::Rest) => {
            role(part, shown).map(|_| (it, shown))
        }
        _ => None,
    });
    let amounts: Vec<(usize, &Shown)> = amounts.collect();
    let [(first, low), (_, high)] = amounts.as_slice() else {
        return None;
    };
    let is_time = low.unit == Unit::Duration || high.unit == Unit::Duration;
    if is_time && part.values.story.column(column).unit != "second" {
        return None;
    }
    if low.negative.is_some() || high.negative.is_some() || low.value > high.value {
        return None;
    }
    let rows = spoken(part, at, column, context)?;
    let least = rows.iter().min_by_key(|(_, value)| *value)?;
    let most = rows.iter().max_by_key(|(_, value)| *value)?;
    if least.1.is_negative() {
        return None;
    }
    if part.has(&[Kind::Ranged]) {
        let own = if at == *first { least } else { most };
        let holds = low.shows(least.1) && high.shows(most.1);
        return holds.then(|| Derived {
            how: How::Cell,
            left: vec![cell_at(own.0, column)],
            right: Vec::new(),
        });
    }
    // As wide as twice and half: wider ones say nothing.
    let holds = (low.value <= least.1 || low.shows(least.1))
        && (most.1 <= high.value || high.shows(most.1))
        && low.value.times(2)? >= least.1
        && high.value <= most.1.times(2)?;
    holds.then(|| each(&rows, column))
}

/// How far the two things that a part names are apart.
pub(super) fn gaps(part: &Part<'_>, at: usize, column: usize, context: &Context) -> Vec<Derived> {
    let subject = part.subject_at(part.range.start, context, false);
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut buckets: Vec<Vec<usize>> = context.buckets.iter().rev().take(1).cloned().collect();
    for selection in part.selections.iter().filter(|it| it.at < at) {
        match &selection.of {
            Of::Group(rows) => groups.push(rows.clone()),
            Of::List(items) => groups.extend(items.iter().cloned()),
            Of::Bucket(rows) => buckets.push(rows.clone()),
            Of::Base | Of::Before => return Vec::new(),
        }
    }
    let by_group = |rows: &Vec<usize>| Subject {
        group: Some(rows.clone()),
        ..subject.clone()
    };
    let by_bucket = |rows: &Vec<usize>| Subject {
        bucket: Some(rows.clone()),
        ..subject.clone()
    };
    // "The gap is ¥1.8M": between the two periods.
    let pair = super::alone::told_pair(part, context);
    let nothing = groups.is_empty() && buckets.is_empty() && pair.is_none();
    if nothing && super::names::has_base(part.values.story) && part.values.story.rows() == 1 {
        let values = part.values;
        let ends = [subject.clone(), subject.earlier()].map(|it| values.level(&it, column));
        let [Some(now), Some(before)] = ends else {
            return Vec::new();
        };
        let (left, right) = if values.number(&now) >= values.number(&before) {
            (now, before)
        } else {
            (before, now)
        };
        return vec![Derived {
            how: How::Difference,
            left,
            right,
        }];
    }
    if groups.is_empty() && buckets.len() < 2 {
        let pair = super::alone::told_pair(part, context);
        groups.extend(pair.into_iter().flatten());
    }
    let pair = match (groups.as_slice(), buckets.as_slice()) {
        ([one, other], _) => [by_group(one), by_group(other)],
        ([], [one, other]) => [by_bucket(one), by_bucket(other)],
        _ => return Vec::new(),
    };
    let values = part.values;
    let [one, other] = pair.map(|subject| values.level(&subject, column));
    let Some((one, other)) = one.zip(other) else {
        return Vec::new();
    };
    let (left, right) = if values.number(&one) >= values.number(&other) {
        (one, other)
    } else {
        (other, one)
    };
    vec![Derived {
        how: How::Difference,
        left,
        right,
    }]
}

/// Whether a line rises to one point and falls from there, or the other way round.
pub(super) fn turns(part: &Part<'_>, at: usize, up_first: bool, context: &Context) -> bool {
    let Some(column) = part.metric(context) else {
        return false;
    };
    let Some(rows) = spoken(part, at, column, context) else {
        return false;
    };
    let steps: Vec<bool> = rows.windows(2).map(|pair| pair[1].1 > pair[0].1).collect();
    let flat = rows.windows(2).any(|pair| pair[1].1 == pair[0].1);
    let changes = steps.windows(2).filter(|pair| pair[0] != pair[1]).count();
    part.values.story.buckets.is_some() && !flat && changes == 1 && steps.first() == Some(&up_first)
}

/// "Between July and August it rose": from the one to the other.
pub(super) fn is_between_buckets(part: &Part<'_>, at: usize) -> bool {
    let is_bucket = |at: Option<usize>| {
        at.and_then(|at| part.pieces.get(at))
            .is_some_and(|piece| matches!(piece.token, Token::Name(Name::Bucket(_))))
    };
    is_bucket(part.after(at))
        && is_bucket(Some(part.range.end + 1))
        && part
            .after(at)
            .is_some_and(|bucket| bucket + 1 == part.range.end)
}

/// "Ranged from 3.5% at A to 16.9% at B": what is told of each is the least and the most.
pub(super) fn is_told(part: &Part<'_>, numbers: &[Number], context: &Context) -> bool {
    let told: Vec<&Number> = numbers.iter().filter(|it| it.role == Role::Level).collect();
    let [low, high] = told.as_slice() else {
        return !numbers.is_empty() && told.is_empty();
    };
    let (Some(column), values) = (part.metric(context), part.values) else {
        return false;
    };
    let subject = Subject::default();
    let rows = match values.story.buckets {
        Some(_) => values.in_time(&subject, column),
        None => values.rows(&subject),
    };
    let known = rows
        .iter()
        .filter_map(|row| values.story.exact(*row, column));
    let known: Vec<Exact> = known.collect();
    let value = |number: &Number| values.number(&number.derived.left);
    value(low) == known.iter().min().copied() && value(high) == known.iter().max().copied()
}
