//! Threads: a question goes on from the ones before, of whoever asked them.

use serde_json::json;

use super::*;

fn in_thread(user: &str, thread: &str, ts: &str, text: &str) -> Value {
    let mut event = mention(user, OPEN, ts, text);
    event["thread_ts"] = thread.into();
    event
}

#[tokio::test]
async fn a_question_in_a_thread_goes_on_and_another_thread_does_not() {
    let team = Team::new().await;
    team.mention("UOLGA", OPEN, "1.1", QUESTION).await;
    team.messages(1).await;
    team.event("Ev12", in_thread("UOLGA", "1.1", "1.2", "and by streamer?"))
        .await;
    let seen = team.messages(2).await;
    let rows = block(&seen[1].1, "data_table").unwrap()["rows"].clone();
    assert_eq!(rows[0].as_array().unwrap().len(), 2, "{rows}");
    assert_eq!(seen[1].1.thread.as_deref(), Some("1.1"));
    // Elsewhere it says nothing.
    team.mention("UOLGA", OPEN, "1.3", "and by streamer?").await;
    let seen = team.messages(3).await;
    assert!(block(&seen[2].1, "data_table").is_none());
    let all = team
        .door
        .store
        .conversations(&asker("owner"), "", None, 10)
        .await
        .unwrap();
    assert_eq!(
        all.iter().map(|it| it.questions).collect::<Vec<_>>(),
        [1, 2]
    );
}

fn asker(name: &str) -> String {
    wenbo::recall::asker_text(&semantic_sql::Asker::Known(who(name)))
}

#[tokio::test]
async fn two_people_in_a_thread_have_two_conversations() {
    let team = Team::new().await;
    team.mention("UOLGA", OPEN, "2.1", QUESTION).await;
    team.messages(1).await;
    // Ann asked nothing before, so hers goes on from nothing.
    team.event("Ev22", in_thread("UANN", "2.1", "2.2", "and by streamer?"))
        .await;
    let seen = team.messages(2).await;
    assert!(block(&seen[1].1, "data_table").is_none());
    let of = async |name: &str| {
        team.door
            .store
            .conversations(&asker(name), "", None, 10)
            .await
            .unwrap()
            .len()
    };
    assert_eq!((of("owner").await, of("Ann").await), (1, 1));
}

#[tokio::test]
async fn in_a_thread_of_ours_its_asker_needs_no_mention() {
    let team = Team::new().await;
    team.mention("UOLGA", OPEN, "3.1", QUESTION).await;
    team.messages(1).await;
    let said = |user: &str, ts: &str| {
        json!({ "type": "message", "channel_type": "channel", "user": user, "channel": OPEN, "ts": ts,
                "thread_ts": "3.1", "text": "and by streamer?" })
    };
    team.event("Ev32", said("UOLGA", "3.2")).await;
    let seen = team.messages(2).await;
    assert!(block(&seen[1].1, "data_table").is_some());
    // Others talk to each other.
    team.event("Ev33", said("UANN", "3.3")).await;
    team.event("Ev34", said("UZOE", "3.4")).await;
    team.quiet().await;
    assert_eq!(team.fake.all().len(), 2);
}

#[tokio::test]
async fn direct_messages_go_on_below_each_other_and_below_an_answer() {
    let team = Team::new().await;
    team.event("Ev41", direct("UOLGA", "4.1", QUESTION)).await;
    team.messages(1).await;
    team.event("Ev42", direct("UOLGA", "4.2", "and by streamer?"))
        .await;
    let seen = team.messages(2).await;
    assert!(block(&seen[1].1, "data_table").is_some(), "{:#?}", seen[1]);
    assert_eq!(seen[1].1.thread.as_deref(), Some("4.2"));
    let mut below = direct("UOLGA", "4.3", "and by streamer?");
    below["thread_ts"] = "4.1".into();
    team.event("Ev43", below).await;
    let seen = team.messages(3).await;
    assert!(block(&seen[2].1, "data_table").is_some());
    assert_eq!(seen[2].1.thread.as_deref(), Some("4.1"));
}
