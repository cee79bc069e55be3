//! 11号那天去掉, drop the 11th: a day of the period that was asked for before.

use crate::grammar::time::{Calendar, TimeRange, TimeReading, day_within};
use crate::lexicon::Meaning;

use super::super::tokens::{Kind, Token, Tokens};

/// Reads numbers of days that nothing else explains, within the period of the question before.
pub(super) fn fill(tokens: &mut Tokens, period: Option<&TimeRange>, calendar: &Calendar<'_>) {
    let Some(period) = period else { return };
    let mut at = 0;
    while let Some(token) = tokens.list.get(at) {
        if matches!(token.kind, Kind::Unknown)
            && let Some((range, end)) = day_at(tokens, at, period, calendar)
        {
            let last = tokens
                .list
                .get(end)
                .map_or(token.span.end, |it| it.span.end);
            let span = token.span.start..last;
            let kind = Kind::Time(TimeReading::Range(range));
            tokens.list.splice(at..=end, [Token { span, kind }]);
        }
        at += 1;
    }
}

/// The day that a token, or it and the next one, names; and the last token of it.
fn day_at(
    tokens: &Tokens,
    at: usize,
    period: &TimeRange,
    calendar: &Calendar<'_>,
) -> Option<(TimeRange, usize)> {
    let token = tokens.list.get(at)?;
    let said = tokens.text(token);
    let alone = day_within(&said, period, calendar).map(|range| (range, at));
    let joined = || {
        let next = tokens
            .list
            .get(at + 1)
            .filter(|next| next.span.start == token.span.end)?;
        let range = day_within(&format!("{said}{}", tokens.text(next)), period, calendar)?;
        Some((range, at + 1))
    };
    let (range, end) = alone.or_else(joined)?;
    // 1号链接 counts links: after a day stand only words that change the question.
    let word = |it: &Meaning| matches!(it, Meaning::Word(_));
    let plain = tokens
        .list
        .get(end + 1)
        .is_none_or(|next| match &next.kind {
            Kind::Mark(_) => true,
            Kind::Term(meanings) => meanings.iter().all(word),
            _ => false,
        });
    plain.then_some((range, end))
}
