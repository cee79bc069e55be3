//! Subscriptions in Slack: said in a thread, sent by the clock, seen by whoever may.

use std::sync::Weak;

use wenbo::channel::chat::{Courier, PushDesk};

use super::*;

/// What Slack sends again and again, by a clock that a test sets.
pub(super) fn pushes(chat: &Arc<Chat>, slack: &Arc<Slack>, clock: Arc<AtomicI64>) -> Arc<Pushes> {
    let courier: Arc<dyn Courier> = slack.clone();
    let couriers: Vec<Weak<dyn Courier>> = vec![Arc::downgrade(&courier)];
    let pushes = Pushes::new(
        chat.store.clone(),
        Arc::new(PushDesk::new(chat, couriers)),
        Arc::new(move || clock.load(Ordering::SeqCst)),
        Arc::new(|| "Asia/Shanghai".to_owned()),
        None,
    );
    chat.pushes.get_or_init(|| Arc::new(pushes)).clone()
}

/// The moment that a subscription runs next.
async fn next(team: &Team) -> i64 {
    let all = team.door.store.active_subscriptions().await.unwrap();
    all.iter().filter_map(|it| it.next_at).min().unwrap()
}

/// It is the time at which something is due.
async fn comes(team: &Team) {
    team.clock.store(next(team).await, Ordering::SeqCst);
    team.pushes.as_ref().unwrap().tick().await;
}

#[tokio::test]
async fn what_is_wanted_each_day_comes_to_the_channel_once() {
    let mut team = Team::new().await;
    let text = "every day at 9am post GMV by platform last month here";
    team.mention("UANN", OPEN, "1.1", text).await;
    let seen = team.messages(1).await;
    let reply = &seen[0].1;
    assert!(
        reply
            .text
            .contains("Subscribed (number 1): every day at 09:00"),
        "{}",
        reply.text
    );
    assert_eq!(reply.thread.as_deref(), Some("1.1"));
    comes(&team).await;
    team.messages(2).await;
    // What was due and is sent is not sent again after a restart.
    team.restart().await;
    team.pushes.as_ref().unwrap().tick().await;
    let seen = team.messages(2).await;
    let push = &seen[1].1;
    assert_eq!(
        (
            push.channel.as_str(),
            push.thread.as_deref(),
            push.only.as_deref()
        ),
        (OPEN, None, None)
    );
    let blocks = json!(push.blocks).to_string();
    assert!(
        blocks.contains("Subscription 1 (every day at 09:00)"),
        "{blocks}"
    );
    assert!(push.text.contains("last month"), "{}", push.text);
    team.mention("UANN", OPEN, "1.2", "delete subscription 1")
        .await;
    team.messages(3).await;
    assert!(
        team.door
            .store
            .active_subscriptions()
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn where_others_may_see_less_it_goes_to_its_owner_alone() {
    let team = Team::new().await;
    team.fake.inner().members = ["UOLGA", "UANN", BOT].map(str::to_owned).to_vec();
    let text = "every day at 9am post GMV by platform last month to this channel";
    team.mention("UOLGA", "C7", "1.1", text).await;
    let seen = team.messages(1).await;
    assert!(
        seen[0].1.text.contains("goes to you alone"),
        "{}",
        seen[0].1.text
    );
    comes(&team).await;
    let seen = team.messages(2).await;
    assert_eq!(seen[1].1.channel, "UOLGA");
    assert!(
        seen[1].1.text.contains("Only you can see this"),
        "{}",
        seen[1].1.text
    );
    // Once nobody else is there, it stands in the channel.
    team.fake.inner().members = ["UOLGA", BOT].map(str::to_owned).to_vec();
    team.mention("UOLGA", "C8", "2.1", text).await;
    team.messages(3).await;
    team.mention("UOLGA", "C8", "2.2", "my subscriptions").await;
    let seen = team.messages(4).await;
    assert_eq!(
        seen[3].1.only.as_deref(),
        Some("UOLGA"),
        "a list is its owner's"
    );
    team.mention("UOLGA", "C8", "2.3", "delete subscription 1")
        .await;
    team.messages(5).await;
    comes(&team).await;
    let seen = team.messages(6).await;
    assert_eq!(seen[5].1.channel, "C8");
}
