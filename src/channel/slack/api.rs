//! Slack's Web API, as far as we need it.
//!
//! Invariant: no token and no text of a message stands in an error.

use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Client, RequestBuilder, StatusCode, Url};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

use crate::channel::chat::SendError;

/// How long Slack may take for a reply.
const DEADLINE: Duration = Duration::from_secs(20);
/// How long Slack is left alone where it does not say how long.
const PAUSE: Duration = Duration::from_secs(2);
/// The longest pause that is believed.
const LONGEST_PAUSE: Duration = Duration::from_secs(600);

const JSON: &str = "application/json;charset=utf-8";
const FORM: &str = "application/x-www-form-urlencoded";

/// Errors that may be gone the next time.
const PASSING: [&str; 9] = [
    "internal_error",
    "fatal_error",
    "service_unavailable",
    "request_timeout",
    "team_added_to_org",
    "ratelimited",
    "rate_limited",
    "message_limit_exceeded",
    "accesslimited",
];

/// Why a call did not succeed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum ApiError {
    /// Slack said no.
    #[error("Slack refused {method}: {code}")]
    Refused {
        /// What was called.
        method: String,
        /// Slack's word for the reason.
        code: String,
    },
    /// Slack wants to be left alone.
    #[error("Slack wants to be left alone for {} s", .0.as_secs())]
    Limited(Duration),
    /// Slack could not be reached, or replied with something else.
    #[error("Slack could not be reached: {0}")]
    Unreachable(String),
}

impl ApiError {
    /// Slack's word for the reason, where it gave one.
    pub(super) fn code(&self) -> Option<&str> {
        match self {
            Self::Refused { code, .. } => Some(code),
            Self::Limited(_) | Self::Unreachable(_) => None,
        }
    }
}

impl From<ApiError> for SendError {
    fn from(error: ApiError) -> Self {
        let message = error.to_string();
        match error {
            ApiError::Limited(pause) => Self {
                message,
                retry_after: Some(pause),
                permanent: false,
            },
            ApiError::Refused { code, .. } if !PASSING.contains(&code.as_str()) => {
                Self::permanent(message)
            }
            ApiError::Refused { .. } | ApiError::Unreachable(_) => Self::passing(message),
        }
    }
}

/// Calls Slack.
#[derive(Clone)]
pub(super) struct Api {
    client: Client,
    base: Url,
    token: SecretString,
}

