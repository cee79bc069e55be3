//! A question of somebody in a chat: asked as over HTTP, with a conversation for each thread, stopped when they say so.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use semantic_sql::{Asker, Principal};
use serde_json::Value;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use super::threads::{Known, Threads};
use crate::channel::chosen::chosen;
use crate::channel::http::{AskRequest, Body, HttpState, PartsFor, Surface, checked, measured};
use crate::keys::Caller;
use crate::progress::Tell;
use crate::question::{LaneChoice, Language};
use crate::recall::{RecallError, Recalled, Thread};
use crate::store::Verdict;

/// A question of somebody in a chat.
#[derive(Debug, Clone, PartialEq)]
pub struct ChatQuestion {
    /// The chat program: `slack`, `wecom`.
    pub channel: &'static str,
    /// Who asks.
    pub principal: Principal,
    /// Where it goes on from what was asked before, and where it can be stopped.
    pub thread: Option<String>,
    /// The conversation that it goes on from, where a button says it; else that of the thread.
    pub conversation: Option<String>,
    /// The question.
    pub text: String,
    /// Who may answer, where a button says it.
    pub lane: Option<LaneChoice>,
}

/// What came of a question.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The answer object: it was answered, asked back, or declined.
    Answer(Box<Value>),
    /// Somebody stopped it.
    Stopped,
    /// It cannot be answered now; a sentence for whoever asked.
    Failed(String),
}

/// Asks questions for people of chat programs.
pub struct Asking {
    parts: PartsFor,
    threads: Threads,
    seats: Semaphore,
    deadline: Duration,
    running: Running,
}

/// What can be stopped.
#[derive(Default)]
struct Running {
    all: Mutex<HashMap<String, Vec<(u64, CancellationToken)>>>,
    next: AtomicU64,
}

impl Asking {
    /// `parts` is what the entrance makes for somebody; so many questions are worked on at a time, and further ones wait
    /// for their turn; each ends after the deadline.
    #[must_use]
    pub fn new(parts: PartsFor, threads: Threads, at_a_time: usize, deadline: Duration) -> Self {
        Self {
            parts,
            threads,
            seats: Semaphore::new(at_a_time),
            deadline,
            running: Running::default(),
        }
    }

    /// Asks a question; whoever drops the future stops it.
    pub async fn ask(&self, question: &ChatQuestion, tell: Arc<Tell>) -> Outcome {
        let language = Language::of(&question.text);
        let place = question.thread.as_deref().unwrap_or_default();
        let running = self.running.begin(question.channel, place);
        tokio::select! {
            outcome = self.asked(question, language, tell) => outcome,
            () = running.token.cancelled() => Outcome::Stopped,
        }
    }

    async fn asked(&self, question: &ChatQuestion, language: Language, tell: Arc<Tell>) -> Outcome {
        let parts = self.parts_of(question.channel, &question.principal);
        let known = match &question.thread {
            Some(thread) => {
                let known = self
                    .threads
                    .known(question.channel, thread, &question.principal);
                known.await
            }
            None => Known::default(),
        };
        let Ok(request) = self.request(&parts, question, known, language).await else {
            return Outcome::Failed(unreadable(language));
        };
        let Ok(_seat) = self.seats.acquire().await else {
            return Outcome::Stopped;
        };
        let surface = match question.channel {
            "wecom" => Surface::WeCom,
            _ => Surface::Slack,
        };
        let answer = measured(&parts, self.deadline, request, surface, tell).await;
        let Some(answer) = answer else {
            return Outcome::Failed(too_slow(language, self.deadline));
        };
        match answer["status"].as_str() {
            Some("answered" | "clarify" | "declined") => {
                if let Some(thread) = &question.thread {
                    let (threads, who) = (&self.threads, &question.principal);
                    threads
                        .goes_on(question.channel, thread, who, &answer)
                        .await;
                }
                Outcome::Answer(Box::new(answer))
            }
            _ => {
                let reason = answer["reason"].as_str().filter(|it| !it.is_empty());
                Outcome::Failed(reason.map_or_else(|| failed(language), str::to_owned))
            }
        }
    }

    /// What is asked: a typed number or name of a choice is its question, and a thread goes on.
    async fn request(
        &self,
        parts: &HttpState,
        question: &ChatQuestion,
        known: Known,
        language: Language,
    ) -> Result<AskRequest, ()> {
        let choice = chosen(&known.choices, &question.text);
        let (text, lane) = match choice {
            Some(choice) => (choice.question.clone(), choice.lane.or(question.lane)),
            None => (question.text.clone(), question.lane),
        };
        // A number has no language of its own; the question that it stands for has.
        let language = if choice.is_some() {
            Language::of(&text)
        } else {
            language
        };
        let body = Body {
            question: text,
            as_of: None,
            lane,
            language: Some(language),
            earlier: Vec::new(),
            conversation: None,
        };
        let mut request = checked(&body).map_err(|_| ())?;
        request.conversation = Some(Thread::New);
        if let Some(id) = question.conversation.clone().or(known.conversation) {
            let asker = Asker::Known(question.principal.clone());
            // One that was forgotten, or is of somebody with other rights, begins anew.
            if let Ok(earlier) = parts.keep.earlier(&id, &asker).await {
                request.earlier = earlier;
                request.conversation = Some(Thread::Kept(id));
            }
        }
        Ok(request)
    }

