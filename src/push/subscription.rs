//! A subscription, read from what is kept.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Due, PushError};
use crate::clock::now_utc;
use crate::question::{LaneChoice, Language};
use crate::store::{KeptSubscription, SubscriptionOwner};

/// Whose subscription it is, as a chat program names them. Who they act as is looked up at each run.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Owner {
    /// The chat program.
    pub channel: String,
    /// The team or the corporation.
    pub tenant: String,
    /// The person.
    pub user: String,
}

impl Owner {
    pub(super) fn key(&self) -> SubscriptionOwner<'_> {
        (&self.channel, &self.tenant, &self.user)
    }
}

/// What was seen of the groups of an alert; groups are known by what their rows have.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Groups {
    /// Those that pass the bound and whose owner knows.
    pub told: BTreeSet<String>,
    /// Those that passed it in the quiet hours, with their names.
    pub held: BTreeMap<String, String>,
}

/// A subscription.
#[derive(Debug, Clone, PartialEq)]
pub struct Subscription {
    /// Its id.
    pub id: String,
    /// What its owner calls it.
    pub number: u32,
    /// Whose it is.
    pub owner: Owner,
    /// The channel or group that it goes to; nothing for its owner alone.
    pub place: Option<String>,
    /// The question.
    pub question: String,
    /// The language of what is said beside the answer.
    pub language: Language,
    /// Who may answer.
    pub lane: Option<LaneChoice>,
    /// When it is sent.
    pub due: Due,
    /// The time zone of the times.
    pub zone: String,
    /// Whether it runs.
    pub is_active: bool,
    /// Why it does not, where its owner did not pause it.
    pub reason: Option<String>,
    /// When it runs next, in seconds since 1970.
    pub next_at: Option<i64>,
    /// Whether the bound was passed at the last look.
    pub holds: bool,
    /// How often the bound was told.
    pub times_told: u32,
    /// The groups that pass it, where it is held against groups.
    pub groups: Groups,
}

impl TryFrom<KeptSubscription> for Subscription {
    type Error = PushError;

    fn try_from(it: KeptSubscription) -> Result<Self, PushError> {
        let lane = it.lane.map(|lane| serde_json::from_str(&lane)).transpose();
        let groups = it.groups.map(|it| serde_json::from_str(&it)).transpose();
        let (Ok(lane), Ok(groups), Ok(due), Ok(language)) = (
            lane,
            groups,
            serde_json::from_str(&it.due),
            serde_json::from_str(&it.language),
        ) else {
            return Err(PushError::Unreadable);
        };
        Ok(Self {
            id: it.id,
            number: it.number,
            owner: Owner {
                channel: it.channel,
                tenant: it.tenant,
                user: it.user,
            },
            place: it.place,
            question: it.question,
            language,
            lane,
            due,
            zone: it.zone,
            is_active: it.is_active,
            reason: it.reason,
            next_at: it.next_at,
            holds: it.holds,
            times_told: it.times_told,
            groups: groups.unwrap_or_default(),
        })
    }
}

impl Subscription {
    /// As it is kept when it is new.
    pub(super) fn kept(&self) -> KeptSubscription {
        KeptSubscription {
            id: self.id.clone(),
            number: 0,
            channel: self.owner.channel.clone(),
            tenant: self.owner.tenant.clone(),
            user: self.owner.user.clone(),
            place: self.place.clone(),
            question: self.question.clone(),
            language: json(&self.language),
            lane: self.lane.as_ref().map(json),
            due: json(&self.due),
            zone: self.zone.clone(),
            is_active: self.is_active,
            reason: self.reason.clone(),
            next_at: self.next_at,
            holds: self.holds,
            times_told: self.times_told,
            groups: self.groups.kept(),
            created_at: now_utc(),
            last_run: None,
        }
    }
}

impl Subscription {
    /// When it is sent, or the bound, as people read it.
    #[must_use]
    pub fn when(&self) -> String {
        match &self.due {
            Due::Times(times) => times.told(self.language),
            Due::Bound(bound) => bound.said.clone(),
        }
    }
}

impl Groups {
    /// As they are kept; nothing where there are none.
    pub(super) fn kept(&self) -> Option<String> {
        (*self != Self::default()).then(|| json(self))
    }
}

fn json(it: &impl Serialize) -> String {
    serde_json::to_string(it).unwrap_or_default()
}
