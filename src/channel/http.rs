//! The HTTP channel: every route in one list, and the server that carries it.
//!
//! What it promises to whoever connects:
//! a question gets the answer object with status 200 when it was answered, asked back or declined,
//! and everything that goes wrong gets `application/problem+json`.
//!
//! Invariant: nobody is trusted because of the address they connect from, and no forwarded header is believed.

mod accept;
mod admin;
mod answers;
mod ask;
mod boards;
mod catalogue;
mod conversations;
mod embed;
mod entrance;
mod envelope;
mod error;
mod feedback;
mod guard;
mod health;
mod idempotency;
mod keep;
mod measures;
mod openapi;
mod page;
mod paging;
mod query;
mod rate;
mod results;
mod routes;
mod rows;
mod runs;
mod scopes;
mod server;
mod status;
mod subscriptions;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use futures::future::BoxFuture;
use semantic_sql::Asker;
use serde_json::Value;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use tower_http::catch_panic::CatchPanicLayer;

pub(super) use ask::{
    Body, Surface, answered, checked, measured, must_be_json, read_up_to, within_limits,
};
pub(super) use entrance::For;
pub(super) use error::Problem;

pub use admin::{Admin, AdminStatus};
pub use answers::{Answers, Say};
pub use ask::AskRequest;
pub use entrance::{Entrance, PartsFor};
pub use keep::Keep;
pub use measures::measures_router;
pub use openapi::text as openapi_text;
pub use query::{Query, QueryRequest};
pub use routes::route_names;
pub use server::{ConnectionLimits, ServerSettings, serve, serve_within, stop_signal};
pub use status::{Clock, ClockSource, DataSpan, LastReload, Samples, Status};

use crate::app::lookup::Lookup;
use crate::audit::Trail;
use crate::boards::Boards;
use crate::catalogue::Catalogue;
use crate::keys::{Caller, Keys, Scope, origin_of};
use crate::progress::Tell;
use crate::recall::asker_text;

/// Answers one question with the answer object that all surfaces share, and tells the steps on the way.
pub type Ask = Arc<dyn Fn(AskRequest, Arc<Tell>) -> BoxFuture<'static, Value> + Send + Sync>;

/// Tells what is counted and measured, in the format of Prometheus.
pub type Measures = Arc<dyn Fn() -> String + Send + Sync>;

/// What the routes need of the rest of the program, for whoever asks.
#[derive(Clone)]
pub struct HttpState {
    /// Who requests act as.
    pub asker: Asker,
    /// Answers a question.
    pub ask: Ask,
    /// Runs a statement.
    pub query: Query,
    /// What is done with answers that are kept.
    pub answers: Answers,
    /// Boards, where something is kept.
    pub boards: Option<Boards>,
    /// Conversations, replies and what was said of answers.
    pub keep: Arc<dyn Keep>,
    /// What is counted and measured.
    pub measures: Measures,
    /// What whoever asks may know of the layer and the data, as it is now.
    pub catalogue: Arc<dyn Fn() -> Catalogue + Send + Sync>,
    /// What `/v1/status` tells.
    pub status: Arc<dyn Fn() -> Status + Send + Sync>,
    /// Whether questions can be answered yet.
    pub ready: Arc<AtomicBool>,
    /// What the admin may do.
    pub admin: Admin,
    /// Looks up what programs ask for beside questions.
    pub lookup: Arc<dyn Lookup>,
}

/// The server: who comes in, and its limits.
pub(super) struct Server {
    entrance: Entrance,
    seats: Arc<Semaphore>,
    common: Arc<Common>,
    runs: Arc<runs::Runs>,
    deadline: Duration,
    resume_grace: Duration,
    /// The origins that pages with tokens may be on, in their one spelling.
    embed_origins: Arc<BTreeSet<String>>,
}

/// What the routes have of the program for one request: for its caller, with the limits of this server.
pub(super) struct Shared {
    parts: HttpState,
    caller: Caller,
    trail: Trail,
    keys: Option<Arc<Keys>>,
    embed_origins: Arc<BTreeSet<String>>,
    seats: Arc<Semaphore>,
    common: Arc<Common>,
    runs: Arc<runs::Runs>,
    deadline: Duration,
    resume_grace: Duration,
}

