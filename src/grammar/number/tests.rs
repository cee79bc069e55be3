//! Runs the case files of `tests/cases/number`, and properties that no text may break.

use serde::Deserialize;

use super::{Direction, NumberReading, Quantity, RankLimit, find};

const CASES: &[(&str, &str)] = &[
    (
        "chinese",
        include_str!("../../../tests/cases/number/chinese.jsonl"),
    ),
    (
        "english",
        include_str!("../../../tests/cases/number/english.jsonl"),
    ),
    (
        "spoken",
        include_str!("../../../tests/cases/number/spoken.jsonl"),
    ),
    (
        "questions",
        include_str!("../../../tests/cases/number/questions.jsonl"),
    ),
];

/// One line of a case file: what is found, in the short form of [`summary`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    text: String,
    find: Vec<(String, String)>,
}

fn quantity(q: &Quantity) -> String {
    let about = if q.approximate { "~" } else { "" };
    match &q.unit {
        Some(unit) => format!("{about}{} {unit:?}", q.exact).to_lowercase(),
        None => format!("{about}{}", q.exact),
    }
}

fn rank(limit: RankLimit) -> String {
    format!("{} {}", side(limit.direction), limit.n)
}

fn side(direction: Direction) -> &'static str {
    if direction == Direction::Top {
        "top"
    } else {
        "bottom"
    }
}

fn summary(number: &NumberReading) -> String {
    match number {
        NumberReading::Quantity(q) => quantity(q),
        NumberReading::Comparison(c) => format!("{} {}", c.op.sql(), quantity(&c.quantity)),
        NumberReading::Between { low, high } => format!("{} .. {}", quantity(low), quantity(high)),
        NumberReading::Rank(limit) => rank(*limit),
        NumberReading::RankShare { share, direction } => {
            format!("{} {}", side(*direction), quantity(share))
        }
        NumberReading::Which(n) => format!("which {n}"),
        NumberReading::Position(limit) => format!("place {}", rank(*limit)),
    }
}

fn short(text: &str) -> Vec<(String, String)> {
    find(text)
        .iter()
        .map(|f| (text[f.span.clone()].to_owned(), summary(&f.number)))
        .collect()
}

#[test]
fn every_case_line_is_right() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for (file, lines) in CASES {
        for (number, line) in lines
            .lines()
            .enumerate()
            .filter(|(_, l)| !l.trim().is_empty())
        {
            let at = format!("{file}:{}", number + 1);
            let case: Case = serde_json::from_str(line).unwrap_or_else(|e| panic!("{at}: {e}"));
            count += 1;
            let got = short(&case.text);
            if got != case.find {
                wrong.push(format!(
                    "{at} {}\n   want {:?}\n   got  {got:?}",
                    case.text, case.find
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {count} wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(count >= 80);
}

#[rustfmt::skip]
const PIECES: &[&str] = &[
    "3", "千", "万", "亿", "1.2", "一", "两", "三百", "半", "成", "%", "超过", "不到", "以上", "多", "前",
    "五", "名", "top ", "bottom ", "k", "w", "M", "¥", "-", "到", "between ", "and ", "half ",
    "a ", "million", "百分之", "最高", "的", "个", "折", "🎉", "é", "，", " ", "99999999999999999999",
    ".", ",000", "零", "第", "倍", "小", "近", "十", "几", "+", "左右",
];

#[test]
fn random_texts_break_nothing() {
    let mut state: u64 = 11;
    let mut below = |n: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % n
    };
    for _ in 0..20_000 {
        let length = 1 + below(10);
        let text: String = (0..length).map(|_| PIECES[below(PIECES.len())]).collect();
        let mut last = 0;
        for f in find(&text) {
            assert!(
                f.span.start >= last
                    && f.span.start < f.span.end
                    && text.get(f.span.clone()).is_some(),
                "{text}"
            );
            last = f.span.end;
            if let NumberReading::Quantity(q) = &f.number {
                assert!(
                    q.value.is_finite()
                        && q.exact
                            .parse::<f64>()
                            .is_ok_and(|v| v.to_bits() == q.value.to_bits()),
                    "{text}: {q:?}"
                );
            }
        }
    }
}
