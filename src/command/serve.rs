//! `wenbo serve`: the page and the HTTP API.

mod audited;
mod chats;
mod entrance;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use futures::future::BoxFuture;
use semantic_sql::layer::Text;
use semantic_sql::{Asker, Principal, SemanticSql};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::app::lookup::AppLookup;
use crate::app::{App, Request};
use crate::audit::Pending;
use crate::boards::Boards;
use crate::catalogue::Catalogue;
use crate::channel::http::{
    self, Admin, AdminStatus, Answers, AskRequest, Clock, ClockSource, ConnectionLimits, DataSpan,
    HttpState, LastReload, Measures, Query, QueryRequest, Samples, ServerSettings, Status,
};
use crate::config::{LimitArgs, ServeArgs, SourceArgs};
use crate::engine::duckdb::DuckDb;
use crate::engine::{CachedEngine, Engine};
use crate::progress::{Step, Tell};
use crate::question::Language;
use crate::recall::Recall;
use crate::reload::{Open, Reloader, Sources};
use crate::telemetry::measures::{self, Now};

use super::ask::model_lane;
use super::{Failure, open_source, recall, say};

pub use chats::{Connected, connected};
pub(super) use chats::{slack_settings, wecom_settings};
pub use entrance::{Doors, entrance};
use entrance::{local_principal, nobody};

/// How often what was measured is summed up.
const MEASURES_EVERY: Duration = Duration::from_secs(5);

/// A service as its HTTP channel needs it.
#[derive(Clone)]
pub struct Service {
    /// What answers.
    pub app: Arc<App>,
    /// What keeps its answers.
    pub recall: Recall,
    /// What keeps it fresh.
    pub reloader: Arc<Reloader>,
    /// Who asks.
    pub principal: Principal,
    /// Roles that may administer the server without a key.
    pub admin_roles: Vec<String>,
}

/// Serves until it is told to stop.
pub(super) async fn run(args: ServeArgs) -> Result<u8, Failure> {
    let listen = args.listen.clone();
    let hosts = args.hosts.clone();
    let watch = args.watch;
    let embed_origins = args.doors.embed_origins.clone();
    let limits = args.limits.clone();
    let chat = args.chat.clone();
    let (slack, wecom) = (args.slack.clone(), args.wecom.clone());
    let (service, doors) = start(args).await?;
    let (listener, listen) = bound(&listen, "--listen").await?;
    let settings = ServerSettings {
        embed_origins,
        ..settings(listen, hosts.clone(), &limits)
    };
    // Counting begins before the first request.
    let _started = measures::recorder();
    let measuring = measuring(measures_of(&service), &limits, hosts).await?;
    say(&format!("Wenbo 问播 is at http://{listen}"));
    if doors.local.is_none() {
        say("every request needs a key: `wenbo key create` makes one");
    }
    let store = doors.store.clone();
    let mut entrance = entrance(&service, doors);
    let connected = connected(&service, store, &entrance, &chat, &slack, &wecom)?;
    entrance.chats = connected.chats.clone();
    let router = http::router(entrance, &settings);
    let reloader = service.reloader.clone();
    let connections = ConnectionLimits {
        most: limits.max_connections,
        ..ConnectionLimits::default()
    };
    tokio::select! {
        served = http::serve_within(listener, router, connections, http::stop_signal()) => {
            served.map_err(|error| Failure::failed(error.to_string()))?;
        }
        never = watch_files(&reloader, watch) => match never {},
        never = measures_kept() => match never {},
        never = connected.run() => match never {},
        failure = measuring => return Err(failure),
    }
    Ok(0)
}

/// Listens on an address that an option names, and says where that really is.
async fn bound(address: &str, option: &str) -> Result<(TcpListener, SocketAddr), Failure> {
    let listener = TcpListener::bind(address).await.map_err(|error| {
        Failure::misused(format!(
            "cannot listen on {address}: {error}; name another address with {option}"
        ))
    })?;
    let there = listener.local_addr();
    let there = there.map_err(|error| Failure::failed(error.to_string()))?;
    Ok((listener, there))
}

fn settings(listen: SocketAddr, allowed_hosts: Vec<String>, limits: &LimitArgs) -> ServerSettings {
    ServerSettings {
        listen,
        allowed_hosts,
        max_concurrent: limits.max_concurrent,
        max_waiting: limits.max_waiting,
        per_minute: limits.requests_per_minute,
        ..ServerSettings::default()
    }
}

