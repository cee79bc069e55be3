//! A model words an answer; only what is proved of it is handed on.
//!
//! Its sentences are told one by one while they are written, each when it is proved in its place;
//! after the first that is not, the rest waits until that one is mended or left out.
//!
//! It sees the cells that are shown and the template's sentences, with ids in the place of names that
//! the data has (`names`, `seen`). It is asked at most twice: the sentences that the proof does not
//! follow go back once with the reason, and are left out then.
//!
//! Invariant: no statement, no word of the question and no name of the data is in a request.
//! Invariant: a sentence that is handed on is proved in the place where it will stand.

mod names;
mod reply;
mod seen;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;
use tokio::time::{Instant, timeout_at};

use crate::answer::Draft;
use crate::language_model::{
    About, CompletionRequest, Hear, LanguageModel, LanguageModelError, Message, Meter, tokens,
};
use crate::prompt::{PromptError, PromptName, Prompts};
use crate::question::Language;

use names::Names;
use reply::{Problem, Sentence};

/// The sentences that a model may write.
const MOST_SENTENCES: usize = 5;
/// The most tokens that a request may have, the schema of the reply included.
const MAX_PROMPT_TOKENS: u64 = 4_000;
/// The most tokens of a reply.
const MAX_REPLY_TOKENS: u32 = 600;

/// A model that words answers.
pub struct Narrator {
    model: Arc<dyn LanguageModel>,
    prompts: Prompts,
}

/// How long an answer waits for its words.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// When both calls must be over.
    pub until: Instant,
    /// How long that was at the start.
    pub allowed: Duration,
}

/// Hears the sentences that are proved so far, each time all of them; it must not wait.
pub type TellSentences<'a> = dyn Fn(&[String]) + Send + Sync + 'a;

/// What was told of a reply.
struct Told<'a> {
    tell: &'a TellSentences<'a>,
    /// Whole sentences of the reply that were read, and those that were told.
    state: Mutex<(usize, Vec<String>)>,
}

impl Told<'_> {
    fn state(&self) -> MutexGuard<'_, (usize, Vec<String>)> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells what judged sentences begin with, where that is more than was told.
    fn begun(&self, sentences: &[Sentence]) {
        let begun = reply::begun(sentences);
        let mut state = self.state();
        // One by one, also where several came at once.
        for known in state.1.len()..begun.len() {
            (self.tell)(&begun[..=known]);
        }
        if begun.len() > state.1.len() {
            state.1 = begun;
        }
    }
}

