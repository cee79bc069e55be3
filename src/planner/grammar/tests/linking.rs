//! Texts of the case files against what they link to, with the shipped layer and the demo's names.

use std::fmt::Write as _;

use chrono::Weekday;
use semantic_sql::layer::SemanticLayer;
use semantic_sql::{Asker, Principal};
use serde::Deserialize;
use serde_json::json;

use crate::grammar::time::Calendar;
use crate::knowledge::{DataValue, Knowledge};
use crate::lexicon::{Lexicon, Meaning, Rights};
use crate::plan::Plan;
use crate::question::Question;

use super::super::GrammarPlanner;
use super::super::tokens::{Kind, tokenise};
use super::{day, question, world};

/// One name that the data has.
#[derive(Deserialize)]
struct Name {
    field: String,
    value: String,
    name: Option<String>,
    #[serde(default)]
    aliases: Vec<String>,
}

/// One line of a case file: a text, what it links to, which terms were read for others, and which
/// words nobody knows. Meanings of one word that is ambiguous stand in one string, with `|`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    text: String,
    #[serde(default)]
    links: Vec<String>,
    #[serde(default)]
    read: Vec<String>,
    #[serde(default)]
    unknown: Vec<String>,
}

/// The shipped layer with the names of the demo's data.
fn named_world() -> (SemanticLayer, Knowledge) {
    let (layer, mut knowledge) = world();
    let names: Vec<Name> = include_str!("../../../../tests/cases/linking/names.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).expect(line))
        .collect();
    for (id, field) in layer.visible_fields() {
        let rows = names
            .iter()
            .filter(|name| name.field == field.name)
            .map(|name| DataValue {
                value: name.value.clone(),
                name: name.name.clone(),
                aliases: name.aliases.clone(),
            });
        knowledge.add_values(&layer, id, rows.collect());
    }
    (layer, knowledge)
}

fn told(layer: &SemanticLayer, meaning: &Meaning) -> Option<String> {
    Some(match meaning {
        Meaning::Metric(id) => format!("metric {}", layer.metric(*id).name),
        Meaning::Field(id) => format!("field {}", layer.field(*id).name),
        Meaning::Grain(at) => format!("grain {}", layer.time.grains[*at].label.en),
        Meaning::Value(value) => {
            let field = &layer.field(value.field).name;
            format!("{field}={}", value.values.join(","))
        }
        Meaning::Dataset(id) => format!("rows {}", layer.dataset(*id).name),
        Meaning::OutOfScope(_) => "out of scope".to_owned(),
        Meaning::AskBack(_) => "ask back".to_owned(),
        Meaning::Funnel(_) => "funnel".to_owned(),
        Meaning::FunnelStep(..) => "step".to_owned(),
        Meaning::Already(_) => "already".to_owned(),
        Meaning::Without(_) => "without".to_owned(),
        Meaning::Verb(_) => "verb".to_owned(),
        Meaning::MaybeMetric(_) | Meaning::Word(_) => return None,
    })
}

#[test]
fn texts_link_as_written() {
    let (layer, knowledge) = named_world();
    let lexicon = Lexicon::new(&layer, &knowledge);
    let calendar = Calendar {
        now: day(2026, 11, 19),
        week_start: Weekday::Mon,
        fiscal_start_month: 1,
        events: &knowledge.events,
        sessions: &lexicon.sessions,
    };
    let mut wrong = String::new();
    let mut count = 0;
    let cases = [
        include_str!("../../../../tests/cases/linking/names_as_written.jsonl"),
        include_str!("../../../../tests/cases/linking/sounds.jsonl"),
        include_str!("../../../../tests/cases/linking/slips.jsonl"),
        include_str!("../../../../tests/cases/linking/fragments.jsonl"),
        include_str!("../../../../tests/cases/linking/nothing.jsonl"),
    ];
    for line in cases.iter().flat_map(|text| text.lines()) {
        let case: Case = serde_json::from_str(line).expect(line);
        count += 1;
        let tokens = tokenise(&case.text, &lexicon, &calendar, &Rights::default());
        let mut links = Vec::new();
        let mut unknown = Vec::new();
        for token in &tokens.list {
            match &token.kind {
                Kind::Term(meanings) => {
                    let mut names: Vec<String> =
                        meanings.iter().filter_map(|it| told(&layer, it)).collect();
                    names.sort();
                    if !names.is_empty() {
                        links.push(names.join(" | "));
                    }
                }
                Kind::Unknown => unknown.push(tokens.text(token)),
                _ => {}
            }
        }
        let mut read: Vec<String> = tokens.mended.iter().map(|it| it.1.clone()).collect();
        read.sort();
        if (&links, &read, &unknown) != (&case.links, &case.read, &case.unknown) {
            let got = serde_json::json!({
                "text": case.text, "links": links, "read": read, "unknown": unknown
            });
            let _ = writeln!(wrong, "want {line}\ngot  {got}");
        }
    }
    assert!(count >= 150, "only {count} cases were read");
    assert!(wrong.is_empty(), "{wrong}");
}

fn asked_by(text: &str, role: &str, attribute: (&str, serde_json::Value)) -> Question {
    let mut question = question(text);
    question.asker = Asker::Known(Principal {
        user: "test".to_owned(),
        roles: vec![role.to_owned()],
        attributes: [(attribute.0.to_owned(), attribute.1)].into(),
    });
    question
}

#[test]
fn a_name_outside_of_the_askers_rows_reads_as_no_name() {
    let (layer, knowledge) = named_world();
    let planner = GrammarPlanner::new(&layer, &knowledge);
    let ask = |text: &str, role: &str, attribute: (&str, serde_json::Value)| {
        told_plan(&planner.plan(&layer, &knowledge, &asked_by(text, role, attribute)))
    };
    let host = || ("self_streamer_id", json!("S01"));
    for name in ["糖糖", "tangtang", "凯哥", "唐糖", "张三"] {
        let plan = ask(&format!("{name}上周GMV"), "streamer", host());
        assert!(plan.contains("decline unknown_word"), "{name}: {plan}");
        assert!(plan.contains(&format!("“{name}”")), "{name}: {plan}");
        assert!(!plan.contains("S0"), "{name}: {plan}");
    }
    assert!(ask("小雅上周GMV", "streamer", host()).contains("streamer = 'S01'"));
    // The names of a dataset without a policy are open to everybody.
    assert!(ask("抖音上周GMV", "streamer", host()).contains("platform = 'douyin'"));
    let manager = || ("platform_ids", json!(["kuaishou"]));
    assert!(ask("糖糖上周GMV", "channel_manager", manager()).contains("streamer = 'S02'"));
    assert!(ask("快手上周GMV", "channel_manager", manager()).contains("platform = 'kuaishou'"));
    assert!(ask("抖音上周GMV", "channel_manager", manager()).contains("platform = 'douyin'"));
}

#[test]
fn i_is_the_asker_where_the_layer_knows_who_that_is() {
    let (layer, knowledge) = named_world();
    let planner = GrammarPlanner::new(&layer, &knowledge);
    let ask = |text: &str, role: &str, attribute: (&str, serde_json::Value)| {
        told_plan(&planner.plan(&layer, &knowledge, &asked_by(text, role, attribute)))
    };
    for text in ["我上周带了多少货", "我的上周GMV", "my GMV last week"] {
        let plan = ask(text, "streamer", ("self_streamer_id", json!("S04")));
        assert!(plan.contains("streamer = 'S04'"), "{text}: {plan}");
        assert!(plan.contains("阿凯"), "{text}: {plan}");
        let plan = ask(text, "mcn", ("streamer_ids", json!(["S08", "S09"])));
        assert!(plan.starts_with("clarify"), "{text}: {plan}");
    }
    for text in ["我想看上周GMV", "给我上周GMV", "show me GMV last week"] {
        let plan = ask(text, "mcn", ("streamer_ids", json!(["S08", "S09"])));
        assert!(plan.starts_with("SELECT"), "{text}: {plan}");
    }
}

#[test]
fn a_part_of_several_names_is_asked_back() {
    let (layer, knowledge) = named_world();
    let planner = GrammarPlanner::new(&layer, &knowledge);
    let Plan::Clarify(asked) = planner.plan(&layer, &knowledge, &question("天猫旗舰店上周GMV"))
    else {
        panic!("two shops have this in their names");
    };
    let questions: Vec<&str> = asked
        .choices
        .iter()
        .map(|it| it.question.as_str())
        .collect();
    assert_eq!(
        questions,
        [
            "花漾天猫旗舰店上周GMV",
            "沐棠天猫旗舰店上周GMV",
            "森驰天猫旗舰店上周GMV"
        ]
    );
    for text in questions {
        let plan = planner.plan(&layer, &knowledge, &question(text));
        assert!(told_plan(&plan).contains("shop = 'SH"), "{text}");
    }
}

/// A plan in words: the statement and what was taken for granted, or why there is none.
fn told_plan(plan: &Plan) -> String {
    match plan {
        Plan::Query(query) => {
            let said: String = query.assumptions.iter().map(|it| it.zh.as_str()).collect();
            format!("{} -- {said}", query.sql.0)
        }
        Plan::Attribution(plan) => plan.query.sql.0.clone(),
        Plan::Clarify(asked) => format!("clarify {}", asked.question.zh),
        Plan::Describe(described) => format!("{described:?}"),
        Plan::Decline(decline) => format!("decline {} {}", decline.code, decline.reason.zh),
    }
}
