//! Events of the YAML parser → trees, without a tree of the parser's own in between.

use std::borrow::Cow;
use std::collections::BTreeMap;

use saphyr::Scalar;
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Tag};

use super::{Node, Value};

/// Nodes that the aliases of a file may add to it: aliases of aliases grow without end.
const MAX_ALIASED: usize = 100_000;

/// The documents of a text, each with the lines of its nodes.
///
/// # Errors
/// The first mistake, and where it is. One of the syntax comes before a key that stands twice.
pub(super) fn documents(text: &str) -> Result<Vec<Node>, ScanError> {
    let mut builder = Builder {
        documents: Vec::new(),
        root: None,
        open: Vec::new(),
        anchors: BTreeMap::new(),
        may_alias: MAX_ALIASED,
    };
    let mut fault = None;
    for event in Parser::new_from_iter(text.chars()) {
        let (event, span) = event?;
        if fault.is_none() {
            fault = builder.take(event, span.start).err();
        }
    }
    fault.map_or(Ok(builder.documents), Err)
}

struct Builder {
    documents: Vec<Node>,
    /// The document that is being read, once it is whole.
    root: Option<Node>,
    /// Lists and mappings that are not closed, the innermost last.
    open: Vec<Open>,
    anchors: BTreeMap<usize, Node>,
    may_alias: usize,
}

/// A list or a mapping that is not closed.
struct Open {
    node: Node,
    anchor: usize,
    /// The key that waits for its value, and where it is.
    key: Option<(Node, Marker)>,
}

impl Builder {
    fn take(&mut self, event: Event<'_>, at: Marker) -> Result<(), ScanError> {
        let node = |value| Node {
            line: at.line(),
            value,
        };
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) => {
                Ok(())
            }
            Event::DocumentEnd => {
                let document = self.root.take().unwrap_or_else(|| node(Value::Null));
                self.documents.push(document);
                Ok(())
            }
            Event::SequenceStart(anchor, _) => {
                self.begin(node(Value::List(Vec::new())), anchor);
                Ok(())
            }
            Event::MappingStart(anchor, _) => {
                self.begin(node(Value::Map(Vec::new())), anchor);
                Ok(())
            }
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(whole) => self.add(whole.node, whole.anchor, at),
                None => Ok(()),
            },
            Event::Scalar(text, style, anchor, tag) => {
                self.add(node(scalar(text, style, tag.as_deref())), anchor, at)
            }
            Event::Alias(anchor) => {
                let value = self.aliased(anchor, at)?;
                self.add(node(value), 0, at)
            }
        }
    }

    fn begin(&mut self, node: Node, anchor: usize) {
        self.open.push(Open {
            node,
            anchor,
            key: None,
        });
    }

    /// Puts a whole node to where it belongs.
    fn add(&mut self, node: Node, anchor: usize, at: Marker) -> Result<(), ScanError> {
        // The parser counts anchors from 1.
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        match &mut open.node.value {
            Value::List(items) => items.push(node),
            Value::Map(pairs) => match open.key.take() {
                None => open.key = Some((node, at)),
                Some((key, key_at)) => {
                    let name = match key.value {
                        Value::Text(text) | Value::Number(text) => text,
                        Value::Boolean(value) => value.to_string(),
                        Value::Null | Value::List(_) | Value::Map(_) => String::new(),
                    };
                    if pairs.iter().any(|(known, ..)| *known == name) {
                        return Err(ScanError::new_str(key_at, "duplicated key in mapping"));
                    }
                    pairs.push((name, key.line, node));
                }
            },
            Value::Null | Value::Boolean(_) | Value::Number(_) | Value::Text(_) => {}
        }
        Ok(())
    }

    /// What an alias stands for; null inside of the anchor itself.
    fn aliased(&mut self, anchor: usize, at: Marker) -> Result<Value, ScanError> {
        let Some(node) = self.anchors.get(&anchor) else {
            return Ok(Value::Null);
        };
        if !within(node, &mut self.may_alias) {
            return Err(ScanError::new_str(
                at,
                "alias expansion exceeded the maximum node budget (possible billion-laughs attack)",
            ));
        }
        Ok(node.value.clone())
    }
}

/// Takes the nodes of a tree from what is left; false where that is not enough.
fn within(node: &Node, left: &mut usize) -> bool {
    if *left == 0 {
        return false;
    }
    *left -= 1;
    match &node.value {
        Value::List(items) => items.iter().all(|item| within(item, left)),
        Value::Map(pairs) => pairs.iter().all(|(.., value)| within(value, left)),
        Value::Null | Value::Boolean(_) | Value::Number(_) | Value::Text(_) => true,
    }
}

/// A scalar by the core schema. A tag that is not of that schema says nothing to us.
fn scalar(text: Cow<'_, str>, style: ScalarStyle, tag: Option<&Tag>) -> Value {
    let tag = tag
        .filter(|tag| tag.is_yaml_core_schema())
        .map(Cow::Borrowed);
    match Scalar::parse_from_cow_and_metadata(text, style, tag.as_ref()) {
        None | Some(Scalar::Null) => Value::Null,
        Some(Scalar::Boolean(value)) => Value::Boolean(value),
        Some(Scalar::Integer(value)) => Value::Number(value.to_string()),
        Some(Scalar::FloatingPoint(value)) => Value::Number(value.to_string()),
        Some(Scalar::String(text)) => Value::Text(text.into_owned()),
    }
}
