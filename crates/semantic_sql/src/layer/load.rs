//! Text of layer files → [`SemanticLayer`], every reference checked.
//!
//! Reading goes on after a problem, so that one run names everything that is wrong.

mod calendar;
mod carried;
mod dataset;
mod language;
mod metric;
mod model;
pub(super) mod ossie;
mod relationship;
mod tree;
mod verified;
mod zone;

use std::fmt;

use super::yaml::{self, Node, Reader, Value};
use super::{SemanticLayer, Text, VerifiedQuestion, resolve};

use verified::Standing;

pub(super) use dataset::{RawDataset, RawField, RawPolicy};
pub(super) use language::{RawAhead, RawFunnel, RawLanguage, RawSaid, RawWithin};
pub(super) use metric::{RawAdditivity, RawComparability, RawMetric};
pub(super) use model::RawModel;
pub(super) use ossie::VENDOR;
pub(super) use relationship::RawRelationship;
pub(super) use tree::{RawAttribution, RawFactor, RawParts, RawTree};
pub(super) use verified::RawVerified;

/// A file of a layer.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Its name, for messages.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// What is wrong with a layer, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerProblem {
    /// The file.
    pub file: String,
    /// Line in the file, from 1; 0 where no line is to blame.
    pub line: usize,
    /// What is wrong.
    pub message: String,
    /// What would be right.
    pub hint: Option<String>,
}

impl fmt::Display for LayerProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)?;
        if let Some(hint) = &self.hint {
            write!(f, ". {hint}")?;
        }
        Ok(())
    }
}

/// Everything that the files say, before names are resolved.
#[derive(Debug, Default)]
pub(super) struct Raw {
    pub(super) model: Option<RawModel>,
    pub(super) datasets: Vec<RawDataset>,
    pub(super) relationships: Vec<RawRelationship>,
    pub(super) metrics: Vec<RawMetric>,
    pub(super) calendar: Option<super::CalendarSources>,
    pub(super) language: Option<RawLanguage>,
    pub(super) verified: Vec<RawVerified>,
    pub(super) attribution: Option<RawAttribution>,
}

const TOP_KEYS: [&str; 8] = [
    "model",
    "datasets",
    "relationships",
    "metrics",
    "calendar",
    "language",
    "verified",
    "attribution",
];

/// A file that is read on its own, before it meets the others.
#[derive(Debug)]
pub struct ReadFile {
    name: String,
    raw: Raw,
    /// What is wrong with the text as a tree.
    in_text: Vec<LayerProblem>,
    /// What is wrong with what it says.
    in_blocks: Vec<LayerProblem>,
}

/// Reads a file: our shorthand, or one strict Ossie document. What is wrong with it is kept for
/// [`load_read`]. Files do not need each other here, so a caller may read them side by side.
#[must_use]
pub fn read(file: &SourceFile) -> ReadFile {
    let mut in_text = Vec::new();
    let root = document(file, &mut in_text);
    let mut in_blocks = Vec::new();
    let mut reader = Reader {
        file: &file.name,
        problems: &mut in_blocks,
    };
    let raw = root.map_or_else(Raw::default, |root| read_document(&mut reader, root));
    ReadFile {
        name: file.name.clone(),
        raw,
        in_text,
        in_blocks,
    }
}

/// Loads a layer from the texts of its files: our shorthand, or one strict Ossie document.
///
/// # Errors
/// Everything that is wrong, with file and line.
pub fn load(files: &[SourceFile]) -> Result<SemanticLayer, Vec<LayerProblem>> {
    load_read(files.iter().map(read).collect())
}

/// Loads a layer from files that are read; they count in the order in which they are given.
///
/// # Errors
/// Everything that is wrong, with file and line.
pub fn load_read(files: Vec<ReadFile>) -> Result<SemanticLayer, Vec<LayerProblem>> {
    let mut problems = Vec::new();
    let mut raw = Raw::default();
    let mut in_blocks = Vec::new();
    for file in files {
        problems.extend(file.in_text);
        raw.add(&file.name, file.raw, &mut in_blocks);
        in_blocks.extend(file.in_blocks);
    }
    problems.append(&mut in_blocks);
    finish(raw, problems)
}

/// Reads the questions of a file of candidates, which nobody has approved yet.
///
/// # Errors
/// Everything that is wrong with them, with file and line.
pub fn load_candidates(
    layer: &SemanticLayer,
    file: &SourceFile,
) -> Result<Vec<VerifiedQuestion>, Vec<LayerProblem>> {
    let mut problems = Vec::new();
    let Some(node) = yaml::parse(&file.name, &file.text, &mut problems) else {
        return Err(problems);
    };
    let mut reader = Reader {
        file: &file.name,
        problems: &mut problems,
    };
    reader.only_keys(&node, "a file of candidates", &["candidates"]);
    let raw: Vec<RawVerified> = reader
        .list(&node, "candidates")
        .into_iter()
        .filter_map(|item| verified::read(&mut reader, item, Standing::Candidate))
        .collect();
    let found: Vec<VerifiedQuestion> = raw
        .into_iter()
        .filter_map(|raw| resolve::verified(layer, raw, &mut problems))
        .collect();
    if problems.is_empty() {
        Ok(found)
    } else {
        Err(problems)
    }
}

