//! A request that is sent twice with one key is done once.

use serde_json::json;

use super::{Shop, id_of};

#[tokio::test]
async fn the_same_request_with_a_key_gets_the_same_reply() {
    let shop = Shop::new().await;
    let routes = shop.routes("owner");
    let question =
        json!({ "question": "GMV last month", "as_of": "2026-02-15", "conversation": "new" });
    let ask = async |key: &str, accept: &str| {
        let headers = [("idempotency-key", key), ("accept", accept)];
        shop.call_with(&routes, ("POST", "/v1/ask"), &headers, &question)
            .await
    };
    let first = ask("\"8e03978e\"", "*/*").await;
    assert_eq!(first.status, 200, "{}", first.text);
    assert_eq!(first.header("idempotency-replayed"), "");
    let again = ask("\"8e03978e\"", "*/*").await;
    assert_eq!(again.text, first.text);
    assert_eq!(again.header("idempotency-replayed"), "true");
    let bare = ask("8e03978e", "application/json").await;
    assert_eq!(bare.text, first.text, "quotes are no part of a key");
    let parts = ask("8e03978e", "text/event-stream").await;
    assert_eq!(parts.header("idempotency-replayed"), "true");
    assert!(
        parts
            .text
            .contains(&format!("event: done\ndata: {}", first.text)),
        "{}",
        parts.text
    );
    let other = ask("another", "*/*").await;
    assert_ne!(id_of(&other.json()), id_of(&first.json()));

    // An answer that came in parts is given again whole.
    let parts = ask("parts", "text/event-stream").await;
    let whole = ask("parts", "*/*").await;
    assert!(parts.text.contains(&id_of(&whole.json())));
    assert_eq!(whole.header("idempotency-replayed"), "true");
}

#[tokio::test]
async fn a_key_is_of_one_request_of_one_asker() {
    let shop = Shop::new().await;
    let key = [("idempotency-key", "k")];
    let (owner, host) = (shop.routes("owner"), shop.routes("Ann"));
    let question = json!({ "question": "GMV last month", "as_of": "2026-02-15" });
    let ask = ("POST", "/v1/ask");
    let first = shop.call_with(&owner, ask, &key, &question).await;
    assert_eq!(first.status, 200, "{}", first.text);
    let other = json!({ "question": "orders last month", "as_of": "2026-02-15" });
    shop.call_with(&owner, ask, &key, &other)
        .await
        .problem(422, "idempotency_key_reused");
    let begin = ("POST", "/v1/conversations");
    shop.call_with(&owner, begin, &key, &question)
        .await
        .problem(422, "idempotency_key_reused");
    let theirs = shop.call_with(&host, ask, &key, &other).await;
    assert_eq!(theirs.status, 200, "{}", theirs.text);

    // What is refused has done nothing: the key is free.
    let key = [("idempotency-key", "free")];
    shop.call_with(&owner, ask, &key, &json!({}))
        .await
        .problem(422, "invalid_body");
    let mended = shop.call_with(&owner, ask, &key, &question).await;
    assert_eq!(mended.status, 200, "{}", mended.text);

    let begun = shop
        .call_with(&owner, begin, &[("idempotency-key", "c")], &json!({}))
        .await;
    let again = shop
        .call_with(&owner, begin, &[("idempotency-key", "c")], &json!({}))
        .await;
    assert_eq!(begun.status, 201, "{}", begun.text);
    assert_eq!((again.status, &again.text), (begun.status, &begun.text));
    assert_eq!(again.header("location"), begun.header("location"));

    let long = "x".repeat(256);
    for wrong in ["\"\"", "with blank", long.as_str(), "a\\b"] {
        let headers = [("idempotency-key", wrong)];
        shop.call_with(&owner, ask, &headers, &question)
            .await
            .problem(400, "invalid_idempotency_key");
    }
}

#[tokio::test]
async fn two_at_once_are_done_once() {
    let shop = Shop::new().await;
    let routes = shop.routes("owner");
    let question = json!({ "question": "GMV by platform last month", "as_of": "2026-02-15" });
    let ask = async || {
        let headers = [("idempotency-key", "at-once")];
        shop.call_with(&routes, ("POST", "/v1/ask"), &headers, &question)
            .await
    };
    let (one, two) = tokio::join!(ask(), ask());
    assert_eq!(one.status, 200, "{}", one.text);
    two.problem(409, "idempotency_key_in_use");
    assert_eq!(two.header("retry-after"), "1");
    assert_eq!(ask().await.text, one.text);
}
