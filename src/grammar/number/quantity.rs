//! A number with its unit: ¥50k, 1.5w, 百分之二十, 三成, 4小时, 翻倍.

use super::exact::Exact;
use super::numeral::{Numeral, numeral};
use super::{Hit, NumberReading, Quantity, Unit};
use crate::grammar::chars::Chars;

/// A quantity under construction, with the upper end of 两三百.
#[derive(Clone)]
pub(super) struct Amount {
    pub value: Exact,
    pub upper: Option<Exact>,
    pub unit: Option<Unit>,
    pub approximate: bool,
    /// Nothing but a small Chinese or English number word.
    pub bare_word: bool,
    pub end: usize,
}

impl Amount {
    pub(super) fn quantity(&self) -> Quantity {
        self.with(self.value)
    }

    pub(super) fn with(&self, value: Exact) -> Quantity {
        Quantity {
            value: value.to_f64(),
            exact: value.to_string(),
            unit: self.unit.clone(),
            approximate: self.approximate,
        }
    }
}

#[rustfmt::skip]
const MEASURES: &[&str] = &[
    "件", "单", "笔", "场", "场次", "人", "人次", "个", "个人", "次", "条", "名", "位", "款", "台",
    "瓶", "盒", "份", "家", "种", "双", "套", "包", "组", "个商品", "箱", "支", "罐", "枚", "张",
    "粉", "票",
];

/// Fixed expressions: their value in hundredths and their unit.
#[rustfmt::skip]
const FIXED: &[(&str, i128, Kind)] = &[
    ("一半", 50, Kind::Ratio), ("半数", 50, Kind::Ratio), ("对半", 50, Kind::Ratio),
    ("half", 50, Kind::Ratio), ("one half", 50, Kind::Ratio), ("half of", 50, Kind::Ratio),
    ("翻倍", 200, Kind::Times), ("翻番", 200, Kind::Times), ("翻一番", 200, Kind::Times),
    ("翻了一番", 200, Kind::Times), ("翻了一倍", 200, Kind::Times), ("翻一倍", 200, Kind::Times),
    ("翻了倍", 200, Kind::Times), ("翻了番", 200, Kind::Times), ("翻两番", 400, Kind::Times),
    ("翻了两番", 400, Kind::Times), ("翻三倍", 300, Kind::Times), ("翻了三倍", 300, Kind::Times),
    ("double", 200, Kind::Times), ("doubled", 200, Kind::Times), ("triple", 300, Kind::Times),
    ("tripled", 300, Kind::Times), ("quadrupled", 400, Kind::Times), ("twice", 200, Kind::Times),
    ("腰斩", 50, Kind::Times), ("halved", 50, Kind::Times), ("halve", 50, Kind::Times),
    ("打对折", 50, Kind::Discount), ("对折", 50, Kind::Discount), ("五五折", 55, Kind::Discount),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Yuan,
    Dollar,
    Ratio,
    Points,
    Times,
    Discount,
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Age,
}

impl Kind {
    const fn unit(self) -> Unit {
        match self {
            Self::Yuan => Unit::Yuan,
            Self::Dollar => Unit::Dollar,
            Self::Ratio => Unit::Ratio,
            Self::Points => Unit::Points,
            Self::Times => Unit::Times,
            Self::Discount => Unit::Discount,
            Self::Second => Unit::Second,
            Self::Minute => Unit::Minute,
            Self::Hour => Unit::Hour,
            Self::Day => Unit::Day,
            Self::Week => Unit::Week,
            Self::Month => Unit::Month,
            Self::Age => Unit::Age,
        }
    }
}

