//! From a number and what it is to the cells that give it.

use std::ops::Range;

use crate::answer::exact::Exact;
use crate::answer::labels;

use super::compare::{changes, factors, sums};
use super::counted;
use super::edge::Edge;
use super::level::levels;
use super::names::Name;
use super::part::Part;
use super::range;
use super::roles::Role;
use super::sentence::{Context, Doubt};
use super::shares::{conversions, share_beside, shares};
use super::shown::{Shown, Unit};
use super::tokens::{Piece, Token};
use super::values::{Derived, How};
use super::vocabulary::Kind;

/// Binds a number; what it is bound to, and the column it is of.
pub(super) fn bind(
    part: &Part<'_>,
    at: usize,
    (role, edge): (Role, Edge),
    context: &Context,
) -> Result<(Derived, usize), Doubt> {
    let Token::Number(shown) = part.token(at) else {
        return Err("no number".to_owned());
    };
    if role == Role::Count {
        let first = part.values.story.values.first().copied().unwrap_or(0);
        let derived = super::counts::count(part, at, shown, context).ok_or("a count is wrong")?;
        return Ok((derived, first));
    }
    if let Some(column) = bound_by_filter(part, shown, edge) {
        let derived = Derived {
            how: How::Bound,
            left: Vec::new(),
            right: Vec::new(),
        };
        return Ok((derived, column));
    }
    if counted::is_bound(part, at) || super::alone::is_side(part, at) {
        let column = part.metric(context).ok_or("no metric is named")?;
        let derived = Derived {
            how: How::Bound,
            left: Vec::new(),
            right: Vec::new(),
        };
        return Ok((derived, column));
    }
    let mut all = columns(part, at, shown, role, context);
    if all.is_empty() && shown.unit == Unit::Points {
        all.extend(share_beside(part, context));
    }
    for column in all {
        if !counts_the_same(part, shown, column, role) {
            continue;
        }
        if let Some(derived) = range::of_every(part, at, (role, edge), column, context) {
            return Ok((derived, column));
        }
        let is_side = matches!(edge, Edge::Over | Edge::Under) && role == Role::Level;
        let spans = part.has_span() || spans(context);
        for derived in candidates(part, at, role, column, context) {
            // "Above 5 in the last two weeks" is said of each of them, not of their sum.
            if is_side && spans && derived.how == How::Sum {
                continue;
            }
            let value = part.values.value(&derived);
            let value = value.and_then(|value| in_unit(part, value, shown, column, role));
            let as_told = || {
                let value = part.as_told(&derived, column, shown, (role, edge))?;
                in_unit(part, value, shown, column, role)
            };
            let fits = |value: Exact| fits(shown, edge, value, role);
            if value.is_some_and(fits) || (value.is_some() && as_told().is_some_and(fits)) {
                return Ok((derived, column));
            }
        }
    }
    Err(format!("{shown:?} as {role:?} is bound to nothing"))
}

/// Whether what is spoken of is a stretch of buckets.
fn spans(context: &Context) -> bool {
    let bucket = context.subject.bucket.as_ref();
    bucket.is_some_and(|rows| rows.len() > 1)
}

/// 超过 100 万元, where the question asked for what is above it: the column of the bound.
fn bound_by_filter(part: &Part<'_>, shown: &Shown, edge: Edge) -> Option<usize> {
    let story = part.values.story;
    let signs = match edge {
        Edge::Over => [">", ">="],
        Edge::Under => ["<", "<="],
        _ => return None,
    };
    let filters = story.computed.plan.interpretation.filters.iter();
    let mut filters = filters.filter(|filter| signs.contains(&filter.op.as_str()));
    filters.find_map(|filter| {
        let column = story.values.iter().copied().find(|column| {
            let column = story.column(*column);
            column.metric.as_deref() == Some(&filter.dimension)
        })?;
        let is_same = filter
            .values
            .iter()
            .any(|value| Exact::parse(value) == Some(shown.value));
        let is_named = part.metrics().is_empty() || part.metrics().contains(&column);
        (is_same && is_named && counts_the_same(part, shown, column, Role::Level)).then_some(column)
    })
}

