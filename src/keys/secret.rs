//! Secrets: made, told once, kept as a hash, compared.
//!
//! A secret has 256 random bits, so nobody finds it by trying, however fast they try. A slow hash would only slow down
//! this server: it is for passwords, which people choose. SHA-256 cannot be turned around, which is all that is needed.

use rand::TryRng as _;
use rand::rngs::SysRng;
use sha2::{Digest as _, Sha256};

use super::KeyError;

/// What every key begins with, so that people and scanners of files recognise one.
const KEY: &str = "wenbo_";
/// What every token begins with.
const TOKEN: &str = "wenbo.embed.";
/// The most characters of what a request may carry; a token has its principal in it.
const MOST: usize = 8 * 1024;

/// A secret that was just made.
pub(super) struct Secret(String);

impl Secret {
    pub(super) fn new() -> Result<Self, KeyError> {
        Ok(Self(random_hex::<32>()?))
    }

    /// What is kept of it.
    pub(super) fn hash(&self) -> String {
        hash_of(&self.0)
    }

    /// The text that a program sends.
    pub(super) fn told(&self, id: &str) -> String {
        format!("{KEY}{id}_{}", self.0)
    }
}

/// What a request carries.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Presented<'a> {
    Key { id: &'a str, secret: &'a str },
    Token(Token<'a>),
}

/// The parts of a token.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    /// What the signature is over.
    pub(super) signed: &'a str,
    /// What it is signed with.
    pub(super) signing: &'a str,
    pub(super) payload: &'a str,
    pub(super) signature: &'a str,
}

impl<'a> Presented<'a> {
    /// Reads it by its shape; nothing is proved by that.
    pub(super) fn read(text: &'a str) -> Option<Self> {
        if text.len() > MOST {
            return None;
        }
        if let Some(rest) = text.strip_prefix(TOKEN) {
            let (signed, signature) = text.rsplit_once('.')?;
            let (signing, rest) = rest.split_once('.')?;
            let (payload, _) = rest.split_once('.')?;
            let whole = text.len() == signed.len() + 1 + signature.len()
                && signed.len() == TOKEN.len() + signing.len() + 1 + payload.len();
            return whole.then_some(Self::Token(Token {
                signed,
                signing,
                payload,
                signature,
            }));
        }
        let (id, secret) = text.strip_prefix(KEY)?.split_once('_')?;
        Some(Self::Key { id, secret })
    }
}

/// Whether a text is meant to be a key or a token of ours.
#[must_use]
pub(crate) fn looks_like_ours(text: &str) -> bool {
    text.starts_with(KEY) || text.starts_with(TOKEN)
}

/// The part of a token that is signed.
pub(super) fn to_sign(signing: &str, payload: &str) -> String {
    format!("{TOKEN}{signing}.{payload}")
}

/// An id that nobody had before.
pub(super) fn new_id() -> Result<String, KeyError> {
    random_hex::<6>()
}

/// Random bytes of the operating system, in hex.
pub(super) fn random_hex<const BYTES: usize>() -> Result<String, KeyError> {
    let mut bytes = [0; BYTES];
    SysRng
        .try_fill_bytes(&mut bytes)
        .map_err(|_| KeyError::NoRandomness)?;
    Ok(hex::encode(bytes))
}

/// SHA-256 of a text, in hex.
pub(super) fn hash_of(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

/// Whether two hashes are the same, in a time that does not depend on where they differ.
pub(super) fn same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let pairs = one.iter().zip(other);
    let differ = pairs.fold(0, |differ, (a, b)| std::hint::black_box(differ | (a ^ b)));
    one.len() == other.len() && differ == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_read_again() {
        let secret = Secret::new().unwrap();
        let told = secret.told("0a1b2c3d4e5f");
        assert_eq!(told.len(), KEY.len() + 12 + 1 + 64);
        let Some(Presented::Key { id, secret: given }) = Presented::read(&told) else {
            panic!("{told}");
        };
        assert_eq!(id, "0a1b2c3d4e5f");
        assert!(same(&hash_of(given), &secret.hash()));
        assert_ne!(Secret::new().unwrap().hash(), secret.hash());
    }

    #[test]
    fn hashes_are_the_same_or_not() {
        for (one, other, is) in [
            ("", "", true),
            ("ab", "ab", true),
            ("ab", "ac", false),
            ("ab", "abc", false),
            ("", "a", false),
        ] {
            assert_eq!(same(one, other), is, "{one} {other}");
        }
    }

    #[test]
    fn only_the_shape_of_a_token_is_read_as_one() {
        let read = Presented::read("wenbo.embed.s1.cGF5.c2ln");
        assert_eq!(
            read,
            Some(Presented::Token(Token {
                signed: "wenbo.embed.s1.cGF5",
                signing: "s1",
                payload: "cGF5",
                signature: "c2ln",
            }))
        );
        for text in [
            "",
            "wenbo",
            "wenbo_",
            "wenbo_id",
            "wenbo.embed.",
            "wenbo.embed.s1.cGF5",
            "wenbo.embed.s1.cGF5.c2ln.more",
            "Wenbo_id_secret",
            "eyJhbGciOiJub25lIn0.e30.",
        ] {
            assert_eq!(Presented::read(text), None, "{text}");
        }
        assert_eq!(
            Presented::read(&format!("wenbo_id_{}", "a".repeat(9_000))),
            None
        );
    }
}
