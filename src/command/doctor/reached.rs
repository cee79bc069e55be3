//! Whether a language model is reached, and whether chat programs reach the server.

use std::time::Duration;

use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, Method, Response, StatusCode};
use secrecy::ExposeSecret as _;
use url::Url;

use super::Finding;
use crate::config::DoctorArgs;
use crate::question::Language;

/// How long somebody may take for a reply.
const DEADLINE: Duration = Duration::from_secs(15);

fn client() -> Result<Client, String> {
    // An error means that another part of the process chose a provider already.
    drop(rustls::crypto::ring::default_provider().install_default());
    let client = Client::builder()
        .timeout(DEADLINE)
        .redirect(reqwest::redirect::Policy::none())
        .build();
    client.map_err(|error| error.without_url().to_string())
}

pub(super) async fn model(args: &DoctorArgs, language: Language) -> Finding {
    let about = "language model";
    let fix = language.choose(
        "核对 WENBO_MODEL、WENBO_MODEL_BASE_URL 和密钥，并确认这台机器连得到那个地址。",
        "Compare WENBO_MODEL, WENBO_MODEL_BASE_URL and the key with the provider's console, and see whether this machine reaches that address.",
    );
    let config = match args.model.config() {
        Ok(Some(config)) => config,
        Ok(None) => {
            let says = language.choose(
                "没有设置；语法能懂的问题照样回答",
                "not set up; the grammar answers what it understands",
            );
            return Finding::left(about, says);
        }
        Err(why) => return Finding::wrong(about, why, fix),
    };
    if config.base_url.trim().is_empty() {
        let says = language.choose(
            "用服务商自己的地址，没有试",
            "at the provider's own address, which was not tried",
        );
        return Finding::left(about, format!("{}: {says}", config.model));
    }
    let list = format!("{}/models", config.base_url.trim_end_matches('/'));
    let asked = async {
        let mut request = client()?.get(&list);
        if let Some(key) = &config.api_key {
            request = request.bearer_auth(key.expose_secret());
        }
        let reply = request.send().await;
        reply.map_err(|error| error.without_url().to_string())
    };
    match asked.await.map(|it| it.status()) {
        // Not each endpoint has a list; then it was reached, which is what is asked here.
        Ok(status) if status.is_success() || status == StatusCode::NOT_FOUND => {
            Finding::fine(about, config.model.clone())
        }
        Ok(status) => Finding::wrong(
            about,
            format!("{} → {}", config.model, status.as_u16()),
            fix,
        ),
        Err(why) => Finding::wrong(about, why, fix),
    }
}

/// Whether the server is reached from outside, and by each callback that is set.
pub(super) async fn public(args: &DoctorArgs, language: Language) -> Vec<Finding> {
    let about = "public address";
    let Some(public) = &args.public_url else {
        let says = language.choose(
            "没有给出；回调方式需要它，用 --public-url 让我试",
            "not named; callbacks need one: name it with --public-url",
        );
        return vec![Finding::left(about, says)];
    };
    let fix = language.choose(
        "先启动 wenbo serve，再检查域名解析、TLS 证书、防火墙和反向代理；服务器用 --hosts 认这个域名。",
        "Start `wenbo serve`, then look at DNS, the TLS certificate, the firewall and the proxy; the server takes this name with --hosts.",
    );
    let mut findings = vec![match called(public, "healthz", Method::GET).await {
        Ok(reply) if reply.status().is_success() => Finding::fine(about, public.to_string()),
        Ok(reply) => Finding::wrong(about, format!("healthz → {}", reply.status().as_u16()), fix),
        Err(why) => Finding::wrong(about, why, fix),
    }];
    let (slack, wecom) = (&args.slack, &args.wecom);
    let callbacks = [
        (
            slack.slack_signing_secret.is_some(),
            "v1/channels/slack/events",
            Method::POST,
        ),
        (
            wecom.wecom_token.is_some(),
            "v1/channels/wecom/app",
            Method::GET,
        ),
        (
            wecom.wecom_bot_token.is_some(),
            "v1/channels/wecom/bot",
            Method::GET,
        ),
    ];
    for (_, path, method) in callbacks.into_iter().filter(|(is_wanted, ..)| *is_wanted) {
        findings.push(match called(public, path, method).await {
            // Without a signature we say no, in our own words: so the path leads to us.
            Ok(reply) if is_ours(&reply) => Finding::fine("callback", format!("/{path}")),
            Ok(reply) => Finding::wrong(
                "callback",
                format!("/{path} → {}", reply.status().as_u16()),
                fix,
            ),
            Err(why) => Finding::wrong("callback", format!("/{path}: {why}"), fix),
        });
    }
    findings
}

/// Whether the server itself turned a request without a signature away, and knows the chat program.
fn is_ours(reply: &Response) -> bool {
    let kind = reply.headers().get(CONTENT_TYPE);
    let kind = kind.and_then(|it| it.to_str().ok()).unwrap_or_default();
    kind.starts_with("application/problem+json") && reply.status() != StatusCode::NOT_FOUND
}

async fn called(public: &Url, path: &str, method: Method) -> Result<Response, String> {
    let mut base = public.clone();
    if !base.path().ends_with('/') {
        base.set_path(&format!("{}/", base.path()));
    }
    let url = base.join(path).map_err(|error| error.to_string())?;
    let reply = client()?.request(method, url).send().await;
    reply.map_err(|error| error.without_url().to_string())
}
