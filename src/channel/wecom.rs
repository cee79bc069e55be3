//! WeCom (企业微信): a self-built app, an AI bot by callback or over a connection that we open, and robots of groups.
//!
//! ```text
//! app   callback (XML)  ─┐                                  ┌─ message/send (text, Markdown, picture, card)
//! bot   callback (JSON) ─┼─► received ─► Inbox ─► turn ─►───┼─ the stream that WeCom asks for or is pushed
//! bot   connection      ─┘                                  └─ response_url, aibot_send_msg
//! ```
//!
//! Invariant: whoever is not linked to somebody of ours gets no answer but how to be linked.
//! Invariant: in a group nothing is shown that not everybody there may see; the answer goes to its asker alone.

mod api;
mod app;
mod bot;
mod cards;
mod check;
mod crypto;
mod deliver;
mod door;
mod markdown;
mod push;
mod received;
mod said;
mod send;
mod settings;
mod socket;
mod streams;
mod text;
mod turn;

use std::convert::Infallible;
use std::sync::Arc;

use futures::future::BoxFuture;
use secrecy::SecretString;
use serde_json::{Value, json};

use super::chat::{Chat, Inbox, Member, NewMessage, Sender, Unit, clip};
use api::{Api, Endpoint, inline_image};
use door::Door;
use send::{AllBegun, GroupSender, Outgoing, Rates};
use socket::Socket;
use streams::Streams;

pub use api::PUBLIC_API;
pub(super) use app::{check_app, post_app};
pub(super) use bot::{check_bot, post_bot};
pub use check::check;
pub use crypto::{AesKey, BadKey};
pub use settings::{AppSettings, CallbackSettings, Pace, Settings, SocketSettings};
pub use socket::PUBLIC_SOCKET;

/// What other parts know this channel by.
pub(super) const CHANNEL: &str = "wecom";
/// The same for messages to groups by their robots, which have a rate of their own.
const GROUPS: &str = "wecom_group";

/// Bytes of a body at most.
pub(super) const MAX_BODY_BYTES: usize = 1024 * 1024;
/// Bytes of a robot's message at most.
const MAX_GROUP_TEXT: usize = 4096;
/// Bytes of a robot's picture at most.
const MAX_GROUP_IMAGE: usize = 2 * 1024 * 1024;

/// WeCom as this server talks to it.
pub struct WeCom {
    chat: Arc<Chat>,
    inbox: Inbox,
    corp_id: String,
    endpoint: Endpoint,
    app: Option<Api>,
    app_door: Option<Door>,
    bot_door: Option<Door>,
    socket: Option<Socket>,
    group_key: Option<SecretString>,
    streams: Streams,
    rates: Rates,
    begun: AllBegun,
    pace: Pace,
}

impl WeCom {
    /// Sets it up; nothing is called yet.
    ///
    /// # Errors
    /// What is wrong with the settings, and what would be right.
    pub fn new(chat: Arc<Chat>, settings: Settings) -> Result<Arc<Self>, String> {
        settings.check()?;
        let Settings {
            corp_id,
            app,
            app_callback,
            bot_callback,
            socket,
            group_key,
            api,
            pace,
        } = settings;
        let endpoint = Endpoint::new(&api)?;
        let door = |it: CallbackSettings, receive_id: &str| Door::new(it, receive_id, pace.window);
        Ok(Arc::new(Self {
            inbox: chat.inbox(CHANNEL),
            chat,
            app: app.map(|it| Api::new(endpoint.clone(), &corp_id, it.agent_id, it.secret)),
            app_door: app_callback.map(|it| door(it, &corp_id)),
            // A bot of the company itself has no receiver's id.
            bot_door: bot_callback.map(|it| door(it, "")),
            socket: socket.map(|it| Socket::new(it, pace)).transpose()?,
            group_key,
            streams: Streams::default(),
            rates: Rates::default(),
            begun: AllBegun::default(),
            endpoint,
            corp_id,
            pace,
        }))
    }

    /// What sends.
    #[must_use]
    pub fn senders(self: &Arc<Self>) -> Vec<Arc<dyn Sender>> {
        let mut senders: Vec<Arc<dyn Sender>> = vec![self.clone()];
        if let Some(key) = &self.group_key {
            let (endpoint, key) = (self.endpoint.clone(), key.clone());
            let gap = self.pace.group_gap;
            senders.push(Arc::new(GroupSender { endpoint, key, gap }));
        }
        senders
    }

    /// What runs beside the server.
    #[must_use]
    pub fn works(self: &Arc<Self>) -> Vec<BoxFuture<'static, Infallible>> {
        let (answers, connects) = (self.clone(), self.clone());
        let handler = self.clone();
        let mut works: Vec<BoxFuture<'static, Infallible>> =
            vec![Box::pin(async move { answers.inbox.run(handler).await })];
        if self.socket.is_some() {
            works.push(Box::pin(async move { connects.connected().await }));
        }
        works
    }

    /// Sends a text in WeCom's Markdown, and a picture, to the group of the robot; `key` says that the same is sent
    /// once. It is on the disk when this returns.
    ///
    /// # Errors
    /// Where there is no robot, the picture is too large, or it could not be written.
    pub async fn push_to_group(
        &self,
        key: &str,
        text: &str,
        png: Option<&[u8]>,
    ) -> Result<(), String> {
        if self.group_key.is_none() {
            return Err("no robot of a group is set up: set --wecom-webhook-key".to_owned());
        }
        let content = clip(text, MAX_GROUP_TEXT, Unit::Bytes);
        let mut bodies = vec![json!({ "msgtype": "markdown", "markdown": { "content": content } })];
        if let Some(png) = png {
            if png.len() > MAX_GROUP_IMAGE {
                return Err("the picture has more than 2 MB".to_owned());
            }
            bodies.push(json!({ "msgtype": "image", "image": inline_image(png) }));
        }
        let messages = bodies.into_iter().enumerate().map(|(at, body)| NewMessage {
            channel: GROUPS,
            destination: "robot".to_owned(),
            key: format!("{key}:{at}"),
            payload: json!(Outgoing::Group { body }),
        });
        let posted = self.chat.outbox.post(messages.collect(), None).await;
        posted.map_err(|error| error.to_string())
    }

    /// Asks WeCom for a token, to know whether company, secret and address are right; nothing where there is no app.
    ///
    /// # Errors
    /// What is wrong and where to put it right.
    pub async fn check(&self) -> Result<(), String> {
        match &self.app {
            Some(app) => app.check().await.map_err(|error| error.to_string()),
            None => Ok(()),
        }
    }

    /// Somebody of the company.
    fn member(&self, user: &str) -> Member {
        Member {
            channel: CHANNEL.to_owned(),
            tenant: self.corp_id.clone(),
            user: user.to_owned(),
        }
    }
}

/// The text of a reply that ends at once.
fn ended(message: &str, text: &str) -> Value {
    streams::unknown(&streams::name(message), text)
}

/// Makes ring the process's TLS provider; neither reqwest nor the connection brings one.
fn tls() {
    // An error means that another part of the process chose one already.
    drop(rustls::crypto::ring::default_provider().install_default());
}
