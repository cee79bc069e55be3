//! Answers that are right, and then made wrong: another number, name, sign, unit, period or rank.
//! None of the wrong sentences is proved.

use std::collections::BTreeMap;

use serde_json::Value;

use super::cases::{computed, knowledge, layer, question};
use super::random::{INTENTS, SHAPES, made};
use crate::answer::labels::Labels;
use crate::answer::narration::story::Story;
use crate::answer::proof::{ProvedSentence, verify};
use crate::answer::{Computed, answer, caveats};
use crate::question::Language;
use crate::result_set::Cell;

/// How often each shape and intent is filled with other numbers.
const ROUNDS: u64 = 3;

/// Words that say the opposite, or another unit or period.
#[rustfmt::skip]
const SWAPS: &[(&str, &[(&str, &str)])] = &[
    ("sign", &[
        ("多 ", "少 "), ("少 ", "多 "), ("高 ", "低 "), ("低 ", "高 "), (" up ", " down "),
        (" down ", " up "), ("above", "below"), ("below", "above"), ("+", "−"), ("−", "+"),
    ]),
    ("unit", &[
        (" 万元", " 亿元"), (" 亿元", " 万元"), (" 元", " 单"), (" 单", " 元"), (" 人", " 元"),
        ("K", "M"), ("M ", "K "), ("M.", "K."), ("B", "M"), (" pp", "%"), (" 个百分点", "%"),
        ("orders", "people"), ("people", "orders"), (" 万单", " 亿单"),
    ]),
    ("period", &[
        ("昨天", "前天"), ("上周", "昨天"), ("上月", "上周"), ("yesterday", "last week"),
        ("last week", "yesterday"), ("last month", "last week"), ("11-09", "11-02"),
        ("2026-11-18", "2026-11-16"), ("2026-10-01", "2026-09-01"), ("11-17）", "11-16）"),
    ]),
    ("rank", &[
        ("最高", "最低"), ("最低", "最高"), ("Highest", "Lowest"), ("Lowest", "Highest"),
        ("High:", "Low:"), ("low:", "high:"),
    ]),
];

/// A sequence of numbers that is the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// What came of the mutants, by kind.
#[derive(Default)]
struct Counts {
    right: usize,
    made: BTreeMap<&'static str, usize>,
    escaped: Vec<String>,
}

/// Numbers of which no two are equal when they are rounded.
fn numbers(dice: &mut Dice, rows: u64) -> Vec<Vec<Option<i64>>> {
    (0..rows)
        .map(|row| {
            (0..5_u64)
                .map(|column| {
                    let size = 1_000 + row * 1_700 + column * 311 + dice.roll(250);
                    Some(i64::try_from(size * 1_013).unwrap())
                })
                .collect()
        })
        .collect()
}

/// The sentence with one digit of one number changed, or two of its digits swapped.
fn other_numbers(sentence: &ProvedSentence, dice: &mut Dice) -> Vec<String> {
    let units: Vec<u16> = sentence.text.encode_utf16().collect();
    let mut all = Vec::new();
    for number in &sentence.numbers {
        let digits: Vec<usize> = (number.start..number.end)
            .filter(|at| char::from_u32(u32::from(units[*at])).is_some_and(|c| c.is_ascii_digit()))
            .collect();
        for _ in 0..3 {
            let Some(at) =
                digits.get(usize::try_from(dice.roll(digits.len().max(1) as u64)).unwrap())
            else {
                continue;
            };
            let mut changed = units.clone();
            let digit = changed[*at] - 48;
            changed[*at] = 48 + (digit + 1 + u16::try_from(dice.roll(8)).unwrap()) % 10;
            all.push(String::from_utf16(&changed).unwrap());
        }
        for pair in digits
            .windows(2)
            .filter(|pair| units[pair[0]] != units[pair[1]])
        {
            let mut changed = units.clone();
            changed.swap(pair[0], pair[1]);
            all.push(String::from_utf16(&changed).unwrap());
        }
    }
    all
}

/// The sentence with a name of a row or a bucket replaced by that of another one.
fn other_names(sentence: &str, names: &[String]) -> Vec<String> {
    let mut all = Vec::new();
    if names.is_empty() {
        return all;
    }
    for name in names.iter().filter(|name| sentence.contains(name.as_str())) {
        for other in names
            .iter()
            .filter(|other| *other != name && !sentence.contains(other.as_str()))
        {
            all.push(sentence.replacen(name.as_str(), other, 1));
        }
    }
    let present: Vec<&String> = names
        .iter()
        .filter(|name| sentence.contains(name.as_str()))
        .collect();
    if let [one, other, ..] = present[..] {
        let held = sentence.replace(one.as_str(), "\u{1}");
        all.push(held.replace(other.as_str(), one).replace('\u{1}', other));
    }
    all
}

