//! Narrations with what is right and wrong in them: no wrong sentence is proved, and right ones are.

use semantic_sql::SemanticLayer;
use semantic_sql::layer::{SourceFile, Text, read_document};
use serde_json::Value;

use super::cases::{computed, knowledge, question};
use crate::answer::labels::Labels;
use crate::answer::proof::{Verdict, verify};
use crate::answer::{Computed, caveats};
use crate::grammar::time::{CalendarEvent, Occurrence};
use crate::plan::{CompareReading, TimeReading};
use crate::question::Language;

fn folder() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/proof")
}

fn layer() -> SemanticLayer {
    let text = std::fs::read_to_string(folder().join("layer.yml")).unwrap();
    let files = [SourceFile {
        name: "layer.yml".to_owned(),
        text,
    }];
    semantic_sql::load(&files).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn moment(value: &Value) -> chrono::NaiveDateTime {
    let text = value.as_str().unwrap();
    text.parse()
        .or_else(|_| format!("{text}T00:00:00").parse())
        .unwrap()
}

fn label(value: &Value) -> Text {
    Text {
        zh: value["zh"].as_str().unwrap().to_owned(),
        en: value["en"].as_str().unwrap().to_owned(),
    }
}

/// The result of a case, with its own period and the one that it is compared with.
fn result(layer: &SemanticLayer, case: &Value) -> Computed {
    let mut plain = case.clone();
    let (time, base) = (plain["time"].take(), plain["base"].take());
    let mut made = computed(layer, &plain);
    made.plan.interpretation.time = Some(TimeReading {
        key: time["key"].as_str().unwrap().to_owned(),
        start: moment(&time["start"]),
        end: moment(&time["end"]),
        partial: time["partial"].as_bool().unwrap_or(false),
        defaulted: false,
        label: label(&time),
    });
    made.plan.interpretation.compare = (!base.is_null()).then(|| CompareReading {
        kind: "previous_period".to_owned(),
        start: Some(moment(&base["start"])),
        end: Some(moment(&base["end"])),
        label: label(&base),
    });
    made
}

/// What came of a corpus.
#[derive(Default)]
struct Counts {
    narrations: usize,
    right: usize,
    wrong: usize,
    dropped: Vec<String>,
    escaped: Vec<String>,
}

fn read(set: &str) -> Counts {
    let (own, shipped) = (layer(), crate::layer_files::load(None).unwrap());
    let mut counts = Counts::default();
    let mut files: Vec<_> = std::fs::read_dir(folder().join(set))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let cases = read_document("case", &text).unwrap_or_else(|problems| panic!("{problems:#?}"));
        for case in cases.as_array().unwrap() {
            let is_shipped = case["layer"].as_str() == Some("shipped");
            let layer = if is_shipped { &shipped } else { &own };
            let made = result(layer, case);
            for told in case["told"].as_array().unwrap() {
                counts.narrations += 1;
                narration(layer, &made, case, told, &mut counts);
            }
        }
    }
    counts
}

/// What the tests know, with an event of two years.
fn eventful() -> crate::knowledge::Knowledge {
    let mut knowledge = knowledge();
    let day = |year, month, day| chrono::NaiveDate::from_ymd_opt(year, month, day).unwrap();
    let occurrence = |year| Occurrence {
        year,
        group: None,
        phase: None,
        start: day(year, 10, 9).into(),
        end: day(year, 11, 15).into(),
    };
    knowledge.events.push(CalendarEvent {
        id: "double11".to_owned(),
        names: vec!["双11".to_owned(), "Double 11".to_owned()],
        occurrences: vec![occurrence(2025), occurrence(2026)],
        phases: Vec::new(),
        day: Some((11, 11)),
        holiday: false,
    });
    knowledge
}

