//! What each number of a part is: a value, a change, a factor, a share, a sum, a count.

use crate::answer::labels;
use crate::plan::Intent;

use super::again::{fastest, is_of_many, is_times_of_told, said_again};
use super::bind::bind;
use super::counted;
use super::edge::edge;
use super::kinds::{is_count, is_factor, is_of_another};
use super::names::has_base;
use super::part::Part;
use super::range;
use super::sentence::{Bound, Context, Doubt};
use super::shown::{Shown, Unit};
use super::tokens::{Piece, Token};
use super::values::Derived;
use super::vocabulary::{Kind, names_mean};

/// What a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A value, or the sum of values.
    Level,
    /// A change or a difference that goes up or down, as a word or its sign says.
    Change(Option<bool>),
    /// How many times one value is another.
    Factor,
    Share,
    Sum,
    Mean,
    Count,
    /// What is left of one step in a later one.
    Conversion,
    /// One of two ends between which values lie.
    Range,
    /// How far two values are apart, whichever is the larger.
    Gap,
}

/// A number that was bound.
#[derive(Debug, Clone)]
pub(super) struct Number {
    pub(super) at: usize,
    pub(super) role: Role,
    pub(super) derived: Derived,
    /// The piece of the word that gave it its direction.
    pub(super) by: Option<usize>,
}

impl Number {
    pub(super) fn bound(self, pieces: &[Piece]) -> Bound {
        Bound {
            from: pieces[self.at].from,
            to: pieces[self.at].to,
            derived: self.derived,
        }
    }
}

/// Binds every number of a part, in order.
pub(super) fn bind_numbers(part: &Part<'_>, context: &mut Context) -> Result<Vec<Number>, Doubt> {
    let mut numbers: Vec<Number> = Vec::new();
    context.spoken = None;
    if part.has(&[Kind::Share]) {
        context.share = true;
    }
    if part.has(&[Kind::NoData]) || (part.has(&[Kind::None]) && part.has(&[Kind::Data])) {
        context.missing = true;
    }
    for at in part.range.clone() {
        let Token::Number(shown) = part.token(at) else {
            continue;
        };
        let (role, by) = role(part, at, shown, &numbers, context);
        let edge = edge(part, at, &role)?;
        // "Fell the most, by 5": where it is no value, it is the change that was spoken of.
        let alone = part.before(at).is_none() && part.after(at).is_none() && numbers.is_empty();
        let way = context.way.filter(|_| alone && role == Role::Level);
        let found = bind(part, at, (role, edge), context);
        let again = |why: Doubt| {
            let up = way.ok_or(why)?;
            let role = Role::Change(Some(up));
            bind(part, at, (role, edge), context).map(|found| (found, role))
        };
        let ((derived, column), role) = found.map(|found| (found, role)).or_else(again)?;
        context.went = match role {
            Role::Change(up) => up,
            // "Two fell: A by 5 % and B by 3 %"
            Role::Count => by.and_then(|by| part.word(by)).and_then(direction),
            _ => None,
        };
        if role == Role::Count && part.opens && !derived.left.is_empty() {
            context.counted = Some(derived.left.iter().map(|cell| cell.row).collect());
        }
        if !matches!(role, Role::Count | Role::Conversion) {
            context.spoken = Some(column);
        }
        if matches!(role, Role::Level | Role::Sum) && !context.told.contains(&column) {
            context.told.push(column);
        }
        numbers.push(Number {
            at,
            role,
            derived,
            by,
        });
    }
    Ok(numbers)
}

/// Which way a word says that something goes.
pub(super) fn direction(kind: Kind) -> Option<bool> {
    match kind {
        Kind::Rise | Kind::RiseNoun | Kind::RiseTo | Kind::More | Kind::Above => Some(true),
        Kind::Fall | Kind::FallNoun | Kind::FallTo | Kind::Less | Kind::Below => Some(false),
        _ => None,
    }
}

