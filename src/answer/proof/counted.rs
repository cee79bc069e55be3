//! Numbers that count rows of which something holds: six rose, five of the eight weeks were above 3 %.

use crate::answer::exact::Exact;
use crate::plan::FilterReading;

use super::names::{Name, has_base};
use super::part::Part;
use super::sentence::Context;
use super::shown::{Shown, Unit};
use super::tokens::Token;
use super::values::Subject;
use super::vocabulary::Kind;

/// Whether a number counts things or times by its unit.
pub(super) fn counts(shown: &Shown) -> bool {
    matches!(shown.unit, Unit::Measure | Unit::Period)
}

/// The word that says which way what is counted goes: 6 个增长, three rose; nothing where an amount
/// follows.
pub(super) fn predicate(part: &Part<'_>, at: usize) -> Option<usize> {
    let mut next = part.after(at)?;
    if matches!(part.token(next), Token::Name(Name::GroupKind)) {
        next = part.after(next)?;
    }
    let goes = matches!(part.word(next), Some(Kind::Rise | Kind::Fall | Kind::Equal));
    let amount = (next + 1..part.range.end).any(|it| matches!(part.token(it), Token::Number(_)));
    let counts = matches!(part.token(at), Token::Number(shown) if shown.unit != Unit::Period);
    (goes && counts && !amount).then_some(next)
}

/// 有四个翻了一倍以上, four more than doubled: the word for the factor that what is counted has more
/// than.
fn multiplied(part: &Part<'_>, at: usize) -> Option<Kind> {
    let mut next = part.after(at)?;
    if matches!(part.token(next), Token::Name(Name::GroupKind)) {
        next = part.after(next)?;
    }
    let is_more = part.word(next) == Some(Kind::Above) || part.word(next - 1) == Some(Kind::Over);
    if part.word(next) == Some(Kind::Above) {
        next = part.after(next)?;
    }
    let kind = part.word(next)?;
    let after = part
        .range
        .contains(&(next + 1))
        .then(|| part.word(next + 1))
        .flatten();
    let is_more = is_more || after == Some(Kind::SomeMore);
    let is_factor = matches!(kind, Kind::Doubled | Kind::Tripled | Kind::Quadrupled);
    let amount = (next + 1..part.range.end).any(|it| matches!(part.token(it), Token::Number(_)));
    (is_factor && is_more && !amount && has_base(part.values.story)).then_some(kind)
}

/// Whether a part counts what has more than a factor.
pub(super) fn counts_multiplied(part: &Part<'_>) -> bool {
    let mut counts = part
        .range
        .clone()
        .filter(|at| matches!(part.token(*at), Token::Number(shown) if shown.unit != Unit::Period));
    counts.any(|at| multiplied(part, at).is_some())
}

/// The rows that are more than so many times what they were.
fn grown(part: &Part<'_>, kind: Kind, context: &Context) -> Option<Vec<usize>> {
    let (values, story) = (part.values, part.values.story);
    let column = part.metric(context)?;
    if story.buckets.is_some() || story.groups.is_empty() || values.is_cut() {
        return None;
    }
    let factor = match kind {
        Kind::Doubled => 2,
        Kind::Tripled => 3,
        _ => 4,
    };
    let is_more = |row: usize| {
        let subject = Subject::of_row(row);
        let number = |subject: &Subject| values.number(&values.level(subject, column)?);
        let before = number(&subject.earlier())?.times(factor)?;
        Some(number(&subject)? > before && !before.is_negative())
    };
    let known: Option<Vec<(usize, bool)>> = (0..story.rows())
        .map(|row| Some((row, is_more(row)?)))
        .collect();
    Some(
        known?
            .into_iter()
            .filter(|(_, more)| *more)
            .map(|(row, _)| row)
            .collect(),
    )
}

/// Five of the eight weeks: a bare number of a number that counts, or of what rows are called; or
/// a number in words of which something goes one way.
pub(super) fn is_part_of_many(part: &Part<'_>, at: usize) -> bool {
    let of = part.after(at).filter(|of| part.word(*of) == Some(Kind::Of));
    let many = of
        .and_then(|of| part.after(of))
        .map(|many| part.token(many));
    let of_many = match many {
        Some(Token::Number(shown)) => counts(shown),
        Some(Token::Name(Name::GroupKind)) => true,
        _ => false,
    };
    let story = part.values.story;
    let by_group = !story.groups.is_empty() && story.buckets.is_none() && has_base(story);
    let says = predicate(part, at).is_some() || multiplied(part, at).is_some();
    of_many || (by_group && says)
}

