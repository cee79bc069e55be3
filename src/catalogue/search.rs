//! Search: what a text may be the beginning of, what it names, and what is said in its words.

use std::collections::HashSet;

use semantic_sql::layer::{MetricId, Text};
use serde::Serialize;
use utoipa::ToSchema;

use crate::grammar::chars::Chars;
use crate::lexicon::{Meaning, Typed};

use super::Catalogue;

/// Something that fits a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Hit {
    /// What it is.
    pub kind: HitKind,
    /// The id of the metric or dimension; of a value, the value.
    pub id: String,
    /// The dimension of a value.
    pub dimension: Option<String>,
    /// Its names for people.
    #[schema(value_type = crate::schema::Text)]
    pub label: Text,
    /// The name that fits, folded to one width, case and script.
    pub matched: String,
}

/// What a hit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum HitKind {
    /// A metric.
    Metric,
    /// A dimension.
    Dimension,
    /// A value of a dimension.
    Value,
}

impl Catalogue {
    /// What fits a text by any of its names, the best first. Where the whole text fits nothing, what it names.
    #[must_use]
    pub fn search(&self, text: &str, limit: usize) -> Vec<Hit> {
        let mut seen = HashSet::new();
        let hits = self.meant(text).into_iter();
        hits.filter_map(|(term, meaning)| self.hit(&term, &meaning))
            .filter(|hit| seen.insert((hit.kind, hit.dimension.clone(), hit.id.clone())))
            .take(limit)
            .collect()
    }

    /// The metrics that a text may mean, the best first: as [`Catalogue::search`] finds them, and where it finds none,
    /// those of which its words are said.
    pub(crate) fn search_metrics(&self, text: &str) -> Vec<MetricId> {
        let mut seen = HashSet::new();
        let mut found: Vec<MetricId> = Vec::new();
        for (_, meaning) in self.meant(text) {
            if let Meaning::Metric(id) | Meaning::MaybeMetric(id) = meaning
                && self.sees(id)
                && seen.insert(id)
            {
                found.push(id);
            }
        }
        if found.is_empty() {
            let text = text.trim().to_lowercase();
            let said = |about: &Text| {
                let languages = [&about.zh, &about.en];
                languages.iter().any(|it| it.to_lowercase().contains(&text))
            };
            let metrics = self.layer().metrics_with_ids();
            let metrics =
                metrics.filter(|(id, metric)| self.sees(*id) && said(&metric.description));
            found.extend(metrics.map(|(id, _)| id));
        }
        found
    }

    /// Terms with their meanings: those that the whole text fits, else those that stand in it, the longest first.
    fn meant(&self, text: &str) -> Vec<(String, Meaning)> {
        let Some(typed) = Typed::new(text) else {
            return Vec::new();
        };
        let lexicon = self.generation.lexicon();
        let mut found = Vec::new();
        for (_, term, meanings) in lexicon.complete(&typed, &self.rights) {
            found.extend(meanings.iter().map(|it| (term.to_owned(), it.clone())));
        }
        if !found.is_empty() {
            return found;
        }
        let chars = Chars::new(text);
        let folded: Vec<char> = (0..chars.len()).filter_map(|at| chars.at(at)).collect();
        let mut matches = lexicon.matches(&folded, &self.rights);
        matches.sort_by_key(|it| std::cmp::Reverse(it.span.len()));
        for it in matches {
            let term: String = folded[it.span.clone()].iter().collect();
            found.extend(
                it.meanings
                    .iter()
                    .map(|meaning| (term.clone(), meaning.clone())),
            );
        }
        found
    }

    fn hit(&self, term: &str, meaning: &Meaning) -> Option<Hit> {
        let layer = self.layer();
        let (kind, id, dimension, label) = match meaning {
            Meaning::Metric(id) | Meaning::MaybeMetric(id) if self.sees(*id) => {
                let metric = layer.metric(*id);
                (HitKind::Metric, metric.name.clone(), None, &metric.label)
            }
            Meaning::Field(id) if self.uses(*id) => (
                HitKind::Dimension,
                layer.field_reference(*id),
                None,
                &layer.field(*id).label,
            ),
            Meaning::Grain(at) => {
                let grain = layer.time.grains.get(*at)?;
                (HitKind::Dimension, grain.name.clone(), None, &grain.label)
            }
            Meaning::Value(value) => {
                // A word for several values is no value.
                let [only] = value.values.as_slice() else {
                    return None;
                };
                let label = self.label_of(value.field, only)?;
                let dimension = layer.field_reference(value.field);
                (HitKind::Value, only.clone(), Some(dimension), label)
            }
            _ => return None,
        };
        Some(Hit {
            kind,
            id,
            dimension,
            label: label.clone(),
            matched: term.to_owned(),
        })
    }
}
