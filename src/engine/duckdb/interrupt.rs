//! A query that runs, and how it is stopped.

#![expect(clippy::disallowed_types, reason = "this is the adapter")]

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use duckdb::{Connection, InterruptHandle};

/// How long an interrupt may take to be noticed before it is sent again.
const AGAIN: Duration = Duration::from_millis(20);

/// Stops one query, and never the next one of its connection.
pub(super) struct Interrupt {
    handle: Arc<InterruptHandle>,
    /// Whether the query has ended; held while it is interrupted.
    done: Mutex<bool>,
}

impl Interrupt {
    /// For the query that is about to run.
    pub(super) fn new(connection: &Connection) -> Self {
        Self {
            handle: connection.interrupt_handle(),
            done: Mutex::new(false),
        }
    }

    /// The query has ended: from here on nothing is interrupted.
    pub(super) fn finish(&self) {
        *self.done.lock().unwrap_or_else(PoisonError::into_inner) = true;
    }

    /// Interrupts until the query has ended. The database forgets an interrupt that comes before
    /// the query has begun, so that one is not enough.
    pub(super) async fn stop(&self) {
        while self.send() {
            tokio::time::sleep(AGAIN).await;
        }
    }

    /// Interrupts a query that runs; says whether it did.
    fn send(&self) -> bool {
        let done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        if !*done {
            self.handle.interrupt();
        }
        !*done
    }
}

/// Interrupts the query when the asker goes away before it ends.
pub(super) struct Running(pub(super) Arc<Interrupt>);

impl Drop for Running {
    fn drop(&mut self) {
        if !self.0.send() {
            return;
        }
        // A thread, which ends with the query: a runtime that shuts down waits for the query and runs no task.
        let interrupt = self.0.clone();
        let again = move || {
            while interrupt.send() {
                std::thread::sleep(AGAIN);
            }
        };
        let thread = std::thread::Builder::new().name("interrupt".to_owned());
        if let Err(error) = thread.spawn(again) {
            tracing::error!(error.cause = %error, "a query that nobody waits for may run until its deadline");
        }
    }
}
