//! Requests: signed or refused, acknowledged once they are kept, handled once.

use axum::http::StatusCode;
use serde_json::{Value, json};
use wenbo::channel::http::{ServerSettings, router};
use wenbo::clock::unix_seconds;

use super::*;

const JSON: &str = "application/json";

#[tokio::test]
async fn an_address_is_proved_by_its_challenge() {
    let team = Team::new().await;
    let body = json!({ "type": "url_verification", "token": "x", "challenge": "3eZbrw1aBm2r" });
    let reply = team.send("events", JSON, body.to_string()).await;
    assert_eq!(
        (reply.status, reply.text.as_str()),
        (StatusCode::OK, "3eZbrw1aBm2r")
    );
    assert!(reply.header("content-type").starts_with("text/plain"));
}

#[tokio::test]
async fn what_is_not_signed_or_old_is_refused_and_does_nothing() {
    let team = Team::new().await;
    let body = envelope("Ev1", direct("UOLGA", "1.1", QUESTION)).to_string();
    let now = unix_seconds();
    let right = |at: i64| signature(SECRET, &at.to_string(), &body);
    let cases = [
        (
            "forged",
            now,
            signature("another secret", &now.to_string(), &body),
        ),
        ("an hour old", now - 3_600, right(now - 3_600)),
        ("of the future", now + 3_600, right(now + 3_600)),
        ("of another moment", now, right(now - 1)),
        ("none", now, String::new()),
    ];
    for path in ["events", "commands", "interactivity"] {
        for (name, at, signature) in &cases {
            let at = at.to_string();
            let headers = [
                ("content-type", JSON),
                ("x-slack-request-timestamp", at.as_str()),
                ("x-slack-signature", signature.as_str()),
            ];
            let path = format!("/v1/channels/slack/{path}");
            let reply = send(team.routes.clone(), "POST", &path, &headers, body.clone()).await;
            assert_eq!(reply.status, 401, "{name}");
            reply.problem(401, "not_signed");
        }
    }
    team.quiet().await;
    assert_eq!(team.begun(), 0);
    assert!(team.fake.all().is_empty());
}

#[tokio::test]
async fn what_is_signed_and_no_request_of_slack_is_refused_without_a_panic() {
    let team = Team::new().await;
    for body in ["", "[]", "null", "{", "\"x\"", "\u{0}"] {
        let reply = team.send("events", JSON, body.to_owned()).await;
        reply.problem(400, "not_understood");
        let reply = team.send("interactivity", JSON, body.to_owned()).await;
        reply.problem(400, "not_understood");
        let reply = team.send("commands", JSON, body.to_owned()).await;
        assert_eq!(reply.status, 200);
    }
    // Objects of any other shape are acknowledged and nothing more.
    let shapes = [
        json!({}),
        json!({ "type": "event_callback", "event_id": "Ev1" }),
        json!({ "type": "event_callback", "event_id": "Ev2", "event": { "type": "app_mention" } }),
        json!({ "type": "event_callback", "event_id": 7, "event": [] }),
        json!({ "type": "event_callback", "event_id": "Ev3", "event": { "type": "app_mention", "text": {}, "user": 3 } }),
    ];
    for shape in shapes {
        let reply = team.send("events", JSON, shape.to_string()).await;
        assert_eq!(reply.status, 200, "{shape}");
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        let body = form.append_pair("payload", &shape.to_string()).finish();
        assert_eq!(team.send("interactivity", JSON, body).await.status, 200);
    }
    let huge = "x".repeat(2 * 1024 * 1024);
    assert_eq!(team.send("events", JSON, huge).await.status, 413);
    assert_eq!(team.begun(), 0);
}

#[tokio::test]
async fn a_server_without_slack_says_so() {
    let door = Door::new().await;
    let routes = router(door.entrance(None, true), &ServerSettings::default());
    let reply = send(routes, "POST", "/v1/channels/slack/events", &[], "{}").await;
    reply.problem(404, "not_configured");
}

