//! One answer for every program that asks: the same questions through every way in give the same numbers.

mod rights;
mod shown;
mod ways;

use std::path::Path;
use std::process::Command;

use axum::Router;
use serde_json::{Value, json};

use crate::http::send;
use crate::wecom::platform::is_there;
use shown::Shown;
use ways::Ways;

/// Totals, rankings, trends, comparisons, shares, a reason, rates, counts, a definition; in both languages and a mix.
const QUESTIONS: [&str; 20] = [
    "昨天GMV多少",
    "上周各平台GMV排名",
    "近30天每天的订单数",
    "退款率前五的商品",
    "抖音上周客单价比前一周怎么样",
    "上个月各品牌GMV占比",
    "昨天GMV为什么变了",
    "GMV last month by week",
    "top 3 streamers by GMV last week",
    "What does GPM mean?",
    "昨天DY的GPM是多少啊",
    "上周GMV前五的主播是谁",
    "本月各品类的退款金额",
    "各平台上周的GMV和订单数",
    "上个月每周的观看人数",
    "上周哪个主播的退款率最高",
    "How has our interaction rate trended by day over the past two weeks?",
    "Which platform had the most orders yesterday?",
    "refund rate by platform last month",
    "上周 Douyin 的 orders 有多少",
];

/// What must be the same: how it ended, what it says, and every value.
fn said(answer: &Value) -> Value {
    let hash = answer.pointer("/receipt/result_hash");
    json!({
        "status": answer["status"],
        "headline": answer["headline"],
        "narration": answer["narration"],
        "rows": answer["rows"],
        "label_rows": answer["label_rows"],
        "semantic_sql": answer["semantic_sql"],
        "result_hash": hash,
    })
}

async fn post(app: &Router, path: &str, body: &Value) -> Value {
    let headers = [("accept", "application/json, text/event-stream")];
    let reply = send(app.clone(), "POST", path, &headers, body.to_string()).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.text);
    reply.json()
}

/// The answers of the command line.
fn from_terminal(data: &Path) -> Vec<Value> {
    let batch = data.with_file_name("questions.jsonl");
    let lines: Vec<String> = QUESTIONS
        .iter()
        .enumerate()
        .map(|(at, question)| json!({ "id": at, "question": question }).to_string())
        .collect();
    std::fs::write(&batch, lines.join("\n")).unwrap();
    let done = Command::new(env!("CARGO_BIN_EXE_wenbo"))
        .args(["ask", "--layer"])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("semantic_layer"))
        .arg("--data")
        .arg(data)
        .arg("--batch")
        .arg(&batch)
        .output()
        .unwrap();
    let written = String::from_utf8(done.stdout).unwrap();
    let error = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{error}");
    written
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_way_in_gives_the_same_numbers() {
    if !is_there() {
        return;
    }
    let ways = Ways::new().await;
    let terminal = from_terminal(&ways.company.world.path());
    assert_eq!(terminal.len(), QUESTIONS.len());
    let mut with_rows = 0;
    for (at, (question, told)) in QUESTIONS.into_iter().zip(&terminal).enumerate() {
        let asked = ways.json(question).await;
        assert_eq!(asked["status"], "answered", "{question}: {asked}");
        let wanted = said(&asked);
        let shown = Shown::of(&asked);

        assert_eq!(said(told), wanted, "the terminal: {question}");
        assert_eq!(
            said(&ways.stream(question).await),
            wanted,
            "a stream: {question}"
        );
        assert_eq!(
            said(&ways.tool(question).await),
            wanted,
            "tools: {question}"
        );

        let (chat, text) = ways.chat(question).await;
        assert_eq!(said(&chat), wanted, "chat: {question}");
        shown.must_be_in(&text, usize::MAX, "chat");

        let (kept, message) = ways.slack(at, question).await;
        assert_eq!(said(&kept), wanted, "Slack: {question}");
        shown.must_be_in_slack(&message);

        // WeCom shows no more than ten rows.
        shown.must_be_in(&ways.bot(at, question).await, 10, "a bot of WeCom");
        shown.must_be_in(&ways.app(at, question).await, 10, "an app of WeCom");

        let statement = asked["semantic_sql"].as_str();
        with_rows += usize::from(statement.is_some() && asked["rows"][0].is_array());
    }
    assert!(with_rows >= 18, "only {with_rows} answers have numbers");
}
