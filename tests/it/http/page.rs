//! The page: that it is whole, keeps to its own rules and takes nothing from elsewhere.

use super::get;

/// What stands between two marks, each time.
fn between<'a>(text: &'a str, before: &str, after: &str) -> Vec<&'a str> {
    text.split(before)
        .skip(1)
        .filter_map(|rest| rest.split(after).next())
        .collect()
}

#[tokio::test]
async fn the_page_is_html_without_inline_code() {
    let reply = get("/").await;
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
    let mut waiting = vec!["/".to_owned()];
    let mut seen = Vec::new();
    while let Some(path) = waiting.pop() {
        let reply = get(&path).await;
        assert_eq!(reply.status, 200, "{path}");
        let mut parts = between(&reply.text, "\"/assets/", "\"");
        parts.extend(between(&reply.text, "from \"./", "\""));
        for part in parts {
            let part = format!("/assets/{part}");
            if !seen.contains(&part) && !waiting.contains(&part) {
                waiting.push(part);
            }
        }
        seen.push(path);
    }
    assert!(seen.len() >= 4, "{seen:?}");
}

#[tokio::test]
async fn scripts_and_styles_come_as_what_they_are_and_from_here() {
    for (name, kind) in [
        ("app.js", "text/javascript; charset=utf-8"),
        ("answer.js", "text/javascript; charset=utf-8"),
        ("chart.js", "text/javascript; charset=utf-8"),
        ("table.js", "text/javascript; charset=utf-8"),
        ("words.js", "text/javascript; charset=utf-8"),
        ("style.css", "text/css; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
    ] {
        let reply = get(&format!("/assets/{name}")).await;
        assert_eq!(reply.header("content-type"), kind);
        let text = reply.text.replace("http://www.w3.org/2000/svg", "");
        assert!(
            !text.contains("http://") && !text.contains("https://"),
            "{name}"
        );
        for forbidden in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
        ] {
            assert!(!text.contains(forbidden), "{name} has {forbidden}");
        }
    }
}
