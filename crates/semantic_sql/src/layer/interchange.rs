//! Layers from and to other formats: strict Ossie out, Ossie, Cube and Databricks in.
//!
//! Pure like the rest: text in, text and a report out.

pub(in crate::layer) mod contract;
mod export;
mod import;
mod sql;
mod write;

pub use export::{ExportError, ExportFormat, Exported, Policies, export};
pub use import::{Finding, FindingKind, ImportFormat, Imported, import};
