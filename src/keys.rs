//! Keys of programs and tokens of pages: who a request acts as, and what it may do.
//!
//! A key is made once and shown once; what is kept of its secret is a hash. A token is signed by a key for one page,
//! for an hour at most, and may see no more than the key.
//!
//! Invariant: whether something is a key or a token, and of whom, is decided here alone.
//! Invariant: nothing is remembered between requests: what is revoked has ended with the next one.

mod caller;
mod embed;
mod key;
mod scope;
mod secret;

use std::sync::Arc;

use semantic_sql::Principal;

use crate::clock::utc_text;
use crate::store::{KeptKey, Store, StoreError};

pub use caller::{Caller, Via};
pub use embed::{Embed, EmbedWanted, LONGEST_TOKEN_SECONDS, origin_of};
pub use key::{Key, KeyWanted};
pub use scope::{Scope, WIDGET_SCOPES};

pub(crate) use secret::looks_like_ours;
use secret::{Presented, Secret};

/// Says why one principal could see more than another, if it could: the first is to be the narrower one.
pub type Narrower = Arc<dyn Fn(&Principal, &Principal) -> Result<(), String> + Send + Sync>;

/// The keys of one file.
#[derive(Clone)]
pub struct Keys {
    store: Arc<Store>,
    narrower: Narrower,
}

/// Why something cannot be done with a key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// There is no such key.
    #[error("there is no key `{0}`; `wenbo key list` has all of them")]
    NoSuchKey(String),
    /// The key was taken back.
    #[error("the key `{0}` is revoked, which is for good; make a new one")]
    Revoked(String),
    /// What was asked for cannot be.
    #[error("{0}")]
    Invalid(String),
    /// The operating system gave no random bytes.
    #[error("the operating system gives no random numbers, so no secret can be made")]
    NoRandomness,
    /// What is kept of the key cannot be read, such as after somebody wrote into the file by hand.
    #[error("what is kept of the key `{id}` cannot be read: {reason}")]
    Unreadable {
        /// The key.
        id: String,
        /// Why.
        reason: String,
    },
    /// The file cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a request that carries something is nobody's.
#[derive(Debug, thiserror::Error)]
pub enum Unproved {
    /// No key has this id with this secret, or it is no key at all. Which of them is not told.
    #[error("it is no key and no token of this server")]
    Unknown,
    /// The key has ended.
    #[error("the key ended at {0}")]
    Expired(String),
    /// The key was taken back.
    #[error("the key is revoked")]
    Revoked,
    /// The token has ended.
    #[error("the token ended at {0}; have a new one made")]
    TokenExpired(String),
    /// The token is for the pages of another origin.
    #[error(
        "the token is for pages of {0} alone, and the request must say by `Origin` that it comes from one"
    )]
    TokenOrigin(String),
    /// The key that issued the token has ended, is revoked, or may not issue any more.
    #[error("the key that issued the token may not issue any more")]
    TokenOrphaned,
    /// Whether it is one cannot be found out.
    #[error(transparent)]
    Fault(#[from] KeyError),
}

impl From<StoreError> for Unproved {
    fn from(error: StoreError) -> Self {
        Self::Fault(error.into())
    }
}

impl Keys {
    /// The keys of a file; `narrower` is how principals are compared where a token is issued and used.
    #[must_use]
    pub fn new(store: Arc<Store>, narrower: Narrower) -> Self {
        Self { store, narrower }
    }

    /// Where they are kept.
    #[must_use]
    pub fn store(&self) -> &Arc<Store> {
        &self.store
    }

