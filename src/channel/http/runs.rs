//! Answers that are sent in parts, and kept for a short while so that a broken connection can go on.
//!
//! Invariant: a question runs on without a reader for [`super::ServerSettings::resume_grace`] at most; then its query is
//! interrupted. What is kept is bounded in number, bytes and time.
//! Invariant: a run is there for whoever asked, and reads as no run at all for anybody else.

mod log;
mod parts;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, HeaderMap, HeaderName, HeaderValue, LOCATION};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use futures::{FutureExt as _, Stream, stream};
use tokio::sync::OwnedSemaphorePermit;
use tracing::Instrument as _;
use uuid::Uuid;

use super::ask::Surface;
use super::error::Problem;
use super::idempotency::{self, Claim};
use super::openapi::Missing;
use super::{AskRequest, For, Shared, ask};
use crate::progress::Step;

pub(super) use log::Runs;
use log::{KEPT, Reader, Run};

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
const ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// Begins to answer a question and sends the parts as they come.
#[expect(
    clippy::disallowed_methods,
    reason = "a run outlives its connection for a moment; it ends itself when nobody reads it"
)]
pub(super) fn start(
    shared: &Arc<Shared>,
    question: AskRequest,
    seat: OwnedSemaphorePermit,
    claim: Claim,
) -> Response {
    let id = Uuid::now_v7().to_string();
    let run = Arc::new(Run::default());
    // The reader is there before the work begins, so that the run is not abandoned at once.
    let reader = Run::reader(&run, 0);
    shared.runs.add(id.clone(), shared.owner(), run.clone());
    let span = tracing::Span::current();
    let asked = Asked {
        question,
        seat,
        claim,
    };
    tokio::spawn(work(shared.clone(), id.clone(), run, asked).instrument(span));
    let mut response = sent(reader);
    place(&mut response, &id);
    response
}

/// Sends an answer that was given before, whole in the last event: put together the events are the answer.
pub(super) fn again(answer: String) -> Response {
    let run = Arc::new(Run::default());
    let reader = Run::reader(&run, 0);
    run.push_text("done", answer);
    run.end();
    let mut response = sent(reader);
    idempotency::mark(&mut response);
    response
}

/// Says where the parts are read again.
fn place(response: &mut Response, id: &str) {
    if let Ok(place) = HeaderValue::from_str(&format!("/v1/runs/{id}/events")) {
        response.headers_mut().insert(LOCATION, place);
    }
}

/// A question that is worked on.
struct Asked {
    question: AskRequest,
    seat: OwnedSemaphorePermit,
    claim: Claim,
}

/// Goes on sending an answer.
///
/// `Last-Event-ID` is the number of the last event that arrived; without it all events come again.
#[utoipa::path(
    get, path = "/v1/runs/{run}/events", tag = "questions",
    params(
        ("run" = String, Path, description = "From the `Location` of the first reply"),
        ("Last-Event-ID" = Option<u64>, Header, description = "The number of the last event that arrived"),
    ),
    responses(
        (status = 200, description = "The events after that one", body = String, content_type = "text/event-stream"),
        Missing,
    ),
)]
pub(super) async fn resume(
    For(shared): For,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let run = shared.runs.find(&id, &shared.owner()).ok_or_else(|| {
        Problem::no_such(
            "run; it ended some time ago, so ask the question again",
            &[],
        )
    })?;
    let after = match headers.get(LAST_EVENT_ID) {
        None => 0,
        Some(value) => (value.to_str().ok())
            .and_then(|text| text.trim().parse().ok())
            .filter(|after| *after <= run.len())
            .ok_or_else(|| {
                let why = format!("`Last-Event-ID` must be a number from 0 to {}", run.len());
                Problem::invalid_parameter(&why)
            })?,
    };
    Ok(sent(Run::reader(&run, after)))
}

async fn work(shared: Arc<Shared>, id: String, run: Arc<Run>, asked: Asked) {
    let Asked {
        question,
        seat,
        claim,
    } = asked;
    let mut claim = Some(claim);
    let told = run.clone();
    let tell = move |step: Step| {
        if let Some((name, data)) = parts::of_step(step) {
            told.push(name, &data);
        }
    };
    let answer = ask::told(&shared, question, Surface::Stream, Arc::new(tell));
    let answer = AssertUnwindSafe(answer).catch_unwind();
    tokio::select! {
        answer = answer => match answer {
            Ok(Ok(answer)) => {
                if let Some(claim) = claim.take() {
                    ask::kept(claim, &answer).await;
                }
                for (name, data) in parts::of_answer(answer, &run.names()) {
                    run.push(name, &data);
                }
            }
            Ok(Err(problem)) => run.push("error", &problem.into_body()),
            Err(_) => {
                tracing::error!("the handling of a question panicked");
                run.push("error", &Problem::internal().into_body());
            }
        },
        () = run.abandoned(shared.resume_grace) => {
            tracing::info!("a question was stopped, since nobody waits for it");
            run.push("error", &Problem::abandoned().into_body());
        }
    }
    run.end();
    drop((seat, claim));
    shared.runs.trim();
    tokio::time::sleep(KEPT).await;
    shared.runs.remove(&id);
}

fn sent(reader: Reader) -> Response {
    let alive = KeepAlive::new().text("ping");
    let mut response = Sse::new(events(reader)).keep_alive(alive).into_response();
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // A proxy that gathers a reply would hold the parts back.
    headers.insert(ACCEL_BUFFERING, HeaderValue::from_static("no"));
    response
}

fn events(reader: Reader) -> impl Stream<Item = Result<Event, std::convert::Infallible>> {
    stream::unfold(reader, |mut reader| async move {
        let (number, name, data) = reader.next().await?;
        let event = Event::default()
            .id(number.to_string())
            .event(name)
            .data(data.as_ref());
        Some((Ok(event), reader))
    })
}
