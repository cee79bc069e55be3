//! What is told about people and messages of chat programs.

use axum::http::StatusCode;

use super::Problem;
use crate::channel::chat::IdentityError;

impl Problem {
    /// Something else than an identity.
    pub(in crate::channel::http) fn invalid_identity(why: &str) -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid_body",
            "The body is not an identity",
            format!("The body is not an identity: {why}."),
        )
    }

    /// An identity that cannot be kept or told.
    pub(in crate::channel::http) fn of_identity(error: &IdentityError) -> Self {
        match error {
            IdentityError::Invalid(why) => Self::invalid_identity(why),
            IdentityError::Unreadable(_)
            | IdentityError::NoRandomness
            | IdentityError::Store(_) => {
                tracing::error!(error.cause = %error, "an identity cannot be read or written");
                Self::not_readable()
            }
        }
    }

    /// Something else than a subscription, or one that cannot be kept.
    pub(in crate::channel::http) fn invalid_subscription(why: &str) -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid_subscription",
            "This cannot be subscribed to",
            why.to_owned(),
        )
    }

    /// Somebody of a chat program who does not act as the caller does.
    pub(in crate::channel::http) fn not_your_account() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "not_your_account",
            "The account is not yours",
            "Nothing is sent to somebody who acts as another principal than the key: `to` must name an account that an \
             administrator has linked to the same principal (POST /v1/admin/identities).",
        )
    }

    /// A chat program that this server does not talk to.
    pub(in crate::channel) fn no_such_chat(name: &str, setting: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_configured",
            "The chat program is not set up",
            format!("This server does not talk to {name}. Set {setting} to begin."),
        )
    }

    /// A request that does not come from the chat program it says.
    pub(in crate::channel) fn not_signed() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "not_signed",
            "The signature does not count",
            "The request has no signature of this chat program, a wrong one, or an old one.",
        )
    }

    /// A request of a chat program that cannot be read.
    pub(in crate::channel) fn not_of_this_protocol(why: &str) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "not_understood",
            "The request is not one of this protocol",
            format!("The request cannot be read: {why}."),
        )
    }

    /// What came could not be kept, so it is not acknowledged.
    pub(in crate::channel) fn not_kept() -> Self {
        Self::not_readable()
    }
}
