//! Questions near one that has no answer: without the words that nobody knows, then about its
//! metric, then what the layer shows as examples. Whoever offers them keeps those that plan.

use semantic_sql::layer::{FieldId, MetricId, SemanticLayer};

use crate::lexicon::Meaning;
use crate::question::Language;

use super::tokens::{Kind, Token, Tokens};

/// Candidates, the nearest first.
pub(super) fn nearest(layer: &SemanticLayer, language: Language, tokens: &Tokens) -> Vec<String> {
    let mut found: Vec<String> = without_unknown(tokens).into_iter().collect();
    let text = |kind: fn(&Token) -> bool| {
        tokens
            .list
            .iter()
            .find(|it| kind(it))
            .map(|it| tokens.text(it))
    };
    if let Some(metric) = tokens.list.iter().find_map(|it| metric_of(layer, it)) {
        let last_week = language.choose("上周", "last week");
        let period = text(|it| matches!(it.kind, Kind::Time(_)));
        let value = text(super::gather::is_value).unwrap_or_default();
        let name = language.pick(&layer.metric(metric).label);
        let write = Write { language, name };
        let periods = period.iter().map(String::as_str).chain([last_week]);
        found.extend(periods.map(|period| write.total(period, &value)));
        found.push(write.daily(&value));
        if let Some(field) = split_of(layer, metric) {
            let label = language.pick(&layer.field(field).label);
            found.push(write.split(last_week, label));
        }
        found.push(write.total(last_week, ""));
    }
    found.extend_from_slice(match language {
        Language::Zh => &layer.examples.zh,
        Language::En => &layer.examples.en,
    });
    found
}

/// The question without the words that are not known, where there are some. Without its name an
/// English sentence is no sentence.
fn without_unknown(tokens: &Tokens) -> Option<String> {
    if !tokens.is_chinese() {
        return None;
    }
    let is_unknown =
        |at: &usize| matches!(tokens.list.get(*at).map(|it| &it.kind), Some(Kind::Unknown));
    let unknown: Vec<usize> = (0..tokens.list.len()).filter(is_unknown).collect();
    let mut left = String::new();
    let mut from = 0;
    for span in tokens.unknown_spans(&unknown) {
        left.push_str(&tokens.piece(from..span.start));
        from = span.end;
    }
    if from == 0 {
        return None;
    }
    left.push_str(&tokens.piece(from..usize::MAX));
    let words: Vec<&str> = left.split_whitespace().collect();
    Some(words.join(" "))
}

/// The metric that a token names, where it is one alone, or that its verb asks for first.
fn metric_of(layer: &SemanticLayer, token: &Token) -> Option<MetricId> {
    match token.meanings() {
        [Meaning::Metric(metric)] => Some(*metric),
        [Meaning::Verb(verb)] => layer.language.verbs.get(*verb)?.metrics.first().copied(),
        _ => None,
    }
}

/// The first dimension that changes are looked at along and that the metric has.
fn split_of(layer: &SemanticLayer, metric: MetricId) -> Option<FieldId> {
    let mut along = layer.attribution.dimensions.iter().copied();
    along.find(|field| layer.metric_reaches(metric, *field))
}

/// Writes a question about a metric.
struct Write<'a> {
    language: Language,
    name: &'a str,
}

impl Write<'_> {
    fn of(&self, value: &str) -> String {
        match (self.language, value.is_empty()) {
            (_, true) => self.name.to_owned(),
            (Language::Zh, false) => format!("{value}{}", self.name),
            (Language::En, false) => format!("{} of {value}", self.name),
        }
    }

    fn total(&self, period: &str, value: &str) -> String {
        match self.language {
            Language::Zh => format!("{period}{}", self.of(value)),
            Language::En => format!("{} {period}", self.of(value)),
        }
    }

    fn daily(&self, value: &str) -> String {
        match self.language {
            Language::Zh => format!("近30天每天{}", self.of(value)),
            Language::En => format!("Daily {} in the last 30 days", self.of(value)),
        }
    }

    fn split(&self, period: &str, label: &str) -> String {
        match self.language {
            Language::Zh => format!("{period}各{label}{}", self.name),
            Language::En => format!("{} by {} {period}", self.name, label.to_lowercase()),
        }
    }
}
