//! What an asker may not know is not there, through whatever they ask.

use axum::Router;
use semantic_sql::Principal;
use serde_json::{Value, json};
use wenbo::app::local_owner;
use wenbo::channel::http::{ServerSettings, router};

use super::post;
use crate::support::demo_file::World;
use crate::support::service::service_on;
use crate::support::world::SCALE;

/// A host who sees their own sessions, and neither costs nor profits.
fn host() -> Principal {
    let attributes = json!({ "streamer_ids": ["S08"], "self_streamer_id": "S08" });
    Principal {
        user: "u8".to_owned(),
        roles: vec!["streamer".to_owned()],
        attributes: serde_json::from_value(attributes).unwrap(),
    }
}

async fn call(app: &Router, tool: &str, arguments: Value) -> Value {
    let call = json!({
        "jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": { "name": tool, "arguments": arguments },
    });
    let mut reply = post(app, "/mcp", &call).await;
    reply["result"]["structuredContent"].take()
}

fn names(found: &Value, key: &str) -> Vec<String> {
    let found = found["found"].as_array().unwrap().iter();
    found
        .map(|it| it[key].as_str().unwrap().to_owned())
        .collect()
}

async fn catalogue(app: &Router) -> String {
    let read = json!({
        "jsonrpc": "2.0", "id": 1, "method": "resources/read",
        "params": { "uri": "wenbo://catalogue" },
    });
    let reply = post(app, "/mcp", &read).await;
    reply["result"]["contents"][0]["text"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tools_and_chats_act_as_whoever_asks() {
    let world = World::of_scale(SCALE);
    let data = world.path();
    let settings = ServerSettings::default();
    let owner = router(service_on(&data, local_owner()).await, &settings);
    let host = router(service_on(&data, host()).await, &settings);

    // Metrics that are made of denied fields are in no list, and no error leads to them.
    let all = json!({ "text": "", "limit": 200 });
    let owners = call(&owner, "search_metrics", all.clone()).await;
    let hosts = call(&host, "search_metrics", all).await;
    assert!(hosts["total"].as_u64().unwrap() < owners["total"].as_u64().unwrap());
    let denied = "gross_profit";
    assert_eq!(
        call(&owner, "describe", json!({ "name": denied })).await["name"],
        denied
    );
    let missing = call(&host, "describe", json!({ "name": denied })).await;
    assert_eq!(missing["code"], "E_NAME_NOT_FOUND", "{missing}");
    let candidates = missing["diagnostics"][0]["candidates"].to_string();
    assert!(!candidates.contains("profit"), "{candidates}");
    assert!(catalogue(&owner).await.contains("`gross_profit`"));
    assert!(!catalogue(&host).await.contains("`gross_profit`"));
    let sql = "SELECT MEASURE(gross_profit) FROM livestream WHERE date >= DATE '2026-11-01'";
    let refused = call(&host, "query", json!({ "sql": sql })).await;
    assert_eq!(refused["code"], "E_DENIED", "{refused}");
    let misspelt = "SELECT MEASURE(gros_profit) FROM livestream";
    let refused = call(&host, "query", json!({ "sql": misspelt })).await;
    assert!(
        !refused.to_string().contains("gross_profit"),
        "an error leads to what is denied: {refused}"
    );

    // Of a field that policies bind, only the asker's own values are known.
    let hosts = json!({ "dimension": "streamer", "limit": 200 });
    let every = names(&call(&owner, "values", hosts.clone()).await, "value");
    assert!(every.len() > 3, "{every:?}");
    let own = names(&call(&host, "values", hosts).await, "value");
    assert_eq!(own, ["S08"]);
    let described = call(&host, "describe", json!({ "name": "streamer" })).await;
    assert_eq!(described["values"].as_array().unwrap().len(), 1);

    // A statement and a question see the asker's rows, through each way in.
    let sql = "SELECT streamer, MEASURE(gmv) AS gmv FROM livestream
               WHERE date >= DATE '2026-11-01' GROUP BY streamer";
    let rows = call(&host, "query", json!({ "sql": sql })).await;
    assert_eq!(rows["rows"].as_array().unwrap().len(), 1, "{rows}");
    assert_eq!(rows["rows"][0][0], "S08");
    assert!(!rows["policies"].as_array().unwrap().is_empty(), "{rows}");
    let question = "上周各主播GMV";
    let asked = post(&host, "/v1/ask", &json!({ "question": question })).await;
    assert_eq!(asked["rows"].as_array().unwrap().len(), 1, "{asked}");
    let tool = call(&host, "ask", json!({ "question": question })).await;
    assert_eq!(tool["rows"], asked["rows"]);
    let messages = json!([{ "role": "user", "content": question }]);
    let body = json!({ "model": "wenbo", "messages": messages, "user": "owner" });
    let chat = post(&host, "/v1/chat/completions", &body).await;
    assert_eq!(chat["wenbo"]["rows"], asked["rows"]);
}