#[tokio::test]
async fn what_comes_again_is_answered_once() {
    let team = Team::new().await;
    team.close();
    let event = mention("UOLGA", OPEN, "5.1", QUESTION);
    // Slack sends again what it believes to be lost, and a mention also as a message.
    for _ in 0..4 {
        team.event("Ev5", event.clone()).await;
    }
    let mut message = event.clone();
    message["type"] = "message".into();
    message["channel_type"] = "channel".into();
    team.event("Ev6", message).await;
    team.open();
    team.messages(1).await;
    // And once more when all is done.
    team.event("Ev5", event).await;
    team.quiet().await;
    assert_eq!(team.begun(), 1);
    assert_eq!(team.fake.all().len(), 1);
}

#[tokio::test]
async fn programs_changes_and_others_are_not_answered() {
    let team = Team::new().await;
    let said = |more: Value| {
        let mut event = direct("UOLGA", "6.1", QUESTION);
        for (name, value) in more.as_object().unwrap() {
            event[name] = value.clone();
        }
        event
    };
    let events = [
        said(json!({ "bot_id": "B1", "ts": "6.2" })),
        said(json!({ "subtype": "message_changed", "ts": "6.3" })),
        said(json!({ "user": BOT, "ts": "6.4" })),
        said(json!({ "user": null, "ts": "6.5" })),
        // In a channel, to nobody in particular.
        said(json!({ "channel": "C7", "channel_type": "channel", "ts": "6.6" })),
        // In somebody else's thread.
        said(
            json!({ "channel": "C7", "channel_type": "channel", "thread_ts": "6.0", "ts": "6.7" }),
        ),
        json!({ "type": "reaction_added", "user": "UOLGA" }),
    ];
    for (at, event) in events.into_iter().enumerate() {
        team.event(&format!("Ev6{at}"), event).await;
    }
    team.quiet().await;
    assert_eq!(team.begun(), 0);
    assert!(team.fake.all().is_empty());
}

#[tokio::test]
async fn a_command_is_acknowledged_at_once_and_answered_for_its_asker_alone() {
    let team = Team::new().await;
    team.close();
    let command = |text: &str, trigger: &str, url: &str| {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.extend_pairs([
            ("command", "/wenbo"),
            ("text", text),
            ("team_id", "T1"),
            ("channel_id", "C9"),
            ("user_id", "UOLGA"),
            ("response_url", &team.fake.response_url(url)),
            ("trigger_id", trigger),
        ]);
        form.finish()
    };
    let kind = "application/x-www-form-urlencoded";
    let reply = team
        .send("commands", kind, command("上个月各平台GMV", "1.1", "a"))
        .await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.json()["response_type"], "ephemeral");
    team.open();
    team.until("a reply", |fake| fake.inner().replies.len() == 1)
        .await;
    let answer = team.fake.inner().replies[0].clone();
    assert_eq!(
        (&answer["response_type"], &answer["replace_original"]),
        (&json!("ephemeral"), &json!(true))
    );
    assert!(
        answer["text"].as_str().unwrap().contains("成交"),
        "{answer}"
    );

    // A button of an answer that one person sees adds an answer, and replaces none.
    let private = Seen {
        channel: "C9".to_owned(),
        only: Some("UOLGA".to_owned()),
        blocks: answer["blocks"].as_array().unwrap().clone(),
        ..Seen::default()
    };
    let next = button(&private, "ask:0");
    team.press("UOLGA", &next, &private, "1.9").await;
    team.until("another reply", |fake| fake.inner().replies.len() == 2)
        .await;
    assert_eq!(team.fake.inner().replies[1]["replace_original"], false);
    team.fake.inner().replies.pop();

    team.send("commands", kind, command("help", "1.2", "b"))
        .await;
    team.until("help", |fake| fake.inner().replies.len() == 2)
        .await;
    assert!(
        team.fake.inner().replies[1]["text"]
            .as_str()
            .unwrap()
            .contains("/wenbo")
    );

    // An address that has ended: the same goes to the channel, for the asker alone.
    team.send("commands", kind, command(QUESTION, "1.3", "expired"))
        .await;
    let seen = team.messages(1).await;
    assert_eq!(seen[0].1.only.as_deref(), Some("UOLGA"));

    let probe = team
        .send("commands", kind, "ssl_check=1&token=x".to_owned())
        .await;
    assert_eq!(probe.status, 200);
    team.quiet().await;
    assert_eq!(team.begun(), 3);
}
