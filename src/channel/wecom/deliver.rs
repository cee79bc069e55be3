//! How what somebody is told reaches them: in the stream that WeCom shows, else as messages that are kept until they are
//! sent.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::api::{MAX_IMAGE, inline_image};
use super::send::{AppContent, AppPart, Outgoing};
use super::streams::{MAX_CONTENT, Shown};
use super::text::{fitted, packed};
use super::turn::{Turn, Way};
use super::{CHANNEL, GROUPS, said};
use crate::channel::chat::NewMessage;
use crate::clock::{days_ago_utc, now_utc};

/// Bytes of a message of an app.
pub(super) const MAX_MESSAGE: usize = 2048;
/// Days that an answer can be judged by the name that WeCom shows it under.
const JUDGED_DAYS: u32 = 90;
/// What is said where a text does not fit.
pub(super) const MORE: &str = "\n\n（内容过长，已省略。/ Too long to be shown whole.）";

/// What somebody is told.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Told {
    /// The text, in pieces that belong together.
    pub(super) pieces: Vec<String>,
    /// The picture.
    pub(super) png: Option<Vec<u8>>,
    /// The card below.
    pub(super) card: Option<Value>,
    /// The answer that it is.
    pub(super) answer_id: Option<String>,
    /// Whether it is for its asker alone, though it was asked where others read along.
    pub(super) alone: bool,
    /// The card of an app that was pressed, and what it says now.
    pub(super) closed: Option<(String, String)>,
}

impl Told {
    /// A text alone.
    pub(super) fn text(text: &str) -> Self {
        Self {
            pieces: vec![text.to_owned()],
            ..Self::default()
        }
    }

    /// Nothing but that a card was pressed.
    pub(super) fn card_closed(response_code: Option<&str>, text: &str) -> Self {
        Self::default().closing(response_code, text)
    }

    /// With a card that was pressed.
    pub(super) fn closing(self, response_code: Option<&str>, text: &str) -> Self {
        Self {
            closed: response_code.map(|it| (it.to_owned(), text.to_owned())),
            ..self
        }
    }

    /// What is told where there is one reply: a question back by its card, everything else by its text.
    fn one_reply(&self) -> Value {
        match &self.card {
            Some(card) if self.answer_id.is_none() => template_card(card),
            _ => in_markdown(&self.whole()),
        }
    }

    /// The text whole, as far as it fits.
    fn whole(&self) -> String {
        fitted(&self.pieces, MAX_CONTENT, MORE)
    }
}

