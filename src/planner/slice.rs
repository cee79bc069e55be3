//! The part of the layer that a model sees for one question: what the question's words touch
//! first, then what is asked for most, up to a size that keeps the prompt small.

use std::cmp::Reverse;

use semantic_sql::expr::DataType;
use semantic_sql::layer::{FieldId, MetricId, SemanticLayer, Text};
use semantic_sql::{Asker, ValuePolicies};

use crate::knowledge::Knowledge;
use crate::question::Question;

use super::model::slice::{
    LayerSlice, MatchedValue, SliceDimension, SliceMetric, SliceValue, ValueKind,
};

/// More metrics than this make the prompt long and the choice worse.
const MAX_METRICS: usize = 20;
const MAX_DIMENSIONS: usize = 10;
/// A dimension with more declared values than this is described by its name alone.
const MAX_VALUES: usize = 12;

/// Chooses the slice for a question.
#[must_use]
pub fn slice(layer: &SemanticLayer, knowledge: &Knowledge, question: &Question) -> LayerSlice {
    let text = question.text.to_lowercase();
    let matched_values = matched_values(layer, knowledge, &question.asker, &text);
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
/// A name outside of the asker's rows is none, as for the grammar.
fn matched_values(
    layer: &SemanticLayer,
    knowledge: &Knowledge,
    asker: &Asker,
    text: &str,
) -> Vec<MatchedValue> {
    let bound = ValuePolicies::new(layer).bound(layer, asker);
    let is_hidden = |field: FieldId, value: &String| {
        let mut bound = bound.iter().filter(|(it, _)| *it == field);
        bound.any(|(_, allowed)| !allowed.contains(value))
    };
    let mut matched = Vec::new();
    for (id, _) in layer.visible_fields() {
        for known in knowledge.values(id) {
            if is_hidden(id, &known.value) {
                continue;
            }
            let asked_as = words(&known.label, &known.synonyms)
                .map(|word| word.to_lowercase())
                .filter(|word| word.chars().count() > 1 && text.contains(word.as_str()))
                .max_by_key(String::len);
            if let Some(asked_as) = asked_as {
                matched.push((id, known.value.clone(), asked_as));
            }
        }
    }
    // The longest names first: what a longer name covers is not asked for.
    matched.sort_by_key(|(id, value, word)| (Reverse(word.chars().count()), *id, value.clone()));
    matched.truncate(8);
    matched
        .into_iter()
        .enumerate()
        .map(|(index, (id, value, asked_as))| MatchedValue {
            id: format!("v{}", index + 1),
            field: layer.field_reference(id),
            asked_as,
            value,
        })
        .collect()
}
