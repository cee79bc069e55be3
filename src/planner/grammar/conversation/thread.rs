//! What came of the questions before.

use crate::plan::Plan;

use super::Context;

/// The conversation so far.
#[derive(Clone, Default)]
pub(super) struct Thread {
    /// Questions that go on from one another, oldest first.
    pub(super) chain: Vec<Context>,
    /// How the question before ended, where it ended without an answer.
    pub(super) broken: Option<Broken>,
    /// Whether what is read next is the second half of the same sentence.
    pub(super) within: bool,
}

/// Why there is nothing to go on from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Broken {
    /// It was refused for what it tried to do.
    Refused,
    /// It was not understood.
    Unknown,
    /// It was asked back.
    Asked,
    /// It was answered as a verified question, by a statement that no words can change.
    Verified,
}

impl Thread {
    /// What a question may go on from.
    pub(super) fn context(&self) -> Result<&Context, Option<Broken>> {
        match (self.broken, self.chain.last()) {
            (None, Some(context)) => Ok(context),
            (broken, _) => Err(broken),
        }
    }

    /// A question without an answer. One that went on and was asked back leaves what it went on from.
    pub(super) fn stopped(&mut self, plan: &Plan, goes_on: bool) {
        let broken = match plan {
            Plan::Clarify(_) if goes_on => return,
            Plan::Describe(_) | Plan::Query(_) => return,
            Plan::Clarify(_) => Broken::Asked,
            Plan::Decline(decline)
                if decline.may_be_passed_on() || decline.code == "out_of_scope" =>
            {
                Broken::Unknown
            }
            Plan::Decline(_) | Plan::Attribution(_) => Broken::Refused,
        };
        self.broken = Some(broken);
        self.chain.clear();
    }
}
