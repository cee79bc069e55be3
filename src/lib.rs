//! Wenbo 问播: questions in, proved answers out.
//!
//! ```text
//! Question ─ plan ─► SemanticSql ─ bind ─► BoundQuery ─ compile ─► CompiledSql ─ execute ─► ResultSet ─ answer ─► Answer
//! ```

pub mod question;

pub mod grammar;
pub mod plan;
pub mod planner;

pub mod language_model;
pub mod prompt;

pub mod demo;
pub mod engine;
pub mod knowledge;
pub mod lexicon;
pub mod result_set;
