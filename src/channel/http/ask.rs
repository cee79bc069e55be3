//! `POST /v1/ask`: a question in, the answer object out.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest as _, Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderMap};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use serde::Deserialize;
use serde_json::Value;
use serde_json::error::Category;
use tokio::time::timeout;

use super::Shared;
use super::error::{Problem, failure};
use crate::question::{LaneChoice, Language};

/// The most bytes that a body may have.
pub(super) const MAX_BODY_BYTES: usize = 256 * 1024;

/// The most characters that a question may have.
const MAX_QUESTION_CHARS: usize = 2_000;

/// The most earlier questions that a conversation may send along.
const MAX_EARLIER: usize = 20;

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
}

/// The body as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::channel) struct Body {
    pub(in crate::channel) question: String,
    #[serde(default)]
    pub(in crate::channel) as_of: Option<String>,
    #[serde(default)]
    pub(in crate::channel) lane: Option<LaneChoice>,
    #[serde(default)]
    pub(in crate::channel) language: Option<Language>,
    #[serde(default)]
    pub(in crate::channel) earlier: Vec<String>,
}

/// Answers one question.
pub(super) async fn ask(
    State(shared): State<Arc<Shared>>,
    request: Request,
) -> Result<Json<Value>, Problem> {
    must_be_json(request.headers())?;
    let question = parse(&read(request).await?)?;
    answered(&shared, question).await.map(Json)
}

/// The answer object of a question, within the limits of this server; whoever drops the future stops the question.
///
/// # Errors
/// The server is not ready, has no seat left, or the question took too long or failed.
pub(in crate::channel) async fn answered(
    shared: &Shared,
    question: AskRequest,
) -> Result<Value, Problem> {
    let answer = within_limits(shared, (shared.ask)(question)).await?;
    match answer.get("status").and_then(Value::as_str) {
        Some("answered" | "clarify" | "declined") => Ok(answer),
        _ => Err(failure(&answer)),
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
    if !shared.ready.load(Ordering::Acquire) {
        return Err(Problem::starting());
    }
    let _seat = shared.seats.try_acquire().map_err(|_| Problem::busy())?;
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
    Ok(text.to_owned())
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
