//! What can be asked for, as far as the asker may know: metrics, dimensions, values, verified questions.
//!
//! Invariant: what is denied to the asker's roles and values outside of the asker's rows read as if they were not there.

mod entry;
mod lineage;
mod search;

use std::sync::Arc;

use semantic_sql::layer::{FieldId, MetricId, SemanticLayer, Text};
use semantic_sql::{
    Asker, SemanticSql, ValuePolicies, bind, may_list_values, may_see_metric, may_use_field,
};

use crate::app::Generation;
use crate::grammar::chars::Chars;
use crate::knowledge::KnownValue;
use crate::lexicon::{Fit, Rights, Typed};

pub use entry::{DimensionEntry, MetricDetail, MetricEntry, ValueEntry, Values, VerifiedEntry};
pub use lineage::{MissingValue, NotProvided, Origin};
pub use search::{Hit, HitKind};

/// The catalogue of one generation for one asker.
pub struct Catalogue {
    generation: Arc<Generation>,
    asker: Asker,
    rights: Rights,
}

impl Catalogue {
    /// Decides once what the asker may know.
    #[must_use]
    pub fn new(generation: Arc<Generation>, asker: Asker) -> Self {
        let layer = generation.layer();
        let rights = Rights::new(ValuePolicies::new(layer).bound(layer, &asker));
        Self {
            generation,
            asker,
            rights,
        }
    }

    pub(crate) fn layer(&self) -> &SemanticLayer {
        self.generation.layer()
    }

    pub(crate) fn sees(&self, metric: MetricId) -> bool {
        may_see_metric(self.layer(), &self.asker, metric)
    }

    pub(crate) fn uses(&self, field: FieldId) -> bool {
        may_use_field(self.layer(), &self.asker, field)
    }

    /// The metrics, in the order of the layer.
    #[must_use]
    pub fn metrics(&self) -> Vec<MetricEntry> {
        let all = self.layer().metrics_with_ids();
        let seen = all.filter(|(id, _)| self.sees(*id));
        seen.map(|(_, metric)| MetricEntry::new(metric)).collect()
    }

    /// A metric with its definition; nothing where there is none, or it is denied.
    #[must_use]
    pub fn metric(&self, name: &str) -> Option<MetricDetail> {
        let layer = self.layer();
        let id = layer.find_metric(name).filter(|id| self.sees(*id))?;
        let reached = |field: FieldId| self.uses(field) && layer.metric_reaches(id, field);
        let grains = layer.time.grains.iter().map(|grain| grain.name.clone());
        let fields = layer.visible_fields().map(|(field, _)| field);
        let dimensions = fields
            .filter(|field| reached(*field))
            .map(|field| layer.field_reference(field));
        let timed = layer.metric_has_time(id);
        let dimensions = grains.filter(|_| timed).chain(dimensions).collect();
        Some(MetricDetail {
            lineage: self.lineage(id),
            not_provided: self.not_provided(id),
            ..MetricDetail::new(layer.metric(id), dimensions)
        })
    }

    /// The dimensions that a statement can group by: grains of time, then fields.
    #[must_use]
    pub fn dimensions(&self) -> Vec<DimensionEntry> {
        let layer = self.layer();
        let grains = layer.time.grains.iter().map(DimensionEntry::of_grain);
        let fields = layer.visible_fields().filter(|(id, _)| self.uses(*id));
        let fields = fields.map(|(id, field)| {
            let has_values = !self.known_values(id).is_empty();
            DimensionEntry::of_field(layer.field_reference(id), field, has_values)
        });
        grains.chain(fields).collect()
    }