/// Tells measures on an address of their own, where one is named; ends only with a failure.
async fn measuring(
    measures: Measures,
    limits: &LimitArgs,
    hosts: Vec<String>,
) -> Result<BoxFuture<'static, Failure>, Failure> {
    let Some(address) = &limits.metrics_listen else {
        return Ok(Box::pin(std::future::pending()));
    };
    let (listener, listen) = bound(address, "--metrics-listen").await?;
    if !listen.ip().is_loopback() {
        tracing::warn!(%listen, "measures are told to whoever reaches this address");
    }
    let router = http::measures_router(measures, &settings(listen, hosts, limits));
    Ok(Box::pin(async move {
        let ended = http::serve(listener, router, std::future::pending()).await;
        let cause = ended.err().map(|error| error.to_string());
        Failure::failed(cause.unwrap_or_else(|| "measures are not told any more".to_owned()))
    }))
}

/// Sums up what was measured, also where nobody reads it.
async fn measures_kept() -> Infallible {
    loop {
        tokio::time::sleep(MEASURES_EVERY).await;
        measures::recorder().run_upkeep();
    }
}

/// Loads everything that questions need.
async fn start(args: ServeArgs) -> Result<(Service, Doors), Failure> {
    let sources = Sources {
        layer: args.source.layer.clone(),
        data: args.source.data.clone(),
    };
    // Looked at before the files are read, so that no change is missed.
    let seen = sources.stamp();
    let (layer, engine) = open_source(&args.source)?;
    let cache = args.limits.query_cache;
    let app = App::start(layer, cached(engine, cache), model_lane(&args.model)?)
        .await
        .map_err(|error| Failure::misused(error.to_string()))?;
    let app = Arc::new(app);
    let open = opener(&args.source, cache);
    let store = recall::open(&args.keep.state, args.keep.keep_days).await?;
    recall::forget_acts(&store, args.doors.keep_audit_days).await?;
    let keys_only = args.doors.require_keys;
    let is_configured = args.local_principal.is_some();
    let local = local_principal(&app, &store, args.local_principal, keys_only).await?;
    // Whoever comes in only because the data is the demo must not come to other data.
    let demo_only = local.is_some() && !is_configured;
    let store = Arc::new(store);
    let service = Service {
        recall: Recall::new(app.clone(), Some(store.clone())),
        reloader: Arc::new(Reloader::new(app.clone(), sources, seen, open, demo_only)),
        app,
        principal: nobody(),
        admin_roles: args.admin_roles,
    };
    let doors = Doors {
        store,
        local,
        keys_only,
    };
    Ok((service, doors))
}

fn opener(source: &SourceArgs, cache: u64) -> Open {
    let settings = source.engine();
    Arc::new(move |path| {
        let engine = DuckDb::open(path, settings.clone())?;
        Ok(cached(engine, cache))
    })
}

/// A database that keeps at most `bytes` of the rows it gives.
fn cached(engine: DuckDb, bytes: u64) -> Arc<dyn Engine> {
    let engine = Arc::new(engine);
    if bytes == 0 {
        return engine;
    }
    Arc::new(CachedEngine::new(engine, bytes))
}

async fn watch_files(reloader: &Reloader, seconds: u64) -> Infallible {
    if seconds == 0 {
        return std::future::pending().await;
    }
    reloader.watch(Duration::from_secs(seconds)).await
}

/// What the routes of a service do.
#[must_use]
pub fn http_state(service: &Service) -> HttpState {
    let asked = service.clone();
    let told = service.clone();
    let listed = service.clone();
    HttpState {
        asker: Asker::Known(service.principal.clone()),
        boards: Some(Boards::new(service.app.clone(), service.recall.clone())),
        keep: Arc::new(service.recall.clone()),
        measures: measures_of(service),
        ask: Arc::new(move |request, tell| {
            let (recall, principal) = (asked.recall.clone(), asked.principal.clone());
            Box::pin(async move { answer(&recall, principal, request, None, &*tell).await })
        }),
        query: query(service),
        answers: answers(service),
        catalogue: Arc::new(move || {
            let asker = Asker::Known(listed.principal.clone());
            Catalogue::new(listed.app.generation(), asker)
        }),
        status: Arc::new(move || status(&told)),
        ready: Arc::new(AtomicBool::new(true)),
        admin: admin(service),
        lookup: Arc::new(AppLookup::new(
            service.app.clone(),
            service.principal.clone(),
        )),
    }
}

