//! The admin's routes on a real service.

use axum::Router;
use semantic_sql::Principal;
use serde_json::{Value, json};
use wenbo::channel::http::{HttpState, ServerSettings, router};
use wenbo::command::{Service, http_state};
use wenbo::recall::Recall;

use super::{Files, OTHER, owner};
use crate::http::send;

async fn service(files: &Files, principal: Principal, roles: &[&str]) -> HttpState {
    let (app, reloader) = files.start().await;
    http_state(&Service {
        recall: Recall::new(app.clone(), None),
        app,
        reloader,
        principal,
        admin_roles: roles.iter().map(|role| (*role).to_owned()).collect(),
    })
}

fn routes(state: &HttpState) -> Router {
    router(state.clone(), &ServerSettings::default())
}

async fn get(state: &HttpState, path: &str) -> Value {
    let reply = send(routes(state), "GET", path, &[], "").await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply.json()
}

#[tokio::test]
async fn the_owner_reloads_and_sees_what_is_loaded() {
    let files = Files::new();
    let state = service(&files, owner(), &["owner"]).await;
    let status = get(&state, "/v1/admin/status").await;
    assert_eq!(status["generation"], 1);
    assert_eq!(status["loaded"]["generation"], 1);
    assert_eq!(status["last_reload"], Value::Null);

    files.write_data(OTHER);
    let reply = send(routes(&state), "POST", "/v1/admin/reload", &[], "").await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    assert_eq!(reply.json()["outcome"], "loaded");
    assert_eq!(reply.json()["generation"], 2);
    let reply = send(routes(&state), "POST", "/v1/admin/reload", &[], "{}").await;
    assert_eq!(reply.json()["outcome"], "unchanged");

    let status = get(&state, "/v1/admin/status").await;
    assert_eq!(status["generation"], 2);
    assert_eq!(status["loaded"]["data"], files.data().to_str().unwrap());
    let until = &status["loaded"]["loaded_until"][0];
    assert_eq!(until["table"], "fct_line");
    assert_eq!(until["until"], "2026-04-03T00:00:00");
    assert_eq!(status["last_reload"]["outcome"], "unchanged");

    let public = get(&state, "/v1/status").await;
    assert_eq!(public["generation"], 2);
    assert_eq!(public["data"]["until"], "2026-04-03T00:00:00");
    assert_eq!(public["last_reload"]["outcome"], "unchanged");
}

#[tokio::test]
async fn a_refused_reload_is_a_problem_and_the_service_stays_well() {
    let files = Files::new();
    let state = service(&files, owner(), &["owner"]).await;
    files.write_data("ALTER TABLE fct_line RENAME amount TO amounts");
    let reply = send(routes(&state), "POST", "/v1/admin/reload", &[], "").await;
    let detail = reply.problem(409, "reload_refused");
    assert!(detail.contains("`amount`"), "{detail}");
    let first = &reply.json()["problems"][0];
    assert_eq!(first["file"], files.data().to_str().unwrap());
    assert!(first["hint"].as_str().unwrap().contains("`amounts`"));
    assert!(!reply.text.contains("Binder"), "{}", reply.text);

    assert_eq!(get(&state, "/healthz").await, json!({ "status": "ready" }));
    let public = get(&state, "/v1/status").await;
    assert_eq!(public["generation"], 1);
    assert_eq!(public["last_reload"]["outcome"], "refused");
    let status = get(&state, "/v1/admin/status").await;
    assert_eq!(status["last_reload"]["problems"], reply.json()["problems"]);
    let question = json!({ "question": super::QUESTION, "as_of": "2026-02-05" }).to_string();
    let reply = send(routes(&state), "POST", "/v1/ask", &[], question).await;
    assert_eq!(reply.json()["status"], "answered", "{}", reply.text);
}

#[tokio::test]
async fn only_the_configured_roles_may() {
    let host = Principal {
        user: "u7".to_owned(),
        roles: vec!["host".to_owned()],
        attributes: [].into(),
    };
    for (principal, roles, allowed) in [
        (host.clone(), &["owner"][..], false),
        (host, &["operator", "host"], true),
        (owner(), &["operator"], false),
        (owner(), &[], false),
    ] {
        let files = Files::new();
        let state = service(&files, principal, roles).await;
        files.write_data(OTHER);
        let reload = send(routes(&state), "POST", "/v1/admin/reload", &[], "").await;
        let status = send(routes(&state), "GET", "/v1/admin/status", &[], "").await;
        if allowed {
            assert_eq!(reload.status, 200);
            assert_eq!(status.status, 200);
        } else {
            reload.problem(403, "not_admin");
            status.problem(403, "not_admin");
            assert_eq!(get(&state, "/v1/status").await["generation"], 1);
        }
    }
}
