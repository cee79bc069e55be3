//! The pages: that they are whole, keep to their own rules and take nothing from elsewhere.

use super::{Reply, app, get, send};

/// What stands between two marks, each time.
fn between<'a>(text: &'a str, before: &str, after: &str) -> Vec<&'a str> {
    text.split(before)
        .skip(1)
        .filter_map(|rest| rest.split(after).next())
        .collect()
}

/// The page at `/`; a program that was built without it cannot be tested for it.
async fn page() -> Reply {
    let reply = get("/").await;
    assert!(
        reply.text.contains("<wenbo-workbench>"),
        "the pages are not built: npm --prefix widget ci && npm --prefix widget run build, then build again"
    );
    reply
}

#[tokio::test]
async fn the_page_is_html_without_inline_code() {
    let reply = page().await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
    assert!(reply.text.starts_with("<!doctype html>"));
    assert!(!reply.text.contains("<style"));
    assert!(!reply.text.contains("style=") && !reply.text.contains("onclick="));
    for script in between(&reply.text, "<script", "</script>") {
        assert!(
            script.contains("src=\"/assets/") && script.ends_with('>'),
            "{script}"
        );
    }
}

#[tokio::test]
async fn every_part_that_the_page_names_is_there() {
    let reply = page().await;
    let mut parts = between(&reply.text, "\"/assets/", "\"");
    // The script names the library that it loads with the first chart.
    parts.push("charts.js");
    assert!(parts.len() >= 4, "{parts:?}");
    for part in parts {
        assert_eq!(get(&format!("/assets/{part}")).await.status, 200, "{part}");
    }
}

#[tokio::test]
async fn scripts_and_styles_come_as_what_they_are_and_from_here() {
    page().await;
    for (path, kind) in [
        ("/widget.js", "text/javascript; charset=utf-8"),
        ("/assets/workbench.js", "text/javascript; charset=utf-8"),
        ("/assets/page.css", "text/css; charset=utf-8"),
        ("/assets/icon.svg", "image/svg+xml"),
    ] {
        let reply = get(path).await;
        assert_eq!(reply.header("content-type"), kind);
        for outside in [
            "src=\"http",
            "url(http",
            "fetch(\"http",
            "import(\"http",
            "@import",
        ] {
            assert!(!reply.text.contains(outside), "{path} has {outside}");
        }
        for forbidden in [
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "new Function",
        ] {
            assert!(!reply.text.contains(forbidden), "{path} has {forbidden}");
        }
    }
}

#[tokio::test]
async fn only_the_component_and_its_charts_are_for_pages_of_other_sites() {
    page().await;
    for (path, policy) in [
        ("/widget.js", "cross-origin"),
        ("/assets/charts.js", "cross-origin"),
        ("/assets/workbench.js", "same-origin"),
        ("/assets/docs.js", "same-origin"),
        ("/", "same-origin"),
        ("/v1/status", "same-origin"),
    ] {
        let reply = get(path).await;
        assert_eq!(
            reply.header("cross-origin-resource-policy"),
            policy,
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_browser_that_has_a_file_is_not_sent_it_again() {
    page().await;
    let first = get("/widget.js").await;
    let tag = first.header("etag");
    assert!(tag.len() > 20 && first.header("cache-control") == "no-cache");
    let headers = [("if-none-match", tag)];
    let again = send(app(), "GET", "/widget.js", &headers, "").await;
    assert_eq!((again.status.as_u16(), again.text.as_str()), (304, ""));
    let other = [("if-none-match", "\"other\"")];
    let reply = send(app(), "GET", "/widget.js", &other, "").await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.text, first.text);
}
