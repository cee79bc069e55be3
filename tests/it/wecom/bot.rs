//! An AI bot by callback: a question and its stream, what follows, buttons, judgements, groups, strangers.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::Digest as _;
use serde_json::{Value, json};
use wenbo::store::Verdict;

use super::platform::{Sealer, is_there};
use super::{
    Company, FOLLOW_UP, LONG, Options, QUESTION, Server, UNCLEAR, content, happened, said, said_in,
    until, with_bot,
};

async fn asked(bot: &Sealer, server: &Server, message: &Value) -> Value {
    let first = bot.tell(server, message).await.unwrap();
    assert_eq!(first["msgtype"], "stream", "{first}");
    bot.until_end(server, first).await
}

#[tokio::test]
async fn the_console_finds_the_address() {
    if !is_there() {
        return;
    }
    let company = Company::new().await;
    let server = company.serve(Options::default()).await;
    for (sealer, way) in [(Sealer::of_bot(), "bot"), (Sealer::of_app(), "app")] {
        let url = format!("{}/v1/channels/wecom/{way}", server.base);
        let sent = sealer.seal("5927782489442352469");
        let got = sealer.look(&url, &sent).await;
        assert_eq!(
            (got.status.as_u16(), got.text.as_str()),
            (200, "5927782489442352469")
        );
        let mut forged = sent;
        forged.nonce.push('0');
        assert_eq!(sealer.look(&url, &forged).await.status, 401);
    }
}

