//! A self-built app: XML comes in and is acknowledged empty, the answer is sent by the API.

use std::time::Duration;

use md5::Digest as _;
use serde_json::{Value, json};
use wenbo::channel::wecom::Pace;
use wenbo::store::{OutboxState, Verdict};

use super::platform::{Sealer, is_there};
use super::{
    AGENT, CORP, Company, FOLLOW_UP, LONG, Options, QUESTION, SLOW, Server, UNCLEAR, long, until,
};

pub(crate) fn wrote(id: &str, user: &str, text: &str) -> String {
    format!(
        "<xml><ToUserName><![CDATA[{CORP}]]></ToUserName><FromUserName><![CDATA[{user}]]></FromUserName>\
         <CreateTime>1763900000</CreateTime><MsgType><![CDATA[text]]></MsgType>\
         <Content><![CDATA[{text}]]></Content><MsgId>{id}</MsgId><AgentID>{AGENT}</AgentID></xml>"
    )
}

fn pressed(at: u32, user: &str, key: &Value, task: &Value) -> String {
    let (key, task) = (key.as_str().unwrap(), task.as_str().unwrap());
    format!(
        "<xml><ToUserName><![CDATA[{CORP}]]></ToUserName><FromUserName><![CDATA[{user}]]></FromUserName>\
         <CreateTime>{at}</CreateTime><MsgType><![CDATA[event]]></MsgType>\
         <Event><![CDATA[template_card_event]]></Event><EventKey><![CDATA[{key}]]></EventKey>\
         <TaskId><![CDATA[{task}]]></TaskId><CardType><![CDATA[button_interaction]]></CardType>\
         <ResponseCode><![CDATA[RESP{at}]]></ResponseCode><AgentID>{AGENT}</AgentID></xml>"
    )
}

pub(super) async fn write(app: &Sealer, server: &Server, inner: &str) {
    let got = app.write(server, inner).await;
    assert_eq!((got.status.as_u16(), got.text.as_str()), (200, ""));
}

/// The card of the latest answer, once `many` were sent.
async fn card(company: &Company, many: usize) -> Value {
    until(async || {
        let mut cards = company.api.of_kind("template_card");
        (cards.len() >= many).then(|| cards.swap_remove(many - 1)["template_card"].clone())
    })
    .await
}

