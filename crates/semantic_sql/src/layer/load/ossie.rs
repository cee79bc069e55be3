//! Strict Ossie documents, flat or wrapped, rewritten into the shorthand.
//!
//! Only entries of vendor `WENBO` under `custom_extensions` are understood; other vendors' are
//! left alone, as the format asks.

use crate::layer::yaml::{self, Node, Reader, Value};

/// The vendor name of our extension.
const VENDOR: &str = "WENBO";

/// Keys of our extension that only tell a reader what it must understand.
const CONTRACT_KEYS: [&str; 2] = ["v", "requires"];

/// Keys that change numbers or rights and that this reader honours.
const UNDERSTOOD: [&str; 24] = [
    "time",
    "user_attributes",
    "currency",
    "rls",
    "shared",
    "hidden",
    "pii",
    "mask",
    "min_cell",
    "deny_roles",
    "additivity",
    "defaults",
    "fill",
    "spine",
    "using",
    "role",
    "cardinality",
    "valid",
    "kind",
    "time_dimension",
    "native_grain",
    "grains",
    "comparability",
    "analysis",
];

/// Whether the document is Ossie rather than shorthand.
pub(super) fn is_ossie(node: &Node) -> bool {
    node.get("semantic_model").is_some()
        || (node.get("version").is_some() && node.get("datasets").is_some())
}

const ROOT_KEYS: [&str; 9] = [
    "version",
    "name",
    "description",
    "ai_context",
    "datasets",
    "relationships",
    "metrics",
    "custom_extensions",
    "label",
];

