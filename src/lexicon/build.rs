//! Names of the layer and of the data as terms.

use std::collections::HashSet;

use semantic_sql::layer::{Field, FieldId, SemanticLayer, Text};

use crate::grammar::time::{self, Calendar, SessionWords, TimeReading};
use crate::knowledge::{Knowledge, KnownValue};

use super::{Meaning, PhaseValue, Terms, ValueMeaning};

/// Field names by which a layer says what a session is.
pub(crate) const SESSION: &str = "session";
pub(crate) const SESSION_START: &str = "session_start_at";
const SESSION_END: &str = "session_end_at";

/// Adds every name of the layer; parts of compound labels last, where no other name uses them.
pub(super) fn add(terms: &mut Terms, layer: &SemanticLayer, knowledge: &Knowledge) {
    for (id, metric) in layer.metrics_with_ids() {
        named(terms, &metric.label, &metric.synonyms, &Meaning::Metric(id));
    }
    for (id, field) in layer.visible_fields() {
        named(terms, &field.label, &field.synonyms, &Meaning::Field(id));
    }
    for (at, grain) in layer.time.grains.iter().enumerate() {
        named(terms, &grain.label, &grain.synonyms, &Meaning::Grain(at));
    }
    for (id, field) in layer.visible_fields() {
        values(terms, layer, knowledge, id, field, true);
    }
    for (id, dataset) in layer.datasets_with_ids() {
        for synonym in &dataset.synonyms {
            terms.add_if_free(synonym, Meaning::Dataset(id));
        }
    }
    for (id, metric) in layer.metrics_with_ids() {
        terms.add_if_free(&metric.name, Meaning::Metric(id));
        parts(terms, &metric.label, &Meaning::Metric(id));
    }
    for (id, field) in layer.visible_fields() {
        terms.add_if_free(&field.name, Meaning::Field(id));
        parts(terms, &field.label, &Meaning::Field(id));
    }
    for (id, field) in layer.visible_fields() {
        values(terms, layer, knowledge, id, field, false);
    }
}

fn named(terms: &mut Terms, label: &Text, synonyms: &[String], meaning: &Meaning) {
    for term in [&label.zh, &label.en].into_iter().chain(synonyms) {
        terms.add(term, meaning.clone());
    }
}

/// 颜色/色号 is also 颜色 and 色号; 退款率（金额） is also 退款率.
fn parts(terms: &mut Terms, label: &Text, meaning: &Meaning) {
    for text in [&label.zh, &label.en] {
        let bare = text.split(['（', '(']).next().unwrap_or_default();
        for part in bare.split('/').map(str::trim) {
            let enough = part.chars().count() > 1 && part != text.as_str();
            if enough {
                terms.add_if_free(part, meaning.clone());
            }
        }
    }
}

/// The values of a field: those that the layer names, or those that only the data has.
///
/// A name that only the data has never competes with a metric, a field or a general word.
fn values(
    terms: &mut Terms,
    layer: &SemanticLayer,
    knowledge: &Knowledge,
    id: FieldId,
    field: &Field,
    of_layer: bool,
) {
    let is_event = layer
        .calendar
        .as_ref()
        .is_some_and(|c| c.event_field.as_ref() == Some(&field.name));
    let event_ids: HashSet<&str> = layer
        .calendar
        .iter()
        .filter(|_| is_event)
        .flat_map(|calendar| calendar.events.iter().map(|event| event.id.as_str()))
        .collect();
    let declared: HashSet<&str> = field
        .values
        .iter()
        .map(|value| value.value.as_str())
        .collect();
    let known = knowledge.values(id);
    let from_layer: Vec<KnownValue>;
    let known = if known.is_empty() {
        from_layer = field
            .values
            .iter()
            .map(|value| KnownValue {
                value: value.value.clone(),
                label: value.label.clone(),
                synonyms: value.synonyms.clone(),
            })
            .collect();
        &from_layer
    } else {
        known
    };
    for value in known
        .iter()
        .filter(|value| !event_ids.contains(value.value.as_str()))
    {
        if declared.contains(value.value.as_str()) != of_layer {
            continue;
        }
        let meaning = Meaning::Value(ValueMeaning {
            field: id,
            values: vec![value.value.clone()],
            all: false,
            declared: of_layer,
        });
        let own = [&value.label.zh, &value.label.en, &value.value]
            .into_iter()
            .chain(&value.synonyms);
        for term in own.filter(|term| says_enough(term, value)) {
            terms.add_value(term, meaning.clone());
        }
    }
    for group in field.groups.iter().filter(|_| of_layer) {
        let all = !field.values.is_empty() && group.values.len() == field.values.len();
        let meaning = Meaning::Value(ValueMeaning {
            field: id,
            values: group.values.clone(),
            all,
            declared: true,
        });
        named(terms, &group.label, &group.synonyms, &meaning);
    }
}

/// Bare numbers, single letters and codes that are everyday words are no names of values.
fn says_enough(term: &str, value: &KnownValue) -> bool {
    let digits = term.chars().all(|c| c.is_ascii_digit() || c == '.');
    let letters = term.chars().filter(|c| !c.is_whitespace()).count();
    let is_code =
        *term == value.value && value.label.zh != value.value && value.label.en != value.value;
    let code_ok = term.chars().any(|c| c.is_ascii_digit()) && term.chars().any(char::is_alphabetic);
    !(digits || (term.is_ascii() && letters < 2) || (is_code && !code_ok))
}

/// What the layer calls a session and its ends, by the names of its fields.
pub(super) fn session_words(layer: &SemanticLayer) -> SessionWords {
    let of = |name: &str| {
        let mut words = Vec::new();
        for id in layer.find_fields(name) {
            let field = layer.field(*id);
            words.extend([field.label.zh.clone(), field.label.en.clone()]);
            words.extend(field.synonyms.iter().cloned());
        }
        words
    };
    SessionWords {
        names: of(SESSION),
        starts: of(SESSION_START),
        ends: of(SESSION_END),
    }
}

/// Values whose own names are minutes at an edge of a session.
pub(super) fn phases(layer: &SemanticLayer, sessions: &SessionWords) -> Vec<PhaseValue> {
    let calendar = Calendar {
        now: chrono::NaiveDateTime::default(),
        week_start: chrono::Weekday::Mon,
        fiscal_start_month: 1,
        events: &[],
        sessions,
    };
    let mut phases: Vec<PhaseValue> = Vec::new();
    for (id, field) in layer.visible_fields() {
        for value in &field.values {
            let names = [&value.label.zh, &value.label.en]
                .into_iter()
                .chain(&value.synonyms);
            for name in names {
                let found = time::find(name, &calendar);
                let [only] = found.as_slice() else { continue };
                let TimeReading::RelativeToSession(window) = &only.time else {
                    continue;
                };
                if only.span.len() != name.len() {
                    continue;
                }
                phases.push(PhaseValue {
                    edge: window.edge,
                    from_minute: window.from_minute,
                    to_minute: window.to_minute,
                    value: ValueMeaning {
                        field: id,
                        values: vec![value.value.clone()],
                        all: false,
                        declared: true,
                    },
                });
            }
        }
    }
    phases
}
