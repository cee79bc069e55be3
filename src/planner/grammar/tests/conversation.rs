//! Conversations of the case files against the planner, and a law over generated ones.

use std::fmt::Write as _;

use super::{question, told, world};
use crate::plan::{EarlierRow, EarlierRows, Plan, Reading};
use crate::planner::grammar::GrammarPlanner;
use crate::question::Question;
use semantic_sql::layer::SemanticLayer;

/// One conversation and what its last question comes to.
#[derive(Debug, Default)]
struct Case {
    turns: Vec<String>,
    /// The names in the rows of whatever earlier result is pointed at; equal signs join rows that tie.
    rows: Vec<Vec<EarlierRow>>,
    kept: Option<String>,
    want: String,
}

/// The conversations of a file: `- q:`, `then:` for each further question, `rows:` for names in an
/// earlier result, `kept:` for what is told as kept, `want:` for the statement or the refusal.
fn cases(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for line in text.lines() {
        let line = line.trim_end();
        let value = |rest: &str| rest.trim().trim_matches('"').to_owned();
        if let Some(rest) = line.strip_prefix("- q: ") {
            cases.push(Case {
                turns: vec![value(rest)],
                ..Case::default()
            });
            continue;
        }
        let Some((key, rest)) = line.trim_start().split_once(": ") else {
            continue;
        };
        let Some(case) = cases.last_mut().filter(|_| !line.starts_with('#')) else {
            continue;
        };
        match key {
            "then" => case.turns.push(value(rest)),
            "rows" => case.rows.push(rows(&value(rest))),
            "kept" => case.kept = Some(value(rest)),
            "want" => case.want = value(rest),
            other => panic!("unknown key {other} in: {line}"),
        }
    }
    cases
}

/// `a, b=c, d/e`: four rows, of which two share a place; the last is named in two columns.
fn rows(text: &str) -> Vec<EarlierRow> {
    let mut rows: Vec<EarlierRow> = Vec::new();
    for tied in text.split(", ") {
        let place = rows.len() + 1;
        for row in tied.split('=') {
            let name = |name: &str| (name != "null").then(|| name.to_owned());
            rows.push(EarlierRow {
                names: row.split('/').map(name).collect(),
                place,
            });
        }
    }
    rows
}

fn conversation(turns: &[String]) -> Question {
    let (last, earlier) = turns.split_last().expect("a question");
    Question {
        earlier: earlier.to_vec(),
        ..question(last)
    }
}

/// Plans a conversation; the rows that are asked for are those of the case, in order.
fn planned(
    planner: &GrammarPlanner,
    layer: &SemanticLayer,
    knowledge: &crate::knowledge::Knowledge,
    case: &Case,
) -> Plan {
    let asked = conversation(&case.turns);
    let mut known = EarlierRows::default();
    let mut given = case.rows.iter();
    loop {
        match planner.read(layer, knowledge, &asked, &known) {
            Reading::Plan(plan) => return plan,
            Reading::NeedsRows(needed) => {
                let rows = given.next();
                let rows = rows.unwrap_or_else(|| panic!("no rows given: {:?}", case.turns));
                assert!(semantic_sql::bind(layer, &asked.asker, &needed.sql).is_ok());
                known.add(needed.turn, rows.clone());
            }
        }
    }
}

#[test]
fn conversations_plan_as_written() {
    let (layer, knowledge) = world();
    let planner = GrammarPlanner::new(&layer, &knowledge);
    let mut wrong = String::new();
    let mut count = 0;
    for text in [
        include_str!("../../../../tests/cases/conversation/change.yml"),
        include_str!("../../../../tests/cases/conversation/point.yml"),
        include_str!("../../../../tests/cases/conversation/turns.yml"),
        include_str!("../../../../tests/cases/conversation/refusals.yml"),
    ] {
        for case in cases(text) {
            count += 1;
            let plan = planned(&planner, &layer, &knowledge, &case);
            let got = told(&layer, &plan);
            if got != case.want {
                let _ = writeln!(
                    wrong,
                    "{:?}\n  want {}\n  got  {got}",
                    case.turns, case.want
                );
            }
            let Some(kept) = &case.kept else { continue };
            let Plan::Query(query) = &plan else { continue };
            let said = query.assumptions.first();
            let said = said.map(|said| conversation(&case.turns).language.pick(said));
            if said != Some(kept.as_str()) {
                let _ = writeln!(wrong, "{:?}\n  kept {kept}\n  said {said:?}", case.turns);
            }
        }
    }
    assert!(count >= 80, "only {count} conversations were read");
    assert!(wrong.is_empty(), "{wrong}");
}