/// What all callers of this server share.
struct Common {
    /// Places for those who wait for a seat.
    queue: Semaphore,
    queue_wait: Duration,
    results: results::Results,
    working: idempotency::Working,
    rates: rate::Rates,
}

impl Common {
    fn new(settings: &ServerSettings) -> Self {
        Self {
            queue: Semaphore::new(settings.max_waiting),
            queue_wait: settings.queue_wait,
            results: results::Results::default(),
            working: idempotency::Working::default(),
            rates: rate::Rates::new(settings.per_minute),
        }
    }
}

impl Shared {
    fn new(server: &Server, parts: HttpState, caller: Caller, path: &str) -> Self {
        let keys = server.entrance.keys.clone();
        let store = keys.as_ref().map(|it| it.store().clone());
        Self {
            trail: Trail::new(store, &caller, path),
            parts,
            caller,
            keys,
            embed_origins: server.embed_origins.clone(),
            seats: server.seats.clone(),
            common: server.common.clone(),
            runs: server.runs.clone(),
            deadline: server.deadline,
            resume_grace: server.resume_grace,
        }
    }

    /// Lets the caller pass who has the scope.
    pub(super) fn must_have(&self, scope: Scope) -> Result<(), Problem> {
        match self.caller.may(scope) {
            true => Ok(()),
            false => Err(Problem::missing_scope(&[scope])),
        }
    }

    /// What programs look up.
    pub(super) fn lookup(&self) -> &dyn Lookup {
        self.parts.lookup.as_ref()
    }

    /// What the service tells of itself.
    pub(super) fn status(&self) -> Status {
        (self.parts.status)()
    }

    /// Who the request acts as. The only place that says it for limits and for what is kept.
    fn asker(&self) -> Asker {
        Asker::Known(self.caller.principal.clone())
    }

    /// The same as one text: two are the same if they may see the same.
    fn owner(&self) -> String {
        asker_text(&self.asker())
    }

    /// Boards; where nothing is kept, none is there.
    fn boards(&self) -> Result<&Boards, Problem> {
        self.parts.boards.as_ref().ok_or_else(Problem::no_board)
    }

    /// A place among the questions that are worked on; a few may wait for one for a short while.
    async fn seat(&self) -> Result<OwnedSemaphorePermit, Problem> {
        if !self.parts.ready.load(Ordering::Acquire) {
            return Err(Problem::starting());
        }
        if let Ok(seat) = self.seats.clone().try_acquire_owned() {
            return Ok(seat);
        }
        let _waiting = self
            .common
            .queue
            .try_acquire()
            .map_err(|_| Problem::busy())?;
        let seat = timeout(self.common.queue_wait, self.seats.clone().acquire_owned()).await;
        seat.ok().and_then(Result::ok).ok_or_else(Problem::busy)
    }
}

/// Builds the whole application; `routes` has the complete list of routes.
pub fn router(entrance: impl Into<Entrance>, settings: &ServerSettings) -> Router {
    let origins = settings.embed_origins.iter();
    let server = Arc::new(Server {
        entrance: entrance.into(),
        seats: Arc::new(Semaphore::new(settings.max_concurrent)),
        common: Arc::new(Common::new(settings)),
        runs: Arc::default(),
        deadline: settings.deadline,
        resume_grace: settings.resume_grace,
        embed_origins: Arc::new(origins.filter_map(|it| origin_of(it).ok()).collect()),
    });
    let guard = guard::Guard::new(settings, server.embed_origins.clone());
    routes::all()
        .into_iter()
        .fold(Router::new(), |router, route| {
            router.route(route.path, route.handler)
        })
        .fallback(error::not_found)
        .method_not_allowed_fallback(error::method_not_allowed)
        // The last layer is the outermost: what the others refuse is dressed and logged too.
        .layer(from_fn(rate::keep))
        .layer(from_fn_with_state(server.clone(), entrance::admit))
        .layer(from_fn_with_state(Arc::new(guard), guard::refuse_foreign))
        .layer(CatchPanicLayer::custom(error::panicked))
        .layer(from_fn(envelope::dress))
        .with_state(server)
}
