//! The real time: the only file that reads it. Stages get "now" with the question.

use chrono::{NaiveDateTime, Utc};

/// The wall clock of a time zone, by its IANA name; UTC where the name is unknown.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this file reads the clock")]
pub fn now_in(timezone: &str) -> NaiveDateTime {
    let zone: chrono_tz::Tz = timezone.parse().unwrap_or(chrono_tz::UTC);
    Utc::now().with_timezone(&zone).naive_local()
}