fn role(
    part: &Part<'_>,
    at: usize,
    shown: &Shown,
    earlier: &[Number],
    context: &Context,
) -> (Role, Option<usize>) {
    if is_count(part, at, shown, context) {
        return (Role::Count, counted::predicate(part, at));
    }
    if let Some(role) = range::role(part, shown) {
        return (role, None);
    }
    let factor = is_factor(part, at, shown) || is_times_of_told(part, at, shown, context);
    let of_change = shown.unit == Unit::Ratio
        && (part.has(&[Kind::Share]) || is_of_many(part, at))
        && part.has(&[Kind::RiseNoun, Kind::FallNoun]);
    if of_change {
        return (Role::Share, None);
    }
    if let Some(up) = said_again(part, at, shown, context) {
        return (Role::Change(Some(up)), None);
    }
    let of_group = context
        .object
        .as_ref()
        .is_some_and(|object| object.group.is_some());
    if part.kind_before(at) == Some(Kind::Lead) && of_group {
        return (Role::Change(Some(true)), None);
    }
    if let Some((up, by)) = governed(part, at).filter(|_| !factor) {
        // "B added another 17.5%", of a whole that is compared with nothing.
        let shares = context.share || part.values.story.computed.plan.intent == Intent::Share;
        let adds = shares && up && shown.unit == Unit::Ratio;
        if adds && part.word(by) == Some(Kind::Rise) && !has_base(part.values.story) {
            return (Role::Share, Some(by));
        }
        return (Role::Change(Some(up)), Some(by));
    }
    if factor {
        return (Role::Factor, None);
    }
    if let Some(found) = within_brackets(part, at, shown, earlier) {
        return found;
    }
    let is_level = matches!(
        part.kind_before(at),
        Some(Kind::RiseTo | Kind::FallTo | Kind::To | Kind::From)
    );
    let is_compared =
        context.object.is_some() || part.selections.iter().any(|selection| selection.is_object);
    let is_signed = shown.negative == Some(false)
        || (shown.negative == Some(true) && is_compared && !is_of_another(part, at));
    let is_none = shown.value.is_zero()
        && is_compared
        && !part.has(&[Kind::Equal])
        && !is_of_another(part, at);
    if is_none || shown.unit == Unit::Points || (is_signed && !is_level) {
        return (Role::Change(shown.negative.map(|negative| !negative)), None);
    }
    if context.opened
        && let Some(up) = listed_way(part, at, context)
    {
        return (Role::Change(Some(up)), None);
    }
    if let Some(role) = ratio(part, at, shown, context) {
        return (role, None);
    }
    if let Some(up) = listed_way(part, at, context) {
        return (Role::Change(Some(up)), None);
    }
    (whole(part, at, context), None)
}

/// What an amount is that nothing else governs: a mean, a sum or a value.
fn whole(part: &Part<'_>, at: usize, context: &Context) -> Role {
    if part.has(&[Kind::Mean]) && !is_mean_itself(part, context) {
        return Role::Mean;
    }
    let rows = part.values.rows(&part.subject(at, context));
    if part.has(&[Kind::InAll]) && rows.len() != 1 {
        return Role::Sum;
    }
    let together: &[Kind] = if part.has_span() {
        &[Kind::Sum]
    } else {
        &[Kind::Sum, Kind::Rest, Kind::Except]
    };
    if part.has(together) && part.kind_before(at) != Some(Kind::Of) {
        return Role::Sum;
    }
    Role::Level
}

/// Which way a number goes that stands after a name in a list of changes.
fn listed_way(part: &Part<'_>, at: usize, context: &Context) -> Option<bool> {
    let went = context.went.filter(|_| part.goes_on() || context.opened);
    went.filter(|_| part.before(at).is_some_and(|name| part.is_named(name)))
}

/// What a percentage is that no word of direction governs: a rate, a step, a share, a value.
fn ratio(part: &Part<'_>, at: usize, shown: &Shown, context: &Context) -> Option<Role> {
    if shown.unit != Unit::Ratio {
        return None;
    }
    let fast = context.fast.or_else(|| {
        part.has(&[Kind::Fastest, Kind::Slowest])
            .then(|| fastest(part))?
    });
    let is_amount = |column: usize| !labels::figure(part.values.story.column(column)).is_percent();
    if let Some(up) = fast
        && !part.has(&[Kind::Share])
        && part.metric(context).is_some_and(is_amount)
    {
        return Some(Role::Change(Some(up)));
    }
    let of_step = part.has(&[Kind::Share]) && part.metrics().len() == 1;
    if part.values.story.computed.plan.intent == Intent::Funnel && of_step {
        return Some(Role::Conversion);
    }
    let is_funnel = part.values.story.computed.plan.intent == Intent::Funnel;
    // 转化率为 0.4%, where that is the one metric: its value.
    let values = &part.values.story.values;
    let is_rate = !is_funnel && values.len() == 1 && !values.iter().copied().any(is_amount);
    let is_step = (part.has(&[Kind::Conversion, Kind::Steepest]) && !is_rate)
        || (part.metrics().len() == 2 && part.has(&[Kind::To]))
        || (is_funnel && (part.depth[at] > 0 || context.step.is_some()));
    if is_step {
        return Some(Role::Conversion);
    }
    let story = part.values.story;
    let is_share = story.computed.plan.intent == Intent::Share
        && part
            .metric(context)
            .is_some_and(|column| !labels::figure(story.column(column)).is_percent());
    if part.has(&[Kind::Share]) || context.share || is_share || is_of_many(part, at) {
        return Some(Role::Share);
    }
    Some(Role::Level)
}

