//! Subscriptions in Slack: what people say of them, and the messages that they make.

use async_trait::async_trait;
use semantic_sql::Principal;
use serde_json::json;

use super::aside::aside;
use super::blocks::{self, Shape};
use super::handle::{drawn, is_shown_to_one, to};
use super::work::{Asked, Outgoing, Place, To};
use super::{CHANNEL, Slack, text};
use crate::channel::chat::{Courier, NewMessage};
use crate::push::{self, Heard, Message, Owner, Told};
use crate::question::Language;

impl Slack {
    /// Does what somebody says of their subscriptions; nothing where they say something else.
    pub(super) async fn of_subscriptions(
        &self,
        asked: &Asked,
        principal: &Principal,
        language: Language,
    ) -> Option<Outgoing> {
        let pushes = self.chat.pushes.get().filter(|_| !asked.by_button)?;
        let command = push::read(&asked.text)?;
        let place = &asked.place;
        let heard = Heard {
            owner: Owner {
                channel: CHANNEL.to_owned(),
                tenant: place.team.clone(),
                user: place.user.clone(),
            },
            principal,
            here: (!place.is_direct()).then(|| place.channel.clone()),
            can_send_here: true,
            is_public: place.is_direct() || self.may_all_read(place, principal).await,
            has_robot: false,
            language,
        };
        let reply = pushes.done(command, &heard).await;
        let to = match (is_shown_to_one(place), reply.is_private) {
            (false, true) => aside(place),
            (is_shown_to_one, _) => to(place, is_shown_to_one),
        };
        Some(Outgoing::words(to, &reply.text))
    }
}

#[async_trait]
impl Courier for Slack {
    fn channel(&self) -> &'static str {
        CHANNEL
    }

    async fn messages(&self, push: &Message<'_>) -> Vec<NewMessage> {
        let owner = &push.subscription.owner;
        let place = push.subscription.place.as_ref().map(|channel| Place {
            team: owner.tenant.clone(),
            user: owner.user.clone(),
            channel: channel.clone(),
            thread: None,
            is_top: false,
            response_url: None,
            is_private: false,
            replaces: false,
            bot: None,
        });
        let mut note = push.note.to_owned();
        let channel = match place {
            Some(place) if self.may_all_read(&place, push.principal).await => place.channel,
            Some(_) => {
                note = format!("{note}\n{}", blocks::private_note(push.language));
                owner.user.clone()
            }
            None => owner.user.clone(),
        };
        let to = To::Thread {
            channel: channel.clone(),
            thread: None,
        };
        let outgoing = match push.told {
            Told::Nothing => Outgoing::words(to, &note),
            Told::Answer(answer, chart) => {
                let parts = blocks::parts(&Shape {
                    answer,
                    chart,
                    language: push.language,
                    asked: None,
                    is_private: false,
                });
                let picture = match chart {
                    Some(chart) => drawn(chart.clone(), &parts.text).await,
                    None => None,
                };
                let mut head = blocks::paragraphs(&note);
                head.extend(parts.head);
                Outgoing {
                    to,
                    text: format!("{}\n{}", text::escaped(&note), parts.text),
                    markdown: parts.markdown,
                    head,
                    native: parts.native,
                    plain: parts.plain,
                    is_drawn: parts.is_drawn,
                    picture,
                    shown: None,
                }
            }
        };
        vec![NewMessage {
            channel: CHANNEL,
            destination: channel,
            key: format!("{} 0", push.key),
            payload: json!(outgoing),
        }]
    }
}
