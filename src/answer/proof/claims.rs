//! Words of comparison: up, down, more than, equal, doubled, no data.

use crate::answer::exact::Exact;
use crate::answer::narration::{story::Story, trend};

use super::alone;
use super::compare::pairs;
use super::counted;
use super::edge::is_bound;
use super::funnel::is_steepest;
use super::missing::{is_missing, none_is_left};
use super::names::Name;
use super::order::is_good;
use super::part::Part;
use super::range;
use super::roles::{Number, Role, direction};
use super::sentence::{Context, Doubt, Of};
use super::shown::Unit;
use super::tokens::Token;
use super::values::{Derived, How, Subject};
use super::vocabulary::Kind;
use super::whole;

/// Checks every word of a part that claims something by itself.
pub(super) fn claims(part: &Part<'_>, context: &Context, numbers: &[Number]) -> Result<(), Doubt> {
    for (at, kind) in part.words() {
        let holds = match kind {
            Kind::Rise
            | Kind::Fall
            | Kind::RiseNoun
            | Kind::FallNoun
            | Kind::RiseTo
            | Kind::FallTo
            | Kind::More
            | Kind::Less
            | Kind::Above
            | Kind::Below => goes(part, at, kind, context, numbers),
            Kind::Only => alone::is_alone(part, at, context, numbers),
            Kind::Every => {
                !alone::says_of_every_step(part, numbers) || is_steady(part, at, context)
            }
            Kind::Alike => alone::is_near(part, at, context, Exact::new(5, 2)),
            Kind::Close => alone::is_near(part, at, context, Exact::new(1, 1)),
            Kind::Over
            | Kind::Under
            | Kind::About
            | Kind::Near
            | Kind::Floor
            | Kind::Ceiling
            | Kind::SomeMore
            | Kind::SomeLess => bounds(part, at, kind, context),
            Kind::Lead => numbers.iter().any(|it| it.role == Role::Change(Some(true))),
            Kind::AllOthers => alone::leads_all(part, at, context),
            Kind::Between => {
                numbers
                    .iter()
                    .any(|it| matches!(it.role, Role::Range | Role::Gap))
                    || range::is_between_buckets(part, at)
            }
            Kind::Ranged => range::is_told(part, numbers, context),
            Kind::Gap => numbers.iter().any(|it| it.role == Role::Gap),
            Kind::UpDown => range::turns(part, at, true, context),
            Kind::DownUp => range::turns(part, at, false, context),
            Kind::Equal => {
                numbers.iter().any(|it| it.by == Some(at)) || is_equal(part, at, context)
            }
            Kind::Doubled => multiplied(part, at, Exact::new(2, 0), context),
            Kind::Tripled => multiplied(part, at, Exact::new(3, 0), context),
            Kind::Quadrupled => multiplied(part, at, Exact::new(4, 0), context),
            Kind::Halved => multiplied(part, at, Exact::new(5, 1), context),
            Kind::Better | Kind::Worsened => turns(part, at, kind == Kind::Better, context),
            Kind::Slight => sized(part, at, context, |rate| rate <= Exact::new(1, 1)),
            Kind::Sharp => sized(part, at, context, |rate| rate >= Exact::new(2, 1)),
            Kind::Than => has_object(part, context),
            // As much as, with no factor: the same.
            Kind::AsOf | Kind::TimesOf => {
                has_object(part, context)
                    && (is_multiple(part, numbers) || is_equal(part, at, context))
            }
            Kind::None => {
                none_is_left(part)
                    || (part.has(&[Kind::Data]) && is_missing(part, at, context, numbers))
            }
            Kind::NoData => is_missing(part, at, context, numbers),
            Kind::Steady => {
                let of_each = numbers.iter().any(|it| it.derived.how == How::Each);
                of_each || is_steady(part, at, context)
            }
            Kind::Sole => alone::is_sole(part, at, context)
                .unwrap_or_else(|| alone::goes_alone(part, at, context)),
            Kind::Running => runs(part, trend::is_running),
            Kind::InPart => runs(part, trend::is_cut),
            Kind::Steepest => is_steepest(part, context),
            Kind::Whole => {
                whole::is_whole(part) || whole::tells_whole(part, numbers) || is_conversion(numbers)
            }
            _ => true,
        };
        if !holds {
            return Err(format!("{kind:?} does not hold"));
        }
    }
    Ok(())
}

/// Words of a side or a margin stand beside a number, or compare by themselves.
fn bounds(part: &Part<'_>, at: usize, kind: Kind, context: &Context) -> bool {
    let (before, after) = (
        touches_number(part, at, true),
        touches_number(part, at, false),
    );
    match kind {
        Kind::Over | Kind::Under => {
            before || compares(part, at, kind == Kind::Over, context) || is_over_period(part, at)
        }
        Kind::About => before || after,
        Kind::Near => {
            let near = || alone::is_near(part, at, context, Exact::new(1, 1));
            before || after || (part.names_list() && near())
        }
        Kind::Floor | Kind::Ceiling => before,
        _ => after,
    }
}

