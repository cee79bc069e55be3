//! What a metric is made of: `factors` or `terms`; and the `attribution` block.

use crate::layer::Text;
use crate::layer::yaml::{Node, Reader};

use super::text_pair;

/// The parts of a metric, read.
#[derive(Debug)]
pub(in crate::layer) struct RawTree {
    pub(in crate::layer) parts: RawParts,
}

/// The two ways of putting parts together.
#[derive(Debug)]
pub(in crate::layer) enum RawParts {
    Product(Vec<RawFactor>),
    /// Each with whether it is taken away.
    Sum(Vec<(String, bool)>),
}

/// A factor, read.
#[derive(Debug, Default)]
pub(in crate::layer) struct RawFactor {
    pub(in crate::layer) of: Option<String>,
    pub(in crate::layer) over: Option<String>,
    pub(in crate::layer) label: Option<Text>,
    pub(in crate::layer) stands_for: Vec<String>,
}

/// The `attribution` block, read.
#[derive(Debug, Default)]
pub(in crate::layer) struct RawAttribution {
    pub(in crate::layer) file: String,
    pub(in crate::layer) line: usize,
    pub(in crate::layer) dimensions: Vec<String>,
}

/// Reads the parts of a metric.
pub(super) fn read(reader: &mut Reader<'_>, node: &Node) -> Option<RawTree> {
    let factors = reader.list(node, "factors");
    let terms = reader.list(node, "terms");
    if !factors.is_empty() && !terms.is_empty() {
        reader.problem(
            node.line,
            "a metric has both `factors` and `terms`",
            Some("It is a product or a sum.".to_owned()),
        );
    }
    let parts = match (factors.is_empty(), terms.is_empty()) {
        (true, true) => return None,
        (false, _) => RawParts::Product(
            factors
                .into_iter()
                .filter_map(|item| factor(reader, item))
                .collect(),
        ),
        (true, false) => RawParts::Sum(
            terms
                .into_iter()
                .filter_map(|item| term(reader, item))
                .collect(),
        ),
    };
    Some(RawTree { parts })
}

/// A name, or `{of: …, over: …, label: …}`.
fn factor(reader: &mut Reader<'_>, node: &Node) -> Option<RawFactor> {
    if let Some(name) = node.text() {
        return Some(RawFactor {
            of: Some(name),
            ..RawFactor::default()
        });
    }
    reader.only_keys(node, "a factor", &["of", "over", "label", "stands_for"]);
    let label = text_pair(reader, node, "label");
    let factor = RawFactor {
        of: reader.text(node, "of"),
        over: reader.text(node, "over"),
        label: (!label.is_empty()).then_some(label),
        stands_for: reader.texts(node, "stands_for"),
    };
    if factor.of.is_none() && factor.over.is_none() {
        reader.problem(
            node.line,
            "a factor names no metric",
            Some("Write its name, or {of: …, over: …}.".to_owned()),
        );
        return None;
    }
    if factor.of.is_some() && factor.over.is_some() && factor.label.is_none() {
        reader.problem(
            node.line,
            "a factor that is one metric over another has no `label`",
            None,
        );
    }
    Some(factor)
}

/// A name, or `{minus: …}`.
fn term(reader: &mut Reader<'_>, node: &Node) -> Option<(String, bool)> {
    if let Some(name) = node.text() {
        return Some((name, false));
    }
    reader.only_keys(node, "a term", &["minus"]);
    Some((reader.required(node, "minus", "a term")?, true))
}

/// Reads the block.
pub(super) fn read_block(reader: &mut Reader<'_>, node: &Node) -> RawAttribution {
    reader.only_keys(node, "attribution", &["dimensions"]);
    RawAttribution {
        file: reader.file.to_owned(),
        line: node.line,
        dimensions: reader.texts(node, "dimensions"),
    }
}
