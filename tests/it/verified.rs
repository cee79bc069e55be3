//! Verified questions: what is recognised and what is not, what is said of mistakes, the shipped
//! ones against hand-written SQL, and the way from a candidate to an approved one.

mod review;

use std::path::Path;

use chrono::{NaiveDate, NaiveDateTime};
use semantic_sql::layer::read_document;
use semantic_sql::{Asker, LayerProblem, SemanticLayer, SourceFile};
use serde_json::Value;
use wenbo::knowledge::Knowledge;
use wenbo::plan::{EarlierRows, Plan, QueryPlan, Reading};
use wenbo::planner::grammar::GrammarPlanner;
use wenbo::planner::verified::VerifiedPlanner;
use wenbo::question::{LaneChoice, Language, Question};

use crate::support::{rows, world};

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn cases(path: &str) -> Vec<Value> {
    let document = read_document(path, &read(path)).unwrap();
    document.as_array().unwrap().clone()
}

fn now() -> NaiveDateTime {
    let day = NaiveDate::from_ymd_opt(2026, 11, 19).unwrap();
    day.and_hms_opt(10, 30, 0).unwrap()
}

fn question(text: &str, asker: Asker) -> Question {
    Question {
        text: text.to_owned(),
        language: Language::of(text),
        asked_at: now(),
        asker,
        lane: LaneChoice::Auto,
        earlier: Vec::new(),
    }
}

/// The shipped layer with verified questions of the cases.
fn loaded(verified: String) -> Result<SemanticLayer, Vec<LayerProblem>> {
    let mut files = world::layer_files();
    files.push(SourceFile {
        name: "verified.yml".to_owned(),
        text: verified,
    });
    semantic_sql::load(&files)
}

/// What recognises questions, and what it recognises them by.
struct Parts {
    layer: SemanticLayer,
    knowledge: Knowledge,
    grammar: GrammarPlanner,
    verified: VerifiedPlanner,
}

impl Parts {
    fn new(layer: SemanticLayer) -> Self {
        let knowledge = world::declared(&layer);
        let grammar = GrammarPlanner::new(&layer, &knowledge);
        let verified = VerifiedPlanner::new(&layer, &knowledge, &grammar);
        Self {
            layer,
            knowledge,
            grammar,
            verified,
        }
    }

    fn plan(&self, question: &Question) -> Option<Plan> {
        self.verified
            .plan(&self.layer, &self.knowledge, &self.grammar, question)
    }
}

