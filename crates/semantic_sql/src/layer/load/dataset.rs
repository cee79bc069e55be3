//! The `datasets` block.

use crate::expr::{DataType, Grain, Literal};
use crate::layer::yaml::{Node, Reader, Value};
use crate::layer::{DatasetKind, FieldValue, Mask, Text, ValueGroup};

use super::{label, text_pair};

/// A dataset, read.
#[derive(Debug)]
pub(in crate::layer) struct RawDataset {
    pub(in crate::layer) file: String,
    pub(in crate::layer) line: usize,
    pub(in crate::layer) name: String,
    pub(in crate::layer) source: String,
    pub(in crate::layer) loaded_from: Vec<String>,
    /// `None` where the file does not say.
    pub(in crate::layer) kind: Option<DatasetKind>,
    pub(in crate::layer) primary_key: Vec<String>,
    pub(in crate::layer) unique_keys: Vec<Vec<String>>,
    pub(in crate::layer) time_dimension: Option<String>,
    pub(in crate::layer) label: Text,
    pub(in crate::layer) description: Text,
    pub(in crate::layer) synonyms: Vec<String>,
    pub(in crate::layer) policies: Vec<RawPolicy>,
    pub(in crate::layer) shared: bool,
    pub(in crate::layer) deny_roles: Vec<String>,
    pub(in crate::layer) fields: Vec<RawField>,
}

/// A row policy, read.
#[derive(Debug)]
pub(in crate::layer) struct RawPolicy {
    pub(in crate::layer) line: usize,
    pub(in crate::layer) name: String,
    pub(in crate::layer) unless_role: Vec<String>,
    pub(in crate::layer) predicate: String,
}

/// A field, read.
#[derive(Debug)]
pub(in crate::layer) struct RawField {
    pub(in crate::layer) line: usize,
    pub(in crate::layer) name: String,
    pub(in crate::layer) expression: Option<String>,
    pub(in crate::layer) data_type: Option<DataType>,
    pub(in crate::layer) label: Text,
    pub(in crate::layer) description: Text,
    pub(in crate::layer) synonyms: Vec<String>,
    pub(in crate::layer) display: Option<String>,
    pub(in crate::layer) aliases: Vec<String>,
    pub(in crate::layer) self_attribute: Option<String>,
    pub(in crate::layer) hidden: bool,
    pub(in crate::layer) pii: bool,
    pub(in crate::layer) mask: Option<Mask>,
    pub(in crate::layer) min_cell: Option<u32>,
    pub(in crate::layer) current: bool,
    pub(in crate::layer) native_grain: Option<Grain>,
    pub(in crate::layer) grains: Vec<Grain>,
    pub(in crate::layer) deny_roles: Vec<String>,
    pub(in crate::layer) values: Vec<FieldValue>,
    pub(in crate::layer) groups: Vec<ValueGroup>,
    pub(in crate::layer) is_time: Option<bool>,
}

const KEYS: [&str; 16] = [
    "name",
    "source",
    "loaded_from",
    "kind",
    "primary_key",
    "unique_keys",
    "time_dimension",
    "label",
    "description",
    "synonyms",
    "rls",
    "shared",
    "deny_roles",
    "custom_extensions",
    "columns",
    "fields",
];
const POLICY_KEYS: [&str; 3] = ["name", "unless_role", "predicate"];
const FIELD_KEYS: [&str; 28] = [
    "name",
    "expression",
    "type",
    "label",
    "description",
    "synonyms",
    "display",
    "aliases",
    "self_attribute",
    "hidden",
    "pii",
    "mask",
    "min_cell",
    "role",
    "kind",
    "synonyms_ambiguous",
    "owner",
    "custom_extensions",
    "deny_roles",
    "values",
    "groups",
    "is_time",
    "current",
    "native_grain",
    "grains",
    "unit",
    "format",
    "certified",
];
const VALUE_KEYS: [&str; 3] = ["value", "label", "synonyms"];
const GROUP_KEYS: [&str; 3] = ["values", "label", "synonyms"];

