//! What an asker may not see might as well not exist: the same questions are asked of the data and of a copy of it from
//! which every row outside of the asker's was removed by hand-written SQL, and the replies must be the same text.
//!
//! So nothing of those rows is in an answer: no value, no name, no count, no total behind a share, no hint.

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use semantic_sql::Principal;
use serde_json::{Value, json};
use wenbo::app::App;
use wenbo::channel::http::{ServerSettings, router};
use wenbo::clock::unix_seconds;
use wenbo::command::{Doors, Service, entrance};
use wenbo::engine::Engine;
use wenbo::engine::duckdb::{DuckDb, EngineSettings};
use wenbo::keys::{KeyWanted, Scope};
use wenbo::layer_files;
use wenbo::recall::Recall;
use wenbo::reload::{Open, Reloader, Sources};
use wenbo::store::Store;

use super::call;
use crate::http::send;
use crate::support::demo_file::World;
use crate::support::world::SCALE;

const QUESTIONS: &str = include_str!("../../cases/keys/questions.txt");

/// What has rows that not everybody sees, and what a row says of whose it is: `p`latform, `s`hop, `b`rand of the shop,
/// `g` the brand of the goods, s`t`reamer. Written from the domain, beside the layer.
const FACTS: [(&str, &str); 39] = [
    ("lv_ad", "psbt"),
    ("lv_line_settled", "psgt"),
    ("lv_refund", "psgt"),
    ("lv_coupon_event", "psbt"),
    ("lv_first_order", "psbt"),
    ("lv_customer_value", "psbt"),
    ("lv_order_gap", "psb"),
    ("lv_buyer_order", "p"),
    ("lv_buyer_shop_order", "psb"),
    ("lv_buyer_category_order", "p"),
    ("lv_platform_item", "pb"),
    ("lv_order_attr", "psbt"),
    ("lv_ab_session", "psbt"),
    ("lv_ab_unit", "psbt"),
    ("lv_follower_day", "psbt"),
    ("lv_follow_event", "psbt"),
    ("lv_stock", "g"),
    ("lv_sku_stock", "g"),
    ("lv_sku_cost", "g"),
    ("lv_forecast", "pg"),
    ("lv_forecast_error", ""),
    ("fct_hit_pick", "g"),
    ("lv_target", "psb"),
    ("lv_review", "psbt"),
    ("lv_session_product", "psgt"),
    ("lv_fixed_fee", "psbt"),
    ("lv_session", "psbt"),
    ("lv_host_shift", "psbt"),
    ("lv_session_event", "psbt"),
    ("lv_script_segment", "psbt"),
    ("lv_line", "psgt"),
    ("lv_session_line", "psgt"),
    ("lv_order", "psb"),
    ("lv_minute", "psbt"),
    ("lv_session_source", "psbt"),
    ("lv_view", "psbt"),
    ("lv_comment", "psbt"),
    ("lv_comment_word", "psbt"),
    ("lv_alert", "psbt"),
];

