//! What is due is sent once, under the rights that its owner has then.

use wenbo::store::SubscriptionRan;

use super::*;

/// What is asked in February of January.
const DAILY: &str = "每天早上9点把上个月各平台GMV发到这个群";

#[tokio::test]
async fn what_is_due_is_sent_once_and_again_the_next_day() {
    let shop = Shop::new("2026-03-02 10:00").await;
    let reply = shop.says("UOLGA", DAILY).await;
    for part in [
        "编号 1",
        "每天 09:00",
        "上个月各平台GMV",
        "下一次：2026-03-03 09:00（Asia/Shanghai）",
    ] {
        assert!(reply.text.contains(part), "{part}: {}", reply.text);
    }
    assert!(!reply.is_private);
    shop.comes("2026-03-03 08:59").await;
    assert!(shop.letters().await.is_empty());
    shop.comes("2026-03-03 09:00").await;
    shop.comes("2026-03-03 09:00").await;
    shop.comes("2026-03-03 09:01").await;
    let letters = shop.letters().await;
    assert_eq!(letters.len(), 1, "{letters:#?}");
    let letter = &letters[0];
    assert_eq!((letter.to.as_str(), letter.by.as_str()), ("C1", "owner"));
    assert!(letter.note.contains("订阅 1（每天 09:00）") && !letter.note.contains("补发"));
    assert_eq!(letter.answer["status"], "answered");
    assert!(!letter.answer["rows"].as_array().unwrap().is_empty());
    shop.comes("2026-03-04 09:00").await;
    assert_eq!(shop.letters().await.len(), 2);
}

#[tokio::test]
async fn a_push_has_the_rights_that_its_owner_has_then() {
    let shop = Shop::new("2026-03-02 10:00").await;
    let reply = shop
        .says(
            "UANN",
            "every day at 9am send me GMV by platform last month",
        )
        .await;
    assert!(
        reply.text.contains("number 1") && reply.text.contains("to you alone"),
        "{}",
        reply.text
    );
    shop.comes("2026-03-03 09:00").await;
    shop.knows("UANN", "owner").await;
    shop.comes("2026-03-04 09:00").await;
    shop.knows("UANN", "Bob").await;
    shop.comes("2026-03-05 09:00").await;
    let letters = shop.letters().await;
    let by: Vec<&str> = letters.iter().map(|it| it.by.as_str()).collect();
    assert_eq!(by, ["Ann", "owner", "Bob"]);
    assert!(letters.iter().all(|it| it.to == "UANN"));
    let rows: Vec<_> = letters.iter().map(|it| it.answer["rows"].clone()).collect();
    assert!(
        rows[0] != rows[1] && rows[1] != rows[2] && rows[0] != rows[2],
        "{rows:#?}"
    );
}

#[tokio::test]
async fn whoever_is_nobody_by_then_gets_nothing_and_it_pauses() {
    let shop = Shop::new("2026-03-02 10:00").await;
    shop.says("UANN", DAILY).await;
    let before = shop.asked();
    assert!(
        shop.server
            .identities
            .remove(&member("UANN"))
            .await
            .unwrap()
    );
    shop.comes("2026-03-03 09:00").await;
    assert!(shop.letters().await.is_empty());
    assert_eq!(shop.asked(), before);
    shop.knows("UANN", "Ann").await;
    shop.comes("2026-03-04 09:00").await;
    assert!(shop.letters().await.is_empty(), "it stays paused");
    let list = shop.says("UANN", "我的订阅").await;
    assert!(
        list.is_private && list.text.contains("已暂停：到点时系统里没有您的身份"),
        "{}",
        list.text
    );
    let reply = shop.says("UANN", "恢复订阅1").await;
    assert!(reply.text.contains("2026-03-05 09:00"), "{}", reply.text);
    shop.comes("2026-03-05 09:00").await;
    assert_eq!(shop.letters().await.len(), 1);
}