fn asker(case: &Value) -> Asker {
    match &case["as"] {
        Value::Null => world::owner(),
        Value::String(_) => Asker::Nobody,
        principal => Asker::Known(serde_json::from_value(principal.clone()).unwrap()),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is wrong with a plan, by what a case wants of it.
fn differs(case: &Value, query: &QueryPlan) -> Option<String> {
    let id = query.verified.as_ref().map_or("", |by| by.id.as_str());
    if Some(id) != case["id"].as_str() {
        return Some(format!("recognised as {id}"));
    }
    let sql = one_line(&query.sql.0);
    let wanted = case["sql"].as_str().unwrap();
    if !sql.contains(wanted) {
        return Some(format!("the statement lacks {wanted}\n  {sql}"));
    }
    let said: Vec<&str> = query.assumptions.iter().map(|it| it.zh.as_str()).collect();
    let wanted = case["said"].as_str()?;
    (!said.contains(&wanted)).then(|| format!("says {said:?}"))
}

#[test]
fn questions_are_recognised_word_by_word_or_not_at_all() {
    let parts = Parts::new(loaded(read("tests/cases/verified/questions.yml")).unwrap());
    assert_eq!(parts.verified.problems(), []);
    let mut problems = Vec::new();
    for case in cases("tests/cases/verified/matches.yml") {
        let text = case["question"].as_str().unwrap();
        let plan = parts.plan(&question(text, asker(&case)));
        let id = case["id"].as_str().unwrap();
        let problem = match plan {
            None => (id != "none").then(|| "is not recognised".to_owned()),
            Some(Plan::Query(query)) => differs(&case, &query),
            Some(Plan::Decline(decline)) => {
                (id != "denied" || decline.code != "not_permitted").then_some(decline.reason.zh)
            }
            Some(other) => Some(format!("{other:?}")),
        };
        problems.extend(problem.map(|problem| format!("{text}: {problem}")));
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn mistakes_are_named_with_their_line_and_with_what_would_be_right() {
    let mut missing = Vec::new();
    for case in cases("tests/cases/verified/faults.yml") {
        let text = case["text"].as_str().unwrap();
        let found = match loaded(text.to_owned()) {
            Err(problems) => problems,
            Ok(layer) => Parts::new(layer).verified.problems().to_vec(),
        };
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        for says in case["says"].as_array().unwrap() {
            let says = says.as_str().unwrap();
            if !found.iter().any(|problem| problem.contains(says)) {
                missing.push(format!("{text}\nsays {found:#?}\nand not {says}"));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n\n"));
}

#[test]
fn a_conversation_does_not_go_on_from_a_statement_that_the_grammar_did_not_write() {
    let parts = Parts::new(loaded(read("tests/cases/verified/questions.yml")).unwrap());
    let mut further = question("那上周呢", world::owner());
    further.earlier = vec!["昨天抖音GMV".to_owned()];
    let plan = |rows: &EarlierRows| {
        let read = parts
            .grammar
            .read(&parts.layer, &parts.knowledge, &further, rows);
        match read {
            Reading::Plan(plan) => plan,
            Reading::NeedsRows(needed) => panic!("{needed:?}"),
        }
    };
    assert!(matches!(plan(&EarlierRows::default()), Plan::Query(_)));
    let mut rows = EarlierRows::default();
    rows.add_verified(0);
    let Plan::Decline(decline) = plan(&rows) else {
        panic!("went on from a verified question");
    };
    assert_eq!(decline.code, "context_unknown");
    assert!(
        decline.reason.zh.contains("核准问题"),
        "{}",
        decline.reason.zh
    );
}

#[test]
fn a_model_is_shown_the_nearest_that_the_asker_may_ask() {
    let parts = Parts::new(loaded(read("tests/cases/verified/questions.yml")).unwrap());
    let near = |text: &str, asker: Asker| {
        let question = question(text, asker);
        let parts = (
            &parts.verified,
            &parts.layer,
            &parts.knowledge,
            &parts.grammar,
        );
        let (verified, layer, knowledge, grammar) = parts;
        verified.nearest(layer, knowledge, grammar, &question, 2)
    };
    let found = near("上个月各直播间的件数账再细一点", world::owner());
    assert_eq!(found[0].question, "上周各直播间的件数账");
    let wanted =
        "WHERE (date >= DATE '2026-11-09' AND date < DATE '2026-11-16') AND TRUE GROUP BY account";
    assert!(found[0].sql.contains(wanted), "{}", found[0].sql);
    assert_eq!(near("今天天气怎么样", world::owner()), []);
    let shops = "上个月各店铺的利润账再细一点";
    assert_eq!(
        near(shops, world::owner())[0].question,
        "上周各店铺的利润账"
    );
    // Its metric is denied to hosts.
    let host = r#"{"user":"u","roles":["streamer"],"attributes":{"self_streamer_id":"S01"}}"#;
    let host = Asker::Known(serde_json::from_str(host).unwrap());
    let shown = near(shops, host);
    assert!(
        shown.iter().all(|it| !it.sql.contains("gross_profit")),
        "{shown:?}"
    );
}

/// The shipped layer with its shipped verified questions.
fn shipped() -> Parts {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("semantic_layer");
    Parts::new(wenbo::layer_files::load(Some(&folder)).unwrap())
}

#[test]
fn the_shipped_questions_are_sound_and_answer_their_examples() {
    let parts = shipped();
    assert_eq!(parts.verified.problems(), []);
    assert!(parts.layer.verified.len() >= 20);
    let connection = world::connect();
    for entry in &parts.layer.verified {
        let languages: Vec<Language> = entry
            .patterns
            .iter()
            .map(|pattern| Language::of(&pattern.text))
            .collect();
        assert!(
            languages.contains(&Language::Zh) && languages.contains(&Language::En),
            "`{}` is not asked in both languages",
            entry.id
        );
        assert!(!entry.examples.is_empty(), "`{}` has no example", entry.id);
        for example in &entry.examples {
            let plan = parts.plan(&question(&example.question, world::owner()));
            let Some(Plan::Query(query)) = plan else {
                panic!("{} is not recognised", example.question);
            };
            assert_eq!(query.verified.unwrap().id, entry.id, "{}", example.question);
            world::ask(&connection, &parts.layer, &world::owner(), &query.sql.0).unwrap();
        }
    }
}

#[test]
fn the_shipped_questions_equal_sql_over_the_tables() {
    let parts = shipped();
    let connection = world::connect();
    for case in cases("tests/cases/verified/gold.yml") {
        let text = case["question"].as_str().unwrap();
        let plan = parts.plan(&question(text, world::owner()));
        let Some(Plan::Query(query)) = plan else {
            panic!("{text} is not recognised");
        };
        let found = world::ask(&connection, &parts.layer, &world::owner(), &query.sql.0).unwrap();
        let expected = rows::rows(&connection, case["gold"].as_str().unwrap()).unwrap();
        assert!(!expected.is_empty(), "{text}: the gold has no rows");
        assert!(
            rows::same_rows(&expected, &found),
            "{text}\nexpected\n{}\nfound\n{}",
            rows::text(&expected),
            rows::text(&found)
        );
    }
}
