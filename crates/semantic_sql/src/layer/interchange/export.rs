//! A layer as one strict Ossie document, flat form.
//!
//! Works on the tree of the shorthand, so that a key that this file does not know goes into the
//! extension instead of being lost; names in expressions are taken from the loaded layer.

mod expression;
mod guard;
mod object;

use crate::layer::load::{self, LayerProblem, SourceFile};
use crate::layer::yaml::{Node, Value};
use crate::layer::{DatasetId, SemanticLayer};

use super::write::{self, Pairs, items, node, pair, pairs, text, texts};
use expression::{flattened, referring, required};
use guard::Guards;
use object::{Parts, part_text};

/// The version of Ossie that is written.
const OSSIE_VERSION: &str = "0.2.0.dev0";

/// What happens to rules about who may see what, which Ossie has no place for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policies {
    /// A layer that has any is not exported.
    Refuse,
    /// They are written into our extension: the reader understands it.
    Write,
    /// They are left out on purpose.
    LeaveOut,
}

/// How the document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// YAML.
    Yaml,
    /// JSON.
    Json,
}

/// A document, and what is not in it.
#[derive(Debug)]
pub struct Exported {
    /// The document.
    pub text: String,
    /// Rules that were left out on purpose, one a line.
    pub left_out: Vec<String>,
    /// Fields that are hidden or personal here and that other readers show.
    pub exposed: Vec<String>,
}

/// Why there is no document.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The layer does not load.
    #[error("the semantic layer has {} problem(s)", .0.len())]
    Layer(Vec<LayerProblem>),
    /// The layer keeps things from people, and a reader of Ossie would not know.
    #[error("the layer keeps something from somebody, and readers of Ossie ignore that: {0}")]
    Guarded(String),
    /// The document would not mean the same.
    #[error("{0}")]
    Unwritable(String),
}

/// Writes the layer of some files as strict Ossie.
///
/// # Errors
/// A layer that does not load, one with rules about who may see what where they are refused, and
/// one that cannot be written so that it reads back as itself.
pub fn export(
    files: &[SourceFile],
    format: ExportFormat,
    policies: Policies,
) -> Result<Exported, ExportError> {
    let mut problems = Vec::new();
    let documents = load::documents(files, &mut problems);
    let layer = load::load_documents(documents.clone(), problems).map_err(ExportError::Layer)?;
    let mut exporter = Exporter {
        layer: &layer,
        guards: Guards::new(policies),
    };
    let document = exporter.document(&documents);
    if policies == Policies::Refuse
        && let Some(found) = exporter.guards.summary()
    {
        return Err(ExportError::Guarded(found));
    }
    let text = match format {
        ExportFormat::Yaml => write::yaml(&document).map_err(ExportError::Unwritable)?,
        ExportFormat::Json => format!("{:#}\n", write::json(&document)),
    };
    check_meaning(&layer, &text)?;
    let (left_out, exposed) = exporter.guards.told();
    Ok(Exported {
        text,
        left_out,
        exposed,
    })
}

/// The document is loaded again, and every metric must still be the same tree.
fn check_meaning(layer: &SemanticLayer, text: &str) -> Result<(), ExportError> {
    let file = SourceFile {
        name: "the exported document".to_owned(),
        text: text.to_owned(),
    };
    let again = load::load(&[file]).map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        ExportError::Unwritable(format!(
            "the exported document does not load: {}",
            lines.join("; ")
        ))
    })?;
    let changed = layer
        .metrics
        .iter()
        .zip(&again.metrics)
        .find(|(before, after)| before.name != after.name || before.expression != after.expression);
    match changed {
        None if layer.metrics.len() == again.metrics.len() => Ok(()),
        None => Err(ExportError::Unwritable(
            "the exported document has other metrics".to_owned(),
        )),
        Some((metric, _)) => Err(ExportError::Unwritable(format!(
            "the metric `{}` is not read back as it was written",
            metric.name
        ))),
    }
}

struct Exporter<'a> {
    layer: &'a SemanticLayer,
    guards: Guards,
}

