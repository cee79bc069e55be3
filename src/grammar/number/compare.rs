//! Thresholds and ranges: 超过5块, 不到2万, N以上, 两千多, at least 20 hours, 100到200.

use super::exact::Exact;
use super::quantity::{Amount, amount, unit_at};
use super::{Comparison, Hit, NumberReading, Op};
use crate::grammar::chars::Chars;

/// What a word before a number does to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lead {
    Is(Op),
    About,
}

#[rustfmt::skip]
const LEADS: &[(&str, Lead)] = &[
    ("超过", Lead::Is(Op::Gt)), ("超", Lead::Is(Op::Gt)), ("超出", Lead::Is(Op::Gt)),
    ("高于", Lead::Is(Op::Gt)), ("大于", Lead::Is(Op::Gt)), ("多于", Lead::Is(Op::Gt)),
    ("高过", Lead::Is(Op::Gt)), ("长于", Lead::Is(Op::Gt)), ("贵过", Lead::Is(Op::Gt)),
    ("过了", Lead::Is(Op::Gt)), ("过", Lead::Is(Op::Gt)), ("没过", Lead::Is(Op::Le)), ("超过了", Lead::Is(Op::Gt)), ("破", Lead::Is(Op::Ge)),
    ("破了", Lead::Is(Op::Ge)), ("突破", Lead::Is(Op::Ge)), ("突破了", Lead::Is(Op::Ge)),
    ("满", Lead::Is(Op::Ge)), ("达到", Lead::Is(Op::Ge)), ("达到了", Lead::Is(Op::Ge)),
    ("达", Lead::Is(Op::Ge)), ("至少", Lead::Is(Op::Ge)), ("不少于", Lead::Is(Op::Ge)),
    ("不低于", Lead::Is(Op::Ge)), ("不小于", Lead::Is(Op::Ge)), ("起码", Lead::Is(Op::Ge)),
    ("最少", Lead::Is(Op::Ge)), ("大于等于", Lead::Is(Op::Ge)), ("不止", Lead::Is(Op::Gt)),
    ("不到", Lead::Is(Op::Lt)), ("低于", Lead::Is(Op::Lt)), ("小于", Lead::Is(Op::Lt)),
    ("少于", Lead::Is(Op::Lt)), ("不足", Lead::Is(Op::Lt)), ("未满", Lead::Is(Op::Lt)),
    ("不满", Lead::Is(Op::Lt)), ("未到", Lead::Is(Op::Lt)), ("没到", Lead::Is(Op::Lt)),
    ("没达到", Lead::Is(Op::Lt)), ("未达到", Lead::Is(Op::Lt)), ("没破", Lead::Is(Op::Lt)),
    ("跌破", Lead::Is(Op::Lt)), ("跌破了", Lead::Is(Op::Lt)), ("跌穿", Lead::Is(Op::Lt)),
    ("低过", Lead::Is(Op::Lt)), ("少过", Lead::Is(Op::Lt)), ("达不到", Lead::Is(Op::Lt)),
    ("超了", Lead::Is(Op::Gt)), ("大过", Lead::Is(Op::Gt)), ("多过", Lead::Is(Op::Gt)),
    ("冲破", Lead::Is(Op::Ge)), ("没超", Lead::Is(Op::Le)), ("不超", Lead::Is(Op::Le)),
    ("fell below", Lead::Is(Op::Lt)), ("falls below", Lead::Is(Op::Lt)),
    ("dropped below", Lead::Is(Op::Lt)), ("drops below", Lead::Is(Op::Lt)),
    ("dipped below", Lead::Is(Op::Lt)), ("went above", Lead::Is(Op::Gt)),
    ("rose above", Lead::Is(Op::Gt)), ("north of", Lead::Is(Op::Gt)),
    ("短于", Lead::Is(Op::Lt)), ("没有到", Lead::Is(Op::Lt)), ("未达", Lead::Is(Op::Lt)),
    ("不超过", Lead::Is(Op::Le)), ("没超过", Lead::Is(Op::Le)), ("没有超过", Lead::Is(Op::Le)),
    ("未超过", Lead::Is(Op::Le)), ("不高于", Lead::Is(Op::Le)), ("不多于", Lead::Is(Op::Le)),
    ("不大于", Lead::Is(Op::Le)), ("至多", Lead::Is(Op::Le)), ("最多", Lead::Is(Op::Le)),
    ("顶多", Lead::Is(Op::Le)), ("小于等于", Lead::Is(Op::Le)), ("等于", Lead::Is(Op::Eq)),
    ("正好", Lead::Is(Op::Eq)), ("刚好", Lead::Is(Op::Eq)), ("恰好", Lead::Is(Op::Eq)),
    ("=", Lead::Is(Op::Eq)), ("==", Lead::Is(Op::Eq)), (">", Lead::Is(Op::Gt)),
    (">=", Lead::Is(Op::Ge)), ("≥", Lead::Is(Op::Ge)), ("<", Lead::Is(Op::Lt)),
    ("<=", Lead::Is(Op::Le)), ("≤", Lead::Is(Op::Le)), ("over", Lead::Is(Op::Gt)),
    ("above", Lead::Is(Op::Gt)), ("more than", Lead::Is(Op::Gt)),
    ("greater than", Lead::Is(Op::Gt)), ("higher than", Lead::Is(Op::Gt)),
    ("larger than", Lead::Is(Op::Gt)), ("longer than", Lead::Is(Op::Gt)),
    ("bigger than", Lead::Is(Op::Gt)), ("exceeded", Lead::Is(Op::Gt)),
    ("exceeds", Lead::Is(Op::Gt)), ("exceed", Lead::Is(Op::Gt)), ("exceeding", Lead::Is(Op::Gt)),
    ("in excess of", Lead::Is(Op::Gt)), ("beyond", Lead::Is(Op::Gt)),
    ("upwards of", Lead::Is(Op::Ge)), ("at least", Lead::Is(Op::Ge)),
    ("no less than", Lead::Is(Op::Ge)), ("not less than", Lead::Is(Op::Ge)),
    ("no fewer than", Lead::Is(Op::Ge)), ("a minimum of", Lead::Is(Op::Ge)),
    ("minimum of", Lead::Is(Op::Ge)), ("reached", Lead::Is(Op::Ge)), ("reach", Lead::Is(Op::Ge)), ("get to", Lead::Is(Op::Ge)), ("hit", Lead::Is(Op::Ge)),
    ("below", Lead::Is(Op::Lt)), ("under", Lead::Is(Op::Lt)), ("less than", Lead::Is(Op::Lt)),
    ("fewer than", Lead::Is(Op::Lt)), ("lower than", Lead::Is(Op::Lt)),
    ("smaller than", Lead::Is(Op::Lt)), ("shorter than", Lead::Is(Op::Lt)),
    ("broke", Lead::Is(Op::Ge)), ("broken", Lead::Is(Op::Ge)), ("topped", Lead::Is(Op::Gt)),
    ("passed", Lead::Is(Op::Gt)), ("crossed", Lead::Is(Op::Ge)), ("surpassed", Lead::Is(Op::Gt)),
    ("went over", Lead::Is(Op::Gt)), ("stayed under", Lead::Is(Op::Lt)),
    ("stayed below", Lead::Is(Op::Lt)), ("came in under", Lead::Is(Op::Lt)),
    ("at most", Lead::Is(Op::Le)), ("no more than", Lead::Is(Op::Le)),
    ("not more than", Lead::Is(Op::Le)), ("up to", Lead::Is(Op::Le)),
    ("a maximum of", Lead::Is(Op::Le)), ("maximum of", Lead::Is(Op::Le)),
    ("not exceeding", Lead::Is(Op::Le)), ("not over", Lead::Is(Op::Le)),
    ("not above", Lead::Is(Op::Le)), ("exactly", Lead::Is(Op::Eq)), ("equal to", Lead::Is(Op::Eq)),
    ("equals", Lead::Is(Op::Eq)), ("约", Lead::About), ("大约", Lead::About), ("大概", Lead::About),
    ("差不多", Lead::About), ("小", Lead::About), ("将近", Lead::About), ("接近", Lead::About),
    ("近", Lead::About), ("about", Lead::About), ("around", Lead::About), ("roughly", Lead::About),
    ("approximately", Lead::About), ("nearly", Lead::About), ("almost", Lead::About),
    ("circa", Lead::About), ("~", Lead::About),
];

