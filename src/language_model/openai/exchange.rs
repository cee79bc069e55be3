//! One HTTP exchange with a provider: what is sent, how much is read, and what each failure means.

use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Client, Response, StatusCode, Url};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use std::time::Duration;

use super::super::{LanguageModelError, ModelConfig, ReplyProblem};

/// The most that is read of any reply.
const MAX_REPLY_BYTES: usize = 1_000_000;
/// The most characters of a provider's words that are passed on.
const MAX_EXCERPT: usize = 200;

/// Where a provider's chat completions are, and how to get there.
pub(super) struct Endpoint {
    http: Client,
    url: Url,
    host: String,
    api_key: Option<SecretString>,
}

/// Why an exchange gave no body.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    #[error("the connection failed: {0}")]
    Connection(String),
    #[error("the provider answered {status}")]
    Status {
        status: StatusCode,
        retry_after: Option<Duration>,
        quota: bool,
        words: String,
    },
    #[error("the reply is {0}")]
    Reply(ReplyProblem, String),
}

impl Endpoint {
    pub(super) fn new(config: &ModelConfig) -> Result<Self, LanguageModelError> {
        let url = chat_url(&config.base_url)?;
        // The environment is read in `config.rs` only, so no proxy is taken from it; and a key never follows a redirect.
        let http = Client::builder()
            .default_headers(headers(config.api_key.as_ref())?)
            .connect_timeout(config.connect_timeout)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .map_err(|error| misconfigured(format!("no TLS client can be made: {error}")))?;
        let host = match (url.host_str(), url.port()) {
            (Some(host), Some(port)) => format!("{host}:{port}"),
            (Some(host), None) => host.to_owned(),
            (None, _) => return Err(misconfigured("the base URL names no host".to_owned())),
        };
        Ok(Self {
            http,
            url,
            host,
            api_key: config.api_key.clone(),
        })
    }

    /// Sends a body and returns the reply's, if the provider accepted it.
    pub(super) async fn exchange(&self, body: Value) -> Result<Vec<u8>, Fault> {
        let request = self.http.post(self.url.clone()).json(&body);
        let response = request.send().await.map_err(connection)?;
        let status = response.status();
        let retry_after = retry_after(response.headers());
        let html = is_html(response.headers());
        if !status.is_success() {
            // The status says enough when its body cannot be read.
            let bytes = read(response).await.unwrap_or_default();
            let words = words(&bytes);
            return Err(Fault::Status {
                status,
                retry_after,
                quota: words.contains("insufficient_quota"),
                words: self.excerpt(&words, html),
            });
        }
        let bytes = read(response).await?;
        if html || looks_like_html(&bytes) {
            return Err(Fault::Reply(ReplyProblem::Html, WRONG_URL.to_owned()));
        }
        Ok(bytes)
    }

    fn excerpt(&self, words: &str, html: bool) -> String {
        if html || looks_like_html(words.as_bytes()) {
            return "a web page".to_owned();
        }
        let mut words = words.to_owned();
        if let Some(key) = &self.api_key {
            words = words.replace(key.expose_secret(), "…");
        }
        let line: Vec<&str> = words.split_whitespace().collect();
        let line = line.join(" ");
        match line.char_indices().nth(MAX_EXCERPT) {
            Some((end, _)) => format!("{}…", &line[..end]),
            None => line,
        }
    }
}

const WRONG_URL: &str =
    "check that the base URL is that of the API, such as https://api.openai.com/v1";

impl Fault {
    /// Returns the provider's words if it understood the address and the key but not the request.
    pub(super) fn rejection(&self) -> Option<&str> {
        match self {
            Self::Status {
                status: StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY,
                words,
                ..
            } => Some(words),
            _ => None,
        }
    }

    /// Returns how long to wait before the same request may succeed; `Some(None)` when nobody says.
    pub(super) fn pause(&self) -> Option<Option<Duration>> {
        match self {
            Self::Connection(_) => Some(None),
            Self::Status {
                status,
                retry_after,
                quota: false,
                ..
            } if *status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error() => {
                Some(*retry_after)
            }
            Self::Status { .. } | Self::Reply(..) => None,
        }
    }

