//! Tokens for pages: signed, for one origin and one person, for an hour at most.
//!
//! A token is `wenbo.embed.SIGNING.PAYLOAD.SIGNATURE`: HMAC-SHA256 over all that stands before the last point, with
//! the secret that SIGNING names. There is one way to sign, so nobody can choose a weaker one.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac as _};
use semantic_sql::Principal;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::Sha256;
use url::Url;

use super::key::short;
use super::secret::{self, Token};
use super::{Caller, Key, KeyError, Keys, Scope, Unproved, Via, WIDGET_SCOPES};
use crate::clock::utc_text;
use crate::store::KeptSigningSecret;

/// How long a token may last.
pub const LONGEST_TOKEN_SECONDS: u32 = 3600;

/// After how many seconds another secret signs.
const SIGNING_SECONDS: i64 = 24 * 3600;

/// The most bytes of a token: it is sent with every request.
const MOST_BYTES: usize = 6 * 1024;

/// A token that is to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct EmbedWanted {
    /// The origin of the pages that it is for.
    pub origin: String,
    /// How many seconds it lasts.
    pub ttl_s: u32,
    /// Who uses the page, by a name of the issuer's choice.
    pub user: String,
    /// Their roles; those of the key where nothing is said.
    pub roles: Option<Vec<String>>,
    /// Their attributes; those of the key where nothing is said.
    pub attributes: Option<BTreeMap<String, Value>>,
}

/// A token that was made.
#[derive(Debug, Clone, PartialEq)]
pub struct Embed {
    /// The token.
    pub token: String,
    /// Its id, for the record.
    pub id: String,
    /// The origin that it is for.
    pub origin: String,
    /// When it ends, in UTC.
    pub expires_at: String,
    /// Who a request with it acts as.
    pub principal: Principal,
}

/// What a token says.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    id: String,
    /// The key that issued it.
    key: String,
    principal: Principal,
    origin: String,
    /// Seconds since 1970.
    expires: i64,
}

impl Keys {
    /// Makes a token for pages of one origin, which may see no more than the key that issues it.
    ///
    /// # Errors
    /// What is wanted cannot be, or the file cannot be written.
    pub async fn issue(
        &self,
        issuer: &Caller,
        wanted: EmbedWanted,
        now: i64,
    ) -> Result<Embed, KeyError> {
        let Some(key) = issuer.key.clone().filter(|_| issuer.via == Via::Key) else {
            return Err(KeyError::Invalid("only a key issues tokens".to_owned()));
        };
        if !(1..=LONGEST_TOKEN_SECONDS).contains(&wanted.ttl_s) {
            return Err(KeyError::Invalid(format!(
                "`ttl_s` is {}, it must be 1 to {LONGEST_TOKEN_SECONDS}",
                wanted.ttl_s
            )));
        }
        let origin = origin_of(&wanted.origin).map_err(KeyError::Invalid)?;
        let expires = now + i64::from(wanted.ttl_s);
        let principal = principal(&issuer.principal, wanted)?;
        (self.narrower)(&principal, &issuer.principal).map_err(KeyError::Invalid)?;
        let claims = Claims {
            id: secret::random_hex::<8>()?,
            key,
            principal,
            origin,
            expires,
        };
        let payload = serde_json::to_vec(&claims)
            .map_err(|error| KeyError::Invalid(format!("the token cannot be written: {error}")))?;
        let signing = self.signing(now).await?;
        let signed = secret::to_sign(&signing.id, &URL_SAFE_NO_PAD.encode(payload));
        let signature = mac(&signing.secret, &signed).finalize().into_bytes();
        let token = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature));
        if token.len() > MOST_BYTES {
            return Err(KeyError::Invalid(format!(
                "the token has {} bytes, it may have at most {MOST_BYTES}: give fewer values of attributes",
                token.len()
            )));
        }
        Ok(Embed {
            token,
            id: claims.id,
            origin: claims.origin,
            expires_at: utc_text(expires),
            principal: claims.principal,
        })
    }

    /// Ends every token, by forgetting what they are signed with.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub async fn end_tokens(&self) -> Result<(), KeyError> {
        Ok(self.store.forget_signing_secrets().await?)
    }

    pub(super) async fn by_token(
        &self,
        token: &Token<'_>,
        origin: Option<&str>,
        now: i64,
    ) -> Result<Caller, Unproved> {
        let claims = self.proved(token).await?;
        if claims.expires <= now {
            return Err(Unproved::TokenExpired(utc_text(claims.expires)));
        }
        if origin.and_then(|it| origin_of(it).ok()).as_ref() != Some(&claims.origin) {
            return Err(Unproved::TokenOrigin(claims.origin));
        }
        let issuer = self.store.key(&claims.key).await?;
        let issuer = issuer.map(Key::read).transpose()?;
        let issuer = issuer
            .filter(|it| it.must_be_open(&utc_text(now)).is_ok())
            .filter(|it| it.scopes.contains(&Scope::Embed))
            // The layer may have changed since.
            .filter(|it| (self.narrower)(&claims.principal, &it.principal).is_ok())
            .ok_or(Unproved::TokenOrphaned)?;
        Ok(Caller {
            principal: claims.principal,
            scopes: WIDGET_SCOPES.to_vec(),
            via: Via::Token,
            key: Some(issuer.id),
        })
    }

    /// What a token says, if one of the secrets signed it.
    async fn proved(&self, token: &Token<'_>) -> Result<Claims, Unproved> {
        let secrets = self.store.signing_secrets().await?;
        let signing = secrets.iter().find(|it| it.id == token.signing);
        let signing = signing.ok_or(Unproved::Unknown)?;
        let signature = URL_SAFE_NO_PAD
            .decode(token.signature)
            .map_err(|_| Unproved::Unknown)?;
        // In a time that does not depend on the signature.
        mac(&signing.secret, token.signed)
            .verify_slice(&signature)
            .map_err(|_| Unproved::Unknown)?;
        let payload = URL_SAFE_NO_PAD
            .decode(token.payload)
            .map_err(|_| Unproved::Unknown)?;
        serde_json::from_slice(&payload).map_err(|_| Unproved::Unknown)
    }

    /// What signs now: another one each day. The one before is kept as long as a token of it may last.
    async fn signing(&self, now: i64) -> Result<KeptSigningSecret, KeyError> {
        let newest = self.store.signing_secrets().await?.into_iter().next();
        let fresh = utc_text(now - SIGNING_SECONDS);
        if let Some(newest) = newest.filter(|it| it.created_at > fresh) {
            return Ok(newest);
        }
        let next = KeptSigningSecret {
            id: secret::random_hex::<6>()?,
            secret: secret::random_hex::<32>()?,
            created_at: utc_text(now),
        };
        let needless = now - SIGNING_SECONDS - 2 * i64::from(LONGEST_TOKEN_SECONDS);
        self.store
            .add_signing_secret(&next, &utc_text(needless))
            .await?;
        Ok(next)
    }
}

