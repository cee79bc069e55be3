//! What is signed and sealed: the vectors of the platform over HTTP, what is forged, what is old, what came before.

use std::collections::HashMap;

use reqwest::{Client, Response};
use serde_json::Value;
use wenbo::channel::wecom::Pace;
use wenbo::clock::unix_seconds;

use super::platform::{Sealer, http, is_there};
use super::{AGENT, CORP, Company, Options, QUESTION, said, until};

fn vectors() -> Value {
    serde_json::from_str(include_str!("../../cases/wecom/vectors.json")).unwrap()
}

fn text<'a>(vector: &'a Value, name: &str) -> &'a str {
    vector[name].as_str().unwrap_or_default()
}

/// Options of a server that the vectors are sealed for; they were sealed years ago.
fn sealed_for(app: &Value, bot: &Value) -> Options {
    let usual = Options::default();
    Options {
        pace: Pace {
            window: i64::MAX,
            ..usual.pace
        },
        app_seal: ["receive_id", "token", "encoding_aes_key"].map(|it| text(app, it).to_owned()),
        bot_seal: ["token", "encoding_aes_key"].map(|it| text(bot, it).to_owned()),
        ..usual
    }
}

async fn asked(client: &Client, url: &str, vector: &Value) -> Response {
    let http = &vector["http"];
    let url = format!("{url}?{}", text(http, "query"));
    let request = match text(http, "method") {
        "GET" => client.get(url),
        _ => client.post(url).body(text(http, "body").to_owned()),
    };
    request.send().await.unwrap()
}

#[tokio::test]
async fn the_platforms_vectors_behave_over_http_as_recorded() {
    let vectors = vectors();
    let all = vectors["vectors"].as_array().unwrap();
    let bot = all.iter().find(|it| it["format"] == "json").unwrap();
    let company = Company::new().await;
    let client = http();
    // One server for each set of keys.
    let mut by_key: HashMap<&str, Vec<&Value>> = HashMap::new();
    for vector in all.iter().filter(|it| it["format"] == "xml") {
        by_key
            .entry(text(vector, "token"))
            .or_default()
            .push(vector);
    }
    let mut tried = 0;
    let mut keys: Vec<_> = by_key.into_values().collect();
    keys.sort_by_key(|it| text(it[0], "token").to_owned());
    for of_key in keys {
        let server = company.serve(sealed_for(of_key[0], bot)).await;
        let mut here = of_key.clone();
        here.extend(all.iter().filter(|it| it["format"] == "json"));
        for vector in here {
            let way = if vector["format"] == "json" {
                "bot"
            } else {
                "app"
            };
            let url = format!("{}/v1/channels/wecom/{way}", server.base);
            let response = asked(&client, &url, vector).await;
            assert_eq!(response.status(), 200, "{}", vector["name"]);
            let body = response.text().await.unwrap();
            if text(vector, "kind") == "verify_url" {
                assert_eq!(body, text(vector, "plaintext"), "{}", vector["name"]);
            }
            tried += 1;
        }
        // The same, taken apart: a message that somebody caught is not opened for them as an echo.
        let caught = of_key
            .iter()
            .find(|it| text(it, "kind") == "callback")
            .unwrap();
        let query = [
            ("msg_signature", text(caught, "msg_signature")),
            (
                "timestamp",
                &caught["timestamp"].to_string().replace('"', ""),
            ),
            ("nonce", &caught["nonce"].to_string().replace('"', "")),
            ("echostr", text(caught, "encrypt")),
        ];
        let url = format!("{}/v1/channels/wecom/app", server.base);
        let opened = client.get(url).query(&query).send().await.unwrap();
        assert_eq!(opened.status(), 401, "{}", opened.text().await.unwrap());
    }
    assert!(tried > 15, "{tried}");

    let negative = vectors["negative"].as_array().unwrap();
    let server = company.serve(sealed_for(&negative[0], bot)).await;
    let url = format!("{}/v1/channels/wecom/app", server.base);
    for vector in negative {
        let query = [
            ("msg_signature", text(vector, "msg_signature")),
            (
                "timestamp",
                &vector["timestamp"].to_string().replace('"', ""),
            ),
            ("nonce", &vector["nonce"].to_string().replace('"', "")),
        ];
        let body = format!(
            "<xml><Encrypt><![CDATA[{}]]></Encrypt></xml>",
            text(vector, "encrypt")
        );
        let posted = client
            .post(&url)
            .query(&query)
            .body(body)
            .send()
            .await
            .unwrap();
        assert_eq!(posted.status(), 401, "{}", vector["name"]);
        let problem: Value = posted.json().await.unwrap();
        // Whoever tries does not learn what it was.
        assert_eq!(problem["code"], "not_signed", "{}", vector["name"]);
    }
    assert_eq!(server.answers().await, 0);
}

