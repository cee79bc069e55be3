//! Whether the chat programs take what is set.

use super::Finding;
use crate::channel::{slack as slack_channel, wecom as wecom_channel};
use crate::command::serve::{slack_settings, wecom_settings};
use crate::config::{SlackArgs, WeComArgs};
use crate::question::Language;

pub(super) async fn slack(args: &SlackArgs, language: Language) -> Vec<Finding> {
    let settings = match slack_settings(args) {
        Ok(Some(settings)) => settings,
        Ok(None) => {
            let says = language.choose("没有设置", "not set up");
            return vec![Finding::left("Slack", says)];
        }
        Err(failure) => {
            let fix = language.choose(
                "补上缺的那一项，见 docs/slack.md。",
                "Set what is missing; docs/slack.md says where it is found.",
            );
            return vec![Finding::wrong("Slack", failure.message, fix)];
        }
    };
    let checked = match slack_channel::check(&settings).await {
        Ok(checked) => checked,
        Err(error) => {
            let fix = language.choose(
                "检查本机的 TLS 和网络。",
                "Look at TLS and the network of this machine.",
            );
            return vec![Finding::wrong("Slack", error.to_string(), fix)];
        }
    };
    let mut findings = vec![match checked.bot {
        Ok(whose) => Finding::fine("Slack bot token", whose),
        Err(word) => Finding::wrong("Slack bot token", &word, slack_fix(&word, language)),
    }];
    findings.extend(checked.app.map(|it| match it {
        Ok(()) => Finding::fine("Slack app token", "Socket Mode"),
        Err(word) => Finding::wrong("Slack app token", &word, slack_fix(&word, language)),
    }));
    if args.slack_signing_secret.is_some() {
        let says = language.choose(
            "只有 Slack 发来请求时才知道对不对；不对时请求会得到 401",
            "only a request of Slack shows whether it is right; one that is not gets a 401",
        );
        findings.push(Finding::left("Slack signing secret", says));
    }
    findings
}

/// What is to be done about Slack's word for what is wrong.
fn slack_fix(word: &str, language: Language) -> &'static str {
    match word {
        "invalid_auth" | "not_authed" | "token_revoked" | "token_expired" | "account_inactive" => language.choose(
            "在 api.slack.com/apps 重新安装应用，把新的令牌放进 WENBO_SLACK_BOT_TOKEN（xoxb-…）或 WENBO_SLACK_APP_TOKEN（xapp-…）。",
            "Install the app again at api.slack.com/apps and put the new token into WENBO_SLACK_BOT_TOKEN (xoxb-…) or WENBO_SLACK_APP_TOKEN (xapp-…).",
        ),
        "missing_scope" | "not_allowed_token_type" => language.choose(
            "令牌的种类或权限不对：机器人用 xoxb-…，Socket Mode 用带 connections:write 的 xapp-…；权限见 docs/slack.md 的 manifest。",
            "The token is of another kind or lacks a scope: the bot needs xoxb-…, Socket Mode xapp-… with connections:write; docs/slack.md has the manifest.",
        ),
        _ => language.choose(
            "检查这台机器到 slack.com 的网络和代理，稍后再试。",
            "Look at the network and the proxy between this machine and slack.com, and try again.",
        ),
    }
}

pub(super) async fn wecom(args: &WeComArgs, language: Language) -> Vec<Finding> {
    let settings = match wecom_settings(args) {
        Ok(Some(settings)) => settings,
        Ok(None) => {
            let says = language.choose("没有设置", "not set up");
            return vec![Finding::left("WeCom", says)];
        }
        Err(why) => {
            let fix = language.choose(
                "按控制台上显示的原样填写：EncodingAESKey 是 43 个字符；每一项在哪里见 docs/wecom.md。",
                "Set it as the console shows it: an EncodingAESKey has 43 characters; docs/wecom.md says where each is found.",
            );
            return vec![Finding::wrong("WeCom", why, fix)];
        }
    };
    let mut findings = vec![match wecom_channel::check(&settings).await {
        Ok(Some(())) => Finding::fine("WeCom app", language.choose("企业 ID 和 Secret 换得到 access_token", "corporation and secret get an access token")),
        Ok(None) => Finding::left("WeCom app", language.choose("没有设置自建应用", "no app is set up")),
        Err(why) => Finding::wrong(
            "WeCom app",
            why,
            language.choose(
                "核对 WENBO_WECOM_CORP_ID、WENBO_WECOM_AGENT_ID 和 WENBO_WECOM_SECRET；提示 IP 不可信时，把服务器的出口 IP 加到应用的企业可信 IP。",
                "Compare WENBO_WECOM_CORP_ID, WENBO_WECOM_AGENT_ID and WENBO_WECOM_SECRET with the console; where the address is not trusted, add the server's to the app's trusted IPs.",
            ),
        ),
    }];
    if settings.app_callback.is_some() || settings.bot_callback.is_some() {
        findings.push(Finding::fine(
            "WeCom callback keys",
            language.choose("长度和写法正确", "they have the right length and letters"),
        ));
    }
    if settings.socket.is_some() || settings.group_key.is_some() {
        let says = language.choose(
            "长连接会挤掉正在用的那条，群机器人会真的发消息，所以不试",
            "not tried: a second connection ends the first one, and a robot's test is a message",
        );
        findings.push(Finding::left("WeCom bot connection, robot", says));
    }
    findings
}