/// Why there is no sentence of a model.
#[derive(Debug, thiserror::Error)]
pub enum NarratorError {
    /// The model gave no reply.
    #[error(transparent)]
    Model(#[from] LanguageModelError),
    /// A prompt is broken.
    #[error(transparent)]
    Prompt(#[from] PromptError),
    /// What it would see is too much.
    #[error("the result makes a prompt of {tokens} tokens, and {MAX_PROMPT_TOKENS} are allowed")]
    TooLong {
        /// What the request would have.
        tokens: u64,
    },
    /// None of its sentences is proved.
    #[error("no sentence of the model could be proved")]
    Unproved,
}

impl Narrator {
    /// A narrator over a model, with the prompts of [`Prompts::load_narrator`].
    #[must_use]
    pub fn new(model: Arc<dyn LanguageModel>, prompts: Prompts) -> Self {
        Self { model, prompts }
    }

    /// The model's name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.model.name()
    }

    /// A hash of its prompts.
    #[must_use]
    pub fn prompt_version(&self) -> &str {
        self.prompts.version()
    }

    /// Sentences to stand after the template's headline, each of them proved, and told as they are
    /// proved. What is proved when the time is up, or when a call fails on the way, is kept.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn narrate(
        &self,
        draft: &Draft<'_>,
        meter: &Meter,
        patience: Patience,
        tell: &TellSentences<'_>,
    ) -> Result<Vec<String>, NarratorError> {
        let mut names = Names::of(draft);
        let turn = seen::turn(&self.prompts, draft, &mut names)?;
        let mut turns = vec![Message::user(turn)];
        let language = draft.labels().language;
        let read = |text: &str| reply::read(text, &names, language);
        let told = Told {
            tell,
            state: Mutex::default(),
        };
        let hear = |text: &str| {
            let Some((text, count)) = reply::so_far(text) else {
                return;
            };
            if std::mem::replace(&mut told.state().0, count) >= count {
                return;
            }
            if let Ok(mut sentences) = read(&text) {
                reply::judge(draft, &mut sentences);
                told.begun(&sentences);
            }
        };
        let (text, first) = match self
            .ask(draft, turns.clone(), meter, patience, Some(&hear))
            .await
        {
            Ok(text) => {
                let first = read(&text);
                (text, first)
            }
            Err(error) if !told.state().1.is_empty() => {
                tracing::warn!(%error, "the narrator broke off");
                return Ok(told.state().1.clone());
            }
            Err(NarratorError::Model(error)) if error.may_be_repaired() => {
                (String::new(), Err(Problem::unreadable()))
            }
            Err(error) => return Err(error),
        };
        let (mut sentences, problems) = match first {
            Ok(mut sentences) => {
                let problems = reply::judge(draft, &mut sentences);
                (sentences, problems)
            }
            Err(problem) => (vec![Sentence::unreadable()], vec![problem]),
        };
        if !problems.is_empty() {
            told.begun(&sentences);
            meter.repaired();
            // What was no JSON is not repeated, and an empty turn is one that providers refuse.
            if !text.is_empty() {
                turns.push(Message::assistant(text));
            }
            turns.push(Message::user(self.again(&problems)?));
            let second = self.ask(draft, turns, meter, patience, None).await;
            sentences = with_second(sentences, second.map(|text| read(&text)))?;
            reply::judge(draft, &mut sentences);
        }
        let proved = sentences.into_iter().filter(|it| it.why.is_none());
        let proved: Vec<String> = proved.map(|it| it.shown).take(MOST_SENTENCES).collect();
        if proved.is_empty() {
            return Err(NarratorError::Unproved);
        }
        Ok(proved)
    }

    async fn ask(
        &self,
        draft: &Draft<'_>,
        messages: Vec<Message>,
        meter: &Meter,
        patience: Patience,
        hear: Option<&Hear<'_>>,
    ) -> Result<String, NarratorError> {
        let language = language_name(draft.labels().language);
        let instructions = Instructions {
            language,
            most: MOST_SENTENCES,
        };
        let request = CompletionRequest {
            about: About {
                question: draft.question().text.clone(),
                prompt_version: self.prompts.version().to_owned(),
            },
            system: self.prompts.render(PromptName::Narrate, &instructions)?,
            messages,
            schema_name: "narration".to_owned(),
            schema: reply::schema(),
            max_tokens: MAX_REPLY_TOKENS,
            temperature: 0.0,
        };
        let tokens = tokens::of(&request);
        if tokens > MAX_PROMPT_TOKENS {
            return Err(NarratorError::TooLong { tokens });
        }
        let asked = self.model.complete_heard(&request, meter, hear);
        match timeout_at(patience.until, asked).await {
            Ok(completion) => Ok(completion?.text),
            Err(_) => Err(LanguageModelError::Timeout {
                after: patience.allowed,
            }
            .into()),
        }
    }

    fn again(&self, problems: &[Problem]) -> Result<String, PromptError> {
        self.prompts
            .render(PromptName::NarrateAgain, &Again { problems })
    }
}

#[derive(Serialize)]
struct Instructions<'a> {
    language: &'a str,
    most: usize,
}

#[derive(Serialize)]
struct Again<'a> {
    problems: &'a [Problem],
}

/// The first sentences with what a second reply mended of them.
fn with_second(
    first: Vec<Sentence>,
    second: Result<Result<Vec<Sentence>, Problem>, NarratorError>,
) -> Result<Vec<Sentence>, NarratorError> {
    match second {
        Ok(Ok(second)) => Ok(reply::mended(first, second)),
        Ok(Err(_)) => Ok(first),
        Err(error) if first.iter().all(|it| it.why.is_some()) => Err(error),
        Err(error) => {
            tracing::warn!(%error, "the narrator mended no sentence");
            Ok(first)
        }
    }
}

/// A language as a prompt names it.
fn language_name(language: Language) -> &'static str {
    match language {
        Language::Zh => "Chinese",
        Language::En => "English",
    }
}
