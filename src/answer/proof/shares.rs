//! Parts of a whole, of a change, and of the step of a funnel before.

use crate::answer::labels;

use super::compare::together;
use super::counted;
use super::level::linked;
use super::part::Part;
use super::sentence::Context;
use super::values::{Derived, How, Subject};
use super::vocabulary::Kind;

/// A part of the whole: of a value, of values together, or of a change.
pub(super) fn shares(part: &Part<'_>, at: usize, column: usize, context: &Context) -> Vec<Derived> {
    let values = part.values;
    let mut subject = part.subject(at, context);
    together(part, &mut subject, context);
    // Ahead of B at 5.1%: the share is B's.
    let beside = part
        .before(at)
        .filter(|before| *before + 1 < at || part.word(*before) == Some(Kind::At));
    let told = beside
        .filter(|before| part.word(*before) == Some(Kind::At))
        .and_then(|before| part.before(before))
        .or_else(|| part.before(at).filter(|before| part.owns(*before, at)));
    let object = part
        .selections
        .iter()
        .find(|found| found.is_object && Some(found.at) == told);
    if let Some(object) = object {
        part.apply(&mut subject, &object.of);
    }
    let last = part.selections.iter().rfind(|found| found.at < at);
    let in_brackets = last.filter(|found| found.is_object && part.depth[at] > part.depth[found.at]);
    if let Some(index) = linked(part, at) {
        part.apply(&mut subject, &part.selections[index].of);
    } else if let Some(object) = in_brackets {
        part.apply(&mut subject, &object.of);
    } else if let Some(one) = part.paired(at, context) {
        part.apply(&mut subject, &one);
    }
    let story = values.story;
    let columns = &story.computed.result.columns;
    let beside = columns
        .iter()
        .position(|other| labels::share_of(other, story.column(column)));
    let own = labels::is_share(story.column(column)).then_some(column);
    // Of the only row the share stands beside it; else a whole has no share.
    let is_one = own.or(beside).is_some() && story.rows() == 1;
    if subject.is_whole() && !is_one {
        return Vec::new();
    }
    if part.has(&[Kind::RiseNoun, Kind::FallNoun]) {
        return share_of_change(part, &subject, column)
            .into_iter()
            .collect();
    }
    if let (Some(shares), [row]) = (own.or(beside), &values.rows(&subject)[..]) {
        return vec![Derived {
            how: How::Cell,
            left: vec![super::values::at(*row, shares)],
            right: Vec::new(),
        }];
    }
    let left = values
        .level(&subject, column)
        .or_else(|| values.parts(&subject, column));
    // 占这 5 个商品的 41.8%: of those that are listed, and of no others.
    let listed = || {
        let all = Subject {
            group: Some((0..story.rows()).collect()),
            ..Subject::default()
        };
        let is_told = counted::counts_all(part) && story.buckets.is_none();
        values.parts(&all, column).filter(|_| is_told)
    };
    let right = if values.is_cut() {
        listed()
    } else {
        values.level(&Subject::default(), column)
    };
    left.zip(right)
        .map(|(left, right)| Derived {
            how: How::Share,
            left,
            right,
        })
        .into_iter()
        .collect()
}

fn share_of_change(part: &Part<'_>, subject: &Subject, column: usize) -> Option<Derived> {
    let values = part.values;
    let whole = Subject::default();
    let up = !values
        .difference(&whole, &whole.earlier(), column)?
        .is_negative();
    if up != part.has(&[Kind::RiseNoun]) {
        return None;
    }
    let ends = |subject: &Subject| {
        let cells = |subject: &Subject| {
            let one = values
                .level(subject, column)
                .filter(|cells| cells.len() == 1);
            one.or_else(|| {
                values
                    .parts(subject, column)
                    .filter(|_| !subject.is_whole())
            })
        };
        let (now, before) = (cells(subject)?, cells(&subject.earlier())?);
        (now.len() == before.len()).then(|| [now, before].concat())
    };
    Some(Derived {
        how: How::ShareOfChange,
        left: ends(subject)?,
        right: ends(&whole)?,
    })
}

/// "Lost twice as much as B": one change over another one, both of which go that way.
pub(super) fn change_over_change(
    part: &Part<'_>,
    (left, right): (&Subject, &Subject),
    column: usize,
    up: bool,
) -> Option<Derived> {
    let values = part.values;
    let ends = |subject: &Subject| {
        let change = values.difference(subject, &subject.earlier(), column)?;
        let goes = !change.is_zero() && change.is_negative() != up;
        let cells = [
            values.level(subject, column)?,
            values.level(&subject.earlier(), column)?,
        ];
        goes.then(|| cells.concat())
    };
    Some(Derived {
        how: How::ShareOfChange,
        left: ends(left)?,
        right: ends(right)?,
    })
}

/// What is left of an earlier step: of the one named with it, or of those told before.
pub(super) fn conversions(
    part: &Part<'_>,
    at: usize,
    column: usize,
    context: &Context,
) -> Vec<Derived> {
    let mut named = part.metrics();
    if let Some((from, to)) = context.step.filter(|_| named.is_empty()) {
        named = vec![from, to];
    }
    // 占商品点击人数的 1.9%: of the step named, what was told before.
    if part.has(&[Kind::Share])
        && let [whole] = named[..]
        && let Some(told) = context.told.last().filter(|told| **told != whole)
    {
        named.push(*told);
    }
    let to = named.last().copied().unwrap_or(column);
    let mut from = match named.as_slice() {
        [from, _] => vec![*from],
        _ => context.told.clone(),
    };
    from.retain(|column| *column != to);
    // In brackets it is what is left of the step right before.
    if part.depth[at] > 0 {
        from = from.last().copied().into_iter().collect();
    }
    steps(part, at, to, &from, context)
}

fn steps(part: &Part<'_>, at: usize, to: usize, from: &[usize], context: &Context) -> Vec<Derived> {
    let subject = part.subject_at(at, context, false);
    let story = part.values.story;
    let same =
        |other: &&usize| **other != to && story.column(**other).unit == story.column(to).unit;
    let found = from.iter().filter(same).filter_map(|from| {
        Some(Derived {
            how: How::Ratio,
            left: part.values.level(&subject, to)?,
            right: part.values.level(&subject, *from)?,
        })
    });
    found.collect()
}

/// 比 A 高 3 个百分点, of shares: the column of shares beside the metric spoken of.
pub(super) fn share_beside(part: &Part<'_>, context: &Context) -> Option<usize> {
    let story = part.values.story;
    let own = story.column(part.metric(context)?);
    let mut columns = story.computed.result.columns.iter();
    columns.position(|other| labels::share_of(other, own))
}
