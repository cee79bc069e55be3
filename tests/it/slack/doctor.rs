//! `wenbo doctor`, asked of a Slack and a WeCom that are played.

use std::process::Command;

use tokio::net::TcpListener;

use super::*;
use crate::reload::Files;
use crate::wecom::api::Api;

/// A key of the platform's samples.
const AES_KEY: &str = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C";

/// What it says, and how it ends.
async fn doctor(arguments: &[(&str, String)]) -> (String, Option<i32>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wenbo"));
    command.arg("doctor");
    for name in [
        "WENBO_MODEL",
        "OPENAI_MODEL",
        "WENBO_SLACK_APP_TOKEN",
        "WENBO_WECOM_BOT_TOKEN",
        "WENBO_PUBLIC_URL",
    ] {
        command.env_remove(name);
    }
    for (name, value) in arguments {
        command.arg(name).arg(value);
    }
    let done = tokio::task::spawn_blocking(move || command.output()).await;
    let done = done.unwrap().unwrap();
    let said = String::from_utf8(done.stdout).unwrap();
    assert!(
        !said.is_empty(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    (said, done.status.code())
}

/// A line about something.
fn line<'a>(said: &'a str, about: &str) -> &'a str {
    let line = said.lines().find(|it| it.contains(&format!("] {about}: ")));
    line.unwrap_or_else(|| panic!("nothing about {about}:\n{said}"))
}

struct Ground {
    files: Files,
    folder: tempfile::TempDir,
    wecom: Api,
}

impl Ground {
    async fn new() -> Self {
        Self {
            files: Files::new(),
            folder: tempfile::tempdir().unwrap(),
            wecom: Api::start().await,
        }
    }

    fn arguments(&self, slack: &str) -> Vec<(&'static str, String)> {
        let path = |it: std::path::PathBuf| it.to_str().unwrap().to_owned();
        vec![
            ("--layer", path(self.files.layer())),
            ("--data", path(self.files.data())),
            ("--state", path(self.folder.path().join("state.sqlite"))),
            ("--slack-api", slack.to_owned()),
            ("--slack-bot-token", TOKEN.to_owned()),
            ("--slack-signing-secret", SECRET.to_owned()),
            ("--wecom-api", self.wecom.base.clone()),
            ("--wecom-corp-id", "ww1a2b3c4d5e6f7890".to_owned()),
            ("--wecom-agent-id", "1000002".to_owned()),
            ("--wecom-secret", "app-secret".to_owned()),
            ("--wecom-token", "QDG6eK".to_owned()),
            ("--wecom-aes-key", AES_KEY.to_owned()),
        ]
    }
}

fn set(arguments: &mut [(&'static str, String)], name: &str, value: &str) {
    let argument = arguments.iter_mut().find(|(it, _)| *it == name);
    value.clone_into(&mut argument.unwrap().1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_right_is_said_to_be() {
    let mut team = Team::new().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    team.listen = Some(address);
    team.restart().await;
    let routes = team.routes.clone();
    team.running
        .spawn(async move { axum::serve(listener, routes).await.unwrap() });
    let ground = Ground::new().await;
    let mut arguments = ground.arguments(&team.base);
    arguments.push(("--public-url", format!("http://{address}")));
    let (said, code) = doctor(&arguments).await;
    for about in [
        "layer, data",
        "store",
        "Slack bot token",
        "WeCom app",
        "WeCom callback keys",
        "public address",
    ] {
        assert!(line(&said, about).starts_with("[ok]"), "{said}");
    }
    assert!(
        said.contains("[ok] callback: /v1/channels/slack/events"),
        "{said}"
    );
    // That server has no WeCom, so its callback does not arrive.
    assert!(
        said.contains("[wrong] callback: /v1/channels/wecom/app"),
        "{said}"
    );
    assert_eq!(code, Some(1));
    for secret in [TOKEN, SECRET, "app-secret", AES_KEY] {
        assert!(!said.contains(secret), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_is_said_with_what_to_do() {
    let team = Team::new().await;
    let ground = Ground::new().await;
    let mut arguments = ground.arguments(&team.base);
    set(&mut arguments, "--slack-bot-token", "xoxb-wrong");
    set(&mut arguments, "--wecom-aes-key", &AES_KEY[..40]);
    set(&mut arguments, "--data", "/nowhere/shop.duckdb");
    let (said, code) = doctor(&arguments).await;
    assert_eq!(code, Some(1), "{said}");
    for about in ["layer, data", "Slack bot token", "WeCom"] {
        assert!(line(&said, about).starts_with("[wrong]"), "{said}");
    }
    assert!(
        line(&said, "Slack bot token").contains("invalid_auth"),
        "{said}"
    );
    assert!(
        said.contains("→ Install the app again at api.slack.com/apps"),
        "{said}"
    );
    assert!(!said.contains("xoxb-wrong"), "{said}");

    arguments.push(("--language", "zh".to_owned()));
    let (said, code) = doctor(&arguments).await;
    assert_eq!(code, Some(1), "{said}");
    assert!(
        line(&said, "Slack bot token").starts_with("[有误]"),
        "{said}"
    );
    assert!(
        said.contains("→ 在 api.slack.com/apps 重新安装应用"),
        "{said}"
    );
}
