//! Numbers as they are written: their value, how far they were rounded, their unit.

use semantic_sql::expr::Grain;

use crate::answer::exact::Exact;
use crate::grammar::chars::Chars;
use crate::grammar::number::numeral::{self, Numeral};

use super::written::Units;

/// What a written number counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unit {
    /// Nothing that was written.
    Bare,
    /// A share of one.
    Ratio,
    /// Percentage points, as a share of one.
    Points,
    /// A factor.
    Times,
    /// Seconds.
    Duration,
    /// Days, weeks, months.
    Period,
    /// 个, 名, 位: what follows says of what.
    Measure,
    /// Codes of units that the word stands for.
    Codes(Vec<String>),
}

/// A written number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown {
    /// Without its sign.
    pub(super) value: Exact,
    /// What the last digit counts; a number that is half of it away is shown as this one.
    pub(super) step: Exact,
    pub(super) unit: Unit,
    /// `Some(true)` after a minus, `Some(false)` after a plus.
    pub(super) negative: Option<bool>,
    /// In what it counts time.
    pub(super) grain: Option<Grain>,
    /// A part or a factor in words: a third, 一半.
    pub(super) in_words: bool,
}

impl Shown {
    /// A count of things that are named after it.
    pub(super) fn count(count: u32) -> Self {
        Self {
            value: Exact::new(i128::from(count), 0),
            step: Exact::new(1, 0),
            unit: Unit::Measure,
            negative: None,
            grain: None,
            in_words: false,
        }
    }

    /// Whether a value is shown by this number, rounded as it is.
    pub(super) fn shows(&self, value: Exact) -> bool {
        let gap = value.abs().minus(self.value).map(Exact::abs);
        gap.and_then(|gap| gap.times(2))
            .is_some_and(|gap| gap <= self.step)
            && (!self.value.is_zero() || value.is_zero())
    }

    /// Whether it counts exactly so many.
    pub(super) fn counts(&self, count: usize) -> bool {
        i128::try_from(count).is_ok_and(|count| self.value == Exact::new(count, 0))
    }
}

