//! Rank counts: 前五, top 10, bottom five, 最高的十个, 第二名, top 20%.

use super::numeral::{count, numeral};
use super::quantity::amount;
use super::{Direction, Hit, NumberReading, RankLimit, Unit};
use crate::grammar::chars::Chars;

#[rustfmt::skip]
const ENDS: &[(&str, Direction)] = &[
    ("前", Direction::Top), ("top", Direction::Top), ("the top", Direction::Top),
    ("头", Direction::Top), ("排名前", Direction::Top), ("排前", Direction::Top),
    ("best", Direction::Top), ("highest", Direction::Top), ("largest", Direction::Top),
    ("biggest", Direction::Top), ("first", Direction::Top), ("后", Direction::Bottom),
    ("倒数", Direction::Bottom), ("倒数前", Direction::Bottom), ("倒数的", Direction::Bottom),
    ("排名倒数", Direction::Bottom), ("排名倒数的", Direction::Bottom), ("末", Direction::Bottom),
    ("最后", Direction::Bottom), ("排名后", Direction::Bottom), ("垫底的", Direction::Bottom),
    ("bottom", Direction::Bottom), ("the bottom", Direction::Bottom), ("worst", Direction::Bottom),
    ("lowest", Direction::Bottom), ("smallest", Direction::Bottom),
];

#[rustfmt::skip]
const SUPERLATIVES: &[(&str, Direction)] = &[
    ("最高", Direction::Top), ("最多", Direction::Top), ("最好", Direction::Top),
    ("最大", Direction::Top), ("最长", Direction::Top), ("最快", Direction::Top),
    ("最强", Direction::Top), ("最贵", Direction::Top), ("最火", Direction::Top),
    ("最猛", Direction::Top), ("最厉害", Direction::Top), ("最低", Direction::Bottom),
    ("最少", Direction::Bottom), ("最差", Direction::Bottom), ("最小", Direction::Bottom),
    ("最短", Direction::Bottom), ("最慢", Direction::Bottom), ("最弱", Direction::Bottom),
    ("最便宜", Direction::Bottom), ("最烂", Direction::Bottom),
];

#[rustfmt::skip]
const MEASURES: &[&str] = &[
    "名", "甲", "个", "位", "款", "场", "场次", "条", "家", "件", "单品", "个商品", "大", "强", "种", "只",
    "人",
];

pub(super) fn rank(chars: &Chars, pos: usize) -> Option<Hit<NumberReading>> {
    let rules = [counted, superlative, english_superlative, place, asked];
    rules
        .iter()
        .filter_map(|rule| rule(chars, pos))
        .max_by_key(|hit| hit.end)
}

/// 前五, top 10, 后三名, bottom five, top 20%.
fn counted(chars: &Chars, pos: usize) -> Option<Hit<NumberReading>> {
    let tried = ENDS.iter().filter_map(|(word, direction)| {
        let end = chars
            .lit(pos, word)
            .or_else(|| glued_top(chars, pos, word))?;
        counted_after(chars, pos, end, *direction)
    });
    tried.max_by_key(|hit| hit.end)
}

/// "top5" without a blank.
fn glued_top(chars: &Chars, pos: usize, word: &str) -> Option<usize> {
    let end = chars.lit(pos, word)?;
    chars.at(end).filter(char::is_ascii_digit).map(|_| end)
}

fn counted_after(
    chars: &Chars,
    pos: usize,
    end: usize,
    direction: Direction,
) -> Option<Hit<NumberReading>> {
    let at = chars.skip(chars.opt(chars.skip(end), &["-"]));
    let found = numeral(chars, at)?;
    let share = amount(chars, at).filter(|a| a.unit == Some(Unit::Ratio));
    if let Some(share) = share {
        let value = NumberReading::RankShare {
            share: share.quantity(),
            direction,
        };
        return Some(Hit {
            value,
            end: share.end,
        });
    }
    let (n, end) = count(chars, at).filter(|(n, _)| (1..=10_000).contains(n))?;
    if found.upper.is_some() || times_or_dates(chars, end) {
        return None;
    }
    let first = chars.at(pos)?;
    let needs_measure = "后末头最f".contains(first) && !matches!(first, 'f');
    let measure = chars.any(end, MEASURES);
    let english_first = chars.any(pos, &["first"]).is_some();
    let word_before = first == '前'
        && chars
            .before(pos)
            .is_some_and(|c| "之以目当提跟从".contains(c));
    if (needs_measure && measure.is_none()) || english_first || word_before {
        return None;
    }
    let value = NumberReading::Rank(RankLimit { n, direction });
    Some(Hit {
        value,
        end: measure.unwrap_or(end),
    })
}

/// 前7天, 前30分钟, last 7 days: times, not ranks.
fn times_or_dates(chars: &Chars, end: usize) -> bool {
    #[rustfmt::skip]
    let units = [
        "天", "日", "周", "个月", "月", "年", "分钟", "小时", "个小时", "秒", "个季度", "季度",
        "个星期", "号", "点", "期", "倍", "元", "块", "万", "days", "day", "weeks", "months",
        "minutes", "minute", "hours", "hour", "years", "quarters", "seconds",
    ];
    let end = if chars.at(end) == Some('-') {
        end + 1
    } else {
        end
    };
    chars.any_after(end, &units).is_some()
}

