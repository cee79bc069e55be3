//! The breaker and the fallback: who is asked when a model keeps failing.

use std::sync::Arc;
use std::time::Duration;

use wenbo::language_model::breaker::Breaker;
use wenbo::language_model::openai::OpenAi;
use wenbo::language_model::{LanguageModel, LanguageModelError, Meter, ModelConfig, connect};

use super::{REPLY, request};
use crate::support::misbehaving_endpoint::{Act, MisbehavingEndpoint};

const REST: Duration = Duration::from_millis(400);

fn refusing() -> Act {
    Act::body(401, "text/plain", "no")
}

fn guarded(endpoint: &MisbehavingEndpoint, failures: u32, rest: Duration) -> Breaker {
    let model = OpenAi::new(&ModelConfig::for_testing(&endpoint.base_url)).unwrap();
    Breaker::new(Arc::new(model), failures, rest)
}

async fn ask(model: &dyn LanguageModel) -> Result<String, LanguageModelError> {
    let reply = model.complete(&request(), &Meter::unlimited()).await;
    reply.map(|reply| reply.text)
}

fn is_resting(outcome: &Result<String, LanguageModelError>) -> bool {
    matches!(outcome, Err(LanguageModelError::Resting { .. }))
}

#[tokio::test]
async fn a_model_that_keeps_failing_is_left_alone_and_tried_by_one() {
    let acts = vec![
        refusing(),
        refusing(),
        refusing(),
        refusing(),
        Act::says(REPLY),
    ];
    let endpoint = MisbehavingEndpoint::start(acts).await;
    let model = guarded(&endpoint, 3, REST);
    for _ in 0..3 {
        assert!(!is_resting(&ask(&model).await));
    }
    assert!(is_resting(&ask(&model).await));
    assert_eq!(endpoint.received().len(), 3, "nobody calls while it rests");
    tokio::time::sleep(REST).await;
    let (first, second) = tokio::join!(ask(&model), ask(&model));
    assert!(
        !is_resting(&first) && is_resting(&second),
        "one alone tries it"
    );
    assert!(
        is_resting(&ask(&model).await),
        "the try failed, so it rests again"
    );
    tokio::time::sleep(REST).await;
    assert_eq!(ask(&model).await.unwrap(), REPLY);
    assert_eq!(ask(&model).await.unwrap(), REPLY);
    assert_eq!(endpoint.received().len(), 6);
}

#[tokio::test]
async fn only_failures_in_a_row_open_it_and_only_the_endpoints_own() {
    let acts = vec![
        refusing(),
        refusing(),
        Act::says("prose"),
        refusing(),
        refusing(),
        Act::says(REPLY),
    ];
    let endpoint = MisbehavingEndpoint::start(acts).await;
    let model = guarded(&endpoint, 3, REST);
    for _ in 0..5 {
        assert!(!is_resting(&ask(&model).await));
    }
    assert_eq!(ask(&model).await.unwrap(), REPLY);
}

#[tokio::test]
async fn a_rest_is_as_long_as_the_provider_asks() {
    let busy = Act::body(429, "text/plain", "busy").with("retry-after", "100");
    let endpoint = MisbehavingEndpoint::start(vec![busy]).await;
    let model = guarded(&endpoint, 1, Duration::from_millis(1));
    let _first = ask(&model).await;
    tokio::time::sleep(Duration::from_millis(20)).await;
    let Err(LanguageModelError::Resting { retry_after }) = ask(&model).await else {
        panic!("it is called before its time")
    };
    assert!(retry_after > Duration::from_secs(60), "{retry_after:?}");
}

#[tokio::test]
async fn a_try_that_is_dropped_lets_the_next_one_try() {
    let endpoint = MisbehavingEndpoint::start(vec![refusing(), Act::Hang, Act::says(REPLY)]).await;
    let model = guarded(&endpoint, 1, Duration::from_millis(1));
    let _first = ask(&model).await;
    tokio::time::sleep(Duration::from_millis(20)).await;
    let dropped = tokio::time::timeout(Duration::from_millis(500), ask(&model)).await;
    assert!(dropped.is_err(), "{dropped:?}");
    assert_eq!(ask(&model).await.unwrap(), REPLY);
}

#[tokio::test]
async fn the_fallback_is_asked_where_the_first_gives_no_reply() {
    let second = MisbehavingEndpoint::start(vec![Act::says(REPLY)]).await;
    for act in [
        Act::Hang,
        refusing(),
        Act::body(503, "text/plain", "down"),
        Act::body(200, "text/html", "<p>hi"),
        Act::says("prose"),
    ] {
        let first = MisbehavingEndpoint::start(vec![act.clone()]).await;
        let config = ModelConfig {
            fallback: Some(Box::new(ModelConfig {
                model: "second-model".to_owned(),
                ..ModelConfig::for_testing(&second.base_url)
            })),
            ..ModelConfig::for_testing(&first.base_url)
        };
        let model = connect(&config).unwrap();
        assert_eq!(ask(model.as_ref()).await.unwrap(), REPLY, "{act:?}");
        let sent = second.received().pop().unwrap();
        assert_eq!(sent.body["model"], "second-model");
    }
    let first = MisbehavingEndpoint::start(vec![refusing()]).await;
    let config = ModelConfig {
        fallback: Some(Box::new(ModelConfig::for_testing("http://127.0.0.1:1/v1"))),
        ..ModelConfig::for_testing(&first.base_url)
    };
    let error = ask(connect(&config).unwrap().as_ref()).await.unwrap_err();
    assert_eq!(error, LanguageModelError::Unauthorized { status: 401 });
}