/// Units after a number, and the places by which they divide it.
#[rustfmt::skip]
const UNITS: &[(&str, (Kind, u32))] = &[
    ("元", (Kind::Yuan, 0)), ("块", (Kind::Yuan, 0)), ("块钱", (Kind::Yuan, 0)),
    ("元钱", (Kind::Yuan, 0)), ("米", (Kind::Yuan, 0)), ("人民币", (Kind::Yuan, 0)),
    ("元人民币", (Kind::Yuan, 0)), ("rmb", (Kind::Yuan, 0)), ("yuan", (Kind::Yuan, 0)),
    ("cny", (Kind::Yuan, 0)), ("分钱", (Kind::Yuan, 2)), ("毛", (Kind::Yuan, 1)),
    ("刀", (Kind::Dollar, 0)), ("美元", (Kind::Dollar, 0)), ("美金", (Kind::Dollar, 0)),
    ("usd", (Kind::Dollar, 0)), ("dollars", (Kind::Dollar, 0)), ("%", (Kind::Ratio, 2)),
    ("percent", (Kind::Ratio, 2)), ("per cent", (Kind::Ratio, 2)), ("pct", (Kind::Ratio, 2)),
    ("成", (Kind::Ratio, 1)), ("‰", (Kind::Ratio, 3)), ("个百分点", (Kind::Points, 2)),
    ("百分点", (Kind::Points, 2)), ("个点", (Kind::Points, 2)), ("pp", (Kind::Points, 2)),
    ("percentage points", (Kind::Points, 2)), ("percentage point", (Kind::Points, 2)),
    ("points", (Kind::Points, 2)), ("pts", (Kind::Points, 2)), ("倍", (Kind::Times, 0)),
    ("times", (Kind::Times, 0)), ("x", (Kind::Times, 0)), ("折", (Kind::Discount, 1)),
    ("岁", (Kind::Age, 0)), ("years old", (Kind::Age, 0)), ("小时", (Kind::Hour, 0)),
    ("个小时", (Kind::Hour, 0)), ("个钟头", (Kind::Hour, 0)), ("个钟", (Kind::Hour, 0)),
    ("hours", (Kind::Hour, 0)), ("hour", (Kind::Hour, 0)), ("hrs", (Kind::Hour, 0)),
    ("hr", (Kind::Hour, 0)), ("h", (Kind::Hour, 0)), ("分钟", (Kind::Minute, 0)),
    ("minutes", (Kind::Minute, 0)), ("minute", (Kind::Minute, 0)), ("mins", (Kind::Minute, 0)),
    ("min", (Kind::Minute, 0)), ("秒", (Kind::Second, 0)), ("秒钟", (Kind::Second, 0)),
    ("seconds", (Kind::Second, 0)), ("second", (Kind::Second, 0)), ("s", (Kind::Second, 0)),
    ("天", (Kind::Day, 0)), ("days", (Kind::Day, 0)), ("day", (Kind::Day, 0)),
    ("周", (Kind::Week, 0)), ("weeks", (Kind::Week, 0)), ("个星期", (Kind::Week, 0)),
    ("个月", (Kind::Month, 0)), ("months", (Kind::Month, 0)),
];

/// Any quantity, however said.
pub(super) fn amount(chars: &Chars, pos: usize) -> Option<Amount> {
    let digit = chars.at(pos)?.is_ascii_digit();
    if digit
        && chars
            .before(pos)
            .is_some_and(|c| c.is_ascii_alphanumeric() || c == '.' || c == ':')
    {
        return None;
    }
    if let Some(found) = fixed(chars, pos) {
        return Some(found);
    }
    if let Some(end) = chars.any(pos, &["百分之"]) {
        if let Some(found) = neighbours(chars, end) {
            return Some(made(
                found,
                found.value.shrunk(2),
                found.upper.map(|u| u.shrunk(2)),
                Some(Unit::Ratio),
            ));
        }
        let found = numeral(chars, end)?;
        return Some(made(
            found,
            found.value.shrunk(2),
            found.upper.map(|u| u.shrunk(2)),
            Some(Unit::Ratio),
        ));
    }
    if let Some(((), end)) = currency(chars, pos).map(|end| ((), end)) {
        let dollar = chars.any(pos, &["$", "us$", "usd"]).is_some();
        let found = numeral(chars, chars.skip(end))
            .filter(|n| n.value != Exact::whole(0) || n.end > end)?;
        let unit = if dollar { Unit::Dollar } else { Unit::Yuan };
        let after = chars.opt_after(found.end, &["元", "块", "yuan", "rmb"]);
        return Some(Amount {
            end: after,
            ..made(found, found.value, found.upper, Some(unit))
        });
    }
    let half_hour = chars.any(pos, &["半小时", "半个小时", "half an hour", "half hour"]);
    if let Some(end) = half_hour {
        return Some(Amount {
            value: Exact::whole(30),
            upper: None,
            unit: Some(Unit::Minute),
            approximate: false,
            bare_word: false,
            end,
        });
    }
    signed(chars, pos).and_then(|(found, negative)| measured(chars, pos, found, negative))
}

