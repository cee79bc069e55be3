//! `wenbo serve`: the page and the HTTP API.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use semantic_sql::layer::Text;
use semantic_sql::{Asker, Principal};
use serde_json::json;
use tokio::net::TcpListener;

use crate::app::{App, Request, local_owner};
use crate::channel::http::{
    self, AskRequest, Clock, ClockSource, DataSpan, HttpState, Samples, ServerSettings, Status,
};
use crate::config::ServeArgs;
use crate::question::Language;

use super::ask::model_lane;
use super::{Failure, load_layer, open_data, say};

/// Serves until it is told to stop.
pub(super) async fn run(args: ServeArgs) -> Result<u8, Failure> {
    let layer = load_layer(&args.source)?;
    let engine = Arc::new(open_data(&args.source)?);
    let app = App::start(layer, engine, model_lane(&args.model)?)
        .await
        .map_err(|error| Failure::misused(error.to_string()))?;
    let principal = local_principal(&app, args.local_principal)?;
    let listener = TcpListener::bind(&args.listen).await.map_err(|error| {
        Failure::misused(format!(
            "cannot listen on {}: {error}; name another address with --listen",
            args.listen
        ))
    })?;
    let listen = listener
        .local_addr()
        .map_err(|error| Failure::failed(error.to_string()))?;
    let settings = ServerSettings {
        listen,
        allowed_hosts: args.hosts,
        ..ServerSettings::default()
    };
    let status = status(&app);
    let app = Arc::new(app);
    let state = HttpState {
        ask: Arc::new(move |request| {
            let (app, principal) = (app.clone(), principal.clone());
            Box::pin(async move { answer(&app, principal, request).await })
        }),
        status,
        ready: Arc::new(AtomicBool::new(true)),
    };
    say(&format!("Wenbo 问播 is at http://{listen}"));
    http::serve(
        listener,
        http::router(state, &settings),
        http::stop_signal(),
    )
    .await
    .map_err(|error| Failure::failed(error.to_string()))?;
    Ok(0)
}

/// Whoever asks without a name: configured, or the demo's owner. Never somebody because of where
/// they connect from.
fn local_principal(app: &App, configured: Option<Principal>) -> Result<Principal, Failure> {
    match configured {
        Some(principal) => Ok(principal),
        None if app.is_demo() => Ok(local_owner()),
        None => Err(Failure::misused(
            "the data is not the demo, so requests need somebody to act as: set WENBO_LOCAL_PRINCIPAL or \
             --local-principal '{\"user\":\"u1\",\"roles\":[\"owner\"],\"attributes\":{}}'",
        )),
    }
}

async fn answer(app: &App, principal: Principal, request: AskRequest) -> serde_json::Value {
    let request = Request {
        text: request.question,
        language: request.language,
        as_of: request.as_of,
        asker: Asker::Known(principal),
        lane: request.lane,
        earlier: Vec::new(),
    };
    let answer = app.ask(request).await;
    serde_json::to_value(&answer)
        .unwrap_or_else(|error| json!({ "status": "failed", "reason": format!("the answer cannot be written: {error}") }))
}

fn status(app: &App) -> Status {
    let layer = app.layer();
    let knowledge = app.knowledge();
    Status {
        name: Text {
            zh: layer.name.clone(),
            en: layer.name.clone(),
        },
        about: layer.description.clone(),
        is_demo: app.is_demo(),
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
        language_model: app.model_name().map(str::to_owned),
        languages: vec![Language::Zh, Language::En],
        samples: Samples {
            zh: layer.examples.zh.clone(),
            en: layer.examples.en.clone(),
        },
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}
