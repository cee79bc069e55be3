//! The `relationships` block.

use crate::layer::yaml::{Node, Reader, Value};

/// A relationship, read.
#[derive(Debug)]
pub(in crate::layer) struct RawRelationship {
    pub(in crate::layer) file: String,
    pub(in crate::layer) line: usize,
    pub(in crate::layer) name: String,
    pub(in crate::layer) from: String,
    pub(in crate::layer) to: String,
    pub(in crate::layer) on: Vec<(String, String)>,
    pub(in crate::layer) role: Option<String>,
    /// `many_to_one`, `one_to_one` or `many_to_many`, where the file says.
    pub(in crate::layer) cardinality: Option<String>,
    pub(in crate::layer) total: bool,
    /// Names of `from`, `to` and `at`.
    pub(in crate::layer) valid: Option<[String; 3]>,
}

const RELATIONSHIP_KEYS: [&str; 9] = [
    "name",
    "from",
    "to",
    "on",
    "role",
    "cardinality",
    "valid",
    "total",
    "custom_extensions",
];

/// Reads one relationship; a list under `from` makes several.
pub(super) fn read(reader: &mut Reader<'_>, node: &Node) -> Vec<RawRelationship> {
    reader.only_keys(node, "a relationship", &RELATIONSHIP_KEYS);
    let from = reader.texts(node, "from");
    let (Some(to), false) = (
        reader.required(node, "to", "a relationship"),
        from.is_empty(),
    ) else {
        if from.is_empty() {
            reader.problem(node.line, "a relationship has no `from`", None);
        }
        return Vec::new();
    };
    let Some(Node {
        value: Value::Map(pairs),
        ..
    }) = node.get("on")
    else {
        let hint = "Write on: {many_side_field: one_side_key}.".to_owned();
        reader.problem(node.line, "a relationship has no `on`", Some(hint));
        return Vec::new();
    };
    let on: Vec<(String, String)> = pairs
        .iter()
        .filter_map(|(many, _, one)| one.text().map(|one| (many.clone(), one)))
        .collect();
    let name = reader.text(node, "name");
    let role = reader.text(node, "role");
    let cardinality = read_cardinality(reader, node);
    let valid = read_validity(reader, node);
    let total = reader.flag(node, "total");
    from.iter()
        .map(|many| RawRelationship {
            file: reader.file.to_owned(),
            line: node.line,
            name: name.clone().unwrap_or_else(|| format!("{many}_{to}")),
            from: many.clone(),
            to: to.clone(),
            on: on.clone(),
            role: role.clone(),
            cardinality: cardinality.clone(),
            total,
            valid: valid.clone(),
        })
        .collect()
}

fn read_cardinality(reader: &mut Reader<'_>, node: &Node) -> Option<String> {
    let written = reader.text(node, "cardinality")?;
    let known = match written
        .to_lowercase()
        .replace([':', '-', ' '], "_")
        .as_str()
    {
        "many_to_one" | "n_1" => "many_to_one",
        "one_to_one" | "1_1" => "one_to_one",
        "many_to_many" | "n_n" | "m_n" => "many_to_many",
        _ => {
            let hint = "It is many_to_one, one_to_one or many_to_many.".to_owned();
            reader.problem(
                node.line,
                format!("unknown cardinality `{written}`"),
                Some(hint),
            );
            return None;
        }
    };
    Some(known.to_owned())
}

fn read_validity(reader: &mut Reader<'_>, node: &Node) -> Option<[String; 3]> {
    let valid = node.get("valid")?;
    reader.only_keys(valid, "valid", &["from", "to", "at"]);
    Some([
        reader.required(valid, "from", "valid")?,
        reader.required(valid, "to", "valid")?,
        reader.required(valid, "at", "valid")?,
    ])
}
