//! Problems of conversations, keys of requests and limits.

use axum::http::StatusCode;

use super::Problem;

impl Problem {
    /// Nothing is kept under an id for whoever asks.
    pub(in crate::channel::http) fn no_conversation() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "no_such_conversation",
            "There is no such conversation",
            "No conversation is kept under this id for whoever asks. `conversation_id` of an answer is its id; \
             `\"conversation\": \"new\"` begins one.",
        )
    }

    /// Something else than a conversation.
    pub(in crate::channel::http) fn invalid_conversation(why: &str) -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid_body",
            "The body is no conversation",
            format!("The body is no conversation: {why}."),
        )
    }

    /// Something else than a decision whose the fault was.
    pub(in crate::channel::http) fn invalid_cause(why: &str) -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid_body",
            "The body does not say whose the fault was",
            format!("The body does not say whose the fault was: {why}."),
        )
    }

    /// A key that cannot be one.
    pub(in crate::channel::http) fn no_key() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "invalid_idempotency_key",
            "The key of the request cannot be one",
            "Idempotency-Key must be there once, with 1 to 255 visible ASCII characters, such as a UUID, in quotes or \
             without.",
        )
    }

    /// The request with this key is being worked on.
    pub(in crate::channel::http) fn key_in_use() -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "idempotency_key_in_use",
            "The request is being worked on",
            "A request with this Idempotency-Key has not ended yet. Send it again in a moment to get its reply.",
        )
        .retry_after(1)
    }

    /// Another request had this key.
    pub(in crate::channel::http) fn key_of_another() -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "idempotency_key_reused",
            "The key belongs to another request",
            "This Idempotency-Key was sent with another body or to another path. Give each request a key of its own.",
        )
    }

    /// An answer without rows.
    pub(in crate::channel::http) fn no_rows() -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "no_rows",
            "The answer has no rows",
            "It asked back or declined, so there is nothing to tell in rows.",
        )
    }

    /// A result that is too large to be kept for its pages.
    pub(in crate::channel::http) fn too_many_rows() -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "result_too_large",
            "The result is too large for pages",
            "It cannot be kept while its pages are read. Ask for less, or for all of it at once, without `page_size`.",
        )
    }

    /// Somebody asks too often.
    pub(in crate::channel::http) fn too_often(quota: u32, seconds: u16) -> Self {
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "quota_exceeded",
            "Too many requests",
            format!(
                "There may be {quota} requests in a minute from whoever asks. Ask again in {seconds} second(s)."
            ),
        )
        .retry_after(seconds)
    }
}

impl Problem {
    /// No board, or no tile of it, for whoever asks.
    pub(in crate::channel::http) fn no_board() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "no_such_board",
            "There is no such board",
            "There is no such board or tile for whoever asks. `GET /v1/boards` lists one's own; others must be shared.",
        )
    }

    /// A change to a version of a board that is not the latest.
    pub(in crate::channel::http) fn board_changed(why: &str) -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "board_changed",
            "The board was changed meanwhile",
            format!("Nothing was changed: {why}."),
        )
    }

    /// Something that a board cannot be.
    pub(in crate::channel::http) fn invalid_board(why: &str) -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid_board",
            "The body is not what a board takes",
            format!("The body is not what a board takes: {why}."),
        )
    }
}
