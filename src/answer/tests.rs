//! Tests of the answer stage: cases in `tests/cases/answer`, and numbers of random results.

mod cases;
mod charts;
mod losses;
mod mutations;
mod numerals;
mod proof;
mod random;
mod told;

use std::path::{Path, PathBuf};

use chrono::{NaiveDate, NaiveDateTime};
use serde::Deserialize;

use super::exact::Exact;
use super::format::{Figure, Sign};
use crate::question::Language;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/answer")
}

fn at(day: u32, hour: u32, minute: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 11, day)
        .unwrap()
        .and_hms_opt(hour, minute, 0)
        .unwrap()
}

#[derive(Deserialize)]
struct Written {
    format: String,
    unit: String,
    value: String,
    zh: String,
    en: String,
}

#[test]
fn numbers_are_written_as_the_house_writes_them() {
    let text = std::fs::read_to_string(folder().join("format.jsonl")).unwrap();
    let mut wrong = Vec::new();
    for line in text.lines() {
        let case: Written = serde_json::from_str(line).unwrap();
        let figure = Figure::new(
            if case.format.is_empty() {
                "num2"
            } else {
                &case.format
            },
            &case.unit,
        );
        let value = Exact::parse(&case.value).unwrap();
        for (language, wanted) in [(Language::Zh, &case.zh), (Language::En, &case.en)] {
            let got = figure.write(value, Sign::Negative, language);
            if got != *wanted {
                wrong.push(format!(
                    "{} {}: {got}, not {wanted}",
                    case.format, case.value
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_sign_is_shown_where_it_is_asked_for() {
    let figure = Figure::new("money", "CNY");
    let write = |text: &str, sign| figure.write(Exact::parse(text).unwrap(), sign, Language::En);
    assert_eq!(write("184000", Sign::Always), "+¥184K");
    assert_eq!(write("-184000", Sign::Hidden), "¥184K");
    assert_eq!(write("0", Sign::Always), "¥0");
}

#[test]
fn halves_go_away_from_zero_and_nothing_drifts() {
    let rounded = |text: &str, places| Exact::parse(text).unwrap().rounded(places).plain();
    assert_eq!(rounded("2.675", 2), "2.68");
    assert_eq!(rounded("-2.675", 2), "-2.68");
    assert_eq!(rounded("0.285", 2), "0.29");
    assert_eq!(rounded("1249999.999", -3), "1250000");
    assert_eq!(rounded("5", -1), "10");
    assert_eq!(rounded("4", -1), "0");
    assert_eq!(
        Exact::parse("0.1")
            .unwrap()
            .plus(Exact::parse("0.2").unwrap())
            .unwrap()
            .plain(),
        "0.3"
    );
}

#[test]
fn what_is_no_number_is_none() {
    for text in ["", "-", "1e5", "abc", "1.2.3", "٣", &"9".repeat(60)] {
        assert!(Exact::parse(text).is_none(), "{text}");
    }
}