/// Rewrites a strict document into the shorthand.
pub(super) fn to_shorthand(reader: &mut Reader<'_>, node: Node) -> Node {
    let document = only_model(reader, node);
    reader.only_keys(&document, "an Ossie model", &ROOT_KEYS);
    let mut model = flatten(reader, &document);
    model.retain(|(key, ..)| !["datasets", "relationships", "metrics"].contains(&key.as_str()));
    let line = document.line;
    let mut top = vec![(
        "model".to_owned(),
        line,
        Node {
            line,
            value: Value::Map(model),
        },
    )];
    for (key, convert) in [
        ("datasets", dataset as fn(&mut Reader<'_>, &Node) -> Node),
        ("relationships", relationship),
        ("metrics", element),
    ] {
        let items = reader
            .list(&document, key)
            .into_iter()
            .map(|item| convert(reader, item))
            .collect();
        top.push((
            key.to_owned(),
            line,
            Node {
                line,
                value: Value::List(items),
            },
        ));
    }
    Node {
        line,
        value: Value::Map(top),
    }
}

/// The one model of a document, flat or wrapped.
fn only_model(reader: &mut Reader<'_>, node: Node) -> Node {
    match node.get("semantic_model") {
        Some(Node {
            value: Value::List(models),
            ..
        }) if models.len() == 1 => models[0].clone(),
        Some(wrapped) => {
            reader.problem(
                wrapped.line,
                "`semantic_model` must list exactly one model",
                None,
            );
            Node {
                line: node.line,
                value: Value::Null,
            }
        }
        None => node,
    }
}

fn dataset(reader: &mut Reader<'_>, node: &Node) -> Node {
    let mut pairs = flatten(reader, node);
    pairs.retain(|(key, ..)| key != "fields");
    let fields = reader
        .list(node, "fields")
        .into_iter()
        .map(|item| element(reader, item))
        .collect();
    pairs.push((
        "fields".to_owned(),
        node.line,
        Node {
            line: node.line,
            value: Value::List(fields),
        },
    ));
    Node {
        line: node.line,
        value: Value::Map(pairs),
    }
}

fn element(reader: &mut Reader<'_>, node: &Node) -> Node {
    Node {
        line: node.line,
        value: Value::Map(flatten(reader, node)),
    }
}

fn relationship(reader: &mut Reader<'_>, node: &Node) -> Node {
    let mut pairs = flatten(reader, node);
    pairs.retain(|(key, ..)| key != "from_columns" && key != "to_columns");
    let many = reader.texts(node, "from_columns");
    let one = reader.texts(node, "to_columns");
    if many.len() != one.len() || many.is_empty() {
        reader.problem(
            node.line,
            "`from_columns` and `to_columns` must be equally long and not empty",
            None,
        );
    }
    let line = node.line;
    let on = many
        .into_iter()
        .zip(one)
        .map(|(many, one)| {
            (
                many,
                line,
                Node {
                    line,
                    value: Value::Text(one),
                },
            )
        })
        .collect();
    pairs.push((
        "on".to_owned(),
        line,
        Node {
            line,
            value: Value::Map(on),
        },
    ));
    Node {
        line,
        value: Value::Map(pairs),
    }
}

/// The pairs of one object with its extension, its synonyms and its expression folded in.
fn flatten(reader: &mut Reader<'_>, node: &Node) -> Vec<(String, usize, Node)> {
    let Value::Map(pairs) = &node.value else {
        reader.problem(node.line, "a mapping is expected here", None);
        return Vec::new();
    };
    let mut flat: Vec<(String, usize, Node)> = Vec::new();
    for (key, line, value) in pairs {
        match key.as_str() {
            "version" => {}
            "custom_extensions" => flat.extend(extension(reader, value)),
            "ai_context" => {
                if let Some(synonyms) = value.get("synonyms") {
                    flat.push(("synonyms".to_owned(), *line, synonyms.clone()));
                }
            }
            "expression" => flat.push((key.clone(), *line, expression(reader, value))),
            "datatype" => flat.push(("type".to_owned(), *line, value.clone())),
            "dimension" => {
                if let Some(is_time) = value.get("is_time") {
                    flat.push(("is_time".to_owned(), *line, is_time.clone()));
                }
            }
            _ => flat.push((key.clone(), *line, value.clone())),
        }
    }
    // A bilingual name of the extension wins over the one-language label.
    if flat.iter().filter(|(key, ..)| key == "label").count() > 1
        && let Some(index) = flat
            .iter()
            .position(|(key, _, node)| key == "label" && node.text().is_some())
    {
        flat.remove(index);
    }
    flat
}

/// The keys of our own entry; `i18n` is the shorthand's `label`.
fn extension(reader: &mut Reader<'_>, entries: &Node) -> Vec<(String, usize, Node)> {
    let Value::List(items) = &entries.value else {
        reader.problem(entries.line, "`custom_extensions` must be a list", None);
        return Vec::new();
    };
    let mut pairs = Vec::new();
    for item in items {
        if item.get("vendor_name").and_then(Node::text).as_deref() != Some(VENDOR) {
            continue;
        }
        let Some(data) = item.get("data").and_then(Node::text) else {
            reader.problem(item.line, "an extension has no `data`", None);
            continue;
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
            continue;
        };
        for (key, _, value) in inner {
            if CONTRACT_KEYS.contains(&key.as_str()) {
                check_contract(reader, &key, &value, item.line);
                continue;
            }
            if key == "window" || key == "duckdb_expression" {
                reader.problem(item.line, format!("`{key}` is not supported"), None);
                continue;
            }
            let key = if key == "i18n" {
                "label".to_owned()
            } else {
                key
            };
            pairs.push((key, item.line, relined(value, item.line)));
        }
    }
    pairs
}

/// Every key that an entry requires to be understood is one that we know.
fn check_contract(reader: &mut Reader<'_>, key: &str, value: &Node, line: usize) {
    if key != "requires" {
        return;
    }
    for name in reader.texts_of(value, "requires") {
        if UNDERSTOOD.contains(&name.as_str()) {
            continue;
        }
        let near = crate::diagnostic::nearest(&name, UNDERSTOOD, 1);
        let hint = near.first().map(|name| format!("Did you mean `{name}`?"));
        reader.problem(
            line,
            format!("the layer requires `{name}`, which is not supported"),
            hint,
        );
    }
}

/// Lines inside the JSON string are meaningless; the entry's own line is what a person looks for.
fn relined(node: Node, line: usize) -> Node {
    let value = match node.value {
        Value::List(items) => {
            Value::List(items.into_iter().map(|item| relined(item, line)).collect())
        }
        Value::Map(pairs) => Value::Map(
            pairs
                .into_iter()
                .map(|(key, _, value)| match key.as_str() {
                    "i18n" => ("label".to_owned(), line, relined(value, line)),
                    _ => (key, line, relined(value, line)),
                })
                .collect(),
        ),
        other => other,
    };
    Node { line, value }
}

/// The expression text of a dialect that we read.
fn expression(reader: &mut Reader<'_>, node: &Node) -> Node {
    if node.text().is_some() {
        return node.clone();
    }
    let readable = ["ANSI_SQL", "OSSIE_SQL_2026"];
    let found = reader
        .list(node, "dialects")
        .into_iter()
        .find(|item| {
            item.get("dialect")
                .and_then(Node::text)
                .is_some_and(|name| readable.contains(&name.as_str()))
        })
        .and_then(|item| item.get("expression"))
        .cloned();
    found.unwrap_or_else(|| {
        reader.problem(
            node.line,
            "no expression in ANSI_SQL or OSSIE_SQL_2026",
            None,
        );
        Node {
            line: node.line,
            value: Value::Null,
        }
    })
}
