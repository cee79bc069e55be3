//! The metrics that the `language` block names.

use crate::diagnostic::nearest;
use crate::layer::load::{LayerProblem, RawAhead, RawFunnel, RawLanguage, RawSaid, RawWithin};
use crate::layer::{
    Ahead, Already, DatasetId, FieldId, Funnel, LanguageNotes, MetricId, SemanticLayer, Usual,
    Verb, Within, Without,
};

use super::Place;

/// Finds a metric by its name; the line is where it is named.
type Find<'a> = dyn FnMut(&String, usize) -> Option<MetricId> + 'a;

/// The metrics that words are about.
fn about(raw: &RawSaid, metric: &mut Find<'_>) -> Vec<MetricId> {
    let metrics = raw.metrics.iter();
    metrics.filter_map(|name| metric(name, raw.line)).collect()
}

fn verbs(layer: &SemanticLayer, raw: &[RawSaid], metric: &mut Find<'_>) -> Vec<Verb> {
    let read = |verb: &RawSaid| Verb {
        metrics: about(verb, metric),
        say: verb.say.clone(),
        who: fields_of(layer, verb.who.as_slice()).first().copied(),
    };
    raw.iter().map(read).collect()
}

fn usual(layer: &SemanticLayer, raw: &[RawSaid], metric: &mut Find<'_>) -> Vec<Usual> {
    let read = |usual: &RawSaid| Usual {
        fields: fields_of(layer, &usual.say),
        datasets: datasets_of(layer, &usual.say),
        metrics: about(usual, metric),
        each: fields_of(layer, usual.who.as_slice()).first().copied(),
    };
    raw.iter().map(read).collect()
}

fn funnels(raw: Vec<RawFunnel>, metric: &mut Find<'_>) -> Vec<Funnel> {
    let read = |funnel: RawFunnel| {
        let steps = funnel.steps.iter();
        let steps: Vec<MetricId> = steps.filter_map(|name| metric(name, funnel.line)).collect();
        let said = funnel.said.into_iter().filter_map(|(name, words)| {
            let step = metric(&name, funnel.line)?;
            Some((steps.iter().position(|known| *known == step)?, words))
        });
        Funnel {
            said: said.collect(),
            steps,
            label: funnel.label,
            synonyms: funnel.synonyms,
        }
    };
    raw.into_iter().map(read).collect()
}

fn ahead(raw: &[RawAhead], metric: &mut Find<'_>) -> Vec<Ahead> {
    let read = |it: &RawAhead| {
        let bounds = it.interval.iter();
        Some(Ahead {
            of: metric(&it.of, it.line)?,
            expected: metric(&it.expected, it.line)?,
            interval: bounds.filter_map(|name| metric(name, it.line)).collect(),
            days: it.days.as_ref().and_then(|name| metric(name, it.line)),
        })
    };
    raw.iter().filter_map(read).collect()
}

/// Resolves the block against the layer's metrics.
pub(super) fn resolve(
    layer: &SemanticLayer,
    raw: RawLanguage,
    problems: &mut Vec<LayerProblem>,
) -> LanguageNotes {
    let without = without(layer, &raw, problems);
    no_such_field(layer, &raw, problems);
    let mut metric = |name: &String, line: usize| -> Option<MetricId> {
        let found = layer.find_metric(name);
        if found.is_none() {
            let names = layer.metrics.iter().map(|metric| metric.name.as_str());
            let near = nearest(name, names, 1);
            let place = Place {
                file: &raw.file,
                line,
            };
            let hint = near.first().map(|name| format!("Did you mean `{name}`?"));
            problems.push(place.problem(format!("no metric `{name}`"), hint));
        }
        found
    };
    let verbs = verbs(layer, &raw.verbs, &mut metric);
    let usual = usual(layer, &raw.usual, &mut metric);
    let mut notes = LanguageNotes {
        overview: raw
            .overview
            .iter()
            .filter_map(|name| metric(name, raw.line))
            .collect(),
        sessions: raw
            .sessions
            .as_ref()
            .and_then(|name| metric(name, raw.line)),
        funnels: funnels(raw.funnels, &mut metric),
        already: raw
            .already
            .into_iter()
            .map(|raw| Already {
                metrics: about(&raw, &mut metric),
                say: raw.say,
            })
            .collect(),
        verbs,
        usual,
        without,
        phrases: raw.phrases,
        out_of_scope: raw.out_of_scope,
        ask_back: raw.ask_back,
        within: Vec::new(),
        ahead: ahead(&raw.ahead, &mut metric),
    };
    for within in &raw.within {
        match value_of(layer, within) {
            Ok(within) => notes.within.push(within),
            Err(name) => {
                let place = Place {
                    file: &raw.file,
                    line: within.line,
                };
                problems.push(place.problem(format!("no field or dataset `{name}`"), None));
            }
        }
    }
    notes
}

/// The field and the datasets of a value, or the name that is none.
fn value_of(layer: &SemanticLayer, raw: &RawWithin) -> Result<Within, String> {
    let field = layer.find_fields(&raw.field).first();
    let datasets = raw.datasets.iter();
    let datasets = datasets.map(|name| layer.find_dataset(name).ok_or_else(|| name.clone()));
    Ok(Within {
        field: *field.ok_or_else(|| raw.field.clone())?,
        value: raw.value.clone(),
        datasets: datasets.collect::<Result<_, _>>()?,
    })
}

fn without(
    layer: &SemanticLayer,
    raw: &RawLanguage,
    problems: &mut Vec<LayerProblem>,
) -> Vec<Without> {
    let mut found = Vec::new();
    for item in &raw.without {
        match layer.find_fields(&item.field) {
            [field] if layer.field(*field).is_addressable() => found.push(Without {
                field: *field,
                label: item.label.clone(),
                say: item.say.clone(),
            }),
            fields => {
                let place = Place {
                    file: &raw.file,
                    line: item.line,
                };
                let how = if fields.len() > 1 {
                    "several fields"
                } else {
                    "no field that may be asked for"
                };
                problems.push(place.problem(format!("{how} `{}`", item.field), None));
            }
        }
    }
    found
}

/// The fields that have one of the names.
fn fields_of(layer: &SemanticLayer, names: &[String]) -> Vec<FieldId> {
    let fields = names.iter().map(|name| layer.find_fields(name));
    fields.flatten().copied().collect()
}

/// The datasets that have one of the names.
fn datasets_of(layer: &SemanticLayer, names: &[String]) -> Vec<DatasetId> {
    let datasets = names.iter().map(|name| layer.find_dataset(name));
    datasets.flatten().collect()
}

/// Reports names in verbs and in what is usual that are no field, and no dataset where that may be.
fn no_such_field(layer: &SemanticLayer, raw: &RawLanguage, problems: &mut Vec<LayerProblem>) {
    let known = |name: &String| !layer.find_fields(name).is_empty();
    let subject = |name: &String| known(name) || layer.find_dataset(name).is_some();
    let listed = raw.verbs.iter().chain(&raw.usual);
    let listed = listed.flat_map(|it| it.who.iter().map(move |name| (it.line, name, known(name))));
    let subjects = raw.usual.iter();
    let subjects = subjects.flat_map(|it| {
        it.say
            .iter()
            .map(move |name| (it.line, name, subject(name)))
    });
    for (line, name, _) in listed.chain(subjects).filter(|(_, _, found)| !found) {
        let place = Place {
            file: &raw.file,
            line,
        };
        problems.push(place.problem(format!("no field or dataset `{name}`"), None));
    }
}
