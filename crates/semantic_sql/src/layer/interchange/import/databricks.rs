//! Databricks metric views in YAML: the source and its joins become datasets, the fields theirs,
//! the measures metrics.

mod join;
mod measure;
mod sql;
mod view;

use crate::layer::load::LayerProblem;
use crate::layer::yaml::{Node, Value};

use super::super::write::{Pairs, items, node, pair, text};
use super::finding::Findings;
use super::table::{Table, list};
use super::{Draft, refused};
use view::View;

/// What all views of an import share.
#[derive(Default)]
pub(super) struct Shared {
    /// Datasets, with the file of each.
    pub(super) tables: Vec<(String, Table)>,
    /// Names of metrics that are taken.
    pub(super) metrics: Vec<String>,
}

pub(super) fn read(trees: &[(String, Node)], name: &str) -> Result<Draft, Vec<LayerProblem>> {
    let mut shared = Shared::default();
    let mut draft = Draft::default();
    let mut parts: Vec<(String, Vec<Node>, Vec<Node>)> = Vec::new();
    for (file, tree) in trees {
        let mut found = Findings::new(file);
        let mut view = View::new(file, tree, &mut shared, &mut found)
            .map_err(|(line, reason)| refused(file, line, reason))?;
        view.joins(&mut shared, &mut found);
        view.fields(&mut shared, &mut found);
        view.filter(&mut shared, &mut found)
            .map_err(|(line, reason)| refused(file, line, reason))?;
        let metrics = view.measures(&mut shared, &mut found);
        parts.push((file.clone(), view.relationships, metrics));
        draft.findings.append(&mut found.all);
    }
    let mut model = Some(pair(
        "model",
        node(0, Value::Map(vec![pair("name", text(0, name))])),
    ));
    for (file, relationships, metrics) in parts {
        let mut pairs: Pairs = model.take().into_iter().collect();
        let (own, others) = std::mem::take(&mut shared.tables)
            .into_iter()
            .partition(|(of, _)| *of == file);
        shared.tables = others;
        let datasets: Vec<(String, Table)> = own;
        let datasets = datasets
            .into_iter()
            .map(|(_, table)| table.into_node())
            .collect();
        for (key, list) in [
            ("datasets", datasets),
            ("relationships", relationships),
            ("metrics", metrics),
        ] {
            if !list.is_empty() {
                pairs.push(pair(key, node(0, Value::List(list))));
            }
        }
        draft.documents.push((file, node(0, Value::Map(pairs))));
    }
    Ok(draft)
}

/// A name that a layer can use: letters, digits and `_`.
pub(super) fn identifier(name: &str) -> String {
    let mut made = String::new();
    for c in name.trim().chars() {
        if c.is_alphanumeric() || c == '_' {
            made.extend(c.to_lowercase());
        } else if !made.ends_with('_') {
            made.push('_');
        }
    }
    let made = made.trim_matches('_').to_owned();
    if made.starts_with(|c: char| c.is_ascii_digit()) || made.is_empty() {
        format!("n_{made}")
    } else {
        made
    }
}

/// Names for people, as the shorthand writes them. A name that no layer can use stays as one.
pub(super) fn words(object: &Node, name: &str, made: &str) -> Pairs {
    let line = object.line;
    let mut pairs = Vec::new();
    let shown = object
        .get("display_name")
        .and_then(Node::text)
        .or_else(|| (name != made).then(|| name.to_owned()));
    pairs.extend(shown.map(|shown| pair("label", text(line, shown))));
    let comment = object.get("comment").and_then(Node::text);
    pairs.extend(comment.map(|comment| pair("description", text(line, comment))));
    let synonyms = items(object.get("synonyms"))
        .into_iter()
        .filter_map(Node::text)
        .collect();
    pairs.extend(list("synonyms", line, synonyms));
    pairs
}

/// Keys of an object that are not read.
pub(super) fn unread(found: &mut Findings, object: &Node, path: &str, read: &[&str]) {
    for (key, line, _) in super::super::write::pairs(object) {
        if read.contains(&key.as_str()) {
            continue;
        }
        let reason = match key.as_str() {
            "materialization" => "rollups are made by the database here, not by the layer",
            "rely" => "a promise for the optimizer has no counterpart",
            "format" => "a format of a field has no counterpart",
            _ => "the key is not known here",
        };
        let dot = if path.is_empty() { "" } else { "/" };
        found.lost(*line, format!("{path}{dot}{key}"), reason);
    }
}