impl Exporter<'_> {
    fn document(&mut self, documents: &[(String, Node)]) -> Node {
        let all = |key: &str| -> Vec<&Node> {
            documents
                .iter()
                .flat_map(|(_, document)| items(document.get(key)))
                .collect()
        };
        let datasets = all("datasets")
            .into_iter()
            .map(|item| self.dataset(item))
            .collect();
        let relationships: Vec<Node> = all("relationships")
            .into_iter()
            .flat_map(|item| self.relationships(item))
            .collect();
        let metrics: Vec<Node> = all("metrics")
            .into_iter()
            .map(|item| self.metric(item))
            .collect();
        let mut parts = self.model(all("model").first().copied());
        let beside = ["calendar", "language", "attribution"].map(|key| (key, all(key)));
        let beside = beside
            .iter()
            .filter_map(|(key, found)| Some((*key, *found.first()?)));
        parts
            .own
            .extend(beside.map(|(key, found)| pair(key, found.clone())));
        let verified: Vec<Node> = all("verified").into_iter().cloned().collect();
        if !verified.is_empty() {
            parts
                .own
                .push(pair("verified", node(0, Value::List(verified))));
        }
        parts
            .ossie
            .insert(0, pair("version", text(0, OSSIE_VERSION)));
        parts
            .ossie
            .push(pair("datasets", node(0, Value::List(datasets))));
        for (key, list) in [("relationships", relationships), ("metrics", metrics)] {
            if !list.is_empty() {
                parts.ossie.push(pair(key, node(0, Value::List(list))));
            }
        }
        parts.finish(0)
    }

    fn model(&mut self, model: Option<&Node>) -> Parts {
        let mut parts = Parts::default();
        for (key, _, value) in model.map_or(&[][..], pairs) {
            match key.as_str() {
                "name" => parts.ossie.push(pair(key, value.clone())),
                "examples" => {
                    let questions: Vec<String> = pairs(value)
                        .iter()
                        .flat_map(|(.., list)| items(Some(list)))
                        .filter_map(Node::text)
                        .collect();
                    parts.examples = questions;
                    parts.own.push(pair(key, value.clone()));
                }
                _ => self.common(&mut parts, key, value, ""),
            }
        }
        parts
    }

    fn dataset(&mut self, item: &Node) -> Node {
        let name = part_text(item, "name");
        let id = self.layer.find_dataset(&name);
        let mut parts = Parts::default();
        let mut columns = Vec::new();
        let mut fields = Vec::new();
        for (key, _, value) in pairs(item) {
            match key.as_str() {
                "name" | "source" => parts.ossie.push(pair(key, plain(value))),
                "primary_key" => parts.ossie.push(pair(key, list_of_texts(value))),
                "unique_keys" => {
                    let keys = items(Some(value)).into_iter().map(list_of_texts).collect();
                    parts
                        .ossie
                        .push(pair(key, node(value.line, Value::List(keys))));
                }
                "columns" => columns.extend(pairs(value).iter().map(|(column, line, kind)| {
                    let mut field = vec![pair("name", text(*line, column.clone()))];
                    field.push(pair("hidden", node(*line, Value::Boolean(true))));
                    field.extend(kind.text().map(|kind| pair("type", text(*line, kind))));
                    node(*line, Value::Map(field))
                })),
                "fields" => fields.extend(items(Some(value)).into_iter().cloned()),
                _ => self.common(&mut parts, key, value, &name),
            }
        }
        // Columns come first, as the loader reads them, wherever they are written.
        columns.append(&mut fields);
        if !columns.is_empty() {
            let fields = columns
                .iter()
                .map(|field| self.field(field, id, &name))
                .collect();
            parts
                .ossie
                .push(pair("fields", node(item.line, Value::List(fields))));
        }
        parts.finish(item.line)
    }

    fn field(&mut self, item: &Node, dataset: Option<DatasetId>, owner: &str) -> Node {
        let name = part_text(item, "name");
        let place = format!("{owner}.{name}");
        let mut parts = Parts::default();
        parts.labelled = true;
        parts.ossie.push(pair("name", text(item.line, &name)));
        let expression = item
            .get("expression")
            .and_then(Node::text)
            .unwrap_or_else(|| name.clone());
        let dialects = [("ANSI_SQL", expression)];
        parts
            .ossie
            .push(pair("expression", written(item.line, dialects)));
        let resolved = dataset.and_then(|id| {
            let fields = &self.layer.dataset(id).fields;
            fields
                .iter()
                .find(|field| field.name.eq_ignore_ascii_case(&name))
        });
        if let Some(field) = resolved
            && (!field.hidden || item.get("is_time").is_some())
        {
            let is_time = pair("is_time", node(item.line, Value::Boolean(field.is_time)));
            let dimension = node(item.line, Value::Map(vec![is_time]));
            parts.ossie.push(pair("dimension", dimension));
        }
        for (key, _, value) in pairs(item) {
            match key.as_str() {
                "name" | "expression" | "is_time" => {}
                "type" => parts.ossie.extend(datatype(value)),
                _ => self.common(&mut parts, key, value, &place),
            }
        }
        parts.finish(item.line)
    }

    fn relationships(&mut self, item: &Node) -> Vec<Node> {
        let to = part_text(item, "to");
        items(item.get("from"))
            .into_iter()
            .filter_map(Node::text)
            .map(|from| self.relationship(item, &from, &to))
            .collect()
    }

    fn relationship(&mut self, item: &Node, from: &str, to: &str) -> Node {
        let line = item.line;
        let mut parts = Parts::default();
        parts.whole_context = true;
        let name = item
            .get("name")
            .and_then(Node::text)
            .unwrap_or_else(|| format!("{from}_{to}"));
        let on = item.get("on").map_or(&[][..], pairs);
        let many: Vec<String> = on.iter().map(|(many, ..)| many.clone()).collect();
        let one = on.iter().filter_map(|(.., one)| one.text());
        parts.ossie = vec![
            pair("name", text(line, name.clone())),
            pair("from", text(line, from)),
            pair("to", text(line, to)),
            pair("from_columns", texts(line, many.iter().cloned())),
            pair("to_columns", texts(line, one)),
        ];
        let own_fields = self
            .layer
            .find_dataset(from)
            .map_or(&[][..], |id| &self.layer.dataset(id).fields);
        let of_time = many.into_iter().filter(|key| {
            let is_field = own_fields
                .iter()
                .any(|field| field.name.eq_ignore_ascii_case(key));
            !is_field && self.layer.find_grain(key).is_some()
        });
        let of_time: Vec<String> = of_time.collect();
        if !of_time.is_empty() {
            parts.own.push(pair("time_keys", texts(line, of_time)));
        }
        for (key, _, value) in pairs(item) {
            if !["name", "from", "to", "on"].contains(&key.as_str()) {
                self.common(&mut parts, key, value, &name);
            }
        }
        parts.finish(line)
    }

    fn metric(&mut self, item: &Node) -> Node {
        let name = part_text(item, "name");
        let mut parts = Parts::default();
        parts.ossie.push(pair("name", text(item.line, &name)));
        if let Some(id) = self.layer.find_metric(&name) {
            let (own, flat) = (referring(self.layer, id), flattened(self.layer, id));
            let dialects = if own == flat {
                vec![("ANSI_SQL", flat)]
            } else {
                vec![("ANSI_SQL", flat), ("OSSIE_SQL_2026", own)]
            };
            parts
                .ossie
                .push(pair("expression", written(item.line, dialects)));
            parts.required = required(self.layer, id);
        }
        for (key, _, value) in pairs(item) {
            match key.as_str() {
                // The filter is inside the expression now.
                "name" | "expression" | "where" => {}
                "type" => parts.ossie.extend(datatype(value)),
                _ => self.common(&mut parts, key, value, &name),
            }
        }
        parts.finish(item.line)
    }
}