fn measures_of(service: &Service) -> Measures {
    let (app, recall) = (service.app.clone(), service.recall.clone());
    Arc::new(move || {
        measures::rendered(Now {
            store_queue: recall.waiting(),
            generation: app.generation().number(),
        })
    })
}

fn answers(service: &Service) -> Answers {
    let (got, replayed, said) = (service.clone(), service.clone(), service.clone());
    Answers {
        get: Arc::new(move |id| {
            let it = got.clone();
            Box::pin(async move { it.recall.answer(&id, &Asker::Known(it.principal)).await })
        }),
        replay: Arc::new(move |id| {
            let it = replayed.clone();
            Box::pin(async move {
                it.recall
                    .replay(&id, Some(&Asker::Known(it.principal)))
                    .await
            })
        }),
        say: Arc::new(move |id, verdict, reason| {
            let it = said.clone();
            Box::pin(async move {
                let asker = Asker::Known(it.principal);
                it.recall.say(&id, &asker, verdict, reason).await
            })
        }),
    }
}

fn query(service: &Service) -> Query {
    let (app, principal) = (service.app.clone(), service.principal.clone());
    Arc::new(move |request| {
        let (generation, asker) = (app.generation(), Asker::Known(principal.clone()));
        Box::pin(async move {
            let QueryRequest {
                statement,
                language,
                limit,
            } = request;
            let statement = SemanticSql(statement);
            generation.query(&asker, &statement, limit, language).await
        })
    })
}

fn admin(service: &Service) -> Admin {
    let holds = |role| service.principal.roles.contains(role);
    let reloader = service.reloader.clone();
    let told = service.clone();
    Admin {
        allowed: service.admin_roles.iter().any(holds),
        reload: Arc::new(move || {
            let reloader = reloader.clone();
            Box::pin(async move { json!(*reloader.reload().await) })
        }),
        status: Arc::new(move || admin_status(&told)),
    }
}

fn admin_status(service: &Service) -> Value {
    let generation = service.app.generation();
    let last = service.reloader.last();
    json!(AdminStatus {
        generation: generation.number(),
        loaded: (**generation.loaded()).clone(),
        last_reload: last.as_deref().cloned(),
    })
}

/// Answers what came in, as somebody; `act` records it.
async fn answer(
    recall: &Recall,
    principal: Principal,
    request: AskRequest,
    act: Option<Pending>,
    tell: &Tell,
) -> Value {
    let conversation = request.conversation;
    let request = Request {
        text: request.question,
        language: request.language,
        as_of: request.as_of,
        asker: Asker::Known(principal),
        lane: request.lane,
        earlier: request.earlier,
    };
    let answer = recall.ask_recorded(request, conversation, act, tell).await;
    if let Some(chart) = &answer.chart {
        tell(Step::Drawn(Box::new(chart.drawn.clone())));
    }
    serde_json::to_value(&answer)
        .unwrap_or_else(|error| json!({ "status": "failed", "reason": format!("the answer cannot be written: {error}") }))
}

fn status(service: &Service) -> Status {
    let generation = service.app.generation();
    let layer = generation.layer();
    let knowledge = generation.knowledge();
    let last = service.reloader.last();
    Status {
        name: Text {
            zh: layer.name.clone(),
            en: layer.name.clone(),
        },
        about: layer.description.clone(),
        is_demo: generation.is_demo(),
        clock: Clock {
            now: knowledge.clock,
            source: if knowledge.clock.is_some() {
                ClockSource::Data
            } else {
                ClockSource::Real
            },
            time_zone: layer.time.timezone.clone(),
        },
        data: DataSpan {
            from: None,
            until: knowledge.freshness.iter().map(|fresh| fresh.until).max(),
        },
        language_model: service.app.model_name().map(str::to_owned),
        generation: generation.number(),
        last_reload: last.map(|report| LastReload {
            outcome: report.outcome.name(),
            at: report.at,
        }),
        languages: vec![Language::Zh, Language::En],
        samples: Samples {
            zh: layer.examples.zh.clone(),
            en: layer.examples.en.clone(),
        },
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}
