//! Whether an answer may be read by all who are in a place, or by its asker alone.
//!
//! Invariant: what somebody asked under their rights is shown to nobody who might not see it under their own. Where it
//! is not known who reads along, the answer is private.

use std::collections::BTreeSet;

use semantic_sql::Principal;

use crate::keys::Narrower;

/// Who reads what is written in a place.
#[derive(Debug, Clone, PartialEq)]
pub enum Company {
    /// The asker and the bot.
    Alone,
    /// The asker and these people; nothing for one who is not known here.
    Known(Vec<Option<Principal>>),
    /// Nobody can say.
    Unknown,
}

/// Decides who may read along.
#[derive(Clone)]
pub struct Audience {
    narrower: Narrower,
    /// Places that whoever runs the server has opened: whoever is there may read everything that is asked there.
    open: BTreeSet<String>,
}

impl Audience {
    /// With the places that are open to all who are there, and how principals are compared.
    #[must_use]
    pub fn new(narrower: Narrower, open: impl IntoIterator<Item = String>) -> Self {
        Self {
            narrower,
            open: open.into_iter().collect(),
        }
    }

    /// Whether an answer for `asker` may stand where the whole company reads it.
    #[must_use]
    pub fn may_read(&self, asker: &Principal, place: &str, company: &Company) -> bool {
        if self.open.contains(place) {
            return true;
        }
        match company {
            Company::Alone => true,
            Company::Unknown => false,
            Company::Known(others) => others.iter().all(|other| {
                let sees = |it: &Principal| (self.narrower)(asker, it).is_ok();
                other.as_ref().is_some_and(sees)
            }),
        }
    }

    /// Whether it has to be asked who is in a place.
    #[must_use]
    pub fn is_open(&self, place: &str) -> bool {
        self.open.contains(place)
    }
}
