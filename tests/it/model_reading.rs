//! How statements of the dialect are told to people: from their names alone.

use chrono::NaiveDate;
use wenbo::planner::reading::Reader;

use crate::support::world;

const STATEMENTS: &str = include_str!("../cases/model/statements.sql");

#[test]
fn statements_are_told_as_they_are() {
    let layer = world::layer();
    let knowledge = world::declared(layer);
    let day = NaiveDate::from_ymd_opt(2026, 11, 19).unwrap();
    let reader = Reader {
        layer,
        knowledge: &knowledge,
        now: day.and_hms_opt(10, 30, 0).unwrap(),
        named: None,
    };
    let told = STATEMENTS
        .split(";\n")
        .map(str::trim)
        .filter(|sql| !sql.is_empty());
    let told: Vec<String> = told
        .map(|sql| {
            world::bind(layer, &world::owner(), sql)
                .unwrap_or_else(|problems| panic!("{sql}\n{problems:?}"));
            let reading = reader.read(&semantic_sql::parse(sql).unwrap());
            let ids = serde_json::to_string(&reading.interpretation).unwrap();
            let (zh, en) = (reading.text.zh, reading.text.en);
            format!("{sql}\n{zh}\n{en}\n{:?} {ids}\n", reading.intent)
        })
        .collect();
    insta::assert_snapshot!("readings", told.join("\n"));
}
