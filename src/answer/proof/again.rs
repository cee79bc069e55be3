//! Numbers that take up what a sentence said before them: the same as a rate, times that, of the total.

use super::counted;
use super::names::Name;
use super::part::Part;
use super::sentence::Context;
use super::shown::{Shown, Unit};
use super::tokens::Token;
use super::vocabulary::Kind;

/// Which way what a part calls fastest or slowest goes.
pub(super) fn fastest(part: &Part<'_>) -> Option<bool> {
    let mut words = part.words();
    let at = words
        .find(|(_, kind)| matches!(kind, Kind::Fastest | Kind::Slowest))?
        .0;
    super::order::beside(part, at)
}

/// "by ¥270K, or 24.4%": the number before it once more, as a rate.
pub(super) fn said_again(
    part: &Part<'_>,
    at: usize,
    shown: &Shown,
    context: &Context,
) -> Option<bool> {
    let joint = part.range.start.checked_sub(1)?;
    let alone = part.before(at).is_none() && part.after(at).is_none();
    let again = alone && part.word(joint) == Some(Kind::Or) && shown.unit == Unit::Ratio;
    context.went.filter(|_| again)
}

/// 42.1% of the total, 76% of the five together: a share of what follows.
pub(super) fn is_of_many(part: &Part<'_>, at: usize) -> bool {
    let of = part.after(at).filter(|of| part.word(*of) == Some(Kind::Of));
    // 46 % of the week
    let is_now = |at: &usize| matches!(part.token(*at), Token::Name(Name::Now));
    let quiet = |at: &usize| part.word(*at).is_some_and(Kind::is_plain);
    if of.is_some_and(|of| {
        (of + 1..part.range.end)
            .find(|at| !quiet(at))
            .is_some_and(|at| is_now(&at))
    }) {
        return true;
    }
    let Some(many) = of.and_then(|of| part.after(of)) else {
        return false;
    };
    let together = |at: usize| {
        matches!(
            part.token(at),
            Token::Word(Kind::Sum | Kind::InAll | Kind::RiseNoun | Kind::FallNoun | Kind::Listed)
                | Token::Name(Name::GroupKind | Name::Metric(_))
        )
    };
    // "of the ten-day total": what is counted stands between.
    let counts = match part.token(many) {
        Token::Number(shown) => counted::counts(shown) || counted::is_listed(part, many),
        _ => false,
    };
    together(many) || (counts && part.after(many).is_some_and(together))
}

/// "It was ¥1.3M; now it is 2.4 times that": a factor of what the sentence compared with before.
pub(super) fn is_times_of_told(
    part: &Part<'_>,
    at: usize,
    shown: &Shown,
    context: &Context,
) -> bool {
    let grows = matches!(part.kind_before(at), Some(Kind::Rise | Kind::Fall));
    let own = part.metric(context).is_some_and(|column| {
        let unit = part.values.story.column(column).unit.as_str();
        matches!(unit, "times" | "ratio")
    });
    shown.unit == Unit::Times && context.object.is_some() && !grows && !own
}