fn narration(
    layer: &SemanticLayer,
    made: &Computed,
    case: &Value,
    told: &Value,
    counts: &mut Counts,
) {
    let (key, sentences) = told.as_object().unwrap().iter().next().unwrap();
    let language = if key == "zh" {
        Language::Zh
    } else {
        Language::En
    };
    let knowledge = if case["layer"].as_str() == Some("shipped") {
        eventful()
    } else {
        knowledge()
    };
    let labels = Labels {
        layer,
        knowledge: &knowledge,
        language,
        asked_at: question(language).asked_at,
    };
    let notes = caveats::notes(&labels, made);
    let sentences = sentences.as_array().unwrap();
    let text = |sentence: &Value| {
        let text = sentence.get("right").or_else(|| sentence.get("wrong"));
        text.unwrap().as_str().unwrap().to_owned()
    };
    let texts: Vec<String> = sentences.iter().map(text).collect();
    let verdicts = verify(&labels, made, &notes, texts.iter().map(String::as_str));
    for (sentence, Verdict { text, outcome }) in sentences.iter().zip(verdicts) {
        let name = case["name"].as_str().unwrap();
        let is_right = sentence.get("right").is_some();
        if is_right {
            counts.right += 1;
        } else {
            counts.wrong += 1;
        }
        match outcome {
            Err(why) if is_right => counts.dropped.push(format!("{name}: {text} ({why})")),
            Ok(bindings) if !is_right => {
                counts.escaped.push(format!("{name}: {text} {bindings:?}"));
            }
            _ => {}
        }
    }
}

fn check(set: &str) {
    let counts = read(set);
    let said = format!(
        "{set}: {} narrations; of {} wrong sentences {} escaped, of {} right ones {} were dropped\n{}\n{}",
        counts.narrations,
        counts.wrong,
        counts.escaped.len(),
        counts.right,
        counts.dropped.len(),
        counts.escaped.join("\n"),
        counts.dropped.join("\n"),
    );
    assert!(counts.wrong > 0 && counts.right > 0, "{said}");
    assert!(counts.escaped.is_empty(), "{said}");
    assert!(counts.dropped.len() * 50 <= counts.right, "{said}");
}

#[test]
fn narrations_used_while_building_are_told_apart() {
    check("building");
}

#[test]
fn every_template_of_the_cases_is_proved() {
    let layer = super::cases::layer();
    let path = super::folder().join("narration.json");
    let cases: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut unproved = Vec::new();
    for case in &cases {
        for language in [Language::Zh, Language::En] {
            let made = computed(&layer, case);
            let told = crate::answer::answer(&layer, &knowledge(), &question(language), made);
            unproved.extend(told.unproved);
        }
    }
    assert!(unproved.is_empty(), "{}", unproved.join("\n"));
}

#[test]
fn narrations_written_before_are_told_apart() {
    check("held_out");
}

#[test]
fn narrations_of_the_second_set_are_told_apart() {
    check("second");
}

/// Right sentences of the third set that the verifier drops, of 19; 12 when the set was first run.
/// It may only fall.
const THIRD_DROPPED: usize = 3;

#[test]
fn no_wrong_sentence_of_the_third_set_is_proved() {
    let counts = read("third");
    let said = format!("{:?}\n{:?}", counts.escaped, counts.dropped);
    assert!(counts.wrong > 0 && counts.right > 0, "{said}");
    assert!(counts.escaped.is_empty(), "{said}");
    assert!(counts.dropped.len() <= THIRD_DROPPED, "{said}");
}

/// Right sentences of the fourth set that the verifier drops, of 60; 19 when the set was first run.
/// It may only fall.
const FOURTH_DROPPED: usize = 12;

#[test]
fn no_wrong_sentence_of_the_fourth_set_is_proved() {
    let counts = read("fourth");
    let said = format!(
        "{} of {} wrong ones:\n{}\n{} of {} right ones:\n{}",
        counts.escaped.len(),
        counts.wrong,
        counts.escaped.join("\n"),
        counts.dropped.len(),
        counts.right,
        counts.dropped.join("\n"),
    );
    assert_eq!((counts.wrong, counts.right), (60, 60));
    assert!(counts.escaped.is_empty(), "{said}");
    assert!(counts.dropped.len() <= FOURTH_DROPPED, "{said}");
}

/// Right sentences of a set that the verifier drops; it may only fall, and no wrong one is proved.
fn drops_at_most(set: &str, most: usize) {
    let counts = read(set);
    let said = format!(
        "{set}: of {} wrong sentences {} escaped, of {} right ones {} were dropped\n{}\n{}",
        counts.wrong,
        counts.escaped.len(),
        counts.right,
        counts.dropped.len(),
        counts.escaped.join("\n"),
        counts.dropped.join("\n"),
    );
    assert!(counts.wrong > 20 && counts.right > 40, "{said}");
    assert!(counts.escaped.is_empty(), "{said}");
    assert!(counts.dropped.len() <= most, "{said}");
}

/// Written before the verifier's words were looked at; 54 of 102 were dropped when it was first run.
#[test]
fn no_wrong_sentence_of_the_fifth_set_is_proved() {
    drops_at_most("fifth", 9);
}