#[rustfmt::skip]
const SUFFIXES: &[(&str, (Suffix, i32))] = &[
    ("%", (Suffix::Ratio, 2)), ("percent", (Suffix::Ratio, 2)), ("per cent", (Suffix::Ratio, 2)),
    ("成", (Suffix::Ratio, 1)), ("个百分点", (Suffix::Points, 2)), ("百分点", (Suffix::Points, 2)),
    ("个点", (Suffix::Points, 2)), ("pp", (Suffix::Points, 2)), ("pct pts", (Suffix::Points, 2)),
    ("percentage points", (Suffix::Points, 2)), ("percentage point", (Suffix::Points, 2)),
    ("points", (Suffix::Points, 2)), ("倍", (Suffix::Times, 0)), ("times", (Suffix::Times, 0)),
    ("x", (Suffix::Times, 0)), ("天", (Suffix::Period(Grain::Day), 0)), ("日", (Suffix::Period(Grain::Day), 0)),
    ("周", (Suffix::Period(Grain::Week), 0)), ("个月", (Suffix::Period(Grain::Month), 0)), ("个季度", (Suffix::Period(Grain::Quarter), 0)),
    ("days", (Suffix::Period(Grain::Day), 0)), ("weeks", (Suffix::Period(Grain::Week), 0)), ("months", (Suffix::Period(Grain::Month), 0)),
    ("day", (Suffix::Period(Grain::Day), 0)), ("week", (Suffix::Period(Grain::Week), 0)), ("month", (Suffix::Period(Grain::Month), 0)),
    ("quarters", (Suffix::Period(Grain::Quarter), 0)), ("个", (Suffix::Measure, 0)), ("家", (Suffix::Measure, 0)),
    ("位", (Suffix::Measure, 0)), ("项", (Suffix::Measure, 0)), ("类", (Suffix::Measure, 0)),
    ("档", (Suffix::Measure, 0)), ("名", (Suffix::Measure, 0)), ("款", (Suffix::Measure, 0)),
    ("大", (Suffix::Measure, 0)), ("组", (Suffix::Measure, 0)), ("处", (Suffix::Measure, 0)),
    ("种", (Suffix::Measure, 0)), ("条", (Suffix::Measure, 0)), ("行", (Suffix::Measure, 0)),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Suffix {
    Ratio,
    Points,
    Times,
    Period(Grain),
    Measure,
}

#[rustfmt::skip]
const DURATIONS: &[(&str, i128)] = &[
    ("秒", 1), ("秒钟", 1), ("seconds", 1), ("second", 1), ("s", 1), ("sec", 1), ("分", 60),
    ("分钟", 60), ("minutes", 60), ("minute", 60), ("min", 60), ("mins", 60), ("m", 60),
    ("小时", 3600), ("个小时", 3600), ("hours", 3600), ("hour", 3600), ("h", 3600), ("hrs", 3600),
];

#[rustfmt::skip]
const PARTS: &[(&str, i128)] = &[
    ("half", 2), ("third", 3), ("thirds", 3), ("quarter", 4), ("quarters", 4), ("fourth", 4),
    ("fourths", 4), ("fifth", 5), ("fifths", 5), ("sixth", 6), ("eighth", 8), ("tenth", 10),
    ("tenths", 10),
];

#[rustfmt::skip]
const FACTORS: &[(&str, i128)] = &[
    ("twice", 2), ("double", 2), ("triple", 3), ("thrice", 3), ("一倍", 1), ("两倍", 2),
];

/// Rounded to the percent, as fractions in words are.
const FRACTION_STEP: Exact = Exact::new(1, 2);

/// The number at a position, and the position after it.
pub(super) fn number(chars: &Chars<'_>, pos: usize, units: &Units) -> Option<(Shown, usize)> {
    if let Some(found) = fraction(chars, pos) {
        return Some(found);
    }
    let (negative, at) = sign(chars, pos);
    let (before, start) = match units.before(chars, at) {
        Some((sign, end)) => (sign, chars.skip(end)),
        None => ("", at),
    };
    if (negative.is_some() || !before.is_empty()) && !chars.at(start)?.is_ascii_digit() {
        return None;
    }
    if chars.at(start)?.is_ascii_digit()
        && chars
            .before(start)
            .is_some_and(|c| c.is_ascii_alphanumeric())
    {
        return None;
    }
    let (value, step, end) = scaled(chars, start)?;
    let shown = |value, step, unit| Shown {
        value,
        step,
        unit,
        negative,
        grain: None,
        in_words: false,
    };
    if !before.is_empty() {
        let (codes, end) = units.after(chars, before, end)?;
        return Some((shown(value, step, Unit::Codes(codes)), end));
    }
    if let Some((value, step, end)) = duration(chars, value, step, end) {
        return Some((shown(value, step, Unit::Duration), end));
    }
    let (unit, power, end, grain) = unit(chars, end, units);
    let step = if unit == Unit::Ratio && power == 1 {
        FRACTION_STEP
    } else {
        step.shifted(power)
    };
    let (value, end) = tenths(chars, value.shifted(power), end, &unit, power);
    let shown = shown(value, step, unit);
    let in_words = power == 1 && shown.unit == Unit::Ratio;
    let shown = Shown {
        grain,
        in_words,
        ..shown
    };
    // 最高的一天: one day is no count.
    let is_article = shown.unit == Unit::Period && chars.at(start) == Some('一') && shown.counts(1);
    (!is_article).then_some((shown, end))
}

/// 六成五: the digit after 成.
fn tenths(chars: &Chars<'_>, value: Exact, end: usize, unit: &Unit, power: i32) -> (Exact, usize) {
    let next = (*unit == Unit::Ratio && power == 1)
        .then(|| numeral::count(chars, end))
        .flatten()
        .filter(|(digit, after)| *digit < 10 && *after == end + 1);
    let more = next
        .and_then(|(digit, after)| Some((value.plus(Exact::new(i128::from(digit), 2))?, after)));
    more.unwrap_or((value, end))
}

/// A sign that is no dash between two things.
fn sign(chars: &Chars<'_>, pos: usize) -> (Option<bool>, usize) {
    let glued = chars
        .before(pos)
        .is_some_and(|c| c.is_alphanumeric() || c == '%');
    match chars.at(pos) {
        Some('+') if !glued => (Some(false), pos + 1),
        Some('-') if !glued => (Some(true), pos + 1),
        Some('负') => (Some(true), pos + 1),
        _ => (None, pos),
    }
}

/// A numeral with its scale: its value, what its last digit counts, and its end.
fn scaled(chars: &Chars<'_>, pos: usize) -> Option<(Exact, Exact, usize)> {
    let Some((text, end)) = numeral::digits(chars, pos) else {
        return spelled(numeral::numeral(chars, pos)?);
    };
    let digits = Exact::parse(&text)?;
    let places = text.split_once('.').map_or(0, |(_, places)| places.len());
    let step = Exact::new(1, u32::try_from(places).ok()?);
    let read = numeral::numeral(chars, pos)?;
    if read.end > end {
        let value = Exact::parse(&read.value.to_string())?;
        let one = numeral_factor(value, digits)?;
        return Some((value, step.times(one)?, read.end));
    }
    let at = chars.skip(end);
    let power = match chars.at(at) {
        Some('万') => 4,
        Some('亿') => 8,
        _ => return Some((digits, step, end)),
    };
    let (power, at) = match (power, chars.at(at + 1)) {
        (4, Some('亿')) => (12, at + 2),
        _ => (power, at + 1),
    };
    Some((digits.shifted(-power), step.shifted(-power), at))
}

/// The power of ten by which a scale multiplies digits; 1万5 has none and is not read.
fn numeral_factor(value: Exact, digits: Exact) -> Option<i128> {
    if digits.is_zero() {
        return Some(1);
    }
    let factor = value.over(digits)?;
    let mut power = 1;
    while Exact::new(power, 0) < factor {
        power *= 10;
    }
    (Exact::new(power, 0) == factor).then_some(power)
}

/// Numbers in words are as exact as their last unit, below a thousand to the one.
fn spelled(read: Numeral) -> Option<(Exact, Exact, usize)> {
    if read.upper.is_some() {
        return None;
    }
    let value = Exact::parse(&read.value.to_string())?;
    let whole = value.whole();
    let mut step = 1;
    while whole >= 1_000 && whole % (step * 10) == 0 {
        step *= 10;
    }
    Some((value, Exact::new(step, 0), read.end))
}

/// 1 分 05 秒, 1m05s, 58 seconds: in seconds.
fn duration(
    chars: &Chars<'_>,
    value: Exact,
    step: Exact,
    end: usize,
) -> Option<(Exact, Exact, usize)> {
    let unit = |end: usize| {
        let at = chars.skip(end);
        let glued = chars.pick_glued(at, DURATIONS).filter(|_| at == end);
        let digit_after = |(factor, end): (i128, usize)| {
            (factor > 1 && chars.at(end).is_some_and(|c| c.is_ascii_digit()))
                .then_some((factor, end))
        };
        glued.or_else(|| chars.pick(at, DURATIONS)).or_else(|| {
            let letter = chars.at(at).filter(|c| at == end && "hm".contains(*c))?;
            digit_after((if letter == 'h' { 3600 } else { 60 }, at + 1))
        })
    };
    let (factor, mut after) = unit(end)?;
    if chars.at(after - 1) == Some('分')
        && factor == 60
        && numeral::digits(chars, chars.skip(after)).is_none()
    {
        return None;
    }
    let (mut value, mut step) = (value.times(factor)?, step.times(factor)?);
    let rest = numeral::digits(chars, chars.skip(after)).filter(|_| factor > 1);
    let rest = rest.and_then(|(text, end)| {
        let (lower, end) = unit(end)?;
        Some((Exact::parse(&text)?, lower, end)).filter(|_| lower < factor)
    });
    if let Some((more, lower, end)) = rest {
        value = value.plus(more.times(lower)?)?;
        step = Exact::new(lower, 0);
        after = end;
    }
    Some((value, step, after))
}

/// What a number without a sign before it counts: the longer of a general word and a unit's.
fn unit(chars: &Chars<'_>, end: usize, units: &Units) -> (Unit, i32, usize, Option<Grain>) {
    let at = chars.skip(end);
    let suffix = chars.pick_glued(at, SUFFIXES).filter(|_| at == end);
    let suffix = suffix.or_else(|| chars.pick(at, SUFFIXES));
    let word = units
        .after(chars, "", end)
        .filter(|(_, after)| *after > end);
    match (suffix, word) {
        (Some((_, after)), Some((codes, longer))) if longer >= after => {
            (Unit::Codes(codes), 0, longer, None)
        }
        (Some(((kind, power), after)), _) => (kind.unit(), power, after, kind.grain()),
        (None, Some((codes, after))) => (Unit::Codes(codes), 0, after, None),
        (None, None) => (Unit::Bare, 0, end, None),
    }
}

impl Suffix {
    const fn grain(self) -> Option<Grain> {
        match self {
            Self::Period(grain) => Some(grain),
            _ => None,
        }
    }

    const fn unit(self) -> Unit {
        match self {
            Self::Ratio => Unit::Ratio,
            Self::Points => Unit::Points,
            Self::Times => Unit::Times,
            Self::Period(_) => Unit::Period,
            Self::Measure => Unit::Measure,
        }
    }
}

/// 三分之一, 一半, a third, two thirds, twice.
fn fraction(chars: &Chars<'_>, pos: usize) -> Option<(Shown, usize)> {
    let shown = |value, step, unit| Shown {
        value,
        step,
        unit,
        negative: None,
        grain: None,
        in_words: true,
    };
    if let Some(end) = chars.any(pos, &["一半", "半数"]) {
        return Some((shown(Exact::new(5, 1), FRACTION_STEP, Unit::Ratio), end));
    }
    if let Some(end) = chars.any(pos, &["百分之"]) {
        let (value, step, end) = scaled(chars, end)?;
        return Some((shown(value.shifted(2), step.shifted(2), Unit::Ratio), end));
    }
    if let Some((factor, end)) = chars.pick(pos, FACTORS) {
        return Some((
            shown(Exact::new(factor, 0), Exact::new(1, 1), Unit::Times),
            end,
        ));
    }
    let (below, end) = match numeral::count(chars, pos) {
        Some((below, end)) => (i128::from(below), end),
        None => (1, chars.any(pos, &["a", "an", "one"]).unwrap_or(pos)),
    };
    let chinese = chars.any(end, &["分之"]).filter(|_| below > 1);
    if let Some((above, end)) = chinese.and_then(|end| numeral::count(chars, end)) {
        let value = Exact::new(i128::from(above), 0).over(Exact::new(below, 0))?;
        return Some((shown(value, FRACTION_STEP, Unit::Ratio), end));
    }
    let at = if chars.at(end) == Some('-') {
        end + 1
    } else {
        chars.skip(end)
    };
    let (part, after) = chars.pick(at, PARTS)?;
    let bare_ordinal = end == pos && part != 2;
    if bare_ordinal || below >= part || chars.at(pos)?.is_ascii_digit() {
        return None;
    }
    let value = Exact::new(below, 0).over(Exact::new(part, 0))?;
    Some((shown(value, FRACTION_STEP, Unit::Ratio), after))
}
