//! Rules about who may see what, found while a layer is exported.

use crate::layer::interchange::contract::{FOR_POLICIES, GUARDS, MARKS};
use crate::layer::interchange::write::items;
use crate::layer::yaml::{Node, Value};

use super::{Policies, part_text};

/// How many names of one kind a message lists.
const NAMED: usize = 5;

/// What was found.
pub(super) struct Guards {
    policies: Policies,
    /// The key and a sentence part that names the rule.
    found: Vec<(String, String)>,
}

impl Guards {
    pub(super) fn new(policies: Policies) -> Self {
        Self {
            policies,
            found: Vec::new(),
        }
    }

    /// Notes a key if it is a rule; whether it goes into the document.
    pub(super) fn keep(&mut self, key: &str, value: &Node, owner: &str) -> bool {
        let out = self.policies == Policies::LeaveOut;
        if FOR_POLICIES.contains(&key) {
            return !out;
        }
        if !GUARDS.contains(&key) || matches!(value.value, Value::Boolean(false)) {
            return true;
        }
        if key == "rls" {
            for policy in items(Some(value)) {
                let name = part_text(policy, "name");
                self.found.push((key.to_owned(), format!("{owner}/{name}")));
            }
        } else {
            self.found.push((key.to_owned(), owner.to_owned()));
        }
        !out || MARKS.contains(&key)
    }

    /// What there is, by kind, with some names; `None` where there is nothing.
    pub(super) fn summary(&self) -> Option<String> {
        let parts: Vec<String> = GUARDS
            .iter()
            .filter_map(|kind| {
                let names: Vec<&str> = self.names(kind);
                let more = if names.len() > NAMED { ", …" } else { "" };
                let shown = &names[..names.len().min(NAMED)];
                (!names.is_empty())
                    .then(|| format!("{} × {kind} ({}{more})", names.len(), shown.join(", ")))
            })
            .collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }

    fn names(&self, kind: &str) -> Vec<&str> {
        self.found
            .iter()
            .filter(|(key, _)| key == kind)
            .map(|(_, name)| name.as_str())
            .collect()
    }

    /// What was left out, and what is only marked, each in words.
    pub(super) fn told(&self) -> (Vec<String>, Vec<String>) {
        if self.policies != Policies::LeaveOut {
            return (Vec::new(), Vec::new());
        }
        let (marked, left_out): (Vec<_>, Vec<_>) = self
            .found
            .iter()
            .partition(|(key, _)| MARKS.contains(&key.as_str()));
        let tell = |found: Vec<&(String, String)>| {
            found
                .into_iter()
                .map(|(key, name)| format!("{key} of {name}"))
                .collect()
        };
        (tell(left_out), tell(marked))
    }
}
