//! What is sent is what the platform's own clients send: `tests/cases/wecom/requests.json`.

use serde_json::{Value, json};

use super::{ApiError, Content, Endpoint, Message, Reaction, inline_image};

const AGENT: u64 = 1_000_002;

fn recorded(kind: &str) -> Value {
    let requests: Value =
        serde_json::from_str(include_str!("../../../../tests/cases/wecom/requests.json")).unwrap();
    let all = requests["http"].as_array().unwrap();
    let found = all.iter().find(|it| it["json"]["msgtype"] == kind);
    found.unwrap_or_else(|| panic!("no {kind}"))["json"].clone()
}

fn message(content: Content<'_>, is_unique: bool) -> Value {
    let to = "ZhangSan";
    Message {
        to,
        content,
        is_unique,
    }
    .body(AGENT)
}

#[test]
fn bodies_are_those_of_the_platforms_client() {
    assert_eq!(message(Content::Text("正在查询…"), false), recorded("text"));
    assert_eq!(message(Content::Image("MID"), false), recorded("image"));
    assert_eq!(
        message(Content::Markdown("**GMV** 1"), false),
        recorded("markdown")
    );
    let card = json!({ "card_type": "button_interaction" });
    let sent = message(Content::Card(&card), true);
    assert_eq!(sent["template_card"], card);
    assert_eq!(sent["enable_duplicate_check"], 1);
}

#[test]
fn a_picture_inside_of_a_message_has_its_digest() {
    let image = inline_image(b"hi");
    let expected = json!({ "base64": "aGk=", "md5": "49f68a5c8493ec2c0bf489821c21fc3b" });
    assert_eq!(image, expected);
}

#[test]
fn only_wecom_is_answered_at_an_address_that_a_message_brings() {
    let endpoint = Endpoint::new("http://127.0.0.1:7001").unwrap();
    for good in [
        "https://qyapi.weixin.qq.com/cgi-bin/aibot/response?response_code=RC",
        "http://127.0.0.1:7001/response?response_code=RC",
    ] {
        assert!(endpoint.ours(good).is_some(), "{good}");
    }
    for bad in [
        "http://qyapi.weixin.qq.com/x",
        "https://qyapi.weixin.qq.com:8443/x",
        "https://weixin.qq.com.evil.example/x",
        "https://evilweixin.qq.com/x",
        "http://127.0.0.1:7002/x",
        "file:///etc/passwd",
        "",
    ] {
        assert!(endpoint.ours(bad).is_none(), "{bad}");
    }
}

#[test]
fn an_address_that_is_none_is_refused() {
    for bad in ["", "qyapi.weixin.qq.com", "ftp://a.example", "data:x"] {
        assert!(Endpoint::new(bad).is_err(), "{bad}");
    }
}

#[test]
fn what_may_work_later_is_tried_again() {
    for again in [
        ApiError::Connection("x".to_owned()),
        ApiError::Status(502),
        ApiError::Status(429),
        ApiError::Code(-1),
        ApiError::Code(45009),
        ApiError::Code(60020),
    ] {
        assert_eq!(again.reaction(), Reaction::Retry, "{again}");
    }
    for never in [
        ApiError::Code(81013),
        ApiError::Code(40056),
        ApiError::InvalidUser,
        ApiError::Status(404),
    ] {
        assert_eq!(never.reaction(), Reaction::GiveUp, "{never}");
    }
    assert!(ApiError::Code(60020).to_string().contains("trusted IPs"));
}
