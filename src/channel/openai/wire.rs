//! The objects of the protocol: a whole completion, and its chunks.

use serde_json::{Value, json};
use uuid::Uuid;

/// What every object of one reply carries.
#[derive(Debug, Clone)]
pub(super) struct Head {
    id: String,
    /// Seconds since 1970.
    created: u64,
    model: String,
}

impl Head {
    /// A new id; its time is that of the reply.
    pub(super) fn new(model: &str) -> Self {
        let id = Uuid::now_v7();
        Self {
            id: format!("chatcmpl-{}", id.simple()),
            created: id.get_timestamp().map_or(0, |at| at.to_unix().0),
            model: model.to_owned(),
        }
    }

    /// The reply as a whole.
    pub(super) fn completion(&self, content: &str, answer: &Value) -> Value {
        json!({
            "id": self.id,
            "object": "chat.completion",
            "created": self.created,
            "model": self.model,
            "choices": [{
                "index": 0,
                "message": { "role": "assistant", "content": content, "refusal": null },
                "logprobs": null,
                "finish_reason": "stop",
            }],
            "usage": usage(answer),
            "wenbo": answer,
        })
    }

    /// The chunk that says who speaks.
    pub(super) fn opening(&self) -> Value {
        self.chunk(&json!({ "role": "assistant", "content": "" }), &Value::Null)
    }

    /// A chunk with a piece of the text.
    pub(super) fn piece(&self, text: &str) -> Value {
        self.chunk(&json!({ "content": text }), &Value::Null)
    }

    /// The chunk that ends the text, with the answer as data.
    pub(super) fn ending(&self, answer: &Value) -> Value {
        let mut chunk = self.chunk(&json!({}), &json!("stop"));
        chunk["wenbo"] = answer.clone();
        chunk
    }

    /// The chunk that tells the tokens, which has no choice.
    pub(super) fn usage(&self, answer: &Value) -> Value {
        let mut chunk = self.chunk(&json!({}), &Value::Null);
        chunk["choices"] = json!([]);
        chunk["usage"] = usage(answer);
        chunk
    }

    fn chunk(&self, delta: &Value, finish_reason: &Value) -> Value {
        json!({
            "id": self.id,
            "object": "chat.completion.chunk",
            "created": self.created,
            "model": self.model,
            "choices": [{
                "index": 0,
                "delta": delta,
                "logprobs": null,
                "finish_reason": finish_reason,
            }],
        })
    }
}

/// The tokens that a language model read and wrote for this answer: none where none was asked.
fn usage(answer: &Value) -> Value {
    let tokens = |key: &str| {
        let tokens = answer.pointer(&format!("/model/{key}"));
        tokens.and_then(Value::as_u64).unwrap_or_default()
    };
    let (read, written) = (tokens("prompt_tokens"), tokens("completion_tokens"));
    json!({
        "prompt_tokens": read,
        "completion_tokens": written,
        "total_tokens": read + written,
    })
}