/// 最高的十个, 卖得最好的3个单品, 最低5名.
fn superlative(chars: &Chars, pos: usize) -> Option<Hit<NumberReading>> {
    let (direction, end) = chars.pick(pos, SUPERLATIVES)?;
    let joined = chars.any(end, &["的前", "的", "前"]);
    if joined.is_none() && chars.any(pos, &["最多", "最少"]).is_some() {
        return None; // 最多10件 is a limit
    }
    let at = chars.skip(joined.unwrap_or(end));
    let (n, end) = count(chars, at).filter(|(n, _)| (1..=10_000).contains(n))?;
    let digit_like = chars.any(end, MEASURES);
    if times_or_dates(chars, end) {
        return None;
    }
    Some(Hit {
        value: NumberReading::Rank(RankLimit { n, direction }),
        end: digit_like?,
    })
}

/// "5 highest", "three worst".
fn english_superlative(chars: &Chars, pos: usize) -> Option<Hit<NumberReading>> {
    let (n, end) = count(chars, pos).filter(|(n, _)| (1..=10_000).contains(n))?;
    #[rustfmt::skip]
    let table = [
        ("highest", Direction::Top), ("best", Direction::Top), ("largest", Direction::Top),
        ("biggest", Direction::Top), ("most", Direction::Top), ("top", Direction::Top),
        ("longest", Direction::Top), ("lowest", Direction::Bottom), ("worst", Direction::Bottom),
        ("smallest", Direction::Bottom), ("fewest", Direction::Bottom),
        ("least", Direction::Bottom), ("shortest", Direction::Bottom),
        ("most expensive", Direction::Top), ("priciest", Direction::Top),
        ("cheapest", Direction::Bottom), ("least expensive", Direction::Bottom),
    ];
    let (direction, end) = chars.pick(chars.skip(end), &table)?;
    Some(Hit {
        value: NumberReading::Rank(RankLimit { n, direction }),
        end,
    })
}

/// 哪三个, which three brands, the five products: a count of what is asked for.
fn asked(chars: &Chars, pos: usize) -> Option<Hit<NumberReading>> {
    let chinese = chars.any(pos, &["哪"]);
    let english = || {
        chars.any(
            pos,
            &["which", "what", "the", "what are the", "who are the"],
        )
    };
    let end = chinese.or_else(english)?;
    let (n, end) = count(chars, chars.skip(end)).filter(|(n, _)| (2..=100).contains(n))?;
    let measure = chars.any(end, MEASURES);
    let next = chars.at(chars.skip(end));
    let noun = match chinese {
        Some(_) => measure.is_some() || next.is_some_and(|c| !c.is_ascii()),
        None => chars.at(end) == Some(' ') && next.is_some_and(|c| c.is_ascii_alphabetic()),
    };
    let period = ["month", "week", "quarter", "second"];
    if !noun || times_or_dates(chars, end) || chars.any_after(end, &period).is_some() {
        return None;
    }
    Some(Hit {
        value: NumberReading::Which(n),
        end: measure.unwrap_or(end),
    })
}

/// 第二名, 倒数第一, No. 2, second place.
fn place(chars: &Chars, pos: usize) -> Option<Hit<NumberReading>> {
    let made = |n: u32, direction: Direction, end: usize| Hit {
        value: NumberReading::Position(RankLimit { n, direction }),
        end,
    };
    #[rustfmt::skip]
    let ordinals = [
        ("first place", 1), ("second place", 2), ("third place", 3), ("the runner up", 2),
        ("number one", 1), ("number two", 2), ("number three", 3),
        ("the first one", 1), ("the second one", 2), ("the third one", 3), ("the fourth one", 4),
        ("the fifth one", 5), ("first one", 1), ("second one", 2), ("third one", 3),
        ("the second best", 2), ("the runner-up", 2),
    ];
    if let Some((n, end)) = chars.pick(pos, &ordinals) {
        return Some(made(n, Direction::Top, end));
    }
    #[rustfmt::skip]
    let table = [
        ("第", (Direction::Top, true)), ("排第", (Direction::Top, false)),
        ("排名第", (Direction::Top, false)), ("倒数第", (Direction::Bottom, false)),
        ("no.", (Direction::Top, false)), ("#", (Direction::Top, false)),
    ];
    let ((direction, needs), end) = chars.pick(pos, &table)?;
    let (n, end) = count(chars, chars.skip(end)).filter(|(n, _)| (1..=10_000).contains(n))?;
    let measure = chars.any(end, &["名", "位", "个", "家", "款"]);
    let period = [
        "个月", "个季", "个星", "个礼", "个小", "个半", "个工", "个周", "家店",
    ];
    if needs && (measure.is_none() || chars.any(end, &period).is_some()) {
        return None;
    }
    Some(made(n, direction, measure.unwrap_or(end)))
}
