//! What one person asked is there for them alone: runs, answers, tools.

use serde_json::{Value, json};
use wenbo::keys::Scope;

use super::{Door, call};
use crate::http::send;

const UNKNOWN: &str = "01a2260c-e841-75f4-ab5a-b65426fc4506";

#[tokio::test]
async fn a_run_is_there_for_whoever_asked_and_reads_as_none_for_others() {
    let door = Door::new().await;
    let app = door.routes(None, true);
    let (_, ann) = door.key("Ann", &[Scope::Ask]).await;
    let (_, same) = door.key("Ann", &[Scope::Ask]).await;
    let (_, owner) = door.key("owner", &[Scope::Ask]).await;
    let bearer = format!("Bearer {owner}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("accept", "text/event-stream"),
    ];
    let body = json!({ "question": "GMV by streamer last month", "as_of": "2026-02-15T10:00:00" });
    let begun = send(app.clone(), "POST", "/v1/ask", &headers, body.to_string()).await;
    let place = begun.header("location").to_owned();
    assert!(begun.text.contains("event: done"), "{}", begun.text);

    let again = call(&app, &owner, "GET", &place, &Value::Null).await;
    assert_eq!(again.text, begun.text);
    let unknown = format!("/v1/runs/{UNKNOWN}/events");
    let unknown = call(&app, &ann, "GET", &unknown, &Value::Null).await;
    for secret in [&ann, &same] {
        let theirs = call(&app, secret, "GET", &place, &Value::Null).await;
        theirs.problem(404, "not_found");
        assert_eq!(theirs.text, unknown.text);
    }
}

#[tokio::test]
async fn an_answer_opens_for_its_asker_with_any_of_their_keys() {
    let door = Door::new().await;
    let app = door.routes(None, true);
    let scopes = [Scope::Ask, Scope::Feedback];
    let (_, ann) = door.key("Ann", &scopes).await;
    let (_, same) = door.key("Ann", &scopes).await;
    let (_, bob) = door.key("Bob", &scopes).await;
    let body = json!({ "question": "天气如何" });
    let sent = call(&app, &ann, "POST", "/v1/ask", &body).await;
    let id = sent.json()["answer_id"].as_str().unwrap().to_owned();
    let path = format!("/v1/answers/{id}");
    for secret in [&ann, &same] {
        assert_eq!(
            call(&app, secret, "GET", &path, &Value::Null).await.text,
            sent.text
        );
    }
    let unknown = format!("/v1/answers/{UNKNOWN}");
    for (what, body) in [
        ("", Value::Null),
        ("/replay", json!({})),
        ("/feedback", json!({ "verdict": "up" })),
    ] {
        let method = if what.is_empty() { "GET" } else { "POST" };
        let theirs = call(&app, &bob, method, &format!("{path}{what}"), &body).await;
        theirs.problem(404, "no_such_answer");
        let none = call(&app, &bob, method, &format!("{unknown}{what}"), &body).await;
        assert_eq!(theirs.text, none.text, "{what}");
    }
}

#[tokio::test]
async fn each_tool_needs_its_own_scope() {
    let door = Door::new().await;
    let app = door.routes(None, true);
    let tools = [
        ("ask", json!({ "question": "GMV last month" }), Scope::Ask),
        (
            "query",
            json!({ "sql": "SELECT MEASURE(gmv) AS gmv FROM shop" }),
            Scope::Query,
        ),
        ("search_metrics", json!({ "text": "" }), Scope::Catalogue),
        ("describe", json!({ "name": "gmv" }), Scope::Catalogue),
        (
            "values",
            json!({ "dimension": "platform" }),
            Scope::Catalogue,
        ),
    ];
    for held in [Scope::Ask, Scope::Query, Scope::Catalogue] {
        let (_, secret) = door.key("owner", &[held]).await;
        for (tool, arguments, needs) in &tools {
            let message = json!({
                "jsonrpc": "2.0", "id": 1, "method": "tools/call",
                "params": { "name": tool, "arguments": arguments },
            });
            let reply = call(&app, &secret, "POST", "/mcp", &message).await;
            assert_eq!(reply.status, 200, "{}", reply.text);
            let code = reply.json()["result"]["structuredContent"]["code"].clone();
            assert_eq!(
                code == "missing_scope",
                held != *needs,
                "{held:?} {tool}: {}",
                reply.text
            );
        }
        let read = json!({
            "jsonrpc": "2.0", "id": 1, "method": "resources/read",
            "params": { "uri": "wenbo://catalogue" },
        });
        let reply = call(&app, &secret, "POST", "/mcp", &read).await;
        let told = reply.json()["result"]["contents"].is_array();
        assert_eq!(told, held == Scope::Catalogue, "{held:?}: {}", reply.text);
    }
    let (_, secret) = door.key("owner", &[Scope::Feedback, Scope::Admin]).await;
    let list = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list" });
    let reply = call(&app, &secret, "POST", "/mcp", &list).await;
    reply.problem(403, "missing_scope");
}

#[tokio::test]
async fn a_key_acts_as_its_principal_and_a_request_cannot_say_another() {
    let door = Door::new().await;
    let app = door.routes(Some("owner"), false);
    let (_, ann) = door.key("Ann", &[Scope::Ask, Scope::Query]).await;
    let body = json!({ "question": "GMV by streamer last month", "as_of": "2026-02-15T10:00:00" });
    let asked = call(&app, &ann, "POST", "/v1/ask", &body).await.json();
    assert_eq!(asked["rows"].as_array().unwrap().len(), 1, "{asked}");
    for name in ["principal", "user", "asker", "roles"] {
        let mut body = body.clone();
        body[name] = json!("owner");
        let reply = call(&app, &ann, "POST", "/v1/ask", &body).await;
        reply.problem(422, "invalid_body");
    }
    let chat = json!({ "model": "wenbo", "user": "owner", "metadata": { "user": "owner" },
                       "messages": [{ "role": "user", "content": "GMV by streamer in January 2026" }] });
    let chat = call(&app, &ann, "POST", "/v1/chat/completions", &chat)
        .await
        .json();
    assert_eq!(chat["wenbo"]["rows"].as_array().unwrap().len(), 1, "{chat}");
}
