//! How often somebody may ask: one bucket of requests for each, that fills up again with time.
//!
//! The headers are those of the draft of the IETF's HTTPAPI group (`RateLimit` and `RateLimit-Policy`).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::Shared;
use super::error::Problem;
use crate::channel::openai;

const LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Askers whose buckets are kept; beyond it those that are full again are forgotten.
const MOST: usize = 10_000;

/// The span of the policy.
const WINDOW: Duration = Duration::from_secs(60);

/// The buckets of all askers.
pub(super) struct Rates {
    /// Requests of one asker in a minute; none where it is not limited.
    quota: Option<u32>,
    buckets: Mutex<HashMap<String, Bucket>>,
}

struct Bucket {
    left: f64,
    at: Instant,
}

/// What a request found in its bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Taken {
    /// Whether there was a place.
    allowed: bool,
    /// Requests that may follow at once.
    left: u32,
    /// Seconds until the bucket is full again, or, where there was no place, until there is one.
    seconds: u64,
}

impl Rates {
    /// `per_minute` requests of one asker; 0 is no limit.
    pub(super) fn new(per_minute: u32) -> Self {
        Self {
            quota: (per_minute > 0).then_some(per_minute),
            buckets: Mutex::default(),
        }
    }

    fn take(&self, who: String, quota: u32, now: Instant) -> Taken {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let full = f64::from(quota);
        let per_second = full / WINDOW.as_secs_f64();
        let filled = |bucket: &Bucket| {
            let since = now.saturating_duration_since(bucket.at).as_secs_f64();
            (bucket.left + since * per_second).min(full)
        };
        if buckets.len() >= MOST && !buckets.contains_key(&who) {
            buckets.retain(|_, bucket| filled(bucket) < full);
        }
        let bucket = buckets.entry(who).or_insert(Bucket {
            left: full,
            at: now,
        });
        bucket.left = filled(bucket);
        bucket.at = now;
        let allowed = bucket.left >= 1.0;
        if allowed {
            bucket.left -= 1.0;
        }
        let missing = if allowed {
            full - bucket.left
        } else {
            1.0 - bucket.left
        };
        Taken {
            allowed,
            left: whole(bucket.left.floor()),
            seconds: u64::from(whole((missing / per_second).ceil().max(1.0))),
        }
    }
}

/// A number that is small and not negative.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 0 and a quota or the seconds of a window"
)]
fn whole(number: f64) -> u32 {
    number.clamp(0.0, f64::from(u32::MAX)) as u32
}

/// Sends away whoever asks too often, and tells everybody how much is left.
pub(super) async fn keep(
    State(shared): State<Arc<Shared>>,
    request: Request,
    next: Next,
) -> Response {
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or("", MatchedPath::as_str);
    let counts = route.starts_with("/v1/") || route == "/mcp";
    let Some(quota) = shared.common.rates.quota.filter(|_| counts) else {
        return next.run(request).await;
    };
    let is_chat = openai::speaks(route);
    let who = shared.owner();
    let taken = shared.common.rates.take(who, quota, Instant::now());
    let mut response = if taken.allowed {
        next.run(request).await
    } else {
        let seconds = u16::try_from(taken.seconds).unwrap_or(u16::MAX);
        let problem = Problem::too_often(quota, seconds);
        if is_chat {
            openai::refused(problem)
        } else {
            problem.into_response()
        }
    };
    tell(response.headers_mut(), quota, taken);
    if is_chat {
        tell_chat(response.headers_mut(), quota, taken);
    }
    response
}

fn tell(headers: &mut HeaderMap, quota: u32, taken: Taken) {
    let policy = format!("\"default\";q={quota};w={}", WINDOW.as_secs());
    let limit = format!("\"default\";r={};t={}", taken.left, taken.seconds);
    for (name, value) in [(POLICY, policy), (LIMIT, limit)] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
}

/// The names that clients of chat programs read.
fn tell_chat(headers: &mut HeaderMap, quota: u32, taken: Taken) {
    for (name, value) in [
        ("x-ratelimit-limit-requests", u64::from(quota).to_string()),
        ("x-ratelimit-remaining-requests", taken.left.to_string()),
        ("x-ratelimit-reset-requests", format!("{}s", taken.seconds)),
    ] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{MOST, Rates, Taken};

    #[test]
    fn a_bucket_empties_and_fills_again() {
        let rates = Rates::new(60);
        let start = Instant::now();
        let take = |who: &str, after: u64| {
            rates.take(who.to_owned(), 60, start + Duration::from_secs(after))
        };
        for left in (0..60).rev() {
            let taken = take("a", 0);
            assert!(taken.allowed);
            assert_eq!(taken.left, left);
        }
        let none = Taken {
            allowed: false,
            left: 0,
            seconds: 1,
        };
        assert_eq!(take("a", 0), none);
        assert!(take("b", 0).allowed, "buckets are their askers' own");
        assert!(take("a", 1).allowed);
        assert_eq!(take("a", 1), none);
        let full = Taken {
            allowed: true,
            left: 59,
            seconds: 1,
        };
        assert_eq!(take("a", 600), full);
    }

    #[test]
    fn full_buckets_are_forgotten_first() {
        let rates = Rates::new(60);
        let start = Instant::now();
        for who in 0..MOST {
            rates.take(who.to_string(), 60, start);
        }
        rates.take("late".to_owned(), 60, start + Duration::from_secs(60));
        assert_eq!(rates.buckets.lock().unwrap().len(), 1);
    }
}