/// The columns that a number may be of: of the metric that governs it, else of the one spoken of,
/// else of the only one with its unit.
fn columns(part: &Part<'_>, at: usize, shown: &Shown, role: Role, context: &Context) -> Vec<usize> {
    let metric = |at: usize| match part.token(at) {
        Token::Name(Name::Metric(columns)) => Some(columns.clone()),
        _ => None,
    };
    if let Some(columns) = said_beside(part, at, shown, (role, context)) {
        return columns;
    }
    let mut taken = false;
    let mut governing = None;
    for other in (part.range.start..at).rev() {
        if let Some(columns) = metric(other) {
            governing = Some((columns, taken));
            break;
        }
        taken |=
            matches!(part.token(other), Token::Number(_)) && part.depth[other] <= part.depth[at];
    }
    let by_unit = |columns: Vec<usize>| -> Vec<usize> {
        let same = columns
            .into_iter()
            .filter(|column| counts_the_same(part, shown, *column, role));
        same.collect()
    };
    match governing {
        // 成交 1 单: the unit says of which column.
        Some((columns, false)) if matches!(shown.unit, Unit::Codes(_)) => {
            let found = by_unit(columns.clone());
            let all = by_unit(part.values.story.values.clone());
            let is_other = found.is_empty() && role == Role::Level && all.len() == 1;
            return if is_other { all } else { columns };
        }
        Some((columns, false)) => return columns,
        Some((columns, true)) => {
            let found = by_unit(columns);
            if !found.is_empty() {
                return found;
            }
        }
        None => {}
    }
    let spoken = context.metric.or(context.told.last().copied());
    let spoken = spoken.map(|column| by_unit(vec![column]));
    if let Some(found) = spoken.filter(|found| !found.is_empty()) {
        return found;
    }
    let all = by_unit(part.values.story.values.clone());
    let is_plain = matches!(shown.unit, Unit::Codes(_)) || part.values.story.values.len() == 1;
    if all.len() == 1 && (is_plain || role == Role::Level) {
        all
    } else {
        Vec::new()
    }
}

/// The columns that what stands right beside a number names.
fn said_beside(
    part: &Part<'_>,
    at: usize,
    shown: &Shown,
    (role, context): (Role, &Context),
) -> Option<Vec<usize>> {
    let metric = |at: usize| match part.token(at) {
        Token::Name(Name::Metric(columns)) => Some(columns.clone()),
        _ => None,
    };
    let beside = (at + 1 < part.range.end).then(|| metric(at + 1)).flatten();
    let beside =
        beside.filter(|_| matches!(shown.unit, Unit::Bare | Unit::Codes(_) | Unit::Measure));
    if let Some(columns) = beside {
        return Some(columns);
    }
    // 85.9% of the ad spend.
    let of = part
        .after(at)
        .filter(|of| role == Role::Share && part.word(*of) == Some(Kind::Of));
    if let Some(columns) = of.and_then(|of| metric(part.after(of)?)) {
        return Some(columns);
    }
    if let Some(column) =
        respective(part, at, role, context).or_else(|| each_metric(part, at, role))
    {
        return Some(vec![column]);
    }
    // 60 % more orders than B
    let more = part
        .after(at)
        .filter(|more| matches!(part.word(*more), Some(Kind::More | Kind::Less)));
    if let Some(columns) = more.and_then(|more| metric(part.after(more)?)) {
        return Some(columns);
    }
    // 38 % as many orders as B
    let many = part
        .after(at)
        .filter(|many| part.word(*many) == Some(Kind::AsMany));
    many.and_then(|many| metric(part.after(many)?))
}

/// The pieces from the pause before a place to the next one; none where no pause stands before it.
fn between_pauses(pieces: &[Piece], at: usize) -> Option<Range<usize>> {
    let pause = |other: &usize| pieces[*other].token == Token::Pause;
    let from = (0..at).rev().find(pause)?;
    let to = (at..pieces.len()).find(pause);
    Some(from..to.unwrap_or(pieces.len()))
}

/// 5 万元、20 单，分别占 73% 和 70%: as many shares as values were told, in their order.
fn respective(part: &Part<'_>, at: usize, role: Role, context: &Context) -> Option<usize> {
    let pieces = part.pieces;
    let mut stretch = between_pauses(pieces, at)?;
    let is_other = |other: usize| {
        matches!(
            pieces[other].token,
            Token::Name(Name::Metric(_) | Name::Group(_)) | Token::List(_)
        )
    };
    let numbers: Vec<usize> = stretch
        .clone()
        .filter(|other| matches!(pieces[*other].token, Token::Number(_)))
        .collect();
    let told = &context.told;
    let same = numbers.len() == told.len() && told.len() > 1 && role == Role::Share;
    let place = numbers.iter().position(|other| *other == at)?;
    (same && !stretch.any(is_other)).then(|| told.get(place).copied())?
}

/// "A and B both peaked on May 1, at 5 and 3": as many values as metrics named together.
fn each_metric(part: &Part<'_>, at: usize, role: Role) -> Option<usize> {
    let pieces = part.pieces;
    let mut stretch = between_pauses(pieces, at)?;
    let metric = |other: usize| match &pieces[other].token {
        Token::Name(Name::Metric(columns)) => columns.first().copied(),
        _ => None,
    };
    let is_number = |other: &usize| matches!(pieces[*other].token, Token::Number(_));
    let numbers: Vec<usize> = stretch.clone().filter(is_number).collect();
    let named: Vec<usize> = (0..stretch.start).filter_map(metric).collect();
    let earlier = (0..stretch.start).any(|other| is_number(&other));
    let same = numbers.len() == named.len() && named.len() > 1 && role == Role::Level;
    let place = numbers.iter().position(|other| *other == at)?;
    (same && !earlier && !stretch.any(|other| metric(other).is_some()))
        .then(|| named.get(place).copied())?
}

