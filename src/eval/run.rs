//! Asks questions, several at a time, and judges the answers.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::StreamExt as _;
use semantic_sql::Asker;
use semantic_sql::layer::SemanticLayer;

use crate::app::{App, Request, local_owner};
use crate::engine::EngineError;
use crate::engine::duckdb::GoldConnection;
use crate::question::LaneChoice;
use crate::result_set::Cell;

use super::Outcome;
use super::judge::{GoldRows, Judgement, Shown, StandIns, Verdict, judge};
use super::question::{Gold, Question};

/// Asks all questions, `jobs` at a time, and tells each outcome as it comes; returns them in the
/// order of the questions.
pub async fn run(
    app: &App,
    gold: &Arc<GoldConnection>,
    questions: &[Question],
    lane: LaneChoice,
    jobs: usize,
    told: &mut dyn FnMut(&Outcome),
) -> Vec<Outcome> {
    let stand_ins = stand_ins(app.generation().layer());
    let asked = questions
        .iter()
        .cloned()
        .enumerate()
        .map(|(index, question)| {
            let stand_ins = &stand_ins;
            async move { (index, ask(app, gold, question, lane, stand_ins).await) }
        });
    let mut outcomes = BTreeMap::new();
    let mut running = futures::stream::iter(asked).buffer_unordered(jobs.max(1));
    while let Some((index, outcome)) = running.next().await {
        told(&outcome);
        outcomes.insert(index, outcome);
    }
    outcomes.into_values().collect()
}

/// Metrics that are taken at another grain → the metric that was asked for.
fn stand_ins(layer: &SemanticLayer) -> StandIns {
    let mut found = StandIns::new();
    for metric in &layer.metrics {
        for rule in &metric.by_grain {
            let name = layer.metric(rule.metric).name.clone();
            found.insert(name, metric.name.clone());
        }
    }
    found
}

async fn ask(
    app: &App,
    gold: &Arc<GoldConnection>,
    question: Question,
    lane: LaneChoice,
    stand_ins: &StandIns,
) -> Outcome {
    let owner = || Asker::Known(local_owner());
    let request = Request {
        text: question.text.clone(),
        language: None,
        as_of: Some(question.as_of),
        asker: question.asker.clone().unwrap_or_else(owner),
        lane,
        earlier: question.after.clone(),
    };
    let answer = app.ask(request).await;
    let (gold, judgement) = match gold_rows(gold, &question).await {
        Ok(rows) => {
            let judgement = judge(&question, &rows, &Shown::from(&answer), stand_ins);
            (rows, judgement)
        }
        Err(reason) => {
            let verdict = Verdict::Failed;
            (GoldRows::default(), Judgement { verdict, reason })
        }
    };
    Outcome {
        question,
        answer,
        gold,
        judgement,
    }
}

/// Runs all golds of a question.
async fn gold_rows(gold: &Arc<GoldConnection>, question: &Question) -> Result<GoldRows, String> {
    let mut rows = GoldRows::default();
    if let Some(main) = &question.gold {
        rows.main = rows_of(gold, main).await?;
    }
    for other in &question.alternatives {
        rows.alternatives.push(rows_of(gold, other).await?);
    }
    for also in &question.also {
        rows.also.push(rows_of(gold, also).await?);
    }
    Ok(rows)
}

async fn rows_of(connection: &Arc<GoldConnection>, gold: &Gold) -> Result<Vec<Vec<Cell>>, String> {
    let rows = connection.rows(&gold.sql).await;
    rows.map(|rows| rows.rows)
        .map_err(|error| format!("the gold does not run: {}", with_cause(&error)))
}

fn with_cause(error: &EngineError) -> String {
    std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string)
}
