//! Pushes: answers that are sent again and again, and alerts when a number passes a bound.
//!
//! ```text
//! words ─ read ─► Command ─ done ─► store ◄─ tick / loaded ─► Desk: owner, ask ─► Desk: send (the outbox)
//! ```
//!
//! Invariant: each push is computed under the rights that its owner has then; an owner who is nobody any more gets
//! nothing, and the subscription is paused and says why.
//! Invariant: what is due is sent once: a message's key is the subscription and the moment (or the passing of the bound)
//! that it is for, so a restart in the middle sends no second one.

mod alert;
mod command;
mod desk;
mod figures;
mod managed;
mod quiet;
mod run;
mod said;
mod subscription;
mod times;
mod words;

use std::sync::Arc;

use tokio::sync::{Mutex, Notify};

use crate::clock::Seconds;
use crate::store::{Store, StoreError};

pub use command::{Heard, Reply};
pub use desk::{Answered, Desk, DeskError, Message, Told};
pub use managed::{Kept, Wanted};
pub use quiet::QuietHours;
pub use said::help;
pub use subscription::{Groups, Owner, Subscription};
pub use times::{Days, Times};
pub use words::{Assumed, Bound, Command, Due, To, Wish, read};

/// The place of the group that a robot writes to.
pub const ROBOT: &str = "robot";

/// Tells in which time zone times of day are meant.
pub type Zone = Arc<dyn Fn() -> String + Send + Sync>;

/// What is to be sent again and again.
pub struct Pushes {
    store: Arc<Store>,
    desk: Arc<dyn Desk>,
    clock: Seconds,
    zone: Zone,
    quiet: Option<QuietHours>,
    /// Woken when something is due earlier than it was.
    changed: Notify,
    /// Held while something runs: it runs once.
    running: Mutex<()>,
}

/// Why a push cannot be kept or sent.
#[derive(Debug, thiserror::Error)]
pub enum PushError {
    /// The file cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What is kept cannot be read, such as after somebody wrote into the file by hand.
    #[error("what is kept of a subscription cannot be read")]
    Unreadable,
}

impl Pushes {
    /// Those of a file: asked and sent through the desk, at the times of a clock; no alert is told in the quiet hours.
    #[must_use]
    pub fn new(
        store: Arc<Store>,
        desk: Arc<dyn Desk>,
        clock: Seconds,
        zone: Zone,
        quiet: Option<QuietHours>,
    ) -> Self {
        Self {
            store,
            desk,
            clock,
            zone,
            quiet,
            changed: Notify::new(),
            running: Mutex::new(()),
        }
    }

    fn now(&self) -> i64 {
        (self.clock)()
    }
}
