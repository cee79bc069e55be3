//! What holds of some rows alone, of every row, or of two rows nearly: only, all, about as much.

use crate::answer::exact::Exact;

use super::compare::pairs;
use super::names::Name;
use super::part::Part;
use super::roles::{Number, direction};
use super::sentence::{Context, Of};
use super::shown::Shown;
use super::tokens::Token;
use super::values::Subject;
use super::vocabulary::Kind;

/// "Only A was above ¥1M": A is, and nothing else. Before a number the word says nothing.
pub(super) fn is_alone(part: &Part<'_>, at: usize, context: &Context, numbers: &[Number]) -> bool {
    let Some(next) = next(part, at) else {
        return true;
    };
    let is_name = |at: usize| {
        matches!(
            part.token(at),
            Token::Name(Name::Group(_) | Name::Bucket(_)) | Token::List(_) | Token::Top(..)
        )
    };
    // 抖音只有 5 万元: merely.
    if !is_name(next) {
        return !matches!(part.token(next), Token::Word(kind) if direction(*kind).is_some())
            || part.selections.iter().any(|found| found.at < at);
    }
    // 只有海风的一半: merely, of what it is compared with.
    if part
        .selections
        .iter()
        .any(|found| found.at == next && found.is_object)
    {
        return true;
    }
    let Some(column) = part.metric(context) else {
        return false;
    };
    let mut named: Vec<usize> = Vec::new();
    for selection in part
        .selections
        .iter()
        .filter(|found| found.at >= next && !found.is_object)
    {
        match &selection.of {
            Of::Group(rows) | Of::Bucket(rows) => named.extend(rows),
            Of::List(items) => named.extend(items.iter().flatten()),
            Of::Base | Of::Before => return false,
        }
    }
    named.sort_unstable();
    named.dedup();
    let holds = match side(part, next) {
        Some((amount, up)) => super::counted::beyond(part, amount, up, context),
        None if numbers.is_empty() => gone(part, column, context),
        None => None,
    };
    holds.is_some_and(|mut rows| {
        rows.sort_unstable();
        rows == named
    })
}

fn next(part: &Part<'_>, at: usize) -> Option<usize> {
    let quiet = |at: usize| {
        part.word(at)
            .is_some_and(|kind| kind.is_plain() || kind == Kind::Whole || kind == Kind::At)
    };
    (at + 1..part.range.end).find(|other| !quiet(*other))
}

/// Whether a number is the amount beyond which something is said to be alone.
pub(super) fn is_side(part: &Part<'_>, at: usize) -> bool {
    let alone = part.words().any(|(word, kind)| match kind {
        Kind::Only => part.names_next(word),
        Kind::Sole => true,
        _ => false,
    });
    let amount = side(part, part.range.start).map(|(amount, _)| amount);
    alone && matches!((part.token(at), amount), (Token::Number(own), Some(amount)) if own == amount)
}

/// "The only one above 1%": what is spoken of is, and nothing else.
pub(super) fn is_sole(part: &Part<'_>, at: usize, context: &Context) -> Option<bool> {
    let (amount, up) = side(part, part.range.start)?;
    let mut beyond = super::counted::beyond(part, amount, up, context)?;
    let mut own = part.values.rows(&part.subject(at, context));
    beyond.sort_unstable();
    own.sort_unstable();
    Some(!own.is_empty() && beyond == own)
}

/// The amount of this part and the side on which something lies, by a word.
fn side<'p>(part: &'p Part<'_>, from: usize) -> Option<(&'p Shown, bool)> {
    let mut amounts = (from..part.range.end).filter_map(|at| match part.token(at) {
        Token::Number(shown) if !super::counted::counts(shown) => Some(shown),
        _ => None,
    });
    let amount = amounts.next().filter(|_| amounts.next().is_none())?;
    let mut sides = (from..part.range.end)
        .filter_map(|at| part.word(at))
        .filter_map(|kind| match kind {
            Kind::Above | Kind::Over | Kind::SomeMore => Some(true),
            Kind::Below | Kind::Under | Kind::SomeLess => Some(false),
            _ => None,
        });
    let up = sides.next().filter(|_| sides.next().is_none())?;
    Some((amount, up))
}

