//! The chat programs of a server: what they share, and what runs beside the server for them.

mod wecom;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use futures::future::{BoxFuture, join_all};

use super::Service;
use super::entrance::narrower;
use crate::channel::chat::{Chat, ChatSettings, Chats, OutboxSettings, Sender};
use crate::channel::http::Entrance;
use crate::command::Failure;
use crate::config::{ChatArgs, WeComArgs};
use crate::store::Store;

/// What talks to chat programs.
pub struct Connected {
    /// What routes find.
    pub chats: Chats,
    chat: Arc<Chat>,
    senders: Vec<Arc<dyn Sender>>,
    works: Vec<BoxFuture<'static, Infallible>>,
}

/// Sets the chat programs up that the settings name; each asks through the entrance, as its people.
///
/// # Errors
/// A setting cannot be, or one is missing.
pub fn connected(
    service: &Service,
    store: Arc<Store>,
    entrance: &Entrance,
    args: &ChatArgs,
    wecom: &WeComArgs,
) -> Result<Connected, Failure> {
    let settings = ChatSettings {
        at_a_time: args.chat_concurrent,
        deadline: Duration::from_secs(args.chat_deadline),
        outbox: OutboxSettings::default(),
        open_places: args.open_channels.clone(),
    };
    let parts = entrance.parts.clone();
    let chat = Arc::new(Chat::new(store, parts, narrower(service), settings));
    let mut connected = Connected {
        chats: Chats::default(),
        chat: chat.clone(),
        senders: Vec::new(),
        works: Vec::new(),
    };
    if let Some(wecom) = wecom::wecom(&chat, wecom).map_err(Failure::misused)? {
        connected.senders.extend(wecom.senders());
        connected.works.extend(wecom.works());
        connected.chats.wecom = Some(wecom);
    }
    Ok(connected)
}

impl Connected {
    /// Answers, sends and forgets, for as long as it is polled.
    pub async fn run(self) -> Infallible {
        let Self {
            chats: _,
            chat,
            senders,
            works,
        } = self;
        tokio::select! {
            never = chat.outbox.run(senders) => never,
            never = chat.tidy() => never,
            // Without chat programs it ends at once.
            _ended = join_all(works) => std::future::pending().await,
        }
    }
}
