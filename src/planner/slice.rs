//! The part of the layer that a model sees for one question: what the question's words touch
//! first, then what is asked for most, up to a size that keeps the prompt small.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::ops::Range;

use semantic_sql::expr::DataType;
use semantic_sql::layer::{FieldId, MetricId, SemanticLayer, Text};
use semantic_sql::{Asker, ValuePolicies};

use crate::grammar::chars::Chars;
use crate::lexicon::{Lexicon, Meaning, Rights};
use crate::question::Question;

use super::model::slice::{
    LayerSlice, MatchedValue, SliceDimension, SliceMetric, SliceValue, ValueKind,
};

/// More metrics than this make the prompt long and the choice worse.
const MAX_METRICS: usize = 20;
const MAX_DIMENSIONS: usize = 10;
/// A dimension with more declared values than this is described by its name alone.
const MAX_VALUES: usize = 12;
/// More names of the data than this are in no question.
const MAX_MATCHED: usize = 8;

/// Chooses the slice for a question. Names of the data are found by the lexicon's index, so that many of them cost no more than few.
#[must_use]
pub fn slice(layer: &SemanticLayer, lexicon: &Lexicon, question: &Question) -> LayerSlice {
    let text = question.text.to_lowercase();
    let matched_values = matched_values(layer, lexicon, question);
    LayerSlice {
        relation: layer.name.clone(),
        metrics: metrics(layer, &question.asker, &text),
        dimensions: dimensions(layer, &question.asker, &text, &matched_values),
        matched_values,
    }
}

/// How strongly a text names something: by the longest of its words that the text contains, and below that by the parts that they share.
fn strength<'a>(text: &str, words: impl IntoIterator<Item = &'a String>) -> usize {
    words
        .into_iter()
        .map(|word| word.to_lowercase())
        .filter(|word| word.chars().count() > 1)
        .map(|word| {
            if text.contains(word.as_str()) {
                WHOLE * word.chars().count()
            } else {
                shared(text, &word)
            }
        })
        .max()
        .unwrap_or(0)
}

/// What one letter of a whole word is worth against all that parts of words can be.
const WHOLE: usize = 100;

/// The percentage of a word's parts that a text has: pairs of Chinese characters, and whole words of letters.
fn shared(text: &str, word: &str) -> usize {
    let pairs: Vec<String> = word
        .chars()
        .zip(word.chars().skip(1))
        .filter(|(a, b)| !a.is_ascii() && !b.is_ascii())
        .map(|(a, b)| String::from_iter([a, b]))
        .collect();
    let letters = word
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|part| part.len() > 2)
        .map(str::to_owned);
    let parts: Vec<String> = pairs.into_iter().chain(letters).collect();
    let found = parts.iter().filter(|part| text.contains(part.as_str()));
    found.count() * (WHOLE - 1) / parts.len().max(1)
}

fn words<'a>(label: &'a Text, synonyms: &'a [String]) -> impl Iterator<Item = &'a String> {
    [&label.zh, &label.en].into_iter().chain(synonyms)
}

fn denied(asker: &Asker, roles: &[String]) -> bool {
    match asker {
        Asker::Known(principal) => principal.roles.iter().any(|role| roles.contains(role)),
        Asker::Nobody => false,
    }
}

fn metrics(layer: &SemanticLayer, asker: &Asker, text: &str) -> Vec<SliceMetric> {
    let mut scored: Vec<(usize, MetricId)> = layer
        .metrics_with_ids()
        // A metric that nobody has words for is a component of others.
        .filter(|(_, metric)| !metric.synonyms.is_empty() && !denied(asker, &metric.deny_roles))
        .map(|(id, metric)| (strength(text, words(&metric.label, &metric.synonyms)), id))
        .collect();
    // What has many names is asked for often; that decides where the question's words do not.
    let names = |id: MetricId| layer.metric(id).synonyms.len();
    scored.sort_by_key(|(score, id)| (Reverse(*score), Reverse(names(*id)), *id));
    scored
        .into_iter()
        .take(MAX_METRICS)
        .map(|(_, id)| {
            let metric = layer.metric(id);
            SliceMetric {
                name: metric.name.clone(),
                zh: metric.label.zh.clone(),
                en: metric.label.en.clone(),
                description: String::new(),
                unit: metric.unit.clone(),
            }
        })
        .collect()
}

