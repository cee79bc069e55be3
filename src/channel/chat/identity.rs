//! Who somebody of a chat program is here.
//!
//! Invariant: nobody is somebody by default. Whoever is not in the list is told so, and how they get into it.

use std::sync::Arc;

use rand::TryRng as _;
use rand::rngs::SysRng;
use semantic_sql::Principal;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;

use crate::clock::{now_utc, unix_seconds, utc_text};
use crate::question::Language;
use crate::store::{KeptIdentity, Store, StoreError};

/// The most characters of an id that a chat program gives somebody.
const MAX_ID: usize = 128;

/// Somebody, as a chat program names them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// The chat program: `slack` or `wecom`.
    #[schema(example = "slack")]
    pub channel: String,
    /// The team or the corporation.
    #[schema(example = "T0001")]
    pub tenant: String,
    /// The id of the person.
    #[schema(example = "U0001")]
    pub user: String,
}

impl Member {
    /// Whether it can be anybody.
    ///
    /// # Errors
    /// What is wrong and what would be right.
    pub fn check(&self) -> Result<(), String> {
        if !["slack", "wecom"].contains(&self.channel.as_str()) {
            return Err(format!(
                "`{}` is not a chat program that is known; write slack or wecom",
                self.channel
            ));
        }
        for (name, id) in [("tenant", &self.tenant), ("user", &self.user)] {
            let is_plain = |c: char| !c.is_control() && !c.is_whitespace();
            if id.is_empty() || id.chars().count() > MAX_ID || !id.chars().all(is_plain) {
                return Err(format!(
                    "the {name} must have 1 to {MAX_ID} characters without blanks, as the chat program shows it"
                ));
            }
        }
        Ok(())
    }

    /// What somebody is told who is nobody here yet.
    #[must_use]
    pub fn refusal(&self, language: Language) -> String {
        let Self {
            channel,
            tenant,
            user,
        } = self;
        let command = format!(
            "wenbo identity add --channel {channel} --tenant {tenant} --user {user} --principal '{{\"user\":\"…\",\"roles\":[\"…\"],\"attributes\":{{}}}}'"
        );
        match language {
            Language::Zh => format!(
                "抱歉，我还不知道您是谁，所以不能回答数据问题。您的用户 ID 是 {user}（团队 {tenant}）。请把它发给管理员，由管理员运行：\n{command}\n如果管理员给了您一个以 {CODE} 开头的绑定码，直接发给我即可。"
            ),
            Language::En => format!(
                "Sorry, I do not know who you are yet, so I cannot answer questions about the data. Your user id is {user} (team {tenant}). Please send it to your administrator, who runs:\n{command}\nIf you were given a code that begins with {CODE}, just send it to me."
            ),
        }
    }
}

/// Somebody who is known, and who they act as.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Identity {
    /// Who, as the chat program names them.
    #[serde(flatten)]
    pub member: Member,
    /// Who they act as.
    #[schema(value_type = crate::schema::Principal)]
    pub principal: Principal,
    /// Since when, in UTC.
    pub created_at: String,
}

/// Why an identity cannot be told or kept.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// What was given cannot be.
    #[error("{0}")]
    Invalid(String),
    /// What is kept cannot be read, such as after somebody wrote into the file by hand.
    #[error("what is kept of the identity {0} cannot be read")]
    Unreadable(String),
    /// The operating system gave no random bytes.
    #[error("the operating system gives no random numbers, so no code can be made")]
    NoRandomness,
    /// The file cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What every code begins with.
const CODE: &str = "wenbo-link-";
/// Random bytes of a code: nobody finds one by trying.
const CODE_BYTES: usize = 16;

/// The code that a message is, or holds as its last word.
#[must_use]
pub fn code_in(text: &str) -> Option<&str> {
    let last = text.split_whitespace().next_back()?;
    let digits = last.strip_prefix(CODE)?;
    let is_code = digits.len() == 2 * CODE_BYTES && digits.bytes().all(|it| it.is_ascii_hexdigit());
    is_code.then_some(last)
}

/// Everybody who is known.
#[derive(Debug, Clone)]
pub struct Identities {
    store: Arc<Store>,
}

impl Identities {
    /// Those of a file.
    #[must_use]
    pub fn new(store: Arc<Store>) -> Self {
        Self { store }
    }

    /// Who somebody acts as, if they are known.
    ///
    /// # Errors
    /// Where that cannot be read; then nobody may act as anybody.
    pub async fn find(&self, member: &Member) -> Result<Option<Principal>, IdentityError> {
        let Member {
            channel,
            tenant,
            user,
        } = member;
        let kept = self.store.identity(channel, tenant, user).await?;
        kept.map(|it| identity(it).map(|it| it.principal))
            .transpose()
    }

