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

/// What begins a stretch at one end of a line, and whether that is the later one.
#[rustfmt::skip]
const SPANS: &[(&str, bool)] = &[
    ("最近", true), ("最后", true), ("后", true), ("末", true), ("the last", true), ("last", true),
    ("the final", true), ("the latest", true), ("the most recent", true), ("前", false),
    ("头", false), ("最初", false), ("最早", false), ("开头", false), ("the first", false),
    ("first", false), ("the opening", false),
];

#[rustfmt::skip]
const FIRSTS: &[(&str, Grain)] = &[
    ("第一天", Grain::Day), ("首日", Grain::Day), ("第一周", Grain::Week), ("首周", Grain::Week),
    ("第一个月", Grain::Month), ("首月", Grain::Month), ("the first day", Grain::Day),
    ("the first week", Grain::Week), ("the first month", Grain::Month),
];

/// What begins a stretch after the bucket spoken of.
const ENSUING: &[&str] = &[
    "此后",
    "随后",
    "之后",
    "其后",
    "接下来",
    "随后的",
    "接下来的",
    "the next",
    "the following",
    "in the next",
    "in the following",
    "over the next",
    "over the following",
];

/// What begins a stretch that reaches to the day of the question.
pub(super) const RECENT: &[&str] = &["最近", "the last", "last", "the latest", "the most recent"];

#[rustfmt::skip]
const UNITS: &[(&str, Grain)] = &[
    ("天", Grain::Day), ("日", Grain::Day), ("周", Grain::Week), ("个月", Grain::Month),
    ("个季度", Grain::Quarter), ("季度", Grain::Quarter), ("full days", Grain::Day),
    ("full weeks", Grain::Week), ("full months", Grain::Month), ("days", Grain::Day),
    ("weeks", Grain::Week), ("months", Grain::Month), ("quarters", Grain::Quarter),
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

/// The last three weeks, 前三天, the five weeks before them: the ends of a line, or what lies before.
pub(super) fn span(chars: &Chars<'_>, pos: usize) -> Option<(Token, usize)> {
    if let Some((bottom, at)) = chars.pick(pos, SPANS) {
        let (count, end) = numeral::count(chars, chars.skip(at))?;
        let (grain, end) = chars.pick(chars.skip(end), UNITS)?;
        return (count > 1).then_some((Token::Span(count, grain, bottom), end));
    }
    if let Some((grain, end)) = chars.pick(pos, FIRSTS) {
        return Some((Token::Span(1, grain, false), end));
    }
    if let Some(at) = chars.any(pos, ENSUING) {
        let (count, end) = numeral::count(chars, chars.skip(at))?;
        let (grain, end) = chars.pick(chars.skip(end), UNITS)?;
        return (count > 1).then_some((Token::Ensuing(count, grain), end));
    }
    let at = chars.opt(pos, &["the"]);
    let (count, end) = numeral::count(chars, chars.skip(at))?;
    let (grain, end) = chars.pick(chars.skip(end), UNITS)?;
    let end = chars.any(
        chars.skip(end),
        &["before them", "before that", "before it", "before"],
    )?;
    (count > 1 && at > pos).then_some((Token::Preceding(count, grain), end))
}

/// three straight months: so many steps that go one way.
pub(super) fn straight(chars: &Chars<'_>, pos: usize) -> Option<(Token, usize)> {
    let (count, end) = numeral::count(chars, pos)?;
    let words = ["straight", "consecutive", "successive"];
    let end = chars.any(chars.skip(end), &words)?;
    let (grain, end) = chars.pick(chars.skip(end), UNITS)?;
    let shown = Shown {
        unit: Unit::Period,
        grain: Some(grain),
        ..Shown::count(count)
    };
    Some((Token::Number(shown), end))
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
    let shown = Shown {
        in_words: true,
        ..Shown::count(count)
    };
    Some((Token::Number(shown), end))
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
