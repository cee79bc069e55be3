//! Numerals: digits, Chinese numerals, English number words, and their mixes
//! (`1.2亿`, `3千万`, `一万五`, `half a million`, `10k`).

use super::exact::Exact;
use crate::grammar::chars::Chars;

/// A numeral and the position after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numeral {
    pub value: Exact,
    /// The upper end where two digits share a unit: 两三百 is 200 to 300.
    pub upper: Option<Exact>,
    pub end: usize,
    /// Written with more than bare digits 0-9, so that it cannot be a code.
    pub spelled: bool,
}

/// Any numeral at this position.
#[must_use]
pub fn numeral(chars: &Chars, pos: usize) -> Option<Numeral> {
    let c = chars.at(pos)?;
    if c.is_ascii_digit() {
        arabic(chars, pos)
    } else if c.is_ascii_alphabetic() {
        english(chars, pos)
    } else {
        spread(chars, pos).or_else(|| han(chars, pos, None, pos))
    }
}

/// A small count as in "近三天" or "two weeks": a whole number up to 99999.
#[must_use]
pub fn count(chars: &Chars, pos: usize) -> Option<(u32, usize)> {
    let found = numeral(chars, pos)?;
    let value = u32::try_from(found.value.integer()?).ok()?;
    (found.upper.is_none() && value <= 99_999).then_some((value, found.end))
}

/// Bare digits 0-9, optionally with a decimal part and thousands separators.
#[must_use]
pub fn digits(chars: &Chars, pos: usize) -> Option<(String, usize)> {
    let mut out = String::new();
    let mut at = pos;
    while let Some(c) = chars.at(at) {
        let digit = |p| chars.at(p).filter(char::is_ascii_digit);
        if c.is_ascii_digit() {
            out.push(c);
        } else if c == ',' && !out.contains('.') && is_group(chars, at, pos) {
            // A separator of thousands says nothing.
        } else if c == '.' && !out.contains('.') && !out.is_empty() && digit(at + 1).is_some() {
            out.push(c);
        } else {
            break;
        }
        at += 1;
    }
    (!out.is_empty()).then_some((out, at))
}

fn is_group(chars: &Chars, comma: usize, start: usize) -> bool {
    let digit = |p: usize| chars.at(p).is_some_and(|c| c.is_ascii_digit());
    let lead = comma - start;
    let head = (1..=3).contains(&lead)
        || comma
            .checked_sub(4)
            .is_some_and(|p| chars.at(p) == Some(','));
    head && (1..=3).all(|i| digit(comma + i)) && !digit(comma + 4)
}

fn arabic(chars: &Chars, pos: usize) -> Option<Numeral> {
    let (text, end) = digits(chars, pos)?;
    let value = Exact::parse(&text)?;
    let plain = Numeral {
        value,
        upper: None,
        end,
        spelled: false,
    };
    if chars.at(end).and_then(unit).is_some() {
        return han(chars, end, Some(value), pos);
    }
    Some(latin_scale(chars, plain).unwrap_or(plain))
}

/// `k`, `w`, `M`, `million` and the like right after digits.
fn latin_scale(chars: &Chars, base: Numeral) -> Option<Numeral> {
    #[rustfmt::skip]
    const SHORT: &[(&str, i128)] = &[
        ("k", 1_000), ("w", 10_000), ("m", 1_000_000), ("mn", 1_000_000), ("b", 1_000_000_000),
        ("bn", 1_000_000_000),
    ];
    let mut end = base.end;
    let mut value = base.value;
    if let Some((power, after)) = chars.pick_glued(end, SHORT) {
        let lower_m = chars.at(end) == Some('m') && after == end + 1 && !chars.is_upper(end);
        if lower_m || chars.at(after).is_some_and(|c| c.is_ascii_digit()) {
            return None;
        }
        value = value.times(Exact::whole(power))?;
        end = after;
    } else {
        while let Some((power, after)) = chars.pick(chars.skip(end), POWERS) {
            value = value.times(Exact::whole(power))?;
            end = after;
        }
    }
    (end > base.end).then_some(Numeral {
        value,
        upper: None,
        end,
        spelled: true,
    })
}