/// The files as trees of the shorthand, with their names.
pub(super) fn documents(
    files: &[SourceFile],
    problems: &mut Vec<LayerProblem>,
) -> Vec<(String, Node)> {
    files
        .iter()
        .filter_map(|file| Some((file.name.clone(), document(file, problems)?)))
        .collect()
}

fn document(file: &SourceFile, problems: &mut Vec<LayerProblem>) -> Option<Node> {
    let node = yaml::parse(&file.name, &file.text, problems)?;
    let mut reader = Reader {
        file: &file.name,
        problems,
    };
    let node = if ossie::is_ossie(&node) {
        ossie::to_shorthand(&mut reader, node)
    } else {
        node
    };
    (!matches!(node.value, Value::Null)).then_some(node)
}

/// Loads a layer from trees of the shorthand; problems of reading the trees are among those given.
pub(super) fn load_documents(
    documents: Vec<(String, Node)>,
    mut problems: Vec<LayerProblem>,
) -> Result<SemanticLayer, Vec<LayerProblem>> {
    let mut raw = Raw::default();
    for (file, node) in documents {
        let mut in_blocks = Vec::new();
        let mut reader = Reader {
            file: &file,
            problems: &mut in_blocks,
        };
        let one = read_document(&mut reader, node);
        raw.add(&file, one, &mut problems);
        problems.append(&mut in_blocks);
    }
    finish(raw, problems)
}

fn finish(raw: Raw, mut problems: Vec<LayerProblem>) -> Result<SemanticLayer, Vec<LayerProblem>> {
    let layer = resolve::resolve(raw, &mut problems);
    match layer {
        Some(layer) if problems.is_empty() => Ok(layer),
        _ => Err(problems),
    }
}

fn read_document(reader: &mut Reader<'_>, mut node: Node) -> Raw {
    carried::strip(reader, &mut node);
    reader.only_keys(&node, "a layer file", &TOP_KEYS);
    let mut raw = Raw {
        model: node.get("model").map(|item| model::read(reader, item)),
        ..Raw::default()
    };
    for item in reader.list(&node, "datasets") {
        raw.datasets.extend(dataset::read(reader, item));
    }
    for item in reader.list(&node, "relationships") {
        raw.relationships.extend(relationship::read(reader, item));
    }
    for item in reader.list(&node, "metrics") {
        raw.metrics.extend(metric::read(reader, item));
    }
    raw.calendar = node
        .get("calendar")
        .map(|item| calendar::read(reader, item));
    raw.language = node
        .get("language")
        .map(|item| language::read(reader, item));
    for item in reader.list(&node, "verified") {
        let entry = verified::read(reader, item, Standing::Verified);
        raw.verified.extend(entry);
    }
    raw.attribution = node
        .get("attribution")
        .map(|item| tree::read_block(reader, item));
    raw
}

impl Raw {
    /// Adds what the next file says; a block that may stand once is taken from the last one.
    fn add(&mut self, file: &str, next: Self, problems: &mut Vec<LayerProblem>) {
        let mut second = |what: &str, line: usize| {
            problems.push(LayerProblem {
                file: file.to_owned(),
                line,
                message: format!("a second `{what}`"),
                hint: Some("Write it in one file.".to_owned()),
            });
        };
        if let (Some(_), Some(model)) = (&self.model, &next.model) {
            second("model", model.line);
        }
        if let (Some(_), Some(language)) = (&self.language, &next.language) {
            second("language", language.line);
        }
        if let (Some(_), Some(attribution)) = (&self.attribution, &next.attribution) {
            second("attribution", attribution.line);
        }
        self.model = next.model.or(self.model.take());
        self.calendar = next.calendar.or(self.calendar.take());
        self.language = next.language.or(self.language.take());
        self.datasets.extend(next.datasets);
        self.relationships.extend(next.relationships);
        self.metrics.extend(next.metrics);
        self.verified.extend(next.verified);
        self.attribution = next.attribution.or(self.attribution.take());
    }
}

/// `{zh: …, en: …}`, or one text for both languages.
pub(super) fn text_pair(reader: &mut Reader<'_>, node: &Node, key: &str) -> Text {
    let Some(value) = node.get(key) else {
        return Text::default();
    };
    if let Some(text) = value.text() {
        return Text {
            zh: text.clone(),
            en: text,
        };
    }
    read_text_pair(reader, value, key)
}

/// The names for people under `label`; without one, the name itself.
pub(super) fn label(reader: &mut Reader<'_>, node: &Node, name: &str) -> Text {
    let label = text_pair(reader, node, "label");
    if label.is_empty() {
        Text {
            zh: name.to_owned(),
            en: name.to_owned(),
        }
    } else {
        label
    }
}

/// The two languages of a mapping; one that is missing is filled from the other.
pub(super) fn read_text_pair(reader: &mut Reader<'_>, node: &Node, what: &str) -> Text {
    if let Some(text) = node.text() {
        return Text {
            zh: text.clone(),
            en: text,
        };
    }
    reader.only_keys(node, what, &["zh", "en", "zh-CN"]);
    let zh = reader
        .text(node, "zh")
        .or_else(|| reader.text(node, "zh-CN"));
    let en = reader.text(node, "en");
    match (zh, en) {
        (Some(zh), Some(en)) => Text { zh, en },
        (Some(one), None) | (None, Some(one)) => Text {
            zh: one.clone(),
            en: one,
        },
        (None, None) => Text::default(),
    }
}
