//! `POST /v1/chat/completions`.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::header::{HeaderName, HeaderValue};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use futures::future::{BoxFuture, Either, select};
use futures::stream::{self, StreamExt as _};
use serde_json::Value;
use tokio::time::sleep;

use super::choices::resolve;
use super::error::Refusal;
use super::markdown::pieces;
use super::models::{is_served, lane_of};
use super::request::{Completion, parse};
use super::wire::Head;
use crate::channel::http::{
    AskRequest, Problem, Shared, Surface, answered, must_be_json, read_up_to,
};
use crate::question::Language;

/// The most bytes that a body may have: chat programs send the whole conversation each time.
pub(in crate::channel) const MAX_BODY_BYTES: usize = 1024 * 1024;

/// How long a stream waits for its answer before it begins without one.
///
/// What goes wrong until then has a status of its own; what goes wrong later can only be said inside the stream.
const PATIENCE: Duration = Duration::from_secs(2);

/// Tells proxies to hand on each piece as it comes.
const NO_BUFFER: (HeaderName, HeaderValue) = (
    HeaderName::from_static("x-accel-buffering"),
    HeaderValue::from_static("no"),
);

/// What comes of a question.
type Outcome = Result<Value, Problem>;

/// Answers the last message of a conversation.
pub(in crate::channel) async fn completions(
    State(shared): State<Arc<Shared>>,
    request: Request,
) -> Result<Response, Refusal> {
    must_be_json(request.headers())?;
    let completion = parse(&read_up_to(request, MAX_BODY_BYTES).await?)?;
    let lane = lane_of(&completion.model)
        .filter(|lane| is_served(&shared, *lane))
        .ok_or_else(|| Refusal::no_such_model(&shared, &completion.model))?;
    let asked = resolve(&completion.turns);
    let language = Language::of(&asked.question);
    let question = AskRequest {
        question: asked.question,
        as_of: None,
        lane: asked.lane.unwrap_or(lane),
        language: Some(language),
        earlier: asked.earlier,
        conversation: None,
    };
    let answer = async move { answered(&shared, question, Surface::Chat).await };
    let head = Head::new(&completion.model);
    if completion.stream {
        return streamed(head, &completion, language, Box::pin(answer)).await;
    }
    let answer = answer.await?;
    let content = pieces(&answer, language).concat();
    Ok(Json(head.completion(&content, &answer)).into_response())
}

/// The answer piece by piece. Whoever stops reading drops the stream, and with it the question.
async fn streamed(
    head: Head,
    completion: &Completion,
    language: Language,
    answer: BoxFuture<'static, Outcome>,
) -> Result<Response, Refusal> {
    let answer: BoxFuture<'static, Outcome> = match select(answer, Box::pin(sleep(PATIENCE))).await
    {
        Either::Left((outcome, _)) => {
            let answer = outcome?;
            Box::pin(async move { Ok(answer) })
        }
        Either::Right(((), answer)) => answer,
    };
    let include_usage = completion.include_usage;
    let opening = stream::once({
        let chunk = head.opening();
        async move { Event::default().data(chunk.to_string()) }
    });
    let rest = stream::once(answer)
        .flat_map(move |outcome| stream::iter(chunks(&head, outcome, language, include_usage)));
    let events = opening.chain(rest).map(Ok::<Event, Infallible>);
    Ok((
        [NO_BUFFER],
        Sse::new(events).keep_alive(KeepAlive::default()),
    )
        .into_response())
}

/// What follows the opening chunk. A failure is an error object, and no end that looks like one.
fn chunks(head: &Head, outcome: Outcome, language: Language, include_usage: bool) -> Vec<Event> {
    let answer = match outcome {
        Ok(answer) => answer,
        Err(problem) => {
            let error = Refusal::from(problem).body();
            return vec![Event::default().data(error.to_string())];
        }
    };
    let texts = pieces(&answer, language);
    let mut chunks: Vec<Value> = texts.iter().map(|text| head.piece(text)).collect();
    chunks.push(head.ending(&answer));
    if include_usage {
        chunks.push(head.usage(&answer));
    }
    let events = chunks
        .iter()
        .map(|chunk| Event::default().data(chunk.to_string()));
    let done = std::iter::once(Event::default().data("[DONE]"));
    events.chain(done).collect()
}
