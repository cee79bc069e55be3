//! Finds the numbers of a sentence and asks where each comes from, without looking at how it was made.

use crate::answer::exact::Exact;

/// A numeral as it stands in a text: its digits, and what follows them.
#[derive(Debug, Clone)]
pub(super) struct Numeral {
    pub(super) value: Exact,
    /// How many places after the point were written, counted in the written unit.
    pub(super) step: Exact,
    pub(super) shown: String,
}

/// All numerals of a text: 128.6 万 is 1286000, 14.3% is 0.143, 1m05s is 65.
pub(super) fn numerals(text: &str) -> Vec<Numeral> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if !chars[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let start = at;
        while at < chars.len()
            && (chars[at].is_ascii_digit()
                || (matches!(chars[at], ',' | '.')
                    && chars.get(at + 1).is_some_and(char::is_ascii_digit)))
        {
            at += 1;
        }
        let digits: String = chars[start..at].iter().filter(|c| **c != ',').collect();
        let rest: String = chars[at..].iter().take(8).collect();
        let power = power(&rest);
        let places = digits
            .split_once('.')
            .map_or(0, |(_, fraction)| fraction.len());
        let value = Exact::parse(&digits).unwrap().shifted(-power);
        let step = Exact::new(1, u32::try_from(places).unwrap()).shifted(-power);
        found.push(Numeral {
            value,
            step,
            shown: format!("{digits}{rest}"),
        });
    }
    found
}

/// The power of ten that the words after a numeral stand for.
fn power(rest: &str) -> i32 {
    let words = rest.trim_start();
    match () {
        () if words.starts_with('万') => 4,
        () if words.starts_with('亿') => 8,
        () if rest.starts_with('K') => 3,
        () if rest.starts_with('M') => 6,
        () if rest.starts_with('B') => 9,
        () if rest.starts_with('%') || words.starts_with("个百分点") || words.starts_with("pp") => {
            -2
        }
        () => 0,
    }
}

#[test]
fn numerals_are_found_with_their_scale() {
    let read = |text: &str| {
        numerals(text)
            .iter()
            .map(|found| found.value.plain())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        read("成交 128.6 万元，少 21.4 万元（−14.3%）"),
        ["1286000", "214000", "0.143"]
    );
    assert_eq!(
        read("¥1.286M, down 4.8 pp, 3,420 orders, ¥12.5K"),
        ["1286000", "0.048", "3420", "12500"]
    );
}
