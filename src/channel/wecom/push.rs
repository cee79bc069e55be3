//! Subscriptions in WeCom: what people say of them, and the messages that they make.

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use semantic_sql::Principal;
use serde_json::json;

use super::api::{MAX_IMAGE, inline_image};
use super::deliver::{MAX_MESSAGE, MORE, Told, in_markdown, template_card};
use super::send::{AppContent, AppPart, Outgoing};
use super::streams::MAX_CONTENT;
use super::text::{fitted, packed};
use super::turn::Turn;
use super::turn::answer::{picture, told};
use super::{CHANNEL, GROUPS, MAX_GROUP_IMAGE, MAX_GROUP_TEXT, WeCom, markdown, said};
use crate::channel::chat::{Company, Courier, NewMessage};
use crate::push::Told as Pushed;
use crate::push::{self, Heard, Message, Owner, ROBOT};

impl Turn<'_> {
    /// Does what somebody says of their subscriptions; nothing where they say something else.
    pub(super) async fn of_subscriptions(&self, text: &str, principal: &Principal) -> Option<Told> {
        let wecom = self.wecom;
        let pushes = wecom.chat.pushes.get()?;
        let command = push::read(text)?;
        let heard = Heard {
            owner: Owner {
                channel: CHANNEL.to_owned(),
                tenant: wecom.corp_id.clone(),
                user: self.job.user.clone(),
            },
            principal,
            here: self.job.group.clone(),
            // By callback a bot answers, and no more.
            can_send_here: wecom.socket.is_some(),
            is_public: self.is_public(principal),
            has_robot: wecom.group_key.is_some(),
            language: self.language(),
        };
        let reply = pushes.done(command, &heard).await;
        let is_aside = reply.is_private && self.job.group.is_some() && self.reaches_alone();
        Some(Told {
            alone: is_aside,
            ..Told::text(&markdown::plain(&reply.text))
        })
    }
}

#[async_trait]
impl Courier for WeCom {
    fn channel(&self) -> &'static str {
        CHANNEL
    }

    async fn messages(&self, push: &Message<'_>) -> Vec<NewMessage> {
        let place = push.subscription.place.as_deref();
        let is_there = |place: &str| match place {
            ROBOT => self.group_key.is_some(),
            _ => self.socket.is_some(),
        };
        let may_all_read = |place: &str| {
            let audience = &self.chat.audience;
            audience.may_read(push.principal, place, &Company::Unknown)
        };
        let shown_in = place.filter(|it| is_there(it) && may_all_read(it));
        let mut note = markdown::plain(push.note);
        if place.is_some() && shown_in.is_none() {
            note = format!("{note}\n{}", said::pushed_privately(push.language));
        }
        let it = match push.told {
            Pushed::Nothing => Told::text(&note),
            Pushed::Answer(answer, chart) => {
                let mut it = told(answer, picture(chart.cloned()).await);
                if let Some(first) = it.pieces.first_mut() {
                    *first = format!("\n\n{first}");
                }
                it.pieces.insert(0, note);
                it
            }
        };
        let user = &push.subscription.owner.user;
        let (destination, outgoing) = match shown_in {
            Some(ROBOT) => ("robot", by_robot(&it)),
            Some(group) => (group, by_socket(group, &it)),
            None if self.app.is_some() => (user.as_str(), vec![by_app(user, &it)]),
            None if self.socket.is_some() => (user.as_str(), by_socket(user, &it)),
            None => return Vec::new(),
        };
        let messages = outgoing.into_iter().enumerate();
        messages
            .map(|(at, it)| NewMessage {
                channel: match it {
                    Outgoing::Group { .. } => GROUPS,
                    _ => CHANNEL,
                },
                destination: destination.to_owned(),
                key: format!("{} {at}", push.key),
                payload: json!(it),
            })
            .collect()
    }
}

fn by_app(user: &str, it: &Told) -> Outgoing {
    let texts = packed(&it.pieces, MAX_MESSAGE).into_iter();
    let mut contents: Vec<AppContent> = texts.map(|text| AppContent::Markdown { text }).collect();
    contents.extend(
        it.png
            .as_deref()
            .filter(|it| it.len() <= MAX_IMAGE)
            .map(AppContent::png),
    );
    contents.extend(it.card.clone().map(|card| AppContent::Card { card }));
    // The same numbers may rightly come again in the next hour.
    let parts = contents.into_iter().map(|content| AppPart {
        content,
        is_unique: false,
    });
    Outgoing::App {
        user: user.to_owned(),
        parts: parts.collect(),
    }
}

fn by_socket(chat: &str, it: &Told) -> Vec<Outgoing> {
    let say = |body| Outgoing::Socket {
        chat: chat.to_owned(),
        body,
    };
    let mut all = vec![say(in_markdown(&fitted(&it.pieces, MAX_CONTENT, MORE)))];
    if let Some(png) = it.png.as_deref().filter(|it| it.len() <= MAX_IMAGE) {
        all.push(Outgoing::SocketImage {
            chat: chat.to_owned(),
            png: STANDARD.encode(png),
        });
    }
    all.extend(it.card.as_ref().map(|card| say(template_card(card))));
    all
}

fn by_robot(it: &Told) -> Vec<Outgoing> {
    let mut bodies = vec![in_markdown(&fitted(&it.pieces, MAX_GROUP_TEXT, MORE))];
    let png = it.png.as_deref().filter(|it| it.len() <= MAX_GROUP_IMAGE);
    bodies.extend(png.map(|png| json!({ "msgtype": "image", "image": inline_image(png) })));
    let bodies = bodies.into_iter().map(|body| Outgoing::Group { body });
    bodies.collect()
}
