//! Over random results: every number of a narration is a cell, a derivation of cells or a part of a
//! declared name, and both languages say the same numbers.

use proptest::prelude::*;
use serde_json::json;

use super::cases::{column, compare, computed, knowledge, layer, question, time};
use super::numerals::{Numeral, numerals};
use crate::answer::exact::Exact;
use crate::answer::fact::{Piece, Tables};
use crate::answer::labels::Labels;
use crate::answer::narration::{Narration, narrate};
use crate::answer::{Computed, ComputedSupporting, answer, caveats};
use crate::plan::Intent;
use crate::question::Language;
use crate::result_set::{Cell, ResultSet, Role};

pub(super) const SHAPES: [&[&str]; 12] = [
    &["gmv"],
    &["gmv", "orders", "refund_rate"],
    &["gmv", "gmv:prior"],
    &["refund_rate", "refund_rate:prior"],
    &["gmv", "gmv:change", "gmv:change_rate"],
    &["room", "gmv"],
    &["room", "gmv", "gmv:prior", "orders"],
    &["platform", "refund_rate", "refund_rate:prior"],
    &["date:day", "gmv", "orders"],
    &["month:month", "watch_seconds"],
    &["month:month", "platform", "buyers"],
    &["platform", "gmv", "gmv_share"],
];
pub(super) const INTENTS: [Intent; 6] = [
    Intent::Lookup,
    Intent::Rank,
    Intent::Trend,
    Intent::Compare,
    Intent::Share,
    Intent::Breakdown,
];
const PLATFORMS: [&str; 5] = ["douyin", "kuaishou", "channels", "taobao", "jd"];

fn amounts() -> impl Strategy<Value = Option<i64>> {
    prop_oneof![
        1 => Just(None),
        1 => Just(Some(0)),
        3 => (-50_000i64..100_000_i64).prop_map(Some),
        3 => (0i64..2_000_000_000_000).prop_map(Some),
        1 => prop::sample::select(vec![999_949, 999_950, 99_999_999, 9_999_999_999, 1, 4, 5]).prop_map(Some),
    ]
}

fn platform(row: usize) -> String {
    let known = PLATFORMS.get(row);
    known.map_or_else(|| format!("平台{row}"), ToString::to_string)
}

pub(super) fn made(
    shape: usize,
    intent: usize,
    numbers: &[Vec<Option<i64>>],
    previous: bool,
) -> Computed {
    let layer = layer();
    let columns: Vec<_> = SHAPES[shape]
        .iter()
        .map(|word| column(&layer, word))
        .collect();
    let rows = numbers.iter().enumerate().map(|(row, numbers)| {
        let cell = |(index, column): (usize, &crate::result_set::ResultColumn)| match column.role {
            Role::Time => {
                let first = chrono::NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
                let step = i64::try_from(row).unwrap();
                Cell::Date(
                    first
                        + chrono::Duration::days(if column.name == "month_month" {
                            step * 31
                        } else {
                            step + 318
                        }),
                )
            }
            Role::Dimension if column.name == "platform" => Cell::Text(platform(row)),
            Role::Dimension => Cell::Text(format!(
                "房间{}",
                char::from(b'A' + u8::try_from(row).unwrap())
            )),
            Role::Metric | Role::Comparison => match numbers[index] {
                None => Cell::Null,
                Some(value) if column.unit == "order" || column.unit == "person" => {
                    Cell::Integer(i128::from(value))
                }
                Some(value) if column.unit == "ratio" => {
                    Cell::Decimal(Exact::new(i128::from(value % 20_000), 4).plain())
                }
                Some(value) => Cell::Decimal(Exact::new(i128::from(value), 2).plain()),
            },
        };
        columns.iter().enumerate().map(cell).collect::<Vec<_>>()
    });
    let rows: Vec<Vec<Cell>> = rows.collect();
    let mut made = computed(
        &layer,
        &json!({"intent": "lookup", "metrics": [], "columns": [], "rows": []}),
    );
    made.plan.intent = INTENTS[intent];
    made.plan.interpretation.time = Some(time("last_week"));
    made.plan.interpretation.compare = Some(compare());
    let whole = ResultSet {
        columns,
        rows,
        ..ResultSet::default()
    };
    if previous && whole.rows.len() > 1 {
        let only: Vec<usize> = whole.with_role(Role::Metric);
        let first = ResultSet {
            columns: only
                .iter()
                .map(|index| whole.columns[*index].clone())
                .collect(),
            rows: vec![
                only.iter()
                    .map(|index| whole.rows[1][*index].clone())
                    .collect(),
            ],
            ..ResultSet::default()
        };
        let name = if numbers.len().is_multiple_of(2) {
            "previous"
        } else {
            "total"
        };
        made.supporting.push(ComputedSupporting {
            name: name.to_owned(),
            semantic_sql: String::new(),
            sql: String::new(),
            period: None,
            result: first,
        });
    }
    made.result = whole;
    made
}