/// Reads one dataset; `None` where its name is missing.
pub(super) fn read(reader: &mut Reader<'_>, node: &Node) -> Option<RawDataset> {
    reader.only_keys(node, "a dataset", &KEYS);
    let name = reader.required(node, "name", "a dataset")?;
    let kind = match reader.text(node, "kind").as_deref() {
        None => None,
        Some("fact") => Some(DatasetKind::Fact),
        Some("dimension") => Some(DatasetKind::Dimension),
        Some("bridge") => Some(DatasetKind::Bridge),
        Some(other) => {
            let hint = "The kinds are fact, dimension and bridge.".to_owned();
            reader.problem(node.line, format!("unknown kind `{other}`"), Some(hint));
            Some(DatasetKind::Fact)
        }
    };
    let mut fields = read_columns(reader, node);
    for item in reader.list(node, "fields") {
        fields.extend(read_field(reader, item));
    }
    let policies = reader
        .list(node, "rls")
        .into_iter()
        .filter_map(|item| read_policy(reader, item))
        .collect();
    Some(RawDataset {
        file: reader.file.to_owned(),
        line: node.line,
        source: reader
            .required(node, "source", &format!("the dataset `{name}`"))
            .unwrap_or_default(),
        kind,
        loaded_from: reader.texts(node, "loaded_from"),
        primary_key: reader.texts(node, "primary_key"),
        unique_keys: reader
            .list(node, "unique_keys")
            .into_iter()
            .map(|item| reader.texts_of(item, "unique_keys"))
            .collect(),
        time_dimension: reader.text(node, "time_dimension"),
        label: label(reader, node, &name),
        description: text_pair(reader, node, "description"),
        synonyms: reader.texts(node, "synonyms"),
        policies,
        shared: reader.flag(node, "shared"),
        deny_roles: reader.texts(node, "deny_roles"),
        fields,
        name,
    })
}

/// `columns: {gmv_fen: integer}`: hidden fields named as their column.
fn read_columns(reader: &mut Reader<'_>, node: &Node) -> Vec<RawField> {
    let Some(columns) = node.get("columns") else {
        return Vec::new();
    };
    let Value::Map(pairs) = &columns.value else {
        reader.problem(
            columns.line,
            "`columns` must be a mapping of column to type",
            None,
        );
        return Vec::new();
    };
    pairs
        .iter()
        .map(|(name, line, value)| RawField {
            line: *line,
            name: name.clone(),
            expression: None,
            data_type: value
                .text()
                .and_then(|text| data_type(reader, *line, &text)),
            label: Text::default(),
            description: Text::default(),
            synonyms: Vec::new(),
            display: None,
            aliases: Vec::new(),
            self_attribute: None,
            hidden: true,
            pii: false,
            mask: None,
            min_cell: None,
            current: false,
            native_grain: None,
            grains: Vec::new(),
            deny_roles: Vec::new(),
            values: Vec::new(),
            groups: Vec::new(),
            is_time: None,
        })
        .collect()
}

fn data_type(reader: &mut Reader<'_>, line: usize, name: &str) -> Option<DataType> {
    // Ossie has types that we only carry: what they hold is read as the database gives it.
    if ["opaque", "time"].contains(&name.to_lowercase().as_str()) {
        return None;
    }
    let known = DataType::from_name(name);
    if known.is_none() {
        let hint =
            "The types are string, integer, decimal, float, boolean, date, datetime and datetimetz."
                .to_owned();
        reader.problem(line, format!("unknown type `{name}`"), Some(hint));
    }
    known
}

