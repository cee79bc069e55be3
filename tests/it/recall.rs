//! Answers that are kept: shown to their asker, to nobody else, and run again.

mod conversations;
mod killed;
mod replayed;
mod rows;
mod spoken_of;
mod twice;

use std::sync::Arc;

use axum::Router;
use semantic_sql::{Asker, Principal};
use serde_json::{Value, json};
use wenbo::app::Request;
use wenbo::channel::http::{ServerSettings, router};
use wenbo::command::{Service, http_state};
use wenbo::question::LaneChoice;
use wenbo::recall::Recall;
use wenbo::store::Store;

use crate::http::{Reply, send};
use crate::reload::Files;

const QUESTION: &str = "GMV by streamer last month";

pub(crate) fn who(name: &str) -> Principal {
    Principal {
        user: name.to_owned(),
        roles: vec![if name == "owner" { "owner" } else { "host" }.to_owned()],
        attributes: [("streamer".to_owned(), json!(name))].into(),
    }
}

/// A shop whose streamers see their own rows, with a file to keep answers in.
pub(crate) struct Shop {
    pub(crate) service: Service,
    pub(crate) files: Files,
    folder: tempfile::TempDir,
}

impl Shop {
    pub(crate) async fn new() -> Self {
        let files = Files::new();
        files.write_layer(&guarded(&Files::layer_text()));
        let (app, reloader) = files.start().await;
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("state.sqlite"))
            .await
            .unwrap();
        Self {
            service: Service {
                recall: Recall::new(app.clone(), Some(Arc::new(store))),
                app,
                reloader,
                principal: who("owner"),
                admin_roles: Vec::new(),
            },
            files,
            folder,
        }
    }

    pub(crate) fn routes(&self, name: &str) -> Router {
        let service = Service {
            principal: who(name),
            ..self.service.clone()
        };
        router(http_state(&service), &ServerSettings::default())
    }

    /// The same call with further headers.
    pub(crate) async fn call_with(
        &self,
        routes: &Router,
        call: (&str, &str),
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Reply {
        let (method, path) = call;
        send(routes.clone(), method, path, headers, body.to_string()).await
    }

    pub(crate) async fn call(&self, name: &str, method: &str, path: &str, body: &str) -> Reply {
        let kind = [("content-type", "application/json")];
        send(self.routes(name), method, path, &kind, body.to_owned()).await
    }

    pub(crate) async fn ask(&self, name: &str, question: &str) -> Reply {
        let body = json!({ "question": question, "as_of": "2026-02-15T10:00:00" }).to_string();
        let reply = self.call(name, "POST", "/v1/ask", &body).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        reply
    }
}

/// The layer of the shop, with a rule on streamers: each sees what is theirs.
pub(crate) fn guarded(layer: &str) -> String {
    let streamers = "    primary_key: [streamer_id]\n";
    let own =
        "    rls: [{name: own, unless_role: [owner], predicate: \"streamer = :user.streamer\"}]\n";
    assert!(layer.contains(streamers));
    layer.replacen(streamers, &format!("{streamers}{own}"), 1)
}