    pub(super) fn into_error(self, endpoint: &Endpoint, model: &str) -> LanguageModelError {
        let (status, retry_after, quota, words) = match self {
            Self::Connection(detail) => {
                return LanguageModelError::Unreachable {
                    host: endpoint.host.clone(),
                    detail,
                };
            }
            Self::Reply(problem, detail) => {
                return LanguageModelError::BadReply { problem, detail };
            }
            Self::Status {
                status,
                retry_after,
                quota,
                words,
            } => (status, retry_after, quota, words),
        };
        let code = status.as_u16();
        match status {
            StatusCode::UNAUTHORIZED | StatusCode::PAYMENT_REQUIRED | StatusCode::FORBIDDEN => {
                LanguageModelError::Unauthorized { status: code }
            }
            StatusCode::TOO_MANY_REQUESTS if quota => {
                LanguageModelError::Unauthorized { status: code }
            }
            StatusCode::TOO_MANY_REQUESTS => LanguageModelError::RateLimited { retry_after },
            StatusCode::NOT_FOUND => LanguageModelError::Provider {
                status: code,
                detail: format!("{words}; check the model's name ({model}) and the base URL"),
            },
            _ if words.contains("content_filter") => LanguageModelError::Refused {
                reason: "content_filter",
            },
            _ => LanguageModelError::Provider {
                status: code,
                detail: words,
            },
        }
    }
}

async fn read(mut response: Response) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(connection)? {
        if bytes.len() + chunk.len() > MAX_REPLY_BYTES {
            let detail = format!("more than {MAX_REPLY_BYTES} bytes; is this a chat endpoint?");
            return Err(Fault::Reply(ReplyProblem::TooLarge, detail));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// Returns what a provider says about an error: the message inside its JSON, else the body.
fn words(bytes: &[u8]) -> String {
    let Ok(value) = serde_json::from_slice::<Value>(bytes) else {
        return String::from_utf8_lossy(bytes).into_owned();
    };
    let error = value.get("error").unwrap_or(&value);
    let parts = ["message", "detail", "param", "code", "type"];
    let found = parts.iter().filter_map(|name| match error.get(*name)? {
        Value::String(text) => Some(text.clone()),
        Value::Null => None,
        other => Some(other.to_string()),
    });
    let found: Vec<String> = found.collect();
    if found.is_empty() {
        return error.to_string();
    }
    found.join(", ")
}

fn connection(error: reqwest::Error) -> Fault {
    // The URL may carry a secret; the innermost cause is the one that explains.
    let error = error.without_url();
    let mut cause: &dyn std::error::Error = &error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    Fault::Connection(cause.to_string())
}

fn headers(api_key: Option<&SecretString>) -> Result<HeaderMap, LanguageModelError> {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    let key = api_key.map(|key| key.expose_secret().trim());
    if let Some(key) = key.filter(|key| !key.is_empty()) {
        let mut value = HeaderValue::from_str(&format!("Bearer {key}")).map_err(|_| {
            misconfigured("the API key has characters that no key has; copy it again".to_owned())
        })?;
        value.set_sensitive(true);
        headers.insert(AUTHORIZATION, value);
    }
    Ok(headers)
}

fn chat_url(base_url: &str) -> Result<Url, LanguageModelError> {
    let base = base_url.trim().trim_end_matches('/');
    let base = base.trim_end_matches("/chat/completions");
    let url = Url::parse(&format!("{base}/chat/completions")).map_err(|error| {
        misconfigured(format!(
            "the base URL is not a URL ({error}); set WENBO_MODEL_BASE_URL to something like https://api.openai.com/v1"
        ))
    })?;
    match url.scheme() {
        "http" | "https" => Ok(url),
        _ => Err(misconfigured(
            "the base URL must begin with http:// or https://".to_owned(),
        )),
    }
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?;
    let seconds: f64 = text.trim().parse().ok()?;
    Duration::try_from_secs_f64(seconds).ok()
}

fn is_html(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.to_ascii_lowercase().contains("html"))
}

fn looks_like_html(bytes: &[u8]) -> bool {
    bytes.trim_ascii_start().starts_with(b"<")
}

fn misconfigured(detail: String) -> LanguageModelError {
    LanguageModelError::Misconfigured { detail }
}
