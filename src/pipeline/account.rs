//! What is told of a question when it has ended: one line in the log, and what is measured.
//!
//! Invariant: neither has a word of the question, a row or a statement.

use crate::answer::{Answer, Lane, Status};
use crate::telemetry::measures;

/// Tells how a question ended. The id of the answer is in the span around it, where it is kept.
pub(super) fn tell(answer: &Answer) {
    let timings = answer.receipt.as_ref().map(|receipt| receipt.timings_ms);
    let plan_ms = timings.map_or(answer.elapsed_ms, |it| it.plan);
    let compile_ms = timings.map_or(0.0, |it| it.compile);
    let execute_ms = timings.map_or(0.0, |it| it.execute);
    // What is left of the whole: words, charts, and what stands beside the answer.
    let answer_ms = (answer.elapsed_ms - plan_ms - compile_ms - execute_ms).max(0.0);
    let model_ms = answer.model.as_ref().map_or(0.0, |model| model.waited_ms);
    tracing::info!(
        answer.status = status(answer.status),
        answer.lane = lane(answer.lane),
        answer.rows = answer.rows.len(),
        stage.plan_ms = plan_ms,
        stage.compile_ms = compile_ms,
        stage.execute_ms = execute_ms,
        stage.answer_ms = answer_ms,
        stage.model_ms = model_ms,
        answer.duration_ms = answer.elapsed_ms,
        "a question was answered",
    );
    measures::stage("plan", plan_ms);
    if timings.is_some() {
        measures::stage("compile", compile_ms);
        measures::stage("execute", execute_ms);
        measures::stage("answer", answer_ms);
    }
    if let Some(model) = &answer.model {
        measures::stage("model", model_ms);
        measures::model(
            model.calls,
            model.prompt_tokens,
            model.completion_tokens,
            model.cost,
        );
    }
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Answered => "answered",
        Status::Clarify => "clarify",
        Status::Declined => "declined",
        Status::Failed => "failed",
    }
}

fn lane(lane: Option<Lane>) -> &'static str {
    match lane {
        Some(Lane::Verified) => "verified",
        Some(Lane::Grammar) => "grammar",
        Some(Lane::Model) => "model",
        None => "none",
    }
}
