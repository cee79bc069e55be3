//! Whether a request comes from Slack: its signature over the bytes as they came, and its age.

use axum::http::HeaderMap;
use hmac::{Hmac, Mac as _};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::Sha256;

/// How far the time of a request may be from ours, in seconds.
const WINDOW: u64 = 300;

/// Whether a request is Slack's. Nothing of the body is read before.
pub(super) fn is_signed(secret: &SecretString, headers: &HeaderMap, body: &[u8], now: i64) -> bool {
    let one = |name: &str| {
        let mut all = headers.get_all(name).iter();
        let first = all.next().filter(|_| all.next().is_none())?;
        Some(first.as_bytes())
    };
    let (Some(at), Some(signature)) = (one("x-slack-request-timestamp"), one("x-slack-signature"))
    else {
        return false;
    };
    if !is_fresh(at, now) {
        return false;
    }
    let Some(digits) = signature.strip_prefix(b"v0=") else {
        return false;
    };
    // Exactly as Slack writes it: 64 small digits.
    let is_digit = |it: &u8| it.is_ascii_digit() || (b'a'..=b'f').contains(it);
    if digits.len() != 64 || !digits.iter().all(is_digit) {
        return false;
    }
    let Ok(given) = hex::decode(digits) else {
        return false;
    };
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes()) else {
        return false;
    };
    mac.update(b"v0:");
    mac.update(at);
    mac.update(b":");
    mac.update(body);
    // It compares in constant time.
    mac.verify_slice(&given).is_ok()
}

fn is_fresh(at: &[u8], now: i64) -> bool {
    if at.is_empty() || !at.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let at = std::str::from_utf8(at)
        .ok()
        .and_then(|it| it.parse::<i64>().ok());
    at.is_some_and(|at| now.abs_diff(at) <= WINDOW)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use axum::http::{HeaderMap, HeaderName, HeaderValue};
    use serde_json::Value;

    use super::is_signed;

    #[test]
    fn the_vectors_behave_as_recorded() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/slack/vectors.json");
        let text = std::fs::read_to_string(path).unwrap();
        let vectors: Value = serde_json::from_str(&text).unwrap();
        let vectors = vectors["vectors"].as_array().unwrap();
        assert_eq!(vectors.len(), 27);
        for it in vectors {
            let mut headers = HeaderMap::new();
            for (name, value) in it["headers"].as_object().unwrap() {
                let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
                let value = HeaderValue::from_bytes(value.as_str().unwrap().as_bytes()).unwrap();
                headers.insert(name, value);
            }
            let secret = it["signing_secret"].as_str().unwrap().into();
            let body = it["body"].as_str().unwrap().as_bytes();
            let valid = is_signed(&secret, &headers, body, it["now"].as_i64().unwrap());
            assert_eq!(valid, it["expect"] == "valid", "{}", it["name"]);
        }
    }

    #[test]
    fn a_header_that_is_there_twice_counts_for_nothing() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/slack/vectors.json");
        let text = std::fs::read_to_string(path).unwrap();
        let vectors: Value = serde_json::from_str(&text).unwrap();
        let first = &vectors["vectors"][0];
        let mut headers = HeaderMap::new();
        for name in ["X-Slack-Request-Timestamp", "X-Slack-Signature"] {
            let value = first["headers"][name].as_str().unwrap().parse().unwrap();
            headers.insert(HeaderName::from_bytes(name.as_bytes()).unwrap(), value);
        }
        let secret = first["signing_secret"].as_str().unwrap().into();
        let body = first["body"].as_str().unwrap().as_bytes();
        let now = first["now"].as_i64().unwrap();
        assert!(is_signed(&secret, &headers, body, now));
        let again = headers["x-slack-signature"].clone();
        headers.append("x-slack-signature", again);
        assert!(!is_signed(&secret, &headers, body, now));
    }
}
