//! `POST /v1/ask`: a question in, the answer object out.

mod measured;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest as _, Request};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use axum::response::{IntoResponse as _, Response};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use serde::Deserialize;
use serde_json::Value;
use serde_json::error::Category;
use tokio::time::timeout;
use utoipa::ToSchema;

pub(in crate::channel) use measured::Surface;

use measured::Measured;

use super::error::{Problem, failure};
use super::idempotency::{self, Begun, Claim};
use super::openapi::{Clashing, Limited, NoConversation, Refused};
use super::{For, HttpState, Shared, accept, conversations, runs};
use crate::answer::Answer;
use crate::progress::Tell;
use crate::question::{LaneChoice, Language};
use crate::recall::Thread;

/// The most bytes that a body may have.
pub(super) const MAX_BODY_BYTES: usize = 256 * 1024;

/// The most characters that a question may have.
const MAX_QUESTION_CHARS: usize = 2_000;

/// The most digits that a number of a question may have: longer ones cannot be computed with.
const MAX_DIGITS: usize = 24;

/// The most earlier questions that a conversation may send along.
const MAX_EARLIER: usize = 20;

/// The most bytes of an id.
const MAX_ID: usize = 64;

/// How long a body may take to arrive.
const BODY_DEADLINE: Duration = Duration::from_secs(10);

/// A question as it was asked over HTTP, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskRequest {
    /// The question, without blanks around it.
    pub question: String,
    /// What "now" means, if the asker says it.
    pub as_of: Option<NaiveDateTime>,
    /// Who may answer.
    pub lane: LaneChoice,
    /// The language of the answer; that of the question if it is not given.
    pub language: Option<Language>,
    /// Earlier questions of the conversation, oldest first.
    pub earlier: Vec<String>,
    /// The conversation that it belongs to.
    pub conversation: Option<Thread>,
}

/// A question.
#[derive(Deserialize, ToSchema)]
#[schema(as = Ask)]
#[serde(deny_unknown_fields)]
pub(in crate::channel) struct Body {
    /// The question, in Chinese, English or both.
    #[schema(
        min_length = 1,
        max_length = 2000,
        example = "How much did we sell yesterday?"
    )]
    pub(in crate::channel) question: String,
    /// What "now" means, such as 2026-11-19T10:30:00, in the time zone of the layer.
    #[serde(default)]
    #[schema(example = "2026-11-19T10:30:00")]
    pub(in crate::channel) as_of: Option<String>,
    /// Who may answer.
    #[serde(default)]
    pub(in crate::channel) lane: Option<LaneChoice>,
    /// The language of the answer; that of the question if it is not given.
    #[serde(default)]
    pub(in crate::channel) language: Option<Language>,
    /// Earlier questions of the conversation, oldest first.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub(in crate::channel) earlier: Vec<String>,
    /// The conversation that it goes on from, by its id, or `new` to begin one. Then `earlier` must be empty.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 64, example = "new")]
    pub(in crate::channel) conversation: Option<String>,
}

/// Answers a question.
///
/// With `Accept: text/event-stream` the answer comes in parts: `plan`, `sql`, `rows`, `chart`, `narration`, `done`,
/// or `error`. The data of all events put together, later ones over earlier ones, is the answer object. Events are
/// numbered; a connection that broke goes on at the address in `Location` with `Last-Event-ID`.
/// A question is stopped when its caller goes away. With an `Idempotency-Key` that was sent before with the same body
/// comes the answer that was given then, marked `Idempotency-Replayed`.
#[utoipa::path(
    post, path = "/v1/ask", tag = "questions",
    params(("Idempotency-Key" = Option<String>, Header, description = "A key of the caller's own; the same question with it gets the same answer for a day")),
    request_body = Body,
    responses(
        (status = 200, description = "The question was answered, asked back or declined", content(
            (Answer = "application/json"),
            (String = "text/event-stream"),
        )),
        Refused, NoConversation, Clashing, Limited,
    ),
)]
pub(super) async fn ask(For(shared): For, request: Request) -> Result<Response, Problem> {
    must_be_json(request.headers())?;
    let forms = ["application/json", "text/event-stream"];
    let form = accept::chosen(request.headers(), &forms)?;
    let asker = shared.asker();
    let headers = request.headers().clone();
    let body = read(request).await?;
    let claim = match idempotency::begin(&shared, &asker, &headers, "/v1/ask", &body).await? {
        Begun::Before(reply) => {
            return Ok(match form {
                1 => runs::again(reply.into_text()),
                _ => reply.as_json("/v1/answers"),
            });
        }
        Begun::Fresh(claim) => claim,
    };
    let mut question = parse(&body)?;
    if let Some(Thread::Kept(id)) = &question.conversation {
        let earlier = shared.parts.keep.earlier(id, &asker).await;
        question.earlier = earlier.map_err(|error| conversations::problem(&error))?;
    }
    let seat = shared.seat().await?;
    if form == 1 {
        return Ok(runs::start(&shared, question, seat, claim));
    }
    let answer = told(&shared, question, Surface::Http, Arc::new(|_| ())).await?;
    kept(claim, &answer).await;
    Ok(Json(answer).into_response())
}

