//! `/v1/conversations`: questions that go on from each other, kept for their asker.

#![expect(
    unused_qualifications,
    reason = "what the macro writes for parameters names its trait in full"
)]

use axum::Json;
use axum::extract::{Path, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::time::timeout;
use utoipa::{IntoParams, ToSchema};

use super::ask::{must_be_json, read};
use super::error::Problem;
use super::idempotency::{self, Begun};
use super::openapi::{BadParameter, Clashing, Limited, Missing, Refused};
use super::{For, answers, paging};
use crate::answer::Answer;
use crate::recall::{Recalled, Turn, Wanted};
use crate::store::Conversation;

/// Conversations of a page where nobody says how many, and at most.
const PAGE: usize = 20;
const MAX_PAGE: usize = 100;

/// Questions of a page at most: each may have to be answered anew.
const MAX_TURNS: usize = 50;

/// The most characters of a title.
const MAX_TITLE: usize = 200;

/// A conversation.
#[derive(Serialize, ToSchema)]
#[schema(as = Conversation)]
pub(super) struct ConversationBody {
    /// Its id.
    id: String,
    /// Its name, else its first question; nothing before that was asked.
    title: Option<String>,
    /// When it began, in UTC.
    created_at: String,
    /// When its last question was answered, in UTC.
    updated_at: String,
    /// How many questions it has.
    questions: u64,
}

impl From<Conversation> for ConversationBody {
    fn from(it: Conversation) -> Self {
        Self {
            id: it.id,
            title: it.title,
            created_at: it.created_at,
            updated_at: it.updated_at,
            questions: it.questions,
        }
    }
}

/// Conversations, the latest first.
#[derive(Serialize, ToSchema)]
pub(super) struct Conversations {
    conversations: Vec<ConversationBody>,
    /// What `cursor` must be for the next page; nothing after the last one.
    next: Option<String>,
}

/// A conversation with its questions.
#[derive(Serialize, ToSchema)]
pub(super) struct ConversationWithTurns {
    /// The conversation.
    #[serde(flatten)]
    conversation: ConversationBody,
    /// Whether it is somebody else's, and answered anew for whoever reads it.
    recomputed: bool,
    /// What `cursor` must be for the next page; nothing after the last one.
    next: Option<String>,
    /// Its questions, the oldest first. They are written into it as texts.
    #[schema(value_type = Vec<TurnBody>)]
    turns: [(); 0],
}

/// A question and its answer.
#[derive(ToSchema)]
#[schema(as = Turn)]
#[expect(dead_code, reason = "it is the schema of what `written` writes")]
pub(super) struct TurnBody {
    /// The question.
    question: String,
    /// What "now" meant.
    asked_at: String,
    /// The answer.
    answer: Answer,
}

/// A new conversation.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewConversation)]
#[serde(deny_unknown_fields)]
pub(super) struct Begin {
    /// Its name; its first question becomes it where none is given.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    title: Option<String>,
}

/// What of a conversation is to be changed.
#[derive(Deserialize, ToSchema)]
#[schema(as = ConversationChange)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    /// Its name.
    #[schema(min_length = 1, max_length = 200)]
    title: String,
}

/// Which conversations are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Listed {
    /// A part of the title or of a question.
    #[serde(default)]
    #[param(max_length = 100)]
    search: String,
    /// `next` of the page before.
    cursor: Option<String>,
    /// Conversations that come back at most.
    #[param(default = 20, minimum = 1, maximum = 100)]
    limit: Option<usize>,
}

/// Which questions of a conversation are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Paged {
    /// `next` of the page before.
    cursor: Option<String>,
    /// Questions that come back at most.
    #[param(default = 20, minimum = 1, maximum = 50)]
    limit: Option<usize>,
}

/// Begins a conversation.
///
/// `POST /v1/ask` with its id as `conversation` adds to it; `"conversation": "new"` begins one with a question.
#[utoipa::path(
    post, path = "/v1/conversations", operation_id = "begin_conversation", tag = "conversations",
    params(("Idempotency-Key" = Option<String>, Header, description = "A key of the caller's own; the same request with it gets the same reply for a day")),
    request_body = Begin,
    responses((status = 201, description = "The conversation", body = ConversationBody), Refused, Clashing, Limited),
)]
pub(super) async fn begin(For(shared): For, request: Request) -> Result<Response, Problem> {
    must_be_json(request.headers())?;
    let asker = shared.asker();
    let headers = request.headers().clone();
    let body = read(request).await?;
    let claim =
        match idempotency::begin(&shared, &asker, &headers, "/v1/conversations", &body).await? {
            Begun::Before(reply) => return Ok(reply.as_json("/v1/conversations")),
            Begun::Fresh(claim) => claim,
        };
    let wanted: Begin = parse(&body)?;
    let title = wanted.title.as_deref().map(title).transpose()?;
    let begun = shared.parts.keep.begin(&asker, title).await;
    let begun = ConversationBody::from(begun.map_err(|error| answers::problem(&error))?);
    let place = format!("/v1/conversations/{}", begun.id);
    let text = json!(begun).to_string();
    Ok(claim.created(place, text).await)
}

