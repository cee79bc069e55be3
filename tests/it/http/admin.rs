//! How the admin's routes must be called.

use serde_json::json;

use super::{app, send};

#[tokio::test]
async fn a_reload_takes_json_that_is_empty() {
    for body in ["", " ", "{}", "{ }\n"] {
        let reply = send(app(), "POST", "/v1/admin/reload", &[], body).await;
        assert_eq!(reply.json(), json!({ "outcome": "loaded" }), "{body}");
    }
    for (body, status, code) in [
        ("{\"force\": true}", 422, "invalid_body"),
        ("[]", 422, "invalid_body"),
        ("null", 422, "invalid_body"),
        ("{", 400, "malformed_json"),
    ] {
        send(app(), "POST", "/v1/admin/reload", &[], body)
            .await
            .problem(status, code);
    }
    for kind in ["text/plain", "application/x-www-form-urlencoded", ""] {
        send(
            app(),
            "POST",
            "/v1/admin/reload",
            &[("content-type", kind)],
            "",
        )
        .await
        .problem(415, "not_json");
    }
    send(app(), "POST", "/v1/admin/reload", &[], " ".repeat(300_000))
        .await
        .problem(413, "body_too_large");
}

#[tokio::test]
async fn pages_of_other_sites_cannot_reload() {
    for (name, value, status, code) in [
        ("origin", "https://evil.example", 403, "foreign_origin"),
        ("host", "evil.example", 421, "foreign_host"),
        ("sec-fetch-site", "cross-site", 403, "foreign_origin"),
    ] {
        send(app(), "POST", "/v1/admin/reload", &[(name, value)], "")
            .await
            .problem(status, code);
    }
    let reply = send(app(), "GET", "/v1/admin/reload", &[], "").await;
    assert!(reply.problem(405, "method_not_allowed").contains("POST"));
}
