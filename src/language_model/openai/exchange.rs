//! One HTTP exchange with a provider: what is sent, how much is read, and what each failure means.

use reqwest::header::{
    ACCEPT, AUTHORIZATION, CONTENT_TYPE, DATE, HeaderMap, HeaderValue, RETRY_AFTER,
};
use reqwest::{Client, Response, StatusCode, Url};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use std::time::Duration;

use super::super::{Hear, LanguageModelError, ReplyProblem};
use super::{events, status};

/// The most that is read of any reply.
const MAX_REPLY_BYTES: usize = 1_000_000;
/// The most characters of a provider's words that are passed on.
const MAX_EXCERPT: usize = 200;
/// The most characters of a provider's words that are searched for signs.
const MAX_WORDS: usize = 4_000;

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
        /// What may be passed on.
        excerpt: String,
        /// What is searched for signs, and stays here.
        words: String,
    },
    #[error("the reply is {0}")]
    Reply(ReplyProblem, String),
}

impl Endpoint {
    pub(super) fn new(
        base_url: &str,
        api_key: Option<SecretString>,
        connect_timeout: Duration,
    ) -> Result<Self, LanguageModelError> {
        let url = chat_url(base_url)?;
        // The environment is read in `config.rs` only, so no proxy is taken from it; and a key never follows a redirect.
        let http = Client::builder()
            .default_headers(headers(api_key.as_ref())?)
            .connect_timeout(connect_timeout)
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
            api_key,
        })
    }

    /// Sends a body and returns the JSON of the reply, if the provider accepted it. What comes as a
    /// stream of events is heard while it comes.
    pub(super) async fn exchange(
        &self,
        body: Value,
        hear: Option<&Hear<'_>>,
    ) -> Result<Value, Fault> {
        let mut request = self.http.post(self.url.clone()).json(&body);
        if body["stream"] == Value::Bool(true) {
            request = request.header(ACCEPT, "text/event-stream");
        }
        let response = request.send().await.map_err(connection)?;
        let status = response.status();
        let retry_after = retry_after(response.headers());
        let html = is_html(response.headers());
        if !status.is_success() {
            // The status says enough when its body cannot be read.
            let bytes = read(response, None).await.unwrap_or_default();
            return Err(self.status(status, retry_after, &words(&bytes), html));
        }
        let bytes = read(response, hear).await?;
        if html || looks_like_html(&bytes) {
            return Err(Fault::Reply(ReplyProblem::Html, WRONG_URL.to_owned()));
        }
        let value = json(&bytes)?;
        match value.get("error").filter(|error| !error.is_null()) {
            Some(error) if value["choices"][0].is_null() => {
                let words = words(value.to_string().as_bytes());
                let status = status::of_error(error, &words);
                Err(self.status(status, retry_after, &words, false))
            }
            _ => Ok(value),
        }
    }

    fn status(
        &self,
        status: StatusCode,
        retry_after: Option<Duration>,
        words: &str,
        html: bool,
    ) -> Fault {
        Fault::Status {
            status,
            retry_after,
            quota: status::is_quota(words),
            excerpt: self.excerpt(words, html),
            words: words.chars().take(MAX_WORDS).collect(),
        }
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
                quota: false,
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
            Self::Reply(ReplyProblem::BrokenOff, _) => Some(None),
            Self::Status { .. } | Self::Reply(..) => None,
        }
    }

    /// Says whether the provider turned the request down, so that it costs nothing.
    pub(super) fn is_free(&self) -> bool {
        matches!(self, Self::Status { .. })
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
                excerpt,
                ..
            } => (status, retry_after, quota, excerpt),
        };
        let code = status.as_u16();
        match status {
            StatusCode::UNAUTHORIZED | StatusCode::PAYMENT_REQUIRED | StatusCode::FORBIDDEN => {
                LanguageModelError::Unauthorized { status: code }
            }
            _ if quota => LanguageModelError::Unauthorized { status: code },
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

async fn read(mut response: Response, hear: Option<&Hear<'_>>) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    let mut ear = hear.map(events::Ear::new);
    while let Some(chunk) = response.chunk().await.map_err(connection)? {
        if bytes.len() + chunk.len() > MAX_REPLY_BYTES {
            let detail = format!("more than {MAX_REPLY_BYTES} bytes; is this a chat endpoint?");
            return Err(Fault::Reply(ReplyProblem::TooLarge, detail));
        }
        bytes.extend_from_slice(&chunk);
        if let Some(ear) = &mut ear {
            ear.listen(&bytes);
        }
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

/// Reads the JSON of a reply: without the comments and blank lines that keep a connection open, and put together where it came in pieces.
fn json(bytes: &[u8]) -> Result<Value, Fault> {
    let text = String::from_utf8_lossy(bytes);
    let fault = |problem, detail: &str| Fault::Reply(problem, detail.to_owned());
    let cut = "the body ends before it is complete; ask again";
    if events::is_stream(&text) {
        return events::join(&text).ok_or_else(|| fault(ReplyProblem::BrokenOff, cut));
    }
    let is_comment = |line: &&str| line.trim().is_empty() || line.starts_with(':');
    let idle = text.split_inclusive('\n').take_while(is_comment);
    let text = &text[idle.map(str::len).sum()..];
    if text.is_empty() {
        return Err(fault(ReplyProblem::Empty, "the body has no content"));
    }
    serde_json::from_str(text).map_err(|error| {
        if error.is_eof() {
            fault(ReplyProblem::BrokenOff, cut)
        } else {
            let detail = "the body is no chat completion; check the base URL";
            fault(ReplyProblem::NotJson, detail)
        }
    })
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

/// How long to wait: in seconds, or until a date, which is set against the date of the reply itself.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name| Some(headers.get(name)?.to_str().ok()?.trim());
    let named = text(RETRY_AFTER)?;
    if let Ok(seconds) = named.parse() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let moment = |text: &str| chrono::DateTime::parse_from_rfc2822(text).ok();
    let wait = moment(named)? - moment(text(DATE)?)?;
    // A date that is past says: now.
    Some(wait.to_std().unwrap_or_default())
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
