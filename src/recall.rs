//! What was answered before: kept, shown again, and run again to see whether it still holds.
//!
//! Invariant: an answer that was given is shown to its asker alone, as long as they may see what
//! they could; anybody else gets the question answered anew under their own rights, or nothing.

mod conversation;
mod explain;
mod feedback;
mod kept;
mod replay;
mod reply;

use std::sync::Arc;

use semantic_sql::Asker;
use tracing::Instrument as _;

use crate::answer::{Answer, AnswerNote, Status};
use crate::app::{App, Request};
use crate::audit::{self, Pending};
use crate::clock;
use crate::progress::Tell;
use crate::question::{LaneChoice, Language, Question};
use crate::store::{KeptAct, KeptAnswer, Store, StoreError};

pub use conversation::{ConversationList, Opened, Thread, Turn, Wanted};
pub use explain::explain;
pub use feedback::{FeedbackEntry, FeedbackList};
use kept::KeptRequest;
pub use kept::{KeptProblem, asker_text};
pub use replay::{BesideReplay, BesideRun, Difference, DifferenceKind, Replay, Run};

/// Answers questions and keeps the answers.
#[derive(Clone)]
pub struct Recall {
    app: Arc<App>,
    store: Option<Arc<Store>>,
}

/// An answer that was asked for by its id.
#[derive(Debug)]
pub enum Recalled {
    /// As it was given: the answer object as JSON, byte for byte.
    AsGiven(String),
    /// The question answered anew for somebody else.
    Anew(Box<Answer>),
}

