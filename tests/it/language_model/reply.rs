//! Replies that arrive and are still not what was asked for.

use serde_json::{Value, json};
use wenbo::language_model::{LanguageModelError, ReplyProblem};

use super::{REPLY, error, openai_error, run};
use crate::support::misbehaving_endpoint::{Act, completion};

async fn problem(acts: Vec<Act>) -> ReplyProblem {
    match error(acts).await {
        LanguageModelError::BadReply { problem, .. } => problem,
        other => panic!("{other:?}"),
    }
}

/// A completion in which one thing is replaced.
fn spoilt(pointer: &str, value: Value) -> Act {
    let mut body = completion(REPLY);
    *body.pointer_mut(pointer).unwrap() = value;
    Act::json(200, &body)
}

#[tokio::test]
async fn what_is_no_completion_is_named() {
    let page = "<html><body>Welcome</body></html>";
    assert_eq!(
        problem(vec![Act::body(200, "text/html", page)]).await,
        ReplyProblem::Html
    );
    assert_eq!(
        problem(vec![Act::body(200, "application/json", page)]).await,
        ReplyProblem::Html
    );
    assert_eq!(
        problem(vec![Act::body(200, "text/plain", "pong")]).await,
        ReplyProblem::NotJson
    );
    assert_eq!(
        problem(vec![Act::body(200, "application/json", "")]).await,
        ReplyProblem::Empty
    );
    assert_eq!(
        problem(vec![Act::json(200, &json!({"ok": true}))]).await,
        ReplyProblem::NotJson
    );
    let events = "data: {\"choices\":[]}\n\ndata: [DONE]\n\n";
    assert_eq!(
        problem(vec![Act::body(200, "text/event-stream", events)]).await,
        ReplyProblem::NotJson
    );
    let half = completion(REPLY).to_string();
    let half = &half[..half.len() / 2];
    assert_eq!(
        problem(vec![Act::body(200, "application/json", half)]).await,
        ReplyProblem::Truncated
    );
    let inside = openai_error("overloaded", "overloaded");
    let error = error(vec![Act::json(200, &inside)]).await;
    assert!(matches!(
        error,
        LanguageModelError::Provider { status: 200, .. }
    ));
}

#[tokio::test]
async fn a_message_without_an_object_is_named() {
    assert_eq!(problem(vec![Act::says("")]).await, ReplyProblem::Empty);
    assert_eq!(
        problem(vec![Act::says("I would rather not.")]).await,
        ReplyProblem::NotJson
    );
    assert_eq!(
        problem(vec![Act::says(r#"{"answer": 1"#)]).await,
        ReplyProblem::Truncated
    );
    assert_eq!(
        problem(vec![Act::says(r#"{"answer": one}"#)]).await,
        ReplyProblem::NotJson
    );
    assert_eq!(
        problem(vec![spoilt("/choices", json!([]))]).await,
        ReplyProblem::Empty
    );
    assert_eq!(
        problem(vec![spoilt("/choices/0/message/content", Value::Null)]).await,
        ReplyProblem::Empty
    );
}

#[tokio::test]
async fn the_reason_to_stop_is_heeded() {
    let stopped = |reason: &str| vec![spoilt("/choices/0/finish_reason", json!(reason))];
    assert_eq!(problem(stopped("length")).await, ReplyProblem::Truncated);
    assert_eq!(
        problem(stopped("model_context_window_exceeded")).await,
        ReplyProblem::Truncated
    );
    for reason in ["content_filter", "sensitive"] {
        let error = error(stopped(reason)).await;
        assert!(matches!(
            error,
            LanguageModelError::Refused {
                reason: "content_filter"
            }
        ));
    }
    // Some servers send no reason, or one of their own.
    assert!(run(stopped("eos_token")).await.0.is_ok());
    assert!(
        run(vec![spoilt("/choices/0/finish_reason", Value::Null)])
            .await
            .0
            .is_ok()
    );
}

#[tokio::test]
async fn a_refusal_is_one() {
    let message =
        json!({"role": "assistant", "content": null, "refusal": "I can't help with that."});
    let error = error(vec![spoilt("/choices/0/message", message)]).await;
    insta::assert_snapshot!(error, @"the language model refused to answer (refusal); rephrase the question");
}

#[tokio::test]
async fn thoughts_are_never_the_answer() {
    let check = async |message: Value| run(vec![spoilt("/choices/0/message", message)]).await.0;
    let thoughts = "the user wants {\"answer\": 99}";
    let apart = json!({"role": "assistant", "content": REPLY, "reasoning_content": thoughts});
    assert_eq!(check(apart).await.unwrap().text, REPLY);
    let alone = json!({"role": "assistant", "content": "", "reasoning": thoughts});
    assert!(check(alone).await.is_err());
    let inline = format!("<think>{thoughts}</think>\n```json\n{REPLY}\n```");
    assert_eq!(check(json!({"content": inline})).await.unwrap().text, REPLY);
    let parts = json!({"content": [{"type": "text", "text": REPLY}]});
    assert_eq!(check(parts).await.unwrap().text, REPLY);
}

#[tokio::test]
async fn a_huge_reply_is_not_read_to_its_end() {
    let huge = format!(r#"{{"answer":"{}"}}"#, "x".repeat(2_000_000));
    assert_eq!(
        problem(vec![Act::says(&huge)]).await,
        ReplyProblem::TooLarge
    );
}

#[tokio::test]
async fn fields_that_nobody_knows_are_ignored() {
    let mut body = completion(REPLY);
    body["x_groq"] = json!({"id": 1});
    body["choices"][0]["message"]["annotations"] = json!([]);
    body["service_tier"] = json!(["odd"]);
    let body = body.as_object_mut().unwrap();
    for missing in ["id", "created", "object", "usage", "model"] {
        body.remove(missing);
    }
    let (outcome, _) = run(vec![Act::json(200, &json!(body))]).await;
    let reply = outcome.unwrap();
    assert_eq!(
        (reply.model.as_str(), reply.prompt_tokens),
        ("test-model", None)
    );
}