/// The rows that went the way that this part says.
fn gone(part: &Part<'_>, column: usize, context: &Context) -> Option<Vec<usize>> {
    let up = part.words().find_map(|(_, kind)| direction(kind))?;
    let rows = 0..part.values.story.rows();
    let went: Option<Vec<(usize, bool)>> = rows
        .map(|row| Some((row, row_goes(part, row, column, up, context)?)))
        .collect();
    Some(
        went?
            .into_iter()
            .filter(|(_, goes)| *goes)
            .map(|(row, _)| row)
            .collect(),
    )
}

/// Whether one row differs that way from what this part compares with; nothing where it is not known.
fn row_goes(
    part: &Part<'_>,
    row: usize,
    column: usize,
    up: bool,
    context: &Context,
) -> Option<bool> {
    let own = Subject::of_row(row);
    let object = part.object(part.range.end, context);
    let other = match object {
        Some(object) if object.base => own.earlier(),
        Some(object) if object.group.is_some() => Subject {
            base: false,
            ..object
        },
        Some(_) => return None,
        None if part.values.story.buckets.is_none() => own.earlier(),
        None => return None,
    };
    let change = part.values.difference(&own, &other, column)?;
    Some(!change.is_zero() && change.is_negative() != up)
}

/// What a word for every row speaks of: the groups named, or all of them.
fn every(part: &Part<'_>) -> Option<Vec<usize>> {
    let mut named: Vec<usize> = Vec::new();
    for selection in part.selections.iter().filter(|found| !found.is_object) {
        match &selection.of {
            Of::Group(rows) => named.extend(rows),
            Of::List(items) => named.extend(items.iter().flatten()),
            _ => return None,
        }
    }
    let story = part.values.story;
    let is_kind = part
        .range
        .clone()
        .any(|at| matches!(part.token(at), Token::Name(Name::GroupKind)));
    if named.is_empty() && is_kind && story.buckets.is_none() && !part.values.is_cut() {
        named = (0..story.rows()).collect();
    }
    (!named.is_empty()).then_some(named)
}

/// Whether a part says of every row that it goes one way, without an amount.
pub(super) fn says_of_every(part: &Part<'_>, numbers: &[Number]) -> bool {
    let amount = numbers
        .iter()
        .any(|number| number.role != super::roles::Role::Count);
    part.has(&[Kind::Every, Kind::Whole])
        && !amount
        && part.words().any(|(_, kind)| direction(kind).is_some())
        && every(part).is_some_and(|rows| rows.len() > 1)
}

/// Whether a part says of every bucket that it went one way: rose in every one of the six weeks.
pub(super) fn says_of_every_step(part: &Part<'_>, numbers: &[Number]) -> bool {
    let amount = numbers
        .iter()
        .any(|number| number.role != super::roles::Role::Count);
    part.values.story.buckets.is_some()
        && !amount
        && part.words().any(|(_, kind)| direction(kind).is_some())
        && !part.selections.iter().any(|found| !found.is_object)
}

/// Whether every row that a part speaks of goes the way that it says.
pub(super) fn every_goes(part: &Part<'_>, context: &Context) -> bool {
    let (Some(column), Some(rows)) = (part.metric(context), every(part)) else {
        return false;
    };
    let Some(up) = part.words().find_map(|(_, kind)| direction(kind)) else {
        return false;
    };
    let told = part
        .selections
        .iter()
        .filter(|found| found.is_object)
        .filter_map(|found| match &found.of {
            Of::Group(rows) => Some(rows.clone()),
            _ => None,
        });
    let told: Vec<usize> = told.flatten().collect();
    rows.iter()
        .filter(|row| !told.contains(row))
        .all(|row| row_goes(part, *row, column, up, context) == Some(true))
}

/// Two that were named together, or the only two there are, which a number counts: 两者相差不大.
pub(super) fn told_pair(part: &Part<'_>, context: &Context) -> Option<[Vec<usize>; 2]> {
    let story = part.values.story;
    let both = part.range.clone().any(|at| match part.token(at) {
        Token::Number(shown) => shown.in_words && shown.counts(2),
        _ => false,
    });
    let only = (both && story.rows() == 2 && story.buckets.is_none()).then(|| [vec![0], vec![1]]);
    context.pair.clone().or(only)
}

