//! What an asker may not see might as well not exist: the same questions are asked of the data and of a copy of it from
//! which every row outside of the asker's was removed by hand-written SQL, and the replies must be the same text.
//!
//! So nothing of those rows is in an answer: no value, no name, no count, no total behind a share, no hint.

mod rows;

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use semantic_sql::Principal;
use serde_json::{Value, json};
use wenbo::channel::http::{ServerSettings, router};
use wenbo::clock::unix_seconds;
use wenbo::command::{Doors, Service, entrance};
use wenbo::keys::{KeyWanted, Scope};
use wenbo::recall::Recall;
use wenbo::store::Store;

use rows::{people, remove};

use super::call;
use crate::http::send;
use crate::support::demo_file::World;
use crate::support::service::app_on;
use crate::support::world::SCALE;

const QUESTIONS: &str = include_str!("../../cases/keys/questions.txt");

/// A service on a file, with a key of somebody.
async fn open(data: &Path, state: &Path, people: &[(&str, Principal)]) -> (Router, Vec<String>) {
    let (app, reloader) = app_on(data, false).await;
    let store = Arc::new(Store::open(state).await.unwrap());
    let service = Service {
        recall: Recall::new(app.clone(), Some(store.clone())),
        reloader,
        app,
        principal: people[0].1.clone(),
        admin_roles: Vec::new(),
    };
    let doors = Doors {
        store,
        local: None,
        keys_only: true,
    };
    let entrance = entrance(&service, doors);
    let keys = entrance.keys.clone().unwrap();
    let mut secrets = Vec::new();
    for (name, principal) in people {
        let wanted = KeyWanted {
            label: (*name).to_owned(),
            principal: principal.clone(),
            scopes: vec![Scope::Ask, Scope::Query, Scope::Catalogue],
            expires_at: None,
        };
        secrets.push(keys.create(wanted, unix_seconds()).await.unwrap().1);
    }
    (router(entrance, &ServerSettings::default()), secrets)
}

/// An answer without what differs from run to run.
fn lasting(answer: &Value) -> Value {
    let mut answer = answer.clone();
    let object = answer.as_object_mut().unwrap();
    for name in ["answer_id", "elapsed_ms", "recomputed"] {
        object.remove(name);
    }
    if let Some(receipt) = object.get_mut("receipt").and_then(Value::as_object_mut) {
        receipt.remove("timings_ms");
    }
    answer
}

fn asked(question: &str) -> Value {
    json!({ "question": question })
}

/// The events of a stream put together, later ones over earlier ones.
fn whole(stream: &str) -> Value {
    let mut whole = serde_json::Map::new();
    for line in stream.lines().filter_map(|it| it.strip_prefix("data: ")) {
        let part: Value = serde_json::from_str(line).unwrap();
        whole.extend(part.as_object().unwrap().clone());
    }
    Value::Object(whole)
}

fn tool(name: &str, arguments: &Value) -> Value {
    json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": { "name": name, "arguments": arguments } })
}

/// What is the same through every surface.
fn said(answer: &Value) -> Value {
    let names = [
        "status",
        "headline",
        "narration",
        "rows",
        "label_rows",
        "semantic_sql",
        "reason",
    ];
    let pick = |name: &&str| ((*name).to_owned(), answer[*name].clone());
    let mut said: serde_json::Map<String, Value> = names.iter().map(pick).collect();
    let policies = answer.pointer("/receipt/policies").cloned();
    said.insert("policies".to_owned(), policies.unwrap_or_default());
    Value::Object(said)
}