    /// Says who somebody is; what was said before is replaced.
    ///
    /// # Errors
    /// Where that cannot be, or could not be written.
    pub async fn add(
        &self,
        member: Member,
        principal: Principal,
    ) -> Result<Identity, IdentityError> {
        member.check().map_err(IdentityError::Invalid)?;
        let written = checked(&principal)?;
        let kept = KeptIdentity {
            channel: member.channel.clone(),
            tenant: member.tenant.clone(),
            user: member.user.clone(),
            principal: written,
            created_at: now_utc(),
        };
        self.store.put_identity(&kept).await?;
        Ok(Identity {
            member,
            principal,
            created_at: kept.created_at,
        })
    }

    /// Makes a code that makes whoever sends it this principal, once, until it ends.
    ///
    /// # Errors
    /// Where that cannot be, or could not be written.
    pub async fn invite(&self, principal: &Principal, hours: u32) -> Result<String, IdentityError> {
        let written = checked(principal)?;
        let mut random = [0; CODE_BYTES];
        SysRng
            .try_fill_bytes(&mut random)
            .map_err(|_| IdentityError::NoRandomness)?;
        let code = format!("{CODE}{}", hex::encode(random));
        let now = unix_seconds();
        let ends_at = utc_text(now + i64::from(hours) * 3600);
        self.store
            .put_identity_code(&hash(&code), &written, &ends_at, &utc_text(now))
            .await?;
        Ok(code)
    }

    /// Makes somebody who they are by the code that they sent; nothing where the code does not count, or not any more.
    ///
    /// # Errors
    /// Where that could not be read or written.
    pub async fn accept(
        &self,
        member: Member,
        code: &str,
    ) -> Result<Option<Identity>, IdentityError> {
        member.check().map_err(IdentityError::Invalid)?;
        let (hash, now) = (hash(code), now_utc());
        let taken = self.store.take_identity_code(&hash, &now).await?;
        let Some(principal) = taken else {
            return Ok(None);
        };
        let principal = serde_json::from_str(&principal)
            .map_err(|_| IdentityError::Unreadable("of a code".to_owned()))?;
        Ok(Some(self.add(member, principal).await?))
    }

    /// Forgets somebody; tells whether they were known. It counts from their next message on.
    ///
    /// # Errors
    /// Where that could not be written.
    pub async fn remove(&self, member: &Member) -> Result<bool, IdentityError> {
        let Member {
            channel,
            tenant,
            user,
        } = member;
        Ok(self.store.remove_identity(channel, tenant, user).await?)
    }

    /// Everybody, by chat program, tenant and id.
    ///
    /// # Errors
    /// Where that cannot be read.
    pub async fn list(&self) -> Result<Vec<Identity>, IdentityError> {
        let kept = self.store.identities().await?;
        kept.into_iter().map(identity).collect()
    }
}

/// A principal as it is kept.
fn checked(principal: &Principal) -> Result<String, IdentityError> {
    if principal.user.trim().is_empty() {
        let why = "the principal has no user; write who it is, such as {\"user\":\"u1\",\"roles\":[\"owner\"],\"attributes\":{}}";
        return Err(IdentityError::Invalid(why.to_owned()));
    }
    serde_json::to_string(principal).map_err(|error| IdentityError::Invalid(error.to_string()))
}

/// What is kept of a code.
fn hash(code: &str) -> String {
    hex::encode(Sha256::digest(code.to_ascii_lowercase().as_bytes()))
}

fn identity(kept: KeptIdentity) -> Result<Identity, IdentityError> {
    let principal = serde_json::from_str(&kept.principal)
        .map_err(|_| IdentityError::Unreadable(format!("{}/{}", kept.channel, kept.user)))?;
    Ok(Identity {
        member: Member {
            channel: kept.channel,
            tenant: kept.tenant,
            user: kept.user,
        },
        principal,
        created_at: kept.created_at,
    })
}

#[cfg(test)]
mod tests {
    use super::code_in;

    #[test]
    fn a_code_is_found_as_the_last_word() {
        let code = format!("wenbo-link-{}", "0aF1".repeat(8));
        assert_eq!(code_in(&code), Some(code.as_str()));
        assert_eq!(code_in(&format!(" link  {code} ")), Some(code.as_str()));
        for text in [
            "",
            "link",
            "wenbo-link-",
            &format!("{code}0"),
            &format!("{code} please"),
        ] {
            assert_eq!(code_in(text), None, "{text}");
        }
    }
}