#[rustfmt::skip]
const TAILS: &[(&str, Lead)] = &[
    ("以上", Lead::Is(Op::Ge)), ("及以上", Lead::Is(Op::Ge)), ("或以上", Lead::Is(Op::Ge)),
    ("往上", Lead::Is(Op::Ge)), ("朝上", Lead::Is(Op::Ge)), ("以下", Lead::Is(Op::Le)),
    ("都不到", Lead::Is(Op::Lt)), ("还不到", Lead::Is(Op::Lt)), ("都没到", Lead::Is(Op::Lt)),
    ("都没有到", Lead::Is(Op::Lt)), ("都没达到", Lead::Is(Op::Lt)), ("都达不到", Lead::Is(Op::Lt)),
    ("都不足", Lead::Is(Op::Lt)), ("都没破", Lead::Is(Op::Lt)), ("都没过", Lead::Is(Op::Le)),
    ("都没超过", Lead::Is(Op::Le)), ("及以下", Lead::Is(Op::Le)), ("或以下", Lead::Is(Op::Le)), ("以内", Lead::Is(Op::Le)),
    ("之内", Lead::Is(Op::Le)), ("往下", Lead::Is(Op::Le)), ("封顶", Lead::Is(Op::Le)),
    ("起步", Lead::Is(Op::Ge)), ("打底", Lead::Is(Op::Ge)), ("出头", Lead::Is(Op::Ge)),
    ("+", Lead::Is(Op::Ge)), ("左右", Lead::About), ("上下", Lead::About),
    ("or more", Lead::Is(Op::Ge)), ("or above", Lead::Is(Op::Ge)), ("or higher", Lead::Is(Op::Ge)),
    ("and above", Lead::Is(Op::Ge)), ("and up", Lead::Is(Op::Ge)), ("and over", Lead::Is(Op::Ge)),
    ("or over", Lead::Is(Op::Ge)), ("plus", Lead::Is(Op::Ge)), ("or less", Lead::Is(Op::Le)),
    ("or below", Lead::Is(Op::Le)), ("or fewer", Lead::Is(Op::Le)), ("or lower", Lead::Is(Op::Le)),
    ("and below", Lead::Is(Op::Le)), ("or under", Lead::Is(Op::Le)),
    ("and under", Lead::Is(Op::Le)), ("or so", Lead::About),
];

