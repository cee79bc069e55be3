//! Why there is no reply, and what to do about it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Why there is no reply; one variant for each reaction.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum LanguageModelError {
    /// The settings cannot work: fix them, a retry is useless.
    #[error("the language model is not set up: {detail}")]
    Misconfigured {
        /// The setting at fault and what it should be.
        detail: String,
    },
    /// Nobody answers: another lane must do.
    #[error(
        "the language model at {host} cannot be reached: {detail}; check that it runs and that the base URL is right"
    )]
    Unreachable {
        /// Host and port, without credentials.
        host: String,
        /// What the network said.
        detail: String,
    },
    /// It takes too long: another lane must do.
    #[error(
        "the language model gave no whole answer within {} s; ask again, or allow it more time",
        after.as_secs_f32()
    )]
    Timeout {
        /// The time that was allowed.
        after: Duration,
    },
    /// It failed several times in a row and is left alone for a while: another must do.
    #[error(
        "the language model failed several times in a row and is left alone for {} s more",
        retry_after.as_secs().max(1)
    )]
    Resting {
        /// How long until it is tried again.
        retry_after: Duration,
    },
    /// The call could cost more than is allowed: another lane must do.
    #[error("the language model may cost no more: {budget}; {how}")]
    OverBudget {
        /// The budget that would be exceeded.
        budget: String,
        /// When or how there is more.
        how: &'static str,
    },
    /// Too many requests: wait.
    #[error("the language model takes no more requests for now; {}", wait(*retry_after))]
    RateLimited {
        /// How long the provider asks to wait, if it says.
        retry_after: Option<Duration>,
    },
    /// The key or the account is refused: an administrator must act.
    #[error(
        "the language model's provider refused the key or the account (HTTP {status}); check the API key, its rights and its balance"
    )]
    Unauthorized {
        /// The HTTP status.
        status: u16,
    },
    /// The model will not answer this: rephrasing may help, repeating does not.
    #[error("the language model refused to answer ({reason}); rephrase the question")]
    Refused {
        /// `content_filter` or `refusal`.
        reason: &'static str,
    },
    /// There was a reply and it is unusable.
    #[error("the language model's reply is unusable, {problem}: {detail}")]
    BadReply {
        /// What is wrong with it.
        problem: ReplyProblem,
        /// Particulars and what to do.
        detail: String,
    },
    /// The provider failed, or rejected the request.
    #[error("the language model's provider answered HTTP {status}: {detail}")]
    Provider {
        /// The HTTP status.
        status: u16,
        /// A short excerpt of what it said, and what to do.
        detail: String,
    },
    /// Replies come from files, and there is none for this request.
    #[error("no reply to “{question}” is recorded: {differs} ({key}); {how}")]
    NotRecorded {
        /// The asker's question.
        question: String,
        /// What is different from the nearest request that is recorded.
        differs: String,
        /// The key of the request, which is the name of the missing file.
        key: String,
        /// How to record it.
        how: String,
    },
}

impl LanguageModelError {
    /// Says whether the same request may succeed a little later.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable { .. }
            | Self::Timeout { .. }
            | Self::Resting { .. }
            | Self::RateLimited { .. } => true,
            Self::Provider { status, .. } => *status >= 500,
            Self::Misconfigured { .. }
            | Self::Unauthorized { .. }
            | Self::OverBudget { .. }
            | Self::Refused { .. }
            | Self::BadReply { .. }
            | Self::NotRecorded { .. } => false,
        }
    }

    /// Says whether the endpoint is at fault, so that the next question would meet the same.
    #[must_use]
    pub fn is_endpoint_fault(&self) -> bool {
        match self {
            Self::BadReply { problem, .. } => *problem == ReplyProblem::Html,
            Self::Misconfigured { .. } | Self::Unauthorized { .. } => true,
            other => other.is_transient(),
        }
    }

    /// Says whether another model may do what this one did not.
    #[must_use]
    pub fn may_help_elsewhere(&self) -> bool {
        !matches!(self, Self::OverBudget { .. } | Self::NotRecorded { .. })
    }

    /// Says whether the model wrote something that it may write better when it is told so.
    #[must_use]
    pub fn may_be_repaired(&self) -> bool {
        matches!(
            self,
            Self::BadReply {
                problem: ReplyProblem::NoObject | ReplyProblem::BrokenObject,
                ..
            }
        )
    }

    /// How long the provider asks to be left alone, if it says.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after } => *retry_after,
            Self::Resting { retry_after } => Some(*retry_after),
            _ => None,
        }
    }
}

/// What makes a reply unusable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplyProblem {
    /// A web page: the base URL points at something else.
    Html,
    /// Not JSON, or JSON that is no chat completion.
    NotJson,
    /// It broke off on its way.
    BrokenOff,
    /// The model stopped before it was complete.
    Truncated,
    /// It has no text.
    Empty,
    /// It is larger than any reply should be.
    TooLarge,
    /// The model wrote something else than a JSON object.
    NoObject,
    /// The JSON that the model wrote is broken or has no end.
    BrokenObject,
}

impl std::fmt::Display for ReplyProblem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Html => "a web page",
            Self::NotJson => "not JSON",
            Self::BrokenOff => "broken off",
            Self::Truncated => "cut short",
            Self::Empty => "empty",
            Self::TooLarge => "too large",
            Self::NoObject => "without a JSON object",
            Self::BrokenObject => "with broken JSON",
        })
    }
}

fn wait(retry_after: Option<Duration>) -> String {
    match retry_after {
        Some(delay) => format!("try again in {} s", delay.as_secs().max(1)),
        None => "try again later".to_owned(),
    }
}