    /// Stops what is asked in a thread; tells whether there was something.
    pub fn stop(&self, channel: &str, thread: &str) -> bool {
        self.running.stop(channel, thread)
    }

    /// Keeps what somebody says of an answer of theirs.
    ///
    /// # Errors
    /// Where it is not theirs, or could not be written.
    pub async fn say(
        &self,
        channel: &'static str,
        principal: &Principal,
        answer_id: &str,
        verdict: Verdict,
        reason: Option<String>,
    ) -> Result<(), RecallError> {
        let parts = self.parts_of(channel, principal);
        (parts.answers.say)(answer_id.to_owned(), verdict, reason).await
    }

    /// An answer of somebody, as it was given to them.
    ///
    /// # Errors
    /// Where there is none for them.
    pub async fn answer(
        &self,
        channel: &'static str,
        principal: &Principal,
        answer_id: &str,
    ) -> Result<Value, RecallError> {
        let parts = self.parts_of(channel, principal);
        match (parts.answers.get)(answer_id.to_owned()).await? {
            Recalled::AsGiven(text) => {
                serde_json::from_str(&text).map_err(|_| RecallError::NotKept)
            }
            Recalled::Anew(answer) => {
                serde_json::to_value(&*answer).map_err(|_| RecallError::NotKept)
            }
        }
    }

    /// Questions that people may begin with, in a language.
    #[must_use]
    pub fn samples(
        &self,
        channel: &'static str,
        principal: &Principal,
        language: Language,
    ) -> Vec<String> {
        let status = (self.parts_of(channel, principal).status)();
        match language {
            Language::Zh => status.samples.zh,
            Language::En => status.samples.en,
        }
    }

    fn parts_of(&self, channel: &'static str, principal: &Principal) -> HttpState {
        let caller = Caller::of_chat(principal.clone());
        (self.parts)(&caller, &format!("/v1/channels/{channel}"))
    }
}

impl Running {
    fn begin(&self, channel: &str, thread: &str) -> Stoppable<'_> {
        let place = format!("{channel} {thread}");
        let (id, token) = (
            self.next.fetch_add(1, Ordering::Relaxed),
            CancellationToken::new(),
        );
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.entry(place.clone())
            .or_default()
            .push((id, token.clone()));
        Stoppable {
            running: self,
            place,
            id,
            token,
        }
    }

    fn stop(&self, channel: &str, thread: &str) -> bool {
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let these = all.get(&format!("{channel} {thread}"));
        for (_, token) in these.into_iter().flatten() {
            token.cancel();
        }
        these.is_some()
    }
}

/// A question that can be stopped, as long as it is there.
struct Stoppable<'a> {
    running: &'a Running,
    place: String,
    id: u64,
    token: CancellationToken,
}

impl Drop for Stoppable<'_> {
    fn drop(&mut self) {
        let mut all = self
            .running
            .all
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(these) = all.get_mut(&self.place) {
            these.retain(|(id, _)| *id != self.id);
            if these.is_empty() {
                all.remove(&self.place);
            }
        }
    }
}

fn unreadable(language: Language) -> String {
    let text = language.choose(
        "这个问题是空的、超过了 2000 字，或者里面的数字太长。请换个问法再问。",
        "This question is empty, longer than 2,000 characters, or has a number that is too long. Please ask it in other words.",
    );
    text.to_owned()
}

fn too_slow(language: Language, deadline: Duration) -> String {
    let minutes = deadline.as_secs().div_ceil(60);
    match language {
        Language::Zh => format!("查询超过 {minutes} 分钟，已经停止。请缩小时间范围后再问。"),
        Language::En => format!(
            "This took longer than {minutes} minutes and was stopped. Please ask for a shorter period."
        ),
    }
}

/// What is said where something is wrong inside.
#[must_use]
pub fn failed(language: Language) -> String {
    let text = language.choose(
        "抱歉，这个问题没能答出来，是我们这边的故障。请稍后再问一次。",
        "Sorry, this question could not be answered: something is wrong on our side. Please ask again in a moment.",
    );
    text.to_owned()
}

/// What is said of a question that was stopped.
#[must_use]
pub fn stopped(language: Language) -> &'static str {
    language.choose("已停止。", "Stopped.")
}