/// Lists the conversations of whoever asks, the latest first.
#[utoipa::path(
    get, path = "/v1/conversations", operation_id = "conversations", tag = "conversations",
    params(Listed),
    responses((status = 200, description = "The conversations", body = Conversations), BadParameter),
)]
pub(super) async fn list(For(shared): For, uri: Uri) -> Result<Json<Conversations>, Problem> {
    let listed: Listed = paging::parameters(&uri)?;
    paging::short("search", &listed.search)?;
    let limit = paging::within("limit", listed.limit.unwrap_or(PAGE), MAX_PAGE)?;
    let wanted = Wanted {
        text: listed.search.trim().to_owned(),
        after: listed.cursor.as_deref().map(paging::place).transpose()?,
        limit: u32::try_from(limit).unwrap_or(1),
    };
    let asker = shared.asker();
    let found = shared.parts.keep.conversations(&asker, &wanted).await;
    let found = found.map_err(|error| answers::problem(&error))?;
    Ok(Json(Conversations {
        next: found.next.as_ref().map(paging::cursor),
        conversations: found.conversations.into_iter().map(Into::into).collect(),
    }))
}

/// Tells a conversation with its questions and answers, the oldest first.
///
/// Its asker gets the answers as they were sent. Anybody else gets the questions answered anew under their own
/// rights, marked `recomputed`, without those that give no answer; where none does, there is nothing under the id.
#[utoipa::path(
    get, path = "/v1/conversations/{id}", operation_id = "conversation", tag = "conversations",
    params(("id" = String, Path, description = "The `conversation_id` of an answer"), Paged),
    responses((status = 200, description = "The conversation", body = ConversationWithTurns), Missing, Limited),
)]
pub(super) async fn open(
    For(shared): For,
    Path(id): Path<String>,
    uri: Uri,
) -> Result<Response, Problem> {
    let paged: Paged = paging::parameters(&uri)?;
    let limit = paging::within("limit", paged.limit.unwrap_or(PAGE), MAX_TURNS)?;
    let after = paged.cursor.as_deref().map(paging::place).transpose()?;
    let limit = u32::try_from(limit).unwrap_or(1);
    let asker = shared.asker();
    let _seat = shared.seat().await?;
    let opened = shared.parts.keep.open(&id, &asker, after.as_ref(), limit);
    let opened = timeout(shared.deadline, opened)
        .await
        .map_err(|_| Problem::too_slow(shared.deadline))?
        .map_err(|error| problem(&error))?;
    let turns: Vec<String> = opened.turns.into_iter().map(written).collect();
    let body = ConversationWithTurns {
        conversation: opened.conversation.into(),
        recomputed: opened.is_foreign,
        next: opened.next.as_ref().map(paging::cursor),
        turns: [],
    };
    // Answers stand in it byte for byte as they were sent.
    let text = json!(body).to_string();
    let text = text.replacen(
        "\"turns\":[]",
        &format!("\"turns\":[{}]", turns.join(",")),
        1,
    );
    Ok(([(CONTENT_TYPE, "application/json")], text).into_response())
}

/// Names a conversation.
#[utoipa::path(
    patch, path = "/v1/conversations/{id}", operation_id = "rename_conversation", tag = "conversations",
    params(("id" = String, Path, description = "The `conversation_id` of an answer")),
    request_body = Change,
    responses((status = 200, description = "The conversation", body = ConversationBody), Missing, Refused),
)]
pub(super) async fn rename(
    For(shared): For,
    Path(id): Path<String>,
    request: Request,
) -> Result<Json<ConversationBody>, Problem> {
    must_be_json(request.headers())?;
    let asker = shared.asker();
    let change: Change = parse(&read(request).await?)?;
    let title = title(&change.title)?;
    let renamed = shared.parts.keep.rename(&id, &asker, &title).await;
    renamed
        .map(|it| Json(it.into()))
        .map_err(|error| problem(&error))
}

/// Forgets a conversation, with its answers and what was said of them.
#[utoipa::path(
    delete, path = "/v1/conversations/{id}", operation_id = "forget_conversation", tag = "conversations",
    params(("id" = String, Path, description = "The `conversation_id` of an answer")),
    responses((status = 204, description = "It is forgotten"), Missing),
)]
pub(super) async fn forget(
    For(shared): For,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let asker = shared.asker();
    let forgotten = shared.parts.keep.forget(&id, &asker).await;
    forgotten
        .map(|()| StatusCode::NO_CONTENT)
        .map_err(|error| problem(&error))
}

fn written(turn: Turn) -> String {
    let answer = match turn.answer {
        Recalled::AsGiven(text) => text,
        Recalled::Anew(answer) => json!(answer).to_string(),
    };
    let (question, asked_at) = (json!(turn.question), json!(turn.asked_at));
    format!("{{\"question\":{question},\"asked_at\":{asked_at},\"answer\":{answer}}}")
}

fn parse<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    // The reader would take a list for an object, by the order of its fields.
    if body.trim_ascii_start().first() == Some(&b'[') {
        let why = "it is a list, it must be an object";
        return Err(Problem::invalid_conversation(why));
    }
    serde_json::from_slice(body).map_err(|error| {
        if error.is_data() {
            Problem::invalid_conversation(&error.to_string())
        } else {
            Problem::malformed_json(&error.to_string())
        }
    })
}

fn title(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    let length = text.chars().count();
    if (1..=MAX_TITLE).contains(&length) {
        return Ok(text.to_owned());
    }
    let why = format!("`title` has {length} characters, it must have 1 to {MAX_TITLE}");
    Err(Problem::invalid_conversation(&why))
}

pub(super) fn problem(error: &crate::recall::RecallError) -> Problem {
    match error {
        crate::recall::RecallError::NotKept => Problem::no_conversation(),
        other => answers::problem(other),
    }
}