#[tokio::test]
async fn what_was_missed_is_caught_up_once_and_says_so() {
    let mut shop = Shop::new("2026-03-02 10:00").await;
    shop.says("UOLGA", DAILY).await;
    shop.restart().await;
    // Three times were missed.
    shop.comes("2026-03-05 14:20").await;
    shop.comes("2026-03-05 14:21").await;
    let letters = shop.letters().await;
    assert_eq!(letters.len(), 1, "{letters:#?}");
    assert!(
        letters[0].note.contains("补发：原定 2026-03-03 09:00"),
        "{}",
        letters[0].note
    );
    shop.comes("2026-03-06 09:00").await;
    let letters = shop.letters().await;
    assert_eq!(letters.len(), 2);
    assert!(!letters[1].note.contains("补发"));
}

#[tokio::test]
async fn a_restart_between_sending_and_noting_it_sends_no_second_one() {
    let mut shop = Shop::new("2026-03-02 10:00").await;
    shop.says("UOLGA", DAILY).await;
    let before = shop
        .server
        .store
        .active_subscriptions()
        .await
        .unwrap()
        .remove(0);
    shop.comes("2026-03-03 09:00").await;
    assert_eq!(shop.letters().await.len(), 1);
    // The message is in the outbox, and that it ran is lost.
    let lost = SubscriptionRan {
        id: before.id.clone(),
        next_at: before.next_at,
        holds: before.holds,
        groups: None,
        times_told: before.times_told,
        at: "2026-03-02T02:00:00Z".to_owned(),
    };
    shop.server.store.subscription_ran(&lost).await.unwrap();
    shop.restart().await;
    let asked = shop.asked();
    shop.comes("2026-03-03 09:00").await;
    assert_eq!(shop.asked(), asked + 1, "it was not run again");
    assert_eq!(shop.letters().await.len(), 1);
    let after = shop
        .server
        .store
        .active_subscriptions()
        .await
        .unwrap()
        .remove(0);
    assert_eq!(after.next_at, Some(at("2026-03-04 09:00")));
}

#[tokio::test]
async fn what_is_paused_or_deleted_is_not_sent() {
    let shop = Shop::new("2026-03-02 10:00").await;
    shop.says("UOLGA", DAILY).await;
    shop.says("UOLGA", "每周一9点发我上个月GMV").await;
    shop.says("UANN", DAILY).await;
    let list = shop.says("UOLGA", "my subscriptions").await.text;
    assert!(
        list.contains("1. 上个月各平台GMV") && list.contains("2. 上个月GMV"),
        "{list}"
    );
    assert_eq!(list.lines().count(), 3, "{list}");
    shop.says("UOLGA", "暂停第1个订阅").await;
    shop.comes("2026-03-03 09:00").await;
    let letters = shop.letters().await;
    assert_eq!((letters.len(), letters[0].by.as_str()), (1, "Ann"));
    // The other one's number stays what it was.
    let reply = shop.says("UOLGA", "删除订阅1").await;
    assert!(reply.text.contains("已删除订阅 1"), "{}", reply.text);
    let reply = shop.says("UOLGA", "delete subscription 1").await;
    assert!(reply.text.contains("no subscription 1"), "{}", reply.text);
    // Nobody ends what is somebody else's.
    let reply = shop.says("UBOB", "删除订阅1").await;
    assert!(reply.text.contains("没有编号为 1 的订阅"), "{}", reply.text);
    shop.comes("2026-03-09 09:00").await;
    let mut by: Vec<String> = shop.letters().await.into_iter().map(|it| it.by).collect();
    by.sort_unstable();
    assert_eq!(by, ["Ann", "Ann", "owner"]);
}

#[tokio::test]
async fn what_cannot_be_answered_is_not_subscribed_to() {
    let shop = Shop::new("2026-03-02 10:00").await;
    let cases = [
        "每天9点发我明年的天气怎么样",
        "every day at 9am send me the weather in Paris",
    ];
    for text in cases {
        let reply = shop.says("UOLGA", text).await;
        let says_no = ["没有建立订阅", "No subscription was made"]
            .iter()
            .any(|it| reply.text.contains(it));
        assert!(says_no && reply.is_private, "{}", reply.text);
    }
    assert!(
        shop.server
            .store
            .active_subscriptions()
            .await
            .unwrap()
            .is_empty()
    );
}
