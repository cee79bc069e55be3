//! The answer stage: a computed result in, everything that a person or a tool reads out.
//!
//! Total and pure: no clock, no database, no failure. The same input gives the same bytes.

pub mod chart;
pub mod exact;
pub mod format;
pub mod labels;
mod losses;
pub mod narration;
pub mod proof;

mod attribution;
mod caveats;
mod columns;
mod comparable;
mod coverage;
mod describe;
mod draft;
mod fact;
mod next;
mod receipt;
mod told;
mod units;
mod without_result;

#[cfg(test)]
mod tests;

use chrono::NaiveDateTime;
use semantic_sql::bound::Note;
use semantic_sql::layer::{MetricId, SemanticLayer};
use serde::Serialize;
use utoipa::ToSchema;

use crate::knowledge::Knowledge;
use crate::plan::{CompareReading, Interpretation, QueryPlan};
use crate::question::{LaneChoice, Question};
use crate::result_set::{Cell, ResultSet, Role};

use chart::Chart;
use columns::{columns_of, supporting};
use labels::Labels;
use told::Told;

pub use attribution::attribute;
pub use chart::RenderedChart;
pub use describe::describe;
pub use draft::{Draft, draft};
pub use receipt::{AnswerVerified, Definition, Receipt, ReceiptBeside, TimingsMs};
use without_result::blank;
pub use without_result::{clarify, decline, failed};

/// A plan and what came of it.
#[derive(Debug, Clone)]
pub struct Computed {
    /// The plan.
    pub plan: QueryPlan,
    /// The compiled SQL.
    pub sql: String,
    /// The metrics that the statement names.
    pub metrics: Vec<MetricId>,
    /// The rows.
    pub result: ResultSet,
    /// What the binder says a reader must know.
    pub notes: Vec<Note>,
    /// Names of the policies that restricted the rows.
    pub policies: Vec<String>,
    /// Names of the datasets that were read.
    pub datasets: Vec<String>,
    /// Results that stand beside the answer.
    pub supporting: Vec<ComputedSupporting>,
    /// The days before a single number, for the line beside it; no sentence tells of them.
    pub days: Option<ComputedSupporting>,
    /// Who planned.
    pub lane: Lane,
    /// What the model cost, where one planned.
    pub model: Option<ModelUse>,
    /// The rows as they were read, where some of what they compare with was left out since.
    pub as_read: Option<Vec<Vec<Cell>>>,
    /// The moment from which on all that was read has data, where that is known.
    pub data_from: Option<NaiveDateTime>,
    /// How long each stage took.
    pub timings: Timings,
}

/// A result that stands beside the answer.
#[derive(Debug, Clone)]
pub struct ComputedSupporting {
    /// What it is for: `previous`, `total`, …
    pub name: String,
    /// The statement.
    pub semantic_sql: String,
    /// The compiled SQL.
    pub sql: String,
    /// The period that it is of, where that is another one than the answer's.
    pub period: Option<CompareReading>,
    /// The rows.
    pub result: ResultSet,
}

impl Computed {
    /// Whether no cell of the metrics has a value.
    #[must_use]
    pub fn holds_no_number(&self) -> bool {
        let columns = &self.result.columns;
        let is_number = |at: usize| columns.get(at).is_some_and(|it| it.role == Role::Metric);
        let mut cells = self
            .result
            .rows
            .iter()
            .flat_map(|row| row.iter().enumerate());
        !cells.any(|(at, cell)| is_number(at) && *cell != Cell::Null)
    }

    /// What the answer's period is compared with: what the question names, else the period of a
    /// result that stands beside it unasked.
    #[must_use]
    pub fn compared(&self) -> Option<&CompareReading> {
        let unasked = || self.supporting.iter().find_map(|part| part.period.as_ref());
        self.plan.interpretation.compare.as_ref().or_else(unasked)
    }
}

/// Who planned an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Lane {
    /// The grammar.
    Grammar,
    /// A language model.
    Model,
    /// Whoever answers for a verified question.
    Verified,
}

/// What a model was asked and what it cost.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ModelUse {
    /// The model's name, as the provider says it where it answered.
    pub name: String,
    /// Which prompt it was given.
    pub prompt_version: String,
    /// Tokens read.
    pub prompt_tokens: u64,
    /// Tokens written.
    pub completion_tokens: u64,
    /// How often it was called.
    pub calls: u32,
    /// How often a reply of it was sent back.
    pub repairs: u32,
    /// How long the answer waited for it, in milliseconds.
    pub waited_ms: f64,
    /// What it cost, where the price of every call is known.
    pub cost: Option<f64>,
    /// What the cost is in.
    pub currency: String,
    /// Who was asked to word the answer, where somebody was; its calls, tokens and cost are among
    /// those above.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub narrator: Option<AnswerNarrator>,
}

/// Who was asked to word an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AnswerNarrator {
    /// The model's name.
    pub name: String,
    /// Which prompt it was given.
    pub prompt_version: String,
}

/// How long each stage took, in microseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Timings {
    /// Planning.
    pub plan: u64,
    /// Binding and compiling.
    pub compile: u64,
    /// Running the statements.
    pub execute: u64,
}

/// How a question ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = AnswerStatus)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// With an answer, possibly without rows.
    Answered,
    /// With a question back.
    Clarify,
    /// With a refusal.
    Declined,
    /// With a fault of ours or of a part that we use.
    Failed,
}