/// Every number that cells give: the cells, and what two of them give together.
fn derivable(computed: &Computed) -> Vec<Exact> {
    let results = || {
        std::iter::once(&computed.result).chain(computed.supporting.iter().map(|part| &part.result))
    };
    let cells: Vec<Exact> = results()
        .flat_map(|result| result.rows.iter().flatten())
        .filter_map(Exact::of)
        .collect();
    let mut all = cells.clone();
    for left in &cells {
        for right in &cells {
            all.extend(left.minus(*right));
            all.extend(left.over(*right));
            all.extend(left.minus(*right).and_then(|change| change.over(*right)));
        }
    }
    for column in 0..computed.result.columns.len() {
        let cells: Vec<Exact> = computed
            .result
            .rows
            .iter()
            .filter_map(|row| Exact::of(&row[column]))
            .collect();
        let sum = cells.iter().copied().try_fold(Exact::ZERO, Exact::plus);
        all.extend(cells.iter().filter_map(|cell| cell.over(sum?)));
        let missing = computed.result.rows.len() - cells.len();
        all.push(Exact::new(i128::try_from(missing).unwrap(), 0));
    }
    all.push(Exact::new(
        i128::try_from(computed.result.rows.len()).unwrap(),
        0,
    ));
    all.into_iter().map(Exact::abs).collect()
}

fn binds(numeral: &Numeral, all: &[Exact]) -> bool {
    // Half a step of what was written, doubled, so that no half is needed.
    all.iter().any(|value| {
        value
            .minus(numeral.value)
            .and_then(|gap| gap.abs().times(2))
            .is_some_and(|gap| gap <= numeral.step)
    })
}

/// A text without its declared names and without durations, whose digits are of several units.
fn bare(narration: &Narration, language: Language) -> (String, Vec<crate::answer::fact::Fact>) {
    let mut text = String::new();
    let mut facts = Vec::new();
    for sentence in std::iter::once(&narration.headline).chain(&narration.body) {
        for piece in &sentence.pieces {
            match piece {
                Piece::Words(words) => text.push_str(words),
                Piece::Name(_) => text.push('·'),
                Piece::Fact(fact) => {
                    facts.push(fact.clone());
                    let written = fact.text(language);
                    let is_duration = written.contains('秒')
                        || written.contains("小时")
                        || written.ends_with('h')
                        || written.ends_with('s') && !written.ends_with("orders");
                    text.push_str(if is_duration { "·" } else { &written });
                }
            }
        }
    }
    (text, facts)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_number_is_proved(
        shape in 0..SHAPES.len(),
        intent in 0..INTENTS.len(),
        numbers in prop::collection::vec(prop::collection::vec(amounts(), 5), 0..9),
        previous in any::<bool>(),
    ) {
        let layer = layer();
        let knowledge = knowledge();
        let computed = made(shape, intent, &numbers, previous);
        let all = derivable(&computed);
        let mut said: Vec<Vec<Exact>> = Vec::new();
        for language in [Language::Zh, Language::En] {
            let labels = Labels { layer: &layer, knowledge: &knowledge, language, asked_at: question(language).asked_at };
            let notes = caveats::notes(&labels, &computed);
            let narration = narrate(&labels, &computed, &notes);
            let (text, facts) = bare(&narration, language);
            for fact in &facts {
                prop_assert_eq!(Tables(&computed).value(&fact.derivation), Some(fact.value), "{}", text);
            }
            for numeral in numerals(&text) {
                prop_assert!(binds(&numeral, &all), "{} in {}", numeral.shown, text);
            }
            prop_assert!(!narration.headline.is_empty());
            let mut values: Vec<Exact> = facts.iter().map(|fact| fact.figure.round(fact.value)).collect();
            values.sort();
            said.push(values);
            let told = answer(&layer, &knowledge, &question(language), computed.clone());
            prop_assert_eq!(told.rows.len(), told.label_rows.len());
            prop_assert!(told.unproved.is_empty(), "{}", told.unproved.join("\n"));
        }
        prop_assert_eq!(&said[0], &said[1]);
    }
}

#[test]
fn the_words_of_templates_hold_no_digit() {
    let layer = layer();
    let knowledge = knowledge();
    for shape in 0..SHAPES.len() {
        for intent in 0..INTENTS.len() {
            let numbers = vec![
                vec![Some(1234); 5],
                vec![Some(99); 5],
                vec![None; 5],
                vec![Some(-5); 5],
            ];
            let computed = made(shape, intent, &numbers, false);
            for language in [Language::Zh, Language::En] {
                let labels = Labels {
                    layer: &layer,
                    knowledge: &knowledge,
                    language,
                    asked_at: question(language).asked_at,
                };
                let narration = narrate(&labels, &computed, &[]);
                for piece in std::iter::once(&narration.headline)
                    .chain(&narration.body)
                    .flat_map(|s| &s.pieces)
                {
                    if let Piece::Words(words) = piece {
                        assert!(!words.chars().any(|c| c.is_ascii_digit()), "{words}");
                    }
                }
            }
        }
    }
}