/// 七八 in 百分之七八: between the two.
fn neighbours(chars: &Chars, pos: usize) -> Option<Numeral> {
    let digit = |p| {
        "一二三四五六七八九"
            .chars()
            .position(|d| Some(d) == chars.at(p))
            .and_then(|i| i128::try_from(i + 1).ok())
    };
    let (low, high) = (digit(pos)?, digit(pos + 1)?);
    let more = chars
        .at(pos + 2)
        .is_some_and(|c| "一二三四五六七八九十百".contains(c));
    let found = Numeral {
        value: Exact::whole(low),
        upper: Some(Exact::whole(high)),
        end: pos + 2,
        spelled: true,
    };
    (high == low + 1 && !more).then_some(found)
}

fn currency(chars: &Chars, pos: usize) -> Option<usize> {
    chars.any(pos, &["¥", "rmb", "cny", "$", "us$", "usd"])
}

fn signed(chars: &Chars, pos: usize) -> Option<(Numeral, bool)> {
    let minus = chars.at(pos) == Some('-') && chars.before(pos).is_none_or(|c| c == ' ');
    let negative = chars.any(pos, &["负"]).or(minus.then_some(pos + 1));
    let found = numeral(chars, negative.unwrap_or(pos))?;
    (negative.is_none() || found.end > pos + 1).then_some((found, negative.is_some()))
}

fn fixed(chars: &Chars, pos: usize) -> Option<Amount> {
    let each = FIXED
        .iter()
        .filter_map(|(word, value, kind)| chars.lit(pos, word).map(|end| (*value, *kind, end)));
    let (value, kind, end) = each.max_by_key(|(_, _, end)| *end)?;
    let part = chars.pick_before(
        pos,
        &[("first", ()), ("second", ()), ("1st", ()), ("2nd", ())],
    );
    let named = chars.any(pos, &["double"]).is_some()
        && chars
            .at(chars.skip(end))
            .is_some_and(|c| c.is_ascii_digit());
    if part || named {
        return None;
    }
    if chars
        .any_after(
            end,
            &["a million", "million", "a year", "year", "an hour", "hour"],
        )
        .is_some()
    {
        return None;
    }
    Some(Amount {
        value: Exact::whole(value).shrunk(2),
        upper: None,
        unit: Some(kind.unit()),
        approximate: false,
        bare_word: false,
        end,
    })
}

fn made(found: Numeral, value: Exact, upper: Option<Exact>, unit: Option<Unit>) -> Amount {
    Amount {
        value,
        upper,
        unit,
        approximate: false,
        bare_word: false,
        end: found.end,
    }
}

/// A numeral with the unit that follows it.
fn measured(chars: &Chars, pos: usize, found: Numeral, negative: bool) -> Option<Amount> {
    if chars.at(found.end) == Some('几') {
        return None;
    }
    let hyphen = chars.at(found.end) == Some('-')
        && chars
            .at(found.end + 1)
            .is_some_and(|c| c.is_ascii_alphabetic());
    let at = if hyphen {
        found.end + 1
    } else {
        chars.skip(found.end)
    };
    let latin = chars.at(at).is_some_and(|c| c.is_ascii_alphabetic());
    let unit = if latin && at == found.end {
        chars.pick_glued(at, UNITS)
    } else {
        chars.pick(at, UNITS)
    };
    let unit = unit.filter(|((kind, _), end)| fits(chars, *kind, at, *end));
    let sign = |v: Exact| if negative { v.negated() } else { v };
    if let Some(((kind, places), end)) = unit {
        let (value, end) = tail(chars, found.value.shrunk(places), kind, end)?;
        let upper = found.upper.map(|u| sign(u.shrunk(places)));
        return Some(Amount {
            end,
            ..made(found, sign(value), upper, Some(kind.unit()))
        });
    }
    if latin && at == found.end {
        return None;
    }
    let measure = measure(chars, found.end);
    let small =
        !chars.at(pos).is_some_and(|c| c.is_ascii_digit()) && !scaled(chars, pos, found.end);
    let (unit, end) = match measure {
        Some((m, end)) => (Some(Unit::Count(m.to_owned())), end),
        None => (None, found.end),
    };
    let bare_word = small && unit.is_none();
    Some(Amount {
        bare_word,
        end,
        ..made(found, sign(found.value), found.upper.map(sign), unit)
    })
}

