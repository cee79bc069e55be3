//! Autocomplete: what a text may be the beginning of.

use std::collections::HashSet;

use semantic_sql::layer::Text;
use serde::Serialize;
use utoipa::ToSchema;

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
    /// What fits a text by any of its names, the best first.
    #[must_use]
    pub fn search(&self, text: &str, limit: usize) -> Vec<Hit> {
        let Some(typed) = Typed::new(text) else {
            return Vec::new();
        };
        let mut seen = HashSet::new();
        let mut hits = Vec::new();
        let lexicon = self.generation.lexicon();
        for (_, term, meanings) in lexicon.complete(&typed, &self.rights) {
            for hit in meanings.iter().filter_map(|it| self.hit(term, it)) {
                if hits.len() == limit {
                    return hits;
                }
                if seen.insert((hit.kind, hit.dimension.clone(), hit.id.clone())) {
                    hits.push(hit);
                }
            }
        }
        hits
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
