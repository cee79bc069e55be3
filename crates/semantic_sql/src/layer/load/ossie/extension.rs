//! Our entry under `custom_extensions`.

use crate::layer::interchange::contract::{AT_HOME, KNOWN};
use crate::layer::yaml::{self, Node, Reader, Value};

/// The vendor name of our extension.
pub(in crate::layer) const VENDOR: &str = "WENBO";

/// The keys of our own entry under the shorthand's names, and the other vendors' entries as they
/// are.
pub(super) fn read(reader: &mut Reader<'_>, entries: &Node) -> Vec<(String, usize, Node)> {
    let Value::List(items) = &entries.value else {
        reader.problem(entries.line, "`custom_extensions` must be a list", None);
        return Vec::new();
    };
    let mut pairs = Vec::new();
    let mut others = Vec::new();
    for item in items {
        if item.get("vendor_name").and_then(Node::text).as_deref() == Some(VENDOR) {
            if !pairs.is_empty() {
                reader.problem(item.line, format!("a second extension of {VENDOR}"), None);
            }
            pairs.extend(own(reader, item));
        } else {
            others.push(item.clone());
        }
    }
    if !others.is_empty() {
        let others = Node {
            line: entries.line,
            value: Value::List(others),
        };
        pairs.push(("custom_extensions".to_owned(), entries.line, others));
    }
    pairs
}

fn own(reader: &mut Reader<'_>, item: &Node) -> Vec<(String, usize, Node)> {
    let Some(data) = item.get("data").and_then(Node::text) else {
        reader.problem(item.line, "an extension has no `data`", None);
        return Vec::new();
    };
    let file = reader.file.to_owned();
    let Some(Node {
        value: Value::Map(inner),
        ..
    }) = yaml::parse(&file, &data, reader.problems)
    else {
        reader.problem(
            item.line,
            "the `data` of an extension must be a JSON object",
            None,
        );
        return Vec::new();
    };
    let present: Vec<String> = inner.iter().map(|(key, ..)| key.clone()).collect();
    let mut pairs = Vec::new();
    for (key, _, value) in inner {
        match key.as_str() {
            "v" => check_version(reader, &value, item.line),
            "requires" => check_requires(reader, &value, &present, item.line),
            "window" | "duckdb_expression" => {
                reader.problem(item.line, format!("`{key}` is not supported"), None);
            }
            home if AT_HOME.contains(&home) => {
                let hint = "Ossie has a place for it; write it there alone.".to_owned();
                let message = format!("unknown key `{key}` in an extension of {VENDOR}");
                reader.problem(item.line, message, Some(hint));
            }
            _ => {
                let (key, value) = shorthand(key, value, item.line);
                pairs.push((key, item.line, value));
            }
        }
    }
    pairs
}

fn check_version(reader: &mut Reader<'_>, value: &Node, line: usize) {
    let version = value.text().unwrap_or_default();
    if version.split('.').next() != Some("1") {
        reader.problem(
            line,
            format!("version `{version}` of the extension of {VENDOR} is not known"),
            Some("Version 1 is read here.".to_owned()),
        );
    }
}

/// A key that must be understood and is not would give wrong numbers or show rows.
fn check_requires(reader: &mut Reader<'_>, value: &Node, present: &[String], line: usize) {
    let Value::List(items) = &value.value else {
        reader.problem(line, "`requires` must be a list of keys", None);
        return;
    };
    for item in items {
        let key = item.text().unwrap_or_default();
        if !KNOWN.contains(&key.as_str()) && !present.contains(&key) {
            reader.problem(
                line,
                format!("the document requires `{key}`, which is not known here"),
                None,
            );
        }
    }
}

/// `i18n` is the shorthand's `label`, `descriptions` its `description`. Lines inside the JSON
/// string are meaningless; the entry's own line is what a person looks for.
fn shorthand(key: String, node: Node, line: usize) -> (String, Node) {
    match key.as_str() {
        "i18n" => ("label".to_owned(), languages(node, line)),
        "descriptions" => ("description".to_owned(), languages(node, line)),
        _ => (key, relined(node, line)),
    }
}

fn languages(node: Node, line: usize) -> Node {
    let mut node = relined(node, line);
    if let Value::Map(pairs) = &mut node.value {
        for (language, ..) in pairs {
            if language == "zh-CN" {
                "zh".clone_into(language);
            }
        }
    }
    node
}

fn relined(node: Node, line: usize) -> Node {
    let value = match node.value {
        Value::List(items) => {
            Value::List(items.into_iter().map(|item| relined(item, line)).collect())
        }
        Value::Map(pairs) => Value::Map(
            pairs
                .into_iter()
                .map(|(key, _, value)| {
                    let (key, value) = shorthand(key, value, line);
                    (key, line, value)
                })
                .collect(),
        ),
        other => other,
    };
    Node { line, value }
}
