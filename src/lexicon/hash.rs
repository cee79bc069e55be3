//! Hashes of terms that grow character by character, and tables by them.
//!
//! A hash only narrows down: whoever finds an entry compares its text.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// The hash of an empty text.
pub(super) const SEED: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0100_0000_01b3;

/// The hash of a text and one more character.
pub(super) fn step(hash: u64, c: char) -> u64 {
    (hash ^ u64::from(u32::from(c))).wrapping_mul(PRIME)
}

/// The hash of some characters.
pub(super) fn of(chars: impl Iterator<Item = char>) -> u64 {
    chars.fold(SEED, step)
}

/// The hash of a text without what may stand between the characters of a name.
pub(super) fn of_bones(chars: impl Iterator<Item = char>) -> u64 {
    of(chars.filter(|c| !is_joint(*c)))
}

/// What people leave out or put in between the characters of a name.
pub(super) fn is_joint(c: char) -> bool {
    matches!(
        c,
        ' ' | '-'
            | '_'
            | '·'
            | '•'
            | '・'
            | '\''
            | '"'
            | '“'
            | '”'
            | '('
            | ')'
            | '['
            | ']'
            | '【'
            | '】'
            | '《'
            | '》'
            | '「'
            | '」'
    )
}

/// Takes hashes as they are, mixed once.
#[derive(Default)]
pub(super) struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(PRIME);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        let hash = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = hash ^ (hash >> 29);
    }
}

/// A map by hashes.
pub(super) type ByHash<T> = HashMap<u64, T, BuildHasherDefault<Mixed>>;

/// Entries by hash; entries that share one are a chain.
#[derive(Debug, Default)]
pub(super) struct Chains {
    first: ByHash<u32>,
    links: Vec<(u32, u32)>,
}

const END: u32 = u32::MAX;

impl Chains {
    /// Adds an entry under a hash.
    pub(super) fn add(&mut self, hash: u64, entry: u32) {
        let at = u32::try_from(self.links.len()).unwrap_or(END);
        let next = self.first.insert(hash, at).unwrap_or(END);
        self.links.push((entry, next));
    }

    /// The entries under a hash, the first added one last.
    pub(super) fn find(&self, hash: u64) -> impl Iterator<Item = u32> {
        let mut at = self.first.get(&hash).copied().unwrap_or(END);
        std::iter::from_fn(move || {
            let (entry, next) = *self.links.get(at as usize)?;
            at = next;
            Some(entry)
        })
    }

    pub(super) fn shrink(&mut self) {
        self.first.shrink_to_fit();
        self.links.shrink_to_fit();
    }
}
