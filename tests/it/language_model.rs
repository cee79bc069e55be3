//! The provider's side of a completion going wrong in every way that providers have shown.

use std::time::{Duration, Instant};

use secrecy::SecretString;
use serde_json::{Value, json};
use wenbo::language_model::openai::OpenAi;
use wenbo::language_model::{
    About, Completion, CompletionRequest, LanguageModel as _, LanguageModelError, Message, Meter,
    ModelConfig,
};

use crate::support::misbehaving_endpoint::{Act, MisbehavingEndpoint};

mod budget;
mod faults;
mod recordings;
mod resting;

const KEY: &str = "sk-test-0123456789";
const REPLY: &str = r#"{"answer":1}"#;

pub(crate) fn request() -> CompletionRequest {
    CompletionRequest {
        about: About {
            question: "昨天卖了多少".to_owned(),
            prompt_version: "one".to_owned(),
        },
        system: "Output only JSON.".to_owned(),
        messages: vec![Message::user("昨天卖了多少")],
        schema_name: "answer".to_owned(),
        schema: json!({
            "type": "object",
            "properties": {"answer": {"type": "integer"}},
            "required": ["answer"],
            "additionalProperties": false
        }),
        max_tokens: 100,
        temperature: 0.0,
    }
}

/// Runs one completion against a script and returns its outcome with the requests that it took.
async fn run(acts: Vec<Act>) -> (Result<Completion, LanguageModelError>, Vec<Value>) {
    let endpoint = MisbehavingEndpoint::start(acts).await;
    let model = OpenAi::new(&ModelConfig::for_testing(&endpoint.base_url)).unwrap();
    let outcome = model.complete(&request(), &Meter::unlimited()).await;
    if let Err(error) = &outcome {
        let text = format!("{error} {error:?}");
        assert!(!text.contains(KEY), "the key leaks: {text}");
        assert!(text.chars().count() < 1_000, "a body leaks: {text}");
    }
    let bodies = endpoint.received().into_iter().map(|it| it.body);
    (outcome, bodies.collect())
}

