//! Alerts are told when a bound is passed, once; in the quiet hours they wait.

use super::*;

/// The sales of January are more than a bound, or less.
const RICH: &str = "UPDATE fct_line SET amount = amount * 1000;";
const POOR: &str = "";

/// An alert on sales that the shop does not reach, but does when it is rich.
async fn with_alert(now: &str) -> (Shop, f64) {
    let shop = Shop::new(now).await;
    shop.says("UOLGA", "每天9点发我上个月GMV").await;
    shop.comes("2026-03-02 09:00").await;
    let letter = shop.letters().await.remove(0);
    let told = letter.answer["rows"][0][0].as_str().map(str::to_owned);
    let value: f64 = told
        .and_then(|it| it.parse().ok())
        .or_else(|| letter.answer["rows"][0][0].as_f64())
        .unwrap();
    shop.says("UOLGA", "删除订阅1").await;
    let bound = (value * 10.0).round();
    let reply = shop
        .says("UOLGA", &format!("上个月GMV超过{bound}提醒我"))
        .await;
    assert!(
        reply.is_private && reply.text.contains("还没有达到"),
        "{}",
        reply.text
    );
    (shop, bound)
}

async fn alerts(shop: &Shop) -> Vec<String> {
    let letters = shop.letters().await.into_iter().skip(1);
    letters.map(|it| it.note).collect()
}

#[tokio::test]
async fn it_is_told_when_it_becomes_so_and_not_while_it_stays_so() {
    let (shop, bound) = with_alert("2026-03-01 12:00").await;
    shop.loads("2026-03-02 10:00", POOR).await;
    assert!(alerts(&shop).await.is_empty());
    shop.loads("2026-03-02 11:00", RICH).await;
    shop.server.pushes.loaded().await;
    shop.loads("2026-03-02 12:00", &format!("{RICH} {RICH}"))
        .await;
    let told = alerts(&shop).await;
    assert_eq!(told.len(), 1, "{told:#?}");
    for part in [
        "提醒 1",
        &format!("超过{bound}"),
        "2026-01",
        "数据截至 2026-04-02",
    ] {
        assert!(told[0].contains(part), "{part}: {}", told[0]);
    }
    shop.loads("2026-03-02 13:00", POOR).await;
    assert_eq!(alerts(&shop).await.len(), 1);
    shop.loads("2026-03-02 14:00", RICH).await;
    assert_eq!(alerts(&shop).await.len(), 2, "it was not so in between");
}

#[tokio::test]
async fn in_the_quiet_hours_it_waits_until_they_end() {
    let (mut shop, _) = with_alert("2026-03-01 12:00").await;
    shop.loads("2026-03-02 23:30", RICH).await;
    shop.loads("2026-03-03 03:00", &format!("{RICH} {RICH}"))
        .await;
    shop.comes("2026-03-03 07:59").await;
    assert!(alerts(&shop).await.is_empty());
    shop.restart().await;
    shop.comes("2026-03-03 08:00").await;
    shop.comes("2026-03-03 08:01").await;
    shop.server.pushes.loaded().await;
    let told = alerts(&shop).await;
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(told[0].contains("现在是"), "{}", told[0]);
}

#[tokio::test]
async fn what_was_so_in_the_night_alone_is_told_as_that() {
    let (shop, _) = with_alert("2026-03-01 12:00").await;
    shop.loads("2026-03-02 23:30", RICH).await;
    shop.loads("2026-03-03 06:00", POOR).await;
    assert!(alerts(&shop).await.is_empty());
    shop.comes("2026-03-03 08:00").await;
    let told = alerts(&shop).await;
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(told[0].contains("免打扰时段"), "{}", told[0]);
    shop.loads("2026-03-03 09:00", RICH).await;
    assert_eq!(alerts(&shop).await.len(), 2);
}

#[tokio::test]
async fn a_load_during_downtime_is_looked_at_after_it() {
    let (mut shop, _) = with_alert("2026-03-01 12:00").await;
    shop.files.write_data(RICH);
    shop.service.reloader.reload().await;
    shop.clock.store(at("2026-03-02 15:00"), Ordering::SeqCst);
    shop.restart().await;
    // What a server does when it begins.
    let pushes = shop.server.pushes.clone();
    let told = async {
        while alerts(&shop).await.is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        never = pushes.run(shop.service.app.subscribe()) => match never {},
        () = told => {}
    }
    assert_eq!(alerts(&shop).await.len(), 1);
}

#[tokio::test]
async fn an_alert_needs_one_number_and_its_own_unit() {
    let shop = Shop::new("2026-03-01 12:00").await;
    let many = shop.says("UOLGA", "上个月各平台GMV超过100提醒我").await;
    assert!(
        many.text.contains("没有设提醒：提醒要看一个数字"),
        "{}",
        many.text
    );
    let unit = shop
        .says("UOLGA", "alert me when GMV last month goes above 20%")
        .await;
    assert!(unit.text.contains("another unit"), "{}", unit.text);
    assert!(
        shop.server
            .store
            .active_subscriptions()
            .await
            .unwrap()
            .is_empty()
    );
}