fn read_policy(reader: &mut Reader<'_>, node: &Node) -> Option<RawPolicy> {
    reader.only_keys(node, "a row policy", &POLICY_KEYS);
    Some(RawPolicy {
        line: node.line,
        name: reader
            .text(node, "name")
            .unwrap_or_else(|| "rows".to_owned()),
        unless_role: reader.texts(node, "unless_role"),
        predicate: reader.required(node, "predicate", "a row policy")?,
    })
}

fn read_field(reader: &mut Reader<'_>, node: &Node) -> Option<RawField> {
    reader.only_keys(node, "a field", &FIELD_KEYS);
    let name = reader.required(node, "name", "a field")?;
    let data_type = reader
        .text(node, "type")
        .and_then(|text| data_type(reader, node.line, &text));
    let values = reader
        .list(node, "values")
        .into_iter()
        .filter_map(|item| read_value(reader, item))
        .collect();
    let groups = reader
        .list(node, "groups")
        .into_iter()
        .map(|item| read_group(reader, item))
        .collect();
    Some(RawField {
        line: node.line,
        expression: reader.text(node, "expression"),
        data_type,
        label: label(reader, node, &name),
        description: text_pair(reader, node, "description"),
        synonyms: reader.texts(node, "synonyms"),
        display: reader.text(node, "display"),
        aliases: reader.texts(node, "aliases"),
        self_attribute: reader.text(node, "self_attribute"),
        hidden: reader.flag(node, "hidden"),
        pii: reader.flag(node, "pii"),
        mask: read_mask(reader, node),
        min_cell: reader.number(node, "min_cell"),
        current: reader.flag(node, "current"),
        native_grain: reader
            .text(node, "native_grain")
            .and_then(|name| grain(reader, node, &name)),
        grains: reader
            .texts(node, "grains")
            .iter()
            .filter_map(|name| grain(reader, node, name))
            .collect(),
        deny_roles: reader.texts(node, "deny_roles"),
        values,
        groups,
        is_time: node.get("is_time").map(|_| reader.flag(node, "is_time")),
        name,
    })
}

fn grain(reader: &mut Reader<'_>, node: &Node, name: &str) -> Option<Grain> {
    let known = Grain::from_name(name);
    if known.is_none() {
        let hint = "The grains are second, minute, hour, day, week, month, quarter and year.";
        reader.problem(
            node.line,
            format!("unknown grain `{name}`"),
            Some(hint.to_owned()),
        );
    }
    known
}

/// `mask: "***"`, or `mask: {value: "***", unless_role: [admin]}`.
fn read_mask(reader: &mut Reader<'_>, node: &Node) -> Option<Mask> {
    let mask = node.get("mask")?;
    if let Value::Map(_) = mask.value {
        reader.only_keys(mask, "a mask", &["value", "unless_role"]);
        let value = reader.required(mask, "value", "a mask")?;
        return Some(Mask {
            value: Literal::String(value),
            unless_role: reader.texts(mask, "unless_role"),
        });
    }
    let value = reader.text(node, "mask")?;
    Some(Mask {
        value: Literal::String(value),
        unless_role: Vec::new(),
    })
}

fn read_value(reader: &mut Reader<'_>, node: &Node) -> Option<FieldValue> {
    if let Some(value) = node.text() {
        return Some(FieldValue {
            label: Text {
                zh: value.clone(),
                en: value.clone(),
            },
            value,
            synonyms: Vec::new(),
        });
    }
    reader.only_keys(node, "a value", &VALUE_KEYS);
    let value = reader.required(node, "value", "a value")?;
    Some(FieldValue {
        label: label(reader, node, &value),
        synonyms: reader.texts(node, "synonyms"),
        value,
    })
}

fn read_group(reader: &mut Reader<'_>, node: &Node) -> ValueGroup {
    reader.only_keys(node, "a value group", &GROUP_KEYS);
    ValueGroup {
        values: reader.texts(node, "values"),
        label: text_pair(reader, node, "label"),
        synonyms: reader.texts(node, "synonyms"),
    }
}
