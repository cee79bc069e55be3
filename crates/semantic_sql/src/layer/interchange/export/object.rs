//! One object of a strict document: what Ossie has a place for, and the rest in our extension.

use crate::layer::interchange::contract::{VERSION, WRONG_IF_IGNORED};
use crate::layer::interchange::write::{Pairs, items, json, node, pair, pairs, text, texts};
use crate::layer::load::VENDOR;
use crate::layer::yaml::{Node, Value};

use super::Exporter;

/// An object while its keys are sorted.
#[derive(Default)]
pub(super) struct Parts {
    /// Keys that Ossie knows.
    pub(super) ossie: Pairs,
    /// Keys of our extension.
    pub(super) own: Pairs,
    /// Keys that the extension requires although another object has them.
    pub(super) required: Vec<&'static str>,
    /// Questions for `ai_context`.
    pub(super) examples: Vec<String>,
    /// Whether Ossie has a label here.
    pub(super) labelled: bool,
    /// Whether `ai_context` is carried as it is.
    pub(super) whole_context: bool,
    names: Vec<String>,
    synonyms: Vec<String>,
    context: Option<Node>,
    others: Vec<Node>,
}

/// The text under a key, or nothing.
pub(super) fn part_text(item: &Node, key: &str) -> String {
    item.get(key).and_then(Node::text).unwrap_or_default()
}

impl Exporter<'_> {
    /// Sorts one key that is not special to its object.
    pub(super) fn common(&mut self, parts: &mut Parts, key: &str, value: &Node, owner: &str) {
        match key {
            "label" => parts.label(value),
            "description" => parts.description(value),
            "synonyms" if !parts.whole_context => {
                parts.synonyms = items(Some(value))
                    .into_iter()
                    .filter_map(Node::text)
                    .collect();
            }
            "ai_context" => parts.context = Some(value.clone()),
            "custom_extensions" => {
                parts.others = items(Some(value)).into_iter().cloned().collect();
            }
            _ => {
                if self.guards.keep(key, value, owner) {
                    parts.own.push(pair(key, value.clone()));
                }
            }
        }
    }
}

impl Parts {
    fn label(&mut self, value: &Node) {
        let languages = match &value.value {
            Value::Map(pairs) => pairs.iter().filter_map(|(.., name)| name.text()).collect(),
            _ => value.text().into_iter().collect::<Vec<_>>(),
        };
        if self.labelled
            && let Some(first) = languages.first()
        {
            self.ossie.push(pair("label", text(value.line, first)));
        }
        if !self.labelled || value.text().is_none() {
            self.own.push(pair("label", value.clone()));
        }
        self.names = languages;
        self.names.dedup();
    }

    /// Ossie's description is in one language; English, since that is what most readers share.
    fn description(&mut self, value: &Node) {
        if let Some(only) = value.text() {
            self.ossie.push(pair("description", text(value.line, only)));
            return;
        }
        let one = value
            .get("en")
            .or_else(|| pairs(value).first().map(|(.., first)| first));
        if let Some(one) = one.and_then(Node::text) {
            self.ossie.push(pair("description", text(value.line, one)));
        }
        self.own.push(pair("descriptions", value.clone()));
    }

    /// The object with its context and its extensions.
    pub(super) fn finish(mut self, line: usize) -> Node {
        if let Some(context) = self.context(line) {
            self.ossie.push(pair("ai_context", context));
        }
        let mut extensions: Vec<Node> = self.extension(line).into_iter().collect();
        extensions.append(&mut self.others);
        if !extensions.is_empty() {
            let extensions = node(line, Value::List(extensions));
            self.ossie.push(pair("custom_extensions", extensions));
        }
        node(line, Value::Map(self.ossie))
    }

    /// Every name in every language opens the list of words: a reader who knows one label only
    /// still finds the others.
    fn context(&mut self, line: usize) -> Option<Node> {
        let mut words = std::mem::take(&mut self.names);
        for word in std::mem::take(&mut self.synonyms) {
            if !words.contains(&word) {
                words.push(word);
            }
        }
        let mut context = match self.context.take() {
            Some(carried) if words.is_empty() && self.examples.is_empty() => return Some(carried),
            Some(Node {
                value: Value::Map(carried),
                ..
            }) => carried,
            Some(carried) => vec![pair("instructions", carried)],
            None => Vec::new(),
        };
        if !words.is_empty() {
            context.push(pair("synonyms", texts(line, words)));
        }
        if !self.examples.is_empty() {
            context.retain(|(key, ..)| key != "examples");
            context.push(pair(
                "examples",
                texts(line, std::mem::take(&mut self.examples)),
            ));
        }
        (!context.is_empty()).then(|| node(line, Value::Map(context)))
    }

    /// Our entry; an object that has nothing of ours has none.
    fn extension(&mut self, line: usize) -> Option<Node> {
        let mut required: Vec<&str> = WRONG_IF_IGNORED
            .into_iter()
            .filter(|key| {
                self.required.contains(key)
                    || self
                        .own
                        .iter()
                        .any(|(own, _, value)| own == key && matters(key, value))
            })
            .collect();
        if self.own.is_empty() && required.is_empty() {
            return None;
        }
        let mut data: Pairs = vec![pair("v", text(line, VERSION))];
        if !required.is_empty() {
            let keys = required.drain(..).map(str::to_owned);
            data.push(pair("requires", texts(line, keys)));
        }
        data.extend(self.own.drain(..).map(|(key, line, value)| {
            let (key, value) = extended(key, value);
            (key, line, value)
        }));
        let data = json(&node(line, Value::Map(data))).to_string();
        let entry = vec![
            pair("vendor_name", text(line, VENDOR)),
            pair("data", text(line, data)),
        ];
        Some(node(line, Value::Map(entry)))
    }
}

/// Whether a reader who ignores the key with this value is wrong: a plain word for additivity
/// says nothing that the expression does not.
fn matters(key: &str, value: &Node) -> bool {
    match key {
        "additivity" => matches!(value.value, Value::Map(_)),
        // Without a time axis a dataset's questions are refused; a metric's own axis is required
        // where it is declared.
        "time_dimension" => false,
        _ => !matches!(value.value, Value::Boolean(false)),
    }
}

/// The shorthand's `label` is `i18n` in the extension, and Chinese has its full tag there.
fn extended(key: String, value: Node) -> (String, Node) {
    match key.as_str() {
        "label" => ("i18n".to_owned(), tagged(value)),
        "descriptions" => (key, tagged(value)),
        _ => (key, renamed(value)),
    }
}

fn tagged(mut value: Node) -> Node {
    if let Value::Map(pairs) = &mut value.value {
        for (language, ..) in pairs {
            if language == "zh" {
                "zh-CN".clone_into(language);
            }
        }
    }
    value
}

fn renamed(tree: Node) -> Node {
    let value = match tree.value {
        Value::List(items) => Value::List(items.into_iter().map(renamed).collect()),
        Value::Map(pairs) => Value::Map(
            pairs
                .into_iter()
                .map(|(key, line, value)| {
                    let (key, value) = extended(key, value);
                    (key, line, value)
                })
                .collect(),
        ),
        other => other,
    };
    node(tree.line, value)
}
