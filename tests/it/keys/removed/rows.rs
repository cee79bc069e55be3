//! Five people, whose rows are theirs, and what takes all others out of a file.

use std::path::Path;

use semantic_sql::Principal;
use serde_json::{Value, json};

/// What has rows that not everybody sees, and what a row says of whose it is: `p`latform, `s`hop, `b`rand of the shop,
/// `g` the brand of the goods, s`t`reamer. Written from the domain, beside the layer.
const FACTS: [(&str, &str); 39] = [
    ("lv_ad", "psbt"),
    ("lv_line_settled", "psgt"),
    ("lv_refund", "psgt"),
    ("lv_coupon_event", "psbt"),
    ("lv_first_order", "psbt"),
    ("lv_customer_value", "psbt"),
    ("lv_order_gap", "psb"),
    ("lv_buyer_order", "p"),
    ("lv_buyer_shop_order", "psb"),
    ("lv_buyer_category_order", "p"),
    ("lv_platform_item", "pb"),
    ("lv_order_attr", "psbt"),
    ("lv_ab_session", "psbt"),
    ("lv_ab_unit", "psbt"),
    ("lv_follower_day", "psbt"),
    ("lv_follow_event", "psbt"),
    ("lv_stock", "g"),
    ("lv_sku_stock", "g"),
    ("lv_sku_cost", "g"),
    ("lv_forecast", "pg"),
    ("lv_forecast_error", ""),
    ("fct_hit_pick", "g"),
    ("lv_target", "psb"),
    ("lv_review", "psbt"),
    ("lv_session_product", "psgt"),
    ("lv_fixed_fee", "psbt"),
    ("lv_session", "psbt"),
    ("lv_host_shift", "psbt"),
    ("lv_session_event", "psbt"),
    ("lv_script_segment", "psbt"),
    ("lv_line", "psgt"),
    ("lv_session_line", "psgt"),
    ("lv_order", "psb"),
    ("lv_minute", "psbt"),
    ("lv_session_source", "psbt"),
    ("lv_view", "psbt"),
    ("lv_comment", "psbt"),
    ("lv_comment_word", "psbt"),
    ("lv_alert", "psbt"),
];

/// The five: everything, a brand, a shop, oneself, nothing.
pub(super) fn people() -> [(&'static str, Principal); 5] {
    let person = |user: &str, role: &str, attributes: Value| {
        let roles = Some(role.to_owned()).filter(|it| !it.is_empty());
        Principal {
            user: user.to_owned(),
            roles: roles.into_iter().collect(),
            attributes: serde_json::from_value(attributes).unwrap(),
        }
    };
    let host = json!({ "streamer_ids": ["S08"], "self_streamer_id": "S08" });
    [
        ("owner", person("o1", "owner", json!({}))),
        (
            "brand",
            person("b1", "brand_manager", json!({ "brand_ids": ["B01"] })),
        ),
        (
            "shop",
            person("s1", "ops_lead", json!({ "shop_ids": ["SH01"] })),
        ),
        ("streamer", person("h8", "streamer", host)),
        ("nothing", person("n1", "", json!({}))),
    ]
}

/// The condition of a row that somebody may see, in the database's own SQL.
fn condition(person: &Principal, keys: &str) -> String {
    let list = |name: &str| -> Vec<String> {
        let values = person.attributes.get(name);
        let values = values.and_then(Value::as_array).into_iter().flatten();
        values
            .map(|it| format!("'{}'", it.as_str().unwrap()))
            .collect()
    };
    let mut parts = vec!["FALSE".to_owned()];
    for key in keys.chars() {
        let (column, name) = match key {
            'p' => ("platform_id", "platform_ids"),
            's' => ("shop_id", "shop_ids"),
            'b' => ("brand_id", "brand_ids"),
            'g' => ("product_id", "brand_ids"),
            't' => ("streamer_id", "streamer_ids"),
            other => panic!("{other}"),
        };
        let values = list(name).join(", ");
        if values.is_empty() {
            continue;
        }
        parts.push(match key {
            'g' => format!(
                "product_id IN (SELECT product_id FROM dim_product WHERE brand_id IN ({values}))"
            ),
            _ => format!("{column} IN ({values})"),
        });
    }
    parts.join(" OR ")
}

/// Takes every row out of a copy that somebody may not see; says how many are left and were there, of all facts.
pub(super) fn remove(path: &Path, person: &Principal) -> (i64, i64) {
    let database = duckdb::Connection::open(path).unwrap();
    let run = |sql: &str| {
        let done = database.execute_batch(sql);
        done.unwrap_or_else(|error| panic!("{sql}: {error}"));
    };
    let count = |name: &str| -> i64 {
        let sql = format!("SELECT COUNT(*) FROM {name}");
        database.query_row(&sql, [], |row| row.get(0)).unwrap()
    };
    let (mut left, mut all) = (0, 0);
    for (name, keys) in FACTS {
        let condition = condition(person, keys);
        run(&format!(
            "CREATE TABLE kept_{name} AS SELECT * FROM {name} WHERE {condition}"
        ));
        all += count(name);
        left += count(&format!("kept_{name}"));
    }
    for (name, _) in FACTS {
        let kind = if name.starts_with("fct") {
            "TABLE"
        } else {
            "VIEW"
        };
        run(&format!("DROP {kind} {name}"));
        run(&format!("ALTER TABLE kept_{name} RENAME TO {name}"));
    }
    (left, all)
}
