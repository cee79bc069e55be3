//! The metrics that the `language` block names.

use crate::diagnostic::nearest;
use crate::layer::load::{LayerProblem, RawAhead, RawAlready, RawLanguage, RawWithin};
use crate::layer::{
    Ahead, Already, Funnel, LanguageNotes, MetricId, SemanticLayer, Within, Without,
};

use super::Place;

/// Finds a metric by its name; the line is where it is named.
type Find<'a> = dyn FnMut(&String, usize) -> Option<MetricId> + 'a;

fn already(raw: Vec<RawAlready>, metric: &mut Find<'_>) -> Vec<Already> {
    let read = |item: RawAlready| {
        let metrics = item.metrics.iter();
        Already {
            metrics: metrics.filter_map(|name| metric(name, item.line)).collect(),
            say: item.say,
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
        funnels: raw
            .funnels
            .into_iter()
            .map(|funnel| {
                let steps: Vec<MetricId> = funnel
                    .steps
                    .iter()
                    .filter_map(|name| metric(name, funnel.line))
                    .collect();
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
            })
            .collect(),
        already: already(raw.already, &mut metric),
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
