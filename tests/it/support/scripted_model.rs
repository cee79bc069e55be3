//! A model that replies what a test says.

use std::sync::Mutex;

use async_trait::async_trait;
use serde_json::Value;
use wenbo::language_model::{
    Completion, CompletionRequest, Hear, LanguageModel, LanguageModelError, Meter, ReplyProblem,
};

/// Replies one text after the other and keeps the requests; `null` stands for prose.
pub(crate) struct Scripted {
    replies: Mutex<Vec<Result<String, LanguageModelError>>>,
    pub(crate) requests: Mutex<Vec<CompletionRequest>>,
}

impl Scripted {
    pub(crate) fn new(replies: &[Value]) -> Self {
        Self::failing(replies.iter().map(|reply| match reply {
            Value::Null => Err(LanguageModelError::BadReply {
                problem: ReplyProblem::NoObject,
                detail: "the model wrote prose".to_owned(),
            }),
            reply => Ok(reply.to_string()),
        }))
    }

    pub(crate) fn failing(
        replies: impl IntoIterator<Item = Result<String, LanguageModelError>>,
    ) -> Self {
        let mut replies: Vec<_> = replies.into_iter().collect();
        replies.reverse();
        Self {
            replies: Mutex::new(replies),
            requests: Mutex::default(),
        }
    }

    pub(crate) fn calls(&self) -> usize {
        self.requests.lock().unwrap().len()
    }

    /// The asker's turn of one of the requests.
    pub(crate) fn asked(&self, call: usize) -> String {
        let requests = self.requests.lock().unwrap();
        requests[call].messages.last().unwrap().text.clone()
    }
}

#[async_trait]
impl LanguageModel for Scripted {
    async fn complete_heard(
        &self,
        request: &CompletionRequest,
        meter: &Meter,
        hear: Option<&Hear<'_>>,
    ) -> Result<Completion, LanguageModelError> {
        let call = meter.book(10, 5, None)?;
        self.requests.lock().unwrap().push(request.clone());
        let reply = self.replies.lock().unwrap().pop();
        let last = &request.messages.last().unwrap().text;
        let text = reply.unwrap_or_else(|| panic!("more calls than replies: {last}"))?;
        call.settle(None, None);
        if let Some(hear) = hear {
            hear(&text);
        }
        Ok(Completion {
            text,
            prompt_tokens: Some(10),
            completion_tokens: Some(5),
            model: "scripted".to_owned(),
            finish_reason: None,
        })
    }

    fn name(&self) -> &str {
        "scripted"
    }
}