/// Half of the eight products came in above 2x: a part in words of what is counted, with a bound.
pub(super) fn is_fraction(part: &Part<'_>, at: usize) -> bool {
    let of = part.after(at).filter(|of| part.word(*of) == Some(Kind::Of));
    let many = of.and_then(|of| part.after(of));
    let counts_rows = many.is_some_and(|many| match part.token(many) {
        Token::Number(shown) => shown.counts(part.values.story.rows()),
        _ => false,
    });
    counts_rows && bound(part).is_some_and(|(count, ..)| count == at)
}

/// 5 in all, where rows are names without numbers.
pub(super) fn is_of_all(part: &Part<'_>, at: usize) -> bool {
    part.values.story.values.is_empty() && part.kind_after(at) == Some(Kind::InAll)
}

/// The amount that bounds what a number of this part counts, and whether it is above that: of the
/// count right before it, or of "five of the eight".
fn bound(part: &Part<'_>) -> Option<(usize, usize, bool)> {
    // 其余三个合计不到 8%: the amount is of all of them.
    if part.has(&[Kind::Sum, Kind::InAll]) {
        return None;
    }
    let number = |at: usize| match part.token(at) {
        Token::Number(shown) => Some(shown),
        _ => None,
    };
    let is_count = |at: &usize| {
        number(*at).is_some_and(|it| {
            let is_part = it.unit == Unit::Bare || (it.unit == Unit::Ratio && it.in_words);
            counts(it) || (is_part && is_part_of_many(part, *at))
        })
    };
    let amount = part
        .range
        .clone()
        .find(|at| number(*at).is_some() && !is_count(at))?;
    let mut all: Vec<usize> = (part.range.start..amount).filter(is_count).collect();
    // "above 1.8x in three of the six weeks"
    let is_later = all.is_empty();
    if is_later {
        all = (amount + 1..part.range.end).filter(is_count).collect();
    }
    let some = all
        .iter()
        .copied()
        .find(|at| part.kind_after(*at) == Some(Kind::Of));
    let count = some.or(all.last().copied())?;
    let last = all.last().copied()?;
    // 7 天里只有 11-12 超过 10 万元: the days are not those that are above it.
    let alone = (count.min(amount)..amount)
        .any(|at| part.word(at) == Some(Kind::Only) && part.names_next(at));
    if alone {
        return None;
    }
    let from = if is_later { part.range.start } else { last + 1 };
    let before = (from..amount).filter_map(|at| part.word(at));
    let after = (amount + 1 < part.range.end)
        .then(|| part.word(amount + 1))
        .flatten();
    let mut sides = before.chain(after).filter_map(|kind| match kind {
        Kind::Above | Kind::Over | Kind::SomeMore => Some(true),
        Kind::Below | Kind::Under | Kind::SomeLess => Some(false),
        _ => None,
    });
    let up = sides.next().filter(|_| sides.next().is_none())?;
    Some((count, amount, up))
}

/// Whether a part counts what lies on one side of an amount.
pub(super) fn is_bounded(part: &Part<'_>) -> bool {
    bound(part).is_some()
}

/// Whether a number counts what lies on one side of an amount.
pub(super) fn is_bounded_by(part: &Part<'_>, at: usize) -> bool {
    bound(part).is_some_and(|(count, ..)| count == at)
}

/// Whether a number is the amount on whose side something is counted.
pub(super) fn is_bound(part: &Part<'_>, at: usize) -> bool {
    bound(part).is_some_and(|(_, amount, _)| amount == at)
}

/// The rows that a number counts by what holds of them; nothing where it counts otherwise.
pub(super) fn rows(part: &Part<'_>, at: usize, context: &Context) -> Option<Option<Vec<usize>>> {
    if let Some(word) = predicate(part, at) {
        let up = match part.word(word) {
            Some(Kind::Equal) => None,
            kind => Some(kind == Some(Kind::Rise)),
        };
        return Some(gone(part, up, context));
    }
    if let Some(kind) = multiplied(part, at) {
        return Some(grown(part, kind, context));
    }
    let (count, amount, up) = bound(part)?;
    let Token::Number(shown) = part.token(amount) else {
        return None;
    };
    (count == at).then(|| beyond(part, shown, up, context))
}