/// Numbers and booleans as text, where Ossie wants text.
fn plain(value: &Node) -> Node {
    value
        .text()
        .map_or_else(|| value.clone(), |text| write::text(value.line, text))
}

fn list_of_texts(value: &Node) -> Node {
    texts(
        value.line,
        items(Some(value)).into_iter().filter_map(Node::text),
    )
}

fn datatype(value: &Node) -> Option<(String, usize, Node)> {
    const NAMES: &str = "String Integer Decimal Float Boolean Date Time DateTime DateTimeTz Opaque";
    let name = value.text()?;
    let known = NAMES
        .split(' ')
        .find(|known| known.eq_ignore_ascii_case(&name))?;
    Some(pair("datatype", text(value.line, known)))
}

/// An expression object with one entry for each dialect.
fn written(line: usize, dialects: impl IntoIterator<Item = (&'static str, String)>) -> Node {
    let entries = dialects
        .into_iter()
        .map(|(dialect, expression)| {
            let entry: Pairs = vec![
                pair("dialect", text(line, dialect)),
                pair("expression", text(line, expression)),
            ];
            node(line, Value::Map(entry))
        })
        .collect();
    let dialects = pair("dialects", node(line, Value::List(entries)));
    node(line, Value::Map(vec![dialects]))
}
