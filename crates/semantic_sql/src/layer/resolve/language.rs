//! The metrics that the `language` block names.

use crate::diagnostic::nearest;
use crate::layer::load::{LayerProblem, RawLanguage};
use crate::layer::{Funnel, LanguageNotes, MetricId, SemanticLayer};

use super::Place;

/// Resolves the block against the layer's metrics.
pub(super) fn resolve(
    layer: &SemanticLayer,
    raw: RawLanguage,
    problems: &mut Vec<LayerProblem>,
) -> LanguageNotes {
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
    LanguageNotes {
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
            .map(|funnel| Funnel {
                steps: funnel
                    .steps
                    .iter()
                    .filter_map(|name| metric(name, funnel.line))
                    .collect(),
                label: funnel.label,
                synonyms: funnel.synonyms,
            })
            .collect(),
        phrases: raw.phrases,
        out_of_scope: raw.out_of_scope,
        ask_back: raw.ask_back,
    }
}
