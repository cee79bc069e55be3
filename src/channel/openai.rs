//! The chat that speaks OpenAI's protocol, so that any chat program can use this server as a model.
//!
//! The last message of the user is the question and the user's earlier ones are the conversation.
//! What else a request holds is not read: neither a system message nor one of the assistant is an instruction here,
//! and of the latter only the choices that it offered are looked up.
//!
//! What it promises: the same answer as `POST /v1/ask`, with the same limits, as Markdown; whole or piece by piece,
//! the text is the same.

mod choices;
mod completions;
mod error;
mod markdown;
mod models;
mod request;
mod wire;

#[cfg(test)]
mod tests;

pub(super) use completions::{MAX_BODY_BYTES, completions};
pub(super) use error::refused;
pub(super) use markdown::escaped as escaped_markdown;
pub(super) use models::{model, models};

/// Whether a route speaks this protocol.
pub(super) fn speaks(route: &str) -> bool {
    ["/v1/chat/completions", "/v1/models", "/v1/models/{model}"].contains(&route)
}
