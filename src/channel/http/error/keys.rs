//! Problems of who asks: keys, tokens, scopes.

use axum::http::StatusCode;

use super::Problem;
use crate::keys::{KeyError, Scope, Unproved};

impl Problem {
    /// Nobody comes in without a key.
    pub(in crate::channel::http) fn key_missing() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "key_missing",
            "A key is needed",
            "This needs a key: send the header `Authorization: Bearer wenbo_…`. Whoever runs the server makes one \
             with `wenbo key create`.",
        )
    }

    /// The header says something else than a key.
    pub(in crate::channel::http) fn not_bearer() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "not_bearer",
            "The Authorization header is of another kind",
            "There must be one header `Authorization: Bearer …` with a key or a token.",
        )
    }

    /// What the request carries proves nothing.
    pub(in crate::channel::http) fn unproved(why: &Unproved) -> Self {
        let (code, title) = match why {
            Unproved::Unknown | Unproved::Fault(_) => ("key_unknown", "The key is not known"),
            Unproved::Expired(_) => ("key_expired", "The key has ended"),
            Unproved::Revoked => ("key_revoked", "The key is revoked"),
            Unproved::TokenExpired(_) => ("token_expired", "The token has ended"),
            Unproved::TokenOrigin(_) => ("token_origin", "The token is for other pages"),
            Unproved::TokenOrphaned => ("token_orphaned", "The token counts no more"),
        };
        let detail = format!("What the request carries does not count: {why}.");
        Self::new(StatusCode::UNAUTHORIZED, code, title, detail)
    }

    /// A key is sent by a page of another site, where everybody can read it.
    pub(in crate::channel::http) fn key_in_page() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "key_in_page",
            "A page must not have a key",
            "Whoever opens the page can read the key. Let a server exchange it for an embed token at \
             POST /v1/embed-tokens, and take this key back.",
        )
    }

    /// The key lacks what the route needs.
    pub(in crate::channel::http) fn missing_scope(scopes: &[Scope]) -> Self {
        let names: Vec<String> = scopes.iter().map(|it| format!("`{}`", it.name())).collect();
        let detail = format!(
            "This needs the scope {}, which what the request carries does not have.",
            names.join(" or ")
        );
        Self::new(
            StatusCode::FORBIDDEN,
            "missing_scope",
            "The key may not do this",
            detail,
        )
    }

    /// Something between the caller and this server passed the request on, and nobody has a key.
    pub(in crate::channel::http) fn forwarded(header: &str) -> Self {
        let detail = format!(
            "The request was forwarded: it has the header `{header}`. Without keys everybody who reaches the proxy \
             would act as the same person. Make a key with `wenbo key create`, or ask the server directly."
        );
        Self::new(
            StatusCode::FORBIDDEN,
            "forwarded",
            "Forwarded requests need a key",
            detail,
        )
    }

    /// What is to be done with a key cannot be.
    pub(in crate::channel::http) fn of_key(error: &KeyError) -> Self {
        let detail = error.to_string();
        match error {
            KeyError::NoSuchKey(_) => Self::new(
                StatusCode::NOT_FOUND,
                "no_such_key",
                "There is no such key",
                "There is no key with this id. GET /v1/admin/keys has all of them.",
            ),
            KeyError::Revoked(_) => {
                let title = "The key is revoked";
                Self::new(StatusCode::CONFLICT, "revoked", title, detail)
            }
            KeyError::Invalid(_) => {
                let title = "What is wanted cannot be";
                let detail = format!("What is wanted cannot be: {detail}.");
                Self::new(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "invalid_body",
                    title,
                    detail,
                )
            }
            KeyError::NoRandomness | KeyError::Unreadable { .. } | KeyError::Store(_) => {
                tracing::error!(error.cause = %error, "keys cannot be used");
                Self::not_readable()
            }
        }
    }

    /// A body that is not what keys or tokens are made of.
    pub(in crate::channel::http) fn invalid_wanted(why: &str) -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid_body",
            "What is wanted cannot be",
            format!("The body is not what is taken here: {why}."),
        )
    }
}
