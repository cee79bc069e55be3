//! What people say of answers, listed for whoever looks after the layer.

use axum::Router;
use serde_json::{Value, json};
use wenbo::channel::http::{ServerSettings, router};
use wenbo::command::{Service, http_state};

use super::{Shop, id_of};

fn steward(shop: &Shop) -> Router {
    let service = Service {
        admin_roles: vec!["owner".to_owned()],
        ..shop.service.clone()
    };
    router(http_state(&service), &ServerSettings::default())
}

#[tokio::test]
async fn a_steward_sees_what_was_said_and_decides_whose_the_fault_was() {
    let shop = Shop::new().await;
    let routes = steward(&shop);
    let good = id_of(&shop.ask("owner", super::QUESTION).await.json());
    let lacking = id_of(&shop.ask("owner", "天气如何").await.json());
    for (id, body) in [
        (&good, r#"{"verdict":"up"}"#),
        (&lacking, r#"{"verdict":"down","reason":"应该能回答"}"#),
    ] {
        let path = format!("/v1/answers/{id}/feedback");
        assert_eq!(shop.call("owner", "POST", &path, body).await.status, 200);
    }
    let list = async |query: &str| {
        let path = format!("/v1/admin/feedback{query}");
        let reply = shop
            .call_with(&routes, ("GET", &path), &[], &Value::Null)
            .await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        reply.json()
    };
    let all = list("").await;
    assert_eq!(all["feedback"].as_array().unwrap().len(), 2);
    let down = list("?verdict=down").await["feedback"][0].clone();
    assert_eq!(down["answer_id"], lacking.as_str());
    assert_eq!(down["user"], "owner");
    assert_eq!(down["question"], "天气如何");
    assert_eq!(down["reason"], "应该能回答");
    assert_eq!(down["status"], "declined");
    assert_eq!(
        (&down["cause"], &down["proposed_cause"]),
        (&Value::Null, &json!("model_gap"))
    );
    let up = list("?verdict=up").await["feedback"][0].clone();
    assert_eq!(up["proposed_cause"], Value::Null);

    let path = format!("/v1/admin/feedback/{lacking}");
    let decide = async |body: Value| shop.call_with(&routes, ("PATCH", &path), &[], &body).await;
    assert_eq!(
        decide(json!({ "cause": "user" })).await.json()["cause"],
        "user"
    );
    assert_eq!(list("?verdict=down").await["feedback"][0]["cause"], "user");
    let detail = decide(json!({ "cause": "nobody" }))
        .await
        .problem(422, "invalid_body");
    assert!(detail.contains("model_gap"), "{detail}");
    let first = list("?limit=1").await;
    let second = list(&format!(
        "?limit=1&cursor={}",
        first["next"].as_str().unwrap()
    ))
    .await;
    assert_ne!(
        first["feedback"][0]["answer_id"],
        second["feedback"][0]["answer_id"]
    );
    assert_eq!(second["next"], Value::Null);

    // Who has no role of the admin's sees nothing of it.
    shop.call("Ann", "GET", "/v1/admin/feedback", "")
        .await
        .problem(403, "not_admin");
    shop.call("Ann", "PATCH", &path, r#"{"cause":"user"}"#)
        .await
        .problem(403, "not_admin");
}
