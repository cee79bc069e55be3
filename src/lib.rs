//! Wenbo 问播: questions in, proved answers out.
//!
//! ```text
//! Question ─ plan ─► SemanticSql ─ bind ─► BoundQuery ─ compile ─► CompiledSql ─ execute ─► ResultSet ─ answer ─► Answer
//! ```
//!
//! The modules stand in the order of that chain; ARCHITECTURE.md says what each promises.

pub mod question;

pub mod grammar;
pub mod lexicon;
pub mod plan;
pub mod planner;

pub mod language_model;
pub mod prompt;

pub mod engine;
pub mod progress;
pub mod result_set;
pub mod schema;

pub mod answer;
pub mod narrator;

pub mod app;
pub mod boards;
pub mod catalogue;
pub mod pipeline;

pub mod channel;
#[cfg(feature = "duckdb")]
pub mod command;
#[cfg(feature = "duckdb")]
pub mod config;

pub mod audit;
pub mod clock;
pub mod demo;
pub mod eval;
pub mod fit;
pub mod keys;
pub mod knowledge;
pub mod layer_files;
pub mod push;
pub mod recall;
pub mod reload;
pub mod store;
pub mod telemetry;
pub mod verification;
