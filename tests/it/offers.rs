//! Questions that are offered: after an answer, after a refusal, after nothing. Each runs.

use serde_json::Value;
use wenbo::answer::{Answer, Status};
use wenbo::app::{App, Request};
use wenbo::question::LaneChoice;

use crate::support::demo_file::World;
use crate::support::world;

const CASES: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/cases/offers/questions.yml"
);

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

fn cases() -> Vec<Value> {
    let text = std::fs::read_to_string(CASES).unwrap();
    let found = semantic_sql::layer::read_document("questions", &text).unwrap();
    found.as_array().unwrap().clone()
}

/// The file with what is offered now: `UPDATE_CASES=1` writes it, to be read before it is committed.
fn rewritten(cases: &[(Value, Vec<String>)]) -> String {
    use std::fmt::Write as _;
    let mut text = String::new();
    let before = std::fs::read_to_string(CASES).unwrap();
    text.push_str(before.lines().next().unwrap());
    text.push('\n');
    for (case, offers) in cases {
        let _ = writeln!(text, "- q: {}", case["q"]);
        if let Some(note) = case["note"].as_str() {
            let _ = writeln!(text, "  note: {note}");
        }
        let offers: Vec<String> = offers.iter().map(|it| format!("{it:?}")).collect();
        let _ = writeln!(text, "  offers: [{}]", offers.join(", "));
    }
    text
}

#[tokio::test]
async fn what_is_offered_runs() {
    let world = World::of_scale(world::SCALE);
    let app = world.app().await;
    let mut wrong = Vec::new();
    let mut seen = Vec::new();
    for case in cases() {
        let asked = case["q"].as_str().unwrap();
        let answer = ask(&app, asked).await;
        if let Some(code) = case["note"].as_str()
            && !answer.notes.iter().any(|note| note.code == code)
        {
            wrong.push(format!("{asked}: no note {code} but {:?}", answer.notes));
        }
        let wanted: Vec<&str> = case["offers"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_str)
            .collect();
        if answer.suggestions != wanted {
            wrong.push(format!("{asked}: offers {:?}", answer.suggestions));
        }
        for offered in &answer.suggestions {
            let next = ask(&app, offered).await;
            if next.status != Status::Answered {
                wrong.push(format!(
                    "{asked} offers {offered}, which is {:?}",
                    next.status
                ));
            }
        }
        seen.push((case, answer.suggestions));
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "a switch of the test, not of the product"
    )]
    let update = std::env::var_os("UPDATE_CASES").is_some();
    if update {
        std::fs::write(CASES, rewritten(&seen)).unwrap();
        return;
    }
    assert!(seen.len() >= 16, "only {} cases were read", seen.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
