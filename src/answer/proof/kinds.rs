//! Whether a number counts, is a factor, or is of something else than what is spoken of.

use super::counted;
use super::names::Name;
use super::part::Part;
use super::sentence::{Context, Of};
use super::shown::{Shown, Unit};
use super::tokens::Token;
use super::vocabulary::Kind;

/// 前一天的 −3 元, the −¥3 of the day before: a value below zero, and no change.
pub(super) fn is_of_another(part: &Part<'_>, at: usize) -> bool {
    part.selections.iter().any(|selection| {
        let before = part.before(at) == Some(selection.at) && part.has_of(selection.at, at);
        let of = part.after(at).filter(|of| part.word(*of) == Some(Kind::Of));
        // 从 11-16 −3 元到 11-22 5 元
        let chain = part.before(at) == Some(selection.at)
            && matches!(part.kind_before(selection.at), Some(Kind::From | Kind::To));
        before || chain || of.is_some_and(|of| part.after(of) == Some(selection.at))
    })
}

/// "the lowest of the six"
fn is_rank_of(part: &Part<'_>, at: usize) -> bool {
    let of = part
        .before(at)
        .filter(|of| part.word(*of) == Some(Kind::Of));
    let ranked = of.and_then(|of| part.kind_before(of));
    matches!(
        ranked,
        Some(Kind::Highest | Kind::Lowest | Kind::Best | Kind::Worst)
    )
}

/// Whether a number counts rows, groups, buckets or what is missing.
pub(super) fn is_count(part: &Part<'_>, at: usize, shown: &Shown, context: &Context) -> bool {
    let next = part.after(at);
    // "25K a week" counts no weeks.
    let each = part.range.contains(&(at + 1)) && part.is_article(at + 1);
    let of_kind = !each
        && next.is_some_and(|next| {
            matches!(
                part.token(next),
                Token::Name(Name::GroupKind)
                    | Token::Word(Kind::Rows | Kind::Points | Kind::Listed)
            )
        });
    match shown.unit {
        Unit::Measure => {
            let next = next.map(|next| part.token(next));
            shown.in_words
                || counted::is_bounded_by(part, at)
                || !matches!(next, Some(Token::Name(Name::Metric(_))))
        }
        Unit::Period => true,
        Unit::Bare => {
            of_kind
                || (context.missing && part.range.len() == 1)
                || is_rank_of(part, at)
                || part.kind_before(at) == Some(Kind::Rest)
                || counted::is_part_of_many(part, at)
                || counted::is_of_all(part, at)
        }
        Unit::Ratio => shown.in_words && counted::is_fraction(part, at),
        _ => false,
    }
}

/// Whether a number says how many times one value is another.
pub(super) fn is_factor(part: &Part<'_>, at: usize, shown: &Shown) -> bool {
    let compares = matches!(part.kind_after(at), Some(Kind::AsOf | Kind::AsMany));
    let of_object = |told: bool| {
        part.selections.iter().any(|selection| {
            let before = part.after(selection.at) == Some(at) && part.has_of(selection.at, at);
            let before_it = part.before(selection.at);
            let of = before_it.filter(|of| part.word(*of) == Some(Kind::Of));
            let after =
                (told && before_it == Some(at)) || of.and_then(|of| part.before(of)) == Some(at);
            selection.is_object
                && (before || after)
                && matches!(selection.of, Of::Group(_) | Of::Bucket(_) | Of::Base)
        })
    };
    match shown.unit {
        Unit::Times => {
            let grows = matches!(part.kind_before(at), Some(Kind::Rise | Kind::Fall));
            let named = part.selections.iter().any(|selection| selection.is_object);
            compares || (named && !grows)
        }
        Unit::Ratio => {
            let measures = shown.in_words || part.is_of_amount();
            compares || (measures && of_object(shown.in_words) && !part.has(&[Kind::Share]))
        }
        _ => false,
    }
}