/// Why something that is kept cannot be told.
#[derive(Debug, thiserror::Error)]
pub enum RecallError {
    /// Nothing is kept under the id that the asker may see.
    #[error("no answer is kept under this id for whoever asks")]
    NotKept,
    /// The answer has no statement that could run again.
    #[error("the answer has no statement, so there is nothing to run again")]
    NoStatement,
    /// What is kept cannot be read.
    #[error(transparent)]
    Unreadable(#[from] KeptProblem),
    /// The file cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Recall {
    /// Keeps what `app` answers in `store`; nothing where there is none.
    #[must_use]
    pub fn new(app: Arc<App>, store: Option<Arc<Store>>) -> Self {
        Self { app, store }
    }

    /// Whether answers are kept.
    #[must_use]
    pub fn keeps(&self) -> bool {
        self.store.is_some()
    }

    /// Answers a question and keeps the answer: it has an id when it is on the disk. An answer that
    /// could not be kept says so.
    pub async fn ask(&self, request: Request, tell: &Tell) -> Answer {
        self.ask_in(request, None, tell).await
    }

    /// Answers a question of a conversation. What was asked before stands in the request; whether the
    /// conversation is the asker's, the caller has looked at ([`Recall::earlier`]).
    pub async fn ask_in(&self, request: Request, thread: Option<Thread>, tell: &Tell) -> Answer {
        self.ask_recorded(request, thread, None, tell).await
    }

    /// The same, and ends the act that records it: its end is written with the answer, so that the disk is waited for
    /// once.
    pub async fn ask_recorded(
        &self,
        request: Request,
        thread: Option<Thread>,
        act: Option<Pending>,
        tell: &Tell,
    ) -> Answer {
        let id = uuid::Uuid::now_v7().to_string();
        let span = tracing::info_span!("question", answer.id = %id);
        let answer = Box::pin(self.asked(id, request, thread, act, tell));
        answer.instrument(span).await
    }

    async fn asked(
        &self,
        id: String,
        mut request: Request,
        thread: Option<Thread>,
        act: Option<Pending>,
        tell: &Tell,
    ) -> Answer {
        let generation = self.app.generation();
        let Some(store) = &self.store else {
            let answer = generation.ask_told(request, tell).await;
            if let Some(act) = act {
                act.end_with(&answer).await;
            }
            return answer;
        };
        let language = request
            .language
            .unwrap_or_else(|| Language::of(&request.text));
        // What is kept is what was meant, also over midnight.
        let as_of = request.as_of.unwrap_or_else(|| generation.now());
        request.as_of = Some(as_of);
        let kept = KeptRequest::new(&request, language, as_of);
        let asker = asker_text(&request.asker);
        let conversation = thread.map(|it| it.place(&request.text));
        let mut answer = generation.ask_told(request, tell).await;
        drop(generation);
        answer.answer_id = Some(id.clone());
        answer.conversation_id = conversation.as_ref().map(|it| it.id.clone());
        let act = act.and_then(|act| act.of_answer(&answer));
        let written = serde_json::to_string(&answer);
        let outcome = match (written, serde_json::to_string(&kept)) {
            (Ok(text), Ok(request)) => {
                let row = KeptAnswer {
                    id,
                    kept_at: clock::now_utc(),
                    asker,
                    request,
                    answer: text,
                };
                let kept = store.keep(row, conversation, act.clone()).await;
                kept.map_err(|error| error.to_string())
            }
            (Err(error), _) | (_, Err(error)) => Err(error.to_string()),
        };
        if let Err(cause) = outcome {
            tracing::error!(error.cause = cause, "an answer could not be kept");
            answer.answer_id = None;
            answer.conversation_id = None;
            answer.notes.push(not_kept(language));
            // Who asked is recorded all the same.
            if let Some(act) = act {
                let act = KeptAct {
                    target: None,
                    ..act
                };
                audit::record(store, act).await;
            }
        }
        answer
    }

    /// An answer by its id.
    ///
    /// # Errors
    /// [`RecallError::NotKept`] where there is none, or none that the asker may see: both read the
    /// same.
    pub async fn answer(&self, id: &str, asker: &Asker) -> Result<Recalled, RecallError> {
        let kept = self.found(id).await?;
        self.told_to(kept, asker).await
    }

    /// A kept answer as somebody may read it.
    async fn told_to(&self, kept: KeptAnswer, asker: &Asker) -> Result<Recalled, RecallError> {
        if is_the_asker(&kept, asker) {
            return Ok(Recalled::AsGiven(kept.answer));
        }
        let request = KeptRequest::read(&kept)?.into_request(asker.clone());
        // Without the model, which is not theirs to spend: and the grammar reads no name that the
        // reader may not know, so that its reading tells none.
        let request = Request {
            lane: LaneChoice::Grammar,
            ..request
        };
        let mut answer = self.app.ask(request).await;
        // A refusal would tell that there is something, and its words what.
        if answer.status != Status::Answered {
            return Err(RecallError::NotKept);
        }
        answer.recomputed = true;
        Ok(Recalled::Anew(Box::new(answer)))
    }

    /// The answer as it was given, for whoever may read the file itself.
    ///
    /// # Errors
    /// Where there is none, or the file cannot be read.
    pub async fn as_given(&self, id: &str) -> Result<KeptAnswer, RecallError> {
        self.found(id).await
    }

    /// The question of an answer and its statement, for its asker.
    ///
    /// # Errors
    /// As [`Recall::replay`].
    pub async fn question_of(
        &self,
        id: &str,
        asker: &Asker,
    ) -> Result<(Question, String), RecallError> {
        let kept = self.found(id).await?;
        if !is_the_asker(&kept, asker) {
            return Err(RecallError::NotKept);
        }
        let question = KeptRequest::read(&kept)?.into_question(asker.clone());
        let statement = kept::statement_of(&kept)?.ok_or(RecallError::NoStatement)?;
        Ok((question, statement))
    }

    /// Runs the statement of an answer again and says what is different now and why.
    ///
    /// `asker` is who runs it: only the asker of the answer may, over a channel. `None` is whoever
    /// may read the file, and runs it as the asker did.
    ///
    /// # Errors
    /// As [`Recall::answer`]; [`RecallError::NoStatement`] for a question back, a refusal, or an
    /// answer about the layer.
    pub async fn replay(&self, id: &str, asker: Option<&Asker>) -> Result<Replay, RecallError> {
        let kept = self.found(id).await?;
        if asker.is_some_and(|it| !is_the_asker(&kept, it)) {
            return Err(RecallError::NotKept);
        }
        let asker = kept::asker_of(&kept)?;
        replay::replay(&self.app.generation(), &kept, asker).await
    }

    /// The same under the rights of somebody else, to see what they would get.
    ///
    /// # Errors
    /// As [`Recall::replay`].
    pub async fn replay_as(&self, id: &str, asker: Asker) -> Result<Replay, RecallError> {
        let kept = self.found(id).await?;
        replay::replay(&self.app.generation(), &kept, asker).await
    }

    async fn found(&self, id: &str) -> Result<KeptAnswer, RecallError> {
        self.store()?.answer(id).await?.ok_or(RecallError::NotKept)
    }

    /// Where answers are kept.
    ///
    /// # Errors
    /// [`RecallError::NotKept`] where nothing is.
    pub(crate) fn store(&self) -> Result<&Store, RecallError> {
        self.store.as_deref().ok_or(RecallError::NotKept)
    }

    /// How many writes wait.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.store.as_ref().map_or(0, |store| store.waiting())
    }
}

/// Whether somebody is who asked, with the same rights; nobody is the same as nobody else.
fn is_the_asker(kept: &KeptAnswer, asker: &Asker) -> bool {
    matches!(asker, Asker::Known(_)) && kept.asker == asker_text(asker)
}

fn not_kept(language: Language) -> AnswerNote {
    AnswerNote {
        code: "not_kept".to_owned(),
        text: language
            .choose(
                "这个答案没能存下来，之后不能再打开它。",
                "This answer could not be kept: it cannot be opened again later.",
            )
            .to_owned(),
    }
}
