//! What a planner makes of a question.

mod attribution;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveDateTime};
use semantic_sql::SemanticSql;
use semantic_sql::layer::{MetricId, Text};
use serde::Serialize;
use utoipa::ToSchema;

pub use attribution::{Attribution, AttributionPlan, Premise, Size, Stated, Way};

/// What to do with a question.
#[derive(Debug, Clone)]
pub enum Plan {
    /// Compute an answer.
    Query(QueryPlan),
    /// Take a change apart.
    Attribution(AttributionPlan),
    /// Ask back.
    Clarify(Clarification),
    /// Refuse, and say what can be asked.
    Decline(Decline),
    /// Say what is known without asking the data.
    Describe(Description),
}

/// Questions about the metrics and the service, not about the business.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Description {
    /// How metrics are computed.
    Metrics(Vec<MetricId>),
    /// Which metrics and dimensions there are.
    Catalogue,
    /// By which dimensions metrics can be split; without a metric, which dimensions there are.
    Dimensions(Vec<MetricId>),
    /// Until when the data is loaded.
    Freshness,
    /// What can be asked.
    Help,
}

/// A statement to run and how the question was read.
#[derive(Debug, Clone)]
pub struct QueryPlan {
    /// The statement that answers the question.
    pub sql: SemanticSql,
    /// What kind of answer it is.
    pub intent: Intent,
    /// The reading, in both languages, as a person would say it.
    pub reading: Text,
    /// The reading in ids of the layer.
    pub interpretation: Interpretation,
    /// What was taken for granted and must be said (default time, default meaning of a word).
    pub assumptions: Vec<Text>,
    /// Statements whose results stand beside the answer, such as the total behind a share.
    pub supporting: Vec<SupportingQuery>,
    /// What columns hold that are computed from metrics.
    pub derived: Vec<DerivedColumn>,
    /// The parts of a whole that were asked for, as values of the group that tells all of them; none where no part was
    /// named.
    pub parts: Vec<String>,
    /// The picture that was asked for, where one was.
    pub chart: Option<ChartWish>,
    /// Who answers for it, where it is a verified question.
    pub verified: Option<VerifiedBy>,
}

/// Who answers for a verified question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedBy {
    /// Its id in the layer.
    pub id: String,
    /// What it is called.
    pub label: Text,
    /// Who answers for it.
    pub owner: String,
    /// Since when.
    pub since: NaiveDate,
}

/// The name of the statement whose result is the small line beside a single number. No sentence is
/// made of it and none is proved by it.
pub const DAYS: &str = "days";

/// The name of the statement whose result has each of the values that one number was asked of.
pub const EACH: &str = "each";

/// A picture that a question asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChartWish {
    /// 折线图, a line chart.
    Line,
    /// 柱状图, a bar chart.
    Bar,
    /// 饼图, a pie chart.
    Pie,
    /// 堆叠柱状图, stacked bars.
    Stacked,
    /// 散点图, a scatter plot.
    Scatter,
    /// 热力图, a heat map.
    HeatMap,
    /// 漏斗图, a funnel.
    Funnel,
    /// 瀑布图, a waterfall.
    Waterfall,
    /// 表格, a table and no picture.
    Table,
}

/// What a planner makes of a question, given what it knows of earlier results.
#[derive(Debug, Clone)]
#[expect(
    clippy::large_enum_variant,
    reason = "one reading per question, and most are plans"
)]
pub enum Reading {
    /// What to do.
    Plan(Plan),
    /// It points at an earlier result: the names in its rows are needed first.
    NeedsRows(RowsNeeded),
}

/// An earlier result that a question points at.
#[derive(Debug, Clone, PartialEq)]
pub struct RowsNeeded {
    /// Which of the earlier questions, from 0.
    pub turn: usize,
    /// Its statement.
    pub sql: SemanticSql,
    /// How many of its first columns are names.
    pub names: usize,
    /// The column that its rows are in the order of.
    pub ordered_by: usize,
}

/// What is known of earlier questions: the names in the rows of their results, and which of them
/// were answered by a statement that the grammar does not write. No number of a result is among it.
#[derive(Debug, Clone, Default)]
pub struct EarlierRows {
    rows: BTreeMap<usize, Vec<EarlierRow>>,
    verified: BTreeSet<usize>,
}

impl EarlierRows {
    /// Adds the rows of a turn.
    pub fn add(&mut self, turn: usize, rows: Vec<EarlierRow>) {
        self.rows.insert(turn, rows);
    }

    /// The rows of a turn, if they are known.
    #[must_use]
    pub fn of(&self, turn: usize) -> Option<&[EarlierRow]> {
        self.rows.get(&turn).map(Vec::as_slice)
    }