    /// The values of a dimension, those that fit `search` where it is given; nothing where there is no such dimension.
    #[must_use]
    pub fn values(
        &self,
        dimension: &str,
        search: Option<&str>,
        offset: usize,
        limit: usize,
    ) -> Option<Values> {
        let layer = self.layer();
        let is_grain = layer.time.grains.iter().any(|it| it.name == dimension);
        let Some(field) = self.field(dimension) else {
            return is_grain.then(Values::default);
        };
        let fitting = self.fitting(field, search);
        let total = fitting.len();
        let page = fitting.into_iter().skip(offset).take(limit);
        let values: Vec<ValueEntry> = page.map(ValueEntry::new).collect();
        let next = offset.saturating_add(values.len());
        Some(Values {
            next_offset: (next < total && !values.is_empty()).then_some(next),
            total,
            values,
        })
    }

    /// The values of a field that fit a text where it is given, the best first.
    pub(crate) fn fitting(&self, field: FieldId, search: Option<&str>) -> Vec<&KnownValue> {
        let known = self.known_values(field);
        let mut fitting: Vec<(Option<Fit>, &KnownValue)> = match search.map(str::trim) {
            None | Some("") => known.into_iter().map(|value| (None, value)).collect(),
            Some(text) => {
                let typed = Typed::new(text);
                let fit = |value: &KnownValue| best_fit(typed.as_ref()?, value);
                let found = known
                    .into_iter()
                    .filter_map(|it| Some((Some(fit(it)?), it)));
                found.collect()
            }
        };
        // The order of the layer and the data within one fit.
        fitting.sort_by_key(|(fit, _)| *fit);
        fitting.into_iter().map(|(_, value)| value).collect()
    }

    fn field(&self, name: &str) -> Option<FieldId> {
        let layer = self.layer();
        let mut all = layer.visible_fields();
        all.find(|(id, _)| layer.field_reference(*id) == name)
            .map(|(id, _)| id)
            .filter(|id| self.uses(*id))
    }

    /// The values of a field that the asker may know.
    pub(crate) fn known_values(&self, field: FieldId) -> Vec<&KnownValue> {
        if !may_list_values(self.layer(), &self.asker, field) {
            return Vec::new();
        }
        let known = self.generation.knowledge().values(field).iter();
        match self.rights.allowed(field) {
            None => known.collect(),
            Some(allowed) => known
                .filter(|value| allowed.binary_search(&value.value).is_ok())
                .collect(),
        }
    }

    /// What people call a value, where the asker may know it.
    fn label_of(&self, field: FieldId, value: &str) -> Option<&Text> {
        let listed = may_list_values(self.layer(), &self.asker, field);
        let free = |allowed: Vec<String>| allowed.iter().any(|it| it == value);
        let known = listed && self.rights.allowed(field).is_none_or(free);
        known
            .then(|| self.generation.knowledge().label(field, value))
            .flatten()
    }

    /// The questions that somebody answers for and that the asker may ask.
    #[must_use]
    pub fn verified(&self) -> Vec<VerifiedEntry> {
        let layer = self.layer();
        let mut entries = Vec::new();
        for question in &layer.verified {
            let statement = SemanticSql(question.sql.filled(|_| None));
            let denied = bind(layer, &self.asker, &statement).is_err();
            if denied || question.verified_at.is_none() {
                continue;
            }
            let entry = VerifiedEntry::new(layer, question, |text| self.may_read(text));
            entries.extend(entry);
        }
        entries
    }

    /// Whether a text names nothing that the asker may not know.
    fn may_read(&self, text: &str) -> bool {
        let chars = Chars::new(text);
        let folded: Vec<char> = (0..chars.len()).filter_map(|at| chars.at(at)).collect();
        let lexicon = self.generation.lexicon();
        let all = lexicon.matches(&folded, &Rights::default());
        let own = lexicon.matches(&folded, &self.rights);
        let same = all.len() == own.len();
        same && (all.iter().zip(&own)).all(|(all, own)| all.meanings == own.meanings)
    }
}

/// How a value fits by the best of its names.
fn best_fit(typed: &Typed, value: &KnownValue) -> Option<Fit> {
    let label = [&value.value, &value.label.zh, &value.label.en];
    let names = label
        .into_iter()
        .chain(&value.synonyms)
        .chain(&value.aliases);
    names.filter_map(|name| typed.fits(name)).min()
}
