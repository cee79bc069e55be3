//! Trees → text: YAML and JSON.

use saphyr::{Mapping, Scalar, Yaml, YamlEmitter};
use serde_json::Value as Json;

use crate::layer::yaml::{self, Node, Value};

/// Pairs of a mapping: key, line, value.
pub(super) type Pairs = Vec<(String, usize, Node)>;

/// A node of its own, with the line that its value comes from.
pub(super) fn node(line: usize, value: Value) -> Node {
    Node { line, value }
}

/// A text.
pub(super) fn text(line: usize, text: impl Into<String>) -> Node {
    node(line, Value::Text(text.into()))
}

/// A list of texts.
pub(super) fn texts(line: usize, items: impl IntoIterator<Item = String>) -> Node {
    let items = items.into_iter().map(|item| text(line, item)).collect();
    node(line, Value::List(items))
}

/// A pair of a mapping.
pub(super) fn pair(key: &str, value: Node) -> (String, usize, Node) {
    (key.to_owned(), value.line, value)
}

/// The pairs of a mapping; none of anything else.
pub(super) fn pairs(node: &Node) -> &[(String, usize, Node)] {
    match &node.value {
        Value::Map(pairs) => pairs,
        Value::Null | Value::Boolean(_) | Value::Number(_) | Value::Text(_) | Value::List(_) => &[],
    }
}

/// The items of a list; one item of a scalar or a mapping, none of null.
pub(super) fn items(node: Option<&Node>) -> Vec<&Node> {
    match node.map(|node| (&node.value, node)) {
        None | Some((Value::Null, _)) => Vec::new(),
        Some((Value::List(items), _)) => items.iter().collect(),
        Some((_, single)) => vec![single],
    }
}

/// Whether two trees say the same, wherever they stand.
pub(super) fn same(left: &Node, right: &Node) -> bool {
    match (&left.value, &right.value) {
        (Value::Null, Value::Null) => true,
        (Value::Boolean(left), Value::Boolean(right)) => left == right,
        (Value::Number(left), Value::Number(right)) | (Value::Text(left), Value::Text(right)) => {
            left == right
        }
        (Value::List(left), Value::List(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(l, r)| same(l, r))
        }
        (Value::Map(left), Value::Map(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .zip(right)
                    .all(|((key, _, l), (other, _, r))| key == other && same(l, r))
        }
        _ => false,
    }
}

/// Writes a tree as a YAML document.
///
/// # Errors
/// The reason why the tree has no text that is read back to it.
pub(super) fn yaml(tree: &Node) -> Result<String, String> {
    let mut text = String::new();
    YamlEmitter::new(&mut text)
        .dump(&to_yaml(tree))
        .map_err(|error| format!("the document cannot be written as YAML: {error}"))?;
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let mut problems = Vec::new();
    match yaml::parse("the written document", &text, &mut problems) {
        Some(back) if problems.is_empty() && same(tree, &back) => Ok(text),
        _ => Err(format!(
            "the document is not read back as it was written{}",
            problems
                .first()
                .map_or_else(String::new, |problem| format!(": {problem}"))
        )),
    }
}

fn to_yaml(tree: &Node) -> Yaml<'_> {
    match &tree.value {
        Value::Null => Yaml::Value(Scalar::Null),
        Value::Boolean(value) => Yaml::Value(Scalar::Boolean(*value)),
        Value::Number(text) => match (text.parse::<i64>(), text.parse::<f64>()) {
            (Ok(number), _) => Yaml::Value(Scalar::Integer(number)),
            (_, Ok(number)) => Yaml::Value(Scalar::FloatingPoint(number.into())),
            _ => Yaml::Value(Scalar::String(text.into())),
        },
        Value::Text(text) => Yaml::Value(Scalar::String(text.into())),
        Value::List(items) => Yaml::Sequence(items.iter().map(to_yaml).collect()),
        Value::Map(pairs) => {
            let mut mapping = Mapping::new();
            for (key, _, value) in pairs {
                let key = Yaml::Value(Scalar::String(key.into()));
                mapping.insert(key, to_yaml(value));
            }
            Yaml::Mapping(mapping)
        }
    }
}

/// A tree as JSON.
pub(super) fn json(tree: &Node) -> Json {
    match &tree.value {
        Value::Null => Json::Null,
        Value::Boolean(value) => Json::Bool(*value),
        Value::Number(text) => {
            serde_json::from_str(text).unwrap_or_else(|_| Json::String(text.clone()))
        }
        Value::Text(text) => Json::String(text.clone()),
        Value::List(items) => Json::Array(items.iter().map(json).collect()),
        Value::Map(pairs) => Json::Object(
            pairs
                .iter()
                .map(|(key, _, value)| (key.clone(), json(value)))
                .collect(),
        ),
    }
}
