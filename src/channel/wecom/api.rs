//! What we ask of WeCom's own API: tokens, messages of an app, pictures, and the address that a message may be answered
//! at.
//!
//! Invariant: neither a secret nor a token is part of an error, and no text of a message is either.

mod error;
mod message;
mod token;

#[cfg(test)]
mod tests;

use std::time::Duration;

use reqwest::multipart::{Form, Part};
use reqwest::{Client, RequestBuilder, Url};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};

pub(super) use error::{ApiError, Reaction};
pub(super) use message::{Content, Message};
use token::Tokens;

/// Where the API is, unless a company runs WeCom itself.
pub const PUBLIC_API: &str = "https://qyapi.weixin.qq.com";

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(5);
/// How long a call may take, also one that sends a picture.
const CALL: Duration = Duration::from_secs(20);

/// Bytes of a picture at most.
pub(super) const MAX_IMAGE: usize = 10 * 1024 * 1024;

/// What WeCom answers: a code, and what was asked for.
#[derive(Debug, Deserialize)]
struct Reply {
    #[serde(default)]
    errcode: i64,
    #[serde(default)]
    invaliduser: String,
    #[serde(default)]
    media_id: String,
    #[serde(default)]
    access_token: String,
    #[serde(default)]
    expires_in: u64,
}

/// WeCom's API, without a company.
#[derive(Clone)]
pub(super) struct Endpoint {
    http: Client,
    base: Url,
}

/// An app of a company, as its API knows it.
pub(super) struct Api {
    endpoint: Endpoint,
    corp_id: String,
    secret: SecretString,
    agent_id: u64,
    tokens: Tokens,
}

impl Endpoint {
    /// `base` is the address without a path, such as [`PUBLIC_API`].
    ///
    /// # Errors
    /// Where it is no such address, or this machine cannot speak TLS.
    pub(super) fn new(base: &str) -> Result<Self, String> {
        let base: Url = base.parse().map_err(|error| {
            format!("`{base}` is no address: {error}; write it like {PUBLIC_API}")
        })?;
        if !matches!(base.scheme(), "https" | "http") || base.host_str().is_none() {
            return Err(format!(
                "`{base}` is no address of HTTP; write it like {PUBLIC_API}"
            ));
        }
        super::tls();
        // The environment is read in the configuration only, so no proxy is taken from it; and a token never follows a
        // redirect.
        let http = Client::builder()
            .connect_timeout(CONNECT)
            .timeout(CALL)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .map_err(|error| format!("no TLS client can be made: {}", error.without_url()))?;
        Ok(Self { http, base })
    }

    fn url(&self, path: &str, query: &[(&str, &str)]) -> Url {
        let mut url = self.base.clone();
        url.set_path(path);
        url.query_pairs_mut().clear().extend_pairs(query);
        url
    }

    /// Answers a message at the address that it came with; that works once.
    ///
    /// # Errors
    /// Where the address is not WeCom's, or it did not take the answer.
    pub(super) async fn respond(&self, address: &str, body: &Value) -> Result<(), ApiError> {
        let url = self.ours(address).ok_or(ApiError::ForeignAddress)?;
        called(self.http.post(url).json(body)).await.map(drop)
    }

    /// Sends to a group by the key of its robot.
    ///
    /// # Errors
    /// Where WeCom does not take it.
    pub(super) async fn push(&self, key: &SecretString, body: &Value) -> Result<(), ApiError> {
        let url = self.url("/cgi-bin/webhook/send", &[("key", key.expose_secret())]);
        called(self.http.post(url).json(body)).await.map(drop)
    }

    /// The address, where it is one of WeCom: nobody makes this server call another one.
    fn ours(&self, address: &str) -> Option<Url> {
        let url: Url = address.parse().ok()?;
        let public = url.scheme() == "https"
            && url.port_or_known_default() == Some(443)
            && url
                .host_str()
                .is_some_and(|host| host == "weixin.qq.com" || host.ends_with(".weixin.qq.com"));
        (public || url.origin() == self.base.origin()).then_some(url)
    }
}

impl Api {
    pub(super) fn new(
        endpoint: Endpoint,
        corp_id: &str,
        agent_id: u64,
        secret: SecretString,
    ) -> Self {
        Self {
            endpoint,
            corp_id: corp_id.to_owned(),
            secret,
            agent_id,
            tokens: Tokens::default(),
        }
    }