/// The rows that went one way, or neither, where all of them have an earlier value.
fn gone(part: &Part<'_>, up: Option<bool>, context: &Context) -> Option<Vec<usize>> {
    let (values, story) = (part.values, part.values.story);
    let column = part.metric(context)?;
    if story.buckets.is_some() || story.groups.is_empty() || values.is_cut() {
        return None;
    }
    let change = |row: usize| {
        let subject = Subject::of_row(row);
        values.difference(&subject, &subject.earlier(), column)
    };
    let changes: Option<Vec<(usize, Exact)>> = (0..story.rows())
        .map(|row| Some((row, change(row)?)))
        .collect();
    let goes = |change: Exact| match up {
        Some(up) => !change.is_zero() && change.is_negative() != up,
        None => change.is_zero(),
    };
    let gone = changes?.into_iter().filter(|(_, change)| goes(*change));
    Some(gone.map(|(row, _)| row).collect())
}

/// The rows whose value lies beyond an amount.
pub(super) fn beyond(
    part: &Part<'_>,
    amount: &Shown,
    up: bool,
    context: &Context,
) -> Option<Vec<usize>> {
    let (values, story) = (part.values, part.values.story);
    let column = part.metric(context)?;
    // Where the question left rows out by a number, only those beyond that very number are counted.
    let filters = story.computed.plan.interpretation.filters.iter();
    let mut of_number = filters.filter(|filter| story.is_of_number(filter));
    let own = story.column(column).metric.as_deref();
    let signs = if up { [">", ">="] } else { ["<", "<="] };
    // What lies beyond a bound that is as far out is all there.
    let is_asked = |filter: &FilterReading| {
        let mut bounds = filter.values.iter().map(|value| Exact::parse(value));
        let is_within = |bound: Option<Exact>| {
            bound.is_some_and(|bound| {
                if up {
                    bound <= amount.value
                } else {
                    bound >= amount.value
                }
            })
        };
        own == Some(&filter.dimension)
            && signs.contains(&filter.op.as_str())
            && bounds.all(is_within)
    };
    if !of_number.all(is_asked) {
        return None;
    }
    if amount.negative.is_some() || !super::bind::is_level(part, amount, column) {
        return None;
    }
    let all = Subject::default();
    let rows = if story.buckets.is_some() {
        values.in_time(&all, column)
    } else {
        values.rows(&all)
    };
    let known: Option<Vec<(usize, Exact)>> = rows
        .into_iter()
        .map(|row| Some((row, story.exact(row, column)?)))
        .collect();
    // "30 or more" counts what has 30.
    let with_end = part.has(&[Kind::SomeMore, Kind::SomeLess]);
    let lies = |value: Exact| {
        (with_end && value == amount.value)
            || if up {
                value > amount.value
            } else {
                value < amount.value
            }
    };
    let known = known?;
    let count = known.len();
    let found: Vec<usize> = known
        .iter()
        .filter(|(_, value)| lies(*value))
        .map(|(row, _)| *row)
        .collect();
    let is_partial = values.is_cut() || story.computed.result.qualified;
    // Of a cut list only as far as its last row tells of those left out, or of the listed ones.
    let rest = || {
        let order = story.computed.result.order;
        order.is_some_and(|order| order.column == column && order.descending == up)
            && !story.computed.result.qualified
            && known.last().is_some_and(|(_, value)| !lies(*value))
    };
    let of_listed = || part.has(&[Kind::Whole, Kind::Every]) && found.len() == count;
    (!is_partial || rest() || of_listed()).then_some(found)
}

/// "the five listed"
pub(super) fn is_listed(part: &Part<'_>, at: usize) -> bool {
    part.kind_after(at) == Some(Kind::Listed)
}

/// Whether a part says how many rows there are.
pub(super) fn counts_all(part: &Part<'_>) -> bool {
    let rows = part.values.story.rows();
    part.range.clone().any(|other| match part.token(other) {
        Token::Number(shown) => (counts(shown) || is_listed(part, other)) && shown.counts(rows),
        _ => false,
    })
}