fn digit(c: char) -> Option<i128> {
    "零一二三四五六七八九"
        .chars()
        .position(|d| d == c)
        .and_then(|i| i128::try_from(i).ok())
        .or(match c {
            '〇' => Some(0),
            '两' | '俩' => Some(2),
            _ => None,
        })
}

fn unit(c: char) -> Option<i128> {
    match c {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1_000),
        '万' => Some(10_000),
        '亿' => Some(100_000_000),
        _ => None,
    }
}

/// The running value of a Chinese numeral: `total` holds finished groups of
/// 万 and 亿, `section` the group under way, `current` a digit without unit.
#[derive(Default)]
struct Sum {
    total: Option<Exact>,
    section: Option<Exact>,
    current: Option<Exact>,
    last_unit: i128,
    after_zero: bool,
    units: usize,
}

impl Sum {
    fn apply(&mut self, power: i128) -> Option<()> {
        let one = (power < 10_000).then(|| Exact::whole(1));
        if power < 10_000 {
            if self.current.is_none() && power != 10 && self.units == 0 {
                return None;
            }
            let add = self.current.take().or(one)?.times(Exact::whole(power))?;
            self.section = Some(add_to(self.section, add)?);
        } else {
            let group = match (self.section.take(), self.current.take()) {
                (None, None) if power == 100_000_000 => None,
                (None, None) => return None,
                (section, current) => Some(add_to(section, current.unwrap_or(Exact::whole(0)))?),
            };
            self.total = if power == 100_000_000 {
                let all = add_to(self.total, group.unwrap_or(Exact::whole(0)))?;
                Some(all.times(Exact::whole(power))?)
            } else {
                Some(add_to(self.total, group?.times(Exact::whole(power))?)?)
            };
        }
        self.last_unit = power;
        self.after_zero = false;
        self.units += 1;
        Some(())
    }

    fn finish(self) -> Option<Exact> {
        let mut value = add_to(self.total, self.section.unwrap_or(Exact::whole(0)))?;
        if let Some(rest) = self.current {
            let short = self.last_unit > 10 && !self.after_zero;
            let power = if short { self.last_unit / 10 } else { 1 };
            value = value.plus(rest.times(Exact::whole(power))?)?;
        }
        Some(value)
    }
}

fn add_to(base: Option<Exact>, more: Exact) -> Option<Exact> {
    base.map_or(Some(more), |b| b.plus(more))
}

/// A Chinese numeral; `head` is an Arabic number standing before the first unit.
fn han(chars: &Chars, pos: usize, head: Option<Exact>, start: usize) -> Option<Numeral> {
    if head.is_none()
        && let Some(found) = positional(chars, pos)
    {
        return Some(found);
    }
    let mut sum = Sum {
        current: head,
        ..Sum::default()
    };
    let mut at = pos;
    while let Some(c) = chars.at(at) {
        if let Some(power) = unit(c) {
            if sum.apply(power).is_none() {
                break;
            }
        } else if let Some(d) = digit(c) {
            if sum.current.is_some() {
                break;
            }
            if d == 0 {
                sum.after_zero = true;
            } else {
                sum.current = Some(Exact::whole(d));
            }
        } else if sum.units > 0 && sum.current.is_none() && c.is_ascii_digit() {
            // 1万5, 3万5千
            let (text, end) = digits(chars, at)?;
            if text.len() > 1 && chars.at(end).and_then(unit).is_none() {
                break;
            }
            sum.current = Some(Exact::parse(&text)?);
            at = end;
            continue;
        } else {
            break;
        }
        at += 1;
    }
    if at == pos {
        return None;
    }
    let value = sum.finish()?;
    Some(Numeral {
        value,
        upper: None,
        end: at,
        spelled: at > start,
    })
}

/// 二〇二六: digits without units, read one by one.
fn positional(chars: &Chars, pos: usize) -> Option<Numeral> {
    let mut value: i128 = 0;
    let mut at = pos;
    while let Some(d) = chars.at(at).and_then(digit) {
        value = value.checked_mul(10)?.checked_add(d)?;
        at += 1;
    }
    let bare = at > pos + 1 || (at == pos + 1 && value == 0);
    let open = chars.at(at).and_then(unit).is_none();
    (bare && open && at - pos <= 12).then_some(Numeral {
        value: Exact::whole(value),
        upper: None,
        end: at,
        spelled: true,
    })
}

