//! How often and how many at a time: what is told of limits, and who is sent away.

use std::time::Duration;

use serde_json::json;
use wenbo::channel::http::{ServerSettings, router};

use super::{Reply, send, settings, state};

fn of_two_a_minute() -> axum::Router {
    let settings = ServerSettings {
        per_minute: 2,
        ..settings()
    };
    router(state(true), &settings)
}

async fn status(app: &axum::Router) -> Reply {
    send(app.clone(), "GET", "/v1/version", &[], "").await
}

#[tokio::test]
async fn every_reply_says_how_much_is_left() {
    let app = of_two_a_minute();
    let first = status(&app).await;
    assert_eq!(first.status, 200);
    assert_eq!(first.header("ratelimit-policy"), "\"default\";q=2;w=60");
    assert_eq!(first.header("ratelimit"), "\"default\";r=1;t=30");
    assert_eq!(status(&app).await.status, 200);
    let third = status(&app).await;
    let detail = third.problem(429, "quota_exceeded");
    assert!(detail.contains("2 requests in a minute"), "{detail}");
    assert_eq!(third.json()["violated-policies"], json!(["default"]));
    let seconds: u64 = third.header("retry-after").parse().unwrap();
    assert!((1..=30).contains(&seconds), "{seconds}");
    assert!(third.header("ratelimit").starts_with("\"default\";r=0;t="));
    assert!(!third.header("x-request-id").is_empty());
    // Whether the server is well, and the page, cost nothing.
    for path in ["/healthz", "/", "/openapi.json"] {
        let reply = send(app.clone(), "GET", path, &[], "").await;
        assert_eq!(reply.status, 200, "{path}");
        assert_eq!(reply.header("ratelimit"), "");
    }
}

#[tokio::test]
async fn chat_programs_are_told_in_their_own_words() {
    let app = of_two_a_minute();
    for _ in 0..2 {
        let reply = send(app.clone(), "GET", "/v1/models", &[], "").await;
        assert_eq!(reply.header("x-ratelimit-limit-requests"), "2");
    }
    let body = json!({ "model": "wenbo", "messages": [{ "role": "user", "content": "sales" }] });
    let path = "/v1/chat/completions";
    let refused = send(app, "POST", path, &[], body.to_string()).await;
    assert_eq!(refused.status, 429);
    assert_eq!(refused.json()["error"]["code"], "quota_exceeded");
    assert!(!refused.header("retry-after").is_empty());
}

#[tokio::test]
async fn no_limit_says_nothing() {
    let settings = ServerSettings {
        per_minute: 0,
        ..settings()
    };
    let reply = status(&router(state(true), &settings)).await;
    assert_eq!(reply.header("ratelimit"), "");
}

#[tokio::test]
async fn a_few_wait_for_their_turn() {
    let app = router(
        state(true),
        &ServerSettings {
            max_waiting: 1,
            queue_wait: Duration::from_secs(60),
            ..settings()
        },
    );
    let post = |question: &str| {
        let body = json!({ "question": question }).to_string();
        send(app.clone(), "POST", "/v1/ask", &[], body)
    };
    // Two work until their deadline, one waits for that, and one has no place to wait.
    let (one, two, waits, away) =
        tokio::join!(post("sleep"), post("sleep"), post("sales"), post("sales"));
    one.problem(504, "question_timeout");
    two.problem(504, "question_timeout");
    assert_eq!(waits.status, 200, "{}", waits.text);
    away.problem(503, "busy");
    assert!(!away.header("retry-after").is_empty());
}

#[tokio::test]
async fn nobody_waits_for_ever() {
    let app = router(
        state(true),
        &ServerSettings {
            max_waiting: 8,
            queue_wait: Duration::from_millis(20),
            ..settings()
        },
    );
    let post = |question: &str| {
        let body = json!({ "question": question }).to_string();
        send(app.clone(), "POST", "/v1/ask", &[], body)
    };
    let (_, _, late) = tokio::join!(post("sleep"), post("sleep"), post("sales"));
    late.problem(503, "busy");
}
