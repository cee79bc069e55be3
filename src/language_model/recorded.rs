//! Replies from files, one per request, for tests and for replays without a provider.
//!
//! A file's name is the hash of the whole request, so a changed prompt or schema shows as a missing recording and never as a silent drift.
//! Each file holds the model and the request beside the reply, so that a reviewer sees what was asked, and a request that has none is told how the nearest differs.
//!
//! Invariant: no key and no header enters a recording; neither is part of a request here.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tokio::sync::OnceCell;

use super::{
    Completion, CompletionRequest, Hear, LanguageModel, LanguageModelError, Meter, Price,
    ReplyProblem, tokens,
};

mod difference;

/// Answers from a folder of recordings.
#[derive(Debug)]
pub struct Recorded {
    folder: PathBuf,
    model: String,
    price: Option<Price>,
    /// All of the folder, read when a request has no recording.
    all: OnceCell<Vec<Recording>>,
}

/// Passes requests on to another model and writes each reply into a folder.
pub struct Recorder {
    inner: Arc<dyn LanguageModel>,
    folder: PathBuf,
    /// What answers what is recorded already.
    known: Option<Recorded>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Recording {
    /// The model that was asked.
    model: String,
    request: CompletionRequest,
    reply: Reply,
    /// Tokens read for it, calls that failed before included.
    prompt_tokens: u64,
    /// Tokens written.
    completion_tokens: u64,
}

/// What the model did, as far as it is its own doing.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Reply {
    Completion(Completion),
    Unusable {
        problem: ReplyProblem,
        detail: String,
    },
    Refused {
        reason: String,
    },
}

impl Reply {
    /// What is recorded of an outcome; nothing where the way to the model failed, or it was not asked.
    fn of(outcome: &Result<Completion, LanguageModelError>) -> Option<Self> {
        match outcome {
            Ok(completion) => Some(Self::Completion(completion.clone())),
            Err(LanguageModelError::BadReply {
                problem:
                    problem @ (ReplyProblem::NoObject
                    | ReplyProblem::BrokenObject
                    | ReplyProblem::Truncated),
                detail,
            }) => Some(Self::Unusable {
                problem: *problem,
                detail: detail.clone(),
            }),
            Err(LanguageModelError::Refused { reason }) => Some(Self::Refused {
                reason: (*reason).to_owned(),
            }),
            Err(_) => None,
        }
    }

    fn outcome(&self) -> Result<Completion, LanguageModelError> {
        match self {
            Self::Completion(completion) => Ok(completion.clone()),
            Self::Unusable { problem, detail } => Err(LanguageModelError::BadReply {
                problem: *problem,
                detail: detail.clone(),
            }),
            Self::Refused { reason } => Err(LanguageModelError::Refused {
                reason: if reason == "refusal" {
                    "refusal"
                } else {
                    "content_filter"
                },
            }),
        }
    }
}

impl Recorded {
    /// Returns a model that answers from `folder` as the model of that name did, and costs what that would.
    #[must_use]
    pub fn new(folder: &Path, model: &str, price: Option<Price>) -> Self {
        Self {
            folder: folder.to_owned(),
            model: model.to_owned(),
            price,
            all: OnceCell::new(),
        }
    }

    /// The outcome that is recorded under a key, if there is one.
    async fn find(
        &self,
        key: &str,
        request: &CompletionRequest,
        meter: &Meter,
    ) -> Option<Result<Completion, LanguageModelError>> {
        let path = path(&self.folder, key);
        let text = match tokio::fs::read_to_string(&path).await {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
            Err(error) => return Some(Err(unusable(&path, &error))),
        };
        let recording: Recording = match serde_json::from_str(&text) {
            Ok(recording) => recording,
            Err(error) => return Some(Err(unusable(&path, &error))),
        };
        // A replay counts as the live call did; nobody charges for it.
        let most = u64::from(request.max_tokens);
        let booking = match meter.book(tokens::of(request), most, self.price) {
            Ok(booking) => booking,
            Err(error) => return Some(Err(error)),
        };
        let outcome = recording.reply.outcome();
        let count = |tokens: u64| u32::try_from(tokens).ok();
        booking.settle(
            count(recording.prompt_tokens),
            count(recording.completion_tokens),
        );
        Some(outcome)
    }

    async fn not_recorded(&self, request: &CompletionRequest, key: String) -> LanguageModelError {
        let all = self.all.get_or_init(|| async {
            // What cannot be read is none that could be near.
            read_all(&self.folder).unwrap_or_default()
        });
        let asked = difference::Asked {
            model: &self.model,
            request,
        };
        let recorded = all.await.iter().map(|it| difference::Asked {
            model: &it.model,
            request: &it.request,
        });
        LanguageModelError::NotRecorded {
            question: request.about.question.clone(),
            differs: difference::from_nearest(&asked, recorded),
            key,
            how: how_to_record(&self.folder),
        }
    }
}

#[async_trait]
impl LanguageModel for Recorded {
    async fn complete_heard(
        &self,
        request: &CompletionRequest,
        meter: &Meter,
        hear: Option<&Hear<'_>>,
    ) -> Result<Completion, LanguageModelError> {
        let key = key(&self.model, request);
        match self.find(&key, request, meter).await {
            Some(outcome) => heard(outcome, hear),
            None => Err(self.not_recorded(request, key).await),
        }
    }

    fn name(&self) -> &str {
        &self.model
    }
}

