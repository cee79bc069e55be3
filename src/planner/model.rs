//! The model planner: a question and a slice of the semantic layer in, semantic SQL out, in one call when all goes well.
//!
//! The model replies with a typed query, which is checked against the slice and written out here, or with semantic SQL, which stays untrusted until it is bound.
//! A reply that cannot be used goes back to the model with what is wrong with it, at most [`MAX_REPAIRS`] times.
//!
//! Invariant: nothing of the data enters the prompt but names and values that the layer declares and the asker's own words.

use crate::language_model::{LanguageModel, LanguageModelError, Message, Meter};
use crate::prompt::{PromptError, Prompts};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use reply::wire::WireReply;
use reply::{PlannedReply, ReplyPlan, TimeRange};
use slice::{Language, LayerSlice};

mod calendar;
mod example;
mod render;
pub mod reply;
mod request;
pub mod slice;
pub mod write;

pub use render::{question_messages, question_prompt, repair_prompt, system_prompt};
pub use request::{MAX_PROMPT_TOKENS, completion_request};

/// How often a plan is sent back.
pub const MAX_REPAIRS: usize = 2;

const MAX_SQL_CHARS: usize = 8_000;
const MAX_PREVIOUS_CHARS: usize = 1_000;

/// A question and all that the model may know for it.
#[derive(Debug, Clone, Copy)]
pub struct PlanRequest<'a> {
    /// The asker's words.
    pub question: &'a str,
    /// The language to answer in.
    pub language: Language,
    /// The asker's now, in the layer's time zone.
    pub now: NaiveDateTime,
    /// The names that the model may use.
    pub slice: &'a LayerSlice,
    /// The question's time as the time grammar reads it: the first day, and the day after the last.
    pub resolved_time: Option<(NaiveDate, NaiveDate)>,
    /// The questions before this one, oldest first.
    pub conversation: &'a [String],
    /// What counts the calls, and refuses those that could exceed a budget.
    pub meter: &'a Meter,
}

/// A plan that passed every check short of binding.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelPlan {
    /// What the model replied, corrected where `time_corrected` says so.
    pub reply: PlannedReply,
    /// The semantic SQL of a lookup; untrusted.
    pub sql: Option<String>,
    /// Whether the model's dates were replaced by those of the time grammar.
    pub time_corrected: bool,
    /// The model's own words, for a repair and for the transcript.
    pub text: String,
    /// The model that answered, in the provider's words.
    pub model: String,
}

/// A reply that cannot be used, as the next repair needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedPlan {
    /// The model's own words.
    pub text: String,
    /// The semantic SQL, if it came to that.
    pub sql: Option<String>,
    /// What is wrong, one sentence each, with candidates and hints.
    pub problems: Vec<String>,
}

/// Why there is no plan.
#[derive(Debug, thiserror::Error)]
pub enum ModelPlanError {
    /// The model gave no reply: another lane must do.
    #[error(transparent)]
    Model(#[from] LanguageModelError),
    /// The prompt cannot be made: an administrator must act.
    #[error("the prompt of the planner cannot be made")]
    Prompt(#[from] PromptError),
    /// The question leaves no room for what the model must know: it must be shorter.
    #[error(
        "the question makes a prompt of {tokens} tokens, and {MAX_PROMPT_TOKENS} are allowed; ask it in fewer words"
    )]
    TooLong {
        /// What the smallest prompt for it has.
        tokens: u64,
    },
    /// The reply is unusable: repair it.
    #[error("the model's plan cannot be used: {}", .0.problems.join("; "))]
    Rejected(Box<RejectedPlan>),
}

impl ModelPlan {
    /// Returns the plan as one to repair, for instance after binding refused it.
    #[must_use]
    pub fn rejected(self, problems: Vec<String>) -> RejectedPlan {
        RejectedPlan {
            text: self.text,
            sql: self.sql,
            problems,
        }
    }
}

/// Asks the model once for a plan.
#[tracing::instrument(name = "plan", skip_all, fields(model.name = model.name()))]
pub async fn plan(
    model: &dyn LanguageModel,
    prompts: &Prompts,
    request: &PlanRequest<'_>,
) -> Result<ModelPlan, ModelPlanError> {
    ask(model, prompts, request, Vec::new()).await
}

/// Sends a rejected plan back with what is wrong with it, and returns the next.
#[tracing::instrument(name = "repair", skip_all, fields(model.name = model.name()))]
pub async fn repair(
    model: &dyn LanguageModel,
    prompts: &Prompts,
    request: &PlanRequest<'_>,
    rejected: &RejectedPlan,
) -> Result<ModelPlan, ModelPlanError> {
    let sql = rejected.sql.as_deref();
    let sql = sql.map(|sql| request.slice.without_values(sql));
    let previous = sql.as_deref().unwrap_or(&rejected.text);
    let mut turns = Vec::new();
    // What was no JSON is not repeated, and an empty turn is one that providers refuse.
    if !rejected.text.is_empty() {
        turns.push(Message::assistant(capped(&rejected.text)));
    }
    turns.push(Message::user(repair_prompt(
        prompts,
        request.question,
        &capped(previous),
        &rejected.problems,
    )?));
    ask(model, prompts, request, turns).await
}

