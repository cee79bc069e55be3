//! Answers that take long: they grow in one message, and can be stopped.

use serde_json::json;

use super::fake::Trouble;
use super::*;

/// What is shown at once.
async fn impatient() -> Team {
    Team::with(Duration::ZERO).await
}

#[tokio::test]
async fn a_long_answer_grows_in_one_message_and_ends_whole() {
    let team = impatient().await;
    team.close();
    team.mention("UOLGA", OPEN, "1.1", QUESTION).await;
    team.until("a stream", |fake| fake.count("chat.startStream") == 1)
        .await;
    {
        let inner = team.fake.inner();
        let begun = inner
            .calls
            .iter()
            .find(|it| it.method == "chat.startStream")
            .unwrap();
        assert_eq!(begun.body["thread_ts"], "1.1");
        assert_eq!(
            (
                &begun.body["recipient_team_id"],
                &begun.body["recipient_user_id"]
            ),
            (&json!("T1"), &json!("UOLGA"))
        );
        assert_eq!(
            begun.body.pointer("/chunks/0/status"),
            Some(&json!("in_progress"))
        );
    }
    team.open();
    let seen = team.messages(1).await;
    let message = &seen[0].1;
    assert_eq!(message.thread.as_deref(), Some("1.1"));
    assert!(
        message
            .tasks
            .iter()
            .all(|it| it["status"] == "complete" || it["id"] == "plan"),
        "{:?}",
        message.tasks
    );
    assert!(message.text.starts_with("**"), "{}", message.text);
    // The sentences are there once: above, and not again in the blocks.
    assert!(block(message, "data_table").is_some() && block(message, "rich_text").is_none());
    assert_eq!(
        (
            team.fake.count("chat.postMessage"),
            team.fake.count("chat.update")
        ),
        (0, 0)
    );
    assert_eq!(team.fake.count("chat.stopStream"), 1);
    assert_eq!(team.fake.count("assistant.threads.setStatus"), 1);
}

#[tokio::test]
async fn where_slack_streams_nothing_a_message_is_replaced() {
    let team = impatient().await;
    team.fake
        .inner()
        .for_good
        .insert("chat.startStream", Trouble::Error("unknown_method"));
    team.close();
    team.mention("UOLGA", OPEN, "2.1", QUESTION).await;
    team.until("a message", |fake| fake.count("chat.postMessage") == 1)
        .await;
    team.open();
    team.until("its end", |fake| fake.count("chat.update") == 1)
        .await;
    let seen = team.messages(1).await;
    assert!(words(&seen[0].1).contains("GMV"), "{:#?}", seen[0]);
    assert_eq!(seen[0].1.changes, 1);
}

#[tokio::test]
async fn a_stream_that_slack_ended_is_replaced_by_the_answer() {
    let team = impatient().await;
    team.close();
    team.mention("UOLGA", OPEN, "3.1", QUESTION).await;
    team.until("a stream", |fake| fake.all().len() == 1).await;
    for seen in team.fake.inner().seen.values_mut() {
        seen.is_streaming = false;
    }
    team.open();
    team.until("its end", |fake| fake.count("chat.update") == 1)
        .await;
    let seen = team.messages(1).await;
    assert!(words(&seen[0].1).contains("GMV"), "{:#?}", seen[0]);
    // And one that is not there any more is written anew.
    team.close();
    team.mention("UOLGA", OPEN, "3.2", QUESTION).await;
    team.until("a stream", |fake| fake.count("chat.startStream") == 2)
        .await;
    team.until("it is seen", |fake| fake.all().len() == 2).await;
    team.fake
        .inner()
        .seen
        .retain(|_, it| it.thread.as_deref() == Some("3.1"));
    team.open();
    let seen = team.messages(2).await;
    assert!(words(&seen[1].1).contains("GMV"), "{:#?}", seen[1]);
}

#[tokio::test]
async fn a_refusal_that_was_streamed_is_one_message_without_a_number() {
    let team = impatient().await;
    team.close();
    team.mention("UOLGA", OPEN, "4.1", "what is the weather in Paris")
        .await;
    team.until("a stream", |fake| fake.count("chat.startStream") == 1)
        .await;
    team.open();
    let seen = team.messages(1).await;
    assert!(block(&seen[0].1, "data_table").is_none());
    assert!(!seen[0].1.text.is_empty());
}

#[tokio::test]
async fn the_stop_button_and_the_word_stop_end_a_question() {
    let team = impatient().await;
    team.close();
    for (at, by_button) in [(5, true), (6, false)] {
        let thread = format!("{at}.1");
        let before = team.gate.dropped.load(Ordering::SeqCst);
        team.mention("UOLGA", OPEN, &thread, QUESTION).await;
        let begun = at - 4;
        team.until("it is asked", |_| team.begun() == begun).await;
        if by_button {
            let event = json!({ "type": "agent_session_stopped", "channel": OPEN, "user": "UOLGA",
                                "thread_ts": thread, "streaming_message_ts": [] });
            team.event("EvStop", event).await;
        } else {
            let mut event = mention("UOLGA", OPEN, "6.2", "停止");
            event["thread_ts"] = thread.clone().into();
            team.event("EvStop2", event).await;
        }
        team.until("it is dropped", |_| {
            team.gate.dropped.load(Ordering::SeqCst) == before + 1
        })
        .await;
        let seen = team.messages(begun).await;
        let said = format!("{:?}", seen[begun - 1].1);
        assert!(said.contains("Stopped"), "{said}");
    }
    // A question in a direct message is stopped from its thread.
    team.event("Ev71", direct("UOLGA", "7.1", QUESTION)).await;
    team.until("it is asked", |_| team.begun() == 3).await;
    let event = json!({ "type": "agent_session_stopped", "channel": "D1", "user": "UOLGA", "thread_ts": "7.1" });
    team.event("EvStop3", event).await;
    team.messages(3).await;
}