/// 过半, 破亿: the number is in the word.
#[rustfmt::skip]
const WORDS: &[(&str, (Op, i128, u32))] = &[
    ("过半", (Op::Gt, 5, 1)), ("破亿", (Op::Ge, 100_000_000, 0)),
    ("过亿", (Op::Gt, 100_000_000, 0)), ("上亿", (Op::Ge, 100_000_000, 0)),
    ("破万", (Op::Ge, 10_000, 0)), ("过万", (Op::Gt, 10_000, 0)), ("上万", (Op::Ge, 10_000, 0)),
    ("破千", (Op::Ge, 1_000, 0)), ("过千", (Op::Gt, 1_000, 0)), ("上千", (Op::Ge, 1_000, 0)),
    ("破百万", (Op::Ge, 1_000_000, 0)), ("过百万", (Op::Gt, 1_000_000, 0)),
    ("上百万", (Op::Ge, 1_000_000, 0)), ("破千万", (Op::Ge, 10_000_000, 0)),
    ("过千万", (Op::Gt, 10_000_000, 0)), ("上千万", (Op::Ge, 10_000_000, 0)),
    ("破百", (Op::Ge, 100, 0)), ("过百", (Op::Gt, 100, 0)), ("破十万", (Op::Ge, 100_000, 0)),
    ("过十万", (Op::Gt, 100_000, 0)),
];

/// 有没有到92%: 到 alone is the end of a range, and a threshold only where it is asked for.
fn reaches(chars: &Chars, pos: usize) -> Option<(Lead, usize)> {
    let asked = |(back, c): (usize, char)| {
        let place = pos.checked_sub(back);
        place.and_then(|place| chars.at(place)) == Some(c)
    };
    let asked = [(3, '有'), (2, '没'), (1, '有')].into_iter().all(asked);
    (asked && chars.at(pos) == Some('到')).then_some((Lead::Is(Op::Ge), pos + 1))
}

