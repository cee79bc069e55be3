//! What is forged, replayed, oversized, odd, or of somebody else: refused with a word or left alone, and never the end of
//! anything.

use super::*;

/// Texts that are no question, or only just one.
fn odd() -> Vec<String> {
    let mut all: Vec<String> = [
        "\u{202e}VMG\u{202c}",
        "\u{feff}\u{200b}\u{200d}\u{2060}",
        "👩‍👩‍👧‍👦🏳️‍🌈🇨🇳",
        "a\u{0301}\u{0301}\u{0301}\u{0301}",
        "𝐆𝐌𝐕 𝐥𝐚𝐬𝐭 𝐦𝐨𝐧𝐭𝐡",
        "ＧＭＶ　ｌａｓｔ　ｍｏｎｔｈ",
        "\u{0}\u{1}\u{7f}\u{85}\u{2028}",
        "<@>",
        "<|>",
        "<!channel>",
        "<@U1|",
        "&lt;&amp;&gt;",
        "```\n```",
        "'; DROP TABLE fct_line; --",
        "wenbo-link-",
        "每天",
        "every",
        "删除订阅99999999999999999999",
        "alert me when is above",
        "超过提醒我",
        "\u{10ffff}",
        "١٢٣",
        "ﷺ",
        "1",
        "第二个",
    ]
    .map(str::to_owned)
    .to_vec();
    all.push("\u{0300}".repeat(3_000));
    all.push("9".repeat(4_000));
    all.push("<@".repeat(2_000));
    all.push("每天9点发我".repeat(300));
    all
}

#[tokio::test]
async fn odd_texts_get_one_reply_each_and_end_nothing() {
    let team = Team::new().await;
    let texts = odd();
    for (at, text) in texts.iter().enumerate() {
        team.event(
            &format!("EvO{at}"),
            direct("UOLGA", &format!("3.{at}"), text),
        )
        .await;
    }
    let seen = team.messages(texts.len()).await;
    for (_, message) in &seen {
        assert!(!message.text.trim().is_empty());
        assert!(
            !message.text.contains("<!channel>") && !message.text.contains("panic"),
            "{}",
            message.text
        );
        // Something is wrong with the text, never with us.
        assert!(
            !message.text.contains("wrong on our side") && !message.text.contains("故障"),
            "{}",
            message.text
        );
    }
    assert!(
        team.door
            .store
            .active_subscriptions()
            .await
            .unwrap()
            .is_empty()
    );
    // And the next question is answered as ever.
    team.event("EvNext", direct("UANN", "4.1", QUESTION)).await;
    team.messages(texts.len() + 1).await;
}

#[tokio::test]
async fn somebody_of_another_team_is_nobody_here_under_the_same_id() {
    let team = Team::new().await;
    // In a channel that two companies share, and by an event that names another team.
    let mut event = mention("UOLGA", OPEN, "1.1", QUESTION);
    event["user_team"] = json!("T2");
    team.event("EvT1", event).await;
    let mut whole = envelope("EvT2", direct("UOLGA", "1.2", QUESTION));
    whole["team_id"] = json!("T2");
    team.send("events", "application/json", whole.to_string())
        .await;
    let seen = team.messages(2).await;
    assert_eq!(team.begun(), 0);
    for (_, message) in &seen {
        assert!(
            message.text.contains("wenbo identity add") && message.text.contains("T2"),
            "{}",
            message.text
        );
    }
    // Nor does a button of somebody's answer make them that.
    team.mention("UOLGA", OPEN, "1.3", QUESTION).await;
    let seen = team.messages(3).await;
    let receipt = button(&seen[2].1, "receipt");
    let press = json!({
        "type": "block_actions", "user": { "id": "UOLGA", "team_id": "T2" }, "team": { "id": "T2" },
        "channel": { "id": OPEN }, "container": { "message_ts": seen[2].0, "channel_id": OPEN },
        "trigger_id": "9.9", "response_url": team.fake.response_url("p"),
        "actions": [{ "type": "button", "action_id": "receipt", "value": receipt["value"], "action_ts": "9.1" }],
    });
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    let body = form.append_pair("payload", &press.to_string()).finish();
    team.send("interactivity", "application/x-www-form-urlencoded", body)
        .await;
    team.quiet().await;
    let fake = team.fake.inner();
    assert!(fake.windows.is_empty());
    let told = fake
        .replies
        .iter()
        .map(|it| it["text"].as_str().unwrap_or_default());
    let told: Vec<&str> = told
        .chain(fake.seen.values().map(|it| it.text.as_str()))
        .collect();
    assert_eq!(
        told.iter()
            .filter(|it| it.contains("wenbo identity add"))
            .count(),
        3,
        "{told:#?}"
    );
}

#[tokio::test]
async fn what_is_edited_replayed_oversized_or_forged_asks_nothing() {
    let team = Team::new().await;
    team.event("EvE1", direct("UOLGA", "1.1", QUESTION)).await;
    team.messages(1).await;
    // The same message, edited: Slack tells that with the old one inside.
    let edited = json!({
        "type": "message", "subtype": "message_changed", "channel": "D1", "channel_type": "im", "ts": "1.2",
        "message": { "type": "message", "user": "UOLGA", "text": "GMV in January 2026", "ts": "1.1", "edited": { "user": "UOLGA", "ts": "1.2" } },
        "previous_message": { "type": "message", "user": "UOLGA", "text": QUESTION, "ts": "1.1" },
    });
    team.event("EvE2", edited).await;
    let mut again = direct("UOLGA", "1.1", "GMV in January 2026");
    again["edited"] = json!({ "user": "UOLGA", "ts": "1.3" });
    team.event("EvE3", again).await;
    for (at, subtype) in [
        "message_deleted",
        "bot_message",
        "channel_join",
        "file_share_x",
    ]
    .into_iter()
    .enumerate()
    {
        let mut event = direct("UOLGA", &format!("2.{at}"), QUESTION);
        event["subtype"] = json!(subtype);
        team.event(&format!("EvS{at}"), event).await;
    }
    team.quiet().await;
    assert_eq!((team.begun(), team.fake.all().len()), (1, 1));

    let large = direct("UOLGA", "3.1", &"x".repeat(3_000_000));
    let body = envelope("EvL", large).to_string();
    let reply = team.send("events", "application/json", body).await;
    reply.problem(413, "body_too_large");
    // A half of a letter is no text at all.
    let body = envelope("EvU", direct("UOLGA", "3.2", "X"))
        .to_string()
        .replace("\"X\"", "\"\\ud800\"");
    let reply = team.send("events", "application/json", body).await;
    reply.problem(400, "not_understood");
    team.quiet().await;
    assert_eq!(team.begun(), 1);
}
