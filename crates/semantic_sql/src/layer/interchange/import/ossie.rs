//! Strict Ossie, flat or wrapped.

use crate::layer::load::{LayerProblem, ossie};
use crate::layer::yaml::{Node, Reader, Value};

use super::super::write::items;
use super::finding::Findings;
use super::{Draft, refused};

/// Dialects that are read.
const READ: [&str; 2] = ["ANSI_SQL", "OSSIE_SQL_2026"];

pub(super) fn read(trees: Vec<(String, Node)>) -> Result<Draft, Vec<LayerProblem>> {
    let mut draft = Draft::default();
    let mut problems = Vec::new();
    for (file, mut tree) in trees {
        if !ossie::is_ossie(&tree) {
            let message = "not an Ossie document: neither the flat form (`version`, `name` and `datasets` at the top) nor the wrapped one (`semantic_model`)";
            return Err(refused(&file, tree.line, message));
        }
        let mut findings = Findings::new(&file);
        each_model(&mut tree, &mut findings);
        let mut reader = Reader {
            file: &file,
            problems: &mut problems,
        };
        let tree = ossie::to_shorthand(&mut reader, tree);
        draft.documents.push((file, tree));
        draft.findings.append(&mut findings.all);
    }
    if problems.is_empty() {
        Ok(draft)
    } else {
        Err(problems)
    }
}

fn each_model(tree: &mut Node, findings: &mut Findings) {
    let Value::Map(pairs) = &mut tree.value else {
        return;
    };
    for (key, _, value) in pairs {
        match (key.as_str(), &mut value.value) {
            ("semantic_model", Value::List(models)) => {
                for model in models {
                    each_model(model, findings);
                }
            }
            ("metrics", Value::List(metrics)) => unreadable(metrics, "", findings),
            ("datasets", Value::List(datasets)) => {
                for dataset in datasets {
                    let owner = dataset.get("name").and_then(Node::text).unwrap_or_default();
                    if let Value::Map(pairs) = &mut dataset.value {
                        for (key, _, value) in pairs {
                            if let ("fields", Value::List(fields)) =
                                (key.as_str(), &mut value.value)
                            {
                                unreadable(fields, &format!("{owner}."), findings);
                            }
                        }
                    }
                }
            }
            _ => {}
        }
    }
}

/// Takes out what has no expression that is read, and lists expressions that are not taken.
fn unreadable(list: &mut Vec<Node>, owner: &str, findings: &mut Findings) {
    list.retain(|item| {
        let name = item.get("name").and_then(Node::text).unwrap_or_default();
        let path = format!("{owner}{name}");
        let Some(expression) = item.get("expression") else {
            return true;
        };
        let dialects: Vec<(usize, String)> = items(expression.get("dialects"))
            .into_iter()
            .filter_map(|entry| Some((entry.line, entry.get("dialect")?.text()?)))
            .collect();
        let (read, other): (Vec<_>, Vec<_>) = dialects
            .iter()
            .partition(|(_, dialect)| READ.contains(&dialect.as_str()));
        if read.is_empty() && !dialects.is_empty() {
            let names: Vec<&str> = other.iter().map(|(_, name)| name.as_str()).collect();
            let reason = format!(
                "no expression in {}, only in {}",
                READ.join(" or "),
                names.join(", ")
            );
            findings.lost(item.line, path, reason);
            return false;
        }
        for (line, dialect) in other {
            let reason = format!("the expression in {dialect} is not kept beside the one in SQL");
            findings.lost(*line, path.clone(), reason);
        }
        true
    });
}
