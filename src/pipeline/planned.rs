//! A plan with who made it, and what becomes of the two planners' outcomes.

use std::time::Duration;

use crate::answer::{AnswerNote, Lane, ModelUse};
use crate::language_model::Meter;
use crate::plan::{Decline, Plan, QueryPlan};
use crate::progress::Tell;
use crate::question::{Language, Question};

use super::model_lane::ModelOutcome;

/// A question that is planned, on its way to an answer.
pub(super) struct Asked<'a> {
    pub(super) question: &'a Question,
    pub(super) tell: &'a Tell,
    pub(super) lane: Lane,
    pub(super) plan_time: Duration,
    /// What planning cost, and what counts on.
    pub(super) model: Option<&'a ModelUse>,
    pub(super) meter: Option<&'a Meter>,
}

/// A plan, who made it and what that cost.
pub(super) struct Planned {
    pub(super) plan: Plan,
    pub(super) lane: Lane,
    pub(super) model: Option<ModelUse>,
    /// What counts on, where a model was asked.
    pub(super) meter: Option<Meter>,
    /// What else must be said about who planned.
    pub(super) notes: Vec<AnswerNote>,
    /// The model's reading, where the grammar's needed an assumption.
    pub(super) second: Option<QueryPlan>,
}

impl Planned {
    pub(super) fn by(lane: Lane, plan: Plan) -> Self {
        Self {
            plan,
            lane,
            model: None,
            meter: None,
            notes: Vec::new(),
            second: None,
        }
    }
}

/// What the grammar did not understand is the model's to plan; where it gives no plan, the grammar's refusal stands and says so.
pub(super) fn passed_on(question: &Question, refused: Plan, outcome: ModelOutcome) -> Planned {
    match outcome.plan {
        Ok(plan) => Planned {
            model: outcome.usage,
            meter: Some(outcome.meter),
            ..Planned::by(Lane::Model, plan)
        },
        Err(reason) => Planned {
            model: outcome.usage,
            meter: Some(outcome.meter),
            notes: vec![without_model(question, &reason)],
            ..Planned::by(Lane::Grammar, refused)
        },
    }
}

/// The grammar's plan beside the model's; a model that gives none takes nothing away.
pub(super) fn seconded(question: &Question, plan: Plan, outcome: ModelOutcome) -> Planned {
    let (second, notes) = match outcome.plan {
        Ok(Plan::Query(second)) => (Some(second), Vec::new()),
        Ok(Plan::Attribution(_) | Plan::Clarify(_) | Plan::Decline(_) | Plan::Describe(_)) => {
            (None, Vec::new())
        }
        Err(reason) => (None, vec![without_model(question, &reason)]),
    };
    Planned {
        model: outcome.usage,
        meter: Some(outcome.meter),
        notes,
        second,
        ..Planned::by(Lane::Grammar, plan)
    }
}

/// Says that only the grammar read the question, and why.
fn without_model(question: &Question, reason: &Decline) -> AnswerNote {
    let language = question.language;
    let why = language.pick(&reason.reason);
    AnswerNote {
        code: reason.code.to_owned(),
        text: match language {
            Language::Zh => format!("{why}这个问题只按规则理解。"),
            Language::En => format!("{why} This question was read by the grammar alone."),
        },
    }
}
