//! What was asked before, as the model sees it: the questions, and the statements that they came to.
//!
//! Names of the data in those statements become ids, as they do in the question.

use semantic_sql::expr::Literal;
use semantic_sql::parse;

use crate::plan::Plan;
use crate::planner::model::slice::{LayerSlice, MatchedValue};
use crate::planner::reading::Reader;
use crate::question::Question;

use super::Ground;

/// Turns further back than this are not shown.
const MAX_TURNS: usize = 3;
/// A longer question is cut, and a longer statement is not shown.
const MAX_CHARS: usize = 300;

/// The last turns, oldest first; ids of their values are added to the slice.
pub(super) fn turns(
    ground: Ground<'_>,
    question: &Question,
    slice: &mut LayerSlice,
) -> Vec<String> {
    let first = question.earlier.len().saturating_sub(MAX_TURNS);
    (first..question.earlier.len())
        .map(|at| turn(ground, question, at, slice))
        .collect()
}

fn turn(ground: Ground<'_>, question: &Question, at: usize, slice: &mut LayerSlice) -> String {
    let asked = Question {
        text: question.earlier[at].clone(),
        earlier: question.earlier[..at].to_vec(),
        ..question.clone()
    };
    let shown = |text: &str| text.chars().take(MAX_CHARS).collect::<String>();
    let plan = ground.grammar.plan(ground.layer, ground.knowledge, &asked);
    let Plan::Query(plan) = plan else {
        return shown(&asked.text);
    };
    if plan.sql.0.chars().count() > MAX_CHARS {
        return shown(&asked.text);
    }
    let sql = with_ids(ground, question, &plan.sql.0, slice);
    format!("{} => {sql}", shown(&asked.text))
}

/// Puts ids in the place of every value that the layer does not declare.
fn with_ids(ground: Ground<'_>, question: &Question, sql: &str, slice: &mut LayerSlice) -> String {
    let Ok(statement) = parse(sql) else {
        return String::new();
    };
    let reader = Reader {
        layer: ground.layer,
        knowledge: ground.knowledge,
        now: question.asked_at,
        named: None,
    };
    let mut values = Vec::new();
    for select in &statement.selects {
        if let Some(condition) = &select.filter {
            condition.visit_nodes(&mut |node| {
                let fields = reader.restricted(node);
                values.extend(fields.into_iter().flat_map(|(field, literals)| {
                    literals
                        .into_iter()
                        .map(move |literal| (field, literal.clone()))
                }));
            });
        }
    }
    let mut shown = sql.to_owned();
    for (field, literal) in values {
        let Literal::String(value) = literal else {
            continue;
        };
        let declared = &ground.layer.field(field).values;
        if declared.iter().any(|it| it.value == value) {
            continue;
        }
        let name = ground.layer.field_reference(field);
        let id = slice.id_of(&name, &value);
        shown = shown.replace(
            &format!("'{}'", value.replace('\'', "''")),
            &format!("'{id}'"),
        );
    }
    shown
}

impl LayerSlice {
    /// The id of a value of the data, a new one where it has none yet.
    fn id_of(&mut self, field: &str, value: &str) -> String {
        let mut known = self.matched_values.iter();
        if let Some(found) = known.find(|it| it.field == field && it.value == value) {
            return found.id.clone();
        }
        let id = format!("v{}", self.matched_values.len() + 1);
        self.matched_values.push(MatchedValue {
            id: id.clone(),
            field: field.to_owned(),
            asked_as: "asked before".to_owned(),
            value: value.to_owned(),
        });
        id
    }
}
