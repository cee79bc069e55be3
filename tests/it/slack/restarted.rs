//! Restarts in the middle: what was acknowledged is answered, in the message that was begun.

use super::fake::Trouble;
use super::*;

#[tokio::test]
async fn a_question_that_was_acknowledged_is_answered_after_a_restart() {
    let mut team = Team::new().await;
    team.close();
    team.mention("UOLGA", OPEN, "1.1", QUESTION).await;
    team.until("it is asked", |_| team.begun() == 1).await;
    team.restart().await;
    team.until("it is asked again", |_| team.begun() == 2).await;
    assert!(team.fake.all().is_empty());
    team.open();
    let seen = team.messages(1).await;
    assert!(words(&seen[0].1).contains("GMV"));
    // Slack, which did not hear of it, sends it again.
    team.mention("UOLGA", OPEN, "1.1", QUESTION).await;
    team.restart().await;
    team.quiet().await;
    assert_eq!((team.begun(), team.fake.all().len()), (2, 1));
}

#[tokio::test]
async fn a_stream_that_was_begun_is_ended_after_a_restart() {
    let mut team = Team::with(Duration::ZERO).await;
    team.close();
    team.mention("UOLGA", OPEN, "2.1", QUESTION).await;
    team.until("a stream", |fake| fake.all().len() == 1).await;
    // What it is called is noted.
    for _ in 0..500 {
        let open = team.door.store.open_events("slack").await.unwrap();
        if open[0].progress.is_some() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    team.restart().await;
    team.open();
    let seen = team.messages(1).await;
    assert!(block(&seen[0].1, "data_table").is_some(), "{seen:#?}");
    assert_eq!(team.fake.count("chat.startStream"), 1);
}

#[tokio::test]
async fn an_answer_that_waits_to_be_sent_is_sent_after_a_restart() {
    let mut team = Team::new().await;
    team.fake
        .inner()
        .for_good
        .insert("chat.postMessage", Trouble::Down);
    team.mention("UOLGA", OPEN, "3.1", QUESTION).await;
    team.until("some tries", |fake| fake.count("chat.postMessage") > 1)
        .await;
    team.restart().await;
    let before = team.fake.count("chat.postMessage");
    team.until("another try", |fake| {
        fake.count("chat.postMessage") > before
    })
    .await;
    team.fake.inner().for_good.clear();
    team.messages(1).await;
    assert_eq!(team.begun(), 1, "the question is not asked again");
}

#[tokio::test]
async fn a_replaced_message_whose_reply_was_lost_is_not_there_twice() {
    let team = Team::with(Duration::ZERO).await;
    team.fake
        .inner()
        .trouble
        .insert("chat.stopStream", vec![Trouble::Lost]);
    team.close();
    team.mention("UOLGA", OPEN, "4.1", QUESTION).await;
    team.until("a stream", |fake| fake.count("chat.startStream") == 1)
        .await;
    team.open();
    team.until("its end", |fake| fake.count("chat.update") == 1)
        .await;
    let seen = team.messages(1).await;
    assert!(words(&seen[0].1).contains("GMV"), "{seen:#?}");
}

#[tokio::test]
async fn a_question_that_ends_the_program_each_time_is_given_up_with_a_word() {
    let mut team = Team::new().await;
    team.close();
    team.event("Ev51", direct("UOLGA", "5.1", QUESTION)).await;
    for attempt in 1..=3 {
        team.until("it is asked", |_| team.begun() == attempt).await;
        team.restart().await;
    }
    let seen = team.messages(1).await;
    assert!(seen[0].1.text.contains("Sorry"), "{:?}", seen[0].1);
    assert_eq!(team.begun(), 3);
}
