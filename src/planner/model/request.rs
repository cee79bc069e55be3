//! The whole request for a plan, within a limit of tokens.

use super::reply::wire;
use super::slice::LayerSlice;
use super::{ModelPlanError, PlanRequest, question_messages, system_prompt};
use crate::language_model::{About, CompletionRequest, Message, tokens};
use crate::prompt::Prompts;

/// The most tokens that a request may have, the schema, the examples and the conversation included, by [`tokens::of`].
pub const MAX_PROMPT_TOKENS: u64 = 3_000;

/// What the schema of a reply, and the tool that it may be asked for with, is called.
const SCHEMA_NAME: &str = "planned_reply";
const MAX_REPLY_TOKENS: u32 = 800;

/// Builds the request for a plan; `repair` are the turns that send one back.
///
/// Where it would be too large, the oldest turns of the conversation are left out, then the least likely names of the slice.
///
/// # Errors
/// Where a prompt cannot be rendered, or the question is too long even so.
pub fn completion_request(
    prompts: &Prompts,
    request: &PlanRequest<'_>,
    repair: &[Message],
) -> Result<CompletionRequest, ModelPlanError> {
    let mut slice = request.slice.clone();
    let mut conversation = request.conversation;
    loop {
        let smaller = PlanRequest {
            slice: &slice,
            conversation,
            ..*request
        };
        let built = whole(prompts, &smaller, repair)?;
        let tokens = tokens::of(&built);
        if tokens <= MAX_PROMPT_TOKENS {
            return Ok(built);
        }
        if let [_, later @ ..] = conversation {
            conversation = later;
        } else if !shrink(&mut slice) {
            return Err(ModelPlanError::TooLong { tokens });
        }
    }
}

fn whole(
    prompts: &Prompts,
    request: &PlanRequest<'_>,
    repair: &[Message],
) -> Result<CompletionRequest, ModelPlanError> {
    let mut messages = question_messages(prompts, request)?;
    messages.extend_from_slice(repair);
    Ok(CompletionRequest {
        about: About {
            question: request.question.to_owned(),
            prompt_version: prompts.version().to_owned(),
        },
        system: system_prompt(prompts, request)?,
        messages,
        schema_name: SCHEMA_NAME.to_owned(),
        schema: wire::schema(request.slice),
        max_tokens: MAX_REPLY_TOKENS,
        temperature: 0.0,
    })
}

/// Takes the least likely name out of a slice, of metrics twice as often as of dimensions; says whether there was one to spare.
fn shrink(slice: &mut LayerSlice) -> bool {
    const LEAST_METRICS: usize = 6;
    const LEAST_DIMENSIONS: usize = 4;
    let (metrics, dimensions) = (slice.metrics.len(), slice.dimensions.len());
    let of_metrics =
        metrics > LEAST_METRICS && (metrics >= 2 * dimensions || dimensions <= LEAST_DIMENSIONS);
    if of_metrics {
        slice.metrics.pop();
    } else if dimensions > LEAST_DIMENSIONS {
        slice.dimensions.pop();
    } else {
        return false;
    }
    true
}
