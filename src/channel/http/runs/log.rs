//! The events of runs, kept for whoever reads them again.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;
use tokio::sync::watch;
use tokio::time::timeout;

use crate::telemetry::measures;

/// How long the events of a run that ended are kept.
pub(super) const KEPT: Duration = Duration::from_secs(60);

/// Runs that are kept at most; running ones are bounded by the seats of the server.
const MOST: usize = 256;

/// Bytes of all runs that ended and are kept.
const MOST_BYTES: usize = 32 * 1024 * 1024;

/// The runs of this server, oldest first.
#[derive(Default)]
pub(in crate::channel::http) struct Runs(Mutex<VecDeque<Kept>>);

struct Kept {
    id: String,
    /// Who asked, with their rights.
    owner: String,
    run: Arc<Run>,
}

impl Runs {
    pub(super) fn add(&self, id: String, owner: String, run: Arc<Run>) {
        lock(&self.0).push_back(Kept { id, owner, run });
        self.trim();
    }

    /// A run of somebody.
    pub(super) fn find(&self, id: &str, owner: &str) -> Option<Arc<Run>> {
        let runs = lock(&self.0);
        let found = runs.iter().find(|it| it.id == id && it.owner == owner);
        found.map(|it| it.run.clone())
    }

    pub(super) fn remove(&self, id: &str) {
        lock(&self.0).retain(|it| it.id != id);
    }

    /// Forgets the oldest runs that ended, as long as too much is kept.
    pub(super) fn trim(&self) {
        let mut runs = lock(&self.0);
        let sizes = runs.iter().filter_map(|it| it.run.size_if_ended());
        let mut bytes: usize = sizes.sum();
        let mut many = runs.len();
        runs.retain(|it| match it.run.size_if_ended() {
            Some(size) if many > MOST || bytes > MOST_BYTES => {
                many -= 1;
                bytes -= size;
                false
            }
            _ => true,
        });
    }
}

/// One answer that is sent in parts.
pub(super) struct Run {
    log: Mutex<Log>,
    changed: watch::Sender<()>,
    readers: watch::Sender<usize>,
}

#[derive(Default)]
struct Log {
    events: Vec<(&'static str, Arc<str>)>,
    ended: bool,
}

impl Default for Run {
    fn default() -> Self {
        Self {
            log: Mutex::default(),
            changed: watch::Sender::new(()),
            readers: watch::Sender::new(0),
        }
    }
}

impl Run {
    /// Adds an event and wakes the readers.
    pub(super) fn push(&self, name: &'static str, data: &impl Serialize) {
        match serde_json::to_string(data) {
            Ok(data) => self.push_text(name, data),
            Err(error) => tracing::error!(%error, "an event cannot be written"),
        }
    }

    /// Adds an event that is JSON already.
    pub(super) fn push_text(&self, name: &'static str, data: String) {
        lock(&self.log).events.push((name, data.into()));
        self.changed.send_replace(());
    }

    /// No event follows.
    pub(super) fn end(&self) {
        lock(&self.log).ended = true;
        self.changed.send_replace(());
    }

    /// How many events there are.
    pub(super) fn len(&self) -> usize {
        lock(&self.log).events.len()
    }

    /// The names of the events so far.
    pub(super) fn names(&self) -> Vec<&'static str> {
        let log = lock(&self.log);
        log.events.iter().map(|(name, _)| *name).collect()
    }

    fn size_if_ended(&self) -> Option<usize> {
        let log = lock(&self.log);
        let sizes = log.events.iter().map(|(_, data)| data.len());
        log.ended.then(|| sizes.sum())
    }

    /// Reads the events after the first `after`.
    pub(super) fn reader(run: &Arc<Self>, after: usize) -> Reader {
        run.readers.send_modify(|readers| *readers += 1);
        Reader {
            changed: run.changed.subscribe(),
            run: run.clone(),
            after,
            _open: measures::stream(),
        }
    }

    /// Waits until nobody has read for some time.
    pub(super) async fn abandoned(&self, grace: Duration) {
        let mut readers = self.readers.subscribe();
        loop {
            // The sender is `self`, so it is there.
            let _nobody = readers.wait_for(|readers| *readers == 0).await.is_ok();
            let back = readers.wait_for(|readers| *readers > 0);
            if timeout(grace, back).await.is_err() {
                return;
            }
        }
    }
}

/// Somebody who reads a run.
pub(super) struct Reader {
    run: Arc<Run>,
    changed: watch::Receiver<()>,
    after: usize,
    _open: measures::Open,
}

impl Reader {
    /// The next event with its number, from 1; nothing after the last.
    pub(super) async fn next(&mut self) -> Option<(usize, &'static str, Arc<str>)> {
        loop {
            self.changed.mark_unchanged();
            {
                let log = lock(&self.run.log);
                if let Some((name, data)) = log.events.get(self.after) {
                    self.after += 1;
                    return Some((self.after, name, data.clone()));
                }
                if log.ended {
                    return None;
                }
            }
            self.changed.changed().await.ok()?;
        }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.run.readers.send_modify(|readers| *readers -= 1);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