impl Recorder {
    /// Returns a model that asks `inner` and writes its replies into `folder`; what is in `known` is not asked again.
    #[must_use]
    pub fn new(inner: Arc<dyn LanguageModel>, folder: &Path, known: Option<Recorded>) -> Self {
        Self {
            known,
            inner,
            folder: folder.to_owned(),
        }
    }

    async fn write(
        &self,
        request: &CompletionRequest,
        reply: Reply,
        (prompt_tokens, completion_tokens): (u64, u64),
    ) -> std::io::Result<()> {
        tokio::fs::create_dir_all(&self.folder).await?;
        let model = self.inner.name().to_owned();
        let path = path(&self.folder, &key(&model, request));
        let recording = Recording {
            model,
            request: request.clone(),
            reply,
            prompt_tokens,
            completion_tokens,
        };
        let mut text = serde_json::to_string_pretty(&recording)?;
        text.push('\n');
        // Whole or not at all: whoever stops a recording keeps what there is.
        let beside = path.with_extension("part");
        tokio::fs::write(&beside, text).await?;
        tokio::fs::rename(&beside, &path).await
    }
}

#[async_trait]
impl LanguageModel for Recorder {
    async fn complete_heard(
        &self,
        request: &CompletionRequest,
        meter: &Meter,
        hear: Option<&Hear<'_>>,
    ) -> Result<Completion, LanguageModelError> {
        if let Some(known) = &self.known {
            let found = known.find(&key(self.name(), request), request, meter).await;
            if let Some(outcome) = found {
                return heard(outcome, hear);
            }
        }
        let before = meter.spent();
        let outcome = self.inner.complete_heard(request, meter, hear).await;
        if let Some(reply) = Reply::of(&outcome) {
            let after = meter.spent();
            let tokens = (
                after.prompt_tokens - before.prompt_tokens,
                after.completion_tokens - before.completion_tokens,
            );
            self.write(request, reply, tokens)
                .await
                .map_err(|error| unusable(&self.folder, &error))?;
        }
        outcome
    }

    fn name(&self) -> &str {
        self.inner.name()
    }
}

/// A recorded reply is heard once, whole.
fn heard(
    outcome: Result<Completion, LanguageModelError>,
    hear: Option<&Hear<'_>>,
) -> Result<Completion, LanguageModelError> {
    if let (Ok(completion), Some(hear)) = (&outcome, hear) {
        hear(&completion.text);
    }
    outcome
}

/// Returns the one model whose replies a folder holds.
///
/// # Errors
/// Where the folder cannot be read, or holds those of none or of several.
pub fn only_model(folder: &Path) -> Result<String, LanguageModelError> {
    let all = read_all(folder).map_err(|error| unusable(folder, &error))?;
    let mut models: Vec<String> = all.into_iter().map(|it| it.model).collect();
    models.sort();
    models.dedup();
    match models.as_slice() {
        [only] => Ok(only.clone()),
        [] => Err(LanguageModelError::Misconfigured {
            detail: format!(
                "there is no recording in {}; record some with --record",
                folder.display()
            ),
        }),
        several => Err(LanguageModelError::Misconfigured {
            detail: format!(
                "{} has recordings of several models; name one of {}",
                folder.display(),
                several.join(", ")
            ),
        }),
    }
}

/// Reads all recordings of a folder, in the order of their names.
fn read_all(folder: &Path) -> Result<Vec<Recording>, std::io::Error> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|it| it == "json") {
            paths.push(path);
        }
    }
    paths.sort();
    let read = |path: &PathBuf| -> Result<Recording, std::io::Error> {
        let recording = serde_json::from_str(&std::fs::read_to_string(path)?);
        recording.map_err(|error| std::io::Error::other(format!("{}: {error}", path.display())))
    };
    paths.iter().map(read).collect()
}

/// Returns the SHA-256 of a model's name and the whole request, independent of the order of its keys.
#[must_use]
pub fn key(model: &str, request: &CompletionRequest) -> String {
    let mut value =
        serde_json::to_value(request).expect("a request is plain data with string keys");
    if let Value::Object(fields) = &mut value {
        fields.remove("about");
        fields.insert("model".to_owned(), model.into());
    }
    let mut canonical = String::new();
    write_canonical(&value, &mut canonical);
    hex::encode(Sha256::digest(canonical.as_bytes()))
}

fn path(folder: &Path, key: &str) -> PathBuf {
    folder.join(format!("{key}.json"))
}

fn write_canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<(&String, &Value)> = map.iter().collect();
            entries.sort_by_key(|(name, _)| *name);
            out.push('{');
            for (name, entry) in entries {
                out.push_str(&Value::String(name.clone()).to_string());
                out.push(':');
                write_canonical(entry, out);
                out.push(',');
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for item in items {
                write_canonical(item, out);
                out.push(',');
            }
            out.push(']');
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            out.push_str(&value.to_string());
        }
    }
}

fn how_to_record(folder: &Path) -> String {
    format!(
        "ask the same question of a live model with WENBO_MODEL_RECORD={} and WENBO_MODEL_BASE_URL and WENBO_MODEL set, then review the new file",
        folder.display()
    )
}

fn unusable(path: &Path, error: &dyn std::fmt::Display) -> LanguageModelError {
    LanguageModelError::Misconfigured {
        detail: format!(
            "the recording {} cannot be used: {error}; record it again",
            path.display()
        ),
    }
}
