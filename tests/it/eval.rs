//! The evaluation: its judge case by case, its baseline, and `wenbo eval` as a whole on a small shop.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser as _;
use semantic_sql::layer::read_document;
use serde_json::{Value, json};
use wenbo::answer::Status;
use wenbo::eval::baseline::Baseline;
use wenbo::eval::judge::{Column, GoldRows, Shown, StandIns, Table, Verdict, judge};
use wenbo::eval::question;
use wenbo::eval::summary::{Counts, Percentiles};
use wenbo::result_set::{Cell, Role};

use crate::reload::Files;

fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A value as a cell: texts that look like a day or a moment are one.
fn cell(value: &Value) -> Cell {
    match value {
        Value::Null => Cell::Null,
        Value::Bool(value) => Cell::Boolean(*value),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => Cell::Integer(whole.into()),
            None => Cell::Float(number.as_f64().unwrap()),
        },
        Value::String(text) => match (text.parse(), text.parse()) {
            (Ok(day), _) => Cell::Date(day),
            (_, Ok(at)) => Cell::DateTime(at),
            _ => Cell::Text(text.clone()),
        },
        Value::Object(parts) => Cell::Decimal(parts["decimal"].as_str().unwrap().to_owned()),
        Value::Array(_) => panic!("a list is no cell: {value}"),
    }
}

fn rows(value: &Value) -> Vec<Vec<Cell>> {
    let rows = value.as_array().map(Vec::as_slice).unwrap_or_default();
    let row = |row: &Value| row.as_array().unwrap().iter().map(cell).collect();
    rows.iter().map(row).collect()
}

fn table(value: &Value) -> Table {
    let columns = value["columns"].as_array().map(Vec::as_slice);
    let column = |column: &Value| Column {
        name: column["name"].as_str().unwrap().to_owned(),
        role: match column["role"].as_str().unwrap() {
            "dimension" => Role::Dimension,
            "time" => Role::Time,
            "metric" => Role::Metric,
            "comparison" => Role::Comparison,
            other => panic!("{other} is no role"),
        },
        metric: column["metric"].as_str().map(str::to_owned),
    };
    Table {
        columns: columns.unwrap_or_default().iter().map(column).collect(),
        rows: rows(&value["rows"]),
    }
}

fn shown(value: &Value) -> Shown {
    let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let beside = value["beside"].as_array().map(Vec::as_slice);
    Shown {
        status: match value["status"].as_str().unwrap() {
            "answered" => Status::Answered,
            "clarify" => Status::Clarify,
            "declined" => Status::Declined,
            "failed" => Status::Failed,
            other => panic!("{other} is no status"),
        },
        table: table(value),
        beside: beside.unwrap_or_default().iter().map(table).collect(),
        narration: text("narration"),
        reading: vec![text("reading")],
        texts: Vec::new(),
        reason: text("reason"),
        chart: value["chart"].as_str().map(str::to_owned),
        not_recorded: value["not_recorded"].as_str().map(str::to_owned),
    }
}

/// Puts what a case says otherwise into what its file says; null takes something out.
fn patched(mut base: Value, patch: &Value) -> Value {
    let (Value::Object(target), Value::Object(changes)) = (&mut base, patch) else {
        return patch.clone();
    };
    for (key, change) in changes {
        let before = target.remove(key).unwrap_or_default();
        if !change.is_null() {
            target.insert(key.clone(), patched(before, change));
        }
    }
    base
}

fn all_rows(value: &Value) -> Vec<Vec<Vec<Cell>>> {
    let list = value.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter().map(rows).collect()
}

/// What is wrong with the verdict on a case.
fn misjudged(file: &Value, case: &Value) -> Option<String> {
    let none = json!({});
    let part = |name: &str| {
        let patch = case.get(name).unwrap_or(&none);
        let base = file.get(name).cloned().unwrap_or_default();
        if case.get(name).is_some() {
            patched(base, patch)
        } else {
            base
        }
    };
    let as_of = "2026-11-19T10:30:00".parse().unwrap();
    let questions = question::parse_entry("case", as_of, part("question"));
    let questions = match questions {
        Ok(questions) => questions,
        Err(problem) => return Some(problem),
    };
    let gold = GoldRows {
        main: rows(&part("gold")),
        alternatives: all_rows(&part("alternatives")),
        also: all_rows(&part("also")),
    };
    let stand_ins: StandIns = serde_json::from_value(part("stand_ins")).unwrap_or_default();
    let given = judge(&questions[0], &gold, &shown(&part("answer")), &stand_ins);
    let verdict = json!(given.verdict);
    let reason = case["reason"].as_str().unwrap_or_default();
    let fits = verdict == case["verdict"] && given.reason.contains(reason);
    (!fits).then(|| format!("{}: {verdict}: {}", case["name"], given.reason))
}

