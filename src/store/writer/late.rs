//! The sync of the disk that nobody waits for.

use std::fs::OpenOptions;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::sync::mpsc;

/// How long a commit may be in the system's memory alone.
const AFTER: Duration = Duration::from_secs(1);

/// Asks for a sync of the log that commits are written to; the task ends when this is dropped.
#[derive(Debug)]
pub(super) struct LateSync {
    wanted: mpsc::Sender<()>,
}

impl LateSync {
    /// For the SQLite file at a path.
    pub(super) fn start(path: &Path) -> Self {
        // One that waits is enough for all commits before it.
        let (wanted, asked) = mpsc::channel(1);
        let mut log = path.as_os_str().to_owned();
        log.push("-wal");
        #[expect(
            clippy::disallowed_methods,
            reason = "the sender owns the task: it ends when the sender is dropped"
        )]
        tokio::spawn(sync_when_asked(log.into(), asked));
        Self { wanted }
    }

    /// Something was committed that is not on the disk yet.
    pub(super) fn wanted(&self) {
        // Where one waits already, it comes after this commit too.
        let _waits = self.wanted.try_send(());
    }
}

async fn sync_when_asked(log: PathBuf, mut asked: mpsc::Receiver<()>) {
    while asked.recv().await.is_some() {
        tokio::time::sleep(AFTER).await;
        let log = log.clone();
        let synced = tokio::task::spawn_blocking(move || sync(&log)).await;
        let failed = match synced {
            Ok(Ok(())) => continue,
            Ok(Err(error)) => error.to_string(),
            Err(error) => error.to_string(),
        };
        tracing::error!(
            error.cause = failed,
            "the disk may not have the last answers"
        );
    }
}

/// Syncs a file that SQLite has open. SQLite's locks are on the two files beside it: closing those here would release
/// them, closing the log does not.
fn sync(log: &Path) -> io::Result<()> {
    OpenOptions::new().write(true).open(log)?.sync_data()
}
