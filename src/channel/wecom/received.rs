//! What somebody did in WeCom: wrote something, pressed a button, opened the chat, said whether an answer was good.
//!
//! Invariant: only what the person wrote is a question. What they quote, and what a picture shows, is not read.

mod json;
mod xml;

use std::fmt::Write as _;

pub(super) use json::{bot_message, encrypted};
pub(super) use xml::{app_message, encrypted_xml};

/// Something that somebody did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Received {
    /// The name under which it may be sent again.
    pub(super) name: String,
    /// Who did it.
    pub(super) user: String,
    /// The group that it was in; nothing where it was said to us alone.
    pub(super) group: Option<String>,
    /// Where it may be answered once within an hour.
    pub(super) response_url: Option<String>,
    /// What it was.
    pub(super) what: What,
}

/// What somebody did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    /// They wrote or spoke a text.
    Text(String),
    /// They sent something that is no text.
    Other,
    /// WeCom asks how an answer goes on that it shows as it grows.
    Poll {
        /// The answer.
        stream: String,
    },
    /// They opened the chat.
    EnterChat,
    /// They pressed a button of a card.
    Pressed(Pressed),
    /// They said whether an answer was good.
    Feedback(Said),
    /// The connection is somebody else's now.
    Evicted,
    /// It is nothing that is answered.
    Nothing,
}

/// A button that was pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pressed {
    /// What stands behind the button.
    pub(super) key: String,
    /// The card.
    pub(super) task: String,
    /// By which an app's card is changed, once.
    pub(super) response_code: Option<String>,
}

/// What somebody said of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    /// The answer, as it was named to WeCom.
    pub(super) id: String,
    /// Whether it was good; nothing where they take it back.
    pub(super) good: Option<bool>,
    /// Why.
    pub(super) reason: Option<String>,
}

/// The text without the name that it begins with in a group.
fn without_mention(text: &str) -> &str {
    let text = text.trim();
    match text.strip_prefix('@') {
        // WeCom puts a blank of its own behind a name, which counts as one.
        Some(rest) => rest
            .split_once(char::is_whitespace)
            .map_or("", |(_, rest)| rest.trim()),
        None => text,
    }
}

