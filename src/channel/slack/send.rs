//! Messages of the outbox go to Slack: the end of a stream, a replaced message, a new one, or one that a person alone
//! sees.
//!
//! Invariant: a block that Slack does not take never costs the answer: the message goes again with blocks that every
//! client knows, then without a picture, then as text.

use std::time::Duration;

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::CHANNEL;
use super::api::{Api, ApiError, Upload};
use super::work::{Drawn, Outgoing, Shown, To};
use crate::channel::chat::{SendError, Sender, Sent};
use crate::store::OutboxMessage;

/// Slack's own rate of messages in a channel.
const GAP: Duration = Duration::from_secs(1);

/// What Slack says of blocks that it does not take.
const ABOUT_BLOCKS: [&str; 8] = [
    "invalid_blocks",
    "invalid_blocks_format",
    "invalid_attachments",
    "invalid_slack_file",
    "msg_blocks_too_long",
    "msg_too_long",
    "markdown_text_conflict",
    "invalid_arguments",
];

/// Sends messages of the outbox.
pub(super) struct SlackSender {
    api: Api,
    gap: Duration,
    /// How long Slack takes until an uploaded picture can be shown.
    picture_pause: Duration,
}

impl SlackSender {
    pub(super) fn new(api: Api) -> Self {
        Self {
            api,
            gap: GAP,
            picture_pause: Duration::from_millis(1_500),
        }
    }

    /// With another pause between messages of a channel.
    pub(super) fn with_gap(self, gap: Duration) -> Self {
        Self {
            gap,
            picture_pause: self.picture_pause.min(gap * 2),
            ..self
        }
    }
}

/// What is left of a message where blocks are not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ways {
    Native,
    Plain,
    /// The same again, as pictures take a moment until they can be shown.
    PlainAgain,
    WithoutPicture,
    Text,
}

const WAYS: [Ways; 5] = [
    Ways::Native,
    Ways::Plain,
    Ways::PlainAgain,
    Ways::WithoutPicture,
    Ways::Text,
];

#[async_trait]
impl Sender for SlackSender {
    fn channel(&self) -> &'static str {
        CHANNEL
    }

    fn gap(&self) -> Duration {
        self.gap
    }

    async fn send(&self, message: &OutboxMessage) -> Result<Sent, SendError> {
        let outgoing: Outgoing = serde_json::from_str(&message.payload)
            .map_err(|_| SendError::permanent("what is kept of the message cannot be read"))?;
        let receipt = self.sent(&outgoing).await?;
        Ok(Sent { receipt })
    }
}

impl SlackSender {
    async fn sent(&self, it: &Outgoing) -> Result<Option<String>, ApiError> {
        let mut file: Option<Option<String>> = None;
        let mut last = None;
        for way in WAYS {
            if !self.differs(it, way, file.as_ref()) {
                continue;
            }
            if wants_picture(it, way) && file.is_none() {
                file = Some(self.uploaded(it.picture.as_ref()).await?);
            }
            if way == Ways::PlainAgain {
                tokio::time::sleep(self.picture_pause).await;
            }
            let picture = file.clone().flatten();
            match self.by(it, way, picture.as_deref()).await {
                Err(error) if error.code().is_some_and(|it| ABOUT_BLOCKS.contains(&it)) => {
                    tracing::warn!(error.cause = %error, "Slack does not take a block; the message goes without");
                    last = Some(error);
                }
                done => return done,
            }
        }
        Err(last.unwrap_or_else(|| ApiError::Unreachable("nothing is left to send".to_owned())))
    }

    /// Whether a way is another one than those before it.
    fn differs(&self, it: &Outgoing, way: Ways, file: Option<&Option<String>>) -> bool {
        let has_file = file.is_none_or(Option::is_some);
        match way {
            Ways::Native => true,
            Ways::Plain => it.native != it.plain,
            Ways::PlainAgain | Ways::WithoutPicture => it.picture.is_some() && has_file,
            Ways::Text => !it.plain.is_empty() || !it.head.is_empty(),
        }
    }

    /// The picture's file; nothing where Slack does not take it.
    async fn uploaded(&self, picture: Option<&Drawn>) -> Result<Option<String>, ApiError> {
        let Some(picture) = picture else {
            return Ok(None);
        };
        let Ok(bytes) = STANDARD.decode(&picture.png) else {
            return Ok(None);
        };
        let upload = Upload {
            name: "chart.png",
            title: &picture.title,
            alt: &picture.alt,
            bytes: &bytes,
        };
        match self.api.upload(&upload).await {
            Ok(file) => Ok(Some(file)),
            Err(error @ (ApiError::Limited(_) | ApiError::Unreachable(_))) => Err(error),
            Err(error) => {
                tracing::warn!(error.cause = %error, "a chart could not be uploaded; the message goes without");
                Ok(None)
            }
        }
    }

    async fn by(
        &self,
        it: &Outgoing,
        way: Ways,
        file: Option<&str>,
    ) -> Result<Option<String>, ApiError> {
        let rest = below(it, way, file);
        match &it.to {
            To::Thread { channel, thread } => {
                let place = (channel.as_str(), thread.as_deref());
                self.in_thread(it, place, rest, way == Ways::Text).await
            }
            To::Person { .. } => self.to_person(it, whole(it, rest, way)).await,
        }
    }

