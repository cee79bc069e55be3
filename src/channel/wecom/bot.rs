//! What an AI bot is told, by callback or over its connection, and what it says at once.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use super::cards::{self, Button};
use super::door::{Address, Kind};
use super::received::{Pressed, Received, Said, What, bot_message, encrypted};
use super::streams::{self, Stream};
use super::turn::{Asked, Job, Way};
use super::{CHANNEL, WeCom, ended, said};
use crate::channel::chat::{Chats, ask, code_in};
use crate::channel::http::Problem;
use crate::question::Language;
use crate::store::Verdict;

use semantic_sql::Principal;
use std::sync::Arc;

/// What is said at once.
pub(super) enum Reply {
    /// Nothing.
    Nothing,
    /// A greeting.
    Welcome(String),
    /// An answer that is shown as it grows; whether this is the reply to the question itself.
    Stream(Arc<Stream>, bool),
    /// A text that is whole.
    Ended(Value),
    /// What a card becomes.
    Card(Value),
}

const BOT: Kind = Kind {
    missing: (
        "a bot of WeCom",
        "--wecom-bot-token and --wecom-bot-aes-key",
    ),
    door: |it| it.bot_door.as_ref(),
    sealed: encrypted,
    unsealed: "the body is no JSON with encrypt",
};

/// `GET`: WeCom looks whether the address is ours.
pub(in crate::channel) async fn check_bot(
    State(chats): State<Chats>,
    query: Result<Query<Address>, QueryRejection>,
) -> Result<Response, Problem> {
    BOT.looked_at(&chats, query)
}

/// `POST`: somebody did something, or WeCom asks how an answer goes on.
pub(in crate::channel) async fn post_bot(
    State(chats): State<Chats>,
    query: Result<Query<Address>, QueryRejection>,
    request: Request,
) -> Result<Response, Problem> {
    let came = BOT.came(&chats, query, request).await?;
    let Some(received) = bot_message(&came.passed.text) else {
        return Ok("".into_response());
    };
    // What came before gets the same reply, which may have been lost on its way, and does nothing a second time: its
    // message is known.
    let reply = came.wecom.bot_took(received, None).await?;
    let Some(text) = reply.body().map(|it| it.to_string()) else {
        return Ok("".into_response());
    };
    let sealed = BOT.seal(&came, &text)?;
    reply.was_given();
    let body = json!({
        "encrypt": sealed.encrypt,
        "msgsignature": sealed.signature,
        "timestamp": sealed.timestamp.parse::<i64>().unwrap_or_default(),
        "nonce": sealed.nonce,
    });
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    Ok(([(CONTENT_TYPE, kind)], body.to_string()).into_response())
}

impl Reply {
    /// As WeCom reads it.
    pub(super) fn body(&self) -> Option<Value> {
        Some(match self {
            Self::Nothing => return None,
            Self::Welcome(text) => json!({ "msgtype": "text", "text": { "content": text } }),
            Self::Stream(stream, first) => stream.reply(*first),
            Self::Ended(body) => body.clone(),
            Self::Card(card) => {
                json!({ "response_type": "update_template_card", "template_card": card })
            }
        })
    }

    /// Notes that WeCom has it.
    fn was_given(&self) {
        if let Self::Stream(stream, _) = self
            && stream.is_over()
        {
            stream.was_taken();
        }
    }
}

impl WeCom {
    /// What is said at once to what somebody did; `req_id` is its name on the connection, where it came over one.
    pub(super) async fn bot_took(
        &self,
        received: Received,
        req_id: Option<String>,
    ) -> Result<Reply, Problem> {
        // Nobody in particular asks how an answer goes on.
        if let What::Poll { stream } = &received.what {
            return Ok(match self.streams.find(stream) {
                Some(stream) => Reply::Stream(stream, false),
                None => Reply::Ended(streams::unknown(stream, said::restarted())),
            });
        }
        if let What::Text(text) = &received.what
            && let Some(code) = code_in(text)
        {
            let told = self.linked(&received.user, code).await;
            return Ok(Reply::Ended(ended(&received.name, &told)));
        }
        let found = self
            .chat
            .identities
            .find(&self.member(&received.user))
            .await;
        let principal = found.map_err(|error| {
            tracing::error!(error.cause = %error, "it cannot be read who somebody is");
            Problem::not_kept()
        })?;
        let Some(principal) = principal else {
            return Ok(self.stranger(&received));
        };
        let way = match req_id {
            Some(_) => Way::Socket,
            None => Way::Callback {
                url: received.response_url.clone(),
            },
        };
        match received.what.clone() {
            What::Text(text) => self.wrote(received, way, &principal, text).await,
            What::Pressed(pressed) => self.pressed(received, way, &principal, &pressed).await,
            What::Feedback(feedback) => {
                self.judged(&principal, feedback).await;
                Ok(Reply::Nothing)
            }
            What::EnterChat => Ok(Reply::Welcome(self.welcome(&principal))),
            What::Other => Ok(Reply::Ended(ended(&received.name, said::text_only()))),
            What::Poll { .. } | What::Evicted | What::Nothing => Ok(Reply::Nothing),
        }
    }

