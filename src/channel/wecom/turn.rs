//! One question of somebody: asked as they are, shown as it grows, and handed to delivery.

pub(super) mod answer;

use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use semantic_sql::Principal;
use serde::{Deserialize, Serialize};
use tokio::time::sleep;

use super::cards::Button;
use super::deliver::Told;
use super::received::Pressed;
use super::streams::{self, Shown, Stream};
use super::{CHANNEL, WeCom, markdown, said};
use crate::answer::chart::Chart;
use crate::channel::chat::{ChatQuestion, Company, Handler, NewMessage, Outcome, ask, code_in};
use crate::progress::{Step, Tell};
use crate::question::Language;
use crate::store::OpenEvent;

use answer::{offered, picture, told};

/// What is to be answered, as it is kept until then.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Job {
    /// Who asks.
    pub(super) user: String,
    /// The group that they ask in.
    pub(super) group: Option<String>,
    /// How it came, and goes back.
    pub(super) way: Way,
    /// What they ask.
    pub(super) asked: Asked,
}

/// How a question came.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Way {
    /// To an app.
    App,
    /// To a bot, by callback.
    Callback {
        /// Where it may be answered once.
        url: Option<String>,
    },
    /// To a bot, over its connection.
    Socket,
}

/// What somebody asks.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Asked {
    /// What they wrote.
    Text {
        /// As they wrote it.
        text: String,
    },
    /// Something that is no text.
    NoText,
    /// One of the questions that an answer offers.
    Offered {
        /// The answer.
        answer: String,
        /// Which.
        at: usize,
        /// Whether it is one to go on with; else a way on of a question back.
        next: bool,
        /// By which an app's card is changed.
        response_code: Option<String>,
    },
    /// Nothing: they say whether an answer was good.
    Judged {
        /// The answer.
        answer: String,
        /// Whether it was.
        good: bool,
        /// By which an app's card is changed.
        response_code: Option<String>,
    },
}

impl Asked {
    /// What a button asks.
    pub(super) fn pressed(button: Button, pressed: &Pressed) -> Self {
        let response_code = pressed.response_code.clone();
        let offered = |answer, at, next, response_code| Self::Offered {
            answer,
            at,
            next,
            response_code,
        };
        match button {
            Button::Ask { answer, at } => offered(answer, at, false, response_code),
            Button::Next { answer, at } => offered(answer, at, true, response_code),
            Button::Say { answer, good } => Self::Judged {
                answer,
                good,
                response_code,
            },
        }
    }
}

impl Job {
    /// Where it goes on from what was asked before: a group, or somebody's own chat with an app or a bot.
    pub(super) fn thread(&self) -> String {
        let kind = match self.way {
            Way::App => "app",
            Way::Callback { .. } | Way::Socket => "bot",
        };
        match &self.group {
            Some(group) => format!("{kind} group {group}"),
            None => format!("{kind} {}", self.user),
        }
    }
}

#[async_trait]
impl Handler for WeCom {
    async fn answer(&self, event: &OpenEvent) -> Vec<NewMessage> {
        let Some(turn) = Turn::of(self, event) else {
            return Vec::new();
        };
        let told = turn.told().await;
        turn.deliver(told).await
    }

    fn failed(&self, event: &OpenEvent) -> Vec<NewMessage> {
        let Some(turn) = Turn::of(self, event) else {
            return Vec::new();
        };
        let text = ask::failed(turn.language());
        let shown = Shown {
            content: text.clone(),
            ..Shown::default()
        };
        if turn.stream.as_ref().is_some_and(|it| it.end(shown)) {
            return Vec::new();
        }
        turn.messages(&Told::text(&text))
    }
}

/// A question that is being answered.
pub(super) struct Turn<'a> {
    pub(super) wecom: &'a WeCom,
    pub(super) event: &'a OpenEvent,
    pub(super) job: Job,
    /// Where it is shown as it grows; nothing for an app, for a button, and after a restart.
    pub(super) stream: Option<Arc<Stream>>,
}

impl<'a> Turn<'a> {
    fn of(wecom: &'a WeCom, event: &'a OpenEvent) -> Option<Self> {
        let job = serde_json::from_str(&event.payload);
        let job: Job = job
            .inspect_err(
                |error| tracing::error!(error.cause = %error, "a question cannot be read any more"),
            )
            .ok()?;
        let stream = wecom.streams.find(&streams::name(&event.event));
        Some(Self {
            wecom,
            event,
            stream: stream.filter(|it| !it.is_over()),
            job,
        })
    }

    /// The language of what they wrote.
    pub(super) fn language(&self) -> Language {
        match &self.job.asked {
            Asked::Text { text } => Language::of(text),
            Asked::NoText | Asked::Offered { .. } | Asked::Judged { .. } => Language::Zh,
        }
    }

    /// Whether everybody who reads along may see what its asker sees.
    pub(super) fn is_public(&self, principal: &Principal) -> bool {
        let (place, company) = match &self.job.group {
            // Nobody tells a bot who is in a group.
            Some(group) => (group.as_str(), Company::Unknown),
            None => ("", Company::Alone),
        };
        let audience = &self.wecom.chat.audience;
        audience.may_read(principal, place, &company)
    }

