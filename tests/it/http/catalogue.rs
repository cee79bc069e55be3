//! The catalogue on a real service: what each asker may know, and nothing beside it.

use axum::Router;
use semantic_sql::Principal;
use serde_json::{Value, json};
use wenbo::channel::http::{ServerSettings, router};
use wenbo::command::{Service, http_state};
use wenbo::recall::Recall;

use super::{Reply, send};
use crate::reload::Files;

/// A shop whose streamers see their own name alone, and no fee.
pub(super) struct Shop {
    service: Service,
    _files: Files,
}

impl Shop {
    pub(super) async fn new() -> Self {
        Self::with_data("").await
    }

    pub(super) async fn with_data(different: &str) -> Self {
        let files = Files::new();
        let text = Files::layer_text();
        let streamers = "    primary_key: [streamer_id]\n";
        let buyers = "{name: buyers, ";
        assert!(text.contains(streamers) && text.contains(buyers));
        let own = "    rls: [{name: own, unless_role: [owner], predicate: \"streamer = :user.streamer\"}]\n";
        let text = text
            .replacen(streamers, &format!("{streamers}{own}"), 1)
            .replacen(buyers, &format!("{buyers}deny_roles: [host], "), 1);
        files.write_layer(&text);
        files.write_data(different);
        let (app, reloader) = files.start().await;
        let principal = who("owner");
        Self {
            service: Service {
                recall: Recall::new(app.clone(), None),
                app,
                reloader,
                principal,
                admin_roles: Vec::new(),
            },
            _files: files,
        }
    }

    /// The routes as somebody: the owner, or a streamer by name.
    pub(super) fn routes(&self, name: &str, settings: &ServerSettings) -> Router {
        let service = Service {
            principal: who(name),
            ..self.service.clone()
        };
        router(http_state(&service), settings)
    }

    async fn get(&self, name: &str, path: &str) -> Reply {
        let routes = self.routes(name, &ServerSettings::default());
        send(routes, "GET", path, &[], "").await
    }

    async fn list(&self, name: &str, path: &str, list: &str, field: &str) -> Vec<String> {
        let reply = self.get(name, path).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.text);
        let reply = reply.json();
        let entries = reply[list].as_array().unwrap().iter();
        entries
            .map(|entry| entry[field].as_str().unwrap().to_owned())
            .collect()
    }

    pub(super) async fn query(&self, name: &str, statement: &str) -> Reply {
        let routes = self.routes(name, &ServerSettings::default());
        let body = json!({ "statement": statement }).to_string();
        send(routes, "POST", "/v1/query", &[], body).await
    }
}

fn who(name: &str) -> Principal {
    let streamer = (name != "owner").then(|| ("streamer".to_owned(), json!(name)));
    Principal {
        user: name.to_owned(),
        roles: vec![if name == "owner" { "owner" } else { "host" }.to_owned()],
        attributes: streamer.into_iter().collect(),
    }
}

#[tokio::test]
async fn metrics_that_are_denied_are_not_there() {
    let shop = Shop::new().await;
    for (name, sees) in [("owner", true), ("Ann", false)] {
        let metrics = shop.list(name, "/v1/metrics", "metrics", "id").await;
        assert!(metrics.contains(&"gmv".to_owned()));
        assert_eq!(metrics.contains(&"buyers".to_owned()), sees);
        let hits = shop.list(name, "/v1/search?q=buyers", "hits", "id").await;
        assert_eq!(hits.contains(&"buyers".to_owned()), sees, "{hits:?}");
        let detail = shop.get(name, "/v1/metrics/buyers").await;
        assert_eq!(detail.status == 200, sees);
    }
    let unknown = shop.get("Ann", "/v1/metrics/buyer").await;
    assert!(!unknown.problem(404, "not_found").contains("buyers"));
    let near = shop.get("owner", "/v1/metrics/buyer").await;
    assert!(near.problem(404, "not_found").contains("buyers"));
}

#[tokio::test]
async fn a_metric_tells_its_definition_and_its_dimensions() {
    let shop = Shop::new().await;
    let metric = shop.get("owner", "/v1/metrics/gmv").await.json();
    assert_eq!(metric["label"], json!({ "zh": "成交额", "en": "GMV" }));
    assert_eq!(metric["expression"], "SUM(order_lines.amount)");
    assert_eq!(metric["additivity"], "additive");
    let dimensions = metric["dimensions"].as_array().unwrap();
    for there in ["month", "platform", "slot_fee"] {
        assert!(
            dimensions.contains(&json!(there)),
            "{there}: {dimensions:?}"
        );
    }
    let host = shop.get("Ann", "/v1/metrics/gmv").await.json();
    assert!(
        !host["dimensions"]
            .as_array()
            .unwrap()
            .contains(&json!("slot_fee"))
    );
}

#[tokio::test]
async fn dimensions_that_are_denied_are_not_there() {
    let shop = Shop::new().await;
    for (name, sees) in [("owner", true), ("Ann", false)] {
        let dimensions = shop.list(name, "/v1/dimensions", "dimensions", "id").await;
        assert!(dimensions.contains(&"month".to_owned()));
        assert!(
            !dimensions.contains(&"platform_id".to_owned()),
            "it is hidden"
        );
        assert_eq!(dimensions.contains(&"slot_fee".to_owned()), sees);
        let values = shop.get(name, "/v1/dimensions/slot_fee/values").await;
        assert_eq!(values.status == 200, sees);
    }
}

