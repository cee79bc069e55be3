//! The key that callbacks are sealed with, as the console shows it.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use secrecy::{ExposeSecret as _, SecretBox};

/// Characters of a key.
const LENGTH: usize = 43;
/// Bytes of a key.
const BYTES: usize = 32;
/// Bytes of it that are the first block's vector.
const VECTOR: usize = 16;

/// 43 characters are 258 bits, and the platform's own sample has something in the last two, which say nothing.
const READER: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// An `EncodingAESKey`.
pub struct AesKey(SecretBox<[u8; BYTES]>);

/// Why a text is no key. It never tells the key itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadKey {
    /// It is too long or too short.
    #[error(
        "it has {0} characters; an EncodingAESKey has exactly 43, as the console shows it: copy it again, whole and without blanks"
    )]
    Length(usize),
    /// It has a character that no key has.
    #[error(
        "it is not base64; an EncodingAESKey has only letters, digits, `+` and `/`: copy it again from the console"
    )]
    NotBase64,
}

impl AesKey {
    /// Reads a key as the console shows it.
    ///
    /// # Errors
    /// What is wrong with it, and what would be right.
    pub fn read(text: &str) -> Result<Self, BadKey> {
        let length = text.chars().count();
        if length != LENGTH {
            return Err(BadKey::Length(length));
        }
        let bytes = READER.decode(text).map_err(|_| BadKey::NotBase64)?;
        let bytes: [u8; BYTES] = bytes.try_into().map_err(|_| BadKey::NotBase64)?;
        Ok(Self(SecretBox::new(Box::new(bytes))))
    }

    /// The key of one file, which has its padding.
    #[cfg(test)]
    pub(super) fn of_file(text: &str) -> Result<Self, BadKey> {
        Self::read(text.trim_end_matches('='))
    }

    /// Works with the key and its vector.
    pub(super) fn with<T>(&self, work: impl FnOnce(&[u8; BYTES], &[u8; VECTOR]) -> T) -> T {
        let key = self.0.expose_secret();
        let vector = key.first_chunk::<VECTOR>().unwrap_or(&[0; VECTOR]);
        work(key, vector)
    }
}
