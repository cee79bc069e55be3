//! The `language` block: sayings, overview, subjects that are not here, funnels.

use crate::layer::yaml::{Node, Reader};
use crate::layer::{AskBack, OutOfScope, Phrase, Text};

use super::text_pair;

/// The block, read.
#[derive(Debug, Default)]
pub(in crate::layer) struct RawLanguage {
    pub(in crate::layer) file: String,
    pub(in crate::layer) line: usize,
    pub(in crate::layer) phrases: Vec<Phrase>,
    pub(in crate::layer) overview: Vec<String>,
    pub(in crate::layer) sessions: Option<String>,
    pub(in crate::layer) out_of_scope: Vec<OutOfScope>,
    pub(in crate::layer) ask_back: Vec<AskBack>,
    pub(in crate::layer) funnels: Vec<RawFunnel>,
    pub(in crate::layer) without: Vec<RawWithout>,
    pub(in crate::layer) within: Vec<RawWithin>,
    pub(in crate::layer) ahead: Vec<RawAhead>,
    pub(in crate::layer) already: Vec<RawSaid>,
    pub(in crate::layer) verbs: Vec<RawSaid>,
    /// Its words are names of fields and datasets.
    pub(in crate::layer) usual: Vec<RawSaid>,
}

/// A metric of what is expected, read.
#[derive(Debug)]
pub(in crate::layer) struct RawAhead {
    pub(in crate::layer) line: usize,
    pub(in crate::layer) of: String,
    pub(in crate::layer) expected: String,
    pub(in crate::layer) interval: Vec<String>,
    pub(in crate::layer) days: Option<String>,
}

/// Words and the metrics that they are about, read.
#[derive(Debug)]
pub(in crate::layer) struct RawSaid {
    pub(in crate::layer) line: usize,
    pub(in crate::layer) say: Vec<String>,
    pub(in crate::layer) metrics: Vec<String>,
    pub(in crate::layer) who: Option<String>,
}

/// A value that all rows of some datasets have, read.
#[derive(Debug)]
pub(in crate::layer) struct RawWithin {
    pub(in crate::layer) line: usize,
    pub(in crate::layer) field: String,
    pub(in crate::layer) value: String,
    pub(in crate::layer) datasets: Vec<String>,
}

/// A funnel, read.
#[derive(Debug)]
pub(in crate::layer) struct RawFunnel {
    pub(in crate::layer) line: usize,
    pub(in crate::layer) label: Text,
    pub(in crate::layer) synonyms: Vec<String>,
    pub(in crate::layer) steps: Vec<String>,
    pub(in crate::layer) said: Vec<(String, Vec<String>)>,
}

/// Rows without a value of a field, read.
#[derive(Debug)]
pub(in crate::layer) struct RawWithout {
    pub(in crate::layer) line: usize,
    pub(in crate::layer) field: String,
    pub(in crate::layer) label: Text,
    pub(in crate::layer) say: Vec<String>,
}

/// Reads the block.
pub(super) fn read(reader: &mut Reader<'_>, node: &Node) -> RawLanguage {
    reader.only_keys(
        node,
        "language",
        &[
            "phrases",
            "overview",
            "sessions",
            "out_of_scope",
            "ask_back",
            "funnels",
            "without",
            "within",
            "ahead",
            "already",
            "verbs",
            "usual",
        ],
    );
    let phrases = reader.list(node, "phrases");
    let subjects = reader.list(node, "out_of_scope");
    let asked = reader.list(node, "ask_back");
    let funnels = reader.list(node, "funnels");
    let without = reader.list(node, "without");
    let within = reader.list(node, "within");
    let ahead = reader.list(node, "ahead");
    let already = reader.list(node, "already");
    let verbs = reader.list(node, "verbs");
    let usual = reader.list(node, "usual");
    RawLanguage {
        file: reader.file.to_owned(),
        line: node.line,
        overview: reader.texts(node, "overview"),
        sessions: reader.text(node, "sessions"),
        phrases: phrases
            .into_iter()
            .filter_map(|item| read_phrase(reader, item))
            .collect(),
        out_of_scope: subjects
            .into_iter()
            .filter_map(|item| read_subject(reader, item))
            .collect(),
        ask_back: asked
            .into_iter()
            .filter_map(|item| read_ask_back(reader, item))
            .collect(),
        funnels: funnels
            .into_iter()
            .map(|item| read_funnel(reader, item))
            .collect(),
        without: each(without, |item| read_without(reader, item)),
        within: each(within, |item| read_within(reader, item)),
        ahead: each(ahead, |item| read_ahead(reader, item)),
        already: already
            .into_iter()
            .filter_map(|item| {
                let hint = "Write the metrics of which it is true by their definition.";
                reader.only_keys(item, "already", &["say", "metrics"]);
                read_said(reader, item, "already", hint)
            })
            .collect(),
        usual: usual
            .into_iter()
            .map(|item| read_usual(reader, item))
            .collect(),
        verbs: verbs
            .into_iter()
            .filter_map(|item| {
                let hint = "Write the metrics that it may ask for, the usual first.";
                reader.only_keys(item, "a verb", &["say", "metrics", "who"]);
                read_said(reader, item, "a verb", hint)
            })
            .collect(),
    }
}

/// What is read of each item that can be.
fn each<T>(items: Vec<&Node>, read: impl FnMut(&Node) -> Option<T>) -> Vec<T> {
    items.into_iter().filter_map(read).collect()
}

