//! The rows of an answer that is kept, in every form and in pages.

use serde_json::{Value, json};

use super::{Shop, id_of};
use crate::http::Reply;

async fn rows(shop: &Shop, name: &str, id: &str, query: &str) -> Reply {
    let path = format!("/v1/answers/{id}/rows{query}");
    shop.call(name, "GET", &path, "").await
}

#[tokio::test]
async fn every_form_has_the_rows_of_the_answer() {
    let shop = Shop::new().await;
    let answer = shop.ask("owner", super::QUESTION).await.json();
    assert_eq!(answer["status"], "answered", "{answer}");
    let id = id_of(&answer);
    let whole = rows(&shop, "owner", &id, "").await;
    assert_eq!(whole.status, 200, "{}", whole.text);
    let told = whole.json();
    assert_eq!(
        (&told["rows"], &told["columns"]),
        (&answer["rows"], &answer["columns"])
    );
    let many = answer["rows"].as_array().unwrap().len();
    assert!(many > 1);
    assert_eq!(
        (&told["total"], &told["next"]),
        (&json!(many), &Value::Null)
    );
    assert_eq!(whole.header("wenbo-rows"), many.to_string());

    let lines = rows(&shop, "owner", &id, "?format=ndjson").await;
    let names: Vec<&str> = answer["columns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["name"].as_str().unwrap())
        .collect();
    for (line, row) in lines.text.lines().zip(answer["rows"].as_array().unwrap()) {
        let object: Value = serde_json::from_str(line).unwrap();
        for (at, name) in names.iter().enumerate() {
            assert_eq!(object[*name], row[at]);
        }
    }
    let file = rows(&shop, "owner", &id, "?format=csv").await;
    assert_eq!(file.text.lines().count(), many + 1);
    assert!(
        file.text
            .starts_with(&format!("\u{feff}{}", names.join(","))),
        "{}",
        file.text
    );
}

#[tokio::test]
async fn pages_put_together_are_the_whole() {
    let shop = Shop::new().await;
    let answer = shop.ask("owner", super::QUESTION).await.json();
    let id = id_of(&answer);
    let (mut seen, mut path) = (Vec::new(), format!("/v1/answers/{id}/rows?limit=1"));
    loop {
        let page = shop.call("owner", "GET", &path, "").await;
        assert_eq!(page.header("wenbo-rows"), "1");
        let body = page.json();
        seen.extend(body["rows"].as_array().unwrap().clone());
        match body["next"].as_str() {
            Some(next) => {
                assert_eq!(page.header("link"), format!("<{next}>; rel=\"next\""));
                path = next.to_owned();
            }
            None => break,
        }
    }
    assert!(seen.len() > 2);
    assert_eq!(json!(seen), answer["rows"]);
    let beyond = rows(&shop, "owner", &id, "?offset=1000000").await.json();
    assert_eq!(
        (&beyond["rows"], &beyond["next"]),
        (&json!([]), &Value::Null)
    );
    rows(&shop, "owner", &id, "?limit=0")
        .await
        .problem(400, "invalid_parameter");
    rows(&shop, "owner", &id, "?format=xml")
        .await
        .problem(400, "invalid_parameter");
}

#[tokio::test]
async fn somebody_else_gets_their_own_rows_or_nothing() {
    let shop = Shop::new().await;
    let answer = shop.ask("owner", super::QUESTION).await.json();
    let own = answer["rows"][0][0].as_str().unwrap();
    let theirs = rows(&shop, own, &id_of(&answer), "?format=csv").await;
    assert_eq!(theirs.status, 200, "{}", theirs.text);
    assert_eq!(theirs.text.lines().count(), 2);
    rows(&shop, own, "nothing", "")
        .await
        .problem(404, "no_such_answer");
    let declined = shop.ask("owner", "天气如何").await.json();
    rows(&shop, "owner", &id_of(&declined), "")
        .await
        .problem(409, "no_rows");
}
