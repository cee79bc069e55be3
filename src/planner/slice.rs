//! The part of the layer that a model sees for one question: what the question's words touch
//! first, then what is asked for most, up to a size that keeps the prompt small.

mod likeness;

use std::cmp::Reverse;
use std::collections::HashSet;
use std::ops::Range;

use semantic_sql::expr::DataType;
use semantic_sql::layer::{FieldId, MetricId, SemanticLayer, Text};
use semantic_sql::{Asker, ValuePolicies};

use crate::grammar::chars::Chars;
use crate::lexicon::{Lexicon, Meaning, Rights};
use crate::question::Question;

use likeness::{Names, WHOLE};

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

/// Chooses slices of one layer.
#[derive(Debug)]
pub struct Slicer {
    names: Names,
    /// The number of each metric that has words, and of each field, among the names.
    metrics: Vec<(MetricId, usize)>,
    fields: Vec<(FieldId, usize)>,
    policies: ValuePolicies,
}

impl Slicer {
    /// Reads the names of a layer.
    #[must_use]
    pub fn new(layer: &SemanticLayer) -> Self {
        let mut names = Names::default();
        let metrics = layer
            .metrics_with_ids()
            // A metric that nobody has words for is a component of others.
            .filter(|(_, metric)| !metric.synonyms.is_empty())
            .map(|(id, metric)| (id, names.add(words(&metric.label, &metric.synonyms))))
            .collect();
        let fields = layer
            .visible_fields()
            .filter(|(_, field)| !field.is_time)
            .map(|(id, field)| {
                let values = field.values.iter();
                let values = values.flat_map(|value| words(&value.label, &value.synonyms));
                let own = words(&field.label, &field.synonyms);
                (id, names.add(own.chain(values)))
            })
            .collect();
        Self {
            names,
            metrics,
            fields,
            policies: ValuePolicies::new(layer),
        }
    }

    /// Chooses the slice for a question. Names of the data are found by the lexicon's index, so that many of them cost
    /// no more than few.
    #[must_use]
    pub fn slice(
        &self,
        layer: &SemanticLayer,
        lexicon: &Lexicon,
        question: &Question,
    ) -> LayerSlice {
        let strengths = self.names.strengths(&question.text);
        let matched_values = self.matched_values(layer, lexicon, question);
        LayerSlice {
            relation: layer.name.clone(),
            metrics: self.metrics(layer, &question.asker, &strengths),
            dimensions: self.dimensions(layer, &question.asker, &strengths, &matched_values),
            matched_values,
        }
    }

    fn metrics(
        &self,
        layer: &SemanticLayer,
        asker: &Asker,
        strengths: &[usize],
    ) -> Vec<SliceMetric> {
        let may_see = |(id, _): &&(MetricId, usize)| !denied(asker, &layer.metric(*id).deny_roles);
        let mut scored: Vec<(usize, MetricId)> = self
            .metrics
            .iter()
            .filter(may_see)
            .map(|(id, name)| (strengths[*name], *id))
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
        &self,
        layer: &SemanticLayer,
        asker: &Asker,
        strengths: &[usize],
        matched: &[MatchedValue],
    ) -> Vec<SliceDimension> {
        let may_see = |(id, _): &&(FieldId, usize)| !denied(asker, &layer.field(*id).deny_roles);
        let mut scored: Vec<(usize, usize, FieldId)> = self
            .fields
            .iter()
            .filter(may_see)
            .enumerate()
            .map(|(order, (id, name))| {
                let reference = layer.field_reference(*id);
                let found = matched.iter().any(|value| value.field == reference);
                let found = if found { 10 * WHOLE } else { 0 };
                (strengths[*name] + found, order, *id)
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

    /// The values of the data that the question names, under opaque ids.
    ///
    /// A name outside of the asker's rows is none, as for the grammar, and so is one inside of a longer name.
    fn matched_values(
        &self,
        layer: &SemanticLayer,
        lexicon: &Lexicon,
        question: &Question,
    ) -> Vec<MatchedValue> {
        let asker = &question.asker;
        let rights = Rights::new(self.policies.bound(layer, asker));
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
