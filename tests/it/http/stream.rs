//! Answers in parts: their order, going on after a broken connection, and what is told when it goes wrong.

use std::time::Duration;

use axum::Router;
use serde_json::{Map, Value, json};
use wenbo::channel::http::ServerSettings;

use super::catalogue::Shop;
use super::{Reply, app, router, send, settings, state};

struct Event {
    id: usize,
    name: String,
    data: Value,
}

fn events(text: &str) -> Vec<Event> {
    let blocks = text.split("\n\n").filter(|block| block.contains("data:"));
    let read = |block: &str| {
        let field = |name: &str| {
            let lines = block.lines();
            let mut values = lines.filter_map(|line| line.strip_prefix(&format!("{name}: ")));
            let value = values.next().unwrap().to_owned();
            assert!(values.next().is_none(), "{name} is there twice: {block}");
            value
        };
        Event {
            id: field("id").parse().unwrap(),
            name: field("event"),
            data: serde_json::from_str(&field("data")).unwrap(),
        }
    };
    blocks.map(read).collect()
}

fn names(events: &[Event]) -> Vec<&str> {
    events.iter().map(|event| event.name.as_str()).collect()
}

async fn stream(app: &Router, question: &str) -> Reply {
    let headers = [("accept", "text/event-stream")];
    let body = json!({ "question": question, "as_of": "2026-02-05", "lane": "grammar" });
    send(app.clone(), "POST", "/v1/ask", &headers, body.to_string()).await
}

/// All events put together, later ones over earlier ones.
fn whole(events: &[Event]) -> Map<String, Value> {
    let mut whole = Map::new();
    for event in events {
        whole.extend(event.data.as_object().unwrap().clone());
    }
    whole
}

/// Without what differs from run to run, fields in the order of their names.
fn lasting(answer: &Map<String, Value>) -> Value {
    let mut fields: Vec<_> = answer.clone().into_iter().collect();
    fields.retain(|(name, _)| name != "elapsed_ms");
    fields.sort_by(|one, other| one.0.cmp(&other.0));
    for (_, value) in fields.iter_mut().filter(|(name, _)| name == "receipt") {
        value["timings_ms"] = Value::Null;
    }
    json!(fields)
}

#[tokio::test]
async fn the_events_come_in_order_and_make_the_answer() {
    let shop = Shop::new().await;
    let app = shop.routes("owner", &ServerSettings::default());
    for (question, expected) in [
        (
            "上个月各平台GMV",
            &["plan", "sql", "rows", "chart", "narration", "done"][..],
        ),
        ("有什么指标", &["plan", "rows", "narration", "done"]),
        ("天气怎么样", &["done"]),
    ] {
        let reply = stream(&app, question).await;
        assert_eq!(reply.status, 200);
        assert_eq!(reply.header("content-type"), "text/event-stream");
        assert_eq!(reply.header("x-accel-buffering"), "no");
        let events = events(&reply.text);
        assert_eq!(names(&events), expected, "{question}");
        let ids: Vec<usize> = events.iter().map(|event| event.id).collect();
        assert_eq!(ids, (1..=events.len()).collect::<Vec<_>>());
        let body = json!({ "question": question, "as_of": "2026-02-05", "lane": "grammar" });
        let answer = send(app.clone(), "POST", "/v1/ask", &[], body.to_string())
            .await
            .json();
        let answer = answer.as_object().unwrap();
        assert_eq!(lasting(&whole(&events)), lasting(answer), "{question}");
    }
}

#[tokio::test]
async fn a_broken_connection_goes_on_where_it_was() {
    let shop = Shop::new().await;
    let app = shop.routes("owner", &ServerSettings::default());
    let reply = stream(&app, "上个月各平台GMV").await;
    let place = reply.header("location").to_owned();
    let all = events(&reply.text);
    for after in 0..=all.len() {
        let last = after.to_string();
        let headers = [("last-event-id", last.as_str())];
        let again = send(app.clone(), "GET", &place, &headers, "").await;
        let again = events(&again.text);
        assert_eq!(names(&again), names(&all)[after..]);
        for (one, other) in again.iter().zip(&all[after..]) {
            assert_eq!((one.id, &one.data), (other.id, &other.data));
        }
    }
    let without = send(app.clone(), "GET", &place, &[], "").await;
    assert_eq!(without.text, reply.text);
    for wrong in ["7", "-1", "x", "99999999999999999999999"] {
        let headers = [("last-event-id", wrong)];
        let detail = send(app.clone(), "GET", &place, &headers, "").await;
        let detail = detail.problem(400, "invalid_parameter");
        assert!(detail.contains("from 0 to 6"), "{detail}");
    }
    let unknown = send(app, "GET", "/v1/runs/0/events", &[], "").await;
    unknown.problem(404, "not_found");
}

#[tokio::test]
async fn what_goes_wrong_on_the_way_is_an_event() {
    for (question, status, code) in [
        ("sleep", 504, "question_timeout"),
        ("panic", 500, "internal"),
        ("nonsense", 500, "internal"),
        ("fail database_unavailable", 503, "database_unavailable"),
    ] {
        let reply = stream(&app(), question).await;
        assert_eq!(reply.status, 200);
        let events = events(&reply.text);
        assert_eq!(names(&events), ["error"], "{question}");
        assert_eq!(events[0].data["code"], code);
        assert_eq!(events[0].data["status"], status);
        assert!(!reply.text.contains("secret"), "{}", reply.text);
    }
}

#[tokio::test]
async fn what_is_wrong_beforehand_is_a_status() {
    let headers = [("accept", "text/event-stream")];
    let reply = send(app(), "POST", "/v1/ask", &headers, "{}").await;
    reply.problem(422, "invalid_body");
    let body = json!({ "question": "sales" }).to_string();
    let starting = router(state(false), &settings());
    let reply = send(starting, "POST", "/v1/ask", &headers, body.clone()).await;
    reply.problem(503, "starting");
    let headers = [("accept", "image/png")];
    let reply = send(app(), "POST", "/v1/ask", &headers, body).await;
    reply.problem(406, "not_acceptable");
}

#[tokio::test]
async fn old_runs_are_forgotten_when_there_are_too_many() {
    let app = app();
    let first = stream(&app, "sales").await.header("location").to_owned();
    let kept = |place: String| {
        send(
            app.clone(),
            "GET",
            Box::leak(place.into_boxed_str()),
            &[],
            "",
        )
    };
    assert_eq!(kept(first.clone()).await.status, 200);
    let mut last = String::new();
    for _ in 0..256 {
        let reply = stream(&app, "sales").await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        last = reply.header("location").to_owned();
        // A run gives its seat back a moment after its last event.
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert_eq!(kept(first).await.status, 404);
    assert_eq!(kept(last).await.status, 200);
}