fn dimensions(
    layer: &SemanticLayer,
    asker: &Asker,
    text: &str,
    matched: &[MatchedValue],
) -> Vec<SliceDimension> {
    let mut scored: Vec<(usize, usize, FieldId)> = layer
        .visible_fields()
        .filter(|(_, field)| !field.is_time && !denied(asker, &field.deny_roles))
        .enumerate()
        .map(|(order, (id, field))| {
            let named = strength(text, words(&field.label, &field.synonyms));
            let valued = field
                .values
                .iter()
                .map(|value| strength(text, words(&value.label, &value.synonyms)))
                .max();
            let reference = layer.field_reference(id);
            let found = matched.iter().any(|value| value.field == reference);
            (
                named.max(valued.unwrap_or(0)) + if found { 10 * WHOLE } else { 0 },
                order,
                id,
            )
        })
        .collect();
    let names = |id: FieldId| layer.field(id).synonyms.len() + layer.field(id).values.len();
    scored.sort_by_key(|(score, order, id)| (Reverse(*score), Reverse(names(*id)), *order));
    scored
        .into_iter()
        .take(MAX_DIMENSIONS)
        .map(|(.., id)| dimension(layer, id))
        .collect()
}

fn dimension(layer: &SemanticLayer, id: FieldId) -> SliceDimension {
    let field = layer.field(id);
    let kind = match field.data_type {
        Some(DataType::Boolean) => ValueKind::Boolean,
        Some(DataType::Integer | DataType::Decimal | DataType::Float) => ValueKind::Number,
        _ => ValueKind::Text,
    };
    let values = if field.values.len() > MAX_VALUES || field.display.is_some() {
        Vec::new()
    } else {
        field
            .values
            .iter()
            .map(|value| SliceValue {
                code: value.value.clone(),
                label: value.label.zh.clone(),
            })
            .collect()
    };
    SliceDimension {
        name: layer.field_reference(id),
        zh: field.label.zh.clone(),
        en: field.label.en.clone(),
        kind,
        values,
    }
}

/// The values of the data that the question names, under opaque ids.
///
/// A name outside of the asker's rows is none, as for the grammar, and so is one inside of a longer name.
fn matched_values(
    layer: &SemanticLayer,
    lexicon: &Lexicon,
    question: &Question,
) -> Vec<MatchedValue> {
    let asker = &question.asker;
    let rights = Rights::new(ValuePolicies::new(layer).bound(layer, asker));
    let open = layer
        .visible_fields()
        .filter(|(_, field)| !denied(asker, &field.deny_roles));
    let open: HashSet<FieldId> = open.map(|(id, _)| id).collect();
    let chars = Chars::new(&question.text);
    let folded: Vec<char> = (0..chars.len()).filter_map(|at| chars.at(at)).collect();
    let mut found = Vec::new();
    for hit in lexicon.matches(&folded, &rights) {
        for meaning in hit.meanings.iter() {
            if let Meaning::Value(known) = meaning
                && let [value] = known.values.as_slice()
                && open.contains(&known.field)
                && hit.span.len() > 1
            {
                found.push((hit.span.clone(), known.field, value.clone()));
            }
        }
    }
    let spans: Vec<Range<usize>> = found.iter().map(|it| it.0.clone()).collect();
    let holds = |longer: &Range<usize>, span: &Range<usize>| {
        longer.len() > span.len() && longer.start <= span.start && span.end <= longer.end
    };
    found.retain(|(span, ..)| !spans.iter().any(|longer| holds(longer, span)));
    found.sort_by_key(|(span, field, value)| (Reverse(span.len()), *field, value.clone()));
    found.dedup_by(|later, first| later.1 == first.1 && later.2 == first.2);
    found.truncate(MAX_MATCHED);
    found
        .into_iter()
        .enumerate()
        .map(|(index, (span, field, value))| MatchedValue {
            id: format!("v{}", index + 1),
            field: layer.field_reference(field),
            asked_as: question.text[chars.bytes(span.start, span.end)].to_owned(),
            value,
        })
        .collect()
}
