//! How long to wait before a request is sent again.

use std::hash::{BuildHasher as _, RandomState};
use std::time::Duration;

/// The pause before the first retry for which the provider names none; each later one is twice as long.
const FIRST: Duration = Duration::from_millis(400);

/// Returns the pause before retry number `retry`: what the provider named, else a doubling one, and in both cases a random part more, so that clients who failed together do not return together.
pub(super) fn before(retry: u32, named: Option<Duration>) -> Duration {
    let base = named.unwrap_or_else(|| FIRST * 2_u32.saturating_pow(retry.saturating_sub(1)));
    base + base.min(Duration::from_secs(1)).mul_f64(chance() / 2.0)
}

/// A number between 0 and 1; the standard library seeds every hasher at random.
fn chance() -> f64 {
    let bits = RandomState::new().hash_one(0_u8);
    f64::from(u32::try_from(bits >> 32).unwrap_or(0)) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_is_at_least_what_was_named_and_not_always_the_same() {
        let second = Duration::from_secs(1);
        let pauses: Vec<Duration> = (0..50).map(|_| before(1, Some(second))).collect();
        assert!(
            pauses
                .iter()
                .all(|it| *it >= second && *it <= second * 3 / 2)
        );
        assert!(pauses.iter().any(|it| it != &pauses[0]));
        let (first, third) = (before(1, None), before(3, None));
        assert!(first >= FIRST && first <= FIRST * 3 / 2);
        assert!(third >= FIRST * 4 && third <= FIRST * 6);
        assert!(before(1, Some(Duration::from_secs(60))) <= Duration::from_millis(60_500));
    }
}
