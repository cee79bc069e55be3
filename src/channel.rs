//! Channels: a request of the outside becomes a question, and an answer becomes a reply.
//!
//! Invariant: a channel knows questions and answers, and none of the stages between them.

pub mod chat;
pub mod http;
pub mod slack;
pub mod wecom;

mod chosen;
mod mcp;
mod openai;
