//! `/v1/boards`: answers that somebody keeps in view.

#![expect(
    unused_qualifications,
    reason = "what the macro writes for parameters names its trait in full"
)]

use axum::Json;
use axum::extract::{Path, Request};
use axum::http::{StatusCode, Uri};
use chrono::NaiveDateTime;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::time::timeout;
use utoipa::{IntoParams, ToSchema};

use super::ask::{must_be_json, read};
use super::error::Problem;
use super::openapi::{BoardConflict, Limited, Missing, Refused};
use super::{For, paging};
use crate::answer::Answer;
use crate::boards::{Board, BoardChange, BoardError, BoardName};

/// Boards of their owner.
#[derive(Serialize, ToSchema)]
pub(super) struct BoardList {
    /// The one that was changed last first.
    boards: Vec<BoardName>,
}

/// A board to make.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewBoard {
    /// What it is called.
    #[schema(min_length = 1, max_length = 120, example = "晚场")]
    title: String,
}

/// An answer to pin.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewTile {
    /// The `answer_id` of one's own answer.
    answer_id: String,
    /// What the tile is called; its question where nothing is said.
    #[serde(default)]
    #[schema(max_length = 120)]
    title: Option<String>,
}

/// When a tile is wanted of.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Moment {
    /// What "now" means, as 2026-11-19T10:30:00; now where nothing is said.
    #[param(value_type = Option<String>)]
    as_of: Option<NaiveDateTime>,
}

/// Lists the boards of whoever asks, the one that was changed last first.
#[utoipa::path(
    get, path = "/v1/boards", operation_id = "boards", tag = "boards",
    responses((status = 200, description = "The boards", body = BoardList), Missing),
)]
pub(super) async fn list(For(shared): For) -> Result<Json<BoardList>, Problem> {
    let boards = shared.boards()?.list(&shared.asker()).await;
    let boards = boards.map_err(|error| problem(&error))?;
    Ok(Json(BoardList { boards }))
}

/// Makes an empty board.
#[utoipa::path(
    post, path = "/v1/boards", operation_id = "create_board", tag = "boards",
    request_body = NewBoard,
    responses((status = 201, description = "The board", body = Board), Missing, Refused),
)]
pub(super) async fn create(
    For(shared): For,
    request: Request,
) -> Result<(StatusCode, Json<Board>), Problem> {
    let body: NewBoard = body_of(request).await?;
    let asker = shared.asker();
    let board = shared.boards()?.create(&asker, &body.title).await;
    let board = board.map_err(|error| problem(&error))?;
    Ok((StatusCode::CREATED, Json(board)))
}

/// Tells a board: one's own, or one that is shared.
///
/// What its tiles show is under `/v1/boards/{id}/tiles/{tile}/answer`, for whoever looks.
#[utoipa::path(
    get, path = "/v1/boards/{id}", operation_id = "board", tag = "boards",
    params(("id" = String, Path, description = "The board")),
    responses((status = 200, description = "The board", body = Board), Missing),
)]
pub(super) async fn open(For(shared): For, Path(id): Path<String>) -> Result<Json<Board>, Problem> {
    let board = shared.boards()?.board(&shared.asker(), &id).await;
    told(board)
}

/// Changes the title of a board, whether it is shared, and titles and places of tiles.
#[utoipa::path(
    patch, path = "/v1/boards/{id}", operation_id = "change_board", tag = "boards",
    params(("id" = String, Path, description = "The board")),
    request_body = BoardChange,
    responses((status = 200, description = "The board as it is now", body = Board), Missing, Refused, BoardConflict),
)]
pub(super) async fn change(
    For(shared): For,
    Path(id): Path<String>,
    request: Request,
) -> Result<Json<Board>, Problem> {
    let change: BoardChange = body_of(request).await?;
    let asker = shared.asker();
    told(shared.boards()?.change(&asker, &id, change).await)
}

