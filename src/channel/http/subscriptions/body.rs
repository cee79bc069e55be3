//! What is sent and told of subscriptions.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::channel::chat::Member;
use crate::clock::utc_text;
use crate::push::{Due, Subscription};

/// A subscription or an alert.
#[derive(Serialize, ToSchema)]
#[schema(as = Subscription)]
pub(in crate::channel::http) struct SubscriptionBody {
    /// Its id.
    id: String,
    /// What its owner calls it in the chat program.
    number: u32,
    /// Whose it is, as the chat program names them.
    owner: Member,
    /// The channel or group that it goes to, or `robot`; nothing where it goes to its owner alone.
    pub(super) place: Option<String>,
    /// The question.
    question: String,
    /// When it is sent, in words; nothing of an alert.
    when: Option<String>,
    /// The bound of an alert, in words.
    bound: Option<String>,
    /// The time zone of the times.
    time_zone: String,
    /// Whether it runs.
    pub(super) state: SubscriptionState,
    /// Why it does not, where its owner did not pause it.
    reason: Option<String>,
    /// When it is sent next, in UTC; nothing of an alert, which is looked at after each load of data.
    next_at: Option<String>,
    /// How often the alert was told.
    times_told: u32,
}

/// Whether a subscription runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(in crate::channel::http) enum SubscriptionState {
    /// It runs.
    Active,
    /// It does not.
    Paused,
}

impl From<Subscription> for SubscriptionBody {
    fn from(it: Subscription) -> Self {
        let said = it.when();
        let (when, bound) = match it.due {
            Due::Times(_) => (Some(said), None),
            Due::Bound(_) => (None, Some(said)),
        };
        Self {
            id: it.id,
            number: it.number,
            owner: Member {
                channel: it.owner.channel,
                tenant: it.owner.tenant,
                user: it.owner.user,
            },
            place: it.place,
            question: it.question,
            when,
            bound,
            time_zone: it.zone,
            state: if it.is_active {
                SubscriptionState::Active
            } else {
                SubscriptionState::Paused
            },
            reason: it.reason,
            next_at: it.next_at.map(utc_text),
            times_told: it.times_told,
        }
    }
}

/// Subscriptions.
#[derive(Serialize, ToSchema)]
pub(in crate::channel::http) struct SubscriptionList {
    pub(super) subscriptions: Vec<SubscriptionBody>,
}

/// Everybody's subscriptions, the latest first.
#[derive(Serialize, ToSchema)]
pub(in crate::channel::http) struct SubscriptionPage {
    pub(super) subscriptions: Vec<SubscriptionBody>,
    /// What `cursor` must be for the next page; nothing after the last one.
    pub(super) next: Option<String>,
}

/// A subscription that is made, and what its owner would be told.
#[derive(Serialize, ToSchema)]
pub(in crate::channel::http) struct Subscribed {
    #[serde(flatten)]
    pub(super) subscription: SubscriptionBody,
    /// How it was understood, in words.
    pub(super) told: String,
}

/// What is wanted, in words, and where it goes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::channel::http) struct NewSubscription {
    /// A sentence as it is said in a chat program.
    #[schema(example = "every day at 9am send me …")]
    pub(super) say: String,
    /// Where it goes.
    pub(super) to: Destination,
}

/// Where something is sent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::channel::http) struct Destination {
    /// The chat program: `slack` or `wecom`.
    #[schema(example = "slack")]
    pub(super) channel: String,
    /// The team or the corporation.
    #[schema(example = "T0001")]
    pub(super) tenant: String,
    /// The account that it belongs to, which acts as the caller does.
    #[schema(example = "U0001")]
    pub(super) user: String,
    /// A channel or group, or `robot` for the group of WeCom's robot; needs the scope `admin`. Without it, it goes to the
    /// account alone.
    #[serde(default)]
    pub(super) place: Option<String>,
}

/// What of a subscription is to be changed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::channel::http) struct SubscriptionChange {
    /// Whether it is to run.
    pub(super) state: SubscriptionState,
}

/// Which are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::channel::http) struct Listed {
    /// `next` of the page before.
    pub(super) cursor: Option<String>,
    /// How much comes back at most.
    #[param(default = 50, minimum = 1, maximum = 200)]
    pub(super) limit: Option<usize>,
}
