//! Subscriptions over HTTP: made in words, of one's own accounts alone, and everybody's for an administrator.

use wenbo::keys::Scope;

use super::*;
use crate::keys::call;

const PATH: &str = "/v1/subscriptions";

/// What somebody wants sent to an account, and to a place.
fn wanted(say: &str, user: &str, place: Option<&str>) -> Value {
    let mut to = json!({ "channel": "slack", "tenant": "T1", "user": user });
    if let Some(place) = place {
        to["place"] = json!(place);
    }
    json!({ "say": say, "to": to })
}

const DAILY: &str = "every day at 9am send me GMV by platform last month";

#[tokio::test]
async fn one_is_made_and_is_the_same_as_one_that_was_said() {
    let team = Team::new().await;
    let (_, ann) = team.door.key("Ann", &[Scope::Ask]).await;
    let made = call(
        &team.routes,
        &ann,
        "POST",
        PATH,
        &wanted(DAILY, "UANN", None),
    )
    .await;
    assert_eq!(made.status, 201, "{}", made.text);
    let it = made.json();
    assert_eq!(
        (&it["question"], &it["when"], &it["state"], &it["place"]),
        (
            &json!("GMV by platform last month"),
            &json!("every day at 09:00"),
            &json!("active"),
            &Value::Null
        )
    );
    assert!(
        it["told"].as_str().unwrap().contains("to you alone"),
        "{it}"
    );
    assert!(it["next_at"].as_str().unwrap().ends_with('Z'), "{it}");
    let one = made.header("location").to_owned();
    assert_eq!(one, format!("{PATH}/{}", it["id"].as_str().unwrap()));

    // It is the same as one that was said in Slack: it is listed there, and it comes there.
    team.event("Ev1", direct("UANN", "1.1", "my subscriptions"))
        .await;
    let seen = team.messages(1).await;
    assert!(
        seen[0].1.text.contains("1. GMV by platform last month"),
        "{}",
        seen[0].1.text
    );
    let due = team.door.store.active_subscriptions().await.unwrap()[0]
        .next_at
        .unwrap();
    team.clock.store(due, Ordering::SeqCst);
    team.pushes.as_ref().unwrap().tick().await;
    let seen = team.messages(2).await;
    assert_eq!(seen[1].1.channel, "UANN");
}