/// 整体转化率: of two steps, and not of what the question asked for a part of.
fn is_conversion(numbers: &[Number]) -> bool {
    numbers.iter().any(|it| it.role == Role::Conversion)
}

fn has_object(part: &Part<'_>, context: &Context) -> bool {
    part.selections.iter().any(|selection| selection.is_object) || context.object.is_some()
}

fn is_multiple(part: &Part<'_>, numbers: &[Number]) -> bool {
    let by_word = [Kind::Doubled, Kind::Tripled, Kind::Quadrupled, Kind::Halved];
    part.has(&by_word) || numbers.iter().any(|it| it.role == Role::Factor)
}

fn touches_number(part: &Part<'_>, at: usize, after: bool) -> bool {
    let measured = |other: &usize| {
        let found = part.selections.iter().find(|found| found.at == *other);
        found.is_some_and(|found| found.is_object)
            || matches!(part.token(*other), Token::Name(Name::Metric(_)))
    };
    let shares = part.has(&[Kind::Share]);
    let of_whole = [
        Kind::RiseNoun,
        Kind::FallNoun,
        Kind::Whole,
        Kind::Sum,
        Kind::Of,
    ];
    let is_quiet =
        |kind: Kind| kind.is_plain() || kind == Kind::Share || (shares && of_whole.contains(&kind));
    let is_plain = |other: &usize| part.word(*other).is_some_and(is_quiet) || measured(other);
    let is_number = |other: usize| {
        matches!(
            part.token(other),
            Token::Number(_)
                | Token::Word(Kind::Doubled | Kind::Tripled | Kind::Quadrupled | Kind::Halved)
        )
    };
    if after {
        let next = (at + 1..part.range.end).find(|other| !is_plain(other));
        next.is_some_and(is_number)
    } else {
        at > part.range.start && is_number(at - 1)
    }
}

/// "over the last 7 days"
fn is_over_period(part: &Part<'_>, at: usize) -> bool {
    let next =
        (at + 1..part.range.end).find(|other| !part.word(*other).is_some_and(Kind::is_plain));
    next.is_some_and(|next| matches!(part.token(next), Token::Name(Name::Now)))
}

/// A direction: of the number that it governs, of a change most of all, or by itself.
fn goes(part: &Part<'_>, at: usize, kind: Kind, context: &Context, numbers: &[Number]) -> bool {
    let of_changes = |number: &Number| {
        number.derived.how == How::ShareOfChange && part.before(number.at) == Some(at)
    };
    if numbers.iter().any(|number| number.by == Some(at))
        || numbers.iter().any(of_changes)
        || counted::is_bounded(part)
        || counted::counts_multiplied(part)
        || part.has(&[Kind::AllOthers])
    {
        return true;
    }
    if matches!(kind, Kind::Above | Kind::Below) && is_bound(part, at) {
        return true;
    }
    if alone::says_of_every(part, numbers) {
        return alone::every_goes(part, context);
    }
    let is_alone = part.has(&[Kind::Sole]) && matches!(kind, Kind::Above | Kind::Below);
    if is_alone && alone::is_sole(part, at, context) == Some(true) {
        return true;
    }
    if part.has(&[Kind::Only]) && numbers.is_empty() && !part.selections.is_empty() {
        // What is said of it alone is checked there.
        return true;
    }
    let ranks =
        |kind: Option<Kind>| matches!(kind, Some(Kind::Highest | Kind::Lowest | Kind::Fastest));
    let is_ranked = ranks(part.kind_before(at)) || ranks(part.kind_after(at));
    let is_plain = matches!(
        kind,
        Kind::Rise | Kind::Fall | Kind::RiseNoun | Kind::FallNoun
    );
    if is_ranked && is_plain {
        return true;
    }
    let of_change = matches!(kind, Kind::RiseNoun | Kind::FallNoun)
        && numbers
            .iter()
            .any(|number| number.derived.how == How::ShareOfChange);
    of_change
        || direction(kind).is_some_and(|up| compares(part, at, up, context))
        || (part.has(&[Kind::Steady]) && has_stretch(part) && is_steady(part, at, context))
}

/// Whether a part says of which steps it speaks: by a stretch of buckets or by their number.
fn has_stretch(part: &Part<'_>) -> bool {
    let is_period =
        |at: usize| matches!(part.token(at), Token::Number(shown) if shown.unit == Unit::Period);
    part.has_span() || part.range.clone().any(is_period)
}

/// The differences of what a part compares.
fn differences(part: &Part<'_>, at: usize, context: &Context) -> Vec<Exact> {
    let column = part.metric(context);
    column.map_or_else(Vec::new, |column| differences_of(part, at, column, context))
}

fn differences_of(part: &Part<'_>, at: usize, column: usize, context: &Context) -> Vec<Exact> {
    let all = pairs(part, at, column, context);
    // Of several together only levels are compared: of what went before no change may be told.
    let together = part.has(&[Kind::Sum]) && context.went.is_none();
    all.iter()
        .filter_map(|(left, right)| {
            let summed = || {
                Some(Derived {
                    how: How::Difference,
                    left: part.values.parts(left, column)?,
                    right: part.values.parts(right, column)?,
                })
            };
            let plain = part.values.difference(left, right, column);
            plain.or_else(|| part.values.value(&together.then(summed)??))
        })
        .collect()
}

