//! An AI bot's connection to a fake of WeCom, which the platform's own client is content with.

mod fake;

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::Digest as _;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;
use wenbo::channel::wecom::Pace;

use super::platform::{folder, is_there};
use super::{Company, Options, QUESTION, SLOW, UNCLEAR, happened, said, said_in, until};
use fake::Fake;

fn options(fake: &Fake) -> Options {
    Options {
        socket: Some(fake.url.clone()),
        app: false,
        ..Options::default()
    }
}

/// The names of all fields of an object, in its parts too.
fn shape(value: &Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .iter()
            .map(|(name, it)| (name.clone(), shape(it)))
            .collect(),
        Value::Array(items) => items.first().map_or(json!([]), |it| json!([shape(it)])),
        _ => Value::Null,
    }
}

/// Frames of the platform's own client.
fn golden_frames() -> Vec<Value> {
    let requests: Value =
        serde_json::from_str(include_str!("../../cases/wecom/requests.json")).unwrap();
    let frames = requests["ws"].as_array().unwrap();
    frames.iter().map(|it| it["frame"].clone()).collect()
}

#[tokio::test]
async fn a_question_is_answered_over_the_connection() {
    let (company, fake) = (Company::new().await, Fake::start().await);
    let server = company.serve(options(&fake)).await;
    server.knows("ZhangSan").await;
    fake.has_bot(1).await;

    fake.event(
        "E1",
        &happened("E1", "ZhangSan", &json!({ "eventtype": "enter_chat" })),
    );
    let welcome = until(async || fake.frames("aibot_respond_welcome_msg").pop()).await;
    assert_eq!(welcome["headers"]["req_id"], "E1");
    assert_eq!(welcome["body"]["msgtype"], "text");

    fake.message("R1", &said("M1", "ZhangSan", QUESTION));
    let end = fake.end_of("R1").await;
    let stream = &end["body"]["stream"];
    assert!(
        stream["content"].as_str().unwrap().contains("抖音"),
        "{stream}"
    );
    // A frame of the platform's own client has the same fields.
    let frames = golden_frames();
    let golden = frames
        .iter()
        .find(|it| it["body"]["stream"]["finish"] == true)
        .unwrap();
    let mut golden = shape(golden);
    // It may be judged from its first frame on.
    golden["body"]["stream"]
        .as_object_mut()
        .unwrap()
        .remove("feedback");
    assert_eq!(shape(&end), golden);
    let subscribed = frames
        .iter()
        .find(|it| it["cmd"] == "aibot_subscribe")
        .unwrap();
    assert_eq!(shape(&fake.frames("aibot_subscribe")[0]), shape(subscribed));
    let replies = fake.frames("aibot_respond_msg");
    assert_eq!(replies[0]["body"]["stream"]["feedback"]["id"], stream["id"]);
    let ids: Vec<&Value> = replies
        .iter()
        .map(|it| &it["body"]["stream"]["id"])
        .collect();
    assert!(ids.iter().all(|it| **it == stream["id"]));
    assert!(
        !fake.played.lock().unwrap().overtaken,
        "a reply did not wait for the one before"
    );

    // The same message once more.
    let answers = server.answers().await;
    fake.message("R5", &said("M1", "ZhangSan", QUESTION));
    fake.end_of("R5").await;
    assert_eq!(server.answers().await, answers);
}

#[tokio::test]
async fn strangers_buttons_and_groups_are_as_by_callback() {
    let (company, fake) = (Company::new().await, Fake::start().await);
    let server = company.serve(options(&fake)).await;
    server.knows("ZhangSan").await;
    fake.has_bot(1).await;
    let golden = golden_frames();
    fake.message("R2", &said("M2", "WangWu", QUESTION));
    let refused = fake.end_of("R2").await;
    assert!(
        refused["body"]["stream"]["content"]
            .as_str()
            .unwrap()
            .contains("wenbo identity add")
    );
    // In a chat of its own: after another question it would go on from that.
    server.knows("LiSi").await;
    fake.message("R3", &said("M3", "LiSi", UNCLEAR));
    let asked = fake.end_of("R3").await;
    let card = &asked["body"]["template_card"];
    assert_eq!(card["card_type"], "button_interaction", "{asked}");
    let press = json!({ "eventtype": "template_card_event", "template_card_event": {
        "event_key": card["button_list"][0]["key"], "task_id": card["task_id"],
    } });
    fake.event("E2", &happened("E2", "LiSi", &press));
    let update = until(async || fake.frames("aibot_respond_update_msg").pop()).await;
    assert_eq!(update["headers"]["req_id"], "E2");
    let pushed = until(async || fake.frames("aibot_send_msg").into_iter().next()).await;
    assert_eq!(pushed["body"]["chatid"], "LiSi");
    let sent = golden.iter().find(|it| it["cmd"] == "aibot_send_msg");
    assert_eq!(shape(&pushed), shape(sent.unwrap()));

    // Its text, its picture, the card below: in this order.
    let pushed_to = |user: &str| {
        let all = fake.frames("aibot_send_msg").into_iter();
        let theirs = all.filter(|it| it["body"]["chatid"] == user);
        theirs
            .map(|it| it["body"]["msgtype"].clone())
            .collect::<Vec<Value>>()
    };
    let whole = json!(["markdown", "image", "template_card"]);
    until(async || (json!(pushed_to("LiSi")) == whole).then_some(())).await;
    // A picture goes up in pieces, as the platform's own client sends them.
    for part in ["init", "chunk", "finish"] {
        let cmd = format!("aibot_upload_media_{part}");
        let sent = golden.iter().find(|it| it["cmd"] == cmd.as_str()).unwrap();
        assert_eq!(shape(&fake.frames(&cmd)[0]), shape(sent));
    }
    let chunk = &fake.frames("aibot_upload_media_chunk")[0]["body"];
    let png = STANDARD
        .decode(chunk["base64_data"].as_str().unwrap())
        .unwrap();
    let init = &fake.frames("aibot_upload_media_init")[0]["body"];
    assert_eq!(chunk["chunk_index"], 0);
    assert_eq!(init["total_size"], png.len());
    assert_eq!(init["md5"], hex::encode(md5::Md5::digest(&png)).as_str());
    fake.message("R4", &said_in("CHAT", "M4", "ZhangSan", QUESTION));
    let shown = fake.end_of("R4").await;
    assert!(
        shown["body"]["stream"]["content"]
            .as_str()
            .unwrap()
            .contains("只发给您本人"),
        "{shown}"
    );
    until(async || (json!(pushed_to("ZhangSan")) == whole).then_some(())).await;
    assert!(pushed_to("CHAT").is_empty(), "the group reads along");
}

