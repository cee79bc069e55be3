//! Changes taken apart: the parts make the change, planted stories come first, and both languages
//! say the same.

mod random;

use std::sync::Arc;

use serde_json::json;
use wenbo::answer::{Answer, AnswerSupporting, Lane, Status};
use wenbo::app::{App, Request};
use wenbo::language_model::Ledger;
use wenbo::language_model::meter::Limits;
use wenbo::pipeline::ModelLane;
use wenbo::prompt::Prompts;
use wenbo::question::LaneChoice;
use wenbo::result_set::Cell;

use crate::support::demo_file::World;
use crate::support::scripted_model::Scripted;
use crate::support::world;

async fn ask(app: &App, text: &str) -> Answer {
    app.ask(Request {
        text: text.to_owned(),
        language: None,
        as_of: None,
        asker: world::owner(),
        lane: LaneChoice::Grammar,
        earlier: Vec::new(),
    })
    .await
}

fn column(part: &AnswerSupporting, name: &str) -> Option<usize> {
    part.columns.iter().position(|column| column.name == name)
}

/// The entries of a case file: `- key: text`, then `  key: text`.
fn cases(text: &str) -> Vec<Vec<(String, String)>> {
    let mut found: Vec<Vec<(String, String)>> = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let Some((key, value)) = line.trim_start_matches("- ").trim().split_once(": ") else {
            continue;
        };
        if line.starts_with("- ") {
            found.push(Vec::new());
        }
        let value = value.trim_matches('"').to_owned();
        found.last_mut().unwrap().push((key.to_owned(), value));
    }
    found
}

#[tokio::test]
async fn planted_stories_come_first() {
    // In a smaller world chance hides some of them.
    let world = World::of_scale(0.3);
    let app = world.app().await;
    let known = crate::support::stories::all();
    let text = include_str!("../cases/attribution/stories.yml");
    let mut wrong = Vec::new();
    for case in cases(text) {
        let of = |key: &str| case.iter().find(|(it, _)| it == key).unwrap().1.as_str();
        assert!(
            known.iter().any(|it| it["id"] == of("story")),
            "{}",
            of("story")
        );
        let answer = ask(&app, of("q")).await;
        // Two dimensions are told: the subject is the largest part of one of them.
        let told = answer
            .supporting
            .iter()
            .filter(|part| part.name != "factors" && column(part, "effect").is_some())
            .take(2);
        let key = |part: &AnswerSupporting| part.rows.first().map(|row| row[0].clone());
        let first: Vec<_> = told.map(|part| (part.name.clone(), key(part))).collect();
        let wanted = (
            format!("by_{}", of("by")),
            Some(Cell::Text(of("first").to_owned())),
        );
        if answer.status != Status::Answered || !first.contains(&wanted) {
            let order: Vec<&String> = answer.supporting.iter().map(|part| &part.name).collect();
            wrong.push(format!(
                "{}: {}\n  first {first:?}, not {wanted:?}; {order:?}\n  {}",
                of("story"),
                of("q"),
                answer.narration
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_model_asks_for_a_change_and_code_takes_it_apart() {
    let reply = json!({
        "reading": "r", "kind": "change", "metrics": ["gmv"],
        "filters": [{"field": "platform", "op": "=", "values": ["douyin"]}],
        "start": "2026-11-18", "end": "2026-11-19"
    });
    let lane = ModelLane::new(
        Arc::new(Scripted::new(&[reply])),
        Prompts::built_in().unwrap(),
        Ledger::new(Limits::default()),
        std::time::Duration::from_secs(30),
    );
    let world = World::of_scale(world::SCALE);
    let layer = world::load(&world::layer_files());
    let app = App::start(layer, world.engine(), Some(lane)).await.unwrap();
    let by_grammar = ask(&app, "昨天抖音GMV为什么掉了三成").await;
    let by_model = app
        .ask(Request {
            text: "昨天抖音GMV为什么呃呃掉了三成".to_owned(),
            language: None,
            as_of: None,
            asker: world::owner(),
            lane: LaneChoice::Model,
            earlier: Vec::new(),
        })
        .await;
    assert_eq!(by_model.status, Status::Answered, "{}", by_model.narration);
    assert_eq!(by_model.lane, Some(Lane::Model));
    assert_eq!(
        serde_json::to_value(&by_model.rows).unwrap(),
        serde_json::to_value(&by_grammar.rows).unwrap()
    );
    assert!(
        by_model.narration.contains("三成"),
        "{}",
        by_model.narration
    );
    let names = |answer: &Answer| -> Vec<String> {
        answer
            .supporting
            .iter()
            .map(|part| part.name.clone())
            .collect()
    };
    assert_eq!(names(&by_model), names(&by_grammar));
}

/// Signed numbers that are written to the cent; an amount of 万 or K is rounded, and differently in each language.
fn exact_numbers(text: &str) -> Vec<String> {
    let is_part = |c: char| c.is_ascii_digit() || ",.+−".contains(c);
    let text = text.replace('¥', "");
    let mut rest = text.as_str();
    let mut found = Vec::new();
    while let Some(start) = rest.find(is_part) {
        let from = &rest[start..];
        let end = from.find(|c| !is_part(c)).unwrap_or(from.len());
        let (piece, after) = from.split_at(end);
        let piece = piece.trim_matches([',', '.']);
        let to_the_cent = piece.split_once('.').is_some_and(|(_, it)| it.len() > 1);
        let rounded = after.trim_start().starts_with(['万', '亿', 'K', 'M']);
        if piece.starts_with(['+', '−']) && to_the_cent && !rounded {
            found.push(piece.to_owned());
        }
        rest = after;
    }
    found
}

#[tokio::test]
async fn both_languages_say_the_same() {
    let world = World::of_scale(world::SCALE);
    let app = world.app().await;
    let pairs = [
        (
            "昨天GMV为什么比前天掉了三成",
            "Why did GMV drop 30% yesterday compared with the day before yesterday",
        ),
        ("上个月广告ROI为什么跌了", "Why did ad ROI fall last month"),
        (
            "上周利润为什么涨了",
            "Why did contribution profit rise last week",
        ),
        (
            "上周看播成交转化率为什么跌了",
            "Why did live conversion rate fall last week",
        ),
    ];
    let mut told = String::new();
    for (zh, en) in pairs {
        let (chinese, english) = (ask(&app, zh).await, ask(&app, en).await);
        assert_eq!(
            chinese.status,
            Status::Answered,
            "{zh}: {}",
            chinese.narration
        );
        assert_eq!(
            english.status,
            Status::Answered,
            "{en}: {}",
            english.narration
        );
        let mut numbers = [&chinese, &english].map(|it| exact_numbers(&it.narration));
        numbers.iter_mut().for_each(|list| list.sort());
        assert_eq!(numbers[0], numbers[1], "{zh}");
        assert_eq!(
            serde_json::to_value(&chinese.rows).unwrap(),
            serde_json::to_value(&english.rows).unwrap()
        );
        for causal in ["因为", "导致", "because", "due to"] {
            assert!(!chinese.narration.contains(causal) && !english.narration.contains(causal));
        }
        for answer in [&chinese, &english] {
            told.push_str(&format!("{}\n", answer.narration));
            for next in &answer.suggestions {
                told.push_str(&format!("  > {next}\n"));
                assert_eq!(ask(&app, next).await.status, Status::Answered, "{next}");
            }
        }
    }
    insta::assert_snapshot!(told);
}
