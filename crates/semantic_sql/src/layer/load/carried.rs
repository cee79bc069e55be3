//! `ai_context` and `custom_extensions`, which a layer carries for others: nobody here reads them,
//! and export writes them back.

use crate::layer::yaml::{Node, Reader, Value};

use super::ossie::VENDOR;

/// Takes them out of the document: they may stand at the model, a dataset, a field, a relationship
/// and a metric, and the readers of those know every other key.
pub(super) fn strip(reader: &mut Reader<'_>, node: &mut Node) {
    let Value::Map(pairs) = &mut node.value else {
        return;
    };
    for (key, _, value) in pairs {
        match key.as_str() {
            "model" => object(reader, value),
            "datasets" | "relationships" | "metrics" => each(reader, value),
            _ => {}
        }
    }
}

fn each(reader: &mut Reader<'_>, node: &mut Node) {
    match &mut node.value {
        Value::List(items) => items.iter_mut().for_each(|item| object(reader, item)),
        Value::Map(_) => object(reader, node),
        Value::Null | Value::Boolean(_) | Value::Number(_) | Value::Text(_) => {}
    }
}

fn object(reader: &mut Reader<'_>, node: &mut Node) {
    let Value::Map(pairs) = &mut node.value else {
        return;
    };
    pairs.retain_mut(|(key, line, value)| match key.as_str() {
        "custom_extensions" => {
            check_extensions(reader, value);
            false
        }
        "ai_context" => {
            if !matches!(value.value, Value::Text(_) | Value::Map(_)) {
                reader.problem(*line, "`ai_context` must be a text or a mapping", None);
            }
            false
        }
        "fields" => {
            each(reader, value);
            true
        }
        _ => true,
    });
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