/// The object that commands and channels hand out.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Answer {
    /// The id of the question, where the caller gave one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The id under which it is kept, where answers are kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer_id: Option<String>,
    /// The conversation that it belongs to, where it belongs to one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<String>,
    /// Whether the question was somebody else's, and answered anew for whoever reads it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub recomputed: bool,
    /// How it ended.
    pub status: Status,
    /// Who planned it.
    pub lane: Option<Lane>,
    /// What the model cost, where one was asked, whoever planned it and however it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<ModelUse>,
    /// Who answers for it, where it is a verified question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified: Option<AnswerVerified>,
    /// How the question was read, for a person.
    pub reading: String,
    /// How the question was read, in ids of the layer.
    pub interpretation: Interpretation,
    /// The statement.
    pub semantic_sql: Option<String>,
    /// The compiled SQL.
    pub sql: Option<String>,
    /// What the columns are.
    pub columns: Vec<AnswerColumn>,
    /// Values as the data has them.
    pub rows: Vec<Vec<Cell>>,
    /// The same rows for people.
    pub label_rows: Vec<Vec<String>>,
    /// Whether rows were cut.
    pub truncated: bool,
    /// What a reader must know.
    pub notes: Vec<AnswerNote>,
    /// The answer in sentences.
    pub narration: String,
    /// Its first sentence.
    pub headline: String,
    /// The sentences that are proved, and where each number in them comes from.
    pub proof: Vec<proof::ProvedSentence>,
    /// Sentences that are told and could not be proved, with what they failed on; for logs and evaluation.
    #[serde(skip)]
    pub unproved: Vec<String>,
    /// A picture of the rows.
    pub chart: Option<RenderedChart>,
    /// Results beside the answer.
    pub supporting: Vec<AnswerSupporting>,
    /// How it was computed.
    pub receipt: Option<Receipt>,
    /// What is asked back.
    pub clarification: Option<AnswerClarification>,
    /// Why there is no answer.
    pub reason: Option<String>,
    /// Questions to ask next.
    pub suggestions: Vec<String>,
    /// How long all stages took.
    pub elapsed_ms: f64,
}

/// A column as callers see it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AnswerColumn {
    /// Its name.
    pub name: String,
    /// Its name for people.
    pub label: String,
    /// What it holds.
    pub role: Role,
    /// The metric it is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metric: Option<String>,
    /// The unit of its values.
    pub unit: String,
    /// The type of its cells.
    #[serde(rename = "type")]
    #[schema(value_type = String)]
    pub data_type: &'static str,
}

/// The code of the note that says that replies come from recordings, and this question's is not among them.
pub const NOT_RECORDED: &str = "model_not_recorded";

/// Something a reader must know, in the language of the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AnswerNote {
    /// A stable code.
    pub code: String,
    /// The sentence.
    pub text: String,
}

/// A result beside the answer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AnswerSupporting {
    /// What it is for.
    pub name: String,
    /// The statement.
    pub semantic_sql: String,
    /// The compiled SQL.
    pub sql: String,
    /// What the columns are.
    pub columns: Vec<AnswerColumn>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

/// A question back.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AnswerClarification {
    /// The question.
    pub question: String,
    /// At most three ways on.
    pub choices: Vec<AnswerChoice>,
}

/// One way on.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AnswerChoice {
    /// What a button says.
    pub label: String,
    /// The question that the button asks.
    pub question: String,
    /// The lane that the button asks it in, where that is what the choice is between.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lane: Option<LaneChoice>,
}

/// Makes the answer of a computed result.
#[must_use]
pub fn answer(
    layer: &SemanticLayer,
    knowledge: &Knowledge,
    question: &Question,
    computed: Computed,
) -> Answer {
    draft(layer, knowledge, question, computed).finish(None)
}

/// The answer of a result that was worded and drawn.
fn assembled(
    labels: &Labels<'_>,
    question: &Question,
    computed: Computed,
    notes: Vec<AnswerNote>,
    drawn: Option<Chart>,
    told: Told,
    beside: Vec<ReceiptBeside>,
) -> Answer {
    let language = labels.language;
    let columns = columns_of(labels, &computed.result);
    let receipt = receipt::receipt(labels, question, &computed, &columns, beside);
    let interpretation = computed.plan.interpretation.clone();
    let timings = computed.timings;
    Answer {
        status: Status::Answered,
        lane: Some(computed.lane),
        model: computed.model.clone(),
        verified: receipt.verified.clone(),
        reading: language.pick(&computed.plan.reading).to_owned(),
        interpretation,
        semantic_sql: Some(computed.plan.sql.0.clone()),
        sql: Some(computed.sql.clone()),
        label_rows: labels.rows(&computed.result),
        chart: drawn.map(|chart| chart.render()),
        narration: told.text,
        headline: told.headline,
        proof: told.proof,
        unproved: told.unproved,
        truncated: computed.result.truncated,
        notes,
        columns,
        supporting: computed
            .supporting
            .into_iter()
            .chain(computed.days)
            .map(|part| supporting(labels, part))
            .collect(),
        receipt: Some(receipt),
        rows: computed.result.rows,
        elapsed_ms: receipt::milliseconds(timings.plan + timings.compile + timings.execute),
        ..blank(Status::Answered)
    }
}