impl Turn<'_> {
    /// Whether there is a way to its asker that nobody else reads.
    pub(super) fn reaches_alone(&self) -> bool {
        let by_bot = matches!(self.job.way, Way::Socket) && self.wecom.socket.is_some();
        by_bot || self.wecom.app.is_some()
    }

    /// Whether there is a way to answer after WeCom stops asking how the answer goes on.
    pub(super) fn reaches_later(&self) -> bool {
        let has_url = matches!(&self.job.way, Way::Callback { url: Some(_) });
        has_url || self.reaches_alone()
    }

    /// Says that it is worked on, in a message of its own.
    pub(super) async fn working(&self, text: &str) {
        let content = AppContent::Text {
            text: text.to_owned(),
        };
        let part = AppPart {
            content,
            is_unique: false,
        };
        let message = self.message("working", &self.to_app(vec![part]));
        if let Err(error) = self.wecom.chat.outbox.post(vec![message], None).await {
            tracing::warn!(error.cause = %error, "that a question is worked on is not said");
        }
    }

    /// Shows it where it is waited for; returns what is to be sent instead.
    pub(super) async fn deliver(&self, told: Told) -> Vec<NewMessage> {
        self.note_name(&told).await;
        let Some(stream) = &self.stream else {
            return self.messages(&told);
        };
        let language = self.language();
        if told.alone {
            let note = said::privately(language).to_owned();
            stream.end(Shown {
                content: note,
                ..Shown::default()
            });
            return self.messages(&told);
        }
        let image = told.png.as_deref().filter(|it| it.len() <= MAX_IMAGE);
        let was_open = stream.end(Shown {
            content: told.whole(),
            image: image.map(inline_image),
            // People judge an answer by WeCom's own buttons; a card is for a question back.
            card: told.card.clone().filter(|_| told.answer_id.is_none()),
            finish: true,
        });
        if was_open && stream.taken_within(self.wecom.pace.taken).await {
            return Vec::new();
        }
        self.messages(&told)
    }

    /// The messages that tell it, by the way that is left.
    pub(super) fn messages(&self, told: &Told) -> Vec<NewMessage> {
        let mut outgoing = Vec::new();
        if let Some((response_code, text)) = &told.closed {
            outgoing.push(Outgoing::Closed {
                user: self.job.user.clone(),
                response_code: response_code.clone(),
                text: text.clone(),
            });
        }
        if !told.pieces.is_empty() {
            match &self.job.way {
                Way::Callback { url: Some(url) } if !told.alone => {
                    outgoing.push(Outgoing::Respond {
                        url: url.clone(),
                        body: told.one_reply(),
                    });
                }
                Way::Socket if self.wecom.socket.is_some() => {
                    outgoing.extend(self.by_socket(told));
                }
                Way::App | Way::Callback { .. } | Way::Socket if self.wecom.app.is_some() => {
                    outgoing.push(self.by_app(told));
                }
                Way::App | Way::Callback { .. } | Way::Socket => {
                    tracing::error!("there is no way left to answer a message of WeCom");
                }
            }
        }
        let numbered = outgoing.iter().enumerate();
        numbered
            .map(|(at, it)| self.message(&at.to_string(), it))
            .collect()
    }

    fn by_socket(&self, told: &Told) -> Vec<Outgoing> {
        let group = self.job.group.as_ref().filter(|_| !told.alone);
        let chat = group.unwrap_or(&self.job.user);
        let say = |body| Outgoing::Socket {
            chat: chat.clone(),
            body,
        };
        let mut all = vec![say(in_markdown(&told.whole()))];
        if let Some(png) = told.png.as_deref().filter(|it| it.len() <= MAX_IMAGE) {
            all.push(Outgoing::SocketImage {
                chat: chat.clone(),
                png: STANDARD.encode(png),
            });
        }
        if let Some(card) = &told.card {
            all.push(say(template_card(card)));
        }
        all
    }

    fn by_app(&self, told: &Told) -> Outgoing {
        let texts = packed(&told.pieces, MAX_MESSAGE);
        // The mark of the answer stands in the last one: alone it makes the text its own.
        let alone = texts.len() == 1 && told.answer_id.is_some();
        let part = |content, is_unique| AppPart { content, is_unique };
        let mut parts: Vec<AppPart> = texts
            .into_iter()
            .map(|text| part(AppContent::Markdown { text }, alone))
            .collect();
        if let Some(png) = told.png.as_deref().filter(|it| it.len() <= MAX_IMAGE) {
            parts.push(part(AppContent::png(png), false));
        }
        if let Some(card) = &told.card {
            let card = card.clone();
            parts.push(part(AppContent::Card { card }, true));
        }
        self.to_app(parts)
    }

    fn to_app(&self, parts: Vec<AppPart>) -> Outgoing {
        Outgoing::App {
            user: self.job.user.clone(),
            parts,
        }
    }

    fn message(&self, name: &str, outgoing: &Outgoing) -> NewMessage {
        NewMessage {
            channel: match outgoing {
                Outgoing::Group { .. } => GROUPS,
                _ => CHANNEL,
            },
            destination: self.job.user.clone(),
            key: format!("{}:{name}", self.event.event),
            payload: json!(outgoing),
        }
    }

    /// Notes by which name people will judge it.
    async fn note_name(&self, told: &Told) {
        let (Some(stream), Some(answer)) = (&self.stream, &told.answer_id) else {
            return;
        };
        let (now, before) = (now_utc(), days_ago_utc(JUDGED_DAYS));
        let store = &self.wecom.chat.store;
        let noted = store.put_shown(stream.id(), answer, &now, &before).await;
        if let Err(error) = noted {
            tracing::warn!(error.cause = %error, "an answer cannot be judged later");
        }
    }
}

pub(super) fn in_markdown(text: &str) -> Value {
    json!({ "msgtype": "markdown", "markdown": { "content": text } })
}

pub(super) fn template_card(card: &Value) -> Value {
    json!({ "msgtype": "template_card", "template_card": card })
}
