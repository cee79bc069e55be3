//! The real time: the only file that reads it. Stages get "now" with the question.

use std::sync::Arc;

use chrono::{DateTime, NaiveDateTime, SecondsFormat, Utc};

/// The wall clock of a time zone, by its IANA name; UTC where the name is unknown.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this file reads the clock")]
pub fn now_in(timezone: &str) -> NaiveDateTime {
    let zone: chrono_tz::Tz = timezone.parse().unwrap_or(chrono_tz::UTC);
    Utc::now().with_timezone(&zone).naive_local()
}

/// The real time in UTC, to the second: `2026-11-19T02:30:00Z`. Such texts sort by time.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this file reads the clock")]
pub fn now_utc() -> String {
    Utc::now().to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// The real time some days ago, as [`now_utc`] writes it.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this file reads the clock")]
pub fn days_ago_utc(days: u32) -> String {
    let then = Utc::now() - chrono::Duration::days(i64::from(days));
    then.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// The real time in milliseconds since 1970, in UTC.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this file reads the clock")]
pub fn unix_ms() -> i64 {
    Utc::now().timestamp_millis()
}

/// The real time in whole seconds since 1970, in UTC.
#[must_use]
pub fn unix_seconds() -> i64 {
    unix_ms().div_euclid(1000)
}

/// A moment in seconds since 1970, as [`now_utc`] writes it.
#[must_use]
pub fn utc_text(seconds: i64) -> String {
    DateTime::from_timestamp(seconds, 0)
        .unwrap_or(DateTime::<Utc>::MAX_UTC)
        .to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// The real time some hours ago, as [`now_utc`] writes it.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this file reads the clock")]
pub fn hours_ago_utc(hours: u32) -> String {
    let then = Utc::now() - chrono::Duration::hours(i64::from(hours));
    then.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// What tells the time in whole seconds since 1970, in UTC, where a test brings its own.
pub type Seconds = Arc<dyn Fn() -> i64 + Send + Sync>;

/// The real time.
#[must_use]
pub fn real() -> Seconds {
    Arc::new(unix_seconds)
}
