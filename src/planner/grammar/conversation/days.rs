//! 11号那天去掉, drop the 11th: a day of the period that was asked for before.

use crate::grammar::time::{Calendar, Grain, Step, TimeRange, TimeReading, day_within};
use crate::lexicon::Meaning;

use super::super::tokens::{Kind, Token, Tokens};

/// What is before a period, by its unit.
const BEFORE: [(Grain, &[&str]); 5] = [
    (
        Grain::Day,
        &["前一天", "前一日", "the day before", "the previous day"],
    ),
    (
        Grain::Week,
        &[
            "前一周",
            "前一个星期",
            "the week before",
            "the previous week",
        ],
    ),
    (
        Grain::Month,
        &[
            "前一个月",
            "前一月",
            "the month before",
            "the previous month",
        ],
    ),
    (
        Grain::Quarter,
        &[
            "前一季度",
            "前一个季度",
            "the quarter before",
            "the previous quarter",
        ],
    ),
    (
        Grain::Year,
        &["前一年", "the year before", "the previous year"],
    ),
];

/// Reads numbers of days that nothing else explains, within the period of the question before.
pub(super) fn fill(tokens: &mut Tokens, period: Option<&TimeRange>, calendar: &Calendar<'_>) {
    let Some(period) = period else { return };
    before_it(tokens, period);
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

/// 前一天呢, the week before: one unit before the period of the question before, where that is of such a unit.
fn before_it(tokens: &mut Tokens, period: &TimeRange) {
    let times = tokens
        .list
        .iter()
        .filter(|it| matches!(it.kind, Kind::Time(_)));
    if times.count() > 1 {
        return; // Last week and the week before: of the time that is named, and not of the one before.
    }
    for at in 0..tokens.list.len() {
        let Some(token) = tokens.list.get(at) else {
            return;
        };
        let said = tokens.text(token).to_lowercase();
        let unit = BEFORE
            .iter()
            .find(|(_, words)| words.contains(&said.as_str()));
        let Some((unit, _)) = unit.filter(|_| matches!(token.kind, Kind::Time(_))) else {
            continue;
        };
        let step = Step { n: 1, unit: *unit };
        let same = period.grain == *unit;
        if let Some(token) = tokens.list.get_mut(at) {
            token.kind = match same {
                true => Kind::Time(TimeReading::MoveBack(step)),
                false => Kind::Unknown,
            };
        }
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
