//! How an answer was computed, in words for an operator and in statements for an analyst.

use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;

use crate::plan::VerifiedBy;
use crate::question::{Language, Question};
use crate::result_set::Cell;

use super::columns::columns_of;
use super::labels::Labels;
use super::{AnswerColumn, Computed, ComputedSupporting, Lane, ModelUse, caveats};

/// How an answer was computed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Receipt {
    /// How the question was read.
    pub reading: String,
    /// The definitions behind the numbers.
    pub definitions: Vec<Definition>,
    /// The restrictions, in words.
    pub filters: Vec<String>,
    /// The policies that restricted the rows.
    pub policies: Vec<String>,
    /// The statement.
    pub semantic_sql: String,
    /// The compiled SQL.
    pub sql: String,
    /// How many rows came back.
    pub rows: usize,
    /// Until when the data that was read is loaded.
    #[schema(value_type = Option<String>)]
    pub data_until: Option<NaiveDateTime>,
    /// Who planned.
    pub lane: Lane,
    /// Who answers for it, where it is a verified question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified: Option<AnswerVerified>,
    /// What the model cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<ModelUse>,
    /// How long each stage took.
    pub timings_ms: TimingsMs,
    /// What "now" meant.
    #[schema(value_type = String)]
    pub asked_at: NaiveDateTime,
    /// SHA-256 of columns and rows.
    pub result_hash: String,
    /// What was run beside it, such as the same for the period before.
    pub beside: Vec<ReceiptBeside>,
}

/// A statement that was run beside the answer's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReceiptBeside {
    /// What it is for: `previous`, `total`, …
    pub name: String,
    /// The period that it is of, where that is another one than the answer's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// The statement.
    pub semantic_sql: String,
    /// The compiled SQL.
    pub sql: String,
    /// How many rows came back.
    pub rows: usize,
    /// SHA-256 of columns and rows.
    pub result_hash: String,
}

/// Who answers for a verified question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AnswerVerified {
    /// Its id in the layer.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// Who answers for it.
    pub owner: String,
    /// Since when.
    #[schema(value_type = String)]
    pub since: NaiveDate,
}

impl AnswerVerified {
    fn new(by: &VerifiedBy, language: Language) -> Self {
        Self {
            id: by.id.clone(),
            label: language.pick(&by.label).to_owned(),
            owner: by.owner.clone(),
            since: by.since,
        }
    }
}

/// The definition of one metric.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Definition {
    /// Its id.
    pub metric: String,
    /// Its name for people.
    pub label: String,
    /// Its expression as the layer writes it.
    pub expression: String,
    /// Its filter.
    pub filter: Option<String>,
    /// Its default filters.
    pub defaults: Vec<String>,
    /// What it means.
    pub description: String,
}

/// How long each stage took.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct TimingsMs {
    /// Planning.
    pub plan: f64,
    /// Binding and compiling.
    pub compile: f64,
    /// Running.
    pub execute: f64,
}

/// Microseconds as milliseconds.
#[expect(
    clippy::cast_precision_loss,
    reason = "a duration of a question is far below 2^53 microseconds"
)]
pub(super) fn milliseconds(micros: u64) -> f64 {
    micros as f64 / 1000.0
}

pub(super) fn receipt(
    labels: &Labels<'_>,
    question: &Question,
    computed: &Computed,
    columns: &[AnswerColumn],
    beside: Vec<ReceiptBeside>,
) -> Receipt {
    Receipt {
        reading: labels.language.pick(&computed.plan.reading).to_owned(),
        definitions: definitions(labels, computed),
        filters: filters(labels, computed),
        policies: computed.policies.clone(),
        semantic_sql: computed.plan.sql.0.clone(),
        sql: computed.sql.clone(),
        rows: computed.result.rows.len(),
        data_until: caveats::data_until(labels, computed),
        lane: computed.lane,
        verified: computed
            .plan
            .verified
            .as_ref()
            .map(|by| AnswerVerified::new(by, labels.language)),
        model: computed.model.clone(),
        timings_ms: TimingsMs {
            plan: milliseconds(computed.timings.plan),
            compile: milliseconds(computed.timings.compile),
            execute: milliseconds(computed.timings.execute),
        },
        asked_at: question.asked_at,
        // Of what the statement gives, so that it can be run again and compared.
        result_hash: hash(
            columns,
            computed.as_read.as_ref().unwrap_or(&computed.result.rows),
        ),
        beside,
    }
}

/// What was run beside an answer, as it came back: before a change is taken apart.
pub(super) fn beside(labels: &Labels<'_>, computed: &Computed) -> Vec<ReceiptBeside> {
    let run = |part: &ComputedSupporting| ReceiptBeside {
        name: part.name.clone(),
        period: (part.period.as_ref()).map(|it| labels.language.pick(&it.label).to_owned()),
        semantic_sql: part.semantic_sql.clone(),
        sql: part.sql.clone(),
        rows: part.result.rows.len(),
        result_hash: hash(&columns_of(labels, &part.result), &part.result.rows),
    };
    computed.supporting.iter().map(run).collect()
}

fn definitions(labels: &Labels<'_>, computed: &Computed) -> Vec<Definition> {
    let mut found: Vec<Definition> = Vec::new();
    for formula in computed
        .metrics
        .iter()
        .flat_map(|metric| labels.layer.formulas_of(*metric))
    {
        let metric = labels.layer.metric(formula.metric);
        if found.iter().any(|known| known.metric == metric.name) {
            continue;
        }
        found.push(Definition {
            metric: metric.name.clone(),
            label: labels.language.pick(&metric.label).to_owned(),
            expression: formula.expression,
            filter: formula.filter,
            defaults: formula.defaults,
            description: labels.language.pick(&metric.description).to_owned(),
        });
    }
    found
}

/// The restrictions of the reading, then the defaults that were added.
fn filters(labels: &Labels<'_>, computed: &Computed) -> Vec<String> {
    let reading = &computed.plan.interpretation;
    let mut found: Vec<String> = Vec::new();
    if let Some(time) = &reading.time {
        found.push(labels.language.pick(&time.label).to_owned());
    }
    for filter in &reading.filters {
        let field = labels.field(&filter.dimension);
        let name = field.map_or(filter.dimension.as_str(), |id| {
            labels.language.pick(&labels.layer.field(id).label)
        });
        let value = |value: &String| {
            field.map_or_else(|| value.clone(), |id| labels.field_value(id, value))
        };
        let values: Vec<String> = filter.values.iter().map(value).collect();
        let values = values.join(labels.language.choose("、", ", "));
        found.push(format!("{name} {} {values}", filter.op));
    }
    found.extend(caveats::default_filters(labels, computed));
    found
}

fn hash(columns: &[AnswerColumn], rows: &[Vec<Cell>]) -> String {
    let names: Vec<(&str, &str)> = columns
        .iter()
        .map(|column| (column.name.as_str(), column.data_type))
        .collect();
    let text = serde_json::to_string(&(names, rows)).unwrap_or_default();
    hex::encode(Sha256::digest(text.as_bytes()))
}