    /// Whether there ever was a key: then nobody comes in without one.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn any(&self) -> Result<bool, StoreError> {
        self.store.has_keys().await
    }

    /// Makes a key, and the text that is its secret: it is told here and never again.
    ///
    /// # Errors
    /// What is wanted cannot be, or the file cannot be written.
    pub async fn create(&self, wanted: KeyWanted, now: i64) -> Result<(Key, String), KeyError> {
        let id = secret::new_id()?;
        let secret = Secret::new()?;
        let kept = wanted.into_kept(id, secret.hash(), now)?;
        self.store.add_key(&kept).await?;
        let text = secret.told(&kept.id);
        Ok((Key::read(kept)?, text))
    }

    /// All keys, the oldest first.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn list(&self) -> Result<Vec<Key>, KeyError> {
        self.store
            .keys()
            .await?
            .into_iter()
            .map(Key::read)
            .collect()
    }

    /// A key by its id.
    ///
    /// # Errors
    /// There is none, or the file cannot be read.
    pub async fn show(&self, id: &str) -> Result<Key, KeyError> {
        Key::read(self.kept(id).await?)
    }

    /// Gives a key another secret, which is told once; the one before counts `overlap` seconds longer.
    ///
    /// # Errors
    /// There is no such key, it is revoked, or the file cannot be written.
    pub async fn rotate(
        &self,
        id: &str,
        overlap: u32,
        now: i64,
    ) -> Result<(Key, String), KeyError> {
        let secret = Secret::new()?;
        let until = utc_text(now.saturating_add(i64::from(overlap)));
        let changed = self
            .store
            .rotate_key(id, &secret.hash(), &utc_text(now), &until)
            .await?;
        if !changed {
            // There is none, or it is revoked.
            let kept = self.kept(id).await?;
            return Err(KeyError::Revoked(kept.id));
        }
        Ok((self.show(id).await?, secret.told(id)))
    }

    /// Takes a key back, for good; the tokens that it issued end with it.
    ///
    /// # Errors
    /// There is no such key, or the file cannot be written.
    pub async fn revoke(&self, id: &str, now: i64) -> Result<Key, KeyError> {
        self.kept(id).await?;
        self.store.revoke_key(id, &utc_text(now)).await?;
        self.show(id).await
    }

    /// Who carries this, from a page of this origin if from one.
    ///
    /// # Errors
    /// Why it is nobody.
    pub async fn who(
        &self,
        carried: &str,
        origin: Option<&str>,
        now: i64,
    ) -> Result<Caller, Unproved> {
        match Presented::read(carried) {
            Some(Presented::Key { id, secret }) => self.by_key(id, secret, now).await,
            Some(Presented::Token(token)) => self.by_token(&token, origin, now).await,
            None => Err(Unproved::Unknown),
        }
    }

    async fn by_key(&self, id: &str, secret: &str, now: i64) -> Result<Caller, Unproved> {
        let kept = self.store.key(id).await?;
        let at = utc_text(now);
        // An unknown id takes the same work as a known one.
        let nothing = secret::hash_of("");
        let (hash, previous) = match &kept {
            None => (nothing.as_str(), None),
            Some(kept) => (
                kept.secret_hash.as_str(),
                kept.previous_hash
                    .as_deref()
                    .filter(|_| kept.previous_until.as_ref().is_some_and(|it| *it > at)),
            ),
        };
        let given = secret::hash_of(secret);
        let fits = secret::same(&given, hash) | secret::same(&given, previous.unwrap_or(&nothing));
        let Some(kept) = kept.filter(|_| fits) else {
            return Err(Unproved::Unknown);
        };
        let last = kept.last_used_at.clone();
        let key = Key::read(kept)?;
        key.must_be_open(&at)?;
        if last.is_none_or(|last| last.get(..16) < at.get(..16)) {
            self.store.key_was_used(&key.id, &at);
        }
        Ok(Caller {
            principal: key.principal,
            scopes: key.scopes,
            via: Via::Key,
            key: Some(key.id),
        })
    }

    async fn kept(&self, id: &str) -> Result<KeptKey, KeyError> {
        let found = self.store.key(id).await?;
        found.ok_or_else(|| KeyError::NoSuchKey(id.chars().take(40).collect()))
    }
}
