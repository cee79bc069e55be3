//! The database: takes compiled SQL and nothing else.
//!
//! Text of a person or a model cannot get here: only the compiler makes a [`CompiledSql`].

mod cached;
#[cfg(feature = "duckdb")]
pub mod duckdb;

pub use cached::CachedEngine;

#[cfg(feature = "duckdb")]
pub use self::duckdb::create as create_data_file;

use std::path::Path;

use async_trait::async_trait;
use semantic_sql::CompiledSql;
use thiserror::Error;

use crate::result_set::RawRows;

/// What stops a query.
#[derive(Debug, Error)]
pub enum EngineError {
    /// The file is not there or is not a database.
    #[error("cannot open the database {path}")]
    Open {
        /// The file.
        path: String,
        /// What the database said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The query ran longer than allowed.
    #[error("the query took longer than {0} s and was stopped")]
    Deadline(u64),
    /// The data does not have a table, a column or a function that the query names.
    #[error("the data does not fit the query")]
    Unfit {
        /// What is missing, such as "the column `price`", where the database says it.
        missing: Option<String>,
        /// The name in the data that is nearest to it.
        nearest: Option<String>,
        /// What the database said: names and no values.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The database refused the query.
    #[error("the database could not run the query")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The worker is gone.
    #[error("the database worker stopped")]
    Stopped,
}

impl EngineError {
    /// A stable code for callers.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Open { .. } => "database_unavailable",
            Self::Deadline(_) => "query_timeout",
            Self::Unfit { .. } | Self::Failed(_) => "query_failed",
            Self::Stopped => "engine_stopped",
        }
    }

    /// The first line of what the database said, where it speaks of files and names alone. Other
    /// errors may quote a row, which no log may carry.
    #[must_use]
    pub fn words_about_names(&self) -> Option<String> {
        let (Self::Unfit { source, .. } | Self::Open { source, .. }) = self else {
            return None;
        };
        source.to_string().lines().next().map(str::to_owned)
    }
}

/// Runs compiled SQL.
#[async_trait]
pub trait Engine: Send + Sync {
    /// Runs one query; rows beyond the engine's cap are cut, and the result says so.
    ///
    /// # Errors
    /// An [`EngineError`]; the database's own words are its source, never its message.
    async fn execute(&self, sql: &CompiledSql) -> Result<RawRows, EngineError>;

    /// The file that it reads, if it reads one.
    fn data(&self) -> Option<&Path> {
        None
    }
}
