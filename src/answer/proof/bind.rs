//! From a number and what it is to the cells that give it.

use semantic_sql::bound::Comparison;

use crate::answer::exact::Exact;
use crate::answer::fact::CellRef;
use crate::answer::labels;

use super::names::{Name, has_base};
use super::roles::{Edge, Role};
use super::sentence::{Context, Doubt, Of, Part, apply};
use super::shown::{Shown, Unit};
use super::tokens::Token;
use super::values::{Derived, How, Subject};
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
    for column in columns(part, at, shown, role, context) {
        if !counts_the_same(part, shown, column, role) {
            continue;
        }
        for derived in candidates(part, at, role, column, context) {
            let value = part.values.value(&derived);
            let value = value.and_then(|value| in_unit(part, value, shown, column, role));
            if value.is_some_and(|value| fits(shown, edge, value, role)) {
                return Ok((derived, column));
            }
        }
    }
    Err(format!("{shown:?} as {role:?} is bound to nothing"))
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
        let is_same = filter.values.iter().any(|value| Exact::parse(value) == Some(shown.value));
        let is_named = part.metrics().is_empty() || part.metrics().contains(&column);
        (is_same && is_named && counts_the_same(part, shown, column, Role::Level))
            .then_some(column)
    })
}

/// The columns that a number may be of: of the metric that governs it, else of the one spoken of,
/// else of the only one with its unit.
fn columns(
    part: &Part<'_>,
    at: usize,
    shown: &Shown,
    role: Role,
    context: &Context,
) -> Vec<usize> {
    let metric = |at: usize| match part.token(at) {
        Token::Name(Name::Metric(columns)) => Some(columns.clone()),
        _ => None,
    };
    let beside = (at + 1 < part.range.end).then(|| metric(at + 1)).flatten();
    let beside = beside
        .filter(|_| matches!(shown.unit, Unit::Bare | Unit::Codes(_) | Unit::Measure));
    if let Some(columns) = beside {
        return columns;
    }
    let mut taken = false;
    let mut governing = None;
    for other in (part.range.start..at).rev() {
        if let Some(columns) = metric(other) {
            governing = Some((columns, taken));
            break;
        }
        taken |= matches!(part.token(other), Token::Number(_)) && part.depth[other] <= part.depth[at];
    }
    let by_unit = |columns: Vec<usize>| -> Vec<usize> {
        let same = columns
            .into_iter()
            .filter(|column| counts_the_same(part, shown, *column, role));
        same.collect()
    };
    match governing {
        Some((columns, false)) => return columns,
        Some((columns, true)) => {
            let found = by_unit(columns);
            if !found.is_empty() {
                return found;
            }
        }
        None => {}
    }
    let spoken = context.metric.map(|column| by_unit(vec![column]));
    if let Some(found) = spoken.filter(|found| !found.is_empty()) {
        return found;
    }
    let all = by_unit(part.values.story.values.clone());
    let is_plain = matches!(shown.unit, Unit::Codes(_)) || part.values.story.values.len() == 1;
    if all.len() == 1 && (is_plain || role == Role::Level) { all } else { Vec::new() }
}

/// Whether a number of such a unit can be of a column.
fn counts_the_same(part: &Part<'_>, shown: &Shown, column: usize, role: Role) -> bool {
    let meant = part.values.story.column(column);
    let is_percent = labels::figure(meant).is_percent();
    match role {
        Role::Share | Role::Conversion | Role::Factor => true,
        Role::Change(_) => match shown.unit {
            Unit::Points => is_percent,
            Unit::Ratio => true,
            Unit::Times => !is_percent,
            _ => !is_percent && has_unit(shown, &meant.unit),
        },
        Role::Level | Role::Sum | Role::Mean | Role::Count => match shown.unit {
            Unit::Ratio => is_percent,
            Unit::Points => false,
            _ => !is_percent && has_unit(shown, &meant.unit),
        },
    }
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
fn in_unit(part: &Part<'_>, value: Exact, shown: &Shown, column: usize, role: Role) -> Option<Exact> {
    let is_amount = matches!(role, Role::Level | Role::Change(_) | Role::Sum | Role::Mean);
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
        Edge::About => shown.shows(value) || between(part(95, 2), part(105, 2)),
        Edge::Near => between(part(90, 2), part(1, 0)) && value < shown.value,
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
        Role::Count => Vec::new(),
    }
}

