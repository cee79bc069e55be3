//! What Slack sends, as what is to be done.

use serde_json::Value;

use super::text::{says_help, typed};
use super::work::{Asked, Button, Place, Work};
use crate::channel::chat::{Unit, clip};

/// The most characters of a text that is read.
const MAX_TEXT: usize = 4_000;

/// What is to be done, and every name that it may come again under.
#[derive(Debug, PartialEq)]
pub(super) struct Received {
    pub(super) names: Vec<String>,
    /// Nothing where it is only not to be handled again.
    pub(super) work: Option<Work>,
}

/// Something that stops what is asked in a thread.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Stop {
    pub(super) channel: String,
    pub(super) thread: String,
}

fn text<'a>(value: &'a Value, path: &str) -> &'a str {
    value
        .pointer(path)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

fn some(value: &Value, path: &str) -> Option<String> {
    Some(text(value, path))
        .filter(|it| !it.is_empty())
        .map(str::to_owned)
}

/// Whether a stop button was pressed.
pub(super) fn stop(envelope: &Value) -> Option<Stop> {
    let event = &envelope["event"];
    (event["type"] == "agent_session_stopped").then(|| Stop {
        channel: text(event, "/channel").to_owned(),
        thread: text(event, "/thread_ts").to_owned(),
    })
}

/// An event of the Events API; nothing where it has no id.
pub(super) fn event(envelope: &Value) -> Option<Received> {
    let id = some(envelope, "/event_id")?;
    let event = &envelope["event"];
    let mut names = vec![id];
    let work = match event["type"].as_str() {
        Some("app_mention" | "message") => {
            let channel = text(event, "/channel");
            let ts = text(event, "/ts");
            // A mention may come a second time as a message.
            if !channel.is_empty() && !ts.is_empty() {
                names.push(format!("message {channel} {ts}"));
            }
            said(envelope)
        }
        Some("assistant_thread_started") => {
            let thread = &event["assistant_thread"];
            let place = Place {
                team: text(envelope, "/team_id").to_owned(),
                user: text(thread, "/user_id").to_owned(),
                channel: text(thread, "/channel_id").to_owned(),
                thread: some(thread, "/thread_ts"),
                is_top: false,
                response_url: None,
                is_private: false,
                replaces: false,
                bot: bot(envelope),
            };
            Some(Work::Welcome { place })
        }
        _ => None,
    };
    Some(Received { names, work })
}

/// Our own user.
fn bot(envelope: &Value) -> Option<String> {
    let all = envelope["authorizations"].as_array().into_iter().flatten();
    let mut ours = all.filter(|it| it["is_bot"].as_bool() == Some(true));
    ours.find_map(|it| some(it, "/user_id"))
}

/// What somebody said; nothing of what programs say, what is changed or deleted, and what is not for us.
fn said(envelope: &Value) -> Option<Work> {
    let event = &envelope["event"];
    let bot = bot(envelope);
    let user = some(event, "/user")?;
    let is_ours = bot.as_deref() == Some(user.as_str());
    if is_ours || !event["bot_id"].is_null() || !event["subtype"].is_null() {
        return None;
    }
    let is_mention = event["type"] == "app_mention";
    let channel = text(event, "/channel").to_owned();
    let is_direct = channel.starts_with('D');
    let raw = clip(text(event, "/text"), MAX_TEXT, Unit::Chars);
    let calls_us = bot
        .as_ref()
        .is_some_and(|it| raw.contains(&format!("<@{it}")));
    let in_thread = some(event, "/thread_ts");
    // In a channel others talk to each other; in a thread of ours somebody may go on.
    if !is_mention && !is_direct && !calls_us && in_thread.is_none() {
        return None;
    }
    let place = Place {
        team: some(event, "/user_team").unwrap_or_else(|| text(envelope, "/team_id").to_owned()),
        user,
        channel,
        is_top: in_thread.is_none(),
        thread: in_thread.or_else(|| some(event, "/ts")),
        response_url: None,
        is_private: false,
        replaces: false,
        bot: bot.clone(),
    };
    let is_overheard = !is_mention && !is_direct && !calls_us;
    let said = typed(&raw, bot.as_deref());
    if says_help(&said) {
        return (!is_overheard).then_some(Work::Help { place, text: said });
    }
    Some(Work::Question(Asked {
        place,
        text: said,
        lane: None,
        conversation: None,
        by_button: false,
        is_overheard,
    }))
}

/// A slash command, by its fields.
pub(super) fn command(field: impl Fn(&str) -> Option<String>) -> Option<Received> {
    let place = Place {
        team: field("team_id")?,
        user: field("user_id")?,
        channel: field("channel_id")?,
        thread: None,
        is_top: false,
        response_url: field("response_url"),
        is_private: true,
        replaces: true,
        bot: None,
    };
    let said = clip(&field("text").unwrap_or_default(), MAX_TEXT, Unit::Chars);
    let said = typed(&said, None);
    let name = field("trigger_id").filter(|it| !it.is_empty())?;
    let work = if says_help(&said) {
        Work::Help { place, text: said }
    } else {
        Work::Question(Asked {
            place,
            text: said,
            lane: None,
            conversation: None,
            by_button: false,
            is_overheard: false,
        })
    };
    Some(Received {
        names: vec![format!("command {name}")],
        work: Some(work),
    })
}

/// A pressed button; nothing where it is none of ours.
pub(super) fn interaction(payload: &Value) -> Option<Received> {
    if payload["type"] != "block_actions" {
        return None;
    }
    let action = payload["actions"].as_array()?.first()?;
    let message = text(payload, "/container/message_ts");
    let is_private = payload
        .pointer("/container/is_ephemeral")
        .and_then(Value::as_bool);
    let is_private = is_private.unwrap_or_default();
    let thread =
        some(payload, "/container/thread_ts").or_else(|| some(payload, "/message/thread_ts"));
    let channel =
        some(payload, "/channel/id").or_else(|| some(payload, "/container/channel_id"))?;
    let team = some(payload, "/user/team_id").or_else(|| some(payload, "/team/id"))?;
    let place = Place {
        team,
        user: some(payload, "/user/id")?,
        is_top: false,
        // A message that one person sees can have no thread.
        thread: thread.or_else(|| (!is_private).then(|| message.to_owned())),
        response_url: some(payload, "/response_url").filter(|_| is_private),
        is_private,
        replaces: false,
        channel: channel.clone(),
        bot: None,
    };
    let value = text(action, "/value");
    let id = text(action, "/action_id");
    let work = match id {
        "receipt" => Work::Receipt {
            place,
            answer: value.to_owned(),
            trigger: some(payload, "/trigger_id"),
        },
        "feedback" => {
            let (verdict, answer) = value.split_once(':')?;
            Work::Feedback {
                place,
                answer: answer.to_owned(),
                is_good: verdict == "up",
            }
        }
        ask if ask.starts_with("ask:") => {
            let button: Button = serde_json::from_str(value).ok()?;
            Work::Question(Asked {
                place,
                text: button.question,
                lane: button.lane,
                conversation: button.conversation,
                by_button: true,
                is_overheard: false,
            })
        }
        _ => return None,
    };
    let user = text(payload, "/user/id");
    let at = text(action, "/action_ts");
    Some(Received {
        names: vec![format!("action {channel} {message} {user} {id} {at}")],
        work: Some(work),
    })
}
