//! What a provider's own error means, as the HTTP status that others would have sent.
//!
//! Some providers send an error with status 200, some with a status that does not fit its words.

use reqwest::StatusCode;
use serde_json::Value;

/// Words of errors, and the status that they stand for; the first that is found counts.
const WORDS: &[(&str, StatusCode)] = &[
    ("insufficient_quota", StatusCode::PAYMENT_REQUIRED),
    ("insufficient balance", StatusCode::PAYMENT_REQUIRED),
    ("insufficient_balance", StatusCode::PAYMENT_REQUIRED),
    ("arrearage", StatusCode::PAYMENT_REQUIRED),
    ("invalid_api_key", StatusCode::UNAUTHORIZED),
    ("authentication", StatusCode::UNAUTHORIZED),
    ("rate_limit", StatusCode::TOO_MANY_REQUESTS),
    ("rate limit", StatusCode::TOO_MANY_REQUESTS),
    ("too many requests", StatusCode::TOO_MANY_REQUESTS),
    ("overloaded", StatusCode::SERVICE_UNAVAILABLE),
    ("unavailable", StatusCode::SERVICE_UNAVAILABLE),
    ("server_error", StatusCode::INTERNAL_SERVER_ERROR),
    ("internal error", StatusCode::INTERNAL_SERVER_ERROR),
    ("timed out", StatusCode::GATEWAY_TIMEOUT),
    ("model_not_found", StatusCode::NOT_FOUND),
    ("invalid_request", StatusCode::BAD_REQUEST),
];

/// The status of an error that came with 200: its numeric code, else what its words say, else 200.
pub(super) fn of_error(error: &Value, words: &str) -> StatusCode {
    let code = match &error["code"] {
        Value::Number(code) => code.as_u64(),
        Value::String(code) => code.parse().ok(),
        _ => None,
    };
    let numeric = code
        .filter(|code| (400..600).contains(code))
        .and_then(|code| StatusCode::from_u16(u16::try_from(code).ok()?).ok());
    numeric
        .or_else(|| of_words(words))
        .unwrap_or(StatusCode::OK)
}

/// Whether an account has nothing left, whatever the status says.
pub(super) fn is_quota(words: &str) -> bool {
    of_words(words) == Some(StatusCode::PAYMENT_REQUIRED)
}

fn of_words(words: &str) -> Option<StatusCode> {
    let words = words.to_lowercase();
    let found = WORDS.iter().find(|(word, _)| words.contains(word));
    found.map(|(_, status)| *status)
}
