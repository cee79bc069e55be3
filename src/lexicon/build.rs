//! Names of the layer and of the data as terms.

use std::collections::HashSet;

use semantic_sql::layer::{Field, FieldId, SemanticLayer, Text};

use crate::grammar::time::{self, Calendar, SessionWords, TimeReading};
use crate::knowledge::{Knowledge, KnownValue};

use super::terms::{MeaningAt, Terms};
use super::{Meaning, PhaseValue, ValueMeaning};

/// Field names by which a layer says what a session is.
pub(crate) const SESSION: &str = "session";
pub(crate) const SESSION_START: &str = "session_start_at";
pub(crate) const SESSION_END: &str = "session_end_at";

/// Adds every name of the layer; parts of compound labels last, where no other name uses them.
pub(super) fn add(terms: &mut Terms, layer: &SemanticLayer, knowledge: &Knowledge) {
    // What stands in for another metric at a grain is named by that one and the grain: "by source"
    // in its label would take the word that groups.
    let all = || layer.metrics_with_ids();
    let stand_ins: HashSet<_> = all()
        .flat_map(|(_, metric)| metric.by_grain.iter().map(|by| by.metric))
        .collect();
    let mut metrics = Vec::new();
    for (id, metric) in all().filter(|(id, it)| !(stand_ins.contains(id) && it.synonyms.is_empty()))
    {
        let meaning = terms.meaning(Meaning::Metric(id));
        named(terms, &metric.label, &metric.synonyms, meaning);
        metrics.push((metric, meaning));
    }
    for (id, metric) in layer.metrics_with_ids() {
        let meaning = terms.meaning(Meaning::MaybeMetric(id));
        for term in &metric.ambiguous_synonyms {
            terms.add(term, meaning);
        }
    }
    let mut fields = Vec::new();
    for (id, field) in layer.visible_fields() {
        let meaning = terms.meaning(Meaning::Field(id));
        named(terms, &field.label, &field.synonyms, meaning);
        fields.push((field, meaning));
    }
    notes(terms, layer);
    for (at, grain) in layer.time.grains.iter().enumerate() {
        let meaning = terms.meaning(Meaning::Grain(at));
        named(terms, &grain.label, &grain.synonyms, meaning);
    }
    for (id, field) in layer.visible_fields() {
        values(terms, layer, knowledge, id, field, true);
    }
    for (id, dataset) in layer.datasets_with_ids() {
        let meaning = terms.meaning(Meaning::Dataset(id));
        for synonym in &dataset.synonyms {
            terms.add_noun(synonym, meaning);
        }
    }
    for (metric, meaning) in metrics {
        terms.add_if_free(&metric.name, meaning);
        parts(terms, &metric.label, meaning);
    }
    for (field, meaning) in fields {
        terms.add_if_free(&field.name, meaning);
        parts(terms, &field.label, meaning);
    }
    for (id, field) in layer.visible_fields() {
        values(terms, layer, knowledge, id, field, false);
    }
}

/// The words of the layer's `language` block that have a meaning of their own.
fn notes(terms: &mut Terms, layer: &SemanticLayer) {
    for (at, funnel) in layer.language.funnels.iter().enumerate() {
        let meaning = terms.meaning(Meaning::Funnel(at));
        named(terms, &funnel.label, &funnel.synonyms, meaning);
        for (step, words) in &funnel.said {
            let meaning = terms.meaning(Meaning::FunnelStep(at, *step));
            for term in words {
                terms.add(term, meaning);
            }
        }
    }
    for (at, without) in layer.language.without.iter().enumerate() {
        let meaning = terms.meaning(Meaning::Without(at));
        named(terms, &without.label, &without.say, meaning);
    }
    for (at, already) in layer.language.already.iter().enumerate() {
        let meaning = terms.meaning(Meaning::Already(at));
        for term in &already.say {
            terms.add(term, meaning);
        }
    }
    for (at, verb) in layer.language.verbs.iter().enumerate() {
        let meaning = terms.meaning(Meaning::Verb(at));
        for term in &verb.say {
            terms.add_if_free(term, meaning);
        }
    }
    for (at, subject) in layer.language.out_of_scope.iter().enumerate() {
        let meaning = terms.meaning(Meaning::OutOfScope(at));
        for term in &subject.say {
            terms.add(term, meaning);
        }
    }
    for (at, asked) in layer.language.ask_back.iter().enumerate() {
        let meaning = terms.meaning(Meaning::AskBack(at));
        for term in &asked.say {
            terms.add(term, meaning);
        }
    }
}

fn named(terms: &mut Terms, label: &Text, synonyms: &[String], meaning: MeaningAt) {
    for term in [&label.zh, &label.en].into_iter().chain(synonyms) {
        terms.add(term, meaning);
    }
}

/// 颜色/色号 is also 颜色 and 色号; 退款率（金额） is also 退款率.
fn parts(terms: &mut Terms, label: &Text, meaning: MeaningAt) {
    for text in [&label.zh, &label.en] {
        let bare = text.split(['（', '(']).next().unwrap_or_default();
        for part in bare.split('/').map(str::trim) {
            let enough = part.chars().count() > 1 && part != text.as_str();
            if enough {
                terms.add_if_free(part, meaning);
            }
        }
    }
}

/// The values of a field: names that the layer gives, or names that only the data has.
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
                aliases: Vec::new(),
            })
            .collect();
        &from_layer
    } else {
        known
    };
    let known = known
        .iter()
        .filter(|value| !event_ids.contains(value.value.as_str()));
    for value in known {
        let is_declared = declared.contains(value.value.as_str());
        if of_layer && !is_declared {
            continue;
        }
        let meaning = terms.meaning(Meaning::Value(ValueMeaning {
            field: id,
            values: vec![value.value.clone()],
            all: false,
            declared: of_layer,
        }));
        let own = [&value.label.zh, &value.label.en, &value.value]
            .into_iter()
            .chain(&value.synonyms)
            .filter(|_| of_layer == is_declared);
        let aliases = value.aliases.iter().filter(|_| !of_layer);
        for term in own.chain(aliases).filter(|term| says_enough(term, value)) {
            terms.add_value(term, meaning);
        }
    }
    for group in field.groups.iter().filter(|_| of_layer) {
        let all = !field.values.is_empty() && group.values.len() == field.values.len();
        let meaning = terms.meaning(Meaning::Value(ValueMeaning {
            field: id,
            values: group.values.clone(),
            all,
            declared: true,
        }));
        named(terms, &group.label, &group.synonyms, meaning);
    }
}

/// Bare numbers, single letters and codes that are everyday words are no names of values.
fn says_enough(term: &str, value: &KnownValue) -> bool {
    let digits = term.chars().all(|c| c.is_ascii_digit() || c == '.');
    let letters = term.chars().filter(|c| !c.is_whitespace()).count();
    let named = value.synonyms.iter().any(|name| name == term);
    let is_code = *term == value.value
        && !named
        && value.label.zh != value.value
        && value.label.en != value.value;
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
