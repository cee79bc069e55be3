//! A key as it is told: everything but its secret.

use chrono::{DateTime, SecondsFormat, Utc};
use semantic_sql::Principal;
use serde::Serialize;
use utoipa::ToSchema;

use super::{KeyError, Scope, Unproved};
use crate::clock::utc_text;
use crate::store::KeptKey;

/// The most characters of a label and of a user.
const MOST_CHARS: usize = 100;
/// The most bytes of a principal with all of its values.
const MOST_BYTES: usize = 64 * 1024;

/// A key, without its secret.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Key {
    /// Its id; the key itself begins with `wenbo_` and the id.
    pub id: String,
    /// What it is for, in words.
    pub label: String,
    /// Who a request with it acts as.
    #[schema(value_type = crate::schema::Principal)]
    pub principal: Principal,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// When it was made, in UTC.
    pub created_at: String,
    /// When it ends, in UTC.
    pub expires_at: Option<String>,
    /// When its secret was last changed, in UTC.
    pub rotated_at: Option<String>,
    /// Until when the secret before that one counts, in UTC.
    pub previous_until: Option<String>,
    /// When it was taken back, in UTC.
    pub revoked_at: Option<String>,
    /// When it was last used, in UTC, to the minute.
    pub last_used_at: Option<String>,
}

/// A key that is to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyWanted {
    /// What it is for, in words.
    pub label: String,
    /// Who a request with it acts as.
    pub principal: Principal,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// When it ends, as RFC 3339 writes it; never where nothing is said.
    pub expires_at: Option<String>,
}

impl KeyWanted {
    /// The row of it.
    pub(super) fn into_kept(
        self,
        id: String,
        secret_hash: String,
        now: i64,
    ) -> Result<KeptKey, KeyError> {
        let label = self.label.trim().to_owned();
        short("label", &label)?;
        user_alone(&self.principal.user)?;
        if self.scopes.is_empty() {
            let all = Scope::ALL.map(Scope::name).join(", ");
            return Err(KeyError::Invalid(format!(
                "a key needs at least one scope of {all}"
            )));
        }
        let mut scopes = self.scopes;
        scopes.sort_unstable();
        scopes.dedup();
        let expires_at = self.expires_at.as_deref().map(|it| ends(it, now));
        let scopes: Vec<&str> = scopes.into_iter().map(Scope::name).collect();
        Ok(KeptKey {
            id,
            label,
            secret_hash,
            previous_hash: None,
            previous_until: None,
            principal: principal_text(&self.principal)?,
            scopes: scopes.join(" "),
            created_at: utc_text(now),
            expires_at: expires_at.transpose()?,
            rotated_at: None,
            revoked_at: None,
            last_used_at: None,
        })
    }
}

impl Key {
    /// Reads what is kept.
    pub(super) fn read(kept: KeptKey) -> Result<Self, KeyError> {
        let unreadable = |reason: String| KeyError::Unreadable {
            id: kept.id.clone(),
            reason,
        };
        let principal =
            serde_json::from_str(&kept.principal).map_err(|error| unreadable(error.to_string()))?;
        let scopes = kept.scopes.split_whitespace().map(Scope::read);
        let scopes = scopes.collect::<Result<_, _>>().map_err(unreadable)?;
        Ok(Self {
            id: kept.id,
            label: kept.label,
            principal,
            scopes,
            created_at: kept.created_at,
            expires_at: kept.expires_at,
            rotated_at: kept.rotated_at,
            previous_until: kept.previous_until,
            revoked_at: kept.revoked_at,
            last_used_at: kept.last_used_at,
        })
    }

    /// Lets a key pass that has neither ended nor been taken back.
    pub(super) fn must_be_open(&self, now: &str) -> Result<(), Unproved> {
        if self.revoked_at.is_some() {
            return Err(Unproved::Revoked);
        }
        match &self.expires_at {
            Some(end) if end.as_str() <= now => Err(Unproved::Expired(end.clone())),
            _ => Ok(()),
        }
    }

    /// `open`, `expired` or `revoked`.
    #[must_use]
    pub fn state(&self, now: &str) -> &'static str {
        match self.must_be_open(now) {
            Ok(()) => "open",
            Err(Unproved::Revoked) => "revoked",
            Err(_) => "expired",
        }
    }
}

/// A principal as it is kept.
pub(super) fn principal_text(principal: &Principal) -> Result<String, KeyError> {
    let text = serde_json::to_string(principal)
        .map_err(|error| KeyError::Invalid(format!("the principal cannot be written: {error}")))?;
    if text.len() > MOST_BYTES {
        return Err(KeyError::Invalid(format!(
            "the principal has {} bytes, it may have at most {MOST_BYTES}",
            text.len()
        )));
    }
    Ok(text)
}

/// A name of a user that no user of a token can have: those have a slash.
fn user_alone(user: &str) -> Result<(), KeyError> {
    short("principal.user", user)?;
    if user.contains('/') {
        return Err(KeyError::Invalid(
            "`principal.user` has a slash, which is for users of embed tokens".to_owned(),
        ));
    }
    Ok(())
}

/// A text that is neither empty nor long, and of one line.
pub(super) fn short(name: &str, text: &str) -> Result<(), KeyError> {
    let length = text.chars().count();
    if !(1..=MOST_CHARS).contains(&length) || text.chars().any(char::is_control) {
        return Err(KeyError::Invalid(format!(
            "`{name}` must have 1 to {MOST_CHARS} characters of one line"
        )));
    }
    Ok(())
}

/// The end of a key, in UTC.
fn ends(text: &str, now: i64) -> Result<String, KeyError> {
    let moment = DateTime::parse_from_rfc3339(text).map_err(|_| {
        let text: String = text.chars().take(40).collect();
        KeyError::Invalid(format!(
            "`expires_at` is `{text}`, it must be written like 2027-01-31T00:00:00Z"
        ))
    })?;
    if moment.timestamp() <= now {
        return Err(KeyError::Invalid("`expires_at` is over already".to_owned()));
    }
    Ok(moment
        .with_timezone(&Utc)
        .to_rfc3339_opts(SecondsFormat::Secs, true))
}
