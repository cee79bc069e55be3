//! What is said: case by case, and no question of the evaluation is taken for a command.

use std::fs;
use std::path::Path;

use semantic_sql::layer::read_document;
use serde::Deserialize;
use wenbo::eval::question;
use wenbo::push::{Assumed, Command, Due, To, Wish, read};
use wenbo::question::Language;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    say: String,
    question: Option<String>,
    when: Option<String>,
    bound: Option<(String, String, f64)>,
    to: Option<String>,
    #[serde(default)]
    assumed: Vec<String>,
    does: Option<String>,
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/push");
    let mut cases = Vec::new();
    for language in ["zh", "en"] {
        let name = format!("{language}.yml");
        let text = fs::read_to_string(folder.join(&name)).unwrap();
        let read: Vec<Case> = serde_json::from_value(read_document(&name, &text).unwrap()).unwrap();
        cases.extend(read);
    }
    cases
}

/// A command as the cases write it.
fn written(command: &Command) -> String {
    match command {
        Command::List => "list".to_owned(),
        Command::Pause(number) => format!("pause {number}"),
        Command::Resume(number) => format!("resume {number}"),
        Command::Delete(number) => format!("delete {number}"),
        Command::Subscribe(wish) => wish_written(wish),
    }
}

fn wish_written(wish: &Wish) -> String {
    let due = match &wish.due {
        Due::Times(times) => times.told(Language::of(&wish.question)),
        Due::Bound(bound) => format!("{} {} {}", bound.said, bound.op.sql(), bound.value),
    };
    let to = match wish.to {
        To::Me => "me",
        To::Here => "here",
        To::Robot => "robot",
        To::Unsaid => "unsaid",
    };
    let assumed = wish.assumed.iter().map(|it| match it {
        Assumed::Time => "time",
        Assumed::Day => "day",
    });
    let assumed: Vec<&str> = assumed.collect();
    format!("{} | {due} | {to} | {}", wish.question, assumed.join(" "))
}

fn expected(case: &Case) -> Option<String> {
    if let Some(does) = &case.does {
        return Some(does.clone());
    }
    let due = match (&case.when, &case.bound) {
        (Some(when), _) => when.clone(),
        (None, Some((said, op, value))) => format!("{said} {op} {value}"),
        (None, None) => return None,
    };
    let question = case.question.as_ref().unwrap();
    let to = case.to.as_ref().unwrap();
    Some(format!(
        "{question} | {due} | {to} | {}",
        case.assumed.join(" ")
    ))
}

#[test]
fn what_is_said_is_read() {
    let cases = cases();
    assert!(cases.len() >= 100);
    let mut wrong = Vec::new();
    for case in &cases {
        let got = read(&case.say).as_ref().map(written);
        let expected = expected(case);
        if got != expected {
            wrong.push(format!(
                "{}\n    got {got:?}\n    not {expected:?}",
                case.say
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_question_of_the_evaluation_is_a_command() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("eval/questions");
    let questions = question::load(&folder).unwrap();
    assert!(questions.len() >= 500, "{}", questions.len());
    let texts = questions
        .iter()
        .flat_map(|it| it.after.iter().chain([&it.text]));
    let taken: Vec<String> = texts
        .filter_map(|text| read(text).map(|it| format!("{text} → {}", written(&it))))
        .collect();
    assert!(taken.is_empty(), "{}", taken.join("\n"));
}

#[test]
fn nothing_that_can_be_said_ends_the_program() {
    let cases = cases();
    for case in &cases {
        let chars: Vec<char> = case.say.chars().collect();
        // Every piece of what is said, and every piece twice.
        for from in 0..chars.len() {
            let piece: String = chars[from..].iter().collect();
            let _read = read(&piece);
            let piece: String = chars[..from].iter().collect();
            let _read = (read(&piece), read(&format!("{piece}{piece}")));
        }
    }
    assert_eq!(read(&"每天9点发我".repeat(100_000)), None);
}