/// A threshold: a word before, a word after, or both.
pub(super) fn comparison(chars: &Chars, pos: usize) -> Option<Hit<NumberReading>> {
    if let Some(hit) = in_word(chars, pos) {
        return Some(hit);
    }
    let asked = chars.at(pos) == Some('没') && chars.before(pos) == Some('有');
    let lead = chars
        .pick(pos, LEADS)
        .or_else(|| reaches(chars, pos))
        .filter(|(_, end)| !asked && amount(chars, chars.skip(*end)).is_some());
    let at = lead.map_or(pos, |(_, end)| chars.skip(end));
    let found = amount(chars, at)?;
    if lead.is_none() && found.bare_word {
        return None;
    }
    if lead.is_some_and(|(kind, _)| kind == Lead::About) && !about_fits(chars, pos, &found) {
        return None;
    }
    if chars.at(pos) == Some('过') && at == pos + 1 && !beyond(&found) {
        return None;
    }
    let more = more(chars, at, &found);
    let end = more.as_ref().map_or(found.end, |(_, end)| *end);
    let tail = chars.pick(chars.skip(end), TAILS).filter(|(_, e)| {
        !(chars.before(*e) == Some('+')
            && chars.at(chars.skip(*e)).is_some_and(|c| c.is_ascii_digit()))
    });
    let (op, about) = ops(
        lead.map(|(kind, _)| kind),
        tail.map(|(kind, _)| kind),
        more.is_some(),
    );
    let unit = found.unit.clone().or(more.and_then(|(unit, _)| unit));
    if op.is_none() && !about {
        return None;
    }
    let approximate = about && op.is_none();
    let found = Amount {
        unit,
        approximate,
        ..found
    };
    let value = match (op, found.upper) {
        (None, Some(upper)) => NumberReading::Between {
            low: found.quantity(),
            high: found.with(upper),
        },
        (None, None) => NumberReading::Quantity(found.quantity()),
        (Some(op), upper) => {
            let edge = if matches!(op, Op::Lt | Op::Le) {
                upper.unwrap_or(found.value)
            } else {
                found.value
            };
            NumberReading::Comparison(Comparison {
                op,
                quantity: found.with(edge),
            })
        }
    };
    Some(Hit {
        value,
        end: tail.map_or(end, |(_, e)| e),
    })
}

/// What the words before and after say together; those before win.
fn ops(lead: Option<Lead>, tail: Option<Lead>, more: bool) -> (Option<Op>, bool) {
    let op = |side: Option<Lead>| match side {
        Some(Lead::Is(op)) => Some(op),
        _ => None,
    };
    let about = lead == Some(Lead::About) || tail == Some(Lead::About);
    (op(lead).or(op(tail)).or(more.then_some(Op::Ge)), about)
}

fn in_word(chars: &Chars, pos: usize) -> Option<Hit<NumberReading>> {
    let ((op, value, places), end) = chars.pick(pos, WORDS)?;
    if chars.at(end).is_some_and(|c| "十百千万亿个分".contains(c)) {
        return None;
    }
    let unit = (places > 0).then_some(super::Unit::Ratio);
    let (unit, end) = match chars.any(end, &["元", "块"]) {
        Some(end) => (Some(super::Unit::Yuan), end),
        None => (unit, end),
    };
    let found = Amount {
        value: Exact::whole(value).shrunk(places),
        upper: None,
        unit,
        approximate: false,
        bare_word: false,
        end,
    };
    Some(Hit {
        value: NumberReading::Comparison(Comparison {
            op,
            quantity: found.quantity(),
        }),
        end,
    })
}

/// GMV过5万 is a bound; 过3天 says when, and 买过2段 what was bought.
fn beyond(found: &Amount) -> bool {
    use super::Unit::{Day, Month, Ratio, Week, Yuan};
    match found.unit {
        Some(Day | Week | Month) => false,
        Some(Ratio | Yuan) => true,
        _ => found.value.to_f64() >= 100.0,
    }
}