/// Parts of a question in Chinese: replacing one of them afterwards must come to the same as asking
/// for all of them at once.
#[test]
fn a_part_that_is_replaced_is_as_if_it_had_been_asked_for() {
    let (layer, knowledge) = world();
    let planner = GrammarPlanner::new(&layer, &knowledge);
    let times = ["昨天", "上周", "上个月", "近30天", "10月", "本月"];
    let values = ["抖音", "快手", "淘宝", "自播", "小雅", "不含抖音"];
    let groups = ["各平台", "各主播", "每天", "各类目", "按小时"];
    let metrics = ["GMV", "退款率", "净成交金额", "成交订单数"];
    let ask = |parts: [&str; 4]| format!("{}{}{}{}", parts[0], parts[1], parts[2], parts[3]);
    let statement = |turns: &[String]| match planner.plan(&layer, &knowledge, &conversation(turns))
    {
        Plan::Query(query) => Some(query.sql.0),
        _ => None,
    };
    let mut wrong = String::new();
    let mut count = 0;
    for (seed, time) in times.iter().enumerate() {
        for (other, value) in values.iter().enumerate() {
            for (third, group) in groups.iter().enumerate() {
                let metric = metrics[(seed + other + third) % metrics.len()];
                let first = ask([time, value, group, metric]);
                let next = |list: &[&'static str], at: usize| list[(at + 1 + third) % list.len()];
                let new_time = next(&times, seed);
                let new_metric = metrics[(seed + other + third + 1) % metrics.len()];
                for (follow, whole) in [
                    (
                        format!("那{new_time}呢"),
                        ask([new_time, value, group, metric]),
                    ),
                    (
                        format!("换成{new_metric}"),
                        ask([time, value, group, new_metric]),
                    ),
                    (
                        format!("{new_metric}呢"),
                        ask([time, value, group, new_metric]),
                    ),
                    (
                        format!("我说的是{new_time}"),
                        ask([new_time, value, group, metric]),
                    ),
                ] {
                    let (Some(_), Some(whole)) =
                        (statement(std::slice::from_ref(&first)), statement(&[whole]))
                    else {
                        continue;
                    };
                    count += 1;
                    let got = statement(&[first.clone(), follow.clone()]);
                    if got.as_ref() != Some(&whole) {
                        let _ =
                            writeln!(wrong, "{first} | {follow}\n  want {whole}\n  got  {got:?}");
                    }
                }
            }
        }
    }
    assert!(count > 400, "only {count} conversations were compared");
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_question_that_goes_on_says_what_it_kept() {
    let (layer, knowledge) = world();
    let planner = GrammarPlanner::new(&layer, &knowledge);
    for text in [
        include_str!("../../../../tests/cases/conversation/change.yml"),
        include_str!("../../../../tests/cases/conversation/turns.yml"),
    ] {
        for case in cases(text) {
            let alone = Case {
                turns: case.turns.last().cloned().into_iter().collect(),
                ..Case::default()
            };
            let alone = told(&layer, &planned(&planner, &layer, &knowledge, &alone));
            let plan = planned(&planner, &layer, &knowledge, &case);
            let (Plan::Query(query), true) = (&plan, told(&layer, &plan) != alone) else {
                continue;
            };
            let said = query
                .assumptions
                .iter()
                .any(|said| said.zh.contains("上一问") && said.en.contains("before"));
            assert!(said, "{:?} says nothing of what it kept", case.turns);
        }
    }
}