/// Who a token is for. The user has the key's user before it, so that no token can be for somebody whom the key is not.
fn principal(issuer: &Principal, wanted: EmbedWanted) -> Result<Principal, KeyError> {
    short("user", &wanted.user)?;
    Ok(Principal {
        user: format!("{}/{}", issuer.user, wanted.user),
        roles: wanted.roles.unwrap_or_else(|| issuer.roles.clone()),
        attributes: wanted
            .attributes
            .unwrap_or_else(|| issuer.attributes.clone()),
    })
}

/// The origin of a web page in its one spelling, such as `https://shop.example.com`.
///
/// # Errors
/// What is wrong with the text.
pub fn origin_of(text: &str) -> Result<String, String> {
    let wrong = || {
        let text: String = text.chars().take(100).collect();
        format!("`{text}` is no origin; write it like https://shop.example.com, without a path")
    };
    let url = Url::parse(text).map_err(|_| wrong())?;
    let bare = matches!(url.scheme(), "http" | "https")
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none()
        && !text.contains('@');
    if bare {
        Ok(url.origin().ascii_serialization())
    } else {
        Err(wrong())
    }
}

/// The signature of a text with a secret, before it is compared.
fn mac(secret: &str, text: &str) -> Hmac<Sha256> {
    // HMAC takes keys of every length: longer ones are hashed, shorter ones filled up.
    let mut mac = <Hmac<Sha256> as hmac::Mac>::new_from_slice(secret.as_bytes())
        .unwrap_or_else(|_| unreachable!("HMAC takes keys of every length"));
    mac.update(text.as_bytes());
    mac
}

#[cfg(test)]
mod tests {
    use super::origin_of;

    #[test]
    fn an_origin_has_one_spelling() {
        for (text, origin) in [
            ("https://shop.example.com", Some("https://shop.example.com")),
            (
                "https://Shop.Example.com:443/",
                Some("https://shop.example.com"),
            ),
            ("http://localhost:5173", Some("http://localhost:5173")),
            ("https://shop.example.com/page", None),
            ("https://shop.example.com?x", None),
            ("https://user@shop.example.com", None),
            ("https://@shop.example.com", None),
            ("shop.example.com", None),
            ("file:///x", None),
            ("null", None),
            ("*", None),
            ("", None),
        ] {
            assert_eq!(origin_of(text).ok().as_deref(), origin, "{text}");
        }
    }
}
