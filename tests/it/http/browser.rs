//! What a browser may be made to send by other people's pages, and what it is told to keep to.

use serde_json::json;

use super::{Reply, app, get, send};

async fn get_as(headers: &[(&str, &str)]) -> Reply {
    send(app(), "GET", "/v1/status", headers, "").await
}

async fn post_as(headers: &[(&str, &str)]) -> Reply {
    send(
        app(),
        "POST",
        "/v1/ask",
        headers,
        json!({ "question": "sales" }).to_string(),
    )
    .await
}

#[tokio::test]
async fn its_own_names_are_answered() {
    for host in [
        "127.0.0.1:8080",
        "localhost:8080",
        "LOCALHOST:8080",
        "[::1]:8080",
        "ask.example.com",
        "board.example.com",
    ] {
        assert_eq!(get_as(&[("host", host)]).await.status, 200, "{host}");
    }
}

#[tokio::test]
async fn other_names_are_refused_on_every_path() {
    for host in [
        "evil.example",
        "evil.example:8080",
        "localhost",
        "localhost:8081",
        "127.0.0.1.evil.example:8080",
        "127.0.0.1:8080.evil.example",
        "user@127.0.0.1:8080",
        "ask.example.com:8080",
        "sub.ask.example.com",
        "0.0.0.0:8080",
        "",
    ] {
        get_as(&[("host", host)]).await.problem(421, "foreign_host");
        post_as(&[("host", host)])
            .await
            .problem(421, "foreign_host");
        for path in ["/", "/healthz", "/assets/docs.js", "/nowhere"] {
            send(app(), "GET", path, &[("host", host)], "")
                .await
                .problem(421, "foreign_host");
        }
    }
}

#[tokio::test]
async fn two_hosts_are_refused() {
    get_as(&[("host", "127.0.0.1:8080"), ("host", "evil.example")])
        .await
        .problem(421, "foreign_host");
    let absolute = "http://evil.example/v1/status";
    send(app(), "GET", absolute, &[], "")
        .await
        .problem(421, "foreign_host");
}

#[tokio::test]
async fn forwarded_headers_are_not_believed() {
    for name in [
        "x-forwarded-host",
        "forwarded",
        "x-real-ip",
        "x-original-host",
    ] {
        get_as(&[("host", "evil.example"), (name, "127.0.0.1:8080")])
            .await
            .problem(421, "foreign_host");
        // Without keys everybody behind a proxy would be the same person.
        get_as(&[(name, "127.0.0.1")])
            .await
            .problem(403, "forwarded");
        post_as(&[(name, "127.0.0.1")])
            .await
            .problem(403, "forwarded");
        let page = send(app(), "GET", "/", &[(name, "127.0.0.1")], "").await;
        assert_eq!(page.status, 200, "{name}");
    }
}

#[tokio::test]
async fn pages_of_this_server_may_ask() {
    for (host, origin) in [
        ("127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("localhost:8080", "http://localhost:8080"),
        ("ask.example.com", "https://ask.example.com"),
        ("127.0.0.1:8080", "https://ask.example.com"),
    ] {
        let headers = [
            ("host", host),
            ("origin", origin),
            ("sec-fetch-site", "same-origin"),
        ];
        assert_eq!(post_as(&headers).await.status, 200, "{origin}");
    }
}

#[tokio::test]
async fn pages_of_other_sites_may_not() {
    for origin in [
        "http://evil.example",
        "https://127.0.0.1:8080.evil.example",
        "http://localhost:3000",
        "http://localhost:8080",
        "file://127.0.0.1:8080",
        "chrome-extension://abc",
        "null",
    ] {
        post_as(&[("origin", origin)])
            .await
            .problem(403, "foreign_origin");
        get_as(&[("origin", origin)])
            .await
            .problem(403, "foreign_origin");
    }
}

#[tokio::test]
async fn a_browser_that_says_where_the_question_comes_from_is_believed() {
    for site in ["cross-site", "same-site", "anything"] {
        post_as(&[("sec-fetch-site", site)])
            .await
            .problem(403, "foreign_origin");
    }
    for site in ["same-origin", "none"] {
        assert_eq!(post_as(&[("sec-fetch-site", site)]).await.status, 200);
    }
    // A link on another site may still lead to the page.
    let reply = send(app(), "GET", "/", &[("sec-fetch-site", "cross-site")], "").await;
    assert_eq!(reply.status, 200);
}

#[tokio::test]
async fn another_site_is_never_given_leave() {
    let headers = [
        ("origin", "http://evil.example"),
        ("access-control-request-method", "POST"),
    ];
    let reply = send(app(), "OPTIONS", "/v1/ask", &headers, "").await;
    reply.problem(403, "foreign_origin");
    assert!(
        reply
            .headers
            .keys()
            .all(|name| !name.as_str().starts_with("access-control-"))
    );
}

#[tokio::test]
async fn every_response_carries_the_rules() {
    for reply in [
        get("/").await,
        get("/v1/status").await,
        get("/nowhere").await,
        get_as(&[("host", "x")]).await,
    ] {
        let policy = reply.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'"),
            "{policy}"
        );
        assert!(policy.contains("frame-ancestors 'none'"));
        assert!(!policy.contains("unsafe") && !policy.contains('*') && !policy.contains("http"));
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
        assert_eq!(reply.header("referrer-policy"), "no-referrer");
        assert_eq!(reply.header("x-frame-options"), "DENY");
        assert_eq!(reply.header("x-request-id").len(), 36);
        assert!(!reply.header("cache-control").is_empty());
    }
}

#[tokio::test]
async fn the_id_of_a_request_is_made_here() {
    let reply = get_as(&[("x-request-id", "mine")]).await;
    assert_ne!(reply.header("x-request-id"), "mine");
}