/// The held-out third of the fifth set, run once, after all mending.
#[test]
fn no_wrong_sentence_of_the_sixth_set_is_proved() {
    drops_at_most("sixth", 12);
}

/// In other words than the fifth; 48 of 92 were dropped when it was first run.
#[test]
fn no_wrong_sentence_of_the_seventh_set_is_proved() {
    drops_at_most("seventh", 13);
}

/// In plainer words; 26 of 66 were dropped when it was first run.
#[test]
fn no_wrong_sentence_of_the_eighth_set_is_proved() {
    drops_at_most("eighth", 9);
}

/// As an analyst would write, before the verifier was looked at; 54 of 77 were dropped and one of 50
/// wrong ones was proved when it was first run.
#[test]
fn no_wrong_sentence_of_the_ninth_set_is_proved() {
    drops_at_most("ninth", 16);
}

/// Written with the ninth, and held out until that one had helped to mend the verifier; 37 of 77 were
/// dropped and one of 50 wrong ones was proved when it was first looked at.
#[test]
fn no_wrong_sentence_of_the_tenth_set_is_proved() {
    drops_at_most("tenth", 15);
}

/// Written after the ninth and tenth had helped to mend the verifier; 14 of 55 were dropped when it
/// was first run.
#[test]
fn no_wrong_sentence_of_the_eleventh_set_is_proved() {
    drops_at_most("eleventh", 3);
}

/// Of other answers, written after all the mending before it; 12 of 41 were dropped and one of 26
/// wrong ones was proved when it was first run.
#[test]
fn no_wrong_sentence_of_the_twelfth_set_is_proved() {
    drops_at_most("twelfth", 7);
}

/// As a language model narrates, by a writer who had not looked at the verifier; 49 of 68 were dropped and one of 40
/// wrong ones was proved (只在 as 在) when it was first run.
#[test]
fn no_wrong_sentence_of_the_thirteenth_set_is_proved() {
    drops_at_most("thirteenth", 49);
}

fn one_number() -> (SemanticLayer, Value) {
    let case = serde_json::json!({"intent": "lookup", "metrics": ["gmv"], "time": "yesterday",
        "compare": true, "columns": ["gmv", "gmv:prior"], "rows": [["1286000.00", "1500000.00"]]});
    (super::cases::layer(), case)
}

#[test]
fn a_number_says_where_it_comes_from() {
    let (layer, case) = one_number();
    let made = computed(&layer, &case);
    let told = crate::answer::answer(&layer, &knowledge(), &question(Language::Zh), made);
    let value = serde_json::to_value(told).unwrap();
    let sentences: Vec<&str> = value["proof"]
        .as_array()
        .unwrap()
        .iter()
        .map(|sentence| sentence["text"].as_str().unwrap())
        .collect();
    assert_eq!(value["narration"], sentences.concat());
    assert_eq!(value["headline"], sentences[0]);
    let cell = |column: &str| serde_json::json!([{"result": "answer", "row": 0, "column": column}]);
    let (now, before) = (cell("gmv"), cell("gmv_prior"));
    assert_eq!(
        value["proof"][1]["numbers"],
        serde_json::json!([
            {"text": "150 万元", "start": 18, "end": 24, "how": "cell", "left": before},
            {"text": "21.4 万元", "start": 26, "end": 33, "how": "difference", "left": now, "right": before},
            {"text": "−14.3%", "start": 34, "end": 40, "how": "rate", "left": now, "right": before},
        ])
    );
}

#[test]
fn a_sentence_that_is_not_proved_has_no_binding() {
    let (layer, case) = one_number();
    let made = computed(&layer, &case);
    let knowledge = knowledge();
    let labels = Labels {
        layer: &layer,
        knowledge: &knowledge,
        language: Language::Zh,
        asked_at: question(Language::Zh).asked_at,
    };
    let wrong = |text: &str| crate::answer::fact::Sentence::default().name(text);
    let mut narration = crate::answer::narration::narrate(&labels, &made, &[]);
    narration.body.push(wrong("昨天成交金额 999 万元。"));
    let told = crate::answer::told::told(&labels, &made, &[], &narration);
    assert_eq!(told.unproved.len(), 1, "{:?}", told.unproved);
    assert!(told.unproved[0].contains("999"), "{:?}", told.unproved);
    let bound = told.proof.iter().map(|sentence| sentence.text.as_str());
    let bound: Vec<&str> = bound.collect();
    assert!(bound.iter().any(|text| text.contains("128.6")), "{bound:?}");
    assert!(!bound.iter().any(|text| text.contains("999")), "{bound:?}");
}
