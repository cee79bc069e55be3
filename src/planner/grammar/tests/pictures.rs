//! Words for pictures, in a question of its own and after another one; and the days beside a number.

use std::fmt::Write as _;

use semantic_sql::layer::SemanticLayer;

use super::{question, world};
use crate::knowledge::Knowledge;
use crate::plan::{DAYS, Plan, QueryPlan};
use crate::planner::grammar::GrammarPlanner;

/// The lines of a case file that are no comment, by what stands before the first colon and a blank.
fn lines(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let lines = text.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split_once(": ").expect("a kind and a question"))
}

fn planned(
    planner: &GrammarPlanner,
    (layer, knowledge): (&SemanticLayer, &Knowledge),
    text: &str,
) -> Result<QueryPlan, String> {
    let mut parts = text.split(" => ").map(str::to_owned).collect::<Vec<_>>();
    let mut asked = question(&parts.pop().expect("a question"));
    asked.earlier = parts;
    match planner.plan(layer, knowledge, &asked) {
        Plan::Query(query) => Ok(query),
        other => Err(format!("{other:?}")),
    }
}

#[test]
fn a_picture_is_asked_for_in_many_words() {
    let (layer, knowledge) = world();
    let planner = GrammarPlanner::new(&layer, &knowledge);
    let mut wrong = String::new();
    let mut count = 0;
    for (kind, text) in lines(include_str!("../../../../tests/cases/plan/pictures.txt")) {
        count += 1;
        let got = match planned(&planner, (&layer, &knowledge), text) {
            Ok(query) => query
                .chart
                .map_or("none".to_owned(), |wish| format!("{wish:?}").to_lowercase()),
            Err(other) => other,
        };
        if got != kind {
            let _ = writeln!(wrong, "{text}\n  want {kind}\n  got  {got}");
        }
    }
    assert!(count > 100, "only {count} cases were read");
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn the_days_beside_a_number_are_those_of_its_own_question() {
    let (layer, knowledge) = world();
    let planner = GrammarPlanner::new(&layer, &knowledge);
    let mut wrong = String::new();
    for (text, want) in lines(include_str!("../../../../tests/cases/plan/days.txt")) {
        let got = match planned(&planner, (&layer, &knowledge), text) {
            Ok(query) => {
                let days = query.supporting.iter().find(|it| it.name == DAYS);
                days.map_or("none".to_owned(), |it| it.sql.0.clone())
            }
            Err(other) => other,
        };
        if got != want {
            let _ = writeln!(wrong, "{text}\n  want {want}\n  got  {got}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
