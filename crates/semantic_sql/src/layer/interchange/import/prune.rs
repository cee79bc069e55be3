//! Takes out what the loader refuses, and says why, until the rest loads.
//!
//! The loader is the judge of what a layer may hold: an expression outside the dialect, a name
//! that does not exist, a source that is a query. A row policy that it refuses closes its dataset.

use crate::layer::load::{LayerProblem, load_documents};
use crate::layer::yaml::{Node, Value};

use super::super::write::{node, pair, text};
use super::{Draft, Finding, FindingKind};

/// Each round removes something; a layer that needs more rounds than this is not one.
const MOST_ROUNDS: usize = 200;

/// Takes parts out until the documents load.
///
/// # Errors
/// Problems that no part of a document is to blame for.
pub(super) fn until_it_loads(mut draft: Draft) -> Result<Draft, Vec<LayerProblem>> {
    for _ in 0..MOST_ROUNDS {
        let Err(problems) = load_documents(draft.documents.clone(), Vec::new()) else {
            return Ok(draft);
        };
        let before = draft.findings.len();
        for problem in &problems {
            take_out(&mut draft, problem);
        }
        if draft.findings.len() == before {
            return Err(problems);
        }
    }
    Err(super::refused("import", 0, "the document does not settle"))
}

fn take_out(draft: &mut Draft, problem: &LayerProblem) {
    let Some((_, document)) = draft
        .documents
        .iter_mut()
        .find(|(file, _)| *file == problem.file)
    else {
        return;
    };
    let Value::Map(pairs) = &mut document.value else {
        return;
    };
    let mut taken = Vec::new();
    for (key, _, value) in pairs {
        let Value::List(list) = &mut value.value else {
            continue;
        };
        match key.as_str() {
            "datasets" => {
                for dataset in list.iter_mut() {
                    taken.extend(inside_dataset(dataset, problem));
                }
                if taken.is_empty() {
                    taken.extend(remove(list, problem, ""));
                }
            }
            "relationships" | "metrics" => taken.extend(remove(list, problem, "")),
            _ => {}
        }
    }
    draft
        .findings
        .extend(taken.into_iter().map(|(kind, path)| Finding {
            kind,
            file: problem.file.clone(),
            line: problem.line,
            path,
            reason: problem.message.clone(),
        }));
}

/// A field is removed; a policy becomes one that nobody passes.
fn inside_dataset(dataset: &mut Node, problem: &LayerProblem) -> Vec<(FindingKind, String)> {
    let owner = name_of(dataset);
    let Value::Map(pairs) = &mut dataset.value else {
        return Vec::new();
    };
    let mut taken = Vec::new();
    for (key, _, value) in pairs {
        let Value::List(list) = &mut value.value else {
            continue;
        };
        if key == "fields" {
            taken.extend(remove(list, problem, &owner));
        }
        if key == "rls" {
            for policy in list.iter_mut().filter(|policy| blamed(policy, problem)) {
                let path = format!("{owner}/{}", name_of(policy));
                *policy = closed(policy.line);
                taken.push((FindingKind::Closed, path));
            }
        }
    }
    taken
}

/// A policy that shows no row to anybody.
pub(super) fn closed(line: usize) -> Node {
    let policy = vec![
        pair("name", text(line, "closed")),
        pair("predicate", text(line, "FALSE")),
    ];
    node(line, Value::Map(policy))
}

/// Removes what the problem is about. Where several stand in one line, those it names.
fn remove(list: &mut Vec<Node>, problem: &LayerProblem, owner: &str) -> Vec<(FindingKind, String)> {
    let here: Vec<usize> = (0..list.len())
        .filter(|index| list[*index].line == problem.line)
        .collect();
    let named: Vec<usize> = here
        .iter()
        .copied()
        .filter(|index| names(&list[*index], problem))
        .collect();
    let mut gone = if named.is_empty() || here.len() == 1 {
        here
    } else {
        named
    };
    gone.reverse();
    gone.into_iter()
        .map(|index| {
            let name = name_of(&list.remove(index));
            let dot = if owner.is_empty() { "" } else { "." };
            (FindingKind::Lost, format!("{owner}{dot}{name}"))
        })
        .collect()
}

fn blamed(part: &Node, problem: &LayerProblem) -> bool {
    part.line == problem.line && names(part, problem)
}

fn names(part: &Node, problem: &LayerProblem) -> bool {
    let name = name_of(part);
    problem.message.contains(&format!("`{name}`")) || problem.message.contains(&format!("`{name}:"))
}

/// The name of a part; a relationship without one is called by its ends.
fn name_of(part: &Node) -> String {
    let get = |key: &str| part.get(key).and_then(Node::text);
    get("name").unwrap_or_else(|| {
        let side = |key: &str| get(key).unwrap_or_else(|| "?".to_owned());
        format!("{}_{}", side("from"), side("to"))
    })
}