/// Keeps an answer under the key of its request, before it is told.
pub(super) async fn kept(claim: Claim, answer: &Value) {
    if claim.has_a_key() {
        claim.keep(StatusCode::OK, &answer.to_string()).await;
    }
}

/// The answer object of a question, within the limits of this server; whoever drops the future stops the question.
///
/// # Errors
/// The server is not ready, has no seat left, or the question took too long or failed.
pub(in crate::channel) async fn answered(
    shared: &Shared,
    question: AskRequest,
    surface: Surface,
) -> Result<Value, Problem> {
    let _seat = shared.seat().await?;
    told(shared, question, surface, Arc::new(|_| ())).await
}

/// The answer object of a question that has a seat, or the problem that there is instead of one.
pub(super) async fn told(
    shared: &Shared,
    question: AskRequest,
    surface: Surface,
    tell: Arc<Tell>,
) -> Result<Value, Problem> {
    let answer = measured(&shared.parts, shared.deadline, question, surface, tell).await;
    let answer = answer.ok_or_else(|| Problem::too_slow(shared.deadline))?;
    match answer.get("status").and_then(Value::as_str) {
        Some("answered" | "clarify" | "declined") => Ok(answer),
        _ => Err(failure(&answer)),
    }
}

/// The answer object of a question, however it ended; nothing where it took too long. It is counted in each case.
pub(in crate::channel) async fn measured(
    parts: &HttpState,
    deadline: Duration,
    question: AskRequest,
    surface: Surface,
    tell: Arc<Tell>,
) -> Option<Value> {
    let mut measured = Measured::new(surface);
    match timeout(deadline, (parts.ask)(question, tell)).await {
        Ok(answer) => {
            measured.ended(&answer);
            Some(answer)
        }
        Err(_) => {
            measured.timed_out();
            None
        }
    }
}

/// Runs what takes a seat of this server, within its deadline.
///
/// # Errors
/// The server is not ready, has no seat left, or it took too long.
pub(in crate::channel) async fn within_limits<T>(
    shared: &Shared,
    work: impl Future<Output = T>,
) -> Result<T, Problem> {
    let _seat = shared.seat().await?;
    timeout(shared.deadline, work)
        .await
        .map_err(|_| Problem::too_slow(shared.deadline))
}

/// A form or a text can be sent by any page without asking first; JSON cannot.
pub(in crate::channel) fn must_be_json(headers: &HeaderMap) -> Result<(), Problem> {
    let mut kinds = headers.get_all(CONTENT_TYPE).iter();
    let (Some(kind), None) = (kinds.next(), kinds.next()) else {
        return Err(Problem::not_json());
    };
    let kind = kind.to_str().map_err(|_| Problem::not_json())?;
    let mut parts = kind.split(';').map(str::trim);
    let is_json = parts
        .next()
        .is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"));
    let is_utf8 = parts.all(|parameter| {
        let parameter = parameter.to_ascii_lowercase().replace('"', "");
        parameter
            .strip_prefix("charset=")
            .is_none_or(|charset| charset == "utf-8")
    });
    if is_json && is_utf8 {
        Ok(())
    } else {
        Err(Problem::not_json())
    }
}

/// The whole body of a question, if it comes in time and is no larger than allowed.
pub(super) async fn read(request: Request) -> Result<Bytes, Problem> {
    read_up_to(request, MAX_BODY_BYTES).await
}

