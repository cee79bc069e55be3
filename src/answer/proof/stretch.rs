//! Of which steps a word for steady change speaks.

use crate::answer::exact::Exact;

use super::part::Part;
use super::sentence::{Context, Of};
use super::shown::Unit;
use super::tokens::Token;
use super::vocabulary::Kind;

/// The values that a word for steady change speaks of: of so many steps where a number says how
/// many, after or up to a bucket that is named, else of all.
pub(super) fn stretch(
    part: &Part<'_>,
    rows: &[usize],
    values: &[Option<Exact>],
    context: &Context,
) -> Option<Vec<Option<Exact>>> {
    let counts = part.range.clone().find_map(|at| match part.token(at) {
        Token::Number(shown) if shown.unit == Unit::Period => Some(shown),
        _ => None,
    });
    let place = |bucket: &[usize]| {
        let first = bucket.first()?;
        rows.iter()
            .position(|row| part.same_bucket(*row).contains(first))
    };
    // 此后三天逐日回落, the last three weeks: the steps within, and from the one spoken of before.
    let span = part.selections.iter().find_map(|found| match &found.of {
        Of::Bucket(rows) if rows.len() > 1 => Some((found.at, rows)),
        _ => None,
    });
    if let Some((at, rows)) = span.filter(|_| counts.is_none()) {
        let (first, last) = (place(&rows[..1])?, place(&rows[rows.len() - 1..])?);
        let goes_on = matches!(
            part.token(at),
            Token::Ensuing(..) | Token::Word(Kind::EverSince | Kind::Then)
        );
        let first = first.checked_sub(usize::from(goes_on))?;
        return values.get(first..=last).map(<[_]>::to_vec);
    }
    let Some(shown) = counts else {
        let from = part.goes_on_after(context);
        let first = from.map_or(Some(0), |from| place(&from))?;
        return values.get(first..).map(<[_]>::to_vec);
    };
    let steps = (1..values.len()).find(|count| shown.counts(*count));
    if shown.counts(values.len()) {
        return Some(values.to_vec());
    }
    let steps = steps?;
    let own = part.selections.iter().find_map(|found| match &found.of {
        Of::Bucket(rows) => Some(rows.clone()),
        _ => None,
    });
    let (first, last) = match (part.goes_on_after(context), own) {
        (Some(from), _) => {
            let first = place(&from)?;
            (first, first + steps)
        }
        (None, Some(to)) => {
            let last = place(&to)?;
            (last.checked_sub(steps)?, last)
        }
        (None, None) => match ends_named(part, &place) {
            Some((first, last)) if last == first + steps => (first, last),
            Some(_) => return None,
            None => (values.len() - 1 - steps, values.len() - 1),
        },
    };
    values.get(first..=last).map(<[_]>::to_vec)
}

/// The places of the two buckets that the rest of a sentence names: "fell for five months, from
/// January to June".
fn ends_named(
    part: &Part<'_>,
    place: &dyn Fn(&[usize]) -> Option<usize>,
) -> Option<(usize, usize)> {
    let later = part.pieces[part.range.end..].iter();
    let named = later.filter_map(|piece| match &piece.token {
        Token::Name(super::names::Name::Bucket(rows)) => place(rows),
        _ => None,
    });
    let from = part.pieces[part.range.end..]
        .iter()
        .any(|piece| piece.token == Token::Word(Kind::From));
    match named.collect::<Vec<usize>>()[..] {
        [first, last] if from && first < last => Some((first, last)),
        _ => None,
    }
}
