//! Strict Ossie documents, flat or wrapped, rewritten into the shorthand.
//!
//! Only entries of vendor `WENBO` under `custom_extensions` are understood; other vendors', and
//! what `ai_context` says beside synonyms, are carried along for export.

mod extension;

use crate::layer::yaml::{Node, Reader, Value};
use crate::parse::parse_expression;

pub(in crate::layer) use extension::VENDOR;

/// Whether the document is Ossie rather than shorthand.
pub(in crate::layer) fn is_ossie(node: &Node) -> bool {
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

/// What may stand around a wrapped model: the older form listed what its expressions may use.
const WRAPPER_KEYS: [&str; 4] = ["version", "semantic_model", "dialects", "vendors"];

/// Rewrites a strict document into the shorthand.
pub(in crate::layer) fn to_shorthand(reader: &mut Reader<'_>, node: Node) -> Node {
    let (document, form) = only_model(reader, node);
    reader.only_keys(&document, form, &ROOT_KEYS);
    let mut model = flatten(reader, &document);
    model.retain(|(key, ..)| !["datasets", "relationships", "metrics"].contains(&key.as_str()));
    let line = document.line;
    // These stand beside the model in the shorthand.
    let beside: Vec<_> = ["calendar", "language", "verified", "attribution"]
        .into_iter()
        .filter_map(|wanted| {
            let index = model.iter().position(|(key, ..)| key == wanted)?;
            Some(model.remove(index))
        })
        .collect();
    let mut top = vec![(
        "model".to_owned(),
        line,
        Node {
            line,
            value: Value::Map(model),
        },
    )];
    top.extend(beside);
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

/// The one model of a document, and the form that it was found in.
fn only_model(reader: &mut Reader<'_>, node: Node) -> (Node, &'static str) {
    let flat = "an Ossie document (flat form: the model's keys at the top)";
    let wrapped = "a model of an Ossie document (wrapped form: under `semantic_model`)";
    match node.get("semantic_model") {
        Some(Node {
            value: Value::List(models),
            ..
        }) if models.len() == 1 => {
            reader.only_keys(
                &node,
                "an Ossie document (wrapped form: the model under `semantic_model`)",
                &WRAPPER_KEYS,
            );
            (models[0].clone(), wrapped)
        }
        Some(several) => {
            reader.problem(
                several.line,
                "an Ossie document in the wrapped form must list exactly one model under `semantic_model`",
                Some("Write one model, or the flat form with the model's keys at the top.".to_owned()),
            );
            let first = reader.list(&node, "semantic_model").first().copied();
            (first.unwrap_or(several).clone(), wrapped)
        }
        None => (node, flat),
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
    // `time_keys` tells other readers what a column is that is no column; here the name says it.
    pairs.retain(|(key, ..)| !["from_columns", "to_columns", "time_keys"].contains(&key.as_str()));
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
            "custom_extensions" => flat.extend(extension::read(reader, value)),
            "ai_context" => flat.extend(context(value, node.get("from_columns").is_some())),
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
    prefer_both_languages(&mut flat, "label");
    prefer_both_languages(&mut flat, "description");
    drop_repeated_names(&mut flat);
    flat
}

/// A text of the extension, which has both languages, wins over Ossie's, which has one.
fn prefer_both_languages(flat: &mut Vec<(String, usize, Node)>, name: &str) {
    if flat.iter().filter(|(key, ..)| key == name).count() > 1
        && let Some(index) = flat
            .iter()
            .position(|(key, _, node)| key == name && node.text().is_some())
    {
        flat.remove(index);
    }
}

/// Ossie has one list for all words: the names with which it opens are the label's already.
fn drop_repeated_names(flat: &mut [(String, usize, Node)]) {
    let Some((_, _, label)) = flat.iter().find(|(key, ..)| key == "label") else {
        return;
    };
    let names: Vec<String> = match &label.value {
        Value::Map(pairs) => pairs.iter().filter_map(|(.., name)| name.text()).collect(),
        _ => label.text().into_iter().collect(),
    };
    for (key, _, node) in flat {
        if let ("synonyms", Value::List(words)) = (key.as_str(), &mut node.value) {
            let opening = words
                .iter()
                .take_while(|word| word.text().is_some_and(|word| names.contains(&word)))
                .count();
            words.drain(..opening);
        }
    }
}

/// Synonyms are read here; the rest is for others and is carried. A relationship has no words of
/// its own, so all of it is carried.
fn context(node: &Node, whole: bool) -> Vec<(String, usize, Node)> {
    let carried = |value: Value| {
        let rest = Node {
            line: node.line,
            value,
        };
        ("ai_context".to_owned(), node.line, rest)
    };
    let Value::Map(pairs) = &node.value else {
        return vec![carried(node.value.clone())];
    };
    if whole {
        return vec![carried(node.value.clone())];
    }
    let (synonyms, rest): (Vec<_>, Vec<_>) = pairs
        .iter()
        .cloned()
        .partition(|(key, ..)| key == "synonyms");
    let mut found = synonyms;
    if !rest.is_empty() {
        found.push(carried(Value::Map(rest)));
    }
    found
}

/// The expression text of a dialect that we read.
///
/// Both dialects may stand there: the newer one may refer to metrics by name, and is taken where
/// it is within ours.
fn expression(reader: &mut Reader<'_>, node: &Node) -> Node {
    if node.text().is_some() {
        return node.clone();
    }
    let dialects = reader.list(node, "dialects");
    let found: Vec<&Node> = ["OSSIE_SQL_2026", "ANSI_SQL"]
        .into_iter()
        .filter_map(|dialect| {
            dialects
                .iter()
                .find(|item| item.get("dialect").and_then(Node::text).as_deref() == Some(dialect))
                .and_then(|item| item.get("expression"))
        })
        .collect();
    let within = |text: &&&Node| {
        text.text()
            .is_some_and(|text| parse_expression(&text).is_ok())
    };
    match found.iter().find(within).or(found.last()) {
        Some(text) => (*text).clone(),
        None => {
            reader.problem(
                node.line,
                "no expression in ANSI_SQL or OSSIE_SQL_2026",
                None,
            );
            Node {
                line: node.line,
                value: Value::Null,
            }
        }
    }
}