fn compares(part: &Part<'_>, at: usize, up: bool, context: &Context) -> bool {
    let goes = |found: Vec<Exact>| {
        let mut values = found.iter();
        !found.is_empty() && values.all(|value| !value.is_zero() && value.is_negative() != up)
    };
    // Spend and ROAS rose: both of them.
    let together = part.metrics_together(at);
    if together.len() > 1 {
        let each = together.into_iter();
        return each
            .map(|column| differences_of(part, at, column, context))
            .all(goes);
    }
    goes(differences(part, at, context))
}

fn is_equal(part: &Part<'_>, at: usize, context: &Context) -> bool {
    let list = part
        .selections
        .iter()
        .find_map(|selection| match &selection.of {
            Of::List(items) => Some(items.clone()),
            _ => None,
        });
    let Some(items) = list else {
        let found = differences(part, at, context);
        return !found.is_empty() && found.iter().all(|value| value.is_zero());
    };
    let Some(column) = part.metric(context) else {
        return false;
    };
    let values: Vec<Option<Exact>> = items
        .iter()
        .map(|rows| {
            let subject = Subject {
                group: Some(rows.clone()),
                ..context.subject.clone()
            };
            part.values.number(&part.values.level(&subject, column)?)
        })
        .collect();
    values
        .iter()
        .all(|value| value.is_some() && *value == values[0])
}

/// Rates of change of what a part compares.
fn factors(part: &Part<'_>, at: usize, context: &Context) -> Vec<Exact> {
    let Some(column) = part.metric(context) else {
        return Vec::new();
    };
    let all = pairs(part, at, column, context);
    all.iter()
        .filter_map(|(left, right)| {
            part.values.value(&Derived {
                how: How::Ratio,
                left: part.values.level(left, column)?,
                right: part.values.level(right, column)?,
            })
        })
        .collect()
}

/// Doubled and the like: rounded to the tenth, or on the side that a word says.
fn multiplied(part: &Part<'_>, at: usize, factor: Exact, context: &Context) -> bool {
    if counted::counts_multiplied(part) {
        return true;
    }
    let before = (part.range.start..at)
        .rev()
        .find(|other| !part.word(*other).is_some_and(Kind::is_plain))
        .and_then(|other| part.word(other));
    let more = matches!(before, Some(Kind::Over | Kind::Above))
        || (at + 1 < part.range.end && part.word(at + 1) == Some(Kind::SomeMore));
    let near = matches!(before, Some(Kind::Near));
    let about = matches!(before, Some(Kind::About));
    let margin = if about {
        Exact::new(1, 1)
    } else {
        Exact::new(5, 2)
    };
    let found = factors(part, at, context);
    let fits = |value: &Exact| {
        let gap = value.minus(factor);
        match gap {
            Some(gap) if more => !gap.is_negative() && !gap.is_zero() && gap < Exact::new(1, 0),
            Some(gap) if near => gap.is_negative() && gap.abs() <= Exact::new(2, 1),
            Some(gap) => gap.abs() <= margin,
            None => false,
        }
    };
    !found.is_empty() && found.iter().all(fits)
}

/// Better or worse, as the metric says what is good.
fn turns(part: &Part<'_>, at: usize, better: bool, context: &Context) -> bool {
    let good = part
        .metric(context)
        .and_then(|column| is_good(part, column));
    good.is_some_and(|up| compares(part, at, up == better, context))
}

/// Whether what a part compares differs by so much, relative to what it is compared with.
fn sized(part: &Part<'_>, at: usize, context: &Context, fits: fn(Exact) -> bool) -> bool {
    let rates: Vec<Exact> = factors(part, at, context)
        .into_iter()
        .filter_map(|factor| factor.minus(Exact::new(1, 0)))
        .map(Exact::abs)
        .collect();
    !rates.is_empty() && rates.into_iter().all(fits)
}

/// Every step goes the way that the sentence says.
fn is_steady(part: &Part<'_>, at: usize, context: &Context) -> bool {
    let Some(column) = part.metric(context) else {
        return false;
    };
    let Some(up) = part.words().find_map(|(_, kind)| direction(kind)) else {
        return false;
    };
    let rows = part.values.in_time(&part.subject(at, context), column);
    let values: Vec<Option<Exact>> = rows
        .iter()
        .map(|row| part.values.story.exact(*row, column))
        .collect();
    let Some(values) = super::stretch::stretch(part, &rows, &values, context) else {
        return false;
    };
    values.len() > 2
        && values.windows(2).all(|pair| {
            if up {
                pair[1] > pair[0]
            } else {
                pair[1] < pair[0]
            }
        })
}

/// Each bucket named is so: it has not ended, or the period cuts it.
fn runs(part: &Part<'_>, is_so: fn(&Story<'_>, usize) -> bool) -> bool {
    let is_so = |row: &usize| is_so(part.values.story, *row);
    let mut selections = part.selections.iter();
    selections.any(|it| matches!(&it.of, Of::Bucket(rows) if rows.iter().all(is_so)))
}