#[tokio::test]
async fn a_lost_connection_is_opened_again_and_what_was_asked_is_answered() {
    let (company, fake) = (Company::new().await, Fake::start().await);
    let server = company.serve(options(&fake)).await;
    server.knows("ZhangSan").await;
    fake.has_bot(1).await;
    fake.message("R1", &said("M1", "ZhangSan", &format!("{SLOW}{QUESTION}")));
    until(async || fake.frames("aibot_respond_msg").pop()).await;
    fake.played
        .lock()
        .unwrap()
        .to_bot
        .as_ref()
        .unwrap()
        .send(Message::Close(None))
        .unwrap();
    fake.has_bot(2).await;
    drop(server);
    // A new server takes the question up.
    let server = company.serve(options(&fake)).await;
    fake.has_bot(3).await;
    company.go.add_permits(1);
    let pushed = until(async || fake.frames("aibot_send_msg").into_iter().next()).await;
    assert!(
        pushed["body"]["markdown"]["content"]
            .as_str()
            .unwrap()
            .contains("抖音"),
        "{pushed}"
    );
    assert_eq!(server.answers().await, 1);
}

#[tokio::test]
async fn a_connection_that_gives_no_sign_of_life_is_dead() {
    let (company, fake) = (Company::new().await, Fake::start().await);
    let usual = options(&fake);
    let server = company
        .serve(Options {
            pace: Pace {
                ping: Duration::from_millis(20),
                ack: Duration::from_secs(600),
                ..usual.pace
            },
            ..usual
        })
        .await;
    fake.has_bot(1).await;
    until(async || (fake.frames("ping").len() > 3).then_some(())).await;
    assert_eq!(fake.connections(), 1, "pings that are acknowledged keep it");
    fake.played.lock().unwrap().silent = true;
    until(async || (fake.connections() > 1).then_some(())).await;
    drop(server);
}

#[tokio::test]
async fn whoever_is_evicted_does_not_fight() {
    let (company, fake) = (Company::new().await, Fake::start().await);
    let server = company.serve(options(&fake)).await;
    fake.has_bot(1).await;
    let away = json!({
        "cmd": "aibot_event_callback", "headers": { "req_id": "D" },
        "body": { "msgid": "D", "msgtype": "event", "event": { "eventtype": "disconnected_event" } },
    });
    fake.say(&away);
    // Its line goes, and it does not come again however often it could have.
    until(async || {
        fake.played
            .lock()
            .unwrap()
            .to_bot
            .as_ref()
            .unwrap()
            .is_closed()
            .then_some(())
    })
    .await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(fake.connections(), 1);
    drop(server);
}

#[tokio::test]
async fn a_wrong_secret_is_tried_again_with_pauses() {
    let (company, fake) = (Company::new().await, Fake::start().await);
    fake.played.lock().unwrap().refuses = true;
    let server = company.serve(options(&fake)).await;
    fake.has_bot(2).await;
    fake.played.lock().unwrap().refuses = false;
    // Put right in the console, it works without a restart.
    until(async || (!fake.frames("aibot_subscribe").is_empty()).then_some(())).await;
    server.knows("ZhangSan").await;
    let mut tries = 0;
    until(async || {
        tries += 1;
        let line = fake.played.lock().unwrap().to_bot.clone().unwrap();
        let body = said(&format!("M{tries}"), "ZhangSan", "帮助");
        let frame = json!({ "cmd": "aibot_msg_callback", "headers": { "req_id": format!("R{tries}") }, "body": body });
        let _gone = line.send(Message::text(frame.to_string()));
        fake.frames("aibot_respond_msg").pop()
    })
    .await;
}

/// The fake is one that the platform's own client is content with.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_platforms_own_client_talks_to_the_same_fake() {
    if !is_there() {
        return;
    }
    let fake = Fake::start().await;
    let url = fake.url.clone();
    let client = tokio::task::spawn_blocking(move || {
        let script = folder().join("wecom_sdk.mjs");
        Command::new(Path::new("node"))
            .arg(script)
            .arg(url)
            .output()
            .unwrap()
    });
    fake.has_bot(1).await;
    // Its own login comes back before it listens.
    tokio::time::sleep(Duration::from_millis(200)).await;
    fake.event(
        "E1",
        &happened("E1", "ZhangSan", &json!({ "eventtype": "enter_chat" })),
    );
    fake.message("R1", &said("M1", "ZhangSan", QUESTION));
    let done = client.await.unwrap();
    let out = String::from_utf8_lossy(&done.stdout);
    assert!(
        out.contains("passed"),
        "{out}{}",
        String::from_utf8_lossy(&done.stderr)
    );
    let end = fake.end_of("R1").await;
    assert_eq!(end["body"]["stream"]["content"], "done");
    assert!(!fake.played.lock().unwrap().overtaken);
}