#[tokio::test]
async fn what_is_forged_old_malformed_or_too_large_is_refused() {
    if !is_there() {
        return;
    }
    let company = Company::new().await;
    let server = company.serve(Options::default()).await;
    server.knows("ZhangSan").await;
    let (bot, app) = (Sealer::of_bot(), Sealer::of_app());
    let urls = ["bot", "app"].map(|it| format!("{}/v1/channels/wecom/{it}", server.base));
    let message = said("M1", "ZhangSan", QUESTION).to_string();

    let good = bot.seal(&message);
    let body = |encrypt: &str| serde_json::json!({ "encrypt": encrypt }).to_string();
    let mut forged = good.clone();
    forged.signature = format!("0{}", &good.signature[1..]);
    if forged.signature == good.signature {
        forged.signature = format!("1{}", &good.signature[1..]);
    }
    let mut later = good.clone();
    later.timestamp = (unix_seconds() + 1).to_string();
    let other = bot.seal_for(&message, "ww_other", unix_seconds());
    let past = bot.seal_for(&message, "", unix_seconds() - 3600);
    let future = bot.seal_for(&message, "", unix_seconds() + 3600);
    for (name, sent) in [
        ("forged", &forged),
        ("changed", &later),
        ("for another", &other),
        ("old", &past),
        ("from the future", &future),
    ] {
        let got = bot.send(&urls[0], sent, body(&sent.encrypt)).await;
        assert_eq!(got.status, 401, "{name}: {}", got.text);
    }
    // What an app is sent is not for the bot, and the other way round.
    let for_app = app.seal("<xml/>");
    let got = bot.send(&urls[0], &for_app, body(&for_app.encrypt)).await;
    assert_eq!(got.status, 401, "{}", got.text);

    for odd in ["", "{", "[]", "{\"encrypt\":1}", "<xml/>"] {
        for url in &urls {
            let got = bot.send(url, &good, odd.to_owned()).await;
            assert_eq!(got.status, 400, "{odd}: {}", got.text);
        }
    }
    let large = body(&"A".repeat(1024 * 1024));
    let got = bot.send(&urls[0], &good, large).await;
    assert_eq!(got.status, 413, "{}", got.text);
    let client = http();
    for url in &urls {
        let nothing = client.post(url).body("{}").send().await.unwrap();
        assert_eq!(nothing.status(), 400);
    }
    assert_eq!(server.answers().await, 0);

    // All of that has used nothing up: the same message, as it was sealed, is answered.
    let first = bot.tell_sealed(&server, &good).await.unwrap();
    bot.until_end(&server, first).await;
    assert_eq!(server.answers().await, 1);
}

#[tokio::test]
async fn what_comes_again_is_done_once() {
    if !is_there() {
        return;
    }
    let company = Company::new().await;
    let server = company.serve(Options::default()).await;
    server.knows("ZhangSan").await;
    let (bot, app) = (Sealer::of_bot(), Sealer::of_app());
    // The very same bytes, and the same message sealed again: a platform that heard no reply does both.
    let sent = bot.seal(&said("M1", "ZhangSan", QUESTION).to_string());
    let first = bot.tell_sealed(&server, &sent).await.unwrap();
    let again = bot.tell_sealed(&server, &sent).await.unwrap();
    let sealed_again = bot
        .tell(&server, &said("M1", "ZhangSan", QUESTION))
        .await
        .unwrap();
    for other in [&again, &sealed_again] {
        assert_eq!(other["stream"]["id"], first["stream"]["id"]);
    }
    let last = bot.until_end(&server, first).await;
    let afterwards = bot
        .tell(&server, &said("M1", "ZhangSan", QUESTION))
        .await
        .unwrap();
    assert_eq!(afterwards["stream"]["content"], last["stream"]["content"]);
    assert_eq!(server.answers().await, 1);

    let inner = format!(
        "<xml><ToUserName>{CORP}</ToUserName><FromUserName>ZhangSan</FromUserName><CreateTime>1</CreateTime>\
         <MsgType>text</MsgType><Content>{QUESTION}</Content><MsgId>7</MsgId><AgentID>{AGENT}</AgentID></xml>"
    );
    let sent = app.seal(&inner);
    for _ in 0..3 {
        let got = app.write_sealed(&server, &sent).await;
        assert_eq!((got.status.as_u16(), got.text.as_str()), (200, ""));
        assert_eq!(app.write(&server, &inner).await.status, 200);
    }
    until(async || (company.api.of_kind("template_card").len() == 1).then_some(())).await;
    assert_eq!(server.answers().await, 2);
    assert_eq!(company.api.of_kind("markdown").len(), 1);
    // The answer to the bot's message was shown; nothing was sent beside it.
    assert!(company.api.calls("/aibot/response").is_empty());
}