/// The same question through every other surface gives what the JSON gave.
async fn every_surface_agrees(app: &Router, secret: &str, question: &str, json_reply: &Value) {
    let wanted = said(json_reply);
    let bearer = format!("Bearer {secret}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("accept", "text/event-stream"),
    ];
    let body = asked(question).to_string();
    let stream = send(app.clone(), "POST", "/v1/ask", &headers, body).await;
    assert_eq!(said(&whole(&stream.text)), wanted, "stream: {question}");

    let chat = json!({ "model": "wenbo", "messages": [{ "role": "user", "content": question }] });
    let chat = call(app, secret, "POST", "/v1/chat/completions", &chat)
        .await
        .json();
    assert_eq!(said(&chat["wenbo"]), wanted, "chat: {question}");

    let arguments = json!({ "question": question, "max_rows": 1000 });
    let reply = call(app, secret, "POST", "/mcp", &tool("ask", &arguments))
        .await
        .json();
    assert_eq!(
        said(&reply["result"]["structuredContent"]),
        wanted,
        "tools: {question}"
    );

    // Where results stand beside the main one, its rows may be put together from them.
    let alone = json_reply["supporting"] == json!([]);
    let Some(statement) = json_reply["semantic_sql"].as_str().filter(|_| alone) else {
        return;
    };
    let body = json!({ "statement": statement });
    let query = call(app, secret, "POST", "/v1/query", &body).await.json();
    assert_eq!(
        query["rows"], json_reply["rows"],
        "query: {question}: {query}"
    );
    let arguments = json!({ "sql": statement, "max_rows": 1000 });
    let reply = call(app, secret, "POST", "/mcp", &tool("query", &arguments))
        .await
        .json();
    let rows = &reply["result"]["structuredContent"]["label_rows"];
    assert_eq!(
        rows.as_array().map(Vec::len),
        json_reply["rows"].as_array().map(Vec::len),
        "{question}"
    );
}

