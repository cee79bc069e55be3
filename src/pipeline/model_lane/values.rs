//! Values that a statement compares with must be ones that exist: a guessed code gives an empty result, which looks like an answer.

use semantic_sql::expr::{Expr, Literal};
use semantic_sql::parse;
use semantic_sql::syntax::Name;

use crate::planner::reading::Reader;

/// The most names that a message lists.
const MAX_LISTED: usize = 12;

/// Says which values of a statement no field has.
pub(super) fn check(reader: &Reader<'_>, sql: &str) -> Result<(), Vec<String>> {
    let Ok(statement) = parse(sql) else {
        return Ok(()); // Binding has said what is wrong with it.
    };
    let mut problems = Vec::new();
    for select in &statement.selects {
        for condition in select.filter.iter().chain(&select.having) {
            condition.visit_nodes(&mut |node| problems.extend(unknown(reader, node)));
        }
        for item in &select.items {
            item.expr.visit_leaves(&mut |name| {
                if let Name::Measure(measure) = name
                    && let Some(filter) = &measure.filter
                {
                    filter.visit_nodes(&mut |node| problems.extend(unknown(reader, node)));
                }
            });
        }
    }
    problems.dedup();
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

fn unknown(reader: &Reader<'_>, node: &Expr<Name>) -> Vec<String> {
    let is_text = |it: &&Expr<Name>| matches!(it, Expr::Literal(Literal::String(_)));
    let compared = match node {
        Expr::Binary { left, right, .. } => is_text(&right.as_ref()).then_some(left),
        Expr::InList { expr, list, .. } => list.iter().any(|it| is_text(&it)).then_some(expr),
        _ => None,
    };
    let field = compared.and_then(|expr| reader.field_of(expr));
    let (Some(field), Some(read)) = (field, reader.restriction(node)) else {
        return Vec::new();
    };
    if !["=", "!=", "in", "not in"].contains(&read.op.as_str()) {
        return Vec::new();
    }
    let declared = &reader.layer.field(field).values;
    let known = reader.knowledge.values(field);
    if declared.is_empty() && known.is_empty() {
        return Vec::new();
    }
    let exists = |value: &str| {
        declared.iter().any(|it| it.value == value) || known.iter().any(|it| it.value == value)
    };
    // Only what the layer declares is listed: names that the data has are not the model's to see.
    let codes: Vec<&str> = declared
        .iter()
        .map(|it| it.value.as_str())
        .take(MAX_LISTED)
        .collect();
    let listed = if codes.is_empty() {
        "use the ids given with the question, or kind \"clarify\"".to_owned()
    } else {
        format!("there are {}", codes.join(", "))
    };
    let wrong = read.values.iter().filter(|value| !exists(value));
    wrong
        .map(|value| {
            let value: String = value.chars().take(60).collect();
            format!("{} has no value {value:?}; {listed}", read.dimension)
        })
        .collect()
}
