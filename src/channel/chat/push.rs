//! Pushes go through chat programs: who their owners are, what is asked for them, and what is sent.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use async_trait::async_trait;
use semantic_sql::Principal;

use super::{Chat, ChatQuestion, Member, NewMessage, Outcome};
use crate::progress::{Step, Tell};
use crate::push::{Answered, Desk, DeskError, Message, Owner};
use crate::question::LaneChoice;

/// Makes the messages of one chat program.
#[async_trait]
pub trait Courier: Send + Sync {
    /// The chat program.
    fn channel(&self) -> &'static str;

    /// The messages of a push, each with a key that begins with the push's own; where others read along who may not see
    /// it, they go to its owner alone and say so.
    async fn messages(&self, push: &Message<'_>) -> Vec<NewMessage>;
}

/// The chat programs as pushes need them.
pub struct PushDesk {
    chat: Weak<Chat>,
    couriers: Vec<Weak<dyn Courier>>,
}

impl PushDesk {
    /// Those of a server. They know it and not the other way round, so that it ends when it is dropped.
    #[must_use]
    pub fn new(chat: &Arc<Chat>, couriers: Vec<Weak<dyn Courier>>) -> Self {
        Self {
            chat: Arc::downgrade(chat),
            couriers,
        }
    }

    fn chat(&self) -> Result<Arc<Chat>, DeskError> {
        let chat = self.chat.upgrade();
        chat.ok_or_else(|| DeskError::Passing("the server ends".to_owned()))
    }
}

/// The name of a chat program as questions carry it.
fn name(channel: &str) -> Option<&'static str> {
    ["slack", "wecom"].into_iter().find(|it| *it == channel)
}

#[async_trait]
impl Desk for PushDesk {
    async fn principal(&self, owner: &Owner) -> Result<Option<Principal>, DeskError> {
        let member = Member {
            channel: owner.channel.clone(),
            tenant: owner.tenant.clone(),
            user: owner.user.clone(),
        };
        let found = self.chat()?.identities.find(&member).await;
        found.map_err(|error| DeskError::Passing(error.to_string()))
    }

    async fn ask(
        &self,
        owner: &Owner,
        principal: &Principal,
        question: &str,
        lane: Option<LaneChoice>,
    ) -> Answered {
        let (Ok(chat), Some(channel)) = (self.chat(), name(&owner.channel)) else {
            return Answered::Failed(String::new());
        };
        let drawn: Arc<Mutex<Option<_>>> = Arc::default();
        let heard = drawn.clone();
        let tell: Arc<Tell> = Arc::new(move |step: Step| {
            if let Step::Drawn(chart) = step {
                *heard.lock().unwrap_or_else(PoisonError::into_inner) = Some(chart);
            }
        });
        let question = ChatQuestion {
            channel,
            principal: principal.clone(),
            thread: None,
            conversation: None,
            text: question.to_owned(),
            lane,
        };
        match chat.asking.ask(&question, tell).await {
            Outcome::Answer(answer) => {
                let chart = drawn.lock().unwrap_or_else(PoisonError::into_inner).take();
                Answered::Answer(answer, chart)
            }
            Outcome::Stopped => Answered::Failed(String::new()),
            Outcome::Failed(why) => Answered::Failed(why),
        }
    }

    async fn send(&self, message: Message<'_>) -> Result<(), DeskError> {
        let channel = &message.subscription.owner.channel;
        let mut couriers = self.couriers.iter().filter_map(Weak::upgrade);
        let courier = couriers.find(|it| it.channel() == channel);
        let courier = courier.ok_or_else(|| DeskError::NoChannel(channel.clone()))?;
        let messages = courier.messages(&message).await;
        if messages.is_empty() {
            return Err(DeskError::NoChannel(channel.clone()));
        }
        let posted = self.chat()?.outbox.post(messages, None).await;
        posted.map_err(|error| DeskError::Passing(error.to_string()))
    }
}
