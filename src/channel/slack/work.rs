//! What Slack sends that is to be answered, as it is kept until it is.

use serde::{Deserialize, Serialize};

use crate::channel::chat::Member;
use crate::question::LaneChoice;

/// Where something was said, and by whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    /// The team that the person belongs to.
    pub(super) team: String,
    /// The person.
    pub(super) user: String,
    /// The channel, group or direct message.
    pub(super) channel: String,
    /// The message that the thread hangs on; nothing where there is none to hang on.
    pub(super) thread: Option<String>,
    /// Whether the message itself began the thread, in a direct message.
    #[serde(default)]
    pub(super) is_top: bool,
    /// Where Slack takes replies that the person alone sees.
    #[serde(default)]
    pub(super) response_url: Option<String>,
    /// Whether the person alone sees what they reply to.
    #[serde(default)]
    pub(super) is_private: bool,
    /// Whether they were told that it is looked up, in a message of its own, which the reply replaces.
    #[serde(default)]
    pub(super) replaces: bool,
    /// Our own user, as far as Slack said it.
    #[serde(default)]
    pub(super) bot: Option<String>,
}

impl Place {
    pub(super) fn member(&self) -> Member {
        Member {
            channel: super::CHANNEL.to_owned(),
            tenant: self.team.clone(),
            user: self.user.clone(),
        }
    }

    /// Whether nobody else is there.
    pub(super) fn is_direct(&self) -> bool {
        self.channel.starts_with('D')
    }

    /// What a conversation is kept by.
    pub(super) fn key(&self) -> Option<String> {
        match &self.thread {
            // What is typed below each other in a direct message is one conversation, thread or not.
            Some(_) if self.is_direct() && self.is_top => Some(self.channel.clone()),
            Some(thread) => Some(key(&self.channel, thread)),
            None => None,
        }
    }
}

/// What a conversation in a thread is kept by.
pub(super) fn key(channel: &str, thread: &str) -> String {
    format!("{channel}:{thread}")
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Asked {
    pub(super) place: Place,
    pub(super) text: String,
    /// Who may answer, where a button says it.
    #[serde(default)]
    pub(super) lane: Option<LaneChoice>,
    /// The conversation, where a button says it.
    #[serde(default)]
    pub(super) conversation: Option<String>,
    /// Whether a button asked it: then nobody sees the question unless we show it.
    #[serde(default)]
    pub(super) by_button: bool,
    /// Whether it was not said to us: it is for us only if the person has asked in this thread before.
    #[serde(default)]
    pub(super) is_overheard: bool,
}

/// Something that is to be answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Work {
    /// A question.
    Question(Asked),
    /// How to ask.
    Help {
        place: Place,
        /// What was typed, for its language.
        text: String,
    },
    /// Somebody opened a thread with the assistant.
    Welcome { place: Place },
    /// What somebody thinks of an answer.
    Feedback {
        place: Place,
        answer: String,
        is_good: bool,
    },
    /// How an answer was computed.
    Receipt {
        place: Place,
        answer: String,
        /// What opens a window, for three seconds.
        trigger: Option<String>,
    },
}

impl Work {
    pub(super) fn place(&self) -> &Place {
        match self {
            Self::Question(asked) => &asked.place,
            Self::Help { place, .. }
            | Self::Welcome { place }
            | Self::Feedback { place, .. }
            | Self::Receipt { place, .. } => place,
        }
    }
}

/// What a button that asks carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Button {
    /// The question.
    #[serde(rename = "q")]
    pub(super) question: String,
    /// Who may answer.
    #[serde(rename = "l", default, skip_serializing_if = "Option::is_none")]
    pub(super) lane: Option<LaneChoice>,
    /// The conversation that it goes on from.
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    pub(super) conversation: Option<String>,
}

/// What of an answer was shown before it was whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Shown {
    /// What Slack calls the message.
    pub(super) ts: String,
    /// Whether it is a stream; else a message that is replaced.
    pub(super) is_stream: bool,
    /// The text that it has.
    pub(super) told: String,
    /// Steps that it shows as begun: they end with it.
    #[serde(default)]
    pub(super) open: Vec<serde_json::Value>,
}

/// Where a message goes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "to", rename_all = "snake_case")]
pub(super) enum To {
    /// A thread, or a channel where there is no thread.
    Thread {
        channel: String,
        thread: Option<String>,
    },
    /// One person alone, in a channel.
    Person {
        channel: String,
        user: String,
        thread: Option<String>,
        response_url: Option<String>,
        /// Whether the last reply through the address is replaced.
        replace: bool,
    },
}

/// A picture that is uploaded when it is needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Drawn {
    /// As base64.
    pub(super) png: String,
    pub(super) title: String,
    pub(super) alt: String,
}

/// A message as it is kept until it was sent: whole, and in the ways that are left where Slack does not take a block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Outgoing {
    #[serde(flatten)]
    pub(super) to: To,
    /// For notifications, and where nothing else is taken.
    pub(super) text: String,
    /// The sentences as Markdown, for a stream.
    #[serde(default)]
    pub(super) markdown: String,
    /// The sentences as blocks; a stream has them already.
    #[serde(default)]
    pub(super) head: Vec<serde_json::Value>,
    /// What follows, with the newest blocks.
    #[serde(default)]
    pub(super) native: Vec<serde_json::Value>,
    /// The same with blocks that every client knows.
    #[serde(default)]
    pub(super) plain: Vec<serde_json::Value>,
    /// Whether the newest blocks have the picture already.
    #[serde(default)]
    pub(super) is_drawn: bool,
    #[serde(default)]
    pub(super) picture: Option<Drawn>,
    /// What of it is shown already.
    #[serde(default)]
    pub(super) shown: Option<Shown>,
}

impl Outgoing {
    /// Words alone.
    pub(super) fn words(to: To, text: &str) -> Self {
        Self {
            to,
            markdown: super::blocks::plain(text),
            head: super::blocks::paragraphs(text),
            text: super::text::escaped(text),
            native: Vec::new(),
            plain: Vec::new(),
            is_drawn: false,
            picture: None,
            shown: None,
        }
    }
}
