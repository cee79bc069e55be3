//! Wenbo 问播: questions in, proved answers out.
//!
//! ```text
//! Question ─ plan ─► SemanticSql ─ bind ─► BoundQuery ─ compile ─► CompiledSql ─ execute ─► ResultSet ─ answer ─► Answer
//! ```

#[cfg(feature = "duckdb")]
pub mod cli;
pub mod clock;
#[cfg(feature = "duckdb")]
pub mod config;
pub mod question;

pub mod grammar;
pub mod plan;
pub mod planner;

pub mod language_model;
pub mod prompt;

pub mod answer;
pub mod demo;
pub mod engine;
pub mod knowledge;
pub mod layer_files;
pub mod result_set;
pub mod telemetry;
