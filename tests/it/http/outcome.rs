//! What a caller is told, whatever became of the question.

use axum::http::header;
use serde_json::{Value, json};

use super::{app, ask, get, router, send, settings, state};

#[tokio::test]
async fn an_answer_a_question_back_and_a_refusal_are_successes() {
    for (question, status) in [
        ("sales", "answered"),
        ("clarify", "clarify"),
        ("decline", "declined"),
    ] {
        let reply = ask(&json!({ "question": question })).await;
        assert_eq!(reply.status, 200);
        assert_eq!(reply.json()["status"], status);
        assert_eq!(reply.header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn a_failure_is_a_problem_without_the_words_of_the_database() {
    for (failure, status, code) in [
        ("query_timeout", 504, "question_timeout"),
        ("model_timeout", 504, "question_timeout"),
        ("database_unavailable", 503, "database_unavailable"),
        ("engine_stopped", 503, "database_unavailable"),
        ("model_unavailable", 503, "model_unavailable"),
        ("query_failed", 500, "internal"),
        ("something_new", 500, "internal"),
    ] {
        let reply = ask(&json!({ "question": format!("fail {failure}") })).await;
        reply.problem(status, code);
        assert!(!reply.text.contains("secret"), "{}", reply.text);
        assert_eq!(
            reply.headers.contains_key(header::RETRY_AFTER),
            status == 503
        );
    }
}

#[tokio::test]
async fn a_panic_and_a_senseless_answer_are_faults_of_the_server() {
    for question in ["panic", "nonsense"] {
        let reply = ask(&json!({ "question": question })).await;
        reply.problem(500, "internal");
        assert!(!reply.text.contains("secret"));
        assert!(!reply.header("content-security-policy").is_empty());
    }
}

#[tokio::test]
async fn a_question_ends_at_its_deadline() {
    ask(&json!({ "question": "sleep" }))
        .await
        .problem(504, "question_timeout");
}

#[tokio::test]
async fn too_many_questions_at_a_time_are_sent_away_and_seats_come_back() {
    let app = app();
    let post = |question: &str| {
        let body = json!({ "question": question }).to_string();
        send(app.clone(), "POST", "/v1/ask", &[], body)
    };
    let (first, second, third) = tokio::join!(post("sleep"), post("sleep"), post("sales"));
    first.problem(504, "question_timeout");
    second.problem(504, "question_timeout");
    third.problem(503, "busy");
    assert_eq!(third.header("retry-after"), "2");
    post("panic").await.problem(500, "internal");
    post("panic").await.problem(500, "internal");
    assert_eq!(post("sales").await.status, 200);
}

#[tokio::test]
async fn unknown_paths_and_wrong_methods_say_what_is_right() {
    let detail = get("/v2/ask").await.problem(404, "not_found");
    assert!(detail.contains("POST /v1/ask"), "{detail}");
    get("/assets/../Cargo.toml").await.problem(404, "not_found");
    get("/assets/nothing.js").await.problem(404, "not_found");

    let reply = get("/v1/ask").await;
    assert!(reply.problem(405, "method_not_allowed").contains("POST"));
    assert_eq!(reply.header("allow"), "POST");
    for path in ["/", "/healthz", "/v1/status", "/assets/docs.js"] {
        let reply = send(app(), "DELETE", path, &[], "").await;
        assert!(reply.problem(405, "method_not_allowed").contains("GET"));
        assert_eq!(reply.header("allow"), "GET,HEAD");
    }
}

#[tokio::test]
async fn health_follows_readiness() {
    let reply = get("/healthz").await;
    assert_eq!(
        (reply.status.as_u16(), reply.json()),
        (200, json!({ "status": "ready" }))
    );

    let starting = || router(state(false), &settings());
    send(starting(), "GET", "/healthz", &[], "")
        .await
        .problem(503, "starting");
    let question = json!({ "question": "sales" }).to_string();
    send(starting(), "POST", "/v1/ask", &[], question)
        .await
        .problem(503, "starting");
    assert_eq!(send(starting(), "GET", "/", &[], "").await.status, 200);
}

#[tokio::test]
async fn the_status_tells_what_a_page_greets_with() {
    let status = get("/v1/status").await.json();
    assert_eq!(status["is_demo"], true);
    assert_eq!(status["clock"]["now"], "2026-11-19T10:30:00");
    assert_eq!(status["clock"]["source"], "data");
    assert_eq!(status["samples"]["en"], json!(["Sales yesterday?"]));
    assert_eq!(status["language_model"], Value::Null);
}
