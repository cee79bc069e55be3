//! `POST /v1/embed-tokens`: a key in, a token for one page out.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::Request;
use semantic_sql::Principal;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::For;
use super::admin::keys;
use super::ask::{must_be_json, read};
use super::error::Problem;
use super::openapi::Refused;
use crate::audit::Action;
use crate::clock::unix_seconds;
use crate::keys::{EmbedWanted, LONGEST_TOKEN_SECONDS, origin_of};

/// A token that is wanted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TokenBody {
    /// The origin of the pages that it is for; it must be one of `--embed-origins`.
    #[schema(example = "https://shop.example.com")]
    origin: String,
    /// How many seconds it lasts; an hour where nothing is said.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 3600)]
    ttl_s: Option<u32>,
    /// Who uses the page, by a name of the caller's choice. In the record it stands behind the key's user.
    #[schema(min_length = 1, max_length = 100, example = "visitor-17")]
    user: String,
    /// Their roles; those of the key where nothing is said.
    #[serde(default)]
    roles: Option<Vec<String>>,
    /// Their attributes; those of the key where nothing is said.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    attributes: Option<BTreeMap<String, Value>>,
}

/// A token for pages.
#[derive(Serialize, ToSchema)]
pub(super) struct TokenReply {
    /// The token, for `Authorization: Bearer …` of the page's requests.
    token: String,
    /// The origin that it is for.
    origin: String,
    /// When it ends, in UTC.
    expires_at: String,
    /// Who a request with it acts as.
    #[schema(value_type = crate::schema::Principal)]
    principal: Principal,
}

/// Issues a token for pages of one origin.
///
/// It asks questions, says whether answers were good and reads the catalogue, and may see no more than the key that
/// issues it. It ends after an hour at most, or with the key.
#[utoipa::path(
    post, path = "/v1/embed-tokens", operation_id = "issue_embed_token", tag = "service",
    request_body = TokenBody,
    responses((status = 200, description = "The token", body = TokenReply), Refused),
)]
pub(super) async fn issue(For(shared): For, request: Request) -> Result<Json<TokenReply>, Problem> {
    must_be_json(request.headers())?;
    let body: TokenBody = serde_json::from_slice(&read(request).await?)
        .map_err(|error| Problem::invalid_wanted(&error.to_string()))?;
    let origin = origin_of(&body.origin).map_err(|why| Problem::invalid_wanted(&why))?;
    if !shared.embed_origins.contains(&origin) {
        let why = format!("`{origin}` is none of the server's --embed-origins");
        return Err(Problem::invalid_wanted(&why));
    }
    let wanted = EmbedWanted {
        origin,
        ttl_s: body.ttl_s.unwrap_or(LONGEST_TOKEN_SECONDS),
        user: body.user,
        roles: body.roles,
        attributes: body.attributes,
    };
    let act = shared.trail.begin(Action::IssueToken);
    let issued = keys(&shared)?.issue(&shared.caller, wanted, unix_seconds());
    match issued.await {
        Ok(embed) => {
            act.target(&embed.id).end("issued").await;
            Ok(Json(TokenReply {
                token: embed.token,
                origin: embed.origin,
                expires_at: embed.expires_at,
                principal: embed.principal,
            }))
        }
        Err(error) => {
            act.end("refused").await;
            Err(Problem::of_key(&error))
        }
    }
}
