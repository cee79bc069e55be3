//! The model lane: a slice of the layer to the model, its plan bound here, repaired at most twice.
//!
//! What the asker is told of the plan is read from its statement, never from the model's words.

mod change;
mod conversation;
mod outcome;
mod values;

use super::milliseconds;

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{NaiveDate, NaiveTime, Weekday};
use semantic_sql::layer::SemanticLayer;
use semantic_sql::{SemanticSql, bind};

use crate::answer::ModelUse;
use crate::clock;
use crate::grammar::time::{self, Calendar, TimeRange, TimeReading};
use crate::knowledge::Knowledge;
use crate::language_model::{LanguageModel, LanguageModelError, Ledger, Meter};
use crate::narrator::Narrator;
use crate::plan::{Decline, Plan};
use crate::planner::grammar::GrammarPlanner;
use crate::planner::model::reply::ReplyPlan;
use crate::planner::model::slice::Language as ModelLanguage;
use crate::planner::model::{ModelPlanError, PlanRequest, WorkedExample, plan_until};
use crate::planner::reading::Reader;
use crate::planner::slice::Slicer;
use crate::planner::verified::{Neighbour, VerifiedPlanner};
use crate::prompt::Prompts;
use crate::question::{Language, Question};

/// Verified questions that the model is shown at most.
const EXAMPLES: usize = 2;

/// A model, what it is told and what it may cost.
pub struct ModelLane {
    model: Arc<dyn LanguageModel>,
    prompts: Prompts,
    ledger: Arc<Ledger>,
    deadline: Duration,
    narrator: Option<Narrator>,
}

/// What became of a question in the model lane.
pub(super) struct ModelOutcome {
    /// The plan, or why there is none.
    pub(super) plan: Result<Plan, Decline>,
    /// What it cost; nothing where no call was made.
    pub(super) usage: Option<ModelUse>,
    /// What counts on, where the answer asks a model again.
    pub(super) meter: Meter,
}

/// What a lane reads a question by.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    pub(super) layer: &'a SemanticLayer,
    pub(super) knowledge: &'a Knowledge,
    pub(super) grammar: &'a GrammarPlanner,
    pub(super) verified: &'a VerifiedPlanner,
    pub(super) slicer: &'a Slicer,
}

impl ModelLane {
    /// A lane over a model with prompts; a question may wait for it no longer than `deadline`.
    #[must_use]
    pub fn new(
        model: Arc<dyn LanguageModel>,
        prompts: Prompts,
        ledger: Arc<Ledger>,
        deadline: Duration,
    ) -> Self {
        Self {
            model,
            prompts,
            ledger,
            deadline,
            narrator: None,
        }
    }

    /// The same lane, whose answers a model words as well, within the same deadline and budgets.
    #[must_use]
    pub fn narrated_by(mut self, narrator: Option<Narrator>) -> Self {
        self.narrator = narrator;
        self
    }

    /// Who words answers beside the templates, if anybody does.
    pub(super) fn narrator(&self) -> Option<&Narrator> {
        self.narrator.as_ref()
    }

    /// How long a question may wait for models.
    pub(super) fn deadline(&self) -> Duration {
        self.deadline
    }

    /// The meter of one answer.
    pub(super) fn meter(&self, layer: &SemanticLayer) -> Meter {
        // A day of the budget is one of the real calendar, whatever "now" a question has.
        let today = clock::now_in(&layer.time.timezone).date();
        self.ledger.meter(today)
    }

    /// What a meter has counted; nothing where no call was made.
    pub(super) fn usage(&self, meter: &Meter, name: String, waited: Duration) -> Option<ModelUse> {
        let spent = meter.spent();
        (spent.calls > 0).then(|| ModelUse {
            name,
            prompt_version: self.prompts.version().to_owned(),
            prompt_tokens: spent.prompt_tokens,
            completion_tokens: spent.completion_tokens,
            calls: spent.calls,
            repairs: spent.repairs,
            waited_ms: milliseconds(waited),
            cost: (spent.unpriced == 0).then_some(spent.cost),
            currency: self.ledger.currency().to_owned(),
            narrator: None,
        })
    }

