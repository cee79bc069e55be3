//! A statement run again after one thing changed: the replay names that thing.

use std::sync::Arc;

use serde_json::{Value, json};
use wenbo::recall::{Recall, explain};
use wenbo::store::{KeptAnswer, Store};

use super::{QUESTION, Shop, guarded, id_of};
use crate::reload::{Files, OTHER};

async fn replayed(shop: &Shop, id: &str) -> Value {
    let path = format!("/v1/answers/{id}/replay");
    let reply = shop.call("owner", "POST", &path, "{}").await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply.json()
}

fn kinds(replay: &Value) -> Vec<&str> {
    let differences = replay["differences"].as_array().unwrap().iter();
    differences.map(|it| it["kind"].as_str().unwrap()).collect()
}

async fn reload(shop: &Shop) {
    let report = shop.service.reloader.reload().await;
    assert_eq!(report.outcome.name(), "loaded", "{report:?}");
}

#[tokio::test]
async fn nothing_changed() {
    let shop = Shop::new().await;
    for question in [QUESTION, "上个月GMV", "2026年1月每天的GMV"] {
        let id = id_of(&shop.ask("owner", question).await.json());
        let replay = replayed(&shop, &id).await;
        assert_eq!(replay["same_rows"], true, "{question}: {replay}");
        assert_eq!(kinds(&replay), [""; 0], "{question}: {replay}");
    }
}

#[tokio::test]
async fn the_data_is_loaded_further_or_changed_in_place() {
    let shop = Shop::new().await;
    let id = id_of(&shop.ask("owner", QUESTION).await.json());
    shop.files
        .write_data("UPDATE fct_line SET amount = amount + 1;");
    reload(&shop).await;
    let replay = replayed(&shop, &id).await;
    assert_eq!(replay["same_rows"], false);
    assert_eq!(kinds(&replay), ["data"]);
    assert_eq!(replay["differences"][0]["before"], Value::Null);

    shop.files.write_data(OTHER);
    reload(&shop).await;
    let replay = replayed(&shop, &id).await;
    assert_eq!(kinds(&replay), ["data"]);
    assert_eq!(replay["differences"][0]["before"], "2026-04-02T00:00:00");
    assert_eq!(replay["differences"][0]["after"], "2026-04-03T00:00:00");
}

#[tokio::test]
async fn a_metric_is_defined_otherwise() {
    let shop = Shop::new().await;
    let answer = shop.ask("owner", QUESTION).await.json();
    let expression = answer["receipt"]["definitions"][0]["expression"]
        .as_str()
        .unwrap();
    let text = guarded(&Files::layer_text());
    let gmv = text
        .lines()
        .find(|line| line.contains("{name: gmv,"))
        .unwrap();
    let other = gmv.replacen("SUM(", "2 * SUM(", 1);
    assert_ne!(gmv, other, "{gmv}");
    shop.files.write_layer(&text.replace(gmv, &other));
    reload(&shop).await;
    let replay = replayed(&shop, &id_of(&answer)).await;
    assert_eq!(replay["same_rows"], false);
    assert_eq!(kinds(&replay), ["definition"], "{replay}");
    assert!(
        replay["differences"][0]["before"]
            .as_str()
            .unwrap()
            .contains(expression)
    );
    assert!(
        replay["differences"][0]["after"]
            .as_str()
            .unwrap()
            .contains("2 * ")
    );
}

#[tokio::test]
async fn other_rows_may_be_seen() {
    let shop = Shop::new().await;
    let answer = shop.ask("owner", QUESTION).await.json();
    let own = answer["rows"][0][0].as_str().unwrap().to_owned();
    let as_host = semantic_sql::Asker::Known(super::who(&own));
    let replay = shop
        .service
        .recall
        .replay_as(&id_of(&answer), as_host)
        .await
        .unwrap();
    let replay = json!(replay);
    assert_eq!(replay["same_rows"], false);
    assert!(
        kinds(&replay).iter().all(|kind| *kind == "permission"),
        "{replay}"
    );
    assert_eq!(replay["now"]["rows"], 1);

    // The layer forbids the metric to the asker's role.
    let text = guarded(&Files::layer_text());
    let gmv = text
        .lines()
        .find(|line| line.contains("{name: gmv,"))
        .unwrap();
    let denied = gmv.replacen("{name: gmv,", "{name: gmv, deny_roles: [owner],", 1);
    shop.files.write_layer(&text.replace(gmv, &denied));
    reload(&shop).await;
    let replay = replayed(&shop, &id_of(&answer)).await;
    assert_eq!(replay["now"], Value::Null);
    assert!(kinds(&replay).contains(&"permission"), "{replay}");
}