    /// What they are told.
    async fn told(&self) -> Told {
        if let Asked::Text { text } = &self.job.asked
            && let Some(code) = code_in(text)
        {
            return Told::text(&self.wecom.linked(&self.job.user, code).await);
        }
        let member = self.wecom.member(&self.job.user);
        let principal = match self.wecom.chat.identities.find(&member).await {
            Ok(Some(principal)) => principal,
            Ok(None) => return Told::text(&member.refusal(self.language())),
            Err(error) => {
                tracing::error!(error.cause = %error, "it cannot be read who somebody is");
                return Told::text(&ask::failed(self.language()));
            }
        };
        let is_public = self.is_public(&principal);
        if !is_public && !self.reaches_alone() {
            let group = self.job.group.as_deref().unwrap_or_default();
            return Told::text(&said::not_here(self.language(), group));
        }
        let told = self.asked(principal).await;
        Told {
            alone: told.alone || !is_public,
            ..told
        }
    }

    async fn asked(&self, principal: Principal) -> Told {
        let question = |text: String, lane, conversation| ChatQuestion {
            channel: CHANNEL,
            principal: principal.clone(),
            thread: Some(self.job.thread()),
            conversation,
            text,
            lane,
        };
        match &self.job.asked {
            Asked::NoText => Told::text(said::text_only()),
            Asked::Text { text } => {
                let thread = self.job.thread();
                if let Some(told) = self.wecom.small_talk(text, &thread, &principal) {
                    return Told::text(&told);
                }
                match self.of_subscriptions(text, &principal).await {
                    Some(told) => told,
                    None => self.answered(question(text.clone(), None, None)).await,
                }
            }
            Asked::Judged {
                answer,
                good,
                response_code,
            } => {
                let told = self.wecom.said_of(&principal, answer, *good, None).await;
                Told::card_closed(response_code.as_deref(), told)
            }
            Asked::Offered {
                answer,
                at,
                next,
                response_code,
            } => {
                let asking = &self.wecom.chat.asking;
                let kept = asking.answer(CHANNEL, &principal, answer).await;
                let offered = kept.ok().and_then(|it| offered(&it, *at, *next));
                let Some((text, lane, conversation)) = offered else {
                    return Told::text(said::not_yours());
                };
                let told = self.answered(question(text, lane, conversation)).await;
                told.closing(response_code.as_deref(), said::chosen(Language::Zh))
            }
        }
    }

    /// Asks, and shows how far it is.
    async fn answered(&self, question: ChatQuestion) -> Told {
        let language = Language::of(&question.text);
        let drawn: Arc<Mutex<Option<Chart>>> = Arc::default();
        let tell = self.tell(language, drawn.clone());
        let asking = Box::pin(self.wecom.chat.asking.ask(&question, tell));
        let outcome = self.patiently(asking, language).await;
        match outcome {
            Outcome::Answer(answer) => {
                let chart = drawn.lock().unwrap_or_else(PoisonError::into_inner).take();
                let png = match answer["status"].as_str() {
                    Some("answered") => picture(chart).await,
                    _ => None,
                };
                told(&answer, png)
            }
            Outcome::Stopped => Told::text(ask::stopped(language)),
            Outcome::Failed(why) => Told::text(&why),
        }
    }

    /// Waits for what is asked; where it takes long, whoever asked is told so meanwhile.
    async fn patiently<T>(&self, asking: impl Future<Output = T>, language: Language) -> T {
        let pace = self.wecom.pace;
        let late = match (&self.stream, &self.job.way) {
            (Some(stream), _) => pace.stream.saturating_sub(stream.age()),
            (None, Way::App) => pace.working,
            // There is one reply left, which is the answer.
            (None, _) => Duration::MAX,
        };
        let mut asking = pin!(asking);
        tokio::select! {
            outcome = &mut asking => return outcome,
            () = sleep(late) => {}
        }
        match &self.stream {
            Some(stream) => {
                let told = match self.reaches_later() {
                    true => said::working(language),
                    false => said::working_in_vain(language),
                };
                stream.end(Shown {
                    content: told.to_owned(),
                    ..Shown::default()
                });
            }
            None => self.working(said::working(language)).await,
        }
        asking.await
    }

    /// What is shown while it is worked on.
    fn tell(&self, language: Language, drawn: Arc<Mutex<Option<Chart>>>) -> Arc<Tell> {
        // In a group nothing is shown of an answer that is not for all.
        let stream = self.stream.clone().filter(|_| self.job.group.is_none());
        Arc::new(move |step| {
            let content = match step {
                Step::Plan { reading, .. } => {
                    let word = language.choose("读法：", "Read as: ");
                    let querying = said::querying(language);
                    format!("> {word}{}\n\n{querying}", markdown::line(&reading))
                }
                Step::Narration { narration, .. } => markdown::plain(&narration),
                Step::Drawn(chart) => {
                    let mut drawn = drawn.lock().unwrap_or_else(PoisonError::into_inner);
                    *drawn = Some(*chart);
                    return;
                }
                Step::Sql { .. } | Step::Rows { .. } | Step::Chart(_) => return,
            };
            if let Some(stream) = &stream {
                stream.show(&content);
            }
        })
    }
}
