//! Replies from files, one per request, for tests and for replays without a provider.
//!
//! A file's name is the hash of the whole request, so a changed prompt or schema shows as a missing recording and never as a silent drift.
//! Each file holds the request beside the reply, so that a reviewer sees what was asked.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::{Completion, CompletionRequest, LanguageModel, LanguageModelError, Meter, tokens};

/// Answers from a folder of recordings.
#[derive(Debug, Clone)]
pub struct Recorded {
    folder: PathBuf,
}

/// Passes requests on to another model and writes each reply into a folder.
pub struct Recorder {
    inner: Arc<dyn LanguageModel>,
    folder: PathBuf,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Recording {
    request: CompletionRequest,
    completion: Completion,
}

impl Recorded {
    /// Returns a model that answers from `folder`.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }
}

#[async_trait]
impl LanguageModel for Recorded {
    async fn complete(
        &self,
        request: &CompletionRequest,
        meter: &Meter,
    ) -> Result<Completion, LanguageModelError> {
        let key = key(request);
        let path = path(&self.folder, &key);
        let text = match tokio::fs::read_to_string(&path).await {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(LanguageModelError::NotRecorded {
                    how: how_to_record(&self.folder),
                    key,
                });
            }
            Err(error) => return Err(unusable(&path, &error)),
        };
        let recording: Recording =
            serde_json::from_str(&text).map_err(|error| unusable(&path, &error))?;
        let completion = recording.completion;
        // A replay counts as the live call did; nobody charges for it.
        let prompt: u64 = request
            .messages
            .iter()
            .map(|it| tokens::estimate(&it.text))
            .sum();
        let prompt = prompt + tokens::estimate(&request.system);
        meter
            .book(prompt, u64::from(request.max_tokens), None)?
            .settle(completion.prompt_tokens, completion.completion_tokens);
        Ok(completion)
    }

    fn name(&self) -> &str {
        "recorded"
    }
}

impl Recorder {
    /// Returns a model that asks `inner` and writes its replies into `folder`.
    #[must_use]
    pub fn new(inner: Arc<dyn LanguageModel>, folder: &Path) -> Self {
        Self {
            inner,
            folder: folder.to_owned(),
        }
    }

    async fn write(
        &self,
        request: &CompletionRequest,
        completion: &Completion,
    ) -> std::io::Result<()> {
        tokio::fs::create_dir_all(&self.folder).await?;
        let recording = Recording {
            request: request.clone(),
            completion: completion.clone(),
        };
        let mut text = serde_json::to_string_pretty(&recording)?;
        text.push('\n');
        tokio::fs::write(path(&self.folder, &key(request)), text).await
    }
}

#[async_trait]
impl LanguageModel for Recorder {
    async fn complete(
        &self,
        request: &CompletionRequest,
        meter: &Meter,
    ) -> Result<Completion, LanguageModelError> {
        let completion = self.inner.complete(request, meter).await?;
        self.write(request, &completion)
            .await
            .map_err(|error| unusable(&self.folder, &error))?;
        Ok(completion)
    }

    fn name(&self) -> &str {
        self.inner.name()
    }
}

/// Returns the SHA-256 of the whole request, independent of the order of its keys.
#[must_use]
pub fn key(request: &CompletionRequest) -> String {
    let value = serde_json::to_value(request).expect("a request is plain data with string keys");
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
        "the prompt, the schema or the question changed since recording; ask the same question of a live model with WENBO_MODEL_RECORD={} and WENBO_MODEL_BASE_URL and WENBO_MODEL set, then review the new file",
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