/// Plans, and repairs until `check` has nothing to say, [`MAX_REPAIRS`] repairs are spent, or a repair brings the same problems again.
///
/// `check` gets the semantic SQL; it binds it and returns the diagnostics, rendered.
pub async fn plan_until(
    model: &dyn LanguageModel,
    prompts: &Prompts,
    request: &PlanRequest<'_>,
    check: &(dyn Fn(&str) -> Result<(), Vec<String>> + Sync),
) -> Result<ModelPlan, ModelPlanError> {
    let mut outcome = checked(plan(model, prompts, request).await, check);
    for attempt in 1..=MAX_REPAIRS {
        let rejected = match outcome {
            Err(ModelPlanError::Rejected(rejected)) => rejected,
            settled => return settled,
        };
        tracing::warn!(repair.attempt = attempt, "the model's plan is sent back");
        request.meter.repaired();
        outcome = checked(repair(model, prompts, request, &rejected).await, check);
        if matches!(outcome, Err(ModelPlanError::TooLong { .. })) {
            return Err(ModelPlanError::Rejected(rejected));
        }
        if let Err(ModelPlanError::Rejected(again)) = &outcome
            && again.problems == rejected.problems
        {
            tracing::warn!("the repaired plan has the same problems; it is given up");
            return outcome;
        }
    }
    outcome
}

async fn ask(
    model: &dyn LanguageModel,
    prompts: &Prompts,
    request: &PlanRequest<'_>,
    repair: Vec<Message>,
) -> Result<ModelPlan, ModelPlanError> {
    let completion = completion_request(prompts, request, &repair)?;
    match model.complete(&completion, request.meter).await {
        Ok(completion) => settle(completion.text, completion.model, request),
        Err(error) if error.may_be_repaired() => {
            Err(rejected(String::new(), vec![error.to_string()]))
        }
        Err(error) => Err(error.into()),
    }
}

/// Checks a reply and writes its query out.
fn settle(
    text: String,
    model: String,
    request: &PlanRequest<'_>,
) -> Result<ModelPlan, ModelPlanError> {
    let read = serde_json::from_str::<WireReply>(&text)
        .map_err(|error| vec![format!("the JSON has the wrong shape: {error}")])
        .and_then(PlannedReply::try_from);
    let outcome = read.and_then(|mut reply| {
        let time_corrected = correct_time(&mut reply, request.resolved_time);
        let sql = sql(&reply, request.slice)?;
        Ok((reply, sql, time_corrected))
    });
    match outcome {
        Ok((reply, sql, time_corrected)) => Ok(ModelPlan {
            reply,
            sql,
            time_corrected,
            text,
            model,
        }),
        Err(problems) => Err(rejected(text, problems)),
    }
}

fn rejected(text: String, problems: Vec<String>) -> ModelPlanError {
    ModelPlanError::Rejected(Box::new(RejectedPlan {
        text,
        sql: None,
        problems,
    }))
}

/// Returns the semantic SQL of a reply, nothing for one that has none, or what is missing.
fn sql(reply: &PlannedReply, slice: &LayerSlice) -> Result<Option<String>, Vec<String>> {
    match &reply.plan {
        ReplyPlan::Query(query) => write::write_sql(query, slice).map(Some),
        ReplyPlan::SemanticSql(sql) if sql.chars().count() > MAX_SQL_CHARS => {
            Err(vec!["the semantic SQL is too long".to_owned()])
        }
        ReplyPlan::SemanticSql(sql) => Ok(Some(slice.with_values(sql.trim()))),
        ReplyPlan::Clarify(_) | ReplyPlan::Decline(_) => Ok(None),
    }
}

/// Puts the time of the grammar in the place of the model's, unless the model's is a part of it by the clock.
fn correct_time(reply: &mut PlannedReply, time: Option<(NaiveDate, NaiveDate)>) -> bool {
    let (Some(time), ReplyPlan::Query(query)) = (time, &mut reply.plan) else {
        return false;
    };
    let wanted = resolved(time);
    let narrower = query.time.as_ref().is_some_and(|it| is_within(it, time));
    if narrower || query.time.as_ref() == Some(&wanted) {
        return false;
    }
    query.time = Some(wanted);
    true
}

fn is_within(range: &TimeRange, (first, after): (NaiveDate, NaiveDate)) -> bool {
    let (Some(start), Some(end)) = (write::moment(&range.start), write::moment(&range.end)) else {
        return false;
    };
    let has_clock = start.time() != NaiveTime::MIN || end.time() != NaiveTime::MIN;
    has_clock && start.date() >= first && end <= after.into()
}

fn resolved((first, after): (NaiveDate, NaiveDate)) -> TimeRange {
    TimeRange {
        start: first.to_string(),
        end: after.to_string(),
    }
}

fn checked(
    outcome: Result<ModelPlan, ModelPlanError>,
    check: &(dyn Fn(&str) -> Result<(), Vec<String>> + Sync),
) -> Result<ModelPlan, ModelPlanError> {
    let plan = outcome?;
    match plan.sql.as_deref().map(check) {
        Some(Err(problems)) => Err(ModelPlanError::Rejected(Box::new(plan.rejected(problems)))),
        Some(Ok(())) | None => Ok(plan),
    }
}

fn capped(text: &str) -> String {
    text.chars().take(MAX_PREVIOUS_CHARS).collect()
}