    /// Sends a message.
    ///
    /// # Errors
    /// Where it was not taken, or was taken and somebody does not get it.
    pub(super) async fn send(&self, message: &Message<'_>) -> Result<(), ApiError> {
        let body = message.body(self.agent_id);
        let reply = self
            .with_token(|token| {
                let url = self
                    .endpoint
                    .url("/cgi-bin/message/send", &[("access_token", token)]);
                Ok(self.endpoint.http.post(url).json(&body))
            })
            .await?;
        // The code is 0 also where somebody of those named gets nothing.
        match reply.invaliduser.is_empty() {
            true => Ok(()),
            false => Err(ApiError::InvalidUser),
        }
    }

    /// Says on a card that it was pressed; its code works once.
    ///
    /// # Errors
    /// Where it was not taken.
    pub(super) async fn close_card(
        &self,
        user: &str,
        response_code: &str,
        text: &str,
    ) -> Result<(), ApiError> {
        let body = json!({
            "userids": [user],
            "agentid": self.agent_id,
            "response_code": response_code,
            "button": { "replace_name": text },
        });
        let path = "/cgi-bin/message/update_template_card";
        self.with_token(|token| {
            let url = self.endpoint.url(path, &[("access_token", token)]);
            Ok(self.endpoint.http.post(url).json(&body))
        })
        .await
        .map(drop)
    }

    /// Uploads a picture; its id holds for three days.
    ///
    /// # Errors
    /// Where it was not taken.
    pub(super) async fn upload(&self, name: &str, png: &[u8]) -> Result<String, ApiError> {
        if png.len() > MAX_IMAGE {
            return Err(ApiError::TooLarge);
        }
        let reply = self
            .with_token(|token| {
                let query = [("access_token", token), ("type", "image")];
                let url = self.endpoint.url("/cgi-bin/media/upload", &query);
                let part = Part::bytes(png.to_vec())
                    .file_name(name.to_owned())
                    .mime_str("image/png")
                    .map_err(|_| ApiError::Reply)?;
                let form = Form::new().part("media", part);
                Ok(self.endpoint.http.post(url).multipart(form))
            })
            .await?;
        match reply.media_id.is_empty() {
            true => Err(ApiError::Reply),
            false => Ok(reply.media_id),
        }
    }

    /// Asks for a token, to know whether company, secret and address are right.
    ///
    /// # Errors
    /// What is wrong.
    pub(super) async fn check(&self) -> Result<(), ApiError> {
        self.tokens.get(|| self.fresh_token()).await.map(drop)
    }

    /// Calls with a token; where WeCom says that it holds no more, once again with another.
    async fn with_token(
        &self,
        request: impl Fn(&str) -> Result<RequestBuilder, ApiError>,
    ) -> Result<Reply, ApiError> {
        let token = self.tokens.get(|| self.fresh_token()).await?;
        match called(request(token.expose_secret())?).await {
            Err(error) if error.is_of_token() => {
                self.tokens.forget(&token).await;
                let token = self.tokens.get(|| self.fresh_token()).await?;
                called(request(token.expose_secret())?).await
            }
            other => other,
        }
    }

    async fn fresh_token(&self) -> Result<(SecretString, Duration), ApiError> {
        let query = [
            ("corpid", self.corp_id.as_str()),
            ("corpsecret", self.secret.expose_secret()),
        ];
        let url = self.endpoint.url("/cgi-bin/gettoken", &query);
        let reply = called(self.endpoint.http.get(url)).await?;
        if reply.access_token.is_empty() {
            return Err(ApiError::Reply);
        }
        let holds = Duration::from_secs(reply.expires_in);
        Ok((reply.access_token.into(), holds))
    }
}

/// Whom and what a picture is to be sent as, where it goes as part of a message.
pub(super) fn inline_image(png: &[u8]) -> Value {
    use base64::Engine as _;
    use md5::Digest as _;
    json!({
        "base64": base64::engine::general_purpose::STANDARD.encode(png),
        "md5": hex::encode(md5::Md5::digest(png)),
    })
}

async fn called(request: RequestBuilder) -> Result<Reply, ApiError> {
    let response = request.send().await.map_err(ApiError::connection)?;
    let status = response.status();
    if !status.is_success() {
        return Err(ApiError::Status(status.as_u16()));
    }
    let bytes = response.bytes().await.map_err(ApiError::connection)?;
    // An address to answer at may say nothing at all.
    if bytes.is_empty() {
        return serde_json::from_str("{}").map_err(|_| ApiError::Reply);
    }
    let reply: Reply = serde_json::from_slice(&bytes).map_err(|_| ApiError::Reply)?;
    match reply.errcode {
        0 => Ok(reply),
        code => Err(ApiError::Code(code)),
    }
}
