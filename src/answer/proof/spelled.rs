//! Words with a count in them: three days later, the ten-day total, the two smallest, 两人.

use semantic_sql::expr::Grain;

use crate::grammar::chars::Chars;
use crate::grammar::number::numeral;

use super::shown::{Shown, Unit};
use super::tokens::Token;

#[rustfmt::skip]
const STEPS: &[(&str, Grain)] = &[
    ("天后", Grain::Day), ("天之后", Grain::Day), ("周后", Grain::Week), ("周之后", Grain::Week),
    ("个月后", Grain::Month), ("个月之后", Grain::Month), ("days later", Grain::Day),
    ("days after", Grain::Day), ("weeks later", Grain::Week), ("weeks after", Grain::Week),
    ("months later", Grain::Month), ("months after", Grain::Month),
];

#[rustfmt::skip]
const LENGTHS: &[(&str, Grain)] = &[
    ("day", Grain::Day), ("week", Grain::Week), ("month", Grain::Month), ("quarter", Grain::Quarter),
];

#[rustfmt::skip]
const TOGETHER: &[(&str, u32)] = &[
    ("两人", 2), ("二人", 2), ("两者", 2), ("二者", 2), ("三人", 3), ("三者", 3), ("四人", 4),
    ("the two of them", 2), ("the two", 2), ("the three", 3), ("these two", 2), ("these three", 3),
];

#[rustfmt::skip]
const ENDS: &[(&str, bool)] = &[
    ("largest", false), ("biggest", false), ("highest", false), ("top", false), ("smallest", true),
    ("lowest", true),
];

#[rustfmt::skip]
const CHINESE_ENDS: &[(&str, bool)] = &[
    ("最高的", false), ("最多的", false), ("最大的", false), ("最低的", true), ("最少的", true),
    ("最小的", true), ("排名最高的", false), ("排名最低的", true),
];

/// 两天后, three weeks later.
pub(super) fn later(chars: &Chars<'_>, pos: usize) -> Option<(Token, usize)> {
    let (count, end) = numeral::count(chars, pos)?;
    let (grain, end) = chars.pick(chars.skip(end), STEPS)?;
    (count > 0).then_some((Token::Later(count, grain), end))
}

/// ten-day, 7-day: how long what follows is.
pub(super) fn long(chars: &Chars<'_>, pos: usize) -> Option<(Token, usize)> {
    let (count, end) = numeral::count(chars, pos)?;
    if chars.at(end) != Some('-') {
        return None;
    }
    let (grain, end) = chars.pick(end + 1, LENGTHS)?;
    let shown = Shown {
        unit: Unit::Period,
        grain: Some(grain),
        ..Shown::count(count)
    };
    Some((Token::Number(shown), end))
}

/// 两人, the two: so many of what was named.
pub(super) fn several(chars: &Chars<'_>, pos: usize) -> Option<(Token, usize)> {
    let (count, end) = chars.pick(pos, TOGETHER)?;
    Some((Token::Number(Shown::count(count)), end))
}

/// The two smallest, 最高的三个: the first or last so many.
pub(super) fn best(chars: &Chars<'_>, pos: usize) -> Option<(Token, usize)> {
    if let Some((bottom, end)) = chars.pick(pos, CHINESE_ENDS) {
        let (count, end) = numeral::count(chars, end)?;
        let after = chars.opt(end, &["个", "家", "位", "款", "名", "场"]);
        return (count > 1 && after > end).then_some((Token::Top(count, bottom), after));
    }
    let at = chars.opt(pos, &["the"]);
    let (count, end) = numeral::count(chars, chars.skip(at))?;
    let (bottom, end) = chars.pick(chars.skip(end), ENDS)?;
    (count > 1).then_some((Token::Top(count, bottom), end))
}
