//! Who may be handed on: cases of the shipped layer, and policies that turn more values into fewer rows.

use std::path::Path;

use semantic_sql::{Principal, SourceFile, sees_no_more};
use serde_json::{Value, json};

use crate::support::world;

fn principal(value: &Value) -> Principal {
    let mut value = value.clone();
    value["user"] = json!("u");
    serde_json::from_value(value).unwrap()
}

#[test]
fn who_may_be_handed_on() {
    let layer = world::load(&world::layer_files());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/keys/narrower.yml");
    let text = std::fs::read_to_string(path).unwrap();
    let cases = semantic_sql::layer::read_document("narrower", &text).unwrap();
    let cases = cases.as_array().unwrap();
    assert!(cases.len() > 20);
    for case in cases {
        let (outer, inner) = (principal(&case["outer"]), principal(&case["inner"]));
        let proved = sees_no_more(&layer, &inner, &outer);
        match case["word"].as_str() {
            None => assert!(proved.is_ok(), "{case}: {proved:?}"),
            Some(word) => {
                let refused = proved.expect_err(&case.to_string());
                assert_eq!(refused.code, "E_PRINCIPAL");
                assert!(refused.message.contains(word), "{case}: {refused}");
            }
        }
    }
}

/// A policy in which an attribute shuts out: fewer values are more rows, so only the same are no more.
#[test]
fn where_values_shut_out_only_the_same_values_may_be_handed_on() {
    let text = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/semantic_sql/tests/layers/shop.yml"),
    );
    let streamers = "    primary_key: [streamer_id]\n";
    for (predicate, fewer_may) in [
        ("streamer = :user.streamer", true),
        ("streamer <> :user.streamer", false),
        ("NOT (streamer = :user.streamer)", false),
        (
            "CASE WHEN streamer = :user.streamer THEN FALSE ELSE TRUE END",
            false,
        ),
    ] {
        let policy = format!("    rls: [{{name: own, predicate: \"{predicate}\"}}]\n");
        let text = text.as_ref().unwrap();
        assert!(text.contains(streamers));
        let file = SourceFile {
            name: "shop.yml".to_owned(),
            text: text.replacen(streamers, &format!("{streamers}{policy}"), 1),
        };
        let layer = semantic_sql::load(&[file]).unwrap();
        let ann = principal(&json!({ "attributes": { "streamer": "Ann" } }));
        let none = principal(&json!({}));
        assert!(sees_no_more(&layer, &ann, &ann).is_ok(), "{predicate}");
        assert!(sees_no_more(&layer, &ann, &none).is_err(), "{predicate}");
        let fewer = sees_no_more(&layer, &none, &ann);
        assert_eq!(fewer.is_ok(), fewer_may, "{predicate}: {fewer:?}");
    }
}
