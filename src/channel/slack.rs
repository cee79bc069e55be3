//! Slack: mentions, direct messages, slash commands, threads of the assistant and buttons, over HTTP or Socket Mode.
//!
//! What it promises: a request of Slack is acknowledged once it is kept, and answered once; the answer is one message,
//! which grows while it is made where it takes long; what somebody may not see is not shown where they are.
//! `docs/slack.md` says how to set it up.

mod api;
mod aside;
mod blocks;
mod check;
mod handle;
mod inbound;
mod live;
mod members;
mod push;
mod routes;
mod send;
mod signature;
mod socket;
mod text;
mod words;
mod work;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::sync::OnceCell;
use url::Url;

use self::api::Api;
use self::inbound::Received;
use self::live::Live;
use self::members::Members;
use self::send::SlackSender;
use self::work::Work;
use super::chat::{Chat, Inbox, Sender};
use crate::question::Language;
use crate::store::StoreError;

pub use check::{SlackChecked, check};
pub use live::Pace;
pub(super) use routes::{MAX_BODY_BYTES, commands, events, interactivity};

/// The name of this chat program in the store.
const CHANNEL: &str = "slack";

/// How Slack is reached, and how it reaches us.
pub struct SlackSettings {
    /// Where the Web API is.
    pub base: Url,
    /// The bot's token, `xoxb-…`.
    pub bot_token: SecretString,
    /// What requests over HTTP are signed with; nothing where none come.
    pub signing_secret: Option<SecretString>,
    /// The app's token for Socket Mode, `xapp-…`; nothing where requests come over HTTP.
    pub app_token: Option<SecretString>,
    /// How answers grow.
    pub pace: Pace,
    /// The pause between two messages in a channel; nothing is Slack's own rate.
    pub message_gap: Option<Duration>,
}

/// Why Slack cannot be talked to.
#[derive(Debug, thiserror::Error)]
pub enum SlackError {
    /// The client cannot be made.
    #[error("nothing can be sent over HTTP from this machine")]
    Client(#[from] reqwest::Error),
}

/// Slack.
pub struct Slack {
    chat: Arc<Chat>,
    inbox: Inbox,
    api: Api,
    socket: Option<Api>,
    secret: Option<SecretString>,
    live: Live,
    members: Members,
    own: OnceCell<String>,
    message_gap: Option<Duration>,
}

impl Slack {
    /// Slack with its settings.
    ///
    /// # Errors
    /// Where no client can be made.
    pub fn new(chat: Arc<Chat>, settings: SlackSettings) -> Result<Self, SlackError> {
        let api = Api::new(&settings.base, settings.bot_token)?;
        let app = settings.app_token.map(|it| api.with_token(it));
        Ok(Self {
            inbox: chat.inbox(CHANNEL),
            live: Live::new(api.clone(), settings.pace),
            members: Members::default(),
            own: OnceCell::new(),
            secret: settings.signing_secret,
            message_gap: settings.message_gap,
            socket: app,
            chat,
            api,
        })
    }

    /// What sends its messages.
    #[must_use]
    pub fn sender(&self) -> Arc<dyn Sender> {
        let sender = SlackSender::new(self.api.clone());
        match self.message_gap {
            Some(gap) => Arc::new(sender.with_gap(gap)),
            None => Arc::new(sender),
        }
    }

    /// Answers what comes, and keeps a connection open where one is wanted, for as long as it is polled.
    pub async fn run(self: Arc<Self>) -> Infallible {
        let answering = self.inbox.run(self.clone());
        match &self.socket {
            Some(api) => tokio::select! {
                never = answering => never,
                never = socket::run(&self, api) => never,
            },
            None => answering.await,
        }
    }

    /// Keeps an event.
    async fn event(&self, envelope: &Value) -> Result<(), StoreError> {
        if let Some(stop) = inbound::stop(envelope) {
            self.stop(&stop.channel, &stop.thread);
        }
        match inbound::event(envelope) {
            Some(received) => self.kept(received).await,
            None => Ok(()),
        }
    }

    /// Keeps a command, and says what is shown at once.
    async fn command(
        &self,
        field: impl Fn(&str) -> Option<String>,
    ) -> Result<Option<Value>, StoreError> {
        let Some(received) = inbound::command(field) else {
            return Ok(None);
        };
        let language = match &received.work {
            Some(Work::Question(asked)) => Language::of(&asked.text),
            _ => Language::Zh,
        };
        self.kept(received).await?;
        let text = words::looking(language);
        Ok(Some(json!({ "response_type": "ephemeral", "text": text })))
    }

    /// Keeps a pressed button.
    async fn interaction(&self, payload: &Value) -> Result<(), StoreError> {
        match inbound::interaction(payload) {
            Some(received) => self.kept(received).await,
            None => Ok(()),
        }
    }

    async fn kept(&self, received: Received) -> Result<(), StoreError> {
        let Received { names, work } = received;
        let work = work.filter(|work| !handle::stopped_by_word(self, work));
        self.inbox.receive(names, work.as_ref()).await.map(drop)
    }

    /// Stops what is asked in a thread; tells whether there was something.
    fn stop(&self, channel: &str, thread: &str) -> bool {
        let asking = &self.chat.asking;
        let in_thread = asking.stop(CHANNEL, &work::key(channel, thread));
        // What is typed in a direct message is asked there, not in its thread.
        let above = channel.starts_with('D') && asking.stop(CHANNEL, channel);
        in_thread || above
    }
}