pub(super) fn shown(company: &Company) -> Vec<String> {
    let all = company.api.of_kind("markdown").into_iter();
    all.map(|it| it["markdown"]["content"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_question_is_answered_with_text_picture_and_card() {
    if !is_there() {
        return;
    }
    let company = Company::new().await;
    let server = company.serve(Options::default()).await;
    server.knows("ZhangSan").await;
    let app = Sealer::of_app();
    write(&app, &server, &wrote("1", "ZhangSan", QUESTION)).await;
    card(&company, 1).await;

    let kinds: Vec<Value> = company
        .api
        .messages()
        .into_iter()
        .map(|it| it["msgtype"].clone())
        .collect();
    assert_eq!(json!(kinds), json!(["markdown", "image", "template_card"]));
    for message in company.api.messages() {
        assert_eq!(
            (&message["touser"], &message["agentid"]),
            (&json!("ZhangSan"), &json!(AGENT))
        );
    }
    let text = shown(&company).remove(0);
    assert!(text.contains("抖音") && text.len() <= 2048, "{text}");
    let upload = company.api.calls("/media/upload").remove(0);
    assert_eq!(upload.query["type"], "image");
    assert!(
        upload.kind.starts_with("multipart/form-data"),
        "{}",
        upload.kind
    );
    let form = String::from_utf8_lossy(&upload.bytes);
    assert!(form.contains("name=\"media\"; filename=\"chart.png\"") && form.contains("PNG"));
    let image = company.api.of_kind("image").remove(0);
    assert!(
        image["image"]["media_id"]
            .as_str()
            .unwrap()
            .starts_with("MID")
    );

    // One token for all calls.
    assert_eq!(company.api.calls("/gettoken").len(), 1);

    // What follows goes on from it.
    write(&app, &server, &wrote("2", "ZhangSan", FOLLOW_UP)).await;
    card(&company, 2).await;
    assert!(shown(&company)[1].contains("2024"), "{:?}", shown(&company));
}

#[tokio::test]
async fn the_buttons_below_an_answer_judge_it_and_ask_on() {
    if !is_there() {
        return;
    }
    let company = Company::new().await;
    let server = company.serve(Options::default()).await;
    server.knows("ZhangSan").await;
    let app = Sealer::of_app();
    write(&app, &server, &wrote("1", "ZhangSan", QUESTION)).await;
    let below = card(&company, 1).await;
    let buttons = below["button_list"].as_array().unwrap();
    let task = &below["task_id"];
    write(
        &app,
        &server,
        &pressed(10, "ZhangSan", &buttons[0]["key"], task),
    )
    .await;
    let closed = until(async || company.api.calls("/update_template_card").pop())
        .await
        .json();
    assert_eq!(closed["response_code"], "RESP10");
    assert_eq!(closed["userids"], json!(["ZhangSan"]));
    let said = server
        .store
        .feedback(Some(Verdict::Up), None, 10)
        .await
        .unwrap();
    assert_eq!(said.len(), 1);
    let next = buttons
        .iter()
        .find(|it| it["key"].as_str().unwrap().starts_with("next:"));
    let before = server.answers().await;
    write(
        &app,
        &server,
        &pressed(11, "ZhangSan", &next.unwrap()["key"], task),
    )
    .await;
    card(&company, 2).await;
    assert_eq!(server.answers().await, before + 1);
    // A button that is not ours.
    write(
        &app,
        &server,
        &pressed(12, "ZhangSan", &json!("rerun"), &json!("task_42")),
    )
    .await;
    assert_eq!(server.store.open_events("wecom").await.unwrap().len(), 0);
}

#[tokio::test]
async fn a_question_back_is_answered_by_its_button() {
    if !is_there() {
        return;
    }
    let company = Company::new().await;
    let server = company.serve(Options::default()).await;
    server.knows("ZhangSan").await;
    let app = Sealer::of_app();
    write(&app, &server, &wrote("1", "ZhangSan", UNCLEAR)).await;
    let asked = card(&company, 1).await;
    assert_eq!(asked["card_type"], "button_interaction");
    let key = &asked["button_list"][0]["key"];
    write(
        &app,
        &server,
        &pressed(10, "ZhangSan", key, &asked["task_id"]),
    )
    .await;
    let text = until(async || shown(&company).into_iter().nth(1)).await;
    assert!(text.contains("昨天"), "{text}");
    // Pressed twice, the button asks twice only if the platform says it is another press.
    let before = server.answers().await;
    write(
        &app,
        &server,
        &pressed(10, "ZhangSan", key, &asked["task_id"]),
    )
    .await;
    assert!(server.store.open_events("wecom").await.unwrap().is_empty());
    assert_eq!(server.answers().await, before);
}

#[tokio::test]
async fn a_token_is_refreshed_once_and_failures_are_tried_again_or_kept() {
    if !is_there() {
        return;
    }
    let company = Company::new().await;
    let server = company.serve(Options::default()).await;
    server.knows("ZhangSan").await;
    let app = Sealer::of_app();
    write(&app, &server, &wrote("1", "ZhangSan", QUESTION)).await;
    card(&company, 1).await;
    assert_eq!(company.api.calls("/gettoken").len(), 1);

    // The token ends before its time; WeCom is busy once; its rate is used up once.
    company.api.forget_tokens();
    let send = "/cgi-bin/message/send";
    write(&app, &server, &wrote("2", "ZhangSan", QUESTION)).await;
    card(&company, 2).await;
    assert_eq!(company.api.calls("/gettoken").len(), 2);
    company
        .api
        .plan(send, json!({ "errcode": -1, "errmsg": "system busy" }));
    company.api.plan(
        send,
        json!({ "errcode": 60020, "errmsg": "not allow to access from your ip" }),
    );
    let before = shown(&company).len();
    write(&app, &server, &wrote("3", "ZhangSan", QUESTION)).await;
    card(&company, 3).await;
    // Tried three times, and taken the third time.
    assert_eq!(shown(&company).len(), before + 3);

    // Nobody gets it though the code is 0; nobody is there at all.
    let none = server
        .store
        .outbox(OutboxState::Dead, None, 10)
        .await
        .unwrap();
    assert!(none.is_empty(), "{none:?}");
    company.api.plan(
        send,
        json!({ "errcode": 0, "errmsg": "ok", "invaliduser": "ZhangSan" }),
    );
    company.api.plan(
        send,
        json!({ "errcode": 81013, "errmsg": "user & party & tag all invalid" }),
    );
    write(&app, &server, &wrote("4", "ZhangSan", "帮助")).await;
    write(&app, &server, &wrote("5", "ZhangSan", "帮助")).await;
    let dead = until(async || {
        let dead = server
            .store
            .outbox(OutboxState::Dead, None, 10)
            .await
            .unwrap();
        (dead.len() == 2).then_some(dead)
    })
    .await;
    for message in dead {
        let error = message.error.unwrap();
        assert!(error.contains("visible range"), "{error}");
        assert!(
            !error.contains("app-secret") && !error.contains("AT"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_slow_question_is_said_to_be_worked_on_and_survives_a_restart() {
    if !is_there() {
        return;
    }
    let company = Company::new().await;
    let usual = Options::default();
    let patient = Options {
        pace: Pace {
            working: Duration::from_millis(30),
            ..usual.pace
        },
        ..usual
    };
    let server = company.serve(patient.clone()).await;
    server.knows("ZhangSan").await;
    let app = Sealer::of_app();
    let slow = wrote("1", "ZhangSan", &format!("{SLOW}{QUESTION}"));
    write(&app, &server, &slow).await;
    let working = until(async || company.api.of_kind("text").pop()).await;
    assert!(
        working["text"]["content"]
            .as_str()
            .unwrap()
            .contains("还在查询"),
        "{working}"
    );
    drop(server);
    let server = company.serve(patient).await;
    company.go.add_permits(1);
    card(&company, 1).await;
    assert_eq!(server.answers().await, 1);
    // Said once, also by the second server; answered once.
    assert_eq!(company.api.of_kind("text").len(), 1);
    assert_eq!(shown(&company).len(), 1);
}

#[tokio::test]
async fn a_long_answer_comes_in_parts_that_end_where_something_ends() {
    if !is_there() {
        return;
    }
    let company = Company::new().await;
    let server = company.serve(Options::default()).await;
    server.knows("ZhangSan").await;
    let app = Sealer::of_app();
    write(&app, &server, &wrote("1", "ZhangSan", LONG)).await;
    let whole = long();
    let parts = until(async || {
        let parts = shown(&company);
        (parts.concat().len() >= whole.len()).then_some(parts)
    })
    .await;
    // In their order, without loss.
    assert_eq!(parts.concat(), whole);
    for part in &parts {
        assert!(part.len() <= 2048 && part.ends_with('。'), "{part}");
    }
}

#[tokio::test]
async fn a_group_is_told_by_its_robot() {
    let company = Company::new().await;
    let server = company.serve(Options::default()).await;
    let long = "很长的一句话。".repeat(1000);
    for _ in 0..2 {
        server
            .wecom
            .push_to_group("daily-1", &long, Some(b"\x89PNG"))
            .await
            .unwrap();
    }
    let sent = until(async || {
        let calls = company.api.calls("/webhook/send");
        (calls.len() == 2).then_some(calls)
    })
    .await;
    for call in &sent {
        assert_eq!(call.query["key"], "robot-key");
    }
    let text = sent[0].json();
    assert!(text["markdown"]["content"].as_str().unwrap().len() <= 4096);
    let image = &sent[1].json()["image"];
    let md5 = hex::encode(md5::Md5::digest(b"\x89PNG"));
    assert_eq!(
        (image["base64"].as_str(), image["md5"].as_str()),
        (Some("iVBORw=="), Some(md5.as_str()))
    );
    let large = vec![0; 3 * 1024 * 1024];
    assert!(
        server
            .wecom
            .push_to_group("x", "t", Some(&large))
            .await
            .is_err()
    );
    assert!(server.wecom.check().await.is_ok());
}
