//! The API's document: it is made of the types, and has every route and no other.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use wenbo::channel::http::{openapi_text, route_names};

use super::{app, get, send};

fn document() -> Value {
    serde_json::from_str(openapi_text()).unwrap()
}

/// Every operation, with its method and path.
fn operations(document: &Value) -> Vec<(String, String, Map<String, Value>)> {
    let paths = document["paths"].as_object().unwrap();
    let all = paths.iter().flat_map(|(path, item)| {
        let item = item.as_object().unwrap().iter();
        item.map(|(method, operation)| {
            (
                method.to_uppercase(),
                path.clone(),
                operation.as_object().unwrap().clone(),
            )
        })
    });
    all.collect()
}

/// Whether a route's objects are those of another protocol, which has a document of its own.
fn is_other_protocol(path: &str) -> bool {
    let others = [
        "/v1/chat/completions",
        "/v1/models",
        "/v1/models/{model}",
        "/mcp",
    ];
    others.contains(&path) || path.starts_with("/v1/channels/")
}

#[test]
fn it_has_exactly_the_routes_of_the_router() {
    let routes: BTreeSet<(String, String)> = route_names()
        .into_iter()
        .filter(|(_, path)| !is_other_protocol(path))
        .map(|(method, path)| (method.to_owned(), path.to_owned()))
        .collect();
    let described: BTreeSet<(String, String)> = operations(&document())
        .into_iter()
        .map(|(method, path, _)| (method, path))
        .collect();
    assert_eq!(routes, described);
    let all = route_names();
    let others = all.iter().filter(|(_, path)| is_other_protocol(path));
    assert_eq!(
        routes.len() + others.count(),
        all.len(),
        "a route is there twice"
    );
}

#[test]
fn every_operation_says_what_it_does_and_what_it_replies() {
    let document = document();
    let mut ids = BTreeSet::new();
    let mut lacking = Vec::new();
    for (method, path, operation) in operations(&document) {
        let id = operation["operationId"].as_str().unwrap().to_owned();
        assert!(ids.insert(id.clone()), "{id} is there twice");
        let replies = operation["responses"].as_object().unwrap();
        let described = replies
            .values()
            .all(|it| !it["description"].as_str().unwrap().is_empty());
        let problems = (replies
            .iter()
            .filter(|(status, _)| status.as_str() >= "400"))
        .all(|(_, it)| it["content"].get("application/problem+json").is_some());
        let complete = described
            && problems
            && operation.contains_key("summary")
            && ["421", "500"].iter().all(|it| replies.contains_key(*it))
            && replies.keys().any(|it| it.starts_with('2'))
            && replies.contains_key("429") == path.starts_with("/v1/")
            && operation.contains_key("requestBody")
                == ["POST", "PATCH"].contains(&method.as_str());
        if !complete {
            lacking.push(format!("{method} {path}"));
        }
    }
    assert!(lacking.is_empty(), "{lacking:?}");
}

#[test]
fn every_operation_says_whether_it_needs_a_key() {
    let document = document();
    let scheme = document.pointer("/components/securitySchemes/key/scheme");
    assert_eq!(scheme, Some(&Value::from("bearer")));
    let mut open = Vec::new();
    for (method, path, operation) in operations(&document) {
        let security = operation["security"].as_array().unwrap();
        let replies = &operation["responses"];
        let guarded = replies.get("401").is_some() && replies.get("403").is_some();
        assert_eq!(guarded, !security.is_empty(), "{method} {path}");
        if security.is_empty() {
            open.push(path);
        }
    }
    open.sort();
    let texts = [
        "/",
        "/assets/{name}",
        "/docs",
        "/healthz",
        "/openapi.json",
        "/readyz",
        "/widget.js",
    ];
    assert_eq!(open, texts);
}

#[test]
fn every_reference_leads_somewhere() {
    fn references(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(object) => {
                found.extend(
                    object
                        .get("$ref")
                        .and_then(Value::as_str)
                        .map(str::to_owned),
                );
                object.values().for_each(|value| references(value, found));
            }
            Value::Array(list) => list.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let document = document();
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    assert!(found.len() > 20, "{found:?}");
    for reference in found {
        let at = document.pointer(reference.trim_start_matches('#'));
        assert!(at.is_some(), "{reference} leads nowhere");
    }
}

#[tokio::test]
async fn it_is_served_and_the_reference_loads_nothing_from_elsewhere() {
    let reply = get("/openapi.json").await;
    assert_eq!(reply.header("content-type"), "application/json");
    assert_eq!(reply.json(), document());
    let page = get("/docs").await;
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert!(
        page.header("content-security-policy")
            .contains("default-src 'none'")
    );
    for asset in ["docs.js", "docs.css"] {
        assert!(page.text.contains(&format!("/assets/{asset}")));
        let text = get(&format!("/assets/{asset}")).await.text;
        for outside in ["http:", "https:", "innerHTML", "@import"] {
            assert!(!text.contains(outside), "{asset}: {outside}");
        }
    }
    for outside in ["http:", "https:", "style=", "onclick", "<script>"] {
        assert!(!page.text.contains(outside), "{outside}");
    }
}

#[tokio::test]
async fn every_path_refuses_other_methods_and_names_the_right_one() {
    for (right, path) in route_names() {
        let path = path.replace(['{', '}'], "");
        let reply = send(app(), "PUT", &path, &[], "").await;
        // Where only a key opens a path, nobody without one learns what works there.
        let of_keys = ["/v1/admin/keys", "/v1/admin/identit", "/v1/embed-tokens"];
        if of_keys.iter().any(|it| path.starts_with(it)) {
            reply.problem(401, "key_missing");
            continue;
        }
        let detail = reply.problem(405, "method_not_allowed");
        let (_, named) = detail.split_once("use ").unwrap();
        assert!(named.contains(right), "{path}: {detail}");
        assert!(reply.header("allow").contains(right), "{path}");
    }
}