/// The reasons that WeCom offers, in words.
fn reasons(numbers: &[i64], content: &str) -> Option<String> {
    let mut text = String::new();
    for number in numbers {
        let word = match number {
            1 => "irrelevant",
            2 => "incomplete",
            3 => "wrong",
            4 => "data analysis wrong",
            _ => continue,
        };
        let comma = if text.is_empty() { "" } else { ", " };
        // Writing to a string does not fail.
        let _written = write!(text, "{comma}{word}");
    }
    let content = content.trim();
    if !content.is_empty() {
        let colon = if text.is_empty() { "" } else { ": " };
        let _written = write!(text, "{colon}{content}");
    }
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::{Pressed, Said, What, app_message, bot_message, encrypted, encrypted_xml};
    use super::{reasons, without_mention};

    /// The plaintext of a vector of the platform.
    fn plain(name: &str) -> String {
        let vectors: Value =
            serde_json::from_str(include_str!("../../../tests/cases/wecom/vectors.json")).unwrap();
        let all = vectors["vectors"].as_array().unwrap();
        let found = all.iter().find(|it| it["name"] == name).unwrap();
        found["plaintext"].as_str().unwrap().to_owned()
    }

    #[test]
    fn an_apps_messages_are_read() {
        let text = app_message(&plain("app_text_cjk_emoji")).unwrap();
        assert_eq!(text.name, "7300000000000000001");
        assert_eq!(text.user, "ZhangSan");
        let asked = "上个月华东区销售额环比是多少？📈 a<b & c>d";
        assert_eq!(text.what, What::Text(asked.to_owned()));

        let card = app_message(&plain("app_event_template_card")).unwrap();
        assert_eq!(
            card.name,
            "ZhangSan@1763900002@template_card_event@task_42@rerun"
        );
        let pressed = Pressed {
            key: "rerun".to_owned(),
            task: "task_42".to_owned(),
            response_code: Some("RESP".to_owned()),
        };
        assert_eq!(card.what, What::Pressed(pressed));
    }

    #[test]
    fn a_bots_messages_are_read() {
        let text = bot_message(&plain("aibot_text_group")).unwrap();
        assert_eq!(text.group.as_deref(), Some("CHATID"));
        assert!(text.response_url.unwrap().ends_with("response_code=RC"));
        // What is quoted is not asked.
        assert_eq!(text.what, What::Text("上周各渠道GMV".to_owned()));

        let poll = bot_message(&plain("aibot_stream_refresh")).unwrap();
        let stream = "STREAMID".to_owned();
        assert_eq!(poll.what, What::Poll { stream });
        let enter = bot_message(&plain("aibot_enter_chat")).unwrap();
        assert_eq!((enter.what, enter.group), (What::EnterChat, None));
        let card = bot_message(&plain("aibot_template_card_event")).unwrap();
        let What::Pressed(pressed) = card.what else {
            panic!("{:?}", card.what)
        };
        assert_eq!(
            (pressed.key.as_str(), pressed.task.as_str()),
            ("rerun", "task_42")
        );
        let said = bot_message(&plain("aibot_feedback_event")).unwrap();
        let expected = Said {
            id: "FEEDBACKID".to_owned(),
            good: Some(false),
            reason: Some("incomplete, data analysis wrong: 数字不对".to_owned()),
        };
        assert_eq!(said.what, What::Feedback(expected));
    }

    #[test]
    fn the_name_of_the_bot_is_no_part_of_a_question() {
        for (text, asked) in [
            ("@数据助手 上周", "上周"),
            ("@bot\u{2005}last week", "last week"),
            ("  @bot  a @b c ", "a @b c"),
            ("@bot", ""),
            ("a@b.cn 的订单", "a@b.cn 的订单"),
        ] {
            assert_eq!(without_mention(text), asked, "{text}");
        }
    }

    #[test]
    fn what_is_no_message_is_nobodys() {
        for odd in [
            "",
            "{",
            "[]",
            "1",
            "{}",
            r#"{"msgid":"1","from":{"userid":"sys"}}"#,
        ] {
            assert_eq!(bot_message(odd), None, "{odd}");
        }
        let deep = "[".repeat(100_000);
        assert_eq!(bot_message(&deep), None);
        assert_eq!(encrypted(deep.as_bytes()), None);
        for odd in [
            "",
            "<xml>",
            "<xml/>",
            "<xml><FromUserName>a</FromUserName></xml>",
            "<xml><FromUserName/><MsgType>text</MsgType></xml>",
        ] {
            assert_eq!(app_message(odd), None, "{odd}");
        }
        assert_eq!(encrypted(br#"{"encrypt":"a"}"#).as_deref(), Some("a"));
        assert_eq!(encrypted(br#"{"Encrypt":"a"}"#).as_deref(), Some("a"));
        let sealed = b"<xml><ToUserName>c</ToUserName><Encrypt><![CDATA[a]]></Encrypt></xml>";
        assert_eq!(encrypted_xml(sealed).as_deref(), Some("a"));
        assert_eq!(encrypted_xml(b"\xff"), None);
    }

    #[test]
    fn a_field_that_says_nothing_is_as_none() {
        let text = r#"{"msgid":"1","chatid":null,"from":{"userid":"u"},"msgtype":"text",
            "text":{"content":"a"},"quote":null,"event":null,"response_url":null}"#;
        let received = bot_message(text).unwrap();
        assert_eq!(received.what, What::Text("a".to_owned()));
        assert_eq!((received.group, received.response_url), (None, None));
    }

    #[test]
    fn an_entity_of_a_document_is_not_followed() {
        let text = r#"<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>
            <xml><FromUserName>u</FromUserName><MsgType>text</MsgType><Content>&e;</Content></xml>"#;
        assert_eq!(app_message(text), None);
    }

    #[test]
    fn reasons_are_words() {
        assert_eq!(reasons(&[], " "), None);
        assert_eq!(reasons(&[9], "x").as_deref(), Some("x"));
        assert_eq!(reasons(&[1, 3], "").as_deref(), Some("irrelevant, wrong"));
    }
}
