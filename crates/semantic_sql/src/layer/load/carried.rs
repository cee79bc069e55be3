//! `ai_context` and `custom_extensions`, which a layer carries for others: nobody here reads them,
//! and export writes them back.

use crate::layer::yaml::{Node, Reader, Value};

use super::ossie::VENDOR;

/// The document without them: they may stand at the model, a dataset, a field, a relationship and
/// a metric, and the readers of those know every other key.
pub(super) fn strip(reader: &mut Reader<'_>, node: Node) -> Node {
    let Value::Map(pairs) = node.value else {
        return node;
    };
    let pairs = pairs
        .into_iter()
        .map(|(key, line, value)| {
            let value = match key.as_str() {
                "model" => object(reader, value),
                "datasets" | "relationships" | "metrics" => each(reader, value),
                _ => value,
            };
            (key, line, value)
        })
        .collect();
    Node {
        line: node.line,
        value: Value::Map(pairs),
    }
}

fn each(reader: &mut Reader<'_>, node: Node) -> Node {
    let value = match node.value {
        Value::List(items) => {
            Value::List(items.into_iter().map(|item| object(reader, item)).collect())
        }
        Value::Map(_) => return object(reader, node),
        other => other,
    };
    Node {
        line: node.line,
        value,
    }
}

fn object(reader: &mut Reader<'_>, node: Node) -> Node {
    let Value::Map(pairs) = node.value else {
        return node;
    };
    let mut kept = Vec::new();
    for (key, line, value) in pairs {
        match key.as_str() {
            "custom_extensions" => check_extensions(reader, &value),
            "ai_context" => {
                if !matches!(value.value, Value::Text(_) | Value::Map(_)) {
                    reader.problem(line, "`ai_context` must be a text or a mapping", None);
                }
            }
            "fields" => kept.push((key, line, each(reader, value))),
            _ => kept.push((key, line, value)),
        }
    }
    Node {
        line: node.line,
        value: Value::Map(kept),
    }
}

fn check_extensions(reader: &mut Reader<'_>, node: &Node) {
    let Value::List(items) = &node.value else {
        reader.problem(node.line, "`custom_extensions` must be a list", None);
        return;
    };
    for item in items {
        reader.only_keys(item, "a custom extension", &["vendor_name", "data"]);
        let vendor = reader.required(item, "vendor_name", "a custom extension");
        reader.required(item, "data", "a custom extension");
        if vendor.as_deref() == Some(VENDOR) {
            let hint = "In these files our own keys stand beside the others.".to_owned();
            reader.problem(
                item.line,
                format!("an extension of {VENDOR} in the shorthand"),
                Some(hint),
            );
        }
    }
}
