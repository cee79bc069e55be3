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
/// Where it would be too large, parts are left out in the order of [`Parts::lessen`].
///
/// # Errors
/// Where a prompt cannot be rendered, or the question is too long even so.
pub fn completion_request(
    prompts: &Prompts,
    request: &PlanRequest<'_>,
    repair: &[Message],
) -> Result<CompletionRequest, ModelPlanError> {
    let whole = Parts {
        slice: request.slice.clone(),
        conversation: request.conversation,
        calendar: true,
        examples: usize::MAX,
    };
    let steps = whole.lessened(request.resolved_time.is_some());
    // Each step says less than the one before, so the first that fits is found by halving: building one takes longer
    // than everything else that is done for a request.
    let (mut fits, mut too_large) = (steps.len(), 0);
    let mut found = Err(0);
    while too_large < fits {
        let at = usize::midpoint(too_large, fits);
        let built = steps[at].built(prompts, request, repair)?;
        let tokens = tokens::of(&built);
        if tokens <= MAX_PROMPT_TOKENS {
            (fits, found) = (at, Ok(built));
        } else {
            too_large = at + 1;
            found = found.or(Err(tokens));
        }
    }
    found.map_err(|tokens| ModelPlanError::TooLong { tokens })
}

/// What of a request may be left out.
#[derive(Clone)]
struct Parts<'a> {
    slice: LayerSlice,
    conversation: &'a [String],
    calendar: bool,
    examples: usize,
}

impl Parts<'_> {
    /// Names that are left until examples have gone, of metrics and of dimensions.
    const ENOUGH: (usize, usize) = (12, 6);
    /// Names that are always left.
    const LEAST: (usize, usize) = (6, 4);

    /// Itself, and after it what is left with each further part left out.
    fn lessened(self, knows_time: bool) -> Vec<Self> {
        let step = |parts: &Self| {
            let mut less = parts.clone();
            less.lessen(knows_time).then_some(less)
        };
        std::iter::successors(Some(self), step).collect()
    }

    /// Leaves out what is missed least, and says whether there was anything to leave out:
    /// all of the conversation but its last turn, the calendar where the question's time is known,
    /// unlikely names, all examples but two, further names, the last turn, all examples.
    fn lessen(&mut self, knows_time: bool) -> bool {
        if let [_, later @ ..] = self.conversation
            && !later.is_empty()
        {
            self.conversation = later;
        } else if self.calendar && knows_time {
            self.calendar = false;
        } else if self.drop_name(Self::ENOUGH) {
        } else if self.examples > 2 {
            self.examples = 2;
        } else if self.drop_name(Self::LEAST) {
        } else if !self.conversation.is_empty() {
            self.conversation = &[];
        } else if self.examples > 0 {
            self.examples = 0;
        } else {
            return false;
        }
        true
    }

    /// Takes the least likely name away, of metrics twice as often as of dimensions, down to some.
    fn drop_name(&mut self, (least_metrics, least_dimensions): (usize, usize)) -> bool {
        let (metrics, dimensions) = (self.slice.metrics.len(), self.slice.dimensions.len());
        let few_dimensions = dimensions <= least_dimensions;
        if metrics > least_metrics && (metrics >= 2 * dimensions || few_dimensions) {
            self.slice.metrics.pop();
        } else if !few_dimensions {
            self.slice.dimensions.pop();
        } else {
            return false;
        }
        true
    }

    fn built(
        &self,
        prompts: &Prompts,
        request: &PlanRequest<'_>,
        repair: &[Message],
    ) -> Result<CompletionRequest, ModelPlanError> {
        let request = &PlanRequest {
            slice: &self.slice,
            conversation: self.conversation,
            ..*request
        };
        let mut messages = question_messages(prompts, request, self.examples)?;
        messages.extend_from_slice(repair);
        Ok(CompletionRequest {
            about: About {
                question: request.question.to_owned(),
                prompt_version: prompts.version().to_owned(),
            },
            system: system_prompt(prompts, request, self.calendar)?,
            messages,
            schema_name: SCHEMA_NAME.to_owned(),
            schema: wire::schema(&self.slice),
            max_tokens: MAX_REPLY_TOKENS,
            temperature: 0.0,
        })
    }
}