/// Removes a board.
#[utoipa::path(
    delete, path = "/v1/boards/{id}", operation_id = "remove_board", tag = "boards",
    params(("id" = String, Path, description = "The board")),
    responses((status = 204, description = "It is gone"), Missing),
)]
pub(super) async fn remove(
    For(shared): For,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let removed = shared.boards()?.remove(&shared.asker(), &id).await;
    removed.map_err(|error| problem(&error))?;
    Ok(StatusCode::NO_CONTENT)
}

/// Pins an answer of one's own to a board, below what is there.
///
/// The tile keeps the statement, with the dates of the question's time left open: it goes on meaning what was pinned,
/// and says so where the question would be read otherwise by now.
#[utoipa::path(
    post, path = "/v1/boards/{id}/tiles", operation_id = "pin_answer", tag = "boards",
    params(("id" = String, Path, description = "The board")),
    request_body = NewTile,
    responses((status = 201, description = "The board with the tile", body = Board), Missing, Refused, BoardConflict),
)]
pub(super) async fn pin(
    For(shared): For,
    Path(id): Path<String>,
    request: Request,
) -> Result<(StatusCode, Json<Board>), Problem> {
    let body: NewTile = body_of(request).await?;
    let _seat = shared.seat().await?;
    let asker = shared.asker();
    let board = shared
        .boards()?
        .pin(&asker, &id, &body.answer_id, body.title.as_deref());
    let board = board.await.map_err(|error| problem(&error))?;
    Ok((StatusCode::CREATED, Json(board)))
}

/// Takes a tile away.
#[utoipa::path(
    delete, path = "/v1/boards/{id}/tiles/{tile}", operation_id = "unpin_tile", tag = "boards",
    params(("id" = String, Path, description = "The board"), ("tile" = String, Path, description = "The tile")),
    responses((status = 200, description = "The board as it is now", body = Board), Missing, BoardConflict),
)]
pub(super) async fn unpin(
    For(shared): For,
    Path((id, tile)): Path<(String, String)>,
) -> Result<Json<Board>, Problem> {
    let board = shared.boards()?.unpin(&shared.asker(), &id, &tile).await;
    told(board)
}

/// Tells what a tile shows, computed now under the rights of whoever looks.
#[utoipa::path(
    get, path = "/v1/boards/{id}/tiles/{tile}/answer", operation_id = "tile_answer", tag = "boards",
    params(
        ("id" = String, Path, description = "The board"),
        ("tile" = String, Path, description = "The tile"),
        Moment,
    ),
    responses((status = 200, description = "The answer", body = Answer), Missing, Limited),
)]
pub(super) async fn answer(
    For(shared): For,
    Path((id, tile)): Path<(String, String)>,
    uri: Uri,
) -> Result<Json<Answer>, Problem> {
    let wanted: Moment = paging::parameters(&uri)?;
    let _seat = shared.seat().await?;
    let asker = shared.asker();
    let answer = shared.boards()?.answer(&asker, &id, &tile, wanted.as_of);
    let answer = timeout(shared.deadline, answer).await;
    let answer = answer.map_err(|_| Problem::too_slow(shared.deadline))?;
    answer.map(Json).map_err(|error| problem(&error))
}

async fn body_of<T: DeserializeOwned>(request: Request) -> Result<T, Problem> {
    must_be_json(request.headers())?;
    let body = read(request).await?;
    serde_json::from_slice(&body).map_err(|error| Problem::invalid_board(&error.to_string()))
}

fn told(board: Result<Board, BoardError>) -> Result<Json<Board>, Problem> {
    board.map(Json).map_err(|error| problem(&error))
}

fn problem(error: &BoardError) -> Problem {
    match error {
        BoardError::NotThere => Problem::no_board(),
        BoardError::Changed(_) => Problem::board_changed(&error.to_string()),
        BoardError::Wrong(why) => Problem::invalid_board(why),
        BoardError::Answer(error) => super::answers::problem(error),
        BoardError::Store(_) | BoardError::Unreadable { .. } => {
            tracing::error!(error.cause = %error, "a board cannot be used");
            Problem::not_readable()
        }
    }
}
