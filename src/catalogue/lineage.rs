//! Where a metric comes from, and which groups do not have it.

use semantic_sql::layer::{FieldId, MetricId, Text};
use serde::Serialize;
use utoipa::ToSchema;

use super::Catalogue;

/// A table that a metric reads, and what of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Origin {
    /// The dataset of the layer.
    pub dataset: String,
    /// Its names for people.
    #[schema(value_type = crate::schema::Text)]
    pub label: Text,
    /// The table or view of the database.
    pub table: String,
    /// Columns of it that the metric is computed from, those that the asker may not know left out.
    pub columns: Vec<String>,
}

/// Groups that do not provide a metric.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NotProvided {
    /// The dimension that tells the groups apart.
    pub dimension: String,
    /// Its names for people.
    #[schema(value_type = crate::schema::Text)]
    pub dimension_label: Text,
    /// The values that do not provide it.
    pub missing: Vec<MissingValue>,
    /// What to say of it.
    #[schema(value_type = crate::schema::Text)]
    pub note: Text,
}

/// A value without the metric.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MissingValue {
    /// As statements and rows have it.
    pub value: String,
    /// Its names for people.
    #[schema(value_type = crate::schema::Text)]
    pub label: Text,
}

impl Catalogue {
    /// The tables and columns that a metric is computed from, in the order of its expression.
    pub(super) fn lineage(&self, metric: MetricId) -> Vec<Origin> {
        let layer = self.layer();
        let mut origins = Vec::new();
        for dataset in layer.facts_of(metric) {
            let described = layer.dataset(dataset);
            let mut columns: Vec<String> = Vec::new();
            let behind = layer.fields_behind(metric).iter();
            for field in behind.filter(|it| it.dataset == dataset && self.may_know(**it)) {
                layer.field(*field).expression.visit_leaves(&mut |column| {
                    if !columns.contains(&column.0) {
                        columns.push(column.0.clone());
                    }
                });
            }
            origins.push(Origin {
                dataset: described.name.clone(),
                label: described.label.clone(),
                table: described.source.join("."),
                columns,
            });
        }
        origins
    }

    /// Whether the asker may hear of a field: it holds nothing personal and is not denied to their roles.
    fn may_know(&self, field: FieldId) -> bool {
        let described = self.layer().field(field);
        !described.pii && (self.uses(field) || described.deny_roles.is_empty())
    }

    /// The groups that do not provide a metric, as far as the asker may use what tells them apart.
    pub(super) fn not_provided(&self, metric: MetricId) -> Vec<NotProvided> {
        let layer = self.layer();
        let rules = layer.metric(metric).comparability.iter();
        let told = rules.filter(|rule| self.uses(rule.field)).map(|rule| {
            let values = rule.values.iter().filter_map(|value| {
                let label = self.label_of(rule.field, value)?.clone();
                let value = value.clone();
                Some(MissingValue { value, label })
            });
            NotProvided {
                dimension: layer.field_reference(rule.field),
                dimension_label: layer.field(rule.field).label.clone(),
                missing: values.collect(),
                note: rule.note.clone(),
            }
        });
        told.filter(|it| !it.missing.is_empty()).collect()
    }
}
