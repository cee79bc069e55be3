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
/// What leaving out one name saves, about.
const SAVED_BY_A_STEP: u64 = 45;
/// Sizes that are guessed; then the rest is halved.
const GUESSES: usize = 4;

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
        metrics: request.slice.metrics.len(),
        dimensions: request.slice.dimensions.len(),
        conversation: request.conversation,
        calendar: true,
        examples: usize::MAX,
    };
    let steps = whole.lessened(request.resolved_time.is_some());
    let mut turns = Turns::default();
    // Each step says less than the one before. Building one takes longer than everything else that is done for a
    // request, so where to look next is told by how much the last one was too large or too small.
    let (mut too_large, mut fits) = (0, steps.len());
    let (mut found, mut at) = (Err(0), 0);
    for tries in 1.. {
        if too_large == fits {
            break;
        }
        let built = steps[at].built(prompts, request, (&mut turns, repair))?;
        let tokens = tokens::of(&built);
        let off = tokens.abs_diff(MAX_PROMPT_TOKENS).div_ceil(SAVED_BY_A_STEP);
        let off = usize::try_from(off).unwrap_or(usize::MAX).max(1);
        let next = if tokens <= MAX_PROMPT_TOKENS {
            (fits, found) = (at, Ok(built));
            at.saturating_sub(off)
        } else {
            too_large = at + 1;
            found = found.or(Err(tokens));
            at.saturating_add(off)
        };
        let next = if tries < GUESSES {
            next
        } else {
            usize::midpoint(too_large, fits)
        };
        at = next.clamp(too_large, fits.saturating_sub(1).max(too_large));
    }
    found.map_err(|tokens| ModelPlanError::TooLong { tokens })
}

/// What of a request may be left out.
#[derive(Clone, Copy)]
struct Parts<'a> {
    /// How many of the metrics stay, the likeliest first.
    metrics: usize,
    /// How many of the dimensions stay, likewise.
    dimensions: usize,
    conversation: &'a [String],
    calendar: bool,
    examples: usize,
}

/// The turns up to the question that were rendered last, and of what: most sizes of a request share them.
#[derive(Default)]
struct Turns {
    /// How much of the conversation, how many examples, and whether those have a dimension with values to show.
    of: Option<(usize, usize, bool)>,
    messages: Vec<Message>,
}

impl Parts<'_> {
    /// Names that are left until examples have gone, of metrics and of dimensions.
    const ENOUGH: (usize, usize) = (12, 6);
    /// Names that are always left.
    const LEAST: (usize, usize) = (6, 4);

    /// Itself, and after it what is left with each further part left out.
    fn lessened(self, knows_time: bool) -> Vec<Self> {
        let step = |parts: &Self| {
            let mut less = *parts;
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
        let few_dimensions = self.dimensions <= least_dimensions;
        let many_metrics = self.metrics >= 2 * self.dimensions;
        if self.metrics > least_metrics && (many_metrics || few_dimensions) {
            self.metrics -= 1;
        } else if !few_dimensions {
            self.dimensions -= 1;
        } else {
            return false;
        }
        true
    }

    fn built(
        &self,
        prompts: &Prompts,
        request: &PlanRequest<'_>,
        (turns, repair): (&mut Turns, &[Message]),
    ) -> Result<CompletionRequest, ModelPlanError> {
        let names = request.slice;
        let slice = LayerSlice {
            relation: names.relation.clone(),
            metrics: names.metrics[..self.metrics].to_vec(),
            dimensions: names.dimensions[..self.dimensions].to_vec(),
            matched_values: names.matched_values.clone(),
        };
        let request = &PlanRequest {
            slice: &slice,
            conversation: self.conversation,
            ..*request
        };
        let coded = slice.dimensions.iter().any(|it| !it.values.is_empty());
        let of = Some((self.conversation.len(), self.examples, coded));
        if turns.of != of {
            turns.messages = question_messages(prompts, request, self.examples)?;
            turns.of = of;
        }
        let mut messages = turns.messages.clone();
        messages.extend_from_slice(repair);
        Ok(CompletionRequest {
            about: About {
                question: request.question.to_owned(),
                prompt_version: prompts.version().to_owned(),
            },
            system: system_prompt(prompts, request, self.calendar)?,
            messages,
            schema_name: SCHEMA_NAME.to_owned(),
            schema: wire::schema(&slice),
            max_tokens: MAX_REPLY_TOKENS,
            temperature: 0.0,
        })
    }
}
