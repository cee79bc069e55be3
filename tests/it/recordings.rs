//! The model lane as a whole without a model: `wenbo eval` on a small shop, with the recorded replies of `tests/cases/recordings`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser as _;
use semantic_sql::layer::read_document;
use serde_json::Value;

use crate::reload::Files;
use crate::support::misbehaving_endpoint::{Act, MisbehavingEndpoint};

/// How the repair prompt begins.
const SENT_BACK: &str = "Your last answer cannot be used";

fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cases/recordings")
        .join(path)
}

/// The replies of each question, as `replies.yml` has them.
fn replies() -> BTreeMap<String, Vec<Value>> {
    let file = read_document(
        "replies",
        &fs::read_to_string(folder("replies.yml")).unwrap(),
    );
    let file = file.unwrap();
    let entry = |it: &Value| {
        let said = it["says"].as_array().unwrap().clone();
        (it["question"].as_str().unwrap().to_owned(), said)
    };
    file["replies"]
        .as_array()
        .unwrap()
        .iter()
        .map(entry)
        .collect()
}

/// The reply to a request: the first of its question's, or the one after the reply that is sent back.
fn reply(replies: &BTreeMap<String, Vec<Value>>, body: &Value) -> Act {
    let messages = body["messages"].as_array().unwrap();
    let text = |at: usize| messages[messages.len() - at]["content"].as_str().unwrap();
    let asked = text(1).rsplit_once("<question>").unwrap().1;
    let asked = asked.split("</question>").next().unwrap().trim();
    let Some(said) = replies.get(asked) else {
        return Act::body(500, "text/plain", format!("there is no reply to {asked}"));
    };
    let at = if text(1).starts_with(SENT_BACK) {
        let before = said.iter().position(|it| it.as_str() == Some(text(2)));
        before.unwrap_or(0) + 1
    } else {
        0
    };
    match said.get(at) {
        Some(Value::String(content)) => Act::says(content),
        Some(other) => Act::read(other),
        None => Act::body(500, "text/plain", format!("no reply {at} to {asked}")),
    }
}

/// The shop, with words for its metrics, since a metric without any is shown to no model.
fn shop() -> Files {
    let files = Files::new();
    let mut text = fs::read_to_string(files.layer()).unwrap();
    for (metric, words) in [
        ("{name: gmv, ", "synonyms: [进账, takings], "),
        (
            "{name: units, ",
            "label: {zh: 件数, en: Pieces}, synonyms: [件], ",
        ),
        (
            "{name: aov, ",
            "label: {zh: 客单价, en: Order value}, synonyms: [单价], ",
        ),
        (
            "{name: order_count, ",
            "label: {zh: 订单数, en: Orders}, synonyms: [单量], ",
        ),
    ] {
        assert!(text.contains(metric), "{metric}");
        text = text.replace(metric, &format!("{metric}{words}"));
    }
    fs::write(files.layer(), text).unwrap();
    files
}

/// A run of `wenbo eval` on the shop with the questions of the folder; the report as JSON.
async fn eval(files: &Files, more: &[&str]) -> (ExitCode, Value) {
    let text = |path: PathBuf| path.to_str().unwrap().to_owned();
    let report = files.data().with_file_name("report.json");
    let named = [
        ("--data", text(files.data())),
        ("--layer", text(files.layer())),
        ("--questions", text(folder("questions.yml"))),
        ("--json", text(report.clone())),
        ("--html", text(report.with_extension("html"))),
    ];
    let mut arguments = vec!["wenbo", "eval"];
    for (name, value) in &named {
        arguments.extend([*name, value.as_str()]);
    }
    arguments.extend(more);
    let code = wenbo::command::run(wenbo::config::Cli::parse_from(arguments)).await;
    let report = fs::read_to_string(report).unwrap();
    (code, serde_json::from_str(&report).unwrap())
}

/// How each question ended, lane by lane, and what the model was asked.
fn told(report: &Value) -> String {
    let mut lines = Vec::new();
    for run in report["lanes"].as_array().unwrap() {
        let mut model = run["summary"]["model"].clone();
        model.as_object_mut().unwrap().remove("waited_ms");
        lines.push(format!("{}: {model}", run["lane"].as_str().unwrap()));
    }
    for question in report["questions"].as_array().unwrap() {
        let id = question["id"].as_str().unwrap();
        let of = |run: &Value| run["verdicts"][id].as_str().unwrap().to_owned();
        let runs = report["lanes"].as_array().unwrap().iter();
        let verdicts: Vec<String> = runs.map(of).collect();
        let repairs = question["model"]["repairs"].as_u64().unwrap_or(0);
        let repaired = if repairs > 0 {
            format!(" after {repairs} repairs")
        } else {
            String::new()
        };
        lines.push(format!("{id}: {}{repaired}", verdicts.join(", ")));
    }
    lines.join("\n")
}

