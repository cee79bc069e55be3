//! What a body may be.

use axum::body::Body;
use serde_json::json;

use super::{app, ask, send};

#[tokio::test]
async fn a_whole_question_arrives_as_it_was_asked() {
    let reply = ask(&json!({
        "question": "  昨天卖了多少 ", "as_of": "2026-11-19T10:30:00", "lane": "grammar", "language": "en",
        "earlier": [" 昨天抖音卖了多少 "],
    }))
    .await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("content-type"), "application/json");
    let expected = json!({
        "question": "昨天卖了多少", "as_of": "2026-11-19T10:30:00", "lane": "grammar", "language": "en",
        "earlier": ["昨天抖音卖了多少"],
    });
    assert_eq!(reply.json()["echo"], expected);
}

#[tokio::test]
async fn everything_but_the_question_may_be_left_out() {
    let reply = ask(&json!({ "question": "sales" })).await;
    let expected = json!({ "question": "sales", "as_of": null, "lane": "auto", "language": null, "earlier": [] });
    assert_eq!(reply.json()["echo"], expected);
}

#[tokio::test]
async fn a_moment_may_be_a_day_or_end_with_minutes() {
    for (text, read) in [
        ("2026-11-19", "2026-11-19T00:00:00"),
        ("2026-11-19 10:30", "2026-11-19T10:30:00"),
        ("2026-11-19T10:30", "2026-11-19T10:30:00"),
    ] {
        let reply = ask(&json!({ "question": "sales", "as_of": text })).await;
        assert_eq!(reply.json()["echo"]["as_of"], read);
    }
}

#[tokio::test]
async fn a_body_that_is_no_question_is_refused_with_what_would_be_right() {
    for (body, says) in [
        (json!({}), "missing field `question`"),
        (json!({ "question": " \n" }), "1 to 2000 characters"),
        (json!({ "question": "好".repeat(2001) }), "at most 2000"),
        (json!({ "question": 5 }), "expected a string"),
        (
            json!({ "question": "0".repeat(25) }),
            "`question` has a number of more than 24 digits",
        ),
        (
            json!({ "question": "a", "earlier": [format!("超过{}", "１".repeat(25))] }),
            "`earlier[0]` has a number of more than 24 digits",
        ),
        (
            json!({ "question": format!("over 1.{}", "0".repeat(24)) }),
            "more than 24 digits",
        ),
        (
            json!({ "question": "a", "earlier": vec!["a"; 21] }),
            "`earlier` has 21 questions, it may have at most 20",
        ),
        (
            json!({ "question": "a", "earlier": ["a", " "] }),
            "`earlier[1]` is empty, it must have 1 to 2000 characters",
        ),
        (
            json!({ "question": "a", "earlier": ["好".repeat(2001)] }),
            "`earlier[0]` has 2001 characters, it may have at most 2000",
        ),
        (
            json!({ "question": "a", "earlier": "b" }),
            "expected a sequence",
        ),
        (
            json!({ "question": "a", "sql": "b" }),
            "unknown field `sql`, expected one of `question`",
        ),
        (
            json!({ "question": "a", "lane": "fast" }),
            "expected one of `auto`, `rules`, `grammar`, `model`",
        ),
        (
            json!({ "question": "a", "language": "fr" }),
            "expected `zh` or `en`",
        ),
        (
            json!({ "question": "a", "as_of": "yesterday" }),
            "2026-11-19T10:30:00",
        ),
        (json!(["question"]), "must be an object"),
        (json!("question"), "expected struct"),
    ] {
        let detail = ask(&body).await.problem(422, "invalid_body");
        assert!(detail.contains(says), "{detail}");
    }
}

#[tokio::test]
async fn the_longest_question_is_answered() {
    assert_eq!(
        ask(&json!({ "question": "好".repeat(2000) })).await.status,
        200
    );
}

#[tokio::test]
async fn what_is_not_json_is_refused() {
    for body in [
        "",
        "question=a",
        "{\"question\": \"a\"",
        "{\"question\": \"a\"} x",
    ] {
        send(app(), "POST", "/v1/ask", &[], body)
            .await
            .problem(400, "malformed_json");
    }
    let deep = format!("{{\"question\": {}", "[".repeat(10_000));
    send(app(), "POST", "/v1/ask", &[], deep)
        .await
        .problem(422, "invalid_body");
    let not_utf8 = b"{\"question\": \"\xff\"}".to_vec();
    send(app(), "POST", "/v1/ask", &[], not_utf8)
        .await
        .problem(400, "malformed_json");
}

#[tokio::test]
async fn an_explanation_quotes_only_so_much() {
    let body = json!({ "question": "a", "x".repeat(60_000): 1 });
    let detail = ask(&body).await.problem(422, "invalid_body");
    assert!(detail.chars().count() <= 401, "{}", detail.len());
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused_however_it_is_sent() {
    let large = format!("{{\"question\": \"{}\"}}", "a".repeat(300_000));
    let detail = send(app(), "POST", "/v1/ask", &[], large.clone())
        .await
        .problem(413, "body_too_large");
    assert!(detail.contains("262144"), "{detail}");

    let pieces = large
        .into_bytes()
        .chunks(1000)
        .map(<[u8]>::to_vec)
        .map(Ok::<_, std::io::Error>)
        .collect::<Vec<_>>();
    let streamed = Body::from_stream(futures::stream::iter(pieces));
    send(app(), "POST", "/v1/ask", &[], streamed)
        .await
        .problem(413, "body_too_large");
}

#[tokio::test]
async fn a_body_that_breaks_off_is_refused() {
    let pieces = [
        Ok(b"{\"question\":".to_vec()),
        Err(std::io::Error::other("gone")),
    ];
    let broken = Body::from_stream(futures::stream::iter(pieces));
    send(app(), "POST", "/v1/ask", &[], broken)
        .await
        .problem(400, "unreadable_body");
}

#[tokio::test]
async fn only_json_is_taken() {
    let body = json!({ "question": "a" }).to_string();
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/jsonp",
        "text/plain; application/json",
        "application/json; charset=gbk",
        "",
    ] {
        let headers = [("content-type", kind)];
        send(app(), "POST", "/v1/ask", &headers, body.clone())
            .await
            .problem(415, "not_json");
    }
    for kind in [
        "application/json",
        "Application/JSON; Charset=\"UTF-8\"",
        "application/json;charset=utf-8",
    ] {
        let headers = [("content-type", kind)];
        assert_eq!(
            send(app(), "POST", "/v1/ask", &headers, body.clone())
                .await
                .status,
            200,
            "{kind}"
        );
    }
}
