//! Conversations that are kept: a question goes on from the earlier ones, for their asker alone.

use serde_json::{Value, json};

use super::{Shop, id_of};
use crate::http::Reply;

async fn ask_in(shop: &Shop, name: &str, conversation: &str, question: &str) -> Reply {
    let body = json!({
        "question": question, "conversation": conversation, "as_of": "2026-02-15T10:00:00", "lane": "grammar",
    });
    shop.call(name, "POST", "/v1/ask", &body.to_string()).await
}

/// A conversation of two questions; the second one says nothing without the first.
async fn two_questions(shop: &Shop, name: &str) -> (String, Value, Value) {
    let first = ask_in(shop, name, "new", "GMV by platform last month")
        .await
        .json();
    let id = first["conversation_id"].as_str().unwrap().to_owned();
    let second = ask_in(shop, name, &id, "and by streamer?").await.json();
    assert_eq!(second["conversation_id"], id.as_str());
    (id, first, second)
}

async fn open(shop: &Shop, name: &str, id: &str) -> Reply {
    let path = format!("/v1/conversations/{id}");
    shop.call(name, "GET", &path, "").await
}

#[tokio::test]
async fn a_question_goes_on_from_what_was_asked_before() {
    let shop = Shop::new().await;
    let (id, first, second) = two_questions(&shop, "owner").await;
    let sent = json!({
        "question": "and by streamer?", "earlier": ["GMV by platform last month"],
        "as_of": "2026-02-15T10:00:00", "lane": "grammar",
    });
    let sent = shop
        .call("owner", "POST", "/v1/ask", &sent.to_string())
        .await
        .json();
    assert_eq!(second["status"], "answered", "{second}");
    assert_eq!(second["semantic_sql"], sent["semantic_sql"]);
    assert!(sent.get("conversation_id").is_none());

    let opened = open(&shop, "owner", &id).await;
    assert_eq!(opened.status, 200, "{}", opened.text);
    let conversation = opened.json();
    assert_eq!(conversation["title"], "GMV by platform last month");
    assert_eq!(conversation["questions"], 2);
    assert_eq!(conversation["recomputed"], false);
    assert_eq!(conversation["next"], Value::Null);
    let turns = conversation["turns"].as_array().unwrap();
    assert_eq!(turns[0]["question"], "GMV by platform last month");
    assert_eq!(turns[0]["asked_at"], "2026-02-15T10:00:00");
    assert_eq!(
        (&turns[0]["answer"], &turns[1]["answer"]),
        (&first, &second)
    );
    let alone = shop
        .call(
            "owner",
            "GET",
            &format!("/v1/answers/{}", id_of(&second)),
            "",
        )
        .await;
    assert!(
        opened.text.contains(&alone.text),
        "byte for byte as it was sent"
    );
}

#[tokio::test]
async fn a_conversation_is_read_in_pages_named_and_forgotten() {
    let shop = Shop::new().await;
    let (id, _, second) = two_questions(&shop, "owner").await;
    let path = format!("/v1/conversations/{id}");
    let page = shop
        .call("owner", "GET", &format!("{path}?limit=1"), "")
        .await
        .json();
    assert_eq!(page["turns"].as_array().unwrap().len(), 1);
    let next = format!("{path}?limit=1&cursor={}", page["next"].as_str().unwrap());
    let page = shop.call("owner", "GET", &next, "").await.json();
    assert_eq!(page["turns"][0]["answer"], second);
    assert_eq!(page["next"], Value::Null);

    let renamed = shop
        .call("owner", "PATCH", &path, r#"{"title":" Januar "}"#)
        .await;
    assert_eq!(renamed.status, 200, "{}", renamed.text);
    assert_eq!(renamed.json()["title"], "Januar");
    ask_in(&shop, "owner", &id, "orders last month").await;
    assert_eq!(open(&shop, "owner", &id).await.json()["title"], "Januar");

    let gone = shop.call("owner", "DELETE", &path, "").await;
    assert_eq!((gone.status.as_u16(), gone.text.as_str()), (204, ""));
    open(&shop, "owner", &id)
        .await
        .problem(404, "no_such_conversation");
    shop.call("owner", "DELETE", &path, "")
        .await
        .problem(404, "no_such_conversation");
    shop.call(
        "owner",
        "GET",
        &format!("/v1/answers/{}", id_of(&second)),
        "",
    )
    .await
    .problem(404, "no_such_answer");
    ask_in(&shop, "owner", &id, "orders last month")
        .await
        .problem(404, "no_such_conversation");
}

#[tokio::test]
async fn the_list_is_searched_and_paged_the_latest_first() {
    let shop = Shop::new().await;
    let begun = shop.call("owner", "POST", "/v1/conversations", "{}").await;
    assert_eq!(begun.status, 201, "{}", begun.text);
    let empty = begun.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(
        begun.header("location"),
        format!("/v1/conversations/{empty}")
    );
    assert_eq!(begun.json()["title"], Value::Null);
    let named = shop
        .call(
            "owner",
            "POST",
            "/v1/conversations",
            r#"{"title":"每周回顾"}"#,
        )
        .await
        .json();
    let (asked, _, _) = two_questions(&shop, "owner").await;

    let list = async |query: &str| {
        let path = format!("/v1/conversations{query}");
        let reply = shop.call("owner", "GET", &path, "").await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        reply.json()
    };
    let ids = |page: &Value| -> Vec<String> {
        let all = page["conversations"].as_array().unwrap().iter();
        all.map(|it| it["id"].as_str().unwrap().to_owned())
            .collect()
    };
    let all = ids(&list("").await);
    assert_eq!(all.len(), 3);
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = list(&format!("?limit=1{cursor}")).await;
        seen.extend(ids(&page));
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen, all, "pages are the list");
    assert_eq!(
        ids(&list("?search=STREAMER").await),
        [asked],
        "by a question"
    );
    let review = named["id"].as_str().unwrap();
    assert_eq!(
        ids(&list("?search=%E5%9B%9E%E9%A1%BE").await),
        [review],
        "by a title"
    );
    assert!(
        ids(&list("?search=%25").await).is_empty(),
        "a sign is no pattern"
    );

    let first = ask_in(&shop, "owner", &empty, "orders last month").await;
    assert_eq!(first.status, 200, "{}", first.text);
    let latest = list("?limit=1").await;
    assert_eq!(latest["conversations"][0]["title"], "orders last month");
    for (query, says) in [
        ("?cursor=nowhere", "`next` of a reply"),
        ("?limit=0", "must be 1 to 100"),
        ("?limit=101", "must be 1 to 100"),
        ("?page=2", "unknown field"),
    ] {
        let path = format!("/v1/conversations{query}");
        let reply = shop.call("owner", "GET", &path, "").await;
        let detail = reply.problem(400, "invalid_parameter");
        assert!(detail.contains(says), "{detail}");
    }
}