#[tokio::test]
async fn the_question_reads_otherwise() {
    let shop = Shop::new().await;
    let answer = shop.ask("owner", "上个月评论数").await.json();
    assert_eq!(answer["status"], "answered", "{answer}");
    let text = guarded(&Files::layer_text());
    let renamed = text.replace("zh: 评论数,", "zh: 留言数,");
    assert_ne!(text, renamed);
    shop.files.write_layer(&renamed);
    reload(&shop).await;
    let replay = replayed(&shop, &id_of(&answer)).await;
    assert_eq!(replay["same_rows"], true, "{replay}");
    assert_eq!(kinds(&replay), ["planner"], "{replay}");
}

#[tokio::test]
async fn what_was_left_out_of_an_answer_is_no_change_of_the_data() {
    let shop = Shop::new().await;
    let answer = shop.ask("owner", "1月GMV同比").await.json();
    let begins = |note: &Value| note["code"] == "data_begins";
    let notes = answer["notes"].as_array().unwrap();
    assert!(notes.iter().any(begins), "{answer}");
    assert_eq!(answer["rows"][0][1], Value::Null, "{answer}");
    let replay = replayed(&shop, &id_of(&answer)).await;
    assert_eq!(replay["same_rows"], true, "{replay}");
    assert_eq!(kinds(&replay), [""; 0], "{replay}");
}

#[tokio::test]
async fn the_period_before_is_named_and_run_again() {
    let shop = Shop::new().await;
    let answer = shop.ask("owner", "近7天GMV").await.json();
    let id = id_of(&answer);
    let beside = &answer["receipt"]["beside"][0];
    assert_eq!(beside["name"], "previous", "{answer}");
    assert!(beside["period"].as_str().unwrap().contains("2026-02-01"));
    assert_eq!(
        beside["semantic_sql"],
        answer["supporting"][0]["semantic_sql"]
    );
    assert_eq!(beside["sql"], answer["supporting"][0]["sql"]);
    assert_ne!(beside["result_hash"], answer["receipt"]["result_hash"]);
    let kept = shop.service.recall.as_given(&id).await.unwrap();
    let told = explain(&kept).unwrap();
    for part in [
        "旁边的结果：previous，",
        "2026-02-01",
        beside["sql"].as_str().unwrap(),
    ] {
        assert!(told.contains(part), "{part} is not in {told}");
    }

    let replay = replayed(&shop, &id).await;
    assert_eq!(kinds(&replay), [""; 0], "{replay}");
    assert_eq!(replay["beside"][0]["same_rows"], true);
    assert_eq!(replay["beside"][0]["then"], replay["beside"][0]["now"]);

    // Rows of the week before alone: the answer is the same, what it was compared with is not.
    let moved = "UPDATE fct_line SET sold_at = TIMESTAMP '2026-02-03 12:00:00' WHERE line_id = 7;";
    shop.files.write_data(moved);
    reload(&shop).await;
    let replay = replayed(&shop, &id).await;
    assert_eq!(replay["same_rows"], true, "{replay}");
    assert_eq!(replay["beside"][0]["same_rows"], false);
    assert_eq!(kinds(&replay), ["data"]);
    let text = replay["differences"][0]["text"].as_str().unwrap();
    assert!(
        text.contains("previous") && text.contains("2026-02-01"),
        "{text}"
    );
    let replay = shop.service.recall.replay(&id, None).await.unwrap();
    assert!(replay.same_rows && !replay.all_same());

    // A receipt of before it named what was run beside it is compared by its own rows.
    let mut old: Value = serde_json::from_str(&kept.answer).unwrap();
    old["receipt"].as_object_mut().unwrap().remove("beside");
    let store = Store::open(&shop.folder.path().join("old.sqlite"))
        .await
        .unwrap();
    let row = KeptAnswer {
        answer: old.to_string(),
        ..kept
    };
    store.keep(row, None, None).await.unwrap();
    let recall = Recall::new(shop.service.app.clone(), Some(Arc::new(store)));
    let replay = recall.replay(&id, None).await.unwrap();
    assert!(replay.all_same() && replay.beside.is_empty());
}