#[tokio::test]
async fn a_question_is_answered_in_its_stream_and_goes_on() {
    if !is_there() {
        return;
    }
    let (company, server, bot) = with_bot(Options::default()).await;

    let enter = happened("E1", "ZhangSan", &json!({ "eventtype": "enter_chat" }));
    let welcome = bot.tell(&server, &enter).await.unwrap();
    assert_eq!(welcome["msgtype"], "text");
    assert!(
        welcome["text"]["content"]
            .as_str()
            .unwrap()
            .contains("问播"),
        "{welcome}"
    );

    let first = bot
        .tell(&server, &said("M1", "ZhangSan", QUESTION))
        .await
        .unwrap();
    assert_eq!(
        first["stream"]["finish"], false,
        "it is acknowledged before it is answered: {first}"
    );
    let feedback = first["stream"]["feedback"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let last = bot.until_end(&server, first).await;
    let text = content(&last);
    assert!(text.contains("抖音") && text.contains("**"), "{text}");
    assert!(!text.contains('|'), "there are no tables: {text}");
    assert!(
        last["stream"].get("feedback").is_none(),
        "only the first reply has it"
    );
    let image = &last["stream"]["msg_item"][0];
    assert_eq!(image["msgtype"], "image");
    let png = STANDARD
        .decode(image["image"]["base64"].as_str().unwrap())
        .unwrap();
    assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
    assert_eq!(
        image["image"]["md5"],
        hex::encode(md5::Md5::digest(&png)).as_str()
    );

    let second = asked(&bot, &server, &said("M2", "ZhangSan", FOLLOW_UP)).await;
    assert!(
        content(&second).contains("2024"),
        "it goes on from the question before: {second}"
    );

    // Judged by WeCom's own buttons, under the name that the first reply had.
    let judged = json!({ "eventtype": "feedback_event", "feedback_event": {
        "id": feedback, "type": 2, "content": "数字不对", "inaccurate_reason_list": [2, 4],
    } });
    assert!(
        bot.tell(&server, &happened("E2", "ZhangSan", &judged))
            .await
            .is_none()
    );
    let said = server
        .store
        .feedback(Some(Verdict::Down), None, 10)
        .await
        .unwrap();
    assert_eq!(said.len(), 1);
    let reason = said[0].feedback.reason.as_deref().unwrap();
    assert!(
        reason.ends_with("数字不对") && reason.contains("incomplete"),
        "{reason}"
    );

    // Everything was shown in streams: nothing had to be sent.
    assert!(company.api.messages().is_empty());
    assert!(company.api.calls("/aibot/response").is_empty());
}

#[tokio::test]
async fn a_question_back_is_answered_by_its_button_or_its_number() {
    if !is_there() {
        return;
    }
    let (company, server, bot) = with_bot(Options::default()).await;
    let back = asked(&bot, &server, &said("M1", "ZhangSan", UNCLEAR)).await;
    assert_eq!(back["msgtype"], "stream_with_template_card", "{back}");
    assert!(content(&back).contains("1. "), "{back}");
    let card = &back["template_card"];
    let button = &card["button_list"][0];
    let pressed = |id: &str, user: &str| {
        let mut event = happened(
            id,
            user,
            &json!({ "eventtype": "template_card_event", "template_card_event": {
                "card_type": "button_interaction", "event_key": button["key"], "task_id": card["task_id"],
                "selected_items": {},
            } }),
        );
        event["response_url"] = json!(company.api.response_url(id));
        event
    };
    let reply = bot.tell(&server, &pressed("P1", "ZhangSan")).await.unwrap();
    assert_eq!(reply["response_type"], "update_template_card");
    assert_eq!(reply["template_card"]["task_id"], card["task_id"]);
    let sent = until(async || company.api.calls("/aibot/response").pop()).await;
    assert_eq!(sent.query["response_code"], "P1");
    let body = sent.json();
    assert_eq!(body["msgtype"], "markdown", "plain, not sealed: {body}");
    assert!(
        body["markdown"]["content"]
            .as_str()
            .unwrap()
            .contains("昨天"),
        "{body}"
    );

    // Somebody else's button: what it stands for was asked of another.
    server.knows("LiSi").await;
    let other = wenbo::channel::chat::Member {
        channel: "wecom".to_owned(),
        tenant: super::CORP.to_owned(),
        user: "LiSi".to_owned(),
    };
    let mut principal = super::owner();
    principal.user = "li".to_owned();
    server.chat.identities.add(other, principal).await.unwrap();
    bot.tell(&server, &pressed("P2", "LiSi")).await.unwrap();
    let refused = until(async || {
        let calls = company.api.calls("/aibot/response");
        calls
            .into_iter()
            .find(|it| it.query["response_code"] == "P2")
    })
    .await;
    assert!(
        refused.json()["markdown"]["content"]
            .as_str()
            .unwrap()
            .contains("别人")
    );

    // By its number, in a chat of its own.
    server.knows("ZhaoLiu").await;
    let back = asked(&bot, &server, &said("M3", "ZhaoLiu", UNCLEAR)).await;
    assert_eq!(back["msgtype"], "stream_with_template_card", "{back}");
    let chosen = asked(&bot, &server, &said("M4", "ZhaoLiu", "1")).await;
    assert!(content(&chosen).contains("昨天"), "{chosen}");
}

#[tokio::test]
async fn a_stranger_is_refused_politely_and_asks_nothing() {
    if !is_there() {
        return;
    }
    let company = Company::new().await;
    let server = company.serve(Options::default()).await;
    let bot = Sealer::of_bot();
    for (id, text, word) in [("M1", QUESTION, "抱歉"), ("M2", "GMV last month", "Sorry")] {
        let reply = bot.tell(&server, &said(id, "WangWu", text)).await.unwrap();
        assert_eq!(reply["stream"]["finish"], true);
        let told = content(&reply);
        assert!(
            told.contains(word) && told.contains("wenbo identity add") && told.contains("WangWu"),
            "{told}"
        );
    }
    assert_eq!(server.answers().await, 0);
    let app = Sealer::of_app();
    let inner = format!(
        "<xml><FromUserName>WangWu</FromUserName><CreateTime>1</CreateTime><MsgType>text</MsgType>\
         <Content>{QUESTION}</Content><MsgId>7</MsgId></xml>"
    );
    app.write(&server, &inner).await;
    let sent = until(async || company.api.messages().pop()).await;
    assert!(
        sent["markdown"]["content"]
            .as_str()
            .unwrap()
            .contains("wenbo identity add"),
        "{sent}"
    );
    assert_eq!(server.answers().await, 0);
    // A code of the administrator makes them known, once.
    let invite = async || {
        server
            .chat
            .identities
            .invite(&super::owner(), 1)
            .await
            .unwrap()
    };
    let code = invite().await;
    let told = bot.tell(&server, &said("C1", "Sun", &code)).await.unwrap();
    assert!(content(&told).contains("绑定成功"), "{told}");
    let told = bot.tell(&server, &said("C2", "Qian", &code)).await.unwrap();
    assert!(content(&told).contains("绑定码无效"), "{told}");
    let code = invite().await;
    let inner = format!(
        "<xml><FromUserName>Qian</FromUserName><CreateTime>1</CreateTime><MsgType>text</MsgType>\
         <Content>{code}</Content><MsgId>8</MsgId></xml>"
    );
    app.write(&server, &inner).await;
    until(async || {
        let sent = company.api.messages().into_iter();
        let mut theirs = sent.filter(|it| it["touser"] == "Qian");
        theirs.find(|it| {
            it["markdown"]["content"]
                .as_str()
                .unwrap()
                .contains("绑定成功")
        })
    })
    .await;
    let before = server.answers().await;
    for (id, user) in [("Q1", "Sun"), ("Q2", "Qian")] {
        asked(&bot, &server, &said(id, user, QUESTION)).await;
    }
    assert_eq!(server.answers().await, before + 2);
    // Nobody is nobody again.
    server.knows("WangWu").await;
    asked(&bot, &server, &said("M3", "WangWu", QUESTION)).await;
    assert_eq!(server.answers().await, before + 3);
}

#[tokio::test]
async fn in_a_group_an_answer_is_for_its_asker_alone() {
    if !is_there() {
        return;
    }
    let company = Company::new().await;
    let bot = Sealer::of_bot();
    let server = company
        .serve(Options {
            open: vec!["OPEN".to_owned()],
            ..Options::default()
        })
        .await;
    server.knows("ZhangSan").await;
    let shown = asked(
        &bot,
        &server,
        &said_in("CLOSED", "M1", "ZhangSan", QUESTION),
    )
    .await;
    assert!(content(&shown).contains("只发给您本人"), "{shown}");
    assert!(shown["stream"].get("msg_item").is_none());
    let sent = until(async || company.api.of_kind("markdown").pop()).await;
    assert_eq!(sent["touser"], "ZhangSan");
    assert!(
        sent["markdown"]["content"]
            .as_str()
            .unwrap()
            .contains("抖音"),
        "{sent}"
    );

    let shown = asked(&bot, &server, &said_in("OPEN", "M2", "ZhangSan", QUESTION)).await;
    assert!(content(&shown).contains("抖音"), "{shown}");

    // Without a way to reach somebody alone nothing is asked at all.
    let server = company
        .serve(Options {
            app: false,
            ..Options::default()
        })
        .await;
    let before = server.answers().await;
    let shown = asked(
        &bot,
        &server,
        &said_in("CLOSED", "M3", "ZhangSan", QUESTION),
    )
    .await;
    assert!(
        content(&shown).contains("--open-channels CLOSED"),
        "{shown}"
    );
    assert_eq!(server.answers().await, before);
}

#[tokio::test]
async fn what_is_no_question_gets_a_word() {
    if !is_there() {
        return;
    }
    let (_company, server, bot) = with_bot(Options::default()).await;
    let mut image = said("M1", "ZhangSan", "");
    image["msgtype"] = json!("image");
    image["image"] = json!({ "url": "https://example.com/x" });
    let reply = bot.tell(&server, &image).await.unwrap();
    assert!(content(&reply).contains("文字"), "{reply}");
    let reply = bot
        .tell(&server, &said("M2", "ZhangSan", "帮助"))
        .await
        .unwrap();
    assert!(content(&reply).contains("问播"), "{reply}");
    let reply = bot
        .tell(&server, &said("M3", "ZhangSan", "stop"))
        .await
        .unwrap();
    assert!(content(&reply).contains("nothing"), "{reply}");
    let reply = asked(&bot, &server, &said("M4", "ZhangSan", &"很".repeat(3000))).await;
    assert!(content(&reply).contains("2000"), "{reply}");
    // An answer that is too long is cut where it may be, and says so.
    let reply = asked(&bot, &server, &said("M8", "ZhangSan", LONG)).await;
    assert!(content(&reply).len() <= 20_480 && content(&reply).contains("已省略"));
    assert!(content(&reply).len() > 20_000);
    let reply = asked(&bot, &server, &said("M5", "ZhangSan", "今天天气怎么样")).await;
    assert!(!content(&reply).is_empty());
    // What says nothing gets nothing.
    for odd in [
        json!({}),
        json!({ "msgid": "M6" }),
        happened("M7", "ZhangSan", &json!({ "eventtype": "?" })),
    ] {
        assert!(bot.tell(&server, &odd).await.is_none(), "{odd}");
    }
}