impl Api {
    /// With the bot's token; `base` is where Slack is.
    pub(super) fn new(base: &Url, token: SecretString) -> Result<Self, reqwest::Error> {
        // It fails where it was done before, which is as good.
        drop(rustls::crypto::ring::default_provider().install_default());
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(5))
            .timeout(DEADLINE)
            .build()?;
        let mut base = base.clone();
        if !base.path().ends_with('/') {
            base.set_path(&format!("{}/", base.path()));
        }
        Ok(Self {
            client,
            base,
            token,
        })
    }

    /// The same with another token.
    pub(super) fn with_token(&self, token: SecretString) -> Self {
        Self {
            token,
            ..self.clone()
        }
    }

    /// Calls a method with a JSON object.
    pub(super) async fn call(&self, method: &str, body: &Value) -> Result<Value, ApiError> {
        let request = self.client.post(self.place(method)?);
        let request = request.header(CONTENT_TYPE, JSON).body(body.to_string());
        self.replied(method, self.authorized(request)).await
    }

    /// Calls a method with parameters, as Slack's own library does for these.
    pub(super) async fn call_with(
        &self,
        method: &str,
        parameters: &[(&str, &str)],
    ) -> Result<Value, ApiError> {
        let mut place = self.place(method)?;
        if !parameters.is_empty() {
            place.query_pairs_mut().extend_pairs(parameters);
        }
        let request = self.client.post(place).header(CONTENT_TYPE, FORM).body("");
        self.replied(method, self.authorized(request)).await
    }

    /// Uploads a file and gives it to a channel; returns its id.
    pub(super) async fn upload(&self, file: &Upload<'_>) -> Result<String, ApiError> {
        let length = file.bytes.len().to_string();
        let asked = [
            ("filename", file.name),
            ("length", length.as_str()),
            ("alt_txt", file.alt),
        ];
        let place = self.call_with("files.getUploadURLExternal", &asked).await?;
        let id = place["file_id"].as_str().unwrap_or_default().to_owned();
        let url = self.trusted(place["upload_url"].as_str().unwrap_or_default())?;
        let request = self.client.post(url);
        let request = request.header(CONTENT_TYPE, "application/octet-stream");
        let sent = request.body(file.bytes.to_vec()).send().await;
        let sent = sent.map_err(|error| unreachable(&error))?;
        if !sent.status().is_success() {
            return Err(of_status(sent.status(), None));
        }
        let files = json!([{ "id": id, "title": file.title }]).to_string();
        self.call_with("files.completeUploadExternal", &[("files", &files)])
            .await?;
        Ok(id)
    }

    /// Replies through an address that a request of Slack named.
    pub(super) async fn reply(&self, url: &str, body: &Value) -> Result<(), ApiError> {
        let url = self.trusted(url)?;
        let request = self.client.post(url).header(CONTENT_TYPE, JSON);
        let sent = request.body(body.to_string()).send().await;
        let sent = sent.map_err(|error| unreachable(&error))?;
        match sent.status() {
            status if status.is_success() => Ok(()),
            status @ (StatusCode::NOT_FOUND | StatusCode::GONE | StatusCode::FORBIDDEN) => {
                Err(ApiError::Refused {
                    method: "response_url".to_owned(),
                    code: format!("expired_url ({})", status.as_u16()),
                })
            }
            StatusCode::BAD_REQUEST => Err(ApiError::Refused {
                method: "response_url".to_owned(),
                code: "invalid_blocks".to_owned(),
            }),
            status => {
                let pause = sent.headers().get(RETRY_AFTER);
                let pause = pause.and_then(|it| it.to_str().ok()).map(str::to_owned);
                Err(of_status(status, pause.as_deref()))
            }
        }
    }

    /// An address that belongs to Slack: nothing else is sent to.
    fn trusted(&self, url: &str) -> Result<Url, ApiError> {
        let refused = || ApiError::Refused {
            method: "an address".to_owned(),
            code: "it is not Slack's".to_owned(),
        };
        let url = Url::parse(url).map_err(|_| refused())?;
        let is_own = url.host_str() == self.base.host_str() && url.scheme() == self.base.scheme();
        let is_slack = url.scheme() == "https"
            && url
                .host_str()
                .is_some_and(|it| it == "slack.com" || it.ends_with(".slack.com"));
        if is_own || is_slack {
            Ok(url)
        } else {
            Err(refused())
        }
    }

    fn place(&self, method: &str) -> Result<Url, ApiError> {
        let place = self.base.join(method);
        place.map_err(|_| ApiError::Unreachable("its address is none".to_owned()))
    }

    fn authorized(&self, request: RequestBuilder) -> RequestBuilder {
        request.header(
            AUTHORIZATION,
            format!("Bearer {}", self.token.expose_secret()),
        )
    }

    async fn replied(&self, method: &str, request: RequestBuilder) -> Result<Value, ApiError> {
        let reply = request.send().await.map_err(|error| unreachable(&error))?;
        let status = reply.status();
        let pause = reply.headers().get(RETRY_AFTER);
        let pause = pause.and_then(|it| it.to_str().ok()).map(str::to_owned);
        if !status.is_success() {
            return Err(of_status(status, pause.as_deref()));
        }
        let body = reply.bytes().await.map_err(|error| unreachable(&error))?;
        let body: Value = serde_json::from_slice(&body)
            .map_err(|_| ApiError::Unreachable(format!("{method} replied with no JSON")))?;
        if body["ok"].as_bool() == Some(true) {
            return Ok(body);
        }
        let code = body["error"].as_str().unwrap_or("unknown_error");
        if ["ratelimited", "rate_limited"].contains(&code) {
            return Err(ApiError::Limited(seconds(pause.as_deref())));
        }
        Err(ApiError::Refused {
            method: method.to_owned(),
            code: code.chars().take(80).collect(),
        })
    }
}

/// A file that is to be shown.
pub(super) struct Upload<'a> {
    pub(super) name: &'a str,
    pub(super) title: &'a str,
    /// What it shows, for whoever cannot see it.
    pub(super) alt: &'a str,
    pub(super) bytes: &'a [u8],
}

fn of_status(status: StatusCode, pause: Option<&str>) -> ApiError {
    if status == StatusCode::TOO_MANY_REQUESTS {
        return ApiError::Limited(seconds(pause));
    }
    ApiError::Unreachable(format!("it replied with {}", status.as_u16()))
}

fn seconds(pause: Option<&str>) -> Duration {
    let named = pause.and_then(|it| it.trim().parse().ok());
    named.map_or(PAUSE, Duration::from_secs).min(LONGEST_PAUSE)
}

/// What went wrong with a connection, without the address, which may carry a secret.
fn unreachable(error: &reqwest::Error) -> ApiError {
    let what = if error.is_timeout() {
        "it took too long"
    } else if error.is_connect() {
        "no connection"
    } else {
        "the connection broke"
    };
    ApiError::Unreachable(what.to_owned())
}
