//! What came from Slack becomes messages: who it is, what they may see, what they asked, where the answer goes to.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use semantic_sql::Principal;
use serde_json::json;
use tokio::sync::mpsc;

use super::aside::aside;
use super::blocks::{self, Shape};
use super::work::{Asked, Drawn, Outgoing, Place, Shown, To, Work, key};
use super::{CHANNEL, Slack, text, words};
use crate::answer::chart::Chart;
use crate::channel::chat::ask::{failed, stopped};
use crate::channel::chat::{ChatQuestion, Handler, NewMessage, Outcome, Unit, clip, code_in, png};
use crate::progress::{Step, Tell};
use crate::question::Language;
use crate::store::OpenEvent;

#[async_trait]
impl Handler for Slack {
    async fn answer(&self, event: &OpenEvent) -> Vec<NewMessage> {
        let Ok(work) = serde_json::from_str::<Work>(&event.payload) else {
            tracing::error!("what is kept of something that Slack sent cannot be read");
            return Vec::new();
        };
        let outgoing = self.outgoing(event, work).await;
        let messages = outgoing.into_iter().enumerate();
        messages.map(|(at, it)| message(event, at, &it)).collect()
    }

    fn failed(&self, event: &OpenEvent) -> Vec<NewMessage> {
        let Ok(work) = serde_json::from_str::<Work>(&event.payload) else {
            return Vec::new();
        };
        let language = language_of(&work);
        let mut it = Outgoing::words(
            to(work.place(), is_shown_to_one(work.place())),
            &failed(language),
        );
        it.shown = shown(event);
        vec![message(event, 0, &it)]
    }
}

/// What was shown before a restart.
fn shown(event: &OpenEvent) -> Option<Shown> {
    let progress = event.progress.as_deref()?;
    serde_json::from_str(progress).ok()
}

fn message(event: &OpenEvent, at: usize, it: &Outgoing) -> NewMessage {
    let destination = match &it.to {
        To::Thread { channel, .. } => channel.clone(),
        To::Person { user, .. } => user.clone(),
    };
    NewMessage {
        channel: CHANNEL,
        destination,
        key: format!("{} {at}", event.event),
        payload: json!(it),
    }
}

fn language_of(work: &Work) -> Language {
    match work {
        Work::Question(asked) => Language::of(&asked.text),
        Work::Help { text, .. } if !text.is_empty() => Language::of(text),
        Work::Help { .. } | Work::Welcome { .. } | Work::Feedback { .. } | Work::Receipt { .. } => {
            Language::Zh
        }
    }
}

/// Whether a place is one person's from the beginning.
pub(super) fn is_shown_to_one(place: &Place) -> bool {
    place.is_private || place.response_url.is_some()
}

/// Where a reply goes to: the thread, or the person alone.
pub(super) fn to(place: &Place, is_private: bool) -> To {
    if is_private {
        return To::Person {
            channel: place.channel.clone(),
            user: place.user.clone(),
            thread: place.thread.clone(),
            response_url: place.response_url.clone(),
            replace: place.replaces,
        };
    }
    To::Thread {
        channel: place.channel.clone(),
        thread: place.thread.clone(),
    }
}

impl Slack {
    async fn outgoing(&self, event: &OpenEvent, work: Work) -> Vec<Outgoing> {
        let place = work.place().clone();
        let language = language_of(&work);
        if let Work::Question(asked) = &work
            && let Some(code) = code_in(&asked.text)
        {
            return vec![self.linked(&place, code).await];
        }
        let principal = match self.chat.identities.find(&place.member()).await {
            Ok(Some(principal)) => principal,
            Ok(None) => return Self::unknown(&work, language),
            Err(error) => {
                tracing::error!(error.cause = %error, "who somebody is cannot be looked up");
                let broken = words::broken(language);
                return vec![Outgoing::words(aside(&place), broken)];
            }
        };
        match work {
            Work::Question(asked) => self.question(event, asked, principal, language).await,
            Work::Help { place, .. } => {
                let samples = self.chat.asking.samples(CHANNEL, &principal, language);
                let can_push = self.chat.pushes.get().is_some();
                let told = words::help(language, &samples, can_push);
                let mut it = Outgoing::words(aside(&place), &told);
                if let To::Person { replace, .. } = &mut it.to {
                    *replace = place.replaces;
                }
                vec![it]
            }
            Work::Welcome { place } => vec![self.welcome(&place, &principal).await],
            Work::Feedback {
                place,
                answer,
                is_good,
            } => vec![self.feedback(&place, &principal, &answer, is_good).await],
            Work::Receipt {
                place,
                answer,
                trigger,
            } => self.receipt(&place, &principal, &answer, trigger).await,
        }
    }

    /// Whoever is nobody here is told so, alone; what was not said to us has no reply.
    fn unknown(work: &Work, language: Language) -> Vec<Outgoing> {
        let place = work.place();
        if let Work::Question(asked) = work
            && asked.is_overheard
        {
            return Vec::new();
        }
        let to = to(place, !place.is_direct() || is_shown_to_one(place));
        vec![Outgoing::words(to, &place.member().refusal(language))]
    }