/// A value: of what stands right after the number, else of what stands before it.
fn levels(part: &Part<'_>, at: usize, column: usize, context: &Context) -> Vec<Derived> {
    let of = |subject: &Subject| {
        let left = part.values.level(subject, column)?;
        let how = if left.len() == 1 { How::Cell } else { How::Sum };
        Some(Derived {
            how,
            left,
            right: Vec::new(),
        })
    };
    let kind = part.kind_before(at);
    let to = matches!(kind, Some(Kind::To | Kind::RiseTo | Kind::FallTo));
    let mut subject = part.subject_at(at, context, !to);
    let linked = linked(part, at);
    if let Some(index) = linked {
        apply(&mut subject, &part.selections[index].of, part);
        subject.base = part.selections[index].of == Of::Base || (subject.base && !matches!(part.selections[index].of, Of::Bucket(_)));
    }
    if part.kind_before(at) == Some(Kind::Of) && linked.is_none() && part.has(&[Kind::Whole, Kind::Sum]) {
        subject = Subject::default();
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
    if to && subject.is_whole() && part.values.story.buckets.is_some() {
        let last = part.values.in_time(&subject, column).last().copied();
        return last.and_then(|row| of(&Subject::of_row(row))).into_iter().collect();
    }
    if kind == Some(Kind::Than) && linked.is_none() {
        let than = part.before(at).unwrap_or(at);
        let named = part.selections.iter().any(|found| (than..at).contains(&found.at));
        if let Some(object) = context.object.as_ref().filter(|_| !named) {
            return of(object).into_iter().collect();
        }
    }
    if let Some(items) = list_at(part, at) {
        return each(part, &items, column);
    }
    let whole = brackets_of_whole(part, at).then(|| of(&Subject::default())).flatten();
    let mut found: Vec<Derived> = whole.or_else(|| of(&subject)).into_iter().collect();
    if found.is_empty() && part.values.story.buckets.is_none() && !subject.base {
        let rows = part.values.rows(&subject).into_iter();
        let items: Vec<Vec<usize>> = rows.map(|row| vec![row]).collect();
        found.extend(each(part, &items, column).into_iter().filter(|_| !subject.is_whole()));
    }
    if subject.is_whole() && to && part.has(&[Kind::From]) && !has_base(part.values.story) {
        found.extend(ends(part, column));
    }
    found
}

/// ¥26M of ¥40M: the second is of the whole.
fn brackets_of_whole(part: &Part<'_>, at: usize) -> bool {
    let of = part.before(at).filter(|other| part.word(*other) == Some(Kind::Of));
    let number = of.and_then(|of| part.before(of));
    number.is_some_and(|other| matches!(part.token(other), Token::Number(_)))
        && linked(part, at).is_none()
}

/// The selection right after a number that tells of what it is: "¥5M at A", "¥1.5M the day before".
fn linked(part: &Part<'_>, at: usize) -> Option<usize> {
    let mut next = at + 1;
    let mut joined = false;
    while next < part.range.end {
        match part.token(next) {
            Token::Word(Kind::At | Kind::Of) if part.depth[next] == part.depth[at] => joined = true,
            Token::Word(Kind::Plain) => {}
            Token::Open => {
                next = (next..part.range.end).find(|other| *part.token(*other) == Token::Close)?;
            }
            _ => break,
        }
        next += 1;
    }
    let found = part.selections.iter().position(|selection| selection.at == next)?;
    let is_time = matches!(part.selections[found].of, Of::Base | Of::Bucket(_));
    let is_english = part.pieces[at].to < part.pieces[next].from;
    ((joined || is_time) && is_english).then_some(found)
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
    if part.values.story.buckets.is_some() {
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
    rows.first().into_iter().chain(rows.last()).map(cell).collect()
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

/// A number that each of several groups has: all of them must have the same.
fn each(part: &Part<'_>, items: &[Vec<usize>], column: usize) -> Vec<Derived> {
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
    let values: Vec<Option<Exact>> = cells.iter().map(|cell| part.values.number(&[*cell])).collect();
    if values.windows(2).any(|pair| pair[0] != pair[1]) {
        return Vec::new();
    }
    let first = cells.first().map(|cell| Derived {
        how: How::Cell,
        left: vec![*cell],
        right: Vec::new(),
    });
    first.into_iter().collect()
}

/// A change: of what this part speaks of, against what it compares with.
fn changes(part: &Part<'_>, at: usize, column: usize, context: &Context) -> Vec<Derived> {
    let Token::Number(shown) = part.token(at) else {
        return Vec::new();
    };
    let is_rate = matches!(shown.unit, Unit::Ratio | Unit::Times);
    let mut found = Vec::new();
    for (left, right) in pairs(part, at, column, context) {
        let is_base = right == left.earlier();
        let cells = part.values.level(&left, column).zip(part.values.level(&right, column));
        if let Some((left, right)) = cells {
            let how = if is_rate { How::Rate } else { How::Difference };
            found.push(Derived { how, left, right });
        } else if is_base {
            let side = if is_rate { Comparison::ChangeRate } else { Comparison::Change };
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
        if object.group.is_some() && context.object.as_ref().is_some_and(|known| known.bucket == context.subject.bucket) {
            object.bucket.clone_from(&subject.bucket);
        }
        return vec![(subject, object)];
    }
    if part.values.story.buckets.is_none() {
        let other = other_of_two(part, &subject);
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

/// The last bucket against the first: of those that were named, or of all.
fn over_time(
    part: &Part<'_>,
    subject: &Subject,
    column: usize,
    context: &Context,
) -> Vec<(Subject, Subject)> {
    let named = part.selections.iter().filter_map(|selection| match &selection.of {
        Of::Bucket(rows) => Some(rows.clone()),
        _ => None,
    });
    let mut buckets: Vec<Vec<usize>> = context.buckets.iter().cloned().chain(named).collect();
    buckets.dedup();
    let with = |rows: &[usize]| Subject {
        bucket: Some(rows.to_vec()),
        base: false,
        ..subject.clone()
    };
    match buckets.as_slice() {
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

/// One value over another one.
fn factors(part: &Part<'_>, at: usize, column: usize, context: &Context) -> Vec<Derived> {
    let found = pairs(part, at, column, context).into_iter();
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

/// A part of the whole: of a value, of values together, or of a change.
fn shares(part: &Part<'_>, at: usize, column: usize, context: &Context) -> Vec<Derived> {
    let values = part.values;
    let mut subject = part.subject(at, context);
    if let Some(index) = linked(part, at) {
        apply(&mut subject, &part.selections[index].of, part);
    }
    if subject.is_whole() {
        return Vec::new();
    }
    if part.has(&[Kind::RiseNoun, Kind::FallNoun]) {
        return share_of_change(part, &subject, column).into_iter().collect();
    }
    let story = values.story;
    let columns = &story.computed.result.columns;
    let beside = columns
        .iter()
        .position(|other| labels::share_of(other, story.column(column)));
    let own = labels::is_share(story.column(column)).then_some(column);
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
    let right = values.level(&Subject::default(), column);
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
    let up = !values.difference(&whole, &whole.earlier(), column)?.is_negative();
    if up != part.has(&[Kind::RiseNoun]) {
        return None;
    }
    let ends = |subject: &Subject| {
        let now = values.level(subject, column)?;
        let before = values.level(&subject.earlier(), column)?;
        (now.len() == 1 && before.len() == 1).then(|| [now, before].concat())
    };
    Some(Derived {
        how: How::ShareOfChange,
        left: ends(subject)?,
        right: ends(&whole)?,
    })
}

/// The sum or the mean of the groups named, or of all.
fn sums(part: &Part<'_>, at: usize, column: usize, context: &Context, how: How) -> Vec<Derived> {
    let subject = part.subject(at, context);
    let values = part.values;
    // A sum that names nothing is of all, and so is one of a single row spoken of before.
    let named = !part.selections.is_empty();
    let subject = if !named && values.rows(&subject).len() == 1 {
        Subject::default()
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

/// What is left of an earlier step: of the one named with it, or of those told before.
fn conversions(part: &Part<'_>, at: usize, column: usize, context: &Context) -> Vec<Derived> {
    let mut named = part.metrics();
    if let Some((from, to)) = context.step.filter(|_| named.is_empty()) {
        named = vec![from, to];
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
    let same = |other: &&usize| **other != to && story.column(**other).unit == story.column(to).unit;
    let found = from.iter().filter(same).filter_map(|from| {
        Some(Derived {
            how: How::Ratio,
            left: part.values.level(&subject, to)?,
            right: part.values.level(&subject, *from)?,
        })
    });
    found.collect()
}