/// Whether what a part compares, or names together, lies within a part of each other.
pub(super) fn is_near(part: &Part<'_>, at: usize, context: &Context, within: Exact) -> bool {
    let Some(column) = part.metric(context) else {
        return false;
    };
    let level = |subject: &Subject| part.values.number(&part.values.level(subject, column)?);
    let list = part
        .selections
        .iter()
        .find_map(|selection| match &selection.of {
            Of::List(items) => Some(items.clone()),
            Of::Group(rows) if rows.len() > 1 && part.values.story.groups.len() == 1 => {
                Some(rows.iter().map(|row| vec![*row]).collect())
            }
            _ => None,
        });
    let found: Vec<(Option<Exact>, Option<Exact>)> = match list {
        Some(items) => {
            let of = |rows: &Vec<usize>| {
                let mut subject = context.subject.clone();
                subject.group = Some(rows.clone());
                level(&subject)
            };
            let all: Vec<Option<Exact>> = items.iter().map(of).collect();
            let (least, most) = (all.iter().min().copied(), all.iter().max().copied());
            vec![(least.flatten(), most.flatten())]
        }
        None if part.selections.is_empty() && told_pair(part, context).is_some() => {
            let pair = told_pair(part, context).into_iter().flatten();
            let of = |rows: Vec<usize>| {
                level(&Subject {
                    group: Some(rows),
                    ..Subject::default()
                })
            };
            let all: Vec<Option<Exact>> = pair.map(of).collect();
            let [one, other] = all[..] else { return false };
            vec![(one, other)]
        }
        // A (13.4 %) and B (13.2 %) nearly the same.
        None if part.goes_on() && context.last.is_some() => {
            let of = |rows: &Vec<usize>| {
                level(&Subject {
                    group: Some(rows.clone()),
                    ..Subject::default()
                })
            };
            let own = part.subject(at, context);
            vec![(context.last.as_ref().and_then(of), level(&own))]
        }
        None => pairs(part, at, column, context)
            .iter()
            .map(|(left, right)| (level(left), level(right)))
            .collect(),
    };
    let near = |(one, other): &(Option<Exact>, Option<Exact>)| {
        let (Some(one), Some(other)) = (one, other) else {
            return false;
        };
        let gap = one.minus(*other).map(Exact::abs);
        let rate = gap.and_then(|gap| gap.over(other.abs()));
        !one.is_negative() && !other.is_negative() && rate.is_some_and(|rate| rate <= within)
    };
    !found.is_empty() && found.iter().all(near)
}

/// "Ahead of every other month": what is spoken of lies on that side of all the rest, and of what
/// comes before it where the sentence says earlier.
pub(super) fn leads_all(part: &Part<'_>, at: usize, context: &Context) -> bool {
    let (Some(column), values) = (part.metric(context), part.values) else {
        return false;
    };
    let Some(up) = part.words().find_map(|(_, kind)| direction(kind)) else {
        return false;
    };
    let own = values.rows(&part.subject(at, context));
    let ([row], false) = (own.as_slice(), values.is_cut()) else {
        return false;
    };
    let story = values.story;
    let by_both = story.buckets.is_some() && !story.groups.is_empty();
    let own = story.exact(*row, column);
    let mut others = (0..story.rows()).filter(|other| other != row);
    let lies = |other: usize| {
        own.zip(story.exact(other, column))
            .is_some_and(|(own, other)| if up { own > other } else { own < other })
    };
    story.rows() > 1 && !by_both && others.all(lies)
}

/// The only row that goes this way.
pub(super) fn goes_alone(part: &Part<'_>, at: usize, context: &Context) -> bool {
    let Some(column) = part.metric(context) else {
        return false;
    };
    let Some(up) = part.words().find_map(|(_, kind)| direction(kind)) else {
        return false;
    };
    let goes = |row: &usize| {
        let subject = Subject::of_row(*row);
        let change = part.values.difference(&subject, &subject.earlier(), column);
        change.is_some_and(|change| !change.is_zero() && change.is_negative() != up)
    };
    let rows: Vec<usize> = (0..part.values.story.rows()).filter(goes).collect();
    rows.len() == 1 && rows == part.values.rows(&part.subject(at, context))
}
