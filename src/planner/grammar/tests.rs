//! Questions of the case files against the planner, with the shipped layer and a small calendar.

mod conversation;
mod linking;
mod pictures;

use std::fmt::Write as _;

use chrono::{NaiveDate, NaiveDateTime};
use semantic_sql::layer::SemanticLayer;
use semantic_sql::{Asker, Principal, SourceFile, bind};

use super::GrammarPlanner;
use crate::grammar::time::{CalendarEvent, Occurrence};
use crate::knowledge::Knowledge;
use crate::plan::{AttributionPlan, Description, Plan, Size, Way};
use crate::question::{LaneChoice, Language, Question};

fn day(year: i32, month: u32, day: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(year, month, day)
        .expect("a day")
        .and_hms_opt(0, 0, 0)
        .expect("midnight")
}

fn world() -> (SemanticLayer, Knowledge) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/semantic_layer");
    let mut files: Vec<SourceFile> = std::fs::read_dir(folder)
        .expect("the layer")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|it| it == "yml"))
        .map(|path| SourceFile {
            name: path.display().to_string(),
            text: std::fs::read_to_string(&path).expect("a file"),
        })
        .collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    let layer = semantic_sql::load(&files).expect("the layer is sound");
    let mut knowledge = Knowledge::default();
    let occurrence = |year| Occurrence {
        year,
        group: None,
        phase: None,
        start: day(year, 10, 9),
        end: day(year, 11, 12),
    };
    knowledge.events.push(CalendarEvent {
        id: "double11".to_owned(),
        names: vec![
            "双11".to_owned(),
            "双十一".to_owned(),
            "Double 11".to_owned(),
        ],
        occurrences: vec![occurrence(2025), occurrence(2026)],
        phases: Vec::new(),
        day: Some((11, 11)),
        holiday: false,
    });
    knowledge.events.push(CalendarEvent {
        id: "holiday:国庆".to_owned(),
        names: vec!["国庆".to_owned(), "National Day".to_owned()],
        occurrences: vec![Occurrence {
            year: 2026,
            group: None,
            phase: None,
            start: day(2026, 10, 1),
            end: day(2026, 10, 8),
        }],
        phases: Vec::new(),
        day: Some((10, 1)),
        holiday: true,
    });
    (layer, knowledge)
}

fn question(text: &str) -> Question {
    Question {
        text: text.to_owned(),
        language: Language::of(text),
        asked_at: day(2026, 11, 19) + chrono::Duration::minutes(630),
        asker: Asker::Known(Principal {
            user: "test".to_owned(),
            roles: vec!["owner".to_owned()],
            attributes: std::collections::BTreeMap::new(),
        }),
        lane: LaneChoice::Grammar,
        earlier: Vec::new(),
    }
}

fn told(layer: &SemanticLayer, plan: &Plan) -> String {
    match plan {
        Plan::Query(query) => {
            let whole = query.supporting.iter().find(|it| it.name == "whole");
            let whole = whole.map(|it| format!(" beside {}", it.sql.0));
            format!("{}{}", query.sql.0, whole.unwrap_or_default())
        }
        Plan::Attribution(plan) => change(layer, plan),
        Plan::Clarify(_) => "clarify".to_owned(),
        Plan::Decline(decline) => format!("decline {}", decline.code),
        Plan::Describe(Description::Metrics(metrics)) => {
            let names = metrics.iter().map(|id| layer.metric(*id).name.as_str());
            format!("describe {}", names.collect::<Vec<_>>().join(" "))
        }
        Plan::Describe(Description::Catalogue) => "describe catalogue".to_owned(),
        Plan::Describe(Description::Dimensions(metrics)) => {
            let names = metrics.iter().map(|id| layer.metric(*id).name.clone());
            let names: Vec<String> = std::iter::once("describe dimensions".to_owned())
                .chain(names)
                .collect();
            names.join(" ")
        }
        Plan::Describe(Description::Freshness) => "describe freshness".to_owned(),
        Plan::Describe(Description::Help) => "describe help".to_owned(),
    }
}

/// A change to take apart: the metric, both periods, the scope, the dimensions that were asked for,
/// and what the question takes for given.
fn change(layer: &SemanticLayer, plan: &AttributionPlan) -> String {
    let (reading, change) = (&plan.query.interpretation, &plan.change);
    let mut told = format!("change of {}", layer.metric(change.metric).name);
    let span = |start: NaiveDateTime, end: NaiveDateTime| {
        let days = format!("{}..{}", start.date(), end.date());
        let midnight = chrono::NaiveTime::MIN;
        if start.time() == midnight && end.time() == midnight {
            days
        } else {
            format!(
                "{}..{}",
                start.format("%Y-%m-%d %H:%M"),
                end.format("%Y-%m-%d %H:%M")
            )
        }
    };
    if let Some(time) = &reading.time {
        let _ = write!(told, " in {}", span(time.start, time.end));
    }
    if let Some((start, end)) = reading.compare.as_ref().and_then(|it| it.start.zip(it.end)) {
        let _ = write!(told, " against {}", span(start, end));
    }
    for filter in &reading.filters {
        let _ = write!(
            told,
            ", {} {} {}",
            filter.dimension,
            filter.op,
            filter.values.join("|")
        );
    }
    if change.asked {
        let names = change
            .dimensions
            .iter()
            .map(|id| layer.field(*id).name.as_str());
        let _ = write!(told, ", by {}", names.collect::<Vec<_>>().join(" "));
    }
    match change.premise.way {
        Some(Way::Up) => told.push_str(", said to be up"),
        Some(Way::Down) => told.push_str(", said to be down"),
        None => {}
    }
    match &change.premise.size {
        Some(Size::Rate(rate)) => told.push_str(&format!(" by {} of it", rate.exact)),
        Some(Size::Amount(amount)) => told.push_str(&format!(" by {}", amount.exact)),
        Some(Size::FromTo(from, to)) => {
            told.push_str(&format!(" from {} to {}", from.exact, to.exact));
        }
        None => {}
    }
    told
}