fn measure<'a>(chars: &Chars, pos: usize) -> Option<(&'a str, usize)> {
    let each = MEASURES
        .iter()
        .filter_map(|m| chars.lit(pos, m).map(|end| (*m, end)));
    each.max_by_key(|(_, end)| *end)
}

/// A unit or measure word on its own, as after 100多.
pub(super) fn unit_at(chars: &Chars, pos: usize) -> Option<(Unit, usize)> {
    let unit = chars
        .pick(pos, UNITS)
        .filter(|((kind, places), end)| *places == 0 && fits(chars, *kind, pos, *end));
    let unit = unit.map(|((kind, _), end)| (kind.unit(), end));
    unit.or_else(|| measure(chars, pos).map(|(m, end)| (Unit::Count(m.to_owned()), end)))
}

/// 三成五, 一个半小时 and the like: what may follow a unit.
fn tail(chars: &Chars, value: Exact, kind: Kind, end: usize) -> Option<(Exact, usize)> {
    if kind == Kind::Discount && value.to_f64() > 1.0 {
        return Some((value.shrunk(1), end)); // 七五折 is 0.75
    }
    if kind == Kind::Ratio && chars.before(end) == Some('成') {
        let next = numeral(chars, end).filter(|n| n.value.to_f64() < 10.0 && n.end == end + 1);
        if let Some(more) =
            next.filter(|n| !chars.at(n.end).is_some_and(|c| "个件单场人名".contains(c)))
        {
            return Some((value.plus(more.value.shrunk(2))?, more.end));
        }
    }
    Some((value, end))
}

/// A unit that begins another word is none: 10天猫, 3成交, 2周边, 5米色.
fn fits(chars: &Chars, kind: Kind, at: usize, end: usize) -> bool {
    let next = chars.at(end);
    let word = chars.at(at);
    let stop = match (kind, word) {
        (Kind::Ratio, Some('成')) => "交本都为功品员熟长就立",
        (Kind::Day, _) => "猫",
        (Kind::Week, _) => "边转年",
        (Kind::Yuan, Some('米')) => "色白粉数饭",
        (Kind::Yuan, Some('元')) => "素旦",
        (Kind::Discount, _) => "扣线叠",
        _ => "",
    };
    !next.is_some_and(|c| stop.contains(c))
}

/// Whether the words hold a scale: 十, 百, 千, 万, 亿, hundred.
fn scaled(chars: &Chars, from: usize, to: usize) -> bool {
    let latin = chars.at(from).is_some_and(|c| c.is_ascii_alphabetic());
    let scale = (from..to).any(|p| chars.at(p).is_some_and(|c| "十百千万亿".contains(c)));
    scale || (latin && to - from > 5)
}

/// A quantity on its own, where it cannot be part of a word or a name.
pub(super) fn free(chars: &Chars, pos: usize) -> Option<Hit<NumberReading>> {
    let amount = amount(chars, pos)?;
    let counted = matches!(amount.unit, Some(Unit::Count(_)));
    let small = amount.value.to_f64() < 10.0
        && chars
            .at(pos)
            .is_some_and(|c| !c.is_ascii_digit() && !c.is_ascii_alphabetic());
    let article = small && amount.upper.is_none() && counted && "一两".contains(chars.at(pos)?);
    let joined = chars
        .before(pos)
        .is_some_and(|c| "双第几十百千万亿同每哪这那".contains(c) || (c == '前' && !counted));
    let named = amount.unit.is_none()
        && chars
            .at(amount.end)
            .is_some_and(|c| "月年号段代级型线季点日:".contains(c));
    if amount.bare_word || article || joined || named {
        return None;
    }
    let value = match amount.upper {
        Some(upper) => NumberReading::Between {
            low: amount.quantity(),
            high: amount.with(upper),
        },
        None => NumberReading::Quantity(amount.quantity()),
    };
    Some(Hit {
        value,
        end: amount.end,
    })
}