    /// Makes somebody known by the code that they sent, and what they are told then.
    pub(super) async fn linked(&self, user: &str, code: &str) -> String {
        let (identities, member) = (&self.chat.identities, self.member(user));
        let known = match identities.accept(member.clone(), code).await {
            Ok(Some(identity)) => Ok(Some(identity.principal)),
            // The same message may come again, when its code was taken.
            Ok(None) => identities.find(&member).await,
            Err(error) => Err(error),
        };
        match known {
            Ok(Some(principal)) => said::linked(&principal.user),
            Ok(None) => said::no_such_code().to_owned(),
            Err(error) => {
                tracing::error!(error.cause = %error, "somebody could not be made known");
                ask::failed(Language::Zh)
            }
        }
    }

    /// Whoever is nobody here is told how to become somebody.
    fn stranger(&self, received: &Received) -> Reply {
        let member = self.member(&received.user);
        match &received.what {
            What::Text(text) => {
                let refusal = member.refusal(Language::of(text));
                Reply::Ended(ended(&received.name, &refusal))
            }
            What::Other => Reply::Ended(ended(&received.name, &member.refusal(Language::Zh))),
            What::EnterChat => Reply::Welcome(member.refusal(Language::Zh)),
            What::Pressed(_)
            | What::Poll { .. }
            | What::Feedback(_)
            | What::Evicted
            | What::Nothing => Reply::Nothing,
        }
    }

    async fn wrote(
        &self,
        received: Received,
        way: Way,
        principal: &Principal,
        text: String,
    ) -> Result<Reply, Problem> {
        let language = Language::of(&text);
        let job = Job {
            user: received.user,
            group: received.group,
            way,
            asked: Asked::Text { text },
        };
        if let Asked::Text { text } = &job.asked
            && let Some(told) = self.small_talk(text, &job.thread(), principal)
        {
            return Ok(Reply::Ended(ended(&received.name, &told)));
        }
        let id = streams::name(&received.name);
        let was_known = self.streams.find(&id).is_some();
        // It is there before somebody begins to answer.
        let stream = self.streams.begin(&id, said::reading(language));
        let is_new = self.noted(vec![received.name], &job).await?;
        if !is_new && !was_known {
            // It came before a restart, and is answered in another way, or was.
            stream.end(streams::Shown {
                content: said::restarted().to_owned(),
                ..streams::Shown::default()
            });
        }
        Ok(Reply::Stream(stream, true))
    }

    /// What is said to a text that is no question.
    pub(super) fn small_talk(
        &self,
        text: &str,
        thread: &str,
        principal: &Principal,
    ) -> Option<String> {
        let language = Language::of(text);
        if said::is_stop(text) {
            let told = match self.chat.asking.stop(CHANNEL, thread) {
                true => ask::stopped(language),
                false => said::nothing_to_stop(language),
            };
            return Some(told.to_owned());
        }
        said::is_help(text).then(|| {
            let samples = self.chat.asking.samples(CHANNEL, principal, language);
            said::help(language, &samples, self.chat.pushes.get().is_some())
        })
    }

    fn welcome(&self, principal: &Principal) -> String {
        let samples = |language| self.chat.asking.samples(CHANNEL, principal, language);
        let mut all = samples(Language::Zh);
        all.truncate(2);
        all.extend(samples(Language::En).into_iter().take(1));
        said::welcome(&all)
    }

    async fn pressed(
        &self,
        received: Received,
        way: Way,
        principal: &Principal,
        pressed: &Pressed,
    ) -> Result<Reply, Problem> {
        let Some(button) = Button::read(&pressed.key) else {
            return Ok(Reply::Nothing);
        };
        if let Button::Say { answer, good } = &button {
            let told = self.said_of(principal, answer, *good, None).await;
            return Ok(Reply::Card(cards::pressed(&pressed.task, told)));
        }
        let job = Job {
            user: received.user,
            group: received.group,
            way,
            asked: Asked::pressed(button, pressed),
        };
        self.noted(vec![received.name], &job).await?;
        let told = said::chosen(Language::Zh);
        Ok(Reply::Card(cards::pressed(&pressed.task, told)))
    }

    /// Keeps what somebody says of an answer, and what they are told then.
    pub(super) async fn said_of(
        &self,
        principal: &Principal,
        answer: &str,
        good: bool,
        reason: Option<String>,
    ) -> &'static str {
        let verdict = match good {
            true => Verdict::Up,
            false => Verdict::Down,
        };
        let asking = &self.chat.asking;
        match asking
            .say(CHANNEL, principal, answer, verdict, reason)
            .await
        {
            Ok(()) => said::thanked(Language::Zh),
            Err(error) => {
                tracing::warn!(error.cause = %error, "what somebody said of an answer is not kept");
                "这不是您的答案，或者已经过期"
            }
        }
    }

    /// Keeps what somebody says of an answer that WeCom shows under a name.
    async fn judged(&self, principal: &Principal, feedback: Said) {
        let Some(good) = feedback.good else {
            // There is no taking back what was said; the last word counts.
            return;
        };
        match self.chat.store.shown_as(&feedback.id).await {
            Ok(Some(answer)) => {
                let reason = feedback.reason;
                self.said_of(principal, &answer, good, reason).await;
            }
            Ok(None) => tracing::info!("somebody judged an answer that is not known"),
            Err(error) => {
                tracing::error!(error.cause = %error, "what somebody said of an answer is lost");
            }
        }
    }
}
