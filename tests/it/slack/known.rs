//! Who people are: said by a command, by the API, or by a code that they send.

use clap::Parser as _;
use std::process::Command;

use serde_json::{Value, json};
use wenbo::command::connected;
use wenbo::config::{ChatArgs, SlackArgs};
use wenbo::keys::Scope;

use super::*;
use crate::keys::call;

const BOB: &str = r#"{"user":"Bob","roles":["host"],"attributes":{"streamer":"Bo"}}"#;

fn identity(team: &Team, args: &[&str]) -> (bool, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_wenbo"))
        .arg("identity")
        .args(args)
        .arg("--state")
        .arg(team.door.folder().join("state.sqlite"))
        .output()
        .unwrap();
    let said = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    match done.status.success() {
        true => (true, said(&done.stdout).trim().to_owned()),
        false => (false, said(&done.stderr)),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_says_who_somebody_is_and_a_running_server_takes_it() {
    let team = Team::new().await;
    let zoe = ["--channel", "slack", "--tenant", "T1", "--user", "UZOE"];
    let (done, said) = identity(&team, &[&["add"], &zoe[..], &["--principal", BOB]].concat());
    assert!(done, "{said}");
    team.event("Ev11", direct("UZOE", "1.1", QUESTION)).await;
    team.messages(1).await;
    assert_eq!(team.begun(), 1);
    let (_, listed) = identity(&team, &["list", "--format", "json"]);
    let listed: Vec<Value> = listed
        .lines()
        .map(|it| serde_json::from_str(it).unwrap())
        .collect();
    let found = listed.iter().find(|it| it["user"] == "UZOE").unwrap();
    assert_eq!(
        found["principal"],
        serde_json::from_str::<Value>(BOB).unwrap()
    );
    let remove = [&["remove"], &zoe[..]].concat();
    assert!(identity(&team, &remove).0);
    let (done, said) = identity(&team, &remove);
    assert!(!done && said.contains("nobody is known"), "{said}");
    let other = [
        "add",
        "--channel",
        "irc",
        "--tenant",
        "T1",
        "--user",
        "U1",
        "--principal",
        BOB,
    ];
    let (done, said) = identity(&team, &other);
    assert!(!done && said.contains("slack or wecom"), "{said}");
}

#[tokio::test]
async fn the_api_says_who_somebody_is_for_admins_alone() {
    let team = Team::new().await;
    let (_, admin) = team.door.key("owner", &[Scope::Admin]).await;
    let (_, asker) = team.door.key("owner", &[Scope::Ask]).await;
    let path = "/v1/admin/identities";
    let principal: Value = serde_json::from_str(BOB).unwrap();
    let zoe = json!({ "channel": "slack", "tenant": "T1", "user": "UZOE", "principal": principal });
    call(&team.routes, &asker, "POST", path, &zoe)
        .await
        .problem(403, "missing_scope");
    let added = call(&team.routes, &admin, "POST", path, &zoe).await;
    assert_eq!(added.status, 200, "{}", added.text);
    let listed = call(&team.routes, &admin, "GET", path, &Value::Null)
        .await
        .json();
    assert_eq!(listed["identities"].as_array().unwrap().len(), 4);
    let one = "/v1/admin/identities/slack/T1/UZOE";
    assert_eq!(
        call(&team.routes, &admin, "DELETE", one, &Value::Null)
            .await
            .status,
        200
    );
    call(&team.routes, &admin, "DELETE", one, &Value::Null)
        .await
        .problem(404, "not_found");
    for wrong in [
        json!({ "channel": "irc", "tenant": "T1", "user": "U", "principal": principal }),
        json!({ "channel": "slack", "tenant": "", "user": "U", "principal": principal }),
        json!({ "channel": "slack", "tenant": "T1", "user": "U 1", "principal": principal }),
        json!({ "channel": "slack", "tenant": "T1", "user": "U1" }),
        json!({ "channel": "slack", "tenant": "T1", "user": "U1", "principal": { "user": "", "roles": [], "attributes": {} } }),
    ] {
        call(&team.routes, &admin, "POST", path, &wrong)
            .await
            .problem(422, "invalid_body");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_makes_whoever_sends_it_known_once() {
    let team = Team::new().await;
    let (done, code) = identity(&team, &["invite", "--principal", BOB]);
    assert!(done && code.starts_with("wenbo-link-"), "{code}");
    // Another code does not count.
    let wrong = format!("wenbo-link-{}", "0".repeat(32));
    team.event("Ev31", direct("UZOE", "3.1", &wrong)).await;
    team.messages(1).await;
    team.event("Ev32", direct("UZOE", "3.2", QUESTION)).await;
    team.messages(2).await;
    assert_eq!(team.begun(), 0);
    team.event("Ev33", direct("UZOE", "3.3", &format!("link {code}")))
        .await;
    let seen = team.messages(3).await;
    assert!(
        seen[2].1.text.contains("You are Bob now"),
        "{:?}",
        seen[2].1
    );
    team.event("Ev34", direct("UZOE", "3.4", QUESTION)).await;
    team.messages(4).await;
    assert_eq!(team.begun(), 1);
    // Nobody else becomes Bob by it.
    team.event("Ev35", direct("UYAN", "3.5", &code)).await;
    team.event("Ev36", direct("UYAN", "3.6", QUESTION)).await;
    team.messages(6).await;
    assert_eq!(team.begun(), 1);
}

#[tokio::test]
async fn a_server_is_set_up_by_its_settings_and_not_by_half() {
    let door = Door::new().await;
    let entrance = door.entrance(None, true);
    let chat = ChatArgs {
        quiet_hours: wenbo::config::QuietArg(None),
        open_channels: Vec::new(),
        chat_concurrent: 2,
        chat_deadline: 60,
    };
    let wenbo::config::Command::Serve(nothing) =
        wenbo::config::Cli::parse_from(["wenbo", "serve"]).command
    else {
        panic!("it is no server");
    };
    let slack = |bot: Option<&str>, secret: Option<&str>, app: Option<&str>| {
        let args = SlackArgs {
            slack_bot_token: bot.map(Into::into),
            slack_signing_secret: secret.map(Into::into),
            slack_app_token: app.map(Into::into),
            slack_api: "http://127.0.0.1:9/api/".parse().unwrap(),
        };
        let store = door.store.clone();
        connected(
            &door.service,
            store,
            &entrance,
            &chat,
            &args,
            &nothing.wecom,
        )
        .map(|it| it.chats.slack.is_some())
        .map_err(|it| it.message)
    };
    assert_eq!(slack(None, None, None), Ok(false));
    assert_eq!(slack(Some("xoxb"), Some("secret"), None), Ok(true));
    assert_eq!(slack(Some("xoxb"), None, Some("xapp")), Ok(true));
    assert!(
        slack(Some("xoxb"), None, None)
            .unwrap_err()
            .contains("WENBO_SLACK_SIGNING_SECRET")
    );
    assert!(
        slack(None, Some("secret"), None)
            .unwrap_err()
            .contains("WENBO_SLACK_BOT_TOKEN")
    );
}
