//! The semantic layer: what the business means, resolved and checked.
//!
//! A layer is made by [`load`] from text that the caller has read; it never changes afterwards.
//! Every name inside it is resolved: a metric cannot refer to a field that does not exist.

mod describe;
mod interchange;
mod load;
mod paths;
mod reference;
mod resolve;
mod types;
mod yaml;

use std::collections::HashMap;

use serde::Serialize;

use crate::expr::Expr;

pub use describe::MetricFormula;
pub use interchange::{
    ExportError, ExportFormat, Exported, Finding, FindingKind, ImportFormat, Imported, Policies,
    export, import,
};
pub use load::{LayerProblem, ReadFile, SourceFile, load, load_candidates, load_read, read};
pub use paths::JoinPath;
pub use types::*;
pub use yaml::read_document;

/// Index of a dataset in its layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DatasetId(pub(crate) usize);

/// Index of a field: its dataset and its place there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldId {
    /// The dataset.
    pub dataset: DatasetId,
    pub(crate) index: usize,
}

/// Index of a metric in its layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MetricId(pub(crate) usize);

/// Index of a relationship in its layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RelationshipId(pub(crate) usize);

/// Index of a part that a dataset plays: a role of one or more relationships.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PartId(pub(crate) usize);

/// A text in the two languages of the product.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Text {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Text {
    /// Whether both languages are missing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.zh.is_empty() && self.en.is_empty()
    }
}

/// A whole model.
#[derive(Debug)]
pub struct SemanticLayer {
    /// The relation of semantic SQL.
    pub name: String,
    /// What the model is about.
    pub description: Text,
    /// ISO code of the currency of money metrics.
    pub currency: String,
    /// How time is read.
    pub time: TimeSettings,
    /// Declared attributes of a principal.
    pub user_attributes: Vec<(String, AttributeType)>,
    /// Role ids that policies and denials may name; empty means any.
    pub roles: Vec<String>,
    /// Full days until yesterday, when a question names no time.
    pub default_window_days: Option<u32>,
    /// Datasets, in file order.
    pub datasets: Vec<Dataset>,
    /// Relationships, in file order.
    pub relationships: Vec<Relationship>,
    /// Metrics, in file order.
    pub metrics: Vec<Metric>,
    /// Where events, holidays and freshness are read from.
    pub calendar: Option<CalendarSources>,
    /// How people of the trade speak.
    pub language: LanguageNotes,
    /// Questions whose statement somebody answers for, in file order.
    pub verified: Vec<VerifiedQuestion>,
    /// What changes are looked at along.
    pub attribution: AttributionNotes,
    /// Questions to begin with.
    pub examples: Examples,
    pub(crate) names: Names,
    pub(crate) paths: paths::Paths,
}

/// Questions to begin with, in each language.
#[derive(Debug, Clone, Default)]
pub struct Examples {
    /// In Chinese.
    pub zh: Vec<String>,
    /// In English.
    pub en: Vec<String>,
}

/// Lower-cased names → ids.
#[derive(Debug, Default)]
pub(crate) struct Names {
    pub(crate) datasets: HashMap<String, DatasetId>,
    pub(crate) metrics: HashMap<String, MetricId>,
    /// Addressable fields by bare name; several where the name is not unique.
    pub(crate) fields: HashMap<String, Vec<FieldId>>,
    /// Roles of relationships with the dataset that plays them.
    pub(crate) parts: Vec<(String, DatasetId)>,
    /// For each metric itself and those that it uses, in the order of use.
    pub(crate) behind: Vec<Vec<MetricId>>,
    /// For each metric the fields that its aggregates touch.
    pub(crate) touched: Vec<Vec<FieldId>>,
}

/// A name as semantic SQL writes it: quoted where it is not one word.
fn written(name: &str) -> String {
    let mut letters = name.chars();
    let word = letters
        .next()
        .is_some_and(|c| c.is_alphabetic() || c == '_')
        && letters.all(|c| c.is_alphanumeric() || c == '_');
    if word {
        name.to_owned()
    } else {
        format!("\"{}\"", name.replace('"', "\"\""))
    }
}

impl SemanticLayer {
    /// The dataset with that id.
    #[must_use]
    pub fn dataset(&self, id: DatasetId) -> &Dataset {
        &self.datasets[id.0]
    }

