//! What a narrating model sees: cells, with ids for the names of the data.

use std::sync::Arc;

use wenbo::answer::Status;
use wenbo::question::LaneChoice;

use super::super::{NAMED, by_name, question, total};
use super::{ZH, ask, rows, says, setting, template};
use crate::support::scripted_model::Scripted;
use crate::support::world;

/// Everything that was sent to a model.
fn sent(model: &Scripted) -> String {
    let requests = model.requests.lock().unwrap();
    requests
        .iter()
        .map(|it| serde_json::to_string(&(&it.system, &it.messages, &it.schema)).unwrap())
        .collect()
}

#[tokio::test]
async fn the_model_sees_no_name_of_the_data_and_no_statement() {
    let wrong = says(&["惊人的E3最低，E1的成交金额比E3多7万元。"]);
    let of_one = "昨天小满姐姐的GMV";
    let asked = [
        (ZH, rows(), "E1 | 150 万元"),
        (of_one, vec![total("1500000")], "= E1"),
    ];
    for (text, results, seen) in asked {
        let model = Arc::new(Scripted::new(&[wrong.clone(), wrong.clone()]));
        let mut setting = setting(model.clone());
        setting.results = results;
        let answer = setting.ask(&question(text, LaneChoice::Auto)).await;
        assert_eq!((answer.status, model.calls()), (Status::Answered, 2));
        let sent = sent(&model);
        assert!(sent.contains(seen), "{sent}");
        for (id, name) in NAMED {
            let leaks = sent.contains(name) || sent.contains(id);
            assert!(!leaks, "{name}: {sent}");
        }
        for word in ["SELECT", "MEASURE", "999", "忽略"] {
            assert!(!sent.contains(word), "{word}: {sent}");
        }
        assert!(model.asked(1).contains("惊人"), "{}", model.asked(1));
    }
}

#[tokio::test]
async fn words_of_the_layer_and_bounds_are_no_names() {
    let nickname = world::layer()
        .field(world::layer().find_fields("streamer")[0])
        .values[0]
        .clone();
    let by_category = vec![by_name(&[("美妆护肤", "1500000"), ("母婴", "900000")])];
    let by_streamer = vec![by_name(&[
        (&nickname.value, "1500000"),
        ("ST008", "900000"),
    ])];
    let asked = [
        (
            "昨天各一级类目的GMV",
            by_category,
            "美妆护肤 | 150 万元",
            "E1",
        ),
        // The layer knows a nickname of somebody whom the data names.
        (
            ZH,
            by_streamer.clone(),
            "E1 | 150 万元",
            nickname.label.zh.as_str(),
        ),
        (
            "昨天GMV超过50万的主播",
            by_streamer,
            "50 万",
            nickname.value.as_str(),
        ),
    ];
    for (text, results, seen, unseen) in asked {
        let model = Arc::new(Scripted::new(&[says(&[])]));
        let mut setting = setting(model.clone());
        setting.results = results;
        let answer = setting.ask(&question(text, LaneChoice::Auto)).await;
        assert_eq!(
            (answer.status, model.calls()),
            (Status::Answered, 1),
            "{text}"
        );
        let asked = model.asked(0);
        assert!(asked.contains(seen), "{text}: {asked}");
        assert!(!asked.contains(unseen), "{text}: {asked}");
    }
}

#[tokio::test]
async fn a_name_that_gives_orders_is_a_name() {
    let model = Arc::new(Scripted::new(&[says(&["E3的成交金额最低，为60万元。"])]));
    let answer = ask(&model, ZH).await;
    assert_eq!(model.calls(), 1);
    let shown = format!("{}的成交金额最低，为60万元。", NAMED[2].1);
    assert!(answer.narration.contains(&shown), "{}", answer.narration);
    let proof = answer.proof.iter().find(|it| it.text == shown).unwrap();
    assert_eq!(
        (proof.numbers.len(), proof.numbers[0].text.as_str()),
        (1, "60万元")
    );
    // A model that obeyed it is not believed.
    let obeyed = says(&["成交金额 999 万元。"]);
    let model = Arc::new(Scripted::new(&[obeyed.clone(), obeyed]));
    let answer = ask(&model, ZH).await;
    assert_eq!(answer.narration, template(ZH).await.narration);
}

#[tokio::test]
async fn the_texts_of_a_narrator_are_as_they_were() {
    let first = says(&["E1的成交金额比E2多70万元。"]);
    let model = Arc::new(Scripted::new(&[first, says(&["E3的成交金额最低。"])]));
    ask(&model, ZH).await;
    let system = model.requests.lock().unwrap()[0].system.clone();
    let texts = [system, model.asked(0), model.asked(1)];
    insta::assert_snapshot!("narrator", texts.join("\n\n======\n\n"));
}