/// The whole body, if it comes in time and is no larger than the limit that its route has.
pub(in crate::channel) async fn read_up_to(
    request: Request,
    limit: usize,
) -> Result<Bytes, Problem> {
    // What says itself that it is too large is not waited for.
    let announced = request.headers().get(CONTENT_LENGTH);
    let announced = announced.and_then(|it| it.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > limit as u64) {
        return Err(Problem::too_large(limit));
    }
    let body = timeout(BODY_DEADLINE, Bytes::from_request(request, &()))
        .await
        .map_err(|_| Problem::slow_body(BODY_DEADLINE))?;
    body.map_err(|rejection| {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Problem::too_large(limit)
        } else {
            Problem::unreadable_body()
        }
    })
}

fn parse(body: &[u8]) -> Result<AskRequest, Problem> {
    // The reader would take a list for an object, by the order of its fields.
    if body.trim_ascii_start().first() == Some(&b'[') {
        return Err(Problem::invalid_body(
            "it is a list, it must be an object with `question`",
        ));
    }
    let body: Body = serde_json::from_slice(body).map_err(|error| match error.classify() {
        Category::Data => Problem::invalid_body(&error.to_string()),
        Category::Io | Category::Syntax | Category::Eof => {
            Problem::malformed_json(&error.to_string())
        }
    })?;
    checked(&body)
}

/// A question within the limits that every way in has.
///
/// # Errors
/// A text is empty or too long, there are too many, or the time cannot be read.
pub(in crate::channel) fn checked(body: &Body) -> Result<AskRequest, Problem> {
    let question = asked("question", &body.question)?;
    let turns = body.earlier.len();
    if turns > MAX_EARLIER {
        let why = format!("`earlier` has {turns} questions, it may have at most {MAX_EARLIER}");
        return Err(Problem::invalid_body(&why));
    }
    let conversation = body.conversation.as_deref().map(str::trim);
    if conversation.is_some_and(|id| id.is_empty() || id.len() > MAX_ID) {
        let why = format!("`conversation` must be `new` or an id of at most {MAX_ID} characters");
        return Err(Problem::invalid_body(&why));
    }
    if conversation.is_some() && turns > 0 {
        let why = "`earlier` must be empty where a `conversation` has the earlier questions";
        return Err(Problem::invalid_body(why));
    }
    let earlier = body.earlier.iter().enumerate();
    let earlier = earlier
        .map(|(at, text)| asked(&format!("earlier[{at}]"), text))
        .collect::<Result<Vec<String>, Problem>>()?;
    Ok(AskRequest {
        question,
        earlier,
        as_of: body.as_of.as_deref().map(moment).transpose()?,
        lane: body.lane.unwrap_or_default(),
        language: body.language,
        conversation: conversation.map(|id| match id {
            "new" => Thread::New,
            id => Thread::Kept(id.to_owned()),
        }),
    })
}

/// A question without blanks around it, neither empty nor too long.
fn asked(name: &str, text: &str) -> Result<String, Problem> {
    let text = text.trim();
    let length = text.chars().count();
    if length == 0 {
        let why = format!("`{name}` is empty, it must have 1 to {MAX_QUESTION_CHARS} characters");
        return Err(Problem::invalid_body(&why));
    }
    if length > MAX_QUESTION_CHARS {
        let why =
            format!("`{name}` has {length} characters, it may have at most {MAX_QUESTION_CHARS}");
        return Err(Problem::invalid_body(&why));
    }
    if longest_number(text) > MAX_DIGITS {
        let why = format!("`{name}` has a number of more than {MAX_DIGITS} digits");
        return Err(Problem::invalid_body(&why));
    }
    Ok(text.to_owned())
}

/// How many characters the longest number has, its points and commas counted.
fn longest_number(text: &str) -> usize {
    let of_number = |c: char| c.is_numeric() || ".,．，".contains(c);
    let numbers = text.split(|c| !of_number(c));
    numbers.map(|it| it.chars().count()).max().unwrap_or(0)
}

/// A point in time as people write it: a day, or a day and a time of day.
fn moment(text: &str) -> Result<NaiveDateTime, Problem> {
    let day_only = || {
        let day: NaiveDate = text.parse().ok()?;
        Some(day.and_time(NaiveTime::MIN))
    };
    [
        "%Y-%m-%dT%H:%M:%S",
        "%Y-%m-%dT%H:%M",
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%d %H:%M",
    ]
    .iter()
    .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
    .or_else(day_only)
    .ok_or_else(|| {
        let text: String = text.chars().take(40).collect();
        Problem::invalid_body(&format!(
            "`as_of` is `{text}`, it must be written like 2026-11-19T10:30:00"
        ))
    })
}
