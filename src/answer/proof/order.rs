//! Words of order: highest, second, next, tied, what moved most.

use std::cmp::Ordering;

use crate::answer::narration::rank;
use crate::answer::narration::trend::is_whole;

use super::names::Name;
use super::part::Part;
use super::roles::direction;
use super::sentence::{Context, Doubt, Of, Selection};
use super::tokens::Token;
use super::values::{Key, Subject, Values};
use super::vocabulary::Kind;

/// A place in an order that a word claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rank {
    pub(super) descending: bool,
    pub(super) key: Key,
    /// How many others stand before.
    pub(super) before: usize,
    /// Whether equal ones count once.
    pub(super) distinct: bool,
}

/// Checks every word of order of a part.
pub(super) fn places(part: &Part<'_>, context: &mut Context) -> Result<(), Doubt> {
    if let Some(rank) = context.pending
        && let Some(selection) = ranked(part)?
    {
        context.pending = None;
        check(part, selection, rank, context)?;
    }
    for at in part.range.clone() {
        match part.token(at) {
            Token::Word(Kind::Moved | Kind::Uncompared) => {
                context.listing = part.word(at);
            }
            Token::Word(Kind::Tied) => tied(part, context)?,
            Token::Place(..) | Token::Word(Kind::Highest | Kind::Lowest)
                if part.selections.iter().any(|selection| selection.at == at) => {}
            Token::Word(kind @ (Kind::Highest | Kind::Lowest))
                if part.ranks_step(*kind, context).is_some() =>
            {
                if part.ranks_step(*kind, context) != Some(true) {
                    return Err("another step has this place".to_owned());
                }
            }
            Token::Word(Kind::Highest | Kind::Lowest)
                if beside_name(part, at).is_some_and(|named| named.is_object) =>
            {
                let rank = rank_at(part, at, context)?.ok_or("no place")?;
                let named = beside_name(part, at).ok_or("no name")?;
                check(part, named, rank, context)?;
            }
            Token::Place(..) if beside_name(part, at).is_some() => {
                let rank = rank_at(part, at, context)?.ok_or("no place")?;
                let named = beside_name(part, at).ok_or("no name")?;
                check(part, named, rank, context)?;
            }
            _ => {
                if let Some(rank) = rank_at(part, at, context)? {
                    claim(part, at, rank, context)?;
                }
            }
        }
    }
    Ok(())
}

/// The place that a piece claims.
fn rank_at(part: &Part<'_>, at: usize, context: &Context) -> Result<Option<Rank>, Doubt> {
    let plain = |descending: bool, before: usize| Rank {
        descending,
        key: Key::Level,
        before,
        distinct: false,
    };
    Ok(Some(match part.token(at) {
        Token::Place(place, bottom) => plain(!bottom, *place as usize - 1),
        Token::Word(kind @ (Kind::Highest | Kind::Lowest)) => {
            let highest = *kind == Kind::Highest;
            match beside(part, at) {
                None => plain(highest, 0),
                // The largest fall is the lowest change; what is told of it says of which kind.
                Some(up) => Rank {
                    descending: highest == up,
                    key: if tells_rate(part, at, context) {
                        Key::Rate
                    } else {
                        Key::Change
                    },
                    before: 0,
                    distinct: false,
                },
            }
        }
        Token::Word(Kind::Fastest) => Rank {
            descending: beside(part, at).ok_or("nothing says what is fastest")?,
            key: Key::Rate,
            before: 0,
            distinct: false,
        },
        Token::Word(Kind::Slowest) => {
            let up = beside(part, at).or(context.fast);
            Rank {
                descending: !up.ok_or("nothing says what is slowest")?,
                key: Key::Rate,
                before: 0,
                distinct: false,
            }
        }
        Token::Word(kind @ (Kind::Best | Kind::Worst)) => {
            let column = part.metric(context).ok_or("no metric is named")?;
            let up = is_good(part, column).ok_or("nothing says what is good")?;
            plain((*kind == Kind::Best) == up, 0)
        }
        Token::Word(Kind::Next) => Rank {
            descending: if context.places > 0 {
                !context.ascending
            } else {
                rank::order(part.values.story).is_none_or(|order| order.descending)
            },
            key: Key::Level,
            before: context.places.max(1),
            distinct: true,
        },
        _ => return Ok(None),
    }))
}

/// 涨幅最小，为 3.8%: the number that follows is a rate, and so is what is ranked.
fn tells_rate(part: &Part<'_>, at: usize, context: &Context) -> bool {
    let next = part.pieces[at..]
        .iter()
        .find_map(|piece| match &piece.token {
            Token::Number(shown) => Some(shown),
            _ => None,
        });
    let is_amount = part.metric(context).is_some_and(|column| {
        !crate::answer::labels::figure(part.values.story.column(column)).is_percent()
    });
    is_amount && next.is_some_and(|shown| shown.unit == super::shown::Unit::Ratio)
}