fn same(code: ExitCode, number: u8) {
    assert_eq!(format!("{code:?}"), format!("{:?}", ExitCode::from(number)));
}

/// The files of a folder by name.
fn contents(folder: &Path) -> BTreeMap<String, String> {
    let Ok(entries) = fs::read_dir(folder) else {
        return BTreeMap::new();
    };
    let read = |path: PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (name, fs::read_to_string(path).unwrap())
    };
    entries.map(|entry| read(entry.unwrap().path())).collect()
}

/// Whether snapshots are to be taken as they are, as `make accept` asks.
#[expect(
    clippy::disallowed_methods,
    reason = "the switch is that of the snapshots"
)]
fn accepts() -> bool {
    std::env::var("INSTA_UPDATE").is_ok_and(|it| it == "always")
}

#[tokio::test]
async fn the_replies_of_an_endpoint_are_recorded_as_they_are_kept() {
    let files = shop();
    let replies = replies();
    let endpoint = MisbehavingEndpoint::choosing(move |_, body| reply(&replies, body)).await;
    let fresh = tempfile::tempdir().unwrap();
    let at = fresh.path().to_str().unwrap();
    let live = [
        "--model",
        "scripted",
        "--model-base-url",
        &endpoint.base_url,
    ];
    let live: Vec<&str> = live
        .into_iter()
        .chain(["--lane", "both", "--record", at])
        .collect();
    let (code, report) = eval(&files, &live).await;
    same(code, 0);
    insta::assert_snapshot!("recorded_run", told(&report));
    let asked = endpoint.received().len();
    let again: Vec<&str> = live.into_iter().chain(["--replay", at]).collect();
    let (code, report) = eval(&files, &again).await;
    same(code, 0);
    insta::assert_snapshot!("recorded_run", told(&report));
    assert_eq!(
        endpoint.received().len(),
        asked,
        "what is recorded is asked again"
    );

    let (now, kept) = (contents(fresh.path()), folder("replies"));
    if accepts() {
        fs::remove_dir_all(&kept).unwrap_or_default();
        fs::create_dir_all(&kept).unwrap();
        for (name, text) in &now {
            fs::write(kept.join(name), text).unwrap();
        }
    }
    let before = contents(&kept);
    assert!(
        now.keys().eq(before.keys()),
        "prompts or questions changed: `make accept` records again"
    );
    assert!(
        now == before,
        "replies changed: `make accept` records again"
    );
}

#[tokio::test]
async fn the_recorded_replies_answer_without_a_model() {
    let files = shop();
    let kept = folder("replies");
    let replay = ["--lane", "both", "--replay", kept.to_str().unwrap()];
    let (code, report) = eval(&files, &replay).await;
    same(code, 0);
    insta::assert_snapshot!("recorded_run", told(&report));
    let page = fs::read_to_string(files.data().with_file_name("report.html")).unwrap();
    assert!(page.contains("<th></th><th>grammar</th><th>model</th><th>auto</th>"));
    let apart = "total-en: grammar declined needlessly, model right, auto right";
    assert!(page.contains(apart), "what lanes end differently is listed");
    let priced: Vec<&str> = replay.into_iter().chain(["--model-price", "2,8"]).collect();
    let (_, report) = eval(&files, &priced).await;
    let model = &report["lanes"][1]["summary"]["model"];
    let tokens = |name: &str| model[name].as_f64().unwrap();
    let cost = (tokens("prompt_tokens") * 2.0 + tokens("completion_tokens") * 8.0) / 1e6;
    assert!((tokens("cost") - cost).abs() < 1e-9, "{model}");
}

#[tokio::test]
async fn a_changed_layer_is_a_missing_recording_and_no_wrong_answer() {
    let files = shop();
    let text = fs::read_to_string(files.layer()).unwrap();
    assert!(text.contains("zh: 件数"));
    fs::write(files.layer(), text.replace("zh: 件数", "zh: 销量")).unwrap();
    let kept = folder("replies");
    let (code, report) = eval(
        &files,
        &["--lane", "model", "--replay", kept.to_str().unwrap()],
    )
    .await;
    same(code, 1);
    let all = &report["summary"]["all"];
    let count = |name: &str| all[name].as_u64().unwrap_or(0);
    let asked = report["questions"].as_array().unwrap().len() as u64;
    assert_eq!(
        (count("not_recorded"), count("wrong_shown")),
        (asked, 0),
        "{all}"
    );
    let question = &report["questions"][0];
    let reason = question["reason"].as_str().unwrap();
    assert!(
        reason.contains(question["question"].as_str().unwrap()),
        "{reason}"
    );
    assert!(
        reason.contains("the instructions (“units: 销量"),
        "{reason}"
    );
}
