//! Cases as they are told, and the fields of an answer.

use serde_json::{Value, json};

use super::cases::{layer, told};
use super::folder;
use crate::question::Language;

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "a test that rewrites its cases on request"
)]
fn every_case_is_told_in_both_languages() {
    let path = folder().join("narration.json");
    let mut cases: Vec<Value> =
        serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    let layer = layer();
    let update = std::env::var_os("UPDATE_CASES").is_some();
    let mut wrong = Vec::new();
    for case in &mut cases {
        for (key, language) in [("zh", Language::Zh), ("en", Language::En)] {
            let got = told(&layer, case, language);
            let kind = got
                .chart
                .as_ref()
                .map_or(Value::Null, |chart| json!(chart.kind));
            if case[key] != json!(got.narration) || case["chart"] != kind {
                wrong.push(format!(
                    "{} {key}: {} [{kind}]",
                    case["name"], got.narration
                ));
            }
            if update {
                case[key] = json!(got.narration);
                case["chart"] = kind;
            }
        }
    }
    if update {
        let lines: Vec<String> = cases.iter().map(Value::to_string).collect();
        std::fs::write(&path, format!("[\n{}\n]\n", lines.join(",\n"))).unwrap();
        return;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_object_has_the_fields_of_the_contract() {
    let layer = layer();
    let case = json!({"intent": "lookup", "metrics": ["gmv"], "time": "yesterday", "defaults": true,
        "columns": ["gmv"], "rows": [["1286000.00"]]});
    let value = serde_json::to_value(told(&layer, &case, Language::En)).unwrap();
    let keys: Vec<&String> = value.as_object().unwrap().keys().collect();
    let wanted = "status lane reading interpretation semantic_sql sql columns rows label_rows truncated notes narration headline proof chart supporting receipt clarification reason suggestions elapsed_ms";
    assert_eq!(keys, wanted.split(' ').collect::<Vec<_>>());
    assert_eq!(value["status"], "answered");
    assert_eq!(value["lane"], "grammar");
    assert_eq!(value["rows"][0][0], "1286000.00");
    assert_eq!(value["label_rows"][0][0], "¥1.286M");
    assert_eq!(value["columns"][0]["type"], "decimal");
    assert_eq!(
        value["chart"],
        json!({"kind": "kpi", "vega_lite": null, "echarts": null})
    );
    assert_eq!(
        value["receipt"]["definitions"][0]["defaults"],
        json!(["carrier = 'live'"])
    );
    assert_eq!(
        value["receipt"]["filters"],
        json!(["yesterday (2026-11-18)", "Carrier: Live room (by default)"])
    );
    assert_eq!(value["receipt"]["data_until"], "2026-11-19T10:20:00");
    assert_eq!(value["receipt"]["result_hash"].as_str().unwrap().len(), 64);
}