/// A word of direction next to a word of order: what changed most.
pub(super) fn beside(part: &Part<'_>, at: usize) -> Option<bool> {
    let known = |kind: Option<Kind>| {
        kind.filter(|kind| {
            matches!(
                kind,
                Kind::Rise | Kind::Fall | Kind::RiseNoun | Kind::FallNoun
            )
        })
        .and_then(direction)
    };
    // 增幅是八周中最大的: what is counted may stand between.
    let is_between = |other: &usize| match part.token(*other) {
        Token::Number(shown) => super::counted::counts(shown),
        Token::Name(Name::GroupKind) | Token::Word(Kind::At | Kind::Of | Kind::InAll) => true,
        _ => part.is_light(*other),
    };
    let far = (part.range.start..at).rev().find(|it| !is_between(it));
    let far = far
        .and_then(|far| part.word(far))
        .filter(|kind| matches!(kind, Kind::RiseNoun | Kind::FallNoun));
    known(part.kind_before(at))
        .or_else(|| known(part.kind_after(at)))
        .or_else(|| known(far))
}

/// Whether more is good, as the metric says.
pub(super) fn is_good(part: &Part<'_>, column: usize) -> Option<bool> {
    let layer = part.values.story.labels.layer;
    let metric = part.values.story.column(column).metric.as_deref()?;
    layer.metric(layer.find_metric(metric)?).polarity
}

/// The one thing that a part ranks.
fn ranked<'p>(part: &'p Part<'_>) -> Result<Option<&'p Selection>, Doubt> {
    let own = || {
        part.selections
            .iter()
            .filter(|selection| !selection.is_object)
    };
    let groups: Vec<&Selection> = own()
        .filter(|selection| matches!(selection.of, Of::Group(_) | Of::List(_)))
        .collect();
    match groups.as_slice() {
        [only] => return Ok(Some(only)),
        [] => {}
        _ => return Err("a word of order stands with several names".to_owned()),
    }
    let buckets: Vec<&Selection> = own()
        .filter(|selection| matches!(selection.of, Of::Bucket(_)))
        .collect();
    match buckets.as_slice() {
        [only] => Ok(Some(only)),
        [] => Ok(None),
        _ => Err("a word of order stands with several periods".to_owned()),
    }
}

/// 第二名淘宝, the runner-up A: the name that a place stands right before.
fn beside_name<'p>(part: &'p Part<'_>, at: usize) -> Option<&'p Selection> {
    let next = (at + 1..part.range.end).find(|other| part.word(*other) != Some(Kind::Plain))?;
    let named = part.selections.iter().find(|found| found.at == next)?;
    matches!(named.of, Of::Group(_)).then_some(named)
}

fn claim(part: &Part<'_>, at: usize, rank: Rank, context: &mut Context) -> Result<(), Doubt> {
    if rank.key == Key::Rate {
        context.fast = beside(part, at).or(context.fast);
    }
    if let Some((selection, among)) = part.crossed() {
        let mut subject = part.subject(selection.at + 1, context);
        for other in part.selections.iter().filter(|other| !other.is_object) {
            part.apply(&mut subject, &other.of);
        }
        return checked(part, &subject, (false, &among), rank, context);
    }
    if let Some(selection) = ranked(part)? {
        return check(part, selection, rank, context);
    }
    if part.opens || context.subject.is_whole() || rank.distinct {
        context.pending = Some(rank);
        return Ok(());
    }
    let subject = part.subject(at, context);
    let by_bucket = subject.group.is_none();
    checked(part, &subject, (by_bucket, &[]), rank, context)
}

fn check(
    part: &Part<'_>,
    selection: &Selection,
    rank: Rank,
    context: &mut Context,
) -> Result<(), Doubt> {
    let by_bucket = matches!(selection.of, Of::Bucket(_));
    let mut subject = part.subject(selection.at + 1, context);
    if selection.is_object {
        part.apply(&mut subject, &selection.of);
    }
    // "On A, B led": among what A names, which an earlier part of the sentence did.
    let own = match &selection.of {
        Of::Group(rows) => super::dims::dimension(part.values.story, rows),
        _ => None,
    };
    let among: Vec<Vec<usize>> = match own {
        Some(own) => {
            let others = subject.by.iter().filter(|(column, _)| *column != own);
            others.map(|(_, rows)| rows.clone()).collect()
        }
        None => Vec::new(),
    };
    checked(part, &subject, (by_bucket, &among), rank, context)
}

