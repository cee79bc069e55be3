//! One answer for every program that asks: the same questions through every way in give the same numbers.

mod rights;

use std::path::Path;
use std::process::Command;

use axum::Router;
use serde_json::{Value, json};
use wenbo::channel::http::{ServerSettings, router};

use crate::http::send;
use crate::support::service::demo_service;

/// Totals, rankings, trends, comparisons, shares, a reason, an empty answer, a definition; in both languages.
const QUESTIONS: [&str; 10] = [
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
    let (world, state) = demo_service().await;
    let app = router(state, &ServerSettings::default());
    let terminal = from_terminal(&world.path());
    assert_eq!(terminal.len(), QUESTIONS.len());
    let mut with_rows = 0;
    for (question, told) in QUESTIONS.into_iter().zip(&terminal) {
        let asked = post(&app, "/v1/ask", &json!({ "question": question })).await;
        assert_eq!(asked["status"], "answered", "{question}: {asked}");
        let wanted = said(&asked);

        assert_eq!(said(told), wanted, "the terminal: {question}");

        let messages = json!([{ "role": "user", "content": question }]);
        let body = json!({ "model": "wenbo", "messages": messages });
        let chat = post(&app, "/v1/chat/completions", &body).await;
        assert_eq!(said(&chat["wenbo"]), wanted, "chat: {question}");
        let text = chat.pointer("/choices/0/message/content").unwrap();
        shows_every_number(text.as_str().unwrap(), &asked);

        let call = json!({
            "jsonrpc": "2.0", "id": 1, "method": "tools/call",
            "params": { "name": "ask", "arguments": { "question": question, "max_rows": 1000 } },
        });
        let reply = post(&app, "/mcp", &call).await;
        let tool = reply.pointer("/result/structuredContent").unwrap();
        assert_eq!(said(tool), wanted, "tools: {question}");

        let statement = asked["semantic_sql"].as_str();
        with_rows += usize::from(statement.is_some() && asked["rows"][0].is_array());
    }
    assert!(with_rows >= 8, "only {with_rows} answers have numbers");
}

/// The text of a chat holds each number of the rows that it shows, as it is written for people.
#[track_caller]
fn shows_every_number(text: &str, answer: &Value) {
    let plain = text.replace('\\', "");
    let rows = answer["label_rows"].as_array().unwrap();
    let described = answer["semantic_sql"].is_null();
    for cell in rows.iter().take(20).filter(|_| !described) {
        for label in cell.as_array().unwrap() {
            let label = label.as_str().unwrap();
            assert!(plain.contains(label), "`{label}` is not in:\n{text}");
        }
    }
}
