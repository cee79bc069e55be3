//! What is counted and measured: for the admin alone, or on an address of its own.

use std::sync::Arc;

use serde_json::json;
use wenbo::channel::http::{Admin, ServerSettings, measures_router, router};
use wenbo::telemetry::measures::{self, Now};

use super::{app, send, settings, state};

#[tokio::test]
async fn the_admin_reads_them_and_nobody_else() {
    let told = send(app(), "GET", "/metrics", &[], "").await;
    assert_eq!(
        (told.status.as_u16(), told.text.as_str()),
        (200, "measured 1\n")
    );
    assert!(
        told.header("content-type")
            .starts_with("text/plain; version=0.0.4")
    );
    let mut state = state(true);
    state.admin = Admin {
        allowed: false,
        ..state.admin
    };
    send(router(state, &settings()), "GET", "/metrics", &[], "")
        .await
        .problem(403, "not_admin");
}

#[tokio::test]
async fn an_address_of_their_own_tells_nothing_else() {
    let app = measures_router(
        Arc::new(|| "measured 2\n".to_owned()),
        &ServerSettings::default(),
    );
    let told = send(app.clone(), "GET", "/metrics", &[], "").await;
    assert_eq!(told.text, "measured 2\n");
    send(app.clone(), "GET", "/v1/status", &[], "")
        .await
        .problem(404, "not_found");
    let foreign = [("host", "evil.example")];
    send(app, "GET", "/metrics", &foreign, "")
        .await
        .problem(421, "foreign_host");
}

/// The value of a series, if it is there.
fn value(text: &str, series: &str) -> Option<f64> {
    let line = text.lines().find_map(|line| line.strip_prefix(series))?;
    line.trim().parse().ok()
}

#[tokio::test]
async fn questions_are_counted_by_what_became_of_them() {
    let _recorder = measures::recorder();
    let app = app();
    let words = "a question of nobody else";
    let now = Now {
        store_queue: 3,
        generation: 7,
    };
    let before = measures::rendered(now);
    for question in [words, "decline", "fail query_failed", "sleep"] {
        let body = json!({ "question": question }).to_string();
        send(app.clone(), "POST", "/v1/ask", &[], body).await;
    }
    send(app.clone(), "GET", "/v1/nothing/of/this/name", &[], "").await;
    let text = measures::rendered(now);
    for outcome in ["answered", "declined", "failed", "timeout"] {
        let series = format!(
            "wenbo_questions_total{{surface=\"http\",lane=\"none\",outcome=\"{outcome}\"}}"
        );
        let more = value(&text, &series).unwrap() - value(&before, &series).unwrap_or(0.0);
        assert!(more >= 1.0, "{series}\n{text}");
    }
    assert_eq!(value(&text, "wenbo_store_queue"), Some(3.0));
    assert_eq!(value(&text, "wenbo_generation"), Some(7.0));
    let requests = "wenbo_http_requests_total{route=\"none\",status=\"4xx\"}";
    assert!(value(&text, requests).is_some(), "{text}");
    assert!(
        text.contains("wenbo_question_seconds_bucket"),
        "histograms, no summaries"
    );
    for secret in [words, "nothing/of/this"] {
        assert!(!text.contains(secret), "{secret} became a label");
    }
}
