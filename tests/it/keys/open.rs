//! Without keys, with the first one, and pages of other sites.

use serde_json::{Value, json};
use wenbo::keys::Scope;
use wenbo::store::Store;

use super::{Door, ORIGIN, call};
use crate::http::send;

const QUESTION: &str = r#"{"question":"GMV last month","as_of":"2026-02-15T10:00:00"}"#;

#[tokio::test]
async fn the_first_key_shuts_the_door_and_nothing_opens_it_again() {
    let door = Door::new().await;
    let app = door.routes(Some("owner"), false);
    let ask = || send(app.clone(), "POST", "/v1/ask", &[], QUESTION);
    assert_eq!(ask().await.status, 200);
    let anything = [("authorization", "Bearer sk-anything")];
    let reply = send(app.clone(), "POST", "/v1/ask", &anything, QUESTION).await;
    assert_eq!(
        reply.status, 200,
        "clients of some protocols always send something"
    );
    let forged = [("authorization", "Bearer wenbo_0a1b2c3d4e5f_00")];
    send(app.clone(), "POST", "/v1/ask", &forged, QUESTION)
        .await
        .problem(401, "key_unknown");

    // Who is nobody in particular makes no keys and issues no tokens, also with the role of the admin.
    for (method, path) in [
        ("GET", "/v1/admin/keys"),
        ("POST", "/v1/admin/keys"),
        ("POST", "/v1/embed-tokens"),
    ] {
        send(app.clone(), method, path, &[], "{}")
            .await
            .problem(401, "key_missing");
    }
    let status = send(app.clone(), "GET", "/v1/admin/status", &[], "").await;
    assert_eq!(status.status, 200);

    let (id, secret) = door.key("owner", &[Scope::Ask]).await;
    ask().await.problem(401, "key_missing");
    let body: Value = serde_json::from_str(QUESTION).unwrap();
    let asked = call(&app, &secret, "POST", "/v1/ask", &body).await;
    assert_eq!(asked.status, 200);
    door.keys().revoke(&id, 0).await.unwrap();
    ask().await.problem(401, "key_missing");
    let asked = call(&app, &secret, "POST", "/v1/ask", &body).await;
    asked.problem(401, "key_revoked");
}

#[tokio::test]
async fn nobody_comes_in_where_keys_are_required() {
    let door = Door::new().await;
    let app = door.routes(Some("owner"), true);
    let reply = send(app, "POST", "/v1/ask", &[], QUESTION).await;
    reply.problem(401, "key_missing");
}

#[tokio::test]
async fn forwarded_requests_need_a_key_and_prove_nothing() {
    let door = Door::new().await;
    let app = door.routes(Some("owner"), false);
    for name in [
        "x-forwarded-for",
        "Forwarded",
        "Via",
        "X-Real-IP",
        "x-forwarded-anything",
    ] {
        let headers = [(name, "127.0.0.1")];
        let reply = send(app.clone(), "POST", "/v1/ask", &headers, QUESTION).await;
        let said = reply.problem(403, "forwarded");
        assert!(said.contains(&name.to_lowercase()), "{said}");
    }
    let (_, secret) = door.key("owner", &[Scope::Ask]).await;
    let bearer = format!("Bearer {secret}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("x-forwarded-for", "127.0.0.1"),
    ];
    let reply = send(app.clone(), "POST", "/v1/ask", &headers, QUESTION).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    let headers = [
        ("host", "evil.example"),
        ("x-forwarded-host", "127.0.0.1:8080"),
    ];
    send(app, "GET", "/v1/status", &headers, "")
        .await
        .problem(421, "foreign_host");
}

#[tokio::test]
async fn pages_that_are_let_in_are_told_so_and_no_others() {
    let door = Door::new().await;
    let app = door.routes(Some("owner"), false);
    let asks = |origin| {
        let headers = [
            ("origin", origin),
            ("access-control-request-method", "POST"),
            (
                "access-control-request-headers",
                "authorization,content-type",
            ),
        ];
        let app = app.clone();
        async move { send(app, "OPTIONS", "/v1/ask", &headers, "").await }
    };
    let leave = asks(ORIGIN).await;
    assert_eq!(leave.status, 204);
    assert_eq!(leave.header("access-control-allow-origin"), ORIGIN);
    assert!(
        leave
            .header("access-control-allow-headers")
            .contains("authorization")
    );
    assert_eq!(leave.header("access-control-allow-credentials"), "");
    assert_eq!(leave.header("vary"), "Origin");
    for origin in [
        "https://evil.example",
        "https://shop.example.com.evil.example",
        "null",
    ] {
        let refused = asks(origin).await;
        refused.problem(403, "foreign_origin");
        assert_eq!(refused.header("access-control-allow-origin"), "");
    }
    // A page reads why it is refused; and without a token it is refused, also where nobody needs a key.
    let reply = send(app, "POST", "/v1/ask", &[("origin", ORIGIN)], QUESTION).await;
    reply.problem(401, "key_missing");
    assert_eq!(reply.header("access-control-allow-origin"), ORIGIN);
}

