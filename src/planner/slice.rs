//! The part of the layer that a model sees for one question: what the question's words touch
//! first, then what is asked for most, up to a size that keeps the prompt small.

use semantic_sql::Asker;
use semantic_sql::expr::DataType;
use semantic_sql::layer::{FieldId, MetricId, SemanticLayer, Text};

use crate::knowledge::Knowledge;
use crate::question::Question;

use super::model::slice::{
    LayerSlice, MatchedValue, SliceDimension, SliceMetric, SliceValue, ValueKind,
};

/// More metrics than this make the prompt long and the choice worse.
const MAX_METRICS: usize = 24;
const MAX_DIMENSIONS: usize = 14;
/// A dimension with more declared values than this is described by its name alone.
const MAX_VALUES: usize = 14;

/// Chooses the slice for a question.
#[must_use]
pub fn slice(layer: &SemanticLayer, knowledge: &Knowledge, question: &Question) -> LayerSlice {
    let text = question.text.to_lowercase();
    let matched_values = matched_values(layer, knowledge, &text);
    LayerSlice {
        relation: layer.name.clone(),
        metrics: metrics(layer, &question.asker, &text),
        dimensions: dimensions(layer, &question.asker, &text, &matched_values),
        matched_values,
    }
}

/// How strongly a text names something: the longest of its words that the text contains.
fn strength<'a>(text: &str, words: impl IntoIterator<Item = &'a String>) -> usize {
    words
        .into_iter()
        .map(|word| word.to_lowercase())
        .filter(|word| word.chars().count() > 1 && text.contains(word.as_str()))
        .map(|word| word.chars().count())
        .max()
        .unwrap_or(0)
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
    scored.sort_by_key(|(score, id)| (std::cmp::Reverse(*score), *id));
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
                named.max(valued.unwrap_or(0)) + if found { 10 } else { 0 },
                order,
                id,
            )
        })
        .collect();
    scored.sort_by_key(|(score, order, _)| (std::cmp::Reverse(*score), *order));
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
fn matched_values(layer: &SemanticLayer, knowledge: &Knowledge, text: &str) -> Vec<MatchedValue> {
    let mut matched = Vec::new();
    for (id, _) in layer.visible_fields() {
        for known in knowledge.values(id) {
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
    matched.sort_by_key(|(id, value, word)| {
        (std::cmp::Reverse(word.chars().count()), *id, value.clone())
    });
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
