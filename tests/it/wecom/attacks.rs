//! What is odd or of somebody else: refused with a word or left alone, and never the end of anything.

use serde_json::json;

use super::platform::{Sealer, is_there};
use super::{Options, QUESTION, content, said, said_in, until, with_bot, wrote};

#[tokio::test]
async fn odd_texts_get_one_reply_each_and_end_nothing() {
    if !is_there() {
        return;
    }
    let (company, server, bot) = with_bot(Options::default()).await;
    let texts = [
        "\u{202e}VMG\u{202c}",
        "\u{feff}\u{200b}\u{200d}",
        "👩‍👩‍👧‍👦🇨🇳",
        "<xml>]]>&lt;",
        "<font color=\"info\">[a](b)</font>",
        "\u{1}\u{7f}\u{2028}",
        "wenbo-link-",
        "每天",
        "超过提醒我",
        "1",
        &"9".repeat(3_000),
        &"\u{0300}".repeat(2_000),
    ];
    for (at, text) in texts.into_iter().enumerate() {
        let first = bot
            .tell(&server, &said(&format!("M{at}"), "ZhangSan", text))
            .await
            .unwrap();
        let last = bot.until_end(&server, first).await;
        let told = content(&last);
        assert!(
            !told.trim().is_empty() && !told.contains("故障") && !told.contains("our side"),
            "{text}: {told}"
        );
    }
    let app = Sealer::of_app();
    for (at, text) in ["👩‍👩‍👧", "\u{202e}VMG", "每天", "1"].into_iter().enumerate() {
        let before = company.api.messages().len();
        app.write(&server, &wrote(&format!("{at}"), "ZhangSan", text))
            .await;
        until(async || (company.api.messages().len() > before).then_some(())).await;
    }
    // What is no XML inside of its seal, or has no end, is acknowledged and asks nothing.
    let before = server.answers().await;
    for inner in [
        "",
        "<xml>",
        "<xml><MsgType>text</MsgType></xml>",
        "{}",
        "<!DOCTYPE x [<!ENTITY a \"b\">]><xml>&a;</xml>",
    ] {
        let got = app.write(&server, inner).await;
        assert!(
            [200, 400].contains(&got.status.as_u16()),
            "{inner}: {} {}",
            got.status,
            got.text
        );
    }
    assert_eq!(server.answers().await, before);
    let first = bot
        .tell(&server, &said("Next", "ZhangSan", QUESTION))
        .await
        .unwrap();
    assert!(content(&bot.until_end(&server, first).await).contains("抖音"));
}

#[tokio::test]
async fn somebody_of_another_company_and_another_bot_are_nobody() {
    if !is_there() {
        return;
    }
    let (company, server, bot) = with_bot(Options::default()).await;
    // Sealed by us, for another company: its receiver's id says so.
    let app = Sealer::of_app();
    let sent = app.seal_for(
        &wrote("1", "ZhangSan", QUESTION),
        "ww9999999999999999",
        wenbo::clock::unix_seconds(),
    );
    let got = app.write_sealed(&server, &sent).await;
    assert_eq!(got.status, 401, "{}", got.text);
    // Somebody whose id differs by a letter's case or a blank is somebody else.
    for (at, user) in ["zhangsan", "ZhangSan ", "ZhangSan\u{200b}", ""]
        .into_iter()
        .enumerate()
    {
        let reply = bot
            .tell(&server, &said(&format!("U{at}"), user, QUESTION))
            .await;
        if let Some(reply) = reply {
            assert!(!content(&reply).contains("抖音"), "{user:?}: {reply}");
        }
    }
    // What the bot says itself, in a group and alone.
    let mut own = said_in("G", "B1", "BOT", QUESTION);
    own["from"] = json!({ "userid": "BOT", "type": "bot" });
    let _refused = bot.tell(&server, &own).await;
    assert_eq!(server.answers().await, 0);
    assert!(company.api.messages().is_empty());
}
