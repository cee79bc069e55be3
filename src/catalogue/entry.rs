//! What the catalogue tells of each thing.

use chrono::NaiveDate;
use semantic_sql::layer::{
    Additivity, Field, Metric, PatternPiece, SemanticLayer, SlotKind, Text, TimeGrain,
    VerifiedQuestion,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::lineage::{NotProvided, Origin};
use crate::knowledge::KnownValue;

/// A metric, in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MetricEntry {
    /// Its name in semantic SQL.
    pub id: String,
    /// Its names for people.
    #[schema(value_type = crate::schema::Text)]
    pub label: Text,
    /// What it means.
    #[schema(value_type = crate::schema::Text)]
    pub description: Text,
    /// The unit of its values.
    pub unit: String,
    /// How it is written, such as `money`, `percent` or `integer`.
    pub format: String,
    /// `additive`, `non_additive`, `ratio` or `semi_additive`: how groups are put together.
    pub additivity: String,
    /// Whether up is good; nothing where neither is.
    pub up_is_good: Option<bool>,
    /// Whether the definition was approved.
    pub certified: bool,
}

impl MetricEntry {
    pub(super) fn new(metric: &Metric) -> Self {
        let additivity = match metric.additivity {
            Additivity::Additive => "additive",
            Additivity::NonAdditive => "non_additive",
            Additivity::Ratio => "ratio",
            Additivity::SemiAdditive(_) => "semi_additive",
        };
        Self {
            id: metric.name.clone(),
            label: metric.label.clone(),
            description: metric.description.clone(),
            unit: metric.unit.clone(),
            format: metric.format.clone(),
            additivity: additivity.to_owned(),
            up_is_good: metric.polarity,
            certified: metric.certified,
        }
    }
}

/// A metric with its definition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MetricDetail {
    /// What stands in the list.
    #[serde(flatten)]
    pub metric: MetricEntry,
    /// Its definition as the layer writes it.
    pub expression: String,
    /// Its filter as the layer writes it.
    pub filter: Option<String>,
    /// Other words for it.
    pub synonyms: Vec<String>,
    /// The dimensions that it can be split by, grains of time first.
    pub dimensions: Vec<String>,
    /// Sentences that an answer carries.
    #[schema(value_type = Vec<crate::schema::Text>)]
    pub caveats: Vec<Text>,
    /// Whether it is a statistic that no statement can compute.
    pub analysis: Option<String>,
    /// Who answers for the definition.
    pub owner: Option<String>,
    /// The tables and columns that it is computed from.
    pub lineage: Vec<Origin>,
    /// Groups that do not provide it.
    pub not_provided: Vec<NotProvided>,
}

impl MetricDetail {
    pub(super) fn new(metric: &Metric, dimensions: Vec<String>) -> Self {
        Self {
            metric: MetricEntry::new(metric),
            expression: metric.expression_text.clone(),
            filter: metric.where_text.clone(),
            synonyms: metric.synonyms.clone(),
            dimensions,
            caveats: metric.caveats.clone(),
            analysis: metric.analysis.clone(),
            owner: metric.owner.clone(),
            lineage: Vec::new(),
            not_provided: Vec::new(),
        }
    }
}

/// A dimension.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DimensionEntry {
    /// How it is written in semantic SQL.
    pub id: String,
    /// Its names for people.
    #[schema(value_type = crate::schema::Text)]
    pub label: Text,
    /// What it means.
    #[schema(value_type = crate::schema::Text)]
    pub description: Text,
    /// Whether it is time: a grain, or a field that holds a day or a moment.
    pub is_time: bool,
    /// Whether its values can be listed.
    pub has_values: bool,
}

impl DimensionEntry {
    pub(super) fn of_grain(grain: &TimeGrain) -> Self {
        Self {
            id: grain.name.clone(),
            label: grain.label.clone(),
            description: Text::default(),
            is_time: true,
            has_values: false,
        }
    }

    pub(super) fn of_field(id: String, field: &Field, has_values: bool) -> Self {
        Self {
            id,
            label: field.label.clone(),
            description: field.description.clone(),
            is_time: field.is_time,
            has_values,
        }
    }
}

/// Values of a dimension, a page of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Values {
    /// The values.
    pub values: Vec<ValueEntry>,
    /// How many there are on all pages.
    pub total: usize,
    /// The `offset` of the next page, if there is one.
    pub next_offset: Option<usize>,
}

/// A value of a dimension.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ValueEntry {
    /// As statements and rows have it.
    pub value: String,
    /// Its names for people.
    #[schema(value_type = crate::schema::Text)]
    pub label: Text,
    /// Other words for it.
    pub synonyms: Vec<String>,
}

impl ValueEntry {
    pub(super) fn new(known: &KnownValue) -> Self {
        let others = known.synonyms.iter().chain(&known.aliases);
        Self {
            value: known.value.clone(),
            label: known.label.clone(),
            synonyms: others.cloned().collect(),
        }
    }
}

/// A question that somebody answers for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct VerifiedEntry {
    /// Its id.
    pub id: String,
    /// What it is called.
    #[schema(value_type = crate::schema::Text)]
    pub label: Text,
    /// How it is asked, whole, with what changes in braces.
    pub patterns: Vec<String>,
    /// What changes.
    pub slots: Vec<String>,
    /// Who answers for it.
    pub owner: String,
    /// Since when.
    #[schema(value_type = Option<String>)]
    pub since: Option<NaiveDate>,
}

impl VerifiedEntry {
    /// Without the patterns that may not be read; nothing where its name may not.
    pub(super) fn new(
        layer: &SemanticLayer,
        question: &VerifiedQuestion,
        may_read: impl Fn(&str) -> bool,
    ) -> Option<Self> {
        if !may_read(&question.label.zh) || !may_read(&question.label.en) {
            return None;
        }
        let written = |pieces: &Vec<PatternPiece>| -> String {
            let pieces = pieces.iter().map(|piece| match piece {
                PatternPiece::Words(words) => words.clone(),
                PatternPiece::Slot(at) => {
                    let slot = question.slots.get(*at);
                    format!("{{{}}}", slot.map_or("?", |slot| slot.name.as_str()))
                }
            });
            pieces.collect()
        };
        let forms = question.patterns.iter().filter_map(|it| it.forms.first());
        let slots = question.slots.iter().map(|slot| match &slot.kind {
            SlotKind::Time { .. } => format!("{}: time", slot.name),
            SlotKind::Field(field) => format!("{}: {}", slot.name, layer.field_reference(*field)),
        });
        Some(Self {
            id: question.id.clone(),
            label: question.label.clone(),
            patterns: forms.map(written).filter(|text| may_read(text)).collect(),
            slots: slots.collect(),
            owner: question.owner.clone(),
            since: question.verified_at,
        })
    }
}
