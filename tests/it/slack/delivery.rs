//! Delivery: what Slack does not take now is sent later, once; what it never takes is dead and can be sent again.

use serde_json::{Value, json};
use wenbo::keys::Scope;

use super::fake::Trouble;
use super::*;
use crate::keys::call;

#[tokio::test]
async fn slack_is_left_alone_as_long_as_it_says_and_then_gets_the_answer_once() {
    let team = Team::new().await;
    let trouble = vec![
        Trouble::Limited(1),
        Trouble::Down,
        Trouble::Error("internal_error"),
    ];
    team.fake
        .inner()
        .trouble
        .insert("chat.postMessage", trouble);
    team.mention("UOLGA", OPEN, "1.1", QUESTION).await;
    team.messages(1).await;
    assert_eq!(team.fake.count("chat.postMessage"), 4);
    assert_eq!(team.begun(), 1);
}

#[tokio::test]
async fn a_message_that_cannot_be_sent_is_dead_and_sent_again_by_an_admin() {
    let team = Team::new().await;
    team.fake
        .inner()
        .for_good
        .insert("chat.postMessage", Trouble::Error("channel_not_found"));
    team.event("Ev21", direct("UOLGA", "2.1", QUESTION)).await;
    team.until("a try", |fake| fake.count("chat.postMessage") == 1)
        .await;
    team.quiet().await;
    assert_eq!(
        team.fake.count("chat.postMessage"),
        1,
        "it is not tried again"
    );

    let (_, admin) = team.door.key("owner", &[Scope::Admin]).await;
    let (_, asker) = team.door.key("owner", &[Scope::Ask]).await;
    let get =
        async |key: &str, path: &str| call(&team.routes, key, "GET", path, &Value::Null).await;
    get(&asker, "/v1/admin/outbox")
        .await
        .problem(403, "missing_scope");
    let listed = get(&admin, "/v1/admin/outbox").await;
    assert_eq!(listed.status, 200, "{}", listed.text);
    let dead = listed.json()["messages"][0].clone();
    assert_eq!(
        (&dead["state"], &dead["attempts"]),
        (&json!("dead"), &json!(1))
    );
    assert_eq!(
        dead["error"],
        "Slack refused chat.postMessage: channel_not_found"
    );
    assert!(
        !listed.text.contains("GMV"),
        "no word of a message: {}",
        listed.text
    );

    team.fake.inner().for_good.clear();
    let path = format!("/v1/admin/outbox/{}/resend", dead["id"].as_str().unwrap());
    let resent = call(&team.routes, &admin, "POST", &path, &json!({})).await;
    assert_eq!(resent.status, 200, "{}", resent.text);
    team.messages(1).await;
    let again = call(&team.routes, &admin, "POST", &path, &json!({})).await;
    again.problem(404, "not_found");
    let sent = get(&admin, "/v1/admin/outbox?state=sent&limit=1")
        .await
        .json();
    assert_eq!(sent["messages"][0]["id"], dead["id"]);
}

#[tokio::test]
async fn a_message_that_never_arrives_is_dead_after_so_many_tries() {
    let mut team = Team::new().await;
    team.most_attempts = 3;
    team.restart().await;
    team.fake
        .inner()
        .for_good
        .insert("chat.postMessage", Trouble::Down);
    team.event("Ev31", direct("UOLGA", "3.1", QUESTION)).await;
    team.until("three tries", |fake| fake.count("chat.postMessage") == 3)
        .await;
    team.quiet().await;
    let dead = team
        .door
        .store
        .outbox(wenbo::store::OutboxState::Dead, None, 10)
        .await
        .unwrap();
    assert_eq!((dead.len(), dead[0].attempts), (1, 3));
}

#[tokio::test]
async fn many_questions_at_once_are_each_answered_once() {
    let team = Team::new().await;
    let mut sent = JoinSet::new();
    for number in 0..60 {
        let (routes, id) = (team.routes.clone(), format!("EvM{number}"));
        let mut event = direct("UOLGA", &format!("4.{number}"), QUESTION);
        event["channel"] = format!("D{number}").into();
        let body = envelope(&id, event).to_string();
        sent.spawn(async move {
            let at = unix_seconds().to_string();
            let signature = signature(SECRET, &at, &body);
            let headers = [
                ("content-type", "application/json"),
                ("x-slack-request-timestamp", at.as_str()),
                ("x-slack-signature", signature.as_str()),
            ];
            // Each comes twice.
            let path = "/v1/channels/slack/events";
            for _ in 0..2 {
                let reply = send(routes.clone(), "POST", path, &headers, body.clone()).await;
                assert_eq!(reply.status, 200);
            }
        });
    }
    sent.join_all().await;
    let seen = team.messages(60).await;
    let mut places: Vec<&str> = seen.iter().map(|(_, it)| it.channel.as_str()).collect();
    places.sort_unstable();
    places.dedup();
    assert_eq!(places.len(), 60);
    assert_eq!(team.begun(), 60);
}

#[tokio::test]
async fn calls_are_those_of_slacks_own_library() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cases/slack/sdk_requests.json");
    let golden: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let team = Team::with(Duration::ZERO).await;
    team.close();
    team.mention("UOLGA", OPEN, "5.1", QUESTION).await;
    team.until("a stream", |fake| fake.count("chat.startStream") == 1)
        .await;
    team.fake.inner().unknown_blocks = vec!["data_table", "data_visualization"];
    team.open();
    team.messages(1).await;
    team.mention("UZOE", OPEN, "5.2", QUESTION).await;
    team.messages(2).await;
    let event = json!({ "type": "assistant_thread_started", "assistant_thread": {
        "user_id": "UOLGA", "channel_id": "D1", "thread_ts": "5.9" } });
    team.event("Ev59", event).await;
    team.messages(3).await;
    let calls = team.fake.inner().calls.clone();
    let mut compared = std::collections::BTreeSet::new();
    for it in &calls {
        let path = format!("/api/{}", it.method);
        let mut like = golden["requests"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|own| own["path"] == path.as_str())
            .peekable();
        if like.peek().is_none() {
            continue;
        }
        compared.insert(it.method.clone());
        let keys = |value: &Value| {
            value
                .as_object()
                .map(|it| it.keys().cloned().collect::<Vec<_>>())
                .unwrap_or_default()
        };
        let known: Vec<String> = like
            .clone()
            .flat_map(|own| {
                let mut keys_of = keys(&own["json"]);
                keys_of.extend(keys(&own["query"]));
                keys_of
            })
            .collect();
        let own = like.next().unwrap();
        assert_eq!(
            it.kind,
            own["content_type"].as_str().unwrap(),
            "{}",
            it.method
        );
        let sent = keys(&it.body).into_iter().chain(it.query.keys().cloned());
        // What the library's example does not use, and its methods take.
        let further = ["alt_txt", "thread_ts", "chunks", "blocks", "unfurl_links"];
        let foreign: Vec<String> = sent
            .filter(|key| !known.contains(key) && !further.contains(&key.as_str()))
            .collect();
        assert!(foreign.is_empty(), "{}: {foreign:?}", it.method);
        assert_eq!(it.body.is_null(), own["json"].is_null(), "{}", it.method);
    }
    let wanted = [
        "assistant.threads.setStatus",
        "assistant.threads.setSuggestedPrompts",
        "chat.postEphemeral",
        "chat.postMessage",
        "chat.startStream",
        "chat.stopStream",
        "files.completeUploadExternal",
        "files.getUploadURLExternal",
    ];
    for method in wanted {
        assert!(compared.contains(method), "{method}: {compared:?}");
    }
}