#[tokio::test]
async fn nobody_else_has_anything_of_it_but_their_own_rows() {
    let shop = Shop::new().await;
    let (id, first, _) = two_questions(&shop, "owner").await;
    let by_streamer = ask_in(&shop, "owner", &id, "GMV by streamer last month")
        .await
        .json();
    let keys = by_streamer["rows"].as_array().unwrap();
    let (own, other) = (keys[0][0].as_str().unwrap(), keys[1][0].as_str().unwrap());
    let about_other = format!("GMV of {other} last month");
    let hidden = ask_in(&shop, "owner", &id, &about_other).await.json();
    assert_eq!(hidden["status"], "answered", "{hidden}");

    let list = shop.call(own, "GET", "/v1/conversations", "").await;
    assert_eq!(list.json()["conversations"], json!([]));
    let path = format!("/v1/conversations/{id}");
    for (method, body) in [("PATCH", r#"{"title":"mine"}"#), ("DELETE", "")] {
        let reply = shop.call(own, method, &path, body).await;
        reply.problem(404, "no_such_conversation");
    }
    ask_in(&shop, own, &id, "and by streamer?")
        .await
        .problem(404, "no_such_conversation");

    let opened = open(&shop, own, &id).await;
    assert_eq!(opened.status, 200, "{}", opened.text);
    let shared = opened.json();
    assert_eq!(shared["recomputed"], true);
    assert!(!opened.text.contains(other), "{other} in {}", opened.text);
    let turns = shared["turns"].as_array().unwrap();
    assert_eq!(shared["questions"], turns.len());
    assert!(turns.len() < 4, "what gives them no answer is not there");
    for turn in turns {
        assert_eq!(turn["answer"]["recomputed"], true);
        assert_ne!(turn["answer"]["rows"], first["rows"]);
    }

    // A conversation of nothing that they may see reads as one that never was.
    let secret = ask_in(&shop, "owner", "new", &about_other).await.json();
    let secret = secret["conversation_id"].as_str().unwrap();
    let never = open(&shop, own, "01890000-0000-7000-8000-000000000000").await;
    let there = open(&shop, own, secret).await;
    there.problem(404, "no_such_conversation");
    assert_eq!(there.text, never.text);
}

#[tokio::test]
async fn a_body_that_cannot_be_is_refused() {
    let shop = Shop::new().await;
    for (body, says) in [
        (
            json!({ "question": "q", "conversation": "" }),
            "`new` or an id",
        ),
        (
            json!({ "question": "q", "conversation": "x".repeat(65) }),
            "at most 64",
        ),
        (
            json!({ "question": "q", "conversation": "new", "earlier": ["p"] }),
            "`earlier` must be empty",
        ),
    ] {
        let reply = shop
            .call("owner", "POST", "/v1/ask", &body.to_string())
            .await;
        let detail = reply.problem(422, "invalid_body");
        assert!(detail.contains(says), "{detail}");
    }
    for (body, says) in [
        (r#"{"title":" "}"#.to_owned(), "0 characters"),
        (
            format!(r#"{{"title":"{}"}}"#, "x".repeat(201)),
            "201 characters",
        ),
        (r#"{"name":"x"}"#.to_owned(), "unknown field"),
        ("[]".to_owned(), "must be an object"),
    ] {
        let reply = shop.call("owner", "POST", "/v1/conversations", &body).await;
        let detail = reply.problem(422, "invalid_body");
        assert!(detail.contains(says), "{detail}");
    }
}