    async fn question(
        &self,
        event: &OpenEvent,
        asked: Asked,
        principal: Principal,
        language: Language,
    ) -> Vec<Outgoing> {
        let place = &asked.place;
        let thread = place.key();
        if asked.is_overheard && !self.has_asked(thread.as_deref(), &principal).await {
            return Vec::new();
        }
        if let Some(told) = self.of_subscriptions(&asked, &principal, language).await {
            return vec![told];
        }
        let is_private = is_shown_to_one(place) || !self.may_all_read(place, &principal).await;
        let (steps, heard) = mpsc::unbounded_channel();
        let chart: Arc<Mutex<Option<Chart>>> = Arc::default();
        let drawn = chart.clone();
        let tell: Arc<Tell> = Arc::new(move |step: Step| {
            if let Step::Drawn(it) = &step {
                *drawn.lock().unwrap_or_else(PoisonError::into_inner) = Some((**it).clone());
            }
            // Nobody listens where nothing is shown.
            let _unheard = steps.send(step);
        });
        let question = ChatQuestion {
            channel: CHANNEL,
            principal: principal.clone(),
            thread,
            conversation: asked.conversation.clone(),
            text: asked.text.clone(),
            lane: asked.lane,
        };
        let (outcome, shown) = if is_private {
            (self.chat.asking.ask(&question, tell).await, None)
        } else {
            let live = self.live.follow(place, language, &self.inbox, event, heard);
            tokio::join!(self.chat.asking.ask(&question, tell), live)
        };
        if let Outcome::Answer(answer) = &outcome
            && place.is_top
            && let Some(thread) = &place.thread
        {
            // A reply below the answer goes on from it, too.
            let thread = key(&place.channel, thread);
            let threads = &self.chat.threads;
            threads.goes_on(CHANNEL, &thread, &principal, answer).await;
        }
        let chart = chart.lock().unwrap_or_else(PoisonError::into_inner).take();
        let mut it = self
            .told(&asked, outcome, chart, is_private, language)
            .await;
        it.shown = shown.or_else(|| shown_before(event, is_private));
        vec![it]
    }

    /// The message of an outcome.
    async fn told(
        &self,
        asked: &Asked,
        outcome: Outcome,
        chart: Option<Chart>,
        is_private: bool,
        language: Language,
    ) -> Outgoing {
        let place = &asked.place;
        let to = to(place, is_private);
        let answer = match outcome {
            Outcome::Answer(answer) => answer,
            Outcome::Stopped => return Outgoing::words(to, stopped(language)),
            Outcome::Failed(why) => return Outgoing::words(to, &why),
        };
        let parts = blocks::parts(&Shape {
            answer: &answer,
            chart: chart.as_ref(),
            language,
            asked: asked
                .by_button
                .then_some((asked.text.as_str(), place.user.as_str())),
            is_private: is_private && !place.is_direct(),
        });
        // A file of ours is not shown in a message that one person sees.
        let picture = match chart.filter(|_| !is_private) {
            Some(chart) => drawn(chart, &parts.text).await,
            None => None,
        };
        Outgoing {
            to,
            text: parts.text,
            markdown: parts.markdown,
            head: parts.head,
            native: parts.native,
            plain: parts.plain,
            is_drawn: parts.is_drawn,
            picture,
            shown: None,
        }
    }

    /// Whether somebody asked in a thread before.
    async fn has_asked(&self, thread: Option<&str>, principal: &Principal) -> bool {
        match thread {
            Some(thread) => {
                self.chat
                    .threads
                    .is_theirs(CHANNEL, thread, principal)
                    .await
            }
            None => false,
        }
    }

    pub(super) async fn may_all_read(&self, place: &Place, principal: &Principal) -> bool {
        let audience = &self.chat.audience;
        if audience.is_open(&place.channel) {
            return true;
        }
        let bot = match &place.bot {
            Some(bot) => Some(bot.as_str()),
            None => self.own_user().await,
        };
        let company = self
            .members
            .company(&self.api, &self.chat.identities, place, bot);
        audience.may_read(principal, &place.channel, &company.await)
    }

    /// Our own user, asked for once.
    async fn own_user(&self) -> Option<&str> {
        let own = self.own.get_or_try_init(|| async {
            let who = self.api.call_with("auth.test", &[]).await?;
            let id = who["user_id"].as_str().unwrap_or_default().to_owned();
            Ok::<_, super::api::ApiError>(id)
        });
        own.await.ok().map(String::as_str)
    }
}

/// What was shown before a restart, of an answer that quickly came this time.
fn shown_before(event: &OpenEvent, is_private: bool) -> Option<Shown> {
    shown(event).filter(|_| !is_private)
}

/// The chart as a picture.
pub(super) async fn drawn(chart: Chart, alt: &str) -> Option<Drawn> {
    let title = clip(&chart.title, 200, Unit::Chars);
    let png = png(chart).await?;
    Some(Drawn {
        png: STANDARD.encode(&png),
        title,
        alt: clip(alt, 1_000, Unit::Chars),
    })
}

/// Stops what is asked where somebody says so; tells whether there was something.
pub(super) fn stopped_by_word(slack: &Slack, work: &Work) -> bool {
    match work {
        Work::Question(asked) if text::says_stop(&asked.text) => {
            let place = &asked.place;
            place
                .thread
                .as_deref()
                .is_some_and(|thread| slack.stop(&place.channel, thread))
        }
        _ => false,
    }
}
