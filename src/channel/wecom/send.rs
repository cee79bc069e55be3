//! Messages on their way to WeCom.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::api::{ApiError, Content, Endpoint, Message, Reaction};
use super::socket::Socket;
use super::{CHANNEL, GROUPS, WeCom};
use crate::channel::chat::{SendError, Sender, Sent};
use crate::store::OutboxMessage;

/// Messages to one person within a minute; WeCom drops what is beyond thirty, and says nothing.
const MOST_A_MINUTE: usize = 28;
/// Messages of which it is known how far they are.
const MOST_BEGUN: usize = 10_000;
const MINUTE: Duration = Duration::from_secs(60);
/// How long is waited where WeCom says that there were too many calls.
const TOO_MANY: Duration = Duration::from_secs(60);

/// A message as it is kept until it is sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub(super) enum Outgoing {
    /// By the app, to one person: messages in their order, so that none overtakes one that has to be tried again.
    App {
        /// Who.
        user: String,
        /// What.
        parts: Vec<AppPart>,
    },
    /// At the address that a message came with, once.
    Respond {
        /// Where.
        url: String,
        /// What.
        body: Value,
    },
    /// Over the bot's connection, to a person or a group.
    Socket {
        /// Whom.
        chat: String,
        /// What.
        body: Value,
    },
    /// A picture over the bot's connection.
    SocketImage {
        /// Whom.
        chat: String,
        /// Its bytes, in base64.
        png: String,
    },
    /// To the card of an app that was pressed.
    Closed {
        /// Who pressed it.
        user: String,
        /// By which it is changed, once.
        response_code: String,
        /// What it says now.
        text: String,
    },
    /// To a group, by its robot.
    Group {
        /// What.
        body: Value,
    },
}

/// One message of an app.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct AppPart {
    /// What it shows.
    pub(super) content: AppContent,
    /// Whether the same text never rightly comes twice.
    pub(super) is_unique: bool,
}

/// What an app sends.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum AppContent {
    /// Plain text.
    Text {
        /// The text.
        text: String,
    },
    /// WeCom's Markdown.
    Markdown {
        /// The text.
        text: String,
    },
    /// A picture.
    Image {
        /// Its bytes, in base64.
        png: String,
    },
    /// A card.
    Card {
        /// As WeCom reads it.
        card: Value,
    },
}

impl AppContent {
    pub(super) fn png(png: &[u8]) -> Self {
        Self::Image {
            png: STANDARD.encode(png),
        }
    }
}

/// Sends to a group by its robot.
pub(super) struct GroupSender {
    pub(super) endpoint: Endpoint,
    pub(super) key: SecretString,
    pub(super) gap: Duration,
}

#[async_trait]
impl Sender for WeCom {
    fn channel(&self) -> &'static str {
        CHANNEL
    }

    fn gap(&self) -> Duration {
        self.pace.gap
    }

    async fn send(&self, message: &OutboxMessage) -> Result<Sent, SendError> {
        match read(message)? {
            Outgoing::App { user, parts } => self.send_parts(&message.id, &user, &parts).await?,
            Outgoing::Respond { url, body } => {
                let sent = self.endpoint.respond(&url, &body).await;
                sent.map_err(|error| failed(&error))?;
            }
            Outgoing::Socket { chat, body } => self.line()?.push(&chat, body).await?,
            Outgoing::SocketImage { chat, png } => {
                self.line()?.push_image(&chat, &decoded(&png)?).await?;
            }
            Outgoing::Closed {
                user,
                response_code,
                text,
            } => {
                let app = self.app.as_ref().ok_or_else(no_app)?;
                let closed = app.close_card(&user, &response_code, &text).await;
                closed.map_err(|error| failed(&error))?;
            }
            Outgoing::Group { .. } => return Err(SendError::permanent("it is for a robot")),
        }
        Ok(Sent::default())
    }
}

#[async_trait]
impl Sender for GroupSender {
    fn channel(&self) -> &'static str {
        GROUPS
    }

    fn gap(&self) -> Duration {
        self.gap
    }

    async fn send(&self, message: &OutboxMessage) -> Result<Sent, SendError> {
        let Outgoing::Group { body } = read(message)? else {
            return Err(SendError::permanent("it is for nobody's robot"));
        };
        let sent = self.endpoint.push(&self.key, &body).await;
        sent.map_err(|error| failed(&error))?;
        Ok(Sent::default())
    }
}

