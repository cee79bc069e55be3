//! Hand-written SQL of the evaluation, over the physical tables.
//!
//! No `Engine`: nothing that answers a question can hold one of these. It takes plain SQL, since a
//! gold that went through the compiler could not judge it; the text comes from the files of the
//! evaluation, and the database is as locked as the one that answers.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use duckdb::Connection;

use crate::engine::EngineError;
use crate::result_set::RawRows;

use super::{EngineSettings, open_locked, read};

/// A data file that hand-written SQL reads.
pub struct GoldConnection {
    first: Mutex<Connection>,
    row_cap: usize,
}

impl GoldConnection {
    /// Opens a data file for reading, without files, network or other settings.
    ///
    /// # Errors
    /// [`EngineError::Open`] where the file is not there or is not a database.
    pub fn open(path: &Path, settings: &EngineSettings) -> Result<Arc<Self>, EngineError> {
        let first = open_locked(path, settings).map_err(|error| EngineError::Open {
            path: path.display().to_string(),
            source: error.into(),
        })?;
        Ok(Arc::new(Self {
            first: Mutex::new(first),
            row_cap: settings.row_cap,
        }))
    }

    /// Runs one SELECT, beside others that run at the same time.
    ///
    /// # Errors
    /// An [`EngineError`]; what the database said is its source.
    pub async fn rows(self: &Arc<Self>, sql: &str) -> Result<RawRows, EngineError> {
        let (own, sql) = (self.clone(), sql.to_owned());
        let task = tokio::task::spawn_blocking(move || {
            let first = own.first.lock().unwrap_or_else(PoisonError::into_inner);
            let connection = first.try_clone();
            drop(first);
            let connection = connection.map_err(|error| EngineError::Failed(error.into()))?;
            let rows = read(&connection, &sql, Vec::new(), own.row_cap)?;
            if rows.truncated {
                let most = own.row_cap;
                return Err(EngineError::Failed(
                    format!("the gold has more than {most} rows").into(),
                ));
            }
            Ok(rows)
        });
        task.await.map_err(|_| EngineError::Stopped)?
    }
}