/// Whether every row of a subject has the place, among the rows that it is one of.
fn checked(
    part: &Part<'_>,
    subject: &Subject,
    (by_bucket, among): (bool, &[Vec<usize>]),
    rank: Rank,
    context: &mut Context,
) -> Result<(), Doubt> {
    // What is ranked is what its number is of, where no metric is named.
    let named = part.metrics_together(part.range.end);
    let own = context.spoken.or_else(|| part.metric(context));
    let columns = match (part.metrics().first(), named.len() > 1) {
        (Some(_), true) => named,
        (Some(first), false) => vec![*first],
        (None, true) => named,
        // A at 5 and at 3, both the highest.
        (None, _) if part.has(&[Kind::Every]) && context.told.len() > 1 => context.told.clone(),
        (None, _) => vec![own.ok_or("no metric is named")?],
    };
    for column in columns {
        checked_by(part, subject, (by_bucket, among), (rank, column), context)?;
    }
    Ok(())
}

fn checked_by(
    part: &Part<'_>,
    subject: &Subject,
    (by_bucket, among): (bool, &[Vec<usize>]),
    (rank, column): (Rank, usize),
    context: &mut Context,
) -> Result<(), Doubt> {
    let values = part.values;
    let rows = values.rows(subject);
    let story = values.story;
    if rows.is_empty() || (rows.len() > 1 && subject.bucket.is_some() && !by_bucket) {
        return Err("no single row is ranked".to_owned());
    }
    let all: Vec<Vec<usize>> = if let Some(among) = &context.among {
        vec![among.clone()]
    } else if among.is_empty() {
        vec![(0..story.rows()).collect()]
    } else {
        among.to_vec()
    };
    let outside = |row: &usize| context.among.as_ref().is_some_and(|all| !all.contains(row));
    if rows.iter().any(outside) {
        return Err("it is not among those".to_owned());
    }
    for (row, among) in rows
        .iter()
        .flat_map(|row| all.iter().map(move |among| (row, among)))
        .filter(|(row, among)| among.contains(row))
    {
        let domain: Vec<usize> = among
            .iter()
            .copied()
            .filter(|other| *other == *row || is_whole(story, *other))
            .filter(
                |other| match (story.buckets.is_some(), story.groups.is_empty()) {
                    (true, false) if by_bucket => story.group(*other) == story.group(*row),
                    (true, false) => story.bucket(*other) == story.bucket(*row),
                    _ => true,
                },
            )
            .collect();
        let found = values.place(*row, &domain, column, (rank.key, rank.descending));
        let (before, distinct) = found.ok_or("the order of all rows is not known")?;
        let place = if rank.distinct { distinct } else { before };
        if place != rank.before && (rank.distinct || distinct != rank.before) {
            return Err(format!("place {place}, not {}", rank.before));
        }
        context.places = distinct + 1;
        context.ascending = !rank.descending;
    }
    Ok(())
}

/// Rows that are said to be equal are, and there are several of them.
fn tied(part: &Part<'_>, context: &Context) -> Result<(), Doubt> {
    let column = part.metric(context).ok_or("no metric is named")?;
    let values = part.values;
    let Some(selection) = ranked(part)? else {
        return Ok(());
    };
    let subject = part.subject(selection.at + 1, context);
    let mut rows = values.rows(&subject);
    if let [only] = rows[..] {
        let own = values.story.exact(only, column);
        let others = 0..values.story.rows();
        rows.extend(others.filter(|row| *row != only && values.story.exact(*row, column) == own));
    }
    let first = rows
        .first()
        .and_then(|row| values.story.exact(*row, column));
    let same = rows
        .iter()
        .all(|row| values.story.exact(*row, column) == first);
    if rows.len() > 1 && first.is_some() && same {
        Ok(())
    } else {
        Err("the rows are not equal".to_owned())
    }
}

/// What was announced must have come: a ranked name, a list of what moved most.
pub(super) fn pending(values: &Values<'_>, context: &Context) -> Result<(), Doubt> {
    if context.pending.is_some() {
        return Err("a word of order stands alone".to_owned());
    }
    let Some(listing) = context.listing else {
        return Ok(());
    };
    let column = context.metric.or_else(|| values.story.moved());
    let column = column.ok_or("no metric is named")?;
    let domain: Vec<usize> = (0..values.story.rows()).collect();
    let fits = |row: &usize| {
        let subject = Subject::of_row(*row);
        let known = values.difference(&subject, &subject.earlier(), column);
        if listing == Kind::Uncompared {
            return known.is_none();
        }
        let size = |row: &usize| {
            let subject = Subject::of_row(*row);
            values
                .difference(&subject, &subject.earlier(), column)
                .map(crate::answer::exact::Exact::abs)
        };
        let own = size(row);
        let larger = domain
            .iter()
            .filter(|other| size(other).cmp(&own) == Ordering::Greater);
        own.is_some() && larger.count() < context.listed.len()
    };
    if !context.listed.is_empty() && context.listed.iter().all(fits) {
        Ok(())
    } else {
        Err("the list is another one".to_owned())
    }
}