/// Whether the metric spoken of is a mean by its own name.
fn is_mean_itself(part: &Part<'_>, context: &Context) -> bool {
    let story = part.values.story;
    let label = part
        .metric(context)
        .map(|column| &story.column(column).label);
    label.is_some_and(|label| names_mean(&label.zh) || names_mean(&label.en))
}

/// The word that says which way a number goes: before it, or right after it.
fn governed(part: &Part<'_>, at: usize) -> Option<(bool, usize)> {
    let before = part.before(at);
    if let Some((other, kind)) = before.and_then(|other| Some((other, part.word(other)?))) {
        let up = match kind {
            Kind::Rise | Kind::RiseNoun => Some(true),
            Kind::Fall | Kind::FallNoun => Some(false),
            Kind::Of => part.kind_before(other).and_then(|kind| match kind {
                Kind::RiseNoun => Some(true),
                Kind::FallNoun => Some(false),
                _ => None,
            }),
            _ => None,
        };
        if let Some(up) = up {
            let by = if kind == Kind::Of {
                part.before(other)?
            } else {
                other
            };
            return Some((up, by));
        }
    }
    if let Some(found) = led_by(part, at) {
        return Some(found);
    }
    let after = part.after(at)?;
    // "15.9 % was above the 9.2 % of B": both are values.
    let is_number = |next: usize| matches!(part.token(next), Token::Number(_));
    let is_told = matches!(
        part.word(after - 1),
        Some(Kind::Plain | Kind::Sharp | Kind::Slight)
    );
    if matches!(part.word(after), Some(Kind::Above | Kind::Below))
        && is_told
        && part.after(after).is_some_and(is_number)
    {
        return None;
    }
    match part.word(after)? {
        kind @ (Kind::More
        | Kind::Less
        | Kind::Above
        | Kind::Below
        | Kind::RiseNoun
        | Kind::FallNoun) => direction(kind).map(|up| (up, after)),
        _ => None,
    }
}

/// 领先 A 94 万元, trailed A by ¥19M, 比 A 多: the amount after what is compared with.
fn led_by(part: &Part<'_>, at: usize) -> Option<(bool, usize)> {
    let object = part.before(at)?;
    let is_object = part
        .selections
        .iter()
        .any(|selection| selection.at == object && selection.is_object);
    if !is_object || part.owns(object, at) {
        return None;
    }
    let word = part.before(object)?;
    match part.word(word)? {
        kind @ (Kind::Above | Kind::Below) => direction(kind).map(|up| (up, word)),
        Kind::Highest => Some((true, word)),
        _ => None,
    }
}

/// A number in brackets says the same in another way as the one before them.
fn within_brackets(
    part: &Part<'_>,
    at: usize,
    shown: &Shown,
    earlier: &[Number],
) -> Option<(Role, Option<usize>)> {
    let opened = at.checked_sub(1)? >= part.range.start && *part.token(at - 1) == Token::Open;
    if !opened {
        return None;
    }
    let head = earlier
        .iter()
        .rev()
        .find(|number| part.depth[number.at] < part.depth[at])?;
    let next = (head.at + 1..at).all(|other| part.depth[other] >= part.depth[at]);
    match (head.role, &shown.unit) {
        (Role::Change(up), Unit::Ratio | Unit::Points) if next => Some((Role::Change(up), head.by)),
        (_, Unit::Ratio) if shown.negative.is_some() => {
            Some((Role::Change(shown.negative.map(|negative| !negative)), None))
        }
        _ => None,
    }
}