#[tokio::test]
async fn a_key_is_told_once_and_kept_as_a_hash() {
    let door = Door::new().await;
    let app = door.routes(None, true);
    let (_, admin) = door.key("owner", &[Scope::Admin]).await;
    let body = json!({ "label": "board", "principal": { "user": "Ann", "roles": ["host"], "attributes": { "streamer": "Ann" } },
                       "scopes": ["ask", "feedback"], "expires_at": "2999-01-01T08:00:00+08:00" });
    let made = call(&app, &admin, "POST", "/v1/admin/keys", &body).await;
    assert_eq!(made.status, 200, "{}", made.text);
    let made = made.json();
    let secret = made["secret"].as_str().unwrap().to_owned();
    let id = made["key"]["id"].as_str().unwrap();
    assert!(secret.starts_with(&format!("wenbo_{id}_")));
    assert_eq!(made["key"]["expires_at"], "2999-01-01T00:00:00Z");
    let asked = call(&app, &secret, "GET", "/v1/status", &Value::Null).await;
    assert_eq!(asked.status, 200);

    let part = secret.rsplit_once('_').unwrap().1;
    for path in ["/v1/admin/keys".to_owned(), format!("/v1/admin/keys/{id}")] {
        let shown = call(&app, &admin, "GET", &path, &Value::Null).await;
        assert!(
            shown.text.contains(id) && !shown.text.contains(part),
            "{}",
            shown.text
        );
        assert!(!shown.text.contains("hash"), "{}", shown.text);
    }
    let folder = door.folder();
    let mut read = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        read += bytes.len();
        assert!(!bytes.windows(part.len()).any(|it| it == part.as_bytes()));
    }
    assert!(read > 10_000);

    let path = format!("/v1/admin/keys/{id}/rotate");
    let rotated = call(&app, &admin, "POST", &path, &json!({ "overlap_s": 0 })).await;
    let next = rotated.json()["secret"].as_str().unwrap().to_owned();
    call(&app, &secret, "GET", "/v1/status", &Value::Null)
        .await
        .problem(401, "key_unknown");
    let asked = call(&app, &next, "GET", "/v1/status", &Value::Null).await;
    assert_eq!(asked.status, 200);
    let path = format!("/v1/admin/keys/{id}/revoke");
    let revoked = call(&app, &admin, "POST", &path, &Value::Null).await;
    assert!(revoked.json()["revoked_at"].is_string());
    call(&app, &next, "GET", "/v1/status", &Value::Null)
        .await
        .problem(401, "key_revoked");
    let path = format!("/v1/admin/keys/{id}/rotate");
    let again = call(&app, &admin, "POST", &path, &Value::Null).await;
    again.problem(409, "revoked");
}

#[tokio::test]
async fn ending_all_tokens_ends_them_and_new_ones_count() {
    let door = Door::new().await;
    let app = door.routes(None, true);
    let (_, key) = door.key("Ann", &[Scope::Embed]).await;
    let issue = || async {
        let body = json!({ "origin": ORIGIN, "user": "v1", "ttl_s": 60 });
        let reply = call(&app, &key, "POST", "/v1/embed-tokens", &body)
            .await
            .json();
        assert_eq!(reply["principal"]["user"], "Ann/v1", "{reply}");
        reply["token"].as_str().unwrap().to_owned()
    };
    let with = |token: String| {
        let (app, bearer) = (app.clone(), format!("Bearer {token}"));
        async move {
            let headers = [("authorization", bearer.as_str()), ("origin", ORIGIN)];
            send(app, "GET", "/v1/status", &headers, "").await
        }
    };
    let token = issue().await;
    assert_eq!(with(token.clone()).await.status, 200);
    door.keys().end_tokens().await.unwrap();
    with(token).await.problem(401, "key_unknown");
    assert_eq!(with(issue().await).await.status, 200);
}

#[cfg(unix)]
#[tokio::test]
async fn the_file_is_for_whoever_runs_the_server() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/state.sqlite");
    let _store = Store::open(&path).await.unwrap();
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}
