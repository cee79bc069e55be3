//! The envelope of WeCom's callbacks: signed with SHA-1, sealed with AES-256-CBC.
//!
//! ```text
//! plaintext = random(16) ‖ length of the message (u32, big endian) ‖ message ‖ receive id ‖ padding to 32 bytes
//! signature = hex(sha1(token, timestamp, nonce, ciphertext, sorted by their bytes))
//! ```
//!
//! Invariant: nothing is decrypted whose signature does not hold, and whatever somebody sends ends in an error and
//! never in a panic.

mod fresh;
mod key;

#[cfg(test)]
mod tests;

use aes::Aes256;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cbc::cipher::block_padding::NoPadding;
use cbc::cipher::{BlockDecryptMut as _, BlockEncryptMut as _, KeyIvInit as _};
use rand::TryRng as _;
use rand::rngs::SysRng;
use secrecy::{ExposeSecret as _, SecretString};
use sha1::{Digest as _, Sha1};

pub(super) use fresh::Fresh;
pub use key::{AesKey, BadKey};

/// Bytes of randomness before the message.
const RANDOM: usize = 16;
/// Bytes before the message: randomness and its length.
const HEAD: usize = RANDOM + 4;
/// What the plaintext is padded to; a library for AES would take 16.
const PADDED_TO: usize = 32;

/// Why a callback is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refused {
    /// It is not signed with our token, or was changed on the way.
    #[error("the signature does not hold")]
    Signature,
    /// It is no ciphertext.
    #[error("it is not base64 of whole blocks")]
    Ciphertext,
    /// It was not encrypted with our key.
    #[error("the padding is not that of our key")]
    Padding,
    /// The message is said to be longer than what is there.
    #[error("the length of the message cannot be")]
    Length,
    /// It is for another company.
    #[error("it is for another receiver")]
    ReceiveId,
    /// The message is no text.
    #[error("the message is not UTF-8")]
    Text,
    /// It was signed too long ago, or in the future.
    #[error("its timestamp is too far from now")]
    Stale,
    /// This machine gives no randomness.
    #[error("no randomness")]
    NoRandomness,
}

/// What stands in the address of a callback.
#[derive(Debug, Clone, Copy)]
pub(super) struct Signed<'a> {
    /// Over what follows.
    pub(super) signature: &'a str,
    /// Seconds since 1970, as written.
    pub(super) timestamp: &'a str,
    /// Chosen by the sender.
    pub(super) nonce: &'a str,
}

/// A message that is sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sealed {
    /// The ciphertext.
    pub(super) encrypt: String,
    /// Over the rest.
    pub(super) signature: String,
    /// Seconds since 1970.
    pub(super) timestamp: String,
    /// That of the request.
    pub(super) nonce: String,
}

/// Opens and seals for one app or bot.
pub(super) struct Envelope {
    token: SecretString,
    key: AesKey,
    receive_id: String,
}

impl Envelope {
    /// `receive_id` is the company's id for an app, and empty for a bot of the company itself.
    pub(super) fn new(token: SecretString, key: AesKey, receive_id: &str) -> Self {
        Self {
            token,
            key,
            receive_id: receive_id.to_owned(),
        }
    }

    /// The message of a ciphertext.
    pub(super) fn open(&self, signed: Signed<'_>, encrypt: &str) -> Result<String, Refused> {
        let right = self.sign(signed.timestamp, signed.nonce, encrypt);
        if !same(right.as_bytes(), signed.signature.as_bytes()) {
            return Err(Refused::Signature);
        }
        let plain = self.key.decrypt(encrypt)?;
        let plain = unpadded(&plain)?;
        let head = plain.get(..HEAD).ok_or(Refused::Length)?;
        let length = head
            .last_chunk::<4>()
            .and_then(|it| usize::try_from(u32::from_be_bytes(*it)).ok())
            .ok_or(Refused::Length)?;
        let rest = plain.get(HEAD..).ok_or(Refused::Length)?;
        let (message, receive_id) = rest.split_at_checked(length).ok_or(Refused::Length)?;
        if !same(receive_id, self.receive_id.as_bytes()) {
            return Err(Refused::ReceiveId);
        }
        String::from_utf8(message.to_vec()).map_err(|_| Refused::Text)
    }

