//! The number grammar: quantities with units, thresholds, ranges and rank
//! counts in a Chinese, English or mixed text, exact to the digit.
//!
//! It reads numbers, not times: callers give the spans of the time grammar
//! precedence over those found here.

mod compare;
pub mod exact;
pub mod numeral;
mod quantity;
mod rank;
#[cfg(test)]
mod tests;

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::grammar::chars::Chars;

/// A number and where it stands, in bytes of the text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Found {
    pub span: Range<usize>,
    pub number: NumberReading,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberReading {
    Quantity(Quantity),
    Comparison(Comparison),
    /// Both ends belong to it: 100到200, 两三百.
    Between {
        low: Quantity,
        high: Quantity,
    },
    /// 前五, bottom five, 最高的十个.
    Rank(RankLimit),
    /// 前20%, top 20%.
    RankShare {
        share: Quantity,
        direction: Direction,
    },
    /// 哪三个, which three: so many of what is asked for, in an order that other words say.
    Which(u32),
    /// 第二名: one place, counted from the direction given.
    Position(RankLimit),
}

/// A whole number that is all of a text: 五, five, 12.
#[must_use]
pub fn whole(text: &str) -> Option<u32> {
    let chars = Chars::new(text);
    let (n, end) = numeral::count(&chars, 0)?;
    (end == chars.len()).then_some(n)
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quantity {
    pub value: f64,
    /// The same value as plain decimal digits. Ratios are 0 to 1.
    pub exact: String,
    pub unit: Option<Unit>,
    /// 左右, 小十万, about.
    pub approximate: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    Yuan,
    /// Money that is not yuan and must not be converted by guess.
    Dollar,
    /// A share of one: 20%, 三成, 一半.
    Ratio,
    /// Percentage points, as a share of one: 3个点 is 0.03.
    Points,
    /// A factor: 翻倍, 3倍.
    Times,
    /// A price as a share of the full one: 八折 is 0.8.
    Discount,
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    /// Years of age: 31岁.
    Age,
    /// A measure word: 件, 单, 场, 人.
    Count(String),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    pub op: Op,
    pub quantity: Quantity,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Op {
    #[serde(rename = ">")]
    Gt,
    #[serde(rename = ">=")]
    Ge,
    #[serde(rename = "<")]
    Lt,
    #[serde(rename = "<=")]
    Le,
    #[serde(rename = "=")]
    Eq,
}

impl Op {
    #[must_use]
    pub const fn sql(self) -> &'static str {
        match self {
            Self::Gt => ">",
            Self::Ge => ">=",
            Self::Lt => "<",
            Self::Le => "<=",
            Self::Eq => "=",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RankLimit {
    pub n: u32,
    pub direction: Direction,
}

/// From which end of the ranking is counted. 最高 and 前 are the top, 最低 and
/// 后 the bottom; whether high is good is the metric's affair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Top,
    Bottom,
}

/// Something a rule read, and the position after it.
struct Hit<T> {
    value: T,
    end: usize,
}

/// Finds every number: longest match, left to right.
#[must_use]
pub fn find(text: &str) -> Vec<Found> {
    let chars = Chars::new(text);
    let mut found = Vec::new();
    let mut pos = 0;
    while pos < chars.len() {
        match reading(&chars, pos) {
            Some(hit) if hit.end > pos => {
                found.push(Found {
                    span: chars.bytes(pos, hit.end),
                    number: hit.value,
                });
                pos = hit.end;
            }
            _ => pos = past_word(&chars, pos),
        }
    }
    found
}

/// The next position at which a number may begin: not inside a Latin word or code.
fn past_word(chars: &Chars, pos: usize) -> usize {
    let code = |p: usize| chars.at(p).is_some_and(|c| c.is_ascii_alphanumeric());
    if !code(pos) {
        return pos + 1;
    }
    (pos..chars.len())
        .find(|p| !code(*p))
        .unwrap_or(chars.len())
}

/// The longest reading that begins at a position; on a tie the first rule.
fn reading(chars: &Chars, pos: usize) -> Option<Hit<NumberReading>> {
    let rules = [
        rank::rank,
        compare::comparison,
        compare::between,
        quantity::free,
    ];
    let mut best: Option<Hit<NumberReading>> = None;
    for rule in rules {
        if let Some(hit) = rule(chars, pos)
            && best.as_ref().is_none_or(|b| hit.end > b.end)
        {
            best = Some(hit);
        }
    }
    best
}
