//! An answer while it is being made: a status, then a stream of steps and proved sentences in the thread.
//!
//! A quick answer has no stream: it comes as one message. Nothing here has to succeed; what does not is left out, and
//! the whole answer comes from the outbox all the same.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use super::api::{Api, ApiError};
use super::blocks;
use super::work::{Place, Shown};
use crate::channel::chat::Inbox;
use crate::progress::Step;
use crate::question::Language;
use crate::store::OpenEvent;

/// How answers grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// How long an answer may take before something of it is shown.
    pub patience: Duration,
    /// The pause between two additions to a stream.
    pub gap: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            patience: Duration::from_millis(1_500),
            gap: Duration::from_millis(800),
        }
    }
}

/// Shows answers that are being made.
pub(super) struct Live {
    api: Api,
    pace: Pace,
    /// Whether Slack refused a status: then it is not asked again.
    no_status: AtomicBool,
}

/// What is shown, and what is yet to be.
struct Growing<'a> {
    place: &'a Place,
    thread: &'a str,
    language: Language,
    shown: Option<Shown>,
    /// Tasks whose state changed since they were sent.
    tasks: Vec<Value>,
    /// Tasks that were sent and have not ended.
    open: Vec<Value>,
    /// The sentences so far.
    sentences: String,
    /// Whether nothing more can be added.
    is_closed: bool,
}

impl Live {
    pub(super) fn new(api: Api, pace: Pace) -> Self {
        Self {
            api,
            pace,
            no_status: AtomicBool::new(false),
        }
    }

    /// Shows what is told until nothing more is; returns what is shown then. What was shown before a restart is gone on
    /// with.
    pub(super) async fn follow(
        &self,
        place: &Place,
        language: Language,
        inbox: &Inbox,
        event: &OpenEvent,
        mut steps: mpsc::UnboundedReceiver<Step>,
    ) -> Option<Shown> {
        let before = event.progress.as_deref();
        let thread = place.thread.as_deref()?;
        let mut it = Growing {
            place,
            thread,
            language,
            shown: before.and_then(|it| serde_json::from_str(it).ok()),
            tasks: vec![task(
                "plan",
                language.choose("理解问题", "Reading the question"),
                false,
            )],
            open: Vec::new(),
            sentences: String::new(),
            is_closed: false,
        };
        let mut at = Instant::now() + self.pace.patience;
        self.status(&it).await;
        loop {
            tokio::select! {
                biased;
                () = sleep_until(at), if it.has_news() => {
                    if self.add(&mut it).await {
                        inbox.progress(event, &json!(it.shown)).await;
                    }
                    at = Instant::now() + self.pace.gap;
                }
                step = steps.recv() => match step {
                    Some(step) => it.hear(step),
                    None => return it.ended(),
                },
            }
        }
    }

    /// Says that we work on it, where Slack shows that.
    async fn status(&self, it: &Growing<'_>) {
        if self.no_status.load(Ordering::Relaxed) {
            return;
        }
        let status = it.language.choose("正在查询…", "is looking it up…");
        let body =
            json!({ "channel_id": it.place.channel, "thread_ts": it.thread, "status": status });
        if let Err(ApiError::Refused { code, .. }) =
            self.api.call("assistant.threads.setStatus", &body).await
        {
            let for_good = ["missing_scope", "unknown_method", "not_allowed_token_type"];
            if for_good.contains(&code.as_str()) {
                self.no_status.store(true, Ordering::Relaxed);
            }
        }
    }

    /// Shows what is new; tells whether a message was begun.
    async fn add(&self, it: &mut Growing<'_>) -> bool {
        let (chunks, told) = it.news();
        it.open
            .retain(|open| !chunks.iter().any(|chunk| chunk["id"] == open["id"]));
        let begun = chunks
            .iter()
            .filter(|chunk| chunk["status"] == "in_progress");
        it.open.extend(begun.cloned());
        match &mut it.shown {
            None => {
                it.shown = self
                    .begin(it.place, it.thread, it.language, &chunks, told)
                    .await;
                it.is_closed = it.shown.as_ref().is_none_or(|it| !it.is_stream);
                it.shown.is_some()
            }
            Some(shown) if shown.is_stream => {
                let body = json!({ "channel": it.place.channel, "ts": shown.ts, "chunks": chunks });
                match self.api.call("chat.appendStream", &body).await {
                    Ok(_) => shown.told = told,
                    // Too fast: the next one has it.
                    Err(ApiError::Limited(pause)) => {
                        tokio::time::sleep(pause.min(self.pace.gap)).await;
                    }
                    Err(error) => {
                        tracing::info!(error.cause = %error, "a stream ended before its answer");
                        it.is_closed = true;
                    }
                }
                // What it says is needed to end it after a restart.
                true
            }
            Some(_) => {
                it.is_closed = true;
                false
            }
        }
    }