/// Whether a number of such a unit can be of a column.
fn counts_the_same(part: &Part<'_>, shown: &Shown, column: usize, role: Role) -> bool {
    let meant = part.values.story.column(column);
    let is_percent = labels::figure(meant).is_percent();
    match role {
        Role::Share | Role::Conversion | Role::Factor => true,
        Role::Gap => match shown.unit {
            Unit::Points => is_percent,
            Unit::Ratio | Unit::Times => false,
            _ => !is_percent && has_unit(shown, &meant.unit),
        },
        Role::Change(_) => match shown.unit {
            Unit::Points => is_percent,
            Unit::Ratio => true,
            Unit::Times => !is_percent,
            _ => !is_percent && has_unit(shown, &meant.unit),
        },
        Role::Level | Role::Sum | Role::Mean | Role::Count | Role::Range => match shown.unit {
            Unit::Ratio => is_percent,
            Unit::Points => false,
            _ => !is_percent && has_unit(shown, &meant.unit),
        },
    }
}

/// Whether a number can be a value of a column.
pub(super) fn is_level(part: &Part<'_>, shown: &Shown, column: usize) -> bool {
    let is_told = shown.unit != Unit::Duration || part.values.story.column(column).unit == "second";
    is_told && counts_the_same(part, shown, column, Role::Level)
}

fn has_unit(shown: &Shown, code: &str) -> bool {
    match &shown.unit {
        Unit::Bare | Unit::Measure => true,
        Unit::Codes(codes) => codes.iter().any(|known| known == code),
        Unit::Duration => seconds(code).is_some(),
        Unit::Times => code == "times" || code == "ratio",
        Unit::Ratio | Unit::Points | Unit::Period => false,
    }
}

/// How many seconds a unit of time has.
fn seconds(code: &str) -> Option<i128> {
    match code {
        "second" => Some(1),
        "minute" => Some(60),
        "hour" => Some(3_600),
        _ => None,
    }
}

/// A value in the unit in which the number was written.
fn in_unit(
    part: &Part<'_>,
    value: Exact,
    shown: &Shown,
    column: usize,
    role: Role,
) -> Option<Exact> {
    let is_amount = matches!(
        role,
        Role::Level | Role::Change(_) | Role::Sum | Role::Mean | Role::Gap
    );
    if shown.unit == Unit::Duration && is_amount {
        return value.times(seconds(&part.values.story.column(column).unit)?);
    }
    Some(value)
}

/// Whether a number shows a value, with its sign and what the words beside it say.
fn fits(shown: &Shown, edge: Edge, value: Exact, role: Role) -> bool {
    let is_down = value.is_negative();
    let sign = match role {
        Role::Change(_) if shown.value.is_zero() => value.is_zero(),
        Role::Change(up) => {
            up.is_none_or(|up| up != is_down)
                && shown.negative.is_none_or(|negative| negative == is_down)
                && (up.is_some() || shown.negative.is_some())
                && !value.is_zero()
        }
        _ => shown.negative.unwrap_or(false) == is_down,
    };
    sign && within(shown, edge, value.abs())
}

/// How far a number in words of a bound may be from what it stands for.
pub(super) fn within(shown: &Shown, edge: Edge, value: Exact) -> bool {
    let part = |numerator: i128, places: u32| {
        shown
            .value
            .times(numerator)
            .map(|value| value.shifted(i32::try_from(places).unwrap_or(0)))
    };
    let between = |low: Option<Exact>, high: Option<Exact>| {
        low.is_some_and(|low| low <= value) && high.is_some_and(|high| value <= high)
    };
    match edge {
        Edge::Exact => shown.shows(value),
        // "about twice" is rougher than a number in digits.
        Edge::About if shown.in_words => between(part(90, 2), part(110, 2)),
        Edge::About => shown.shows(value) || between(part(95, 2), part(105, 2)),
        Edge::Near => between(part(90, 2), part(1, 0)) && value < shown.value,
        // 两倍多 is less than three times.
        Edge::Over if shown.unit == Unit::Times => {
            let quarter = shown.value.over(Exact::new(4, 0));
            let room = quarter.map_or(Exact::new(1, 0), |room| room.max(Exact::new(1, 0)));
            value > shown.value && shown.value.plus(room).is_some_and(|most| value < most)
        }
        Edge::Over => between(part(1, 0), part(2, 0)) && value > shown.value,
        Edge::Under => between(part(5, 1), part(1, 0)) && value < shown.value,
    }
}

/// What a number may be of a column, given what its part names.
fn candidates(
    part: &Part<'_>,
    at: usize,
    role: Role,
    column: usize,
    context: &Context,
) -> Vec<Derived> {
    match role {
        Role::Level => levels(part, at, column, context),
        Role::Change(_) => changes(part, at, column, context),
        Role::Factor => factors(part, at, column, context),
        Role::Share => shares(part, at, column, context),
        Role::Sum => sums(part, at, column, context, How::Sum),
        Role::Mean => sums(part, at, column, context, How::Mean),
        Role::Conversion => conversions(part, at, column, context),
        Role::Gap => range::gaps(part, at, column, context),
        Role::Count | Role::Range => Vec::new(),
    }
}