impl WeCom {
    /// Sends what was not sent by an attempt before. A part that cannot be sent at all does not keep the others back.
    async fn send_parts(&self, id: &str, user: &str, parts: &[AppPart]) -> Result<(), SendError> {
        let begun = self.begun.take(id);
        let mut refused = begun.refused;
        for (at, part) in parts.iter().enumerate().skip(begun.done) {
            match self.send_by_app(user, part).await {
                Ok(()) => {}
                Err(error) if error.permanent => refused = Some(error),
                Err(error) => {
                    self.begun.put(id, Begun { done: at, refused });
                    return Err(error);
                }
            }
        }
        refused.map_or(Ok(()), Err)
    }

    async fn send_by_app(&self, user: &str, part: &AppPart) -> Result<(), SendError> {
        let app = self.app.as_ref().ok_or_else(no_app)?;
        self.rates.take(user, Instant::now())?;
        let media;
        let content = match &part.content {
            AppContent::Text { text } => Content::Text(text),
            AppContent::Markdown { text } => Content::Markdown(text),
            AppContent::Card { card } => Content::Card(card),
            AppContent::Image { png } => {
                let uploaded = app.upload("chart.png", &decoded(png)?).await;
                media = uploaded.map_err(|error| failed(&error))?;
                Content::Image(&media)
            }
        };
        let message = Message {
            to: user,
            content,
            is_unique: part.is_unique,
        };
        app.send(&message).await.map_err(|error| failed(&error))
    }

    fn line(&self) -> Result<&Socket, SendError> {
        self.socket.as_ref().ok_or_else(|| {
            SendError::permanent("no connection of a bot is set up (--wecom-bot-id)")
        })
    }
}

fn decoded(png: &str) -> Result<Vec<u8>, SendError> {
    let png = STANDARD.decode(png);
    png.map_err(|_| SendError::permanent("the picture cannot be read"))
}

fn read(message: &OutboxMessage) -> Result<Outgoing, SendError> {
    serde_json::from_str(&message.payload)
        .map_err(|_| SendError::permanent("the message cannot be read any more"))
}

fn no_app() -> SendError {
    SendError::permanent("no app is set up (--wecom-agent-id, --wecom-secret)")
}

/// What became of a call, for whoever looks at messages that did not arrive.
fn failed(error: &ApiError) -> SendError {
    match error.reaction() {
        Reaction::Retry => SendError {
            retry_after: error.is_too_many().then_some(TOO_MANY),
            ..SendError::passing(error.to_string())
        },
        Reaction::GiveUp => SendError::permanent(error.to_string()),
    }
}

/// How far messages of several parts are that have to be tried again. After a restart WeCom's own check drops what it
/// has shown already, but for pictures.
#[derive(Default)]
pub(super) struct AllBegun(Mutex<HashMap<String, Begun>>);

/// How far a message is.
#[derive(Debug, Default)]
struct Begun {
    /// Parts that are done with.
    done: usize,
    /// Why one of them cannot be sent.
    refused: Option<SendError>,
}

impl AllBegun {
    fn take(&self, id: &str) -> Begun {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.remove(id).unwrap_or_default()
    }

    fn put(&self, id: &str, begun: Begun) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() < MOST_BEGUN {
            all.insert(id.to_owned(), begun);
        }
    }
}

/// When each person got messages.
#[derive(Default)]
pub(super) struct Rates(Mutex<HashMap<String, VecDeque<Instant>>>);

impl Rates {
    /// Takes a place among the messages of a minute.
    fn take(&self, user: &str, now: Instant) -> Result<(), SendError> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_old = |at: &Instant| now.saturating_duration_since(*at) >= MINUTE;
        all.retain(|_, times| times.back().is_some_and(|last| !is_old(last)));
        let times = all.entry(user.to_owned()).or_default();
        while times.front().is_some_and(is_old) {
            times.pop_front();
        }
        if times.len() >= MOST_A_MINUTE {
            let first = times.front().copied().unwrap_or(now);
            let wait = MINUTE.saturating_sub(now.saturating_duration_since(first));
            return Err(SendError {
                retry_after: Some(wait),
                ..SendError::passing(
                    "the person would get more messages in a minute than WeCom shows",
                )
            });
        }
        times.push_back(now);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{MOST_A_MINUTE, Rates};

    #[test]
    fn nobody_gets_more_than_wecom_shows() {
        let rates = Rates::default();
        let now = Instant::now();
        for _ in 0..MOST_A_MINUTE {
            rates.take("a", now).unwrap();
        }
        let later = now + Duration::from_secs(20);
        let error = rates.take("a", later).unwrap_err();
        assert!(!error.permanent);
        assert_eq!(error.retry_after, Some(Duration::from_secs(40)));
        rates.take("b", later).unwrap();
        rates.take("a", now + Duration::from_secs(60)).unwrap();
    }
}