    /// Notes that a turn was answered as a verified question by a statement of its own.
    pub fn add_verified(&mut self, turn: usize) {
        self.verified.insert(turn);
    }

    /// Whether a turn was answered so: nothing can go on from it.
    #[must_use]
    pub fn is_verified(&self, turn: usize) -> bool {
        self.verified.contains(&turn)
    }
}

/// The names in one row of an earlier result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierRow {
    /// The values as the data has them; nothing where a row has no name.
    pub names: Vec<Option<String>>,
    /// Its place, from 1; rows with equal numbers share one.
    pub place: usize,
}

/// A column that is computed from metrics, and what it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DerivedColumn {
    /// Its name in the statement.
    pub name: String,
    /// Its name for people.
    pub label: Text,
    /// The unit of its values.
    pub unit: String,
    /// How they are written.
    pub format: String,
}

/// A statement whose result stands beside the answer.
#[derive(Debug, Clone)]
pub struct SupportingQuery {
    /// What it is for: `previous`, `total`, `units`, [`EACH`], [`DAYS`], …
    pub name: String,
    /// The statement.
    pub sql: SemanticSql,
    /// The period that it is of, where that is another one than the answer's.
    pub period: Option<CompareReading>,
}

/// What kind of answer a question wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// One row of numbers.
    Lookup,
    /// Groups in order of a metric.
    Rank,
    /// A metric over time.
    Trend,
    /// Periods or groups against each other.
    Compare,
    /// Parts of a whole.
    Share,
    /// Groups, in no order that the question asks for.
    Breakdown,
    /// Numbers that follow each other, the widest first.
    Funnel,
    /// What a change is made of.
    Attribution,
}

/// The reading of a question in ids of the layer.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct Interpretation {
    /// Metrics asked for.
    pub metrics: Vec<String>,
    /// Dimensions grouped by.
    pub dimensions: Vec<String>,
    /// Restrictions by value.
    pub filters: Vec<FilterReading>,
    /// The time asked for.
    pub time: Option<TimeReading>,
    /// What it is compared with.
    pub compare: Option<CompareReading>,
}

/// One restriction by value.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct FilterReading {
    /// The dimension; where groups are chosen by a number, the metric, or its change as `gmv_change`.
    pub dimension: String,
    /// `=`, `!=`, `in`, `not in`, `is null`, `is not null`, `>`, `>=`, `<`, `<=`.
    pub op: String,
    /// The values as the data has them.
    pub values: Vec<String>,
}

/// A half-open range of time.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TimeReading {
    /// A stable name such as `yesterday`, `last_week`, `mtd`, `month:2026-10`.
    pub key: String,
    /// First moment.
    #[schema(value_type = String)]
    pub start: NaiveDateTime,
    /// First moment after.
    #[schema(value_type = String)]
    pub end: NaiveDateTime,
    /// Whether the period is still running.
    pub partial: bool,
    /// Whether the question named no time and the default was taken.
    pub defaulted: bool,
    /// How a person says it, with dates.
    #[schema(value_type = crate::schema::Text)]
    pub label: Text,
}

/// What a period is compared with.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CompareReading {
    /// `previous_period`, `same_period_last_year`, `custom`, …
    pub kind: String,
    /// First moment of the base.
    #[schema(value_type = Option<String>)]
    pub start: Option<NaiveDateTime>,
    /// First moment after the base.
    #[schema(value_type = Option<String>)]
    pub end: Option<NaiveDateTime>,
    /// How a person says it, with dates.
    #[schema(value_type = crate::schema::Text)]
    pub label: Text,
}

/// A question back.
#[derive(Debug, Clone)]
pub struct Clarification {
    /// What is asked back.
    pub question: Text,
    /// At most three ways on.
    pub choices: Vec<Choice>,
}

/// One way on.
#[derive(Debug, Clone)]
pub struct Choice {
    /// What a button says.
    pub label: Text,
    /// The question that the button asks.
    pub question: String,
}

/// A refusal.
#[derive(Debug, Clone)]
pub struct Decline {
    /// Why: `unknown_word`, `out_of_scope`, `not_permitted`, `instruction`, `unsupported`, …
    pub code: &'static str,
    /// The reason, for a person.
    pub reason: Text,
}

impl Decline {
    /// Whether another planner may understand what this one did not.
    #[must_use]
    pub fn may_be_passed_on(&self) -> bool {
        [
            "unknown_word",
            "no_metric",
            "no_path",
            "unsupported",
            "context_unknown",
        ]
        .contains(&self.code)
    }
}