    /// The model's name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.model.name()
    }

    /// Plans by the model, within the deadline and the budgets.
    pub(super) async fn plan(&self, ground: Ground<'_>, question: &Question) -> ModelOutcome {
        let meter = self.meter(ground.layer);
        let started = Instant::now();
        let mut name = self.model.name().to_owned();
        let work = self.plan_unlimited(ground, question, &meter, &mut name);
        let plan = match tokio::time::timeout(self.deadline, work).await {
            Ok(Ok(plan)) => Ok(plan),
            Ok(Err(error)) => Err(error),
            Err(_) => Err(ModelPlanError::Model(LanguageModelError::Timeout {
                after: self.deadline,
            })),
        };
        let plan = plan.map_err(|error| {
            tracing::warn!(%error, "the model gave no plan");
            outcome::decline(&error)
        });
        let usage = self.usage(&meter, name, started.elapsed());
        ModelOutcome { plan, usage, meter }
    }

    async fn plan_unlimited(
        &self,
        ground: Ground<'_>,
        question: &Question,
        meter: &Meter,
        name: &mut String,
    ) -> Result<Plan, ModelPlanError> {
        let (layer, knowledge) = (ground.layer, ground.knowledge);
        let mut slice = ground
            .slicer
            .slice(layer, ground.grammar.lexicon(), question);
        let conversation = conversation::turns(ground, question, &mut slice);
        let named = range(ground, question);
        let examples =
            ground
                .verified
                .nearest(layer, knowledge, ground.grammar, question, EXAMPLES);
        let examples: Vec<WorkedExample> = examples.into_iter().map(worked).collect();
        let request = PlanRequest {
            question: &question.text,
            examples: &examples,
            language: model_language(question.language),
            now: question.asked_at,
            slice: &slice,
            resolved_time: named.as_ref().and_then(days),
            conversation: &conversation,
            meter,
        };
        let reader = Reader {
            layer,
            knowledge,
            now: question.asked_at,
            named: named.as_ref(),
        };
        let check = |sql: &str| {
            bind(layer, &question.asker, &SemanticSql(sql.to_owned()))
                .map_err(|found| found.iter().map(ToString::to_string).collect::<Vec<_>>())?;
            values::check(&reader, sql)
        };
        let plan = plan_until(self.model.as_ref(), &self.prompts, &request, &check).await?;
        plan.model.clone_into(name);
        if let (ReplyPlan::Change(asked), Some(sql)) = (&plan.reply.plan, &plan.sql) {
            let premise = ground.grammar.premise(layer, knowledge, question);
            return Ok(change::plan(
                &reader,
                question,
                (asked, sql, &plan.scope),
                premise,
            ));
        }
        Ok(outcome::plan(&reader, plan))
    }
}

/// A verified question as the model is shown it.
fn worked(near: Neighbour) -> WorkedExample {
    WorkedExample {
        question: near.question,
        language: model_language(near.language),
        sql: near.sql,
    }
}

fn model_language(language: Language) -> ModelLanguage {
    match language {
        Language::Zh => ModelLanguage::Chinese,
        Language::En => ModelLanguage::English,
    }
}

/// The question's time, where the time grammar finds exactly one range.
fn range(ground: Ground<'_>, question: &Question) -> Option<TimeRange> {
    let calendar = Calendar {
        now: question.asked_at,
        week_start: Weekday::Mon,
        fiscal_start_month: ground.layer.time.fiscal_start_month,
        events: &ground.knowledge.events,
        sessions: &ground.grammar.lexicon().sessions,
    };
    let found = time::find(&question.text, &calendar);
    let mut ranges = found.into_iter().filter_map(|found| match found.time {
        TimeReading::Range(range) => Some(range),
        _ => None,
    });
    match (ranges.next(), ranges.next()) {
        (Some(range), None) => Some(range),
        _ => None,
    }
}

/// The whole days of a range.
fn days(range: &TimeRange) -> Option<(NaiveDate, NaiveDate)> {
    let end = range.end.date();
    let cut = range.end.time() != NaiveTime::MIN;
    Some((range.start.date(), if cut { end.succ_opt()? } else { end }))
}