    /// The field with that id.
    #[must_use]
    pub fn field(&self, id: FieldId) -> &Field {
        &self.dataset(id.dataset).fields[id.index]
    }

    /// The metric with that id.
    #[must_use]
    pub fn metric(&self, id: MetricId) -> &Metric {
        &self.metrics[id.0]
    }

    /// The relationship with that id.
    #[must_use]
    pub fn relationship(&self, id: RelationshipId) -> &Relationship {
        &self.relationships[id.0]
    }

    /// The metric of that name, in any case.
    #[must_use]
    pub fn find_metric(&self, name: &str) -> Option<MetricId> {
        self.names.metrics.get(&name.to_lowercase()).copied()
    }

    /// The dataset of that name, in any case.
    #[must_use]
    pub fn find_dataset(&self, name: &str) -> Option<DatasetId> {
        self.names.datasets.get(&name.to_lowercase()).copied()
    }

    /// The addressable fields of that bare name, in any case.
    #[must_use]
    pub fn find_fields(&self, name: &str) -> &[FieldId] {
        self.names
            .fields
            .get(&name.to_lowercase())
            .map_or(&[], Vec::as_slice)
    }

    /// The part of that name with the dataset that plays it, in any case.
    #[must_use]
    pub fn find_part(&self, name: &str) -> Option<(PartId, DatasetId)> {
        self.names
            .parts
            .iter()
            .position(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|index| (PartId(index), self.names.parts[index].1))
    }

    /// The part that a relationship's one side plays, if it is declared.
    pub(crate) fn part_of(&self, id: RelationshipId) -> Option<PartId> {
        let role = self.relationship(id).role.as_ref()?;
        self.find_part(role).map(|(part, _)| part)
    }

    /// A part of the primary key of a dataset, over its columns.
    pub(crate) fn key_part(&self, id: DatasetId, part: usize) -> Expr<Column> {
        let dataset = self.dataset(id);
        let name = &dataset.primary_key[part];
        dataset
            .fields
            .iter()
            .find(|field| field.name.eq_ignore_ascii_case(name))
            .map_or_else(
                || Expr::Leaf(Column(name.clone())),
                |field| field.expression.clone(),
            )
    }

    /// The time grain of that name, in any case.
    #[must_use]
    pub fn find_grain(&self, name: &str) -> Option<&TimeGrain> {
        self.time
            .grains
            .iter()
            .find(|grain| grain.name.eq_ignore_ascii_case(name))
    }

    /// All datasets with their ids.
    pub fn datasets_with_ids(&self) -> impl Iterator<Item = (DatasetId, &Dataset)> {
        self.datasets
            .iter()
            .enumerate()
            .map(|(index, dataset)| (DatasetId(index), dataset))
    }

    /// All metrics with their ids.
    pub fn metrics_with_ids(&self) -> impl Iterator<Item = (MetricId, &Metric)> {
        self.metrics
            .iter()
            .enumerate()
            .map(|(index, metric)| (MetricId(index), metric))
    }

    /// All addressable fields with their ids, in file order.
    pub fn visible_fields(&self) -> impl Iterator<Item = (FieldId, &Field)> {
        self.datasets_with_ids().flat_map(|(dataset, content)| {
            content
                .fields
                .iter()
                .enumerate()
                .filter(|(_, field)| field.is_addressable())
                .map(move |(index, field)| (FieldId { dataset, index }, field))
        })
    }

    /// How a field is written in semantic SQL: bare where that is unique.
    #[must_use]
    pub fn field_reference(&self, id: FieldId) -> String {
        let field = self.field(id);
        let clashes = self.find_fields(&field.name).len() > 1
            || self.find_grain(&field.name).is_some()
            || self.time.axis.as_deref() == Some(field.name.as_str());
        if clashes {
            format!(
                "{}.{}",
                written(&self.dataset(id.dataset).name),
                written(&field.name)
            )
        } else {
            written(&field.name)
        }
    }

    /// How a metric is written inside MEASURE.
    #[must_use]
    pub fn metric_reference(&self, id: MetricId) -> String {
        written(&self.metric(id).name)
    }

    /// Whether any dataset carries a row policy.
    #[must_use]
    pub fn has_policies(&self) -> bool {
        self.datasets
            .iter()
            .any(|dataset| !dataset.policies.is_empty())
    }
}