    async fn in_thread(
        &self,
        it: &Outgoing,
        (channel, thread): (&str, Option<&str>),
        rest: Vec<Value>,
        text_only: bool,
    ) -> Result<Option<String>, ApiError> {
        if let Some(shown) = &it.shown {
            if shown.is_stream && self.stream_ended(it, channel, shown, &rest).await? {
                return Ok(Some(shown.ts.clone()));
            }
            let mut body = json!({ "channel": channel, "ts": shown.ts, "text": it.text });
            let blocks = whole(
                it,
                rest.clone(),
                if text_only { Ways::Text } else { Ways::Plain },
            );
            body["blocks"] = json!(blocks);
            match self.api.call("chat.update", &body).await {
                Ok(_) => return Ok(Some(shown.ts.clone())),
                // What is not there any more, or not ours to change, is written anew.
                Err(error) if is_gone(&error) => {}
                Err(error) => return Err(error),
            }
        }
        let mut body = json!({ "channel": channel, "text": it.text });
        let blocks = whole(it, rest, if text_only { Ways::Text } else { Ways::Plain });
        if !blocks.is_empty() {
            body["blocks"] = json!(blocks);
        }
        if let Some(thread) = thread {
            body["thread_ts"] = json!(thread);
        }
        body["unfurl_links"] = json!(false);
        let posted = self.api.call("chat.postMessage", &body).await?;
        Ok(posted["ts"].as_str().map(str::to_owned))
    }

    /// Ends a stream with what is missing; tells whether the message is whole then. Where it said something else than
    /// what came of it, it is ended as it is and replaced.
    async fn stream_ended(
        &self,
        it: &Outgoing,
        channel: &str,
        shown: &Shown,
        rest: &[Value],
    ) -> Result<bool, ApiError> {
        let mut body = json!({ "channel": channel, "ts": shown.ts });
        let missing = it.markdown.strip_prefix(shown.told.as_str());
        if let Some(missing) = missing {
            if !rest.is_empty() {
                body["blocks"] = json!(rest);
            }
            let mut chunks: Vec<Value> = shown.open.iter().cloned().map(ended).collect();
            if !missing.is_empty() {
                chunks.push(json!({ "type": "markdown_text", "text": missing }));
            }
            if !chunks.is_empty() {
                body["chunks"] = json!(chunks);
            }
        }
        match self.api.call("chat.stopStream", &body).await {
            Ok(_) => Ok(missing.is_some()),
            Err(error) if error.code().is_some_and(|it| ABOUT_BLOCKS.contains(&it)) => Err(error),
            // It has ended by itself, or was ended before: then the message can be replaced.
            Err(ApiError::Refused { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    async fn to_person(
        &self,
        it: &Outgoing,
        blocks: Vec<Value>,
    ) -> Result<Option<String>, ApiError> {
        let To::Person {
            channel,
            user,
            thread,
            response_url,
            replace,
        } = &it.to
        else {
            return Ok(None);
        };
        if let Some(url) = response_url {
            let mut body = json!({ "text": it.text, "response_type": "ephemeral", "replace_original": replace });
            if !blocks.is_empty() {
                body["blocks"] = json!(blocks);
            }
            match self.api.reply(url, &body).await {
                Ok(()) => return Ok(None),
                Err(error) if error.code() == Some("invalid_blocks") => return Err(error),
                // After half an hour, or five replies.
                Err(ApiError::Refused { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        let mut body = json!({ "channel": channel, "user": user, "text": it.text });
        if !blocks.is_empty() {
            body["blocks"] = json!(blocks);
        }
        if let Some(thread) = thread {
            body["thread_ts"] = json!(thread);
        }
        match self.api.call("chat.postEphemeral", &body).await {
            Ok(_) => return Ok(None),
            // We are not in the channel, or they are not any more.
            Err(error) if is_gone(&error) => {}
            Err(error) => return Err(error),
        }
        let mut body = json!({ "channel": user, "text": it.text });
        if !blocks.is_empty() {
            body["blocks"] = json!(blocks);
        }
        let posted = self.api.call("chat.postMessage", &body).await?;
        Ok(posted["ts"].as_str().map(str::to_owned))
    }
}

/// A step that has ended.
fn ended(mut task: Value) -> Value {
    task["status"] = json!("complete");
    task
}

/// Whether what was to be changed is not there any more, or not for us.
fn is_gone(error: &ApiError) -> bool {
    let codes = [
        "message_not_found",
        "cant_update_message",
        "edit_window_closed",
        "channel_not_found",
        "not_in_channel",
        "user_not_in_channel",
        "is_archived",
        "streaming_state_conflict",
        "message_not_owned_by_app",
    ];
    error.code().is_some_and(|it| codes.contains(&it))
}

fn wants_picture(it: &Outgoing, way: Ways) -> bool {
    match way {
        Ways::Native => !it.is_drawn,
        Ways::Plain | Ways::PlainAgain => true,
        Ways::WithoutPicture | Ways::Text => false,
    }
}

/// What stands below the sentences.
fn below(it: &Outgoing, way: Ways, file: Option<&str>) -> Vec<Value> {
    let blocks = match way {
        Ways::Native => &it.native,
        Ways::Plain | Ways::PlainAgain | Ways::WithoutPicture => &it.plain,
        Ways::Text => return Vec::new(),
    };
    let picture = it
        .picture
        .as_ref()
        .zip(file)
        .filter(|_| wants_picture(it, way));
    let picture = picture.map(|(picture, file)| {
        json!({ "type": "image", "slack_file": { "id": file }, "alt_text": picture.alt })
    });
    picture.into_iter().chain(blocks.iter().cloned()).collect()
}

/// All blocks of a message that has nothing yet.
fn whole(it: &Outgoing, rest: Vec<Value>, way: Ways) -> Vec<Value> {
    if way == Ways::Text {
        return Vec::new();
    }
    it.head.iter().cloned().chain(rest).collect()
}