#[tokio::test]
async fn whoever_else_looks_finds_nothing_and_its_owner_ends_it() {
    let team = Team::new().await;
    let (_, ann) = team.door.key("Ann", &[Scope::Ask]).await;
    let (_, bob) = team.door.key("Bob", &[Scope::Ask]).await;
    let wanted = wanted(DAILY, "UANN", None);
    let made = call(&team.routes, &ann, "POST", PATH, &wanted).await;
    let one = made.header("location").to_owned();
    let get =
        async |key: &str, path: &str| call(&team.routes, key, "GET", path, &Value::Null).await;
    assert_eq!(
        get(&ann, PATH).await.json()["subscriptions"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(get(&bob, PATH).await.json()["subscriptions"], json!([]));
    for (method, body) in [
        ("GET", Value::Null),
        ("PATCH", json!({ "state": "paused" })),
        ("DELETE", Value::Null),
    ] {
        call(&team.routes, &bob, method, &one, &body)
            .await
            .problem(404, "not_found");
    }

    let paused = call(
        &team.routes,
        &ann,
        "PATCH",
        &one,
        &json!({ "state": "paused" }),
    )
    .await;
    assert_eq!(paused.json()["state"], "paused");
    assert_eq!(get(&ann, &one).await.json()["next_at"], Value::Null);
    let resumed = call(
        &team.routes,
        &ann,
        "PATCH",
        &one,
        &json!({ "state": "active" }),
    )
    .await;
    assert!(resumed.json()["next_at"].is_string(), "{}", resumed.text);
    let ended = call(&team.routes, &ann, "DELETE", &one, &Value::Null).await;
    assert_eq!(ended.status, 204);
    get(&ann, &one).await.problem(404, "not_found");
}

#[tokio::test]
async fn what_is_sent_twice_with_a_key_is_one() {
    let team = Team::new().await;
    let (_, ann) = team.door.key("Ann", &[Scope::Ask]).await;
    let bearer = format!("Bearer {ann}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("idempotency-key", "once"),
    ];
    let body = wanted(DAILY, "UANN", None).to_string();
    let first = send(team.routes.clone(), "POST", PATH, &headers, body.clone()).await;
    let again = send(team.routes.clone(), "POST", PATH, &headers, body).await;
    assert_eq!((first.status.as_u16(), again.status.as_u16()), (201, 201));
    assert_eq!(first.text, again.text);
    assert_eq!(first.header("location"), again.header("location"));
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(
        team.door.store.active_subscriptions().await.unwrap().len(),
        1
    );
    let other = wanted(DAILY, "UANN", Some("C1")).to_string();
    let clash = send(team.routes.clone(), "POST", PATH, &headers, other).await;
    assert_eq!(clash.status, 422, "{}", clash.text);
}

#[tokio::test]
async fn nothing_goes_to_others_or_where_the_sentence_does_not_say() {
    let team = Team::new().await;
    let (_, ann) = team.door.key("Ann", &[Scope::Ask]).await;
    let (_, admin) = team.door.key("owner", &[Scope::Ask, Scope::Admin]).await;
    let post = async |key: &str, body: Value| call(&team.routes, key, "POST", PATH, &body).await;
    for other in ["UBOB", "UOLGA", "UZOE"] {
        let refused = post(&ann, wanted(DAILY, other, None)).await;
        refused.problem(403, "not_your_account");
    }
    let here = "every day at 9am post GMV by platform last month here";
    let refused = post(&ann, wanted(here, "UANN", Some(OPEN))).await;
    refused.problem(403, "missing_scope");
    for (say, place) in [
        (here, None),
        (DAILY, Some(OPEN)),
        ("GMV last month", None),
        ("", None),
    ] {
        let refused = post(&admin, wanted(say, "UOLGA", place)).await;
        refused.problem(422, "invalid_subscription");
    }
    let unknown = "every day at 9am send me the weather in Paris";
    let refused = post(&ann, wanted(unknown, "UANN", None)).await;
    let why = refused.problem(422, "invalid_subscription");
    assert!(why.contains("No subscription was made"), "{why}");
    for body in [
        json!({}),
        json!([]),
        json!({ "say": DAILY }),
        json!({ "say": DAILY, "to": {}, "x": 1 }),
    ] {
        post(&ann, body).await.problem(422, "invalid_subscription");
    }
    assert!(
        team.door
            .store
            .active_subscriptions()
            .await
            .unwrap()
            .is_empty()
    );

    let made = post(&admin, wanted(here, "UOLGA", Some(OPEN))).await;
    assert_eq!(made.status, 201, "{}", made.text);
    assert_eq!(made.json()["place"], OPEN);
    // Everybody's, for an administrator alone.
    let list = "/v1/admin/subscriptions";
    call(&team.routes, &ann, "GET", list, &Value::Null)
        .await
        .problem(403, "missing_scope");
    post(&ann, wanted(DAILY, "UANN", None)).await;
    let page = call(
        &team.routes,
        &admin,
        "GET",
        &format!("{list}?limit=1"),
        &Value::Null,
    )
    .await
    .json();
    assert_eq!(page["subscriptions"][0]["owner"]["user"], "UANN");
    let next = page["next"].as_str().unwrap();
    let page = call(
        &team.routes,
        &admin,
        "GET",
        &format!("{list}?limit=1&cursor={next}"),
        &Value::Null,
    )
    .await
    .json();
    assert_eq!(page["subscriptions"][0]["owner"]["user"], "UOLGA");
    assert_eq!(page["next"], Value::Null);
}

#[tokio::test]
async fn a_server_without_chat_programs_says_so_and_a_code_is_made_by_admins_alone() {
    let team = Team::new().await;
    let (_, ann) = team.door.key("Ann", &[Scope::Ask]).await;
    let (_, admin) = team.door.key("owner", &[Scope::Admin]).await;
    let bare = team.door.routes(None, true);
    call(&bare, &ann, "GET", PATH, &Value::Null)
        .await
        .problem(404, "not_configured");

    let path = "/v1/admin/identity-codes";
    let body = json!({ "principal": who("Bob"), "hours": 1 });
    call(&team.routes, &ann, "POST", path, &body)
        .await
        .problem(403, "missing_scope");
    let made = call(&team.routes, &admin, "POST", path, &body).await.json();
    let code = made["code"].as_str().unwrap();
    team.event("Ev1", direct("UZOE", "1.1", code)).await;
    team.messages(1).await;
    let bob = team.door.key("Bob", &[Scope::Ask]).await.1;
    let made = call(
        &team.routes,
        &bob,
        "POST",
        PATH,
        &wanted(DAILY, "UZOE", None),
    )
    .await;
    assert_eq!(made.status, 201, "{}", made.text);
    for wrong in [
        json!({}),
        json!({ "principal": who("Bob"), "hours": 0 }),
        json!({ "principal": who(""), "hours": 1 }),
    ] {
        call(&team.routes, &admin, "POST", path, &wrong)
            .await
            .problem(422, "invalid_body");
    }
}
