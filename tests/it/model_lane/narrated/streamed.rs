//! Sentences of a model are told while they are written, each when it is proved.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use wenbo::answer::{Answer, Status};
use wenbo::language_model::{ModelConfig, connect};
use wenbo::progress::Step;
use wenbo::question::LaneChoice;

use super::super::question;
use super::{NOTE, ZH, codes, says, setting, template};
use crate::support::misbehaving_endpoint::{Act, MisbehavingEndpoint};

/// Longer than any machine takes; the narrator's own patience is shorter.
const LONG: Duration = Duration::from_secs(600);
const FIRST: &str = "E1的成交金额比E2多60万元。";
const SECOND: &str = "E3的成交金额最低。";
const FIRST_SHOWN: &str = "小满姐姐的成交金额比阿宽多60万元。";

/// The events of a reply, in pieces of a few characters; the first `cut` characters of it.
fn stream(reply: &Value, cut: Option<usize>) -> String {
    let text: Vec<char> = reply.to_string().chars().collect();
    let text = &text[..cut.unwrap_or(text.len())];
    let mut events = String::new();
    for piece in text.chunks(7) {
        let piece: String = piece.iter().collect();
        let event = json!({"model": "m", "choices": [{"index": 0, "delta": {"content": piece}}]});
        events.push_str(&format!("data: {event}\n\n"));
    }
    if cut.is_none() {
        let end = json!({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 12, "completion_tokens": 7}});
        events.push_str(&format!("data: {end}\n\ndata: [DONE]\n\n"));
    }
    events
}

fn streamed(reply: &Value) -> Act {
    Act::body(200, "text/event-stream", stream(reply, None))
}

/// The names of the steps that were told, the texts of the narration ones, and the answer.
async fn told(
    endpoint: &MisbehavingEndpoint,
    deadline: Duration,
) -> (Vec<&'static str>, Vec<String>, Answer) {
    let model = connect(&ModelConfig::for_testing(&endpoint.base_url)).unwrap();
    let mut setting = setting(model);
    setting.deadline = deadline;
    let steps = Arc::new(Mutex::new((Vec::new(), Vec::new())));
    let kept = steps.clone();
    let tell = move |step: Step| {
        let mut kept = kept.lock().unwrap();
        let name = match step {
            Step::Plan { .. } => "plan",
            Step::Sql { .. } => "sql",
            Step::Rows { .. } => "rows",
            Step::Chart(_) | Step::Drawn(_) => "chart",
            Step::Narration {
                headline,
                narration,
                proof,
            } => {
                assert!(narration.starts_with(&headline), "{narration}");
                let bound = proof.iter().map(|it| it.text.as_str());
                assert_eq!(bound.collect::<String>(), narration);
                kept.1.push(narration);
                "narration"
            }
        };
        kept.0.push(name);
    };
    let pipeline = setting.pipeline();
    let answer = pipeline
        .answer_told(&question(ZH, LaneChoice::Auto), &tell)
        .await;
    assert_eq!(answer.status, Status::Answered);
    let (names, texts) = steps.lock().unwrap().clone();
    (names, texts, answer)
}

#[tokio::test]
async fn each_sentence_is_told_when_it_is_proved() {
    let reply = says(&[FIRST, SECOND]);
    let endpoint = MisbehavingEndpoint::start(vec![streamed(&reply)]).await;
    let (steps, texts, answer) = told(&endpoint, LONG).await;
    let order = [
        "plan",
        "sql",
        "rows",
        "chart",
        "narration",
        "narration",
        "narration",
    ];
    assert_eq!(steps, order);
    let headline = template(ZH).await.headline;
    assert_eq!(texts[0], headline);
    assert_eq!(texts[1], format!("{headline}{FIRST_SHOWN}"));
    assert!(texts[2].starts_with(&texts[1]) && texts[2].len() > texts[1].len());
    assert!(
        answer.narration.starts_with(&texts[2]),
        "{}",
        answer.narration
    );
    let usage = answer.model.unwrap();
    assert_eq!(
        (usage.calls, usage.prompt_tokens, usage.completion_tokens),
        (1, 12, 7)
    );
    let body = &endpoint.received()[0].body;
    assert_eq!(body["stream"], true);
    assert_eq!(body["stream_options"]["include_usage"], true);
}

#[tokio::test]
async fn after_a_sentence_that_is_not_proved_the_rest_waits_for_it() {
    let wrong = "E1的成交金额比E2多70万元。";
    let first = says(&[SECOND, wrong, "E2的成交金额为90万元。"]);
    for (second, mended) in [(says(&[FIRST]), true), (says(&[wrong]), false)] {
        let acts = vec![streamed(&first), Act::says(&second.to_string())];
        let endpoint = MisbehavingEndpoint::start(acts).await;
        let (_, texts, answer) = told(&endpoint, LONG).await;
        assert_eq!(texts.len(), 2, "{texts:?}");
        assert!(
            answer.narration.starts_with(&texts[1]),
            "{}",
            answer.narration
        );
        assert_eq!(
            answer.narration.contains(FIRST_SHOWN),
            mended,
            "{}",
            answer.narration
        );
        assert!(
            answer.narration.contains("阿宽的成交金额为90万元"),
            "{}",
            answer.narration
        );
        assert!(!texts.concat().contains("70") && !answer.narration.contains("70"));
    }
}

#[tokio::test]
async fn what_was_told_stays_when_the_reply_breaks_off() {
    let reply = says(&[FIRST, SECOND]);
    let begun = stream(&reply, Some(35));
    for (what, act) in [
        ("silence", Act::Stall(begun.clone())),
        ("cut", Act::Break(begun)),
    ] {
        let endpoint = MisbehavingEndpoint::start(vec![act]).await;
        let (_, texts, answer) = told(&endpoint, LONG).await;
        assert_eq!(texts.len(), 2, "{what}: {texts:?}");
        assert!(
            answer.narration.starts_with(&texts[1]),
            "{what}: {}",
            answer.narration
        );
        assert!(answer.narration.contains(FIRST_SHOWN), "{what}");
        assert!(
            !codes(&answer).contains(&NOTE),
            "{what}: {:?}",
            answer.notes
        );
        assert_eq!(endpoint.received().len(), 1, "{what}: it was asked again");
    }
}

#[tokio::test]
async fn who_does_not_stream_is_asked_for_the_whole() {
    let no = |words: &str| Act::json(400, &json!({"error": {"message": words}}));
    let acts = vec![
        no("Unrecognized request argument supplied: stream_options"),
        no("stream is not supported"),
        Act::says(&says(&[FIRST, SECOND]).to_string()),
    ];
    let endpoint = MisbehavingEndpoint::start(acts).await;
    let (_, texts, answer) = told(&endpoint, LONG).await;
    assert!(answer.narration.starts_with(texts.last().unwrap()));
    assert!(
        answer.narration.contains(FIRST_SHOWN),
        "{}",
        answer.narration
    );
    let asked: Vec<Value> = endpoint.received().into_iter().map(|it| it.body).collect();
    let fields: Vec<_> = asked
        .iter()
        .map(|body| {
            (
                body.get("stream").is_some(),
                body.get("stream_options").is_some(),
            )
        })
        .collect();
    assert_eq!(fields, [(true, true), (true, false), (false, false)]);
}