#[test]
fn the_judge_judges_each_case_as_it_says() {
    let mut files: Vec<PathBuf> = fs::read_dir(folder("tests/cases/judge"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let mut problems = Vec::new();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for path in files {
        let file = read_document("case", &fs::read_to_string(&path).unwrap()).unwrap();
        for case in file["cases"].as_array().unwrap() {
            let verdict = case["verdict"].as_str().unwrap();
            *seen.entry(verdict.to_owned()).or_default() += 1;
            let problem = misjudged(&file, case);
            problems.extend(problem.map(|it| format!("{}: {it}", path.display())));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert_eq!(
        seen.len(),
        Verdict::ALL.len(),
        "each verdict has a case: {seen:?}"
    );
}

#[test]
fn every_question_of_the_evaluation_can_be_read() {
    let questions = question::load(&folder("eval/questions")).unwrap_or_else(|it| panic!("{it}"));
    assert!(questions.len() >= 110);
    let baseline = Baseline::read(&folder("eval/baseline.json")).unwrap();
    let asked = |id: &String| questions.iter().any(|it| it.id == *id);
    let gone: Vec<&String> = baseline.0.keys().filter(|id| !asked(id)).collect();
    assert!(
        gone.is_empty(),
        "the baseline has questions that are gone: {gone:?}"
    );
}

#[test]
fn a_mistake_in_a_question_is_named() {
    let entry = |changed: &Value| {
        let base = json!({
            "id": "q-1", "lang": "zh", "question": "?", "expect": "answer",
            "expect_status": "answered", "gold_sql": "SELECT 1 AS a",
            "columns": [{"name": "a", "role": "metric", "metric": "a"}],
            "compare": {"required_columns": ["a"]},
        });
        let as_of = "2026-11-19T10:30:00".parse().unwrap();
        question::parse_entry("case", as_of, patched(base, changed)).unwrap_err()
    };
    let said = [
        entry(&json!({"lang": "fr"})),
        entry(&json!({"golden": 1})),
        entry(&json!({"compare": {"required_columns": ["b"]}})),
        entry(&json!({"compare": {"required_columns": []}})),
        entry(&json!({"columns": null})),
        entry(&json!({"zh": "?"})),
        entry(&json!({"gold_sql": null, "columns": null, "compare": null})),
        entry(&json!({"expect_status": "maybe"})),
    ];
    let known = said[1].split(", expected").next().unwrap().to_owned();
    insta::assert_snapshot!(
        [said[0].clone(), known, said[2..].join("\n")].join("\n"),
        @r"
    q-1: `lang` is fr; it is zh, en or mixed
    q-1: unknown field `golden`
    q-1: `compare` asks for the column b; the gold has a
    q-1: `compare` asks for no column: write `required_columns` or `one_of`
    q-1: `gold_sql`, `columns` and `compare` go together
    q-1: has neither a `question` nor both a `zh` and an `en`, or has them all
    q-1: an answer is expected, and neither `gold_sql` nor `must_contain` says which
    q-1: unknown variant `maybe`, expected one of `answered`, `declined`, `clarify`, `declined_or_clarify`, `any_honest`
    "
    );
}

fn verdicts(of: &[(&str, Verdict)]) -> BTreeMap<String, Verdict> {
    of.iter().map(|(id, it)| ((*id).to_owned(), *it)).collect()
}

#[test]
fn a_baseline_is_lowered_by_what_is_lost_and_by_what_is_newly_wrong() {
    use Verdict::{AskedNeedlessly, DeclinedNeedlessly, Failed, Right, WrongShown};
    let before = [("a", Right), ("b", DeclinedNeedlessly), ("c", WrongShown)];
    let baseline = Baseline(verdicts(&before));
    let lowers = |now: &[(&str, Verdict)]| baseline.changes(&verdicts(now), true).lowers();
    assert!(!lowers(&before));
    assert!(!lowers(&[
        ("a", Right),
        ("b", Right),
        ("c", DeclinedNeedlessly)
    ]));
    assert!(!lowers(&[
        ("a", Right),
        ("b", AskedNeedlessly),
        ("c", Failed)
    ]));
    assert!(!lowers(&[
        ("a", Right),
        ("b", DeclinedNeedlessly),
        ("c", WrongShown),
        ("d", Failed)
    ]));
    assert!(lowers(&[
        ("a", DeclinedNeedlessly),
        ("b", Right),
        ("c", Right)
    ]));
    assert!(lowers(&[("a", Right), ("b", WrongShown), ("c", Right)]));
    assert!(lowers(&[
        ("a", Right),
        ("b", Right),
        ("c", Right),
        ("d", WrongShown)
    ]));
    assert!(
        lowers(&[("b", Right), ("c", Right)]),
        "a question that was right is gone"
    );
    let some = baseline.changes(&verdicts(&[("b", Right)]), false);
    assert!(!some.lowers(), "not all were asked");
    insta::assert_snapshot!(some.gained[0], @"b: declined needlessly → right");
    insta::assert_snapshot!(baseline.text(), @r#"
    {
      "a": "right",
      "b": "declined_needlessly",
      "c": "wrong_shown"
    }
    "#);
    let mut updated = baseline.clone();
    updated.update(&verdicts(&[("b", Right)]), false);
    assert_eq!(
        updated.0,
        verdicts(&[("a", Right), ("b", Right), ("c", WrongShown)])
    );
    updated.update(&verdicts(&[("b", Right)]), true);
    assert_eq!(updated.0, verdicts(&[("b", Right)]));
}

#[test]
fn percentiles_are_values_that_occurred() {
    let values: Vec<f64> = (1..=200).map(f64::from).collect();
    let of = Percentiles::of(values);
    assert_eq!((of.p50, of.p99, of.max), (100.0, 198.0, 200.0));
    assert_eq!(Percentiles::of(vec![3.0]).p99, 3.0);
    assert_eq!(Percentiles::of(Vec::new()), Percentiles::default());
    let counts = Counts::of([Verdict::Right, Verdict::WrongShown, Verdict::AskedRightly]);
    assert_eq!((counts.good(), counts.total()), (2, 3));
}

/// A run of `wenbo eval` on the shop; all its files are in the shop's folder.
async fn eval(files: &Files, more: &[&str]) -> ExitCode {
    let text = |path: PathBuf| path.to_str().unwrap().to_owned();
    let of = |name: &str| text(files.data().with_file_name(name));
    let named = [
        ("--data", text(files.data())),
        ("--layer", text(files.layer())),
        ("--questions", of("shop.yml")),
        ("--baseline", of("baseline.json")),
        ("--json", of("out/report.json")),
        ("--html", of("out/report.html")),
    ];
    let mut arguments = vec!["wenbo", "eval"];
    for (name, value) in &named {
        arguments.extend([*name, value.as_str()]);
    }
    arguments.extend(more);
    wenbo::command::run(wenbo::config::Cli::parse_from(arguments)).await
}

#[tokio::test]
async fn an_evaluation_is_judged_reported_and_held_against_its_baseline() {
    let files = Files::new();
    let beside = |name: &str| files.data().with_file_name(name);
    fs::copy(folder("tests/cases/eval/shop.yml"), beside("shop.yml")).unwrap();
    let same = |code: ExitCode, number: u8| {
        assert_eq!(format!("{code:?}"), format!("{:?}", ExitCode::from(number)));
    };
    // A baseline that is not there is a misuse, and is written where that is asked for.
    same(eval(&files, &[]).await, 2);
    same(eval(&files, &["--write-baseline"]).await, 0);
    same(eval(&files, &[]).await, 0);
    let baseline = fs::read_to_string(beside("baseline.json")).unwrap();
    insta::assert_snapshot!(baseline, @r#"
    {
      "shop-1": "right",
      "shop-2": "wrong_shown",
      "shop-3": "declined_needlessly",
      "shop-4": "failed",
      "shop-5": "declined_rightly",
      "shop-6-en": "right",
      "shop-6-zh": "right"
    }
    "#);

    let report: Value =
        serde_json::from_str(&fs::read_to_string(beside("out/report.json")).unwrap()).unwrap();
    insta::assert_snapshot!(report["summary"]["all"], @r#"{"wrong_shown":1,"failed":1,"declined_needlessly":1,"right":3}"#);
    insta::assert_snapshot!(report["summary"]["not_built"], @r#"{"declined_rightly":1}"#);
    insta::assert_snapshot!(report["summary"]["pairs"], @r#"{"pairs":1,"zh":100.0,"en":100.0,"gap":0.0,"unequal":[]}"#);
    let page = fs::read_to_string(beside("out/report.html")).unwrap();
    assert!(
        page.contains("&lt;b&gt;") && !page.contains("<b>天气"),
        "texts are escaped"
    );
    assert!(!page.contains("http:") && !page.contains("https:") && !page.contains("<script"));
    let place = |id: &str| page.find(&format!("<code>{id}</code>")).unwrap();
    assert!(place("shop-2") < place("shop-3") && place("shop-3") < place("shop-1"));

    // What was right and is no longer, and what is newly wrong and shown, end with 1.
    let lowered = |from: &str, to: &str| {
        assert!(baseline.contains(from), "{baseline}");
        fs::write(beside("baseline.json"), baseline.replace(from, to)).unwrap();
    };
    lowered(r#""shop-3": "declined_needlessly""#, r#""shop-3": "right""#);
    same(eval(&files, &[]).await, 1);
    same(eval(&files, &["--kinds", "lookup"]).await, 0);
    lowered(
        r#""shop-2": "wrong_shown""#,
        r#""shop-2": "declined_needlessly""#,
    );
    same(eval(&files, &[]).await, 1);
    same(eval(&files, &["--kinds", "looup"]).await, 2);
    same(eval(&files, &["--lane", "model"]).await, 2);
}
