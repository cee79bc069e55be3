//! How old a callback may be, and whether the same one came before.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::{Refused, Signed};

/// Signatures that are kept at most; what is older than the window is forgotten before that.
const MOST: usize = 100_000;

/// Looks at the times of callbacks and remembers their signatures as long as they could be sent again.
pub(in crate::channel::wecom) struct Fresh {
    /// Seconds that a timestamp may be away from now.
    window: i64,
    /// Signatures by when they stop counting.
    pub(super) seen: Mutex<BTreeMap<(i64, String), ()>>,
}

impl Fresh {
    pub(in crate::channel::wecom) fn new(window: i64) -> Self {
        Self {
            window,
            seen: Mutex::default(),
        }
    }

    /// Whether a callback, whose signature holds, came before; an error where it is from another time.
    pub(in crate::channel::wecom) fn again(
        &self,
        signed: Signed<'_>,
        now: i64,
    ) -> Result<bool, Refused> {
        let at: i64 = signed.timestamp.parse().map_err(|_| Refused::Stale)?;
        // The difference of two moments fits, as the sum of one and the window does, or it is too far away.
        let away = now.checked_sub(at).and_then(i64::checked_abs);
        if away.is_none_or(|it| it > self.window) {
            return Err(Refused::Stale);
        }
        let until = at.saturating_add(self.window);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(entry) = seen.first_entry() {
            if entry.key().0 >= now {
                break;
            }
            entry.remove();
        }
        if seen.len() >= MOST {
            // Nobody who has no token gets this far, so it is the oldest that matters least.
            seen.pop_first();
        }
        let key = (until, signed.signature.to_owned());
        Ok(seen.insert(key, ()).is_some())
    }
}