/// The pairs of a case file: `- q: question`, then `  want: statement`.
fn cases(text: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let mut asked = None;
    for line in text.lines() {
        if let Some(question) = line.strip_prefix("- q: ") {
            asked = Some(question.trim_matches('"').to_owned());
        } else if let Some(want) = line.strip_prefix("  want: ") {
            pairs.push((
                asked.take().expect("a question first"),
                want.trim_matches('"').to_owned(),
            ));
        }
    }
    pairs
}

const FILES: [(&str, &str); 8] = [
    (
        "answers",
        include_str!("../../../tests/cases/plan/answers.yml"),
    ),
    (
        "refusals",
        include_str!("../../../tests/cases/plan/refusals.yml"),
    ),
    (
        "changes",
        include_str!("../../../tests/cases/plan/changes.yml"),
    ),
    ("parts", include_str!("../../../tests/cases/plan/parts.yml")),
    ("fresh", include_str!("../../../tests/cases/plan/fresh.yml")),
    (
        "doubts",
        include_str!("../../../tests/cases/plan/doubts.yml"),
    ),
    (
        "halves",
        include_str!("../../../tests/cases/plan/halves.yml"),
    ),
    (
        "understanding",
        include_str!("../../../tests/cases/plan/understanding.yml"),
    ),
];

#[test]
fn the_cases_plan_as_written() {
    let (layer, knowledge) = world();
    let planner = GrammarPlanner::new(&layer, &knowledge);
    let mut wrong = String::new();
    let mut count = 0;
    for (name, text) in FILES {
        for (asked, want) in cases(text) {
            count += 1;
            let got = told(&layer, &planner.plan(&layer, &knowledge, &question(&asked)));
            if got != want {
                let _ = writeln!(wrong, "{name}: {asked}\n  want {want}\n  got  {got}");
            }
        }
    }
    assert!(count > 40, "only {count} cases were read");
    assert!(wrong.is_empty(), "{wrong}");
}

/// The whole days that a statement keeps to, where it says them once.
fn days_of(sql: &str) -> Option<(&str, &str)> {
    let (before, first) = sql.split_once("WHERE date >= DATE '")?;
    let (start, rest) = first.split_once("' AND date < DATE '")?;
    let (end, rest) = rest.split_once('\'')?;
    let again = [before, rest].iter().any(|it| it.contains("DATE '"));
    (!again).then_some((start, end))
}

#[test]
fn the_period_that_is_told_is_that_of_the_statement() {
    let (layer, knowledge) = world();
    let planner = GrammarPlanner::new(&layer, &knowledge);
    let mut wrong = String::new();
    let mut count = 0;
    for (asked, _) in FILES.iter().flat_map(|(_, text)| cases(text)) {
        let Plan::Query(query) = planner.plan(&layer, &knowledge, &question(&asked)) else {
            continue;
        };
        let (Some(told), Some((start, end))) = (&query.interpretation.time, days_of(&query.sql.0))
        else {
            continue;
        };
        count += 1;
        let told = (told.start.date().to_string(), told.end.date().to_string());
        if told != (start.to_owned(), end.to_owned()) {
            let _ = writeln!(wrong, "{asked}\n  told {told:?}\n  asks {start} to {end}");
        }
    }
    assert!(count > 200, "only {count} questions have days");
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn supporting_statements_bind() {
    let (layer, knowledge) = world();
    let planner = GrammarPlanner::new(&layer, &knowledge);
    let answers = include_str!("../../../tests/cases/plan/answers.yml");
    let parts = include_str!("../../../tests/cases/plan/parts.yml");
    for (asked, _) in cases(answers).into_iter().chain(cases(parts)) {
        let asked = question(&asked);
        if let Plan::Query(query) = planner.plan(&layer, &knowledge, &asked) {
            assert!(!query.reading.zh.is_empty() && !query.reading.en.is_empty());
            for extra in query.supporting {
                assert!(
                    bind(&layer, &asked.asker, &extra.sql).is_ok(),
                    "{}",
                    extra.sql.0
                );
            }
        }
    }
}

/// Names have digits; a number is none of them, however long: 2,000 zeros once were a name each three.
#[test]
fn a_long_number_is_no_name() {
    let (layer, knowledge) = world();
    let planner = GrammarPlanner::new(&layer, &knowledge);
    for digit in ["0", "7", "12"] {
        for count in [8, 27, 1_000] {
            let text = digit.repeat(count);
            let plan = planner.plan(&layer, &knowledge, &question(&text));
            assert!(
                matches!(&plan, Plan::Decline(it) if it.code == "unknown_word"),
                "{count} times {digit}: {plan:?}"
            );
        }
    }
}

#[test]
fn no_text_panics() {
    let (layer, knowledge) = world();
    let planner = GrammarPlanner::new(&layer, &knowledge);
    for text in [
        "",
        " ",
        "，。",
        "'; --",
        "\u{0}",
        "各各各",
        "占",
        "最高",
        "超过",
        "除了",
        "🙂",
        "top",
        "比",
        "100",
        "现在",
    ] {
        let _ = planner.plan(&layer, &knowledge, &question(text));
    }
}