/// The five: everything, a brand, a shop, oneself, nothing.
fn people() -> [(&'static str, Principal); 5] {
    let person = |user: &str, role: &str, attributes: Value| {
        let roles = Some(role.to_owned()).filter(|it| !it.is_empty());
        Principal {
            user: user.to_owned(),
            roles: roles.into_iter().collect(),
            attributes: serde_json::from_value(attributes).unwrap(),
        }
    };
    let host = json!({ "streamer_ids": ["S08"], "self_streamer_id": "S08" });
    [
        ("owner", person("o1", "owner", json!({}))),
        (
            "brand",
            person("b1", "brand_manager", json!({ "brand_ids": ["B01"] })),
        ),
        (
            "shop",
            person("s1", "ops_lead", json!({ "shop_ids": ["SH01"] })),
        ),
        ("streamer", person("h8", "streamer", host)),
        ("nothing", person("n1", "", json!({}))),
    ]
}

/// The condition of a row that somebody may see, in the database's own SQL.
fn condition(person: &Principal, keys: &str) -> String {
    let list = |name: &str| -> Vec<String> {
        let values = person.attributes.get(name);
        let values = values.and_then(Value::as_array).into_iter().flatten();
        values
            .map(|it| format!("'{}'", it.as_str().unwrap()))
            .collect()
    };
    let mut parts = vec!["FALSE".to_owned()];
    for key in keys.chars() {
        let (column, name) = match key {
            'p' => ("platform_id", "platform_ids"),
            's' => ("shop_id", "shop_ids"),
            'b' => ("brand_id", "brand_ids"),
            'g' => ("product_id", "brand_ids"),
            't' => ("streamer_id", "streamer_ids"),
            other => panic!("{other}"),
        };
        let values = list(name).join(", ");
        if values.is_empty() {
            continue;
        }
        parts.push(match key {
            'g' => format!(
                "product_id IN (SELECT product_id FROM dim_product WHERE brand_id IN ({values}))"
            ),
            _ => format!("{column} IN ({values})"),
        });
    }
    parts.join(" OR ")
}

/// Takes every row out of a copy that somebody may not see; says how many are left and were there, of all facts.
fn remove(path: &Path, person: &Principal) -> (i64, i64) {
    let database = duckdb::Connection::open(path).unwrap();
    let run = |sql: &str| {
        let done = database.execute_batch(sql);
        done.unwrap_or_else(|error| panic!("{sql}: {error}"));
    };
    let count = |name: &str| -> i64 {
        let sql = format!("SELECT COUNT(*) FROM {name}");
        database.query_row(&sql, [], |row| row.get(0)).unwrap()
    };
    let (mut left, mut all) = (0, 0);
    for (name, keys) in FACTS {
        let condition = condition(person, keys);
        run(&format!(
            "CREATE TABLE kept_{name} AS SELECT * FROM {name} WHERE {condition}"
        ));
        all += count(name);
        left += count(&format!("kept_{name}"));
    }
    for (name, _) in FACTS {
        let kind = if name.starts_with("fct") {
            "TABLE"
        } else {
            "VIEW"
        };
        run(&format!("DROP {kind} {name}"));
        run(&format!("ALTER TABLE kept_{name} RENAME TO {name}"));
    }
    (left, all)
}

/// A service on a file, with a key of somebody.
async fn open(data: &Path, state: &Path, people: &[(&str, Principal)]) -> (Router, Vec<String>) {
    let sources = Sources {
        layer: Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("semantic_layer")),
        data: data.to_path_buf(),
    };
    let open: Open = Arc::new(|path| {
        let settings = EngineSettings {
            memory: "512MB".to_owned(),
            threads: 1,
            connections: 2,
            deadline_seconds: 600,
            row_cap: 1_000,
        };
        Ok(Arc::new(DuckDb::open(path, settings)?) as Arc<dyn Engine>)
    });
    let seen = sources.stamp();
    let layer = layer_files::load(sources.layer.as_deref()).unwrap();
    let engine = open(&sources.data).unwrap();
    let app = Arc::new(App::start(layer, engine, None).await.unwrap());
    let store = Arc::new(Store::open(state).await.unwrap());
    let service = Service {
        recall: Recall::new(app.clone(), Some(store.clone())),
        reloader: Arc::new(Reloader::new(app.clone(), sources, seen, open, false)),
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
    let mut paths: Vec<String> = [
        "/v1/metrics",
        "/v1/dimensions",
        "/v1/verified",
        "/v1/status",
    ]
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
    let (app, secrets) = open(&world.path(), &folder.path().join("state.sqlite"), &people).await;
    let questions: Vec<&str> = QUESTIONS
        .lines()
        .filter(|it| !it.starts_with('#'))
        .collect();
    assert_eq!(questions.len(), 30);
    let mut wrong = Vec::new();
    let mut answered = Vec::new();
    let mut ids: Vec<Vec<(String, String)>> = Vec::new();
    for ((name, person), secret) in people.iter().zip(&secrets) {
        let copy = folder.path().join(format!("{name}.duckdb"));
        let state = folder.path().join(format!("{name}.sqlite"));
        let them = [(*name, person.clone())];
        let removed = if *name == "owner" {
            None
        } else {
            std::fs::copy(world.path(), &copy).unwrap();
            let (left, all) = remove(&copy, person);
            assert!(left < all / 2, "{name} keeps {left} of {all}");
            assert_eq!(left > 0, *name != "nothing", "{name} keeps {left} of {all}");
            let (app, secrets) = open(&copy, &state, &them).await;
            Some((app, secrets[0].clone()))
        };
        let mut theirs = Vec::new();
        let mut with_rows = 0;
        for question in &questions {
            let reply = call(&app, secret, "POST", "/v1/ask", &asked(question)).await;
            let sent = reply.json();
            every_surface_agrees(&app, secret, question, &sent).await;
            with_rows += usize::from(sent["status"] == "answered" && sent["rows"][0].is_array());
            let id = sent["answer_id"].as_str().unwrap().to_owned();
            let path = format!("/v1/answers/{id}");
            let again = call(&app, secret, "GET", &path, &Value::Null).await;
            assert_eq!(again.text, reply.text, "{name}: {question}");
            theirs.push((id, (*question).to_owned()));
            if let Some((app, secret)) = &removed {
                let copied = call(app, secret, "POST", "/v1/ask", &asked(question))
                    .await
                    .json();
                let (sent, copied) = (lasting(&sent), lasting(&copied));
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

    // The owner's answers by their ids: others get what they would get by asking, or what every unknown id gets.
    let unknown = "/v1/answers/01a2260c-e841-75f4-ab5a-b65426fc4506";
    for (secret, own) in secrets.iter().zip(&ids).skip(1) {
        let nothing = call(&app, secret, "GET", unknown, &Value::Null).await.text;
        for ((id, question), (mine, _)) in ids[0].iter().zip(own) {
            let theirs = call(
                &app,
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
                &app,
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
