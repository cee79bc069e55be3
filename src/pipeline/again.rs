//! A statement that was planned before, run and worded again.

use std::time::Duration;

use semantic_sql::{Diagnostic, SemanticSql, parse};

use crate::answer::{self, Answer, Lane};
use crate::plan::{Plan, QueryPlan, SupportingQuery};
use crate::planner::reading::Reader;
use crate::question::Question;

use super::{Asked, Pipeline, Stop};

impl Pipeline {
    /// Runs a statement for whoever asks, and those beside it, each with its name, and words what
    /// comes back. What is refused of those beside it is left out.
    ///
    /// # Errors
    /// What the layer has against the statement now. A database that does not answer is an answer
    /// that says so.
    pub async fn again(
        &self,
        question: &Question,
        statement: &SemanticSql,
        beside: &[(String, SemanticSql)],
        lane: Lane,
    ) -> Result<Answer, Vec<Diagnostic>> {
        let parsed = parse(&statement.0)?;
        let reader = Reader {
            layer: &self.layer,
            knowledge: &self.knowledge,
            now: question.asked_at,
            named: None,
        };
        let reading = reader.read(&parsed);
        let plan = QueryPlan {
            sql: statement.clone(),
            intent: reading.intent,
            reading: reading.text,
            interpretation: reading.interpretation,
            assumptions: Vec::new(),
            supporting: beside.iter().map(without_period).collect(),
            derived: Vec::new(),
            parts: Vec::new(),
            chart: None,
            verified: None,
        };
        let asked = Asked {
            question,
            tell: &|_| (),
            lane,
            plan_time: Duration::ZERO,
            model: None,
            meter: None,
        };
        match self.compute(&asked, plan).await {
            Ok(computed) => Ok(answer::answer(
                &self.layer,
                &self.knowledge,
                question,
                computed,
            )),
            Err(Stop::Refused(diagnostics)) => Err(diagnostics),
            Err(stop @ Stop::Engine(_)) => Ok(self.stopped(question, lane, stop)),
        }
    }

    /// What the layer has against a statement for whoever asks; nothing where it may run.
    #[must_use]
    pub fn objections(&self, question: &Question, statement: &SemanticSql) -> Vec<Diagnostic> {
        self.compiled(question, statement).err().unwrap_or_default()
    }

    /// The statement by which a question is answered without a model, if there is one.
    pub async fn statement_of(&self, question: &Question) -> Option<String> {
        Some(self.read_without_model(question).await?.sql.0)
    }

    /// How a question is read without a model, where it is one that the data answers; of a change
    /// that is taken apart, the change itself.
    pub async fn read_without_model(&self, question: &Question) -> Option<QueryPlan> {
        let verified = self.read_as_verified(question);
        let plan = match verified {
            Some(plan) => plan,
            None => self.read_by_grammar(question).await.ok()?,
        };
        match plan {
            Plan::Query(query) => Some(query),
            Plan::Attribution(plan) => Some(plan.query),
            Plan::Clarify(_) | Plan::Decline(_) | Plan::Describe(_) => None,
        }
    }
}

/// A statement beside an answer that is run for its rows alone.
fn without_period((name, sql): &(String, SemanticSql)) -> SupportingQuery {
    SupportingQuery {
        name: name.clone(),
        sql: sql.clone(),
        period: None,
    }
}
