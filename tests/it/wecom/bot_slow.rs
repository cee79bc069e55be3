//! An AI bot whose question takes long, is stopped, or is answered after a restart.

use std::time::Duration;

use serde_json::{Value, json};
use wenbo::channel::wecom::Pace;

use super::platform::{Sealer, is_there};
use super::{Company, Options, QUESTION, SLOW, content, said, until, with_bot};

/// A slow question that may be answered later.
fn slow(company: &Company, id: &str) -> Value {
    let mut message = said(id, "ZhangSan", &format!("{SLOW}{QUESTION}"));
    message["response_url"] = json!(company.api.response_url(id));
    message
}

async fn answered_at(company: &Company, id: &str) -> Value {
    let sent = until(async || {
        let calls = company.api.calls("/aibot/response");
        calls.into_iter().find(|it| it.query["response_code"] == id)
    });
    sent.await.json()
}

#[tokio::test]
async fn an_answer_that_comes_too_late_for_its_stream_comes_by_itself() {
    if !is_there() {
        return;
    }
    let usual = Options::default();
    let pace = Pace {
        stream: Duration::from_millis(50),
        ..usual.pace
    };
    let (company, server, bot) = with_bot(Options { pace, ..usual }).await;
    let first = bot.tell(&server, &slow(&company, "M1")).await.unwrap();
    // The model has not answered when WeCom stops asking.
    let shown = bot.until_end(&server, first).await;
    assert!(content(&shown).contains("还在查询"), "{shown}");
    assert!(company.api.calls("/aibot/response").is_empty());
    company.go.add_permits(1);
    let sent = answered_at(&company, "M1").await;
    assert!(
        sent["markdown"]["content"]
            .as_str()
            .unwrap()
            .contains("抖音"),
        "{sent}"
    );
    assert_eq!(server.answers().await, 1);
    assert_eq!(company.api.calls("/aibot/response").len(), 1);
}

#[tokio::test]
async fn an_answer_that_nobody_fetches_comes_by_itself() {
    if !is_there() {
        return;
    }
    let usual = Options::default();
    let pace = Pace {
        taken: Duration::from_millis(50),
        ..usual.pace
    };
    let (company, server, bot) = with_bot(Options { pace, ..usual }).await;
    bot.tell(&server, &slow(&company, "M1")).await.unwrap();
    company.go.add_permits(1);
    let sent = answered_at(&company, "M1").await;
    assert!(
        sent["markdown"]["content"]
            .as_str()
            .unwrap()
            .contains("抖音"),
        "{sent}"
    );
}

#[tokio::test]
async fn a_question_that_was_taken_is_answered_after_a_restart() {
    if !is_there() {
        return;
    }
    let company = Company::new().await;
    let bot = Sealer::of_bot();
    let server = company.serve(Options::default()).await;
    server.knows("ZhangSan").await;
    let first = bot.tell(&server, &slow(&company, "M1")).await.unwrap();
    assert_eq!(first["stream"]["finish"], false);
    drop(server);

    let server = company.serve(Options::default()).await;
    // WeCom asks on for a stream that nobody knows any more: it ends, or WeCom would ask for six minutes.
    let shown = bot.until_end(&server, first).await;
    assert!(content(&shown).contains("重启"), "{shown}");
    // The same message again is not another question.
    let again = bot.tell(&server, &slow(&company, "M1")).await.unwrap();
    assert!(content(&again).contains("重启"), "{again}");
    company.go.add_permits(2);
    let sent = answered_at(&company, "M1").await;
    assert!(
        sent["markdown"]["content"]
            .as_str()
            .unwrap()
            .contains("抖音"),
        "{sent}"
    );
    assert_eq!(server.answers().await, 1);
    // And after another one nothing is left to do.
    drop(server);
    let server = company.serve(Options::default()).await;
    let other = bot
        .tell(&server, &said("M2", "ZhangSan", QUESTION))
        .await
        .unwrap();
    bot.until_end(&server, other).await;
    assert_eq!(company.api.calls("/aibot/response").len(), 1);
    assert_eq!(server.answers().await, 2);
}

#[tokio::test]
async fn a_question_is_stopped_by_a_word() {
    if !is_there() {
        return;
    }
    let (company, server, bot) = with_bot(Options::default()).await;
    let first = bot.tell(&server, &slow(&company, "M1")).await.unwrap();
    let stopped = until(async || {
        let id = format!("S{}", uuid::Uuid::now_v7());
        let reply = bot
            .tell(&server, &said(&id, "ZhangSan", "停"))
            .await
            .unwrap();
        content(&reply).starts_with("已停止").then_some(reply)
    });
    stopped.await;
    let shown = bot.until_end(&server, first).await;
    assert!(
        content(&shown).contains("已停止") || content(&shown).contains("Stopped"),
        "{shown}"
    );
    assert_eq!(server.answers().await, 0);
}

#[tokio::test]
async fn an_address_that_is_not_wecoms_is_not_called() {
    if !is_there() {
        return;
    }
    let usual = Options::default();
    let pace = Pace {
        taken: Duration::from_millis(1),
        ..usual.pace
    };
    let (_company, server, bot) = with_bot(Options { pace, ..usual }).await;
    let mut message = said("M1", "ZhangSan", QUESTION);
    message["response_url"] = json!("http://127.0.0.1:9/steal?response_code=x");
    bot.tell(&server, &message).await.unwrap();
    let dead = until(async || {
        let dead = server
            .store
            .outbox(wenbo::store::OutboxState::Dead, None, 10)
            .await
            .unwrap();
        dead.into_iter().next()
    });
    let dead = dead.await;
    let error = dead.error.unwrap();
    assert!(
        error.contains("address") && !error.contains("steal"),
        "{error}"
    );
}
