//! The record: everything that tells rows is in it, and neither words nor rows are.

use axum::Router;
use serde_json::{Value, json};
use wenbo::keys::Scope;

use super::{Door, call};
use crate::http::send;

const QUESTION: &str = "GMV by streamer in January 2026";
const STATEMENT: &str = "SELECT streamer, MEASURE(gmv) AS gmv FROM shop GROUP BY streamer";

async fn acts(door: &Door, query: &str) -> Value {
    let app = door.routes(None, true);
    let (_, admin) = door.key("auditor", &[Scope::Admin]).await;
    let reply = call(
        &app,
        &admin,
        "GET",
        &format!("/v1/admin/audit?{query}"),
        &Value::Null,
    )
    .await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply.json()
}

/// Asks for rows in every way there is, once, with a key of Ann.
async fn use_every_way(app: &Router, ann: &str, body: &Value, answer: &str) {
    let bearer = format!("Bearer {ann}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("accept", "text/event-stream"),
    ];
    send(app.clone(), "POST", "/v1/ask", &headers, body.to_string()).await;
    let chat = json!({ "model": "wenbo", "messages": [{ "role": "user", "content": QUESTION }] });
    call(app, ann, "POST", "/v1/chat/completions", &chat).await;
    let tool = |name: &str, arguments: Value| json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": { "name": name, "arguments": arguments } });
    call(
        app,
        ann,
        "POST",
        "/mcp",
        &tool("ask", json!({ "question": QUESTION })),
    )
    .await;
    call(
        app,
        ann,
        "POST",
        "/mcp",
        &tool("query", json!({ "sql": STATEMENT })),
    )
    .await;
    call(
        app,
        ann,
        "POST",
        "/v1/query",
        &json!({ "statement": STATEMENT }),
    )
    .await;
    call(
        app,
        ann,
        "POST",
        "/v1/query",
        &json!({ "statement": "SELECT nothing FROM shop" }),
    )
    .await;
    call(
        app,
        ann,
        "GET",
        &format!("/v1/answers/{answer}"),
        &Value::Null,
    )
    .await;
    call(app, ann, "GET", "/v1/answers/none", &Value::Null).await;
    call(
        app,
        ann,
        "POST",
        &format!("/v1/answers/{answer}/replay"),
        &json!({}),
    )
    .await;
    let verdict = json!({ "verdict": "down", "reason": "words of mine" });
    call(
        app,
        ann,
        "POST",
        &format!("/v1/answers/{answer}/feedback"),
        &verdict,
    )
    .await;
    let token = json!({ "origin": super::ORIGIN, "user": "v1" });
    call(app, ann, "POST", "/v1/embed-tokens", &token).await;
    call(app, ann, "GET", "/v1/metrics", &Value::Null).await;
}

#[tokio::test]
async fn every_way_to_rows_is_recorded_without_words_and_rows() {
    let door = Door::new().await;
    let app = door.routes(None, true);
    let scopes = [Scope::Ask, Scope::Query, Scope::Feedback, Scope::Embed];
    let (id, ann) = door.key("Ann", &scopes).await;
    let body = json!({ "question": QUESTION, "as_of": "2026-02-15T10:00:00" });
    let asked = call(&app, &ann, "POST", "/v1/ask", &body).await.json();
    let answer = asked["answer_id"].as_str().unwrap().to_owned();
    use_every_way(&app, &ann, &body, &answer).await;

    let told = acts(&door, "user=Ann").await;
    let list = told["acts"].as_array().unwrap();
    let brief: Vec<String> = list
        .iter()
        .rev()
        .map(|act| {
            let text = |name: &str| act[name].as_str().unwrap().to_owned();
            format!("{} {} {}", text("surface"), text("action"), text("outcome"))
        })
        .collect();
    assert_eq!(
        brief,
        [
            "/v1/ask ask answered",
            "/v1/ask ask answered",
            "/v1/chat/completions ask answered",
            "/mcp ask answered",
            "/mcp query answered",
            "/v1/query query answered",
            "/v1/query query E_NAME_NOT_FOUND",
            "/v1/answers/{id} open_answer as_given",
            "/v1/answers/{id} open_answer no_such_answer",
            "/v1/answers/{id}/replay replay_answer replayed",
            "/v1/answers/{id}/feedback feedback said",
            "/v1/embed-tokens issue_token issued",
            "/v1/metrics denied missing_scope",
        ]
    );
    let first = list.last().unwrap();
    assert_eq!(first["key"], id.as_str());
    assert_eq!(first["via"], "key");
    assert_eq!(first["target"], answer.as_str());
    assert_eq!(first["rows"], 1);
    assert_eq!(first["policies"], asked["receipt"]["policies"]);
    assert!(!first["policies"].as_array().unwrap().is_empty());
    assert_eq!(first["principal"]["attributes"]["streamer"], "Ann");
    assert_eq!(first["question_hash"].as_str().unwrap().len(), 64);
    assert_eq!(
        first["question_hash"],
        list[list.len() - 2]["question_hash"]
    );
    assert_eq!(
        list[list.len() - 5]["statement_hash"],
        list[list.len() - 6]["statement_hash"]
    );

    // Neither the words of a question nor a statement nor a value of a row nor what was said.
    let text = told.to_string();
    let number = asked["rows"][0][1].to_string();
    let number = number.trim_matches('"');
    assert!(number.len() > 2, "{asked}");
    for words in ["January", "MEASURE", "words of mine", number] {
        assert!(!text.contains(words), "{words} in {text}");
    }
}

#[tokio::test]
async fn the_record_comes_in_pages_and_by_key() {
    let door = Door::new().await;
    let app = door.routes(None, true);
    let (ann_id, ann) = door.key("Ann", &[Scope::Query]).await;
    let (_, bob) = door.key("Bob", &[Scope::Query]).await;
    for _ in 0..5 {
        for secret in [&ann, &bob] {
            let body = json!({ "statement": STATEMENT });
            call(&app, secret, "POST", "/v1/query", &body).await;
        }
    }
    let mut seen = Vec::new();
    let mut page = acts(&door, &format!("key={ann_id}&limit=2")).await;
    loop {
        for act in page["acts"].as_array().unwrap() {
            assert_eq!(act["user"], "Ann");
            seen.push(act["id"].as_str().unwrap().to_owned());
        }
        let Some(next) = page["next"].as_str() else {
            break;
        };
        page = acts(&door, &format!("key={ann_id}&limit=2&before={next}")).await;
    }
    assert_eq!(seen.len(), 5);
    assert!(seen.is_sorted_by(|newer, older| newer > older), "{seen:?}");
}

#[tokio::test]
async fn a_question_that_nobody_waited_for_is_recorded_as_stopped() {
    use wenbo::audit::{Action, Trail};
    use wenbo::keys::Caller;

    let door = Door::new().await;
    let caller = Caller::local(super::who("Ann"), false);
    let trail = Trail::new(Some(door.store.clone()), &caller, "/v1/ask");
    drop(trail.begin(Action::Ask).question("GMV"));
    // Written in order: what is told comes after what was left.
    trail.begin(Action::Query).end("answered").await;
    let told = acts(&door, "user=Ann").await;
    let outcomes: Vec<&Value> = told["acts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["outcome"])
        .collect();
    assert_eq!(outcomes, ["answered", "stopped"]);
}
