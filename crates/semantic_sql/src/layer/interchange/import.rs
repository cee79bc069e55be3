//! Other formats → the shorthand, and an exact list of what did not come along.
//!
//! What cannot be mapped safely is left out and listed. A rule about who may see what is never
//! dropped: the dataset is closed instead.

mod cube;
mod databricks;
mod finding;
mod ossie;
mod prune;
mod table;

use crate::layer::load::{LayerProblem, SourceFile};
use crate::layer::yaml::{self, Node, Value};

use super::write::{self, Pairs, items, node, pair};
pub use finding::{Finding, FindingKind};

/// A format that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportFormat {
    /// Apache Ossie, flat or wrapped.
    Ossie,
    /// Cube data models in YAML.
    Cube,
    /// Databricks metric views in YAML.
    Databricks,
}

/// A layer, and what of the original is not in it.
#[derive(Debug)]
pub struct Imported {
    /// The layer, as one file of the shorthand.
    pub text: String,
    /// What did not map, was closed, or has another name, in file order.
    pub findings: Vec<Finding>,
}

/// A tree of the shorthand for each file, and what was found while it was made.
#[derive(Default)]
struct Draft {
    documents: Vec<(String, Node)>,
    findings: Vec<Finding>,
}

/// Reads files of a format; `name` is the model's, where the format has none.
///
/// # Errors
/// Files that cannot be read at all, and documents of which nothing sound remains.
pub fn import(
    files: &[SourceFile],
    format: Option<ImportFormat>,
    name: &str,
) -> Result<Imported, Vec<LayerProblem>> {
    let mut problems = Vec::new();
    let mut trees = Vec::new();
    for file in files {
        if let Some(tree) = yaml::parse(&file.name, &file.text, &mut problems) {
            trees.push((file.name.clone(), tree));
        }
    }
    if !problems.is_empty() || trees.is_empty() {
        return Err(problems);
    }
    let format = format.unwrap_or_else(|| detect(&trees[0].1));
    let draft = match format {
        ImportFormat::Ossie => ossie::read(trees),
        ImportFormat::Cube => cube::read(&trees, name),
        ImportFormat::Databricks => databricks::read(&trees, name),
    }?;
    let mut draft = prune::until_it_loads(draft)?;
    draft.findings.sort_by(|a, b| {
        let place = |finding: &Finding| (finding.file.clone(), finding.line);
        place(a).cmp(&place(b))
    });
    let text = write::yaml(&merged(&draft.documents)).map_err(|message| {
        vec![LayerProblem {
            file: name.to_owned(),
            line: 0,
            message,
            hint: None,
        }]
    })?;
    Ok(Imported {
        text,
        findings: draft.findings,
    })
}

/// The format that a document looks like.
fn detect(tree: &Node) -> ImportFormat {
    let has = |key: &str| tree.get(key).is_some();
    if has("cubes") || has("views") {
        ImportFormat::Cube
    } else if has("source") && (has("measures") || has("fields") || has("dimensions")) {
        ImportFormat::Databricks
    } else {
        ImportFormat::Ossie
    }
}

/// One document of all.
fn merged(documents: &[(String, Node)]) -> Node {
    let mut pairs: Pairs = Vec::new();
    for key in ["model", "calendar", "language", "attribution"] {
        let found = documents.iter().find_map(|(_, document)| document.get(key));
        pairs.extend(found.map(|found| pair(key, found.clone())));
    }
    for key in ["datasets", "relationships", "metrics", "verified"] {
        let all: Vec<Node> = documents
            .iter()
            .flat_map(|(_, document)| items(document.get(key)))
            .cloned()
            .collect();
        if !all.is_empty() {
            pairs.push(pair(key, node(0, Value::List(all))));
        }
    }
    node(0, Value::Map(pairs))
}

/// A problem that ends an import.
fn refused(file: &str, line: usize, message: impl Into<String>) -> Vec<LayerProblem> {
    vec![LayerProblem {
        file: file.to_owned(),
        line,
        message: message.into(),
        hint: None,
    }]
}
