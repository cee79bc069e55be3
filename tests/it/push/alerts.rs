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

/// Ann's sales of January are more than the bound.
const ANN: &str = "UPDATE fct_line SET amount = amount * 10 WHERE order_id IN (1, 2);";
/// Those of Bo.
const BO: &str = "UPDATE fct_line SET amount = amount * 10 WHERE order_id = 8;";

/// An alert on the sales of each streamer, which nobody has yet.
async fn with_groups() -> Shop {
    let shop = Shop::new("2026-03-01 12:00").await;
    let reply = shop
        .says("UOLGA", "上个月任何streamer的GMV超过300提醒我")
        .await;
    assert!(
        reply.is_private
            && reply.text.contains("都没有达到")
            && reply.text.contains("各streamer的GMV"),
        "{}",
        reply.text
    );
    shop
}

async fn notes(shop: &Shop) -> Vec<String> {
    shop.letters().await.into_iter().map(|it| it.note).collect()
}

#[tokio::test]
async fn each_group_is_told_when_it_becomes_so_and_not_while_it_stays_so() {
    let mut shop = with_groups().await;
    let both = format!("{ANN} {BO}");
    for (hour, load, newly) in [
        (10, POOR, None),
        (11, ANN, Some("Ann")),
        (12, ANN, None),
        (13, both.as_str(), Some("Bo")),
        (14, BO, None),
        (15, both.as_str(), Some("Ann")),
    ] {
        let before = notes(&shop).await.len();
        shop.loads(&format!("2026-03-02 {hour}:00"), load).await;
        shop.restart().await;
        shop.server.pushes.loaded().await;
        let told = notes(&shop).await.split_off(before);
        match newly {
            None => assert!(told.is_empty(), "{hour}: {told:#?}"),
            Some(name) => {
                assert_eq!(told.len(), 1, "{hour}: {told:#?}");
                let other = if name == "Ann" { "Bo" } else { "Ann" };
                assert!(told[0].contains(&format!("• {name}：")), "{told:#?}");
                assert!(!told[0].contains(&format!("• {other}：")), "{told:#?}");
                assert!(told[0].contains("有 1 个"), "{told:#?}");
            }
        }
    }
}

#[tokio::test]
async fn groups_wait_in_the_quiet_hours_and_are_told_together() {
    let shop = with_groups().await;
    shop.loads("2026-03-02 23:30", ANN).await;
    shop.loads("2026-03-03 03:00", BO).await;
    assert!(notes(&shop).await.is_empty());
    shop.comes("2026-03-03 08:00").await;
    shop.comes("2026-03-03 08:01").await;
    let told = notes(&shop).await;
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(
        told[0].contains("• Bo：") && told[0].contains("不再满足的：Ann"),
        "{told:#?}"
    );
    shop.loads("2026-03-03 09:00", &format!("{ANN} {BO}")).await;
    let told = notes(&shop).await;
    assert!(told.len() == 2 && told[1].contains("• Ann："), "{told:#?}");
}

#[tokio::test]
async fn groups_that_pass_already_are_said_and_somebody_sees_their_own_alone() {
    let shop = Shop::new("2026-03-01 12:00").await;
    shop.loads("2026-03-01 12:30", ANN).await;
    let said = shop
        .says("UOLGA", "上个月各streamer的GMV超过300提醒我")
        .await;
    assert!(said.text.contains("有 1 个已经达到：Ann"), "{}", said.text);
    let said = shop
        .says(
            "UBOB",
            "alert me when any streamer's GMV last month goes above 300",
        )
        .await;
    assert!(!said.text.contains("Ann"), "{}", said.text);
    shop.loads("2026-03-01 13:00", &format!("{ANN} {BO}")).await;
    let letters = shop.letters().await;
    let to_olga: Vec<&str> = letters
        .iter()
        .filter(|it| it.by == "owner")
        .map(|it| it.note.as_str())
        .collect();
    assert!(
        to_olga.len() == 1 && to_olga[0].contains("Bo") && !to_olga[0].contains("Ann"),
        "{letters:#?}"
    );
    assert!(
        letters
            .iter()
            .all(|it| it.by == "owner" || !it.note.contains("Ann")),
        "{letters:#?}"
    );
}

#[tokio::test]
async fn a_bound_that_cannot_be_held_against_all_is_refused_or_paused() {
    let shop = Shop::new("2026-03-01 12:00").await;
    let cut = shop
        .says("UOLGA", "上个月GMV前2的streamer超过100提醒我")
        .await;
    assert!(cut.text.contains("没列出的会被漏掉"), "{}", cut.text);
    shop.says("UOLGA", "上个月各streamer的GMV超过300提醒我")
        .await;
    let streamers: String = (1_000..2_100)
        .map(|at| {
            format!(
                "INSERT INTO dim_streamer VALUES ({at}, 'N{at}', 'S');
                 INSERT INTO dim_room VALUES ({at}, 'R', 1, {at}, 1);
                 INSERT INTO fct_order VALUES ({at}, {at}, 1, 1, 900, 'paid', 1, TIMESTAMP '2026-01-05 20:00:00');
                 INSERT INTO fct_line VALUES ({at}, {at}, 1, 1, 1, TIMESTAMP '2026-01-05 20:00:00');"
            )
        })
        .collect();
    shop.loads("2026-03-02 10:00", &streamers).await;
    let told = notes(&shop).await;
    assert!(told.len() == 1 && told[0].contains("行数太多"), "{told:#?}");
    let list = shop.says("UOLGA", "我的订阅").await;
    assert!(list.text.contains("已暂停"), "{}", list.text);
}

#[tokio::test]
async fn an_alert_needs_one_number_and_its_own_unit() {
    let shop = Shop::new("2026-03-01 12:00").await;
    let many = shop.says("UOLGA", "上个月每天GMV超过100提醒我").await;
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
