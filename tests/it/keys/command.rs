//! `wenbo key` and `wenbo audit`, on the file that a server reads.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use wenbo::keys::Scope;

use super::{Door, call};

fn wenbo(state: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_wenbo"))
        .args(args)
        .arg("--state")
        .arg(state)
        .output()
        .unwrap()
}

fn said(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn json_of(state: &Path, args: &[&str]) -> Value {
    let done = wenbo(state, &[args, &["--format", "json"]].concat());
    assert!(done.status.success(), "{}", said(&done.stderr));
    serde_json::from_slice(&done.stdout).unwrap()
}

const ANN: &str = r#"{"user":"Ann","roles":["host"],"attributes":{"streamer":"Ann"}}"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_running_server_takes_each_change_with_the_next_request() {
    let door = Door::new().await;
    let state = door.folder().join("state.sqlite");
    let app = door.routes(Some("owner"), false);
    let status = |secret: String| {
        let app = app.clone();
        async move { call(&app, &secret, "GET", "/v1/status", &Value::Null).await }
    };

    let create = [
        "key",
        "create",
        "--label",
        "board",
        "--principal",
        ANN,
        "--scopes",
        "ask",
    ];
    let made = wenbo(&state, &create);
    assert!(made.status.success(), "{}", said(&made.stderr));
    // The key alone is on stdout, for a script to keep.
    let secret = said(&made.stdout).trim().to_owned();
    assert!(
        secret.starts_with("wenbo_") && !secret.contains('\n'),
        "{secret}"
    );
    let id = secret.split('_').nth(1).unwrap();
    assert_eq!(status(secret.clone()).await.status, 200);

    let listed = json_of(&state, &["key", "list"]);
    assert_eq!(listed["id"], id);
    assert_eq!(listed["scopes"], serde_json::json!(["ask"]));
    let rotated = json_of(&state, &["key", "rotate", id, "--overlap-hours", "1"]);
    let next = rotated["secret"].as_str().unwrap().to_owned();
    for secret in [&secret, &next] {
        assert_eq!(status(secret.clone()).await.status, 200);
    }
    let rotated = json_of(&state, &["key", "rotate", id, "--overlap-hours", "0"]);
    let last = rotated["secret"].as_str().unwrap().to_owned();
    for secret in [&secret, &next] {
        status(secret.clone()).await.problem(401, "key_unknown");
    }
    assert_eq!(status(last.clone()).await.status, 200);
    let shown = json_of(&state, &["key", "show", id]);
    assert!(shown["last_used_at"].is_string(), "{shown}");
    let revoked = wenbo(&state, &["key", "revoke", id]);
    assert!(
        said(&revoked.stdout).contains("revoked"),
        "{}",
        said(&revoked.stdout)
    );
    status(last).await.problem(401, "key_revoked");
    assert!(wenbo(&state, &["key", "end-tokens"]).status.success());

    let (_, asks) = door.key("Ann", &[Scope::Ask]).await;
    let body = serde_json::json!({ "question": "GMV last month", "as_of": "2026-02-15" });
    call(&app, &asks, "POST", "/v1/ask", &body).await;
    let record = wenbo(&state, &["audit", "--user", "Ann", "--limit", "1"]);
    let record = said(&record.stdout);
    assert!(record.contains("/v1/ask ask  answered"), "{record}");
    assert!(!record.contains("last month"), "{record}");
}

#[test]
fn what_cannot_be_is_refused_in_words_that_say_what_would_be_right() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state.sqlite");
    let create = |args: &[&str]| {
        let create = ["key", "create", "--label", "x", "--principal", ANN];
        wenbo(&state, &[&create, args].concat())
    };
    for (done, words) in [
        (
            create(&["--scopes", "ask,all"]),
            "`all` is no scope; there are ask, query",
        ),
        (wenbo(&state, &["key", "list"]), "the file is not there"),
        (wenbo(&state, &["audit"]), "the file is not there"),
        (
            wenbo(
                &state,
                &["key", "create", "--label", "x", "--principal", "Ann"],
            ),
            "not a principal",
        ),
    ] {
        let error = said(&done.stderr);
        assert_eq!(done.status.code(), Some(2), "{error}");
        assert!(error.contains(words), "{error}");
    }
    assert!(!state.exists(), "a file was made by what was refused");
    assert!(create(&[]).status.success());
    let unknown = wenbo(&state, &["key", "revoke", "none"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(said(&unknown.stderr).contains("there is no key `none`"));
}