fn distinct(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names.dedup();
    names
}

fn mutate(
    made: &Computed,
    language: Language,
    with_names: bool,
    dice: &mut Dice,
    counts: &mut Counts,
) {
    let (layer, knowledge) = (layer(), knowledge());
    let labels = Labels {
        layer: &layer,
        knowledge: &knowledge,
        language,
        asked_at: question(language).asked_at,
    };
    let notes = caveats::notes(&labels, made);
    let told = answer(&layer, &knowledge, &question(language), made.clone());
    assert!(told.unproved.is_empty(), "{:?}", told.unproved);
    let story = Story::new(&labels, made);
    let groups = (0..story.rows()).filter(|_| with_names && !story.groups.is_empty());
    let buckets = (0..story.rows()).filter(|_| with_names && story.buckets.is_some());
    let groups = distinct(groups.map(|row| story.group(row)).collect());
    let buckets = distinct(buckets.map(|row| story.bucket(row)).collect());
    let texts: Vec<&str> = told
        .proof
        .iter()
        .map(|sentence| sentence.text.as_str())
        .collect();
    for (index, sentence) in told.proof.iter().enumerate() {
        counts.right += 1;
        let mut mutants: Vec<(&'static str, String)> = Vec::new();
        mutants.extend(
            other_numbers(sentence, dice)
                .into_iter()
                .map(|text| ("number", text)),
        );
        if !sentence.numbers.is_empty() {
            for names in [&groups, &buckets] {
                let others = other_names(&sentence.text, names).into_iter();
                mutants.extend(others.map(|text| ("entity", text)));
            }
            for (kind, pairs) in SWAPS {
                let found = pairs
                    .iter()
                    .filter(|(word, _)| sentence.text.contains(word));
                mutants.extend(
                    found.map(|(word, other)| (*kind, sentence.text.replacen(word, other, 1))),
                );
            }
        }
        mutants.retain(|(_, text)| *text != sentence.text);
        // A sentence that is not proved leaves nothing to those after it, so all are read in a row.
        let before = texts[..index].iter().copied();
        let read = before.chain(mutants.iter().map(|(_, text)| text.as_str()));
        let verdicts = verify(&labels, made, &notes, read);
        for ((kind, mutant), verdict) in mutants.iter().zip(verdicts.iter().skip(index)) {
            *counts.made.entry(kind).or_default() += 1;
            if verdict.outcome.is_ok() {
                counts
                    .escaped
                    .push(format!("{kind}: {} → {mutant}", sentence.text));
            }
        }
    }
}

#[test]
fn no_answer_that_was_made_wrong_is_proved() {
    let mut dice = Dice(20_261_119);
    let mut counts = Counts::default();
    for shape in 0..SHAPES.len() {
        for intent in 0..INTENTS.len() {
            for round in 0..ROUNDS {
                let numbers = numbers(&mut dice, 2 + round % 4);
                let result = made(shape, intent, &numbers, false);
                let language = if round % 2 == 0 {
                    Language::Zh
                } else {
                    Language::En
                };
                mutate(&result, language, true, &mut dice, &mut counts);
            }
        }
    }
    let path = super::folder().join("narration.json");
    let cases: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    for case in &cases {
        for language in [Language::Zh, Language::En] {
            let result = computed(&layer(), case);
            // Where two rows are equal or empty, another name may be as right.
            let is_plain = result
                .result
                .rows
                .iter()
                .flatten()
                .all(|cell| *cell != Cell::Null);
            mutate(
                &result,
                language,
                is_plain && case["name"] != "a rank from below with a tie at the start",
                &mut dice,
                &mut counts,
            );
        }
    }
    let all: usize = counts.made.values().sum();
    let said = format!(
        "{} right sentences, mutants {:?}, {} escaped",
        counts.right,
        counts.made,
        counts.escaped.len()
    );
    assert!(all > 5_000, "{said}");
    assert!(
        counts.escaped.is_empty(),
        "{said}\n{}",
        counts.escaped.join("\n")
    );
}