/// Everything of the catalogue, as text.
async fn catalogue(app: &Router, secret: &str) -> Vec<(String, String)> {
    let mut told = Vec::new();
    // Not the list of verified questions: one whose words hold a name that the asker may not know is left out of it.
    let mut paths: Vec<String> = ["/v1/metrics", "/v1/dimensions", "/v1/status"]
        .map(str::to_owned)
        .to_vec();
    let dimensions = call(app, secret, "GET", "/v1/dimensions", &Value::Null)
        .await
        .json();
    for dimension in dimensions["dimensions"].as_array().unwrap() {
        let id = dimension["id"].as_str().unwrap();
        paths.push(format!("/v1/dimensions/{id}/values?limit=1000"));
    }
    for typed in [
        "a",
        "xiao",
        "s",
        "GMV",
        "%E5%B0%8F",
        "%E5%BA%97",
        "%E7%9B%B4",
        "p0",
        "br",
        "sh",
    ] {
        paths.push(format!("/v1/search?q={typed}&limit=50"));
    }
    for path in paths {
        let reply = call(app, secret, "GET", &path, &Value::Null).await;
        told.push((path, reply.text));
    }
    let read = json!({ "jsonrpc": "2.0", "id": 1, "method": "resources/read", "params": { "uri": "wenbo://catalogue" } });
    told.push((
        "wenbo://catalogue".to_owned(),
        call(app, secret, "POST", "/mcp", &read).await.text,
    ));
    for (name, arguments) in [
        ("values", json!({ "dimension": "streamer", "limit": 200 })),
        ("values", json!({ "dimension": "shop", "limit": 200 })),
        ("describe", json!({ "name": "streamer" })),
        ("search_metrics", json!({ "text": "", "limit": 200 })),
    ] {
        let reply = call(app, secret, "POST", "/mcp", &tool(name, &arguments)).await;
        told.push((format!("{name} {arguments}"), reply.text));
    }
    told
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_somebody_may_not_see_might_as_well_not_exist() {
    let world = World::of_scale(SCALE);
    let folder = tempfile::tempdir().unwrap();
    let people = people();
    let state = folder.path().join("state.sqlite");
    let (app, secrets) = Box::pin(open(&world.path(), &state, &people)).await;
    let questions: Vec<&str> = QUESTIONS
        .lines()
        .filter(|it| !it.starts_with('#'))
        .collect();
    assert_eq!(questions.len(), 30);
    let mut wrong = Vec::new();
    let mut answered = Vec::new();
    let mut ids = Vec::new();
    for ((name, person), secret) in people.iter().zip(&secrets) {
        let there = (&app, secret.as_str());
        let removed = without(&world, folder.path(), name, person).await;
        let mut theirs = Vec::new();
        let mut with_rows = 0;
        for question in &questions {
            let sent = asked_everywhere(there, question).await;
            with_rows += usize::from(sent["status"] == "answered" && sent["rows"][0].is_array());
            theirs.push((sent["answer_id"].as_str().unwrap().to_owned(), *question));
            if let Some((app, secret)) = &removed {
                let copied = call(app, secret, "POST", "/v1/ask", &asked(question)).await;
                let (sent, copied) = (lasting(&sent), lasting(&copied.json()));
                if sent != copied {
                    wrong.push(format!("{name}: {question}\n  {sent}\n  {copied}"));
                }
            }
        }
        if let Some((copied, key)) = &removed {
            let pairs = catalogue(&app, secret).await.into_iter();
            for ((path, told), (_, copied)) in pairs.zip(catalogue(copied, key).await) {
                if told != copied {
                    wrong.push(format!("{name}: {path}\n  {told}\n  {copied}"));
                }
            }
        }
        answered.push(with_rows);
        ids.push(theirs);
    }
    assert!(
        wrong.is_empty(),
        "{} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    // The questions are worth asking: who sees rows gets answers with rows.
    assert!(answered[0] >= 20 && answered[1] >= 12, "{answered:?}");
    ids_open_nothing_of_others(&app, &secrets, &ids).await;
}

/// A service on a copy without the rows that somebody may not see, and their key; none for whoever sees every row.
async fn without(
    world: &World,
    folder: &Path,
    name: &str,
    person: &Principal,
) -> Option<(Router, String)> {
    if name == "owner" {
        return None;
    }
    let copy = folder.join(format!("{name}.duckdb"));
    std::fs::copy(world.path(), &copy).unwrap();
    let (left, all) = remove(&copy, person);
    assert!(left < all / 2, "{name} keeps {left} of {all}");
    assert_eq!(left > 0, name != "nothing", "{name} keeps {left} of {all}");
    let state = folder.join(format!("{name}.sqlite"));
    let them = [("copy", person.clone())];
    let (app, mut secrets) = Box::pin(open(&copy, &state, &them)).await;
    Some((app, secrets.remove(0)))
}

/// The answer to a question as JSON, which every other surface must agree with.
async fn asked_everywhere((app, secret): (&Router, &str), question: &str) -> Value {
    let reply = call(app, secret, "POST", "/v1/ask", &asked(question)).await;
    let sent = reply.json();
    every_surface_agrees(app, secret, question, &sent).await;
    let id = sent["answer_id"].as_str().unwrap();
    let path = format!("/v1/answers/{id}");
    let again = call(app, secret, "GET", &path, &Value::Null).await;
    assert_eq!(again.text, reply.text, "{question}");
    sent
}

/// The owner's answers by their ids: others get what they would get by asking, or what every unknown id gets.
async fn ids_open_nothing_of_others(app: &Router, secrets: &[String], ids: &[Vec<(String, &str)>]) {
    let unknown = "/v1/answers/01a2260c-e841-75f4-ab5a-b65426fc4506";
    for (secret, own) in secrets.iter().zip(ids).skip(1) {
        let nothing = call(app, secret, "GET", unknown, &Value::Null).await.text;
        for ((id, question), (mine, _)) in ids[0].iter().zip(own) {
            let theirs = call(
                app,
                secret,
                "GET",
                &format!("/v1/answers/{id}"),
                &Value::Null,
            )
            .await;
            if theirs.status == 404 {
                assert_eq!(theirs.text, nothing);
                continue;
            }
            let mine = call(
                app,
                secret,
                "GET",
                &format!("/v1/answers/{mine}"),
                &Value::Null,
            )
            .await;
            let (theirs, mine) = (lasting(&theirs.json()), lasting(&mine.json()));
            assert_eq!(theirs["rows"], mine["rows"], "{question}");
            assert_eq!(theirs["headline"], mine["headline"], "{question}");
        }
    }
}