    /// A reply to a request with a nonce, at a time.
    pub(super) fn seal(&self, text: &str, timestamp: i64, nonce: &str) -> Result<Sealed, Refused> {
        let mut random = [0; RANDOM];
        SysRng
            .try_fill_bytes(&mut random)
            .map_err(|_| Refused::NoRandomness)?;
        self.seal_with(random, text, timestamp, nonce)
    }

    fn seal_with(
        &self,
        random: [u8; RANDOM],
        text: &str,
        timestamp: i64,
        nonce: &str,
    ) -> Result<Sealed, Refused> {
        let length = u32::try_from(text.len()).map_err(|_| Refused::Length)?;
        let mut plain = Vec::with_capacity(HEAD + text.len() + PADDED_TO);
        plain.extend(random);
        plain.extend(length.to_be_bytes());
        plain.extend(text.as_bytes());
        plain.extend(self.receive_id.as_bytes());
        pad(&mut plain);
        let encrypt = self.key.encrypt(&plain)?;
        let timestamp = timestamp.to_string();
        Ok(Sealed {
            signature: self.sign(&timestamp, nonce, &encrypt),
            encrypt,
            timestamp,
            nonce: nonce.to_owned(),
        })
    }

    fn sign(&self, timestamp: &str, nonce: &str, encrypt: &str) -> String {
        let mut parts = [self.token.expose_secret(), timestamp, nonce, encrypt];
        // Texts are sorted by their bytes, as the platform sorts them.
        parts.sort_unstable();
        let mut hash = Sha1::new();
        for part in parts {
            hash.update(part.as_bytes());
        }
        hex::encode(hash.finalize())
    }
}

impl AesKey {
    fn decrypt(&self, encrypt: &str) -> Result<Vec<u8>, Refused> {
        let sealed = STANDARD.decode(encrypt).map_err(|_| Refused::Ciphertext)?;
        self.decrypt_bytes(&sealed)
    }

    fn decrypt_bytes(&self, sealed: &[u8]) -> Result<Vec<u8>, Refused> {
        if sealed.is_empty() {
            return Err(Refused::Ciphertext);
        }
        self.with(|key, iv| {
            cbc::Decryptor::<Aes256>::new(key.into(), iv.into())
                .decrypt_padded_vec_mut::<NoPadding>(sealed)
                .map_err(|_| Refused::Ciphertext)
        })
    }

    /// The text is a whole number of blocks.
    fn encrypt(&self, plain: &[u8]) -> Result<String, Refused> {
        let whole = plain.len().is_multiple_of(PADDED_TO);
        whole.then_some(()).ok_or(Refused::Padding)?;
        Ok(self.with(|key, iv| {
            let sealed = cbc::Encryptor::<Aes256>::new(key.into(), iv.into())
                .encrypt_padded_vec_mut::<NoPadding>(plain);
            STANDARD.encode(sealed)
        }))
    }
}

/// A file of a message: its bytes are encrypted with the same key, without a frame around them.
#[cfg(test)]
fn file_of(key: &AesKey, sealed: &[u8]) -> Result<Vec<u8>, Refused> {
    unpadded(&key.decrypt_bytes(sealed)?).map(<[u8]>::to_vec)
}

fn pad(plain: &mut Vec<u8>) {
    let more = PADDED_TO - plain.len() % PADDED_TO;
    // It is at most 32.
    let byte = u8::try_from(more).unwrap_or(u8::MAX);
    plain.resize(plain.len() + more, byte);
}

/// Without the padding, every byte of which is looked at.
fn unpadded(plain: &[u8]) -> Result<&[u8], Refused> {
    let last = *plain.last().ok_or(Refused::Padding)?;
    let length = usize::from(last);
    if !(1..=PADDED_TO).contains(&length) {
        return Err(Refused::Padding);
    }
    let kept = plain.len().checked_sub(length).ok_or(Refused::Padding)?;
    let (kept, padding) = plain.split_at(kept);
    let right = padding.iter().fold(0, |wrong, byte| wrong | (byte ^ last)) == 0;
    right.then_some(kept).ok_or(Refused::Padding)
}

/// Whether two are the same; how long it takes does not say where they differ.
fn same(one: &[u8], other: &[u8]) -> bool {
    let bytes = one.iter().zip(other);
    let differ = bytes.fold(0, |differ, (one, other)| differ | (one ^ other));
    std::hint::black_box(differ) == 0 && one.len() == other.len()
}