#[tokio::test]
async fn values_outside_of_the_askers_rows_do_not_exist() {
    let shop = Shop::new().await;
    let path = "/v1/dimensions/streamer/values";
    assert_eq!(
        shop.list("owner", path, "values", "value").await,
        ["Ann", "Bo", "Cy"]
    );
    assert_eq!(shop.list("Ann", path, "values", "value").await, ["Ann"]);
    assert_eq!(shop.get("Ann", path).await.json()["total"], 1);
    // Another name reads exactly as one that nobody has.
    for searched in ["Bo", "Zz"] {
        let found = shop.get("Ann", &format!("{path}?search={searched}")).await;
        assert_eq!(
            found.json(),
            json!({ "values": [], "total": 0, "next_offset": null })
        );
        let hits = shop.get("Ann", &format!("/v1/search?q={searched}")).await;
        assert_eq!(hits.json(), json!({ "hits": [] }));
    }
    let hits = shop.get("owner", "/v1/search?q=bo").await.json();
    assert_eq!(hits["hits"][0]["id"], "Bo");
    assert_eq!(hits["hits"][0]["dimension"], "streamer");
    // Nobody in particular has no rows and no names.
    assert!(
        shop.list("Nobody", path, "values", "value")
            .await
            .is_empty()
    );
}

#[tokio::test]
async fn values_come_in_pages() {
    let shop = Shop::new().await;
    let path = "/v1/dimensions/platform/values";
    let mut seen = Vec::new();
    let mut offset = 0;
    loop {
        let page = shop
            .get("owner", &format!("{path}?limit=4&offset={offset}"))
            .await
            .json();
        assert_eq!(page["total"], 6);
        let values = page["values"].as_array().unwrap();
        assert!(values.len() <= 4);
        seen.extend(
            values
                .iter()
                .map(|it| it["value"].as_str().unwrap().to_owned()),
        );
        match page["next_offset"].as_u64() {
            Some(next) => offset = next,
            None => break,
        }
    }
    assert_eq!(seen, ["bilibili", "douyin", "idle", "jd", "taobao", "xhs"]);
    let past = shop
        .get("owner", &format!("{path}?offset={}", usize::MAX))
        .await
        .json();
    assert_eq!(
        past,
        json!({ "values": [], "total": 6, "next_offset": null })
    );
    let time = shop
        .get("owner", "/v1/dimensions/month/values")
        .await
        .json();
    assert_eq!(time["values"], json!([]));
}

#[tokio::test]
async fn names_are_found_by_both_languages_and_by_their_sound() {
    let shop = Shop::new().await;
    for typed in [
        "gmv",
        "GM",
        "成交",
        "chengjiao",
        "cje",
        "%E4%BA%A4%E9%A2%9D",
    ] {
        let hits = shop
            .get(
                "owner",
                &format!("/v1/search?q={}&limit=50", encoded(typed)),
            )
            .await;
        let hits = hits.json();
        let found = hits["hits"]
            .as_array()
            .unwrap()
            .iter()
            .any(|hit| hit["kind"] == "metric" && hit["id"] == "gmv");
        assert!(found, "{typed}: {hits}");
    }
    let one = shop.get("owner", "/v1/search?q=o&limit=1").await.json();
    assert_eq!(one["hits"].as_array().map(Vec::len), Some(1));
}

fn encoded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn wrong_parameters_are_told() {
    let shop = Shop::new().await;
    let long = "x".repeat(101);
    for (path, says) in [
        ("/v1/search".to_owned(), "missing field `q`"),
        ("/v1/search?q=".to_owned(), "`q` is empty"),
        (
            "/v1/search?q=a&limit=51".to_owned(),
            "`limit` is 51, it must be 1 to 50",
        ),
        ("/v1/search?q=a&limit=x".to_owned(), "limit"),
        ("/v1/search?q=a&page=2".to_owned(), "unknown field `page`"),
        (format!("/v1/search?q={long}"), "101 characters"),
        (
            "/v1/dimensions/platform/values?limit=0".to_owned(),
            "`limit` is 0",
        ),
        (
            "/v1/dimensions/platform/values?offset=-1".to_owned(),
            "offset",
        ),
        (
            format!("/v1/dimensions/platform/values?search={long}"),
            "at most 100",
        ),
    ] {
        let detail = shop
            .get("owner", &path)
            .await
            .problem(400, "invalid_parameter");
        assert!(detail.contains(says), "{path}: {detail}");
    }
    let near = shop.get("owner", "/v1/dimensions/platfrom/values").await;
    assert!(near.problem(404, "not_found").contains("platform"));
}

#[tokio::test]
async fn the_version_and_the_health_are_told() {
    let shop = Shop::new().await;
    let version = shop.get("owner", "/v1/version").await.json();
    assert_eq!(
        version,
        json!({ "version": env!("CARGO_PKG_VERSION"), "generation": 1 })
    );
    for path in ["/healthz", "/readyz"] {
        assert_eq!(
            shop.get("owner", path).await.json(),
            json!({ "status": "ready" })
        );
    }
    assert_eq!(
        shop.get("owner", "/v1/verified").await.json()["verified"],
        Value::Array(Vec::new())
    );
}
