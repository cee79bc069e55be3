//! Why something cannot be kept or found.

use std::path::{Path, PathBuf};

use sqlx::migrate::MigrateError;

/// Why something cannot be kept or found.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file cannot be opened.
    #[error("{} cannot be opened to keep answers in: {reason}; name a file that may be written with --state", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The tables are not what this program knows.
    #[error("the tables of {} cannot be used: {reason}; use the program that made them, or name another file with --state", path.display())]
    Tables {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// A statement failed.
    #[error("what is kept cannot be read or written")]
    Failed(#[from] sqlx::Error),
    /// The task that writes has ended.
    #[error("nothing is written any more: the service is stopping")]
    Stopped,
}

impl StoreError {
    pub(super) fn folder(path: &Path, cause: &std::io::Error) -> Self {
        Self::Open {
            path: path.to_owned(),
            reason: cause.to_string(),
        }
    }

    #[expect(
        clippy::needless_pass_by_value,
        reason = "it is what `map_err` hands on"
    )]
    pub(super) fn open(path: &Path, cause: sqlx::Error) -> Self {
        Self::Open {
            path: path.to_owned(),
            reason: cause.to_string(),
        }
    }

    pub(super) fn tables(path: &Path, cause: &MigrateError) -> Self {
        let reason = match cause {
            MigrateError::VersionMissing(version) => {
                format!("they have version {version}, which is newer than this program")
            }
            other => other.to_string(),
        };
        Self::Tables {
            path: path.to_owned(),
            reason,
        }
    }
}
