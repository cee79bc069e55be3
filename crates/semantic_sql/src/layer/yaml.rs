//! A YAML document as a tree that knows its lines, and readers that name what is wrong.

mod tree;

use crate::diagnostic::nearest;

use super::load::LayerProblem;

/// A node of a layer file.
#[derive(Debug, Clone)]
pub(super) struct Node {
    /// Line in the file, from 1.
    pub(super) line: usize,
    pub(super) value: Value,
}

#[derive(Debug, Clone)]
pub(super) enum Value {
    Null,
    Boolean(bool),
    /// A number, as it is written.
    Number(String),
    /// A string.
    Text(String),
    List(Vec<Node>),
    Map(Vec<(String, usize, Node)>),
}

/// Where problems are gathered while one file is read.
pub(super) struct Reader<'a> {
    pub(super) file: &'a str,
    pub(super) problems: &'a mut Vec<LayerProblem>,
}

/// Parses the documents of one file; more than one document is a problem.
pub(super) fn parse(file: &str, text: &str, problems: &mut Vec<LayerProblem>) -> Option<Node> {
    let documents = match tree::documents(text) {
        Ok(documents) => documents,
        Err(error) => {
            problems.push(LayerProblem {
                file: file.to_owned(),
                line: error.marker().line(),
                message: format!("not valid YAML: {}", error.info()),
                hint: None,
            });
            return None;
        }
    };
    let mut documents = documents.into_iter();
    let first = documents.next();
    if let Some(extra) = documents.next() {
        problems.push(LayerProblem {
            file: file.to_owned(),
            line: extra.line,
            message: "a second document in the file".to_owned(),
            hint: Some("Write one document per file.".to_owned()),
        });
    }
    first
}

/// Reads a YAML document that is no part of a layer, as plain data.
///
/// # Errors
/// Where it is no YAML, or more than one document.
pub fn read_document(file: &str, text: &str) -> Result<serde_json::Value, Vec<LayerProblem>> {
    let mut problems = Vec::new();
    let document = parse(file, text, &mut problems);
    if problems.is_empty() {
        Ok(document.map_or(serde_json::Value::Null, plain))
    } else {
        Err(problems)
    }
}

fn plain(node: Node) -> serde_json::Value {
    match node.value {
        Value::Null => serde_json::Value::Null,
        Value::Boolean(value) => value.into(),
        Value::Number(text) => text
            .parse::<serde_json::Number>()
            .map_or(serde_json::Value::String(text), serde_json::Value::Number),
        Value::Text(text) => text.into(),
        Value::List(items) => items.into_iter().map(plain).collect(),
        Value::Map(pairs) => pairs
            .into_iter()
            .map(|(key, _, value)| (key, plain(value)))
            .collect(),
    }
}

impl Node {
    /// The value under a key.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        match &self.value {
            Value::Map(pairs) => pairs
                .iter()
                .find(|(name, ..)| name == key)
                .map(|(.., node)| node)
                .filter(|node| !matches!(node.value, Value::Null)),
            _ => None,
        }
    }

    /// The text of a scalar; numbers and booleans as written.
    pub(super) fn text(&self) -> Option<String> {
        match &self.value {
            Value::Text(text) | Value::Number(text) => Some(text.clone()),
            Value::Boolean(value) => Some(value.to_string()),
            Value::Null | Value::List(_) | Value::Map(_) => None,
        }
    }
}

impl Reader<'_> {
    /// Notes a problem.
    pub(super) fn problem(
        &mut self,
        line: usize,
        message: impl Into<String>,
        hint: Option<String>,
    ) {
        self.problems.push(LayerProblem {
            file: self.file.to_owned(),
            line,
            message: message.into(),
            hint,
        });
    }

    /// Refuses keys that are not known, with the nearest known one.
    pub(super) fn only_keys(&mut self, node: &Node, what: &str, known: &[&str]) {
        let Value::Map(pairs) = &node.value else {
            self.problem(node.line, format!("{what} must be a mapping"), None);
            return;
        };
        for (key, line, _) in pairs {
            if known.contains(&key.as_str()) {
                continue;
            }
            let near = nearest(key, known.iter().copied(), 1);
            let hint = near.first().map_or_else(
                || format!("The keys of {what} are {}.", known.join(", ")),
                |name| format!("Did you mean `{name}`?"),
            );
            self.problem(*line, format!("unknown key `{key}` in {what}"), Some(hint));
        }
    }

    /// Text under a key, which must be a scalar.
    pub(super) fn text(&mut self, node: &Node, key: &str) -> Option<String> {
        let value = node.get(key)?;
        let text = value.text();
        if text.is_none() {
            self.problem(value.line, format!("`{key}` must be a single value"), None);
        }
        text
    }

    /// Text under a key that must be there.
    pub(super) fn required(&mut self, node: &Node, key: &str, what: &str) -> Option<String> {
        if node.get(key).is_none() {
            self.problem(node.line, format!("{what} has no `{key}`"), None);
        }
        self.text(node, key)
    }

    /// True or false under a key; false where it is missing.
    pub(super) fn flag(&mut self, node: &Node, key: &str) -> bool {
        match node.get(key) {
            None => false,
            Some(Node {
                value: Value::Boolean(value),
                ..
            }) => *value,
            Some(other) => {
                self.problem(other.line, format!("`{key}` must be true or false"), None);
                false
            }
        }
    }

    /// A list of nodes under a key; a single node counts as a list of one.
    pub(super) fn list<'n>(&self, node: &'n Node, key: &str) -> Vec<&'n Node> {
        match node.get(key) {
            None => Vec::new(),
            Some(Node {
                value: Value::List(items),
                ..
            }) => items.iter().collect(),
            Some(single) => vec![single],
        }
    }

    /// A list of texts under a key.
    pub(super) fn texts(&mut self, node: &Node, key: &str) -> Vec<String> {
        node.get(key)
            .map_or_else(Vec::new, |list| self.texts_of(list, key))
    }

    /// The texts of a list; a single text counts as a list of one.
    pub(super) fn texts_of(&mut self, list: &Node, key: &str) -> Vec<String> {
        let items = match &list.value {
            Value::List(items) => items.as_slice(),
            _ => std::slice::from_ref(list),
        };
        let mut texts = Vec::new();
        for item in items {
            match item.text() {
                Some(text) => texts.push(text),
                None => self.problem(item.line, format!("`{key}` must be a list of texts"), None),
            }
        }
        texts
    }

    /// A whole number under a key.
    pub(super) fn number(&mut self, node: &Node, key: &str) -> Option<u32> {
        let value = node.get(key)?;
        let number = value.text().and_then(|text| text.parse().ok());
        if number.is_none() {
            self.problem(value.line, format!("`{key}` must be a whole number"), None);
        }
        number
    }
}