pub(crate) fn id_of(answer: &Value) -> String {
    answer["answer_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn its_asker_gets_an_answer_as_it_was_sent() {
    let shop = Shop::new().await;
    let sent = shop.ask("owner", QUESTION).await;
    let id = id_of(&sent.json());
    let again = shop
        .call("owner", "GET", &format!("/v1/answers/{id}"), "")
        .await;
    assert_eq!(again.status, 200);
    assert_eq!(again.text, sent.text);
    assert_ne!(id, id_of(&shop.ask("owner", QUESTION).await.json()));
}

#[tokio::test]
async fn a_refusal_is_kept_too() {
    let shop = Shop::new().await;
    let sent = shop.ask("owner", "天气如何").await;
    assert_eq!(sent.json()["status"], "declined");
    let id = id_of(&sent.json());
    let again = shop
        .call("owner", "GET", &format!("/v1/answers/{id}"), "")
        .await;
    assert_eq!(again.text, sent.text);
    let replay = shop
        .call("owner", "POST", &format!("/v1/answers/{id}/replay"), "{}")
        .await;
    replay.problem(409, "no_statement");
}

#[tokio::test]
async fn anybody_else_gets_their_own_rows_or_nothing() {
    let shop = Shop::new().await;
    let sent = shop.ask("owner", QUESTION).await.json();
    let names: Vec<String> = sent["label_rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row[0].as_str().unwrap().to_owned())
        .collect();
    assert!(names.len() > 1, "{names:?}");
    let path = format!("/v1/answers/{}", id_of(&sent));

    // A streamer gets the question answered anew: of all names, their own alone.
    let keys = sent["rows"].as_array().unwrap();
    let own = keys[0][0].as_str().unwrap();
    let anew = shop.call(own, "GET", &path, "").await;
    assert_eq!(anew.status, 200, "{}", anew.text);
    assert_eq!(anew.json()["recomputed"], true);
    assert_eq!(anew.json()["rows"].as_array().unwrap().len(), 1);
    for name in &names[1..] {
        assert!(
            !anew.text.contains(name.as_str()),
            "{name} in {}",
            anew.text
        );
    }

    // An answer about a name that is not theirs is not there, as one that never was.
    let about = format!("GMV of {} last month", names[1]);
    let about = shop.ask("owner", &about).await.json();
    assert_eq!(about["status"], "answered");
    let hidden = shop
        .call(own, "GET", &format!("/v1/answers/{}", id_of(&about)), "")
        .await;
    let never = "01890000-0000-7000-8000-000000000000";
    let missing = shop
        .call(own, "GET", &format!("/v1/answers/{never}"), "")
        .await;
    assert_eq!(hidden.status, 404);
    assert_eq!(hidden.text, missing.text);

    // Nor can they run it again or speak of it.
    for (path, body) in [("replay", "{}"), ("feedback", r#"{"verdict":"up"}"#)] {
        let path = format!("/v1/answers/{}/{path}", id_of(&sent));
        let reply = shop.call(own, "POST", &path, body).await;
        assert_eq!(reply.status, 404, "{}", reply.text);
        assert_eq!(reply.text, missing.text);
    }
}

#[tokio::test]
async fn other_rights_of_the_same_user_are_another_asker() {
    let shop = Shop::new().await;
    let sent = shop.ask("owner", QUESTION).await.json();
    let mut less = who("owner");
    less.roles = vec!["host".to_owned()];
    let found = shop
        .service
        .recall
        .answer(&id_of(&sent), &Asker::Known(less))
        .await;
    assert!(
        !matches!(found, Ok(wenbo::recall::Recalled::AsGiven(_))),
        "what was seen with more rights is shown"
    );
}

#[tokio::test]
async fn nobody_is_not_the_same_as_nobody_else() {
    let shop = Shop::new().await;
    let request = Request {
        text: QUESTION.to_owned(),
        language: None,
        as_of: None,
        asker: Asker::Nobody,
        lane: LaneChoice::Grammar,
        earlier: Vec::new(),
    };
    let answer = shop.service.recall.ask(request, &|_| ()).await;
    let id = answer.answer_id.unwrap();
    let found = shop.service.recall.answer(&id, &Asker::Nobody).await;
    assert!(!matches!(found, Ok(wenbo::recall::Recalled::AsGiven(_))));
}

#[tokio::test]
async fn the_last_word_of_an_asker_counts() {
    let shop = Shop::new().await;
    let id = id_of(&shop.ask("owner", QUESTION).await.json());
    let path = format!("/v1/answers/{id}/feedback");
    for body in [
        r#"{"verdict":"up"}"#,
        r#"{"verdict":"down","reason":" 数不对 "}"#,
    ] {
        let reply = shop.call("owner", "POST", &path, body).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
    }
    let store = Store::open(&shop.folder.path().join("state.sqlite"))
        .await
        .unwrap();
    let said = store.said_of(&id).await.unwrap();
    assert_eq!(said.len(), 1);
    assert_eq!(said[0].verdict, wenbo::store::Verdict::Down);
    assert_eq!(said[0].reason.as_deref(), Some("数不对"));
    for (body, wants) in [
        (r#"{"verdict":"fine"}"#, "verdict"),
        (r#"{"reason":"?"}"#, "verdict"),
        (r#"{"verdict":"up","stars":5}"#, "stars"),
    ] {
        let reply = shop.call("owner", "POST", &path, body).await;
        assert!(reply.problem(422, "invalid_feedback").contains(wants));
    }
}

#[tokio::test]
async fn what_is_too_old_is_forgotten_with_what_was_said_of_it() {
    let shop = Shop::new().await;
    let id = id_of(&shop.ask("owner", QUESTION).await.json());
    let path = format!("/v1/answers/{id}/feedback");
    shop.call("owner", "POST", &path, r#"{"verdict":"up"}"#)
        .await;
    let store = Store::open(&shop.folder.path().join("state.sqlite"))
        .await
        .unwrap();
    assert_eq!(
        store.forget_before("2000-01-01T00:00:00Z").await.unwrap(),
        0
    );
    assert_eq!(
        store.forget_before("9999-01-01T00:00:00Z").await.unwrap(),
        1
    );
    assert_eq!(store.count().await.unwrap().answers, 0);
    assert!(store.said_of(&id).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_file_that_cannot_be_used_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.sqlite");
    std::fs::write(
        &path,
        "no database at all, but long enough to be read as one".repeat(20),
    )
    .unwrap();
    let error = Store::open(&path).await.unwrap_err().to_string();
    assert!(
        error.contains("state.sqlite") && error.contains("--state"),
        "{error}"
    );
    let error = Store::open(folder.path()).await.unwrap_err().to_string();
    assert!(error.contains("--state"), "{error}");
}