fn read_usual(reader: &mut Reader<'_>, node: &Node) -> RawSaid {
    reader.only_keys(node, "usual", &["of", "metrics", "each"]);
    RawSaid {
        line: node.line,
        say: reader.texts(node, "of"),
        metrics: reader.texts(node, "metrics"),
        who: reader.text(node, "each"),
    }
}

fn read_said(
    reader: &mut Reader<'_>,
    node: &Node,
    what: &'static str,
    hint: &str,
) -> Option<RawSaid> {
    let metrics = reader.texts(node, "metrics");
    if metrics.is_empty() {
        let problem = format!("{what} has no `metrics`");
        reader.problem(node.line, problem, Some(hint.to_owned()));
    }
    Some(RawSaid {
        line: node.line,
        say: said(reader, node, what)?,
        metrics,
        who: reader.text(node, "who"),
    })
}

fn read_within(reader: &mut Reader<'_>, node: &Node) -> Option<RawWithin> {
    reader.only_keys(node, "within", &["field", "value", "datasets"]);
    Some(RawWithin {
        line: node.line,
        field: reader.required(node, "field", "within")?,
        value: reader.required(node, "value", "within")?,
        datasets: reader.texts(node, "datasets"),
    })
}

fn read_ahead(reader: &mut Reader<'_>, node: &Node) -> Option<RawAhead> {
    reader.only_keys(node, "ahead", &["of", "use", "interval", "days"]);
    let interval = reader.texts(node, "interval");
    if !matches!(interval.len(), 0 | 2) {
        let hint = "Write the lower and the upper bound: interval: [lower, upper].".to_owned();
        reader.problem(node.line, "an `interval` has two metrics", Some(hint));
    }
    Some(RawAhead {
        line: node.line,
        of: reader.required(node, "of", "ahead")?,
        expected: reader.required(node, "use", "ahead")?,
        interval,
        days: reader.text(node, "days"),
    })
}

fn read_phrase(reader: &mut Reader<'_>, node: &Node) -> Option<Phrase> {
    reader.only_keys(node, "a phrase", &["say", "mean", "note"]);
    let note = text_pair(reader, node, "note");
    Some(Phrase {
        say: said(reader, node, "a phrase")?,
        mean: reader.required(node, "mean", "a phrase")?,
        note: (!note.is_empty()).then_some(note),
    })
}

fn read_subject(reader: &mut Reader<'_>, node: &Node) -> Option<OutOfScope> {
    reader.only_keys(node, "out_of_scope", &["say", "reason"]);
    let reason = text_pair(reader, node, "reason");
    if reason.is_empty() {
        let hint = "Write what to answer: reason: {zh: …, en: …}.".to_owned();
        reader.problem(node.line, "out_of_scope has no `reason`", Some(hint));
    }
    Some(OutOfScope {
        say: said(reader, node, "out_of_scope")?,
        reason,
    })
}

fn read_ask_back(reader: &mut Reader<'_>, node: &Node) -> Option<AskBack> {
    reader.only_keys(node, "ask_back", &["say", "question", "choices"]);
    let question = text_pair(reader, node, "question");
    if question.is_empty() {
        let hint = "Write what to ask: question: {zh: …, en: …}.".to_owned();
        reader.problem(node.line, "ask_back has no `question`", Some(hint));
    }
    let choices = match node.get("choices") {
        None => [Vec::new(), Vec::new()],
        Some(choices) => {
            reader.only_keys(choices, "choices", &["zh", "en"]);
            [reader.texts(choices, "zh"), reader.texts(choices, "en")]
        }
    };
    Some(AskBack {
        say: said(reader, node, "ask_back")?,
        question,
        choices,
    })
}

fn read_funnel(reader: &mut Reader<'_>, node: &Node) -> RawFunnel {
    reader.only_keys(node, "a funnel", &["label", "synonyms", "steps", "said"]);
    let steps = reader.texts(node, "steps");
    if steps.len() < 2 {
        let hint = "Write two metrics or more, the widest first.".to_owned();
        reader.problem(node.line, "a funnel has fewer than two `steps`", Some(hint));
    }
    let said = reader.list(node, "said").into_iter().filter_map(|item| {
        reader.only_keys(item, "the words of a step", &["step", "say"]);
        let step = reader.required(item, "step", "the words of a step")?;
        Some((step, said(reader, item, "the words of a step")?))
    });
    let said = said.collect();
    RawFunnel {
        said,
        line: node.line,
        label: text_pair(reader, node, "label"),
        synonyms: reader.texts(node, "synonyms"),
        steps,
    }
}

fn read_without(reader: &mut Reader<'_>, node: &Node) -> Option<RawWithout> {
    reader.only_keys(node, "without", &["field", "label", "say"]);
    Some(RawWithout {
        line: node.line,
        field: reader.required(node, "field", "without")?,
        label: text_pair(reader, node, "label"),
        say: said(reader, node, "without")?,
    })
}

/// The words under `say`, of which there must be one.
fn said(reader: &mut Reader<'_>, node: &Node, what: &str) -> Option<Vec<String>> {
    let say = reader.texts(node, "say");
    if say.is_empty() {
        let hint = "Write say: [words].".to_owned();
        reader.problem(node.line, format!("{what} has no `say`"), Some(hint));
        return None;
    }
    Some(say)
}
