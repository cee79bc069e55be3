//! The vectors of the platform's own libraries: `tests/cases/wecom/vectors.json`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::{AesKey, BadKey, Envelope, Fresh, Refused, Signed, file_of};

fn vectors() -> Value {
    serde_json::from_str(include_str!("../../../../tests/cases/wecom/vectors.json")).unwrap()
}

fn list<'a>(vectors: &'a Value, name: &str) -> &'a [Value] {
    let list = vectors[name].as_array().unwrap();
    assert!(!list.is_empty(), "no {name}");
    list
}

fn text<'a>(vector: &'a Value, name: &str) -> &'a str {
    let text = vector[name].as_str();
    text.unwrap_or_else(|| panic!("{}: {name}", vector["name"]))
}

fn envelope(vector: &Value) -> Envelope {
    let key = AesKey::read(text(vector, "encoding_aes_key")).unwrap();
    let token = text(vector, "token").to_owned();
    Envelope::new(token.into(), key, text(vector, "receive_id"))
}

/// A number or a text, as an address writes it.
fn written(vector: &Value, name: &str) -> String {
    match &vector[name] {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn opened(vector: &Value) -> Result<String, Refused> {
    let timestamp = written(vector, "timestamp");
    let nonce = written(vector, "nonce");
    let signed = Signed {
        signature: text(vector, "msg_signature"),
        timestamp: &timestamp,
        nonce: &nonce,
    };
    envelope(vector).open(signed, text(vector, "encrypt"))
}

#[test]
fn what_the_platform_sealed_is_opened() {
    for vector in list(&vectors(), "vectors") {
        let plain = opened(vector).unwrap_or_else(|why| panic!("{}: {why}", vector["name"]));
        assert_eq!(plain, text(vector, "plaintext"), "{}", vector["name"]);
    }
}

#[test]
fn with_the_same_randomness_the_same_bytes_come_out() {
    let vectors = vectors();
    let with_random = list(&vectors, "vectors")
        .iter()
        .filter(|it| it["random16_ascii"].is_string());
    let mut many = 0;
    for vector in with_random.chain(list(&vectors, "replies")) {
        let random = text(vector, "random16_ascii").as_bytes();
        let timestamp = written(vector, "timestamp").parse().unwrap();
        let nonce = written(vector, "nonce");
        let sealed = envelope(vector)
            .seal_with(
                random.try_into().unwrap(),
                text(vector, "plaintext"),
                timestamp,
                &nonce,
            )
            .unwrap();
        assert_eq!(
            sealed.encrypt,
            text(vector, "encrypt"),
            "{}",
            vector["name"]
        );
        assert_eq!(
            sealed.signature,
            text(vector, "msg_signature"),
            "{}",
            vector["name"]
        );
        many += 1;
    }
    assert!(many > 10, "{many}");
}

#[test]
fn what_is_wrong_is_refused_for_what_it_is() {
    for vector in list(&vectors(), "negative") {
        let class = match opened(vector).expect_err(text(vector, "name")) {
            Refused::Signature => "signature",
            Refused::Ciphertext => "ciphertext",
            Refused::Padding => "padding",
            Refused::Length => "length",
            Refused::ReceiveId => "receive_id",
            Refused::Text => "text",
            Refused::Stale => "stale",
            Refused::NoRandomness => "no_randomness",
        };
        assert_eq!(class, text(vector, "error"), "{}", vector["name"]);
    }
}

#[test]
fn a_key_that_is_none_is_refused_with_what_would_be_right() {
    for vector in list(&vectors(), "bad_keys") {
        let key = text(vector, "encoding_aes_key");
        let Err(why) = AesKey::read(key) else {
            panic!("{} is taken", vector["why"]);
        };
        let told = why.to_string();
        assert!(told.contains("EncodingAESKey"), "{told}");
        assert!(key.is_empty() || !told.contains(key), "{told}");
        match text(vector, "why") {
            "not base64" => assert_eq!(why, BadKey::NotBase64),
            _ => assert_eq!(why, BadKey::Length(key.len())),
        }
    }
    // 43 letters that are no bytes of ASCII.
    assert!(AesKey::read(&"数".repeat(43)).is_err());
}

#[test]
fn files_are_read_with_the_key_that_they_came_with() {
    for vector in list(&vectors(), "media") {
        let key = match vector["aeskey"].as_str() {
            Some(key) => AesKey::of_file(key).unwrap(),
            None => AesKey::read(text(vector, "encoding_aes_key")).unwrap(),
        };
        let bytes = |name| STANDARD.decode(text(vector, name)).unwrap();
        let plain = file_of(&key, &bytes("ciphertext_base64")).unwrap();
        assert_eq!(plain, bytes("plaintext_base64"));
    }
}

/// A signature over anything that a stranger could have captured: only its bytes change.
#[test]
fn no_changed_byte_passes_or_panics() {
    let vectors = vectors();
    let vector = &list(&vectors, "vectors")[2];
    let envelope = envelope(vector);
    let sealed = text(vector, "encrypt");
    for at in 0..sealed.len() {
        for letter in ["A", "/", "=", "é"] {
            let changed = format!("{}{letter}{}", &sealed[..at], &sealed[at + 1..]);
            if changed == sealed {
                continue;
            }
            // Signed as it is now: what holds is the padding, the length and the receiver.
            let signature = envelope.sign("1", "n", &changed);
            let signed = Signed {
                signature: &signature,
                timestamp: "1",
                nonce: "n",
            };
            let plain = envelope.open(signed, &changed);
            // Within the randomness and the message no check of the envelope can see it; the signature does.
            if let Ok(plain) = plain {
                assert_eq!(plain.len(), text(vector, "plaintext").len());
            }
            let signed = Signed {
                signature: text(vector, "msg_signature"),
                ..signed
            };
            assert_eq!(envelope.open(signed, &changed), Err(Refused::Signature));
        }
    }
}

#[test]
fn what_is_old_or_came_before_is_known() {
    let fresh = Fresh::new(600);
    let at = |timestamp: &'static str, signature| Signed {
        signature,
        timestamp,
        nonce: "n",
    };
    assert_eq!(fresh.again(at("1000", "a"), 1000), Ok(false));
    assert_eq!(fresh.again(at("1000", "a"), 1300), Ok(true));
    assert_eq!(fresh.again(at("1000", "b"), 1600), Ok(false));
    assert_eq!(fresh.again(at("1000", "c"), 1601), Err(Refused::Stale));
    assert_eq!(fresh.again(at("1000", "c"), 399), Err(Refused::Stale));
    for odd in ["", "soon", "-9223372036854775808", "9223372036854775807"] {
        assert_eq!(fresh.again(at(odd, "d"), 1000), Err(Refused::Stale));
    }
    // What can come no more is not kept.
    assert_eq!(fresh.again(at("5000", "e"), 5000), Ok(false));
    assert_eq!(fresh.seen.lock().unwrap().len(), 1);
}
