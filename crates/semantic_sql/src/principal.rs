//! Who asks: the roles and attributes that row policies and denials are decided by.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A known asker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Principal {
    /// An id for the audit trail.
    pub user: String,
    /// Role names; they match exactly.
    #[serde(default)]
    pub roles: Vec<String>,
    /// Values that policies refer to.
    #[serde(default)]
    pub attributes: BTreeMap<String, serde_json::Value>,
}

/// The asker of a statement. There is no default: row security is decided, never forgotten.
#[derive(Debug, Clone, PartialEq)]
pub enum Asker {
    /// Somebody known.
    Known(Principal),
    /// Nobody: sees no row of a dataset that has a policy.
    Nobody,
}

impl Asker {
    /// Whether the asker has one of the roles.
    pub(crate) fn has_any_role(&self, roles: &[String]) -> bool {
        match self {
            Self::Known(principal) => principal.roles.iter().any(|role| roles.contains(role)),
            Self::Nobody => false,
        }
    }
}