#[tokio::test]
async fn a_good_reply_is_returned_with_its_cost() {
    let (outcome, bodies) = run(vec![Act::says(REPLY)]).await;
    let reply = outcome.unwrap();
    assert_eq!(reply.text, REPLY);
    assert_eq!(
        (reply.prompt_tokens, reply.completion_tokens),
        (Some(12), Some(7))
    );
    assert_eq!(reply.model, "test-model-2026");
    insta::assert_json_snapshot!(bodies, @r#"
    [
      {
        "messages": [
          {
            "role": "system",
            "content": "Output only JSON."
          },
          {
            "role": "user",
            "content": "昨天卖了多少"
          }
        ],
        "model": "test-model",
        "response_format": {
          "type": "json_schema",
          "json_schema": {
            "name": "answer",
            "schema": {
              "type": "object",
              "properties": {
                "answer": {
                  "type": "integer"
                }
              },
              "required": [
                "answer"
              ],
              "additionalProperties": false
            },
            "strict": true
          }
        },
        "temperature": 0.0,
        "max_tokens": 100
      }
    ]
    "#);
}

#[tokio::test]
async fn address_and_key_are_sent_as_set() {
    let endpoint = MisbehavingEndpoint::start(vec![Act::says(REPLY)]).await;
    let mut config = ModelConfig::for_testing(&format!("{}/", endpoint.base_url));
    OpenAi::new(&config)
        .unwrap()
        .complete(&request(), &Meter::unlimited())
        .await
        .unwrap();
    config.api_key = Some(SecretString::from("  "));
    config
        .extra_body
        .insert("enable_thinking".to_owned(), json!(false));
    OpenAi::new(&config)
        .unwrap()
        .complete(&request(), &Meter::unlimited())
        .await
        .unwrap();
    let received = endpoint.received();
    assert_eq!(received[0].path, "/v1/chat/completions");
    assert_eq!(
        received[0].headers["authorization"],
        format!("Bearer {KEY}")
    );
    assert!(!received[1].headers.contains_key("authorization"));
    assert_eq!(received[1].body["enable_thinking"], json!(false));
}

#[tokio::test]
async fn settings_that_cannot_work_are_named() {
    let check = |base_url: &str, model: &str, key: &str| {
        let config = ModelConfig {
            model: model.to_owned(),
            api_key: Some(SecretString::from(key)),
            ..ModelConfig::for_testing(base_url)
        };
        let error = OpenAi::new(&config).err().unwrap().to_string();
        assert!(!error.contains("sk-x"), "{error}");
        error
    };
    assert!(check("localhost 8000", "m", KEY).contains("WENBO_MODEL_BASE_URL"));
    assert!(check("ftp://localhost", "m", KEY).contains("http://"));
    assert!(check("http://localhost/v1", " ", KEY).contains("WENBO_MODEL"));
    assert!(check("http://localhost/v1", "m", "sk-x\ny").contains("API key"));
}

#[tokio::test]
async fn a_key_is_never_quoted() {
    let echo = json!({"error": {"message": format!("Incorrect API key: {KEY}"), "code": "x"}});
    for act in [
        Act::json(401, &echo),
        Act::json(400, &echo),
        Act::json(200, &echo),
        Act::body(500, "text/plain", KEY),
    ] {
        let error = run(vec![act]).await.0.unwrap_err();
        assert!(!error.to_string().is_empty());
    }
}

#[tokio::test]
async fn errors_say_what_to_do() {
    let body = json!({"error": {"message": "The model `test-model` does not exist"}});
    let error = run(vec![Act::json(404, &body)]).await.0.unwrap_err();
    insta::assert_snapshot!(error, @"the language model's provider answered HTTP 404: The model `test-model` does not exist; check the model's name (test-model) and the base URL");
    let page = "<!doctype html><h1>nginx</h1>".to_owned() + &"x".repeat(10_000);
    let error = run(vec![Act::body(404, "text/html", page)])
        .await
        .0
        .unwrap_err();
    insta::assert_snapshot!(error, @"the language model's provider answered HTTP 404: a web page; check the model's name (test-model) and the base URL");
}

#[tokio::test]
async fn a_named_wait_is_waited() {
    let busy = Act::body(429, "text/plain", "busy").with("retry-after", "1");
    let started = Instant::now();
    let (outcome, bodies) = run(vec![busy, Act::says(REPLY)]).await;
    assert_eq!(outcome.unwrap().text, REPLY);
    assert_eq!(bodies.len(), 2);
    assert!(started.elapsed() >= Duration::from_secs(1));
}

#[tokio::test]
async fn nobody_listening_is_unreachable() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let config = ModelConfig::for_testing(&format!("http://user:secret@{address}/v1"));
    let error = OpenAi::new(&config)
        .unwrap()
        .complete(&request(), &Meter::unlimited())
        .await
        .unwrap_err();
    assert!(matches!(error, LanguageModelError::Unreachable { .. }));
    let text = error.to_string();
    assert!(
        text.contains(&address.to_string()) && !text.contains("secret"),
        "{text}"
    );
}

#[tokio::test]
async fn a_question_that_is_dropped_ends_the_call() {
    let endpoint = MisbehavingEndpoint::start(vec![Act::Hang]).await;
    let model = OpenAi::new(&ModelConfig::for_testing(&endpoint.base_url)).unwrap();
    let meter = Meter::unlimited();
    let request = request();
    let call = model.complete(&request, &meter);
    tokio::select! {
        _ = call => panic!("the endpoint never answers"),
        () = endpoint.was_asked() => {}
    }
    endpoint.was_abandoned().await;
    assert_eq!(meter.spent().calls, 1, "a provider may charge for it");
}