    /// Begins a stream, or where Slack has none a message that is replaced later.
    async fn begin(
        &self,
        place: &Place,
        thread: &str,
        language: Language,
        chunks: &[Value],
        told: String,
    ) -> Option<Shown> {
        let body = json!({
            "channel": place.channel,
            "thread_ts": thread,
            "recipient_team_id": place.team,
            "recipient_user_id": place.user,
            "chunks": chunks,
            "task_display_mode": "timeline",
        });
        match self.api.call("chat.startStream", &body).await {
            Ok(begun) => {
                return Some(Shown {
                    ts: begun["ts"].as_str()?.to_owned(),
                    is_stream: true,
                    told,
                    open: Vec::new(),
                });
            }
            Err(ApiError::Refused { code, .. }) => {
                tracing::info!(
                    slack.error = code,
                    "Slack streams nothing here; a message is replaced instead"
                );
            }
            Err(_) => return None,
        }
        let text = language.choose("正在查询，请稍候…", "Looking it up…");
        let body = json!({ "channel": place.channel, "thread_ts": thread, "text": text });
        let posted = self.api.call("chat.postMessage", &body).await.ok()?;
        Some(Shown {
            ts: posted["ts"].as_str()?.to_owned(),
            is_stream: false,
            told: String::new(),
            open: Vec::new(),
        })
    }
}

impl Growing<'_> {
    /// Notes a step for the next addition.
    fn hear(&mut self, step: Step) {
        let language = self.language;
        let word = |zh, en| language.choose(zh, en);
        match step {
            Step::Plan { .. } => {
                self.task(task("plan", word("理解问题", "Reading the question"), true));
            }
            Step::Sql { .. } => {
                self.task(task("query", word("查询数据", "Querying the data"), false));
            }
            Step::Rows { .. } => {
                self.task(task("query", word("查询数据", "Querying the data"), true));
                self.task(task("word", word("整理答案", "Wording the answer"), false));
            }
            Step::Chart(_) | Step::Drawn(_) => {}
            Step::Narration {
                headline,
                narration,
                ..
            } => {
                self.task(task("word", word("整理答案", "Wording the answer"), true));
                self.sentences = blocks::growing(&headline, &narration);
            }
        }
    }

    fn task(&mut self, task: Value) {
        self.tasks.retain(|it| it["id"] != task["id"]);
        self.tasks.push(task);
    }

    /// What is shown, with the steps that are still to end.
    fn ended(self) -> Option<Shown> {
        let open = self.open;
        self.shown.map(|shown| Shown { open, ..shown })
    }

    fn has_news(&self) -> bool {
        !self.is_closed && (!self.tasks.is_empty() || self.more().is_some())
    }

    /// The sentences that are not shown yet; nothing where what is shown says something else.
    fn more(&self) -> Option<&str> {
        let told = self.shown.as_ref().map_or("", |it| it.told.as_str());
        self.sentences
            .strip_prefix(told)
            .filter(|it| !it.is_empty())
    }

    /// The next addition, and the sentences that are shown then.
    fn news(&mut self) -> (Vec<Value>, String) {
        let mut chunks = std::mem::take(&mut self.tasks);
        let mut told = self
            .shown
            .as_ref()
            .map_or_else(String::new, |it| it.told.clone());
        if let Some(more) = self.more() {
            chunks.push(json!({ "type": "markdown_text", "text": more }));
            told.push_str(more);
        }
        (chunks, told)
    }
}

fn task(id: &str, title: &str, is_done: bool) -> Value {
    let status = if is_done { "complete" } else { "in_progress" };
    json!({ "type": "task_update", "id": id, "title": title, "status": status })
}