/// 两三百, 七八成: two neighbouring digits that share what follows.
fn spread(chars: &Chars, pos: usize) -> Option<Numeral> {
    let low = digit(chars.at(pos)?)?;
    let high = digit(chars.at(pos + 1)?)?;
    let next = chars.at(pos + 2)?;
    if low == 0 || high != low + 1 || (unit(next).is_none() && !"成个倍折".contains(next)) {
        return None;
    }
    let mut power: i128 = 1;
    let mut at = pos + 2;
    while let Some(p) = chars.at(at).and_then(unit) {
        power = power.checked_mul(p)?;
        at += 1;
    }
    let value = Exact::whole(low).times(Exact::whole(power))?;
    let upper = Exact::whole(high).times(Exact::whole(power))?;
    Some(Numeral {
        value,
        upper: Some(upper),
        end: at,
        spelled: true,
    })
}

#[rustfmt::skip]
const POWERS: &[(&str, i128)] = &[
    ("hundred", 100), ("thousand", 1_000), ("k", 1_000), ("million", 1_000_000), ("mil", 1_000_000),
    ("billion", 1_000_000_000),
];

#[rustfmt::skip]
const SMALL: &[(&str, i128)] = &[
    ("zero", 0), ("one", 1), ("two", 2), ("three", 3), ("four", 4), ("five", 5), ("six", 6),
    ("seven", 7), ("eight", 8), ("nine", 9), ("ten", 10), ("eleven", 11), ("twelve", 12),
    ("thirteen", 13), ("fourteen", 14), ("fifteen", 15), ("sixteen", 16), ("seventeen", 17),
    ("eighteen", 18), ("nineteen", 19), ("twenty", 20), ("thirty", 30), ("forty", 40),
    ("fifty", 50), ("sixty", 60), ("seventy", 70), ("eighty", 80), ("ninety", 90),
    ("a couple of", 2), ("a couple", 2), ("couple of", 2), ("a dozen", 12), ("dozen", 12),
];

fn english(chars: &Chars, pos: usize) -> Option<Numeral> {
    if let Some(end) = chars.any(pos, &["half a million", "half million"]) {
        return Some(Numeral {
            value: Exact::whole(500_000),
            upper: None,
            end,
            spelled: true,
        });
    }
    let mut total = Exact::whole(0);
    let mut section: Option<Exact> = None;
    let mut end = pos;
    let mut last_small = 0;
    if let Some(after) = chars.any(pos, &["a", "an"])
        && chars.pick(chars.skip(after), POWERS).is_some()
    {
        section = Some(Exact::whole(1));
        end = after;
    }
    loop {
        let at = joined(chars, end, pos);
        if let Some((value, after)) = chars.pick(at, SMALL) {
            let fits = last_small == 0 || (last_small >= 20 && value < 10 && value > 0);
            if !fits {
                break;
            }
            section = Some(add_to(section, Exact::whole(value))?);
            last_small = value;
            end = after;
        } else if let Some((power, after)) = chars.pick(at, POWERS) {
            let Some(base) = section.take() else { break };
            let value = base.times(Exact::whole(power))?;
            if power == 100 {
                section = Some(value);
            } else {
                total = total.plus(value)?;
            }
            last_small = 0;
            end = after;
        } else {
            break;
        }
    }
    let value = total.plus(section.unwrap_or(Exact::whole(0)))?;
    (end > pos).then_some(Numeral {
        value,
        upper: None,
        end,
        spelled: true,
    })
}

/// Past blanks, a hyphen, or the "and" of "a hundred and five".
fn joined(chars: &Chars, end: usize, start: usize) -> usize {
    if end == start {
        return end;
    }
    let at = chars.skip(end);
    let at = if chars.at(end) == Some('-') {
        end + 1
    } else {
        at
    };
    let and = chars.any(at, &["and"]).map(|a| chars.skip(a));
    match and {
        Some(a) if chars.pick(a, SMALL).is_some() && chars.pick_before(at, POWERS) => a,
        _ => at,
    }
}