/// 小十万 is about a number; 小3 and 近7天 are not.
fn about_fits(chars: &Chars, pos: usize, found: &Amount) -> bool {
    use super::Unit::{Day, Hour, Minute, Month, Week};
    let time = matches!(found.unit, Some(Day | Week | Month | Hour | Minute));
    match chars.at(pos) {
        Some('近') => !time && found.value.to_f64() >= 10.0 && chars.before(pos) != Some('最'),
        Some('小') => !found.bare_word && found.value.to_f64() >= 100.0,
        Some('~') => !chars
            .before(pos)
            .is_some_and(|c| c.is_ascii_digit() || !c.is_ascii()),
        _ => !found.bare_word,
    }
}

/// 两千多, 100多块: "and some more", with the unit after it.
fn more(chars: &Chars, at: usize, found: &Amount) -> Option<(Option<super::Unit>, usize)> {
    let end = chars.any(found.end, &["多", "余", "来"])?;
    let round = (at..found.end).any(|p| chars.at(p).is_some_and(|c| "十百千万亿0kw".contains(c)));
    let apart = chars.any(found.end, &["多少", "来自", "来源"]).is_some();
    let unit = unit_at(chars, end);
    (round && !apart).then(|| unit.map_or((None, end), |(unit, end)| (Some(unit), end)))
}

/// 100到200, between 3k and 5k, 3到5万: both ends belong to it.
pub(super) fn between(chars: &Chars, pos: usize) -> Option<Hit<NumberReading>> {
    let lead = chars.any(pos, &["between", "from", "介于", "在"]);
    let both = chars.any(pos, &["between"]).is_some();
    let at = chars.skip(lead.unwrap_or(pos));
    let low = amount(chars, at)?;
    if low.upper.is_some() {
        return None;
    }
    let to = chars.any_after(low.end, &["到", "至", "-", "~", "to"]);
    let to = to.or_else(|| {
        if both {
            chars.any_after(low.end, &["and"])
        } else {
            chars
                .any_after(low.end, &["和", "与"])
                .filter(|_| lead.is_some())
        }
    });
    let high = amount(chars, chars.skip(to?))?;
    let low_value = shared_scale(chars, &low, &high)?;
    let unit = high.unit.clone().or_else(|| low.unit.clone());
    let clash = low.unit.is_some() && high.unit.is_some() && low.unit != high.unit;
    let code = |end: usize| chars.at(end).is_some_and(|c| "-/.月日号年点:".contains(c));
    let ratio_low =
        matches!(unit, Some(super::Unit::Ratio | super::Unit::Points)) && low.unit.is_none();
    let places = if chars.before(high.end) == Some('成') {
        1
    } else {
        2
    };
    let low_value = if ratio_low {
        low_value.shrunk(places)
    } else {
        low_value
    };
    if clash
        || low_value.to_f64() >= high.value.to_f64()
        || (low.bare_word && high.bare_word)
        || code(high.end)
    {
        return None;
    }
    let end = chars.opt(high.end, &["之间", "区间", "范围内", "的区间"]);
    let high = Amount { unit, ..high };
    Some(Hit {
        value: NumberReading::Between {
            low: high.with(low_value),
            high: high.quantity(),
        },
        end,
    })
}

/// 3到5万: a bare first number takes the scale of the second.
fn shared_scale(chars: &Chars, low: &Amount, high: &Amount) -> Option<Exact> {
    #[rustfmt::skip]
    let scales = [
        ("万", 10_000), ("亿", 100_000_000), ("千", 1_000), ("百", 100), ("w", 10_000),
        ("k", 1_000),
    ];
    let scale_at = |end: usize| {
        let from = end.saturating_sub(4);
        (from..end).rev().find_map(|p| {
            chars
                .pick(p, &scales)
                .or_else(|| chars.pick_glued(p, &scales))
                .map(|(s, _)| s)
        })
    };
    let scale = scale_at(high.end);
    let bare = scale_at(low.end).is_none() && low.unit.is_none();
    match scale {
        Some(scale) if bare && low.value.to_f64() < 1_000.0 => low.value.times(Exact::whole(scale)),
        _ => Some(low.value),
    }
}
